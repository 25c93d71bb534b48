/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "files-fixture.h"

#include <sys/stat.h>
#include <sys/time.h>

#include "files/pace.h"
#include "files/queue.h"

/* More than the buffers of two sockets hold: whoever does not read stops it. */
#define LARGE (24 * 1024 * 1024)

static const LanFilesLimits short_patience = { LAN_FILES_SIZE_LIMIT, 0, 200 };

static LanFilesTransfer *
start_send (const char *path,
            guint16     port)
{
  LanFilesTransfer *transfer = lan_files_transfer_new_send (path, "127.0.0.1", port);

  lan_files_transfer_start (transfer);

  return transfer;
}

static LanFilesTransfer *
start_offer (const char *path,
             guint16     port)
{
  LanFilesTransfer *transfer = lan_files_transfer_new_offer (path, port);

  lan_files_transfer_set_may_listen (transfer, TRUE);
  lan_files_transfer_start (transfer);

  return transfer;
}

static void
a_file_arrives_byte_for_byte (void **state)
{
  static const gsize sizes[] = { 0, 1, 65536, 3 * 1024 * 1024 + 1 };

  for (int way = LAN_FILES_STREAM_SENDFILE; way <= LAN_FILES_STREAM_READ; way++)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autofree char *path = make_file ("a <b>\xe2\x80\xae.bin", sizes[i]);
        g_autofree guint8 *got = NULL;
        g_autofree char *status = NULL;
        g_autoptr(LanFilesTransfer) transfer = NULL;
        guint16 port;
        int listening = peer_listen (&port), peer;
        gssize size;

        lan_files_stream_start_with ((LanFilesStreamWay) way);
        transfer = start_send (path, port);
        assert_int_equal (lan_files_transfer_get_state (transfer), LAN_FILES_WAITING);
        peer = accept (listening, NULL, NULL);
        got = peer_read (peer, &size);
        close (peer);
        close (listening);
        assert_int_equal (size, sizes[i]);
        assert_true (are_the_bytes (got, sizes[i]));

        wait_until_state (transfer, LAN_FILES_DONE);
        assert_int_equal (lan_files_transfer_get_size (transfer), sizes[i]);
        assert_int_equal (lan_files_transfer_get_done (transfer), sizes[i]);
        assert_true (lan_files_transfer_get_fraction (transfer) == 1);
        status = lan_files_transfer_dup_status (transfer);
        assert_true (g_str_has_suffix (status, " sent"));
        assert_null (strstr (lan_files_transfer_get_name (transfer), "\xe2\x80\xae"));
      }
  lan_files_stream_start_with (LAN_FILES_STREAM_SENDFILE);
}

static void
a_receiver_that_keeps_its_side_open_is_waited_for_a_while (void **state)
{
  g_autofree char *path = make_file ("a", 1000);
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;

  transfer = lan_files_transfer_new_send (path, "127.0.0.1", port);
  lan_files_transfer_set_limits (transfer, &short_patience);
  lan_files_transfer_start (transfer);
  peer = accept (listening, NULL, NULL);
  assert_int_equal (send (peer, "GET / HTTP/1.1\r\n\r\n", 18, 0), 18);
  wait_until_state (transfer, LAN_FILES_DONE);
  assert_false (was_reset (peer));
  close (peer);
  close (listening);
}

/* The system there takes a small file long before anybody said yes. */
static void
what_nobody_took_yet_is_not_sent (void **state)
{
  g_autofree char *path = make_file ("a", 1000);
  g_autofree char *status = NULL;
  g_autoptr(LanFilesTransfer) taken = NULL;
  g_autoptr(LanFilesTransfer) refused = NULL;
  guint16 port;
  int listening = peer_listen (&port), takes, refuses;

  taken = start_send (path, port);
  takes = accept (listening, NULL, NULL);
  refused = start_send (path, port);
  refuses = accept (listening, NULL, NULL);
  wait_until (lan_files_transfer_is_ending (taken) && lan_files_transfer_is_ending (refused));
  status = lan_files_transfer_dup_status (taken);
  assert_non_null (strstr (status, "has not taken"));

  close (listening);
  peer_reset (refuses);
  assert_failed (refused, LAN_ERROR_RESET);
  assert_int_equal (lan_files_transfer_get_state (taken), LAN_FILES_RUNNING);
  g_free (peer_read (takes, &(gssize) { 0 }));
  close (takes);
  wait_until_state (taken, LAN_FILES_DONE);
}

