/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/listener.h"
#include "http/connection.h"

/* A class of students, each with a browser that opens six, several times over. */
#define CONNECTIONS_MAX 4096
/* One address: a crawl with many connections goes through, one client cannot shut out all others. */
#define CONNECTIONS_PER_ADDRESS_MAX 512

/* How often deadlines are looked at while there are connections; they are seconds long. */
#define SWEEP_MS 1000

typedef struct
{
  LanEpollWatch watch;
  LanHttpServer *server;
  int fd;
  gboolean paused;
} Door;

struct _LanHttpServer
{
  LanHttpService service;
  GDestroyNotify destroy;

  LanListener *listener;
  Door doors[LAN_LISTENER_SOCKETS_MAX];

  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;

  GHashTable *connections;   /* set of LanHttpConnection */
  GHashTable *per_address;   /* text → count */
  GSource *sweep;
};

static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

static void
set_door_open (Door     *door,
               gboolean  open)
{
  if (door->paused == !open)
    return;

  door->paused = !open;
  lan_epoll_modify (door->server->service.epoll, door->fd, open ? EPOLLIN : 0, &door->watch);
}

static gboolean
on_sweep (gpointer data)
{
  LanHttpServer *self = data;
  g_autoptr(GList) connections = g_hash_table_get_keys (self->connections);
  gint64 now_us = g_get_monotonic_time ();

  for (guint i = 0; i < self->listener->n_fds; i++)
    set_door_open (&self->doors[i], TRUE);

  for (GList *l = connections; l != NULL; l = l->next)
    lan_http_connection_check_time (l->data, now_us);

  if (g_hash_table_size (self->connections) > 0)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->sweep, g_source_unref);

  return G_SOURCE_REMOVE;
}

static void
start_sweeping (LanHttpServer *self)
{
  if (self->sweep != NULL)
    return;

  self->sweep = g_timeout_source_new (SWEEP_MS);
  g_source_set_callback (self->sweep, on_sweep, self, NULL);
  g_source_attach (self->sweep, self->context);
}

static void
on_closed (LanHttpConnection *connection,
           gpointer           data)
{
  LanHttpServer *self = data;
  const char *client = lan_http_connection_get_client (connection);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->per_address, client));

  if (count > 1)
    g_hash_table_insert (self->per_address, g_strdup (client), GUINT_TO_POINTER (count - 1));
  else
    g_hash_table_remove (self->per_address, client);
  g_hash_table_remove (self->connections, connection);
}

static void
describe_client (const struct sockaddr_storage *address,
                 char                           text[static INET6_ADDRSTRLEN],
                 guint16                       *port)
{
  if (address->ss_family == AF_INET)
    {
      const struct sockaddr_in *v4 = (const struct sockaddr_in *) address;

      inet_ntop (AF_INET, &v4->sin_addr, text, INET6_ADDRSTRLEN);
      *port = g_ntohs (v4->sin_port);
    }
  else
    {
      const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) address;

      inet_ntop (AF_INET6, &v6->sin6_addr, text, INET6_ADDRSTRLEN);
      *port = g_ntohs (v6->sin6_port);
    }
}

static void
turn_away (LanHttpServer *self,
           int            fd,
           const char    *client,
           guint16        port)
{
  g_autoptr(LanHttpRecord) record = lan_http_record_new ();

  close (fd);
  record->id = ++self->service.last_exchange;
  record->connection = ++self->service.last_connection;
  record->kind = LAN_HTTP_RECORD_TOO_MANY;
  record->finished = TRUE;
  record->client = g_strdup (client);
  record->client_port = port;
  record->request = g_bytes_new (NULL, 0);
  record->started_us = g_get_real_time ();
  self->service.recorder (record, self->service.data);
}

static void
welcome (LanHttpServer                 *self,
         int                            fd,
         const struct sockaddr_storage *address)
{
  const int on = 1;
  char client[INET6_ADDRSTRLEN];
  guint16 port;
  guint count;
  LanHttpConnection *connection;

  describe_client (address, client, &port);
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->per_address, client));
  if (count >= CONNECTIONS_PER_ADDRESS_MAX || g_hash_table_size (self->connections) >= CONNECTIONS_MAX)
    {
      turn_away (self, fd, client, port);
      return;
    }

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connection = lan_http_connection_new (&self->service, fd, client, port);
  if (connection == NULL)
    return;

  g_hash_table_add (self->connections, connection);
  g_hash_table_insert (self->per_address, g_strdup (client), GUINT_TO_POINTER (count + 1));
  start_sweeping (self);
}

