/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "http/record.h"
#include "http/status.h"

/* One turn of a connection; between two the others get theirs. */
#define TURN_BYTES (1024 * 1024)

/* Of a file so much is read at a time, into memory that stays in the processor's cache. Where both sides are on one
 * machine that costs them together a third less than sendfile(), of which the reader gets single pages, and a tenth
 * less than mapping the file; on a network the wire is slower than all three. */
#define COPY_BYTES (256 * 1024)

/**
 * lan_http_output_clear:
 *
 * Forgets everything; ready for the next exchange.
 */
void
lan_http_output_clear (LanHttpOutput *self,
                       LanHttpSpares *spares)
{
  lan_http_spare_give (&spares->answer, self->head);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->response, lan_http_response_unref);
  *self = (LanHttpOutput) { 0 };
}

static gsize
head_left (const LanHttpOutput *self)
{
  return self->head != NULL ? self->head->len - self->head_sent : 0;
}

static gsize
content_left (const LanHttpOutput *self)
{
  return self->content != NULL ? g_bytes_get_size (self->content) - self->content_sent : 0;
}

gboolean
lan_http_output_is_pending (LanHttpOutput *self)
{
  return head_left (self) > 0 || content_left (self) > 0 || self->left > 0;
}

/* --- What is to be sent --- */

static void
add_bytes (LanHttpOutput *self,
           gconstpointer  data,
           gsize          length)
{
  g_byte_array_append (self->head, data, (guint) length);
}

static void
add_text (LanHttpOutput *self,
          const char    *text)
{
  add_bytes (self, text, strlen (text));
}

static void
add_number (LanHttpOutput *self,
            guint64        number)
{
  char digits[20];   /* 2⁶⁴ has as many */
  guint at = sizeof digits;

  do
    digits[--at] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);

  add_bytes (self, digits + at, sizeof digits - at);
}

/**
 * lan_http_output_add:
 *
 * Adds an interim answer.
 */
void
lan_http_output_add (LanHttpOutput *self,
                     LanHttpSpares *spares,
                     const char    *text)
{
  if (self->head == NULL)
    self->head = lan_http_spare_take (&spares->answer);
  add_text (self, text);
}

/* So much of the piece under way is dealt with. */
static void
advance (LanHttpOutput *self,
         gsize          length)
{
  self->piece.offset += length;
  self->piece.length -= length;
  self->left -= length;
}

/* Goes to the next piece that is not empty. */
static void
find_piece (LanHttpOutput *self)
{
  while (self->piece.length == 0)
    self->piece = g_array_index (self->response->pieces, LanHttpPiece, self->next++);
}

static const guint8 *
piece_bytes (const LanHttpOutput *self)
{
  return (const guint8 *) g_bytes_get_data (self->piece.bytes, NULL) + self->piece.offset;
}

/* The beginning, of whatever pieces, goes out with the head in one call, and is what a record keeps. Where a file is
 * shorter than it was, the sending comes to its end and notices. */
static void
gather_beginning (LanHttpOutput *self)
{
  gsize wanted = (gsize) MIN (self->left, LAN_HTTP_RECORD_BODY_BYTES);
  guint8 *beginning = g_malloc (wanted);
  gsize filled = 0;
  gssize got = 1;

  for (; filled < wanted && got > 0; filled += (gsize) MAX (got, 0))
    {
      gsize length;

      find_piece (self);
      length = (gsize) MIN (self->piece.length, wanted - filled);
      if (self->piece.bytes != NULL)
        memcpy (beginning + filled, piece_bytes (self), (gsize) (got = (gssize) length));
      else
        got = pread (self->fd, beginning + filled, length, (off_t) self->piece.offset);
      advance (self, (gsize) MAX (got, 0));
    }

  self->content = g_bytes_new_take (beginning, filled);
}

static void
add_content (LanHttpOutput   *self,
             LanHttpResponse *response)
{
  guint64 length = lan_http_response_get_length (response);

  self->left = response->cut ? MIN (length, response->cut_after) : length;
  if (response->body != NULL)
    {
      self->content = g_bytes_new_from_bytes (response->body, 0, (gsize) self->left);
      self->left = 0;
    }
  else if (self->left > 0)
    {
      self->response = lan_http_response_ref (response);
      self->fd = response->fd;
      if (response->pieces == NULL)
        self->piece = (LanHttpPiece) { NULL, response->offset, response->length };
      gather_beginning (self);
    }
}

/**
 * lan_http_output_add_request:
 * @bytes: the head, and the body or its beginning
 * @fd: a file with the rest of the body, which stays open until all is sent
 * @length: of it, from @offset on; 0 if there is none
 *
 * Adds a request, as it is.
 */
void
lan_http_output_add_request (LanHttpOutput *self,
                             LanHttpSpares *spares,
                             GBytes        *bytes,
                             int            fd,
                             guint64        offset,
                             guint64        length)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (self->head == NULL)
    self->head = lan_http_spare_take (&spares->answer);
  add_bytes (self, data, size);
  if (length == 0)
    return;

  self->fd = fd;
  self->piece = (LanHttpPiece) { NULL, offset, length };
  self->left = length;
  gather_beginning (self);
}

