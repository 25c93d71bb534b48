/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "http/record.h"

G_BEGIN_DECLS

#define LAN_TYPE_WEB_EXCHANGE (lan_web_exchange_get_type ())

G_DECLARE_FINAL_TYPE (LanWebExchange, lan_web_exchange, LAN, WEB_EXCHANGE, GObject)

LanWebExchange *lan_web_exchange_new           (LanHttpRecord  *record);
void            lan_web_exchange_update        (LanWebExchange *self,
                                                LanHttpRecord  *record);
LanHttpRecord  *lan_web_exchange_get_record    (LanWebExchange *self);
char           *lan_web_exchange_dup_time      (LanWebExchange *self);
char           *lan_web_exchange_dup_request   (LanWebExchange *self);
char           *lan_web_exchange_dup_status    (LanWebExchange *self);
char           *lan_web_exchange_dup_size      (LanWebExchange *self);
char           *lan_web_exchange_dup_duration  (LanWebExchange *self);
char           *lan_web_exchange_dup_progress  (LanWebExchange *self);
gboolean        lan_web_exchange_is_rested     (LanWebExchange *self);
char           *lan_web_exchange_dup_problem   (LanWebExchange *self);
const char     *lan_web_exchange_get_kind_nick (LanWebExchange *self);

G_END_DECLS
