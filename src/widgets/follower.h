/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAN_TYPE_FOLLOWER (lan_follower_get_type ())

G_DECLARE_FINAL_TYPE (LanFollower, lan_follower, LAN, FOLLOWER, GObject)

LanFollower *lan_follower_new (GtkScrolledWindow *scroller,
                               GtkListView       *list);

G_END_DECLS
