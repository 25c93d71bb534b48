/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/connection.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/connection-private.h"

/* --- Recording --- */

/* The value of the limit that ended a connection; 0: it was none. */
static guint64
limit_of (LanHttpConnection *self,
          LanHttpClose       reason)
{
  const LanHttpLimits *limits = &self->service->limits;

  switch (reason)
    {
    case LAN_HTTP_CLOSE_BODY_SIZE:
      return self->exchange.body_limit;
    case LAN_HTTP_CLOSE_HANDSHAKE_DEADLINE:
      return limits->handshake_deadline_ms;
    case LAN_HTTP_CLOSE_HEAD_DEADLINE:
      return limits->head_deadline_ms;
    case LAN_HTTP_CLOSE_BODY_DEADLINE:
      return self->exchange.status == 408 ? limits->body_deadline_ms : limits->refused_deadline_ms;
    case LAN_HTTP_CLOSE_SEND_DEADLINE:
      return limits->body_deadline_ms;
    case LAN_HTTP_CLOSE_IDLE_DEADLINE:
      return limits->idle_deadline_ms;
    case LAN_HTTP_CLOSE_REQUESTS:
      return limits->requests;
    default:
      return 0;
    }
}

static void
tell (LanHttpConnection *self,
      gboolean           finished,
      LanHttpClose       closed)
{
  g_autoptr(LanHttpRecord) record = lan_http_exchange_record (&self->exchange, finished ? &self->output : NULL);

  record->connection = self->id;
  record->finished = finished;
  record->client = g_ref_string_acquire (self->client);
  record->client_port = self->client_port;
  record->secure = self->wire.tls != NULL && self->state != STATE_HANDSHAKE;
  record->accepted_us = self->accepted_us;
  record->secured_us = self->secured_us;
  record->closed = closed;
  record->limit = limit_of (self, closed);
  self->exchange.told_us = self->exchange.started_mono_us + record->duration_us;
  if (finished)
    self->last_exchange = record->id;

  self->service->recorder (record, self->service->data);
}

/* The exchange before is told already; how its connection ended is not. */
static void
tell_idle (LanHttpConnection *self,
           LanHttpClose       closed)
{
  g_autoptr(LanHttpRecord) record = lan_http_record_new (NULL, NULL, NULL, 0, NULL, 0);

  record->kind = LAN_HTTP_RECORD_IDLE;
  record->id = self->last_exchange;
  record->connection = self->id;
  record->client = g_ref_string_acquire (self->client);
  record->finished = TRUE;
  record->closed = closed;
  record->limit = limit_of (self, closed);

  self->service->recorder (record, self->service->data);
}

void
lan_http_connection_begin_exchange (LanHttpConnection *self)
{
  lan_http_exchange_begin (&self->exchange, ++self->service->last_exchange);
}

static void
end_exchange (LanHttpConnection *self)
{
  lan_http_connection_drop_handler (self);
  lan_http_shape_clear (&self->shape);
  lan_http_exchange_clear (&self->exchange, &self->service->spares);
  self->body_mark = 0;
  lan_http_output_clear (&self->output, &self->service->spares);
}

/* --- Bytes that are there --- */

