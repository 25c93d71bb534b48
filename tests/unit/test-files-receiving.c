/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "files-fixture.h"

#include <sys/resource.h>
#include <sys/statvfs.h>

#include "files/inbox.h"

typedef struct
{
  LanFilesTransfers *transfers;
  LanFilesReceiver *receiver;
} Door;

static int
open_door (void **state)
{
  Door *door = g_new0 (Door, 1);

  if (make_folder (state) != 0)
    return -1;

  door->transfers = lan_files_transfers_new ();
  door->receiver = lan_files_receiver_new (door->transfers);
  lan_files_receiver_set_port (door->receiver, 0);
  lan_files_receiver_set_folder (door->receiver, folder);
  lan_files_receiver_set_may_listen (door->receiver, TRUE);
  lan_files_receiver_set_open (door->receiver, TRUE);
  *state = door;

  return lan_files_receiver_is_listening (door->receiver) ? 0 : -1;
}

static int
close_door (void **state)
{
  Door *door = *state;

  g_object_unref (door->receiver);
  g_object_unref (door->transfers);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (door);

  return remove_folder (state);
}

static guint
n_transfers (Door *door)
{
  return g_list_model_get_n_items (G_LIST_MODEL (door->transfers));
}

/* Somebody connects: their socket, and the transfer that is now the newest. */
static int
visit (Door              *door,
       LanFilesTransfer **transfer)
{
  guint before = n_transfers (door);
  int peer = peer_connect (lan_files_receiver_get_port (door->receiver));

  assert_true (peer >= 0);
  wait_until (n_transfers (door) > before);
  *transfer = g_list_model_get_item (G_LIST_MODEL (door->transfers), 0);

  return peer;
}

static void
assert_arrived (LanFilesTransfer *transfer,
                gsize             size)
{
  g_autofree char *content = NULL;
  gsize length;

  wait_until_state (transfer, LAN_FILES_DONE);
  assert_true (g_file_get_contents (lan_files_transfer_get_path (transfer), &content, &length, NULL));
  assert_int_equal (length, size);
  assert_true (are_the_bytes ((guint8 *) content, size));
}

static void
a_stream_is_asked_about_first (void **state)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;
  g_autofree char *asking = NULL;
  g_autofree char *done = NULL;
  int peer = visit (*state, &transfer);

  peer_send (peer, 0, 1234567 % 65536);
  close (peer);
  assert_int_equal (lan_files_transfer_get_state (transfer), LAN_FILES_ASKING);
  assert_true (g_str_has_prefix (lan_files_transfer_get_peer (transfer), "127.0.0.1:"));
  asking = lan_files_transfer_dup_status (transfer);
  assert_non_null (strstr (asking, "127.0.0.1"));
  assert_int_equal (count_files (), 0);      /* nothing touches the disk before the yes */

  lan_files_transfer_start (transfer);
  lan_files_transfer_start (transfer);
  assert_arrived (transfer, 1234567 % 65536);
  assert_int_equal (count_files (), 1);
  assert_true (g_str_has_prefix (lan_files_transfer_get_name (transfer), "Received "));
  done = lan_files_transfer_dup_status (transfer);
  assert_true (g_str_has_suffix (done, "bytes; this form cannot tell whether that was all"));
  assert_int_equal (lan_files_transfer_get_size (transfer), -1);
}

static void
streams_of_all_sizes_arrive (void **state)
{
  static const gsize sizes[] = { 0, 1, 262144, 5 * 1024 * 1024 + 3 };
  Door *door = *state;

  lan_files_receiver_set_accept_all (door->receiver, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(LanFilesTransfer) transfer = NULL;
      int peer = visit (door, &transfer);

      peer_send (peer, 0, sizes[i]);
      close (peer);
      assert_arrived (transfer, sizes[i]);
    }
  assert_int_equal (count_files (), G_N_ELEMENTS (sizes));
}

