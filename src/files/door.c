/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "files/door.h"

#include <errno.h>
#include <glib-unix.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/listener.h"

/* After an error of accept() that will not go by itself (no descriptors left), it is tried again so much later. */
#define ACCEPT_RETRY_MS 500

/* After what is drawn: whoever connects a thousand times a second does not stop the window. */
#define ACCEPT_PRIORITY G_PRIORITY_DEFAULT_IDLE

/* Who lost power while the person thinks about an answer is noticed after about a minute (tcp(7)). */
#define KEEPALIVE_IDLE_S 30
#define KEEPALIVE_INTERVAL_S 10
#define KEEPALIVE_COUNT 3

struct _LanFilesDoor
{
  LanListener *listener;
  LanFilesDoorFunc func;
  gpointer data;
  guint sources[LAN_LISTENER_SOCKETS_MAX];
  guint retry_source;
};

static void watch (LanFilesDoor *self);

static void
unwatch (LanFilesDoor *self)
{
  for (guint i = 0; i < LAN_LISTENER_SOCKETS_MAX; i++)
    g_clear_handle_id (&self->sources[i], g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
}

static gboolean
on_retry (gpointer data)
{
  LanFilesDoor *self = data;

  self->retry_source = 0;
  watch (self);

  return G_SOURCE_REMOVE;
}

static void
set_keepalive (int fd)
{
  const int on = 1, idle = KEEPALIVE_IDLE_S, interval = KEEPALIVE_INTERVAL_S, count = KEEPALIVE_COUNT;

  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
}

static gboolean
on_connection (int          listening,
               GIOCondition condition,
               gpointer     data)
{
  LanFilesDoor *self = data;
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  char host[NI_MAXHOST], port[NI_MAXSERV];
  int fd = accept4 (listening, (struct sockaddr *) &address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);

  if (fd < 0)
    {
      /* all others: one connection that went away again */
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        {
          g_debug ("Accepting pauses: %s", g_strerror (errno));
          unwatch (self);
          self->retry_source = g_timeout_add (ACCEPT_RETRY_MS, on_retry, self);
        }
      return G_SOURCE_CONTINUE;   /* what unwatch() removed stays removed */
    }

  set_keepalive (fd);
  /* with the card's name in a link-local address, so that it can be answered */
  if (getnameinfo ((struct sockaddr *) &address, length, host, sizeof host, port, sizeof port,
                   NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    close (fd);
  else
    self->func (fd, host, (guint16) g_ascii_strtoull (port, NULL, 10), self->data);

  return G_SOURCE_CONTINUE;
}

static void
watch (LanFilesDoor *self)
{
  for (guint i = 0; i < self->listener->n_fds; i++)
    self->sources[i] = g_unix_fd_add_full (ACCEPT_PRIORITY, self->listener->fds[i], G_IO_IN, on_connection, self, NULL);
}

/**
 * lan_files_door_open:
 * @port: the port, 0 for any
 * @func: called on the main context for each who comes, until lan_files_door_close()
 * @error: as lan_listener_new()
 *
 * Returns: (transfer full) (nullable): an open port
 */
LanFilesDoor *
lan_files_door_open (guint16            port,
                     LanFilesDoorFunc   func,
                     gpointer           data,
                     GError           **error)
{
  LanListener *listener = lan_listener_new (port, FALSE, error);
  LanFilesDoor *self;

  if (listener == NULL)
    return NULL;

  self = g_new0 (LanFilesDoor, 1);
  self->listener = listener;
  self->func = func;
  self->data = data;
  watch (self);

  return self;
}

/**
 * lan_files_door_close:
 *
 * Closes the port; who was not let in yet is reset by the system.
 */
void
lan_files_door_close (LanFilesDoor *self)
{
  unwatch (self);
  lan_listener_free (self->listener);
  g_free (self);
}

guint16
lan_files_door_get_port (LanFilesDoor *self)
{
  return self->listener->port;
}
