/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/tls.h"
#include "http-served.h"
#include "private-world.h"

/* More than sockets buffer, and not a multiple of a TLS record. */
#define FILE_BYTES (5 * 1024 * 1024 + 77)

typedef Served World;

/* The worker's; the test looks when it has the hold, or the last record. */
static GAsyncQueue *holds;
static gsize taken;
static guint destroyed;

static void
on_body (const LanHttpRequest *request,
         const char           *bytes,
         gsize                 length,
         gpointer              data)
{
  if (taken == 0)
    g_async_queue_push (holds, lan_http_request_hold (request));
  taken += length;
}

static LanHttpResponse *
on_body_done (const LanHttpRequest *request,
              gpointer              data)
{
  return lan_http_response_new (201);
}

static void
on_sink_destroyed (gpointer data)
{
  destroyed++;
}

static LanHttpResponse *
handler (const LanHttpRequest *request,
         gpointer              data)
{
  World *world = data;
  LanHttpResponse *response;

  if (strcmp (request->target, "/file") == 0)
    return served_file (world);
  if (strcmp (request->target, "/hold") == 0)
    {
      taken = 0;
      lan_http_request_receive (request, &(LanHttpSink) { 1000000, on_body, on_body_done, on_sink_destroyed, NULL });
      return NULL;
    }

  response = lan_http_response_new (200);
  if (strcmp (request->target, "/pieces") == 0 || strcmp (request->target, "/cut") == 0)
    {
      lan_http_response_add_bytes (response, g_bytes_new_static ("one,", 4));
      lan_http_response_add_file_part (response, fcntl (world->file, F_DUPFD_CLOEXEC, 0), 0, FILE_BYTES);
      lan_http_response_add_bytes (response, g_bytes_new_static (",two", 4));
      response->cut = request->target[1] == 'c';
      response->cut_after = 4 + 1000000;
    }
  else
    lan_http_response_set_text (response, "text/plain",
                                g_strdup_printf ("%s %s", request->secure ? "secure" : "plain", request->target));

  return response;
}

static int
set_up (void **state)
{
  static const LanHttpLimits limits = { .connections = 1000, .connections_per_address = 1000, .requests = 100,
                                        .body_bytes = 1000, .handshake_deadline_ms = 300, .head_deadline_ms = 5000,
                                        .body_deadline_ms = 5000, .typed_body_ms = 60000, .refused_deadline_ms = 100, .idle_deadline_ms = 5000,
                                        .linger_quiet_ms = 100, .linger_max_ms = 1000 };
  World *world = g_new0 (World, 1);

  served_init (world, "test", FILE_BYTES);
  served_start (world, (LanHttpServerSettings) { .limits = &limits, .handler = handler });
  *state = world;

  return 0;
}

static int
tear_down (void **state)
{
  served_clear (*state);
  g_free (*state);

  return 0;
}

/* --- A client --- */

static void
wait_for_socket (int     fd,
                 guint32 events)
{
  struct pollfd watched = { .fd = fd, .events = (short) events };   /* POLLIN is EPOLLIN */

  poll (&watched, 1, 5000);
}

static LanTls *
connect_secure (int        *fd,
                guint16     port,
                const char *pin)
{
  LanTls *tls;
  LanTlsResult result;

  *fd = http_peer_connect (port);
  fcntl (*fd, F_SETFL, O_NONBLOCK);
  tls = lan_tls_new_client (*fd, NULL, NULL, pin);
  while ((result = lan_tls_handshake (tls, NULL)) == LAN_TLS_WAITS)
    wait_for_socket (*fd, lan_tls_get_events (tls));
  if (result == LAN_TLS_DONE)
    return tls;
  lan_tls_free (tls);

  return NULL;
}

/* Sends @text, and reads until @ending has come, or the end. */
static GString *
ask (LanTls     *tls,
     int         fd,
     const char *text,
     const char *ending)
{
  GString *received = g_string_new (NULL);
  char bytes[10000];   /* less than a record */
  gssize got;

  if (text != NULL)
    assert_int_equal (lan_tls_send (tls, text, strlen (text)), strlen (text));
  while (ending == NULL || !g_str_has_suffix (received->str, ending))
    {
      got = lan_tls_receive (tls, bytes, sizeof bytes);
      if (got < 0 && errno == EAGAIN)
        wait_for_socket (fd, POLLIN);
      else if (got <= 0)
        break;
      else
        g_string_append_len (received, bytes, got);
    }

  return received;
}

static void
close_secure (LanTls *tls,
              int     fd)
{
  lan_tls_free (tls);
  close (fd);
}

/* --- */

