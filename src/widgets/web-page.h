/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_WEB_PAGE (lan_web_page_get_type ())

G_DECLARE_FINAL_TYPE (LanWebPage, lan_web_page, LAN, WEB_PAGE, AdwBin)

void lan_web_page_serve (LanWebPage *self,
                         const char *folder);

G_END_DECLS
