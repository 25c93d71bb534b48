/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "web/exchange.h"

G_BEGIN_DECLS

typedef enum
{
  LAN_EXCHANGE_CELL_TIME,
  LAN_EXCHANGE_CELL_CLIENT,
  LAN_EXCHANGE_CELL_REQUEST,
  LAN_EXCHANGE_CELL_STATUS,
  LAN_EXCHANGE_CELL_SIZE,
  LAN_EXCHANGE_CELL_DURATION,
} LanExchangeCellKind;

#define LAN_TYPE_EXCHANGE_CELL (lan_exchange_cell_get_type ())

G_DECLARE_FINAL_TYPE (LanExchangeCell, lan_exchange_cell, LAN, EXCHANGE_CELL, AdwBin)

GtkWidget *lan_exchange_cell_new          (LanExchangeCellKind  kind);
void       lan_exchange_cell_set_exchange (LanExchangeCell     *self,
                                           LanWebExchange      *exchange);

G_END_DECLS