void
lan_http_connection_use (LanHttpConnection *self,
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

void
lan_http_connection_load_unused (LanHttpConnection *self)
{
  self->data = self->in != NULL ? self->in->data : NULL;
  self->length = self->in != NULL ? self->in->len : 0;
}

/* --- The end --- */

static void
free_connection (LanHttpConnection *self)
{
  lan_epoll_remove (self->service->epoll, self->wire.fd, &self->watch);
  if (self->wire.tls != NULL && self->state != STATE_HANDSHAKE && self->closing != LAN_HTTP_CLOSE_CUT)
    lan_tls_say_bye (self->wire.tls);
  g_clear_pointer (&self->wire.tls, lan_tls_free);
  close (self->wire.fd);
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
  lan_http_connection_load_unused (self);
  if (self->exchange.id == 0 && self->n_requests == 0 && (self->state == STATE_GREETING || self->state == STATE_HEAD))
    {
      lan_http_connection_begin_exchange (self);
      self->exchange.started_us = self->accepted_us;
      self->exchange.kind = LAN_HTTP_RECORD_SILENT;
      tell (self, TRUE, reason);
    }
  else if (self->state == STATE_HANDSHAKE)
    {
      lan_http_connection_begin_exchange (self);
      self->exchange.kind = LAN_HTTP_RECORD_HANDSHAKE;
      self->exchange.started_us -= g_get_monotonic_time () - self->greeted_us;
      self->exchange.started_mono_us = self->greeted_us;
      self->exchange.problem = g_steal_pointer (&self->problem);
      tell (self, TRUE, reason);
    }
  else if (self->exchange.id != 0)
    {
      if (self->state == STATE_HEAD)
        lan_http_exchange_keep (&self->exchange, &self->service->spares, self->data, self->length);
      if ((self->state == STATE_HEAD || self->state == STATE_BODY) &&
          self->exchange.kind == LAN_HTTP_RECORD_EXCHANGE)
        self->exchange.kind = LAN_HTTP_RECORD_INCOMPLETE;
      tell (self, TRUE, reason);
    }
  else if (self->state == STATE_HEAD && reason == LAN_HTTP_CLOSE_IDLE_DEADLINE)
    tell_idle (self, reason);

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
  lan_epoll_modify (self->service->epoll, self->wire.fd, events, &self->watch);
}

/* --- The turn of a connection --- */

static void
linger (LanHttpConnection *self)
{
  self->state = STATE_LINGER;
  lan_http_wire_end (&self->wire, self->closing != LAN_HTTP_CLOSE_CUT);
  self->linger_end_us = g_get_monotonic_time () + (gint64) self->service->limits.linger_max_ms * 1000;
}

/* Whether closing now would make the kernel answer what is not read yet with a RST, which can take our
 * answer with it before the client has read it (RFC 9112 section 9.6). */
static gboolean
must_linger (LanHttpConnection *self)
{
  char byte;

  if (self->eof)
    return FALSE;

  return self->unread || self->length > 0 || recv (self->wire.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
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
  switch (lan_http_output_send (&self->output, &self->wire, &self->service->spares))
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
      lan_http_connection_refuse_incomplete (self, 400, LAN_HTTP_CLOSE_CLIENT);
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
      return lan_http_connection_read_head (self) ? STEP_ON : eof_step (self);

    case STATE_BODY:
      if (lan_http_output_is_pending (&self->output) && write_step (self) == STEP_GONE)
        return STEP_GONE;
      if (lan_http_connection_read_body (self))
        return STEP_ON;
      return self->hold == NULL ? eof_step (self) : STEP_WAIT;

    case STATE_WRITE:
      return write_step (self);

    case STATE_LINGER:
      lan_http_connection_use (self, self->length);
      if (!self->eof)
        return STEP_WAIT;
      finish (self, LAN_HTTP_CLOSE_CLIENT);
      return STEP_GONE;

    case STATE_PAUSED:
    case STATE_GREETING:
    case STATE_HANDSHAKE:
    default:
      return STEP_WAIT;
    }
}

/* How much of the answer has reached the client: what was written, less what the kernel still holds of it. */
static guint64
count_delivered (LanHttpConnection *self)
{
  int held = 0;

  ioctl (self->wire.fd, SIOCOUTQ, &held);

  return self->output.sent - MIN ((guint64) MAX (held, 0), self->output.sent);
}

/* Megabytes fit into the kernel's buffer, so that a slow reader makes room in it less often than a deadline strikes:
 * what he took of it counts. */
static gboolean
has_read_on (LanHttpConnection *self)
{
  guint64 before = self->delivered;

  self->delivered = count_delivered (self);

  return self->delivered >= before + LAN_HTTP_PROGRESS_BYTES;
}

static void
wait_for_body (LanHttpConnection *self,
               guint32            writable)
{
  const LanHttpLimits *limits = &self->service->limits;
  const LanHttpExchange *exchange = &self->exchange;
  guint deadline_ms = lan_http_connection_is_refused (self) ? limits->refused_deadline_ms : limits->body_deadline_ms;
  gint64 before_us = self->deadline_us;
  gboolean typed = lan_http_exchange_since (&self->exchange) < (gint64) limits->typed_body_ms * 1000;
  gboolean begins = self->body_mark == 0;

  wait_for (self, EPOLLIN | writable, deadline_ms);
  if (typed || begins || exchange->request_size >= self->body_mark + LAN_HTTP_PROGRESS_BYTES)
    self->body_mark = exchange->request_size;
  else
    self->deadline_us = MIN (self->deadline_us, before_us);
}

static void
wait_for_more (LanHttpConnection *self)
{
  const LanHttpLimits *limits = &self->service->limits;
  guint32 writable = lan_http_output_is_pending (&self->output) ? EPOLLOUT : 0;

  switch (self->state)
    {
    case STATE_HEAD:
      wait_for (self, EPOLLIN, limits->idle_deadline_ms);
      /* a head has until its deadline from its first byte, however it dribbles */
      if (self->exchange.id != 0)
        self->deadline_us = self->exchange.started_mono_us + (gint64) limits->head_deadline_ms * 1000;
      break;
    case STATE_BODY:
      if (self->hold == NULL)
        wait_for_body (self, writable);
      else
        wait_for (self, (self->eof || self->seems_gone ? 0 : EPOLLRDHUP) | writable, 0);
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
      self->delivered = count_delivered (self);
      wait_for (self, EPOLLOUT, limits->body_deadline_ms);
      break;
    }
}

/* FALSE: nothing came, or the connection is gone. */
static gboolean
receive (LanHttpConnection *self)
{
  gssize got = lan_http_wire_receive (&self->wire, self->service->buffer, LAN_HTTP_READ_BYTES);

  /* Many close without the word that TLS has for it. What a request misses, its own length tells. */
  if (got < 0 && errno == ECONNABORTED)
    got = 0;
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
      lan_http_connection_load_unused (self);
    }
  else
    {
      self->data = self->service->buffer;
      self->length = (gsize) got;
    }

  return TRUE;
}

