/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "files/sniff.h"

/* "name (1).png", "name (2).png" …: who has so many of one second has a loop running. */
#define NAMES_TRIED 10000

/* Between making a temporary file and locking it there is a moment; one that is older was left by a crash. */
#define STALE_AFTER_S 60

#define PART_PREFIX ".landline-"
#define PART_SUFFIX ".part"

struct _LanFilesInbox
{
  int folder;
  char *path;
  char *part;   /* the temporary name, until it was kept */
  int fd;
};

static LanFilesInboxWay first_way = LAN_FILES_INBOX_RENAME;

/**
 * lan_files_inbox_start_with:
 *
 * For tests: behaves as if the file system refused the ways before @way.
 */
void
lan_files_inbox_start_with (LanFilesInboxWay way)
{
  first_way = way;
}

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

/* Who receives holds a lock on the file; what a killed Landline left behind has none. */
static void
remove_if_left (int         folder,
                const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  struct stat info;

  if (fd < 0)
    return;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid () &&
      info.st_mtime < time (NULL) - STALE_AFTER_S && flock (fd, LOCK_EX | LOCK_NB) == 0)
    unlinkat (folder, name, 0);
  close (fd);
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
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  int fd = dir != NULL ? open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  const char *name;

  if (fd < 0)
    return;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PART_PREFIX) && g_str_has_suffix (name, PART_SUFFIX))
      remove_if_left (fd, name);
  close (fd);
}

/**
 * lan_files_inbox_open:
 * @folder: where the file is to arrive; made if it is missing
 * @error: #LAN_ERROR_NOT_ALLOWED, #LAN_ERROR_NOT_FOUND, #LAN_ERROR_DISK_FULL
 *
 * Opens a new file there under a temporary, hidden name nobody else has. A worker's: it waits for the disk.
 *
 * Returns: (transfer full) (nullable): the file that is arriving; freed without lan_files_inbox_keep() it
 *   leaves nothing behind
 */
LanFilesInbox *
lan_files_inbox_open (const char  *folder,
                      GError     **error)
{
  g_autoptr(LanFilesInbox) self = g_new0 (LanFilesInbox, 1);

  self->fd = -1;
  self->path = g_strdup (folder);
  g_mkdir_with_parents (folder, 0755);
  lan_files_inbox_sweep (folder);
  self->folder = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder >= 0)
    {
      self->part = g_strdup_printf (PART_PREFIX "%08x%08x" PART_SUFFIX, g_random_int (), g_random_int ());
      self->fd = openat (self->folder, self->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    }

  if (self->fd < 0)
    {
      lan_files_inbox_set_error (self, errno, error);
      g_clear_pointer (&self->part, g_free);
      return NULL;
    }
  flock (self->fd, LOCK_EX | LOCK_NB);

  return g_steal_pointer (&self);
}

/**
 * lan_files_inbox_free:
 *
 * Removes what was not kept.
 */
void
lan_files_inbox_free (LanFilesInbox *self)
{
  if (self->part != NULL)
    unlinkat (self->folder, self->part, 0);
  if (self->fd >= 0)
    close (self->fd);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self->part);
  g_free (self->path);
  g_free (self);
}

/**
 * lan_files_inbox_get_fd:
 *
 * Returns: where to write what arrives
 */
int
lan_files_inbox_get_fd (LanFilesInbox *self)
{
  return self->fd;
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
  struct statvfs info;
  guint64 left;
  g_autofree char *shown = NULL;
  g_autofree char *size = NULL;

  if (fstatvfs (self->fd, &info) != 0 || info.f_blocks == 0)   /* some do not tell: ramfs, many in user space */
    return TRUE;
  left = (guint64) info.f_bavail * info.f_frsize;
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
  while (length > 0)
    {
      gssize written = write (self->fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          lan_files_inbox_set_error (self, errno, error);
          return FALSE;
        }
      data += written;
      length -= (gsize) written;
    }

  return TRUE;
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
  gssize got = pread (self->fd, head, LAN_FILES_SNIFFED_BYTES, 0);
  const char *extension = lan_files_sniff_extension (head, (gsize) MAX (got, 0));
  /* Translators: the beginning of a file's name; the time follows */
  const char *received = _("Received");

  return g_strdup_printf ("%s %s%s%s", received, time, extension != NULL ? "." : "", extension != NULL ? extension : "");
}

/* 0, or an errno; EEXIST: the name is taken. */
static int
give_name (LanFilesInbox *self,
           const char    *name)
{
  int placeholder, code;

  if (first_way <= LAN_FILES_INBOX_RENAME)
    {
      if (renameat2 (self->folder, self->part, self->folder, name, RENAME_NOREPLACE) == 0)
        return 0;
      if (errno != EINVAL && errno != ENOSYS && errno != EPERM && errno != EOPNOTSUPP)
        return errno;
    }

  if (first_way <= LAN_FILES_INBOX_LINK)
    {
      if (linkat (self->folder, self->part, self->folder, name, 0) == 0)
        {
          unlinkat (self->folder, self->part, 0);   /* the file has its name, whatever becomes of the other */
          return 0;
        }
      if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
        return errno;
    }

  /* Between the two nobody can take the name: it is ours, and empty. */
  placeholder = openat (self->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (placeholder < 0)
    return errno;
  close (placeholder);
  if (renameat (self->folder, self->part, self->folder, name) == 0)
    return 0;

  code = errno;
  unlinkat (self->folder, name, 0);

  return code;
}

/* "a.tar.gz", 2 → "a (2).tar.gz" */
static char *
numbered (const char *name,
          guint       number)
{
  const char *dot = strrchr (name, '.');
  gsize stem;

  if (number == 0)
    return g_strdup (name);
  if (dot == NULL || dot == name)
    return g_strdup_printf ("%s (%u)", name, number);

  stem = (gsize) (dot - name);
  if (stem > 4 && g_ascii_strncasecmp (dot - 4, ".tar", 4) == 0)
    stem -= 4;

  return g_strdup_printf ("%.*s (%u)%s", (int) stem, name, number, name + stem);
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
  int code = EEXIST;

  g_return_val_if_fail (self->part != NULL, NULL);

  if (fsync (self->fd) != 0 && errno != EINVAL && errno != EROFS)
    {
      lan_files_inbox_set_error (self, errno, error);
      return NULL;
    }

  for (guint i = 0; i < NAMES_TRIED; i++)
    {
      g_autofree char *tried = numbered (name, i);

      code = give_name (self, tried);
      if (code == 0)
        {
          g_clear_pointer (&self->part, g_free);
          return g_build_filename (self->path, tried, NULL);
        }
      if (code != EEXIST)
        break;
    }

  lan_files_inbox_set_error (self, code, error);

  return NULL;
}
