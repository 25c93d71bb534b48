/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/new-file.h"
#include "web/conditions.h"

/* A name that is taken between two looks at it: by a program that does nothing else. */
#define KEEP_TRIES 10

/* The disk is asked for its room after every so many bytes of a file: all uploads that there can be at once (arrival.c)
 * take together no more between two looks than what is to be left. */
#define LOOK_BYTES (LAN_NEW_FILE_FREE_FLOOR / 128)

/* A file on its way into a folder. */
struct _LanWebArriving
{
  LanNewFile *file;
  int folder;
  LanWebRights rights;
  guint64 max_bytes;
  guint64 bytes;
  guint64 looked_at;   /* @bytes, when the disk was asked for its room last */
};

static guint64 floor_bytes = LAN_NEW_FILE_FREE_FLOOR;

/* Between the look at a name and taking it no other upload comes. */
static GMutex naming;

G_DEFINE_QUARK (lan-web-refusal-quark, lan_web_refusal)

/**
 * lan_web_store_set_floor:
 *
 * For tests: what the disk has to have left, where it has less than %LAN_NEW_FILE_FREE_FLOOR.
 */
void
lan_web_store_set_floor (guint64 bytes)
{
  floor_bytes = bytes;
}

/* Of a call on a file or folder. */
static gboolean
refuse (int      code,
        GError **error)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 507, _("The disk is full here. Nothing was kept of the file."));
  else if (code == EFBIG)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 507, _("The disk here cannot hold a file so large."));
  else if (code == EACCES || code == EPERM || code == EROFS)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403,
                         _("Nothing can be changed in this folder: its permissions on the disk forbid it."));
  else if (code == ENAMETOOLONG || code == EINVAL)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 400, _("The disk here takes no such name. Choose a shorter, plain one."));
  else if (code == ENOENT || code == ENOTDIR)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 409, _("The folder is not there any longer."));
  else if (code == EEXIST)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 409, _("There is something of this name already."));
  else if (code == ENOTEMPTY)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 409, _("The folder is not empty. Delete what is in it first; hidden files count too."));
  else if (code == EMFILE || code == ENFILE)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 503, _("Too many files are open. Try again in a moment."));
  else
    g_set_error (error, LAN_WEB_REFUSAL, 500, _("The disk here says: %s"), g_strerror (code));

  return FALSE;
}

/**
 * lan_web_store_allows:
 * @wanted: one right
 * @error: 403
 *
 * Returns: whether visitors have it
 */
gboolean
lan_web_store_allows (LanWebRights   rights,
                      LanWebRights   wanted,
                      GError       **error)
{
  if ((rights & wanted) == wanted)
    return TRUE;

  if (wanted == LAN_WEB_RIGHT_DELETE)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403,
                         _("Visitors may not delete here. Who serves this folder can allow it in Landline, under Web."));
  else if (wanted == LAN_WEB_RIGHT_REPLACE)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403,
                         _("There is a file of this name, and visitors may not replace it. Who serves this folder can "
                           "allow it in Landline, under Web."));
  else
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403,
                         _("Visitors may not upload here. Who serves this folder can allow it in Landline, under Web."));

  return FALSE;
}

/**
 * lan_web_store_check_name:
 * @name: as a visitor chose it
 * @is_new: whether something is to get it; what is there already may have a name that only a program can type
 * @error: 400, 403
 *
 * Returns: whether it is a name, and of something that visitors may reach
 */
gboolean
lan_web_store_check_name (const char  *name,
                          gboolean     is_new,
                          GError     **error)
{
  gsize length = strlen (name);

  for (gsize i = 0; i < length; i++)
    if (name[i] == '/' || (is_new && ((guint8) name[i] < 0x20 || name[i] == 0x7f)))
      {
        g_set_error_literal (error, LAN_WEB_REFUSAL, 400, _("A name holds no slash and no control character."));
        return FALSE;
      }
  if (length == 0 || length > NAME_MAX)
    g_set_error (error, LAN_WEB_REFUSAL, 400, _("A name has 1 to %d bytes."), NAME_MAX);
  else if (name[0] == '.')
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403,
                         _("A name that begins with a dot is one of a hidden file, which visitors cannot reach."));
  else
    return TRUE;

  return FALSE;
}

