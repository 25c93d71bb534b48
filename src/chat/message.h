/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanChatKind:
 * @LAN_CHAT_SENT: by us
 * @LAN_CHAT_HEARD: from somebody, another program on this machine included
 * @LAN_CHAT_FOLD: stands for many that came too fast to be shown
 */
typedef enum
{
  LAN_CHAT_SENT,
  LAN_CHAT_HEARD,
  LAN_CHAT_FOLD,
} LanChatKind;

#define LAN_TYPE_CHAT_MESSAGE (lan_chat_message_get_type ())

G_DECLARE_FINAL_TYPE (LanChatMessage, lan_chat_message, LAN, CHAT_MESSAGE, GObject)

LanChatMessage *lan_chat_message_new_sent        (const char     *text,
                                                  const char     *route,
                                                  guint           n_datagrams);
LanChatMessage *lan_chat_message_new_heard       (GBytes         *bytes,
                                                  const char     *sender,
                                                  guint16         sender_port,
                                                  const char     *interface,
                                                  gboolean        unicast,
                                                  gboolean        own_host,
                                                  gint64          arrived_us);
LanChatMessage *lan_chat_message_new_fold        (const char     *sender);

LanChatKind     lan_chat_message_get_kind        (LanChatMessage *self);
const char     *lan_chat_message_get_sender      (LanChatMessage *self);
guint16         lan_chat_message_get_sender_port (LanChatMessage *self);
const char     *lan_chat_message_get_text        (LanChatMessage *self);
GBytes         *lan_chat_message_get_bytes       (LanChatMessage *self);
GDateTime      *lan_chat_message_get_time        (LanChatMessage *self);
gboolean        lan_chat_message_is_utf8         (LanChatMessage *self);
gboolean        lan_chat_message_is_unicast      (LanChatMessage *self);
gboolean        lan_chat_message_is_own_host     (LanChatMessage *self);
const char     *lan_chat_message_get_interface   (LanChatMessage *self);
const char     *lan_chat_message_get_route       (LanChatMessage *self);
guint           lan_chat_message_get_n_datagrams (LanChatMessage *self);
guint           lan_chat_message_get_count       (LanChatMessage *self);
void            lan_chat_message_add_to_fold     (LanChatMessage *self,
                                                  guint           more);
gboolean        lan_chat_message_is_unanswered   (LanChatMessage *self);
void            lan_chat_message_set_unanswered  (LanChatMessage *self,
                                                  gboolean        unanswered);

G_END_DECLS
