/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanInterface:
 * @name: the interface, "wlan0"
 * @index: its index, as IP_PKTINFO wants it
 * @flags: IFF_UP, IFF_RUNNING, IFF_BROADCAST, IFF_LOOPBACK … (netdevice(7))
 * @address: one address of it
 * @prefix_length: the bits of @address that name the network
 * @broadcast: (nullable): where a datagram to everyone on that network goes; IPv4 only
 *
 * One address of one network card, as it was when the snapshot was taken. Immutable.
 */
typedef struct
{
  char *name;
  guint index;
  guint flags;
  GInetAddress *address;
  guint prefix_length;
  GInetAddress *broadcast;
} LanInterface;

LanInterface *lan_interface_new               (const char         *name,
                                               guint               index,
                                               guint               flags,
                                               GInetAddress       *address,
                                               guint               prefix_length,
                                               GInetAddress       *broadcast);
LanInterface *lan_interface_ref               (LanInterface       *self);
void          lan_interface_unref             (LanInterface       *self);
gboolean      lan_interface_can_broadcast     (const LanInterface *self);
gboolean      lan_interface_is_loopback       (const LanInterface *self);
GInetAddress *lan_interface_compute_broadcast (GInetAddress       *address,
                                               guint               prefix_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanInterface, lan_interface_unref)

#define LAN_TYPE_INTERFACES (lan_interfaces_get_type ())

G_DECLARE_FINAL_TYPE (LanInterfaces, lan_interfaces, LAN, INTERFACES, GObject)

LanInterfaces *lan_interfaces_new              (GError           **error);
GPtrArray     *lan_interfaces_get_snapshot     (LanInterfaces     *self);
GPtrArray     *lan_interfaces_dup_broadcasts   (LanInterfaces     *self);
char         **lan_interfaces_dup_addresses    (LanInterfaces     *self);
char          *lan_interfaces_dup_best_address (LanInterfaces     *self);
gboolean       lan_interfaces_has_address      (LanInterfaces     *self,
                                                GInetAddress      *address);

G_END_DECLS
