/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/origin.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/endpoint.h"
#include "http/syntax.h"

static char *
dup_field (const LanHttpRequest *request,
           const char           *name)
{
  const char *value;
  gsize length;

  return lan_http_head_get (request->head, request->data, name, &value, &length) && length > 0
         ? g_strndup (value, length) : NULL;
}

static guint16
default_port (gboolean secure)
{
  return secure ? 443 : 80;
}

/* Names that nobody elsewhere can give to our address: none is looked up in the Internet's DNS. A page from there is
 * asked for by a name of its own, whatever address it says that has (DNS rebinding). */
static gboolean
is_local_name (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);
  gsize length = strlen (host);

  if (address != NULL || strchr (host, ':') != NULL)   /* an address; with a zone it is not parsed */
    return TRUE;
  if (length > 0 && host[length - 1] == '.')
    length--;

  return lan_http_text_is (host, length, "localhost") || lan_http_text_is (host, length, g_get_host_name ()) ||
         (length > 6 && g_ascii_strncasecmp (host + length - 6, ".local", 6) == 0);
}

/* Whether a page's origin (RFC 6454 section 7) is what was asked: the same scheme, host and port. */
static gboolean
is_own_origin (const LanHttpRequest *request,
               const char           *origin,
               const char           *host)
{
  const char *scheme = request->secure ? "https://" : "http://";
  g_autofree char *own_name = NULL;
  g_autofree char *its_name = NULL;
  guint16 own_port, its_port;

  return host != NULL && g_ascii_strncasecmp (origin, scheme, strlen (scheme)) == 0 &&
         lan_endpoint_parse (host, default_port (request->secure), &own_name, &own_port, NULL) &&
         lan_endpoint_parse (origin + strlen (scheme), default_port (request->secure), &its_name, &its_port, NULL) &&
         own_port == its_port && g_ascii_strcasecmp (own_name, its_name) == 0;
}

/**
 * lan_web_origin_refuse:
 * @request: that would change something
 *
 * Any page a visitor looks at can send forms and requests here through the visitor's browser. Browsers say so:
 * Sec-Fetch-Site (W3C Fetch Metadata), or Origin with each request that is no GET (RFC 6454 section 7.3). Programs
 * such as curl say nothing and are let through.
 *
 * Returns: (nullable): a translated sentence on why it is refused
 */
const char *
lan_web_origin_refuse (const LanHttpRequest *request)
{
  g_autofree char *site = dup_field (request, "Sec-Fetch-Site");
  g_autofree char *origin = dup_field (request, "Origin");
  g_autofree char *host = dup_field (request, "Host");
  g_autofree char *name = NULL;
  guint16 port;

  if ((site != NULL && g_ascii_strcasecmp (site, "same-origin") != 0 && g_ascii_strcasecmp (site, "none") != 0) ||
      (origin != NULL && !is_own_origin (request, origin, host)))
    return _("A page from elsewhere asked for this. Only this site's own pages may change something here.");

  if (host != NULL && (!lan_endpoint_parse (host, default_port (request->secure), &name, &port, NULL) ||
                       !is_local_name (name)))
    return _("Something here can only be changed under the site's address in numbers, or this computer's name.");

  return NULL;
}
