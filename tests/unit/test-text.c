/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"

static const struct
{
  const char *bytes;
  gsize length;
  const char *shown;
  gboolean utf8;
} shown_cases[] = {
  { "", 0, "", TRUE },
  { "hello", 5, "hello", TRUE },
  { "来呀,带你去看晴空万里", 31, "来呀,带你去看晴空万里", TRUE },
  { "a\nb\tc\r\nd", 8, "a\nb\tc\nd", TRUE },
  { "a\rb", 3, "a\\x0db", TRUE },
  { "a\0b", 3, "a\\x00b", TRUE },
  { "\x1b[31m", 5, "\\x1b[31m", TRUE },
  { "\xe2\x80\xaegnp.exe", 10, "<U+202E>gnp.exe", TRUE },
  { "\xff\xfe", 2, "\\xff\\xfe", FALSE },
  { "\xe6\x9d", 2, "\\xe6\\x9d", FALSE },
  { "\xc0\xaf", 2, "\\xc0\\xaf", FALSE },
  { "\xed\xa0\x80", 3, "\\xed\\xa0\\x80", FALSE },
  { "<b>&amp;</b>", 12, "<b>&amp;</b>", TRUE },
};

static void
what_arrives_is_shown_as_safe_text (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shown_cases); i++)
    {
      /* an allocation of the exact size, so that a sanitizer sees a read past the end */
      char *exact = g_memdup2 (shown_cases[i].bytes, MAX (shown_cases[i].length, 1));
      gboolean utf8;
      char *shown = lan_text_show (exact, shown_cases[i].length, &utf8);

      assert_string_equal (shown, shown_cases[i].shown);
      assert_int_equal (utf8, shown_cases[i].utf8);
      assert_true (g_utf8_validate (shown, -1, NULL));
      g_free (shown);
      g_free (exact);
    }
}

static void
a_line_stays_a_line (void **state)
{
  char *shown = lan_text_show_line ("a\nb\r\n\tc", 7);

  assert_string_equal (shown, "a\\x0ab\\x0d\\x0a\\x09c");
  g_free (shown);
}

static void
text_is_cut_between_characters (void **state)
{
  assert_int_equal (lan_text_fit ("来呀", 6, 6), 6);
  assert_int_equal (lan_text_fit ("来呀", 6, 5), 3);
  assert_int_equal (lan_text_fit ("来呀", 6, 3), 3);
  assert_int_equal (lan_text_fit ("来呀", 6, 2), 0);
  assert_int_equal (lan_text_fit ("abc", 3, 10), 3);
  assert_int_equal (lan_text_fit ("a\xf0\x9f\x98\x80", 5, 4), 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_arrives_is_shown_as_safe_text),
    cmocka_unit_test (a_line_stays_a_line),
    cmocka_unit_test (text_is_cut_between_characters),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