static void
declined_is_reset_and_leaves_nothing (void **state)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;
  int peer = visit (*state, &transfer);

  peer_send (peer, 0, 100);
  lan_files_transfer_decline (transfer);
  assert_int_equal (lan_files_transfer_get_state (transfer), LAN_FILES_CANCELLED);
  assert_true (was_reset (peer));
  close (peer);
  assert_int_equal (count_files (), 0);
  lan_files_transfer_start (transfer);       /* too late */
  assert_int_equal (lan_files_transfer_get_state (transfer), LAN_FILES_CANCELLED);
}

static void
a_reset_while_asking_is_seen (void **state)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;
  int peer = visit (*state, &transfer);

  peer_reset (peer);
  assert_failed (transfer, LAN_ERROR_RESET);
}

static void
a_reset_is_no_end (void **state)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;
  g_autofree char *status = NULL;
  int peer = visit (*state, &transfer);

  lan_files_transfer_start (transfer);
  peer_send (peer, 0, 100000);
  wait_until (lan_files_transfer_get_done (transfer) == 100000);
  peer_reset (peer);
  assert_failed (transfer, LAN_ERROR_RESET);
  status = lan_files_transfer_dup_status (transfer);
  assert_non_null (strstr (status, "reset"));
  assert_int_equal (count_files (), 0);
}

static void
cancelled_leaves_nothing (void **state)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;
  int peer = visit (*state, &transfer);

  lan_files_transfer_start (transfer);
  peer_send (peer, 0, 100000);
  wait_until (lan_files_transfer_get_done (transfer) == 100000);
  lan_files_transfer_cancel (transfer);
  wait_until_state (transfer, LAN_FILES_CANCELLED);
  assert_int_equal (count_files (), 0);
  assert_true (was_reset (peer));
  close (peer);
}

static void
a_program_that_ends_leaves_nothing (void **state)
{
  Door *door = *state;
  g_autoptr(LanFilesTransfer) transfer = NULL;
  int peer = visit (door, &transfer);

  lan_files_transfer_start (transfer);
  peer_send (peer, 0, 100000);
  wait_until (lan_files_transfer_get_done (transfer) == 100000);
  g_object_run_dispose (G_OBJECT (door->transfers));
  assert_int_equal (count_files (), 0);
  close (peer);
}

static void
no_more_than_the_limit_is_taken (void **state)
{
  const LanFilesLimits limits = { 100000, 0, LAN_FILES_IDLE_MS };
  Door *door = *state;
  g_autoptr(LanFilesTransfer) exact = NULL;
  g_autoptr(LanFilesTransfer) one_more = NULL;
  int peer;

  lan_files_receiver_set_limits (door->receiver, &limits);
  lan_files_receiver_set_accept_all (door->receiver, TRUE);
  peer = visit (door, &exact);
  peer_send (peer, 0, 100000);
  close (peer);
  assert_arrived (exact, 100000);

  peer = visit (door, &one_more);
  peer_send (peer, 0, 100001);
  assert_failed (one_more, LAN_ERROR_TOO_LARGE);
  assert_true (was_reset (peer));
  close (peer);
  assert_int_equal (count_files (), 1);
}

static void
who_sends_nothing_is_given_up (void **state)
{
  const LanFilesLimits limits = { 100000, 0, 100 };
  Door *door = *state;
  g_autoptr(LanFilesTransfer) transfer = NULL;
  int peer;

  lan_files_receiver_set_limits (door->receiver, &limits);
  lan_files_receiver_set_accept_all (door->receiver, TRUE);
  peer = visit (door, &transfer);
  peer_send (peer, 0, 10);
  assert_failed (transfer, LAN_ERROR_TIMED_OUT);
  assert_true (was_reset (peer));
  close (peer);
  assert_int_equal (count_files (), 0);
}

