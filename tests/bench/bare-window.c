/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The smallest window of the platform: what start-up and memory are measured against. Says "shown" at its
 * first frame, and stays until it is ended. */

#include <adwaita.h>
#include <stdio.h>

static gboolean
on_first_frame (GtkWidget     *widget,
                GdkFrameClock *clock,
                gpointer       data)
{
  puts ("shown");
  fflush (stdout);

  return G_SOURCE_REMOVE;
}

static void
on_activate (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  gtk_widget_add_tick_callback (window, on_first_frame, NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(AdwApplication) application = adw_application_new ("io.github.landline_app.Bare", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
