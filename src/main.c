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
  const char *locale_dir = g_getenv ("LANDLINE_LOCALE_DIR");   /* out of the build folder */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* the name of a subcommand wins over a file of that name: `landline ./serve` opens the file */
  if (argc > 1 && lan_commands_has (argv[1]))
    return lan_commands_run (argc - 1, argv + 1);

  if (argc > 1 && g_str_equal (argv[1], "--version"))
    {
      g_print ("landline %s\n", PACKAGE_VERSION);
      return LAN_EXIT_OK;
    }

  {
    g_autofree char *list = lan_commands_dup_list ();

#ifdef LAN_GUI
    return lan_application_main (argc, argv, list);
#else
    g_print ("%s\n\n%s\n", _("Usage: landline COMMAND …"), list);

    return argc > 1 && g_str_equal (argv[1], "--help") ? LAN_EXIT_OK : LAN_EXIT_USAGE;
#endif
  }
}
