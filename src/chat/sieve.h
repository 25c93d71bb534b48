/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/datagram-socket.h"

G_BEGIN_DECLS

/**
 * LanChatVerdict:
 * @LAN_CHAT_SHOW: a row of its own
 * @LAN_CHAT_COUNT: too fast: counted in its sender's fold
 * @LAN_CHAT_DUPLICATE: came another way already, from or to another card
 */
typedef enum
{
  LAN_CHAT_SHOW,
  LAN_CHAT_COUNT,
  LAN_CHAT_DUPLICATE,
} LanChatVerdict;

typedef struct _LanChatSieve LanChatSieve;

LanChatSieve  *lan_chat_sieve_new  (void);
void           lan_chat_sieve_free (LanChatSieve      *self);
LanChatVerdict lan_chat_sieve_pass (LanChatSieve      *self,
                                    const LanDatagram *datagram);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanChatSieve, lan_chat_sieve_free)

G_END_DECLS
