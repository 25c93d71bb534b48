/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/copy.h"

#include <string.h>

#include "base/text.h"
#include "http/syntax.h"
#include "web/content.h"
#include "web/secrets.h"

/*
 * What comes from the network becomes a program here, so all of it is quoted: in each language as one literal on one
 * line, in which every control, and every character that would change how the text around it looks, is an escape.
 */

/* A request to be written down. */
typedef struct
{
  LanHttpMessage *message;
  LanWebContent *content;
  const char *data;         /* of the head */
  gboolean secure;
  char *host;               /* "192.168.1.7:8000" */
  char *target;             /* bytes as received */
  gsize target_length;
  gboolean plain;           /* the target is a path that no program would change */
  guint64 missing;          /* bytes of the body that were not kept */
} Source;

/* --- Quoting --- */

/* Whether the character at @at stays as it is; @length of it. */
static gboolean
is_shown (const char *at,
          const char *end,
          gsize      *length)
{
  gunichar character = g_utf8_get_char_validated (at, end - at);

  if (*at == '\0' || character == (gunichar) -1 || character == (gunichar) -2 || lan_text_is_unsafe (character))
    return FALSE;
  *length = (gsize) (g_utf8_next_char (at) - at);

  return TRUE;
}

/* Between quotation marks of @mark, backslashes escaping; bytes that are not shown are "\xff" each. */
static void
append_escaped (GString    *out,
                const char *text,
                gsize       length,
                char        mark,
                gboolean    ascii)
{
  const char *end = text + length;

  for (const char *p = text; p < end;)
    {
      gsize shown = 1;

      if (*p == mark || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p == '\n' || *p == '\r' || *p == '\t')
        g_string_append_printf (out, "\\%c", *p == '\n' ? 'n' : *p == '\r' ? 'r' : 't');
      else if ((ascii && (guint8) *p >= 0x80) || !is_shown (p, end, &shown))
        g_string_append_printf (out, "\\x%02x", (guint8) *p);
      else
        g_string_append_len (out, p, (gssize) shown);
      p += shown;
    }
}

/* 'text', or $'text' where a byte must be escaped. */
static void
append_shell (GString    *out,
              const char *text,
              gsize       length)
{
  const char *end = text + length;
  gboolean plain = TRUE;

  for (const char *p = text; p < end && plain;)
    {
      gsize shown = 1;

      plain = *p != '\'' && *p != '\\' && is_shown (p, end, &shown);
      p += shown;
    }
  if (!plain)
    g_string_append_c (out, '$');
  g_string_append_c (out, '\'');
  if (plain)
    g_string_append_len (out, text, (gssize) length);
  else
    append_escaped (out, text, length, '\'', FALSE);
  g_string_append_c (out, '\'');
}

static void
append_shell_text (GString    *out,
                   const char *text)
{
  append_shell (out, text, strlen (text));
}

/* b'text', which holds any bytes. */
static void
append_python (GString    *out,
               const char *bytes,
               gsize       length)
{
  g_string_append (out, "b'");
  append_escaped (out, bytes, length, '\'', TRUE);
  g_string_append_c (out, '\'');
}

/* 'text' of letters, for what is an address or a name. */
static void
append_python_text (GString    *out,
                    const char *text,
                    gsize       length)
{
  g_string_append_c (out, '\'');
  append_escaped (out, text, length, '\'', TRUE);
  g_string_append_c (out, '\'');
}

/* JavaScript has letters, not bytes: those of a header field stand for bytes up to 255, as HTTP has them. */
static void
append_script (GString    *out,
               const char *text,
               gsize       length,
               gboolean    bytes)
{
  const char *end = text + length;

  g_string_append_c (out, '\'');
  for (const char *p = text; p < end;)
    {
      gsize shown = 1;

      if ((guint8) *p < 0x80 || bytes || is_shown (p, end, &shown))
        append_escaped (out, p, shown, '\'', bytes);
      else
        {
          /* valid, as the caller saw to it, but not to be seen */
          g_string_append_printf (out, "\\u{%x}", g_utf8_get_char (p));
          shown = (gsize) (g_utf8_next_char (p) - p);
        }
      p += shown;
    }
  g_string_append_c (out, '\'');
}

/* --- The request --- */

