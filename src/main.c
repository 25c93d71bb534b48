/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline"

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <unistd.h>

#include "cli/commands.h"
#ifdef LAN_GUI
#include "widgets/application.h"
#endif

/* A standard descriptor that is closed would be given to the first socket, and what is printed would go out by it. */
static void
open_standard_descriptors (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

int
main (int   argc,
      char *argv[])
{
  const char *locale_dir = g_getenv ("LANDLINE_LOCALE_DIR");   /* out of the build folder */
#ifdef LAN_GUI
  g_autofree char *commands = NULL;
#endif

  open_standard_descriptors ();
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

#ifdef LAN_GUI
  commands = lan_commands_dup_list ();
  return lan_application_main (argc, argv, commands, lan_commands_has);
#else
  return lan_commands_explain (argc, argv);
#endif
}
