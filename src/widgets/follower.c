/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "widgets/follower.h"

/* So near to its end a list still follows what comes. */
#define FOLLOW_PIXELS 24

/* So long after the reader touched the list its movement is the reader's. */
#define INPUT_LASTS_US (300 * 1000)

/* A stream is followed so often: no eye follows more, and each time the rows in sight are laid out anew. */
#define FOLLOW_EVERY_US (100 * 1000)

/* Keeps a list at its newest row, unless the reader scrolls away from it. */
struct _LanFollower
{
  GObject parent_instance;

  /* borrowed: they live longer */
  GtkScrolledWindow *scroller;
  GtkListView *list;
  gboolean following;
  gint64 input_us;
  gint64 moved_us;
  guint tick;
};

G_DEFINE_FINAL_TYPE (LanFollower, lan_follower, G_TYPE_OBJECT)

static double
end_of (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  LanFollower *self = data;
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->list)));

  if (g_get_monotonic_time () - self->moved_us < FOLLOW_EVERY_US)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  self->moved_us = g_get_monotonic_time ();
  /* not by the adjustment: where rows above went, it is at its end already, and GTK 4.8 may show nothing there */
  if (self->following && n_items > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", n_items - 1);

  return G_SOURCE_REMOVE;
}

/* Not at once: extents change while the list is laid out, which overwrites what is set then. */
static void
scroll_to_end_soon (LanFollower *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->scroller), on_tick, self, NULL);
}

/* The value moves by the reader's hand, or by itself when rows come, go and turn out to be of another height than was
 * guessed. Only the first says that the reader wants to stay where it is. */
static void
on_value_changed (LanFollower   *self,
                  GtkAdjustment *adjustment)
{
  if (gtk_adjustment_get_value (adjustment) >= end_of (adjustment) - FOLLOW_PIXELS)
    self->following = TRUE;
  else if (g_get_monotonic_time () - self->input_us < INPUT_LASTS_US)
    self->following = FALSE;
  else if (self->following)
    scroll_to_end_soon (self);
}

static void
on_extent_changed (LanFollower   *self,
                   GtkAdjustment *adjustment)
{
  if (end_of (adjustment) <= 0)
    self->following = TRUE;
  else if (self->following)
    scroll_to_end_soon (self);
}

/* Wheel, touch, scrollbar or keys, within the list. */
static gboolean
on_input (LanFollower *self,
          GdkEvent    *event)
{
  GdkEventType type = gdk_event_get_event_type (event);
  gboolean moved = type == GDK_MOTION_NOTIFY && (gdk_event_get_modifier_state (event) & GDK_BUTTON1_MASK) == 0;

  if (!moved && type != GDK_ENTER_NOTIFY && type != GDK_LEAVE_NOTIFY && type != GDK_FOCUS_CHANGE)
    self->input_us = g_get_monotonic_time ();

  return GDK_EVENT_PROPAGATE;
}

static void
lan_follower_dispose (GObject *object)
{
  LanFollower *self = LAN_FOLLOWER (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->scroller), self->tick);
  self->tick = 0;

  G_OBJECT_CLASS (lan_follower_parent_class)->dispose (object);
}

static void
lan_follower_class_init (LanFollowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lan_follower_dispose;
}

static void
lan_follower_init (LanFollower *self)
{
  self->following = TRUE;
}

/**
 * lan_follower_new:
 * @scroller: must live longer
 * @list: the list in it; likewise
 *
 * Returns: (transfer full): what keeps the list at its end until it is freed
 */
LanFollower *
lan_follower_new (GtkScrolledWindow *scroller,
                  GtkListView       *list)
{
  LanFollower *self = g_object_new (LAN_TYPE_FOLLOWER, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  GtkEventController *input = gtk_event_controller_legacy_new ();

  self->scroller = scroller;
  self->list = list;
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_value_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_extent_changed), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (input, GTK_PHASE_CAPTURE);
  g_signal_connect_object (input, "event", G_CALLBACK (on_input), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (scroller), input);

  return self;
}
