/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/response.h"

G_BEGIN_DECLS

LanHttpResponse *lan_web_page_message   (guint       status,
                                         const char *title,
                                         const char *sentence);
LanHttpResponse *lan_web_page_not_found (const char *target);
LanHttpResponse *lan_web_page_listing   (int         root,
                                         int         folder,
                                         const char *path);

G_END_DECLS
