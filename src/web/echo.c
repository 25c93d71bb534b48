/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/echo.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/crowd.h"
#include "http/fields.h"
#include "web/pages.h"

/* Requests that come back. */

/* Bodies in memory at once, and of one address: nobody fills it by sending or reading slowly. */
#define BODIES_MAX 128
#define BODIES_OF_ONE_MAX 32

/* When a client may try again. */
#define RETRY_AFTER_S 5

static LanCrowd bodies = { BODIES_MAX, BODIES_OF_ONE_MAX };

typedef struct
{
  GByteArray *bytes;
  char *client;   /* whose it is */
} Body;

typedef struct
{
  Body *body;     /* NULL: it is on its way back */
  char *type;
  char *encoding;
} Echo;

static Body *
body_new (const char *client)
{
  Body *body = g_new (Body, 1);

  body->bytes = g_byte_array_new ();
  body->client = g_strdup (client);
  lan_crowd_enter (&bodies, client);

  return body;
}

static void
body_free (gpointer data)
{
  Body *body = data;

  lan_crowd_leave (&bodies, body->client);
  g_byte_array_unref (body->bytes);
  g_free (body->client);
  g_free (body);
}

static void
echo_free (gpointer data)
{
  Echo *echo = data;

  g_clear_pointer (&echo->body, body_free);
  g_free (echo->type);
  g_free (echo->encoding);
  g_free (echo);
}

static char *
dup_field (const LanHttpRequest *request,
           const char           *name)
{
  const char *value;
  gsize length;

  return lan_http_head_get (request->head, request->data, name, &value, &length) ? g_strndup (value, length) : NULL;
}

/* Whoever makes a browser send something here must not make it run what comes back (CSP Level 3). */
static void
disarm (LanHttpResponse *response)
{
  lan_http_response_add (response, "Content-Security-Policy", "sandbox; default-src 'none'");
  lan_http_response_add (response, "X-Content-Type-Options", "nosniff");
  lan_http_response_add (response, "Cache-Control", "no-store");
}

static LanHttpResponse *
make_answer (GBytes     *content,
             const char *type)
{
  LanHttpResponse *response = lan_http_response_new (200);

  lan_http_response_set_bytes (response, content);
  lan_http_response_add (response, "Content-Type", "%s", type);
  disarm (response);

  return response;
}

static void
receive (const LanHttpRequest *request,
         const char           *bytes,
         gsize                 length,
         gpointer              data)
{
  Echo *echo = data;

  g_byte_array_append (echo->body->bytes, (const guint8 *) bytes, (guint) length);
}

static LanHttpResponse *
finish (const LanHttpRequest *request,
        gpointer              data)
{
  Echo *echo = data;
  Body *body = g_steal_pointer (&echo->body);
  GBytes *content = g_bytes_new_with_free_func (body->bytes->data, body->bytes->len, body_free, body);
  LanHttpResponse *response = make_answer (content, echo->type != NULL ? echo->type : "application/octet-stream");

  if (echo->encoding != NULL)
    lan_http_response_add (response, "Content-Encoding", "%s", echo->encoding);

  return response;
}

/**
 * lan_web_echo_answer_head:
 *
 * Returns: (transfer full): an answer with the head of the request, byte by byte as it was received
 */
LanHttpResponse *
lan_web_echo_answer_head (const LanHttpRequest *request)
{
  return make_answer (g_bytes_new (request->data, request->head->length), "text/plain; charset=utf-8");
}

/**
 * lan_web_echo_answer:
 *
 * Returns: (transfer full) (nullable): an answer with the request's body as it came, or with its head where it has
 *   none; 503 where too many are in memory; %NULL until the body has come
 */
LanHttpResponse *
lan_web_echo_answer (const LanHttpRequest *request)
{
  Echo *echo;

  if (!request->has_body)
    return lan_web_echo_answer_head (request);
  if (lan_crowd_look (&bodies, request->client) != LAN_CROWD_HAS_ROOM)
    return lan_web_page_come_again (503, "Service unavailable",
                                    _("Too many uploads are under way. Try again in a moment."), RETRY_AFTER_S);

  echo = g_new (Echo, 1);
  echo->body = body_new (request->client);
  echo->type = dup_field (request, "Content-Type");
  echo->encoding = dup_field (request, "Content-Encoding");
  lan_http_request_receive (request, &(LanHttpSink) { LAN_WEB_ECHO_MAX_BYTES, receive, finish, echo_free, echo });

  return NULL;
}

/* --- TRACE --- */

/* RFC 9110 section 9.3.8: what is secret must not come back, to where a script might read it. */
static gboolean
is_secret (const char *line)
{
  static const char *const secrets[] = { "Authorization", "Proxy-Authorization", "Cookie", "Cookie2", "X-Api-Key",
                                         "X-Auth-Token", "X-CSRF-Token", "X-XSRF-Token" };

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (lan_http_field_has_name (line, secrets[i]))
      return TRUE;

  return FALSE;
}

/**
 * lan_web_echo_trace:
 *
 * Returns: (transfer full): the answer to TRACE
 */
LanHttpResponse *
lan_web_echo_trace (const LanHttpRequest *request)
{
  g_autoptr(GByteArray) content = NULL;
  const char *end = request->data + request->head->length;
  LanHttpResponse *response;

  if (request->has_body)
    return lan_web_page_message (400, "Bad request", _("A TRACE request has no body."));

  content = g_byte_array_new ();
  for (const char *line = request->data, *next; line < end; line = next)
    {
      const char *feed = memchr (line, '\n', (gsize) (end - line));

      next = feed != NULL ? feed + 1 : end;
      if (!is_secret (line))
        g_byte_array_append (content, (const guint8 *) line, (guint) (next - line));
    }
  response = make_answer (g_byte_array_free_to_bytes (g_steal_pointer (&content)), "message/http");

  return response;
}
