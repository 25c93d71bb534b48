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
 * @spare: (inout): where a head is left for the next one who needs it
 */
void
lan_http_exchange_clear (LanHttpExchange  *self,
                         LanHttpHead     **spare)
{
  if (*spare == NULL)
    *spare = g_steal_pointer (&self->head);
  g_clear_pointer (&self->head, lan_http_head_free);
  g_clear_pointer (&self->request, g_byte_array_unref);
  g_free (self->method);
  g_free (self->target);
  *self = (LanHttpExchange) { 0 };
}

/**
 * lan_http_exchange_keep:
 *
 * Takes bytes of the request: of the body only so many as a record has room for, all are counted.
 */
void
lan_http_exchange_keep (LanHttpExchange *self,
                        const guint8    *data,
                        gsize            length)
{
  gsize head = self->head != NULL ? self->head->length : LAN_HTTP_HEAD_MAX_BYTES;
  gsize limit = head + LAN_HTTP_RECORD_BODY_BYTES;

  self->request_size += length;
  if (self->request == NULL)
    self->request = g_byte_array_sized_new ((guint) MIN (length, limit));
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
 *
 * Returns: (transfer full): what is known by now; the caller adds what only the connection knows
 */
LanHttpRecord *
lan_http_exchange_record (LanHttpExchange *self)
{
  LanHttpRecord *record = lan_http_record_new ();

  record->id = self->id;
  record->kind = self->kind;
  record->has_rule = self->has_rule;
  record->rule = self->rule;
  record->method = g_strdup (self->method);
  record->target = g_strdup (self->target);
  record->status = self->status;
  record->request = self->request != NULL ? g_bytes_new (self->request->data, self->request->len)
                                          : g_bytes_new (NULL, 0);
  record->request_size = self->request_size;
  record->started_us = self->started_us;
  record->head_us = self->head_us;
  record->body_us = self->body_us;
  record->answer_us = self->answer_us;
  record->duration_us = lan_http_exchange_since (self);

  return record;
}