static void
a_full_disk_is_said (void **state)
{
  static const struct { guint64 floor; gsize size; } cases[] = {
    { 0, 2 * 1024 * 1024 },          /* the disk says no */
    { 900 * 1024, 2 * 1024 * 1024 }, /* it never comes so far */
    { 1024 * 1024 * 1024, 10 },      /* it does not even begin */
  };
  Door *door = *state;

  assert_int_equal (mount ("tmpfs", folder, "tmpfs", 0, "size=1m"), 0);
  lan_files_receiver_set_accept_all (door->receiver, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const LanFilesLimits limits = { LAN_FILES_SIZE_LIMIT, cases[i].floor, LAN_FILES_IDLE_MS };
      g_autoptr(LanFilesTransfer) transfer = NULL;
      guint8 piece[4096] = { 0 };
      int peer;

      lan_files_receiver_set_limits (door->receiver, &limits);
      peer = visit (door, &transfer);
      for (gsize sent = 0; sent < cases[i].size; sent += sizeof piece)
        if (send (peer, piece, MIN (sizeof piece, cases[i].size - sent), MSG_NOSIGNAL) < 0)
          break;
      assert_failed (transfer, LAN_ERROR_DISK_FULL);
      assert_int_equal (count_files (), 0);
      close (peer);
    }
  assert_int_equal (umount2 (folder, MNT_DETACH), 0);
}

static void
the_floor_is_kept_free_to_the_byte (void **state)
{
  g_autoptr(LanFilesInbox) inbox = NULL;
  g_autoptr(GError) error = NULL;
  struct statvfs info;
  guint64 left;

  assert_int_equal (mount ("tmpfs", folder, "tmpfs", 0, "size=1m"), 0);
  inbox = lan_files_inbox_open (folder, NULL);
  assert_int_equal (statvfs (folder, &info), 0);
  left = (guint64) info.f_bavail * info.f_frsize;
  assert_true (lan_files_inbox_has_room (inbox, left, NULL));
  assert_false (lan_files_inbox_has_room (inbox, left + 1, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_DISK_FULL));
  assert_int_equal (umount2 (folder, MNT_DETACH), 0);
}

static void
a_stranger_cannot_fill_the_list (void **state)
{
  Door *door = *state;
  g_autoptr(LanFilesTransfer) first = NULL;
  g_autoptr(LanFilesTransfer) second = NULL;
  g_autoptr(LanFilesTransfer) third = NULL;
  g_autoptr(LanFilesTransfer) last = NULL;
  int peers[3] = { visit (door, &first), visit (door, &second), visit (door, &third) }, fourth;

  fourth = peer_connect (lan_files_receiver_get_port (door->receiver));
  peer_send (fourth, 0, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_true (was_reset (fourth));
  close (fourth);
  assert_int_equal (n_transfers (door), 3);

  /* a no does not make room for the next at once, or one could ask for ever; a yes does */
  lan_files_transfer_decline (first);
  fourth = peer_connect (lan_files_receiver_get_port (door->receiver));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_true (was_reset (fourth));
  close (fourth);
  close (peers[1]);
  lan_files_transfer_start (second);
  wait_until_state (second, LAN_FILES_DONE);
  close (visit (door, &last));
  close (peers[0]);
  close (peers[2]);
}

/* As many as a person can answer; from wherever they come. */
static void
many_strangers_cannot_fill_the_list_either (void **state)
{
  Door *door = *state;
  int peers[17];

  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    {
      struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK + 1 + i) };
      struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                .sin_port = htons (lan_files_receiver_get_port (door->receiver)) };

      peers[i] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      assert_int_equal (bind (peers[i], (struct sockaddr *) &from, sizeof from), 0);
      assert_int_equal (connect (peers[i], (struct sockaddr *) &to, sizeof to), 0);
      wait_until (n_transfers (door) == MIN (i + 1, 16));
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_true (was_reset (peers[16]));
  assert_int_equal (lan_files_transfers_count (door->transfers, LAN_FILES_ASKING), 16);
  for (guint i = 0; i < G_N_ELEMENTS (peers); i++)
    close (peers[i]);
}

