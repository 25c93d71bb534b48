/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanWebPath: what became of a request target
 * @LAN_WEB_PATH_OK: a path beneath the folder
 * @LAN_WEB_PATH_BAD: no path at all: 400
 * @LAN_WEB_PATH_OUTSIDE: leads out of the folder: 403
 * @LAN_WEB_PATH_HIDDEN: names a hidden file: 404, as if it were not there
 */
typedef enum
{
  LAN_WEB_PATH_OK,
  LAN_WEB_PATH_BAD,
  LAN_WEB_PATH_OUTSIDE,
  LAN_WEB_PATH_HIDDEN,
} LanWebPath;

LanWebPath  lan_web_path_resolve (const char  *target,
                                  char       **path);
char       *lan_web_path_encode  (const char  *name);
char       *lan_web_path_to_url  (const char  *path);

G_END_DECLS
