/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "config.h"

#include "chat/target.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/error.h"

void
lan_chat_target_free (LanChatTarget *self)
{
  g_free (self->interface);
  g_clear_object (&self->address);
  g_free (self);
}

/**
 * lan_chat_target_parse:
 * @text: see #LanChatTarget
 * @default_port: where an address names none
 * @error: #LAN_ERROR_INVALID_ADDRESS
 *
 * Returns: (transfer full) (nullable): where to send
 */
LanChatTarget *
lan_chat_target_parse (const char  *text,
                       guint16      default_port,
                       GError     **error)
{
  g_autoptr(LanChatTarget) self = g_new0 (LanChatTarget, 1);
  g_autofree char *host = NULL;

  if (g_str_has_prefix (text, "interface:"))
    {
      self->interface = g_strdup (text + strlen ("interface:"));
      if (*self->interface == '\0')
        {
          g_set_error (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS, _("“%s” says nowhere to send to."), text);
          return NULL;
        }
    }
  else if (g_str_has_prefix (text, "address:"))
    {
      text += strlen ("address:");
      if (!lan_endpoint_parse (text, default_port, &host, &self->port, error))
        return NULL;

      self->address = g_inet_address_new_from_string (host);
      if (self->address == NULL || g_inet_address_get_family (self->address) != G_SOCKET_FAMILY_IPV4)
        {
          g_set_error (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS,
                       _("“%s” is not an IPv4 address. Write it like 192.168.1.255:%u."), text, default_port);
          return NULL;
        }
    }
  else if (*text != '\0')
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS, _("“%s” says nowhere to send to."), text);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* Whether @address lies in the network of @interface. */
static gboolean
is_in_network (GInetAddress       *address,
               const LanInterface *interface)
{
  const guint8 *own = g_inet_address_to_bytes (interface->address);
  const guint8 *other = g_inet_address_to_bytes (address);
  guint bits = interface->prefix_length;

  if (g_inet_address_get_family (interface->address) != G_SOCKET_FAMILY_IPV4)
    return FALSE;

  for (guint i = 0; i < 4; i++)
    {
      guint8 net = bits >= 8 ? 0xff : (guint8) (0xff00 >> bits);

      if ((own[i] & net) != (other[i] & net))
        return FALSE;
      bits = bits >= 8 ? bits - 8 : 0;
    }

  return TRUE;
}

/* Which network's broadcast address a written one was most likely meant to be: the own network it lies
 * in, else the one that shares the most leading bytes with it, else the first. */
static LanInterface *
nearest (GInetAddress *address,
         GPtrArray    *broadcasts)
{
  const guint8 *wanted = g_inet_address_to_bytes (address);
  LanInterface *best = NULL;
  int best_score = -1;

  for (guint i = 0; i < broadcasts->len; i++)
    {
      LanInterface *interface = g_ptr_array_index (broadcasts, i);
      const guint8 *bytes = g_inet_address_to_bytes (interface->broadcast);
      int score = is_in_network (address, interface) ? 8 : 0;

      for (guint j = 0; j < 4 && bytes[j] == wanted[j]; j++)
        score++;
      if (score > best_score)
        {
          best = interface;
          best_score = score;
        }
    }

  return best;
}

/* Who gets what is sent to an address that is no network's broadcast address. */
static char *
describe_address (GInetAddress *address)
{
  static const guint8 everywhere[] = { 255, 255, 255, 255 };
  g_autofree char *written = g_inet_address_to_string (address);

  if (memcmp (g_inet_address_to_bytes (address), everywhere, sizeof everywhere) == 0)
    return g_strdup_printf (_("%s leaves by one network at most."), written);
  if (g_inet_address_get_is_loopback (address))
    return g_strdup_printf (_("%s is this computer alone."), written);
  if (g_inet_address_get_is_multicast (address))
    return g_strdup_printf (_("%s is a multicast address: only those who joined it get the message."), written);

  return g_strdup_printf (_("%s is not the broadcast address of your network: at most one computer gets it."), written);
}

/**
 * lan_chat_target_dup_warning:
 *
 * An address that is no broadcast address of any own network is mostly a slip (192.168.1.255 on a /16), so it
 * is said who gets the message, and the right one.
 *
 * Returns: (transfer full) (nullable): a translated sentence, or %NULL where nothing is odd
 */
char *
lan_chat_target_dup_warning (const LanChatTarget *self,
                             LanInterfaces       *interfaces)
{
  g_autoptr(GPtrArray) networks = lan_chat_target_dup_networks (self, interfaces);
  g_autofree char *who = NULL;
  g_autofree char *right = NULL;

  if (self->interface != NULL)
    return networks->len == 0 ? g_strdup_printf (_("%s is not connected to a network now."), self->interface) : NULL;

  if (self->address == NULL)
    return NULL;

  for (guint i = 0; i < networks->len; i++)
    if (g_inet_address_equal (((LanInterface *) g_ptr_array_index (networks, i))->broadcast, self->address))
      return NULL;

  who = describe_address (self->address);
  right = g_inet_address_to_string (nearest (self->address, networks)->broadcast);

  /* Translators: a sentence on an address, then the right address */
  return g_strdup_printf (_("%1$s To reach everyone, write %2$s."), who, right);
}

/**
 * lan_chat_target_dup_networks:
 *
 * Returns: (transfer full) (element-type LanInterface): whose broadcast addresses a message goes to now:
 *   all, the one card's, or of a card without a network none
 */
GPtrArray *
lan_chat_target_dup_networks (const LanChatTarget *self,
                              LanInterfaces       *interfaces)
{
  GPtrArray *networks = lan_interfaces_dup_broadcasts (interfaces);

  if (self->interface != NULL)
    for (guint i = networks->len; i > 0; i--)
      if (g_strcmp0 (((LanInterface *) g_ptr_array_index (networks, i - 1))->name, self->interface) != 0)
        g_ptr_array_remove_index (networks, i - 1);

  return networks;
}

/**
 * lan_chat_target_dup_destination:
 *
 * Returns: (transfer full): where a message goes now, "192.168.1.255:9999"; several joined
 */
char *
lan_chat_target_dup_destination (const LanChatTarget *self,
                                 LanInterfaces       *interfaces,
                                 guint16              port)
{
  g_autoptr(GPtrArray) networks = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (self->address != NULL)
    {
      g_autofree char *address = g_inet_address_to_string (self->address);

      return lan_endpoint_format (address, self->port);
    }

  networks = lan_chat_target_dup_networks (self, interfaces);
  for (guint i = 0; i < networks->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (((LanInterface *) g_ptr_array_index (networks, i))->broadcast);

      g_string_append_printf (text, "%s%s:%u", i > 0 ? ", " : "", address, port);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
