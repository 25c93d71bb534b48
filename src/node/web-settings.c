/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-node"

#include "node/web-settings.h"

#include <string.h>

#include "node/settings.h"
#include "web/networks.h"

/* How a folder is served, as the settings have it. The window writes what it has checked; what a hand wrote there and
 * cannot be is told, and the safe way is taken. */

static char *
dup_text (GSettings  *settings,
          const char *key)
{
  g_autofree char *text = g_settings_get_string (settings, key);

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
take_problem (LanWebOptions *options,
              GError        *error)
{
  if (options->problem == NULL)
    options->problem = g_strdup (error->message);
  g_error_free (error);
}

static LanWebRights
read_rights (GSettings *settings)
{
  static const struct { const char *key; LanWebRights right; } keys[] = {
    { "web-read", LAN_WEB_RIGHT_READ }, { "web-upload", LAN_WEB_RIGHT_UPLOAD },
    { "web-replace", LAN_WEB_RIGHT_REPLACE }, { "web-delete", LAN_WEB_RIGHT_DELETE },
  };
  LanWebRights rights = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_settings_get_boolean (settings, keys[i].key))
      rights |= keys[i].right;

  return rights;
}

static void
read_echo_path (GSettings     *settings,
                LanWebOptions *options)
{
  g_autofree char *path = dup_text (settings, "web-echo-path");

  if (path == NULL)
    return;

  g_free (options->echo_path);
  options->echo_path = *path == '/' ? g_steal_pointer (&path) : g_strconcat ("/", path, NULL);
}

/* Where one is misspelled, nobody but this computer is let in: who was to be kept out is not known. */
static void
read_networks (GSettings     *settings,
               LanWebOptions *options)
{
  g_auto(GStrv) texts = g_settings_get_strv (settings, "web-networks");
  GError *error = NULL;

  if (lan_web_networks_parse ((const char *const *) texts, &options->networks, &error))
    return;

  options->networks = g_ptr_array_new ();
  take_problem (options, error);
}

static void
read_headers (GSettings     *settings,
              LanWebOptions *options)
{
  g_auto(GStrv) lines = g_settings_get_strv (settings, "web-headers");
  GError *error = NULL;

  if (!lan_web_headers_check ((const char *const *) lines, &error))
    take_problem (options, error);
  else if (*lines != NULL)
    options->headers = g_steal_pointer (&lines);
}

static void
read_rules (GSettings     *settings,
            LanWebOptions *options)
{
  g_autofree char *text = g_settings_get_string (settings, "web-rules");
  GError *error = NULL;
  GPtrArray *rules = lan_web_rules_parse (text, &error);

  if (rules == NULL)
    {
      take_problem (options, error);
      return;
    }

  g_ptr_array_unref (options->rules);
  options->rules = rules;
}

/**
 * lan_web_settings_read:
 *
 * Returns: (transfer full): the options of the site
 */
LanWebOptions *
lan_web_settings_read (GSettings *settings)
{
  LanWebOptions *options = lan_web_options_new ();
  g_autofree char *access_log = lan_settings_dup_path (settings, "web-access-log");

  options->rights = read_rights (settings);
  options->upload_max_bytes = g_settings_get_uint64 (settings, "web-upload-limit");
  options->single_page = g_settings_get_boolean (settings, "web-single-page");
  options->compress = g_settings_get_boolean (settings, "web-compress");
  options->cors = g_settings_get_boolean (settings, "web-cors");
  options->echo = g_settings_get_boolean (settings, "web-echo");
  options->trace = g_settings_get_boolean (settings, "web-trace");
  options->user = dup_text (settings, "web-user");
  options->password = dup_text (settings, "web-password");
  if (*access_log != '\0')
    options->access_log = g_steal_pointer (&access_log);
  read_echo_path (settings, options);
  read_networks (settings, options);
  read_headers (settings, options);
  read_rules (settings, options);

  return options;
}

/**
 * lan_web_settings_is_option:
 *
 * Returns: whether lan_web_settings_read() reads the key
 */
gboolean
lan_web_settings_is_option (const char *key)
{
  static const char *const others[] = { "web-port", "web-folder", "web-shared", "web-https", NULL };

  return g_str_has_prefix (key, "web-") && !g_strv_contains (others, key);
}

/**
 * lan_web_settings_forget_rights:
 *
 * The folder is another: what visitors might change in the one before, they may not in this.
 */
void
lan_web_settings_forget_rights (GSettings *settings)
{
  static const char *const keys[] = { "web-upload", "web-replace", "web-delete" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_set_boolean (settings, keys[i], FALSE);
}

/**
 * lan_web_settings_turn_off_rule:
 * @rule: one for the next request only, which it had
 */
void
lan_web_settings_turn_off_rule (GSettings        *settings,
                                const LanWebRule *rule)
{
  g_autofree char *text = g_settings_get_string (settings, "web-rules");
  g_autoptr(GPtrArray) rules = lan_web_rules_parse (text, NULL);
  g_autoptr(GPtrArray) changed = rules != NULL ? lan_web_rules_turn_off (rules, rule) : NULL;
  g_autofree char *written = changed != NULL ? lan_web_rules_format (changed) : NULL;

  if (written != NULL)
    g_settings_set_string (settings, "web-rules", written);
}
