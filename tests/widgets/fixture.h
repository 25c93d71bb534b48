/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "widgets/window.h"

G_BEGIN_DECLS

/* How long a condition may take on a loaded machine. */
#define FIXTURE_DEADLINE_SECONDS 15

/* Waits for a condition, with the main loop running; the test fails if it never comes true. */
#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gint64 deadline_us = g_get_monotonic_time () + FIXTURE_DEADLINE_SECONDS * G_USEC_PER_SEC;                          \
    while (!(condition) && g_get_monotonic_time () < deadline_us)                                                      \
      fixture_iterate ();                                                                                              \
    if (!(condition))                                                                                                  \
      fail_msg ("timed out waiting for %s", #condition);                                                               \
  }                                                                                                                    \
  G_STMT_END

int        fixture_group_setup    (void       **state);
LanWindow *fixture_window_new     (gboolean     welcome_answered,
                                   int          width,
                                   int          height);
void       fixture_window_free    (LanWindow   *window);
void       fixture_iterate        (void);
void       fixture_hear           (LanWindow   *window,
                                   const char  *sender,
                                   const char  *bytes,
                                   gssize       length);
GtkWidget *fixture_find           (GtkWidget   *root,
                                   GType        type,
                                   const char  *text);
GtkWidget *fixture_find_words     (GtkWidget   *root,
                                   const char  *words);
GtkWindow *fixture_other_window   (gpointer     parent);
guint      fixture_check_names    (GtkWidget   *root);
void       fixture_check_keyboard (GtkWindow   *window);

G_END_DECLS
