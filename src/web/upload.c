/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/upload.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/error.h"
#include "http/status.h"
#include "http/syntax.h"
#include "web/arrival.h"
#include "web/conditions.h"
#include "web/form.h"
#include "web/origin.h"
#include "web/pages.h"
#include "web/path.h"
#include "web/store.h"

/* Of a request that needs none. */
#define NO_BODY_MAX_BYTES (64 * 1024)

/* After so many seconds an upload more may go. */
#define RETRY_AFTER_S 5

/* A change of one name in a folder, under way. */
typedef struct
{
  LanWebSite *site;
  int folder;
  char *name;
  char *url;
  LanWebArriving *arriving;   /* of PUT */
  char *only_tag;             /* (nullable): what it is for, and nothing else */
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  g_clear_pointer (&self->arriving, lan_web_arriving_free);
  lan_web_site_unref (self->site);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self->name);
  g_free (self->url);
  g_free (self->only_tag);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static LanHttpResponse *
refuse (const GError *error)
{
  guint status = (guint) error->code;

  return lan_web_page_message (status, lan_http_status_phrase (status), error->message);
}

/* Before anything was begun. */
static LanHttpResponse *
refuse_request (const LanWebOptions  *options,
                const LanHttpRequest *request,
                const GError         *error)
{
  LanHttpResponse *response = strcmp (request->method, "POST") == 0 ? lan_web_form_refuse (request, error)
                                                                    : refuse (error);

  if (response->status == 405)
    {
      g_autofree char *methods = lan_web_options_list_methods (options);

      lan_http_response_add (response, "Allow", "%s", methods);
    }
  if (response->status == 503)
    lan_http_response_add (response, "Retry-After", "%d", RETRY_AFTER_S);

  return response;
}

static gboolean
has_field (const LanHttpRequest *request,
           const char           *name)
{
  return lan_http_head_get (request->head, request->data, name, NULL, NULL);
}

/* --- Where it is to happen --- */

/* Opens the folder a path is in. @missing: the status where there is none. */
static int
open_folder (LanWebSite  *site,
             const char  *path,
             guint        missing,
             GError     **error)
{
  g_autoptr(GError) failure = NULL;
  int root = lan_web_site_open_root (site);
  int fd = root >= 0 ? lan_beneath_open (root, *path != '\0' ? path : ".", O_PATH | O_DIRECTORY, &failure) : -1;

  if (root >= 0)
    close (root);
  if (fd >= 0)
    return fd;

  if (g_error_matches (failure, LAN_ERROR, LAN_ERROR_ESCAPES))
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403, failure->message);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403, _("This may not be read."));
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES))
    g_set_error_literal (error, LAN_WEB_REFUSAL, 503, _("Too many files are open. Try again in a moment."));
  else if (missing == 404)
    g_set_error_literal (error, LAN_WEB_REFUSAL, missing, _("There is no such folder."));
  else
    g_set_error_literal (error, LAN_WEB_REFUSAL, missing, _("There is no such folder. Make it first."));

  return -1;
}

/* @path is a path with a name at its end, and perhaps a slash. @is_new: something is to be put there. */
static Change *
change_new (LanWebSite  *site,
            const char  *path,
            gboolean     is_new,
            guint        missing,
            GError     **error)
{
  g_autoptr(Change) self = g_new0 (Change, 1);
  g_autofree char *plain = g_strndup (path, strlen (path) - (g_str_has_suffix (path, "/") ? 1 : 0));
  g_autofree char *folder = NULL;
  const char *slash = strrchr (plain, '/');

  self->site = lan_web_site_ref (site);
  self->folder = -1;
  self->name = g_strdup (slash != NULL ? slash + 1 : plain);
  self->url = lan_web_path_to_url (path);
  folder = g_strndup (plain, slash != NULL ? (gsize) (slash - plain) : 0);

  if (!lan_web_store_check_name (self->name, is_new, error))
    return NULL;
  self->folder = open_folder (site, folder, missing, error);

  return self->folder >= 0 ? g_steal_pointer (&self) : NULL;
}

/* Takes @self. */
static LanHttpResponse *
begin (const LanHttpRequest    *request,
       guint64                  max_bytes,
       const LanWebArrivalWork *work,
       Change                  *self)
{
  lan_web_arrival_begin (request, max_bytes, work, self);

  return NULL;
}

/* --- PUT --- */

static LanHttpResponse *
on_file (const char *bytes,
         gsize       length,
         gpointer    data)
{
  Change *self = data;
  g_autoptr(GError) error = NULL;

  return lan_web_arriving_write (self->arriving, bytes, length, &error) ? NULL : refuse (error);
}

static LanHttpResponse *
on_file_done (gpointer data)
{
  Change *self = data;
  g_autofree char *tag = NULL;
  g_autoptr(GError) error = NULL;
  gboolean created;
  LanHttpResponse *response;

  if (!lan_web_arriving_keep (self->arriving, self->name, self->only_tag, &created, &tag, &error))
    return refuse (error);

  lan_web_site_forget (self->site);
  response = lan_http_response_new (created ? 201 : 204);
  if (created)
    lan_http_response_add (response, "Location", "%s", self->url);
  if (tag != NULL)   /* it was kept as it came (RFC 9110 section 9.3.4) */
    lan_http_response_add (response, "ETag", "%s", tag);

  return response;
}

