/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/netlink.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

/* A card that comes up tells so in several messages (link, then each address): one look is enough. */
#define COLLECT_MS 100

struct _LanNetlink
{
  int fd;
  guint source;
  guint collect_source;
  GSourceFunc changed;
  gpointer data;
};

static gboolean
on_collected (gpointer data)
{
  LanNetlink *self = data;

  self->collect_source = 0;
  self->changed (self->data);   /* may free us */

  return G_SOURCE_REMOVE;
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     data)
{
  LanNetlink *self = data;
  char buffer[8192];

  /* What changed does not matter, only that something did; ENOBUFS means that much changed. */
  while (recv (fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0)
    ;

  if (self->collect_source == 0)
    self->collect_source = g_timeout_add (COLLECT_MS, on_collected, self);

  return G_SOURCE_CONTINUE;
}

/**
 * lan_netlink_new:
 * @groups: RTMGRP_LINK | RTMGRP_IPV4_IFADDR …
 * @changed: called in the main context, its return value is ignored; may free the ear
 *
 * Returns: (transfer full) (nullable): the ear, open
 */
LanNetlink *
lan_netlink_new (guint         groups,
                 GSourceFunc   changed,
                 gpointer      data,
                 GError      **error)
{
  struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = groups };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  LanNetlink *self;

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      int code = errno;

      if (fd >= 0)
        close (fd);
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   "Cannot follow the network interfaces: %s", g_strerror (code));
      return NULL;
    }

  self = g_new0 (LanNetlink, 1);
  self->fd = fd;
  self->changed = changed;
  self->data = data;
  self->source = g_unix_fd_add (fd, G_IO_IN, on_readable, self);

  return self;
}

void
lan_netlink_free (LanNetlink *self)
{
  g_source_remove (self->source);
  g_clear_handle_id (&self->collect_source, g_source_remove);
  close (self->fd);
  g_free (self);
}
