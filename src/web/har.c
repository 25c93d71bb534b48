/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/har.h"

#include <string.h>

#include "base/text.h"
#include "web/content.h"
#include "web/secrets.h"

/* What a compressed content of at most LAN_HTTP_RECORD_BODY_BYTES may become in the file. */
#define DECODED_MAX_BYTES (1024 * 1024)

/* --- JSON --- */

static void
append_string (GString    *out,
               const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (out, "\\n");
      else if ((guint8) *p < 0x20 || *p == 0x7f)
        g_string_append_printf (out, "\\u%04x", (guint) *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/* A comma if it is not the first within its brackets; then its name, if it has one. */
static void
begin_member (GString    *out,
              const char *name)
{
  const char last = out->len > 0 ? out->str[out->len - 1] : '{';

  if (last != '{' && last != '[')
    g_string_append_c (out, ',');
  if (name != NULL)
    {
      append_string (out, name);
      g_string_append_c (out, ':');
    }
}

static void
open_member (GString    *out,
             const char *name,
             char        bracket)
{
  begin_member (out, name);
  g_string_append_c (out, bracket);
}

static void
add_string (GString    *out,
            const char *name,
            const char *text)
{
  begin_member (out, name);
  append_string (out, text);
}

static void
add_number (GString    *out,
            const char *name,
            gint64      number)
{
  begin_member (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
}

static void
add_boolean (GString    *out,
             const char *name,
             gboolean    value)
{
  begin_member (out, name);
  g_string_append (out, value ? "true" : "false");
}

/* In milliseconds, as all times of the format. */
static void
add_time (GString    *out,
          const char *name,
          gint64      microseconds)
{
  begin_member (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT ".%03u", microseconds / 1000, (guint) (microseconds % 1000));
}

static void
add_bytes (GString    *out,
           const char *name,
           GBytes     *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  g_autofree char *base64 = g_base64_encode (data, length);

  begin_member (out, name);
  g_string_append_printf (out, "\"%s\"", base64);
}

static void
add_pair (GString    *out,
          const char *name,
          const char *value)
{
  open_member (out, NULL, '{');
  add_string (out, "name", name);
  add_string (out, "value", value);
  g_string_append_c (out, '}');
}

/* --- Parts of both messages --- */

static char *
dup_part (const LanHttpMessage *message,
          guint                 which)
{
  const char *data = (const char *) g_bytes_get_data (message->bytes, NULL) + message->head_offset;
  const LanHttpPart *part = &message->head->start[which];

  return lan_text_show_line (data + part->offset, part->length);
}

static void
add_headers (GString              *out,
             const LanHttpMessage *message)
{
  const char *data = (const char *) g_bytes_get_data (message->bytes, NULL) + message->head_offset;

  open_member (out, "headers", '[');
  for (guint i = 0; i < message->head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (message->head->fields, LanHttpField, i);
      g_autofree char *name = lan_text_show_line (data + field->name, field->name_length);
      g_autofree char *value = lan_text_show_line (data + field->value, field->value_length);

      add_pair (out, name, value);
    }
  g_string_append_c (out, ']');
}

static gboolean
is_field (const char         *data,
          const LanHttpField *field,
          const char         *name)
{
  return field->name_length == strlen (name) && g_ascii_strncasecmp (data + field->name, name, field->name_length) == 0;
}

/* "a=b", and of Set-Cookie what follows it. */
static void
add_cookie (GString    *out,
            const char *cookie,
            gboolean    response)
{
  g_auto(GStrv) parts = g_strsplit (cookie, ";", -1);
  char *equals = parts[0] != NULL ? strchr (parts[0], '=') : NULL;

  if (equals == NULL)
    return;
  *equals = '\0';
  open_member (out, NULL, '{');
  add_string (out, "name", g_strstrip (parts[0]));
  add_string (out, "value", g_strstrip (equals + 1));
  for (guint i = 1; response && parts[i] != NULL; i++)
    {
      const char *attribute = g_strstrip (parts[i]);

      if (g_ascii_strncasecmp (attribute, "path=", 5) == 0)
        add_string (out, "path", attribute + 5);
      else if (g_ascii_strncasecmp (attribute, "domain=", 7) == 0)
        add_string (out, "domain", attribute + 7);
      else if (g_ascii_strcasecmp (attribute, "httponly") == 0)
        add_boolean (out, "httpOnly", TRUE);
      else if (g_ascii_strcasecmp (attribute, "secure") == 0)
        add_boolean (out, "secure", TRUE);
    }
  g_string_append_c (out, '}');
}

static void
add_cookies (GString              *out,
             const LanHttpMessage *message)
{
  const char *data = (const char *) g_bytes_get_data (message->bytes, NULL) + message->head_offset;
  const gboolean response = message->head->response;

  open_member (out, "cookies", '[');
  for (guint i = 0; i < message->head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (message->head->fields, LanHttpField, i);
      g_autofree char *value = NULL;
      g_auto(GStrv) cookies = NULL;

      if (!is_field (data, field, response ? "Set-Cookie" : "Cookie"))
        continue;
      value = lan_text_show_line (data + field->value, field->value_length);
      /* those of a request stand in one line */
      cookies = g_strsplit (value, response ? "\n" : ";", -1);
      for (guint j = 0; cookies[j] != NULL; j++)
        add_cookie (out, cookies[j], response);
    }
  g_string_append_c (out, ']');
}

static void
add_version (GString              *out,
             const LanHttpMessage *message)
{
  g_autofree char *version = dup_part (message, message->head->response ? 0 : 2);

  add_string (out, "httpVersion", *version != '\0' ? version : "HTTP/0.9");
}

static gboolean
is_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length == 0 || g_utf8_validate_len (data, length, NULL);
}

/* The content as text where it is some; unpacked, or as it came where that cannot be done. */
static void
add_text (GString              *out,
          const LanWebContent  *content,
          gboolean              may_be_binary,
          gsize                *size)
{
  LanWebDecoded outcome;
  g_autoptr(GBytes) decoded = lan_web_content_decode (content, DECODED_MAX_BYTES, &outcome);
  GBytes *bytes = outcome == LAN_WEB_DECODED_WRONG || outcome == LAN_WEB_DECODED_UNKNOWN ? content->bytes : decoded;

  *size = g_bytes_get_size (bytes);
  if (is_text (bytes))
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), *size);

      add_string (out, "text", text != NULL ? text : "");
    }
  else if (may_be_binary)
    {
      add_bytes (out, "text", bytes);
      add_string (out, "encoding", "base64");
    }
  else
    add_string (out, "text", "");
}