static gboolean
is_field (const Source       *source,
          const LanHttpField *field,
          const char         *name)
{
  return field->name_length == strlen (name) &&
         g_ascii_strncasecmp (source->data + field->name, name, field->name_length) == 0;
}

static const LanHttpField *
find_field (const Source *source,
            const char   *name)
{
  for (guint i = 0; i < source->message->head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (source->message->head->fields, LanHttpField, i);

      if (is_field (source, field, name))
        return field;
    }

  return NULL;
}

/* Written by whoever sent it: taken only if it is an address. (A registered name may have quotation marks in it, says
 * RFC 3986 section 3.2.2; no host has.) */
static char *
dup_host (const Source *source)
{
  const LanHttpField *field = find_field (source, "Host");
  g_autofree char *host = field != NULL ? g_strndup (source->data + field->value, field->value_length) : NULL;

  if (host == NULL || *host == '\0' || !lan_http_is_authority (host, field->value_length))
    return g_strdup ("localhost");
  for (const char *p = host; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (".-_:[]", *p) == NULL)
      return g_strdup ("localhost");

  return g_steal_pointer (&host);
}

/* What clients would encode, cut off or resolve (RFC 3986 sections 2, 3.5 and 5.2.4) is not plain. */
static gboolean
is_plain_target (const char *target,
                 gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (target[i]) && strchr ("/?&=%-_~.,:;@!$()*+", target[i]) == NULL)
      return FALSE;

  return length > 0 && target[0] == '/' && g_strstr_len (target, (gssize) length, "/.") == NULL &&
         !(length > 1 && target[1] == '/');
}

static void
source_open (Source        *self,
             LanHttpRecord *record,
             gboolean       reveal)
{
  g_autoptr(GBytes) bytes = lan_http_record_dup_request (record);
  const LanHttpPart *target;

  *self = (Source) { .secure = record->secure, .missing = record->request_size - MIN (record->request_size, record->request_kept) };
  self->message = lan_web_secrets_open (bytes, FALSE, reveal);
  self->content = lan_web_content_new (self->message);
  self->data = g_bytes_get_data (self->message->bytes, NULL);
  self->host = dup_host (self);
  target = &self->message->head->start[1];
  self->target = g_strndup (self->data != NULL ? self->data + target->offset : "", target->length);
  self->target_length = target->length;
  self->plain = is_plain_target (self->target, self->target_length);
}

static void
source_clear (Source *self)
{
  lan_web_content_free (self->content);
  lan_http_message_free (self->message);
  g_free (self->host);
  g_free (self->target);
}

/* What libraries take: nothing in it that is not part of an address. NULL where the target is none: "*", "host:port". */
static char *
dup_url (const Source *source)
{
  const gboolean absolute = source->target[0] != '/' && strstr (source->target, "://") != NULL;
  GString *url;

  if (source->target[0] != '/' && !absolute)
    return NULL;

  url = g_string_new (NULL);
  if (!absolute)
    g_string_append_printf (url, "%s://%s", source->secure ? "https" : "http", source->host);
  for (gsize i = 0; i < source->target_length; i++)
    {
      const char byte = source->target[i];

      if (g_ascii_isalnum (byte) || (byte != '\0' && strchr ("-._~:/?[]@!$&'()*+,;=%", byte) != NULL))
        g_string_append_c (url, byte);
      else
        g_string_append_printf (url, "%%%02X", (guint8) byte);
    }

  return g_string_free (url, FALSE);
}

static gboolean
has_method (const Source *source,
            const char   *method)
{
  return lan_http_head_is (source->message->head, source->data, 0, method);
}

/* Text without a NUL, which an argument of a program may be. */
static gboolean
is_argument (const char *bytes,
             gsize       length)
{
  return g_utf8_validate_len (bytes, length, NULL);
}

static void
append_missing (GString      *out,
                const Source *source,
                const char   *sign)
{
  if (source->missing > 0)
    g_string_append_printf (out, "%s the body is not complete: %" G_GUINT64_FORMAT " bytes of it were not kept\n", sign,
                            source->missing);
}

/* --- curl --- */

static void
append_curl_body (GString      *out,
                  const Source *source)
{
  gsize length;
  const char *body = g_bytes_get_data (source->content->bytes, &length);

  if (length == 0)
    return;
  if (is_argument (body, length))
    {
      g_string_append (out, " --data-raw ");
      append_shell (out, body, length);
    }
  else
    g_string_append (out, " --data-binary @-");
}

