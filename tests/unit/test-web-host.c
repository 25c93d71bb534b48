/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>

#include "base/error.h"
#include "private-world.h"
#include "web-fixture.h"
#include "web/exposure.h"
#include "web/host.h"

#define DEADLINE_SECONDS 20

typedef struct
{
  char *top;
  char *folder;
  char *other;
  LanInterfaces *interfaces;
  LanWebHost *host;
} World;

static int
set_up (void **state)
{
  World *world = g_new0 (World, 1);

  world->top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  g_chmod (world->top, 0755);
  world->folder = fixture_path (world->top, "one");
  world->other = fixture_path (world->top, "other");
  fixture_write (world->folder, "index.html", "one");
  fixture_write (world->other, "index.html", "other");
  world->interfaces = lan_interfaces_new (NULL);
  if (world->interfaces == NULL)
    return -1;

  world->host = lan_web_host_new (world->interfaces);
  lan_web_host_set_port (world->host, 0);
  lan_web_host_set_folder (world->host, world->folder);
  *state = world;

  return 0;
}

static int
tear_down (void **state)
{
  World *world = *state;

  g_object_add_weak_pointer (G_OBJECT (world->host), (gpointer *) &world->host);
  lan_web_host_stop (world->host);
  g_object_unref (world->host);
  while (world->host != NULL)   /* a search for a port's holder, or a look, may still be under way */
    g_main_context_iteration (NULL, TRUE);

  g_object_unref (world->interfaces);
  fixture_remove (world->top);
  g_free (world->folder);
  g_free (world->other);
  g_free (world->top);
  g_free (world);

  return 0;
}

static guint16
port_of (LanWebHost *host)
{
  g_autofree char *address = lan_web_host_dup_address (host);

  return (guint16) g_ascii_strtoull (strrchr (address, ':') + 1, NULL, 10);
}

static char *
body_at (guint16 port)
{
  g_autofree char *answer = fixture_request (port, "GET", "/", "");

  return g_strdup (fixture_body (answer));
}

static int
open_connection (guint16 port)
{
  const struct timeval patience = { .tv_sec = ANSWER_SECONDS };
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);

  return -1;
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

/* One more dispatch while @condition does not hold; FALSE when time is up. */
#define WAIT_FOR(condition) \
  G_STMT_START { \
    gboolean late_ = FALSE; \
    guint timeout_ = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, &late_); \
    while (!(condition) && !late_) \
      g_main_context_iteration (NULL, TRUE); \
    if (late_) \
      fail_msg ("in vain: %s", #condition); \
    g_source_remove (timeout_); \
  } G_STMT_END

static void
it_starts_and_stops (void **state)
{
  World *world = *state;
  g_autoptr(GError) error = NULL;
  g_autofree char *body = NULL;
  guint16 port;
  int idle;
  char byte;

  assert_false (lan_web_host_is_running (world->host));
  assert_true (lan_web_host_start (world->host, &error));
  assert_true (lan_web_host_is_running (world->host));
  port = port_of (world->host);
  body = body_at (port);
  assert_string_equal (body, "one");

  /* the port and every connection, at once */
  idle = open_connection (port);
  assert_true (idle >= 0);
  lan_web_host_stop (world->host);
  assert_false (lan_web_host_is_running (world->host));
  assert_true (recv (idle, &byte, 1, 0) <= 0 && errno != EAGAIN);
  close (idle);
  assert_int_equal (open_connection (port), -1);

  /* and again on the same port, though it has connections in TIME_WAIT */
  lan_web_host_set_port (world->host, port);
  assert_true (lan_web_host_start (world->host, &error));
  assert_int_equal (port_of (world->host), port);
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  GError **error = data;

  if (lan_web_host_start_finish (LAN_WEB_HOST (source), result, error))
    *error = g_error_new_literal (LAN_ERROR, LAN_ERROR_FAILED, "it runs");
}

static void
it_starts_without_waiting_for_the_disk (void **state)
{
  World *world = *state;
  g_autoptr(GError) outcome = NULL;

  lan_web_host_start_async (world->host, on_started, &outcome);
  assert_true (lan_web_host_is_starting (world->host));
  assert_false (lan_web_host_is_running (world->host));
  WAIT_FOR (outcome != NULL);
  assert_string_equal (outcome->message, "it runs");
  assert_true (lan_web_host_is_running (world->host));
  assert_false (lan_web_host_is_starting (world->host));
}

