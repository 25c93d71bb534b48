/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "web/rules.h"

static GPtrArray *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *rules = lan_web_rules_parse (text, &error);

  if (rules == NULL)
    fail_msg ("%s: %s", text, error->message);

  return rules;
}

static LanWebRule *
rule_at (GPtrArray *rules,
         guint      i)
{
  return g_ptr_array_index (rules, i);
}

static void
rules_are_read_in_order (void **state)
{
  g_autoptr(GPtrArray) rules =
    parse ("[{\"path\": \"/api/*\", \"method\": [\"GET\", \"HEAD\"], \"status\": 503, \"headers\": [\"Retry-After: 5\"],"
           "  \"text\": \"later\", \"delay_ms\": 1500, \"once\": true},"
           " {\"enabled\": false, \"action\": \"cut\", \"cut_after\": 1000, \"method\": \"PUT\", \"path\": \"*\"},"
           " {\"action\": \"drop\"}, {\"action\": \"pass\", \"delay_ms\": 20}, {\"file\": \"/etc/hostname\"}]");

  assert_int_equal (rules->len, 5);
  assert_true (rule_at (rules, 0)->enabled && rule_at (rules, 0)->once);
  assert_string_equal (rule_at (rules, 0)->path, "/api/*");
  assert_string_equal (rule_at (rules, 0)->methods[1], "HEAD");
  assert_int_equal (rule_at (rules, 0)->action, LAN_WEB_RULE_ANSWER);
  assert_int_equal (rule_at (rules, 0)->status, 503);
  assert_string_equal (rule_at (rules, 0)->headers[0], "Retry-After: 5");
  assert_string_equal (rule_at (rules, 0)->text, "later");
  assert_int_equal (rule_at (rules, 0)->delay_ms, 1500);
  assert_false (rule_at (rules, 1)->enabled);
  assert_int_equal (rule_at (rules, 1)->action, LAN_WEB_RULE_CUT);
  assert_int_equal (rule_at (rules, 1)->cut_after, 1000);
  assert_string_equal (rule_at (rules, 1)->methods[0], "PUT");
  assert_int_equal (rule_at (rules, 2)->action, LAN_WEB_RULE_DROP);
  assert_null (rule_at (rules, 2)->methods);
  assert_string_equal (rule_at (rules, 2)->path, "*");
  assert_int_equal (rule_at (rules, 3)->action, LAN_WEB_RULE_PASS);
  assert_string_equal (rule_at (rules, 4)->file, "/etc/hostname");
}

static void
what_was_written_is_read_again (void **state)
{
  g_autoptr(GPtrArray) rules =
    parse ("[{\"path\": \"/你好?\", \"headers\": [\"A: \\\"b\\\"\", \"Set-Cookie: c\"], \"text\": \"x\\ny\\u0001\"},"
           " {\"action\": \"cut\", \"cut_after\": 9007199254740993, \"method\": \"GET\"}, {\"action\": \"drop\", \"once\": true}]");
  g_autofree char *text = lan_web_rules_format (rules);
  g_autoptr(GPtrArray) again = parse (text);
  g_autofree char *same = lan_web_rules_format (again);

  assert_string_equal (text, same);
  assert_string_equal (rule_at (again, 0)->text, "x\ny\x01");
  assert_true (rule_at (again, 1)->cut_after == G_GUINT64_CONSTANT (9007199254740993));
}