static void
what_stands_still_is_said (void **state)
{
  LanFilesPace pace;

  lan_files_pace_begin (&pace, 0);
  assert_int_equal (lan_files_pace_seconds_left (&pace, 1000), -1);
  lan_files_pace_look (&pace, G_USEC_PER_SEC, 1000);
  assert_true (pace.speed == 1000);
  assert_int_equal (lan_files_pace_seconds_left (&pace, 9500), 10);
  for (guint second = 2; second <= 4; second++)
    {
      assert_false (lan_files_pace_is_stalled (&pace));
      lan_files_pace_look (&pace, second * G_USEC_PER_SEC, 1000);
    }
  lan_files_pace_look (&pace, 5 * G_USEC_PER_SEC, 1000);
  assert_true (lan_files_pace_is_stalled (&pace));
  lan_files_pace_look (&pace, 6 * G_USEC_PER_SEC, 1001);
  assert_false (lan_files_pace_is_stalled (&pace));
}

/* One that takes a file, closes its port and opens it again a little later, as nc does in a loop. */
static gpointer
take_three (gpointer data)
{
  int listening = GPOINTER_TO_INT (data);
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  const int on = 1;

  getsockname (listening, (struct sockaddr *) &address, &length);
  for (guint i = 0; i < 3; i++)
    {
      int peer = accept (listening, NULL, NULL);
      gssize size;

      g_free (peer_read (peer, &size));
      close (peer);
      g_usleep (100 * 1000);   /* who connects now is reset with the listener */
      close (listening);
      g_usleep (200 * 1000);
      listening = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      setsockopt (listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
      bind (listening, (struct sockaddr *) &address, sizeof address);
      listen (listening, 1);
    }
  close (listening);

  return NULL;
}

static void
send_three (LanFilesTransfers *transfers,
            guint16            port)
{
  g_autofree char *a = make_file ("a", 10);
  g_autofree char *b = make_file ("b", 20);
  g_autofree char *c = make_file ("c", 30);

  lan_files_queue_send (transfers, (const char *[]) { a, b, c, NULL }, "127.0.0.1", port);
  assert_int_equal (lan_files_transfers_count (transfers, LAN_FILES_WAITING), 3);
}

static void
a_receiver_of_one_file_at_a_time_gets_all (void **state)
{
  g_autoptr(LanFilesTransfers) transfers = lan_files_transfers_new ();
  guint16 port;
  GThread *peer = g_thread_new ("peer", take_three, GINT_TO_POINTER (peer_listen (&port)));

  send_three (transfers, port);
  wait_until (lan_files_transfers_count (transfers, LAN_FILES_DONE) == 3);
  g_thread_join (peer);
}

static void
what_is_cancelled_while_it_waits_is_passed_over (void **state)
{
  g_autoptr(LanFilesTransfers) transfers = lan_files_transfers_new ();
  g_autoptr(LanFilesTransfer) second = NULL;
  g_autofree guint8 *first_bytes = NULL;
  g_autofree guint8 *third_bytes = NULL;
  gssize size;
  guint16 port;
  int listening = peer_listen (&port);
  int peer;

  send_three (transfers, port);
  second = g_list_model_get_item (G_LIST_MODEL (transfers), 1);
  peer = accept (listening, NULL, NULL);
  lan_files_transfer_cancel (second);
  assert_int_equal (lan_files_transfer_get_state (second), LAN_FILES_CANCELLED);

  first_bytes = peer_read (peer, &size);
  assert_int_equal (size, 10);
  close (peer);
  wait_until (lan_files_transfers_count (transfers, LAN_FILES_DONE) == 1);
  peer = accept (listening, NULL, NULL);
  third_bytes = peer_read (peer, &size);
  assert_int_equal (size, 30);
  close (peer);
  wait_until (lan_files_transfers_count (transfers, LAN_FILES_DONE) == 2);
  close (listening);
}

static void
a_thousand_files_go_out_too (void **state)
{
  g_autoptr(LanFilesTransfers) transfers = lan_files_transfers_new ();
  g_autoptr(GPtrArray) paths = g_ptr_array_new ();
  g_autofree char *path = make_file ("a", 10);
  guint16 port;

  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (paths, path);
  g_ptr_array_add (paths, NULL);
  close (peer_listen (&port));
  lan_files_queue_send (transfers, (const char *const *) paths->pdata, "127.0.0.1", port);
  wait_until (lan_files_transfers_count (transfers, LAN_FILES_FAILED) == 1000);
}

static void
nobody_there_is_asked_once (void **state)
{
  g_autoptr(LanFilesTransfers) transfers = lan_files_transfers_new ();
  guint16 port;

  close (peer_listen (&port));
  send_three (transfers, port);
  wait_until (lan_files_transfers_count (transfers, LAN_FILES_FAILED) == 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (transfers), i);

      assert_true (g_error_matches (lan_files_transfer_get_error (transfer), LAN_ERROR, LAN_ERROR_REFUSED));
      assert_int_equal (lan_files_transfer_was_started (transfer), i == 0);
    }
}

