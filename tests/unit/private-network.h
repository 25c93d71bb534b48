/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "private-world.h"

/* Cards for the private world, made as `ip` makes them. */

/*
 * private_network_run: one command of ip(8), "link set eth0 up"; a test cannot go on without it.
 */
static inline void
private_network_run (const char *command)
{
  g_autofree char *line = g_strconcat ("ip ", command, NULL);
  g_autofree char *errors = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  if (!g_spawn_command_line_sync (line, NULL, &errors, &status, &error))
    fail_msg ("%s: %s", line, error->message);
  if (status != 0)
    fail_msg ("%s: %s", line, errors);
}

/*
 * private_network_plug: a card @name, and a peer "NAME-far" that holds its cable.
 */
static inline void
private_network_plug (const char *name)
{
  g_autofree char *add = g_strdup_printf ("link add %s type veth peer name %s-far", name, name);
  g_autofree char *far = g_strdup_printf ("link set %s-far up", name);
  g_autofree char *near = g_strdup_printf ("link set %s up", name);

  private_network_run (add);
  private_network_run (far);
  private_network_run (near);
}
