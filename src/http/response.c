/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/response.h"

#include <string.h>
#include <unistd.h>

/**
 * lan_http_response_new:
 *
 * Returns: (transfer full): an answer without fields and content
 */
LanHttpResponse *
lan_http_response_new (guint status)
{
  LanHttpResponse *self = g_atomic_rc_box_new0 (LanHttpResponse);

  self->status = status;
  self->fields = g_string_new (NULL);
  self->fd = -1;

  return self;
}

static void
add_piece (LanHttpResponse *self,
          LanHttpPiece      piece)
{
  g_array_append_val (self->pieces, piece);
  self->length += piece.length;
}

static void
clear_piece (gpointer data)
{
  g_clear_pointer (&((LanHttpPiece *) data)->bytes, g_bytes_unref);
}

static void
make_pieces (LanHttpResponse *self)
{
  self->pieces = g_array_new (FALSE, FALSE, sizeof (LanHttpPiece));
  g_array_set_clear_func (self->pieces, clear_piece);
}

/**
 * lan_http_response_copy:
 *
 * Returns: (transfer full): a new answer to change, with the same status, fields and cut; the content is shared
 */
LanHttpResponse *
lan_http_response_copy (LanHttpResponse *self)
{
  LanHttpResponse *copy = lan_http_response_new (self->status);

  g_string_append_len (copy->fields, self->fields->str, (gssize) self->fields->len);
  if (self->body != NULL)
    copy->body = g_bytes_ref (self->body);
  copy->offset = self->offset;
  copy->cut = self->cut;
  copy->cut_after = self->cut_after;
  copy->note = g_strdup (self->note);
  if (self->fd >= 0)
    {
      copy->fd = self->fd;
      copy->owner = lan_http_response_ref (self->owner != NULL ? self->owner : self);
    }
  if (self->pieces != NULL)
    make_pieces (copy);
  for (guint i = 0; self->pieces != NULL && i < self->pieces->len; i++)
    {
      LanHttpPiece piece = g_array_index (self->pieces, LanHttpPiece, i);

      if (piece.bytes != NULL)
        g_bytes_ref (piece.bytes);
      add_piece (copy, piece);
    }
  copy->length = self->length;

  return copy;
}

LanHttpResponse *
lan_http_response_ref (LanHttpResponse *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
drop_content (LanHttpResponse *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  if (self->fd >= 0 && self->owner == NULL)
    close (self->fd);
  g_clear_pointer (&self->owner, lan_http_response_unref);
  self->fd = -1;
  self->length = 0;
}

static void
clear (gpointer data)
{
  LanHttpResponse *self = data;

  g_string_free (self->fields, TRUE);
  g_free (self->note);
  drop_content (self);
}

void
lan_http_response_unref (LanHttpResponse *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * lan_http_response_add:
 * @format: of the value, which must hold no control characters: what comes from a file name or a request
 *   has to be encoded before
 *
 * Adds a header field.
 */
void
lan_http_response_add (LanHttpResponse *self,
                       const char      *name,
                       const char      *format,
                       ...)
{
  g_autofree char *value = NULL;
  va_list arguments;

  va_start (arguments, format);
  value = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  /* RFC 9110 section 5.5: a CR or LF here would let whoever chose the value write our next header */
  g_return_if_fail (strpbrk (value, "\r\n") == NULL);

  g_string_append_printf (self->fields, "%s: %s\r\n", name, value);
}

/**
 * lan_http_response_set_text:
 * @text: (transfer full): the content
 */
void
lan_http_response_set_text (LanHttpResponse *self,
                            const char      *content_type,
                            char            *text)
{
  lan_http_response_set_bytes (self, g_bytes_new_take (text, strlen (text)));
  lan_http_response_add (self, "Content-Type", "%s", content_type);
}

/**
 * lan_http_response_set_bytes:
 * @content: (transfer full): the content, all of it; a file is not needed any longer
 */
void
lan_http_response_set_bytes (LanHttpResponse *self,
                             GBytes          *content)
{
  drop_content (self);
  self->body = content;
}

/**
 * lan_http_response_set_file:
 * @fd: (transfer full): a regular file, open for reading
 *
 * Makes @length bytes of it, from @offset on, the content.
 */
void
lan_http_response_set_file (LanHttpResponse *self,
                            int              fd,
                            guint64          offset,
                            guint64          length)
{
  drop_content (self);
  self->fd = fd;
  self->offset = offset;
  self->length = length;
}

/* From now on the content is of several pieces; what there is already is the first. */
static void
divide (LanHttpResponse *self)
{
  LanHttpPiece first = { NULL, self->offset, self->length };

  if (self->pieces != NULL)
    return;

  make_pieces (self);
  self->length = 0;
  if (self->body != NULL)
    add_piece (self, (LanHttpPiece) { self->body, 0, g_bytes_get_size (self->body) });
  else if (self->fd >= 0)
    add_piece (self, first);
  self->body = NULL;
}

/**
 * lan_http_response_add_bytes:
 * @bytes: (transfer full): what follows in the content
 */
void
lan_http_response_add_bytes (LanHttpResponse *self,
                             GBytes          *bytes)
{
  divide (self);
  add_piece (self, (LanHttpPiece) { bytes, 0, g_bytes_get_size (bytes) });
}

/**
 * lan_http_response_add_file_part:
 * @fd: (transfer full): a regular file, open for reading; the same one in each of these calls
 *
 * @length bytes of the file, from @offset on, follow in the content.
 */
void
lan_http_response_add_file_part (LanHttpResponse *self,
                                 int              fd,
                                 guint64          offset,
                                 guint64          length)
{
  g_return_if_fail (self->fd < 0 || self->fd == fd);

  divide (self);
  self->fd = fd;
  add_piece (self, (LanHttpPiece) { NULL, offset, length });
}

/**
 * lan_http_response_get_length:
 *
 * Returns: the bytes of its content
 */
guint64
lan_http_response_get_length (const LanHttpResponse *self)
{
  return self->body != NULL ? g_bytes_get_size (self->body) : self->length;
}

/**
 * lan_http_date:
 *
 * Returns: (transfer full): an IMF-fixdate (RFC 9110 section 5.6.7), whatever the locale
 */
char *
lan_http_date (gint64 unix_seconds)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (unix_seconds);

  if (time == NULL)
    time = g_date_time_new_from_unix_utc (0);

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week (time) - 1],
                          g_date_time_get_day_of_month (time), months[g_date_time_get_month (time) - 1],
                          g_date_time_get_year (time), g_date_time_get_hour (time),
                          g_date_time_get_minute (time), g_date_time_get_second (time));
}
