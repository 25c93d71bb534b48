/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/endpoint.h"
#include "base/error.h"

static const struct
{
  const char *text;
  const char *host;   /* NULL: refused */
  guint16 port;
} cases[] = {
  { "192.168.1.7", "192.168.1.7", 9998 },
  { "192.168.1.7:80", "192.168.1.7", 80 },
  { "  192.168.1.7:65535\n", "192.168.1.7", 65535 },
  { "192.168.1.7\xef\xbc\x9a" "80", "192.168.1.7", 80 },   /* a full-width colon */
  { "192。168。1。7", "192.168.1.7", 9998 },
  { "ana-laptop.local:1", "ana-laptop.local", 1 },
  { "打印机", "打印机", 9998 },
  { "a_b", "a_b", 9998 },
  { "fe80::1", "fe80::1", 9998 },
  { "::1", "::1", 9998 },
  { "[::1]", "::1", 9998 },
  { "[::1]:80", "::1", 80 },
  { "[fe80::1%lo]:80", "fe80::1%lo", 80 },
  { "fe80::1%lo", "fe80::1%lo", 9998 },
  { "fe80::1%br-0a.100_x", "fe80::1%br-0a.100_x", 9998 },
  { "fe80::1%lo]998", NULL, 0 },   /* would not be read again in brackets */
  { "fe80::1%", NULL, 0 },
  { "fe80::1%a b", NULL, 0 },
  { "", NULL, 0 },
  { "   ", NULL, 0 },
  { ":80", NULL, 0 },
  { "host:", NULL, 0 },
  { "host:0", NULL, 0 },
  { "host:65536", NULL, 0 },
  { "host:-1", NULL, 0 },
  { "host:+1", NULL, 0 },
  { "host: 80", NULL, 0 },
  { "host:80x", NULL, 0 },
  { "host:99999999999999999999", NULL, 0 },
  { "192.168.1", NULL, 0 },
  { "192.168.1.256", NULL, 0 },
  { "1.2.3.4.5", NULL, 0 },
  { "[::1", NULL, 0 },
  { "[::1]80", NULL, 0 },
  { "[]:80", NULL, 0 },
  { "[host]:80", NULL, 0 },
  { "[::1]:", NULL, 0 },
  { "::1::2", NULL, 0 },
  { "http://192.168.1.7/", NULL, 0 },
  { "two words", NULL, 0 },
  { "-option", NULL, 0 },
  { ".", NULL, 0 },
  { "a/b", NULL, 0 },
  { "a\nb", NULL, 0 },
  { "\xff\xfe", NULL, 0 },
};

static void
what_a_person_types_is_read (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = NULL;
      g_autoptr(GError) error = NULL;
      guint16 port = 0;
      gboolean read = lan_endpoint_parse (cases[i].text, 9998, &host, &port, &error);

      if (read != (cases[i].host != NULL))
        fail_msg ("“%s” is %s", cases[i].text, read ? "taken" : "refused");
      if (read)
        {
          assert_string_equal (host, cases[i].host);
          assert_int_equal (port, cases[i].port);
        }
      else
        {
          assert_null (host);
          assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS));
          assert_true (g_utf8_validate (error->message, -1, NULL));
        }
    }
}

static void
a_name_longer_than_any_is_refused (void **state)
{
  g_autofree char *longest = g_strnfill (253, 'a');
  g_autofree char *longer = g_strnfill (254, 'a');
  g_autofree char *host = NULL;
  guint16 port;

  assert_true (lan_endpoint_parse (longest, 1, &host, &port, NULL));
  assert_false (lan_endpoint_parse (longer, 1, &host, &port, NULL));
}

static void
what_is_written_can_be_read_again (void **state)
{
  static const char *const hosts[] = { "192.168.1.7", "fe80::1%lo", "::", "ana" };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *text = lan_endpoint_format (hosts[i], 80);
      g_autofree char *host = NULL;
      guint16 port;

      assert_true (lan_endpoint_parse (text, 1, &host, &port, NULL));
      assert_string_equal (host, hosts[i]);
      assert_int_equal (port, 80);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_a_person_types_is_read),
    cmocka_unit_test (a_name_longer_than_any_is_refused),
    cmocka_unit_test (what_is_written_can_be_read_again),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
