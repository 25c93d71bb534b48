/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/site.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/error.h"
#include "web/cache.h"
#include "web/conditions.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/path.h"
#include "web/ranges.h"
#include "web/types.h"

/* O_NONBLOCK: a named pipe that was a file a moment ago must not stop the worker until somebody writes into it. */
#define READ_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY)

/* Immutable, but for its cache, which has a lock of its own. */
struct _LanWebSite
{
  char *folder;
  LanWebCache *cache;
};

static void
clear (gpointer data)
{
  LanWebSite *self = data;

  lan_web_cache_free (self->cache);
  g_free (self->folder);
}

static void
explain (const char  *folder,
         int          code,
         GError     **error)
{
  g_autofree char *name = g_filename_display_name (folder);

  if (code == EACCES || code == EPERM)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED,
                 _("The folder “%s” cannot be read. Choose another, or change its permissions."), name);
  else if (code == ENOENT)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_FOUND, _("There is no folder “%s”. Choose another."), name);
  else if (code == ENOTDIR)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_FOUND, _("“%s” is not a folder. Choose the folder it is in."), name);
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The folder “%1$s” cannot be opened: %2$s"), name,
                 g_strerror (code));
}

/**
 * lan_web_site_new:
 * @folder: a path
 * @error: #LAN_ERROR_NOT_FOUND, #LAN_ERROR_NOT_ALLOWED: sentences to show
 *
 * Looks at the folder, which may take its time where that is on a network.
 *
 * Returns: (transfer full) (nullable): what a folder is as a web site; immutable, any thread
 */
LanWebSite *
lan_web_site_new (const char  *folder,
                  GError     **error)
{
  LanWebSite *self;
  int root = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int code = root < 0 ? errno : 0;

  /* To search it and to read it are two rights (path_resolution(7)); a site needs both. */
  if (root >= 0 && faccessat (root, ".", R_OK | X_OK, AT_EACCESS) != 0)
    code = errno;
  if (root >= 0)
    close (root);

  if (code != 0)
    {
      explain (folder, code, error);
      return NULL;
    }

  self = g_atomic_rc_box_new0 (LanWebSite);
  self->folder = g_strdup (folder);
  self->cache = lan_web_cache_new ();

  return self;
}

