/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/connection.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "http/exchange.h"
#include "http/output.h"
#include "http/pause.h"

/* TLS records begin with their content type; 22 is a handshake (RFC 8446 section 5.1). */
#define TLS_HANDSHAKE 22

/*
 *            ┌──────────────── next request ────────────────┐
 *            ▼                                              │
 *  accept → HEAD ──→ BODY ──→ PAUSED ──→ WRITE ─────────────┤
 *            │ └───────┴────────────────→ ▲                 ▼
 *            └── refused ─────────────────┘         LINGER, or closed
 */
typedef enum
{
  STATE_HEAD,     /* a head is expected, or arriving */
  STATE_BODY,     /* a body is arriving */
  STATE_PAUSED,   /* the handler answers later */
  STATE_WRITE,    /* the answer goes out */
  STATE_LINGER,   /* what still arrives is dropped, until the other side is quiet */
} State;

struct _LanHttpConnection
{
  LanEpollWatch watch;
  LanHttpService *service;
  GList link;
  int fd;
  guint32 interest;
  guint64 id;
  char *client;             /* GRefString */
  guint16 client_port;
  gint64 accepted_us;

  State state;
  gboolean eof;             /* the client sends no more */
  gboolean seems_gone;      /* likewise, told while paused: what it sent before is not read yet */
  guint n_requests;
  gint64 deadline_us;
  gint64 linger_end_us;
  LanHttpClose closing;     /* close after the answer, and why */
  gboolean unread;          /* the client may still be sending when it is closed */

  GByteArray *in;           /* (nullable) received in an earlier turn, not yet used */
  const guint8 *data;       /* unused bytes, during a turn */
  gsize length;
  gsize scanned;
  gsize judged;

  LanHttpExchange exchange;
  LanHttpResponse *response;   /* ready, but the body still comes */
  LanHttpSink sink;
  gboolean has_sink;
  LanHttpPause *pause;
  LanHttpOutput output;
};

/* --- Recording --- */

static void
tell (LanHttpConnection *self,
      gboolean           finished,
      LanHttpClose       closed)
{
  g_autoptr(LanHttpRecord) record = lan_http_exchange_record (&self->exchange);

  record->connection = self->id;
  record->finished = finished;
  record->client = g_ref_string_acquire (self->client);
  record->client_port = self->client_port;
  record->accepted_us = self->accepted_us;
  record->closed = closed;
  if (finished)
    {
      record->response_size = self->output.sent;
      record->response = lan_http_output_steal_bytes (&self->output);
    }
  self->exchange.announced = TRUE;

  self->service->recorder (record, self->service->data);
}

static void
begin_exchange (LanHttpConnection *self)
{
  lan_http_exchange_begin (&self->exchange, ++self->service->last_exchange);
}

/* What the handler left with us for this exchange. */
static void
drop_handler (LanHttpConnection *self)
{
  g_clear_pointer (&self->response, lan_http_response_free);
  g_clear_pointer (&self->pause, lan_http_pause_detach);
  if (self->has_sink && self->sink.destroy != NULL)
    self->sink.destroy (self->sink.user_data);
  self->has_sink = FALSE;
}

static void
end_exchange (LanHttpConnection *self)
{
  drop_handler (self);
  lan_http_exchange_clear (&self->exchange, &self->service->spare);
  lan_http_output_clear (&self->output);
}

/* --- Bytes that are there --- */

static void
use (LanHttpConnection *self,
     gsize              length)
{
  self->data += length;
  self->length -= length;
}

/* After a turn: what is not used yet stays, the shared buffer is the next one's. */
static void
save_unused (LanHttpConnection *self)
{
  if (self->length == 0)
    g_clear_pointer (&self->in, g_byte_array_unref);
  else if (self->in == NULL)
    {
      self->in = g_byte_array_sized_new ((guint) self->length);
      g_byte_array_append (self->in, self->data, (guint) self->length);
    }
  else if (self->length < self->in->len)
    g_byte_array_remove_range (self->in, 0, self->in->len - (guint) self->length);

  self->data = NULL;
  self->length = 0;
}

static void
load_unused (LanHttpConnection *self)
{
  self->data = self->in != NULL ? self->in->data : NULL;
  self->length = self->in != NULL ? self->in->len : 0;
}

/* --- The end --- */

