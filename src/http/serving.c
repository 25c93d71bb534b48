/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/connection-private.h"

#include <string.h>

#include "base/text.h"

/* What is done with one request: its head and body are read, a handler is asked, or it is refused. */

/* --- Answering --- */

static void
drop_sink (LanHttpConnection *self)
{
  if (self->has_sink && self->sink.destroy != NULL)
    self->sink.destroy (self->sink.user_data);
  self->has_sink = FALSE;
}

/* What the handler left with us for this exchange. */
void
lan_http_connection_drop_handler (LanHttpConnection *self)
{
  g_clear_pointer (&self->response, lan_http_response_unref);
  g_clear_pointer (&self->pause, lan_http_pause_detach);
  g_clear_pointer (&self->hold, lan_http_hold_detach);
  if (self->delay != NULL)
    {
      g_source_destroy (self->delay);
      g_clear_pointer (&self->delay, g_source_unref);
    }
  drop_sink (self);
}

static const char *
date_now (LanHttpService *service)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (now != service->date_second)
    {
      g_free (service->date);
      service->date = lan_http_date (now);
      service->date_second = now;
    }

  return service->date;
}

static void
close_after (LanHttpConnection *self,
             LanHttpClose       reason)
{
  if (self->closing == LAN_HTTP_CLOSE_NOT)
    self->closing = reason;
}

typedef struct
{
  LanHttpPause *pause;
  LanHttpResponse *response;
} Delayed;

