/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "chat/room.h"
#include "private-world.h"
#include "wait-until.h"

/* --- Another program, with a plain socket --- */

static int
open_socket (guint16 port)
{
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };

  if (bind (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;

  close (fd);

  return -1;
}

static guint16
port_of (int fd)
{
  struct sockaddr_in address = { 0 };
  socklen_t length = sizeof address;

  assert_int_equal (getsockname (fd, (struct sockaddr *) &address, &length), 0);

  return ntohs (address.sin_port);
}

static void
send_to (int         fd,
         guint16     port,
         const void *bytes,
         gsize       length)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  assert_int_equal (sendto (fd, bytes, length, 0, (struct sockaddr *) &address, sizeof address), length);
}

static gssize
receive (int                 fd,
         char               *buffer,
         gsize               size,
         struct sockaddr_in *from)
{
  socklen_t length = sizeof *from;

  return recvfrom (fd, buffer, size, 0, (struct sockaddr *) from, &length);
}

/* --- The room --- */

typedef struct
{
  LanInterfaces *interfaces;
  LanChatRoom *room;
  guint16 port;
  int other;             /* another program's socket */
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  int probe = open_socket (0);

  fixture->port = port_of (probe);
  close (probe);
  fixture->other = open_socket (0);
  fixture->interfaces = lan_interfaces_new (NULL);
  fixture->room = lan_chat_room_new (fixture->interfaces, fixture->port);
  lan_chat_room_set_may_listen (fixture->room, TRUE);
  *state = fixture;

  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  g_object_add_weak_pointer (G_OBJECT (fixture->room), (gpointer *) &fixture->room);
  g_object_unref (fixture->room);
  assert_null (fixture->room);
  g_object_add_weak_pointer (G_OBJECT (fixture->interfaces), (gpointer *) &fixture->interfaces);
  g_object_unref (fixture->interfaces);
  assert_null (fixture->interfaces);
  close (fixture->other);
  g_free (fixture);

  return 0;
}

static void
set_target (Fixture *fixture,
            guint16  port)
{
  g_autofree char *target = g_strdup_printf ("address:127.0.0.1:%u", port);

  assert_true (lan_chat_room_set_target (fixture->room, target, NULL));
}

static void
listen_now (Fixture *fixture)
{
  lan_chat_room_set_listening (fixture->room, TRUE);
  assert_int_equal (lan_chat_room_get_state (fixture->room), LAN_CHAT_LISTENING);
}

static guint
n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (lan_chat_room_get_timeline (fixture->room));
}

/* The room keeps it alive. */
static LanChatMessage *
row (Fixture *fixture,
     guint    position)
{
  g_autoptr(LanChatMessage) message = g_list_model_get_item (lan_chat_room_get_timeline (fixture->room), position);

  return message;
}

static LanChatMessage *
last_row (Fixture *fixture)
{
  return row (fixture, n_rows (fixture) - 1);
}

static const char *
last_text (Fixture *fixture)
{
  return n_rows (fixture) > 0 ? lan_chat_message_get_text (last_row (fixture)) : NULL;
}

static gboolean
has_problem (Fixture    *fixture,
             const char *words)
{
  const char *problem = lan_chat_room_get_problem (fixture->room);

  return problem != NULL && strstr (problem, words) != NULL;
}

static void
what_we_say_is_shown_once_and_what_others_here_say_as_theirs (void **state)
{
  Fixture *fixture = *state;

  listen_now (fixture);
  set_target (fixture, fixture->port);
  assert_true (lan_chat_room_say (fixture->room, "mine", NULL));
  send_to (fixture->other, fixture->port, "theirs", 6);
  wait_until (g_strcmp0 (last_text (fixture), "theirs") == 0);

  assert_int_equal (n_rows (fixture), 2);
  assert_int_equal (lan_chat_message_get_kind (row (fixture, 0)), LAN_CHAT_SENT);
  assert_int_equal (lan_chat_message_get_kind (row (fixture, 1)), LAN_CHAT_HEARD);
  assert_true (lan_chat_message_is_own_host (row (fixture, 1)));
  assert_string_equal (lan_chat_message_get_sender (row (fixture, 1)), "127.0.0.1");
}