static void
free_connection (LanHttpConnection *self)
{
  lan_epoll_remove (self->service->epoll, self->fd, &self->watch);
  close (self->fd);
  end_exchange (self);
  g_clear_pointer (&self->in, g_byte_array_unref);
  g_ref_string_release (self->client);
  g_free (self);
}

/* Tells what was not told yet, and ends. The caller must not touch @self any more. */
static void
finish (LanHttpConnection *self,
        LanHttpClose       reason)
{
  load_unused (self);
  if (self->exchange.id == 0 && self->n_requests == 0 && self->state == STATE_HEAD)
    {
      begin_exchange (self);
      self->exchange.started_us = self->accepted_us;
      self->exchange.kind = LAN_HTTP_RECORD_SILENT;
      tell (self, TRUE, reason);
    }
  else if (self->exchange.id != 0)
    {
      if (self->state == STATE_HEAD)
        lan_http_exchange_keep (&self->exchange, self->data, self->length);
      if ((self->state == STATE_HEAD || self->state == STATE_BODY) &&
          self->exchange.kind == LAN_HTTP_RECORD_EXCHANGE)
        self->exchange.kind = LAN_HTTP_RECORD_INCOMPLETE;
      tell (self, TRUE, reason);
    }

  g_queue_unlink (&self->service->connections, &self->link);
  self->service->closed (self, self->service->server);
  free_connection (self);
}

static void
wait_for (LanHttpConnection *self,
          guint32            events,
          guint              deadline_ms)
{
  self->deadline_us = deadline_ms > 0 ? g_get_monotonic_time () + (gint64) deadline_ms * 1000 : G_MAXINT64;
  if (self->interest == events)
    return;

  self->interest = events;
  lan_epoll_modify (self->service->epoll, self->fd, events, &self->watch);
}

/* --- Answering --- */

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

