/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "web/host.h"

/* landline-server FOLDER PORT [https] [RIGHTS] [log=FILE]: serves and records as the window does, and shows nothing.
 * RIGHTS is a sum: read 1, upload 2, replace 4, delete 8. */
int
main (int    argc,
      char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(LanInterfaces) interfaces = lan_interfaces_new (NULL);
  g_autoptr(LanWebHost) host = lan_web_host_new (interfaces);
  g_autoptr(LanWebOptions) options = lan_web_options_new ();

  setlocale (LC_ALL, "");
  for (int i = 3; i < argc; i++)
    if (atoi (argv[i]) > 0)
      options->rights = (LanWebRights) atoi (argv[i]);
    else if (g_str_has_prefix (argv[i], "log="))
      options->access_log = g_strdup (argv[i] + strlen ("log="));
    else
      {
        g_autoptr(LanIdentity) identity = lan_identity_new ("bench", NULL, &error);

        lan_web_host_set_identity (host, identity);
      }
  lan_web_host_set_options (host, options);
  lan_web_host_set_folder (host, argv[1]);
  lan_web_host_set_port (host, (guint16) atoi (argv[2]));
  if (!lan_web_host_start (host, &error))
    g_error ("%s", error->message);
  g_main_loop_run (loop);

  return 0;
}
