/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/exposure.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/text.h"

/* How many names a warning lists before it says "and more". */
#define EXPOSED_NAMES 8

/* Whether the home folder, or what it lies in up to "/", is this one, by whatever name. */
static gboolean
contains_home (const char *folder)
{
  g_autofree char *place = g_canonicalize_filename (g_get_home_dir (), "/");
  GStatBuf info, other;

  if (g_stat (folder, &info) != 0)
    return FALSE;

  while (TRUE)
    {
      g_autofree char *child = g_steal_pointer (&place);

      if (g_stat (child, &other) == 0 && other.st_dev == info.st_dev && other.st_ino == info.st_ino)
        return TRUE;
      if (strcmp (child, "/") == 0)
        return FALSE;
      place = g_path_get_dirname (child);
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/**
 * lan_web_exposure_dup:
 * @folder: a path somebody wants to serve
 *
 * Serving all of a disk or a whole home is mostly a slip: what would be seen is listed first. This waits for
 * the disk; see lan_web_exposure_dup_async().
 *
 * Returns: (transfer full) (nullable): names of what lies in it, if it is "/", the home folder or one that
 *   holds that ("" if there is nothing in it); else %NULL
 */
char *
lan_web_exposure_dup (const char *folder)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GString) list = g_string_new (NULL);
  const char *name;

  if (!contains_home (folder))
    return NULL;

  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (*name != '.')
      {
        g_autofree char *shown = g_filename_display_name (name);

        g_ptr_array_add (names, lan_text_show_line (shown, strlen (shown)));
      }

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < MIN (names->len, EXPOSED_NAMES); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (names, i));
  if (names->len > EXPOSED_NAMES)
    g_string_append_printf (list, ngettext (" and %u more", " and %u more", names->len - EXPOSED_NAMES),
                            names->len - EXPOSED_NAMES);

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
check_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  g_task_return_pointer (task, lan_web_exposure_dup (data), g_free);
}

/**
 * lan_web_exposure_dup_async:
 * @folder: a path somebody wants to serve
 *
 * lan_web_exposure_dup() in a thread.
 */
void
lan_web_exposure_dup_async (const char          *folder,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (folder != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, lan_web_exposure_dup_async);
  g_task_set_task_data (task, g_strdup (folder), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, check_in_thread);
}

/**
 * lan_web_exposure_dup_finish:
 *
 * Returns: (transfer full) (nullable): what must be confirmed before @folder is served, or %NULL
 */
char *
lan_web_exposure_dup_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
