/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/handler.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/endpoint.h"
#include "http/fields.h"
#include "web/cors.h"
#include "web/echo.h"
#include "web/networks.h"
#include "web/pages.h"
#include "web/password.h"
#include "web/path.h"
#include "web/rule-answer.h"
#include "web/upload.h"

/* A request's way from the connection to who answers it. All of it is in the server's worker. */

/* Who typed the address without its scheme, as people do. The host is what the client asked for, and was found
 * valid; the target holds no white space. */
static LanHttpResponse *
redirect_to_secure (const LanHttpRequest *request)
{
  const char *host;
  gsize length;
  LanHttpResponse *response;

  if (*request->target != '/' || !lan_http_head_get (request->head, request->data, "Host", &host, &length) || length == 0)
    return lan_web_page_message (400, "Bad request", _("This site is encrypted: use https://."));

  response = lan_web_page_message (308, "Moved", _("This site is encrypted; its address begins with https://."));
  lan_http_response_add (response, "Location", "https://%.*s%s", (int) length, host, request->target);

  return response;
}

/* As nearly everybody writes it, with a port or without: told without taking it apart. */
static gboolean
is_usual_local_name (const char *host,
                     gsize       length)
{
  static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize name = strlen (names[i]);

      if (length >= name && g_ascii_strncasecmp (host, names[i], name) == 0 && (length == name || host[name] == ':'))
        return TRUE;
    }

  return FALSE;
}

/* A page from elsewhere can be made to have 127.0.0.1 for its address, and would read what is for this computer only
 * (DNS rebinding): the name it is asked for by gives it away. */
static gboolean
is_asked_by_local_name (const LanHttpRequest *request)
{
  g_autofree char *host = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GInetAddress) address = NULL;
  const char *value;
  gsize length;
  guint16 port;

  if (!lan_http_head_get (request->head, request->data, "Host", &value, &length) || length == 0)
    return TRUE;   /* no browser */
  if (is_usual_local_name (value, length))
    return TRUE;

  text = g_strndup (value, length);
  if (!lan_endpoint_parse (text, 1, &host, &port, NULL))
    return FALSE;
  address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* For OPTIONS, of the site as of "*", and with each 405 (RFC 9110 sections 9.3.7 and 15.5.6). */
static void
add_allow (LanHttpResponse     *response,
           const LanWebOptions *options)
{
  g_autofree char *methods = lan_web_options_list_methods (options);

  lan_http_response_add (response, "Allow", "%s", methods);
}

static LanHttpResponse *
answer_options (const LanWebOptions *options)
{
  LanHttpResponse *response = lan_http_response_new (204);

  add_allow (response, options);

  return response;
}

static LanHttpResponse *
refuse_method (const LanWebOptions *options)
{
  g_autofree char *sentence = lan_web_options_describe_rights (options->rights);
  LanHttpResponse *response = lan_web_page_message (405, "Method not allowed", sentence);

  add_allow (response, options);

  return response;
}

/* Where nothing can be changed, no right is missing: there is no such method. */
static gboolean
may_be_change (const LanWebOptions *options,
               const char          *method)
{
  static const char *const methods[] = { "PUT", "POST", "MKCOL", "DELETE", NULL };

  return (options->rights & (LAN_WEB_RIGHT_UPLOAD | LAN_WEB_RIGHT_DELETE)) != 0 && g_strv_contains (methods, method);
}

static LanHttpResponse *
answer_method (LanWebSite           *site,
               const LanWebOptions  *options,
               const LanHttpRequest *request)
{
  if (strcmp (request->method, "GET") == 0 || strcmp (request->method, "HEAD") == 0)
    return lan_web_site_answer (site, options, request);
  if (strcmp (request->method, "OPTIONS") == 0)
    return answer_options (options);
  if (may_be_change (options, request->method))
    return lan_web_upload_answer (site, options, request);

  return refuse_method (options);
}

/* As rules and echo compare it: decoded where it names something in the folder, else as it was sent. */
static char *
dup_path (const LanHttpRequest *request)
{
  g_autofree char *path = NULL;

  if (lan_web_path_resolve (request->target, &path) == LAN_WEB_PATH_OK)
    return g_strconcat ("/", path, NULL);

  return g_strndup (request->target, strcspn (request->target, "?#"));
}

static gboolean
is_echo_head (const LanWebOptions *options,
              const char          *path)
{
  return g_str_has_prefix (path, options->echo_path) && strcmp (path + strlen (options->echo_path), "/head") == 0;
}

/* The lines that every answer has; what the person wrote goes before. */
static char *
dup_fields (const LanWebOptions *options)
{
  GString *fields = g_string_new (NULL);

  for (guint i = 0; options->headers != NULL && options->headers[i] != NULL; i++)
    g_string_append_printf (fields, "%s\r\n", options->headers[i]);
  if (options->cors)
    {
      g_autofree char *own = g_strdup (fields->str);

      lan_http_fields_add (fields, LAN_WEB_CORS_FIELDS, own);
    }

  return g_string_free (fields, FALSE);
}

/* Who may ask at all. */
static LanHttpResponse *
check_door (const LanWebOptions  *options,
            const LanHttpRequest *request)
{
  if (options->networks != NULL && !lan_web_networks_contain (options->networks, request->client))
    return lan_web_page_message (403, "Forbidden", _("Your network may not open this site."));
  if (options->local_only && !is_asked_by_local_name (request))
    return lan_web_page_message (403, "Forbidden", _("This site is for this computer only: ask for localhost."));
  if (options->https_only && !request->secure)
    return redirect_to_secure (request);

  return NULL;
}

/**
 * lan_web_handle:
 *
 * Leads a request to who answers it, in the server's worker. As #LanHttpHandler.
 *
 * Returns: (transfer full) (nullable): the answer; %NULL: it comes later
 */
LanHttpResponse *
lan_web_handle (LanWebSite           *site,
                const LanWebOptions  *options,
                const LanHttpRequest *request)
{
  gboolean has_rules = options->rules->len > 0;
  g_autofree char *fields = options->cors || options->headers != NULL ? dup_fields (options) : NULL;
  g_autofree char *path = options->echo || has_rules ? dup_path (request) : NULL;
  LanHttpResponse *refusal;
  LanWebRule *rule;

  if (fields != NULL)
    lan_http_request_shape (request, &(LanHttpShape) { .fields = fields });

  refusal = check_door (options, request);
  if (refusal != NULL)
    return refusal;

  rule = has_rules ? lan_web_rules_find (options->rules, request->method, path) : NULL;
  if (rule != NULL)
    lan_web_rule_shape (rule, request, fields);
  if (rule != NULL && (rule->action == LAN_WEB_RULE_ANSWER || rule->action == LAN_WEB_RULE_DROP))
    return lan_web_rule_answer (rule, options);

  if (options->cors && lan_web_cors_is_preflight (request))
    return lan_web_cors_answer (options, request);

  refusal = lan_web_password_check (options, request);
  if (refusal != NULL)
    return refusal;

  if (options->trace && strcmp (request->method, "TRACE") == 0)
    return lan_web_echo_trace (request);
  if (options->echo && strcmp (path, options->echo_path) == 0)
    return lan_web_echo_answer (request);
  if (options->echo && is_echo_head (options, path))
    return lan_web_echo_answer_head (request);

  return answer_method (site, options, request);
}
