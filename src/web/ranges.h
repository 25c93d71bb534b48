/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of one request. A reader of a PDF asks for some dozens of parts; each costs a head of a hundred bytes, so that
 * thousands of single bytes would make a small question a large answer. */
#define LAN_WEB_RANGES_MAX 200

/**
 * LanWebRange: a part of a file, in bytes; never empty
 */
typedef struct
{
  guint64 offset;
  guint64 length;
} LanWebRange;

/**
 * LanWebRanges: what became of a Range field
 * @LAN_WEB_RANGES_NONE: it says nothing that counts; the whole file is sent
 * @LAN_WEB_RANGES_SOME: parts of it: 206
 * @LAN_WEB_RANGES_UNSATISFIABLE: the file is shorter: 416
 */
typedef enum
{
  LAN_WEB_RANGES_NONE,
  LAN_WEB_RANGES_SOME,
  LAN_WEB_RANGES_UNSATISFIABLE,
} LanWebRanges;

LanWebRanges lan_web_ranges_parse (const char *field,
                                   gsize       length,
                                   guint64     size,
                                   GArray     *ranges);

G_END_DECLS
