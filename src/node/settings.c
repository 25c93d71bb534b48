/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-node"

#include "config.h"

#include "node/settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/listener.h"

#define SETTINGS_PATH "/io/github/landline_app/Landline/"

/* An application id has 255 characters at most, and is typed and read by people. */
#define PROFILE_MAX_CHARS 32

/**
 * lan_profile_is_valid:
 * @profile: (nullable): %NULL is the ordinary one
 *
 * Returns: whether it can be a part of an application id and of a path: letters, digits and "_"
 */
gboolean
lan_profile_is_valid (const char *profile)
{
  if (profile == NULL)
    return TRUE;

  for (const char *p = profile; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;

  return *profile != '\0' && strlen (profile) <= PROFILE_MAX_CHARS;
}

/**
 * lan_profile_dup_app_id:
 *
 * Returns: (transfer full): the application id of a profile: a second one is a second application
 */
char *
lan_profile_dup_app_id (const char *profile)
{
  return profile == NULL ? g_strdup (APP_ID) : g_strconcat (APP_ID ".profile_", profile, NULL);
}

/**
 * lan_settings_get_port:
 *
 * Returns: the value of a key of type "q"
 */
guint16
lan_settings_get_port (GSettings  *settings,
                       const char *key)
{
  guint16 port;

  g_settings_get (settings, key, "q", &port);

  return port;
}

/**
 * lan_profile_dup_data_file:
 * @profile: (nullable): a valid name
 *
 * Returns: (transfer full): the path of a file of the profile's own; its folder may not be there yet
 */
char *
lan_profile_dup_data_file (const char *profile,
                           const char *name)
{
  if (profile == NULL)
    return g_build_filename (g_get_user_data_dir (), "landline", name, NULL);

  return g_build_filename (g_get_user_data_dir (), "landline", "profiles", profile, name, NULL);
}

/* A named profile takes ports of its own when it first starts, so that it and the ordinary one can run at
 * once. The chat's port is shared: it is where everyone is. */
static void
choose_ports (GSettings *settings,
              GSettings *ordinary)
{
  guint16 web = lan_listener_next_free_port (lan_settings_get_port (ordinary, "web-port"));
  guint16 files = lan_listener_next_free_port (lan_settings_get_port (ordinary, "files-port"));

  /* plain files come to the port below the chat's, and its number is for the chat */
  if (files == lan_settings_get_port (settings, "chat-port"))
    files = lan_listener_next_free_port (files);
  if (web != 0)
    g_settings_set (settings, "web-port", "q", web);
  if (files != 0)
    g_settings_set (settings, "files-port", "q", files);
}

/**
 * lan_settings_new:
 * @profile: (nullable): a valid name
 * @error: #LAN_ERROR_NOT_FOUND: the schema is not installed
 *
 * Returns: (transfer full) (nullable): the settings of a profile
 */
GSettings *
lan_settings_new (const char  *profile,
                  GError     **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GSettings) ordinary = NULL;
  GSettings *settings;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  if (schema == NULL)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_FOUND,
                   _("The settings schema %s is not installed. Start with ./run, or install with meson install."), APP_ID);
      return NULL;
    }

  ordinary = g_settings_new_full (schema, NULL, SETTINGS_PATH);
  if (profile == NULL)
    return g_steal_pointer (&ordinary);

  path = g_strconcat (SETTINGS_PATH, "profiles/", profile, "/", NULL);
  settings = g_settings_new_full (schema, NULL, path);
  {
    g_autoptr(GVariant) chosen = g_settings_get_user_value (settings, "web-port");

    if (chosen == NULL)
      choose_ports (settings, ordinary);
  }

  return settings;
}

/* Systems that nobody told a name put the login, or the machine's name, in its place. */
static gboolean
is_display_name (const char *real)
{
  return *real != '\0' && g_utf8_validate (real, -1, NULL) && !g_str_equal (real, "Unknown") &&
         g_ascii_strcasecmp (real, g_get_user_name ()) != 0 && g_ascii_strcasecmp (real, g_get_host_name ()) != 0;
}

/**
 * lan_settings_dup_path:
 *
 * Returns: (transfer full): a path, in any encoding: a file name is bytes, and those of old disks are no UTF-8
 */
char *
lan_settings_dup_path (GSettings  *settings,
                       const char *key)
{
  g_autoptr(GVariant) value = g_settings_get_value (settings, key);

  return g_variant_dup_bytestring (value, NULL);
}

void
lan_settings_set_path (GSettings  *settings,
                       const char *key,
                       const char *path)
{
  g_settings_set_value (settings, key, g_variant_new_bytestring (path));
}

/**
 * lan_settings_dup_name:
 *
 * Returns: (transfer full): the name others see; never the login or the host's name
 */
char *
lan_settings_dup_name (GSettings *settings)
{
  g_autofree char *name = g_settings_get_string (settings, "name");

  if (*name != '\0')
    return g_steal_pointer (&name);

  return g_strdup (is_display_name (g_get_real_name ()) ? g_get_real_name () : _("Somebody"));
}

/**
 * lan_settings_dup_folder:
 *
 * Returns: (transfer full): where received files go
 */
char *
lan_settings_dup_folder (GSettings *settings)
{
  g_autofree char *folder = lan_settings_dup_path (settings, "download-folder");
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  if (*folder != '\0')
    return g_steal_pointer (&folder);
  if (downloads != NULL)
    return g_strdup (downloads);

  return g_build_filename (g_get_home_dir (), "Downloads", NULL);
}
