/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/datagram-socket.h"
#include "chat/message.h"

G_BEGIN_DECLS

typedef struct _LanChatFolds LanChatFolds;

LanChatFolds   *lan_chat_folds_new         (void);
void            lan_chat_folds_free        (LanChatFolds      *self);
LanChatMessage *lan_chat_folds_count       (LanChatFolds      *self,
                                            const LanDatagram *datagram);
void            lan_chat_folds_show        (LanChatFolds      *self);
GPtrArray      *lan_chat_folds_steal_grown (LanChatFolds      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanChatFolds, lan_chat_folds_free)

G_END_DECLS
