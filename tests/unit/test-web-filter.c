/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guard-page.h"
#include "web/filter.h"

#define NOW_US G_GINT64_CONSTANT (1700000000000000)   /* Tue, 14 Nov 2023 22:13:20 GMT */
#define SECOND_US G_GINT64_CONSTANT (1000000)

/* A request that most of the table is about. */
static const LanWebFilterRow row = {
  .status = 404, .kind = LAN_HTTP_RECORD_EXCHANGE, .rule = -1, .secure = FALSE, .method = "POST",
  .target = "/API/items?x=a=b&y=1,2", .client = "10.0.0.7", .type = "application/json; charset=utf-8",
  .request_size = 300, .response_size = 1500, .started_us = NOW_US - 90 * SECOND_US,
  .duration_us = 250000,
};
static const LanWebFilterRow nothing = {
  .status = 0, .kind = LAN_HTTP_RECORD_SILENT, .rule = -1, .client = "fe80::1", .started_us = NOW_US, .duration_us = -1,
};
static const LanWebFilterRow malformed = {
  .status = 400, .kind = LAN_HTTP_RECORD_MALFORMED, .rule = LAN_HTTP_RULE_HOST_MISSING, .secure = TRUE,
  .method = "GET", .target = "/", .client = "192.168.1.20", .request_size = 18, .response_size = 5000000000,
  .started_us = NOW_US - 3600 * SECOND_US, .duration_us = 2 * SECOND_US,
};

static gboolean
search (const LanWebNeedle *needle,
        gpointer            data)
{
  const char *body = data;

  return lan_web_needle_find (needle, body, strlen (body)) >= 0;
}

/* An hour east of Greenwich it is 23:13:20. */
static gboolean
matches (const LanWebFilter    *filter,
         const LanWebFilterRow *one)
{
  const LanWebFilterNow now = { NOW_US, 3600 };

  return lan_web_filter_matches (filter, one, &now, search, "{\"name\": \"晴空万里\", \"say\": \"Welcome back Home\"}");
}

