/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"

/* A full disk stops more than us; so much is left for the others. */
#define FREE_FLOOR_BYTES (G_GUINT64_CONSTANT (64) * 1024 * 1024)

/* "name (1).png", "name (2).png" …: who has so many of one second has a loop running. */
#define NAMES_TRIED 10000

/* What the kind of a file shows in. */
#define SNIFFED_BYTES 4096

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

static void
set_errno_error (GError     **error,
                 int          code,
                 const char  *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, LAN_ERROR, LAN_ERROR_DISK_FULL, _("The disk is full. Make room in “%s” and try again."), shown);
  else if (code == EACCES || code == EPERM || code == EROFS)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED,
                 _("Files may not be put into “%s”. Choose another folder in Preferences."), shown);
  else if (code == ENOENT || code == ENOTDIR)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_FOUND,
                 _("There is no folder “%s”. Choose another in Preferences."), shown);
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("“%1$s”: %2$s"), shown, g_strerror (code));
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
  self->folder = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder >= 0)
    {
      self->part = g_strdup_printf (".landline-%08x%08x.part", g_random_int (), g_random_int ());
      self->fd = openat (self->folder, self->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    }

  if (self->fd < 0)
    {
      set_errno_error (error, errno, folder);
      g_clear_pointer (&self->part, g_free);
      return NULL;
    }

  return g_steal_pointer (&self);
}

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
 *
 * Returns: whether the disk has more than the floor left
 */
gboolean
lan_files_inbox_has_room (LanFilesInbox  *self,
                          GError        **error)
{
  struct statvfs info;

  if (fstatvfs (self->fd, &info) != 0 || (guint64) info.f_bavail * info.f_frsize > FREE_FLOOR_BYTES)
    return TRUE;

  set_errno_error (error, ENOSPC, self->path);

  return FALSE;
}

/* The types people send most, as people write them; GIO knows a type but not its extension. */
static const struct
{
  const char *type;
  const char *extension;
} extensions[] = {
  { "image/png", "png" }, { "image/jpeg", "jpg" }, { "image/gif", "gif" }, { "image/webp", "webp" },
  { "image/svg+xml", "svg" }, { "image/bmp", "bmp" }, { "image/tiff", "tif" }, { "image/heif", "heic" },
  { "application/pdf", "pdf" }, { "application/zip", "zip" }, { "application/gzip", "gz" },
  { "application/x-xz", "xz" }, { "application/zstd", "zst" }, { "application/x-bzip", "bz2" },
  { "application/x-7z-compressed", "7z" }, { "application/x-tar", "tar" }, { "application/json", "json" },
  { "application/xml", "xml" }, { "text/html", "html" }, { "audio/mpeg", "mp3" }, { "audio/flac", "flac" },
  { "audio/x-vorbis+ogg", "ogg" }, { "video/mp4", "mp4" }, { "video/webm", "webm" },
  { "video/x-matroska", "mkv" }, { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx" },
  { "text/plain", "txt" },
};

static const char *
sniff_extension (int fd)
{
  guint8 head[SNIFFED_BYTES];
  gssize got = pread (fd, head, sizeof head, 0);
  g_autofree char *type = NULL;

  if (got <= 0)
    return NULL;

  type = g_content_type_guess (NULL, head, (gsize) got, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (g_content_type_equals (type, extensions[i].type))
      return extensions[i].extension;

  return NULL;
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
  const char *extension = sniff_extension (self->fd);
  /* Translators: the beginning of a file's name; the time follows */
  const char *received = _("Received");

  return g_strdup_printf ("%s %s%s%s", received, time, extension != NULL ? "." : "", extension != NULL ? extension : "");
}

/* 0, or an errno; EEXIST: the name is taken. */
static int
give_name (LanFilesInbox *self,
           const char    *name)
{
  int placeholder;

  if (first_way <= LAN_FILES_INBOX_RENAME)
    {
      if (renameat2 (self->folder, self->part, self->folder, name, RENAME_NOREPLACE) == 0)
        return 0;
      if (errno != EINVAL && errno != ENOSYS && errno != EPERM)
        return errno;
    }

  if (first_way <= LAN_FILES_INBOX_LINK)
    {
      if (linkat (self->folder, self->part, self->folder, name, 0) == 0)
        return unlinkat (self->folder, self->part, 0) == 0 ? 0 : errno;
      if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
        return errno;
    }

  /* Between the two nobody can take the name: it is ours, and empty. */
  placeholder = openat (self->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (placeholder < 0)
    return errno;
  close (placeholder);

  return renameat (self->folder, self->part, self->folder, name) == 0 ? 0 : errno;
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
  int code = 0;

  g_return_val_if_fail (self->part != NULL, NULL);

  if (fsync (self->fd) != 0 && errno != EINVAL && errno != EROFS)
    {
      set_errno_error (error, errno, self->path);
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

  set_errno_error (error, code, self->path);

  return NULL;
}