static void
a_start_can_be_called_off (void **state)
{
  World *world = *state;
  g_autoptr(GError) outcome = NULL;

  lan_web_host_start_async (world->host, on_started, &outcome);
  lan_web_host_stop (world->host);
  assert_false (lan_web_host_is_starting (world->host));
  WAIT_FOR (outcome != NULL);
  assert_true (g_error_matches (outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  assert_false (lan_web_host_is_running (world->host));
  assert_null (lan_web_host_get_problem (world->host));
}

static void
another_folder_is_served_on_the_same_connections (void **state)
{
  World *world = *state;
  static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) outcome = NULL;
  char answer[4096] = "";
  guint16 port;
  int client;

  assert_true (lan_web_host_start (world->host, NULL));
  port = port_of (world->host);
  before = body_at (port);
  client = open_connection (port);
  lan_web_host_set_folder (world->host, world->other);
  lan_web_host_start_async (world->host, on_started, &outcome);
  WAIT_FOR (outcome != NULL);
  after = body_at (port);
  assert_int_equal (send (client, request, sizeof request - 1, MSG_NOSIGNAL), sizeof request - 1);
  assert_true (recv (client, answer, sizeof answer - 1, 0) > 0);
  close (client);

  assert_string_equal (before, "one");
  assert_string_equal (after, "other");
  assert_string_equal (fixture_body (answer), "other");
  assert_int_equal (port_of (world->host), port);
}

static void
a_folder_that_cannot_be_served_stops_it_and_is_named (void **state)
{
  World *world = *state;
  g_autofree char *nothing = fixture_path (world->top, "not-there");
  g_autoptr(GError) error = NULL;

  assert_true (lan_web_host_start (world->host, NULL));
  lan_web_host_set_folder (world->host, nothing);
  WAIT_FOR (!lan_web_host_is_running (world->host));
  assert_non_null (strstr (lan_web_host_get_problem (world->host), "not-there"));
  assert_int_equal (lan_web_host_get_suggested_port (world->host), 0);

  assert_false (lan_web_host_start (world->host, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_NOT_FOUND));

  /* what was wrong is over with another folder */
  lan_web_host_set_folder (world->host, world->folder);
  assert_null (lan_web_host_get_problem (world->host));
  assert_true (lan_web_host_start (world->host, NULL));
}

static void
a_taken_port_is_named_and_the_next_one_offered (void **state)
{
  World *world = *state;
  g_autoptr(LanWebHost) second = lan_web_host_new (world->interfaces);
  g_autoptr(GError) error = NULL;
  g_autofree char *body = NULL;
  guint16 port;

  assert_true (lan_web_host_start (world->host, NULL));
  port = port_of (world->host);
  lan_web_host_set_folder (second, world->other);
  lan_web_host_set_port (second, port);
  assert_false (lan_web_host_start (second, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE));
  assert_false (lan_web_host_is_running (second));
  assert_true (lan_web_host_get_suggested_port (second) > port);
  WAIT_FOR (strstr (lan_web_host_get_problem (second), "test-web-host") != NULL);

  /* it is offered, not taken */
  assert_int_equal (lan_web_host_get_port (second), port);
  body = body_at (port);
  assert_string_equal (body, "one");

  lan_web_host_set_port (second, lan_web_host_get_suggested_port (second));
  assert_null (lan_web_host_get_problem (second));
  assert_int_equal (lan_web_host_get_suggested_port (second), 0);
  assert_true (lan_web_host_start (second, NULL));
}

static void
a_privileged_port_says_so (void **state)
{
  World *world = *state;
  g_autoptr(GError) error = NULL;
  gboolean started;

  lan_web_host_set_port (world->host, 80);
  private_world_write ("/proc/sys/net/ipv4/ip_unprivileged_port_start", "1024");
  private_world_set_powers (FALSE);
  started = lan_web_host_start (world->host, &error);
  private_world_set_powers (TRUE);

  assert_false (started);
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_PRIVILEGED));
  assert_string_equal (lan_web_host_get_problem (world->host), error->message);
  assert_non_null (strstr (error->message, "80"));
  assert_false (lan_web_host_is_running (world->host));
}

/* Whether the port is open on an address that is not the loopback's own, without one in this world: 127.0.0.1 is
 * bound by one that listens for this computer alone, the wildcard by the other. */
static gboolean
is_open_beyond (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean connected;

  address.sin_addr.s_addr = g_htonl (0x7f000002);   /* 127.0.0.2 */
  connected = connect (fd, (struct sockaddr *) &address, sizeof address) == 0;
  close (fd);

  return connected;
}