static gboolean
on_time (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* When its time has come, or the client is gone and what was paused knows it. */
static void
answer_delayed (gpointer data)
{
  g_autofree Delayed *delayed = data;

  lan_http_pause_answer (delayed->pause, delayed->response);
}

static void on_resume (gpointer         connection,
                       LanHttpResponse *response);

/* Takes @response, which comes later, as if the handler had paused. */
static void
delay (LanHttpConnection *self,
       LanHttpResponse   *response,
       gint64             left_us)
{
  Delayed *delayed = g_new (Delayed, 1);

  self->pause = lan_http_pause_new (self->service->context, self, on_resume);
  delayed->pause = lan_http_pause_ref (self->pause);
  delayed->response = response;
  self->delay = g_timeout_source_new ((guint) (left_us / 1000) + 1);
  g_source_set_callback (self->delay, on_time, delayed, answer_delayed);
  g_source_attach (self->delay, self->service->context);
  self->state = STATE_PAUSED;
}

/* Takes @response. */
static void
respond (LanHttpConnection *self,
         LanHttpResponse   *response)
{
  const LanHttpFraming *framing = &self->exchange.framing;
  gboolean head_only = g_strcmp0 (self->exchange.method, "HEAD") == 0;
  const char *connection = NULL;
  gint64 left_us = self->shape.delay_ms > 0 ? self->not_before_us - g_get_monotonic_time () : 0;

  if (left_us > 0)
    {
      delay (self, response, left_us);
      return;
    }

  response = lan_http_shape_apply (&self->shape, response);
  self->n_requests++;
  if (!framing->keep_alive || g_strcmp0 (self->exchange.method, "CONNECT") == 0)
    close_after (self, LAN_HTTP_CLOSE_ASKED);
  if (self->n_requests >= self->service->limits.requests)
    close_after (self, LAN_HTTP_CLOSE_REQUESTS);
  if (self->closing != LAN_HTTP_CLOSE_NOT)
    connection = "close";
  else if (framing->minor == 0)
    connection = "keep-alive";

  self->exchange.status = response->status;
  if (self->exchange.note == NULL)
    self->exchange.note = g_strdup (response->note);
  self->exchange.answer_us = lan_http_exchange_since (&self->exchange);
  lan_http_output_add_response (&self->output, &self->service->spares, response, date_now (self->service), head_only,
                                connection);
  if (response->cut)
    self->closing = LAN_HTTP_CLOSE_CUT;
  lan_http_response_unref (response);
  self->state = STATE_WRITE;
}

/* An answer of the engine itself, in the plainest form; the connection cannot go on after it. */
static void
refuse (LanHttpConnection *self,
        guint              status,
        LanHttpRule        rule,
        LanHttpClose       reason)
{
  LanHttpResponse *response = lan_http_response_new (status);
  g_autofree char *limit = lan_http_close_describe (reason, self->exchange.body_limit);

  self->exchange.has_rule = TRUE;
  self->exchange.rule = rule;
  self->unread = TRUE;
  close_after (self, reason);
  lan_http_connection_drop_handler (self);
  self->shape.delay_ms = 0;
  self->shape.cut = FALSE;
  lan_http_response_set_text (response, "text/plain; charset=utf-8",
                              g_strdup_printf ("%s\n", reason == LAN_HTTP_CLOSE_BODY_SIZE
                                                         ? limit : lan_http_rule_describe (rule, NULL)));
  respond (self, response);
}

static void
refuse_malformed (LanHttpConnection *self,
                  guint              status,
                  LanHttpRule        rule)
{
  self->exchange.kind = LAN_HTTP_RECORD_MALFORMED;
  refuse (self, status, rule, LAN_HTTP_CLOSE_REFUSED);
}

/* By the handler, while its body still comes. */
gboolean
lan_http_connection_is_refused (LanHttpConnection *self)
{
  return self->response != NULL && self->response->status >= 400;
}

static void answer (LanHttpConnection *self);

/* The client closed its side, or took too long, in the middle of a request. */
void
lan_http_connection_refuse_incomplete (LanHttpConnection *self,
                                       guint              status,
                                       LanHttpClose       reason)
{
  LanHttpRule rule = self->state == STATE_BODY ? LAN_HTTP_RULE_BODY_INCOMPLETE : LAN_HTTP_RULE_HEAD_INCOMPLETE;

  if (self->state == STATE_HEAD)
    {
      lan_http_exchange_keep (&self->exchange, &self->service->spares, self->data, self->length);
      lan_http_connection_use (self, self->length);
    }
  self->exchange.kind = LAN_HTTP_RECORD_INCOMPLETE;
  if (lan_http_connection_is_refused (self) && !(self->eof && self->exchange.framing.chunked))
    {
      self->unread = TRUE;
      close_after (self, reason);   /* it is refused whether the rest of it comes or not */
      answer (self);
    }
  else
    refuse (self, status, rule, reason);
}

static void
respond_unknown_method (LanHttpConnection *self)
{
  self->response = lan_http_response_new (501);
  lan_http_response_set_text (self->response, "text/plain; charset=utf-8",
                              g_strdup_printf ("%s\n", lan_http_rule_describe (LAN_HTTP_RULE_METHOD_UNKNOWN, NULL)));
  self->exchange.has_rule = TRUE;
  self->exchange.rule = LAN_HTTP_RULE_METHOD_UNKNOWN;
}

static gboolean
is_method_unknown (const LanHttpHead *head)
{
  for (guint i = 0; i < head->diagnoses->len; i++)
    if (g_array_index (head->diagnoses, LanHttpDiagnosis, i).rule == LAN_HTTP_RULE_METHOD_UNKNOWN)
      return TRUE;

  return FALSE;
}

static gboolean
has_body (LanHttpConnection *self)
{
  return self->exchange.framing.chunked || self->exchange.framing.content_length > 0;
}

static LanHttpRequest
describe_request (LanHttpConnection *self)
{
  return (LanHttpRequest) {
    .method = self->exchange.method,
    .target = self->exchange.target,
    .head = self->exchange.head,
    .data = (const char *) self->exchange.request->data,
    .client = self->client,
    .secure = self->wire.tls != NULL,
    .has_body = has_body (self),
    .engine = self,
  };
}

/**
 * lan_http_request_shape:
 * @shape: its texts are copied
 *
 * To be called in a handler: what is to be done to the answer, which may be another's to make. The last call counts.
 */
void
lan_http_request_shape (const LanHttpRequest *request,
                        const LanHttpShape   *shape)
{
  LanHttpConnection *self = request->engine;

  lan_http_shape_clear (&self->shape);
  self->shape = *shape;
  self->shape.fields = g_strdup (shape->fields);
  self->shape.note = NULL;
  self->not_before_us = g_get_monotonic_time () + (gint64) shape->delay_ms * 1000;
  g_free (self->exchange.note);
  self->exchange.note = g_strdup (shape->note);
}

/**
 * lan_http_request_receive:
 * @sink: copied
 *
 * To be called in a handler: its body is wanted.
 */
void
lan_http_request_receive (const LanHttpRequest *request,
                          const LanHttpSink    *sink)
{
  LanHttpConnection *self = request->engine;

  g_return_if_fail (!self->has_sink);

  self->sink = *sink;
  self->has_sink = TRUE;
}

static void
on_resume (gpointer         connection,
           LanHttpResponse *response)
{
  LanHttpConnection *self = connection;

  g_clear_pointer (&self->pause, lan_http_pause_detach);
  lan_http_connection_load_unused (self);
  if (self->state == STATE_PAUSED)
    respond (self, response);
  else
    {
      self->response = response;   /* the body still comes … */
      if (lan_http_connection_is_refused (self))
        {
          drop_sink (self);        /* … and nobody wants it: no more of it is read than of any that is refused */
          g_clear_pointer (&self->hold, lan_http_hold_detach);
        }
    }
  lan_http_connection_turn (self);
}

/**
 * lan_http_request_pause:
 *
 * To be called in a handler that returns %NULL: the answer is given later. What it needs of @request it
 * has to copy.
 *
 * Returns: (transfer full): to be given to lan_http_pause_answer(), which must be called
 */
LanHttpPause *
lan_http_request_pause (const LanHttpRequest *request)
{
  LanHttpConnection *self = request->engine;

  g_return_val_if_fail (self->pause == NULL, NULL);

  self->pause = lan_http_pause_new (self->service->context, self, on_resume);

  return lan_http_pause_ref (self->pause);
}

static void
on_release (gpointer         connection,
            LanHttpResponse *none)
{
  LanHttpConnection *self = connection;

  g_clear_pointer (&self->hold, lan_http_hold_detach);
  lan_http_connection_load_unused (self);
  lan_http_connection_turn (self);
}

/**
 * lan_http_request_hold:
 *
 * To be called in a handler that receives, or while it receives a piece, once until it is released: no more of the
 * body is read, so that the client has to wait, and no deadline runs. If the client goes, the sink is destroyed as
 * ever, as soon as that is known: an end that comes behind more than the socket takes, or behind a body in chunks, is
 * seen when reading goes on.
 *
 * Returns: (transfer full): to be given to lan_http_hold_release(), which must be called, also when the client is
 *   gone
 */
LanHttpHold *
lan_http_request_hold (const LanHttpRequest *request)
{
  LanHttpConnection *self = request->engine;

  g_return_val_if_fail (self->hold == NULL, NULL);

  self->hold = lan_http_hold_new (self->service->context, self, on_release);

  return lan_http_hold_ref (self->hold);
}

/* The request is whole, or not waited for any longer. */
static void
answer (LanHttpConnection *self)
{
  g_clear_pointer (&self->hold, lan_http_hold_detach);
  if (self->has_sink)
    {
      LanHttpRequest request = describe_request (self);

      if (self->sink.done != NULL && self->response == NULL)
        self->response = self->sink.done (&request, self->sink.user_data);
      drop_sink (self);
    }

  if (self->response != NULL)
    respond (self, g_steal_pointer (&self->response));
  else if (self->pause != NULL)
    self->state = STATE_PAUSED;
  else
    respond (self, lan_http_response_new (500));   /* a handler that gave nothing */
}

/* --- Reading --- */

static guint64
body_limit (LanHttpConnection *self)
{
  return self->has_sink ? self->sink.max_bytes : self->service->limits.body_bytes;
}

/* One that announces more than there may be is not waited for: what it may have can become less on the way. */
static gboolean
is_body_too_long (LanHttpConnection *self)
{
  guint64 announced = (guint64) MAX (self->exchange.framing.content_length, 0);

  return MAX (announced, self->exchange.body_received) > body_limit (self);
}

static void
refuse_body (LanHttpConnection *self)
{
  /* The handler's own refusal says more than that the body is large. */
  if (lan_http_connection_is_refused (self))
    {
      self->unread = TRUE;
      close_after (self, LAN_HTTP_CLOSE_REFUSED);
      answer (self);
    }
  else
    {
      self->exchange.body_limit = body_limit (self);
      refuse (self, 413, LAN_HTTP_RULE_BODY_SIZE, LAN_HTTP_CLOSE_BODY_SIZE);
    }
}

static void
start_body (LanHttpConnection *self)
{
  gboolean waits = self->exchange.framing.expects_continue && self->length == 0;

  self->state = STATE_BODY;
  if (is_body_too_long (self))
    refuse_body (self);
  else if (waits && !self->has_sink && (self->response != NULL || self->pause != NULL))
    {
      /* RFC 9110 section 10.1.1: the final answer at once, and the body is never sent, or must be dropped */
      self->unread = TRUE;
      close_after (self, LAN_HTTP_CLOSE_REFUSED);
      answer (self);
    }
  else if (waits)
    lan_http_output_add (&self->output, &self->service->spares, "HTTP/1.1 100 Continue\r\n\r\n");
}

/* The head is read and valid. */
static void
handle (LanHttpConnection *self)
{
  if (is_method_unknown (self->exchange.head))
    respond_unknown_method (self);
  else
    {
      LanHttpRequest request = describe_request (self);

      self->response = self->service->handler (&request, self->service->data);
    }

  if (has_body (self))
    {
      start_body (self);
      return;
    }
  self->exchange.body_us = self->exchange.head_us;
  answer (self);
}

static gboolean
is_plain (const char *text,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] <= 0x20 || text[i] >= 0x7f)
      return FALSE;

  return TRUE;
}

