/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pango/pango.h>

#include "widgets/links.h"

#define LINK(target, where) "<a href=\"" target "\" title=\"Opens " where "\">" target "</a>"

static const struct
{
  const char *text;
  const char *markup;
} table[] = {
  { "", "" },
  { "hello", "hello" },
  { "http://a.example", LINK ("http://a.example", "a.example") },
  { "HTTPS://a.example/x", LINK ("HTTPS://a.example/x", "a.example") },
  { "see http://a.example/x.", "see " LINK ("http://a.example/x", "a.example") "." },
  { "(http://a.example/x)", "(" LINK ("http://a.example/x", "a.example") ")" },
  { "http://a.example/x_(y)", LINK ("http://a.example/x_(y)", "a.example") },
  { "http://192.168.1.7:8000/", LINK ("http://192.168.1.7:8000/", "192.168.1.7") },
  { "mailto:ana@a.example", LINK ("mailto:ana@a.example", "ana@a.example") },
  /* the words around need no spaces in Chinese */
  { "看http://a.example/吧", "看" LINK ("http://a.example/", "a.example") "吧" },
  /* where it really goes */
  { "http://bank.example@evil.example/", LINK ("http://bank.example@evil.example/", "evil.example") },
  /* a letter that only looks Latin ends the link */
  { "http://b\xd0\xb0nk.example", LINK ("http://b", "b") "\xd0\xb0nk.example" },
  /* what is no link */
  { "javascript:alert(1)", "javascript:alert(1)" },
  { "file:///etc/passwd", "file:///etc/passwd" },
  { "ftp://a.example", "ftp://a.example" },
  { "xhttp://a.example", "xhttp://a.example" },
  { "http://", "http://" },
  { "http:///x", "http:///x" },
  { "mailto:nobody", "mailto:nobody" },
  /* what is no markup */
  { "<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;" },
  { "<a href=\"http://a.example\">", "&lt;a href=&quot;" LINK ("http://a.example", "a.example") "&quot;&gt;" },
  { "http://a.example/?a=1&b=2", LINK ("http://a.example/?a=1&amp;b=2", "a.example") },
  { "http://a.example/'>x", "<a href=\"http://a.example/\" title=\"Opens a.example\">http://a.example/</a>&apos;&gt;x" },
};

static void
addresses_become_links_and_nothing_else_does (void **state)
{
  for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *markup = lan_links_to_markup (table[i].text);

      assert_string_equal (markup, table[i].markup);
    }
}

/* Without its links, for Pango itself knows no <a>. */
static char *
without_links (const char *markup)
{
  g_autoptr(GRegex) tags = g_regex_new ("</?a\\b[^>]*>", 0, 0, NULL);

  return g_regex_replace_literal (tags, markup, -1, 0, "", 0, NULL);
}

static void
the_text_is_never_changed (void **state)
{
  for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *markup = lan_links_to_markup (table[i].text);
      g_autofree char *bare = without_links (markup);
      g_autofree char *shown = NULL;

      assert_true (pango_parse_markup (bare, -1, 0, NULL, &shown, NULL, NULL));
      assert_string_equal (shown, table[i].text);
    }
}

static void
a_link_without_end_stays_text (void **state)
{
  g_autofree char *path = g_strnfill (5000, 'x');
  g_autofree char *text = g_strconcat ("http://a.example/", path, NULL);
  g_autofree char *markup = lan_links_to_markup (text);

  assert_string_equal (markup, text);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (addresses_become_links_and_nothing_else_does),
    cmocka_unit_test (the_text_is_never_changed),
    cmocka_unit_test (a_link_without_end_stays_text),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
