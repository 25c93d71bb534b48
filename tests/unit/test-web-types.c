/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

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
    { "app.webmanifest", "application/manifest+json" },
    { "lib.cjs", "text/javascript; charset=utf-8" },
    { "app.js.map", "application/json" },
    { "places.geojson", "application/geo+json" },
    { "page.xhtml", "application/xhtml+xml" },
    { "feed.rss", "application/rss+xml" },
    { "feed.atom", "application/atom+xml" },
    { "table.csv", "text/csv; charset=utf-8" },
    { "README.md", "text/markdown; charset=utf-8" },
    { "words.vtt", "text/vtt; charset=utf-8" },
    { "dates.ics", "text/calendar; charset=utf-8" },
    { "photo.avif", "image/avif" },
    { "photo.webp", "image/webp" },
    { "photo.gif", "image/gif" },
    { "photo.jxl", "image/jxl" },
    { "photo.heic", "image/heic" },
    { "font.woff", "font/woff" },
    { "font.ttf", "font/ttf" },
    { "font.otf", "font/otf" },
    { "film.webm", "video/webm" },
    { "film.mov", "video/quicktime" },
    { "film.mkv", "video/x-matroska" },
    { "live.m3u8", "application/vnd.apple.mpegurl" },
    { "live.mpd", "application/dash+xml" },
    { "source.ts", "text/plain; charset=utf-8" },
    { "song.m4a", "audio/mp4" },
    { "song.flac", "audio/flac" },
    { "song.opus", "audio/ogg" },
    { "archive.zip", "application/zip" },
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

/* The header field overrules what a page says of itself. */
static void
a_page_that_names_its_charset_is_believed (void **state)
{
  static const struct { const char *name, *content, *type; } table[] = {
    { "a.html", "<meta charset=gb18030><p>", "text/html" },
    { "a.html", "<META HTTP-EQUIV=Content-Type content=\"text/html; CHARSET=Shift_JIS\">", "text/html" },
    { "a.html", "<meta charset=\"utf-8\"><p>plain", "text/html" },
    { "a.html", "<meta charset=\"gb18030\"><p>这是", "text/html; charset=utf-8" },   /* it is not */
    { "a.html", "<p>plain", "text/html; charset=utf-8" },
    { "a.css", "@charset=x", "text/css; charset=utf-8" },
    { "a.txt", "charset=gb18030", "text/plain; charset=utf-8" },
  };
  g_autofree char *late = g_strnfill (2000, ' ');
  g_autofree char *page = g_strconcat (late, "<meta charset=gb18030>", NULL);
  g_autofree char *type = lan_web_type_of ("a.html", page, strlen (page));

  assert_string_equal (type, "text/html; charset=utf-8");   /* no browser finds it there */
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *found = lan_web_type_of (table[i].name, table[i].content, strlen (table[i].content));

      assert_string_equal (found, table[i].type);
    }
}

static void
television_is_no_typescript (void **state)
{
  g_autofree char *packets = g_malloc0 (188 * 4);
  g_autofree char *type = NULL;

  for (guint i = 0; i < 4; i++)
    packets[188 * i] = 'G';
  type = lan_web_type_of ("part1.ts", packets, 188 * 4);
  assert_string_equal (type, "video/mp2t");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (names_have_types),
    cmocka_unit_test (only_utf8_is_called_so),
    cmocka_unit_test (a_page_that_names_its_charset_is_believed),
    cmocka_unit_test (television_is_no_typescript),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
