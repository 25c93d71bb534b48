/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/firewall.h"
#include "base/interfaces.h"
#include "chat/ear.h"
#include "chat/message.h"

G_BEGIN_DECLS

/* The port of the plain form. */
#define LAN_CHAT_PORT 9999

/* A beacon's pace: the fastest that is still polite, and once an hour. */
#define LAN_CHAT_REPEAT_SECONDS_MIN 0.1
#define LAN_CHAT_REPEAT_SECONDS_MAX 3600.0

#define LAN_TYPE_CHAT_ROOM (lan_chat_room_get_type ())

G_DECLARE_FINAL_TYPE (LanChatRoom, lan_chat_room, LAN, CHAT_ROOM, GObject)

LanChatRoom       *lan_chat_room_new                   (LanInterfaces  *interfaces,
                                                        guint16         port);
GListModel        *lan_chat_room_get_timeline          (LanChatRoom    *self);
guint16            lan_chat_room_get_port              (LanChatRoom    *self);
void               lan_chat_room_set_port              (LanChatRoom    *self,
                                                        guint16         port);
gboolean           lan_chat_room_get_listening         (LanChatRoom    *self);
void               lan_chat_room_set_listening         (LanChatRoom    *self,
                                                        gboolean        listening);
void               lan_chat_room_set_may_listen        (LanChatRoom    *self,
                                                        gboolean        may_listen);
LanChatState       lan_chat_room_get_state             (LanChatRoom    *self);
const char        *lan_chat_room_get_state_nick        (LanChatRoom    *self);
const char        *lan_chat_room_get_problem           (LanChatRoom    *self);
const LanFirewall *lan_chat_room_get_firewall          (LanChatRoom    *self);
char              *lan_chat_room_dup_firewall_sentence (LanChatRoom    *self);
void               lan_chat_room_dismiss_firewall      (LanChatRoom    *self);
const char        *lan_chat_room_get_target            (LanChatRoom    *self);
gboolean           lan_chat_room_set_target            (LanChatRoom    *self,
                                                        const char     *target,
                                                        GError        **error);
const char        *lan_chat_room_get_warning           (LanChatRoom    *self);
char              *lan_chat_room_dup_destination       (LanChatRoom    *self);
gboolean           lan_chat_room_say                   (LanChatRoom    *self,
                                                        const char     *text,
                                                        GError        **error);
gboolean           lan_chat_room_start_repeating       (LanChatRoom    *self,
                                                        const char     *text,
                                                        double          seconds,
                                                        GError        **error);
void               lan_chat_room_stop_repeating        (LanChatRoom    *self);
gboolean           lan_chat_room_is_repeating          (LanChatRoom    *self);
gboolean           lan_chat_room_is_repeat_paused      (LanChatRoom    *self);
const char        *lan_chat_room_get_repeated          (LanChatRoom    *self);
guint64            lan_chat_room_get_kernel_drops      (LanChatRoom    *self);
guint64            lan_chat_room_get_queue_drops       (LanChatRoom    *self);
guint64            lan_chat_room_get_n_heard           (LanChatRoom    *self);

G_END_DECLS