/* --- Request --- */

/* The whole address; of a target that is none already it is the one in Host. */
static char *
dup_url (const LanHttpMessage *message,
         gboolean              secure)
{
  g_autofree char *target = dup_part (message, 1);
  g_autofree char *host = lan_web_message_dup_field (message, "Host");

  if (strstr (target, "://") != NULL && target[0] != '/')
    return g_steal_pointer (&target);

  return g_strdup_printf ("%s://%s%s%s", secure ? "https" : "http", host != NULL && *host != '\0' ? host : "localhost",
                          target[0] == '/' ? "" : "/", target);
}

static void
add_query (GString    *out,
           const char *url)
{
  const char *query = strchr (url, '?');
  g_auto(GStrv) pairs = query != NULL ? g_strsplit (query + 1, "&", -1) : NULL;

  open_member (out, "queryString", '[');
  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');
      g_autofree char *name = NULL, *value = NULL;

      if (*pairs[i] == '\0')
        continue;
      if (equals != NULL)
        *equals = '\0';
      /* what is not written as it must be stays as it is */
      name = g_uri_unescape_string (pairs[i], NULL);
      value = g_uri_unescape_string (equals != NULL ? equals + 1 : "", NULL);
      add_pair (out, name != NULL && g_utf8_validate (name, -1, NULL) ? name : pairs[i],
                value != NULL && g_utf8_validate (value, -1, NULL) ? value : equals != NULL ? equals + 1 : "");
    }
  g_string_append_c (out, ']');
}

