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
#include "web/listing.h"
#include "web/pages.h"
#include "web/path.h"
#include "web/representation.h"

/* What the site says itself where there is nothing. */
#define NOT_FOUND_PAGE "404.html"

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

  lan_web_cache_unref (self->cache);
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

/* "/docs" is a folder: relative links on its page need "/docs/". */
static LanHttpResponse *
redirect_to_folder (const LanHttpRequest *request,
                    const char           *path)
{
  g_autofree char *url = lan_web_path_to_url (path);
  const char *query = strchr (request->target, '?');
  LanHttpResponse *response = lan_web_page_message (301, "Moved", _("This is a folder; its address ends in a slash."));

  lan_http_response_add (response, "Location", "%s/%s", url, query != NULL ? query : "");

  return response;
}

/* --- What is not there --- */

/* "/settings", "/users/": a page's own address, not a file of it. */
static gboolean
has_extension (const char *path)
{
  const char *end = path + strlen (path);
  const char *name = end;

  while (name > path && (name == end || name[-1] != '/'))
    name--;

  return strchr (name, '.') != NULL;
}

/* (nullable): it comes later */
static LanHttpResponse *
answer_page_of_all (const LanWebVisit *visit,
                    const char        *path,
                    gboolean          *found)
{
  struct stat info;
  int fd = -1;

  if (visit->options->single_page && !has_extension (path) &&
      lan_web_negotiate_html (visit->request->head, visit->request->data))
    fd = lan_beneath_open_to_read (visit->root, "index.html", &info, NULL);
  *found = fd >= 0 && S_ISREG (info.st_mode);
  if (*found)
    return lan_web_representation_answer (visit, fd, &info, "index.html", TRUE);

  if (fd >= 0)
    close (fd);

  return NULL;
}

static LanHttpResponse *
answer_not_found (const LanWebVisit *visit)
{
  struct stat info;
  int fd = lan_beneath_open_to_read (visit->root, NOT_FOUND_PAGE, &info, NULL);

  if (fd >= 0 && S_ISREG (info.st_mode))
    return lan_web_representation_of_error (404, fd, &info, NOT_FOUND_PAGE);
  if (fd >= 0)
    close (fd);

  return lan_web_page_not_found (visit->request->target);
}

/* (nullable): it comes later */
static LanHttpResponse *
explain_failure (const LanWebVisit *visit,
                 const char        *path,
                 const GError      *error)
{
  LanHttpResponse *response;
  gboolean found;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return lan_web_page_message (403, "Forbidden", _("This may not be read."));
  if (g_error_matches (error, LAN_ERROR, LAN_ERROR_ESCAPES))
    return lan_web_page_message (403, "Forbidden", _("This leads out of the folder."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
    return lan_web_page_message (403, "Forbidden", _("This is neither a file nor a folder."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    return lan_web_page_message (503, "Service unavailable", _("Too many files are open. Try again in a moment."));

  response = answer_page_of_all (visit, path, &found);

  return found ? response : answer_not_found (visit);
}

/* --- What is there --- */

static LanHttpResponse *
answer_folder (const LanWebVisit *visit,
               const char        *path)
{
  g_autofree char *index = g_strconcat (path, "index.html", NULL);
  g_autoptr(GError) index_error = NULL;
  g_autoptr(GError) error = NULL;
  LanHttpResponse *response;
  struct stat info;
  int fd = lan_beneath_open_to_read (visit->root, index, &info, &index_error);

  if (fd >= 0 && S_ISREG (info.st_mode))
    return lan_web_representation_answer (visit, fd, &info, index, FALSE);
  if (fd >= 0)
    close (fd);

  /* there is one, and it is not to be seen: then the list behind it is not either */
  if (g_error_matches (index_error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
      g_error_matches (index_error, LAN_ERROR, LAN_ERROR_ESCAPES))
    return explain_failure (visit, path, index_error);

  fd = lan_beneath_open_to_read (visit->root, *path != '\0' ? path : ".", &info, &error);
  if (fd < 0)
    return explain_failure (visit, path, error);

  response = lan_web_listing_answer (visit->root, fd, path, visit->options, visit->request);
  close (fd);

  return response;
}

/* "/about" is "about.html" where there is nothing of that name. */
static LanHttpResponse *
answer_page (const LanWebVisit *visit,
             const char        *path,
             const GError      *error)
{
  g_autofree char *page = g_strconcat (path, ".html", NULL);
  g_autoptr(GError) page_error = NULL;
  struct stat info;
  int fd = lan_beneath_open_to_read (visit->root, page, &info, &page_error);

  if (fd >= 0 && S_ISREG (info.st_mode))
    return lan_web_representation_answer (visit, fd, &info, page, FALSE);
  if (fd >= 0)
    close (fd);

  return explain_failure (visit, path, fd < 0 ? page_error : error);
}

static LanHttpResponse *
answer_path (const LanWebVisit *visit,
             const char        *path)
{
  g_autoptr(GError) error = NULL;
  struct stat info;
  int fd;

  if (*path == '\0' || g_str_has_suffix (path, "/"))
    return answer_folder (visit, path);

  fd = lan_beneath_open_to_read (visit->root, path, &info, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return answer_page (visit, path, error);
  if (fd < 0)
    return explain_failure (visit, path, error);
  if (S_ISREG (info.st_mode))
    return lan_web_representation_answer (visit, fd, &info, path, FALSE);

  close (fd);

  return redirect_to_folder (visit->request, path);
}

/* Who may bring something and not read gets the form for it, and learns nothing of what is there. */
static LanHttpResponse *
answer_unread (const LanWebOptions  *options,
               const LanHttpRequest *request,
               const char           *path)
{
  g_autofree char *sentence = NULL;

  if (path != NULL && (*path == '\0' || g_str_has_suffix (path, "/")))
    return lan_web_listing_answer (-1, -1, path, options, request);

  sentence = lan_web_options_describe_rights (options->rights);

  return lan_web_page_message (403, "Forbidden", sentence);
}

/* @path: NULL for what is hidden: as if it were not there */
static LanHttpResponse *
answer_read (LanWebSite           *self,
             const LanWebOptions  *options,
             const LanHttpRequest *request,
             const char           *path)
{
  LanWebVisit visit = {
    .request = request,
    .options = options,
    .cache = self->cache,
    .folder = self->folder,
    .codings = lan_web_negotiate_codings (request->head, request->data),
  };
  LanHttpResponse *response = NULL;

  if ((options->rights & LAN_WEB_RIGHT_READ) == 0)
    return answer_unread (options, request, path);

  if (path != NULL && lan_web_representation_is_plain (request))
    response = lan_web_cache_get (self->cache, request->target, visit.codings);
  if (response != NULL)
    return response;

  visit.root = lan_web_site_open_root (self);
  if (visit.root < 0)
    return lan_web_page_not_found (request->target);

  response = path != NULL ? answer_path (&visit, path) : answer_not_found (&visit);
  close (visit.root);

  return response;
}

/**
 * lan_web_site_answer:
 *
 * Returns: (transfer full) (nullable): what the folder has for a GET or HEAD; %NULL: it comes later
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
      return answer_read (self, options, request, NULL);
    case LAN_WEB_PATH_BAD:
    default:
      return lan_web_page_message (400, "Bad request", _("The address cannot be read."));
    }
}