static void
a_request_is_answered_and_recorded_in_the_clear (void **state)
{
  static const char request[] = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  World *world = *state;
  g_autoptr(LanHttpRecord) record = NULL;
  g_autoptr(GBytes) response = NULL;
  GString *answer;
  int fd;
  LanTls *tls = connect_secure (&fd, world->port, lan_identity_get_fingerprint (world->identity));

  assert_non_null (tls);
  answer = ask (tls, fd, request, "secure /a");
  assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 200 OK\r\n"));

  record = served_next_end (world);
  assert_int_equal (record->kind, LAN_HTTP_RECORD_EXCHANGE);
  assert_true (record->secure);
  assert_true (record->secured_us > 0);
  assert_int_equal (record->request_kept, sizeof request - 1);
  assert_memory_equal (record->request, request, sizeof request - 1);
  response = lan_http_record_dup_response (record);
  assert_int_equal (g_bytes_get_size (response), answer->len);
  assert_memory_equal (g_bytes_get_data (response, NULL), answer->str, answer->len);
  g_string_free (answer, TRUE);
  close_secure (tls, fd);
}

static void
requests_in_one_record_are_all_answered (void **state)
{
  World *world = *state;
  g_autoptr(GString) requests = g_string_new (NULL);
  GString *answers;
  int fd;
  LanTls *tls = connect_secure (&fd, world->port, NULL);
  guint n_answers = 0;

  for (guint i = 0; i < 20; i++)
    g_string_append (requests, "GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
  g_string_append (requests, "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  answers = ask (tls, fd, requests->str, NULL);
  for (const char *at = answers->str; (at = strstr (at, "HTTP/1.1 200")) != NULL; at++)
    n_answers++;
  assert_int_equal (n_answers, 21);
  assert_true (g_str_has_suffix (answers->str, "secure /last"));
  g_string_free (answers, TRUE);
  close_secure (tls, fd);
}

/* A body longer than what one read takes, decrypted and waiting while the socket itself is silent. */
static void
a_body_of_many_records_is_read (void **state)
{
  World *world = *state;
  g_autofree char *body = g_strnfill (200000, 'x');
  g_autofree char *head = g_strdup_printf ("POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", strlen (body));
  GString *answer;
  int fd;
  LanTls *tls = connect_secure (&fd, world->port, NULL);
  gsize sent = 0;

  assert_int_equal (lan_tls_send (tls, head, strlen (head)), strlen (head));
  while (sent < strlen (body))
    {
      gssize n = lan_tls_send (tls, body + sent, strlen (body) - sent);

      if (n < 0)
        break;   /* refused by now: the limit is less */
      sent += (gsize) n;
    }
  answer = ask (tls, fd, NULL, NULL);
  assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 413 "));
  g_string_free (answer, TRUE);
  close_secure (tls, fd);
}

static void
a_large_file_arrives_whole (void **state)
{
  World *world = *state;
  g_autofree char *content = g_malloc (FILE_BYTES);
  GString *answer;
  const char *body;
  int fd;
  LanTls *tls = connect_secure (&fd, world->port, NULL);

  answer = ask (tls, fd, "GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", NULL);
  body = strstr (answer->str, "\r\n\r\n") + 4;
  assert_int_equal (pread (world->file, content, FILE_BYTES, 0), FILE_BYTES);
  assert_int_equal (answer->len - (gsize) (body - answer->str), FILE_BYTES);
  assert_memory_equal (body, content, FILE_BYTES);
  g_string_free (answer, TRUE);
  close_secure (tls, fd);
}

static void
pieces_arrive_and_are_cut_as_in_the_clear (void **state)
{
  static const char *const requests[] = {
    "GET /pieces HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /cut HTTP/1.1\r\nHost: a\r\n\r\n",
  };
  const gsize lengths[] = { 4 + FILE_BYTES + 4, 4 + 1000000 };
  World *world = *state;
  g_autofree char *content = g_malloc (FILE_BYTES);

  assert_int_equal (pread (world->file, content, FILE_BYTES, 0), FILE_BYTES);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(LanHttpRecord) record = NULL;
      int fd;
      LanTls *tls = connect_secure (&fd, world->port, NULL);
      GString *answer = ask (tls, fd, requests[i], NULL);
      int code = errno;
      const char *body = strstr (answer->str, "\r\n\r\n") + 4;

      assert_int_equal (answer->len - (gsize) (body - answer->str), lengths[i]);
      assert_memory_equal (body, "one,", 4);
      assert_memory_equal (body + 4, content, MIN (FILE_BYTES, lengths[i] - 4));
      record = served_next_end (world);
      assert_int_equal (record->closed, i == 0 ? LAN_HTTP_CLOSE_ASKED : LAN_HTTP_CLOSE_CUT);
      assert_int_equal (record->response_size, answer->len);
      if (i == 0)
        assert_memory_equal (answer->str + answer->len - 4, ",two", 4);
      else
        assert_int_equal (code, ECONNABORTED);   /* without the word for an end */
      g_string_free (answer, TRUE);
      close_secure (tls, fd);
    }
}

/* The rest of it waits decrypted or not, and is read when it may be. */
static void
a_body_is_held (void **state)
{
  World *world = *state;
  g_autofree char *body = g_strnfill (50000, 'x');   /* little enough that its end gets through behind it */

  holds = g_async_queue_new ();
  for (guint leaves = 0; leaves < 2; leaves++)
    {
      g_autoptr(LanHttpRecord) record = NULL;
      g_autofree char *head = g_strdup_printf ("PUT /hold HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n",
                                               strlen (body) + leaves * 1000);
      LanHttpHold *hold;
      int fd;
      LanTls *tls = connect_secure (&fd, world->port, NULL);

      assert_int_equal (lan_tls_send (tls, head, strlen (head)), strlen (head));
      for (gsize sent = 0; sent < strlen (body);)
        {
          gssize n = lan_tls_send (tls, body + sent, strlen (body) - sent);

          assert_true (n > 0);   /* so much fits into the sockets */
          sent += (gsize) n;
        }
      hold = g_async_queue_timeout_pop (holds, SERVED_WAIT_US);
      assert_non_null (hold);
      if (leaves == 0)
        {
          lan_http_hold_release (hold);
          g_string_free (ask (tls, fd, NULL, "\r\n\r\n"), TRUE);
        }
      close_secure (tls, fd);

      record = served_next_end (world);
      assert_int_equal (record->kind, leaves == 0 ? LAN_HTTP_RECORD_EXCHANGE : LAN_HTTP_RECORD_INCOMPLETE);
      assert_int_equal (record->status, leaves == 0 ? 201 : 400);
      assert_int_equal (destroyed, leaves + 1);
      if (leaves == 0)
        assert_int_equal (taken, strlen (body));
      else
        assert_true (taken < strlen (body));
      if (leaves == 1)
        lan_http_hold_release (hold);
    }
  g_async_queue_unref (holds);
}

static void
plain_requests_are_told_from_it_on_the_same_port (void **state)
{
  World *world = *state;
  g_autoptr(GString) received = g_string_new (NULL);
  g_autoptr(LanHttpRecord) record = NULL;
  int fd = http_peer_connect (world->port);

  assert_true (http_peer_send (fd, "GET /d HTTP/1.1\r\nHost: a\r\n\r\n"));
  assert_true (http_peer_receive (fd, received, "plain /d"));
  record = served_next_end (world);
  assert_false (record->secure);
  close (fd);
}

static void
a_client_that_refuses_our_certificate_is_a_record (void **state)
{
  World *world = *state;
  g_autoptr(LanHttpRecord) record = NULL;
  g_autofree char *other = g_strnfill (64, 'A');
  int fd;

  assert_null (connect_secure (&fd, world->port, other));
  record = served_next_end (world);
  assert_int_equal (record->kind, LAN_HTTP_RECORD_HANDSHAKE);
  assert_int_equal (record->closed, LAN_HTTP_CLOSE_HANDSHAKE);
  assert_non_null (strstr (record->problem, "refuses"));
  assert_false (record->secure);
  close (fd);
}

static void
who_stops_in_the_handshake_is_cut_and_holds_up_nobody (void **state)
{
  static const char beginning[] = { 0x16, 0x03, 0x01, 0x02, 0x00, 0x01 };
  World *world = *state;
  int fds[200];
  int fd;
  LanTls *tls;
  GString *answer;

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = http_peer_connect (world->port);
      assert_int_equal (send (fds[i], beginning, sizeof beginning, MSG_NOSIGNAL), sizeof beginning);
    }
  tls = connect_secure (&fd, world->port, NULL);
  assert_non_null (tls);
  answer = ask (tls, fd, "GET /e HTTP/1.1\r\nHost: a\r\n\r\n", "secure /e");
  assert_true (g_str_has_suffix (answer->str, "secure /e"));
  g_string_free (answer, TRUE);
  close_secure (tls, fd);

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      char byte;

      assert_true (recv (fds[i], &byte, 1, 0) <= 0);
      close (fds[i]);
    }
  for (guint n_cut = 0; n_cut < G_N_ELEMENTS (fds); )
    {
      g_autoptr(LanHttpRecord) record = served_next_end (world);

      assert_non_null (record);
      n_cut += record->kind == LAN_HTTP_RECORD_HANDSHAKE && record->closed == LAN_HTTP_CLOSE_HANDSHAKE_DEADLINE;
    }
}

static void
who_says_nothing_is_silent (void **state)
{
  World *world = *state;
  g_autoptr(LanHttpRecord) record = NULL;

  close (http_peer_connect (world->port));
  record = served_next_end (world);
  assert_int_equal (record->kind, LAN_HTTP_RECORD_SILENT);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (a_request_is_answered_and_recorded_in_the_clear, set_up, tear_down),
    cmocka_unit_test_setup_teardown (requests_in_one_record_are_all_answered, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_body_of_many_records_is_read, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_large_file_arrives_whole, set_up, tear_down),
    cmocka_unit_test_setup_teardown (pieces_arrive_and_are_cut_as_in_the_clear, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_body_is_held, set_up, tear_down),
    cmocka_unit_test_setup_teardown (plain_requests_are_told_from_it_on_the_same_port, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_client_that_refuses_our_certificate_is_a_record, set_up, tear_down),
    cmocka_unit_test_setup_teardown (who_stops_in_the_handshake_is_cut_and_holds_up_nobody, set_up, tear_down),
    cmocka_unit_test_setup_teardown (who_says_nothing_is_silent, set_up, tear_down),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
