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

LanHttpResponse *
lan_http_response_ref (LanHttpResponse *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LanHttpResponse *self = data;

  g_string_free (self->fields, TRUE);
  g_clear_pointer (&self->body, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
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
  g_clear_pointer (&self->body, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->body = content;
}

/**
 * lan_http_response_set_file:
 * @fd: (transfer full): a regular file, open for reading
 */
void
lan_http_response_set_file (LanHttpResponse *self,
                            int              fd,
                            guint64          offset,
                            guint64          length)
{
  self->fd = fd;
  self->offset = offset;
  self->length = length;
}

/**
 * lan_http_response_get_length:
 *
 * Returns: the bytes of its content
 */
guint64
lan_http_response_get_length (const LanHttpResponse *self)
{
  return self->fd < 0 && self->body != NULL ? g_bytes_get_size (self->body) : self->length;
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
