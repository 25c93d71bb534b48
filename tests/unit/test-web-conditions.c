/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "web/conditions.h"

#define MODIFIED 784111777   /* Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 section 5.6.7 */
#define TAG "\"tag\""

static void
a_date_has_three_forms_and_no_other (void **state)
{
  static const struct { const char *text; gint64 expected; } cases[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", MODIFIED },
    { "Sunday, 06-Nov-94 08:49:37 GMT", MODIFIED },
    { "Sun Nov  6 08:49:37 1994", MODIFIED },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Fri, 31 Dec 2100 23:59:59 GMT", G_GINT64_CONSTANT (4133980799) },
    { "Tue, 29 Feb 2000 00:00:00 GMT", 951782400 },
    { "Sat, 31 Dec 2016 23:59:60 GMT", 1483228799 },                         /* a leap second */
  };
  static const char *const wrong[] = {
    "", "yesterday", "0", "784111777", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT ",
    "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Xyz 1994 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Mon, 29 Feb 2001 00:00:00 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT",
    "Sun, -6 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "%n%n%n%n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 seconds = -1;

      if (!lan_web_date_parse (cases[i].text, &seconds) || seconds != cases[i].expected)
        fail_msg ("%s: %" G_GINT64_FORMAT, cases[i].text, seconds);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gint64 seconds;

      if (lan_web_date_parse (wrong[i], &seconds))
        fail_msg ("“%s” was taken for a date", wrong[i]);
    }
}

/* A year of two digits is at most 50 ahead (section 5.6.7). */
static void
a_short_year_is_of_our_time (void **state)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  for (int ahead = -49; ahead <= 50; ahead++)
    {
      int year = g_date_time_get_year (now) + ahead;
      g_autofree char *text = g_strdup_printf ("Monday, 01-Jan-%02d 00:00:00 GMT", year % 100);
      g_autoptr(GDateTime) expected = g_date_time_new_utc (year, 1, 1, 0, 0, 0);
      gint64 seconds = 0;

      assert_true (lan_web_date_parse (text, &seconds));
      if (seconds != g_date_time_to_unix (expected))
        fail_msg ("%s is not %d", text, year);
    }
}

typedef struct
{
  const char *fields;
  guint status;        /* to GET */
  guint put_status;    /* to PUT */
  guint gone_status;   /* to PUT where there is no file */
} Case;

#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define SAME "Sun, 06 Nov 1994 08:49:37 GMT"
#define AFTER "Sun, 06 Nov 1994 08:49:38 GMT"