static void
an_answer_to_us_alone_arrives (void **state)
{
  Fixture *fixture = *state;
  struct sockaddr_in from = { 0 };
  char buffer[64];

  set_target (fixture, port_of (fixture->other));
  assert_true (lan_chat_room_say (fixture->room, "anyone?", NULL));
  wait_until (receive (fixture->other, buffer, sizeof buffer, &from) == 7);
  assert_int_not_equal (ntohs (from.sin_port), fixture->port);

  /* without listening on the shared port */
  send_to (fixture->other, ntohs (from.sin_port), "me", 2);
  wait_until (g_strcmp0 (last_text (fixture), "me") == 0);
  assert_true (lan_chat_message_is_unicast (last_row (fixture)));
}

static void
a_port_that_another_holds_is_named_and_comes_back (void **state)
{
  Fixture *fixture = *state;
  int holder = open_socket (fixture->port);
  g_autofree char *port = g_strdup_printf ("Port %u is used by ", fixture->port);
  char buffer[64];
  struct sockaddr_in from;

  lan_chat_room_set_listening (fixture->room, TRUE);
  wait_until (lan_chat_room_get_state (fixture->room) == LAN_CHAT_PORT_HELD);
  assert_true (has_problem (fixture, port));
  assert_true (has_problem (fixture, "test-chat-room"));

  /* sending goes on, to the very holder */
  set_target (fixture, fixture->port);
  assert_true (lan_chat_room_say (fixture->room, "hello", NULL));
  wait_until (receive (holder, buffer, sizeof buffer, &from) == 5);

  close (holder);
  wait_until (lan_chat_room_get_state (fixture->room) == LAN_CHAT_LISTENING);
  assert_null (lan_chat_room_get_problem (fixture->room));
  send_to (fixture->other, fixture->port, "back", 4);
  wait_until (g_strcmp0 (last_text (fixture), "back") == 0);
}

static void
another_port_that_is_held_is_named_by_its_number (void **state)
{
  Fixture *fixture = *state;
  int holder = open_socket (fixture->port);
  g_autofree char *port = g_strdup_printf ("Port %u is", port_of (fixture->other));

  lan_chat_room_set_listening (fixture->room, TRUE);
  wait_until (lan_chat_room_get_state (fixture->room) == LAN_CHAT_PORT_HELD);
  lan_chat_room_set_port (fixture->room, port_of (fixture->other));
  wait_until (has_problem (fixture, port));
  close (holder);
}

static void
the_switch_frees_the_port_and_sending_goes_on (void **state)
{
  Fixture *fixture = *state;
  char buffer[64];
  struct sockaddr_in from;
  int strict;

  listen_now (fixture);
  assert_int_equal (open_socket (fixture->port), -1);

  lan_chat_room_set_listening (fixture->room, FALSE);
  strict = open_socket (fixture->port);
  assert_int_not_equal (strict, -1);
  set_target (fixture, fixture->port);
  assert_true (lan_chat_room_say (fixture->room, "hello", NULL));
  wait_until (receive (strict, buffer, sizeof buffer, &from) == 5);

  /* and on again it waits for that one */
  lan_chat_room_set_listening (fixture->room, TRUE);
  wait_until (lan_chat_room_get_state (fixture->room) == LAN_CHAT_PORT_HELD);
  close (strict);
  wait_until (lan_chat_room_get_state (fixture->room) == LAN_CHAT_LISTENING);
}

static void
the_port_is_shared_with_who_shares_it (void **state)
{
  Fixture *fixture = *state;
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (fixture->port) };

  listen_now (fixture);
  assert_int_equal (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &(int) { 1 }, sizeof (int)), 0);
  assert_int_equal (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
  close (fd);
}

static void
whatever_arrives_the_room_hears_on (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *largest = g_malloc0 (65507);
  int closed = open_socket (0);
  guint16 nobody = port_of (closed);

  close (closed);
  listen_now (fixture);
  send_to (fixture->other, fixture->port, "", 0);
  wait_until (n_rows (fixture) == 1);
  send_to (fixture->other, fixture->port, largest, 65507);
  wait_until (n_rows (fixture) == 2);
  assert_int_equal (g_bytes_get_size (lan_chat_message_get_bytes (row (fixture, 1))), 65507);
  send_to (fixture->other, fixture->port, "\xff\0\x1b", 3);
  wait_until (g_strcmp0 (last_text (fixture), "\\xff\\x00\\x1b") == 0);
  assert_false (lan_chat_message_is_utf8 (row (fixture, 2)));

  /* where nobody listens, the kernel answers with an error, which the sending socket gets to read */
  set_target (fixture, nobody);
  for (guint i = 0; i < 3; i++)
    {
      assert_true (lan_chat_room_say (fixture->room, "nobody", NULL));
      g_usleep (1000);
    }
  set_target (fixture, port_of (fixture->other));
  an_answer_to_us_alone_arrives (state);
}

