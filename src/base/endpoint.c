/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/endpoint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* RFC 1035, section 2.3.4: no name is longer. */
#define HOST_LENGTH_MAX 253

/* RFC 6874, section 2: what can stand in brackets and be read again */
static gboolean
is_zone (const char *zone)
{
  for (const char *p = zone; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._~", *p) == NULL)
      return FALSE;

  return *zone != '\0';
}

static gboolean
is_host (const char *host)
{
  const char *zone = strchr (host, '%');

  if (zone != NULL && !is_zone (zone + 1))
    return FALSE;
  if (g_hostname_is_ip_address (host))
    return TRUE;

  /* An IPv6 address may name the card it is on: "fe80::1%eth0" (RFC 4007, section 11) */
  if (strchr (host, ':') != NULL)
    {
      g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string (host, 0);

      return address != NULL;
    }

  for (const char *p = host; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '.' && *p != '_' && ((guint8) *p & 0x80) == 0)
      return FALSE;

  /* Digits and dots alone that are no address are a slip, such as 192.168.1, and no name to look up. */
  return *host != '\0' && *host != '-' && *host != '.' && strlen (host) <= HOST_LENGTH_MAX &&
         g_utf8_validate (host, -1, NULL) && strspn (host, "0123456789.") != strlen (host);
}

/* Chinese keyboards write full-width marks where others write ASCII. */
static char *
narrow (const char *text)
{
  static const struct { const char *wide, *narrow; } marks[] = {
    { "\xef\xbc\x9a", ":" }, { "\xef\xbc\x8e", "." }, { "\xe3\x80\x82", "." },   /* U+FF1A, U+FF0E, U+3002 */
  };
  g_autoptr(GString) result = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    g_string_replace (result, marks[i].wide, marks[i].narrow, 0);

  return g_strstrip (g_string_free (g_steal_pointer (&result), FALSE));
}

/**
 * lan_endpoint_parse:
 * @text: "192.168.1.7", "host:9998", "[fe80::1%eth0]:9998", "fe80::1"
 * @default_port: where @text names none
 * @host: (out): an address or name
 * @port: (out): 1 to 65535
 * @error: #LAN_ERROR_INVALID_ADDRESS
 *
 * Reads what a person typed as HOST[:PORT]. Nothing is looked up.
 */
gboolean
lan_endpoint_parse (const char  *text,
                    guint16      default_port,
                    char       **host,
                    guint16     *port,
                    GError     **error)
{
  g_autofree char *stripped = narrow (text);
  char *name = stripped;
  const char *number = NULL;
  g_autofree char *shown = NULL;
  guint64 value = default_port;

  if (*name == '[')
    {
      char *end = strchr (name, ']');

      if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        goto invalid;
      number = end[1] == ':' ? end + 2 : NULL;
      *end = '\0';
      name++;
      if (strchr (name, ':') == NULL)   /* brackets are for IPv6 addresses (RFC 3986, section 3.2.2) */
        goto invalid;
    }
  else
    {
      char *colon = strchr (name, ':');

      if (colon != NULL && strchr (colon + 1, ':') == NULL)   /* two colons: an IPv6 address without port */
        {
          number = colon + 1;
          *colon = '\0';
        }
    }

  if (number != NULL && !g_ascii_string_to_unsigned (number, 10, 1, G_MAXUINT16, &value, NULL))
    goto invalid;
  if (!is_host (name))
    goto invalid;

  *host = g_strdup (name);
  *port = (guint16) value;

  return TRUE;

invalid:
  shown = lan_text_show_line (text, strlen (text));
  g_set_error (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS,
               _("“%1$s” is not an address. Write it like 192.168.1.7 or 192.168.1.7:%2$u."), shown, default_port);

  return FALSE;
}

/**
 * lan_endpoint_format:
 *
 * Returns: (transfer full): "192.168.1.7:9998", "[fe80::1]:9998"
 */
char *
lan_endpoint_format (const char *host,
                     guint16     port)
{
  return strchr (host, ':') != NULL ? g_strdup_printf ("[%s]:%u", host, port)
                                    : g_strdup_printf ("%s:%u", host, port);
}