/* Curl adds headers of its own unless it is told to have none. */
static void
append_curl_headers (GString      *out,
                     const Source *source)
{
  static const char *const own[] = { "User-Agent", "Accept" };
  static const char *const with_body[] = { "Content-Type", "Expect" };

  for (guint i = 0; i < source->message->head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (source->message->head->fields, LanHttpField, i);
      const char *name = source->data + field->name;
      g_autofree char *line = NULL;

      g_string_append (out, " -H ");
      if (field->value_length > 0)
        {
          /* the space behind the colon as it came */
          append_shell (out, name, field->value + field->value_length - field->name);
          continue;
        }
      line = g_strdup_printf ("%.*s;", (int) field->name_length, name);
      append_shell_text (out, line);
    }
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (find_field (source, own[i]) == NULL)
      g_string_append_printf (out, " -H '%s:'", own[i]);
  for (guint i = 0; i < G_N_ELEMENTS (with_body) && g_bytes_get_size (source->content->bytes) > 0; i++)
    if (find_field (source, with_body[i]) == NULL)
      g_string_append_printf (out, " -H '%s:'", with_body[i]);
  if (find_field (source, "Host") == NULL)
    g_string_append (out, " -H 'Host:'");
}

static void
append_curl (GString      *out,
             const Source *source)
{
  const LanHttpPart *method = &source->message->head->start[0];
  /* a target that curl would change goes beside the address */
  g_autofree char *url = g_strdup_printf ("%s://%s%s", source->secure ? "https" : "http", source->host,
                                          source->plain ? source->target : "/");
  gsize length;
  const char *body = g_bytes_get_data (source->content->bytes, &length);

  append_missing (out, source, "#");
  if (length > 0 && !is_argument (body, length))
    {
      g_autofree char *base64 = g_base64_encode ((const guchar *) body, length);

      g_string_append_printf (out, "printf %s | base64 -d | ", base64);
    }
  g_string_append (out, "curl");
  if (source->secure)
    g_string_append (out, " -k");
  if (lan_http_head_is (source->message->head, source->data, 2, "HTTP/1.0"))
    g_string_append (out, " --http1.0");
  else
    g_string_append (out, " --http1.1");
  if (has_method (source, "HEAD"))
    g_string_append (out, " --head");
  else if (!has_method (source, length > 0 ? "POST" : "GET"))
    {
      g_string_append (out, " -X ");
      append_shell (out, source->data + method->offset, method->length);
    }
  if (!source->plain)
    {
      g_string_append (out, " --request-target ");
      append_shell (out, source->target, source->target_length);
    }
  append_curl_headers (out, source);
  append_curl_body (out, source);
  g_string_append_c (out, ' ');
  append_shell_text (out, url);
  g_string_append_c (out, '\n');
}

/* --- Python --- */

/* Lines of the head each on a line of the program; the body behind them. */
static void
append_request_bytes (GString      *out,
                      const Source *source)
{
  gsize length, head = source->message->head_offset + source->message->head->length;
  const char *data = g_bytes_get_data (source->message->bytes, &length);
  gsize at = 0;

  g_string_append (out, "request = (");
  while (at < length)
    {
      const char *end = at < head ? memchr (data + at, '\n', MIN (head, length) - at) : NULL;
      gsize next = end != NULL ? (gsize) (end - data) + 1 : at < head ? MIN (head, length) : length;

      if (at > 0)
        g_string_append (out, "\n           ");
      append_python (out, data + at, next - at);
      at = next;
    }
  g_string_append (out, length > 0 ? ")\n" : "b'')\n");
}

