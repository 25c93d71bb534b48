/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A name is one line of a list; longer ones would only be cut there. */
#define LAN_NAME_MAX_CHARS 64

gboolean   lan_profile_is_valid    (const char  *profile);
char      *lan_profile_dup_app_id  (const char  *profile);
char            *lan_profile_dup_data_file (const char  *profile,
                                            const char  *name);
GSettings *lan_settings_new        (const char  *profile,
                                    GError     **error);
guint16    lan_settings_get_port   (GSettings   *settings,
                                    const char  *key);
char      *lan_settings_dup_path   (GSettings   *settings,
                                    const char  *key);
void       lan_settings_set_path   (GSettings   *settings,
                                    const char  *key,
                                    const char  *path);
char      *lan_settings_dup_name   (GSettings   *settings);
char      *lan_settings_dup_folder (GSettings   *settings);

G_END_DECLS
