/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/datagram-socket.h"

G_BEGIN_DECLS

/**
 * LanChatState:
 * @LAN_CHAT_OFF: closed: the person does not want to listen
 * @LAN_CHAT_PAUSED: closed: wanted, but not on this network (hidden, or not answered yet)
 * @LAN_CHAT_LISTENING: the port is open
 * @LAN_CHAT_PORT_HELD: another program has it; tried again until it is free
 * @LAN_CHAT_FAILED: the port cannot be had for another reason; tried again too
 */
typedef enum
{
  LAN_CHAT_OFF,
  LAN_CHAT_PAUSED,
  LAN_CHAT_LISTENING,
  LAN_CHAT_PORT_HELD,
  LAN_CHAT_FAILED,
} LanChatState;

#define LAN_TYPE_CHAT_EAR (lan_chat_ear_get_type ())

G_DECLARE_FINAL_TYPE (LanChatEar, lan_chat_ear, LAN, CHAT_EAR, GObject)

LanChatEar   *lan_chat_ear_new              (void);
void          lan_chat_ear_open             (LanChatEar *self,
                                             guint16     port);
void          lan_chat_ear_close            (LanChatEar *self,
                                             gboolean    paused);
LanChatState  lan_chat_ear_get_state        (LanChatEar *self);
const char   *lan_chat_ear_get_problem      (LanChatEar *self);
guint64       lan_chat_ear_get_kernel_drops (LanChatEar *self);
guint64       lan_chat_ear_get_queue_drops  (LanChatEar *self);

G_END_DECLS
