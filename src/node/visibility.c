/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-node"

#include "node/visibility.h"

#include "base/network.h"

/* How many networks are remembered; a traveller's year. */
#define NETWORKS_MAX 500

struct _LanVisibility
{
  GObject parent_instance;

  GSettings *settings;
  LanNetwork *network;
  LanVisibilityState state;
  char *id;                      /* the network that the state is about */
  char *name;
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

  if (listed && self->id != NULL)
    g_ptr_array_add (kept, self->id);
  for (gsize i = 0; networks[i] != NULL && kept->len < NETWORKS_MAX; i++)
    if (g_strcmp0 (networks[i], self->id) != 0)
      g_ptr_array_add (kept, networks[i]);
  g_ptr_array_add (kept, NULL);
  g_settings_set_strv (self->settings, key, (const char *const *) kept->pdata);
}

static LanVisibilityState
remembered_state (LanVisibility *self)
{
  if (!g_settings_get_boolean (self->settings, "welcome-answered"))
    return LAN_VISIBILITY_UNANSWERED;
  if (!lan_network_is_known (self->network))
    return LAN_VISIBILITY_LOOKING;
  if (is_listed (self, "visible-networks"))
    return LAN_VISIBILITY_VISIBLE;
  if (is_listed (self, "hidden-networks"))
    return LAN_VISIBILITY_HIDDEN;

  return LAN_VISIBILITY_NEW;
}

static void
remember (LanVisibility *self)
{
  if (self->state == LAN_VISIBILITY_VISIBLE || self->state == LAN_VISIBILITY_HIDDEN)
    {
      set_listed (self, "visible-networks", self->state == LAN_VISIBILITY_VISIBLE);
      set_listed (self, "hidden-networks", self->state == LAN_VISIBILITY_HIDDEN);
    }
}

static void
set_state (LanVisibility      *self,
           LanVisibilityState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  remember (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A network that cannot be told from another is a new one whenever it comes. While we are on one, what told
 * it may be forgotten (a gateway's hardware address, by the kernel): as long as its name stays, so does it. */
static void
on_network_changed (LanVisibility *self)
{
  const char *id = lan_network_get_id (self->network);
  const char *name = lan_network_get_name (self->network);
  gboolean same_name = g_strcmp0 (self->name, name) == 0;
  gboolean learned = same_name && self->id == NULL && id != NULL;
  gboolean answered = self->state == LAN_VISIBILITY_VISIBLE || self->state == LAN_VISIBILITY_HIDDEN;

  if (same_name && id == NULL && self->state != LAN_VISIBILITY_LOOKING)
    return;
  if (same_name && g_strcmp0 (self->id, id) == 0 && self->state != LAN_VISIBILITY_LOOKING)
    return;

  g_free (self->id);
  self->id = g_strdup (id);
  g_free (self->name);
  self->name = g_strdup (name);

  /* the answer was given on this very network, before it could be told by its gateway */
  if (learned && answered)
    {
      remember (self);
      return;
    }

  self->state = remembered_state (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
lan_visibility_finalize (GObject *object)
{
  LanVisibility *self = LAN_VISIBILITY (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->network);
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
lan_visibility_new (GSettings  *settings,
                    LanNetwork *network)
{
  LanVisibility *self = g_object_new (LAN_TYPE_VISIBILITY, NULL);

  self->settings = g_object_ref (settings);
  self->network = g_object_ref (network);
  self->id = g_strdup (lan_network_get_id (network));
  self->name = g_strdup (lan_network_get_name (network));
  self->state = remembered_state (self);
  g_signal_connect_object (network, "changed", G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);

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
  static const char *const nicks[] = { "unanswered", "looking", "new", "hidden", "visible" };

  g_return_val_if_fail (LAN_IS_VISIBILITY (self), NULL);

  return nicks[self->state];
}

/**
 * lan_visibility_get_network_name:
 *
 * Returns: (nullable): "Café", "192.168.1.0/24"; %NULL without a network
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
