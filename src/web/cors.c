/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/cors.h"

#include <string.h>

#include "http/syntax.h"

/**
 * lan_web_cors_is_preflight:
 *
 * Returns: whether a browser asks, before it lets a page from elsewhere send what a form could not (Fetch Standard,
 *   "CORS-preflight request")
 */
gboolean
lan_web_cors_is_preflight (const LanHttpRequest *request)
{
  return strcmp (request->method, "OPTIONS") == 0 &&
         lan_http_head_get (request->head, request->data, "Origin", NULL, NULL) &&
         lan_http_head_get (request->head, request->data, "Access-Control-Request-Method", NULL, NULL);
}

/* A list of names, so that nothing else is said back. */
static gboolean
is_list_of_names (const char *value,
                  gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!lan_http_is_token_char (value[i]) && value[i] != ',' && value[i] != ' ')
      return FALSE;

  return length > 0;
}

/**
 * lan_web_cors_answer:
 *
 * Returns: (transfer full): the answer to a preflight: whatever fields the page wants to send are allowed by name, as
 *   "*" does not mean Authorization. What every answer has (%LAN_WEB_CORS_FIELDS) is not in it
 */
LanHttpResponse *
lan_web_cors_answer (const LanWebOptions  *options,
                     const LanHttpRequest *request)
{
  g_autofree char *methods = lan_web_options_list_methods (options);
  LanHttpResponse *response = lan_http_response_new (204);
  const char *value;
  gsize length;

  lan_http_response_add (response, "Access-Control-Allow-Methods", "%s", methods);
  if (lan_http_head_get (request->head, request->data, "Access-Control-Request-Headers", &value, &length) &&
      is_list_of_names (value, length))
    lan_http_response_add (response, "Access-Control-Allow-Headers", "%.*s", (int) length, value);
  if (lan_http_head_has_word (request->head, request->data, "Access-Control-Request-Private-Network", "true"))
    lan_http_response_add (response, "Access-Control-Allow-Private-Network", "true");

  return response;
}
