/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "config.h"

#include "http/client.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/connect.h"
#include "base/endpoint.h"
#include "base/error.h"
#include "base/text.h"
#include "http/chunked.h"
#include "http/output.h"

/* One read. */
#define READ_BYTES (64 * 1024)

/* Interim answers before the final one; a server that sends more has nothing else to say. */
#define INTERIM_MAX 16

struct _LanHttpClient
{
  char *host;
  guint16 port;
  gboolean secure;
  LanIdentity *identity;
  char *fingerprint;
  guint patience_ms;
  LanHttpRecorder recorder;
  gpointer data;

  LanHttpWire wire;            /* fd is -1 while there is no connection */
  gboolean used;               /* a call was answered on it: the server may have closed it since */
  char *peer_fingerprint;
  guint64 n_connections;
  guint64 n_calls;
  guint8 buffer[READ_BYTES];
};

/* What is known of one call while it is under way. */
typedef struct
{
  LanHttpClient *client;
  const LanHttpCall *call;
  GCancellable *cancellable;

  LanHttpHead *request;        /* of the request, as far as it is one */
  char *method;
  LanHttpOutput output;
  LanHttpSpares spares;

  GByteArray *received;        /* what a record keeps: heads, and the beginning of the content */
  guint64 received_size;
  GByteArray *pending;         /* received, and not understood yet: the beginning of a head */
  gsize scanned;
  guint n_interim;
  LanHttpAnswer *answer;       /* NULL until its head is complete */
  LanHttpFraming framing;
  LanHttpChunked chunked;
  guint64 content_received;
  gboolean eof;

  gint64 begun_us;             /* wall clock */
  gint64 begun_mono_us;
  gint64 sent_us;
  gint64 head_us;
} Turn;

/* --- The connection --- */

static void
disconnect (LanHttpClient *self)
{
  if (self->wire.tls != NULL)
    lan_tls_say_bye (self->wire.tls);
  g_clear_pointer (&self->wire.tls, lan_tls_free);
  if (self->wire.fd >= 0)
    close (self->wire.fd);
  self->wire.fd = -1;
  self->used = FALSE;
}

static gboolean
shake_hands (LanHttpClient  *self,
             GCancellable   *cancellable,
             GError        **error)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) self->patience_ms * 1000;
  LanTlsResult result;

  self->wire.tls = lan_tls_new_client (self->wire.fd, self->identity, self->host, self->fingerprint);
  while ((result = lan_tls_handshake (self->wire.tls, error)) == LAN_TLS_WAITS)
    if (!lan_wait_for_socket (self->wire.fd, (short) lan_tls_get_events (self->wire.tls), until_us, cancellable, error))
      return FALSE;

  if (result == LAN_TLS_DONE)
    {
      g_free (self->peer_fingerprint);
      self->peer_fingerprint = g_strdup (lan_tls_get_peer_fingerprint (self->wire.tls));
    }

  return result == LAN_TLS_DONE;
}

static gboolean
ensure_connected (LanHttpClient  *self,
                  GCancellable   *cancellable,
                  GError        **error)
{
  if (self->wire.fd >= 0)
    return TRUE;

  self->wire.fd = lan_connect (self->host, self->port, cancellable, error);
  if (self->wire.fd < 0)
    return FALSE;
  self->n_connections++;
  if (self->secure && !shake_hands (self, cancellable, error))
    {
      disconnect (self);
      return FALSE;
    }

  return TRUE;
}

/* --- The answer, as its bytes come --- */

static void
keep_received (Turn       *turn,
               const void *bytes,
               gsize       length)
{
  gsize limit = LAN_HTTP_HEAD_MAX_BYTES + LAN_HTTP_RECORD_BODY_BYTES;

  turn->received_size += length;
  if (turn->received->len < limit)
    g_byte_array_append (turn->received, bytes, (guint) MIN (length, limit - turn->received->len));
}

static gboolean
take_content (const char *bytes,
              gsize       length,
              gpointer    data)
{
  Turn *turn = data;

  turn->content_received += length;
  if (turn->content_received > turn->call->content_max)
    return FALSE;   /* said by who called */
  if (turn->call->receive != NULL)
    turn->call->receive (bytes, length, turn->call->user_data);
  else
    g_byte_array_append (turn->answer->content, (const guint8 *) bytes, (guint) length);

  return TRUE;
}

static void
say_malformed (LanHttpRule   rule,
               GError      **error)
{
  g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The answer is no proper HTTP: %s"),
               lan_http_rule_describe (rule, NULL));
}

