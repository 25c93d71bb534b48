/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAN_TYPE_FOLLOWER (lan_follower_get_type ())

G_DECLARE_FINAL_TYPE (LanFollower, lan_follower, LAN, FOLLOWER, GObject)

LanFollower *lan_follower_new           (GtkScrolledWindow *scroller,
                                         GtkListView       *list);
gboolean     lan_follower_get_following (LanFollower       *self);
void         lan_follower_go_to_end     (LanFollower       *self);
void         lan_follower_note_input    (LanFollower       *self);

G_END_DECLS
