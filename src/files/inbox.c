/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/new-file.h"
#include "files/sniff.h"

struct _LanFilesInbox
{
  char *path;
  LanNewFile *file;
};

/**
 * lan_files_inbox_set_error:
 * @code: an errno of a call on its file or folder
 *
 * Sets a translated sentence that names the folder.
 */
void
lan_files_inbox_set_error (LanFilesInbox  *self,
                           int             code,
                           GError        **error)
{
  g_autofree char *shown = g_filename_display_name (self->path);

  if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, LAN_ERROR, LAN_ERROR_DISK_FULL, _("The disk is full. Make room in “%s” and try again."), shown);
  else if (code == EFBIG)
    g_set_error (error, LAN_ERROR, LAN_ERROR_TOO_LARGE,
                 _("The disk of “%s” cannot hold a file so large. Choose another folder in Preferences."), shown);
  else if (code == EACCES || code == EPERM || code == EROFS)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED,
                 _("Files may not be put into “%s”. Choose another folder in Preferences."), shown);
  else if (code == ENOENT || code == ENOTDIR || code == EEXIST)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_FOUND,
                 _("There is no folder “%s”. Choose another in Preferences."), shown);
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("“%1$s”: %2$s"), shown, g_strerror (code));
}

/**
 * lan_files_inbox_sweep:
 * @folder: where files arrive
 *
 * Removes what a Landline that was killed left there under temporary names. A worker's: it waits for the disk.
 */
void
lan_files_inbox_sweep (const char *folder)
{
  int fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;

  lan_new_file_sweep (fd);
  close (fd);
}

/**
 * lan_files_inbox_open:
 * @folder: where the file is to arrive; made if it is missing
 * @error: #LAN_ERROR_NOT_ALLOWED, #LAN_ERROR_NOT_FOUND, #LAN_ERROR_DISK_FULL
 *
 * Opens a new file there, as lan_new_file_create(). A worker's: it may wait for the disk.
 *
 * Returns: (transfer full) (nullable): the file that is arriving; freed without lan_files_inbox_keep() it
 *   leaves nothing behind
 */
LanFilesInbox *
lan_files_inbox_open (const char  *folder,
                      GError     **error)
{
  g_autoptr(LanFilesInbox) self = g_new0 (LanFilesInbox, 1);
  int fd, code;

  self->path = g_strdup (folder);
  g_mkdir_with_parents (folder, 0755);
  fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  self->file = fd >= 0 ? lan_new_file_create (fd) : NULL;
  code = errno;
  if (fd >= 0)
    close (fd);
  if (self->file != NULL)
    return g_steal_pointer (&self);

  lan_files_inbox_set_error (self, code, error);

  return NULL;
}

/**
 * lan_files_inbox_free:
 *
 * What was not kept is gone.
 */
void
lan_files_inbox_free (LanFilesInbox *self)
{
  g_clear_pointer (&self->file, lan_new_file_free);
  g_free (self->path);
  g_free (self);
}

/**
 * lan_files_inbox_has_room:
 * @floor: bytes of the disk that are left for others: a full one stops more than us
 * @error: #LAN_ERROR_DISK_FULL
 *
 * Returns: whether the disk has more than the floor left
 */
gboolean
lan_files_inbox_has_room (LanFilesInbox  *self,
                          guint64         floor,
                          GError        **error)
{
  guint64 left = lan_new_file_room_at (lan_new_file_get_fd (self->file));
  g_autofree char *shown = NULL;
  g_autofree char *size = NULL;

  if (left >= floor)
    return TRUE;

  shown = g_filename_display_name (self->path);
  size = g_format_size (left);
  g_set_error (error, LAN_ERROR, LAN_ERROR_DISK_FULL,
               _("The disk is nearly full: %1$s are left for “%2$s”, and receiving stops there. Make room and try again."),
               size, shown);

  return FALSE;
}

/**
 * lan_files_inbox_write:
 * @error: #LAN_ERROR_DISK_FULL, #LAN_ERROR_FAILED
 *
 * Appends what arrived.
 */
gboolean
lan_files_inbox_write (LanFilesInbox  *self,
                       const char     *data,
                       gsize           length,
                       GError        **error)
{
  int code = lan_new_file_write (self->file, data, length);

  if (code != 0)
    lan_files_inbox_set_error (self, code, error);

  return code == 0;
}

/**
 * lan_files_inbox_make_name:
 *
 * A plain stream brings no name: the time of arrival, and an extension by what is in it.
 *
 * Returns: (transfer full): "Received 2026-11-22 10.15.30.png", translated
 */
char *
lan_files_inbox_make_name (LanFilesInbox *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H.%M.%S");
  g_autofree guint8 *head = g_malloc (LAN_FILES_SNIFFED_BYTES);
  gssize got = pread (lan_new_file_get_fd (self->file), head, LAN_FILES_SNIFFED_BYTES, 0);
  const char *extension = lan_files_sniff_extension (head, (gsize) MAX (got, 0));
  /* Translators: the beginning of a file's name; the time follows */
  const char *received = _("Received");

  return g_strdup_printf ("%s %s%s%s", received, time, extension != NULL ? "." : "", extension != NULL ? extension : "");
}

/**
 * lan_files_inbox_keep:
 * @name: a file name as lan_files_inbox_make_name() gives it
 * @error: as lan_files_inbox_open()
 *
 * The file is complete: it is put on the disk, and gets its name, or the next one that is free. Nothing is
 * ever replaced.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
lan_files_inbox_keep (LanFilesInbox  *self,
                      const char     *name,
                      GError        **error)
{
  g_autofree char *given = NULL;
  int code = lan_new_file_sync (self->file);

  if (code == 0)
    code = lan_new_file_name_next (self->file, name, &given);
  if (code == 0)
    return g_build_filename (self->path, given, NULL);

  lan_files_inbox_set_error (self, code, error);

  return NULL;
}
