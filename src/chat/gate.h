/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/firewall.h"
#include "base/interfaces.h"

G_BEGIN_DECLS

typedef struct _LanChatGate LanChatGate;

LanChatGate       *lan_chat_gate_new          (LanInterfaces     *interfaces,
                                               GSourceOnceFunc    changed,
                                               gpointer           data);
void               lan_chat_gate_free         (LanChatGate       *self);
void               lan_chat_gate_watch        (LanChatGate       *self,
                                               guint16            port);
void               lan_chat_gate_rest         (LanChatGate       *self);
void               lan_chat_gate_pass         (LanChatGate       *self);
void               lan_chat_gate_dismiss      (LanChatGate       *self);
const LanFirewall *lan_chat_gate_get_firewall (const LanChatGate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanChatGate, lan_chat_gate_free)

G_END_DECLS
