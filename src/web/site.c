/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/site.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/error.h"
#include "web/pages.h"
#include "web/path.h"

struct _LanWebSite
{
  int root;   /* the folder, open: it stays the same one even if it is renamed */
};

static void
clear (gpointer data)
{
  close (((LanWebSite *) data)->root);
}

/**
 * lan_web_site_new:
 * @folder: a path
 * @error: #LAN_ERROR_NOT_FOUND, #LAN_ERROR_NOT_ALLOWED: sentences to show
 *
 * Returns: (transfer full) (nullable): what a folder is as a web site; immutable, any thread
 */
LanWebSite *
lan_web_site_new (const char  *folder,
                  GError     **error)
{
  int root = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  LanWebSite *self;

  /* To search it and to read it are two rights (path_resolution(7)); a site needs both. */
  if (root >= 0 && faccessat (root, ".", R_OK | X_OK, AT_EACCESS) != 0)
    {
      g_close (g_steal_fd (&root), NULL);
      errno = EACCES;
    }

  if (root < 0)
    {
      int code = errno;
      g_autofree char *name = g_filename_display_name (folder);

      if (code == EACCES)
        g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED,
                     _("The folder “%s” cannot be read. Choose another, or change its permissions."), name);
      else if (code == ENOENT || code == ENOTDIR)
        g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_FOUND,
                     _("There is no folder “%s”. Choose another."), name);
      else
        g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The folder “%1$s” cannot be opened: %2$s"), name,
                     g_strerror (code));
      return NULL;
    }

  self = g_atomic_rc_box_new0 (LanWebSite);
  self->root = root;

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

/* What the web is made of, right even where the system's table is missing or says otherwise. */
static const struct
{
  const char *extension;
  const char *type;
} web_types[] = {
  { "html", "text/html; charset=utf-8" },
  { "htm", "text/html; charset=utf-8" },
  { "css", "text/css; charset=utf-8" },
  { "js", "text/javascript; charset=utf-8" },
  { "mjs", "text/javascript; charset=utf-8" },
  { "json", "application/json" },
  { "map", "application/json" },
  { "webmanifest", "application/manifest+json" },
  { "xml", "application/xml" },
  { "txt", "text/plain; charset=utf-8" },
  { "md", "text/markdown; charset=utf-8" },
  { "csv", "text/csv; charset=utf-8" },
  { "svg", "image/svg+xml" },
  { "png", "image/png" },
  { "jpg", "image/jpeg" },
  { "jpeg", "image/jpeg" },
  { "gif", "image/gif" },
  { "webp", "image/webp" },
  { "avif", "image/avif" },
  { "ico", "image/vnd.microsoft.icon" },
  { "woff", "font/woff" },
  { "woff2", "font/woff2" },
  { "ttf", "font/ttf" },
  { "otf", "font/otf" },
  { "wasm", "application/wasm" },
  { "pdf", "application/pdf" },
  { "mp3", "audio/mpeg" },
  { "ogg", "audio/ogg" },
  { "mp4", "video/mp4" },
  { "webm", "video/webm" },
  { "zip", "application/zip" },
};

/**
 * lan_web_site_type:
 * @name: of a file
 *
 * Returns: (transfer full): the value of Content-Type
 */
char *
lan_web_site_type (const char *name)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *guessed = NULL;
  g_autofree char *mime = NULL;

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (web_types); i++)
    if (g_ascii_strcasecmp (dot + 1, web_types[i].extension) == 0)
      return g_strdup (web_types[i].type);

  guessed = g_content_type_guess (name, NULL, 0, NULL);
  mime = g_content_type_get_mime_type (guessed);
  if (mime == NULL)
    return g_strdup ("application/octet-stream");

  return g_str_has_prefix (mime, "text/") ? g_strconcat (mime, "; charset=utf-8", NULL) : g_steal_pointer (&mime);
}

/* --- One request --- */

static LanHttpResponse *
not_found (void)
{
  return lan_web_page_message (404, "Sorry, not found", "There is nothing at this address.");
}

