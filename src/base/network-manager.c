/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/network-manager.h"

/* Where NetworkManager runs it knows which network this is, and what its owner calls it. Only its bus is
 * asked, and never waited for. */

#define BUS_NAME "org.freedesktop.NetworkManager"
#define OBJECT_PATH "/org/freedesktop/NetworkManager"
#define ACTIVE_INTERFACE BUS_NAME ".Connection.Active"

/* It answers in milliseconds; until then everything that listens is paused. */
#define ANSWER_TIMEOUT_MS 2000

typedef struct
{
  char *uuid;
  char *name;
  gboolean wireless;
} Connection;

struct _LanNetworkManager
{
  GObject parent_instance;

  GCancellable *cancellable;     /* of the whole life */
  GDBusProxy *proxy;
  GCancellable *asking;          /* of one round of questions */
  GPtrArray *found;              /* Connection, in that round */
  guint n_pending;

  gboolean answered;
  char *id;
  char *name;
  gboolean wireless;
};

G_DEFINE_FINAL_TYPE (LanNetworkManager, lan_network_manager, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  g_free (connection->uuid);
  g_free (connection->name);
  g_free (connection);
}

static int
compare_uuid (gconstpointer a,
              gconstpointer b)
{
  return g_strcmp0 ((*(Connection *const *) a)->uuid, (*(Connection *const *) b)->uuid);
}

static void
answer (LanNetworkManager *self,
        GPtrArray         *found)
{
  g_autoptr(GString) id = g_string_new (NULL);
  g_autoptr(GString) name = g_string_new (NULL);
  gboolean wireless = TRUE;

  g_ptr_array_sort (found, compare_uuid);
  for (guint i = 0; i < found->len; i++)
    {
      const Connection *connection = g_ptr_array_index (found, i);

      g_string_append_printf (id, "%s%s", i > 0 ? "+" : "", connection->uuid);
      g_string_append_printf (name, "%s%s", i > 0 ? ", " : "", connection->name);
      wireless = wireless && connection->wireless;
    }

  if (self->answered && self->wireless == wireless && g_strcmp0 (self->id, found->len > 0 ? id->str : NULL) == 0 &&
      g_strcmp0 (self->name, found->len > 0 ? name->str : NULL) == 0)
    return;

  g_free (self->id);
  self->id = found->len > 0 ? g_strdup (id->str) : NULL;
  g_free (self->name);
  self->name = found->len > 0 ? g_strdup (name->str) : NULL;
  self->wireless = wireless;
  self->answered = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What goes through a network, or is made up inside this machine, is not the network around. A bridge is
 * told by the card in it. */
static gboolean
is_around (const char *type)
{
  static const char *const inner[] = { "vpn", "wireguard", "tun", "bridge", "loopback", "dummy", "veth", "ip-tunnel",
                                       "macvlan", "vxlan", "generic", "vrf", NULL };

  return type != NULL && !g_strv_contains (inner, type);
}

static void
on_connection (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  LanNetworkManager *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (reply != NULL)
    {
      g_autoptr(GVariant) table = g_variant_get_child_value (reply, 0);
      const char *uuid, *name, *type;

      if (g_variant_lookup (table, "Uuid", "&s", &uuid) && g_variant_lookup (table, "Id", "&s", &name) &&
          g_variant_lookup (table, "Type", "&s", &type) && is_around (type))
        {
          Connection *connection = g_new0 (Connection, 1);

          connection->uuid = g_strdup (uuid);
          connection->name = g_strdup (name);
          connection->wireless = g_str_equal (type, "802-11-wireless");
          g_ptr_array_add (self->found, connection);
        }
    }

  if (--self->n_pending == 0)
    answer (self, self->found);
}

static void
ask (LanNetworkManager *self)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (self->proxy);
  g_autoptr(GVariant) list = g_dbus_proxy_get_cached_property (self->proxy, "ActiveConnections");
  gsize n = list != NULL && owner != NULL && g_variant_is_of_type (list, G_VARIANT_TYPE ("ao"))
            ? g_variant_n_children (list) : 0;

  g_cancellable_cancel (self->asking);
  g_set_object (&self->asking, NULL);
  self->asking = g_cancellable_new ();
  g_ptr_array_set_size (self->found, 0);
  self->n_pending = (guint) n;
  if (n == 0)
    answer (self, self->found);

  for (gsize i = 0; i < n; i++)
    {
      const char *path;

      g_variant_get_child (list, i, "&o", &path);
      g_dbus_connection_call (g_dbus_proxy_get_connection (self->proxy), owner, path, "org.freedesktop.DBus.Properties",
                              "GetAll", g_variant_new ("(s)", ACTIVE_INTERFACE), G_VARIANT_TYPE ("(a{sv})"),
                              G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_TIMEOUT_MS, self->asking, on_connection, self);
    }
}