static gboolean
on_moment (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

/* The lowest number that is free for a descriptor, once no thread that is just ending gives one back any more. */
static int
lowest_free (int fd)
{
  int next = -1;

  for (guint calm = 0; calm < 10; calm++)
    {
      int now = dup (fd);

      close (now);
      if (now != next)
        calm = 0;
      next = now;
      g_usleep (10 * 1000);
    }

  return next;
}

/* A process that has every descriptor it may have neither spins nor goes deaf. */
static void
without_descriptors_accepting_waits (void **state)
{
  Door *door = *state;
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                            .sin_port = htons (lan_files_receiver_get_port (door->receiver)) };
  int peer = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int next = lowest_free (peer);
  gboolean moment = FALSE;
  struct rlimit usual, none;
  guint n_turns = 0;

  assert_int_equal (getrlimit (RLIMIT_NOFILE, &usual), 0);
  none = usual;
  none.rlim_cur = (rlim_t) next;
  assert_int_equal (setrlimit (RLIMIT_NOFILE, &none), 0);
  assert_int_equal (connect (peer, (struct sockaddr *) &to, sizeof to), 0);
  g_timeout_add (200, on_moment, &moment);
  for (; !moment; n_turns++)
    g_main_context_iteration (NULL, TRUE);
  assert_int_equal (setrlimit (RLIMIT_NOFILE, &usual), 0);
  assert_int_equal (n_transfers (door), 0);
  assert_in_range (n_turns, 1, 20);

  wait_until (n_transfers (door) == 1);
  close (peer);
}

static void
closed_is_closed (void **state)
{
  Door *door = *state;
  guint16 port = lan_files_receiver_get_port (door->receiver);

  lan_files_receiver_set_accept_all (door->receiver, TRUE);
  lan_files_receiver_set_port (door->receiver, port);
  lan_files_receiver_set_may_listen (door->receiver, FALSE);
  assert_true (lan_files_receiver_is_open (door->receiver));
  assert_false (lan_files_receiver_is_listening (door->receiver));
  assert_int_equal (peer_connect (port), -1);
  lan_files_receiver_set_may_listen (door->receiver, TRUE);
  close (peer_connect (port));

  lan_files_receiver_set_open (door->receiver, FALSE);
  assert_int_equal (peer_connect (port), -1);
  assert_false (lan_files_receiver_get_accept_all (door->receiver));   /* it was said for that time */
  lan_files_receiver_set_open (door->receiver, TRUE);
  close (peer_connect (port));
}

static void
closing_declines_what_asks (void **state)
{
  Door *door = *state;
  g_autoptr(LanFilesTransfer) transfer = NULL;
  int peer = visit (door, &transfer);

  lan_files_receiver_set_open (door->receiver, FALSE);
  assert_int_equal (lan_files_transfer_get_state (transfer), LAN_FILES_CANCELLED);
  assert_true (was_reset (peer));
  close (peer);
}

static void
who_is_blocked_is_not_seen_again (void **state)
{
  Door *door = *state;
  g_autoptr(LanFilesTransfer) first = NULL;
  g_autoptr(LanFilesTransfer) second = NULL;
  g_autoptr(LanFilesTransfer) later = NULL;
  int peers[2] = { visit (door, &first), visit (door, &second) }, again;

  lan_files_receiver_block (door->receiver, lan_files_transfer_get_host (first));
  for (guint i = 0; i < 2; i++)
    {
      assert_true (was_reset (peers[i]));
      close (peers[i]);
    }
  assert_int_equal (lan_files_transfer_get_state (second), LAN_FILES_CANCELLED);

  lan_files_transfers_clear_over (door->transfers);
  lan_files_receiver_set_accept_all (door->receiver, TRUE);
  again = peer_connect (lan_files_receiver_get_port (door->receiver));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_true (was_reset (again));
  close (again);
  assert_int_equal (n_transfers (door), 0);

  lan_files_receiver_set_open (door->receiver, FALSE);   /* it was said for that time */
  lan_files_receiver_set_open (door->receiver, TRUE);
  close (visit (door, &later));
}

