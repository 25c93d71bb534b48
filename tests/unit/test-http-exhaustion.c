/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <sys/resource.h>

#include "http-peer.h"
#include "http/server.h"
#include "private-world.h"

/* Descriptors of this process: client and server ends share them, so some are left for neither. */
#define FILES_MAX 64

/* The server tries again each second. */
#define TRIES_US (2500 * 1000)

/* So many stay; their other ends fit beside them. */
#define LEFT 5

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static LanHttpResponse *
handler (const LanHttpRequest *request,
         gpointer              data)
{
  LanHttpResponse *response = lan_http_response_new (200);

  lan_http_response_set_text (response, "text/plain", g_strdup ("hello"));

  return response;
}

/* What is no exchange. */
static void
recorder (LanHttpRecord *record,
          gpointer       data)
{
  if (record->kind != LAN_HTTP_RECORD_EXCHANGE)
    g_async_queue_push (data, lan_http_record_ref (record));
}

static gboolean
is_answered (int fd)
{
  g_autoptr(GString) received = g_string_new (NULL);

  return http_peer_send (fd, GET) && http_peer_receive (fd, received, "hello");
}

static void
accepting_pauses_without_descriptors_and_recovers (void **state)
{
  const struct rlimit limit = { FILES_MAX / 2, FILES_MAX };
  g_autoptr(GAsyncQueue) records = g_async_queue_new_full ((GDestroyNotify) lan_http_record_unref);
  g_autoptr(LanHttpRecord) full = NULL;
  LanHttpServer *server;
  struct rlimit raised;
  int fds[FILES_MAX];
  guint n_fds = 0;
  guint16 port;

  assert_int_equal (setrlimit (RLIMIT_NOFILE, &limit), 0);
  server = lan_http_server_new (&(LanHttpServerSettings) { .handler = handler, .recorder = recorder, .data = records },
                                NULL);
  assert_non_null (server);
  assert_int_equal (getrlimit (RLIMIT_NOFILE, &raised), 0);
  assert_int_equal (raised.rlim_cur, FILES_MAX);
  port = lan_http_server_get_port (server);

  fds[n_fds++] = http_peer_connect (port);
  assert_true (is_answered (fds[0]));

  /* Clients take what there is. The kernel completes their connections whether the server accepts or not. */
  while (n_fds < FILES_MAX && (fds[n_fds] = http_peer_connect (port)) >= 0)
    n_fds++;
  assert_true (n_fds > FILES_MAX / 3);
  assert_true (is_answered (fds[0]));   /* who is in is served */

  /* it is told, and once, however often it is tried */
  full = g_async_queue_timeout_pop (records, HTTP_PEER_DEADLINE_SECONDS * G_USEC_PER_SEC);
  assert_non_null (full);
  assert_int_equal (full->kind, LAN_HTTP_RECORD_FULL);
  assert_true (full->finished);
  assert_non_null (strstr (full->problem, " 64 "));
  assert_non_null (strstr (full->problem, "ulimit -n"));
  g_usleep (TRIES_US);
  assert_int_equal (g_async_queue_length (records), 0);

  /* Most of them go; then those who waited get in, by themselves. */
  for (guint i = 0; i < n_fds - LEFT; i++)
    close (fds[i]);
  for (guint i = n_fds - LEFT; i < n_fds; i++)
    assert_true (is_answered (fds[i]));
  for (guint i = n_fds - LEFT; i < n_fds; i++)
    close (fds[i]);
  lan_http_server_stop (server);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (accepting_pauses_without_descriptors_and_recovers),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