static void
nobody_there_is_refused (void **state)
{
  g_autofree char *path = make_file ("a", 10);
  g_autoptr(LanFilesTransfer) transfer = NULL;
  g_autofree char *status = NULL;
  guint16 port;
  int listening = peer_listen (&port);

  close (listening);
  transfer = start_send (path, port);
  assert_failed (transfer, LAN_ERROR_REFUSED);
  status = lan_files_transfer_dup_status (transfer);
  assert_non_null (strstr (status, "refused"));
  assert_non_null (strstr (status, "127.0.0.1"));
}

static void
an_unknown_name_is_said (void **state)
{
  g_autofree char *path = make_file ("a", 10);
  g_autoptr(LanFilesTransfer) transfer = lan_files_transfer_new_send (path, "nobody.invalid", 9998);

  lan_files_transfer_start (transfer);
  assert_failed (transfer, LAN_ERROR_INVALID_ADDRESS);
}

static void
an_address_without_a_way_is_said (void **state)
{
  g_autofree char *path = make_file ("a", 10);
  g_autoptr(LanFilesTransfer) transfer = lan_files_transfer_new_send (path, "192.0.2.1", 9998);

  lan_files_transfer_start (transfer);
  assert_failed (transfer, LAN_ERROR_UNREACHABLE);
}

static void
a_reset_is_a_failure (void **state)
{
  g_autofree char *path = make_file ("a", LARGE);
  g_autofree char *status = NULL;
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;
  char byte;

  transfer = start_send (path, port);
  peer = accept (listening, NULL, NULL);
  assert_int_equal (recv (peer, &byte, 1, 0), 1);
  peer_reset (peer);
  close (listening);
  assert_failed (transfer, LAN_ERROR_RESET);
  status = lan_files_transfer_dup_status (transfer);
  assert_non_null (strstr (status, "reset"));
}

static void
a_reset_at_the_last_byte_is_a_failure (void **state)
{
  g_autofree char *path = make_file ("a", 1000);
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;
  char all[1000];

  transfer = start_send (path, port);
  peer = accept (listening, NULL, NULL);
  assert_int_equal (recv (peer, all, sizeof all, MSG_WAITALL), sizeof all);
  peer_reset (peer);      /* such as a receiver whose disk is full */
  close (listening);
  assert_failed (transfer, LAN_ERROR_RESET);
}