static void
on_door (LanEpollWatch *watch,
         guint32        events)
{
  Door *door = (Door *) watch;
  struct sockaddr_storage address;
  socklen_t length;
  int fd;

  while (length = sizeof address,
         (fd = accept4 (door->fd, (struct sockaddr *) &address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
    welcome (door->server, fd, &address);

  /* Out of descriptors or memory: who waits stays in the backlog, and the sweep opens again. Any other
   * error is one connection's that went away before it was accepted. */
  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
    {
      g_warning ("Accepting pauses: %s", g_strerror (errno));
      set_door_open (door, FALSE);
      start_sweeping (door->server);
    }
}

static gpointer
worker (gpointer data)
{
  LanHttpServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

/**
 * lan_http_server_new:
 * @port: where to listen; 0 for any free port
 * @loopback_only: whether only this computer can connect
 * @handler: makes the answers, in the worker
 * @recorder: gets a record of everything that came and went, in the worker
 * @data: (transfer full): for both
 * @destroy: frees @data, when the server has stopped
 * @error: as lan_listener_new()
 *
 * Opens the port and serves in a thread of its own, with one source for all its sockets.
 *
 * Returns: (transfer full) (nullable): the running server; if %NULL, @data is still the caller's
 */
LanHttpServer *
lan_http_server_new (guint16           port,
                     gboolean          loopback_only,
                     LanHttpHandler    handler,
                     LanHttpRecorder   recorder,
                     gpointer          data,
                     GDestroyNotify    destroy,
                     GError          **error)
{
  LanListener *listener = lan_listener_new (port, loopback_only, error);
  LanHttpServer *self;

  if (listener == NULL)
    return NULL;

  raise_file_limit ();
  self = g_new0 (LanHttpServer, 1);
  self->listener = listener;
  self->destroy = destroy;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->connections = g_hash_table_new (NULL, NULL);
  self->per_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->service = (LanHttpService) {
    .epoll = lan_epoll_new (self->context),
    .handler = handler,
    .recorder = recorder,
    .data = data,
    .closed = on_closed,
    .server = self,
  };
  for (guint i = 0; i < listener->n_fds; i++)
    {
      self->doors[i] = (Door) { .watch.ready = on_door, .server = self, .fd = listener->fds[i] };
      lan_epoll_add (self->service.epoll, listener->fds[i], EPOLLIN, &self->doors[i].watch);
    }
  self->thread = g_thread_new ("landline-http", worker, self);

  return self;
}

guint16
lan_http_server_get_port (LanHttpServer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->listener->port;
}

static gboolean
close_all (gpointer data)
{
  LanHttpServer *self = data;
  g_autoptr(GList) connections = g_hash_table_get_keys (self->connections);

  for (guint i = 0; i < self->listener->n_fds; i++)
    lan_epoll_remove (self->service.epoll, self->listener->fds[i], &self->doors[i].watch);
  g_clear_pointer (&self->listener, lan_listener_free);

  for (GList *l = connections; l != NULL; l = l->next)
    lan_http_connection_close (l->data);
  if (self->sweep != NULL)
    g_source_destroy (self->sweep);
  g_clear_pointer (&self->sweep, g_source_unref);
  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

/**
 * lan_http_server_stop:
 *
 * Closes the port and every connection at once, and frees the server. Returns when no handler and no
 * recorder will be called any more.
 */
void
lan_http_server_stop (LanHttpServer *self)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, close_all, self, NULL);
  g_source_attach (source, self->context);
  g_source_unref (source);
  g_thread_join (self->thread);

  lan_epoll_free (self->service.epoll);
  g_hash_table_unref (self->connections);
  g_hash_table_unref (self->per_address);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  if (self->destroy != NULL)
    self->destroy (self->service.data);
  g_free (self);
}