static void
append_socket (GString      *out,
               const Source *source)
{
  const char *colon = strrchr (source->host, ':');
  const gboolean has_port = colon != NULL && !g_str_has_suffix (source->host, "]");
  g_autofree char *name = has_port ? g_strndup (source->host, (gsize) (colon - source->host)) : g_strdup (source->host);
  const char *port = has_port && colon[1] != '\0' ? colon + 1 : source->secure ? "443" : "80";

  /* a socket wants no brackets around an IPv6 address */
  if (name[0] == '[' && g_str_has_suffix (name, "]"))
    {
      memmove (name, name + 1, strlen (name));
      name[strlen (name) - 1] = '\0';
    }

  g_string_append (out, source->secure ? "import socket\nimport ssl\n\n" : "import socket\n\n");
  append_missing (out, source, "#");
  append_request_bytes (out, source);
  g_string_append (out, "with socket.create_connection((");
  append_python_text (out, name, strlen (name));
  g_string_append_printf (out, ", %s), timeout=5) as connection:\n", port);
  if (source->secure)
    g_string_append (out, "    context = ssl.create_default_context()\n"
                          "    context.check_hostname = False\n"
                          "    context.verify_mode = ssl.CERT_NONE    # its certificate is its own\n"
                          "    connection = context.wrap_socket(connection)\n");
  g_string_append (out, "    connection.sendall(request)\n"
                        "    try:\n"
                        "        while data := connection.recv(65536):\n"
                        "            print(data.decode('utf-8', 'replace'), end='')\n"
                        "    except TimeoutError:\n"
                        "        pass    # the connection is kept open for more\n");
}

/* Fields that the library or the browser writes itself. */
static gboolean
is_written_by (const Source       *source,
               const LanHttpField *field,
               const char *const  *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      gsize length = strlen (names[i]);

      if (names[i][length - 1] == '-' ? field->name_length > length &&
                                        g_ascii_strncasecmp (source->data + field->name, names[i], length) == 0
                                      : is_field (source, field, names[i]))
        return TRUE;
    }

  return FALSE;
}

/* The value of all fields of that name, as one (RFC 9110 section 5.3; cookies as RFC 6265 section 4.2.1 has them);
 * NULL if an earlier field had that name. */
static GString *
dup_joined (const Source *source,
            guint         which)
{
  const LanHttpField *first = &g_array_index (source->message->head->fields, LanHttpField, which);
  g_autofree char *name = g_strndup (source->data + first->name, first->name_length);
  GString *value;

  if (find_field (source, name) != first)
    return NULL;

  value = g_string_new_len (source->data + first->value, first->value_length);
  for (guint i = which + 1; i < source->message->head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (source->message->head->fields, LanHttpField, i);

      if (!is_field (source, field, name))
        continue;
      g_string_append (value, g_ascii_strcasecmp (name, "Cookie") == 0 ? "; " : ", ");
      g_string_append_len (value, source->data + field->value, field->value_length);
    }

  return value;
}

