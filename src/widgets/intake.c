/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "files/stream.h"

/* Text and pictures that were pasted or dropped are kept as files while they are sent; no transfer of one lasts
 * so long. */
#define KEPT_SECONDS (24 * 60 * 60)

/* --- What was dropped, pasted or chosen --- */

static void
problem_free (gpointer data)
{
  LanIntakeProblem *problem = data;

  g_free (problem->name);
  g_clear_error (&problem->error);
  g_free (problem);
}

void
lan_intake_free (LanIntake *self)
{
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void
list_free (gpointer data)
{
  g_slist_free_full (data, g_object_unref);
}

static char *
dup_name (GFile *file)
{
  const char *path = g_file_peek_path (file);

  return path != NULL ? lan_text_show_name (path) : g_file_get_parse_name (file);
}

static GError *
explain_remote (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  if (g_file_has_uri_scheme (file, "http") || g_file_has_uri_scheme (file, "https"))
    return g_error_new (LAN_ERROR, LAN_ERROR_FAILED,
                        _("“%s” is a link to a page, not a file. Save it first, or send the link in Chat."), uri);

  return g_error_new (LAN_ERROR, LAN_ERROR_FAILED,
                      _("“%s” is not on this computer. Copy it here first."), uri);
}

static void
check (GTask        *task,
       gpointer      source,
       gpointer      data,
       GCancellable *cancellable)
{
  LanIntake *intake = g_new0 (LanIntake, 1);

  intake->paths = g_ptr_array_new_with_free_func (g_free);
  intake->problems = g_ptr_array_new_with_free_func (problem_free);
  for (GSList *l = data; l != NULL; l = l->next)
    {
      const char *path = g_file_peek_path (l->data);
      GError *error = NULL;

      if (path == NULL)
        error = explain_remote (l->data);
      else if (lan_files_stream_check (path, &error))
        g_ptr_array_add (intake->paths, g_strdup (path));

      if (error != NULL)
        {
          LanIntakeProblem *problem = g_new0 (LanIntakeProblem, 1);

          problem->name = dup_name (l->data);
          problem->error = error;
          g_ptr_array_add (intake->problems, problem);
        }
    }
  g_ptr_array_add (intake->paths, NULL);

  g_task_return_pointer (task, intake, (GDestroyNotify) lan_intake_free);
}

/**
 * lan_intake_check_async:
 * @files: (element-type GFile): whatever somebody brought
 *
 * Tells what can be sent from what cannot. It looks at the disk, so in a worker.
 */
void
lan_intake_check_async (GSList              *files,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, lan_intake_check_async);
  g_task_set_task_data (task, g_slist_copy_deep (files, (GCopyFunc) (void (*) (void)) g_object_ref, NULL), list_free);
  g_task_run_in_thread (task, check);
}

/**
 * lan_intake_check_finish:
 * @error: only that it was cancelled
 *
 * Returns: (transfer full): what can be sent, and what cannot
 */
LanIntake *
lan_intake_check_finish (GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What is no file yet --- */

typedef struct
{
  GBytes *bytes;
  char *extension;
} Scrap;

static void
scrap_free (gpointer data)
{
  Scrap *scrap = data;

  g_bytes_unref (scrap->bytes);
  g_free (scrap->extension);
  g_free (scrap);
}

static void
remove_old (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && now - info.st_mtime > KEPT_SECONDS)
        g_unlink (path);
    }
}

static int
create (const char  *folder,
        const char  *extension,
        char       **path)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");

  /* two in one second do not share a name */
  for (guint i = 1; i < 100; i++)
    {
      g_autofree char *number = i > 1 ? g_strdup_printf (" (%u)", i) : g_strdup ("");
      /* Translators: a file name: time, number, extension */
      g_autofree char *name = g_strdup_printf (_("Pasted %1$s%2$s.%3$s"), time, number, extension);
      int fd;

      *path = g_build_filename (folder, name, NULL);
      fd = open (*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (fd >= 0 || errno != EEXIST)
        return fd;
      g_clear_pointer (path, g_free);
    }

  errno = EEXIST;

  return -1;
}

static gboolean
write_all (int     fd,
           GBytes *bytes)
{
  gsize left;
  const char *data = g_bytes_get_data (bytes, &left);

  while (left > 0)
    {
      ssize_t written = write (fd, data, left);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      data += written;
      left -= (gsize) written;
    }

  return TRUE;
}

static void
keep (GTask        *task,
      gpointer      source,
      gpointer      data,
      GCancellable *cancellable)
{
  Scrap *scrap = data;
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "landline", "pasted", NULL);
  g_autofree char *path = NULL;
  gboolean kept = FALSE;
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    {
      remove_old (folder);
      fd = create (folder, scrap->extension, &path);
    }
  if (fd >= 0)
    {
      kept = write_all (fd, scrap->bytes);
      kept = close (fd) == 0 && kept;
    }

  if (kept)
    g_task_return_pointer (task, g_file_new_for_path (path), g_object_unref);
  else
    g_task_return_new_error (task, LAN_ERROR, LAN_ERROR_FAILED, _("What was pasted could not be kept: %s"),
                             g_strerror (errno));
}

/**
 * lan_intake_keep_async:
 * @bytes: text or a picture
 * @extension: of the file, "txt"
 *
 * Makes a file of what is none, so that it can be sent as one.
 */
void
lan_intake_keep_async (GBytes              *bytes,
                       const char          *extension,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, data);
  Scrap *scrap = g_new0 (Scrap, 1);

  scrap->bytes = g_bytes_ref (bytes);
  scrap->extension = g_strdup (extension);
  g_task_set_source_tag (task, lan_intake_keep_async);
  g_task_set_task_data (task, scrap, scrap_free);
  g_task_run_in_thread (task, keep);
}

GFile *
lan_intake_keep_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