/* What is not over by now shows at once that it is under way, and of a long body how far it is. */
static gboolean
is_to_be_told (LanHttpConnection *self)
{
  const LanHttpExchange *exchange = &self->exchange;

  return exchange->head != NULL &&
         (exchange->told_us == 0 ||
          (self->state == STATE_BODY && g_get_monotonic_time () >= exchange->told_us + LAN_HTTP_RECORD_PROGRESS_US));
}

/* Goes on as far as the bytes at hand and the socket allow; may free @self. */
void
lan_http_connection_turn (LanHttpConnection *self)
{
  Step done;

  do
    {
      while ((done = step (self)) == STEP_ON)
        ;
      if (done == STEP_GONE)
        return;

      if (is_to_be_told (self))
        tell (self, FALSE, LAN_HTTP_CLOSE_NOT);

      save_unused (self);
      wait_for_more (self);
    }
  while ((self->interest & EPOLLIN) != 0 && lan_http_wire_has_received (&self->wire) && receive (self));
}

/* --- The beginning of one that may be encrypted --- */

/* FALSE: it is not known yet, or the connection is gone. */
static gboolean
look_at_greeting (LanHttpConnection *self)
{
  guint8 first;
  gssize got = recv (self->wire.fd, &first, 1, MSG_PEEK);

  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return FALSE;
  if (got <= 0)
    {
      finish (self, got == 0 ? LAN_HTTP_CLOSE_CLIENT : LAN_HTTP_CLOSE_RESET);
      return FALSE;
    }

  self->state = first == LAN_HTTP_TLS_HANDSHAKE ? STATE_HANDSHAKE : STATE_HEAD;
  if (self->state == STATE_HANDSHAKE)
    {
      self->wire.tls = lan_tls_new_server (self->wire.fd, self->service->identity, FALSE);
      self->greeted_us = g_get_monotonic_time ();
    }

  return TRUE;
}

