/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanDatagram:
 * @bytes: what it carried; 0 to 65507 bytes
 * @source: who sent it
 * @source_port: from which port
 * @destination: to which address: tells a broadcast from a unicast
 * @interface_index: the card it came in by
 * @arrived_us: wall clock, microseconds since 1970
 * @monotonic_us: g_get_monotonic_time() of the same moment
 *
 * One received datagram (IPv4). Immutable; any thread.
 */
typedef struct
{
  GBytes *bytes;
  GInetAddress *source;
  guint16 source_port;
  GInetAddress *destination;
  guint interface_index;
  gint64 arrived_us;
  gint64 monotonic_us;
} LanDatagram;

LanDatagram *lan_datagram_new   (GBytes       *bytes,
                                 GInetAddress *source,
                                 guint16       source_port,
                                 GInetAddress *destination,
                                 guint         interface_index);
LanDatagram *lan_datagram_ref   (LanDatagram  *self);
void         lan_datagram_unref (LanDatagram  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanDatagram, lan_datagram_unref)

#define LAN_TYPE_DATAGRAM_SOCKET (lan_datagram_socket_get_type ())

G_DECLARE_FINAL_TYPE (LanDatagramSocket, lan_datagram_socket, LAN, DATAGRAM_SOCKET, GObject)

LanDatagramSocket *lan_datagram_socket_new              (guint16            port,
                                                         gboolean           shared,
                                                         GError           **error);
guint16            lan_datagram_socket_get_port         (LanDatagramSocket *self);
guint64            lan_datagram_socket_get_kernel_drops (LanDatagramSocket *self);
guint64            lan_datagram_socket_get_queue_drops  (LanDatagramSocket *self);
gboolean           lan_datagram_socket_send             (LanDatagramSocket *self,
                                                         GBytes            *bytes,
                                                         GInetAddress      *destination,
                                                         guint16            port,
                                                         guint              interface_index,
                                                         GError           **error);
void               lan_datagram_socket_close            (LanDatagramSocket *self);

G_END_DECLS
