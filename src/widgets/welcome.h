/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_WELCOME (lan_welcome_get_type ())

G_DECLARE_FINAL_TYPE (LanWelcome, lan_welcome, LAN, WELCOME, AdwBin)

GtkWidget *lan_welcome_new (LanNode *node);

G_END_DECLS
