/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include "cli/commands.h"

#include <glib/gi18n.h>

gboolean
lan_commands_has (const char *name)
{
  return FALSE;
}

int
lan_commands_run (int   argc,
                  char *argv[])
{
  return 2;
}

int
lan_commands_usage (int   argc,
                    char *argv[])
{
  g_printerr ("%s\n", _("Usage: landline COMMAND"));
  return 2;
}
