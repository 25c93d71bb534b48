/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline"

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "cli/commands.h"
#ifdef LAN_GUI
#include "widgets/application.h"
#endif

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* the name of a subcommand wins over a file of that name: `landline ./serve` opens the file */
  if (argc > 1 && lan_commands_has (argv[1]))
    return lan_commands_run (argc - 1, argv + 1);

#ifdef LAN_GUI
  g_autoptr(LanApplication) application = lan_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
#else
  return lan_commands_usage (argc, argv);
#endif
}
