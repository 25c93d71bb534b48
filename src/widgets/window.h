/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "node/node.h"
#include "widgets/application.h"
#include "widgets/inside-panel.h"

G_BEGIN_DECLS

#define LAN_TYPE_WINDOW (lan_window_get_type ())

G_DECLARE_FINAL_TYPE (LanWindow, lan_window, LAN, WINDOW, AdwApplicationWindow)

LanWindow      *lan_window_new              (LanApplication *application,
                                             LanNode        *node);
LanNode        *lan_window_get_node         (LanWindow      *self);
void            lan_window_toast            (LanWindow      *self,
                                             const char     *text);
void            lan_window_show_page        (LanWindow      *self,
                                             const char     *name);
const char     *lan_window_get_page_name    (LanWindow      *self);
GtkWidget      *lan_window_get_page         (LanWindow      *self,
                                             const char     *name);
void            lan_window_bring_files      (LanWindow      *self,
                                             GSList         *files);
LanInsidePanel *lan_window_get_inside_panel (LanWindow      *self);
void            lan_window_show_inside      (LanWindow      *self,
                                             gboolean        show);

G_END_DECLS
