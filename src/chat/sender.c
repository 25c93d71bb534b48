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
 * @received: called with @data and the datagrams (#LanDatagramSocket::received) that are answers to us alone
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
  lan_chat_sender_close (self);
  g_object_unref (self->interfaces);
  g_free (self);
}

/**
 * lan_chat_sender_close:
 *
 * Hears no answers any more, until the next message.
 */
void
lan_chat_sender_close (LanChatSender *self)
{
  if (self->socket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->socket, self->data);
  lan_datagram_socket_close (self->socket);
  g_clear_object (&self->socket);
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

static const char *
describe_refusal (const GError *refusal)
{
  /* the system refuses so what a filter on the way out forbids (EPERM) */
  if (g_error_matches (refusal, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return _("a firewall on this computer forbids it");

  return refusal->message;
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
  g_autoptr(GPtrArray) refusals = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < networks->len; i++)
    {
      LanInterface *network = g_ptr_array_index (networks, i);
      g_autofree char *address = g_inet_address_to_string (network->broadcast);
      g_autoptr(GError) refusal = NULL;

      if (send_all (self, datagrams, network->broadcast, port, network->index, &refusal))
        /* Translators: a network interface, then address:port, e.g. "left by wlan0 to 192.168.1.255:9999" */
        g_ptr_array_add (routes, g_strdup_printf (_("left by %1$s to %2$s:%3$u"), network->name, address, port));
      else
        g_ptr_array_add (refusals, g_strdup_printf (_("not sent by %1$s: %2$s"), network->name,
                                                    describe_refusal (refusal)));
    }

  if (networks->len == 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_NO_NETWORK, _("%s is not connected to a network now."),
                   target->interface);
      return NULL;
    }
  if (routes->len == 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_NO_NETWORK, _("The message was not sent: %s"),
                   (const char *) refusals->pdata[0]);
      return NULL;
    }

  g_ptr_array_extend_and_steal (routes, g_steal_pointer (&refusals));
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

  g_set_error (error, LAN_ERROR, LAN_ERROR_UNREACHABLE, _("Not sent to %1$s: %2$s"), address,
               describe_refusal (failure));

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
      g_signal_connect_swapped (self->socket, "received", self->received, self->data);
    }

  return target->address != NULL ? send_to_address (self, datagrams, target, error)
                                 : send_to_networks (self, datagrams, target, port, error);
}
