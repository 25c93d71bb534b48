/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/epoll-source.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"

/* How much of what is ready is taken at a time; the rest stays ready, and the context gets its turn. */
#define EVENTS_PER_DISPATCH 256

struct _LanEpoll
{
  GSource *source;
  int fd;
  struct epoll_event *batch;   /* being dispatched; entries of removed watches are cleared */
  int n_batch;
};

typedef struct
{
  GSource parent;
  LanEpoll *epoll;
} EpollSource;

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     data)
{
  LanEpoll *self = ((EpollSource *) source)->epoll;
  struct epoll_event events[EVENTS_PER_DISPATCH];

  self->n_batch = epoll_wait (self->fd, events, EVENTS_PER_DISPATCH, 0);
  self->batch = events;
  for (int i = 0; i < self->n_batch; i++)
    {
      LanEpollWatch *watch = events[i].data.ptr;

      if (watch != NULL)
        watch->ready (watch, events[i].events);
    }
  self->batch = NULL;
  self->n_batch = 0;

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/**
 * lan_epoll_new:
 * @context: the context in which watches are called
 *
 * One source for any number of descriptors. GLib's own loop hands all of its descriptors to poll() at
 * each turn, which thousands of idle connections make slow for the busy one.
 *
 * Returns: (transfer full) (nullable): to be used in the thread of @context only; %NULL with
 *   #LAN_ERROR_FAILED where the system has no descriptor left
 */
LanEpoll *
lan_epoll_new (GMainContext  *context,
               GError       **error)
{
  int fd = epoll_create1 (EPOLL_CLOEXEC);
  LanEpoll *self;

  if (fd < 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The system has no room for a server: %s"),
                   g_strerror (errno));
      return NULL;
    }

  self = g_new0 (LanEpoll, 1);
  self->fd = fd;
  self->source = g_source_new (&source_funcs, sizeof (EpollSource));
  ((EpollSource *) self->source)->epoll = self;
  g_source_add_unix_fd (self->source, self->fd, G_IO_IN);
  g_source_attach (self->source, context);

  return self;
}

void
lan_epoll_free (LanEpoll *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

/**
 * lan_epoll_add:
 *
 * Returns: %FALSE where the system has no room for another (errno tells)
 */
gboolean
lan_epoll_add (LanEpoll      *self,
               int            fd,
               guint32        events,
               LanEpollWatch *watch)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  return epoll_ctl (self->fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

void
lan_epoll_modify (LanEpoll      *self,
                  int            fd,
                  guint32        events,
                  LanEpollWatch *watch)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (epoll_ctl (self->fd, EPOLL_CTL_MOD, fd, &event) != 0)
    g_warning ("epoll_ctl: %s", g_strerror (errno));
}

/**
 * lan_epoll_remove:
 *
 * After it @watch is not called again, not even for what was ready already. Call it before closing @fd.
 */
void
lan_epoll_remove (LanEpoll      *self,
                  int            fd,
                  LanEpollWatch *watch)
{
  epoll_ctl (self->fd, EPOLL_CTL_DEL, fd, NULL);
  for (int i = 0; i < self->n_batch; i++)
    if (self->batch[i].data.ptr == watch)
      self->batch[i].data.ptr = NULL;
}