static void
terms_fit_or_do_not (void **state)
{
  static const struct { const char *text; gboolean row; gboolean nothing; gboolean malformed; } cases[] = {
    { "", TRUE, TRUE, TRUE },
    { "   ", TRUE, TRUE, TRUE },
    { "status:404", TRUE, FALSE, FALSE },
    { "STATUS:4XX", TRUE, FALSE, TRUE },
    { "status=404", TRUE, FALSE, FALSE },
    { "-status:4xx", FALSE, TRUE, FALSE },
    { "status:400-403", FALSE, FALSE, TRUE },
    { "status:200,404", TRUE, FALSE, FALSE },
    { "status:404,", TRUE, FALSE, FALSE },
    { "status>=404", TRUE, FALSE, FALSE },
    { "status>404", FALSE, FALSE, FALSE },
    { "status<404", FALSE, FALSE, TRUE },
    { "status<=404", TRUE, FALSE, TRUE },
    { "status:none", FALSE, TRUE, FALSE },
    { "-status:none", TRUE, FALSE, TRUE },
    { "method:post", TRUE, FALSE, FALSE },
    { "method:POST,GET", TRUE, FALSE, TRUE },
    { "method:PO", FALSE, FALSE, FALSE },
    { "path:/api", TRUE, FALSE, FALSE },
    { "path:/items", FALSE, FALSE, FALSE },
    { "path:items", TRUE, FALSE, FALSE },
    { "path:1,2", TRUE, FALSE, FALSE },
    { "-path:.png", TRUE, TRUE, TRUE },
    { "client:10.0.0.7", TRUE, FALSE, FALSE },
    { "client:10.0.0.70", FALSE, FALSE, FALSE },
    { "client:10.0.*,fe80::1", TRUE, TRUE, FALSE },
    { "client:10.0.0.0/8", TRUE, FALSE, FALSE },
    { "client:fe80::/10", FALSE, TRUE, FALSE },
    { "type:json", TRUE, FALSE, FALSE },
    { "type:image,JSON", TRUE, FALSE, FALSE },
    { "size>1k", TRUE, FALSE, TRUE },
    { "size>1500", FALSE, FALSE, TRUE },
    { "size>=1.5k", TRUE, FALSE, TRUE },
    { "size>1.46KiB", TRUE, FALSE, TRUE },
    { "size<1kb", FALSE, TRUE, FALSE },
    { "size:1k-2k", TRUE, FALSE, FALSE },
    { "size>4.9G", FALSE, FALSE, TRUE },
    { "request-size<100", FALSE, TRUE, TRUE },
    { "duration>100ms", TRUE, FALSE, TRUE },
    { "duration:0.2s-0.3s", TRUE, FALSE, FALSE },
    { "duration<1m", TRUE, FALSE, TRUE },
    { "age<2m", TRUE, TRUE, FALSE },
    { "age>1.5min", FALSE, FALSE, TRUE },
    { "age>=1.5min", TRUE, FALSE, TRUE },
    { "time>23:11", TRUE, TRUE, FALSE },
    { "time:23:11:00-23:12", TRUE, FALSE, FALSE },
    { "time:23:13-00:10", FALSE, TRUE, FALSE },
    { "secure:yes", FALSE, FALSE, TRUE },
    { "secure:no", TRUE, TRUE, FALSE },
    { "kind:malformed,silent", FALSE, TRUE, TRUE },
    { "rule:any", FALSE, FALSE, TRUE },
    { "rule:none", TRUE, TRUE, FALSE },
    { "rule:host", FALSE, FALSE, TRUE },
    { "rule:9112", FALSE, FALSE, TRUE },
    { "items", TRUE, FALSE, FALSE },
    { "a=b", TRUE, FALSE, FALSE },
    { "welcome", TRUE, TRUE, TRUE },
    { "\"Welcome BACK\"", TRUE, TRUE, TRUE },
    { "晴空万里", TRUE, TRUE, TRUE },
    { "\"\\\"say\\\": \"", TRUE, TRUE, TRUE },
    { "http://x", FALSE, FALSE, FALSE },
    { "\"status:404\"", FALSE, FALSE, FALSE },
    { "-\"welcome\"", FALSE, FALSE, FALSE },
    { "- status:404", FALSE, FALSE, FALSE },
    { "status:4xx method:POST path:/api client:10.0.0.7 size>1k type:json \"Welcome back\" -path:.png", TRUE, FALSE, FALSE },
    { "status:404 welcome nowhere", FALSE, FALSE, FALSE },
    /* as Chinese keyboards write it: colon, greater than, quotation marks, space */
    { "status\357\274\232404\343\200\200size\357\274\2361k \342\200\234Welcome back\342\200\235", TRUE, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LanWebFilter) filter = lan_web_filter_new (cases[i].text);

      for (guint term = 0; term < lan_web_filter_get_n_terms (filter); term++)
        if (lan_web_filter_get_term (filter, term)->error != NULL)
          fail_msg ("%s: %s", cases[i].text, lan_web_filter_get_term (filter, term)->error);
      if (matches (filter, &row) != cases[i].row || matches (filter, &nothing) != cases[i].nothing ||
          matches (filter, &malformed) != cases[i].malformed)
        fail_msg ("%s: %d %d %d", cases[i].text, matches (filter, &row), matches (filter, &nothing),
                  matches (filter, &malformed));
    }
}

