/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/interfaces.h"

G_BEGIN_DECLS

char *lan_network_dup_id   (void);
char *lan_network_dup_name (LanInterfaces *interfaces);

G_END_DECLS
