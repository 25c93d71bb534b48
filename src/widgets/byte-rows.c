/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "widgets/byte-rows.h"

#include <string.h>

#include "base/text.h"

/* A line without an end is cut into rows of so many bytes: one label each, so that a megabyte without a
 * line feed costs what is on the screen. */
#define RAW_ROW_BYTES 256

/* … and after so many that are no text: each is four letters with a look of its own, and the toolkit lays out two hundred
 * rows at once, whatever of them is on the screen. */
#define RAW_ROW_TAGS 16

/* Eight bytes in hex, as characters and their offset just fit a panel of 340 pixels. */
#define HEX_ROW_BYTES 8

struct _LanByteRows
{
  GObject parent_instance;

  GBytes *bytes;
  GArray *parts;    /* LanBytePart, tiling */
  GArray *starts;   /* guint32: the offset of each row */
  gboolean hex;
};

struct _LanByteRow
{
  GObject parent_instance;

  LanByteRows *rows;
  guint position;
};

static void lan_byte_rows_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (LanByteRow, lan_byte_row, G_TYPE_OBJECT)

G_DEFINE_FINAL_TYPE_WITH_CODE (LanByteRows, lan_byte_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lan_byte_rows_list_model_init))

/* --- One row --- */

static gsize
start_of (LanByteRows *rows,
          guint        position)
{
  return position < rows->starts->len ? g_array_index (rows->starts, guint32, position) : g_bytes_get_size (rows->bytes);
}

gsize
lan_byte_row_get_offset (LanByteRow *self)
{
  g_return_val_if_fail (LAN_IS_BYTE_ROW (self), 0);

  return start_of (self->rows, self->position);
}

gsize
lan_byte_row_get_length (LanByteRow *self)
{
  g_return_val_if_fail (LAN_IS_BYTE_ROW (self), 0);

  return start_of (self->rows, self->position + 1) - start_of (self->rows, self->position);
}

/**
 * lan_byte_row_get_heading:
 *
 * Returns: (nullable): what begins with this row
 */
const char *
lan_byte_row_get_heading (LanByteRow *self)
{
  const LanBytePart *part, *before;
  gsize offset;

  g_return_val_if_fail (LAN_IS_BYTE_ROW (self), NULL);

  offset = lan_byte_row_get_offset (self);
  part = lan_byte_rows_get_part (self->rows, lan_byte_rows_find_part (self->rows, offset));
  if (part == NULL || part->offset != offset)
    return NULL;
  if (offset == 0)
    return part->section;

  before = lan_byte_rows_get_part (self->rows, lan_byte_rows_find_part (self->rows, offset - 1));

  return g_strcmp0 (before->section, part->section) != 0 ? part->section : NULL;
}

static void
append_cell (GString    *text,
             GArray     *cells,
             const char *shown,
             gsize       offset,
             gboolean    tag)
{
  LanByteCell cell = { (guint) text->len, (guint) strlen (shown), offset, tag };

  g_string_append (text, shown);
  g_array_append_val (cells, cell);
}

static void
append_character (GString    *text,
                  GArray     *cells,
                  const char *bytes,
                  gsize       n_bytes,
                  gunichar    character,
                  gsize       offset)
{
  char shown[16];

  switch (character)
    {
    case '\r':
      append_cell (text, cells, "\\r", offset, TRUE);
      return;
    case '\n':
      append_cell (text, cells, "\\n", offset, TRUE);
      return;
    case '\t':
      append_cell (text, cells, "\\t", offset, TRUE);
      return;
    default:
      break;
    }

  if (n_bytes == 1 && (character < 0x20 || character >= 0x7f))
    g_snprintf (shown, sizeof shown, "\\x%02x", (guint8) *bytes);
  else if (lan_text_is_unsafe (character))
    g_snprintf (shown, sizeof shown, "<U+%04X>", character);
  else
    {
      memcpy (shown, bytes, n_bytes);
      shown[n_bytes] = '\0';
      append_cell (text, cells, shown, offset, FALSE);
      return;
    }

  append_cell (text, cells, shown, offset, TRUE);
}

