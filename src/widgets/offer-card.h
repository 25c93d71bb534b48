/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_OFFER_CARD (lan_offer_card_get_type ())

G_DECLARE_FINAL_TYPE (LanOfferCard, lan_offer_card, LAN, OFFER_CARD, GtkBox)

void lan_offer_card_set_node (LanOfferCard *self,
                              LanNode      *node);

G_END_DECLS
