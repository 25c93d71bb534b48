/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "config.h"

#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/crowd.h"
#include "base/listener.h"
#include "http/connection.h"

/* How often deadlines are looked at while there are connections; they are seconds long. */
#define SWEEP_MS 1000

/* Accepted at a time; the rest stays in the backlog, and those who are in get their turn. */
#define ACCEPT_BATCH 64

/* Of an answer so much may wait in the kernel beside what is under way. By itself it takes megabytes for each
 * connection: they are of no use, cost memory for who does not read, and with many large answers at once the other
 * side's windows close, which is found out by timeouts (the slowest of a hundred took 1.4 s, with this 0.1 s). */
#define UNSENT_MAX_BYTES (128 * 1024)

/* How long stopping waits for the worker. It takes as long only where a handler hangs in a disk that
 * does not answer; then the worker ends by itself when it can. */
#define STOP_WAIT_US (200 * 1000)

/* Room for an address with its scope: "fe80::1%wlan0" */
#define CLIENT_BYTES 96

typedef struct
{
  LanEpollWatch watch;
  LanHttpServer *server;
  int fd;
  gboolean paused;
} Door;

struct _LanHttpServer
{
  int references;            /* of who made it, and of the worker */
  LanHttpService service;
  GDestroyNotify destroy;

  LanListener *listener;
  guint16 port;
  Door doors[LAN_LISTENER_SOCKETS_MAX];

  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMutex mutex;
  GCond cond;
  gboolean ended;

  LanCrowd clients;
  GSource *sweep;
  guint sweep_ms;
  gboolean full;             /* it was said that there is no descriptor left */
};

static void
unref (LanHttpServer *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;

  g_clear_pointer (&self->listener, lan_listener_free);
  g_clear_pointer (&self->service.epoll, lan_epoll_free);
  lan_http_spares_clear (&self->service.spares);
  g_clear_pointer (&self->service.identity, lan_identity_unref);
  g_free (self->service.buffer);
  g_free (self->service.date);
  lan_crowd_clear (&self->clients);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  if (self->destroy != NULL)
    self->destroy (self->service.data);
  g_free (self);
}

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

/* --- Deadlines --- */

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
  gint64 now_us = g_get_monotonic_time ();
  GList *next;

  for (guint i = 0; i < self->listener->n_fds; i++)
    set_door_open (&self->doors[i], TRUE);

  for (GList *l = self->service.connections.head; l != NULL; l = next)
    {
      next = l->next;
      lan_http_connection_check_time (l->data, now_us);
    }

  if (self->service.connections.length > 0)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->sweep, g_source_unref);

  return G_SOURCE_REMOVE;
}

static void
start_sweeping (LanHttpServer *self)
{
  if (self->sweep != NULL)
    return;

  self->sweep = g_timeout_source_new (self->sweep_ms);
  g_source_set_callback (self->sweep, on_sweep, self, NULL);
  g_source_attach (self->sweep, self->context);
}

/* --- Who comes and goes --- */

static void
on_closed (LanHttpConnection *connection,
           gpointer           data)
{
  LanHttpServer *self = data;

  lan_crowd_leave (&self->clients, lan_http_connection_get_client (connection));
}

static void
describe_client (const struct sockaddr_storage *address,
                 socklen_t                      length,
                 char                           text[static CLIENT_BYTES],
                 guint16                       *port)
{
  const struct sockaddr_in *v4 = (const struct sockaddr_in *) address;
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) address;

  *port = g_ntohs (address->ss_family == AF_INET6 ? v6->sin6_port : v4->sin_port);
  if (address->ss_family == AF_INET)
    inet_ntop (AF_INET, &v4->sin_addr, text, CLIENT_BYTES);
  else if (getnameinfo ((const struct sockaddr *) address, length, text, CLIENT_BYTES, NULL, 0, NI_NUMERICHOST) != 0)
    g_strlcpy (text, "?", CLIENT_BYTES);
}

/* Of something that is no exchange. Takes @record. */
static void
tell (LanHttpServer     *self,
      LanHttpRecord     *record,
      LanHttpRecordKind  kind,
      const char        *client,
      guint16            port)
{
  record->id = ++self->service.last_exchange;
  record->connection = ++self->service.last_connection;
  record->kind = kind;
  record->finished = TRUE;
  record->client = g_ref_string_new (client);
  record->client_port = port;
  record->started_us = record->accepted_us = g_get_real_time ();
  record->head_us = record->body_us = record->answer_us = -1;
  self->service.recorder (record, self->service.data);
  lan_http_record_unref (record);
}

