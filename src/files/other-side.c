/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/other-side.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"

/* The file's own name, as a shell reads it; a name that cannot be typed is for the person to choose. */
static char *
dup_word (const char *path)
{
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : NULL;
  g_autofree char *shown = path != NULL ? lan_text_show_name (path) : NULL;

  if (base == NULL || *base == '-' || strcmp (base, shown) != 0)
    /* Translators: stands for a file's name in a command that is typed */
    return g_strdup (_("FILE"));
  if (strspn (base, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-+") == strlen (base))
    return g_steal_pointer (&base);

  return g_shell_quote (base);
}

/**
 * lan_files_other_side_command:
 * @role: ours
 * @own_address: where the other side finds us
 * @port: the port that one of us waits on
 * @path: (nullable): the file, where it is one and known
 *
 * What somebody without Landline types on the other side, with netcat as Debian has it (netcat-openbsd).
 *
 * Returns: (transfer full): "nc -l 9998 > photo.png"
 */
char *
lan_files_other_side_command (LanFilesRole  role,
                              const char   *own_address,
                              guint16       port,
                              const char   *path)
{
  g_autofree char *file = dup_word (path);

  switch (role)
    {
    case LAN_FILES_OFFER:
      return g_strdup_printf ("nc %s %u > %s", own_address, port, file);
    case LAN_FILES_RECEIVE:
      return g_strdup_printf ("nc -N %s %u < %s", own_address, port, file);
    case LAN_FILES_FETCH:
      return g_strdup_printf ("nc -lN %u < %s", port, file);
    case LAN_FILES_SEND:
    default:
      return g_strdup_printf ("nc -l %u > %s", port, file);
    }
}