/* FALSE: it is not over yet, or the connection is gone. */
static gboolean
shake_hands (LanHttpConnection *self)
{
  g_autoptr(GError) error = NULL;

  switch (lan_tls_handshake (self->wire.tls, &error))
    {
    case LAN_TLS_DONE:
      self->secured_us = g_get_monotonic_time () - self->greeted_us;
      self->state = STATE_HEAD;
      wait_for_more (self);
      return lan_http_wire_has_received (&self->wire);
    case LAN_TLS_WAITS:
      wait_for (self, lan_tls_get_events (self->wire.tls), self->service->limits.handshake_deadline_ms);
      self->deadline_us = self->greeted_us + (gint64) self->service->limits.handshake_deadline_ms * 1000;
      return FALSE;
    case LAN_TLS_FAILED:
    default:
      self->problem = g_strdup (error->message);
      finish (self, LAN_HTTP_CLOSE_HANDSHAKE);
      return FALSE;
    }
}

/* While nothing is read. Whoever waits for an answer is thought gone; whoever sends a body only if that cannot become
 * whole any more. */
static void
hear_of_leaving (LanHttpConnection *self)
{
  int coming = 0;

  self->seems_gone = TRUE;
  if (self->state == STATE_PAUSED)
    g_cancellable_cancel (lan_http_pause_get_cancellable (self->pause));
  else if (self->hold != NULL)
    {
      ioctl (self->wire.fd, SIOCINQ, &coming);
      if (lan_http_connection_lacks (self, self->length + (gsize) MAX (coming, 0)))
        lan_http_connection_refuse_incomplete (self, 400, LAN_HTTP_CLOSE_CLIENT);
    }
}

static void
on_ready (LanEpollWatch *watch,
          guint32        events)
{
  LanHttpConnection *self = (LanHttpConnection *) watch;

  if (self->state == STATE_GREETING && !look_at_greeting (self))
    return;
  if (self->state == STATE_HANDSHAKE && !shake_hands (self))
    return;

  if ((self->interest & EPOLLIN) != 0)
    {
      if (receive (self))
        lan_http_connection_turn (self);
      return;
    }

  if ((events & (EPOLLHUP | EPOLLERR)) != 0)
    {
      finish (self, LAN_HTTP_CLOSE_RESET);
      return;
    }

  lan_http_connection_load_unused (self);
  if ((events & EPOLLRDHUP) != 0)
    hear_of_leaving (self);
  lan_http_connection_turn (self);
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
  self->wire.fd = fd;
  self->state = service->identity != NULL ? STATE_GREETING : STATE_HEAD;
  self->interest = EPOLLIN;
  self->id = ++service->last_connection;
  self->client = g_ref_string_new (client);
  self->client_port = client_port;
  self->accepted_us = g_get_real_time ();
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

  if (self->state == STATE_WRITE && has_read_on (self))
    {
      self->deadline_us = now_us + (gint64) self->service->limits.body_deadline_ms * 1000;
      return;
    }

  if (self->exchange.id != 0 && (self->state == STATE_HEAD || self->state == STATE_BODY))
    {
      lan_http_connection_load_unused (self);
      lan_http_connection_refuse_incomplete (self, 408, self->state == STATE_HEAD ? LAN_HTTP_CLOSE_HEAD_DEADLINE
                                                             : LAN_HTTP_CLOSE_BODY_DEADLINE);
      lan_http_connection_turn (self);
    }
  else
    finish (self, self->state == STATE_WRITE       ? LAN_HTTP_CLOSE_SEND_DEADLINE
                  : self->state == STATE_HANDSHAKE ? LAN_HTTP_CLOSE_HANDSHAKE_DEADLINE
                                                   : LAN_HTTP_CLOSE_IDLE_DEADLINE);
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
