/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-node"

#include "node/node.h"

#include <string.h>

#include "node/reporter.h"
#include "node/settings.h"
#include "node/web-settings.h"

struct _LanNode
{
  GObject parent_instance;

  GSettings *settings;           /* NULL in commands, which are told everything */
  LanVisibility *visibility;     /* likewise */
  LanNetwork *network;           /* likewise */
  LanInterfaces *interfaces;
  LanChatRoom *chat;
  LanWebHost *web;
  char *identity_file;           /* NULL likewise */
  LanFilesTransfers *transfers;
  LanFilesReceiver *receiver;
};

G_DEFINE_FINAL_TYPE (LanNode, lan_node, G_TYPE_OBJECT)

static void
apply_visibility (LanNode *self)
{
  gboolean visible = self->visibility == NULL ||
                     lan_visibility_get_state (self->visibility) == LAN_VISIBILITY_VISIBLE;

  lan_chat_room_set_may_listen (self->chat, visible);
  lan_web_host_set_may_be_reached (self->web, visible);
  lan_files_receiver_set_may_listen (self->receiver, visible);
  lan_files_transfers_set_may_listen (self->transfers, visible);
}

static void
apply_setting (LanNode    *self,
               const char *key)
{
  g_autofree char *text = NULL;

  if (g_str_equal (key, "chat-port"))
    lan_chat_room_set_port (self->chat, lan_settings_get_port (self->settings, key));
  else if (g_str_equal (key, "chat-listening"))
    lan_chat_room_set_listening (self->chat, g_settings_get_boolean (self->settings, key));
  else if (g_str_equal (key, "chat-target"))
    {
      text = g_settings_get_string (self->settings, key);
      if (!lan_chat_room_set_target (self->chat, text, NULL))
        lan_chat_room_set_target (self->chat, "", NULL);
    }
  else if (g_str_equal (key, "web-port"))
    lan_web_host_set_port (self->web, lan_settings_get_port (self->settings, key));
  else if (g_str_equal (key, "web-folder"))
    {
      text = lan_settings_dup_path (self->settings, key);
      lan_web_host_set_folder (self->web, text);
    }
  else if (g_str_equal (key, "web-shared"))
    lan_web_host_set_shared (self->web, g_settings_get_boolean (self->settings, key));
  else if (g_str_equal (key, "web-https"))
    lan_web_host_set_identity_file (self->web, g_settings_get_boolean (self->settings, key) ? self->identity_file : NULL);
  else if (lan_web_settings_is_option (key))
    {
      g_autoptr(LanWebOptions) options = lan_web_settings_read (self->settings);

      lan_web_host_set_options (self->web, options);
    }
  else if (g_str_equal (key, "files-port"))
    lan_files_receiver_set_port (self->receiver, lan_settings_get_port (self->settings, key));
  else if (g_str_equal (key, "download-folder"))
    {
      text = lan_settings_dup_folder (self->settings);
      lan_files_receiver_set_folder (self->receiver, text);
    }
}

