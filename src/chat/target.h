/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/interfaces.h"

G_BEGIN_DECLS

/**
 * LanChatTarget:
 * @interface: (nullable): one card by name
 * @address: (nullable): a written IPv4 address
 * @port: with @address
 *
 * Where to send: everyone on every network (both %NULL), on one card, or to a written address. As a
 * string, in settings and commands: "", "interface:wlan0", "address:192.168.1.255:9999".
 */
typedef struct
{
  char *interface;
  GInetAddress *address;
  guint16 port;
} LanChatTarget;

LanChatTarget *lan_chat_target_parse       (const char          *text,
                                            guint16              default_port,
                                            GError             **error);
void           lan_chat_target_free        (LanChatTarget       *self);
char          *lan_chat_target_dup_warning (const LanChatTarget *self,
                                            LanInterfaces       *interfaces);
GPtrArray     *lan_chat_target_dup_networks    (const LanChatTarget *self,
                                                LanInterfaces       *interfaces);
char          *lan_chat_target_dup_destination (const LanChatTarget *self,
                                                LanInterfaces       *interfaces,
                                                guint16              port);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanChatTarget, lan_chat_target_free)

G_END_DECLS
