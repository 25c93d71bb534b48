/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/access-lines.h"

#include <string.h>

#include "web/password.h"

/* What nginx writes for who was gone before there was an answer, and for who gets none on purpose. */
#define STATUS_GONE 499
#define STATUS_DROPPED 444

/**
 * lan_web_access_lines_new:
 *
 * Returns: (transfer full): no lines yet; @text is emptied by who has written them. One thread at a time
 */
LanWebAccessLines *
lan_web_access_lines_new (void)
{
  LanWebAccessLines *self = g_new0 (LanWebAccessLines, 1);

  self->text = g_string_new (NULL);
  self->head = lan_http_head_new ();
  self->second = G_MININT64;
  self->time = g_string_new (NULL);

  return self;
}

void
lan_web_access_lines_free (LanWebAccessLines *self)
{
  g_string_free (self->text, TRUE);
  lan_http_head_free (self->head);
  g_string_free (self->time, TRUE);
  g_free (self);
}

/* As nginx does: nothing in a request can end the line, or look like another field. */
static void
append_escaped (GString    *line,
                const char *text,
                gsize       length)
{
  gsize plain = 0;

  if (length == 0)
    g_string_append_c (line, '-');
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];

      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
        continue;
      g_string_append_len (line, text + plain, (gssize) (i - plain));
      g_string_append_printf (line, "\\x%02X", c);
      plain = i + 1;
    }
  if (plain < length)
    g_string_append_len (line, text + plain, (gssize) (length - plain));
}

static void
append_number (GString *line,
               guint64  number)
{
  char digits[20];   /* 2⁶⁴ has as many */
  guint at = sizeof digits;

  do
    digits[--at] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);

  g_string_append_len (line, digits + at, (gssize) (sizeof digits - at));
}

/* "10/Oct/2000:13:55:36 -0700", whatever the locale; the same for all of a second. */
static void
append_time (LanWebAccessLines *self,
             gint64             unix_us)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  gint64 second = unix_us / G_USEC_PER_SEC;

  if (second != self->second)
    {
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (second);
      int minutes;

      if (time == NULL)
        time = g_date_time_new_from_unix_utc (0);
      minutes = (int) (g_date_time_get_utc_offset (time) / G_TIME_SPAN_MINUTE);
      g_string_printf (self->time, "%02d/%s/%04d:%02d:%02d:%02d %c%02d%02d", g_date_time_get_day_of_month (time),
                       months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                       g_date_time_get_hour (time), g_date_time_get_minute (time), g_date_time_get_second (time),
                       minutes < 0 ? '-' : '+', ABS (minutes) / 60, ABS (minutes) % 60);
      self->second = second;
    }

  g_string_append_len (self->text, self->time->str, (gssize) self->time->len);
}

/* The request line as it was received. */
static void
append_request (GString             *line,
                const LanHttpRecord *record)
{
  const char *at = (const char *) record->request;
  const char *end = at + record->request_kept;
  const char *to;

  while (at < end && (*at == '\r' || *at == '\n'))
    at++;
  for (to = at; to < end && *to != '\r' && *to != '\n'; to++)
    ;
  append_escaped (line, at, (gsize) (to - at));
}

static void
append_field (GString           *line,
              const LanHttpHead *head,
              const char        *data,
              const char        *name)
{
  const char *value = NULL;
  gsize length = 0;

  lan_http_head_get (head, data, name, &value, &length);
  g_string_append_c (line, '"');
  append_escaped (line, value, length);
  g_string_append_c (line, '"');
}

/**
 * lan_web_access_lines_append:
 * @record: adds a line where it is of a request
 */
void
lan_web_access_lines_append (LanWebAccessLines   *self,
                             const LanHttpRecord *record)
{
  const char *data = (const char *) record->request;
  GString *line = self->text;
  g_autofree char *user = NULL;
  guint status = record->status;

  if (record->request_kept == 0)
    return;
  if (status == 0)
    status = record->closed == LAN_HTTP_CLOSE_CUT ? STATUS_DROPPED : STATUS_GONE;

  lan_http_head_rescan (self->head, data, record->request_kept, LAN_HTTP_SCAN_QUICK);
  user = lan_web_password_dup_user (self->head, data);
  g_string_append (line, record->client);
  g_string_append (line, " - ");
  append_escaped (line, user, user != NULL ? strlen (user) : 0);
  g_string_append (line, " [");
  append_time (self, record->started_us);
  g_string_append (line, "] \"");
  append_request (line, record);
  g_string_append (line, "\" ");
  append_number (line, status);
  g_string_append_c (line, ' ');
  append_number (line, record->response_size - MIN (record->answer_kept, record->response_size));
  g_string_append_c (line, ' ');
  append_field (line, self->head, data, "Referer");
  g_string_append_c (line, ' ');
  append_field (line, self->head, data, "User-Agent");
  g_string_append_c (line, '\n');
}