/* Takes @response. */
static void
respond (LanHttpConnection *self,
         LanHttpResponse   *response)
{
  const LanHttpFraming *framing = &self->exchange.framing;
  gboolean head_only = g_strcmp0 (self->exchange.method, "HEAD") == 0;
  const char *connection = NULL;

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
  self->exchange.answer_us = lan_http_exchange_since (&self->exchange);
  if (!lan_http_output_add_response (&self->output, response, date_now (self->service), head_only, connection))
    self->closing = LAN_HTTP_CLOSE_SHRANK;
  lan_http_response_free (response);
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

  self->exchange.has_rule = TRUE;
  self->exchange.rule = rule;
  self->unread = TRUE;
  close_after (self, reason);
  drop_handler (self);
  lan_http_response_set_text (response, "text/plain; charset=utf-8",
                              g_strdup_printf ("%s\n", lan_http_rule_describe (rule, NULL)));
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
static gboolean
is_refused (LanHttpConnection *self)
{
  return self->response != NULL && self->response->status >= 400;
}

static void answer (LanHttpConnection *self);

/* The client closed its side, or took too long, in the middle of a request. */
static void
refuse_incomplete (LanHttpConnection *self,
                   guint              status,
                   LanHttpClose       reason)
{
  LanHttpRule rule = self->state == STATE_BODY ? LAN_HTTP_RULE_BODY_INCOMPLETE : LAN_HTTP_RULE_HEAD_INCOMPLETE;

  if (self->state == STATE_HEAD)
    {
      lan_http_exchange_keep (&self->exchange, self->data, self->length);
      use (self, self->length);
    }
  self->exchange.kind = LAN_HTTP_RECORD_INCOMPLETE;
  if (is_refused (self) && !(self->eof && self->exchange.framing.chunked))
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
    .has_body = has_body (self),
    .engine = self,
  };
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

static void turn (LanHttpConnection *self);

static void
on_resume (gpointer         connection,
           LanHttpResponse *response)
{
  LanHttpConnection *self = connection;

  g_clear_pointer (&self->pause, lan_http_pause_detach);
  if (self->state != STATE_PAUSED)
    {
      self->response = response;   /* the body still comes */
      return;
    }

  load_unused (self);
  respond (self, response);
  turn (self);
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

/* The request is whole, or not waited for any longer. */
static void
answer (LanHttpConnection *self)
{
  if (self->has_sink)
    {
      LanHttpRequest request = describe_request (self);

      if (self->sink.done != NULL && self->response == NULL)
        self->response = self->sink.done (&request, self->sink.user_data);
      if (self->sink.destroy != NULL)
        self->sink.destroy (self->sink.user_data);
      self->has_sink = FALSE;
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

static void
refuse_body (LanHttpConnection *self)
{
  /* The handler's own refusal says more than that the body is large. */
  if (is_refused (self))
    {
      self->unread = TRUE;
      close_after (self, LAN_HTTP_CLOSE_REFUSED);
      answer (self);
    }
  else
    refuse (self, 413, LAN_HTTP_RULE_BODY_SIZE, LAN_HTTP_CLOSE_REFUSED);
}

static void
start_body (LanHttpConnection *self)
{
  gboolean waits = self->exchange.framing.expects_continue && self->length == 0;

  self->state = STATE_BODY;
  if (self->exchange.framing.content_length > 0 &&
      (guint64) self->exchange.framing.content_length > body_limit (self))
    refuse_body (self);
  else if (waits && !self->has_sink && (self->response != NULL || self->pause != NULL))
    {
      /* RFC 9110 section 10.1.1: the final answer at once, and the body is never sent, or must be dropped */
      self->unread = TRUE;
      close_after (self, LAN_HTTP_CLOSE_REFUSED);
      answer (self);
    }
  else if (waits)
    lan_http_output_add (&self->output, "HTTP/1.1 100 Continue\r\n\r\n");
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

static char *
show_part (const char        *data,
           const LanHttpPart *part)
{
  guint plain = 0;

  while (plain < part->length && data[part->offset + plain] > 0x20 && data[part->offset + plain] < 0x7f)
    plain++;
  if (plain == part->length)
    return g_strndup (data + part->offset, plain);

  return lan_text_show_line (data + part->offset, part->length);
}

static void
take_head (LanHttpConnection *self,
           gsize              length)
{
  LanHttpExchange *exchange = &self->exchange;
  const char *data = (const char *) self->data;
  LanHttpHead *head = g_steal_pointer (&self->service->spare);

  if (head == NULL)
    head = lan_http_head_new ();
  lan_http_head_rescan (head, data, length, LAN_HTTP_SCAN_QUICK);
  exchange->head = head;
  exchange->framing = lan_http_head_decide (head, data);
  exchange->method = show_part (data, &head->start[0]);
  exchange->target = show_part (data, &head->start[1]);
  exchange->head_us = lan_http_exchange_since (exchange);
  lan_http_exchange_keep (exchange, self->data, length);
  use (self, length);
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
  begin_exchange (self);
  self->exchange.kind = LAN_HTTP_RECORD_TLS;
  lan_http_exchange_keep (&self->exchange, self->data, self->length);
  use (self, self->length);
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
static gboolean
read_head (LanHttpConnection *self)
{
  const char *data = (const char *) self->data;
  gssize end;

  if (self->length == 0)
    return FALSE;
  if (self->n_requests == 0 && self->data[0] == TLS_HANDSHAKE)
    {
      refuse_tls (self);
      return TRUE;
    }
  if (self->n_requests > 0 && is_only_line_ends (self))
    return FALSE;   /* some clients send one after a body (RFC 9112 section 2.2): it begins nothing */

  if (self->exchange.id == 0)
    begin_exchange (self);

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

static void
receive_chunk (const char *data,
               gsize       length,
               gpointer    connection)
{
  LanHttpConnection *self = connection;

  if (self->has_sink && self->exchange.chunked.body <= self->sink.max_bytes)
    self->sink.receive (data, length, self->sink.user_data);
}

/* FALSE: more has to come. */
static gboolean
read_body (LanHttpConnection *self)
{
  LanHttpExchange *exchange = &self->exchange;
  gboolean whole;
  gsize used;

  if (exchange->framing.chunked)
    {
      used = lan_http_chunked_read (&exchange->chunked, (const char *) self->data, self->length, receive_chunk, self);
      exchange->body_received = exchange->chunked.body;
      whole = exchange->chunked.state == LAN_HTTP_CHUNKED_DONE;
    }
  else
    {
      used = (gsize) MIN (self->length, (guint64) exchange->framing.content_length - exchange->body_received);
      if (self->has_sink && used > 0)
        self->sink.receive ((const char *) self->data, used, self->sink.user_data);
      exchange->body_received += used;
      whole = exchange->body_received == (guint64) exchange->framing.content_length;
    }
  lan_http_exchange_keep (exchange, self->data, used);
  use (self, used);

  if (exchange->chunked.state == LAN_HTTP_CHUNKED_BAD)
    refuse_malformed (self, 400, exchange->chunked.rule);
  else if (exchange->body_received > body_limit (self))
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

/* --- The turn of a connection --- */

static void
linger (LanHttpConnection *self)
{
  self->state = STATE_LINGER;
  shutdown (self->fd, SHUT_WR);
  self->linger_end_us = g_get_monotonic_time () + (gint64) self->service->limits.linger_max_ms * 1000;
}

/* Whether closing now would make the kernel answer what is not read yet with a RST, which can take our
 * answer with it before the client has read it (RFC 9112 section 9.6). */
static gboolean
must_linger (LanHttpConnection *self)
{
  char byte;

  return !self->eof && (self->unread || self->length > 0 || recv (self->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0);
}

/* FALSE: the connection is gone. */
static gboolean
after_answer (LanHttpConnection *self)
{
  LanHttpClose reason = self->closing;

  tell (self, TRUE, reason);
  end_exchange (self);
  self->state = STATE_HEAD;
  if (reason == LAN_HTTP_CLOSE_NOT)
    return TRUE;

  if (must_linger (self))
    {
      linger (self);
      return TRUE;
    }
  finish (self, reason);

  return FALSE;
}

typedef enum
{
  STEP_ON,     /* something was done: look again */
  STEP_WAIT,
  STEP_GONE,   /* the connection was freed */
} Step;

static Step
write_step (LanHttpConnection *self)
{
  switch (lan_http_output_send (&self->output, self->fd))
    {
    case LAN_HTTP_SENT:
      if (self->state == STATE_WRITE && !after_answer (self))
        return STEP_GONE;
      return STEP_ON;
    case LAN_HTTP_BLOCKED:
      return STEP_WAIT;
    case LAN_HTTP_SHRANK:
      finish (self, LAN_HTTP_CLOSE_SHRANK);
      return STEP_GONE;
    case LAN_HTTP_GONE:
    default:
      finish (self, LAN_HTTP_CLOSE_RESET);
      return STEP_GONE;
    }
}

static Step
eof_step (LanHttpConnection *self)
{
  if (!self->eof)
    return STEP_WAIT;
  if (self->exchange.id != 0)
    {
      refuse_incomplete (self, 400, LAN_HTTP_CLOSE_CLIENT);
      return STEP_ON;
    }
  finish (self, LAN_HTTP_CLOSE_CLIENT);

  return STEP_GONE;
}

static Step
step (LanHttpConnection *self)
{
  switch (self->state)
    {
    case STATE_HEAD:
      return read_head (self) ? STEP_ON : eof_step (self);

    case STATE_BODY:
      if (lan_http_output_is_pending (&self->output) && write_step (self) == STEP_GONE)
        return STEP_GONE;
      return read_body (self) ? STEP_ON : eof_step (self);

    case STATE_WRITE:
      return write_step (self);

    case STATE_LINGER:
      use (self, self->length);
      if (!self->eof)
        return STEP_WAIT;
      finish (self, LAN_HTTP_CLOSE_CLIENT);
      return STEP_GONE;

    case STATE_PAUSED:
    default:
      return STEP_WAIT;
    }
}

static void
wait_for_more (LanHttpConnection *self)
{
  const LanHttpLimits *limits = &self->service->limits;

  switch (self->state)
    {
    case STATE_HEAD:
      wait_for (self, EPOLLIN, limits->idle_deadline_ms);
      /* a head has until its deadline from its first byte, however it dribbles */
      if (self->exchange.id != 0)
        self->deadline_us = self->exchange.started_mono_us + (gint64) limits->head_deadline_ms * 1000;
      break;
    case STATE_BODY:
      wait_for (self, EPOLLIN | (lan_http_output_is_pending (&self->output) ? EPOLLOUT : 0),
                is_refused (self) ? limits->refused_deadline_ms : limits->body_deadline_ms);
      break;
    case STATE_PAUSED:
      wait_for (self, self->eof || self->seems_gone ? 0 : EPOLLRDHUP, 0);
      break;
    case STATE_LINGER:
      wait_for (self, EPOLLIN, limits->linger_quiet_ms);
      self->deadline_us = MIN (self->deadline_us, self->linger_end_us);
      break;
    case STATE_WRITE:
    default:
      wait_for (self, EPOLLOUT, limits->body_deadline_ms);
      break;
    }
}

/* Goes on as far as the bytes at hand and the socket allow; may free @self. */
static void
turn (LanHttpConnection *self)
{
  Step done;

  while ((done = step (self)) == STEP_ON)
    ;
  if (done == STEP_GONE)
    return;

  /* What is not over by now shows at once that it is under way. */
  if (self->exchange.head != NULL && !self->exchange.announced)
    tell (self, FALSE, LAN_HTTP_CLOSE_NOT);

  save_unused (self);
  wait_for_more (self);
}

/* FALSE: nothing came, or the connection is gone. */
static gboolean
receive (LanHttpConnection *self)
{
  gssize got = recv (self->fd, self->service->buffer, LAN_HTTP_READ_BYTES, 0);

  if (got < 0)
    {
      if (errno != EAGAIN && errno != EINTR)
        finish (self, LAN_HTTP_CLOSE_RESET);
      return FALSE;
    }

  self->eof = got == 0;
  if (self->in != NULL)
    {
      g_byte_array_append (self->in, self->service->buffer, (guint) got);
      load_unused (self);
    }
  else
    {
      self->data = self->service->buffer;
      self->length = (gsize) got;
    }

  return TRUE;
}

static void
on_ready (LanEpollWatch *watch,
          guint32        events)
{
  LanHttpConnection *self = (LanHttpConnection *) watch;

  if ((self->interest & EPOLLIN) != 0)
    {
      if (receive (self))
        turn (self);
      return;
    }

  if ((events & (EPOLLHUP | EPOLLERR)) != 0)
    {
      finish (self, LAN_HTTP_CLOSE_RESET);
      return;
    }

  if (self->state == STATE_PAUSED)
    {
      self->seems_gone = TRUE;
      g_cancellable_cancel (lan_http_pause_get_cancellable (self->pause));
    }
  load_unused (self);
  turn (self);
}

/**
 * lan_http_connection_new:
 * @fd: (transfer full): an accepted, non-blocking socket
 *
 * Serves one client until one of both ends it; then tells @service->closed and frees itself.
 *
 * Returns: (transfer none) (nullable): the connection; %NULL where the system has no room for it
 */
LanHttpConnection *
lan_http_connection_new (LanHttpService *service,
                         int             fd,
                         const char     *client,
                         guint16         client_port)
{
  LanHttpConnection *self = g_new0 (LanHttpConnection, 1);

  self->watch.ready = on_ready;
  if (!lan_epoll_add (service->epoll, fd, EPOLLIN, &self->watch))
    {
      close (fd);
      g_free (self);
      return NULL;
    }

  self->service = service;
  self->link.data = self;
  self->fd = fd;
  self->interest = EPOLLIN;
  self->id = ++service->last_connection;
  self->client = g_ref_string_new (client);
  self->client_port = client_port;
  self->accepted_us = g_get_real_time ();
  lan_http_output_init (&self->output);
  g_queue_push_tail_link (&service->connections, &self->link);
  wait_for (self, EPOLLIN, service->limits.idle_deadline_ms);

  return self;
}

const char *
lan_http_connection_get_client (LanHttpConnection *self)
{
  return self->client;
}

/**
 * lan_http_connection_check_time:
 *
 * Cuts what is over its deadline; may free @self.
 */
void
lan_http_connection_check_time (LanHttpConnection *self,
                                gint64             now_us)
{
  if (now_us < self->deadline_us)
    return;

  if (self->exchange.id != 0 && (self->state == STATE_HEAD || self->state == STATE_BODY))
    {
      load_unused (self);
      refuse_incomplete (self, 408, self->state == STATE_HEAD ? LAN_HTTP_CLOSE_HEAD_DEADLINE
                                                             : LAN_HTTP_CLOSE_BODY_DEADLINE);
      turn (self);
    }
  else
    finish (self, self->state == STATE_WRITE ? LAN_HTTP_CLOSE_SEND_DEADLINE : LAN_HTTP_CLOSE_IDLE_DEADLINE);
}

/**
 * lan_http_connection_close:
 *
 * Ends it at once, whatever is under way, and frees it: the server stops.
 */
void
lan_http_connection_close (LanHttpConnection *self)
{
  finish (self, LAN_HTTP_CLOSE_STOPPED);
}
