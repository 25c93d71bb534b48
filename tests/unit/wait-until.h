/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* How long a condition may take on a loaded machine. */
#define DEADLINE_US (15 * G_USEC_PER_SEC)

/* Runs the main context and judges until it is true, and not once more: receiving is a condition too. */
#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;                                                        \
    gboolean done;                                                                                                     \
    while (!(done = (condition)) && g_get_monotonic_time () < deadline_us)                                             \
      iterate ();                                                                                                      \
    if (!done)                                                                                                         \
      fail_msg ("timed out waiting for %s", #condition);                                                               \
  }                                                                                                                    \
  G_STMT_END

static inline gboolean
on_wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static inline void
iterate (void)
{
  g_autoptr(GSource) source = g_timeout_source_new (10);

  g_source_set_callback (source, on_wake, NULL, NULL);
  g_source_attach (source, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
}
