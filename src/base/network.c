/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/network.h"

#include <net/route.h>
#include <stdio.h>
#include <string.h>

/* The default gateway as the routing table has it: eight hexadecimal digits in network byte order. */
static gboolean
find_gateway (guint32 *gateway)
{
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/net/route", &contents, NULL, NULL))
    return FALSE;

  lines = g_strsplit (contents, "\n", -1);
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      guint destination, via, flags;

      /* Iface Destination Gateway Flags … */
      if (sscanf (lines[i], "%*s %x %x %x", &destination, &via, &flags) == 3 && destination == 0 &&
          (flags & (RTF_UP | RTF_GATEWAY)) == (RTF_UP | RTF_GATEWAY))
        {
          *gateway = via;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * lan_network_dup_id:
 *
 * Which network this is: the hardware address of its gateway, as the kernel knows it already. Asks nobody
 * and sends nothing; 192.168.1.0/24 is the same in every second home, a gateway is not.
 *
 * Returns: (transfer full) (nullable): a text to compare, or %NULL where it cannot be told
 */
char *
lan_network_dup_id (void)
{
  g_autofree char *contents = NULL;
  g_autofree char *wanted = NULL;
  g_auto(GStrv) lines = NULL;
  guint32 gateway;
  const guint8 *bytes = (const guint8 *) &gateway;

  if (!find_gateway (&gateway) || !g_file_get_contents ("/proc/net/arp", &contents, NULL, NULL))
    return NULL;

  wanted = g_strdup_printf ("%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
  lines = g_strsplit (contents, "\n", -1);
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char address[64], hardware[64];

      /* IP address, HW type, Flags, HW address, Mask, Device */
      if (sscanf (lines[i], "%63s %*s %*s %63s", address, hardware) == 2 && strcmp (address, wanted) == 0 &&
          strcmp (hardware, "00:00:00:00:00:00") != 0)
        return g_strconcat ("gateway:", hardware, NULL);
    }

  return NULL;
}

/**
 * lan_network_dup_name:
 *
 * Returns: (transfer full) (nullable): what to call the network: "192.168.1.0/24"; %NULL where there is none
 */
char *
lan_network_dup_name (LanInterfaces *interfaces)
{
  g_autoptr(GPtrArray) broadcasts = lan_interfaces_dup_broadcasts (interfaces);
  const LanInterface *interface = g_ptr_array_index (broadcasts, 0);
  guint8 bytes[4];
  g_autoptr(GInetAddress) network = NULL;
  g_autofree char *text = NULL;

  if (lan_interface_is_loopback (interface))
    return NULL;

  memcpy (bytes, g_inet_address_to_bytes (interface->address), sizeof bytes);
  for (guint bit = interface->prefix_length; bit < 32; bit++)
    bytes[bit / 8] &= (guint8) ~(0x80 >> (bit % 8));
  network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV4);
  text = g_inet_address_to_string (network);

  return g_strdup_printf ("%s/%u", text, interface->prefix_length);
}
