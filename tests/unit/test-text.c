/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"
#include "guard-page.h"

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
  { "a\x7f", 2, "a\\x7f", TRUE },
  { "\xc2\x9b" "2J", 4, "<U+009B>2J", TRUE },   /* CSI in one character */
  { "\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80", FALSE },   /* above U+10FFFF */
  { "a\r", 2, "a\\x0d", TRUE },
  { "a\xf0\x9f\x98", 4, "a\\xf0\\x9f\\x98", FALSE },
  { "<b>&amp;</b>", 12, "<b>&amp;</b>", TRUE },
};

static void
what_arrives_is_shown_as_safe_text (void **state)
{
  GuardPage guard = guard_page_new (4096);

  for (gsize i = 0; i < G_N_ELEMENTS (shown_cases); i++)
    {
      const char *bytes = guard_page_put (&guard, shown_cases[i].bytes, shown_cases[i].length);
      gboolean utf8;
      g_autofree char *shown = lan_text_show (bytes, shown_cases[i].length, &utf8);

      assert_string_equal (shown, shown_cases[i].shown);
      assert_int_equal (utf8, shown_cases[i].utf8);
      assert_true (g_utf8_validate (shown, -1, NULL));
    }
  guard_page_free (&guard);
}

/* The first and the last of each stretch, and their neighbours. */
static void
what_would_change_how_the_rest_looks_is_unsafe (void **state)
{
  static const struct { gunichar first, last; } unsafe[] = {
    { 0x00, 0x1f }, { 0x7f, 0x9f }, { 0x61c, 0x61c }, { 0x200b, 0x200b }, { 0x200e, 0x200f }, { 0x2028, 0x202e },
    { 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xe0000, 0xe007f },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (unsafe); i++)
    {
      assert_true (lan_text_is_unsafe (unsafe[i].first));
      assert_true (lan_text_is_unsafe (unsafe[i].last));
      assert_false (lan_text_is_unsafe (unsafe[i].last + 1));
      if (unsafe[i].first > 0)
        assert_false (lan_text_is_unsafe (unsafe[i].first - 1));
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

/* What a reader takes for one character, of 2 to 28 bytes. */
static const char *const clusters[] = {
  "e\xcc\x81",                                                     /* e and an acute accent */
  "\r\n",
  "\xe2\x9d\xa4\xef\xb8\x8f",                                     /* a heart and a variation selector */
  "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",                             /* thumbs up, skin tone */
  "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",   /* a family */
  "\xf0\x9f\x87\xa8\xf0\x9f\x87\xb3",                             /* a flag: C, N */
  "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",                         /* Hangul by its parts */
  "\xe0\xa4\x95\xe0\xa4\xbf",                                     /* ki in Devanagari */
};

static void
nor_within_what_a_reader_takes_for_one (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (clusters); i++)
    {
      gsize size = strlen (clusters[i]);
      g_autoptr(GString) text = g_string_new (NULL);

      while (text->len < 1500)
        g_string_append (text, clusters[i]);
      for (gsize limit = 2 * size; limit < 1100; limit += 97)
        assert_int_equal (lan_text_fit (text->str, text->len, limit), limit / size * size);
    }
}

static void
a_character_without_end_is_cut_all_the_same (void **state)
{
  g_autoptr(GString) text = g_string_new ("e");

  while (text->len < 3000)
    g_string_append (text, "\xcc\x81");
  assert_int_equal (lan_text_fit (text->str, text->len, 1024), 1023);
}

static void
a_word_longer_than_a_line_is_found (void **state)
{
  g_autofree char *word = g_strnfill (64, 'x');
  g_autofree char *longer = g_strnfill (65, 'x');
  g_autofree char *words = g_strconcat (word, " ", word, "\n", word, NULL);
  g_autofree char *late = g_strconcat (words, " ", longer, NULL);
  g_autoptr(GString) chinese = g_string_new (NULL);

  for (guint i = 0; i < 100; i++)
    g_string_append (chinese, "晴");
  assert_false (lan_text_has_long_word (""));
  assert_false (lan_text_has_long_word (words));
  assert_false (lan_text_has_long_word (chinese->str));
  assert_true (lan_text_has_long_word (longer));
  assert_true (lan_text_has_long_word (late));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_arrives_is_shown_as_safe_text),
    cmocka_unit_test (what_would_change_how_the_rest_looks_is_unsafe),
    cmocka_unit_test (a_line_stays_a_line),
    cmocka_unit_test (text_is_cut_between_characters),
    cmocka_unit_test (nor_within_what_a_reader_takes_for_one),
    cmocka_unit_test (a_character_without_end_is_cut_all_the_same),
    cmocka_unit_test (a_word_longer_than_a_line_is_found),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