/* FALSE: an error. */
static gboolean
take_head (Turn    *turn,
           gsize    length,
           GError **error)
{
  const char *data = (const char *) turn->pending->data;
  g_autoptr(LanHttpHead) head = lan_http_head_new ();
  LanHttpFraming framing;
  guint status = 0;

  lan_http_head_rescan (head, data, length, LAN_HTTP_SCAN_RESPONSE | LAN_HTTP_SCAN_QUICK);
  framing = lan_http_head_decide_answer (head, data, turn->method);
  if (framing.status != 0)
    {
      say_malformed (framing.rule, error);
      return FALSE;
    }

  for (guint i = 0; i < head->start[1].length; i++)
    status = status * 10 + (guint) (data[head->start[1].offset + i] - '0');
  if (status < 200)
    {
      turn->scanned = 0;
      g_byte_array_remove_range (turn->pending, 0, (guint) length);
      if (++turn->n_interim > INTERIM_MAX || status == 101)
        {
          g_set_error_literal (error, LAN_ERROR, LAN_ERROR_FAILED, _("The other side does not come to an answer."));
          return FALSE;
        }
      return TRUE;
    }

  turn->answer = g_new0 (LanHttpAnswer, 1);
  turn->answer->status = status;
  turn->answer->head = g_steal_pointer (&head);
  turn->answer->bytes = g_byte_array_sized_new ((guint) length);
  g_byte_array_append (turn->answer->bytes, turn->pending->data, (guint) length);
  turn->answer->content = turn->call->receive == NULL ? g_byte_array_new () : NULL;
  turn->framing = framing;
  turn->head_us = g_get_monotonic_time () - turn->begun_mono_us;
  g_byte_array_remove_range (turn->pending, 0, (guint) length);

  return TRUE;
}

/* FALSE: an error. */
static gboolean
take_body (Turn    *turn,
           GError **error)
{
  const char *data = (const char *) turn->pending->data;
  gsize length = turn->pending->len;
  gsize used = length;

  if (turn->framing.chunked)
    used = lan_http_chunked_read (&turn->chunked, data, length, take_content, turn);
  else
    {
      if (turn->framing.content_length >= 0)
        used = (gsize) MIN (length, (guint64) turn->framing.content_length - turn->content_received);
      if (used > 0)
        take_content (data, used, turn);
    }
  g_byte_array_remove_range (turn->pending, 0, (guint) used);

  if (turn->framing.chunked && turn->chunked.state == LAN_HTTP_CHUNKED_BAD)
    say_malformed (turn->chunked.rule, error);
  else if (turn->content_received > turn->call->content_max)
    g_set_error_literal (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("The answer is longer than it may be."));
  else
    return TRUE;

  return FALSE;
}

static gboolean
is_complete (const Turn *turn)
{
  if (turn->answer == NULL)
    return FALSE;
  if (turn->framing.chunked)
    return turn->chunked.state == LAN_HTTP_CHUNKED_DONE;
  if (turn->framing.content_length >= 0)
    return turn->content_received == (guint64) turn->framing.content_length;

  return turn->eof;
}

/* FALSE: an error. */
static gboolean
understand (Turn    *turn,
            GError **error)
{
  while (turn->answer == NULL && turn->pending->len > 0)
    {
      gssize end = lan_http_find_head_end ((const char *) turn->pending->data, turn->pending->len, &turn->scanned);

      if (end < 0 && turn->pending->len > LAN_HTTP_HEAD_MAX_BYTES)
        end = (gssize) turn->pending->len;   /* judged as it is, and refused */
      if (end < 0)
        return TRUE;
      if (!take_head (turn, (gsize) end, error))
        return FALSE;
    }

  return turn->answer == NULL || is_complete (turn) || take_body (turn, error);
}

/* FALSE: an error. */
static gboolean
receive (Turn    *turn,
         GError **error)
{
  LanHttpClient *client = turn->client;
  gssize got = lan_http_wire_receive (&client->wire, client->buffer, sizeof client->buffer);

  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return TRUE;
  if (got < 0)
    {
      lan_connect_set_error (errno, NULL, error);
      return FALSE;
    }

  turn->eof = got == 0;
  keep_received (turn, client->buffer, (gsize) got);
  g_byte_array_append (turn->pending, client->buffer, (guint) got);
  if (!understand (turn, error))
    return FALSE;

  if (turn->eof && !is_complete (turn))
    {
      lan_connect_set_error (ECONNRESET, NULL, error);
      return FALSE;
    }

  return TRUE;
}

/* --- A call --- */

