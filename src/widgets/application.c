/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/application.h"

#include "widgets/window.h"

struct _LanApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (LanApplication, lan_application, ADW_TYPE_APPLICATION)

static void
lan_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (lan_window_new (LAN_APPLICATION (application)));

  gtk_window_present (window);
}

static void
lan_application_class_init (LanApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->activate = lan_application_activate;
}

static void
lan_application_init (LanApplication *self)
{
}

LanApplication *
lan_application_new (void)
{
  return g_object_new (LAN_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "resource-base-path", "/io/github/landline_app/Landline",
                       NULL);
}
