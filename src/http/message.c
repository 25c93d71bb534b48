/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/message.h"

#include <string.h>

#include "http/chunked.h"

static void
add_body (LanHttpMessage *self,
          const char     *data,
          gsize           start,
          gsize           length)
{
  LanHttpFraming framing = lan_http_head_decide (self->head, data + start);
  gsize from = start + self->head->length;
  LanHttpPart part = { LAN_HTTP_PART_BODY, (guint32) from, (guint32) (length - from) };

  if (framing.chunked)
    {
      LanHttpChunked chunked = { 0 };
      gsize used = lan_http_chunked_feed (&chunked, data + from, length - from, self->parts, from);

      if (chunked.state == LAN_HTTP_CHUNKED_BAD)
        {
          LanHttpDiagnosis diagnosis = { LAN_HTTP_RULE_CHUNK, (guint32) (from + used - 1), 1 };

          g_array_append_val (self->diagnoses, diagnosis);
        }
      part = (LanHttpPart) { LAN_HTTP_PART_JUNK, (guint32) (from + used), (guint32) (length - from - used) };
    }

  if (part.length > 0)
    g_array_append_val (self->parts, part);
}

/* An answer may have interim ones before it: 100 Continue (RFC 9110 section 15.2). */
static gsize
interim_length (const char *data,
                gsize       length)
{
  gsize scanned = 0;
  gssize end;

  if (length < 12 || memcmp (data, "HTTP/1.", 7) != 0 || data[9] != '1')
    return 0;

  end = lan_http_find_head_end (data, length, &scanned);

  return end < 0 ? 0 : (gsize) end;
}

/**
 * lan_http_message_new:
 * @response: whether it is an answer
 *
 * Returns: (transfer full): all parts of a message, named
 */
LanHttpMessage *
lan_http_message_new (GBytes   *bytes,
                      gboolean  response)
{
  LanHttpMessage *self = g_new0 (LanHttpMessage, 1);
  gsize length, scanned = 0, start = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  gssize end;

  self->bytes = g_bytes_ref (bytes);
  self->parts = g_array_new (FALSE, FALSE, sizeof (LanHttpPart));
  self->diagnoses = g_array_new (FALSE, FALSE, sizeof (LanHttpDiagnosis));

  if (response && (start = interim_length (data, length)) > 0)
    {
      g_autoptr(LanHttpHead) interim = lan_http_head_scan (data, start, TRUE);

      g_array_append_vals (self->parts, interim->parts->data, interim->parts->len);
    }

  end = lan_http_find_head_end (data + start, length - start, &scanned);
  self->head = lan_http_head_scan (data + start, end < 0 ? MIN (length - start, LAN_HTTP_HEAD_MAX_BYTES) : (gsize) end,
                                   response);
  for (guint i = 0; i < self->head->parts->len; i++)
    {
      LanHttpPart part = g_array_index (self->head->parts, LanHttpPart, i);

      part.offset += (guint32) start;
      g_array_append_val (self->parts, part);
    }
  for (guint i = 0; i < self->head->diagnoses->len; i++)
    {
      LanHttpDiagnosis diagnosis = g_array_index (self->head->diagnoses, LanHttpDiagnosis, i);

      diagnosis.offset += (guint32) start;
      g_array_append_val (self->diagnoses, diagnosis);
    }

  if (start + self->head->length < length)
    add_body (self, data, start, length);

  return self;
}

void
lan_http_message_free (LanHttpMessage *self)
{
  g_bytes_unref (self->bytes);
  lan_http_head_free (self->head);
  g_array_unref (self->parts);
  g_array_unref (self->diagnoses);
  g_free (self);
}
