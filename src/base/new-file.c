/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/new-file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

/* "name (1).png", "name (2).png" …: who has so many of one name has a loop running. */
#define NAMES_TRIED 10000

/* Between making a temporary file and locking it there is a moment; one that is older was left by a crash. */
#define STALE_AFTER_S 60

#define PART_PREFIX ".landline-"
#define PART_SUFFIX ".part"

struct _LanNewFile
{
  int folder;
  int fd;
  char *part;       /* (nullable) its temporary name */
  gint64 written;
  gint64 flushed;   /* of them the disk was told to begin with */
};

static LanNewFileWay first_way = LAN_NEW_FILE_UNNAMED;

/**
 * lan_new_file_start_with:
 *
 * For tests: behaves as if the file system refused the ways before @way.
 */
void
lan_new_file_start_with (LanNewFileWay way)
{
  first_way = way;
}

/* Who writes holds a lock on the file; what a killed Landline left behind has none. */
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
 * lan_new_file_sweep:
 * @folder: open, also with O_PATH only
 *
 * Removes what a Landline that was killed left there under temporary names. A worker's: it waits for the disk.
 */
void
lan_new_file_sweep (int folder)
{
  int fd = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (dir == NULL)
    {
      if (fd >= 0)
        close (fd);
      return;
    }

  while ((entry = readdir (dir)) != NULL)
    if (g_str_has_prefix (entry->d_name, PART_PREFIX) && g_str_has_suffix (entry->d_name, PART_SUFFIX))
      remove_if_left (folder, entry->d_name);
  closedir (dir);
}

static char *
make_part_name (void)
{
  return g_strdup_printf (PART_PREFIX "%08x%08x" PART_SUFFIX, g_random_int (), g_random_int ());
}

/**
 * lan_new_file_create:
 * @folder: open, also with O_PATH only; not taken
 *
 * Opens a new file there that has no name to others until it is whole: none at all, or where the file system cannot
 * do that, a temporary, hidden one nobody else has. As quick as opening a file.
 *
 * Returns: (transfer full) (nullable): freed without a name it leaves nothing behind; %NULL with errno
 */
