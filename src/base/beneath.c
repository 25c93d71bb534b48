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
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"

/* The kernel's own limit (path_resolution(7)). */
#define LINKS_MAX 40

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

  return (int) syscall (SYS_openat2, root, path, &how, sizeof how);
}

/* --- The same by hand, for kernels before 5.6 (ENOSYS) and sandboxes that forbid it (EPERM) --- */

/* Walks component by component with a stack of open folders, so that ".." can only go back to where we came
 * from, whatever is moved meanwhile; links are read and walked likewise. */
static int
open_by_hand (int         root,
              const char *path,
              int         flags)
{
  g_autoptr(GArray) folders = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr(GString) rest = g_string_new (path);
  int result = -1, code = 0, links = 0;

  if (*path == '/')
    {
      errno = EXDEV;
      return -1;
    }

  while (result < 0 && code == 0)
    {
      int folder = folders->len > 0 ? g_array_index (folders, int, folders->len - 1) : root;
      gsize length = strcspn (rest->str, "/");
      g_autofree char *name = g_strndup (rest->str, length);
      gboolean last;

      g_string_erase (rest, 0, (gssize) length);
      g_string_erase (rest, 0, (gssize) strspn (rest->str, "/"));
      last = rest->len == 0;

      if (*name == '\0' || strcmp (name, ".") == 0)
        {
          if (last)
            result = openat (folder, ".", flags | O_CLOEXEC);
        }
      else if (strcmp (name, "..") == 0)
        {
          if (folders->len == 0)
            code = EXDEV;
          else
            {
              close (folder);
              g_array_set_size (folders, folders->len - 1);
              if (last)
                result = openat (folders->len > 0 ? g_array_index (folders, int, folders->len - 1) : root, ".",
                                 flags | O_CLOEXEC);
            }
        }
      else
        {
          char target[PATH_MAX];
          gssize target_length = readlinkat (folder, name, target, sizeof target - 1);

          if (target_length >= 0 && (links++ >= LINKS_MAX || (last && (flags & O_NOFOLLOW) != 0)))
            code = ELOOP;
          else if (target_length > 0 && target[0] == '/')
            code = EXDEV;
          else if (target_length >= 0)
            {
              if (rest->len > 0)
                g_string_prepend_c (rest, '/');
              g_string_prepend_len (rest, target, target_length);
            }
          else if (last)
            {
              result = openat (folder, name, flags | O_CLOEXEC | O_NOFOLLOW);
            }
          else
            {
              int next = openat (folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

              if (next >= 0)
                g_array_append_val (folders, next);
              else
                code = errno;
            }
        }

      /* nothing left to walk: what the last open said stands */
      if (result < 0 && code == 0 && rest->len == 0)
        code = errno;
    }

  for (guint i = 0; i < folders->len; i++)
    close (g_array_index (folders, int, i));
  errno = code;

  return result;
}

/**
 * lan_beneath_open:
 * @root: a folder, open
 * @path: relative to it; names, "." and "..", as they are on disk (nothing is decoded)
 * @flags: of open(2)
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

  errno = ENOSYS;
  if (!fallback_always)
    fd = open_by_kernel (root, path, flags);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM))
    fd = open_by_hand (root, path, flags);
  if (fd >= 0)
    return fd;

  code = errno;
  if (code == EXDEV)
    g_set_error (error, LAN_ERROR, LAN_ERROR_ESCAPES, _("This leads out of the folder."));
  else
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));

  return -1;
}
