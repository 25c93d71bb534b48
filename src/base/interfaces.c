/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/interfaces.h"

#include <errno.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/netlink.h"

struct _LanInterfaces
{
  GObject parent_instance;

  GPtrArray *snapshot;   /* LanInterface, swapped whole */
  LanNetlink *netlink;
};

G_DEFINE_FINAL_TYPE (LanInterfaces, lan_interfaces, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
lan_interface_clear (gpointer data)
{
  LanInterface *self = data;

  g_free (self->name);
  g_clear_object (&self->address);
  g_clear_object (&self->broadcast);
}

/**
 * lan_interface_new:
 * @broadcast: (nullable): its broadcast address
 *
 * Returns: (transfer full): a description; tests make theirs with it
 */
LanInterface *
lan_interface_new (const char   *name,
                   guint         index,
                   guint         flags,
                   GInetAddress *address,
                   guint         prefix_length,
                   GInetAddress *broadcast)
{
  LanInterface *self = g_atomic_rc_box_new0 (LanInterface);

  self->name = g_strdup (name);
  self->index = index;
  self->flags = flags;
  self->address = g_object_ref (address);
  self->prefix_length = prefix_length;
  g_set_object (&self->broadcast, broadcast);

  return self;
}

LanInterface *
lan_interface_ref (LanInterface *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lan_interface_unref (LanInterface *self)
{
  g_atomic_rc_box_release_full (self, lan_interface_clear);
}

gboolean
lan_interface_is_loopback (const LanInterface *self)
{
  return (self->flags & IFF_LOOPBACK) != 0;
}

/**
 * lan_interface_can_broadcast:
 *
 * Returns: whether a datagram sent to its broadcast address now would leave the machine. RUNNING is
 *   asked for because the kernel takes datagrams for a card without a cable, and loses them.
 */
gboolean
lan_interface_can_broadcast (const LanInterface *self)
{
  const guint wanted = IFF_UP | IFF_RUNNING | IFF_BROADCAST;

  return self->broadcast != NULL && (self->flags & wanted) == wanted && !lan_interface_is_loopback (self);
}

static GInetAddress *
inet_address_of (const struct sockaddr *address)
{
  if (address == NULL)
    return NULL;

  if (address->sa_family == AF_INET)
    return g_inet_address_new_from_bytes ((const guint8 *) &((const struct sockaddr_in *) address)->sin_addr,
                                          G_SOCKET_FAMILY_IPV4);

  if (address->sa_family == AF_INET6)
    return g_inet_address_new_from_bytes ((const guint8 *) &((const struct sockaddr_in6 *) address)->sin6_addr,
                                          G_SOCKET_FAMILY_IPV6);

  return NULL;
}

static guint
prefix_length_of (const struct sockaddr *netmask)
{
  g_autoptr(GInetAddress) address = inet_address_of (netmask);
  guint length = 0;

  if (address == NULL)
    return 0;

  for (gsize i = 0; i < g_inet_address_get_native_size (address); i++)
    length += (guint) __builtin_popcount (g_inet_address_to_bytes (address)[i]);

  return length;
}

/**
 * lan_interface_compute_broadcast:
 * @address: an IPv4 address
 * @prefix_length: the bits of it that name the network
 *
 * The highest address of a network, all host bits one (RFC 919, RFC 922): 192.168.2.255 in
 * 192.168.2.0/24. Of a network of one or two addresses there is none (RFC 3021).
 *
 * Returns: (transfer full) (nullable): the broadcast address
 */
GInetAddress *
lan_interface_compute_broadcast (GInetAddress *address,
                                 guint         prefix_length)
{
  guint32 bits;

  g_return_val_if_fail (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4, NULL);

  if (prefix_length == 0 || prefix_length > 30)
    return NULL;

  memcpy (&bits, g_inet_address_to_bytes (address), sizeof bits);
  bits |= g_htonl (G_MAXUINT32 >> prefix_length);

  return g_inet_address_new_from_bytes ((const guint8 *) &bits, G_SOCKET_FAMILY_IPV4);
}

static GPtrArray *
read_interfaces (void)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_interface_unref);
  struct ifaddrs *first = NULL;

  if (getifaddrs (&first) != 0)
    {
      g_warning ("Cannot list the network interfaces: %s", g_strerror (errno));
      return g_steal_pointer (&list);
    }

  for (struct ifaddrs *entry = first; entry != NULL; entry = entry->ifa_next)
    {
      g_autoptr(GInetAddress) address = inet_address_of (entry->ifa_addr);
      g_autoptr(GInetAddress) broadcast = NULL;
      guint prefix_length = prefix_length_of (entry->ifa_netmask);

      if (address == NULL)
        continue;

      if ((entry->ifa_flags & IFF_BROADCAST) != 0 && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
        broadcast = inet_address_of (entry->ifa_broadaddr);

      /* An address added by hand without "brd" has 0.0.0.0 there, or its own; the kernel broadcasts to the
       * network's highest address all the same. */
      if (broadcast != NULL && (g_inet_address_get_is_any (broadcast) || g_inet_address_equal (broadcast, address)))
        {
          g_object_unref (broadcast);
          broadcast = lan_interface_compute_broadcast (address, prefix_length);
        }

      g_ptr_array_add (list, lan_interface_new (entry->ifa_name, if_nametoindex (entry->ifa_name),
                                                entry->ifa_flags, address, prefix_length, broadcast));
    }

  freeifaddrs (first);

  return g_steal_pointer (&list);
}

static gboolean
on_changed (gpointer data)
{
  LanInterfaces *self = LAN_INTERFACES (data);

  g_ptr_array_unref (self->snapshot);
  self->snapshot = read_interfaces ();
  g_signal_emit (self, signals[CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
lan_interfaces_finalize (GObject *object)
{
  LanInterfaces *self = LAN_INTERFACES (object);

  g_clear_pointer (&self->netlink, lan_netlink_free);
  g_clear_pointer (&self->snapshot, g_ptr_array_unref);

  G_OBJECT_CLASS (lan_interfaces_parent_class)->finalize (object);
}

static void
lan_interfaces_class_init (LanInterfacesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lan_interfaces_finalize;

  /**
   * LanInterfaces::changed:
   *
   * A card came, went, got or lost its cable, or an address changed: ask for a new snapshot.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_INTERFACES, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lan_interfaces_init (LanInterfaces *self)
{
}

/**
 * lan_interfaces_new:
 *
 * Lists the network cards of this machine and follows them on a netlink socket (rtnetlink(7)), which
 * needs no rights and, unlike #GNetworkMonitor, also tells when a cable is pulled.
 *
 * Returns: (transfer full) (nullable): the live list, bound to the thread-default main context
 */
LanInterfaces *
lan_interfaces_new (GError **error)
{
  g_autoptr(LanInterfaces) self = g_object_new (LAN_TYPE_INTERFACES, NULL);

  self->netlink = lan_netlink_new (RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR, on_changed, self, error);
  if (self->netlink == NULL)
    return NULL;

  /* only now: what changes from here on is told */
  self->snapshot = read_interfaces ();

  return g_steal_pointer (&self);
}

/**
 * lan_interfaces_get_snapshot:
 *
 * Returns: (transfer none) (element-type LanInterface): all addresses of all cards as they are now; the
 *   array is never changed, a newer one replaces it
 */
GPtrArray *
lan_interfaces_get_snapshot (LanInterfaces *self)
{
  g_return_val_if_fail (LAN_IS_INTERFACES (self), NULL);

  return self->snapshot;
}

/* The loopback card has no broadcast address of its own, but 127.255.255.255 reaches all who listen
 * on this machine: routed as broadcast in the kernel's local table. */
static LanInterface *
loopback_broadcast (void)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GInetAddress) broadcast = g_inet_address_new_from_string ("127.255.255.255");

  return lan_interface_new ("lo", if_nametoindex ("lo"), IFF_UP | IFF_RUNNING | IFF_LOOPBACK,
                            address, 8, broadcast);
}

/**
 * lan_interfaces_dup_broadcasts:
 *
 * Returns: (transfer full) (element-type LanInterface): where a word to everyone has to be sent, one for
 *   each network; where there is no network, the loopback one alone
 */
GPtrArray *
lan_interfaces_dup_broadcasts (LanInterfaces *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_interface_unref);

  g_return_val_if_fail (LAN_IS_INTERFACES (self), list);

  for (guint i = 0; i < self->snapshot->len; i++)
    {
      LanInterface *interface = g_ptr_array_index (self->snapshot, i);
      gboolean known = FALSE;

      if (!lan_interface_can_broadcast (interface))
        continue;

      /* two addresses in one network on one card: once is enough */
      for (guint j = 0; j < list->len && !known; j++)
        {
          LanInterface *other = g_ptr_array_index (list, j);

          known = other->index == interface->index && g_inet_address_equal (other->broadcast, interface->broadcast);
        }

      if (!known)
        g_ptr_array_add (list, lan_interface_ref (interface));
    }

  if (list->len == 0)
    g_ptr_array_add (list, loopback_broadcast ());

  return list;
}

/* Smaller is better: what another device on the same network can most likely reach. */
static int
rank (const LanInterface *interface)
{
  if (lan_interface_is_loopback (interface))
    return 9;
  if ((interface->flags & (IFF_UP | IFF_RUNNING)) != (IFF_UP | IFF_RUNNING))
    return 8;
  if (g_inet_address_get_family (interface->address) == G_SOCKET_FAMILY_IPV6)
    return g_inet_address_get_is_link_local (interface->address) ? 7 : 5;
  if (g_inet_address_get_is_link_local (interface->address))
    return 4;
  if ((interface->flags & IFF_POINTOPOINT) != 0)
    return 3;   /* a VPN: the people around are elsewhere */
  if (g_str_has_prefix (interface->name, "docker") || g_str_has_prefix (interface->name, "virbr") ||
      g_str_has_prefix (interface->name, "veth") || g_str_has_prefix (interface->name, "br-"))
    return 2;

  return 1;
}

static gint
compare_rank (gconstpointer a,
              gconstpointer b)
{
  const LanInterface *first = *(const LanInterface *const *) a;
  const LanInterface *second = *(const LanInterface *const *) b;
  int difference = rank (first) - rank (second);

  return difference != 0 ? difference : (int) first->index - (int) second->index;
}

/**
 * lan_interfaces_dup_addresses:
 *
 * Returns: (transfer full): the addresses under which other devices may reach this machine, best first;
 *   without link-local IPv6, which no browser takes, and never empty: 127.0.0.1 where there is no network
 */
char **
lan_interfaces_dup_addresses (LanInterfaces *self)
{
  g_autoptr(GPtrArray) sorted = NULL;
  GStrvBuilder *builder = g_strv_builder_new ();
  gboolean any = FALSE;
  char **addresses;

  g_return_val_if_fail (LAN_IS_INTERFACES (self), NULL);

  sorted = g_ptr_array_copy (self->snapshot, (GCopyFunc) (void (*) (void)) lan_interface_ref, NULL);
  g_ptr_array_sort (sorted, compare_rank);
  for (guint i = 0; i < sorted->len; i++)
    {
      const LanInterface *interface = g_ptr_array_index (sorted, i);

      if (rank (interface) < 7)
        {
          g_autofree char *text = g_inet_address_to_string (interface->address);

          g_strv_builder_add (builder, text);
          any = TRUE;
        }
    }

  if (!any)
    g_strv_builder_add (builder, "127.0.0.1");

  addresses = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return addresses;
}

/**
 * lan_interfaces_dup_best_address:
 *
 * Returns: (transfer full): the first of lan_interfaces_dup_addresses()
 */
char *
lan_interfaces_dup_best_address (LanInterfaces *self)
{
  g_auto(GStrv) addresses = lan_interfaces_dup_addresses (self);

  return g_strdup (addresses[0]);
}

/**
 * lan_interfaces_has_address:
 *
 * Returns: whether @address is one of this machine's own
 */
gboolean
lan_interfaces_has_address (LanInterfaces *self,
                            GInetAddress  *address)
{
  g_return_val_if_fail (LAN_IS_INTERFACES (self), FALSE);

  if (g_inet_address_get_is_loopback (address))
    return TRUE;

  for (guint i = 0; i < self->snapshot->len; i++)
    {
      const LanInterface *interface = g_ptr_array_index (self->snapshot, i);

      if (g_inet_address_equal (interface->address, address))
        return TRUE;
    }

  return FALSE;
}
