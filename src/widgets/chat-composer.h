/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_CHAT_COMPOSER (lan_chat_composer_get_type ())

G_DECLARE_FINAL_TYPE (LanChatComposer, lan_chat_composer, LAN, CHAT_COMPOSER, AdwBin)

G_END_DECLS
