/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "web/negotiation.h"

static LanHttpHead *
scan (const char  *fields,
      char       **data)
{
  *data = g_strdup_printf ("GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", fields);

  return lan_http_head_scan (*data, strlen (*data), LAN_HTTP_SCAN_QUICK);
}

static const struct
{
  const char *fields;
  const char *expected;
} codings[] = {
  /* nothing said: nothing done */
  { "", "" },
  { "Accept: */*\r\n", "" },
  { "Accept-Encoding: \r\n", "" },
  { "Accept-Encoding: ,\r\n", "" },
  /* what browsers and tools send */
  { "Accept-Encoding: gzip, deflate, br, zstd\r\n", "br zstd gzip" },
  { "Accept-Encoding: gzip, deflate, br\r\n", "br gzip" },
  { "Accept-Encoding: gzip, deflate\r\n", "gzip" },
  { "Accept-Encoding: deflate, gzip, br, zstd\r\n", "br zstd gzip" },
  { "Accept-Encoding: identity\r\n", "" },
  { "Accept-Encoding: identity;q=1, *;q=0\r\n", "" },
  { "Accept-Encoding: br;q=1.0, gzip;q=0.8, *;q=0.1\r\n", "br gzip zstd" },
  { "Accept-Encoding: compress, deflate\r\n", "" },
  /* one list over several fields; case; white space; the old name of gzip */
  { "Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n", "br gzip" },
  { "accept-encoding: GZIP\r\n", "gzip" },
  { "Accept-Encoding: x-gzip\r\n", "gzip" },
  { "Accept-Encoding: \tgzip \t;\tq=0.5 ,br;q=0.4\r\n", "gzip br" },
  { "Accept-Encoding: gzip;Q=0.5, br;q=0.4\r\n", "gzip br" },
  /* weights */
  { "Accept-Encoding: gzip;q=1, br;q=0.9, zstd;q=0.95\r\n", "gzip zstd br" },
  { "Accept-Encoding: gzip;q=0.001\r\n", "gzip" },
  { "Accept-Encoding: gzip;q=0\r\n", "" },
  { "Accept-Encoding: gzip;q=0.\r\n", "" },
  { "Accept-Encoding: gzip;q=0.000\r\n", "" },
  { "Accept-Encoding: gzip;q=1.\r\n", "gzip" },
  { "Accept-Encoding: gzip;q=1.000\r\n", "gzip" },
  { "Accept-Encoding: *\r\n", "br zstd gzip" },
  { "Accept-Encoding: *;q=0.5\r\n", "br zstd gzip" },
  { "Accept-Encoding: *;q=0\r\n", "" },
  { "Accept-Encoding: *, gzip;q=0\r\n", "br zstd" },
  { "Accept-Encoding: gzip;q=0, *\r\n", "br zstd" },
  { "Accept-Encoding: br, *;q=0\r\n", "br" },
  /* as it is: the same, better, worse, not at all */
  { "Accept-Encoding: gzip, identity\r\n", "gzip" },
  { "Accept-Encoding: gzip;q=0.5, identity;q=0.5\r\n", "gzip" },
  { "Accept-Encoding: gzip;q=0.5, identity\r\n", "" },
  { "Accept-Encoding: gzip;q=0.5, br, identity;q=0.8\r\n", "br" },
  { "Accept-Encoding: gzip;q=0.5, identity;q=0.4\r\n", "gzip" },
  { "Accept-Encoding: gzip, identity;q=0\r\n", "gzip" },
  { "Accept-Encoding: identity;q=0\r\n", "" },
  { "Accept-Encoding: identity;q=0, *\r\n", "br zstd gzip" },
  { "Accept-Encoding: identity;q=0, *;q=0\r\n", "" },
  /* what is no weight makes its coding unsaid */
  { "Accept-Encoding: gzip;q=2\r\n", "" },
  { "Accept-Encoding: gzip;q=1.001\r\n", "" },
  { "Accept-Encoding: gzip;q=1.1\r\n", "" },
  { "Accept-Encoding: gzip;q=0.0001\r\n", "" },
  { "Accept-Encoding: gzip;q=-1\r\n", "" },
  { "Accept-Encoding: gzip;q=.5\r\n", "" },
  { "Accept-Encoding: gzip;q=\r\n", "" },
  { "Accept-Encoding: gzip;q=a, br\r\n", "br" },
  { "Accept-Encoding: gzip;q=0,5\r\n", "" },
  { "Accept-Encoding: gzip;q=05\r\n", "" },
  { "Accept-Encoding: gzip;q=1;q=0\r\n", "" },
  { "Accept-Encoding: gzip;x=y\r\n", "gzip" },
  { "Accept-Encoding: gzip;\r\n", "gzip" },
  { "Accept-Encoding: ;q=1\r\n", "" },
  { "Accept-Encoding: ;;;,;\r\n", "" },
  { "Accept-Encoding: gzipped, brr, zst, gz\r\n", "" },
  { "Accept-Encoding: gzip br\r\n", "" },
  { "Accept-Encoding: \xff\xfe;q=1, \"gzip\"\r\n", "" },
};

static void
codings_are_in_the_order_wanted (void **state)
{
  static const char *const names[] = { "", "gzip", "zstd", "br" };

  for (gsize i = 0; i < G_N_ELEMENTS (codings); i++)
    {
      g_autofree char *data = NULL;
      g_autoptr(LanHttpHead) head = scan (codings[i].fields, &data);
      g_autoptr(GString) found = g_string_new (NULL);

      for (LanWebCodings list = lan_web_negotiate_codings (head, data); list != 0; list = LAN_WEB_CODINGS_REST (list))
        g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", names[LAN_WEB_CODINGS_FIRST (list)]);
      if (strcmp (found->str, codings[i].expected) != 0)
        fail_msg ("%s“%s” expected, not “%s”", codings[i].fields, codings[i].expected, found->str);
    }
}

static void
a_page_is_asked_for_by_name (void **state)
{
  static const char *const yes[] = {
    "Accept: text/html\r\n", "accept: TEXT/HTML\r\n", "Accept: */*, text/html;q=0.1\r\n",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n",
    "Accept: text/html;level=1;q=0.4\r\n", "Accept: application/json\r\nAccept: text/html\r\n",
  };
  static const char *const no[] = {
    "", "Accept: */*\r\n", "Accept: \r\n", "Accept: text/*\r\n", "Accept: application/json\r\n",
    "Accept: text/html;q=0\r\n", "Accept: text/html;q=nothing\r\n", "Accept: text/htm\r\n", "Accept: text/html5\r\n",
    "Accept: image/avif,image/webp,*/*;q=0.8\r\n", "X-Accept: text/html\r\n", "Accept-Encoding: text/html\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (yes) + G_N_ELEMENTS (no); i++)
    {
      gboolean expected = i < G_N_ELEMENTS (yes);
      const char *fields = expected ? yes[i] : no[i - G_N_ELEMENTS (yes)];
      g_autofree char *data = NULL;
      g_autoptr(LanHttpHead) head = scan (fields, &data);

      if (lan_web_negotiate_html (head, data) != expected)
        fail_msg ("%s", fields);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (codings_are_in_the_order_wanted),
    cmocka_unit_test (a_page_is_asked_for_by_name),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
