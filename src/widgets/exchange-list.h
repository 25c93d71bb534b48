/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "web/exchange-log.h"

G_BEGIN_DECLS

#define LAN_TYPE_EXCHANGE_LIST (lan_exchange_list_get_type ())

G_DECLARE_FINAL_TYPE (LanExchangeList, lan_exchange_list, LAN, EXCHANGE_LIST, GtkWidget)

void            lan_exchange_list_set_log      (LanExchangeList   *self,
                                                LanWebExchangeLog *log);
LanWebExchange *lan_exchange_list_get_selected (LanExchangeList   *self);
void            lan_exchange_list_unselect     (LanExchangeList   *self);

G_END_DECLS