/* What differs by one second or one byte. */
static const Case cases[] = {
  { "", 0, 0, 0 },
  { "If-Modified-Since: " BEFORE "\r\n", 0, 0, 0 },
  { "If-Modified-Since: " SAME "\r\n", 304, 0, 0 },   /* of what is not read it says nothing (section 13.1.3) */
  { "If-Modified-Since: " AFTER "\r\n", 304, 0, 0 },
  { "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n", 304, 0, 0 },
  { "If-Modified-Since: Sun Nov  6 08:49:37 1994\r\n", 304, 0, 0 },
  { "If-Modified-Since: yesterday\r\n", 0, 0, 0 },
  { "If-Modified-Since: \r\n", 0, 0, 0 },
  { "If-Unmodified-Since: " BEFORE "\r\n", 412, 412, 0 },
  { "If-Unmodified-Since: " SAME "\r\n", 0, 0, 0 },
  { "If-Unmodified-Since: " AFTER "\r\n", 0, 0, 0 },
  { "If-Unmodified-Since: yesterday\r\n", 0, 0, 0 },
  /* tags */
  { "If-None-Match: \"tag\"\r\n", 304, 412, 0 },
  { "If-None-Match: \"tags\"\r\n", 0, 0, 0 },
  { "If-None-Match: \"ta\"\r\n", 0, 0, 0 },
  { "If-None-Match: \"TAG\"\r\n", 0, 0, 0 },
  { "If-None-Match: tag\r\n", 0, 0, 0 },
  { "If-None-Match: W/\"tag\"\r\n", 304, 412, 0 },
  { "If-None-Match: w/\"tag\"\r\n", 0, 0, 0 },         /* "W/" is case-sensitive (section 8.8.3) */
  { "If-None-Match: W/ \"tag\"\r\n", 0, 0, 0 },
  { "If-None-Match: \"a\",W/\"tag\"\r\n", 304, 412, 0 },
  { "If-None-Match: \"a\"\t,\t \"tag\" , \"b\"\r\n", 304, 412, 0 },
  { "If-None-Match: ,, \"a\",, \"tag\",,\r\n", 304, 412, 0 },
  { "If-None-Match: \"a\"\r\nIf-None-Match: \"tag\"\r\n", 304, 412, 0 },
  { "If-None-Match: \"a,\"tag\"\"\r\n", 0, 0, 0 },     /* "a," and something that is no list */
  { "If-None-Match: \"a,\\\"tag\\\",b\"\r\n", 0, 0, 0 },
  { "If-None-Match: \"a\" \"tag\"\r\n", 0, 0, 0 },
  { "If-None-Match: x\"tag\"\r\n", 0, 0, 0 },
  { "If-None-Match: \"tag\"x\r\n", 0, 0, 0 },
  { "If-None-Match: \"tag\", x\r\n", 304, 412, 0 },
  { "If-None-Match: \"tag\r\n", 0, 0, 0 },
  { "If-None-Match: \"\"\r\n", 0, 0, 0 },
  { "If-None-Match: \"\r\n", 0, 0, 0 },
  { "If-None-Match: W/\r\n", 0, 0, 0 },
  { "If-None-Match: \r\n", 0, 0, 0 },
  { "If-None-Match: *\r\n", 304, 412, 0 },
  { "If-None-Match: \"*\"\r\n", 0, 0, 0 },
  { "If-Match: \"tag\"\r\n", 0, 0, 412 },
  { "If-Match: \"a\" , \"tag\"\r\n", 0, 0, 412 },
  { "If-Match: \"a\"\r\nIf-Match: \"tag\"\r\n", 0, 0, 412 },
  { "If-Match: W/\"tag\", \"tag\"\r\n", 0, 0, 412 },
  { "If-Match: W/\"tag\"\r\n", 412, 412, 412 },
  { "If-Match: \"tags\"\r\n", 412, 412, 412 },
  { "If-Match: tag\r\n", 412, 412, 412 },
  { "If-Match: *\r\n", 0, 0, 412 },
  { "If-Match: \r\n", 412, 412, 412 },
  /* in the order of RFC 9110 section 13.2.2 */
  { "If-Match: \"no\"\r\nIf-None-Match: \"tag\"\r\n", 412, 412, 412 },
  { "If-Match: \"tag\"\r\nIf-None-Match: \"tag\"\r\n", 304, 412, 412 },
  { "If-Match: \"tag\"\r\nIf-Unmodified-Since: " BEFORE "\r\n", 0, 0, 412 },
  { "If-Match: \"no\"\r\nIf-Unmodified-Since: " SAME "\r\n", 412, 412, 412 },
  { "If-Unmodified-Since: " BEFORE "\r\nIf-None-Match: \"tag\"\r\n", 412, 412, 0 },
  { "If-Unmodified-Since: " SAME "\r\nIf-None-Match: \"tag\"\r\n", 304, 412, 0 },
  { "If-Unmodified-Since: " SAME "\r\nIf-Modified-Since: " SAME "\r\n", 304, 0, 0 },
  { "If-None-Match: \"no\"\r\nIf-Modified-Since: " SAME "\r\n", 0, 0, 0 },
  { "If-None-Match: \"tag\"\r\nIf-Modified-Since: " BEFORE "\r\n", 304, 412, 0 },
  { "If-Match: *\r\nIf-None-Match: *\r\n", 304, 412, 412 },
};

