/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/output.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/record.h"
#include "http/status.h"

/* One turn of a file; between two the other connections get theirs. */
#define TURN_BYTES (1024 * 1024)

/* One piece where sendfile() is not possible. */
#define PIECE_BYTES (64 * 1024)

void
lan_http_output_init (LanHttpOutput *self)
{
  *self = (LanHttpOutput) { .fd = -1 };
}

/**
 * lan_http_output_clear:
 *
 * Forgets everything; ready for the next exchange.
 */
void
lan_http_output_clear (LanHttpOutput *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_clear_pointer (&self->rest, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  lan_http_output_init (self);
}

gboolean
lan_http_output_is_pending (LanHttpOutput *self)
{
  return (self->bytes != NULL && self->at < self->bytes->len) || self->rest != NULL || self->file_left > 0;
}

static void
add_bytes (LanHttpOutput *self,
           gconstpointer  data,
           gsize          length)
{
  if (self->bytes == NULL)
    self->bytes = g_byte_array_sized_new (1024);
  g_byte_array_append (self->bytes, data, (guint) length);
}

/**
 * lan_http_output_add:
 *
 * Adds an interim answer.
 */
void
lan_http_output_add (LanHttpOutput *self,
                     const char    *text)
{
  add_bytes (self, text, strlen (text));
}

static void
add_text (LanHttpOutput *self,
          const char    *format,
          ...) G_GNUC_PRINTF (2, 3);

static void
add_text (LanHttpOutput *self,
          const char    *format,
          ...)
{
  char line[256];   /* the status line, or one field of the engine's own */
  va_list arguments;
  int length;

  va_start (arguments, format);
  length = g_vsnprintf (line, sizeof line, format, arguments);
  va_end (arguments);
  g_assert (length >= 0 && (gsize) length < sizeof line);

  add_bytes (self, line, (gsize) length);
}

static void
add_body (LanHttpOutput *self,
          GBytes        *body)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  gsize first = MIN (size, LAN_HTTP_RECORD_BODY_BYTES);

  if (first > 0)
    add_bytes (self, data, first);
  if (first < size)
    {
      self->rest = g_bytes_ref (body);
      self->rest_at = first;
    }
}

static gboolean
add_file (LanHttpOutput   *self,
          LanHttpResponse *response)
{
  guint wanted = (guint) MIN (response->length, LAN_HTTP_RECORD_BODY_BYTES);
  guint at = self->bytes->len;
  gssize got = 0;

  /* The beginning goes out with the head in one call, and is what a record keeps. */
  g_byte_array_set_size (self->bytes, at + wanted);
  if (wanted > 0)
    got = pread (response->fd, self->bytes->data + at, wanted, (off_t) response->offset);
  g_byte_array_set_size (self->bytes, at + (guint) MAX (got, 0));
  if (got < (gssize) wanted)
    return FALSE;

  if (response->length > wanted)
    {
      self->fd = g_steal_fd (&response->fd);
      self->file_at = (off_t) response->offset + wanted;
      self->file_left = response->length - wanted;
    }

  return TRUE;
}

/**
 * lan_http_output_add_response:
 * @date: for the Date field
 * @head_only: leave the content out: the request was HEAD
 * @connection: (nullable): for the Connection field
 *
 * Adds the final answer.
 *
 * Returns: %FALSE if the content ends before its promised length: what is there is sent, and the
 *   connection has to be closed to say so
 */
gboolean
lan_http_output_add_response (LanHttpOutput   *self,
                              LanHttpResponse *response,
                              const char      *date,
                              gboolean         head_only,
                              const char      *connection)
{
  guint status = response->status;
  gboolean no_content = status == 204 || status == 304 || status == 205;
  guint64 length = no_content ? 0 : lan_http_response_get_length (response);

  add_text (self, "HTTP/1.1 %u %s\r\nDate: %s\r\n", status, lan_http_status_phrase (status), date);
  add_bytes (self, response->fields->str, response->fields->len);
  /* RFC 9110 section 8.6: never in 204; in 304 it would be that of the 200, which is not known here */
  if (status != 204 && status != 304)
    add_text (self, "Content-Length: %" G_GUINT64_FORMAT "\r\n", length);
  if (connection != NULL)
    add_text (self, "Connection: %s\r\n", connection);
  add_text (self, "\r\n");

  if (head_only || no_content)
    return TRUE;
  if (response->body != NULL)
    add_body (self, response->body);
  else if (response->fd >= 0)
    return add_file (self, response);

  return TRUE;
}