static void
add_request (GString              *out,
             const LanHttpRecord  *record,
             const LanHttpMessage *message)
{
  g_autofree char *method = dup_part (message, 0);
  g_autofree char *url = dup_url (message, record->secure);
  g_autoptr(LanWebContent) content = lan_web_content_new (message);
  const gint64 head = (gint64) message->head->length;

  open_member (out, "request", '{');
  add_string (out, "method", method);
  add_string (out, "url", url);
  add_version (out, message);
  add_cookies (out, message);
  add_headers (out, message);
  add_query (out, url);
  if (g_bytes_get_size (content->bytes) > 0)
    {
      gsize size;

      open_member (out, "postData", '{');
      add_string (out, "mimeType", *content->type != '\0' ? content->type : "application/octet-stream");
      open_member (out, "params", '[');
      g_string_append_c (out, ']');
      add_text (out, content, FALSE, &size);
      g_string_append_c (out, '}');
    }
  add_number (out, "headersSize", head);
  add_number (out, "bodySize", MAX ((gint64) record->request_size - head, 0));
  g_string_append_c (out, '}');
}

/* --- Response --- */

static void
add_content (GString              *out,
             const LanHttpRecord  *record,
             const LanHttpMessage *message)
{
  g_autoptr(LanWebContent) content = lan_web_content_new (message);
  const gsize kept = g_bytes_get_size (content->bytes);
  const guint64 sent = record->response_size - MIN (record->response_size, record->answer_kept);
  gsize size;

  open_member (out, "content", '{');
  add_string (out, "mimeType", *content->type != '\0' ? content->type : "x-unknown");
  add_text (out, content, TRUE, &size);
  if (record->content_kept < sent)
    {
      g_autofree char *comment = g_strdup_printf ("The first %" G_GSIZE_FORMAT " of %" G_GUINT64_FORMAT " bytes were kept.",
                                                  record->content_kept, sent);

      add_string (out, "comment", comment);
      size = MAX (size, (gsize) sent);
    }
  add_number (out, "size", (gint64) size);
  if (size > kept && record->content_kept == sent)
    add_number (out, "compression", (gint64) (size - kept));
  g_string_append_c (out, '}');
}

static void
add_no_response (GString             *out,
                 const LanHttpRecord *record)
{
  g_autofree char *reason = lan_http_close_describe (record->closed, record->limit);

  open_member (out, "response", '{');
  add_number (out, "status", 0);
  add_string (out, "statusText", "");
  add_string (out, "httpVersion", "");
  open_member (out, "cookies", '[');
  g_string_append (out, "],\"headers\":[],\"content\":{\"size\":0,\"mimeType\":\"x-unknown\"}");
  add_string (out, "redirectURL", "");
  add_number (out, "headersSize", -1);
  add_number (out, "bodySize", -1);
  add_string (out, "_error", reason != NULL ? reason : "");
  g_string_append_c (out, '}');
}

static void
add_response (GString              *out,
              const LanHttpRecord  *record,
              const LanHttpMessage *message)
{
  g_autofree char *reason = dup_part (message, 2);
  g_autofree char *location = lan_web_message_dup_field (message, "Location");
  const gint64 head = (gint64) message->head->length;

  open_member (out, "response", '{');
  add_number (out, "status", record->status);
  add_string (out, "statusText", reason);
  add_version (out, message);
  add_cookies (out, message);
  add_headers (out, message);
  add_content (out, record, message);
  add_string (out, "redirectURL", location != NULL ? location : "");
  add_number (out, "headersSize", head);
  add_number (out, "bodySize", MAX ((gint64) record->response_size - (gint64) record->answer_kept, 0));
  g_string_append_c (out, '}');
}

/* --- Entries --- */

/* Seen from the server: the request comes, is answered, the answer goes. Their sum is the time of the entry. */
static void
add_timings (GString             *out,
             const LanHttpRecord *record)
{
  const gint64 received = CLAMP (record->body_us >= 0 ? record->body_us : record->head_us, 0, record->duration_us);
  const gint64 answered = CLAMP (record->answer_us, received, record->duration_us);

  add_time (out, "time", MAX (record->duration_us, 0));
  open_member (out, "timings", '{');
  add_number (out, "blocked", -1);
  add_number (out, "dns", -1);
  add_number (out, "connect", -1);
  add_number (out, "ssl", -1);
  add_time (out, "send", received);
  add_time (out, "wait", answered - received);
  add_time (out, "receive", MAX (record->duration_us - answered, 0));
  g_string_append_c (out, '}');
}