/* What the server does not want to hear any more is no error: its answer says why. */
static gboolean
send_more (Turn    *turn,
           GError **error)
{
  switch (lan_http_output_send (&turn->output, &turn->client->wire, &turn->spares))
    {
    case LAN_HTTP_SENT:
      turn->sent_us = g_get_monotonic_time () - turn->begun_mono_us;
      return TRUE;
    case LAN_HTTP_BLOCKED:
    case LAN_HTTP_GONE:
      return TRUE;
    case LAN_HTTP_SHRANK:
    default:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_FAILED, _("The file became shorter while it was sent."));
      return FALSE;
    }
}

static gboolean
exchange (Turn    *turn,
          GError **error)
{
  LanHttpClient *client = turn->client;

  while (!is_complete (turn))
    {
      gboolean sending = lan_http_output_is_pending (&turn->output) && turn->answer == NULL;
      gint64 until_us = g_get_monotonic_time () + (gint64) client->patience_ms * 1000;

      if (!lan_http_wire_has_received (&client->wire) &&
          !lan_wait_for_socket (client->wire.fd, (short) (POLLIN | (sending ? POLLOUT : 0)), until_us, turn->cancellable,
                                error))
        return FALSE;
      if (sending && !send_more (turn, error))
        return FALSE;
      if (!receive (turn, error))
        return FALSE;
    }

  return TRUE;
}

static void
record (Turn         *turn,
        const GError *error)
{
  LanHttpClient *client = turn->client;
  g_autoptr(GByteArray) sent = NULL;
  g_autoptr(LanHttpRecord) told = NULL;
  g_autofree char *target = NULL;
  const char *data = g_bytes_get_data (turn->call->request, NULL);

  if (client->recorder == NULL)
    return;

  sent = g_byte_array_new ();
  if (turn->output.head != NULL)
    g_byte_array_append (sent, turn->output.head->data, (guint) turn->output.head_sent);
  if (turn->output.content_sent > 0)
    g_byte_array_append (sent, g_bytes_get_data (turn->output.content, NULL),
                         (guint) MIN (turn->output.content_sent, LAN_HTTP_RECORD_BODY_BYTES));
  target = lan_text_show_line (data + turn->request->start[1].offset, turn->request->start[1].length);

  told = lan_http_record_new (turn->method, target, sent->data, sent->len, turn->received->data, turn->received->len);
  told->id = client->n_calls;
  told->connection = client->n_connections;
  told->kind = LAN_HTTP_RECORD_EXCHANGE;
  told->finished = TRUE;
  told->problem = error != NULL ? g_strdup (error->message) : NULL;
  told->secure = client->secure;
  told->client = g_ref_string_new (client->host);
  told->client_port = client->port;
  told->status = turn->answer != NULL ? turn->answer->status : 0;
  told->request_size = turn->output.sent;
  told->response_size = turn->received_size;
  told->accepted_us = told->started_us = turn->begun_us;
  told->head_us = told->body_us = turn->sent_us;
  told->answer_us = turn->head_us;
  told->duration_us = g_get_monotonic_time () - turn->begun_mono_us;
  client->recorder (told, client->data);
}

static void
begin (Turn              *turn,
       LanHttpClient     *client,
       const LanHttpCall *call,
       GCancellable      *cancellable)
{
  gsize length;
  const char *data = g_bytes_get_data (call->request, &length);

  *turn = (Turn) {
    .client = client,
    .call = call,
    .cancellable = cancellable,
    .request = lan_http_head_new (),
    .received = g_byte_array_new (),
    .pending = g_byte_array_new (),
    .begun_us = g_get_real_time (),
    .begun_mono_us = g_get_monotonic_time (),
    .sent_us = -1,
    .head_us = -1,
  };
  lan_http_head_rescan (turn->request, data, length, LAN_HTTP_SCAN_REQUEST | LAN_HTTP_SCAN_QUICK);
  turn->method = g_strndup (data + turn->request->start[0].offset, turn->request->start[0].length);
  lan_http_output_add_request (&turn->output, &turn->spares, call->request, call->fd, call->offset, call->length);
}

static void
end (Turn *turn)
{
  lan_http_output_clear (&turn->output, &turn->spares);
  lan_http_spares_clear (&turn->spares);
  lan_http_head_free (turn->request);
  g_clear_pointer (&turn->answer, lan_http_answer_free);
  g_byte_array_unref (turn->received);
  g_byte_array_unref (turn->pending);
  g_free (turn->method);
}