/**
 * lan_web_store_has_room:
 * @bytes: that are announced
 * @error: 507
 *
 * Returns: whether they fit on the disk and leave enough for others
 */
gboolean
lan_web_store_has_room (int       folder,
                        guint64   bytes,
                        GError  **error)
{
  guint64 left = lan_new_file_room_at (folder);
  g_autofree char *size = NULL;

  if (left >= floor_bytes && left - floor_bytes >= bytes)
    return TRUE;

  size = g_format_size (left > floor_bytes ? left - floor_bytes : 0);
  g_set_error (error, LAN_WEB_REFUSAL, 507, _("There is not enough room on the disk here: %s can still be taken."), size);

  return FALSE;
}

/**
 * lan_web_store_look:
 * @exists: (out): whether a regular file has the name
 * @info: (out): of it
 * @error: 409: what has the name is no file. Links are neither followed nor replaced
 *
 * Returns: whether a file could have the name
 */
gboolean
lan_web_store_look (int           folder,
                    const char   *name,
                    gboolean     *exists,
                    struct stat  *info,
                    GError      **error)
{
  *exists = fstatat (folder, name, info, AT_SYMLINK_NOFOLLOW) == 0;
  if (!*exists)
    return errno == ENOENT || refuse (errno, error);

  if (S_ISREG (info->st_mode))
    return TRUE;
  if (S_ISDIR (info->st_mode))
    g_set_error_literal (error, LAN_WEB_REFUSAL, 409, _("There is a folder of this name."));
  else
    g_set_error_literal (error, LAN_WEB_REFUSAL, 409, _("There is something of this name that is no file, such as a link."));

  return FALSE;
}

/**
 * lan_web_store_make_folder:
 * @error: 409: the name is taken
 */
gboolean
lan_web_store_make_folder (int          folder,
                           const char  *name,
                           GError     **error)
{
  return mkdirat (folder, name, 0755) == 0 || refuse (errno, error);
}

/**
 * lan_web_store_delete:
 * @error: 404; 409: a folder that is not empty
 *
 * Deletes a file, an empty folder or a link, of which what it leads to stays. A worker's: a large file takes time.
 */
