/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_PREFERENCES (lan_preferences_get_type ())

G_DECLARE_FINAL_TYPE (LanPreferences, lan_preferences, LAN, PREFERENCES, AdwPreferencesWindow)

LanPreferences *lan_preferences_new (GtkWindow *parent,
                                     LanNode   *node);

G_END_DECLS
