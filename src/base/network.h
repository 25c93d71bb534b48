/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/interfaces.h"

G_BEGIN_DECLS

#define LAN_TYPE_NETWORK (lan_network_get_type ())

G_DECLARE_FINAL_TYPE (LanNetwork, lan_network, LAN, NETWORK, GObject)

LanNetwork *lan_network_new      (LanInterfaces *interfaces);
gboolean    lan_network_is_known (LanNetwork    *self);
const char *lan_network_get_id   (LanNetwork    *self);
const char *lan_network_get_name (LanNetwork    *self);

G_END_DECLS
