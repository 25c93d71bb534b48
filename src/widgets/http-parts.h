/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/message.h"
#include "widgets/byte-rows.h"

G_BEGIN_DECLS

GArray *lan_http_parts_new (const LanHttpMessage *message);

G_END_DECLS
