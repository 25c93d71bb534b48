/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int  lan_beneath_open         (int          root,
                               const char  *path,
                               int          flags,
                               GError     **error);
void lan_beneath_set_fallback (gboolean     always);

G_END_DECLS
