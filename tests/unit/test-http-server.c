/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/error.h"
#include "http-served.h"
#include "private-world.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

/* Larger than what sockets buffer, and not a multiple of anything. */
#define FILE_BYTES (24 * 1024 * 1024 + 77)

typedef struct
{
  Served served;
  GMutex mutex;
  GCond cond;
  gboolean held;       /* the handler hangs */
  gboolean in_handler;
  gboolean destroyed;
} World;

static LanHttpResponse *
handler (const LanHttpRequest *request,
         gpointer              data)
{
  World *world = data;
  LanHttpResponse *response;

  if (strcmp (request->target, "/file") == 0)
    return served_file (data);
  if (strcmp (request->target, "/hang") == 0)
    {
      g_mutex_lock (&world->mutex);
      world->in_handler = TRUE;
      g_cond_broadcast (&world->cond);
      while (world->held)
        g_cond_wait (&world->cond, &world->mutex);
      g_mutex_unlock (&world->mutex);
    }

  response = lan_http_response_new (200);
  if (strcmp (request->target, "/memory") == 0)
    response->body = g_bytes_new_take (g_strnfill (FILE_BYTES, 'm'), FILE_BYTES);
  else
    lan_http_response_set_text (response, "text/plain", g_strdup (request->target));

  return response;
}

static void
on_destroy (gpointer data)
{
  World *world = data;

  g_mutex_lock (&world->mutex);
  world->destroyed = TRUE;
  g_cond_broadcast (&world->cond);
  g_mutex_unlock (&world->mutex);
}

static void
start (World               *world,
       guint16              port,
       const LanHttpLimits *limits)
{
  world->destroyed = FALSE;
  served_start (&world->served, (LanHttpServerSettings) {
                                  .port = port, .limits = limits, .handler = handler, .destroy = on_destroy,
                                });
}

static void
stop (World *world)
{
  served_stop (&world->served);
}

static LanHttpRecord *
next_record (World *world)
{
  return served_next_record (&world->served);
}

static LanHttpRecord *
next_end (World *world)
{
  return served_next_end (&world->served);
}

static int
set_up (void **state)
{
  World *world = g_new0 (World, 1);

  g_mutex_init (&world->mutex);
  g_cond_init (&world->cond);
  served_init (&world->served, NULL, FILE_BYTES);
  start (world, 0, NULL);
  *state = world;

  return 0;
}

static int
tear_down (void **state)
{
  World *world = *state;

  served_clear (&world->served);
  g_mutex_clear (&world->mutex);
  g_cond_clear (&world->cond);
  g_free (world);

  return 0;
}

static void
it_serves_and_tells (void **state)
{
  World *world = *state;
  g_autoptr(GString) received = g_string_new (NULL);
  g_autoptr(LanHttpRecord) record = NULL;
  int fd = http_peer_connect (world->served.port);

  assert_true (http_peer_send (fd, GET));
  assert_true (http_peer_receive (fd, received, "\r\n\r\n/"));
  record = next_record (world);
  assert_non_null (record);
  assert_string_equal (record->client, "127.0.0.1");
  assert_int_equal (record->response_size, received->len);
  close (fd);
}