/* Method and target as text that is safe to show: for nearly all requests they are that as they came. */
static void
take_words (LanHttpExchange   *exchange,
            const char        *data,
            const LanHttpPart *method,
            const LanHttpPart *target)
{
  g_autofree char *shown_method = NULL;
  g_autofree char *shown_target = NULL;
  const char *words[2] = { data + method->offset, data + target->offset };
  gsize lengths[2] = { method->length, target->length };

  if (!is_plain (words[0], lengths[0]))
    {
      words[0] = shown_method = lan_text_show_line (words[0], lengths[0]);
      lengths[0] = strlen (shown_method);
    }
  if (!is_plain (words[1], lengths[1]))
    {
      words[1] = shown_target = lan_text_show_line (words[1], lengths[1]);
      lengths[1] = strlen (shown_target);
    }

  exchange->method = g_malloc (lengths[0] + lengths[1] + 2);
  memcpy (exchange->method, words[0], lengths[0]);
  exchange->method[lengths[0]] = '\0';
  memcpy (exchange->method + lengths[0] + 1, words[1], lengths[1]);
  exchange->method[lengths[0] + lengths[1] + 1] = '\0';
  exchange->target = exchange->method + lengths[0] + 1;
}

static void
take_head (LanHttpConnection *self,
           gsize              length)
{
  LanHttpExchange *exchange = &self->exchange;
  const char *data = (const char *) self->data;
  LanHttpHead *head = lan_http_spares_take_head (&self->service->spares);

  lan_http_head_rescan (head, data, length, LAN_HTTP_SCAN_QUICK);
  exchange->head = head;
  exchange->framing = lan_http_head_decide (head, data);
  take_words (exchange, data, &head->start[0], &head->start[1]);
  exchange->head_us = lan_http_exchange_since (exchange);
  lan_http_exchange_keep (exchange, &self->service->spares, self->data, length);
  lan_http_connection_use (self, length);
  self->scanned = 0;
  self->judged = 0;

  if (exchange->framing.status != 0)
    refuse_malformed (self, exchange->framing.status, exchange->framing.rule);
  else
    handle (self);
}

