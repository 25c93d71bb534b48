/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LAN_TYPE_NETWORK_MANAGER (lan_network_manager_get_type ())

G_DECLARE_FINAL_TYPE (LanNetworkManager, lan_network_manager, LAN, NETWORK_MANAGER, GObject)

LanNetworkManager *lan_network_manager_new          (void);
gboolean           lan_network_manager_has_answered (LanNetworkManager *self);
const char        *lan_network_manager_get_id       (LanNetworkManager *self);
const char        *lan_network_manager_get_name     (LanNetworkManager *self);
gboolean           lan_network_manager_is_wireless  (LanNetworkManager *self);

G_END_DECLS
