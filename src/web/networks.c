/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/networks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* "192.168.1.7/24" is what a computer says of itself: its network is meant. */
static GInetAddressMask *
parse_network (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "/", 2);
  g_autoptr(GInetAddress) address = NULL;
  g_autoptr(GInetAddress) first = NULL;
  guint8 bytes[16];
  guint64 bits;
  gsize size;

  address = parts[0] != NULL ? g_inet_address_new_from_string (g_strstrip (parts[0])) : NULL;
  if (address == NULL)
    return NULL;

  size = g_inet_address_get_native_size (address);
  bits = size * 8;
  if (parts[1] != NULL && !g_ascii_string_to_unsigned (g_strstrip (parts[1]), 10, 0, bits, &bits, NULL))
    return NULL;

  memcpy (bytes, g_inet_address_to_bytes (address), size);
  for (gsize bit = bits; bit < size * 8; bit++)
    bytes[bit / 8] &= (guint8) ~(0x80 >> bit % 8);
  first = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (address));

  return g_inet_address_mask_new (first, (guint) bits, NULL);
}

/**
 * lan_web_networks_parse:
 * @texts: (nullable): "192.168.1.0/24", "fd00::/8", "192.168.1.7"
 * @networks: (out) (element-type GInetAddressMask): %NULL where there are none
 * @error: a sentence that names what is none
 */
gboolean
lan_web_networks_parse (const char *const  *texts,
                        GPtrArray         **networks,
                        GError            **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      GInetAddressMask *network = parse_network (texts[i]);

      if (network == NULL)
        {
          g_set_error (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS, _("“%s” is no network. Write it as 192.168.1.0/24."),
                       texts[i]);
          return FALSE;
        }
      g_ptr_array_add (found, network);
    }
  *networks = found->len > 0 ? g_steal_pointer (&found) : NULL;

  return TRUE;
}

/**
 * lan_web_networks_contain:
 * @client: an address
 *
 * Returns: whether it is in one of them, or this computer's own
 */
gboolean
lan_web_networks_contain (GPtrArray  *networks,
                          const char *client)
{
  g_autofree char *plain = g_strndup (client, strcspn (client, "%"));   /* without the interface of fe80::1%eth0 */
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (plain);

  if (address == NULL)
    return FALSE;
  if (g_inet_address_get_is_loopback (address))
    return TRUE;
  for (guint i = 0; i < networks->len; i++)
    if (g_inet_address_mask_matches (g_ptr_array_index (networks, i), address))
      return TRUE;

  return FALSE;
}