static void
what_is_wrong_is_named_with_a_remedy (void **state)
{
  static const struct { const char *text; const char *wrong; const char *remedy; } cases[] = {
    { "status:", "status:", "status:404" },
    { "status:,", "status:,", "status:404" },
    { "status:4x", "4x", "4xx" },
    { "status:4040", "4040", "404" },
    { "-status:abc", "abc", "404" },
    { "status:499-400", "499-400", "400-499" },
    { "stauts:404", "stauts:404", "quotation marks" },
    { "method>GET", "method>GET", "method:POST" },
    { "method:", "method:", "method:POST" },
    { "client:me", "me", "192.168.1.7" },
    { "client:10.0.0.0/99", "10.0.0.0/99", "10.0.0.0/8" },
    { "size:1M", "1M", "size>1M" },
    { "size>1X", "1X", "size>1M" },
    { "size>-1", "-1", "size>1M" },
    { "size>1e9", "1e9", "size>1M" },
    { "size>99999999999999999999", "99999999999999999999", "size>1M" },
    { "size>18446744073709551G", "18446744073709551G", "size>1M" },
    { "size<0", "0", "size>1M" },
    { "size>", "size>", "size>1M" },
    { "duration>100", "100", "100ms" },
    { "time>25:00", "25:00", "14:30" },
    { "time>14", "14", "14:30" },
    { "secure:maybe", "maybe", "yes nor no" },
    { "kind:odd", "odd", "malformed" },
    { "rule:nosuchword", "nosuchword", "any" },
    { "path:\"a b", "\"a b", "not closed" },
    { "\"a b", "\"a b", "not closed" },
    { "\"\"", "\"\"", "nothing between" },
    { "-\"\"", "-\"\"", "nothing between" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* one in the middle does not take the others with it */
      g_autofree char *text = g_strdup_printf ("type:json %s", cases[i].text);
      g_autoptr(LanWebFilter) filter = lan_web_filter_new (text);
      const LanWebFilterTerm *term = lan_web_filter_get_term (filter, 1);
      g_autofree char *wrong = g_strndup (text + term->error_offset, term->error_length);

      assert_int_equal (lan_web_filter_get_n_terms (filter), 2);
      if (term->error == NULL)
        fail_msg ("%s: nothing is wrong", cases[i].text);
      if (strcmp (wrong, cases[i].wrong) != 0 || strstr (term->error, cases[i].remedy) == NULL)
        fail_msg ("%s: “%s”: %s", cases[i].text, wrong, term->error);
      assert_int_equal (term->offset, strlen ("type:json "));
      assert_int_equal (term->length, strlen (cases[i].text));
      assert_true (matches (filter, &row));
      assert_false (matches (filter, &nothing));
    }
}

static void
terms_know_where_they_stand (void **state)
{
  g_autoptr(LanWebFilter) filter = lan_web_filter_new (" status:4xx  -path:\"a b\" 晴空 ");
  static const struct { gsize offset; gsize length; gboolean negated; } spans[] = {
    { 1, 10, FALSE }, { 13, 11, TRUE }, { 25, 6, FALSE },
  };

  assert_int_equal (lan_web_filter_get_n_terms (filter), 3);
  for (guint i = 0; i < 3; i++)
    {
      const LanWebFilterTerm *term = lan_web_filter_get_term (filter, i);

      assert_int_equal (term->offset, spans[i].offset);
      assert_int_equal (term->length, spans[i].length);
      assert_int_equal (term->negated, spans[i].negated);
    }
  assert_true (lan_web_filter_searches (filter));
  assert_false (lan_web_filter_is_empty (filter));
}

static gboolean
count (const LanWebNeedle *needle,
       gpointer            data)
{
  ++*(guint *) data;

  return TRUE;
}

static void
messages_are_looked_into_last_and_only_if_need_be (void **state)
{
  const LanWebFilterNow now = { NOW_US, 0 };
  g_autoptr(LanWebFilter) filter = lan_web_filter_new ("somewhere status:200");
  g_autoptr(LanWebFilter) wrong = lan_web_filter_new ("status:");
  guint n_searches = 0;

  assert_false (lan_web_filter_matches (filter, &row, &now, count, &n_searches));
  assert_int_equal (n_searches, 0);
  assert_false (lan_web_filter_matches (filter, &row, &now, NULL, NULL));
  assert_true (lan_web_filter_is_empty (wrong));
  assert_false (lan_web_filter_searches (wrong));
}

static void
input_is_bounded (void **state)
{
  g_autofree char *endless = g_strnfill (100000, 'a');
  g_autoptr(LanWebFilter) filter = lan_web_filter_new (endless);
  g_autoptr(LanWebFilter) broken = lan_web_filter_new ("status:404 \xff status:200");

  assert_int_equal (lan_web_filter_get_n_terms (filter), 1);
  assert_int_equal (lan_web_filter_get_term (filter, 0)->length, LAN_WEB_FILTER_MAX_BYTES);
  assert_int_equal (lan_web_filter_get_n_terms (broken), 1);
}

/* Each place of each length, against the plainest search there is. */
static void
a_needle_is_found_wherever_it_is (void **state)
{
  static const char hay[] = "abAbabcABCabcdabcABCDxaab";
  GuardPage page = guard_page_new (sizeof hay - 1);
  const char *bytes = guard_page_put (&page, hay, sizeof hay - 1);

  for (gsize from = 0; from < sizeof hay - 1; from++)
    for (gsize length = 1; from + length < sizeof hay; length++)
      {
        g_autofree char *text = g_strndup (hay + from, length);
        g_autofree char *small = g_ascii_strdown (hay, -1);
        g_autofree char *wanted = g_ascii_strdown (text, -1);
        g_autoptr(LanWebNeedle) needle = lan_web_needle_new (text);

        assert_int_equal (lan_web_needle_find (needle, bytes, sizeof hay - 1), strstr (small, wanted) - small);
        assert_int_equal (lan_web_needle_find (needle, bytes, length - 1), -1);
      }
  guard_page_free (&page);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (terms_fit_or_do_not),
    cmocka_unit_test (what_is_wrong_is_named_with_a_remedy),
    cmocka_unit_test (terms_know_where_they_stand),
    cmocka_unit_test (messages_are_looked_into_last_and_only_if_need_be),
    cmocka_unit_test (input_is_bounded),
    cmocka_unit_test (a_needle_is_found_wherever_it_is),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