static void
refuse_tls (LanHttpConnection *self)
{
  lan_http_connection_begin_exchange (self);
  self->exchange.kind = LAN_HTTP_RECORD_TLS;
  lan_http_exchange_keep (&self->exchange, &self->service->spares, self->data, self->length);
  lan_http_connection_use (self, self->length);
  refuse (self, 400, LAN_HTTP_RULE_TLS, LAN_HTTP_CLOSE_REFUSED);
}

static gboolean
is_only_line_ends (LanHttpConnection *self)
{
  for (gsize i = 0; i < MIN (self->length, LAN_HTTP_LEADING_MAX_BYTES + 1); i++)
    if (self->data[i] != '\r' && self->data[i] != '\n')
      return FALSE;

  return self->length <= LAN_HTTP_LEADING_MAX_BYTES;
}

/* FALSE: more has to come. */
gboolean
lan_http_connection_read_head (LanHttpConnection *self)
{
  const char *data = (const char *) self->data;
  gssize end;

  if (self->length == 0)
    return FALSE;
  if (self->n_requests == 0 && self->wire.tls == NULL && self->data[0] == LAN_HTTP_TLS_HANDSHAKE)
    {
      refuse_tls (self);
      return TRUE;
    }
  if (self->n_requests > 0 && is_only_line_ends (self))
    return FALSE;   /* some clients send one after a body (RFC 9112 section 2.2): it begins nothing */

  if (self->exchange.id == 0)
    lan_http_connection_begin_exchange (self);

  end = lan_http_find_head_end (data, self->length, &self->scanned);
  if (end >= 0)
    {
      take_head (self, (gsize) end);
      return TRUE;
    }

  if (self->length > LAN_HTTP_HEAD_MAX_BYTES || lan_http_is_no_request (data, self->length, &self->judged))
    {
      take_head (self, self->length);
      return TRUE;
    }

  return FALSE;
}