gboolean
lan_web_store_delete (int          folder,
                      const char  *name,
                      GError     **error)
{
  struct stat info;

  if (fstatat (folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
      unlinkat (folder, name, S_ISDIR (info.st_mode) ? AT_REMOVEDIR : 0) == 0)
    return TRUE;

  if (errno != ENOENT)
    return refuse (errno == EEXIST ? ENOTEMPTY : errno, error);
  g_set_error_literal (error, LAN_WEB_REFUSAL, 404, _("There is nothing of this name."));

  return FALSE;
}

/**
 * lan_web_arriving_new:
 * @folder: open; not taken
 * @options: what visitors may do, and how large a file may be
 * @error: 403, 507 …
 *
 * Returns: (transfer full) (nullable): a file that nobody sees until it is whole; freed before it leaves nothing behind
 */
LanWebArriving *
lan_web_arriving_new (int                  folder,
                      const LanWebOptions *options,
                      GError             **error)
{
  LanNewFile *file;
  LanWebArriving *self;

  if (!lan_web_store_has_room (folder, 0, error))
    return NULL;
  file = lan_new_file_create (folder);
  if (file == NULL)
    {
      refuse (errno, error);
      return NULL;
    }

  self = g_new0 (LanWebArriving, 1);
  self->file = file;
  self->folder = openat (folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  self->rights = options->rights;
  self->max_bytes = options->upload_max_bytes;

  return self;
}

void
lan_web_arriving_free (LanWebArriving *self)
{
  lan_new_file_free (self->file);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self);
}

/**
 * lan_web_arriving_write:
 * @error: 413, 507
 *
 * Appends. A worker's: it waits for the disk.
 */
gboolean
lan_web_arriving_write (LanWebArriving  *self,
                        const char      *bytes,
                        gsize            length,
                        GError         **error)
{
  int code;

  if (length > self->max_bytes - self->bytes)
    {
      g_autofree char *size = g_format_size (self->max_bytes);

      g_set_error (error, LAN_WEB_REFUSAL, 413, _("The file is too large: it may have up to %s here."), size);
      return FALSE;
    }

  code = lan_new_file_write (self->file, bytes, length);
  if (code != 0)
    return refuse (code, error);
  self->bytes += length;
  if (self->bytes - self->looked_at < LOOK_BYTES)
    return TRUE;
  self->looked_at = self->bytes;

  return lan_web_store_has_room (self->folder, 0, error);
}

/* Whether what has the name is still that which the visitor meant. */
static gboolean
is_meant (const char         *only_tag,
          gboolean            exists,
          const struct stat  *info,
          GError            **error)
{
  g_autofree char *tag = exists ? lan_web_entity_tag (info, NULL) : g_strdup ("");

  if (only_tag == NULL || strcmp (tag, only_tag) == 0)
    return TRUE;
  g_set_error_literal (error, LAN_WEB_REFUSAL, 412, _("The file is another one by now."));

  return FALSE;
}

/* -1: somebody took the name meanwhile; else whether it was done. */
static int
take_name (LanWebArriving  *self,
           const char      *name,
           const char      *only_tag,
           gboolean        *created,
           GError         **error)
{
  struct stat info;
  gboolean exists;
  int code;

  if (!lan_web_store_look (self->folder, name, &exists, &info, error) ||
      (exists && !lan_web_store_allows (self->rights, LAN_WEB_RIGHT_REPLACE, error)) ||
      !is_meant (only_tag, exists, &info, error))
    return FALSE;

  if (exists)   /* who could read the old one can read the new one, and nobody else */
    fchmod (lan_new_file_get_fd (self->file), info.st_mode & 0777);
  code = exists ? lan_new_file_replace (self->file, name) : lan_new_file_name (self->file, name);
  *created = !exists;
  if (code == EEXIST)
    return -1;

  return code == 0 || refuse (code, error);
}

/**
 * lan_web_arriving_keep:
 * @only_tag: (nullable): the entity tag of what is to be replaced, "" if there is to be nothing
 * @created: (out): whether there was nothing of that name
 * @tag: (out) (transfer full): its entity tag
 * @error: 403: it would be replaced; 412: what is there is not what @only_tag says; 507 …
 *
 * It is whole: it is put on the disk and gets its name, in the place of a file that has it if visitors may do that.
 * A worker's: it waits for the disk.
 */
gboolean
lan_web_arriving_keep (LanWebArriving  *self,
                       const char      *name,
                       const char      *only_tag,
                       gboolean        *created,
                       char           **tag,
                       GError         **error)
{
  int code = lan_new_file_sync (self->file);
  int done = -1;
  struct stat info;

  if (code != 0)
    return refuse (code, error);

  g_mutex_lock (&naming);
  for (guint i = 0; i < KEEP_TRIES && done < 0; i++)
    done = take_name (self, name, only_tag, created, error);
  g_mutex_unlock (&naming);
  if (done < 0)
    return refuse (EEXIST, error);
  if (done)
    *tag = fstat (lan_new_file_get_fd (self->file), &info) == 0 ? lan_web_entity_tag (&info, NULL) : NULL;

  return done;
}

/**
 * lan_web_arriving_keep_both:
 * @error: 507 …
 *
 * As lan_web_arriving_keep(), and where the name is taken it gets the next one that is free: "name (1).png".
 *
 * Returns: (transfer full) (nullable): its name
 */
char *
lan_web_arriving_keep_both (LanWebArriving  *self,
                            const char      *name,
                            GError         **error)
{
  int code = lan_new_file_sync (self->file);
  char *given = NULL;

  if (code == 0)
    code = lan_new_file_name_next (self->file, name, &given);
  if (code != 0)
    refuse (code, error);

  return given;
}
