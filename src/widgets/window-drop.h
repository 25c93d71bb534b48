/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/window.h"

G_BEGIN_DECLS

void lan_window_drop_attach  (LanWindow  *window,
                              GtkOverlay *overlay);
void lan_window_drop_capture (GtkWidget  *entry);

G_END_DECLS