LanWebSite *
lan_web_site_ref (LanWebSite *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lan_web_site_unref (LanWebSite *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * lan_web_site_open_root:
 *
 * Opens the folder that has the name now: one that is built anew is often removed or moved away first. Any thread.
 *
 * Returns: a descriptor to give to lan_beneath_open() (O_PATH: nothing is read by it), or -1 with errno
 */
int
lan_web_site_open_root (const LanWebSite *self)
{
  return open (self->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/**
 * lan_web_site_forget:
 *
 * Drops what is kept in memory, after something in the folder was changed by ourselves: whoever did it and asks again
 * finds it changed, however fast. Any thread.
 */
void
lan_web_site_forget (LanWebSite *self)
{
  lan_web_cache_forget_all (self->cache);
}

/* --- One request --- */

static void
add_type (LanHttpResponse *response,
          const char      *path,
          int              fd)
{
  g_autofree char *beginning = g_malloc (LAN_WEB_TYPE_SNIFF_BYTES);
  gssize length = pread (fd, beginning, LAN_WEB_TYPE_SNIFF_BYTES, 0);
  g_autofree char *type = lan_web_type_of (path, beginning, (gsize) MAX (length, 0));

  lan_http_response_add (response, "Content-Type", "%s", type);
}

static void
add_validators (LanHttpResponse *response,
                const char      *tag,
                gint64           modified)
{
  g_autofree char *date = lan_http_date (modified);

  lan_http_response_add (response, "Accept-Ranges", "bytes");
  /* RFC 9110 section 8.8.2.1: never later than the answer itself */
  if (modified <= g_get_real_time () / G_USEC_PER_SEC)
    lan_http_response_add (response, "Last-Modified", "%s", date);
  lan_http_response_add (response, "ETag", "%s", tag);
  lan_http_response_add (response, "Cache-Control", "no-cache");
  lan_http_response_add (response, "X-Content-Type-Options", "nosniff");
}

/* Whether the answer depends on the target alone. */
static gboolean
is_plain_read (const LanHttpRequest *request)
{
  static const char *const conditions[] = { "Range", "If-None-Match", "If-Modified-Since", "If-Range", "If-Match",
                                            "If-Unmodified-Since" };

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (lan_http_head_get (request->head, request->data, conditions[i], NULL, NULL))
      return FALSE;

  return TRUE;
}

/* Small files are answered from memory; the next time without looking for them. */
static void
take_into_memory (LanWebSite           *self,
                  const LanHttpRequest *request,
                  const char           *path,
                  const struct stat    *info,
                  LanHttpResponse      *response)
{
  g_autofree char *file = g_build_filename (self->folder, path, NULL);
  gsize size = (gsize) response->length;
  guint8 *content = g_malloc (MAX (size, 1));
  struct stat after;

  if (pread (response->fd, content, size, 0) == (gssize) size && fstat (response->fd, &after) == 0 &&
      after.st_mtim.tv_sec == info->st_mtim.tv_sec && after.st_mtim.tv_nsec == info->st_mtim.tv_nsec)
    {
      lan_http_response_set_bytes (response, g_bytes_new_take (g_steal_pointer (&content), size));
      lan_web_cache_put (self->cache, request->target, file, info, response);
    }
  g_free (content);
}

/* What of a file is asked for. Only GET has parts (RFC 9110 section 14.2). */
static LanWebRanges
get_ranges (const LanHttpRequest *request,
            const char           *tag,
            const struct stat    *info,
            GArray               *ranges)
{
  const char *field;
  gsize length;

  if (strcmp (request->method, "GET") != 0 ||
      !lan_http_head_get (request->head, request->data, "Range", &field, &length) ||
      !lan_web_conditions_allow_range (request, tag, info->st_mtime))
    return LAN_WEB_RANGES_NONE;

  return lan_web_ranges_parse (field, length, (guint64) info->st_size, ranges);
}

/* @fd is taken. */
static LanHttpResponse *
answer_file (LanWebSite           *self,
             const LanHttpRequest *request,
             int                   fd,
             const struct stat    *info,
             const char           *path)
{
  g_autofree char *tag = lan_web_entity_tag (info, NULL);
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (LanWebRange));
  LanWebRange part = { 0, (guint64) info->st_size };
  guint status = lan_web_conditions_check (request, tag, info->st_mtime);
  LanWebRanges asked = status == 0 ? get_ranges (request, tag, info, ranges) : LAN_WEB_RANGES_NONE;
  gboolean partial = asked == LAN_WEB_RANGES_SOME && ranges->len == 1;
  LanHttpResponse *response;

  if (status == 412)
    response = lan_web_page_message (412, "Precondition failed", _("The file is another one by now."));
  else if (asked == LAN_WEB_RANGES_UNSATISFIABLE)
    {
      response = lan_web_page_message (416, "Range not satisfiable", _("The file is shorter than that."));
      lan_http_response_add (response, "Content-Range", "bytes */%" G_GUINT64_FORMAT, part.length);
    }
  else
    {
      response = lan_http_response_new (status != 0 ? status : partial ? 206 : 200);
      add_validators (response, tag, info->st_mtime);
    }

  if (response->status != 200 && response->status != 206)
    {
      close (fd);
      return response;
    }

  add_type (response, path, fd);
  if (partial)
    {
      part = g_array_index (ranges, LanWebRange, 0);
      lan_http_response_add (response, "Content-Range",
                             "bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, part.offset,
                             part.offset + part.length - 1, (guint64) info->st_size);
    }
  lan_http_response_set_file (response, fd, part.offset, part.length);
  if (response->status == 200 && part.length <= LAN_WEB_CACHE_FILE_MAX_BYTES && is_plain_read (request))
    take_into_memory (self, request, path, info, response);

  return response;
}

/* "/docs" is a folder: relative links on its page need "/docs/". */
static LanHttpResponse *
redirect_to_folder (const LanHttpRequest *request,
                    const char           *path)
{
  g_auto(GStrv) segments = g_strsplit (path, "/", -1);
  g_autoptr(GString) location = g_string_new (NULL);
  const char *query = strchr (request->target, '?');
  LanHttpResponse *response = lan_web_page_message (301, "Moved", _("This is a folder; its address ends in a slash."));

  for (gsize i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *encoded = lan_web_path_encode (segments[i]);

      g_string_append_printf (location, "/%s", encoded);
    }
  lan_http_response_add (response, "Location", "%s/%s", location->str, query != NULL ? query : "");

  return response;
}

static LanHttpResponse *
explain_failure (const LanHttpRequest *request,
                 const GError         *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return lan_web_page_message (403, "Forbidden", _("This may not be read."));
  if (g_error_matches (error, LAN_ERROR, LAN_ERROR_ESCAPES))
    return lan_web_page_message (403, "Forbidden", _("This leads out of the folder."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    return lan_web_page_message (503, "Service unavailable", _("Too many files are open. Try again in a moment."));

  return lan_web_page_not_found (request->target);
}

/* Opens a file or folder that lies in the folder and may be read. Pipes and devices are not even opened: whoever
 * is at their other end would notice. */
static int
open_beneath (int           root,
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

  fd = plain ? lan_beneath_open (root, path, READ_FLAGS, error) : -1;
  if (fd >= 0 && (fstat (fd, info) != 0 || (!S_ISREG (info->st_mode) && !S_ISDIR (info->st_mode))))
    {
      close (fd);
      fd = -1;
    }
  if (fd < 0 && error != NULL && *error == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "neither a file nor a folder");

  return fd;
}

static LanHttpResponse *
answer_folder (LanWebSite           *self,
               const LanWebOptions  *options,
               const LanHttpRequest *request,
               int                   root,
               const char           *path)
{
  g_autofree char *index = g_strconcat (path, "index.html", NULL);
  g_autoptr(GError) index_error = NULL;
  g_autoptr(GError) error = NULL;
  LanHttpResponse *response;
  struct stat info;
  int fd = open_beneath (root, index, &info, &index_error);

  if (fd >= 0 && S_ISREG (info.st_mode))
    return answer_file (self, request, fd, &info, index);
  if (fd >= 0)
    close (fd);

  /* there is one, and it is not to be seen: then the list behind it is not either */
  if (index_error != NULL && (g_error_matches (index_error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
                              g_error_matches (index_error, LAN_ERROR, LAN_ERROR_ESCAPES)))
    return explain_failure (request, index_error);

  fd = open_beneath (root, *path != '\0' ? path : ".", &info, &error);
  if (fd < 0)
    return explain_failure (request, error);

  response = lan_web_listing_answer (root, fd, path, options, request);
  close (fd);

  return response;
}

static LanHttpResponse *
answer_path (LanWebSite           *self,
             const LanWebOptions  *options,
             const LanHttpRequest *request,
             int                   root,
             const char           *path)
{
  g_autoptr(GError) error = NULL;
  struct stat info;
  int fd;

  if (*path == '\0' || g_str_has_suffix (path, "/"))
    return answer_folder (self, options, request, root, path);

  fd = open_beneath (root, path, &info, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
    return lan_web_page_message (403, "Forbidden", _("This is neither a file nor a folder."));
  if (fd < 0)
    return explain_failure (request, error);
  if (S_ISREG (info.st_mode))
    return answer_file (self, request, fd, &info, path);

  close (fd);

  return redirect_to_folder (request, path);
}

static LanHttpResponse *
answer_read (LanWebSite           *self,
             const LanWebOptions  *options,
             const LanHttpRequest *request,
             const char           *path)
{
  LanHttpResponse *response = is_plain_read (request) ? lan_web_cache_get (self->cache, request->target) : NULL;
  int root;

  if (response != NULL)
    return response;

  root = lan_web_site_open_root (self);
  if (root < 0)
    return lan_web_page_not_found (request->target);

  response = answer_path (self, options, request, root, path);
  close (root);

  return response;
}

/**
 * lan_web_site_answer:
 *
 * Returns: (transfer full): what the folder has for a GET or HEAD
 */
LanHttpResponse *
lan_web_site_answer (LanWebSite           *self,
                     const LanWebOptions  *options,
                     const LanHttpRequest *request)
{
  g_autofree char *path = NULL;

  switch (lan_web_path_resolve (request->target, &path))
    {
    case LAN_WEB_PATH_OK:
      return answer_read (self, options, request, path);
    case LAN_WEB_PATH_OUTSIDE:
      return lan_web_page_message (403, "Forbidden", _("This leads out of the folder."));
    case LAN_WEB_PATH_HIDDEN:
      return lan_web_page_not_found (request->target);
    case LAN_WEB_PATH_BAD:
    default:
      return lan_web_page_message (400, "Bad request", _("The address cannot be read."));
    }
}