static void
turn_away (LanHttpServer *self,
           int            fd,
           const char    *client,
           guint16        port,
           LanHttpClose   reason,
           guint          limit)
{
  static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
                               "Connection: close\r\n\r\n";
  gboolean sent = send (fd, answer, sizeof answer - 1, MSG_NOSIGNAL | MSG_DONTWAIT) == sizeof answer - 1;
  gsize size = sent ? sizeof answer - 1 : 0;
  LanHttpRecord *record = lan_http_record_new (NULL, NULL, NULL, 0, answer, size);

  close (fd);
  record->status = sent ? 503 : 0;
  record->response_size = size;
  record->closed = reason;
  record->limit = limit;
  tell (self, record, LAN_HTTP_RECORD_TOO_MANY, client, port);
}

/* Once, until all who waited for it were let in. */
static void
tell_full (LanHttpServer *self,
           int            code)
{
  LanHttpRecord *record;
  struct rlimit limit;

  if (self->full)
    return;

  self->full = TRUE;
  record = lan_http_record_new (NULL, NULL, NULL, 0, NULL, 0);
  if (code == EMFILE && getrlimit (RLIMIT_NOFILE, &limit) == 0)
    record->problem = g_strdup_printf (_("This program has %u files and connections open and may have no more (ulimit "
                                         "-n). Who connects now has to wait; it goes on by itself."),
                                       (guint) limit.rlim_cur);
  else
    record->problem = g_strdup_printf (_("The system has no room for another connection: %s. Who connects now has to "
                                         "wait; it goes on by itself."), g_strerror (code));
  tell (self, record, LAN_HTTP_RECORD_FULL, "–", 0);
}

static void
welcome (LanHttpServer                 *self,
         int                            fd,
         const struct sockaddr_storage *address,
         socklen_t                      length)
{
  const LanHttpLimits *limits = &self->service.limits;
  char client[CLIENT_BYTES];
  guint16 port;

  describe_client (address, length, client, &port);
  switch (lan_crowd_look (&self->clients, client))
    {
    case LAN_CROWD_FULL_OF_ONE:
      turn_away (self, fd, client, port, LAN_HTTP_CLOSE_CONNECTIONS_PER_ADDRESS, limits->connections_per_address);
      return;
    case LAN_CROWD_FULL:
      turn_away (self, fd, client, port, LAN_HTTP_CLOSE_CONNECTIONS, limits->connections);
      return;
    case LAN_CROWD_HAS_ROOM:
    default:
      break;
    }

  if (lan_http_connection_new (&self->service, fd, client, port) == NULL)
    return;

  lan_crowd_enter (&self->clients, client);
  start_sweeping (self);
}

static void
on_door (LanEpollWatch *watch,
         guint32        events)
{
  Door *door = (Door *) watch;
  struct sockaddr_storage address;
  socklen_t length;
  int fd = -1;

  errno = 0;
  for (guint i = 0; i < ACCEPT_BATCH; i++)
    {
      length = sizeof address;
      fd = accept4 (door->fd, (struct sockaddr *) &address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd < 0)
        break;
      welcome (door->server, fd, &address, length);
    }

  /* Out of descriptors or memory: who waits stays in the backlog, and the sweep opens again. Any other
   * error is one connection's that went away before it was accepted. */
  if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
    {
      tell_full (door->server, errno);
      set_door_open (door, FALSE);
      start_sweeping (door->server);
    }
  else if (fd < 0)
    door->server->full = FALSE;
}

/* --- Life --- */

static gpointer
worker (gpointer data)
{
  LanHttpServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  while (g_main_context_iteration (self->context, FALSE))
    ;   /* answers to paused requests that were under way */
  g_main_context_pop_thread_default (self->context);

  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  unref (self);

  return NULL;
}

static guint
choose_sweep (const LanHttpLimits *limits)
{
  guint shortest = MIN (MIN (limits->head_deadline_ms, limits->body_deadline_ms),
                        MIN (MIN (limits->idle_deadline_ms, limits->refused_deadline_ms),
                            MIN (limits->handshake_deadline_ms, limits->linger_quiet_ms)));

  return CLAMP (shortest / 2, 1, SWEEP_MS);
}

