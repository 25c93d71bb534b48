/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "chat/message.h"

G_BEGIN_DECLS

#define LAN_TYPE_DATAGRAM_VIEW (lan_datagram_view_get_type ())

G_DECLARE_FINAL_TYPE (LanDatagramView, lan_datagram_view, LAN, DATAGRAM_VIEW, AdwBin)

GtkWidget *lan_datagram_view_new (LanChatMessage *message);

G_END_DECLS
