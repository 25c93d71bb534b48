/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAN_TYPE_BUBBLE_LAYOUT (lan_bubble_layout_get_type ())

G_DECLARE_FINAL_TYPE (LanBubbleLayout, lan_bubble_layout, LAN, BUBBLE_LAYOUT, GtkLayoutManager)

void lan_bubble_layout_set_align (LanBubbleLayout *self,
                                  GtkAlign         align);

G_END_DECLS
