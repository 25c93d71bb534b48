/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"

G_BEGIN_DECLS

const char *lan_web_origin_refuse (const LanHttpRequest *request);

G_END_DECLS
