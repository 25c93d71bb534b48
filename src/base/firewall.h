/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanFirewall:
 * @name: "ufw", "firewalld"
 * @command: what a person types to open the port, "sudo ufw allow 9999/udp"
 *
 * A firewall on this computer that, as far as can be seen, keeps a port from others.
 */
typedef struct
{
  char *name;
  char *command;
} LanFirewall;

void         lan_firewall_free           (LanFirewall          *self);
LanFirewall *lan_firewall_find_ufw       (const char           *etc,
                                          guint16               udp_port);
LanFirewall *lan_firewall_find_firewalld (GDBusConnection      *system_bus,
                                          const char *const    *interfaces,
                                          guint16               udp_port);
void         lan_firewall_find_async     (const char *const    *interfaces,
                                          guint16               udp_port,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
LanFirewall *lan_firewall_find_finish    (GAsyncResult         *result,
                                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanFirewall, lan_firewall_free)

G_END_DECLS
