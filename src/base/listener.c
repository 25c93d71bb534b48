/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/listener.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

/* Connections the kernel holds until we accept them; it takes the smaller of this and somaxconn. */
#define BACKLOG 1024

/* With port 0 the system chooses for IPv4, and that port may be taken for IPv6. */
#define CHOICES_TRIED 16

/* How far a free port is looked for above a taken one. */
#define PORTS_TRIED 100u

static int
open_socket (int      family,
             guint16  port,
             gboolean loopback_only,
             gboolean listening)
{
  const int on = 1;
  struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = g_htons (port) };
  struct sockaddr *address = family == AF_INET ? (struct sockaddr *) &v4 : (struct sockaddr *) &v6;
  socklen_t length = family == AF_INET ? sizeof v4 : sizeof v6;
  int fd = socket (family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd < 0)
    return -1;

  v4.sin_addr.s_addr = g_htonl (loopback_only ? INADDR_LOOPBACK : INADDR_ANY);
  v6.sin6_addr = loopback_only ? in6addr_loopback : in6addr_any;

  /* A closed connection keeps its port in TIME_WAIT for a minute; without this a server could not be
   * started again for so long. It does not allow two to listen. */
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);

  if (bind (fd, address, length) != 0 || (listening && listen (fd, BACKLOG) != 0))
    {
      int code = errno;

      close (fd);
      errno = code;
      return -1;
    }

  return fd;
}

static guint16
port_of (int fd)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;

  return getsockname (fd, (struct sockaddr *) &address, &length) == 0 ? g_ntohs (address.sin_port) : 0;
}

/* Both families on one port; FALSE with errno. A machine without IPv6 has IPv4 alone, and the other way round. */
static gboolean
open_both (LanListener *self,
           guint16      port,
           gboolean     loopback_only)
{
  int fd = open_socket (AF_INET, port, loopback_only, TRUE);

  if (fd < 0 && errno != EAFNOSUPPORT)
    return FALSE;
  if (fd >= 0)
    {
      self->fds[self->n_fds++] = fd;
      self->port = port_of (fd);
    }

  fd = open_socket (AF_INET6, self->n_fds > 0 ? self->port : port, loopback_only, TRUE);
  if (fd >= 0)
    {
      self->fds[self->n_fds++] = fd;
      self->port = port_of (fd);
      return TRUE;
    }
  if (errno != EADDRINUSE && self->n_fds > 0)
    return TRUE;

  if (self->n_fds > 0)
    {
      int code = errno;

      close (self->fds[--self->n_fds]);
      errno = code;
    }

  return FALSE;
}

/**
 * lan_listener_new:
 * @port: the port, or 0 for any free one
 * @loopback_only: only programs on this computer can connect
 * @error: #LAN_ERROR_PORT_IN_USE, #LAN_ERROR_PORT_PRIVILEGED, #LAN_ERROR_FAILED
 *
 * Opens a TCP port on all addresses (or on 127.0.0.1 and ::1).
 *
 * Returns: (transfer full) (nullable): the open port
 */
LanListener *
lan_listener_new (guint16    port,
                  gboolean   loopback_only,
                  GError   **error)
{
  g_autoptr(LanListener) self = g_new0 (LanListener, 1);
  guint tries = port == 0 ? CHOICES_TRIED : 1;

  while (tries-- > 0)
    {
      if (open_both (self, port, loopback_only))
        return g_steal_pointer (&self);
      if (errno != EADDRINUSE)
        break;
    }

  if (errno == EADDRINUSE)
    g_set_error (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE, _("Port %u is used by another program."), port);
  else if (errno == EACCES || errno == EPERM)
    g_set_error (error, LAN_ERROR, LAN_ERROR_PORT_PRIVILEGED,
                 _("Port %u is reserved for the system. Choose one above 1023."), port);
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("Port %1$u cannot be opened: %2$s"), port, g_strerror (errno));

  return NULL;
}

/**
 * lan_listener_free:
 *
 * Closes the port.
 */
void
lan_listener_free (LanListener *self)
{
  for (guint i = 0; i < self->n_fds; i++)
    close (self->fds[i]);
  g_free (self);
}

/* Bound and not listening: nobody can connect while it is tried. */
static gboolean
is_free (int     family,
         guint16 port)
{
  int fd = open_socket (family, port, FALSE, FALSE);

  if (fd < 0)
    return errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL;   /* a family this machine does not have */
  close (fd);

  return TRUE;
}

/**
 * lan_listener_next_free_port:
 *
 * Returns: the first port above @port that could be opened now, or 0
 */
guint16
lan_listener_next_free_port (guint16 port)
{
  for (guint next = port + 1u; next <= MIN (port + PORTS_TRIED, (guint) G_MAXUINT16); next++)
    if (is_free (AF_INET, (guint16) next) && is_free (AF_INET6, (guint16) next))
      return (guint16) next;

  return 0;
}