static void
append_raw (GString    *text,
            GArray     *cells,
            const char *data,
            gsize       offset,
            gsize       length)
{
  gsize end = offset + length;

  while (offset < end)
    {
      const char *at = data + offset;
      /* NUL is where g_utf8_get_char_validated() thinks the text ends */
      gunichar character = *at == '\0' ? 0 : g_utf8_get_char_validated (at, (gssize) (end - offset));
      gsize n_bytes = 1;

      if (character != (gunichar) -1 && character != (gunichar) -2 && character != 0)
        n_bytes = (gsize) (g_utf8_next_char (at) - at);
      append_character (text, cells, at, n_bytes, n_bytes == 1 ? (guint8) *at : character, offset);
      offset += n_bytes;
    }
}

static void
append_hex (GString    *text,
            GArray     *cells,
            const char *data,
            gsize       offset,
            gsize       length,
            gsize       size)
{
  char shown[4];

  g_string_append_printf (text, size > 0xffff ? "%08" G_GSIZE_MODIFIER "x " : "%04" G_GSIZE_MODIFIER "x ", offset);
  for (gsize i = 0; i < HEX_ROW_BYTES; i++)
    {
      g_string_append_c (text, ' ');
      if (i >= length)
        {
          g_string_append (text, "  ");
          continue;
        }
      g_snprintf (shown, sizeof shown, "%02x", (guint8) data[offset + i]);
      append_cell (text, cells, shown, offset + i, FALSE);
    }

  g_string_append (text, "  ");
  for (gsize i = 0; i < length; i++)
    {
      gboolean printable = g_ascii_isprint (data[offset + i]);

      g_snprintf (shown, sizeof shown, "%c", printable ? data[offset + i] : '.');
      append_cell (text, cells, shown, offset + i, !printable);
    }
}

/**
 * lan_byte_row_dup_text:
 * @cells: (element-type LanByteCell): filled with what the text shows, left to right; other text is between
 *
 * Returns: (transfer full): one line, safe to show
 */
char *
lan_byte_row_dup_text (LanByteRow *self,
                       GArray     *cells)
{
  GString *text = g_string_new (NULL);
  gsize size;
  const char *data;

  g_return_val_if_fail (LAN_IS_BYTE_ROW (self), NULL);

  data = g_bytes_get_data (self->rows->bytes, &size);
  if (self->rows->hex)
    append_hex (text, cells, data, lan_byte_row_get_offset (self), lan_byte_row_get_length (self), size);
  else
    append_raw (text, cells, data, lan_byte_row_get_offset (self), lan_byte_row_get_length (self));

  return g_string_free (text, FALSE);
}

static void
lan_byte_row_finalize (GObject *object)
{
  g_object_unref (LAN_BYTE_ROW (object)->rows);

  G_OBJECT_CLASS (lan_byte_row_parent_class)->finalize (object);
}

static void
lan_byte_row_class_init (LanByteRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lan_byte_row_finalize;
}

static void
lan_byte_row_init (LanByteRow *self)
{
}

/* --- All rows --- */

/* How far a row goes at most. */
static gsize
reach (const char *data,
       gsize       from,
       gsize       end)
{
  gsize limit = MIN (end, from + RAW_ROW_BYTES);
  guint n_tags = 0;

  while (from < limit && n_tags < RAW_ROW_TAGS)
    {
      const char *at = data + from;
      gunichar character = *at == '\0' ? 0 : g_utf8_get_char_validated (at, (gssize) (end - from));
      gboolean text = character >= 0x20 && character != 0x7f && character <= G_MAXINT32;   /* else: no character */

      from += text ? (gsize) (g_utf8_next_char (at) - at) : 1;
      n_tags += text ? 0 : 1;
    }

  return MIN (from, limit);
}

/* Where the row that begins at @from ends: at a line feed, or before a character that would be cut in two. */
static gsize
raw_row_end (const char *data,
             gsize       from,
             gsize       end)
{
  gsize limit = reach (data, from, end) - from;
  const char *feed = memchr (data + from, '\n', limit);
  gsize fit;

  if (feed != NULL)
    return (gsize) (feed - data) + 1;
  if (limit == end - from)
    return end;

  fit = lan_text_fit (data + from, end - from, limit);

  /* no character is longer than four bytes: more of them are no UTF-8 */
  return from + (limit - fit < 4 && fit > 0 ? fit : limit);
}

static void
add_rows (LanByteRows *self,
          gsize        from,
          gsize        end)
{
  const char *data = g_bytes_get_data (self->bytes, NULL);

  while (from < end)
    {
      guint32 start = (guint32) from;

      g_array_append_val (self->starts, start);
      from = self->hex ? MIN (from + HEX_ROW_BYTES, end) : raw_row_end (data, from, end);
    }
}

