/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"

G_BEGIN_DECLS

/**
 * LanWebRange: what became of a Range field
 * @LAN_WEB_RANGE_NONE: the whole file is sent
 * @LAN_WEB_RANGE_OK: one part of it: 206
 * @LAN_WEB_RANGE_UNSATISFIABLE: the file is shorter: 416
 */
typedef enum
{
  LAN_WEB_RANGE_NONE,
  LAN_WEB_RANGE_OK,
  LAN_WEB_RANGE_UNSATISFIABLE,
} LanWebRange;

guint       lan_web_conditions_check (const LanHttpRequest *request,
                                      const char           *tag,
                                      gint64                modified);
LanWebRange lan_web_conditions_range (const LanHttpRequest *request,
                                      const char           *tag,
                                      gint64                modified,
                                      guint64               size,
                                      guint64              *offset,
                                      guint64              *length);
gboolean    lan_web_date_parse       (const char           *text,
                                      gint64               *unix_seconds);

G_END_DECLS
