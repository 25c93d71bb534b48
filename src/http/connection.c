/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/connection.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "http/chunked.h"
#include "http/status.h"

/* One read: more than most requests, little enough that a fast sender does not starve the others. */
#define READ_BYTES (64 * 1024)

/* The first part of a file goes out with the head in one call, and is what a record keeps of it. */
#define FIRST_BODY_BYTES LAN_HTTP_RECORD_BODY_BYTES

/* One sendfile() call; between two the other connections get their turn. */
#define SENDFILE_BYTES (1024 * 1024)

/* Nobody here takes uploads; this lets a form's POST arrive to be looked at and answered properly. */
#define BODY_MAX_BYTES (16 * 1024 * 1024)

/* From the first byte of a head to its last: a person typing in telnet makes it, a slow attack does not last. */
#define HEAD_DEADLINE_US (30 * G_USEC_PER_SEC)
/* Without any progress of a body, in or out. */
#define BODY_DEADLINE_US (30 * G_USEC_PER_SEC)
/* Between two requests, or before the first; browsers open connections in advance. */
#define IDLE_DEADLINE_US (60 * G_USEC_PER_SEC)
/* After a refusal: the time for what is under way to arrive, so that our answer is not lost to a RST
 * (RFC 9112 section 9.6). */
#define LINGER_DEADLINE_US (2 * G_USEC_PER_SEC)

/* Then a connection is closed, so that none lives for ever. */
#define REQUESTS_MAX 100000

/* TLS records begin with their content type; 22 is a handshake (RFC 8446 section 5.1). */
#define TLS_HANDSHAKE 0x16

typedef enum
{
  STATE_HEAD,
  STATE_BODY,
  STATE_WRITE,
  STATE_LINGER,
} State;

struct _LanHttpConnection
{
  LanEpollWatch watch;
  LanHttpService *service;
  int fd;
  guint32 interest;
  guint64 id;
  char *client;
  guint16 client_port;

  State state;
  gboolean eof;
  gboolean close_after;
  guint n_requests;
  gint64 deadline_us;

  GByteArray *in;          /* received, not yet used */
  gsize scanned;

  GByteArray *out;         /* to be sent */
  gsize out_at;
  int file_fd;             /* … and then this file */
  off_t file_at;
  guint64 file_left;

  /* the exchange under way */
  guint64 exchange;
  LanHttpHead *head;
  LanHttpFraming framing;
  LanHttpChunked chunked;
  guint64 body_received;
  GByteArray *request;
  guint64 request_size;
  GByteArray *response;
  guint64 response_size;
  guint status;
  char *method;
  char *target;
  gint64 started_us;        /* wall clock */
  gint64 started_mono_us;
};

/* --- Recording --- */

static GBytes *
copy_bytes (GByteArray *array)
{
  return g_bytes_new (array->data, array->len);
}

static void
record (LanHttpConnection *self,
        LanHttpRecordKind  kind,
        gboolean           finished)
{
  g_autoptr(LanHttpRecord) made = lan_http_record_new ();

  made->id = self->exchange;
  made->connection = self->id;
  made->kind = kind;
  made->finished = finished;
  made->has_rule = self->framing.status != 0;
  made->rule = self->framing.rule;
  made->client = g_strdup (self->client);
  made->client_port = self->client_port;
  made->method = g_strdup (self->method);
  made->target = g_strdup (self->target);
  made->status = self->status;
  made->request = copy_bytes (self->request);
  made->request_size = self->request_size;
  if (self->response->len > 0)
    made->response = copy_bytes (self->response);
  made->response_size = self->response_size;
  made->started_us = self->started_us;
  made->duration_us = g_get_monotonic_time () - self->started_mono_us;

  self->service->recorder (made, self->service->data);
}

static void
begin_exchange (LanHttpConnection *self)
{
  self->exchange = ++self->service->last_exchange;
  self->started_us = g_get_real_time ();
  self->started_mono_us = g_get_monotonic_time ();
}

static void
forget_exchange (LanHttpConnection *self)
{
  self->exchange = 0;
  g_clear_pointer (&self->head, lan_http_head_free);
  self->framing = (LanHttpFraming) { 0 };
  self->chunked = (LanHttpChunked) { 0 };
  self->body_received = 0;
  g_byte_array_set_size (self->request, 0);
  self->request_size = 0;
  g_byte_array_set_size (self->response, 0);
  self->response_size = 0;
  self->status = 0;
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->target, g_free);
}