static void
what_cannot_be_sent_is_said_and_nobody_is_called (void **state)
{
  g_autofree char *missing = g_build_filename (folder, "missing", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  const struct { const char *path; int code; } cases[] = {
    { missing, LAN_ERROR_NOT_FOUND }, { folder, LAN_ERROR_FAILED }, { fifo, LAN_ERROR_FAILED },
    { "/dev/zero", LAN_ERROR_FAILED }, { "/proc/self/status", LAN_ERROR_FAILED },
  };
  guint16 port;
  int listening = peer_listen (&port);

  assert_int_equal (mkfifo (fifo, 0600), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LanFilesTransfer) transfer = start_send (cases[i].path, port);
      g_autoptr(LanFilesTransfer) offer = start_offer (cases[i].path, 0);

      assert_failed (transfer, cases[i].code);
      assert_failed (offer, cases[i].code);
    }
  fcntl (listening, F_SETFL, O_NONBLOCK);
  assert_true (accept (listening, NULL, NULL) < 0 && errno == EAGAIN);
  close (listening);
}

/* Reads a little of a large file, lets @change happen to it, reads on. */
static LanFilesTransfer *
change_while_sending (void   (*change) (const char *path),
                      gssize  *size)
{
  g_autofree char *path = make_file ("a", LARGE);
  g_autofree guint8 *rest = NULL;
  LanFilesTransfer *transfer;
  guint16 port;
  int listening = peer_listen (&port), peer;
  char byte;

  transfer = start_send (path, port);
  peer = accept (listening, NULL, NULL);
  assert_int_equal (recv (peer, &byte, 1, 0), 1);
  change (path);
  rest = peer_read (peer, size);
  close (peer);
  close (listening);

  return transfer;
}

static void
shrink (const char *path)
{
  assert_int_equal (truncate (path, 10), 0);
}

static void
grow (const char *path)
{
  assert_int_equal (truncate (path, LARGE + 10), 0);
}

static void
rewrite (const char *path)
{
  FILE *file = fopen (path, "r+b");

  fputs ("changed", file);
  fclose (file);
}

static void
a_source_that_changes_is_told (void **state)
{
  void (*const changes[]) (const char *path) = { shrink, grow, rewrite };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      gssize size;
      g_autoptr(LanFilesTransfer) transfer = change_while_sending (changes[i], &size);

      assert_failed (transfer, LAN_ERROR_FAILED);
      assert_non_null (strstr (lan_files_transfer_get_error (transfer)->message, "while it was sent"));
      assert_int_equal (size, -1);   /* and the other side is not told that this was all */
    }
}

static void
remove_file (const char *path)
{
  assert_int_equal (g_unlink (path), 0);
}

static void
a_source_that_is_removed_meanwhile_is_sent_to_its_end (void **state)
{
  gssize size;
  g_autoptr(LanFilesTransfer) transfer = change_while_sending (remove_file, &size);

  wait_until_state (transfer, LAN_FILES_DONE);
  assert_int_equal (size, LARGE - 1);
}

static void
a_receiver_that_stops_reading_is_given_up (void **state)
{
  g_autofree char *path = make_file ("a", LARGE);
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;

  transfer = lan_files_transfer_new_send (path, "127.0.0.1", port);
  lan_files_transfer_set_limits (transfer, &short_patience);
  lan_files_transfer_start (transfer);
  peer = accept (listening, NULL, NULL);
  assert_failed (transfer, LAN_ERROR_TIMED_OUT);
  assert_true (was_reset (peer));
  close (peer);
  close (listening);
}

static void
cancelling_tells_the_other_side (void **state)
{
  g_autofree char *path = make_file ("a", LARGE);
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;

  transfer = start_send (path, port);
  peer = accept (listening, NULL, NULL);
  wait_until_state (transfer, LAN_FILES_RUNNING);
  lan_files_transfer_cancel (transfer);
  wait_until_state (transfer, LAN_FILES_CANCELLED);
  assert_true (was_reset (peer));
  close (peer);
  close (listening);
}

