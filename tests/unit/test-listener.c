/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/listener.h"
#include "base/port-holder.h"
#include "private-world.h"

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);

  return -1;
}

static void
an_open_port_takes_connections (void **state)
{
  g_autoptr(LanListener) listener = lan_listener_new (0, TRUE, NULL);
  int client, served;

  assert_non_null (listener);
  assert_true (listener->n_fds >= 1);
  assert_int_not_equal (listener->port, 0);
  client = connect_to (listener->port);
  assert_true (client >= 0);
  served = accept (listener->fds[0], NULL, NULL);
  assert_true (served >= 0);
  assert_true (accept (listener->fds[0], NULL, NULL) < 0 && errno == EAGAIN);
  close (served);
  close (client);
}

static void
a_port_can_be_opened_again_at_once (void **state)
{
  LanListener *listener = lan_listener_new (0, TRUE, NULL);
  guint16 port = listener->port;
  int client = connect_to (port);
  int served = accept (listener->fds[0], NULL, NULL);

  /* the side that closes first keeps the port in TIME_WAIT */
  close (served);
  close (client);
  lan_listener_free (listener);
  assert_true (connect_to (port) < 0);
  listener = lan_listener_new (port, TRUE, NULL);
  assert_non_null (listener);
  assert_int_equal (listener->port, port);
  lan_listener_free (listener);
}

static void
a_taken_port_is_said_and_passed_over (void **state)
{
  g_autoptr(LanListener) listener = lan_listener_new (0, FALSE, NULL);
  g_autoptr(GError) error = NULL;
  guint16 next;

  assert_null (lan_listener_new (listener->port, FALSE, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE));
  assert_non_null (strstr (error->message, "Port"));

  if (listener->port < 65000)
    {
      next = lan_listener_next_free_port (listener->port - 1);
      assert_true (next > listener->port);
    }
  assert_int_equal (lan_listener_next_free_port (G_MAXUINT16), 0);
}

static void
a_port_held_on_one_address_is_taken (void **state)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_autoptr(GError) error = NULL;

  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  assert_int_equal (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
  assert_int_equal (listen (fd, 1), 0);
  assert_int_equal (getsockname (fd, (struct sockaddr *) &address, &length), 0);
  assert_null (lan_listener_new (g_ntohs (address.sin_port), FALSE, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE));
  close (fd);
}

static void
whoever_holds_a_port_is_named (void **state)
{
  g_autoptr(LanListener) listener = lan_listener_new (0, TRUE, NULL);
  g_autofree char *holder = lan_port_holder_find (LAN_PORT_TCP, listener->port);
  guint16 free_port = lan_listener_next_free_port (listener->port);

  /* ourselves; comm is cut at 15 characters (proc(5)) */
  assert_non_null (holder);
  assert_string_equal (holder, "test-listener");
  assert_null (lan_port_holder_find (LAN_PORT_UDP, listener->port));
  assert_null (lan_port_holder_find (LAN_PORT_TCP, free_port));
}

/* "nc -u -l" connects its socket to the first who sends; who only connects somewhere holds no port to listen on. */
static void
a_socket_that_is_connected_holds_its_port_or_not (void **state)
{
  static const struct { int type; LanPortKind kind; gboolean holds; } cases[] = {
    { SOCK_DGRAM, LAN_PORT_UDP, TRUE },
    { SOCK_STREAM, LAN_PORT_TCP, FALSE },
  };
  g_autoptr(LanListener) listener = lan_listener_new (0, TRUE, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (listener->port) };
      socklen_t length = sizeof address;
      int fd = socket (AF_INET, cases[i].type | SOCK_CLOEXEC, 0);
      g_autofree char *holder = NULL;

      address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
      assert_int_equal (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
      assert_int_equal (getsockname (fd, (struct sockaddr *) &address, &length), 0);
      holder = lan_port_holder_find (cases[i].kind, g_ntohs (address.sin_port));
      assert_int_equal (holder != NULL, cases[i].holds);
      close (fd);
    }
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  *(char **) data = lan_port_holder_find_finish (result, NULL);
}

static const char code[] = "import socket\n"
                           "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                           "s.bind(('127.0.0.1', 0))\n"
                           "print(s.getsockname()[1], flush=True)\n"
                           "input()\n";

/* The port that the code says it has. */
static guint16
read_port (GSubprocess *process)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  assert_non_null (line);

  return (guint16) g_ascii_strtoull (line, NULL, 10);
}

static void
on_ended (GObject      *process,
          GAsyncResult *result,
          gpointer      ended)
{
  g_subprocess_wait_finish (G_SUBPROCESS (process), result, NULL);
  *(gboolean *) ended = TRUE;
}

/* g_subprocess_wait() would look whether it has ended while another thread of GLib's notes that. */
static void
end_process (GSubprocess *process)
{
  gboolean ended = FALSE;

  g_subprocess_force_exit (process);
  g_subprocess_wait_async (process, NULL, on_ended, &ended);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
}

/* Code in an argument has no name, and is none. */
static void
an_interpreter_without_a_script_is_named_alone (void **state)
{
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                                                     "python3", "-u", "-c", code, NULL);
  g_autofree char *holder = NULL;

  assert_non_null (process);
  holder = lan_port_holder_find (LAN_PORT_UDP, read_port (process));
  assert_true (g_str_has_prefix (holder, "python3"));
  assert_null (strchr (holder, '('));

  end_process (process);
}

static void
an_interpreter_is_named_with_its_script (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  g_autofree char *script = g_build_filename (folder, "recv.py", NULL);
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *holder = NULL;

  assert_true (g_file_set_contents (script, code, -1, NULL));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                              "python3", "-u", script, NULL);
  assert_non_null (process);
  lan_port_holder_find_async (LAN_PORT_UDP, read_port (process), NULL, on_found, &holder);
  while (holder == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_true (g_str_has_prefix (holder, "python3"));
  assert_true (g_str_has_suffix (holder, " (recv.py)"));

  end_process (process);
  g_unlink (script);
  g_rmdir (folder);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_open_port_takes_connections),
    cmocka_unit_test (a_port_can_be_opened_again_at_once),
    cmocka_unit_test (a_taken_port_is_said_and_passed_over),
    cmocka_unit_test (a_port_held_on_one_address_is_taken),
    cmocka_unit_test (whoever_holds_a_port_is_named),
    cmocka_unit_test (a_socket_that_is_connected_holds_its_port_or_not),
    cmocka_unit_test (an_interpreter_without_a_script_is_named_alone),
    cmocka_unit_test (an_interpreter_is_named_with_its_script),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
