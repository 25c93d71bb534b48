/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-node"

#include "node/visibility.h"

#include "base/network.h"

/* How many networks are remembered; a traveller's year. */
#define NETWORKS_MAX 500

/* The kernel learns the gateway's hardware address with the first packet another program sends: so often
 * and so long it is asked again after a network came. */
#define LEARN_SECONDS 2
#define LEARN_TRIES 15

struct _LanVisibility
{
  GObject parent_instance;

  GSettings *settings;
  LanInterfaces *interfaces;
  LanVisibilityState state;
  char *id;
  char *name;
  guint learn_source;
  guint tries_left;
};

G_DEFINE_FINAL_TYPE (LanVisibility, lan_visibility, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_listed (LanVisibility *self,
           const char    *key)
{
  g_auto(GStrv) networks = g_settings_get_strv (self->settings, key);

  return self->id != NULL && g_strv_contains ((const char *const *) networks, self->id);
}

static void
set_listed (LanVisibility *self,
            const char    *key,
            gboolean       listed)
{
  g_auto(GStrv) networks = g_settings_get_strv (self->settings, key);
  g_autoptr(GPtrArray) kept = g_ptr_array_new ();

  for (gsize i = 0; networks[i] != NULL && kept->len < NETWORKS_MAX; i++)
    if (g_strcmp0 (networks[i], self->id) != 0)
      g_ptr_array_add (kept, networks[i]);
  if (listed && self->id != NULL)
    g_ptr_array_insert (kept, 0, self->id);
  g_ptr_array_add (kept, NULL);
  g_settings_set_strv (self->settings, key, (const char *const *) kept->pdata);
}

static LanVisibilityState
remembered_state (LanVisibility *self)
{
  if (!g_settings_get_boolean (self->settings, "welcome-answered"))
    return LAN_VISIBILITY_UNANSWERED;
  if (is_listed (self, "visible-networks"))
    return LAN_VISIBILITY_VISIBLE;
  if (is_listed (self, "hidden-networks"))
    return LAN_VISIBILITY_HIDDEN;

  return LAN_VISIBILITY_NEW;
}

static void
set_state (LanVisibility      *self,
           LanVisibilityState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void look_again (LanVisibility *self);

static gboolean
on_learn (gpointer data)
{
  LanVisibility *self = LAN_VISIBILITY (data);

  self->learn_source = 0;
  look_again (self);

  return G_SOURCE_REMOVE;
}

/* Where are we? A network that cannot be told from another is a new one whenever it comes. */
static void
look_again (LanVisibility *self)
{
  g_autofree char *id = lan_network_dup_id ();
  g_autofree char *name = lan_network_dup_name (self->interfaces);
  gboolean learned = self->id == NULL && id != NULL && g_strcmp0 (self->name, name) == 0;
  gboolean other = g_strcmp0 (self->name, name) != 0 || (g_strcmp0 (self->id, id) != 0 && id != NULL);

  if (!other)
    {
      if (self->id == NULL && name != NULL && self->tries_left-- > 0 && self->learn_source == 0)
        self->learn_source = g_timeout_add_seconds (LEARN_SECONDS, on_learn, self);
      return;
    }

  g_free (self->id);
  self->id = g_steal_pointer (&id);
  g_free (self->name);
  self->name = g_steal_pointer (&name);
  self->tries_left = self->id == NULL ? LEARN_TRIES : 0;

  /* the answer was given on this very network, before it could be told by its gateway */
  if (learned && self->state == LAN_VISIBILITY_VISIBLE)
    set_listed (self, "visible-networks", TRUE);
  else if (learned && self->state == LAN_VISIBILITY_HIDDEN)
    set_listed (self, "hidden-networks", TRUE);
  else
    {
      self->state = remembered_state (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }

  if (self->id == NULL && self->name != NULL && self->learn_source == 0)
    self->learn_source = g_timeout_add_seconds (LEARN_SECONDS, on_learn, self);
}

static void
on_interfaces_changed (LanVisibility *self)
{
  self->tries_left = LEARN_TRIES;
  look_again (self);
}

static void
lan_visibility_finalize (GObject *object)
{
  LanVisibility *self = LAN_VISIBILITY (object);

  g_clear_handle_id (&self->learn_source, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_object (&self->interfaces);
  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (lan_visibility_parent_class)->finalize (object);
}

static void
lan_visibility_class_init (LanVisibilityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lan_visibility_finalize;

  /**
   * LanVisibility::changed:
   *
   * The network is another, or the person decided.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_VISIBILITY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
lan_visibility_init (LanVisibility *self)
{
}

/**
 * lan_visibility_new:
 *
 * Returns: (transfer full): whether others may know of us here, as remembered for each network
 */
LanVisibility *
lan_visibility_new (GSettings     *settings,
                    LanInterfaces *interfaces)
{
  LanVisibility *self = g_object_new (LAN_TYPE_VISIBILITY, NULL);

  self->settings = g_object_ref (settings);
  self->interfaces = g_object_ref (interfaces);
  self->id = lan_network_dup_id ();
  self->name = lan_network_dup_name (interfaces);
  self->state = remembered_state (self);
  self->tries_left = LEARN_TRIES;
  if (self->id == NULL && self->name != NULL)
    self->learn_source = g_timeout_add_seconds (LEARN_SECONDS, on_learn, self);
  g_signal_connect_object (interfaces, "changed", G_CALLBACK (on_interfaces_changed), self, G_CONNECT_SWAPPED);

  return self;
}

LanVisibilityState
lan_visibility_get_state (LanVisibility *self)
{
  g_return_val_if_fail (LAN_IS_VISIBILITY (self), LAN_VISIBILITY_UNANSWERED);

  return self->state;
}

/**
 * lan_visibility_get_state_nick:
 *
 * Returns: the state as events name it; not for people
 */
const char *
lan_visibility_get_state_nick (LanVisibility *self)
{
  static const char *const nicks[] = { "unanswered", "new", "hidden", "visible" };

  g_return_val_if_fail (LAN_IS_VISIBILITY (self), NULL);

  return nicks[self->state];
}

/**
 * lan_visibility_get_network_name:
 *
 * Returns: (nullable): "192.168.1.0/24"; %NULL without a network
 */
const char *
lan_visibility_get_network_name (LanVisibility *self)
{
  g_return_val_if_fail (LAN_IS_VISIBILITY (self), NULL);

  return self->name;
}

/**
 * lan_visibility_set_visible:
 *
 * The person's word for this network, remembered for the next time it can be told.
 */
void
lan_visibility_set_visible (LanVisibility *self,
                            gboolean       visible)
{
  g_return_if_fail (LAN_IS_VISIBILITY (self));
  g_return_if_fail (self->state != LAN_VISIBILITY_UNANSWERED);

  set_listed (self, "visible-networks", visible);
  set_listed (self, "hidden-networks", !visible);
  set_state (self, visible ? LAN_VISIBILITY_VISIBLE : LAN_VISIBILITY_HIDDEN);
}

/**
 * lan_visibility_answer_welcome:
 * @name: (nullable): the name others shall see
 *
 * The answer to the first question, which is asked once.
 */
void
lan_visibility_answer_welcome (LanVisibility *self,
                               const char    *name,
                               gboolean       visible)
{
  g_return_if_fail (LAN_IS_VISIBILITY (self));

  if (name != NULL)
    g_settings_set_string (self->settings, "name", name);
  g_settings_set_boolean (self->settings, "welcome-answered", TRUE);
  if (self->state == LAN_VISIBILITY_UNANSWERED)
    self->state = LAN_VISIBILITY_NEW;
  lan_visibility_set_visible (self, visible);
}
