/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "web/exchange.h"

G_BEGIN_DECLS

#define LAN_TYPE_WEB_EXCHANGE_LOG (lan_web_exchange_log_get_type ())

G_DECLARE_FINAL_TYPE (LanWebExchangeLog, lan_web_exchange_log, LAN, WEB_EXCHANGE_LOG, GObject)

LanWebExchangeLog *lan_web_exchange_log_new         (void);
void               lan_web_exchange_log_add         (LanWebExchangeLog *self,
                                                     LanHttpRecord     *record);
guint64            lan_web_exchange_log_get_dropped (LanWebExchangeLog *self);
guint64            lan_web_exchange_log_get_lost    (LanWebExchangeLog *self);
void               lan_web_exchange_log_clear       (LanWebExchangeLog *self);

G_END_DECLS
