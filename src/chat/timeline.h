/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "chat/message.h"

G_BEGIN_DECLS

#define LAN_TYPE_CHAT_TIMELINE (lan_chat_timeline_get_type ())

G_DECLARE_FINAL_TYPE (LanChatTimeline, lan_chat_timeline, LAN, CHAT_TIMELINE, GObject)

LanChatTimeline *lan_chat_timeline_new    (void);
void             lan_chat_timeline_append (LanChatTimeline *self,
                                           GPtrArray       *messages);

G_END_DECLS