/* Whether the conditions of the request hold for what is there. What they were made for must still be there at the
 * end: its tag is remembered. */
static gboolean
meets_conditions (Change                *self,
                  const LanHttpRequest  *request,
                  gboolean               exists,
                  const struct stat     *info,
                  GError               **error)
{
  g_autofree char *tag = exists ? lan_web_entity_tag (info, NULL) : NULL;

  if (lan_web_conditions_check (request, tag, exists ? info->st_mtime : 0) != 0)
    {
      g_set_error_literal (error, LAN_WEB_REFUSAL, 412, exists ? _("The file is another one by now.")
                                                               : _("There is no such file."));
      return FALSE;
    }

  if (has_field (request, "If-Match") || has_field (request, "If-None-Match") ||
      has_field (request, "If-Unmodified-Since"))
    self->only_tag = g_strdup (tag != NULL ? tag : "");

  return TRUE;
}

/* What can be told before the file comes is told then: a client may wait for that (Expect: 100-continue). */
static gboolean
has_announced_room (Change                *self,
                    const LanWebOptions   *options,
                    const LanHttpRequest  *request,
                    GError               **error)
{
  guint64 announced;
  g_autofree char *size = NULL;

  if (!lan_web_arrival_is_announced (request, &announced))
    return TRUE;
  if (announced <= options->upload_max_bytes)
    return lan_web_store_has_room (self->folder, announced, error);

  size = g_format_size (options->upload_max_bytes);
  g_set_error (error, LAN_WEB_REFUSAL, 413, _("The file is too large: it may have up to %s here."), size);

  return FALSE;
}

static gboolean
is_put_plain (const LanHttpRequest  *request,
              const char            *path,
              GError               **error)
{
  const char *coding;
  gsize length;

  if (*path == '\0' || g_str_has_suffix (path, "/"))
    g_set_error_literal (error, LAN_WEB_REFUSAL, 409, _("This is the address of a folder. Add the name of the file."));
  else if (has_field (request, "Content-Range"))   /* RFC 9110 section 14.4: a part would replace the whole */
    g_set_error_literal (error, LAN_WEB_REFUSAL, 400, _("Only whole files can be uploaded, no parts (Content-Range)."));
  else if (lan_http_head_get (request->head, request->data, "Content-Encoding", &coding, &length) &&
           !lan_http_text_is (coding, length, "identity"))
    g_set_error_literal (error, LAN_WEB_REFUSAL, 415, _("Files are kept as they come: upload it without coding."));
  else
    return TRUE;

  return FALSE;
}

static LanHttpResponse *
put (LanWebSite           *site,
     const LanWebOptions  *options,
     const LanHttpRequest *request,
     const char           *path,
     GError              **error)
{
  static const LanWebArrivalWork work = { on_file, on_file_done, change_free };
  g_autoptr(Change) self = NULL;
  struct stat info;
  gboolean exists;

  if (!lan_web_store_allows (options->rights, LAN_WEB_RIGHT_UPLOAD, error) || !is_put_plain (request, path, error))
    return NULL;

  self = change_new (site, path, TRUE, 409, error);
  if (self == NULL || !lan_web_store_look (self->folder, self->name, &exists, &info, error) ||
      (exists && !lan_web_store_allows (options->rights, LAN_WEB_RIGHT_REPLACE, error)) ||
      !has_announced_room (self, options, request, error) ||
      !meets_conditions (self, request, exists, &info, error))
    return NULL;

  self->arriving = lan_web_arriving_new (self->folder, options, error);
  if (self->arriving == NULL)
    return NULL;

  return begin (request, options->upload_max_bytes, &work, g_steal_pointer (&self));
}

/* --- DELETE --- */

static LanHttpResponse *
on_delete (gpointer data)
{
  Change *self = data;
  g_autoptr(GError) error = NULL;

  if (!lan_web_store_delete (self->folder, self->name, &error))
    return refuse (error);
  lan_web_site_forget (self->site);

  return lan_http_response_new (204);
}