static void
on_proxy (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  LanNetworkManager *self = data;
  g_autoptr(GError) error = NULL;
  GDBusProxy *proxy = g_dbus_proxy_new_for_bus_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (proxy == NULL)
    {
      g_debug ("No system bus, so no NetworkManager: %s", error->message);
      answer (self, self->found);
      return;
    }

  self->proxy = proxy;
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (proxy, "notify::g-name-owner", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  ask (self);
}

static void
lan_network_manager_dispose (GObject *object)
{
  LanNetworkManager *self = LAN_NETWORK_MANAGER (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->proxy);

  G_OBJECT_CLASS (lan_network_manager_parent_class)->dispose (object);
}

static void
lan_network_manager_finalize (GObject *object)
{
  LanNetworkManager *self = LAN_NETWORK_MANAGER (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (lan_network_manager_parent_class)->finalize (object);
}

static void
lan_network_manager_class_init (LanNetworkManagerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lan_network_manager_dispose;
  G_OBJECT_CLASS (klass)->finalize = lan_network_manager_finalize;

  /**
   * LanNetworkManager::changed:
   *
   * It answered, or says something else now.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_NETWORK_MANAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
lan_network_manager_init (LanNetworkManager *self)
{
  self->cancellable = g_cancellable_new ();
  self->found = g_ptr_array_new_with_free_func (connection_free);
}

/**
 * lan_network_manager_new:
 *
 * Returns: (transfer full): what NetworkManager says, as soon as it does; without one, nothing
 */
LanNetworkManager *
lan_network_manager_new (void)
{
  LanNetworkManager *self = g_object_new (LAN_TYPE_NETWORK_MANAGER, NULL);

  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SYSTEM, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL, BUS_NAME, OBJECT_PATH, BUS_NAME,
                            self->cancellable, on_proxy, self);

  return self;
}

/**
 * lan_network_manager_has_answered:
 *
 * Returns: whether it is known what it says, or that it is not there
 */
gboolean
lan_network_manager_has_answered (LanNetworkManager *self)
{
  g_return_val_if_fail (LAN_IS_NETWORK_MANAGER (self), FALSE);

  return self->answered;
}

/**
 * lan_network_manager_get_id:
 *
 * Returns: (nullable): the UUIDs of the connections that lead to a network around, in a fixed order
 */
const char *
lan_network_manager_get_id (LanNetworkManager *self)
{
  g_return_val_if_fail (LAN_IS_NETWORK_MANAGER (self), NULL);

  return self->id;
}

/**
 * lan_network_manager_get_name:
 *
 * Returns: (nullable): what the person calls these connections: "Café"
 */
const char *
lan_network_manager_get_name (LanNetworkManager *self)
{
  g_return_val_if_fail (LAN_IS_NETWORK_MANAGER (self), NULL);

  return self->name;
}

/**
 * lan_network_manager_is_wireless:
 *
 * Returns: whether all of them are Wi-Fi, where a connection belongs to one network; "Wired connection 1" is
 *   used with whatever cable is plugged in
 */
gboolean
lan_network_manager_is_wireless (LanNetworkManager *self)
{
  g_return_val_if_fail (LAN_IS_NETWORK_MANAGER (self), FALSE);

  return self->wireless;
}