static guint
status_for_host (World      *world,
                 const char *host)
{
  g_autofree char *request = g_strdup_printf ("GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host);
  GString *answer = fixture_exchange (port_of (world->host), request, strlen (request));
  guint status = (guint) g_ascii_strtoull (answer->str + strlen ("HTTP/1.1 "), NULL, 10);

  g_string_free (answer, TRUE);

  return status;
}

/* DNS rebinding: a page from elsewhere whose name has come to mean this computer. */
static void
for_this_computer_only_a_name_from_elsewhere_is_refused (void **state)
{
  static const char *const local[] = { "localhost", "LOCALHOST:8000", "127.0.0.1", "127.1.2.3:80", "[::1]:8000" };
  static const char *const foreign[] = { "evil.example", "evil.example:8000", "192.168.1.7", "localhost.evil.example",
                                         "127.0.0.1.evil.example", "[fe80::1]" };
  World *world = *state;

  assert_true (lan_web_host_start (world->host, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (local); i++)
    assert_int_equal (status_for_host (world, local[i]), 200);
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    assert_int_equal (status_for_host (world, foreign[i]), 403);

  lan_web_host_set_port (world->host, port_of (world->host));
  lan_web_host_set_may_be_reached (world->host, TRUE);
  assert_int_equal (status_for_host (world, "evil.example"), 200);
}

static void
only_this_computer_gets_in_unless_both_allow_it (void **state)
{
  World *world = *state;
  g_autofree char *body = NULL;
  g_autofree char *hidden = NULL;

  /* an own port each time: the chosen one stays the same over the moves below */
  assert_true (lan_web_host_start (world->host, NULL));
  lan_web_host_set_port (world->host, port_of (world->host));
  assert_true (lan_web_host_is_running (world->host));
  assert_false (lan_web_host_is_reachable (world->host));
  assert_false (is_open_beyond (port_of (world->host)));
  hidden = lan_web_host_dup_address (world->host);
  assert_true (g_str_has_prefix (hidden, "http://127.0.0.1:"));

  lan_web_host_set_may_be_reached (world->host, TRUE);
  assert_true (lan_web_host_is_running (world->host));
  assert_true (lan_web_host_is_reachable (world->host));
  assert_true (is_open_beyond (port_of (world->host)));

  lan_web_host_set_shared (world->host, FALSE);
  assert_true (lan_web_host_is_running (world->host));
  assert_false (is_open_beyond (port_of (world->host)));
  lan_web_host_set_shared (world->host, TRUE);
  assert_true (is_open_beyond (port_of (world->host)));

  /* an unknown network: closed to it at once, open here */
  lan_web_host_set_may_be_reached (world->host, FALSE);
  assert_true (lan_web_host_is_running (world->host));
  assert_false (is_open_beyond (port_of (world->host)));
  body = body_at (port_of (world->host));
  assert_string_equal (body, "one");
}

static void
every_request_is_a_row (void **state)
{
  World *world = *state;
  GListModel *log = G_LIST_MODEL (lan_web_host_get_log (world->host));
  static const char greeting[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
  g_autofree char *body = NULL;
  guint16 port;
  const struct
  {
    const char *bytes;
    gsize length;
    const char *nick;
    const char *request;
  } table[] = {
    { "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 0, "exchange", "GET /" },
    { "GET /nothing HTTP/1.0\r\n\r\n", 0, "exchange", "GET /nothing" },
    { "GET / HTTP/1.1\r\n\r\n", 0, "malformed", "GET /" },
    { "hello\r\n\r\n", 0, "malformed", NULL },
    { greeting, sizeof greeting - 1, "tls", NULL },
  };

  assert_true (lan_web_host_start (world->host, NULL));
  port = port_of (world->host);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GString *answer = fixture_exchange (port, table[i].bytes,
                                          table[i].length > 0 ? table[i].length : strlen (table[i].bytes));
      g_autoptr(LanWebExchange) row = NULL;
      g_autofree char *request = NULL;
      g_autofree char *problem = NULL;
      g_autoptr(GBytes) response = NULL;
      LanHttpRecord *record;
      gsize size;
      gconstpointer bytes;

      assert_non_null (answer);
      WAIT_FOR (g_list_model_get_n_items (log) == i + 1);
      row = g_list_model_get_item (log, i);
      record = lan_web_exchange_get_record (row);
      request = lan_web_exchange_dup_request (row);
      problem = lan_web_exchange_dup_problem (row);
      assert_true (record->finished);
      assert_string_equal (record->client, "127.0.0.1");
      assert_string_equal (lan_web_exchange_get_kind_nick (row), table[i].nick);
      assert_int_equal (problem != NULL, strcmp (table[i].nick, "exchange") != 0);
      if (table[i].request != NULL)
        assert_string_equal (request, table[i].request);

      /* byte for byte, both ways */
      bytes = record->request;
      size = record->request_kept;
      assert_int_equal (size, table[i].length > 0 ? table[i].length : strlen (table[i].bytes));
      assert_memory_equal (bytes, table[i].bytes, size);
      response = lan_http_record_dup_response (record);
      bytes = g_bytes_get_data (response, &size);
      assert_int_equal (size, answer->len);
      assert_memory_equal (bytes, answer->str, size);
      g_string_free (answer, TRUE);
    }

  /* a connection that says nothing, as browsers open them in advance */
  close (open_connection (port));
  WAIT_FOR (g_list_model_get_n_items (log) == G_N_ELEMENTS (table) + 1);

  /* they outlive stop and start */
  lan_web_host_stop (world->host);
  assert_true (lan_web_host_start (world->host, NULL));
  body = body_at (port_of (world->host));
  WAIT_FOR (g_list_model_get_n_items (log) == G_N_ELEMENTS (table) + 2);
}

static void
without_a_folder_the_starter_page_is_served (void **state)
{
  World *world = *state;
  g_autofree char *body = NULL;
  g_autofree char *icon = NULL;
  g_autofree char *name = NULL;

  lan_web_host_set_folder (world->host, "");
  assert_null (lan_web_host_get_folder (world->host));
  name = lan_web_host_dup_folder_name (world->host);
  assert_string_equal (name, "My first page");
  assert_true (lan_web_host_start (world->host, NULL));
  body = body_at (port_of (world->host));
  assert_non_null (strstr (body, "Welcome back Home"));
  assert_non_null (strstr (body, "这是一个测试"));
  assert_null (strstr (body, "<script"));
  icon = fixture_request (port_of (world->host), "GET", "/favicon.ico", "");
  assert_int_equal (fixture_status (icon), 200);
}

static void
a_home_is_not_served_by_a_slip (void **state)
{
  World *world = *state;
  g_autofree char *home = g_strdup (g_get_home_dir ());
  g_autofree char *link_path = fixture_path (world->top, "link");
  g_autofree char *inside = fixture_path (home, "Public");
  g_autofree char *parent = g_path_get_dirname (home);
  g_autofree char *listed = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *linked = NULL;
  g_autofree char *above = NULL;
  g_autofree char *slip = g_strconcat (home, "/Public/..", NULL);
  g_autofree char *slipped = NULL;

  fixture_write (home, "Public/a", "");
  fixture_write (home, "letters.txt", "");
  fixture_write (home, ".secret", "");
  fixture_link (world->top, "link", home);
  listed = lan_web_exposure_dup (home);
  whole = lan_web_exposure_dup ("/");
  linked = lan_web_exposure_dup (link_path);
  above = lan_web_exposure_dup (parent);
  slipped = lan_web_exposure_dup (slip);

  assert_string_equal (listed, "Public, letters.txt");
  assert_non_null (strstr (whole, "etc"));
  assert_non_null (strstr (whole, " more"));
  assert_string_equal (linked, listed);
  assert_non_null (above);
  assert_string_equal (slipped, listed);
  assert_null (lan_web_exposure_dup (inside));
  assert_null (lan_web_exposure_dup (world->folder));
  assert_null (lan_web_exposure_dup ("/not/there"));
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown (test, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    IN_WORLD (it_starts_and_stops),
    IN_WORLD (it_starts_without_waiting_for_the_disk),
    IN_WORLD (a_start_can_be_called_off),
    IN_WORLD (another_folder_is_served_on_the_same_connections),
    IN_WORLD (a_folder_that_cannot_be_served_stops_it_and_is_named),
    IN_WORLD (a_taken_port_is_named_and_the_next_one_offered),
    IN_WORLD (a_privileged_port_says_so),
    IN_WORLD (for_this_computer_only_a_name_from_elsewhere_is_refused),
    IN_WORLD (only_this_computer_gets_in_unless_both_allow_it),
    IN_WORLD (every_request_is_a_row),
    IN_WORLD (without_a_folder_the_starter_page_is_served),
    IN_WORLD (a_home_is_not_served_by_a_slip),
  };
  g_autofree char *home = g_dir_make_tmp ("landline-test-home-XXXXXX", NULL);
  int failed;

  if (private_world_enter () != 0)
    return 1;

  umask (022);
  g_setenv ("HOME", home, TRUE);   /* before GLib has asked for it */
  failed = cmocka_run_group_tests (tests, NULL, NULL);
  fixture_remove (home);

  return failed;
}
