/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_CHAT_PAGE (lan_chat_page_get_type ())

G_DECLARE_FINAL_TYPE (LanChatPage, lan_chat_page, LAN, CHAT_PAGE, AdwBin)

G_END_DECLS
