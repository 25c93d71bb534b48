/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "web/explain.h"

G_BEGIN_DECLS

/* The texts. Tables of names end with one without a name; the others are indexed by what they explain. */
extern const LanWebExplanation lan_web_request_fields[];
extern const LanWebExplanation lan_web_response_fields[];
extern const LanWebExplanation lan_web_browser_fields[];
extern const LanWebExplanation lan_web_statuses[];
extern const LanWebExplanation lan_web_methods[];
extern const LanWebExplanation lan_web_parts[LAN_HTTP_PART_JUNK + 1];
extern const LanWebExplanation lan_web_topics[LAN_WEB_N_TOPICS];

G_END_DECLS
