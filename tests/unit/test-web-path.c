/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "web/path.h"

static void
targets_become_paths (void **state)
{
  static const struct
  {
    const char *target;
    const char *path;
  } table[] = {
    { "/", "" },
    { "/?", "" },
    { "/?a=../../b", "" },
    { "/#f", "" },
    { "/index.html", "index.html" },
    { "/a/b/c.txt", "a/b/c.txt" },
    { "/a/", "a/" },
    { "/a//b", "a/b" },
    { "//a", "a" },
    { "///", "" },
    { "/a?b/c", "a" },
    { "/a#b/c", "a" },
    { "/a/.", "a/" },
    { "/a/./", "a/" },
    { "/./a", "a" },
    { "/a/..", "" },
    { "/a/../", "" },
    { "/a/../b", "b" },
    { "/a/b/../c", "a/c" },
    { "/a/b/../../c", "c" },
    { "/a/b/..", "a/" },
    { "/a/%2e%2E/b", "b" },
    { "/a/%2e/b", "a/b" },
    { "/%61", "a" },
    { "/a%20b", "a b" },
    { "/a+b", "a+b" },
    { "/100%25", "100%" },
    { "/%E4%BD%A0.txt", "\xe4\xbd\xa0.txt" },
    { "/\xe4\xbd\xa0.txt", "\xe4\xbd\xa0.txt" },
    { "/a%3Fb%23c", "a?b#c" },
    { "/a%5Cb", "a\\b" },
    { "/a\\b", "a\\b" },
    { "/a..", "a.." },
    { "/a...b", "a...b" },
    { "/%252e%252e/a", "%2e%2e/a" },
    { "/%C0%AE%C0%AE/a", "\xc0\xae\xc0\xae/a" },
    { "/a;b=c", "a;b=c" },
    { "/:80", ":80" },
    { "http://host/a", "a" },
    { "HTTP://host:8000/a/b", "a/b" },
    { "http://host", "" },
    { "http://host?x", "" },
    { "http://user@host//a", "a" },
    { "https://host/a", "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = NULL;

      if (lan_web_path_resolve (table[i].target, &path) != LAN_WEB_PATH_OK)
        fail_msg ("“%s” is refused", table[i].target);
      assert_string_equal (path, table[i].path);
    }
}

static void
what_is_no_path_is_said (void **state)
{
  static const struct
  {
    const char *target;
    LanWebPath what;
  } table[] = {
    { "", LAN_WEB_PATH_BAD },
    { "*", LAN_WEB_PATH_BAD },
    { "a", LAN_WEB_PATH_BAD },
    { "../a", LAN_WEB_PATH_BAD },
    { "host:80", LAN_WEB_PATH_BAD },
    { "ftp://host/a", LAN_WEB_PATH_BAD },
    { "file:///etc/passwd", LAN_WEB_PATH_BAD },
    { "?a", LAN_WEB_PATH_BAD },
    { "\\a", LAN_WEB_PATH_BAD },
    { "%2fa", LAN_WEB_PATH_BAD },
    { "/%", LAN_WEB_PATH_BAD },
    { "/%4", LAN_WEB_PATH_BAD },
    { "/%zz", LAN_WEB_PATH_BAD },
    { "/%4/a", LAN_WEB_PATH_BAD },
    { "/a%", LAN_WEB_PATH_BAD },
    { "/%u002e", LAN_WEB_PATH_BAD },
    { "/%00", LAN_WEB_PATH_BAD },
    { "/a%00.html", LAN_WEB_PATH_BAD },
    { "/a%2fb", LAN_WEB_PATH_BAD },
    { "/a%2Fb", LAN_WEB_PATH_BAD },
    { "/..", LAN_WEB_PATH_OUTSIDE },
    { "/../", LAN_WEB_PATH_OUTSIDE },
    { "/../a", LAN_WEB_PATH_OUTSIDE },
    { "/a/../../a", LAN_WEB_PATH_OUTSIDE },
    { "/a/../../", LAN_WEB_PATH_OUTSIDE },
    { "/./../a", LAN_WEB_PATH_OUTSIDE },
    { "//../a", LAN_WEB_PATH_OUTSIDE },
    { "/%2e%2e/a", LAN_WEB_PATH_OUTSIDE },
    { "http://host/..", LAN_WEB_PATH_OUTSIDE },
    { "/.git/config", LAN_WEB_PATH_HIDDEN },
    { "/a/.b", LAN_WEB_PATH_HIDDEN },
    { "/.b/c", LAN_WEB_PATH_HIDDEN },
    { "/.b/../c", LAN_WEB_PATH_HIDDEN },
    { "/%2ehtaccess", LAN_WEB_PATH_HIDDEN },
    { "/...", LAN_WEB_PATH_HIDDEN },
    { "/..a", LAN_WEB_PATH_HIDDEN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = NULL;
      LanWebPath what = lan_web_path_resolve (table[i].target, &path);

      if (what != table[i].what)
        fail_msg ("“%s” is %d, not %d", table[i].target, what, table[i].what);
      assert_null (path);
    }
}

/* Every way to write two dots, between every way to write a slash, from every beginning: whatever comes out as a
 * path has no segment that is a dot, two dots, hidden or empty. */
static void
no_spelling_leads_out (void **state)
{
  static const char *const beginnings[] = { "/", "/a/", "/a/b/", "//", "/./", "http://host/" };
  static const char *const dots[] = { "..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae",
                                      "..%00", "..;", "..\\", "..%5c", "...", ". .", "..%20", "\xc0\xae.", "%u002e." };
  static const char *const slashes[] = { "/", "//", "/./", "%2f", "%252f", "%5c", "\\", "%c0%af", "/%2e/" };
  guint n_tried = 0;

  for (gsize b = 0; b < G_N_ELEMENTS (beginnings); b++)
    for (gsize d = 0; d < G_N_ELEMENTS (dots); d++)
      for (gsize s = 0; s < G_N_ELEMENTS (slashes); s++)
        for (guint depth = 1; depth <= 4; depth++, n_tried++)
          {
            g_autoptr(GString) target = g_string_new (beginnings[b]);
            g_autofree char *path = NULL;
            g_auto(GStrv) segments = NULL;

            for (guint i = 0; i < depth; i++)
              g_string_append_printf (target, "%s%s", dots[d], slashes[s]);
            g_string_append (target, "secret");
            if (lan_web_path_resolve (target->str, &path) != LAN_WEB_PATH_OK)
              continue;

            segments = g_strsplit (path, "/", -1);
            for (gsize i = 0; segments[i] != NULL; i++)
              if (segments[i][0] == '.' || segments[i][0] == '\0')
                fail_msg ("“%s” became “%s”", target->str, path);
          }

  assert_true (n_tried > 3000);
}

static void
names_are_encoded_and_come_back (void **state)
{
  static const char *const names[] = { "a", "a b", "a?b", "a#b", "100%", "a\\b", "\"<&>'", "你好", "\xff\xfe", "a\nb", "~a-b_c.d" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *encoded = lan_web_path_encode (names[i]);
      g_autofree char *target = g_strconcat ("/", encoded, NULL);
      g_autofree char *path = NULL;

      assert_int_equal (strcspn (encoded, " ?#\"<>\\/&'\n"), strlen (encoded));
      assert_int_equal (lan_web_path_resolve (target, &path), LAN_WEB_PATH_OK);
      assert_string_equal (path, names[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (targets_become_paths),
    cmocka_unit_test (what_is_no_path_is_said),
    cmocka_unit_test (no_spelling_leads_out),
    cmocka_unit_test (names_are_encoded_and_come_back),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