static void
find_rows (LanByteRows *self)
{
  guint n_parts = self->parts->len;

  /* no row belongs to two sections */
  for (guint i = 0, next; i < n_parts; i = next)
    {
      const LanBytePart *first = &g_array_index (self->parts, LanBytePart, i);
      const LanBytePart *last = first;

      for (next = i + 1; next < n_parts; next++)
        {
          const LanBytePart *part = &g_array_index (self->parts, LanBytePart, next);

          if (g_strcmp0 (part->section, first->section) != 0)
            break;
          last = part;
        }
      add_rows (self, first->offset, last->offset + last->length);
    }
}

static GType
lan_byte_rows_get_item_type (GListModel *model)
{
  return LAN_TYPE_BYTE_ROW;
}

static guint
lan_byte_rows_get_n_items (GListModel *model)
{
  return LAN_BYTE_ROWS (model)->starts->len;
}

static gpointer
lan_byte_rows_get_item (GListModel *model,
                        guint       position)
{
  LanByteRows *self = LAN_BYTE_ROWS (model);
  LanByteRow *row;

  if (position >= self->starts->len)
    return NULL;

  row = g_object_new (LAN_TYPE_BYTE_ROW, NULL);
  row->rows = g_object_ref (self);
  row->position = position;

  return row;
}

static void
lan_byte_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = lan_byte_rows_get_item_type;
  iface->get_n_items = lan_byte_rows_get_n_items;
  iface->get_item = lan_byte_rows_get_item;
}

static void
lan_byte_rows_finalize (GObject *object)
{
  LanByteRows *self = LAN_BYTE_ROWS (object);

  g_bytes_unref (self->bytes);
  g_array_unref (self->parts);
  g_array_unref (self->starts);

  G_OBJECT_CLASS (lan_byte_rows_parent_class)->finalize (object);
}

static void
lan_byte_rows_class_init (LanByteRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lan_byte_rows_finalize;
}

static void
lan_byte_rows_init (LanByteRows *self)
{
}

/**
 * lan_byte_rows_new:
 * @bytes: at most 4 GiB
 * @parts: (nullable) (element-type LanBytePart): tiling @bytes, in order; %NULL is one without a name
 * @hex: eight bytes a row in hex, else a line a row
 *
 * Returns: (transfer full): a list of #LanByteRow, made when they are asked for
 */
LanByteRows *
lan_byte_rows_new (GBytes   *bytes,
                   GArray   *parts,
                   gboolean  hex)
{
  LanByteRows *self = g_object_new (LAN_TYPE_BYTE_ROWS, NULL);

  self->bytes = g_bytes_ref (bytes);
  self->hex = hex;
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (parts != NULL)
    self->parts = g_array_ref (parts);
  else
    {
      LanBytePart all = { 0, g_bytes_get_size (bytes), NULL, NULL, LAN_BYTE_PLAIN };

      self->parts = g_array_new (FALSE, FALSE, sizeof (LanBytePart));
      if (all.length > 0)
        g_array_append_val (self->parts, all);
    }
  find_rows (self);

  return self;
}

/**
 * lan_byte_rows_find:
 *
 * Returns: the position of the row that holds the byte at @offset
 */
guint
lan_byte_rows_find (LanByteRows *self,
                    gsize        offset)
{
  guint low = 0, high;

  g_return_val_if_fail (LAN_IS_BYTE_ROWS (self), 0);

  high = self->starts->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (start_of (self, middle) <= offset)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * lan_byte_rows_find_part:
 *
 * Returns: the index of the part that holds the byte at @offset
 */
guint
lan_byte_rows_find_part (LanByteRows *self,
                         gsize        offset)
{
  guint low = 0, high;

  g_return_val_if_fail (LAN_IS_BYTE_ROWS (self), 0);

  high = self->parts->len;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->parts, LanBytePart, middle).offset <= offset)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * lan_byte_rows_get_part:
 *
 * Returns: (nullable): %NULL if there is no such part
 */
const LanBytePart *
lan_byte_rows_get_part (LanByteRows *self,
                        guint        index)
{
  g_return_val_if_fail (LAN_IS_BYTE_ROWS (self), NULL);

  return index < self->parts->len ? &g_array_index (self->parts, LanBytePart, index) : NULL;
}

guint
lan_byte_rows_get_n_parts (LanByteRows *self)
{
  g_return_val_if_fail (LAN_IS_BYTE_ROWS (self), 0);

  return self->parts->len;
}