static void
apply_all_settings (LanNode *self)
{
  static const char *const keys[] = { "chat-port", "chat-listening", "chat-target", "web-port", "web-folder",
                                      "web-shared", "web-https", "web-rules", "files-port", "download-folder" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    apply_setting (self, keys[i]);
}

static gboolean
is_other_folder (LanNode *self)
{
  g_autofree char *folder = lan_settings_dup_path (self->settings, "web-folder");
  const char *before = lan_web_host_get_folder (self->web);

  return strcmp (folder, before != NULL ? before : "") != 0;
}

static void
on_setting_changed (LanNode    *self,
                    const char *key)
{
  if (g_str_equal (key, "web-folder") && is_other_folder (self))
    lan_web_settings_forget_rights (self->settings);
  apply_setting (self, key);
}

static void
on_rule_used (LanNode    *self,
              LanWebRule *rule)
{
  lan_web_settings_turn_off_rule (self->settings, rule);
}

static void
lan_node_dispose (GObject *object)
{
  LanNode *self = LAN_NODE (object);

  g_clear_object (&self->receiver);
  g_clear_object (&self->transfers);
  g_clear_object (&self->web);
  g_clear_object (&self->chat);
  g_clear_object (&self->visibility);
  g_clear_object (&self->network);
  g_clear_object (&self->interfaces);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (lan_node_parent_class)->dispose (object);
}

static void
lan_node_finalize (GObject *object)
{
  g_free (LAN_NODE (object)->identity_file);

  G_OBJECT_CLASS (lan_node_parent_class)->finalize (object);
}

static void
lan_node_class_init (LanNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lan_node_dispose;
  G_OBJECT_CLASS (klass)->finalize = lan_node_finalize;
}

static void
lan_node_init (LanNode *self)
{
}

static gboolean
build (LanNode  *self,
       GError  **error)
{
  self->interfaces = lan_interfaces_new (error);
  if (self->interfaces == NULL)
    return FALSE;

  self->chat = lan_chat_room_new (self->interfaces, LAN_CHAT_PORT);
  self->web = lan_web_host_new (self->interfaces);
  self->transfers = lan_files_transfers_new ();
  self->receiver = lan_files_receiver_new (self->transfers);

  return TRUE;
}

/**
 * lan_node_new:
 * @profile: (nullable): whose settings
 * @error: the settings or the network cannot be had
 *
 * The composition root: everything the window is about, with its settings, and quiet until the person is
 * visible on this network.
 *
 * Returns: (transfer full) (nullable): a node for a window
 */
LanNode *
lan_node_new (const char  *profile,
              GError     **error)
{
  g_autoptr(LanNode) self = g_object_new (LAN_TYPE_NODE, NULL);

  self->settings = lan_settings_new (profile, error);
  if (self->settings == NULL || !build (self, error))
    return NULL;

  self->network = lan_network_new (self->interfaces);
  self->visibility = lan_visibility_new (self->settings, self->network);
  self->identity_file = lan_profile_dup_data_file (profile, "identity.pem");
  apply_all_settings (self);
  lan_reporter_attach (self);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_setting_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web, "rule-used", G_CALLBACK (on_rule_used), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->visibility, "changed", G_CALLBACK (apply_visibility), self, G_CONNECT_SWAPPED);
  apply_visibility (self);

  return g_steal_pointer (&self);
}

/**
 * lan_node_new_for_command:
 *
 * Returns: (transfer full) (nullable): a node without settings and visibility: a command is an explicit act,
 *   and says itself what to do
 */
LanNode *
lan_node_new_for_command (GError **error)
{
  g_autoptr(LanNode) self = g_object_new (LAN_TYPE_NODE, NULL);

  if (!build (self, error))
    return NULL;

  apply_visibility (self);
  lan_reporter_attach (self);

  return g_steal_pointer (&self);
}

/**
 * lan_node_get_settings:
 *
 * Returns: (transfer none) (nullable): %NULL in a command
 */
GSettings *
lan_node_get_settings (LanNode *self)
{
  g_return_val_if_fail (LAN_IS_NODE (self), NULL);

  return self->settings;
}

LanInterfaces *
lan_node_get_interfaces (LanNode *self)
{
  g_return_val_if_fail (LAN_IS_NODE (self), NULL);

  return self->interfaces;
}

/**
 * lan_node_get_visibility:
 *
 * Returns: (transfer none) (nullable): %NULL in a command
 */
LanVisibility *
lan_node_get_visibility (LanNode *self)
{
  g_return_val_if_fail (LAN_IS_NODE (self), NULL);

  return self->visibility;
}

LanChatRoom *
lan_node_get_chat (LanNode *self)
{
  g_return_val_if_fail (LAN_IS_NODE (self), NULL);

  return self->chat;
}

LanWebHost *
lan_node_get_web (LanNode *self)
{
  g_return_val_if_fail (LAN_IS_NODE (self), NULL);

  return self->web;
}

LanFilesTransfers *
lan_node_get_transfers (LanNode *self)
{
  g_return_val_if_fail (LAN_IS_NODE (self), NULL);

  return self->transfers;
}

LanFilesReceiver *
lan_node_get_receiver (LanNode *self)
{
  g_return_val_if_fail (LAN_IS_NODE (self), NULL);

  return self->receiver;
}
