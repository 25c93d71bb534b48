/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

/* The kernel's own limit (path_resolution(7)). */
#define LINKS_MAX 40

/* openat2() with RESOLVE_BENEATH says EAGAIN where something was moved while it walked "..", and asks for another
 * try; a folder that never stands still is given up on. */
#define MOVES_MAX 100

/* O_NONBLOCK: a named pipe that was a file a moment ago must not stop us until somebody writes into it. */
#define READ_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY)

static gboolean fallback_always;

/**
 * lan_beneath_set_fallback:
 *
 * For tests: whether to walk by hand even where openat2() exists.
 */
void
lan_beneath_set_fallback (gboolean always)
{
  fallback_always = always;
}

static int
open_by_kernel (int         root,
                const char *path,
                int         flags)
{
  struct open_how how = {
    .flags = (guint64) (flags | O_CLOEXEC),
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
  };
  int fd;

  for (guint tries = 0; tries < MOVES_MAX; tries++)
    {
      fd = (int) syscall (SYS_openat2, root, path, &how, sizeof how);
      if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
        break;
    }

  return fd;
}

/* --- The same by hand, for kernels before 5.6 (ENOSYS) and sandboxes that forbid it (EPERM) --- */

/* A walk is a stack of open folders, so that ".." can only go back to where we came from, whatever is moved
 * meanwhile. */
typedef struct
{
  int root;
  int flags;
  GArray *folders;    /* int: from below the root to where we are */
  GString *rest;      /* of the path, still to be walked */
  int links;
} Walk;

static int
here (Walk *walk)
{
  return walk->folders->len > 0 ? g_array_index (walk->folders, int, walk->folders->len - 1) : walk->root;
}

/* Takes the next name off the path; @last: it is the last, @folder: a slash says that it must be a folder. */
static char *
take_name (Walk     *walk,
           gboolean *last,
           gboolean *folder)
{
  gsize length = strcspn (walk->rest->str, "/");
  gsize slashes = strspn (walk->rest->str + length, "/");
  char *name = g_strndup (walk->rest->str, length);

  g_string_erase (walk->rest, 0, (gssize) (length + slashes));
  *last = walk->rest->len == 0;
  *folder = slashes > 0;

  return name;
}

/* Puts what a link says before the rest of the path. 0, or why not. */
static int
follow (Walk       *walk,
        const char *target,
        gboolean    folder)
{
  if (walk->links++ >= LINKS_MAX)
    return ELOOP;
  if (*target == '/')
    return EXDEV;

  if (walk->rest->len > 0 || folder)
    g_string_prepend_c (walk->rest, '/');
  g_string_prepend (walk->rest, target);

  return walk->rest->len < PATH_MAX ? 0 : ENAMETOOLONG;
}

/* One name further: a descriptor where that was the last, else -1 with what errno would be, or 0 to go on. */
static int
step (Walk *walk,
      int  *code)
{
  char target[PATH_MAX];
  gboolean last, folder;
  g_autofree char *name = take_name (walk, &last, &folder);
  gssize length;
  int fd;

  *code = 0;
  if (strcmp (name, "..") == 0)
    {
      if (walk->folders->len == 0)
        {
          *code = EXDEV;
          return -1;
        }
      close (here (walk));
      g_array_set_size (walk->folders, walk->folders->len - 1);
    }

  if (strcmp (name, "..") == 0 || strcmp (name, ".") == 0)
    fd = last ? openat (here (walk), ".", walk->flags | O_CLOEXEC) : -1;
  else if ((length = readlinkat (here (walk), name, target, sizeof target - 1)) >= 0)
    {
      target[length] = '\0';
      *code = last && !folder && (walk->flags & O_NOFOLLOW) != 0 ? ELOOP : follow (walk, target, folder);
      return -1;
    }
  else if (last)
    fd = openat (here (walk), name, walk->flags | O_CLOEXEC | O_NOFOLLOW | (folder ? O_DIRECTORY : 0));
  else
    {
      fd = openat (here (walk), name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (fd < 0)
        *code = errno;
      else
        g_array_append_val (walk->folders, fd);
      return -1;
    }

  if (fd < 0 && last)
    *code = errno;

  return fd;
}

static int
open_by_hand (int         root,
              const char *path,
              int         flags)
{
  Walk walk = { .root = root, .flags = flags };
  int fd = -1;
  int code = *path == '\0' ? ENOENT : *path == '/' ? EXDEV : strlen (path) >= PATH_MAX ? ENAMETOOLONG : 0;

  walk.folders = g_array_new (FALSE, FALSE, sizeof (int));
  walk.rest = g_string_new (path);
  while (fd < 0 && code == 0)
    fd = step (&walk, &code);

  for (guint i = 0; i < walk.folders->len; i++)
    close (g_array_index (walk.folders, int, i));
  g_array_unref (walk.folders);
  g_string_free (walk.rest, TRUE);
  errno = code;

  return fd;
}

/**
 * lan_beneath_open:
 * @root: a folder, open
 * @path: relative to it; names, "." and "..", as they are on disk (nothing is decoded)
 * @flags: of open(2); nothing is ever created
 * @error: #LAN_ERROR_ESCAPES where it would lead out of @root; else a #GIOErrorEnum
 *
 * Opens what lies beneath a folder and nothing else: not by "..", not by an absolute path, not by a link
 * that leads out. Links that stay inside are followed.
 *
 * Returns: a descriptor, or -1
 */
int
lan_beneath_open (int          root,
                  const char  *path,
                  int          flags,
                  GError     **error)
{
  int fd = -1;
  int code;

  g_return_val_if_fail (path != NULL && (flags & O_CREAT) == 0, -1);

  errno = ENOSYS;
  if (!fallback_always)
    fd = open_by_kernel (root, path, flags);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM))
    fd = open_by_hand (root, path, flags);
  if (fd >= 0)
    return fd;

  code = errno;
  if (code == EXDEV)
    g_set_error_literal (error, LAN_ERROR, LAN_ERROR_ESCAPES, _("This leads out of the folder."));
  else
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));

  return -1;
}

/**
 * lan_beneath_open_to_read:
 * @info: (out): of what was opened
 * @error: as lan_beneath_open(); %G_IO_ERROR_NOT_REGULAR_FILE for what is neither a file nor a folder
 *
 * Opens a file or folder that lies beneath a folder and may be read. Pipes and devices are not even opened: whoever is
 * at their other end would notice.
 *
 * Returns: a descriptor, or -1
 */
int
lan_beneath_open_to_read (int           root,
                          const char   *path,
                          struct stat  *info,
                          GError      **error)
{
  int fd = lan_beneath_open (root, path, O_PATH, error);
  gboolean plain;

  if (fd < 0)
    return -1;
  plain = fstat (fd, info) == 0 && (S_ISREG (info->st_mode) || S_ISDIR (info->st_mode));
  close (fd);

  if (plain && (fd = lan_beneath_open (root, path, READ_FLAGS, error)) < 0)
    return -1;
  if (plain && fstat (fd, info) == 0 && (S_ISREG (info->st_mode) || S_ISDIR (info->st_mode)))
    return fd;

  if (plain)
    close (fd);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "neither a file nor a folder");

  return -1;
}