/* --- Life --- */

static void
wait_for (LanHttpConnection *self,
          guint32            events,
          gint64             deadline_us)
{
  self->deadline_us = g_get_monotonic_time () + deadline_us;
  if (self->interest == events)
    return;

  self->interest = events;
  lan_epoll_modify (self->service->epoll, self->fd, events, &self->watch);
}

static void
free_connection (LanHttpConnection *self)
{
  lan_epoll_remove (self->service->epoll, self->fd, &self->watch);
  close (self->fd);
  if (self->file_fd >= 0)
    close (self->file_fd);
  forget_exchange (self);
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
  g_byte_array_unref (self->request);
  g_byte_array_unref (self->response);
  g_free (self->client);
  g_free (self);
}

/* Tells what was not told yet, and ends. The caller must not touch @self any more. */
static void
finish (LanHttpConnection *self)
{
  if (self->exchange == 0 && self->n_requests == 0 && self->in->len == 0)
    {
      self->exchange = ++self->service->last_exchange;
      record (self, LAN_HTTP_RECORD_SILENT, TRUE);
    }
  else if (self->state == STATE_HEAD && self->in->len > 0)
    {
      if (self->exchange == 0)
        begin_exchange (self);
      g_byte_array_append (self->request, self->in->data, self->in->len);
      self->request_size += self->in->len;
      record (self, LAN_HTTP_RECORD_INCOMPLETE, TRUE);
    }
  else if (self->exchange != 0)
    record (self, self->state == STATE_BODY ? LAN_HTTP_RECORD_INCOMPLETE : LAN_HTTP_RECORD_EXCHANGE, TRUE);

  self->service->closed (self, self->service->server);
  free_connection (self);
}

static void
start_lingering (LanHttpConnection *self)
{
  self->state = STATE_LINGER;
  g_byte_array_set_size (self->in, 0);
  shutdown (self->fd, SHUT_WR);
  wait_for (self, EPOLLIN, LINGER_DEADLINE_US);
}

/* --- Answering --- */

static void
respond (LanHttpConnection *self,
         LanHttpResponse   *response)
{
  gboolean head_only = g_strcmp0 (self->method, "HEAD") == 0 || response->status == 304 || response->status == 204;
  g_autofree char *date = lan_http_date (g_get_real_time () / G_USEC_PER_SEC);
  g_autoptr(GString) head = g_string_new (NULL);
  gsize from = self->out->len;

  self->status = response->status;
  self->n_requests++;
  self->close_after = !self->framing.keep_alive || self->eof || self->n_requests >= REQUESTS_MAX;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\nDate: %s\r\n", response->status,
                          lan_http_status_phrase (response->status), date);
  g_string_append_len (head, response->fields->str, (gssize) response->fields->len);
  /* RFC 9110 section 8.6: not in 204; in 304 and to HEAD it would tell what a GET gets, and 304 has none */
  if (response->status != 204 && response->status != 304)
    g_string_append_printf (head, "Content-Length: %" G_GUINT64_FORMAT "\r\n", lan_http_response_get_length (response));
  if (self->close_after)
    g_string_append (head, "Connection: close\r\n");
  else if (self->framing.minor == 0)
    g_string_append (head, "Connection: keep-alive\r\n");
  g_string_append (head, "\r\n");
  g_byte_array_append (self->out, (const guint8 *) head->str, (guint) head->len);

  if (!head_only && response->body != NULL)
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (response->body, &size);

      g_byte_array_append (self->out, data, (guint) size);
    }
  else if (!head_only && response->fd >= 0)
    {
      guint wanted = (guint) MIN (response->length, FIRST_BODY_BYTES);
      guint at = self->out->len;
      gssize got;

      g_byte_array_set_size (self->out, at + wanted);
      got = wanted == 0 ? 0 : pread (response->fd, self->out->data + at, wanted, (off_t) response->offset);
      if (got < (gssize) wanted)
        self->close_after = TRUE;   /* it shrank: the promised length cannot be kept, and the end says so */
      g_byte_array_set_size (self->out, at + (guint) MAX (got, 0));
      self->file_fd = g_steal_fd (&response->fd);
      self->file_at = (off_t) response->offset + MAX (got, 0);
      self->file_left = got < (gssize) wanted ? 0 : response->length - wanted;
    }

  g_byte_array_append (self->response, self->out->data + from,
                       MIN (self->out->len - (guint) from, (guint) head->len + LAN_HTTP_RECORD_BODY_BYTES));
  self->state = STATE_WRITE;
}