static LanHttpSendResult
result_of_error (void)
{
  return errno == EAGAIN || errno == EINTR ? LAN_HTTP_BLOCKED : LAN_HTTP_GONE;
}

static LanHttpSendResult
send_memory (LanHttpOutput *self,
             int            socket_fd)
{
  while (self->bytes != NULL && self->at < self->bytes->len)
    {
      gboolean more = self->rest != NULL || self->file_left > 0;
      gssize sent = send (socket_fd, self->bytes->data + self->at, self->bytes->len - self->at,
                          MSG_NOSIGNAL | (more ? MSG_MORE : 0));

      if (sent < 0)
        return result_of_error ();
      self->at += (gsize) sent;
      self->sent += (guint64) sent;
    }

  while (self->rest != NULL)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (self->rest, &size);
      gssize sent = send (socket_fd, data + self->rest_at, MIN (size - self->rest_at, TURN_BYTES), MSG_NOSIGNAL);

      if (sent < 0)
        return result_of_error ();
      self->rest_at += (gsize) sent;
      self->sent += (guint64) sent;
      if (self->rest_at == size)
        g_clear_pointer (&self->rest, g_bytes_unref);
    }

  return LAN_HTTP_SENT;
}

/* Where the file's system cannot give its pages away. */
static gssize
send_piece (LanHttpOutput *self,
            int            socket_fd)
{
  guint8 piece[PIECE_BYTES];
  gssize got = pread (self->fd, piece, MIN (self->file_left, sizeof piece), self->file_at);
  gssize sent;

  if (got <= 0)
    return 0;
  sent = send (socket_fd, piece, (gsize) got, MSG_NOSIGNAL);
  if (sent > 0)
    self->file_at += sent;

  return sent;
}

static LanHttpSendResult
send_file (LanHttpOutput *self,
           int            socket_fd)
{
  guint64 turn = 0;

  while (self->file_left > 0)
    {
      gssize sent;

      if (turn >= TURN_BYTES)
        return LAN_HTTP_BLOCKED;

      sent = self->plain ? send_piece (self, socket_fd)
                         : sendfile (socket_fd, self->fd, &self->file_at, MIN (self->file_left, TURN_BYTES));
      if (sent < 0 && !self->plain && (errno == EINVAL || errno == ENOSYS))
        {
          self->plain = TRUE;
          continue;
        }
      if (sent < 0)
        return result_of_error ();
      if (sent == 0)
        return LAN_HTTP_SHRANK;
      self->file_left -= (guint64) sent;
      self->sent += (guint64) sent;
      turn += (guint64) sent;
    }

  return LAN_HTTP_SENT;
}

/**
 * lan_http_output_send:
 *
 * Sends what the socket takes. After %LAN_HTTP_BLOCKED go on when it is writable.
 */
LanHttpSendResult
lan_http_output_send (LanHttpOutput *self,
                      int            socket_fd)
{
  LanHttpSendResult result = send_memory (self, socket_fd);

  return result == LAN_HTTP_SENT ? send_file (self, socket_fd) : result;
}

/**
 * lan_http_output_steal_bytes:
 *
 * Returns: (transfer full) (nullable): heads and the beginning of the content, as far as they were sent;
 *   what is not sent yet is lost
 */
GBytes *
lan_http_output_steal_bytes (LanHttpOutput *self)
{
  gsize length = self->at;
  guint8 *data;

  if (self->bytes == NULL || length == 0)
    return NULL;

  data = g_byte_array_free (g_steal_pointer (&self->bytes), FALSE);
  self->at = 0;

  /* arrays grow by doubling, and records are many */
  return g_bytes_new_take (g_realloc (data, length), length);
}
