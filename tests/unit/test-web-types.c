/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "web/conditions.h"
#include "web/types.h"

static void
names_have_types (void **state)
{
  static const struct
  {
    const char *name;
    const char *type;
  } table[] = {
    { "index.html", "text/html; charset=utf-8" },
    { "a/b/INDEX.HTML", "text/html; charset=utf-8" },
    { "style.css", "text/css; charset=utf-8" },
    { "app.js", "text/javascript; charset=utf-8" },
    { "app.min.mjs", "text/javascript; charset=utf-8" },
    { "notes.txt", "text/plain; charset=utf-8" },
    { "data.json", "application/json" },
    { "feed.xml", "application/xml" },
    { "logo.svg", "image/svg+xml" },
    { "photo.JPG", "image/jpeg" },
    { "photo.png", "image/png" },
    { "favicon.ico", "image/vnd.microsoft.icon" },
    { "font.woff2", "font/woff2" },
    { "film.mp4", "video/mp4" },
    { "song.mp3", "audio/mpeg" },
    { "paper.pdf", "application/pdf" },
    { "module.wasm", "application/wasm" },
    { "archive.tar.gz", "application/gzip" },
    { "a.html.unknown-extension", "text/plain; charset=utf-8" },
    { "README", "text/plain; charset=utf-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *type = lan_web_type_of (table[i].name, "some words\n", 11);

      /* without the system's table a name alone may say less; text it is all the same */
      if (strchr (table[i].name, '.') == NULL)
        assert_true (g_str_has_prefix (type, "text/"));
      else
        assert_string_equal (type, table[i].type);
    }
}

static void
only_utf8_is_called_so (void **state)
{
  static const char gb18030[] = "\xd5\xe2\xca\xc7\xd2\xbb\xb8\xf6\xb2\xe2\xca\xd4";
  g_autofree char *cut = g_strnfill (LAN_WEB_TYPE_SNIFF_BYTES, 'a');
  char *type = lan_web_type_of ("old.html", gb18030, sizeof gb18030 - 1);

  assert_string_equal (type, "text/html");
  g_free (type);

  type = lan_web_type_of ("new.html", "这是一个测试", strlen ("这是一个测试"));
  assert_string_equal (type, "text/html; charset=utf-8");
  g_free (type);

  type = lan_web_type_of ("empty.html", "", 0);
  assert_string_equal (type, "text/html; charset=utf-8");
  g_free (type);

  /* half a character, as where the look at the file ends, and as where the file does */
  memcpy (cut + LAN_WEB_TYPE_SNIFF_BYTES - 2, "\xe8\xbf", 2);
  type = lan_web_type_of ("long.html", cut, LAN_WEB_TYPE_SNIFF_BYTES);
  assert_string_equal (type, "text/html; charset=utf-8");
  g_free (type);
  type = lan_web_type_of ("broken.html", "abc\xe8\xbf", 5);
  assert_string_equal (type, "text/html");
  g_free (type);
}

static void
dates_are_read_in_all_three_forms (void **state)
{
  static const char *const good[] = { "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                                      "Sun Nov  6 08:49:37 1994" };
  static const char *const bad[] = { "", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT+1",
                                     "Sun, 36 Nov 1994 08:49:37 GMT", "Sun, 06 Nix 1994 08:49:37 GMT",
                                     "Sun, 06 Nov 1994 25:49:37 GMT", "1994-11-06T08:49:37Z", "784111777" };
  gint64 seconds;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      seconds = 0;
      assert_true (lan_web_date_parse (good[i], &seconds));
      assert_int_equal (seconds, 784111777);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    if (lan_web_date_parse (bad[i], &seconds))
      fail_msg ("“%s” is taken for a date", bad[i]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (names_have_types),
    cmocka_unit_test (only_utf8_is_called_so),
    cmocka_unit_test (dates_are_read_in_all_three_forms),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
