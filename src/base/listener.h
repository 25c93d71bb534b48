/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LAN_LISTENER_SOCKETS_MAX 2

/**
 * LanListener:
 * @fds: non-blocking listening sockets, one for IPv4 and where there is IPv6 one for that
 * @n_fds: how many
 * @port: the port of all of them
 *
 * A TCP port that is open.
 */
typedef struct
{
  int fds[LAN_LISTENER_SOCKETS_MAX];
  guint n_fds;
  guint16 port;
} LanListener;

LanListener *lan_listener_new            (guint16       port,
                                          gboolean      loopback_only,
                                          GError      **error);
void         lan_listener_free           (LanListener  *self);
guint16      lan_listener_next_free_port (guint16       port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanListener, lan_listener_free)

G_END_DECLS
