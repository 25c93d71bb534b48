/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "chat/folds.h"
#include "chat/plain-codec.h"
#include "chat/sieve.h"
#include "chat/timeline.h"

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

static LanChatVerdict
pass_from_port (LanChatSieve *sieve,
                const char   *source,
                guint16       port,
                guint         interface_index,
                gint64        at_ms)
{
  g_autoptr(LanDatagram) one = datagram ("beacon", source, interface_index, at_ms);

  one->source_port = port;

  return lan_chat_sieve_pass (sieve, one);
}

/* A computer with a cable and Wi-Fi in one network sends by both, from the address of each. */
static void
one_socket_that_sends_by_two_cards_is_one (void **state)
{
  g_autoptr(LanChatSieve) sieve = lan_chat_sieve_new ();

  assert_int_equal (pass_from_port (sieve, "10.0.0.1", 40000, 1, 0), LAN_CHAT_SHOW);
  assert_int_equal (pass_from_port (sieve, "10.0.0.2", 40000, 1, 1), LAN_CHAT_DUPLICATE);
  assert_int_equal (pass_from_port (sieve, "10.0.0.1", 40000, 1, 100), LAN_CHAT_SHOW);      /* a beacon */
  assert_int_equal (pass_from_port (sieve, "10.0.0.2", 40000, 1, 101), LAN_CHAT_DUPLICATE);
  assert_int_equal (pass_from_port (sieve, "10.0.0.3", 40001, 1, 102), LAN_CHAT_SHOW);      /* somebody else */
  /* a port that programs choose themselves tells nothing */
  assert_int_equal (pass_from_port (sieve, "10.0.0.1", 9999, 1, 103), LAN_CHAT_SHOW);
  assert_int_equal (pass_from_port (sieve, "10.0.0.2", 9999, 1, 104), LAN_CHAT_SHOW);
}

static void
who_is_too_fast_is_counted_until_a_second_was_calm (void **state)
{
  g_autoptr(LanChatSieve) sieve = lan_chat_sieve_new ();
  guint shown[5] = { 0 };

  for (guint ms = 0; ms < 3000; ms += 10)
    shown[ms / 1000] += pass (sieve, "storm", "10.0.0.1", 1, ms) == LAN_CHAT_SHOW;
  for (guint ms = 3000; ms < 5000; ms += 100)
    shown[ms / 1000] += pass (sieve, "beacon", "10.0.0.1", 1, ms) == LAN_CHAT_SHOW;

  assert_int_equal (shown[0], 20);
  assert_int_equal (shown[1], 0);
  assert_int_equal (shown[2], 0);
  assert_int_equal (shown[3], 0);
  assert_int_equal (shown[4], 10);
}

static void
forged_senders_do_not_fill_the_list (void **state)
{
  g_autoptr(LanChatSieve) sieve = lan_chat_sieve_new ();
  guint shown = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *source = g_strdup_printf ("10.1.%u.%u", i / 256 % 256, i % 256);

      shown += pass (sieve, "x", source, 1, i / 20) == LAN_CHAT_SHOW;
    }
  assert_int_equal (shown, 100);
  /* and are forgotten */
  assert_int_equal (pass (sieve, "hello", "10.0.0.2", 1, 3500), LAN_CHAT_SHOW);
}

static void
a_storm_becomes_one_row_a_sender_and_one_for_the_rest (void **state)
{
  g_autoptr(LanChatFolds) folds = lan_chat_folds_new ();
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) grown = NULL;
  guint n_counted = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *source = g_strdup_printf ("10.1.0.%u", i % 100);
      g_autoptr(LanDatagram) one = datagram ("x", source, 1, i);
      LanChatMessage *row = lan_chat_folds_count (folds, one);

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  lan_chat_folds_show (folds);

  assert_int_equal (rows->len, 17);
  assert_string_equal (lan_chat_message_get_sender (g_ptr_array_index (rows, 0)), "10.1.0.0");
  assert_null (lan_chat_message_get_sender (g_ptr_array_index (rows, 16)));
  for (guint i = 0; i < rows->len; i++)
    n_counted += lan_chat_message_get_count (g_ptr_array_index (rows, i));
  assert_int_equal (n_counted, 1000);

  grown = lan_chat_folds_steal_grown (folds);
  assert_int_equal (grown->len, 17);
  g_clear_pointer (&grown, g_ptr_array_unref);
  grown = lan_chat_folds_steal_grown (folds);
  assert_int_equal (grown->len, 0);
}

static void
who_starts_again_after_a_silence_gets_a_new_row (void **state)
{
  g_autoptr(LanChatFolds) folds = lan_chat_folds_new ();
  g_autoptr(LanDatagram) first = datagram ("x", "10.0.0.1", 1, 0);
  g_autoptr(LanDatagram) soon = datagram ("x", "10.0.0.1", 1, 5000);
  g_autoptr(LanDatagram) late = datagram ("x", "10.0.0.1", 1, 10001);
  g_autoptr(LanChatMessage) row = lan_chat_folds_count (folds, first);
  g_autoptr(LanChatMessage) other = NULL;

  assert_non_null (row);
  assert_null (lan_chat_folds_count (folds, soon));
  other = lan_chat_folds_count (folds, late);
  assert_non_null (other);
  assert_int_equal (lan_chat_message_get_count (row), 2);
}

/* 64 KiB datagrams at the fastest pace that has rows: memory stays what the list may have. */
static void
the_list_forgets_the_oldest_by_number_and_by_size (void **state)
{
  g_autoptr(LanChatTimeline) timeline = lan_chat_timeline_new ();
  g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *large = g_strnfill (65000, 'x');
  gsize n_bytes = 0;

  for (guint i = 0; i < 5001; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_ptr_array_set_size (one, 0);
      g_ptr_array_add (one, lan_chat_message_new_sent (text, NULL, 1));
      lan_chat_timeline_append (timeline, one);
    }
  assert_int_equal (g_list_model_get_n_items (G_LIST_MODEL (timeline)), 4000);

  for (guint i = 0; i < 1000; i++)
    {
      g_ptr_array_set_size (one, 0);
      g_ptr_array_add (one, lan_chat_message_new_sent (large, NULL, 64));
      lan_chat_timeline_append (timeline, one);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(LanChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      n_bytes += g_bytes_get_size (lan_chat_message_get_bytes (message));
    }
  assert_in_range (n_bytes, 12 * 1024 * 1024, 16 * 1024 * 1024);
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

  assert_int_equal (shown, 20);
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
    cmocka_unit_test (one_socket_that_sends_by_two_cards_is_one),
    cmocka_unit_test (what_is_too_fast_to_read_is_counted),
    cmocka_unit_test (who_is_too_fast_is_counted_until_a_second_was_calm),
    cmocka_unit_test (forged_senders_do_not_fill_the_list),
    cmocka_unit_test (a_storm_becomes_one_row_a_sender_and_one_for_the_rest),
    cmocka_unit_test (who_starts_again_after_a_silence_gets_a_new_row),
    cmocka_unit_test (the_list_forgets_the_oldest_by_number_and_by_size),
    cmocka_unit_test (a_long_text_is_split_between_characters),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
