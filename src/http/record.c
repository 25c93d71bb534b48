/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "config.h"

#include "http/record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Appends what is copied into the record's own memory. */
static const void *
append (guint8        **end,
        gconstpointer   data,
        gsize           length)
{
  guint8 *begin = *end;

  if (length > 0)
    memcpy (begin, data, length);
  *end += length;

  return begin;
}

/**
 * lan_http_record_new:
 * @method: (nullable): copied, as all else
 * @target: (nullable)
 * @answer: (nullable): see #LanHttpRecord
 *
 * Returns: (transfer full): a record, the rest of which is to be filled before anybody else sees it
 */
LanHttpRecord *
lan_http_record_new (const char    *method,
                     const char    *target,
                     gconstpointer  request,
                     gsize          request_kept,
                     gconstpointer  answer,
                     gsize          answer_kept)
{
  gsize method_size = method != NULL ? strlen (method) + 1 : 0;
  gsize target_size = target != NULL ? strlen (target) + 1 : 0;
  LanHttpRecord *self = g_malloc (sizeof *self + method_size + target_size + request_kept + answer_kept);
  guint8 *end = (guint8 *) (self + 1);

  memset (self, 0, sizeof *self);
  g_atomic_ref_count_init (&self->references);
  if (method != NULL)
    self->method = append (&end, method, method_size);
  if (target != NULL)
    self->target = append (&end, target, target_size);
  self->request = append (&end, request, request_kept);
  self->request_kept = request_kept;
  self->answer = append (&end, answer, answer_kept);
  self->answer_kept = answer_kept;

  return self;
}

LanHttpRecord *
lan_http_record_ref (LanHttpRecord *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
lan_http_record_unref (LanHttpRecord *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_pointer (&self->client, g_ref_string_release);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self->problem);
  g_free (self->note);
  g_free (self);
}

/**
 * lan_http_record_copy_closed:
 *
 * Returns: (transfer full): the same exchange, after its connection ended
 */
LanHttpRecord *
lan_http_record_copy_closed (const LanHttpRecord *self,
                             LanHttpClose         closed,
                             guint64              limit)
{
  LanHttpRecord *copy = lan_http_record_new (self->method, self->target, self->request, self->request_kept, self->answer,
                                             self->answer_kept);
  LanHttpRecord own = *copy;

  *copy = *self;
  copy->references = own.references;
  copy->method = own.method;
  copy->target = own.target;
  copy->request = own.request;
  copy->answer = own.answer;
  if (self->client != NULL)
    copy->client = g_ref_string_acquire (self->client);
  if (self->content != NULL)
    copy->content = g_bytes_ref (self->content);
  copy->problem = g_strdup (self->problem);
  copy->note = g_strdup (self->note);
  copy->closed = closed;
  copy->limit = limit;

  return copy;
}

/**
 * lan_http_record_get_kept:
 *
 * Returns: how many bytes of both messages it keeps in memory
 */
gsize
lan_http_record_get_kept (const LanHttpRecord *self)
{
  return self->request_kept + self->answer_kept + (self->content != NULL ? g_bytes_get_size (self->content) : 0);
}

/**
 * lan_http_record_dup_request:
 *
 * Returns: (transfer full): the kept bytes of the request
 */
GBytes *
lan_http_record_dup_request (LanHttpRecord *self)
{
  return g_bytes_new_with_free_func (self->request, self->request_kept, (GDestroyNotify) lan_http_record_unref,
                                     lan_http_record_ref (self));
}

/**
 * lan_http_record_dup_response:
 *
 * Returns: (transfer full) (nullable): the kept bytes of the answer, head and content; %NULL if none was sent
 */
GBytes *
lan_http_record_dup_response (LanHttpRecord *self)
{
  gsize size = self->answer_kept + self->content_kept;
  guint8 *data;

  if (size == 0)
    return NULL;

  data = g_malloc (size);
  memcpy (data, self->answer, self->answer_kept);
  if (self->content_kept > 0)
    memcpy (data + self->answer_kept, g_bytes_get_data (self->content, NULL), self->content_kept);

  return g_bytes_new_take (data, size);
}

/**
 * lan_http_close_describe:
 *
 * @limit: of a record
 *
 * Returns: (transfer full) (nullable): a translated sentence on why the connection ended; %NULL if it did not
 */
char *
lan_http_close_describe (LanHttpClose reason,
                         guint64      limit)
{
  g_autofree char *size = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);
  /* Translators: seconds */
  g_autofree char *duration = g_strdup_printf (_("%g s"), (double) limit / 1000);

  switch (reason)
    {
    case LAN_HTTP_CLOSE_ASKED:
      return g_strdup (_("Closed, as the client asked."));
    case LAN_HTTP_CLOSE_CLIENT:
      return g_strdup (_("Closed by the client."));
    case LAN_HTTP_CLOSE_RESET:
      return g_strdup (_("Broken off by the client or the network."));
    case LAN_HTTP_CLOSE_REFUSED:
      return g_strdup (_("Closed after the refusal."));
    case LAN_HTTP_CLOSE_HANDSHAKE:
      return g_strdup (_("Closed, as no encrypted connection was made."));
    case LAN_HTTP_CLOSE_BODY_SIZE:
      return g_strdup_printf (_("Refused: the body is larger than %s, the most that is taken here. Send less at a time."),
                              size);
    case LAN_HTTP_CLOSE_HANDSHAKE_DEADLINE:
      return g_strdup_printf (_("Closed: no encrypted connection was made within %s. The client began one and fell "
                                "silent."), duration);
    case LAN_HTTP_CLOSE_HEAD_DEADLINE:
      return g_strdup_printf (_("Closed: the header was not complete within %s. It ends with an empty line."), duration);
    case LAN_HTTP_CLOSE_BODY_DEADLINE:
      return g_strdup_printf (_("Closed: the body did not go on for %s. See whether the client announces more than it "
                                "sends."), duration);
    case LAN_HTTP_CLOSE_SEND_DEADLINE:
      return g_strdup_printf (_("Closed: the client read nothing of the answer for %s. See whether it still runs."),
                              duration);
    case LAN_HTTP_CLOSE_IDLE_DEADLINE:
      return g_strdup_printf (_("Closed: no request came for %s. Browsers keep connections for later ones."), duration);
    case LAN_HTTP_CLOSE_REQUESTS:
      return g_strdup_printf (_("Closed: it was request number %u, and one connection may make no more. The client may "
                                "open another."), (guint) limit);
    case LAN_HTTP_CLOSE_CONNECTIONS:
      return g_strdup_printf (_("Turned away: %u connections are open, and there may be no more. Try again when some "
                                "have ended."), (guint) limit);
    case LAN_HTTP_CLOSE_CONNECTIONS_PER_ADDRESS:
      return g_strdup_printf (_("Turned away: this address has %u connections open, and one may have no more. Close "
                                "some of them."), (guint) limit);
    case LAN_HTTP_CLOSE_SHRANK:
      return g_strdup (_("Closed: the file became shorter while it was sent."));
    case LAN_HTTP_CLOSE_CUT:
      return g_strdup (_("Cut off on purpose, as a rule of this site says."));
    case LAN_HTTP_CLOSE_STOPPED:
      return g_strdup (_("Closed: the server was stopped."));
    case LAN_HTTP_CLOSE_NOT:
    default:
      return NULL;
    }
}