/* An answer of the engine itself, in the plainest form. */
static void
refuse (LanHttpConnection *self,
        guint              status,
        const char        *allow,
        char              *text)
{
  g_autoptr(LanHttpResponse) response = lan_http_response_new (status);

  if (allow != NULL)
    lan_http_response_add (response, "Allow", "%s", allow);
  lan_http_response_set_text (response, "text/plain; charset=utf-8", text);
  respond (self, response);
}

static void
refuse_and_close (LanHttpConnection *self,
                  guint              status,
                  char              *text)
{
  self->framing.keep_alive = FALSE;
  refuse (self, status, NULL, text);
}

static const char *const known_methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS",
                                             "TRACE", "PATCH", NULL };

static void
answer (LanHttpConnection *self)
{
  LanHttpRequest request = {
    .method = self->method,
    .target = self->target,
    .head = self->head,
    .data = (const char *) self->request->data,
    .client = self->client,
  };
  g_autoptr(LanHttpResponse) response = NULL;

  if (!g_strv_contains (known_methods, self->method))
    {
      refuse (self, 501, NULL, g_strdup ("This method is not known here.\n"));
      return;
    }

  response = self->service->handler (&request, self->service->data);
  respond (self, response);
}

/* --- Reading --- */

static void
keep_of_request (LanHttpConnection *self,
                 const guint8      *data,
                 gsize              length)
{
  gsize limit = self->head->length + LAN_HTTP_RECORD_BODY_BYTES;

  self->request_size += length;
  if (self->request->len < limit)
    g_byte_array_append (self->request, data, (guint) MIN (length, limit - self->request->len));
}

static void
use_input (LanHttpConnection *self,
           gsize              length)
{
  keep_of_request (self, self->in->data, length);
  g_byte_array_remove_range (self->in, 0, (guint) length);
}

static void
start_body (LanHttpConnection *self)
{
  static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
  gboolean has_body = self->framing.chunked || self->framing.content_length > 0;

  self->state = STATE_BODY;
  if (self->framing.content_length > BODY_MAX_BYTES)
    refuse_and_close (self, 413, g_strdup ("The body is too large.\n"));
  else if (self->framing.expects_continue && has_body && self->in->len == 0)
    {
      g_byte_array_append (self->out, (const guint8 *) interim, sizeof interim - 1);
      g_byte_array_append (self->response, (const guint8 *) interim, sizeof interim - 1);
    }
}

static void
read_tls (LanHttpConnection *self)
{
  begin_exchange (self);
  self->framing = (LanHttpFraming) { 0 };
  g_byte_array_append (self->request, self->in->data, self->in->len);
  self->request_size = self->in->len;
  refuse_and_close (self, 400, g_strdup ("This port speaks plain HTTP: use http:// instead of https://.\n"));
}

static void
read_head (LanHttpConnection *self)
{
  const char *data = (const char *) self->in->data;
  gssize end = lan_http_find_head_end (data, self->in->len, &self->scanned);
  gsize length;

  if (end < 0 && self->in->len <= LAN_HTTP_HEAD_MAX_BYTES)
    {
      if (self->exchange == 0)
        begin_exchange (self);
      return;
    }

  if (self->exchange == 0)
    begin_exchange (self);
  length = end < 0 ? LAN_HTTP_HEAD_MAX_BYTES : (gsize) end;
  self->scanned = 0;
  self->head = lan_http_head_scan (data, length, FALSE);
  self->framing = lan_http_head_decide (self->head, data);
  if (end < 0 || length > LAN_HTTP_HEAD_MAX_BYTES)
    self->framing = (LanHttpFraming) { .status = 431, .rule = LAN_HTTP_RULE_HEAD_SIZE };
  self->method = lan_text_show_line (data + self->head->start[0].offset, self->head->start[0].length);
  self->target = lan_text_show_line (data + self->head->start[1].offset, self->head->start[1].length);
  use_input (self, length);
  record (self, self->framing.status != 0 ? LAN_HTTP_RECORD_MALFORMED : LAN_HTTP_RECORD_EXCHANGE, FALSE);

  if (self->framing.status != 0)
    refuse_and_close (self, self->framing.status,
                      g_strdup_printf ("%s\n", lan_http_rule_describe (self->framing.rule, NULL)));
  else
    start_body (self);
}

