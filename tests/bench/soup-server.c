/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* soup-server FOLDER PORT LOG: the plainest file server on SoupServer that writes an access log: a yardstick. */

static FILE *access_log;

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           folder)
{
  g_autofree char *name = g_build_filename (folder, path, NULL);
  g_autoptr(GMappedFile) file = strstr (path, "..") == NULL ? g_mapped_file_new (name, FALSE, NULL) : NULL;
  g_autoptr(GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;

  if (bytes != NULL)
    {
      soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), "text/plain", NULL);
      soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
    }
  soup_server_message_set_status (message, bytes != NULL ? 200 : 404, NULL);
  fprintf (access_log, "%s - - [%" G_GINT64_FORMAT "] \"%s %s\" %u\n", soup_server_message_get_remote_host (message),
           g_get_real_time () / G_USEC_PER_SEC, soup_server_message_get_method (message), path,
           soup_server_message_get_status (message));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GError) error = NULL;

  access_log = fopen (argv[3], "a");
  soup_server_add_handler (server, NULL, on_request, argv[1], NULL);
  if (!soup_server_listen_local (server, (guint) atoi (argv[2]), SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    g_error ("%s", error->message);
  g_main_loop_run (loop);

  return 0;
}
