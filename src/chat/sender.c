/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "config.h"

#include "chat/sender.h"

#include <glib/gi18n-lib.h>

#include "base/datagram-socket.h"
#include "base/error.h"

struct _LanChatSender
{
  LanInterfaces *interfaces;
  LanDatagramSocket *socket;   /* opened by the first message: before it, nothing is open */
  GCallback received;
  gpointer data;
};

/**
 * lan_chat_sender_new:
 * @received: a handler of #LanDatagramSocket::received, for what is answered to us alone
 * @data: for it
 *
 * Returns: (transfer full): what sends, from a port of its own, so that the room's may be another program's
 */
LanChatSender *
lan_chat_sender_new (LanInterfaces *interfaces,
                     GCallback      received,
                     gpointer       data)
{
  LanChatSender *self = g_new0 (LanChatSender, 1);

  self->interfaces = g_object_ref (interfaces);
  self->received = received;
  self->data = data;

  return self;
}

void
lan_chat_sender_free (LanChatSender *self)
{
  if (self->socket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->socket, self->data);
      lan_datagram_socket_close (self->socket);
    }
  g_clear_object (&self->socket);
  g_object_unref (self->interfaces);
  g_free (self);
}

/**
 * lan_chat_sender_get_port:
 *
 * Returns: the port it sends from, 0 before the first message: what comes from it is our own
 */
guint16
lan_chat_sender_get_port (LanChatSender *self)
{
  return self->socket != NULL ? lan_datagram_socket_get_port (self->socket) : 0;
}

static gboolean
send_all (LanChatSender  *self,
          GPtrArray      *datagrams,
          GInetAddress   *destination,
          guint16         port,
          guint           interface_index,
          GError        **error)
{
  for (guint i = 0; i < datagrams->len; i++)
    if (!lan_datagram_socket_send (self->socket, g_ptr_array_index (datagrams, i), destination, port,
                                   interface_index, error))
      return FALSE;

  return TRUE;
}

/* By every network the target means; one that refuses does not keep it from the others. */
static char *
send_to_networks (LanChatSender        *self,
                  GPtrArray            *datagrams,
                  const LanChatTarget  *target,
                  guint16               port,
                  GError              **error)
{
  g_autoptr(GPtrArray) networks = lan_chat_target_dup_networks (target, self->interfaces);
  g_autoptr(GPtrArray) routes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) failure = NULL;

  for (guint i = 0; i < networks->len; i++)
    {
      LanInterface *network = g_ptr_array_index (networks, i);
      g_autofree char *address = g_inet_address_to_string (network->broadcast);
      g_autoptr(GError) refusal = NULL;

      if (send_all (self, datagrams, network->broadcast, port, network->index, &refusal))
        /* Translators: a network interface, then address:port, e.g. "left by wlan0 to 192.168.1.255:9999" */
        g_ptr_array_add (routes, g_strdup_printf (_("left by %1$s to %2$s:%3$u"), network->name, address, port));
      else if (failure == NULL)
        failure = g_error_new (LAN_ERROR, LAN_ERROR_NO_NETWORK, _("Not sent by %1$s: %2$s"), network->name,
                               refusal->message);
    }

  if (routes->len == 0)
    {
      if (failure == NULL)
        failure = g_error_new (LAN_ERROR, LAN_ERROR_NO_NETWORK, _("%s is not connected to a network now."),
                               target->interface);
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  g_ptr_array_add (routes, NULL);

  return g_strjoinv (", ", (char **) routes->pdata);
}

static char *
send_to_address (LanChatSender        *self,
                 GPtrArray            *datagrams,
                 const LanChatTarget  *target,
                 GError              **error)
{
  g_autofree char *address = g_inet_address_to_string (target->address);
  g_autoptr(GError) failure = NULL;

  if (send_all (self, datagrams, target->address, target->port, 0, &failure))
    return g_strdup_printf (_("left to %1$s:%2$u"), address, target->port);

  g_set_error (error, LAN_ERROR, LAN_ERROR_UNREACHABLE, _("Not sent to %1$s: %2$s"), address, failure->message);

  return NULL;
}

/**
 * lan_chat_sender_send:
 * @datagrams: (element-type GBytes): the pieces of one message
 * @port: of everyone, where the target names no address
 * @error: #LAN_ERROR_NO_NETWORK, #LAN_ERROR_UNREACHABLE: with a sentence to show
 *
 * Returns: (transfer full) (nullable): a translated line on where it went; %NULL if it went nowhere
 */
char *
lan_chat_sender_send (LanChatSender        *self,
                      GPtrArray            *datagrams,
                      const LanChatTarget  *target,
                      guint16               port,
                      GError              **error)
{
  if (self->socket == NULL)
    {
      self->socket = lan_datagram_socket_new (0, FALSE, error);
      if (self->socket == NULL)
        return NULL;
      g_signal_connect (self->socket, "received", self->received, self->data);
    }

  return target->address != NULL ? send_to_address (self, datagrams, target, error)
                                 : send_to_networks (self, datagrams, target, port, error);
}
