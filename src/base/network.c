/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/network.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "base/gateway.h"
#include "base/netlink.h"
#include "base/network-manager.h"

/* Which network this computer is on. 192.168.1.0/24 is the same in every second home: NetworkManager's UUID
 * is not, nor is the hardware address of a gateway. */
struct _LanNetwork
{
  GObject parent_instance;

  LanInterfaces *interfaces;
  LanNetworkManager *manager;
  LanNetlink *routes;
  LanNetlink *neighbours;        /* only while the gateway's hardware address is waited for */
  char *id;
  char *name;
};

G_DEFINE_FINAL_TYPE (LanNetwork, lan_network, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean on_netlink (gpointer data);

/* "192.168.1.0/24", or NULL where no card has a network */
static char *
dup_subnet (LanInterfaces *interfaces)
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

static char *
dup_gateway_id (LanNetwork *self)
{
  gboolean exists;
  g_autofree char *hardware = lan_gateway_dup_hardware_address (&exists);

  if (exists && hardware == NULL && self->neighbours == NULL)
    {
      self->neighbours = lan_netlink_new (RTMGRP_NEIGH, on_netlink, self, NULL);
      hardware = lan_gateway_dup_hardware_address (&exists);   /* what came before we listened */
    }
  if (!exists || hardware != NULL)
    g_clear_pointer (&self->neighbours, lan_netlink_free);

  return hardware != NULL ? g_strconcat ("gateway:", hardware, NULL) : NULL;
}

static void
look (LanNetwork *self)
{
  g_autofree char *gateway = dup_gateway_id (self);
  const char *uuid = lan_network_manager_get_id (self->manager);
  const char *given = lan_network_manager_get_name (self->manager);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  self->name = dup_subnet (self->interfaces);
  if (self->name == NULL)
    return;

  if (given != NULL)
    {
      g_free (self->name);
      self->name = g_strdup (given);
    }
  if (uuid == NULL)
    self->id = g_steal_pointer (&gateway);
  else if (lan_network_manager_is_wireless (self->manager))
    self->id = g_strconcat ("uuid:", uuid, NULL);
  else if (gateway != NULL)
    self->id = g_strconcat ("uuid:", uuid, " ", gateway, NULL);
}

static void
look_again (LanNetwork *self)
{
  g_autofree char *id = g_strdup (self->id);
  g_autofree char *name = g_strdup (self->name);

  look (self);
  if (g_strcmp0 (id, self->id) != 0 || g_strcmp0 (name, self->name) != 0)
    g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_netlink (gpointer data)
{
  look_again (LAN_NETWORK (data));

  return G_SOURCE_REMOVE;
}

/* Its first answer is news in any case. */
static void
on_manager_changed (LanNetwork *self)
{
  look (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
lan_network_dispose (GObject *object)
{
  LanNetwork *self = LAN_NETWORK (object);

  g_clear_pointer (&self->routes, lan_netlink_free);
  g_clear_pointer (&self->neighbours, lan_netlink_free);
  g_clear_object (&self->manager);
  g_clear_object (&self->interfaces);

  G_OBJECT_CLASS (lan_network_parent_class)->dispose (object);
}

static void
lan_network_finalize (GObject *object)
{
  g_free (LAN_NETWORK (object)->id);
  g_free (LAN_NETWORK (object)->name);

  G_OBJECT_CLASS (lan_network_parent_class)->finalize (object);
}

static void
lan_network_class_init (LanNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lan_network_dispose;
  G_OBJECT_CLASS (klass)->finalize = lan_network_finalize;

  /**
   * LanNetwork::changed:
   *
   * This is another network, or it can be told now which.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_NETWORK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lan_network_init (LanNetwork *self)
{
}

/**
 * lan_network_new:
 *
 * Asks the kernel and the system bus, and sends nothing to any network.
 *
 * Returns: (transfer full): the network around, as it is known now and becomes known
 */
LanNetwork *
lan_network_new (LanInterfaces *interfaces)
{
  LanNetwork *self = g_object_new (LAN_TYPE_NETWORK, NULL);

  self->interfaces = g_object_ref (interfaces);
  self->manager = lan_network_manager_new ();
  self->routes = lan_netlink_new (RTMGRP_IPV4_ROUTE, on_netlink, self, NULL);
  g_signal_connect_object (interfaces, "changed", G_CALLBACK (look_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manager, "changed", G_CALLBACK (on_manager_changed), self, G_CONNECT_SWAPPED);
  look (self);

  return self;
}

/**
 * lan_network_is_known:
 *
 * Returns: whether all who could tell which network this is have been asked, and have answered
 */
gboolean
lan_network_is_known (LanNetwork *self)
{
  g_return_val_if_fail (LAN_IS_NETWORK (self), FALSE);

  return lan_network_manager_has_answered (self->manager);
}

/**
 * lan_network_get_id:
 *
 * Returns: (nullable): a text to compare and remember, or %NULL where it cannot be told
 */
const char *
lan_network_get_id (LanNetwork *self)
{
  g_return_val_if_fail (LAN_IS_NETWORK (self), NULL);

  return self->id;
}

/**
 * lan_network_get_name:
 *
 * Returns: (nullable): what to call it: "Café", "192.168.1.0/24"; %NULL where there is none
 */
const char *
lan_network_get_name (LanNetwork *self)
{
  g_return_val_if_fail (LAN_IS_NETWORK (self), NULL);

  return self->name;
}
