/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/handler.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/endpoint.h"
#include "web/pages.h"
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
  LanHttpResponse *response = lan_web_page_message (405, "Method not allowed", _("Only reading is allowed here."));

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
  if (options->local_only && !is_asked_by_local_name (request))
    return lan_web_page_message (403, "Forbidden", _("This site is for this computer only: ask for localhost."));
  if (options->https_only && !request->secure)
    return redirect_to_secure (request);

  if (strcmp (request->method, "GET") == 0 || strcmp (request->method, "HEAD") == 0)
    return lan_web_site_answer (site, options, request);
  if (strcmp (request->method, "OPTIONS") == 0)
    return answer_options (options);
  if (may_be_change (options, request->method))
    return lan_web_upload_answer (site, options, request);

  return refuse_method (options);
}
