/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "chat/room.h"
#include "files/receiver.h"
#include "node/visibility.h"
#include "web/host.h"

G_BEGIN_DECLS

#define LAN_TYPE_NODE (lan_node_get_type ())

G_DECLARE_FINAL_TYPE (LanNode, lan_node, LAN, NODE, GObject)

LanNode           *lan_node_new             (const char  *profile,
                                             GError     **error);
LanNode           *lan_node_new_for_command (GError     **error);
GSettings         *lan_node_get_settings    (LanNode     *self);
LanInterfaces     *lan_node_get_interfaces  (LanNode     *self);
LanVisibility     *lan_node_get_visibility  (LanNode     *self);
LanChatRoom       *lan_node_get_chat        (LanNode     *self);
LanWebHost        *lan_node_get_web         (LanNode     *self);
LanFilesTransfers *lan_node_get_transfers   (LanNode     *self);
LanFilesReceiver  *lan_node_get_receiver    (LanNode     *self);

G_END_DECLS
