/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/error.h"
#include "base/json.h"

#define MAX_BYTES 1000000

static JsonNode *
parse (const char  *text,
       GError     **error)
{
  return lan_json_parse (text, strlen (text), MAX_BYTES, error);
}

static void
json_is_read (void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = parse (" {\"a\": [1, -2.5e3, true, null, \"\\u4f60\\\"[{\", \"\\ud83d\\ude00\"], \"b\": {}} \n", &error);
  JsonArray *array;

  assert_null (error);
  array = json_object_get_array_member (json_node_get_object (root), "a");
  assert_int_equal (json_array_get_length (array), 6);
  assert_string_equal (json_array_get_string_element (array, 4), "你\"[{");
  assert_string_equal (json_array_get_string_element (array, 5), "😀");
}

static void
what_is_no_json_is_refused (void **state)
{
  static const char *const texts[] = {
    "", " ", "{", "[1,", "\"open", "\"end\\", "[1] [2]", "{\"a\" 1}", "{a: 1}", "{'a': 1}", "[1,]", "]", "}{", "[}",
    "/* \" */ []", "# x\n[]", "// x\n[]", "var a = [1];", "[1]; ", "\"line\nfeed\"", "\"tab\tinside\"", "[\"\xff\"]", "\xff",
    "[\x01]", "nothing", "[`1`]", "[1", "{\"a\":1", "[true false]",
    "[\"\\355\"]", "[\"\\x41\"]", "[\"\\u12\"]", "[\"\\u12g4\"]", "[\"\\u0000\"]", "[\"\\ud800\"]", "[\"\\ud800x\"]",
    "[\"\\ud800\\u0041\"]", "[\"\\udc00\"]", "[\"\\", "[\"\\u", "[\"\\ud800\\u", "[\"\\\xff\"]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) root = parse (texts[i], &error);

      if (root != NULL)
        fail_msg ("taken for JSON: %s", texts[i]);
      assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_FAILED));
    }
}

static void
the_place_is_named (void **state)
{
  g_autoptr(GError) error = NULL;

  assert_null (parse ("[\n  1,\n  你 'x'\n]", &error));
  assert_string_equal (error->message, "Line 3, character 3: this is not valid JSON.");
}

static void
a_nul_ends_nothing (void **state)
{
  g_autoptr(GError) error = NULL;

  assert_null (lan_json_parse ("[1]\0[[[", 7, MAX_BYTES, &error));
  assert_non_null (error);
}

/* The reader behind it calls itself for each level and would end the stack. */
static void
depth_is_bounded (void **state)
{
  static const struct { const char *open, *close; } levels[] = { { "[", "]" }, { "{\"a\":", "}" } };

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    for (guint depth = LAN_JSON_DEPTH_MAX; depth <= 100000; depth = depth < 1000 ? depth + 1 : depth * 10)
      {
        g_autoptr(GString) text = g_string_new (NULL);
        g_autoptr(JsonNode) root = NULL;

        for (guint level = 0; level < depth; level++)
          g_string_append (text, levels[i].open);
        g_string_append (text, "1");
        for (guint level = 0; level < depth; level++)
          g_string_append (text, levels[i].close);
        root = parse (text->str, NULL);
        assert_int_equal (root != NULL, depth <= LAN_JSON_DEPTH_MAX);
        if (depth > LAN_JSON_DEPTH_MAX + 2 && depth < 1000)
          depth = 999;
      }
}

static void
size_is_bounded (void **state)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = lan_json_parse ("[123]", 5, 5, NULL);

  assert_non_null (root);
  assert_null (lan_json_parse ("[1234]", 6, 5, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_TOO_LARGE));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (json_is_read),
    cmocka_unit_test (what_is_no_json_is_refused),
    cmocka_unit_test (the_place_is_named),
    cmocka_unit_test (a_nul_ends_nothing),
    cmocka_unit_test (depth_is_bounded),
    cmocka_unit_test (size_is_bounded),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
