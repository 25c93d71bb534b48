/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/http-parts.h"

#include <glib/gi18n.h>

/* What each part begins, and how it looks; those without a section belong to where they stand. */
static const struct
{
  const char *section;
  LanByteTone tone;
} kinds[] = {
  [LAN_HTTP_PART_METHOD] = { N_("Request line"), LAN_BYTE_START },
  [LAN_HTTP_PART_TARGET] = { N_("Request line"), LAN_BYTE_PLAIN },
  [LAN_HTTP_PART_VERSION] = { NULL, LAN_BYTE_MARK },   /* of either first line: see below */
  [LAN_HTTP_PART_STATUS] = { N_("Status line"), LAN_BYTE_START },
  [LAN_HTTP_PART_REASON] = { N_("Status line"), LAN_BYTE_PLAIN },
  [LAN_HTTP_PART_SPACE] = { NULL, LAN_BYTE_MARK },
  [LAN_HTTP_PART_LINE_END] = { NULL, LAN_BYTE_MARK },
  [LAN_HTTP_PART_FIELD_NAME] = { N_("Headers"), LAN_BYTE_NAME },
  [LAN_HTTP_PART_COLON] = { NULL, LAN_BYTE_MARK },
  [LAN_HTTP_PART_FIELD_VALUE] = { N_("Headers"), LAN_BYTE_VALUE },
  [LAN_HTTP_PART_EMPTY_LINE] = { N_("Empty line"), LAN_BYTE_MARK },
  [LAN_HTTP_PART_BODY] = { N_("Body"), LAN_BYTE_BODY },
  [LAN_HTTP_PART_CHUNK_HEAD] = { N_("Body"), LAN_BYTE_MARK },
  [LAN_HTTP_PART_CHUNK_DATA] = { N_("Body"), LAN_BYTE_BODY },
  [LAN_HTTP_PART_CHUNK_END] = { N_("Body"), LAN_BYTE_MARK },
  [LAN_HTTP_PART_TRAILER] = { N_("Trailer"), LAN_BYTE_VALUE },
  [LAN_HTTP_PART_JUNK] = { NULL, LAN_BYTE_BAD },
};

static void
add_part (GArray          *parts,
          LanHttpPartKind  kind,
          gsize            offset,
          gsize            length,
          const char      *section)
{
  LanBytePart part = { offset, length, lan_http_part_describe (kind), section, kinds[kind].tone };

  if (length > 0)
    g_array_append_val (parts, part);
}

/**
 * lan_http_parts_new:
 *
 * Returns: (transfer full) (element-type LanBytePart): the parts of a message as a #LanByteView wants them, in
 *   the sections a reader looks for: first line, headers, empty line, body
 */
GArray *
lan_http_parts_new (const LanHttpMessage *message)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (LanBytePart));
  const char *first_line = message->head->response ? _("Status line") : _("Request line");
  const char *section = first_line;
  gsize position = 0;

  for (guint i = 0; i < message->parts->len; i++)
    {
      const LanHttpPart *part = &g_array_index (message->parts, LanHttpPart, i);

      if (part->offset < position)
        continue;
      if (part->kind == LAN_HTTP_PART_VERSION)
        section = first_line;
      else if (kinds[part->kind].section != NULL)
        section = _(kinds[part->kind].section);

      add_part (parts, LAN_HTTP_PART_JUNK, position, part->offset - position, section);
      add_part (parts, part->kind, part->offset, part->length, section);
      position = part->offset + part->length;
    }
  add_part (parts, LAN_HTTP_PART_JUNK, position, g_bytes_get_size (message->bytes) - position, section);

  return parts;
}