static void
a_taken_port_is_named (void **state)
{
  Door *door = *state;
  guint16 port;
  int listening = peer_listen (&port);

  lan_files_receiver_set_port (door->receiver, port);
  assert_false (lan_files_receiver_is_open (door->receiver));
  assert_non_null (lan_files_receiver_get_problem (door->receiver));
  wait_until (strstr (lan_files_receiver_get_problem (door->receiver), "test-files-rec") != NULL);
  close (listening);
  lan_files_receiver_set_open (door->receiver, TRUE);
  assert_true (lan_files_receiver_is_listening (door->receiver));
  assert_null (lan_files_receiver_get_problem (door->receiver));
}

static void
what_is_offered_is_fetched (void **state)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;

  transfer = lan_files_transfer_new_fetch ("127.0.0.1", port, folder);
  lan_files_transfer_start (transfer);
  peer = accept (listening, NULL, NULL);
  peer_send (peer, 0, 3000000);
  close (peer);
  close (listening);
  assert_arrived (transfer, 3000000);
  assert_int_equal (count_files (), 1);
}

static void
a_fetch_that_is_reset_leaves_nothing (void **state)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;
  g_autoptr(LanFilesTransfer) refused = NULL;
  guint16 port;
  int listening = peer_listen (&port), peer;

  transfer = lan_files_transfer_new_fetch ("127.0.0.1", port, folder);
  lan_files_transfer_start (transfer);
  peer = accept (listening, NULL, NULL);
  peer_send (peer, 0, 100000);
  peer_reset (peer);
  close (listening);
  assert_failed (transfer, LAN_ERROR_RESET);

  refused = lan_files_transfer_new_fetch ("127.0.0.1", port, folder);
  lan_files_transfer_start (refused);
  assert_failed (refused, LAN_ERROR_REFUSED);
  assert_int_equal (count_files (), 0);
}

static void
rows_of_what_is_over_are_cleared (void **state)
{
  Door *door = *state;
  g_autoptr(LanFilesTransfer) asking = NULL;
  g_autoptr(LanFilesTransfer) declined = NULL;
  int first = visit (door, &asking), second = visit (door, &declined);

  lan_files_transfer_decline (declined);
  lan_files_transfers_clear_over (door->transfers);
  assert_int_equal (n_transfers (door), 1);
  assert_int_equal (lan_files_transfers_count (door->transfers, LAN_FILES_ASKING), 1);
  close (first);
  close (second);
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, open_door, close_door)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (a_stream_is_asked_about_first),
    TEST (streams_of_all_sizes_arrive),
    TEST (declined_is_reset_and_leaves_nothing),
    TEST (a_reset_while_asking_is_seen),
    TEST (a_reset_is_no_end),
    TEST (cancelled_leaves_nothing),
    TEST (a_program_that_ends_leaves_nothing),
    TEST (no_more_than_the_limit_is_taken),
    TEST (who_sends_nothing_is_given_up),
    TEST (a_full_disk_is_said),
    TEST (the_floor_is_kept_free_to_the_byte),
    TEST (a_stranger_cannot_fill_the_list),
    TEST (many_strangers_cannot_fill_the_list_either),
    TEST (without_descriptors_accepting_waits),
    TEST (closed_is_closed),
    TEST (closing_declines_what_asks),
    TEST (who_is_blocked_is_not_seen_again),
    TEST (a_taken_port_is_named),
    TEST (what_is_offered_is_fetched),
    TEST (a_fetch_that_is_reset_leaves_nothing),
    TEST (rows_of_what_is_over_are_cleared),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
