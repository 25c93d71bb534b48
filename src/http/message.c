/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/message.h"

#include <string.h>

#include "http/chunked.h"

/* TLS records begin with their content type, 22 for a handshake, and version 3 (RFC 8446 section 5.1). */
#define TLS_HANDSHAKE 22
#define TLS_MAJOR 3

static void
add_part (LanHttpMessage  *self,
          LanHttpPartKind  kind,
          gsize            offset,
          gsize            length)
{
  LanHttpPart part = { kind, (guint32) offset, (guint32) length };

  if (length > 0)
    g_array_append_val (self->parts, part);
}

static void
diagnose (LanHttpMessage *self,
          LanHttpRule     rule,
          gsize           offset,
          gsize           length)
{
  LanHttpDiagnosis diagnosis = { rule, (guint32) offset, (guint32) length };

  g_array_append_val (self->diagnoses, diagnosis);
}

static void
add_chunks (LanHttpMessage *self,
            const char     *data,
            gsize           from,
            gsize           length)
{
  LanHttpChunked chunked = { 0 };
  gsize used = lan_http_chunked_feed (&chunked, data + from, length - from, self->parts, from);

  if (chunked.state == LAN_HTTP_CHUNKED_BAD)
    diagnose (self, chunked.rule, from + used - 1, 1);
  else if (used < length - from)
    diagnose (self, LAN_HTTP_RULE_BODY_SURPLUS, from + used, length - from - used);
  add_part (self, LAN_HTTP_PART_JUNK, from + used, length - from - used);
}

static void
add_body (LanHttpMessage *self,
          const char     *data,
          gsize           start,
          gsize           length)
{
  LanHttpFraming framing = lan_http_head_decide (self->head, data + start);
  gsize from = start + self->head->length;
  gsize body = length - from;

  if (framing.chunked)
    {
      add_chunks (self, data, from, length);
      return;
    }

  if (framing.status == 0 && framing.content_length >= 0 && (guint64) framing.content_length < body)
    {
      body = (gsize) framing.content_length;
      diagnose (self, LAN_HTTP_RULE_BODY_SURPLUS, from + body, length - from - body);
    }
  add_part (self, LAN_HTTP_PART_BODY, from, body);
  add_part (self, LAN_HTTP_PART_JUNK, from + body, length - from - body);
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

static void
add_head (LanHttpMessage    *self,
          const LanHttpHead *head,
          gsize              start)
{
  for (guint i = 0; i < head->parts->len; i++)
    {
      LanHttpPart part = g_array_index (head->parts, LanHttpPart, i);

      part.offset += (guint32) start;
      g_array_append_val (self->parts, part);
    }
  for (guint i = 0; i < head->diagnoses->len; i++)
    {
      LanHttpDiagnosis diagnosis = g_array_index (head->diagnoses, LanHttpDiagnosis, i);

      diagnosis.offset += (guint32) start;
      g_array_append_val (self->diagnoses, diagnosis);
    }
}

static gboolean
is_tls_greeting (const char *data,
                 gsize       length)
{
  return length > 0 && data[0] == TLS_HANDSHAKE && (length == 1 || data[1] == TLS_MAJOR);
}

static void
read_message (LanHttpMessage *self,
              const char     *data,
              gsize           length,
              gboolean        response)
{
  gsize scanned = 0, start = 0, interim;
  gssize end;

  while (response && (interim = interim_length (data + start, length - start)) > 0)
    {
      lan_http_head_rescan (self->head, data + start, interim, LAN_HTTP_SCAN_RESPONSE);
      add_head (self, self->head, start);
      start += interim;
    }

  end = lan_http_find_head_end (data + start, length - start, &scanned);
  lan_http_head_rescan (self->head, data + start, end < 0 ? length - start : (gsize) end,
                        response ? LAN_HTTP_SCAN_RESPONSE : LAN_HTTP_SCAN_REQUEST);
  add_head (self, self->head, start);
  self->head_offset = start;

  if (start + self->head->length < length)
    add_body (self, data, start, length);
}

/**
 * lan_http_message_new:
 * @bytes: a message, or the beginning of one: what a record holds; at most 4 GiB
 * @response: whether it is an answer
 *
 * Returns: (transfer full): all parts of a message, named
 */
LanHttpMessage *
lan_http_message_new (GBytes   *bytes,
                      gboolean  response)
{
  LanHttpMessage *self = g_new0 (LanHttpMessage, 1);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  self->bytes = g_bytes_ref (bytes);
  self->head = lan_http_head_new ();
  self->parts = g_array_new (FALSE, FALSE, sizeof (LanHttpPart));
  self->diagnoses = g_array_new (FALSE, FALSE, sizeof (LanHttpDiagnosis));

  if (!response && is_tls_greeting (data, length))
    {
      add_part (self, LAN_HTTP_PART_JUNK, 0, length);
      diagnose (self, LAN_HTTP_RULE_TLS, 0, length);
    }
  else if (length > 0)
    read_message (self, data, length, response);

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