static void
conditions_are_judged_in_order (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autofree char *data = g_strdup_printf ("GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", c->fields);
      g_autoptr(LanHttpHead) head = lan_http_head_scan (data, strlen (data), FALSE);
      LanHttpRequest request = { .method = "GET", .target = "/", .head = head, .data = data };
      guint status = lan_web_conditions_check (&request, TAG, MODIFIED);
      guint put_status, gone_status;

      request.method = "HEAD";
      assert_int_equal (lan_web_conditions_check (&request, TAG, MODIFIED), status);
      request.method = "PUT";
      put_status = lan_web_conditions_check (&request, TAG, MODIFIED);
      gone_status = lan_web_conditions_check (&request, NULL, 0);
      if (status != c->status || put_status != c->put_status || gone_status != c->gone_status)
        fail_msg ("%s%u, %u, %u", c->fields, status, put_status, gone_status);
    }
}

static void
a_range_counts_of_the_same_file_only (void **state)
{
  static const struct { const char *value; gboolean allowed; } befores[] = {
    { TAG, TRUE },
    { "W/" TAG, FALSE },           /* strong comparison (section 13.1.5) */
    { "\"other\"", FALSE },
    { "\"tag\", \"tag\"", FALSE }, /* one, no list */
    { "tag", FALSE },
    { "*", FALSE },
    { "", FALSE },
    { BEFORE, FALSE },             /* exactly that date, not a later one */
    { SAME, TRUE },
    { AFTER, FALSE },
    { "Sunday, 06-Nov-94 08:49:37 GMT", TRUE },
    { "yesterday", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (befores); i++)
    {
      g_autofree char *data = g_strdup_printf ("GET / HTTP/1.1\r\nHost: a\r\nIf-Range: %s\r\n\r\n", befores[i].value);
      g_autoptr(LanHttpHead) head = lan_http_head_scan (data, strlen (data), FALSE);
      LanHttpRequest request = { .method = "GET", .target = "/", .head = head, .data = data };

      if (lan_web_conditions_allow_range (&request, TAG, MODIFIED) != befores[i].allowed)
        fail_msg ("If-Range: %s", befores[i].value);
    }
}

static void
another_file_has_another_tag (void **state)
{
  const struct stat first = { .st_ino = 1, .st_size = 2, .st_mtim = { 3, 4 }, .st_ctim = { 5, 6 } };
  g_autofree char *tag = lan_web_entity_tag (&first, NULL);
  g_autofree char *again = lan_web_entity_tag (&first, NULL);
  g_autofree char *coded = lan_web_entity_tag (&first, "gzip");

  assert_string_equal (tag, again);
  assert_string_not_equal (tag, coded);
  assert_true (tag[0] == '"' && coded[0] == '"' && g_str_has_suffix (tag, "\"") && g_str_has_suffix (coded, "\""));
  for (guint i = 0; i < 6; i++)
    {
      struct stat other = first;
      g_autofree char *changed = NULL;

      other.st_ino += i == 0;
      other.st_size += i == 1;
      other.st_mtim.tv_sec += i == 2;
      other.st_mtim.tv_nsec += i == 3;
      other.st_ctim.tv_sec += i == 4;
      other.st_ctim.tv_nsec += i == 5;
      changed = lan_web_entity_tag (&other, NULL);
      assert_string_not_equal (tag, changed);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_date_has_three_forms_and_no_other),
    cmocka_unit_test (a_short_year_is_of_our_time),
    cmocka_unit_test (conditions_are_judged_in_order),
    cmocka_unit_test (a_range_counts_of_the_same_file_only),
    cmocka_unit_test (another_file_has_another_tag),
  };

  return cmocka_run_group_tests_name ("web-conditions", tests, NULL, NULL);
}
