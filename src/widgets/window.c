/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/window.h"

struct _LanWindow
{
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (LanWindow, lan_window, ADW_TYPE_APPLICATION_WINDOW)

static void
lan_window_class_init (LanWindowClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/landline_app/Landline/ui/window.ui");
}

static void
lan_window_init (LanWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

LanWindow *
lan_window_new (LanApplication *application)
{
  return g_object_new (LAN_TYPE_WINDOW, "application", application, NULL);
}
