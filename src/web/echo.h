/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"

G_BEGIN_DECLS

/* A body that comes back is kept in memory until it is whole. */
#define LAN_WEB_ECHO_MAX_BYTES (1024 * 1024)

LanHttpResponse *lan_web_echo_answer      (const LanHttpRequest *request);
LanHttpResponse *lan_web_echo_answer_head (const LanHttpRequest *request);
LanHttpResponse *lan_web_echo_trace       (const LanHttpRequest *request);

G_END_DECLS