static void
add_start (GString             *out,
           const LanHttpRecord *record)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (record->started_us / G_USEC_PER_SEC);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : g_strdup ("1970-01-01T00:00:00");
  g_autofree char *whole = g_strdup_printf ("%s.%03uZ", text, (guint) (record->started_us % G_USEC_PER_SEC / 1000));

  add_string (out, "startedDateTime", whole);
}

/**
 * lan_web_har_begin:
 *
 * Begins an HTTP Archive 1.2: JSON in UTF-8.
 */
void
lan_web_har_begin (GString *out)
{
  g_string_append (out, "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"Landline\",\"version\":\"" PACKAGE_VERSION
                        "\"},\"entries\":[");
}

/**
 * lan_web_har_add:
 * @reveal: with its secrets, else stars in their place
 * @first: no other was added before
 *
 * Adds an entry. Beside what the format knows it has "_requestBytes" and "_responseBytes", in base64: what went over
 * the wire, as far as it was kept.
 *
 * Returns: %FALSE if there was no request, so that nothing was added
 */
gboolean
lan_web_har_add (GString       *out,
                 LanHttpRecord *record,
                 gboolean       reveal,
                 gboolean       first)
{
  g_autoptr(GBytes) request_bytes = lan_http_record_dup_request (record);
  g_autoptr(GBytes) response_bytes = lan_http_record_dup_response (record);
  g_autoptr(LanHttpMessage) request = NULL, response = NULL;
  g_autofree char *connection = g_strdup_printf ("%" G_GUINT64_FORMAT, record->connection);

  if (record->request_kept == 0 || (record->kind != LAN_HTTP_RECORD_EXCHANGE && record->kind != LAN_HTTP_RECORD_MALFORMED &&
                                    record->kind != LAN_HTTP_RECORD_INCOMPLETE))
    return FALSE;

  request = lan_web_secrets_open (request_bytes, FALSE, reveal);
  g_string_append (out, first ? "\n{" : ",\n{");
  add_start (out, record);
  add_timings (out, record);
  add_request (out, record, request);
  if (response_bytes != NULL && record->status != 0)
    {
      response = lan_web_secrets_open (response_bytes, TRUE, reveal);
      add_response (out, record, response);
    }
  else
    add_no_response (out, record);
  g_string_append (out, ",\"cache\":{}");
  add_string (out, "connection", connection);
  add_string (out, "_clientAddress", record->client != NULL ? record->client : "");
  add_number (out, "_clientPort", record->client_port);
  add_bytes (out, "_requestBytes", request->bytes);
  if (response != NULL)
    add_bytes (out, "_responseBytes", response->bytes);
  g_string_append_c (out, '}');

  return TRUE;
}

void
lan_web_har_end (GString *out)
{
  g_string_append (out, "\n]}}\n");
}

/**
 * lan_web_har_write:
 * @stream: blocks; not for the main context
 * @records: (array length=n_records)
 * @reveal: see lan_web_har_add()
 *
 * Writes a whole archive, an entry at a time.
 *
 * Returns: %FALSE with @error
 */
gboolean
lan_web_har_write (GOutputStream        *stream,
                   LanHttpRecord *const *records,
                   gsize                 n_records,
                   gboolean              reveal,
                   GCancellable         *cancellable,
                   GError              **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean first = TRUE;

  lan_web_har_begin (out);
  for (gsize i = 0; i < n_records; i++)
    {
      if (lan_web_har_add (out, records[i], reveal, first))
        first = FALSE;
      if (!g_output_stream_write_all (stream, out->str, out->len, NULL, cancellable, error))
        return FALSE;
      g_string_truncate (out, 0);
    }
  lan_web_har_end (out);

  return g_output_stream_write_all (stream, out->str, out->len, NULL, cancellable, error);
}
