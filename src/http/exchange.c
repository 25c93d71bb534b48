/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/exchange.h"

void
lan_http_exchange_begin (LanHttpExchange *self,
                         guint64          id)
{
  self->id = id;
  self->kind = LAN_HTTP_RECORD_EXCHANGE;
  self->started_us = g_get_real_time ();
  self->started_mono_us = g_get_monotonic_time ();
  self->head_us = self->body_us = self->answer_us = -1;
}

/**
 * lan_http_exchange_clear:
 *
 * Ends it, and leaves its buffers to the next one.
 */
void
lan_http_exchange_clear (LanHttpExchange *self,
                         LanHttpSpares   *spares)
{
  lan_http_spares_give_head (spares, self->head);
  lan_http_spare_give (&spares->request, self->request);
  g_free (self->method);
  g_free (self->problem);
  g_free (self->note);
  *self = (LanHttpExchange) { 0 };
}

/**
 * lan_http_exchange_keep:
 *
 * Takes bytes of the request: of the body only so many as a record has room for, all are counted.
 */
void
lan_http_exchange_keep (LanHttpExchange *self,
                        LanHttpSpares   *spares,
                        const guint8    *data,
                        gsize            length)
{
  gsize head = self->head != NULL ? self->head->length : LAN_HTTP_HEAD_MAX_BYTES;
  gsize limit = head + LAN_HTTP_RECORD_BODY_BYTES;

  self->request_size += length;
  if (self->request == NULL)
    self->request = lan_http_spare_take (&spares->request);
  if (self->request->len < limit)
    g_byte_array_append (self->request, data, (guint) MIN (length, limit - self->request->len));
}

/**
 * lan_http_exchange_since:
 *
 * Returns: microseconds since its first byte
 */
gint64
lan_http_exchange_since (LanHttpExchange *self)
{
  return g_get_monotonic_time () - self->started_mono_us;
}

/**
 * lan_http_exchange_record:
 * @output: (nullable): what went out for it; %NULL while that is under way
 *
 * Returns: (transfer full): what is known by now; the caller adds what only the connection knows
 */
LanHttpRecord *
lan_http_exchange_record (LanHttpExchange     *self,
                          const LanHttpOutput *output)
{
  const GByteArray *request = self->request;
  const GByteArray *answer = output != NULL ? output->head : NULL;
  LanHttpRecord *record = lan_http_record_new (self->method, self->target,
                                               request != NULL ? request->data : NULL, request != NULL ? request->len : 0,
                                               answer != NULL ? answer->data : NULL, answer != NULL ? output->head_sent : 0);

  record->id = self->id;
  record->kind = self->kind;
  record->has_rule = self->has_rule;
  record->rule = self->rule;
  record->problem = g_strdup (self->problem);
  record->note = g_strdup (self->note);
  record->status = self->status;
  record->request_size = self->request_size;
  if (self->head != NULL && !self->framing.chunked)
    record->request_total = self->head->length + (guint64) MAX (self->framing.content_length, 0);
  record->started_us = self->started_us;
  record->head_us = self->head_us;
  record->body_us = self->body_us;
  record->answer_us = self->answer_us;
  record->duration_us = lan_http_exchange_since (self);
  if (output != NULL)
    record->response_size = output->sent;
  if (output != NULL && output->content_sent > 0)
    {
      record->content_kept = MIN (output->content_sent, LAN_HTTP_RECORD_BODY_BYTES);
      record->content = g_bytes_get_size (output->content) > LAN_HTTP_RECORD_SHARED_BYTES
                          ? g_bytes_new (g_bytes_get_data (output->content, NULL), record->content_kept)
                          : g_bytes_ref (output->content);
    }

  return record;
}