static void
a_storm_folds_and_a_person_is_still_read (void **state)
{
  Fixture *fixture = *state;
  guint n_sent = 0;

  listen_now (fixture);
  for (; n_sent < 2000; n_sent++)
    {
      send_to (fixture->other, fixture->port, "storm", 5);
      if (n_sent % 50 == 0)
        iterate ();
    }
  wait_until (lan_chat_room_get_n_heard (fixture->room) + lan_chat_room_get_kernel_drops (fixture->room) == n_sent);

  assert_int_equal (n_rows (fixture), 21);
  assert_int_equal (lan_chat_message_get_kind (last_row (fixture)), LAN_CHAT_FOLD);
  assert_int_equal (lan_chat_message_get_count (last_row (fixture)) + 20,
                    lan_chat_room_get_n_heard (fixture->room));
}

static guint64
n_lost (Fixture *fixture)
{
  return lan_chat_room_get_kernel_drops (fixture->room) + lan_chat_room_get_queue_drops (fixture->room);
}

static void
on_dropped (guint *n_told)
{
  (*n_told)++;
}

/* What the kernel lost it tells with the next that it did not. */
static gboolean
is_accounted_for (Fixture *fixture,
                  guint64  n_sent)
{
  send_to (fixture->other, fixture->port, "small", 5);

  return lan_chat_room_get_n_heard (fixture->room) + n_lost (fixture) >= n_sent;
}

static guint64
n_shown_as_lost (Fixture *fixture)
{
  guint64 n;

  g_object_get (fixture->room, "dropped", &n, NULL);

  return n;
}

static void
what_is_lost_is_counted_and_told (void **state)
{
  enum { LARGE = 60000, N_LARGE = 1000 };   /* more than the queue holds, and most kernels' buffers */
  Fixture *fixture = *state;
  g_autofree char *large = g_malloc0 (LARGE);
  guint n_told = 0;

  g_signal_connect_swapped (fixture->room, "notify::dropped", G_CALLBACK (on_dropped), &n_told);
  listen_now (fixture);
  for (guint i = 0; i < 10; i++)
    send_to (fixture->other, fixture->port, "small", 5);
  wait_until (lan_chat_room_get_n_heard (fixture->room) == 10);
  assert_int_equal (n_told, 0);

  for (guint i = 0; i < N_LARGE; i++)
    send_to (fixture->other, fixture->port, large, LARGE);
  wait_until (is_accounted_for (fixture, 10 + N_LARGE));
  assert_true (n_lost (fixture) > 0);
  wait_until (n_told > 0 && n_shown_as_lost (fixture) == n_lost (fixture));
}

static void
a_beacon_keeps_its_pace_until_it_is_stopped (void **state)
{
  Fixture *fixture = *state;
  gint64 start_us = g_get_monotonic_time ();
  guint n_said;

  set_target (fixture, port_of (fixture->other));
  assert_true (lan_chat_room_start_repeating (fixture->room, "beacon", 0.0001, NULL));
  wait_until (n_rows (fixture) >= 5);
  /* the first at once, and no faster than ten a second */
  assert_in_range (g_get_monotonic_time () - start_us, 390 * 1000, DEADLINE_US);

  lan_chat_room_stop_repeating (fixture->room);
  n_said = n_rows (fixture);
  for (gint64 end_us = g_get_monotonic_time () + 250 * 1000; g_get_monotonic_time () < end_us;)
    iterate ();
  assert_int_equal (n_rows (fixture), n_said);
}

