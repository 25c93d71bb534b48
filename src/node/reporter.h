/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "node/node.h"

G_BEGIN_DECLS

void lan_reporter_attach (LanNode *node);

G_END_DECLS
