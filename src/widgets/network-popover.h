/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_NETWORK_POPOVER (lan_network_popover_get_type ())

G_DECLARE_FINAL_TYPE (LanNetworkPopover, lan_network_popover, LAN, NETWORK_POPOVER, GtkPopover)

GtkWidget *lan_network_popover_new          (LanNode            *node);

char      *lan_network_popover_dup_decimal  (const guint8        bytes[static 4],
                                             guint               prefix_length);
char      *lan_network_popover_dup_binary   (const guint8        bytes[static 4],
                                             guint               prefix_length);

G_END_DECLS