LanNewFile *
lan_new_file_create (int folder)
{
  g_autoptr(LanNewFile) self = g_new0 (LanNewFile, 1);
  int code;

  self->fd = -1;
  self->folder = openat (folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (self->folder < 0)
    return NULL;

  if (first_way <= LAN_NEW_FILE_UNNAMED)
    self->fd = openat (self->folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0644);
  if (self->fd < 0)
    {
      self->part = make_part_name ();
      self->fd = openat (self->folder, self->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
      code = errno;
      if (self->fd < 0)
        {
          g_clear_pointer (&self->part, g_free);
          g_clear_pointer (&self, lan_new_file_free);
          errno = code;
          return NULL;
        }
      flock (self->fd, LOCK_EX | LOCK_NB);
    }

  return g_steal_pointer (&self);
}

/**
 * lan_new_file_free:
 *
 * What got no name is gone.
 */
void
lan_new_file_free (LanNewFile *self)
{
  if (self->part != NULL)
    unlinkat (self->folder, self->part, 0);
  if (self->fd >= 0)
    close (self->fd);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self->part);
  g_free (self);
}

/**
 * lan_new_file_get_fd:
 *
 * Returns: the open file
 */
int
lan_new_file_get_fd (LanNewFile *self)
{
  return self->fd;
}

/**
 * lan_new_file_write:
 *
 * Appends.
 *
 * Returns: 0, or an errno
 */
int
lan_new_file_write (LanNewFile *self,
                    const char *data,
                    gsize       length)
{
  while (length > 0)
    {
      gssize written = write (self->fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return errno;
      data += written;
      length -= (gsize) written;
      self->written += written;
    }

  /* begun now, so that there is little left to wait for at the end */
  if (self->written - self->flushed >= LAN_NEW_FILE_ROOM_BYTES)
    {
      sync_file_range (self->fd, self->flushed, self->written - self->flushed, SYNC_FILE_RANGE_WRITE);
      self->flushed = self->written;
    }

  return 0;
}

/**
 * lan_new_file_room_at:
 * @fd: a file or folder, also with O_PATH only
 *
 * Returns: bytes that its disk has left for us, %G_MAXUINT64 where it does not tell: ramfs, many in user space
 */
guint64
lan_new_file_room_at (int fd)
{
  struct statvfs info;

  if (fstatvfs (fd, &info) != 0 || info.f_blocks == 0)
    return G_MAXUINT64;

  return (guint64) info.f_bavail * info.f_frsize;
}

/**
 * lan_new_file_sync:
 *
 * Puts it on the disk, before it gets its name; where temporary names are needed, also sweeps away what was left there
 * under such ones. A worker's: it waits for the disk, and may read a large folder.
 *
 * Returns: 0, or an errno
 */
int
lan_new_file_sync (LanNewFile *self)
{
  if (self->part != NULL)
    lan_new_file_sweep (self->folder);

  return fsync (self->fd) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno;
}

/* One that has no name is reached through its descriptor: linkat() itself would want a privilege for that. */
static int
link_unnamed (LanNewFile *self,
              const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->fd);

  return linkat (AT_FDCWD, path, self->folder, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/**
 * lan_new_file_name:
 * @name: one name, no path
 *
 * The file is whole and gets its name, if nothing has it. This is atomic: nobody sees half of it, and nothing is ever
 * replaced.
 *
 * Returns: 0, or an errno; EEXIST: the name is taken
 */
int
lan_new_file_name (LanNewFile *self,
                   const char *name)
{
  int reserved, code;

  if (self->part == NULL)
    return link_unnamed (self, name);

  if (first_way <= LAN_NEW_FILE_RENAME)
    {
      if (renameat2 (self->folder, self->part, self->folder, name, RENAME_NOREPLACE) == 0)
        {
          g_clear_pointer (&self->part, g_free);
          return 0;
        }
      if (errno != EINVAL && errno != ENOSYS && errno != EPERM && errno != EOPNOTSUPP)
        return errno;
    }

  if (first_way <= LAN_NEW_FILE_LINK)
    {
      if (linkat (self->folder, self->part, self->folder, name, 0) == 0)
        {
          unlinkat (self->folder, self->part, 0);   /* the file has its name, whatever becomes of the other */
          g_clear_pointer (&self->part, g_free);
          return 0;
        }
      if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
        return errno;
    }

  /* Between the two nobody can take the name: it is ours, and empty. */
  reserved = openat (self->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (reserved < 0)
    return errno;
  close (reserved);
  code = lan_new_file_replace (self, name);
  if (code != 0)
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
 * lan_new_file_name_next:
 * @given: (out) (transfer full): the name it got
 *
 * As lan_new_file_name(), with the next name that is free: "name (1).png".
 *
 * Returns: 0, or an errno
 */
int
lan_new_file_name_next (LanNewFile  *self,
                        const char  *name,
                        char       **given)
{
  int code = EEXIST;

  for (guint i = 0; i < NAMES_TRIED && code == EEXIST; i++)
    {
      g_autofree char *tried = numbered (name, i);

      code = lan_new_file_name (self, tried);
      if (code == 0)
        *given = g_steal_pointer (&tried);
    }

  return code;
}

/**
 * lan_new_file_replace:
 *
 * As lan_new_file_name(), in the place of the file that has the name, if there is one; a link is replaced itself, not
 * what it leads to.
 *
 * Returns: 0, or an errno
 */
int
lan_new_file_replace (LanNewFile *self,
                      const char *name)
{
  if (self->part == NULL)
    {
      g_autofree char *part = make_part_name ();
      int code = link_unnamed (self, part);

      if (code != 0)
        return code;
      self->part = g_steal_pointer (&part);
    }

  if (renameat (self->folder, self->part, self->folder, name) != 0)
    return errno;
  g_clear_pointer (&self->part, g_free);

  return 0;
}
