/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "chat/message.h"

G_BEGIN_DECLS

#define LAN_TYPE_CHAT_ROW (lan_chat_row_get_type ())

G_DECLARE_FINAL_TYPE (LanChatRow, lan_chat_row, LAN, CHAT_ROW, AdwBin)

GtkWidget *lan_chat_row_new         (void);
void       lan_chat_row_set_message (LanChatRow     *self,
                                     LanChatMessage *message);

G_END_DECLS
