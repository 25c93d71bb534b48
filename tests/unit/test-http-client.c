/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/error.h"
#include "base/listener.h"
#include "base/tls.h"
#include "http/client.h"
#include "http-served.h"
#include "private-world.h"

/* More than sockets buffer. */
#define FILE_BYTES (9 * 1024 * 1024 + 13)

#define CONTENT_MAX (1024 * 1024)

/* --- A server that says what it is told to, whatever is asked --- */

typedef struct
{
  LanListener *listener;
  const char *const *answers;   /* one for each connection, in order; NULL ends */
  gboolean reads_on;            /* read until the client ends, before closing */
  GThread *thread;
} Script;

static gpointer
play (gpointer data)
{
  Script *script = data;

  for (guint i = 0; script->answers[i] != NULL; i++)
    {
      char bytes[4096];
      int fd;

      while ((fd = accept (script->listener->fds[0], NULL, NULL)) < 0)
        g_usleep (1000);
      if (recv (fd, bytes, sizeof bytes, 0) > 0)
        send (fd, script->answers[i], strlen (script->answers[i]), MSG_NOSIGNAL);
      while (script->reads_on && recv (fd, bytes, sizeof bytes, 0) > 0)
        ;
      close (fd);
    }

  return NULL;
}

static Script *
script_new (const char *const *answers,
            gboolean           reads_on)
{
  Script *script = g_new0 (Script, 1);

  script->listener = lan_listener_new (0, TRUE, NULL);
  script->answers = answers;
  script->reads_on = reads_on;
  script->thread = g_thread_new ("script", play, script);

  return script;
}

static void
script_free (Script *script)
{
  g_thread_join (script->thread);
  lan_listener_free (script->listener);
  g_free (script);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Script, script_free)

static LanHttpRecord *last_record;

static void
keep (LanHttpRecord *record,
      gpointer       data)
{
  g_clear_pointer (&last_record, lan_http_record_unref);
  last_record = lan_http_record_ref (record);
}

static LanHttpClient *
client_of (guint16 port)
{
  return lan_http_client_new (&(LanHttpClientSettings) {
                                .host = "127.0.0.1", .port = port, .patience_ms = 5000, .recorder = keep,
                              });
}

static LanHttpAnswer *
get (LanHttpClient  *client,
     const char     *method,
     GError        **error)
{
  g_autoptr(GBytes) request = lan_http_request_new (method, "/a", "127.0.0.1", 80, NULL, -1);

  return lan_http_client_call (client, &(LanHttpCall) { .request = request, .content_max = CONTENT_MAX }, NULL, error);
}