static void
append_requests (GString      *out,
                 const Source *source,
                 const char   *url)
{
  static const char *const own[] = { "Content-Length", "Transfer-Encoding", NULL };
  static const char *const added[] = { "User-Agent", "Accept-Encoding", "Accept", "Connection" };
  const LanHttpPart *method = &source->message->head->start[0];
  gsize length;
  const char *body = g_bytes_get_data (source->content->bytes, &length);

  g_string_append (out, "import requests\n\n");
  append_missing (out, source, "#");
  g_string_append (out, "response = requests.request(\n    ");
  append_python_text (out, source->data + method->offset, method->length);
  g_string_append (out, ", ");
  append_python_text (out, url, strlen (url));
  g_string_append (out, ",\n    headers={\n");
  for (guint i = 0; i < source->message->head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (source->message->head->fields, LanHttpField, i);
      GString *value = is_written_by (source, field, own) ? NULL : dup_joined (source, i);

      if (value == NULL)
        continue;
      g_string_append (out, "        ");
      append_python_text (out, source->data + field->name, field->name_length);
      g_string_append (out, ": ");
      /* letters beyond ASCII would be encoded in another way than they came */
      if (g_str_is_ascii (value->str))
        append_python_text (out, value->str, value->len);
      else
        append_python (out, value->str, value->len);
      g_string_append (out, ",\n");
      g_string_free (value, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (added); i++)
    if (find_field (source, added[i]) == NULL)
      g_string_append_printf (out, "        '%s': None,\n", added[i]);
  g_string_append (out, "    }");
  if (length > 0)
    {
      g_string_append (out, ",\n    data=");
      append_python (out, body, length);
    }
  g_string_append_printf (out, ",\n    allow_redirects=False%s)\nprint(response.status_code, response.reason)\n"
                               "print(response.text)\n", source->secure ? ", verify=False" : "");
}

/* --- JavaScript --- */

static void
append_fetch_body (GString      *out,
                   const Source *source)
{
  gsize length;
  const char *body = g_bytes_get_data (source->content->bytes, &length);

  /* it takes none with these */
  if (length == 0 || has_method (source, "GET") || has_method (source, "HEAD"))
    return;

  g_string_append (out, ",\n  body: ");
  if (is_argument (body, length))
    {
      append_script (out, body, length, FALSE);
      return;
    }
  g_string_append (out, "new Uint8Array([");
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (out, i > 0 ? ",%u" : "%u", (guint8) body[i]);
  g_string_append (out, "])");
}

static void
append_fetch (GString      *out,
              const Source *source,
              const char   *url)
{
  /* Fetch Standard, "forbidden request-header"; a page cannot set them, the browser does */
  static const char *const own[] = {
    "Accept-Charset", "Accept-Encoding", "Access-Control-Request-Headers", "Access-Control-Request-Method", "Connection",
    "Content-Length", "Cookie", "Cookie2", "Date", "DNT", "Expect", "Host", "Keep-Alive", "Origin", "Referer", "Set-Cookie",
    "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via", "Proxy-", "Sec-", "User-Agent", NULL,
  };
  const LanHttpPart *method = &source->message->head->start[0];
  gboolean first = TRUE;

  append_missing (out, source, "//");
  g_string_append (out, "fetch(");
  append_script (out, url, strlen (url), FALSE);
  g_string_append (out, ", {\n  method: ");
  append_script (out, source->data + method->offset, method->length, TRUE);
  g_string_append (out, ",\n  headers: {");
  for (guint i = 0; i < source->message->head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (source->message->head->fields, LanHttpField, i);
      GString *value = is_written_by (source, field, own) ? NULL : dup_joined (source, i);

      if (value == NULL)
        continue;
      g_string_append (out, first ? "\n    " : ",\n    ");
      append_script (out, source->data + field->name, field->name_length, TRUE);
      g_string_append (out, ": ");
      append_script (out, value->str, value->len, TRUE);
      g_string_free (value, TRUE);
      first = FALSE;
    }
  g_string_append (out, first ? "}" : "\n  }");
  append_fetch_body (out, source);
  if (find_field (source, "Cookie") != NULL)
    g_string_append (out, ",\n  credentials: 'include'");
  g_string_append (out, ",\n  redirect: 'manual'\n}).then(response => response.text()).then(console.log)\n");
}

/**
 * lan_web_copy:
 * @reveal: with its secrets, else stars in their place
 *
 * Returns: (transfer full) (nullable): a program that sends the request again; %NULL if there is none, or it is such that
 *   this program cannot send it; a socket can send any
 */
char *
lan_web_copy (LanHttpRecord  *record,
              LanWebCopyForm  form,
              gboolean        reveal)
{
  Source source;
  g_autoptr(GString) out = g_string_new (NULL);
  g_autofree char *url = NULL;

  if (record->request_kept == 0)
    return NULL;

  source_open (&source, record, reveal);
  if (form == LAN_WEB_COPY_SOCKET)
    append_socket (out, &source);
  else if (record->kind != LAN_HTTP_RECORD_MALFORMED && source.message->head->start[0].length > 0 && source.target_length > 0)
    {
      url = dup_url (&source);
      if (form == LAN_WEB_COPY_CURL)
        append_curl (out, &source);
      else if (url != NULL && form == LAN_WEB_COPY_REQUESTS)
        append_requests (out, &source, url);
      else if (url != NULL)
        append_fetch (out, &source, url);
    }
  source_clear (&source);

  return out->len > 0 ? g_strdup (out->str) : NULL;
}

/**
 * lan_web_copy_bytes:
 *
 * Returns: (transfer full) (nullable): one message as it went over the wire, as far as it was kept
 */
GBytes *
lan_web_copy_bytes (LanHttpRecord *record,
                    gboolean       response,
                    gboolean       reveal)
{
  g_autoptr(GBytes) bytes = response ? lan_http_record_dup_response (record) : lan_http_record_dup_request (record);
  g_autoptr(LanHttpMessage) message = bytes != NULL ? lan_web_secrets_open (bytes, response, reveal) : NULL;

  return message != NULL ? g_bytes_ref (message->bytes) : NULL;
}
