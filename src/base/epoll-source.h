/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

typedef struct _LanEpoll LanEpoll;

/**
 * LanEpollWatch:
 * @ready: called in the context with what epoll_wait() told (EPOLLIN, EPOLLOUT, EPOLLHUP …)
 *
 * Lies inside the structure that owns the descriptor, and must stay until it was removed.
 */
typedef struct _LanEpollWatch LanEpollWatch;

struct _LanEpollWatch
{
  void (*ready) (LanEpollWatch *watch,
                 guint32        events);
};

LanEpoll *lan_epoll_new    (GMainContext  *context,
                            GError       **error);
void      lan_epoll_free   (LanEpoll      *self);
gboolean  lan_epoll_add    (LanEpoll      *self,
                            int            fd,
                            guint32        events,
                            LanEpollWatch *watch);
void      lan_epoll_modify (LanEpoll      *self,
                            int            fd,
                            guint32        events,
                            LanEpollWatch *watch);
void      lan_epoll_remove (LanEpoll      *self,
                            int            fd,
                            LanEpollWatch *watch);

G_END_DECLS