/* Each mistake is named with the rule and the key that it is in. */
static void
mistakes_are_named (void **state)
{
  static const struct { const char *text, *words[2]; } mistakes[] = {
    { "", { "Line 1", "JSON" } },
    { "{}", { "list", "[" } },
    { "[1]", { "Rule 1", "{" } },
    { "[{}, {\"pth\": \"/\"}]", { "Rule 2", "“pth”" } },
    { "[{\"path\": 1}]", { "Rule 1", "“path”" } },
    { "[{\"path\": \"x\"}]", { "Rule 1", "“path”" } },
    { "[{\"path\": \"\"}]", { "Rule 1", "“path”" } },
    { "[{\"status\": 199}]", { "“status”", "200" } },
    { "[{\"status\": 600}]", { "“status”", "599" } },
    { "[{\"status\": \"404\"}]", { "“status”", "number" } },
    { "[{\"status\": 404.5}]", { "“status”", "number" } },
    { "[{\"status\": 99999999999999999999}]", { "“status”", "number" } },
    { "[{\"delay_ms\": -1}]", { "“delay_ms”", "0" } },
    { "[{\"delay_ms\": 300001}]", { "“delay_ms”", "300000" } },
    { "[{\"action\": \"explode\"}]", { "“action”", "drop" } },
    { "[{\"action\": null}]", { "“action”", "text" } },
    { "[{\"enabled\": 1}]", { "“enabled”", "true" } },
    { "[{\"method\": \"GE T\"}]", { "“method”", "method" } },
    { "[{\"method\": [1]}]", { "“method”", "list" } },
    { "[{\"method\": {}}]", { "“method”", "list" } },
    { "[{\"headers\": [\"no colon\"]}]", { "“headers”", "NAME: VALUE" } },
    { "[{\"headers\": [\"A: b\\r\\nC: d\"]}]", { "“headers”", "NAME: VALUE" } },
    { "[{\"headers\": [\"A: b\\u0000C\"]}]", { "Line 1, character 15", "JSON" } },
    { "[{\"headers\": [\"A : b\"]}]", { "“headers”", "NAME: VALUE" } },
    { "[{\"headers\": [\": b\"]}]", { "“headers”", "NAME: VALUE" } },
    { "[{\"headers\": [\"content-length: 1\"]}]", { "“headers”", "Content-Length" } },
    { "[{\"headers\": [\"Transfer-Encoding: chunked\"]}]", { "“headers”", "Transfer-Encoding" } },
    { "[{\"headers\": [\"CONNECTION: close\"]}]", { "“headers”", "Connection" } },
    { "[{\"headers\": [\"Date: now\"]}]", { "“headers”", "Date" } },
    { "[{\"text\": \"a\", \"file\": \"/b\"}]", { "“file”", "text" } },
    { "[{\"file\": \"b\"}]", { "“file”", "/" } },
    { "[{\"cut_after\": -1}]", { "“cut_after”", "0" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr(GError) error = NULL;
      GPtrArray *rules = lan_web_rules_parse (mistakes[i].text, &error);

      if (rules != NULL || error == NULL)
        fail_msg ("taken for rules: %s", mistakes[i].text);
      for (gsize j = 0; j < 2; j++)
        if (strstr (error->message, mistakes[i].words[j]) == NULL)
          fail_msg ("%s is explained by: %s", mistakes[i].text, error->message);
    }
}

static void
there_is_an_end_to_everything (void **state)
{
  g_autofree char *letters = g_strnfill (LAN_WEB_RULE_TEXT_MAX_BYTES + 1, 'x');
  g_autofree char *text = g_strdup_printf ("[{\"text\": \"%s\"}]", letters);
  g_autofree char *path = g_strdup_printf ("[{\"path\": \"/%.*s\"}]", LAN_WEB_RULE_PATH_MAX_BYTES, letters);
  g_autofree char *header = g_strdup_printf ("[{\"headers\": [\"A: %.*s\"]}]", LAN_WEB_HEADER_MAX_BYTES, letters);
  g_autoptr(GString) many = g_string_new ("[{}");
  g_autoptr(GString) lines = g_string_new ("[{\"headers\": [\"A: 1\"");

  for (guint i = 0; i < LAN_WEB_RULES_MAX; i++)
    g_string_append (many, ",{}");
  g_string_append (many, "]");
  for (guint i = 0; i < LAN_WEB_HEADERS_MAX; i++)
    g_string_append (lines, ",\"A: 1\"");
  g_string_append (lines, "]}]");

  assert_null (lan_web_rules_parse (text, NULL));
  assert_null (lan_web_rules_parse (path, NULL));
  assert_null (lan_web_rules_parse (header, NULL));
  assert_null (lan_web_rules_parse (many->str, NULL));
  assert_null (lan_web_rules_parse (lines->str, NULL));
}

static gboolean
fits (const char *pattern,
      const char *path)
{
  g_autoptr(LanWebRule) rule = lan_web_rule_new ();
  g_autoptr(GPtrArray) rules = g_ptr_array_new ();

  g_free (rule->path);
  rule->path = g_strdup (pattern);
  g_ptr_array_add (rules, rule);

  return lan_web_rules_find (rules, "GET", path) != NULL;
}

static void
patterns_fit_paths (void **state)
{
  static const struct { const char *pattern, *path; gboolean fits; } cases[] = {
    { "*", "/", TRUE }, { "*", "", TRUE }, { "/", "/", TRUE }, { "/", "/a", FALSE }, { "/a", "/", FALSE },
    { "/a*", "/a", TRUE }, { "/a*", "/abc/d", TRUE }, { "/a*", "/b", FALSE }, { "*.png", "/a/b.png", TRUE },
    { "*.png", "/a/b.png.txt", FALSE }, { "*.png", ".png", TRUE }, { "/?", "/a", TRUE }, { "/?", "/", FALSE },
    { "/?", "/ab", FALSE }, { "/?", "/你", TRUE }, { "/?好", "/你好", TRUE }, { "/*/c", "/a/b/c", TRUE },
    { "/*/c", "/c", FALSE }, { "/a*b*c", "/aXbYbZc", TRUE }, { "/a*b*c", "/acb", FALSE }, { "/**", "/x", TRUE },
    { "/***a***", "/bab", TRUE }, { "/a", "/A", FALSE }, { "/?", "/\xff", TRUE }, { "/a?", "/a\xe4\xbd", TRUE },
    { "/ab*ab", "/ab", FALSE }, { "/ab*ab", "/abab", TRUE }, { "*a", "/aaab", FALSE }, { "*a", "/aba", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (fits (cases[i].pattern, cases[i].path) != cases[i].fits)
      fail_msg ("%s and %s", cases[i].pattern, cases[i].path);
}

/* What others try with patterns that look back at every star. */
static void
no_path_takes_long (void **state)
{
  g_autofree char *path = g_strnfill (16000, 'a');
  gint64 begun = g_get_monotonic_time ();

  assert_false (fits ("*a*a*a*a*a*a*a*a*a*a*a*a*b", path));
  assert_true (g_get_monotonic_time () - begun < G_USEC_PER_SEC);
}

static void
the_first_that_fits_decides (void **state)
{
  g_autoptr(GPtrArray) rules = parse ("[{\"enabled\": false, \"status\": 500}, {\"method\": [\"POST\", \"PUT\"], \"status\": 501},"
                                      " {\"path\": \"/a*\", \"status\": 502}, {\"path\": \"*\", \"status\": 503}]");

  assert_int_equal (lan_web_rules_find (rules, "PUT", "/abc")->status, 501);
  assert_int_equal (lan_web_rules_find (rules, "GET", "/abc")->status, 502);
  assert_int_equal (lan_web_rules_find (rules, "get", "/b")->status, 503);
}

static gpointer
use (gpointer data)
{
  guint got = 0;

  for (guint i = 0; i < 1000; i++)
    got += lan_web_rules_find (data, "GET", "/") != NULL;

  return GUINT_TO_POINTER (got);
}

static void
the_next_request_only_is_one (void **state)
{
  g_autoptr(GPtrArray) rules = parse ("[{\"once\": true}]");
  GThread *threads[4];
  guint got = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("use", use, rules);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    got += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  assert_int_equal (got, 1);
}

static void
what_was_used_is_turned_off (void **state)
{
  g_autoptr(GPtrArray) rules = parse ("[{\"path\": \"/a\"}, {\"path\": \"/b\", \"once\": true}, {\"path\": \"/b\", \"once\": true}]");
  g_autoptr(GPtrArray) edited = parse ("[{\"path\": \"/b\", \"once\": true}, {\"path\": \"/b\", \"once\": true}, {\"path\": \"/c\"}]");
  LanWebRule *used = lan_web_rules_find (rules, "GET", "/b");
  g_autoptr(GPtrArray) after = lan_web_rules_turn_off (edited, used);
  g_autoptr(GPtrArray) later = lan_web_rules_turn_off (after, used);
  g_autoptr(GPtrArray) last = lan_web_rules_turn_off (later, used);

  assert_true (used == rule_at (rules, 1));
  assert_false (rule_at (after, 0)->enabled);
  assert_true (rule_at (after, 1)->enabled);
  assert_false (rule_at (later, 1)->enabled);
  assert_true (rule_at (last, 2)->enabled);
}

static void
a_rule_is_told_in_a_line (void **state)
{
  g_autoptr(GPtrArray) rules = parse ("[{\"path\": \"/a*\", \"method\": [\"GET\", \"HEAD\"], \"status\": 503, \"delay_ms\": 2000},"
                                      " {\"action\": \"drop\"}, {\"action\": \"cut\", \"cut_after\": 1000}, {\"action\": \"pass\"}]");
  static const char *const lines[] = { "GET, HEAD /a* → 503 Service Unavailable, after 2.0 s", "* → no answer",
                                       "* → cut after 1.0 kB", "* → as always" };

  for (guint i = 0; i < rules->len; i++)
    {
      g_autofree char *line = lan_web_rule_describe (rule_at (rules, i));
      g_auto(GStrv) words = g_strsplit (line, "\xc2\xa0", -1);   /* as numbers and their units are joined */
      g_autofree char *plain = g_strjoinv (" ", words);

      assert_string_equal (plain, lines[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (rules_are_read_in_order),
    cmocka_unit_test (what_was_written_is_read_again),
    cmocka_unit_test (mistakes_are_named),
    cmocka_unit_test (there_is_an_end_to_everything),
    cmocka_unit_test (patterns_fit_paths),
    cmocka_unit_test (no_path_takes_long),
    cmocka_unit_test (the_first_that_fits_decides),
    cmocka_unit_test (the_next_request_only_is_one),
    cmocka_unit_test (what_was_used_is_turned_off),
    cmocka_unit_test (a_rule_is_told_in_a_line),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
