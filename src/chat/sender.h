/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "chat/target.h"

G_BEGIN_DECLS

typedef struct _LanChatSender LanChatSender;

LanChatSender *lan_chat_sender_new      (LanInterfaces        *interfaces,
                                         GCallback             received,
                                         gpointer              data);
void           lan_chat_sender_free     (LanChatSender        *self);
void           lan_chat_sender_close    (LanChatSender        *self);
guint16        lan_chat_sender_get_port (LanChatSender        *self);
char          *lan_chat_sender_send     (LanChatSender        *self,
                                         GPtrArray            *datagrams,
                                         const LanChatTarget  *target,
                                         guint16               port,
                                         GError              **error);

G_END_DECLS