static void
it_serves_over_ipv6 (void **state)
{
  World *world = *state;
  struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = g_htons (world->served.port),
                                  .sin6_addr = IN6ADDR_LOOPBACK_INIT };
  g_autoptr(GString) received = g_string_new (NULL);
  g_autoptr(LanHttpRecord) record = NULL;
  int fd = socket (AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

  assert_int_equal (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
  assert_true (http_peer_send (fd, "GET / HTTP/1.0\r\n\r\n"));
  assert_true (http_peer_receive (fd, received, NULL));
  record = next_record (world);
  assert_string_equal (record->client, "::1");
  close (fd);
}

static void
stopping_closes_port_and_connections_at_once (void **state)
{
  World *world = *state;
  g_autoptr(GString) received = g_string_new (NULL);
  guint16 port = world->served.port;
  int idle = http_peer_connect (port);
  int used = http_peer_connect (port);

  assert_true (http_peer_send (used, GET));
  assert_true (http_peer_receive (used, received, "\r\n\r\n/"));
  stop (world);
  assert_true (world->destroyed);
  assert_int_equal (http_peer_connect (port), -1);
  g_string_truncate (received, 0);
  http_peer_receive (used, received, NULL);
  http_peer_receive (idle, received, NULL);
  assert_int_equal (received->len, 0);

  /* the closed connections are in TIME_WAIT now, and that is no obstacle */
  start (world, port, NULL);
  assert_int_equal (world->served.port, port);
  close (used);
  used = http_peer_connect (port);
  assert_true (http_peer_send (used, GET));
  assert_true (http_peer_receive (used, received, "\r\n\r\n/"));
  close (used);
  close (idle);
}

static void
it_starts_and_stops_many_times (void **state)
{
  World *world = *state;
  guint16 port = world->served.port;

  for (guint i = 0; i < 50; i++)
    {
      int fd = http_peer_connect (port);

      assert_true (fd >= 0);
      assert_true (http_peer_send (fd, GET));
      stop (world);
      start (world, port, NULL);
      close (fd);
    }
}

static void
a_taken_port_is_an_error (void **state)
{
  World *world = *state;
  g_autoptr(GError) error = NULL;

  assert_null (lan_http_server_new (&(LanHttpServerSettings) {
                                     .port = world->served.port,
                                     .handler = handler,
                                     .recorder = served_record,
                                     .data = world,
                                     .destroy = on_destroy,
                                   }, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE));
  assert_false (world->destroyed);
}

/* Not a word of it may wait for a disk: the window stops the server. */
static void
a_hanging_handler_does_not_hold_up_stopping (void **state)
{
  World *world = *state;
  guint16 port = world->served.port;
  int fd = http_peer_connect (port);
  gint64 start_us;

  world->held = TRUE;
  assert_true (http_peer_send (fd, "GET /hang HTTP/1.1\r\nHost: a\r\n\r\n"));
  g_mutex_lock (&world->mutex);
  while (!world->in_handler)
    g_cond_wait (&world->cond, &world->mutex);
  g_mutex_unlock (&world->mutex);

  start_us = g_get_monotonic_time ();
  stop (world);
  assert_true (g_get_monotonic_time () - start_us < 2 * G_USEC_PER_SEC);
  assert_int_equal (http_peer_connect (port), -1);
  assert_false (world->destroyed);

  g_mutex_lock (&world->mutex);
  world->held = FALSE;
  g_cond_broadcast (&world->cond);
  while (!world->destroyed)
    g_cond_wait (&world->cond, &world->mutex);
  g_mutex_unlock (&world->mutex);
  close (fd);
  start (world, port, NULL);
}

static void
pipelined_requests_are_answered_in_order (void **state)
{
  enum { N_REQUESTS = 3000 };
  World *world = *state;
  g_autoptr(GString) requests = g_string_new (NULL);
  g_autoptr(GString) expected = g_string_new (NULL);
  g_autoptr(GString) received = g_string_new (NULL);
  int fd = http_peer_connect (world->served.port);
  const char *at;

  for (guint i = 0; i < N_REQUESTS; i++)
    g_string_append_printf (requests, "GET /%u HTTP/1.1\r\nHost: a\r\n\r\n", i);
  g_string_append (requests, "GET /end HTTP/1.0\r\n\r\n");
  assert_true (http_peer_send (fd, requests->str));
  assert_true (http_peer_receive (fd, received, NULL));
  at = received->str;
  for (guint i = 0; i < N_REQUESTS && at != NULL; i++)
    {
      g_string_printf (expected, "\r\n\r\n/%uHTTP/1.1 200", i);
      at = strstr (at, expected->str);
    }
  assert_non_null (at);
  assert_true (g_str_has_suffix (received->str, "/end"));
  close (fd);
}

static void
a_large_file_arrives_whole (void **state)
{
  World *world = *state;
  g_autoptr(GString) received = g_string_sized_new (FILE_BYTES + 1024);
  g_autoptr(LanHttpRecord) record = NULL;
  g_autofree char *content = served_content (FILE_BYTES);
  const char *body;
  int fd = http_peer_connect (world->served.port);

  assert_true (http_peer_send (fd, "GET /file HTTP/1.0\r\n\r\n"));
  assert_true (http_peer_receive (fd, received, NULL));
  body = strstr (received->str, "\r\n\r\n") + 4;
  assert_int_equal (received->len - (gsize) (body - received->str), FILE_BYTES);
  assert_memory_equal (body, content, FILE_BYTES);
  record = next_end (world);
  assert_int_equal (record->response_size, received->len);
  assert_int_equal (record->answer_kept + record->content_kept,
                    (gsize) (body - received->str) + LAN_HTTP_RECORD_BODY_BYTES);
  close (fd);
}

static void
content_from_memory_arrives_whole (void **state)
{
  World *world = *state;
  g_autoptr(GString) received = g_string_sized_new (FILE_BYTES + 1024);
  int fd = http_peer_connect (world->served.port);

  assert_true (http_peer_send (fd, "GET /memory HTTP/1.0\r\n\r\n"));
  assert_true (http_peer_receive (fd, received, NULL));
  assert_int_equal (strspn (strstr (received->str, "\r\n\r\n") + 4, "m"), FILE_BYTES);
  close (fd);
}

static void
a_file_that_shrinks_ends_the_connection (void **state)
{
  World *world = *state;
  g_autoptr(GString) received = g_string_new (NULL);
  g_autoptr(LanHttpRecord) first = NULL;
  g_autoptr(LanHttpRecord) record = NULL;
  int fd = http_peer_connect (world->served.port);

  assert_true (http_peer_send (fd, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"));
  first = next_record (world);   /* the sockets are full, the rest is still in the file */
  assert_false (first->finished);
  assert_int_equal (ftruncate (world->served.file, LAN_HTTP_RECORD_BODY_BYTES), 0);
  http_peer_receive (fd, received, NULL);
  assert_true (received->len < FILE_BYTES);
  record = next_end (world);
  assert_int_equal (record->id, first->id);
  assert_int_equal (record->closed, LAN_HTTP_CLOSE_SHRANK);
  close (fd);

  /* and one that shrank before it was begun */
  assert_int_equal (ftruncate (world->served.file, 100), 0);
  fd = http_peer_connect (world->served.port);
  assert_true (http_peer_send (fd, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"));
  g_string_truncate (received, 0);
  assert_true (http_peer_receive (fd, received, NULL));   /* the end of the connection is the end of it */
  assert_int_equal (received->len - (gsize) (strstr (received->str, "\r\n\r\n") + 4 - received->str), 100);
  close (fd);
}

/* Somebody may watch a long upload. */
static void
a_body_under_way_is_told_how_far_it_is (void **state)
{
  static const char head[] = "POST /text HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n";
  World *world = *state;
  int fd = http_peer_connect (world->served.port);
  guint64 total = strlen (head) + 30;

  assert_true (http_peer_send (fd, head));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(LanHttpRecord) record = next_record (world);

      assert_false (record->finished);
      assert_true (record->body_us < 0);
      assert_int_equal (record->request_size, strlen (head) + i * 10);
      assert_int_equal (record->request_total, total);
      g_usleep (LAN_HTTP_RECORD_PROGRESS_US);
      assert_true (http_peer_send (fd, "0123456789"));
    }
  {
    g_autoptr(LanHttpRecord) record = next_record (world);

    assert_true (record->finished);
    assert_true (record->body_us >= 0);
    assert_int_equal (record->request_size, total);
  }
  close (fd);
}

/* In the middle of a file, with a reset and not with a word. */
static void
who_goes_in_the_middle_is_no_harm (void **state)
{
  World *world = *state;
  const struct linger reset = { .l_onoff = 1 };

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(LanHttpRecord) record = NULL;
      int fd = http_peer_connect (world->served.port);

      assert_true (http_peer_send (fd, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"));
      record = next_record (world);
      assert_false (record->finished);
      if (i % 2 == 0)
        setsockopt (fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
      close (fd);
      g_clear_pointer (&record, lan_http_record_unref);
      record = next_end (world);
      assert_int_equal (record->closed, LAN_HTTP_CLOSE_RESET);
    }
}

static void
one_address_cannot_take_all_connections (void **state)
{
  World *world = *state;
  LanHttpLimits limits = LAN_HTTP_LIMITS_INIT;
  g_autoptr(GString) received = g_string_new (NULL);
  g_autoptr(LanHttpRecord) record = NULL;
  g_autoptr(LanHttpRecord) again = NULL;
  int fds[3];

  stop (world);
  limits.connections_per_address = 2;
  start (world, 0, &limits);
  for (guint i = 0; i < 2; i++)
    {
      fds[i] = http_peer_connect (world->served.port);
      assert_true (http_peer_send (fds[i], GET));
      lan_http_record_unref (next_end (world));
    }
  fds[2] = http_peer_connect (world->served.port);
  http_peer_receive (fds[2], received, NULL);
  assert_true (g_str_has_prefix (received->str, "HTTP/1.1 503 "));
  record = next_end (world);
  assert_int_equal (record->kind, LAN_HTTP_RECORD_TOO_MANY);
  assert_int_equal (record->closed, LAN_HTTP_CLOSE_CONNECTIONS_PER_ADDRESS);
  close (fds[2]);

  /* one goes, another may come */
  assert_true (http_peer_send (fds[0], "GET / HTTP/1.0\r\n\r\n"));
  assert_true (http_peer_receive (fds[0], received, NULL));
  close (fds[0]);
  lan_http_record_unref (next_end (world));
  fds[0] = http_peer_connect (world->served.port);
  assert_true (http_peer_send (fds[0], GET));
  again = next_end (world);
  assert_int_equal (again->status, 200);
  close (fds[0]);
  close (fds[1]);
}

static void
all_connections_have_a_limit_too (void **state)
{
  World *world = *state;
  LanHttpLimits limits = LAN_HTTP_LIMITS_INIT;
  g_autoptr(LanHttpRecord) record = NULL;
  int first, second;

  stop (world);
  limits.connections = 1;
  start (world, 0, &limits);
  first = http_peer_connect (world->served.port);
  assert_true (http_peer_send (first, GET));
  lan_http_record_unref (next_end (world));
  second = http_peer_connect (world->served.port);
  record = next_end (world);
  assert_int_equal (record->closed, LAN_HTTP_CLOSE_CONNECTIONS);
  close (first);
  close (second);
}

static void
deadlines_strike_by_themselves (void **state)
{
  World *world = *state;
  LanHttpLimits limits = LAN_HTTP_LIMITS_INIT;
  g_autoptr(GString) received = g_string_new (NULL);
  g_autoptr(LanHttpRecord) silent = NULL;
  g_autoptr(LanHttpRecord) slow = NULL;
  g_autoptr(LanHttpRecord) deaf = NULL;
  int fd;

  stop (world);
  limits.idle_deadline_ms = limits.head_deadline_ms = limits.body_deadline_ms = 50;
  start (world, 0, &limits);

  fd = http_peer_connect (world->served.port);
  assert_true (http_peer_receive (fd, received, NULL));
  silent = next_end (world);
  assert_int_equal (silent->kind, LAN_HTTP_RECORD_SILENT);
  assert_int_equal (silent->closed, LAN_HTTP_CLOSE_IDLE_DEADLINE);
  close (fd);

  fd = http_peer_connect (world->served.port);
  assert_true (http_peer_send (fd, "GET / HTTP/1.1\r\n"));
  assert_true (http_peer_receive (fd, received, NULL));
  assert_true (g_str_has_prefix (received->str, "HTTP/1.1 408 "));
  slow = next_end (world);
  assert_int_equal (slow->closed, LAN_HTTP_CLOSE_HEAD_DEADLINE);
  close (fd);

  fd = http_peer_connect (world->served.port);   /* who asks and does not read */
  assert_true (http_peer_send (fd, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"));
  deaf = next_end (world);
  assert_int_equal (deaf->closed, LAN_HTTP_CLOSE_SEND_DEADLINE);
  assert_true (deaf->response_size < FILE_BYTES);
  close (fd);
}

/* Far more than a deadline passes before the kernel wants more from us for this reader; he reads on all the time. */
static void
a_slow_reader_is_not_cut (void **state)
{
  World *world = *state;
  LanHttpLimits limits = LAN_HTTP_LIMITS_INIT;
  g_autoptr(GString) received = g_string_sized_new (FILE_BYTES + 1024);
  g_autoptr(LanHttpRecord) record = NULL;
  const int buffer = 16 * 1024;
  gint64 end_us;
  int fd;

  stop (world);
  limits.body_deadline_ms = 300;
  start (world, 0, &limits);

  fd = http_peer_connect (world->served.port);
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  assert_true (http_peer_send (fd, "GET /file HTTP/1.0\r\n\r\n"));
  for (end_us = g_get_monotonic_time () + 1200 * 1000; g_get_monotonic_time () < end_us; g_usleep (10 * 1000))
    {
      char bytes[4096];
      gssize got = recv (fd, bytes, sizeof bytes, 0);

      assert_true (got > 0);
      g_string_append_len (received, bytes, got);
    }
  assert_true (http_peer_receive (fd, received, NULL));
  record = next_end (world);
  assert_int_equal (record->closed, LAN_HTTP_CLOSE_ASKED);
  assert_int_equal (record->response_size, received->len);
  close (fd);
}

/* A byte now and then, for as long as the server has patience. */
static void
dribble_body (World   *world,
              guint    length,
              GString *received)
{
  g_autofree char *head = g_strdup_printf ("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %u\r\n\r\n",
                                           length);
  int fd = http_peer_connect (world->served.port);

  assert_true (http_peer_send (fd, head));
  for (guint i = 0; i < length && send (fd, "x", 1, MSG_NOSIGNAL) == 1; i++)
    {
      char byte;

      if (recv (fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1)
        break;
      g_usleep (20 * 1000);
    }
  assert_true (http_peer_receive (fd, received, NULL));
  close (fd);
}

static void
a_body_may_be_typed_but_not_dribbled_for_ever (void **state)
{
  World *world = *state;
  LanHttpLimits limits = LAN_HTTP_LIMITS_INIT;
  g_autoptr(GString) typed = g_string_new (NULL);
  g_autoptr(GString) dribbled = g_string_new (NULL);

  stop (world);
  limits.body_deadline_ms = 200;
  start (world, 0, &limits);
  dribble_body (world, 40, typed);
  assert_true (g_str_has_prefix (typed->str, "HTTP/1.1 200 "));

  stop (world);
  limits.typed_body_ms = 100;
  start (world, 0, &limits);
  dribble_body (world, 300, dribbled);
  assert_true (g_str_has_prefix (dribbled->str, "HTTP/1.1 408 "));
}

/* The refusal comes while the client still sends, and must not be lost to a reset. */
static void
a_refusal_reaches_who_still_sends (void **state)
{
  World *world = *state;
  g_autofree char *body = g_strnfill (4 * 1024 * 1024, 'x');
  g_autoptr(GString) received = g_string_new (NULL);
  int fd = http_peer_connect (world->served.port);

  assert_true (http_peer_send (fd, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"));
  assert_true (http_peer_send (fd, body));
  shutdown (fd, SHUT_WR);
  assert_true (http_peer_receive (fd, received, NULL));
  assert_true (g_str_has_prefix (received->str, "HTTP/1.1 413 "));
  close (fd);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (it_serves_and_tells, set_up, tear_down),
    cmocka_unit_test_setup_teardown (it_serves_over_ipv6, set_up, tear_down),
    cmocka_unit_test_setup_teardown (stopping_closes_port_and_connections_at_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown (it_starts_and_stops_many_times, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_taken_port_is_an_error, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_hanging_handler_does_not_hold_up_stopping, set_up, tear_down),
    cmocka_unit_test_setup_teardown (pipelined_requests_are_answered_in_order, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_large_file_arrives_whole, set_up, tear_down),
    cmocka_unit_test_setup_teardown (content_from_memory_arrives_whole, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_file_that_shrinks_ends_the_connection, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_body_under_way_is_told_how_far_it_is, set_up, tear_down),
    cmocka_unit_test_setup_teardown (who_goes_in_the_middle_is_no_harm, set_up, tear_down),
    cmocka_unit_test_setup_teardown (one_address_cannot_take_all_connections, set_up, tear_down),
    cmocka_unit_test_setup_teardown (all_connections_have_a_limit_too, set_up, tear_down),
    cmocka_unit_test_setup_teardown (deadlines_strike_by_themselves, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_slow_reader_is_not_cut, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_body_may_be_typed_but_not_dribbled_for_ever, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_refusal_reaches_who_still_sends, set_up, tear_down),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
