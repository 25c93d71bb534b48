/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/bubble-layout.h"

/* Places one child, as wide as it likes to be, at the start, the end or the centre. GTK's own "halign" would
 * do the same, but asks for the width at the given height, and for that GtkLabel tries one width after the
 * other (measured: two thirds of the time of a row in a storm). */
struct _LanBubbleLayout
{
  GtkLayoutManager parent_instance;

  GtkAlign align;
};

G_DEFINE_FINAL_TYPE (LanBubbleLayout, lan_bubble_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
lan_bubble_layout_get_request_mode (GtkLayoutManager *manager,
                                    GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
width_of (GtkWidget *child,
          int        available)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);

  return MAX (minimum, MIN (natural, available));
}

static void
lan_bubble_layout_measure (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child == NULL)
    return;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    for_size = -1;
  else if (for_size >= 0)
    for_size = width_of (child, for_size);
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
lan_bubble_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  LanBubbleLayout *self = LAN_BUBBLE_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  gboolean right;
  int x = 0;
  int child_width;

  if (child == NULL)
    return;

  right = (self->align == GTK_ALIGN_END) != (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
  child_width = width_of (child, width);
  if (self->align == GTK_ALIGN_CENTER)
    x = (width - child_width) / 2;
  else if (right)
    x = width - child_width;

  gtk_widget_allocate (child, child_width, height, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) x, 0)));
}

static void
lan_bubble_layout_class_init (LanBubbleLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = lan_bubble_layout_get_request_mode;
  manager_class->measure = lan_bubble_layout_measure;
  manager_class->allocate = lan_bubble_layout_allocate;
}

static void
lan_bubble_layout_init (LanBubbleLayout *self)
{
  self->align = GTK_ALIGN_START;
}

/**
 * lan_bubble_layout_set_align:
 * @align: start, end or centre
 */
void
lan_bubble_layout_set_align (LanBubbleLayout *self,
                             GtkAlign         align)
{
  g_return_if_fail (LAN_IS_BUBBLE_LAYOUT (self));

  if (self->align == align)
    return;

  self->align = align;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
