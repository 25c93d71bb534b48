/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "web/exchange.h"

G_BEGIN_DECLS

#define LAN_TYPE_EXCHANGE_VIEW (lan_exchange_view_get_type ())

G_DECLARE_FINAL_TYPE (LanExchangeView, lan_exchange_view, LAN, EXCHANGE_VIEW, AdwBin)

LanExchangeView *lan_exchange_view_new          (void);
LanWebExchange  *lan_exchange_view_get_exchange (LanExchangeView *self);
void             lan_exchange_view_set_exchange (LanExchangeView *self,
                                                 LanWebExchange  *exchange);

G_END_DECLS
