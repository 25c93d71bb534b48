/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "chat/plain-codec.h"
#include "chat/sieve.h"

static LanDatagram *
datagram (const char *text,
          const char *source,
          guint       interface_index,
          gint64      at_ms)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (source);
  g_autoptr(GInetAddress) everyone = g_inet_address_new_from_string ("10.0.0.255");
  LanDatagram *self = lan_datagram_new (bytes, address, 4000, everyone, interface_index);

  self->monotonic_us = G_USEC_PER_SEC + at_ms * 1000;

  return self;
}

static LanChatVerdict
pass (LanChatSieve *sieve,
      const char   *text,
      const char   *source,
      guint         interface_index,
      gint64        at_ms)
{
  g_autoptr(LanDatagram) one = datagram (text, source, interface_index, at_ms);

  return lan_chat_sieve_pass (sieve, one);
}

static void
the_same_by_two_cards_within_half_a_second_is_one (void **state)
{
  g_autoptr(LanChatSieve) sieve = lan_chat_sieve_new ();

  assert_int_equal (pass (sieve, "a", "10.0.0.1", 1, 0), LAN_CHAT_SHOW);
  assert_int_equal (pass (sieve, "a", "10.0.0.1", 2, 499), LAN_CHAT_DUPLICATE);
  assert_int_equal (pass (sieve, "a", "10.0.0.1", 1, 500), LAN_CHAT_SHOW);      /* sent again */
  assert_int_equal (pass (sieve, "a", "10.0.0.2", 2, 501), LAN_CHAT_SHOW);      /* somebody else */
  assert_int_equal (pass (sieve, "b", "10.0.0.1", 2, 502), LAN_CHAT_SHOW);      /* something else */
  assert_int_equal (pass (sieve, "a", "10.0.0.1", 2, 1100), LAN_CHAT_SHOW);     /* later */
}

static void
what_is_too_fast_to_read_is_counted (void **state)
{
  g_autoptr(LanChatSieve) sieve = lan_chat_sieve_new ();
  guint shown = 0;

  for (guint i = 0; i < 5000; i++)
    {
      char text[16];

      g_snprintf (text, sizeof text, "%u", i);
      shown += pass (sieve, text, "10.0.0.1", 1, i / 5) == LAN_CHAT_SHOW;
    }

  assert_in_range (shown, 1, 40);
  /* and somebody who speaks at a person's pace still comes through */
  assert_int_equal (pass (sieve, "hello", "10.0.0.2", 1, 1000), LAN_CHAT_SHOW);
}

static void
a_long_text_is_split_between_characters (void **state)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) datagrams = NULL;
  g_autoptr(GString) joined = g_string_new (NULL);

  while (text->len < 2500)
    g_string_append (text, "晴");

  datagrams = lan_chat_plain_split (text->str);
  assert_int_equal (datagrams->len, 3);
  for (guint i = 0; i < datagrams->len; i++)
    {
      gsize size;
      const char *data = g_bytes_get_data (g_ptr_array_index (datagrams, i), &size);

      assert_in_range (size, 1, LAN_CHAT_DATAGRAM_BYTES);
      assert_true (g_utf8_validate (data, (gssize) size, NULL));
      g_string_append_len (joined, data, (gssize) size);
    }
  assert_string_equal (joined->str, text->str);
  assert_int_equal (lan_chat_plain_count (""), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_same_by_two_cards_within_half_a_second_is_one),
    cmocka_unit_test (what_is_too_fast_to_read_is_counted),
    cmocka_unit_test (a_long_text_is_split_between_characters),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