/**
 * lan_http_server_new:
 * @settings: copied
 * @error: as lan_listener_new()
 *
 * Opens the port and serves in a thread of its own, with one source for all its sockets.
 *
 * Returns: (transfer full) (nullable): the running server, which has @settings->data now; if %NULL, that is still
 *   the caller's
 */
LanHttpServer *
lan_http_server_new (const LanHttpServerSettings  *settings,
                     GError                      **error)
{
  static const LanHttpLimits usual = LAN_HTTP_LIMITS_INIT;
  const LanHttpLimits *limits = settings->limits != NULL ? settings->limits : &usual;
  const int on = 1, unsent = UNSENT_MAX_BYTES;
  g_autoptr(GMainContext) context = g_main_context_new ();
  LanListener *listener = lan_listener_new (settings->port, settings->loopback_only, error);
  LanEpoll *epoll = listener != NULL ? lan_epoll_new (context, error) : NULL;
  LanHttpServer *self;

  if (epoll == NULL)
    {
      g_clear_pointer (&listener, lan_listener_free);
      return NULL;
    }

  raise_file_limit ();
  self = g_new0 (LanHttpServer, 1);
  self->references = 2;
  self->listener = listener;
  self->port = listener->port;
  self->destroy = settings->destroy;
  self->context = g_steal_pointer (&context);
  self->loop = g_main_loop_new (self->context, FALSE);
  self->clients.max = limits->connections;
  self->clients.max_of_one = limits->connections_per_address;
  self->sweep_ms = choose_sweep (limits);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->service = (LanHttpService) {
    .context = self->context,
    .epoll = epoll,
    .identity = settings->identity != NULL ? lan_identity_ref (settings->identity) : NULL,
    .limits = *limits,
    .handler = settings->handler,
    .recorder = settings->recorder,
    .data = settings->data,
    .buffer = g_malloc (LAN_HTTP_READ_BYTES),
    .connections = G_QUEUE_INIT,
    .closed = on_closed,
    .server = self,
  };
  for (guint i = 0; i < listener->n_fds; i++)
    {
      self->doors[i] = (Door) { .watch.ready = on_door, .server = self, .fd = listener->fds[i] };
      /* those it accepts have both from it */
      setsockopt (listener->fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      setsockopt (listener->fds[i], IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
      lan_epoll_add (epoll, listener->fds[i], EPOLLIN, &self->doors[i].watch);
    }
  self->thread = g_thread_new ("landline-http", worker, self);

  return self;
}

/**
 * lan_http_server_get_port:
 *
 * Returns: the port it listens on
 */
guint16
lan_http_server_get_port (LanHttpServer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}

static gboolean
close_all (gpointer data)
{
  LanHttpServer *self = data;
  GList *next;

  for (guint i = 0; i < self->listener->n_fds; i++)
    lan_epoll_remove (self->service.epoll, self->listener->fds[i], &self->doors[i].watch);
  g_clear_pointer (&self->listener, lan_listener_free);

  for (GList *l = self->service.connections.head; l != NULL; l = next)
    {
      next = l->next;
      lan_http_connection_close (l->data);
    }
  if (self->sweep != NULL)
    g_source_destroy (self->sweep);
  g_clear_pointer (&self->sweep, g_source_unref);
  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

static void
invoke (LanHttpServer *self,
        GSourceFunc    callback)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/**
 * lan_http_server_stop:
 * @self: (transfer full): not to be used any more
 *
 * Closes the port and every connection at once. When it returns, no handler and no recorder will be
 * called any more; only where a handler hangs in a disk that does not answer it does not wait for its
 * end: the port is closed then all the same, and the rest follows when the disk answers.
 */
void
lan_http_server_stop (LanHttpServer *self)
{
  GThread *thread = self->thread;
  gint64 end_us = g_get_monotonic_time () + STOP_WAIT_US;
  gboolean ended;

  /* Not for the worker to do, which may hang. The descriptors are its own and stay until it is through. */
  for (guint i = 0; i < G_N_ELEMENTS (self->doors); i++)
    if (self->doors[i].server != NULL)
      shutdown (self->doors[i].fd, SHUT_RDWR);
  invoke (self, close_all);

  g_mutex_lock (&self->mutex);
  while (!self->ended && g_cond_wait_until (&self->cond, &self->mutex, end_us))
    ;
  ended = self->ended;
  g_mutex_unlock (&self->mutex);

  if (ended)
    g_thread_join (thread);
  else
    g_thread_unref (thread);
  unref (self);
}
