/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

int  lan_beneath_open         (int           root,
                               const char   *path,
                               int           flags,
                               GError      **error);
int  lan_beneath_open_to_read (int           root,
                               const char   *path,
                               struct stat  *info,
                               GError      **error);
void lan_beneath_set_fallback (gboolean      always);

G_END_DECLS
