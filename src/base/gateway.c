/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/gateway.h"

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
 * lan_gateway_dup_hardware_address:
 * @exists: (out): whether there is a gateway at all
 *
 * The hardware address of the IPv4 gateway, as the kernel knows it already. Asks nobody and sends nothing:
 * the kernel learns it with the first packet that another program sends through it.
 *
 * Returns: (transfer full) (nullable): "52:54:00:12:34:56", or %NULL while it is not known
 */
char *
lan_gateway_dup_hardware_address (gboolean *exists)
{
  g_autofree char *contents = NULL;
  g_autofree char *wanted = NULL;
  g_auto(GStrv) lines = NULL;
  guint32 gateway;
  const guint8 *bytes = (const guint8 *) &gateway;

  *exists = find_gateway (&gateway);
  if (!*exists || !g_file_get_contents ("/proc/net/arp", &contents, NULL, NULL))
    return NULL;

  wanted = g_strdup_printf ("%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
  lines = g_strsplit (contents, "\n", -1);
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char address[64], hardware[64];

      /* IP address, HW type, Flags, HW address, Mask, Device */
      if (sscanf (lines[i], "%63s %*s %*s %63s", address, hardware) == 2 && strcmp (address, wanted) == 0 &&
          strcmp (hardware, "00:00:00:00:00:00") != 0)
        return g_strdup (hardware);
    }

  return NULL;
}