/**
 * lan_http_output_add_response:
 * @date: for the Date field
 * @head_only: leave the content out: the request was HEAD
 * @connection: (nullable): for the Connection field
 *
 * Adds the final answer, as far as it is to be sent.
 */
void
lan_http_output_add_response (LanHttpOutput   *self,
                              LanHttpSpares   *spares,
                              LanHttpResponse *response,
                              const char      *date,
                              gboolean         head_only,
                              const char      *connection)
{
  guint status = response->status;
  gboolean no_content = status == 204 || status == 304 || status == 205;

  if (status == 0)
    return;

  if (self->head == NULL)
    self->head = lan_http_spare_take (&spares->answer);
  add_text (self, "HTTP/1.1 ");
  add_number (self, status);
  add_text (self, " ");
  add_text (self, lan_http_status_phrase (status));
  add_text (self, "\r\nDate: ");
  add_text (self, date);
  add_text (self, "\r\n");
  add_bytes (self, response->fields->str, response->fields->len);
  /* RFC 9110 section 8.6: never in 204; in 304 it would be that of the 200, which is not known here */
  if (status != 204 && status != 304)
    {
      add_text (self, "Content-Length: ");
      add_number (self, no_content ? 0 : lan_http_response_get_length (response));
      add_text (self, "\r\n");
    }
  if (connection != NULL)
    {
      add_text (self, "Connection: ");
      add_text (self, connection);
      add_text (self, "\r\n");
    }
  add_text (self, "\r\n");

  if (!head_only && !no_content)
    add_content (self, response);
}

/* --- Sending --- */

static LanHttpSendResult
result_of_error (void)
{
  return errno == EAGAIN || errno == EINTR ? LAN_HTTP_BLOCKED : LAN_HTTP_GONE;
}

/* Head and beginning in one call. */
static LanHttpSendResult
send_beginning (LanHttpOutput     *self,
                const LanHttpWire *wire)
{
  struct iovec vectors[2];
  gsize n_vectors = 0;
  gsize head = head_left (self);
  gsize content = MIN (content_left (self), TURN_BYTES);
  gssize sent;

  if (head > 0)
    vectors[n_vectors++] = (struct iovec) { self->head->data + self->head_sent, head };
  if (content > 0)
    vectors[n_vectors++] = (struct iovec) { (guint8 *) g_bytes_get_data (self->content, NULL) + self->content_sent,
                                            content };

  sent = lan_http_wire_send (wire, vectors, n_vectors, self->left > 0);
  if (sent < 0)
    return result_of_error ();
  self->head_sent += MIN ((gsize) sent, head);
  self->content_sent += (gsize) sent - MIN ((gsize) sent, head);
  self->sent += (guint64) sent;

  return LAN_HTTP_SENT;
}

/* @data is of the piece under way. It may take several calls: encrypted, it is one for each record. */
static LanHttpSendResult
send_data (LanHttpOutput     *self,
           const LanHttpWire *wire,
           const guint8      *data,
           gsize              length)
{
  gssize sent;

  for (; length > 0; data += sent, length -= (gsize) sent)
    {
      struct iovec vector = { (guint8 *) data, length };

      sent = lan_http_wire_send (wire, &vector, 1, length < self->left);
      if (sent < 0)
        return result_of_error ();
      advance (self, (gsize) sent);
      self->sent += (guint64) sent;
    }

  return LAN_HTTP_SENT;
}

/* What is behind the beginning; a cut may come before the end of the piece under way. */
static LanHttpSendResult
send_piece (LanHttpOutput     *self,
            const LanHttpWire *wire,
            LanHttpSpares     *spares)
{
  gsize length;
  gssize got;

  find_piece (self);
  length = (gsize) MIN (MIN (self->piece.length, self->left), COPY_BYTES);
  if (self->piece.bytes != NULL)
    return send_data (self, wire, piece_bytes (self), length);

  if (spares->copy == NULL)
    spares->copy = g_malloc (COPY_BYTES);
  got = pread (self->fd, spares->copy, length, (off_t) self->piece.offset);

  return got > 0 ? send_data (self, wire, spares->copy, (gsize) got) : LAN_HTTP_SHRANK;
}

/**
 * lan_http_output_send:
 *
 * Sends what the socket takes, and of much no more than a turn's. After %LAN_HTTP_BLOCKED go on when it is
 * writable.
 */
LanHttpSendResult
lan_http_output_send (LanHttpOutput     *self,
                      const LanHttpWire *wire,
                      LanHttpSpares     *spares)
{
  guint64 turn_ends = self->sent + TURN_BYTES;
  LanHttpSendResult result = LAN_HTTP_SENT;

  while (result == LAN_HTTP_SENT && lan_http_output_is_pending (self))
    if (self->sent >= turn_ends)
      result = LAN_HTTP_BLOCKED;
    else if (head_left (self) > 0 || content_left (self) > 0)
      result = send_beginning (self, wire);
    else
      result = send_piece (self, wire, spares);

  return result;
}