static void
cancelling_before_anything_happened_works (void **state)
{
  g_autofree char *path = make_file ("a", 10);
  g_autoptr(LanFilesTransfer) unstarted = lan_files_transfer_new_send (path, "127.0.0.1", 1);
  g_autoptr(LanFilesTransfer) offer = start_offer (path, 0);

  lan_files_transfer_cancel (unstarted);
  assert_int_equal (lan_files_transfer_get_state (unstarted), LAN_FILES_CANCELLED);
  lan_files_transfer_start (unstarted);
  assert_int_equal (lan_files_transfer_get_state (unstarted), LAN_FILES_CANCELLED);

  wait_until (lan_files_transfer_get_port (offer) != 0);
  lan_files_transfer_cancel (offer);
  assert_int_equal (lan_files_transfer_get_state (offer), LAN_FILES_CANCELLED);
  assert_int_equal (peer_connect (lan_files_transfer_get_port (offer)), -1);
}

static void
the_first_who_comes_gets_an_offer (void **state)
{
  g_autofree char *path = make_file ("a", 100000);
  g_autofree guint8 *got = NULL;
  g_autofree char *status = NULL;
  g_autoptr(LanFilesTransfer) offer = start_offer (path, 0);
  guint16 port;
  int first, second;
  gssize size;

  wait_until (lan_files_transfer_get_port (offer) != 0);
  port = lan_files_transfer_get_port (offer);
  status = lan_files_transfer_dup_status (offer);
  assert_non_null (strstr (status, "Waiting on port"));
  assert_null (lan_files_transfer_get_peer (offer));

  first = peer_connect (port);
  wait_until_state (offer, LAN_FILES_RUNNING);
  second = peer_connect (port);
  assert_int_equal (second, -1);
  assert_true (g_str_has_prefix (lan_files_transfer_get_peer (offer), "127.0.0.1:"));
  got = peer_read (first, &size);
  close (first);
  assert_int_equal (size, 100000);
  assert_true (are_the_bytes (got, 100000));
  wait_until_state (offer, LAN_FILES_DONE);
}

static void
an_offer_pauses_while_hidden (void **state)
{
  g_autofree char *path = make_file ("a", 10);
  g_autofree char *status = NULL;
  g_autoptr(LanFilesTransfers) transfers = lan_files_transfers_new ();
  g_autoptr(LanFilesTransfer) offer = lan_files_transfer_new_offer (path, 0);
  guint16 port;
  int peer;
  gssize size;

  lan_files_transfer_start (offer);
  lan_files_transfers_add (transfers, offer);
  wait_until (lan_files_transfer_was_started (offer));
  assert_true (lan_files_transfer_is_paused (offer));
  assert_int_equal (lan_files_transfer_get_port (offer), 0);
  status = lan_files_transfer_dup_status (offer);
  assert_non_null (strstr (status, "hidden"));

  lan_files_transfers_set_may_listen (transfers, TRUE);
  port = lan_files_transfer_get_port (offer);
  assert_int_not_equal (port, 0);
  lan_files_transfers_set_may_listen (transfers, FALSE);
  assert_int_equal (peer_connect (port), -1);
  lan_files_transfers_set_may_listen (transfers, TRUE);
  assert_int_equal (lan_files_transfer_get_port (offer), port);
  peer = peer_connect (port);
  wait_until_state (offer, LAN_FILES_RUNNING);
  lan_files_transfers_set_may_listen (transfers, FALSE);   /* what runs goes on */
  assert_int_equal (lan_files_transfer_get_state (offer), LAN_FILES_RUNNING);
  g_free (peer_read (peer, &size));
  assert_int_equal (size, 10);
  close (peer);
  wait_until_state (offer, LAN_FILES_DONE);
}