/* A strong validator (RFC 9110 section 8.8.3): another file, size or time to the nanosecond is another tag. */
static char *
entity_tag (const struct stat *info)
{
  return g_strdup_printf ("\"%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x.%lx\"",
                          (guint64) info->st_ino, (guint64) info->st_size, (guint64) info->st_mtim.tv_sec,
                          (unsigned long) info->st_mtim.tv_nsec);
}

static gboolean
list_has_tag (const char *value,
              gsize       length,
              const char *tag)
{
  return (length == 1 && *value == '*') || g_strstr_len (value, (gssize) length, tag) != NULL;
}

/* If-None-Match, and only without it If-Modified-Since (RFC 9110 section 13.2.2). We compare the time as the
 * text we gave, which is how every client sends it back. */
static gboolean
is_unchanged (const LanHttpRequest *request,
              const char           *tag,
              const char           *modified)
{
  const char *value;
  gsize length;

  if (lan_http_head_get (request->head, request->data, "If-None-Match", &value, &length))
    return list_has_tag (value, length, tag);
  if (lan_http_head_get (request->head, request->data, "If-Modified-Since", &value, &length))
    return length == strlen (modified) && memcmp (value, modified, length) == 0;

  return FALSE;
}

typedef enum
{
  RANGE_NONE,
  RANGE_OK,
  RANGE_UNSATISFIABLE,
} Range;

/* One byte range; several, or what is no range, means the whole file (RFC 9110 section 14.2). */
static Range
parse_range (const LanHttpRequest *request,
             const char           *tag,
             const char           *modified,
             guint64               size,
             guint64              *offset,
             guint64              *length)
{
  const char *value;
  gsize value_length;
  g_autofree char *text = NULL;
  char *dash;
  guint64 first = 0, last = 0;

  if (strcmp (request->method, "GET") != 0 ||
      !lan_http_head_get (request->head, request->data, "Range", &value, &value_length) ||
      value_length < 7 || g_ascii_strncasecmp (value, "bytes=", 6) != 0)
    return RANGE_NONE;

  text = g_strndup (value + 6, value_length - 6);
  if (lan_http_head_get (request->head, request->data, "If-Range", &value, &value_length) &&
      !(value_length == strlen (tag) && memcmp (value, tag, value_length) == 0) &&
      !(value_length == strlen (modified) && memcmp (value, modified, value_length) == 0))
    return RANGE_NONE;

  dash = strchr (text, '-');
  if (dash == NULL || strchr (text, ',') != NULL)
    return RANGE_NONE;
  *dash++ = '\0';
  if ((*text != '\0' && !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &first, NULL)) ||
      (*dash != '\0' && !g_ascii_string_to_unsigned (dash, 10, 0, G_MAXINT64, &last, NULL)) ||
      (*text == '\0' && *dash == '\0'))
    return RANGE_NONE;

  if (*text == '\0')   /* the last so many bytes */
    {
      if (last == 0 || size == 0)
        return RANGE_UNSATISFIABLE;
      first = last >= size ? 0 : size - last;
      last = size - 1;
    }
  else
    {
      if (*dash != '\0' && last < first)
        return RANGE_NONE;
      if (first >= size)
        return RANGE_UNSATISFIABLE;
      last = *dash == '\0' || last >= size ? size - 1 : last;
    }

  *offset = first;
  *length = last - first + 1;

  return RANGE_OK;
}

static LanHttpResponse *
answer_file (const LanHttpRequest *request,
             int                   fd,
             const struct stat    *info,
             const char           *path)
{
  g_autofree char *tag = entity_tag (info);
  g_autofree char *modified = lan_http_date (info->st_mtime);
  g_autofree char *type = lan_web_site_type (path);
  guint64 size = (guint64) info->st_size, offset = 0, length = size;
  LanHttpResponse *response;

  if (is_unchanged (request, tag, modified))
    {
      response = lan_http_response_new (304);
      close (fd);
    }
  else
    {
      Range range = parse_range (request, tag, modified, size, &offset, &length);

      if (range == RANGE_UNSATISFIABLE)
        {
          close (fd);
          response = lan_web_page_message (416, "Range not satisfiable", "The file is shorter than that.");
          lan_http_response_add (response, "Content-Range", "bytes */%" G_GUINT64_FORMAT, size);
          return response;
        }

      response = lan_http_response_new (range == RANGE_OK ? 206 : 200);
      lan_http_response_add (response, "Content-Type", "%s", type);
      if (range == RANGE_OK)
        lan_http_response_add (response, "Content-Range",
                               "bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, offset,
                               offset + length - 1, size);
      lan_http_response_set_file (response, fd, offset, length);
    }

  lan_http_response_add (response, "Accept-Ranges", "bytes");
  lan_http_response_add (response, "Last-Modified", "%s", modified);
  lan_http_response_add (response, "ETag", "%s", tag);
  lan_http_response_add (response, "Cache-Control", "no-cache");
  lan_http_response_add (response, "X-Content-Type-Options", "nosniff");

  return response;
}

