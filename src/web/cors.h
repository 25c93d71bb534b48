/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"
#include "web/options.h"

G_BEGIN_DECLS

/* What every answer says to scripts of pages from elsewhere: read it, all of it. */
#define LAN_WEB_CORS_FIELDS "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: *\r\n"

gboolean         lan_web_cors_is_preflight (const LanHttpRequest *request);
LanHttpResponse *lan_web_cors_answer       (const LanWebOptions  *options,
                                            const LanHttpRequest *request);

G_END_DECLS