/* One attempt; @again is set where a server may just have closed a connection that it had kept for long enough. */
static LanHttpAnswer *
attempt (LanHttpClient      *self,
         const LanHttpCall  *call,
         GCancellable       *cancellable,
         gboolean           *again,
         GError            **error)
{
  g_autoptr(GError) failure = NULL;
  LanHttpAnswer *answer = NULL;
  gboolean reused = self->used;
  Turn turn;

  *again = FALSE;
  if (!ensure_connected (self, cancellable, error))
    return NULL;

  begin (&turn, self, call, cancellable);
  if (exchange (&turn, &failure))
    {
      self->used = TRUE;
      if (!turn.framing.keep_alive || lan_http_output_is_pending (&turn.output) || turn.pending->len > 0)
        disconnect (self);
      record (&turn, NULL);
      answer = g_steal_pointer (&turn.answer);
    }
  else
    {
      disconnect (self);
      *again = reused && turn.received_size == 0 && g_error_matches (failure, LAN_ERROR, LAN_ERROR_RESET);
      if (!*again)
        record (&turn, failure);
      g_propagate_error (error, g_steal_pointer (&failure));
    }
  end (&turn);

  return answer;
}

/* --- Public --- */

/**
 * lan_http_client_new:
 * @settings: copied
 *
 * Returns: (transfer full): a client of one server; it connects at the first call, and keeps the connection for the
 *   next one. To be used by one thread at a time
 */
LanHttpClient *
lan_http_client_new (const LanHttpClientSettings *settings)
{
  LanHttpClient *self = g_new0 (LanHttpClient, 1);

  self->host = g_strdup (settings->host);
  self->port = settings->port;
  self->secure = settings->secure;
  self->identity = settings->identity != NULL ? lan_identity_ref (settings->identity) : NULL;
  self->fingerprint = g_strdup (settings->fingerprint);
  self->patience_ms = settings->patience_ms > 0 ? settings->patience_ms : LAN_HTTP_PATIENCE_MS;
  self->recorder = settings->recorder;
  self->data = settings->data;
  self->wire.fd = -1;

  return self;
}

/**
 * lan_http_client_free:
 *
 * Closes the connection, if there is one.
 */
void
lan_http_client_free (LanHttpClient *self)
{
  disconnect (self);
  g_clear_pointer (&self->identity, lan_identity_unref);
  g_free (self->peer_fingerprint);
  g_free (self->fingerprint);
  g_free (self->host);
  g_free (self);
}

/**
 * lan_http_client_call:
 * @error: as lan_connect() and lan_tls_handshake(); #LAN_ERROR_RESET, #LAN_ERROR_TIMED_OUT, #LAN_ERROR_TOO_LARGE;
 *   #LAN_ERROR_FAILED for an answer that is no HTTP
 *
 * Sends a request and reads the answer, in a worker: it waits. An answer that comes before the request was sent whole
 * ends the sending, and the connection with it (RFC 9112 section 9.5). A request that met a kept connection just as
 * the server closed it, without a byte of answer, is sent once more on a new one (RFC 9112 section 9.3.1).
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status
 */
LanHttpAnswer *
lan_http_client_call (LanHttpClient      *self,
                      const LanHttpCall  *call,
                      GCancellable       *cancellable,
                      GError            **error)
{
  g_autoptr(GError) failure = NULL;
  LanHttpAnswer *answer;
  gboolean again;

  self->n_calls++;
  answer = attempt (self, call, cancellable, &again, &failure);
  if (answer == NULL && again)
    {
      g_clear_error (&failure);
      answer = attempt (self, call, cancellable, &again, &failure);
    }
  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return answer;
}

/**
 * lan_http_client_get_peer_fingerprint:
 *
 * Returns: (nullable): of the server's certificate, after a call over TLS
 */
const char *
lan_http_client_get_peer_fingerprint (LanHttpClient *self)
{
  return self->peer_fingerprint;
}

/**
 * lan_http_request_new:
 * @fields: (nullable): more header lines, each with CR LF
 * @content_length: of the body that follows; -1 for none
 *
 * Returns: (transfer full): the head of a request with what RFC 9112 asks for: Host, and Content-Length
 */
GBytes *
lan_http_request_new (const char *method,
                      const char *target,
                      const char *host,
                      guint16     port,
                      const char *fields,
                      gint64      content_length)
{
  g_autofree char *authority = lan_endpoint_format (host, port);
  GString *head = g_string_new (NULL);

  g_string_append_printf (head, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, target, authority);
  if (fields != NULL)
    g_string_append (head, fields);
  if (content_length >= 0)
    g_string_append_printf (head, "Content-Length: %" G_GINT64_FORMAT "\r\n", content_length);
  g_string_append (head, "\r\n");

  return g_string_free_to_bytes (head);
}

void
lan_http_answer_free (LanHttpAnswer *self)
{
  g_clear_pointer (&self->head, lan_http_head_free);
  g_byte_array_unref (self->bytes);
  g_clear_pointer (&self->content, g_byte_array_unref);
  g_free (self);
}