static void
all_ways_to_end_an_answer_are_understood (void **state)
{
  static const struct
  {
    const char *method;
    const char *answer;
    guint status;
    const char *content;
  } cases[] = {
    { "GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello" },
    { "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: v\r\n\r\n", 200, "hello" },
    { "GET", "HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, "until the end" },
    { "GET", "HTTP/1.0 404 Not Found\r\n\r\nnothing", 404, "nothing" },
    { "GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, "" },
    { "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 304, "" },
    { "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", 200, "" },
    { "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
             "Content-Length: 2\r\n\r\nok", 200, "ok" },
    /* as a lecture's server writes it */
    { "GET", "HTTP/1.1 200 OK\nConnection: close\n\nhello", 200, "hello" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const answers[] = { cases[i].answer, NULL };
      g_autoptr(Script) script = script_new (answers, FALSE);
      g_autoptr(LanHttpClient) client = client_of (script->listener->port);
      g_autoptr(GError) error = NULL;
      g_autoptr(LanHttpAnswer) answer = get (client, cases[i].method, &error);
      g_autoptr(GBytes) sent = NULL;

      if (answer == NULL)
        fail_msg ("case %u: %s", i, error->message);
      assert_int_equal (answer->status, cases[i].status);
      assert_int_equal (answer->content->len, strlen (cases[i].content));
      assert_memory_equal (answer->content->data, cases[i].content, answer->content->len);

      /* recorded byte for byte, interim answers too */
      assert_int_equal (last_record->answer_kept, strlen (cases[i].answer));
      assert_memory_equal (last_record->answer, cases[i].answer, last_record->answer_kept);
      assert_int_equal (last_record->status, cases[i].status);
      sent = lan_http_request_new (cases[i].method, "/a", "127.0.0.1", 80, NULL, -1);
      assert_int_equal (last_record->request_kept, g_bytes_get_size (sent));
      assert_memory_equal (last_record->request, g_bytes_get_data (sent, NULL), last_record->request_kept);
      assert_string_equal (last_record->target, "/a");
    }
}

static void
what_is_no_answer_is_said (void **state)
{
  static const struct
  {
    const char *answer;
    LanError code;
  } cases[] = {
    { "", LAN_ERROR_RESET },
    { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", LAN_ERROR_RESET },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", LAN_ERROR_RESET },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", LAN_ERROR_FAILED },
    { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", LAN_ERROR_FAILED },
    { "SSH-2.0-OpenSSH_9.2\r\n\r\n", LAN_ERROR_FAILED },
    { "HTTP/1.1 2x0 OK\r\n\r\n", LAN_ERROR_FAILED },
    { "HTTP/1.1 101 Switching Protocols\r\n\r\n", LAN_ERROR_FAILED },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n", LAN_ERROR_RESET },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const answers[] = { cases[i].answer, NULL };
      g_autoptr(Script) script = script_new (answers, FALSE);
      g_autoptr(LanHttpClient) client = client_of (script->listener->port);
      g_autoptr(GError) error = NULL;

      assert_null (get (client, "GET", &error));
      if (!g_error_matches (error, LAN_ERROR, (int) cases[i].code))
        fail_msg ("case %u: %s", i, error->message);
      assert_string_equal (last_record->problem, error->message);
    }
}

static void
a_content_too_long_is_refused (void **state)
{
  g_autofree char *content = g_strnfill (CONTENT_MAX + 1, 'x');
  g_autofree char *whole = g_strconcat ("HTTP/1.1 200 OK\r\n\r\n", content, NULL);
  const char *const answers[] = { whole, NULL };
  g_autoptr(Script) script = script_new (answers, FALSE);
  g_autoptr(LanHttpClient) client = client_of (script->listener->port);
  g_autoptr(GError) error = NULL;

  assert_null (get (client, "GET", &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_TOO_LARGE));
}

static void
a_connection_that_was_closed_meanwhile_is_made_anew (void **state)
{
  static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const char *const answers[] = { ok, ok, NULL };
  g_autoptr(Script) script = script_new (answers, FALSE);
  g_autoptr(LanHttpClient) client = client_of (script->listener->port);
  g_autoptr(LanHttpAnswer) first = get (client, "GET", NULL);
  g_autoptr(LanHttpAnswer) second = get (client, "GET", NULL);

  assert_non_null (first);
  assert_non_null (second);
  assert_int_equal (last_record->connection, 2);
}

static void
nobody_there_is_said (void **state)
{
  LanListener *listener = lan_listener_new (0, TRUE, NULL);
  guint16 port = listener->port;
  g_autoptr(LanHttpClient) client = client_of (port);
  g_autoptr(GError) error = NULL;

  lan_listener_free (listener);
  assert_null (get (client, "GET", &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_REFUSED));
}

static void
patience_ends_and_so_does_a_call_that_is_cancelled (void **state)
{
  LanListener *listener = lan_listener_new (0, TRUE, NULL);   /* the kernel accepts, nobody answers */
  g_autoptr(LanHttpClient) client = lan_http_client_new (&(LanHttpClientSettings) {
                                                           .host = "127.0.0.1", .port = listener->port, .patience_ms = 50,
                                                         });
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GBytes) request = lan_http_request_new ("GET", "/", "h", 80, NULL, -1);
  g_autoptr(GError) error = NULL;

  assert_null (get (client, "GET", &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_TIMED_OUT));
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  assert_null (lan_http_client_call (client, &(LanHttpCall) { .request = request }, cancellable, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  lan_listener_free (listener);
}

/* --- Against our own server --- */

typedef struct
{
  Served served;
  int cut_port;
  GChecksum *checksum;   /* of the body that came */
} World;

static void
receive (const char *bytes,
         gsize       length,
         gpointer    data)
{
  g_checksum_update (((World *) data)->checksum, (const guint8 *) bytes, (gssize) length);
}

static void
receive_body (const LanHttpRequest *request,
              const char           *bytes,
              gsize                 length,
              gpointer              data)
{
  receive (bytes, length, data);
}

static LanHttpResponse *
done (const LanHttpRequest *request,
      gpointer              data)
{
  LanHttpResponse *response = lan_http_response_new (200);

  lan_http_response_set_text (response, "text/plain", g_strdup (g_checksum_get_string (((World *) data)->checksum)));

  return response;
}

static LanHttpResponse *
handler (const LanHttpRequest *request,
         gpointer              data)
{
  World *world = data;
  LanHttpResponse *response;

  if (strcmp (request->target, "/upload") == 0)
    {
      g_checksum_reset (world->checksum);
      lan_http_request_receive (request, &(LanHttpSink) {
                                           .max_bytes = G_MAXUINT64, .receive = receive_body, .done = done,
                                           .user_data = world,
                                         });
      return NULL;
    }

  if (strcmp (request->target, "/file") == 0)
    return served_file (data);

  response = lan_http_response_new (strcmp (request->target, "/no") == 0 ? 403 : 200);
  lan_http_response_set_text (response, "text/plain", g_strdup (request->target));

  return response;
}

static int
set_up (void **state)
{
  World *world = g_new0 (World, 1);

  served_init (&world->served, "server", FILE_BYTES);
  served_start (&world->served, (LanHttpServerSettings) { .handler = handler });
  world->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  *state = world;

  return 0;
}

static int
tear_down (void **state)
{
  World *world = *state;

  served_clear (&world->served);
  g_checksum_free (world->checksum);
  g_free (world);

  return 0;
}

static char *
checksum_of_file (void)
{
  g_autofree char *content = served_content (FILE_BYTES);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) content, FILE_BYTES);
}

static LanHttpClient *
connect_world (World      *world,
               gboolean    secure,
               const char *pin)
{
  return lan_http_client_new (&(LanHttpClientSettings) {
                                .host = "127.0.0.1", .port = world->served.port, .secure = secure, .fingerprint = pin,
                                .patience_ms = 5000, .recorder = keep,
                              });
}

static void
files_go_both_ways_plain_and_encrypted_on_one_connection (void **state)
{
  World *world = *state;
  g_autofree char *expected = checksum_of_file ();

  for (guint secure = 0; secure < 2; secure++)
    {
      g_autoptr(LanHttpClient) client = connect_world (world, secure != 0, lan_identity_get_fingerprint (world->served.identity));

      for (guint i = 0; i < 3; i++)
        {
          g_autoptr(GBytes) upload = lan_http_request_new ("POST", "/upload", "127.0.0.1", world->served.port, NULL, FILE_BYTES);
          g_autoptr(GBytes) download = lan_http_request_new ("GET", "/file", "127.0.0.1", world->served.port, NULL, -1);
          g_autoptr(GChecksum) received = g_checksum_new (G_CHECKSUM_SHA256);
          World sink = { .checksum = received };
          g_autoptr(LanHttpAnswer) up = NULL;
          g_autoptr(LanHttpAnswer) down = NULL;

          up = lan_http_client_call (client, &(LanHttpCall) {
                                               .request = upload, .fd = world->served.file, .length = FILE_BYTES,
                                               .content_max = CONTENT_MAX,
                                             }, NULL, NULL);
          assert_non_null (up);
          assert_int_equal (up->status, 200);
          assert_memory_equal (up->content->data, expected, up->content->len);
          assert_int_equal (last_record->request_size, g_bytes_get_size (upload) + FILE_BYTES);
          assert_int_equal (last_record->request_kept, g_bytes_get_size (upload) + LAN_HTTP_RECORD_BODY_BYTES);

          down = lan_http_client_call (client, &(LanHttpCall) {
                                                 .request = download, .content_max = FILE_BYTES, .receive = receive,
                                                 .user_data = &sink,
                                               }, NULL, NULL);
          assert_non_null (down);
          assert_string_equal (g_checksum_get_string (received), expected);
        }
      assert_int_equal (last_record->connection, 1);
      assert_int_equal (last_record->id, 6);
      if (secure)
        assert_string_equal (lan_http_client_get_peer_fingerprint (client), lan_identity_get_fingerprint (world->served.identity));
    }
}

static gpointer
cut_answer_off (gpointer data)
{
  World *world = data;
  g_autoptr(LanListener) listener = lan_listener_new (0, TRUE, NULL);
  LanTls *tls;
  char bytes[4096];
  int fd;

  g_atomic_int_set (&world->cut_port, listener->port);
  while ((fd = accept4 (listener->fds[0], NULL, NULL, SOCK_NONBLOCK)) < 0)
    g_usleep (1000);
  tls = lan_tls_new_server (fd, world->served.identity, FALSE);
  while (lan_tls_handshake (tls, NULL) == LAN_TLS_WAITS || lan_tls_receive (tls, bytes, sizeof bytes) < 0)
    g_usleep (1000);
  lan_tls_send (tls, "HTTP/1.1 200 OK\r\n\r\nhalf", 23);
  lan_tls_free (tls);
  close (fd);

  return NULL;
}

/* An answer that ends with its connection has no other end than the word that TLS has for it: whoever cuts the
 * connection must not be able to cut the answer unseen (RFC 9112 section 9.8). */
static void
an_encrypted_answer_cut_short_is_no_answer (void **state)
{
  World *world = *state;
  GThread *thread = g_thread_new ("cut", cut_answer_off, world);
  g_autoptr(LanHttpClient) client = NULL;
  g_autoptr(GError) error = NULL;

  while (g_atomic_int_get (&world->cut_port) == 0)
    g_usleep (1000);
  client = lan_http_client_new (&(LanHttpClientSettings) {
                                  .host = "127.0.0.1", .port = (guint16) g_atomic_int_get (&world->cut_port),
                                  .secure = TRUE, .patience_ms = 5000,
                                });
  assert_null (get (client, "GET", &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_RESET));
  g_thread_join (thread);
}

static void
a_server_that_is_another_now_gets_nothing (void **state)
{
  World *world = *state;
  g_autofree char *other = g_strnfill (64, 'A');
  g_autoptr(LanHttpClient) client = connect_world (world, TRUE, other);
  g_autoptr(GError) error = NULL;

  assert_null (get (client, "GET", &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED));
}

/* The server does not want the body, says so, and the client hears it instead of a reset. */
static void
a_refusal_in_the_middle_of_sending_is_the_answer (void **state)
{
  World *world = *state;
  g_autoptr(GBytes) request = lan_http_request_new ("POST", "/no", "127.0.0.1", world->served.port, NULL, G_MAXINT64 / 2);
  g_autoptr(LanHttpClient) client = connect_world (world, FALSE, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(LanHttpAnswer) answer = NULL;

  answer = lan_http_client_call (client, &(LanHttpCall) {
                                           .request = request, .fd = world->served.file, .length = FILE_BYTES,
                                           .content_max = CONTENT_MAX,
                                         }, NULL, &error);
  if (answer == NULL)
    fail_msg ("%s", error->message);
  assert_int_equal (answer->status, 403);
}

static int
forget_record (void **state)
{
  g_clear_pointer (&last_record, lan_http_record_unref);

  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_ways_to_end_an_answer_are_understood),
    cmocka_unit_test (what_is_no_answer_is_said),
    cmocka_unit_test (a_content_too_long_is_refused),
    cmocka_unit_test (a_connection_that_was_closed_meanwhile_is_made_anew),
    cmocka_unit_test (nobody_there_is_said),
    cmocka_unit_test (patience_ends_and_so_does_a_call_that_is_cancelled),
    cmocka_unit_test_setup_teardown (files_go_both_ways_plain_and_encrypted_on_one_connection, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_encrypted_answer_cut_short_is_no_answer, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_server_that_is_another_now_gets_nothing, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_refusal_in_the_middle_of_sending_is_the_answer, set_up, tear_down),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, forget_record);
}
