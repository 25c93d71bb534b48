/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAN_TYPE_INSIDE_PANEL (lan_inside_panel_get_type ())

G_DECLARE_FINAL_TYPE (LanInsidePanel, lan_inside_panel, LAN, INSIDE_PANEL, AdwBin)

GtkWidget *lan_inside_panel_get_content (LanInsidePanel *self);
void       lan_inside_panel_set_content (LanInsidePanel *self,
                                         const char     *title,
                                         GtkWidget      *content);

G_END_DECLS
