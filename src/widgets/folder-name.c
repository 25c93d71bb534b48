/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/folder-name.h"

#include <string.h>

/**
 * lan_folder_name_dup:
 * @path: (type filename): an absolute path
 *
 * What a person calls it: beneath the home folder "~/Downloads", which is shorter than a window is narrow, and names
 * nobody in a picture of it.
 *
 * Returns: (transfer full): UTF-8 for the display; plain text, no markup
 */
char *
lan_folder_name_dup (const char *path)
{
  const char *home = g_get_home_dir ();
  size_t length = strlen (home);
  g_autofree char *short_path = NULL;

  if (length > 1 && strncmp (path, home, length) == 0 && (path[length] == '/' || path[length] == '\0'))
    path = short_path = g_strconcat ("~", path + length, NULL);

  return g_filename_display_name (path);
}