static void
read_body (LanHttpConnection *self)
{
  gsize used;

  if (self->framing.chunked)
    {
      used = lan_http_chunked_feed (&self->chunked, (const char *) self->in->data, self->in->len, NULL, 0);
      self->body_received = self->chunked.body;
    }
  else
    {
      used = (gsize) MIN (self->in->len, (guint64) self->framing.content_length - self->body_received);
      self->body_received += used;
    }
  use_input (self, used);

  if (self->chunked.state == LAN_HTTP_CHUNKED_BAD)
    {
      self->framing = (LanHttpFraming) { .status = 400, .rule = LAN_HTTP_RULE_CHUNK };
      refuse_and_close (self, 400, g_strdup_printf ("%s\n", lan_http_rule_describe (LAN_HTTP_RULE_CHUNK, NULL)));
    }
  else if (self->body_received > BODY_MAX_BYTES)
    refuse_and_close (self, 413, g_strdup ("The body is too large.\n"));
  else if (self->framing.chunked ? self->chunked.state == LAN_HTTP_CHUNKED_DONE
                                 : self->body_received == (guint64) self->framing.content_length)
    answer (self);
}

/* --- Writing --- */

/* FALSE: the socket takes no more now, or is gone (then *gone is set). */
static gboolean
write_out (LanHttpConnection *self,
           gboolean          *gone)
{
  while (self->out_at < self->out->len)
    {
      gssize sent = send (self->fd, self->out->data + self->out_at, self->out->len - self->out_at,
                          MSG_NOSIGNAL | (self->file_left > 0 ? MSG_MORE : 0));

      if (sent < 0)
        {
          *gone = errno != EAGAIN && errno != EINTR;
          return FALSE;
        }
      self->out_at += (gsize) sent;
      self->response_size += (gsize) sent;
    }
  g_byte_array_set_size (self->out, 0);
  self->out_at = 0;

  if (self->file_left > 0)
    {
      gssize sent = sendfile (self->fd, self->file_fd, &self->file_at, MIN (self->file_left, SENDFILE_BYTES));

      if (sent <= 0)
        {
          *gone = sent == 0 || (errno != EAGAIN && errno != EINTR);   /* 0: the file shrank */
          return FALSE;
        }
      self->response_size += (gsize) sent;
      self->file_left -= (guint64) sent;
    }

  return self->file_left == 0;
}

static void
after_answer (LanHttpConnection *self)
{
  gboolean malformed = self->framing.status != 0;
  gboolean tls = self->head == NULL && self->request->len > 0 && self->request->data[0] == TLS_HANDSHAKE;

  record (self, tls ? LAN_HTTP_RECORD_TLS :
                self->head == NULL ? LAN_HTTP_RECORD_INCOMPLETE :
                malformed ? LAN_HTTP_RECORD_MALFORMED : LAN_HTTP_RECORD_EXCHANGE, TRUE);
  if (self->file_fd >= 0)
    close (self->file_fd);
  self->file_fd = -1;
  forget_exchange (self);

  if (self->close_after)
    start_lingering (self);
  else
    self->state = STATE_HEAD;
}

/* --- The turn of a connection --- */

static gboolean
is_tls_greeting (LanHttpConnection *self)
{
  return self->n_requests == 0 && self->in->len > 0 && self->in->data[0] == TLS_HANDSHAKE;
}

