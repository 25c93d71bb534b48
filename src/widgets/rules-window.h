/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAN_TYPE_RULES_WINDOW (lan_rules_window_get_type ())

G_DECLARE_FINAL_TYPE (LanRulesWindow, lan_rules_window, LAN, RULES_WINDOW, AdwWindow)

LanRulesWindow *lan_rules_window_new (GtkWindow *parent,
                                      GSettings *settings);

G_END_DECLS
