/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A connection without a network: one end of a socket pair, in the test's own thread. Each piece that is
 * sent is read before the next one goes, so that a cut is a cut.
 */

#pragma once

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/connection.h"

#define HOST "Host: a\r\n"
#define GET "GET / HTTP/1.1\r\n" HOST "\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n"

/* @body, @pause, @hold, @destroyed are the handler's, which gets the world as its data. */
typedef struct
{
  GMainContext *context;
  LanHttpService service;
  guint8 buffer[LAN_HTTP_READ_BYTES];
  GPtrArray *records;
  gboolean closed;
  int fd;
  LanHttpConnection *connection;
  GString *received;
  GString *body;
  LanHttpPause *pause;
  LanHttpHold *hold;
  guint destroyed;
} World;

static inline void
world_record_it (LanHttpRecord *record,
                 gpointer       data)
{
  g_ptr_array_add (((World *) data)->records, lan_http_record_ref (record));
}

static inline void
world_on_closed (LanHttpConnection *connection,
                 gpointer           data)
{
  ((World *) data)->closed = TRUE;
}

static inline World *
world_new (LanHttpHandler handler)
{
  const LanHttpLimits limits = LAN_HTTP_LIMITS_INIT;
  World *self = g_new0 (World, 1);
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), ==, 0);
  self->context = g_main_context_new ();
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_http_record_unref);
  self->received = g_string_new (NULL);
  self->body = g_string_new (NULL);
  self->fd = fds[0];
  self->service = (LanHttpService) {
    .context = self->context,
    .epoll = lan_epoll_new (self->context, NULL),
    .limits = limits,
    .handler = handler,
    .recorder = world_record_it,
    .data = self,
    .buffer = self->buffer,
    .connections = G_QUEUE_INIT,
    .closed = world_on_closed,
    .server = self,
  };
  self->connection = lan_http_connection_new (&self->service, fds[1], "10.0.0.1", 4000);

  return self;
}

static inline void
world_run (World *self)
{
  while (g_main_context_iteration (self->context, FALSE))
    ;
}

/* Takes what there is; returns whether the server closed its sending side. */
static inline gboolean
world_receive (World *self)
{
  char bytes[4096];
  gssize got;

  while ((got = recv (self->fd, bytes, sizeof bytes, 0)) > 0)
    g_string_append_len (self->received, bytes, got);

  return got == 0;
}

static inline gboolean
world_send (World      *self,
            const char *bytes,
            gsize       length)
{
  gssize sent = send (self->fd, bytes, length, MSG_NOSIGNAL);

  world_run (self);

  return sent == (gssize) length;
}

static inline LanHttpRecord *
world_record (World *self,
              guint  which)
{
  assert_true (which < self->records->len);

  return g_ptr_array_index (self->records, which);
}

static inline void
world_free (World *self)
{
  close (self->fd);
  if (!self->closed)
    lan_http_connection_close (self->connection);
  world_run (self);
  lan_epoll_free (self->service.epoll);
  lan_http_spares_clear (&self->service.spares);
  g_free (self->service.date);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->records);
  g_string_free (self->received, TRUE);
  g_string_free (self->body, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* "200 405": the status of each answer, told from its beginning only */
static inline char *
statuses_of (const char *received)
{
  GString *statuses = g_string_new (NULL);

  for (const char *at = strstr (received, "HTTP/1.1 "); at != NULL; at = strstr (at + 9, "HTTP/1.1 "))
    if (g_ascii_isdigit (at[9]))   /* "HTTP/1.1 demands it" is said of a missing Host */
      g_string_append_printf (statuses, "%s%.3s", statuses->len > 0 ? " " : "", at + 9);

  return g_string_free (statuses, FALSE);
}