static void
a_taken_port_is_named (void **state)
{
  g_autofree char *path = make_file ("a", 10);
  g_autoptr(LanFilesTransfer) offer = NULL;
  guint16 port;
  int listening = peer_listen (&port);

  offer = start_offer (path, port);
  assert_failed (offer, LAN_ERROR_PORT_IN_USE);
  wait_until (strstr (lan_files_transfer_get_error (offer)->message, "test-files-send") != NULL);
  close (listening);
}

static void
on_changed (LanFilesTransfers *transfers,
            LanFilesTransfer  *transfer,
            GArray            *times)
{
  gint64 now_us = g_get_monotonic_time ();

  if (lan_files_transfer_get_state (transfer) == LAN_FILES_RUNNING)
    g_array_append_val (times, now_us);
}

static void
progress_is_told_ten_times_a_second (void **state)
{
  g_autofree char *path = make_file ("a", LARGE);
  g_autofree char *status = NULL;
  g_autofree char *buffer = g_malloc (64 * 1024);
  g_autoptr(LanFilesTransfers) transfers = lan_files_transfers_new ();
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;

  g_signal_connect (transfers, "changed", G_CALLBACK (on_changed), times);
  transfer = lan_files_transfer_new_send (path, "127.0.0.1", port);
  lan_files_transfers_add (transfers, transfer);
  lan_files_transfer_start (transfer);
  peer = accept (listening, NULL, NULL);
  wait_until_state (transfer, LAN_FILES_RUNNING);
  while (times->len < 5)
    {
      assert_true (recv (peer, buffer, 64 * 1024, MSG_DONTWAIT) != 0);
      g_main_context_iteration (NULL, TRUE);
    }
  assert_true (lan_files_transfer_get_speed (transfer) > 0);
  assert_true (lan_files_transfer_get_seconds_left (transfer) > 0);
  assert_true (lan_files_transfer_get_fraction (transfer) > 0);
  status = lan_files_transfer_dup_status (transfer);
  assert_non_null (strstr (status, " of "));
  assert_non_null (strstr (status, "/s"));
  assert_non_null (strstr (status, "left"));
  for (guint i = 2; i < times->len; i++)
    assert_true (g_array_index (times, gint64, i) - g_array_index (times, gint64, i - 1) >= 50 * 1000);

  /* and a program that ends does not wait for who does not read */
  g_clear_object (&transfers);
  assert_true (was_reset (peer));
  close (peer);
  close (listening);
  wait_until_state (transfer, LAN_FILES_CANCELLED);
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, make_folder, remove_folder)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (a_file_arrives_byte_for_byte),
    TEST (a_receiver_that_keeps_its_side_open_is_waited_for_a_while),
    TEST (what_nobody_took_yet_is_not_sent),
    TEST (what_stands_still_is_said),
    TEST (a_receiver_of_one_file_at_a_time_gets_all),
    TEST (what_is_cancelled_while_it_waits_is_passed_over),
    TEST (a_thousand_files_go_out_too),
    TEST (nobody_there_is_asked_once),
    TEST (nobody_there_is_refused),
    TEST (an_unknown_name_is_said),
    TEST (an_address_without_a_way_is_said),
    TEST (a_reset_is_a_failure),
    TEST (a_reset_at_the_last_byte_is_a_failure),
    TEST (what_cannot_be_sent_is_said_and_nobody_is_called),
    TEST (a_source_that_changes_is_told),
    TEST (a_source_that_is_removed_meanwhile_is_sent_to_its_end),
    TEST (a_receiver_that_stops_reading_is_given_up),
    TEST (cancelling_tells_the_other_side),
    TEST (cancelling_before_anything_happened_works),
    TEST (the_first_who_comes_gets_an_offer),
    TEST (an_offer_pauses_while_hidden),
    TEST (a_taken_port_is_named),
    TEST (progress_is_told_ten_times_a_second),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