/* Goes on as far as the bytes allow; FALSE: the connection is gone. */
static gboolean
advance (LanHttpConnection *self)
{
  while (TRUE)
    {
      State before = self->state;
      guint had = self->in->len;
      gboolean gone = FALSE;

      /* an interim answer, or the final one */
      if ((self->state == STATE_WRITE || self->out->len > 0) && !write_out (self, &gone))
        {
          if (gone)
            {
              finish (self);
              return FALSE;
            }
          wait_for (self, EPOLLOUT, BODY_DEADLINE_US);
          return TRUE;
        }

      if (self->state == STATE_WRITE)
        after_answer (self);
      else if (self->state == STATE_HEAD && is_tls_greeting (self))
        read_tls (self);
      else if (self->state == STATE_HEAD && self->in->len > 0)
        read_head (self);
      else if (self->state == STATE_BODY)
        read_body (self);

      if (self->state == STATE_LINGER)
        return TRUE;
      if (self->state == before && self->in->len == had && self->out->len == 0)
        break;
    }

  if (self->eof)
    {
      finish (self);
      return FALSE;
    }

  /* a head has until its deadline from its first byte, however it dribbles */
  if (self->state == STATE_HEAD && self->exchange != 0)
    wait_for (self, EPOLLIN, MAX (self->started_mono_us + HEAD_DEADLINE_US - g_get_monotonic_time (), 0));
  else
    wait_for (self, EPOLLIN, self->state == STATE_HEAD ? IDLE_DEADLINE_US : BODY_DEADLINE_US);

  return TRUE;
}

static void
on_ready (LanEpollWatch *watch,
          guint32        events)
{
  LanHttpConnection *self = (LanHttpConnection *) watch;
  guint8 buffer[READ_BYTES];

  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && (self->interest & EPOLLIN) != 0)
    {
      gssize got = recv (self->fd, buffer, sizeof buffer, 0);

      if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
      if (got <= 0 && (got < 0 || self->state == STATE_LINGER))
        {
          finish (self);
          return;
        }
      if (self->state == STATE_LINGER)
        return;   /* what still comes is not read any more (RFC 9112 section 9.6) */
      self->eof = got == 0;
      g_byte_array_append (self->in, buffer, (guint) got);
    }
  else if ((events & (EPOLLHUP | EPOLLERR)) != 0)
    {
      finish (self);
      return;
    }

  advance (self);
}

/**
 * lan_http_connection_new:
 * @fd: (transfer full): an accepted, non-blocking socket
 *
 * Serves one client until one of both ends it; then tells @service->closed and frees itself.
 *
 * Returns: (transfer none): the connection
 */
LanHttpConnection *
lan_http_connection_new (LanHttpService *service,
                         int             fd,
                         const char     *client,
                         guint16         client_port)
{
  LanHttpConnection *self = g_new0 (LanHttpConnection, 1);

  self->watch.ready = on_ready;
  self->service = service;
  self->fd = fd;
  self->id = ++service->last_connection;
  self->client = g_strdup (client);
  self->client_port = client_port;
  self->file_fd = -1;
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
  self->request = g_byte_array_new ();
  self->response = g_byte_array_new ();
  self->started_us = g_get_real_time ();
  self->started_mono_us = g_get_monotonic_time ();
  self->deadline_us = self->started_mono_us + IDLE_DEADLINE_US;
  self->interest = EPOLLIN;
  if (!lan_epoll_add (service->epoll, fd, EPOLLIN, &self->watch))
    {
      close (fd);
      g_clear_pointer (&self->in, g_byte_array_unref);
      g_clear_pointer (&self->out, g_byte_array_unref);
      g_clear_pointer (&self->request, g_byte_array_unref);
      g_clear_pointer (&self->response, g_byte_array_unref);
      g_free (self->client);
      g_free (self);
      return NULL;
    }

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

  if ((self->state == STATE_HEAD && self->in->len > 0) || self->state == STATE_BODY)
    {
      if (self->state == STATE_HEAD)
        {
          g_byte_array_append (self->request, self->in->data, self->in->len);
          self->request_size += self->in->len;
          g_byte_array_set_size (self->in, 0);
        }
      refuse_and_close (self, 408, g_strdup ("The request did not arrive in time.\n"));
      advance (self);
    }
  else
    finish (self);
}

/**
 * lan_http_connection_close:
 *
 * Ends it at once, whatever is under way, and frees it.
 */
void
lan_http_connection_close (LanHttpConnection *self)
{
  finish (self);
}