static void
where_we_are_hidden_a_beacon_rests_and_every_port_is_closed (void **state)
{
  Fixture *fixture = *state;
  struct sockaddr_in from = { 0 };
  char buffer[64];
  guint n_said;
  int freed;

  listen_now (fixture);
  set_target (fixture, port_of (fixture->other));
  assert_true (lan_chat_room_start_repeating (fixture->room, "beacon", 0.1, NULL));
  wait_until (receive (fixture->other, buffer, sizeof buffer, &from) > 0);

  lan_chat_room_set_may_listen (fixture->room, FALSE);
  assert_int_equal (lan_chat_room_get_state (fixture->room), LAN_CHAT_PAUSED);
  assert_true (lan_chat_room_is_repeat_paused (fixture->room));
  freed = open_socket (ntohs (from.sin_port));
  assert_int_not_equal (freed, -1);
  close (freed);
  n_said = n_rows (fixture);
  for (gint64 end_us = g_get_monotonic_time () + 350 * 1000; g_get_monotonic_time () < end_us;)
    iterate ();
  assert_int_equal (n_rows (fixture), n_said);

  lan_chat_room_set_may_listen (fixture->room, TRUE);
  wait_until (n_rows (fixture) > n_said);
  assert_int_equal (lan_chat_room_get_state (fixture->room), LAN_CHAT_LISTENING);
}

static void
a_message_that_is_a_file_is_refused (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *most = g_strnfill (32 * 1024, 'x');
  g_autofree char *more = g_strnfill (32 * 1024 + 1, 'x');
  g_autoptr(GError) error = NULL;

  set_target (fixture, port_of (fixture->other));
  assert_true (lan_chat_room_say (fixture->room, most, NULL));
  assert_int_equal (lan_chat_message_get_n_datagrams (row (fixture, 0)), 32);
  assert_false (lan_chat_room_say (fixture->room, more, &error));
  assert_non_null (strstr (error->message, "file"));
  assert_false (lan_chat_room_start_repeating (fixture->room, more, 2, NULL));
  assert_int_equal (n_rows (fixture), 1);
}

static void
an_address_without_a_port_follows_the_rooms (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  assert_true (lan_chat_room_set_target (fixture->room, "address:127.0.0.1", NULL));
  before = lan_chat_room_dup_destination (fixture->room);
  lan_chat_room_set_port (fixture->room, 9);
  after = lan_chat_room_dup_destination (fixture->room);
  assert_string_not_equal (before, after);
  assert_string_equal (after, "127.0.0.1:9");
}

static void
count (guint *n)
{
  ++*n;
}

/* Ten seconds long, since that is the promise. */
static void
a_silence_is_remarked_on_once (void **state)
{
  Fixture *fixture = *state;
  guint n_remarks = 0;
  gint64 start_us = g_get_monotonic_time ();

  listen_now (fixture);
  set_target (fixture, port_of (fixture->other));
  g_signal_connect_swapped (fixture->room, "unanswered", G_CALLBACK (count), &n_remarks);
  assert_true (lan_chat_room_say (fixture->room, "anyone?", NULL));
  wait_until (n_remarks > 0);
  assert_in_range (g_get_monotonic_time () - start_us, 9 * G_USEC_PER_SEC, DEADLINE_US);
  assert_true (lan_chat_message_is_unanswered (row (fixture, 0)));
  assert_true (lan_chat_room_say (fixture->room, "no?", NULL));
  assert_false (lan_chat_message_is_unanswered (row (fixture, 1)));
}

int
main (void)
{
#define room_test(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    room_test (what_we_say_is_shown_once_and_what_others_here_say_as_theirs),
    room_test (an_answer_to_us_alone_arrives),
    room_test (a_port_that_another_holds_is_named_and_comes_back),
    room_test (another_port_that_is_held_is_named_by_its_number),
    room_test (the_switch_frees_the_port_and_sending_goes_on),
    room_test (the_port_is_shared_with_who_shares_it),
    room_test (whatever_arrives_the_room_hears_on),
    room_test (a_storm_folds_and_a_person_is_still_read),
    room_test (what_is_lost_is_counted_and_told),
    room_test (a_beacon_keeps_its_pace_until_it_is_stopped),
    room_test (where_we_are_hidden_a_beacon_rests_and_every_port_is_closed),
    room_test (a_message_that_is_a_file_is_refused),
    room_test (an_address_without_a_port_follows_the_rooms),
    room_test (a_silence_is_remarked_on_once),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
