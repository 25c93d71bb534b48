/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/inside-panel.h"

#include <glib/gi18n.h>

struct _LanInsidePanel
{
  AdwBin parent_instance;

  GtkLabel *title;
  AdwBin *content;
};

G_DEFINE_FINAL_TYPE (LanInsidePanel, lan_inside_panel, ADW_TYPE_BIN)

static void
lan_inside_panel_class_init (LanInsidePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/inside-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, LanInsidePanel, title);
  gtk_widget_class_bind_template_child (widget_class, LanInsidePanel, content);
}

static void
lan_inside_panel_init (LanInsidePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_inside_panel_get_content:
 *
 * Returns: (transfer none) (nullable): what is being looked into
 */
GtkWidget *
lan_inside_panel_get_content (LanInsidePanel *self)
{
  g_return_val_if_fail (LAN_IS_INSIDE_PANEL (self), NULL);

  return adw_bin_get_child (self->content);
}

/**
 * lan_inside_panel_set_content:
 * @title: (nullable): what it is, one line, plain text; %NULL for the panel's own name
 * @content: (nullable): the view of it, replacing the one before
 *
 * Fills the panel. Showing it is the window's: lan_window_show_inside().
 */
void
lan_inside_panel_set_content (LanInsidePanel *self,
                              const char     *title,
                              GtkWidget      *content)
{
  g_return_if_fail (LAN_IS_INSIDE_PANEL (self));

  gtk_label_set_text (self->title, title != NULL ? title : _("Look Inside"));
  if (adw_bin_get_child (self->content) != content)
    adw_bin_set_child (self->content, content);
}