static LanHttpResponse *
delete (LanWebSite           *site,
        const LanWebOptions  *options,
        const LanHttpRequest *request,
        const char           *path,
        GError              **error)
{
  static const LanWebArrivalWork work = { NULL, on_delete, change_free };
  g_autoptr(Change) self = NULL;
  struct stat info;

  if (!lan_web_store_allows (options->rights, LAN_WEB_RIGHT_DELETE, error))
    return NULL;
  if (*path == '\0')
    {
      g_set_error_literal (error, LAN_WEB_REFUSAL, 403, _("The folder that is served cannot be deleted by visitors."));
      return NULL;
    }

  self = change_new (site, path, FALSE, 404, error);
  if (self == NULL)
    return NULL;
  if (fstatat (self->folder, self->name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
      (g_str_has_suffix (path, "/") && !S_ISDIR (info.st_mode)))
    {
      g_set_error_literal (error, LAN_WEB_REFUSAL, 404, _("There is nothing of this name."));
      return NULL;
    }
  if (!meets_conditions (self, request, S_ISREG (info.st_mode), &info, error))
    return NULL;

  return begin (request, NO_BODY_MAX_BYTES, &work, g_steal_pointer (&self));
}

/* --- MKCOL (RFC 4918 section 9.3) --- */

static LanHttpResponse *
on_make_folder (gpointer data)
{
  Change *self = data;
  g_autoptr(GError) error = NULL;
  LanHttpResponse *response;

  if (!lan_web_store_make_folder (self->folder, self->name, &error))
    return refuse (error);

  lan_web_site_forget (self->site);
  response = lan_http_response_new (201);
  lan_http_response_add (response, "Location", "%s", self->url);

  return response;
}

static LanHttpResponse *
make_folder (LanWebSite           *site,
             const LanWebOptions  *options,
             const LanHttpRequest *request,
             const char           *path,
             GError              **error)
{
  static const LanWebArrivalWork work = { NULL, on_make_folder, change_free };
  g_autoptr(Change) self = NULL;

  if (!lan_web_store_allows (options->rights, LAN_WEB_RIGHT_UPLOAD, error))
    return NULL;
  if (request->has_body)
    {
      g_set_error_literal (error, LAN_WEB_REFUSAL, 415, _("A new folder is empty: there can be nothing in the request."));
      return NULL;
    }
  if (*path == '\0')
    {
      g_set_error_literal (error, LAN_WEB_REFUSAL, 405, _("There is something of this name already."));
      return NULL;
    }

  self = change_new (site, path, TRUE, 409, error);
  if (self == NULL)
    return NULL;
  if (faccessat (self->folder, self->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    {
      g_set_error_literal (error, LAN_WEB_REFUSAL, 405, _("There is something of this name already."));
      return NULL;
    }

  return begin (request, NO_BODY_MAX_BYTES, &work, g_steal_pointer (&self));
}

/* --- POST --- */

static LanHttpResponse *
post (LanWebSite           *site,
      const LanWebOptions  *options,
      const LanHttpRequest *request,
      const char           *path,
      GError              **error)
{
  g_autofree char *folder = *path == '\0' || g_str_has_suffix (path, "/") ? g_strdup (path) : g_strconcat (path, "/", NULL);
  int fd = open_folder (site, folder, 404, error);

  return fd >= 0 ? lan_web_form_answer (site, options, request, folder, fd) : NULL;
}

/* --- */

static gboolean
resolve (const LanHttpRequest  *request,
         char                 **path,
         GError               **error)
{
  switch (lan_web_path_resolve (request->target, path))
    {
    case LAN_WEB_PATH_OK:
      return TRUE;
    case LAN_WEB_PATH_OUTSIDE:
      g_set_error_literal (error, LAN_WEB_REFUSAL, 403, _("This leads out of the folder."));
      return FALSE;
    case LAN_WEB_PATH_HIDDEN:
      g_set_error_literal (error, LAN_WEB_REFUSAL, 403,
                           _("A name that begins with a dot is one of a hidden file, which visitors cannot reach."));
      return FALSE;
    case LAN_WEB_PATH_BAD:
    default:
      g_set_error_literal (error, LAN_WEB_REFUSAL, 400, _("The address cannot be read."));
      return FALSE;
    }
}

static gboolean
may_change (const LanHttpRequest  *request,
            GError               **error)
{
  const char *sentence = lan_web_origin_refuse (request);

  if (sentence != NULL)
    g_set_error_literal (error, LAN_WEB_REFUSAL, 403, sentence);
  else if (lan_web_arrival_is_busy (request))
    g_set_error_literal (error, LAN_WEB_REFUSAL, 503, _("Too many uploads are under way. Try again in a moment."));

  return *error == NULL;
}

/**
 * lan_web_upload_answer:
 *
 * PUT, DELETE and MKCOL of one file or folder, and POST of a form to a folder, as far as @options allow visitors to.
 * Nothing is ever half there: a file gets its name when it is whole and on the disk.
 *
 * Returns: (transfer full) (nullable): a refusal; %NULL: the answer comes later
 */
LanHttpResponse *
lan_web_upload_answer (LanWebSite           *site,
                       const LanWebOptions  *options,
                       const LanHttpRequest *request)
{
  static const struct
  {
    const char *method;
    LanHttpResponse *(*answer) (LanWebSite *, const LanWebOptions *, const LanHttpRequest *, const char *, GError **);
  } methods[] = {
    { "PUT", put },
    { "POST", post },
    { "DELETE", delete },
    { "MKCOL", make_folder },
  };
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  LanHttpResponse *response = NULL;

  if (may_change (request, &error) && resolve (request, &path, &error))
    for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
      if (strcmp (request->method, methods[i].method) == 0)
        response = methods[i].answer (site, options, request, path, &error);

  return error != NULL ? refuse_request (options, request, error) : response;
}
