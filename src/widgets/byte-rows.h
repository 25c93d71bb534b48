/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanByteTone: how a stretch of bytes looks; each differs in more than its colour.
 */
typedef enum
{
  LAN_BYTE_PLAIN,
  LAN_BYTE_START,     /* what a message begins with: method, status code */
  LAN_BYTE_NAME,
  LAN_BYTE_VALUE,
  LAN_BYTE_MARK,      /* what separates: a colon, a space, a line end, a chunk size */
  LAN_BYTE_BODY,
  LAN_BYTE_BAD,
} LanByteTone;

/**
 * LanBytePart:
 * @offset: of its first byte
 * @length: in bytes
 * @name: (nullable): translated and static
 * @section: (nullable): translated and static: the heading over it and its neighbours with the same
 * @tone: how it looks
 *
 * A named stretch of bytes. The parts of a view tile its bytes.
 */
typedef struct
{
  gsize offset;
  gsize length;
  const char *name;
  const char *section;
  LanByteTone tone;
} LanBytePart;

/**
 * LanByteCell:
 * @start: of its text, in bytes of UTF-8
 * @length: of its text
 * @offset: of the byte behind it
 * @tag: the text stands for a byte that cannot be shown itself
 *
 * One character of a row, and the byte it shows.
 */
typedef struct
{
  guint start;
  guint length;
  gsize offset;
  gboolean tag;
} LanByteCell;

#define LAN_TYPE_BYTE_ROW (lan_byte_row_get_type ())

G_DECLARE_FINAL_TYPE (LanByteRow, lan_byte_row, LAN, BYTE_ROW, GObject)

gsize       lan_byte_row_get_offset  (LanByteRow *self);
gsize       lan_byte_row_get_length  (LanByteRow *self);
const char *lan_byte_row_get_heading (LanByteRow *self);
char       *lan_byte_row_dup_text    (LanByteRow *self,
                                      GArray     *cells);

#define LAN_TYPE_BYTE_ROWS (lan_byte_rows_get_type ())

G_DECLARE_FINAL_TYPE (LanByteRows, lan_byte_rows, LAN, BYTE_ROWS, GObject)

LanByteRows       *lan_byte_rows_new        (GBytes      *bytes,
                                             GArray      *parts,
                                             gboolean     hex);
guint              lan_byte_rows_find       (LanByteRows *self,
                                             gsize        offset);
const LanBytePart *lan_byte_rows_get_part   (LanByteRows *self,
                                             guint        index);
guint              lan_byte_rows_get_n_parts (LanByteRows *self);
guint              lan_byte_rows_find_part  (LanByteRows *self,
                                             gsize        offset);

G_END_DECLS