/* "/docs" is a folder: relative links on its page need "/docs/". */
static LanHttpResponse *
redirect_to_folder (const char *path)
{
  g_auto(GStrv) segments = g_strsplit (path, "/", -1);
  g_autoptr(GString) location = g_string_new (NULL);
  LanHttpResponse *response = lan_web_page_message (301, "Moved", NULL);

  for (gsize i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *encoded = lan_web_path_encode (segments[i]);

      g_string_append_printf (location, "/%s", encoded);
    }
  lan_http_response_add (response, "Location", "%s/", location->str);

  return response;
}

static LanHttpResponse *
answer_path (LanWebSite           *self,
             const LanHttpRequest *request,
             const char           *path)
{
  g_autofree char *index = g_str_has_suffix (path, "/") || *path == '\0' ? g_strconcat (path, "index.html", NULL) : NULL;
  g_autoptr(GError) error = NULL;
  struct stat info;
  int fd;

  /* O_NONBLOCK: a named pipe in the folder must not stop the worker until somebody writes into it */
  const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;

  if (index != NULL)
    {
      fd = lan_beneath_open (self->root, index, flags, NULL);
      if (fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
        return answer_file (request, fd, &info, index);
      if (fd >= 0)
        close (fd);
    }

  fd = lan_beneath_open (self->root, *path != '\0' ? path : ".", flags, &error);
  if (fd < 0)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        return lan_web_page_message (403, "Forbidden", "This may not be read.");
      if (g_error_matches (error, LAN_ERROR, LAN_ERROR_ESCAPES))
        return lan_web_page_message (403, "Forbidden", "This leads out of the folder.");
      return not_found ();
    }

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return answer_file (request, fd, &info, path);

  if (S_ISDIR (info.st_mode))
    {
      LanHttpResponse *response = index != NULL ? lan_web_page_listing (fd, path) : redirect_to_folder (path);

      close (fd);
      return response;
    }

  close (fd);

  return lan_web_page_message (403, "Forbidden", "This is neither a file nor a folder.");
}

/**
 * lan_web_site_answer:
 *
 * Returns: (transfer full): what the folder has for a request
 */
LanHttpResponse *
lan_web_site_answer (LanWebSite           *self,
                     const LanHttpRequest *request)
{
  static const char allow[] = "GET, HEAD, OPTIONS";
  g_autofree char *path = NULL;
  LanHttpResponse *response;

  if (strcmp (request->method, "OPTIONS") == 0)
    {
      response = lan_http_response_new (204);
      lan_http_response_add (response, "Allow", "%s", allow);
      return response;
    }
  if (strcmp (request->method, "GET") != 0 && strcmp (request->method, "HEAD") != 0)
    {
      response = lan_web_page_message (405, "Method not allowed", "Only reading is allowed here.");
      lan_http_response_add (response, "Allow", "%s", allow);
      return response;
    }

  switch (lan_web_path_resolve (request->target, &path))
    {
    case LAN_WEB_PATH_OK:
      return answer_path (self, request, path);
    case LAN_WEB_PATH_OUTSIDE:
      return lan_web_page_message (403, "Forbidden", "This leads out of the folder.");
    case LAN_WEB_PATH_HIDDEN:
      return not_found ();
    case LAN_WEB_PATH_BAD:
    default:
      return lan_web_page_message (400, "Bad request", "The address cannot be read.");
    }
}
