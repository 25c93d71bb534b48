/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib-unix.h>
#include <pthread.h>
#include <signal.h>

#include "base/endpoint.h"
#include "base/error.h"

/* A host that is there answers a SYN at once, on a LAN. */
#define CONNECT_TIMEOUT_S 15

/**
 * lan_connect_set_error:
 * @code: an errno of a call on a socket
 * @peer: (nullable): "192.168.1.7:9998", where it matters
 *
 * Sets a translated sentence for what became of a connection.
 */
void
lan_connect_set_error (int          code,
                            const char  *peer,
                            GError     **error)
{
  switch (code)
    {
    case ECONNREFUSED:
      g_set_error (error, LAN_ERROR, LAN_ERROR_REFUSED,
                   _("%s refused: nothing listens there. Ask the other side to open its port, and try again."), peer);
      break;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_RESET,
                           _("The other side broke the connection (reset) before the end. Was it declined or cancelled there? Ask, and try again."));
      break;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case EADDRNOTAVAIL:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_UNREACHABLE,
                           _("That address cannot be reached. Is it on the same network, and switched on?"));
      break;
    case ETIMEDOUT:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_TIMED_OUT,
                           _("The other side does not answer. Is it switched on, and does a firewall block the port?"));
      break;
    default:
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The connection failed: %s"), g_strerror (code));
    }
}

static int
steal_socket_fd (GSocket *socket)
{
  int fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);

  if (fd >= 0)
    g_unix_set_fd_nonblocking (fd, TRUE, NULL);

  return fd;
}

/**
 * lan_connect:
 * @host: an address or a name
 * @error: #LAN_ERROR_REFUSED, #LAN_ERROR_UNREACHABLE, #LAN_ERROR_TIMED_OUT, #LAN_ERROR_INVALID_ADDRESS, with a
 *   sentence to show; %G_IO_ERROR_CANCELLED
 *
 * Connects over TCP, in a worker: it waits.
 *
 * Returns: a non-blocking socket, or -1
 */
int
lan_connect (const char    *host,
             guint16        port,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) failure = NULL;
  g_autofree char *peer = lan_endpoint_format (host, port);

  /* the system's proxy is for the web; a neighbour is asked directly */
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT_S);
  connection = g_socket_client_connect_to_host (client, host, port, cancellable, &failure);
  if (connection != NULL)
    return steal_socket_fd (g_socket_connection_get_socket (connection));

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (failure->domain == G_RESOLVER_ERROR)
    g_set_error (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS,
                 _("No device is called “%s” here. Try its address, like 192.168.1.7."), host);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    lan_connect_set_error (ECONNREFUSED, peer, error);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    lan_connect_set_error (ECONNRESET, peer, error);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    lan_connect_set_error (ETIMEDOUT, peer, error);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
           g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    lan_connect_set_error (EHOSTUNREACH, peer, error);
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The connection failed: %s"), failure->message);

  return -1;
}

/**
 * lan_wait_for_socket:
 * @events: POLLIN, POLLOUT
 * @until_us: monotonic
 * @error: #LAN_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED
 *
 * Waits, in a worker, until something can be done with a socket, or its other side is gone.
 *
 * Returns: whether it can
 */
gboolean
lan_wait_for_socket (int            fd,
                     short          events,
                     gint64         until_us,
                     GCancellable  *cancellable,
                     GError       **error)
{
  GPollFD watched[2] = { { .fd = fd, .events = (gushort) events } };
  gboolean cancels = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &watched[1]);
  int n_ready;

  do
    {
      gint64 left_us = until_us - g_get_monotonic_time ();

      n_ready = g_poll (watched, cancels ? 2 : 1, (int) CLAMP ((left_us + 999) / 1000, 0, G_MAXINT));
    }
  while (n_ready < 0 && errno == EINTR);
  if (cancels)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (n_ready == 0)
    lan_connect_set_error (ETIMEDOUT, NULL, error);

  return n_ready > 0;
}

/**
 * lan_connect_block_sigpipe:
 *
 * To be called by a thread that uses sendfile(): into a connection that is gone it raises SIGPIPE, which would end
 * the program, and has no flag against that as send() has.
 */
void
lan_connect_block_sigpipe (void)
{
  sigset_t pipe;

  sigemptyset (&pipe);
  sigaddset (&pipe, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe, NULL);
}
