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

enum
{
  PROP_FOLLOWING = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_following (LanFollower *self,
               gboolean     following)
{
  if (self->following == following)
    return;

  self->following = following;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
}

static double
end_of (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static void
scroll_to_end (LanFollower *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->list)));

  /* not by the adjustment: where rows above went, it is at its end already, and GTK 4.8 may show nothing there */
  if (n_items > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", n_items - 1);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  LanFollower *self = data;

  if (g_get_monotonic_time () - self->moved_us < FOLLOW_EVERY_US)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  self->moved_us = g_get_monotonic_time ();
  if (self->following)
    scroll_to_end (self);

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
    set_following (self, TRUE);
  else if (g_get_monotonic_time () - self->input_us < INPUT_LASTS_US)
    set_following (self, FALSE);
  else if (self->following)
    scroll_to_end_soon (self);
}

static void
on_extent_changed (LanFollower   *self,
                   GtkAdjustment *adjustment)
{
  if (end_of (adjustment) <= 0)
    set_following (self, TRUE);
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
    lan_follower_note_input (self);

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
lan_follower_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_FOLLOWING:
      g_value_set_boolean (value, LAN_FOLLOWER (object)->following);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
lan_follower_class_init (LanFollowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_follower_dispose;
  object_class->get_property = lan_follower_get_property;

  /**
   * LanFollower:following:
   *
   * Whether the newest row is, and shall stay, in sight.
   */
  properties[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, TRUE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
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

gboolean
lan_follower_get_following (LanFollower *self)
{
  g_return_val_if_fail (LAN_IS_FOLLOWER (self), FALSE);

  return self->following;
}

/**
 * lan_follower_go_to_end:
 *
 * Shows the newest row, and follows from now on.
 */
void
lan_follower_go_to_end (LanFollower *self)
{
  g_return_if_fail (LAN_IS_FOLLOWER (self));

  set_following (self, TRUE);
  scroll_to_end (self);
}

/**
 * lan_follower_note_input:
 *
 * Says that the list is going to be moved by the reader's hand, by other means than its own.
 */
void
lan_follower_note_input (LanFollower *self)
{
  g_return_if_fail (LAN_IS_FOLLOWER (self));

  self->input_us = g_get_monotonic_time ();
}