/* FALSE: the sink wants no more now. */
static gboolean
receive_piece (const char *data,
               gsize       length,
               gpointer    connection)
{
  LanHttpConnection *self = connection;

  if (self->has_sink && self->exchange.chunked.body <= self->sink.max_bytes)
    {
      LanHttpRequest request = describe_request (self);

      self->sink.receive (&request, data, length, self->sink.user_data);
    }

  return self->hold == NULL;
}

/* Whether its body can never become whole with what is still @coming: the other side sends no more. */
gboolean
lan_http_connection_lacks (LanHttpConnection *self,
                           gsize              coming)
{
  const LanHttpExchange *exchange = &self->exchange;

  return !exchange->framing.chunked &&
         exchange->body_received + coming < (guint64) exchange->framing.content_length;
}

/* FALSE: more has to come, or to wait. */
gboolean
lan_http_connection_read_body (LanHttpConnection *self)
{
  LanHttpExchange *exchange = &self->exchange;
  gboolean whole;
  gsize used;

  if (self->hold != NULL)
    return FALSE;

  if (exchange->framing.chunked)
    {
      used = lan_http_chunked_read (&exchange->chunked, (const char *) self->data, self->length, receive_piece, self);
      exchange->body_received = exchange->chunked.body;
      whole = exchange->chunked.state == LAN_HTTP_CHUNKED_DONE;
    }
  else
    {
      used = (gsize) MIN (self->length, (guint64) exchange->framing.content_length - exchange->body_received);
      if (used > 0)
        receive_piece ((const char *) self->data, used, self);
      exchange->body_received += used;
      whole = exchange->body_received == (guint64) exchange->framing.content_length;
    }
  lan_http_exchange_keep (exchange, &self->service->spares, self->data, used);
  lan_http_connection_use (self, used);

  if (self->hold != NULL)
    return FALSE;
  if (exchange->chunked.state == LAN_HTTP_CHUNKED_BAD)
    refuse_malformed (self, 400, exchange->chunked.rule);
  else if (is_body_too_long (self) && !(whole && lan_http_connection_is_refused (self)))
    refuse_body (self);
  else if (whole)
    {
      exchange->body_us = lan_http_exchange_since (exchange);
      answer (self);
    }
  else
    return FALSE;

  return TRUE;
}
