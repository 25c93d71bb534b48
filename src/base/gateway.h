/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *lan_gateway_dup_hardware_address (gboolean *exists);

G_END_DECLS
