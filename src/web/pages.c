/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/pages.h"

#include <dirent.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/text.h"
#include "web/path.h"

/* A listing is for people; more rows than this nobody reads, and each costs a system call. */
#define LISTING_MAX 10000

/* So much of a wrong address is shown back; whoever typed it knows the rest. */
#define TARGET_SHOWN_BYTES 200

static const char page_style[] =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:3rem auto;padding:0 1rem}"
  "h1,code{overflow-wrap:anywhere}"
  "table{width:100%;border-collapse:collapse}"
  "th,td{padding:.3rem .5rem;text-align:left}"
  "td{border-top:1px solid #8884;overflow-wrap:anywhere}"
  "th+th,td+td{text-align:right;white-space:nowrap;opacity:.7}";

/* Names of files and what clients ask for come back in these pages: escaped, and with no script that could run
 * even if something slipped through (CSP Level 3). */
static const char page_policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'";

static char *
escape (const char *text,
        gsize       length)
{
  g_autofree char *shown = lan_text_show_line (text, length);

  return g_markup_escape_text (shown, -1);
}

static GString *
begin_page (const char *escaped_title)
{
  GString *page = g_string_new ("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
                                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                                "<meta name=\"color-scheme\" content=\"light dark\">\n");

  g_string_append_printf (page, "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<h1>%s</h1>\n",
                          escaped_title, page_style, escaped_title);

  return page;
}

static LanHttpResponse *
end_page (GString *page,
          guint    status)
{
  LanHttpResponse *response = lan_http_response_new (status);

  g_string_append (page, "</body>\n</html>\n");
  lan_http_response_set_text (response, "text/html; charset=utf-8", g_string_free (page, FALSE));
  lan_http_response_add (response, "Cache-Control", "no-cache");
  lan_http_response_add (response, "Content-Security-Policy", "%s", page_policy);
  lan_http_response_add (response, "X-Content-Type-Options", "nosniff");

  return response;
}

/**
 * lan_web_page_message:
 * @title: shown as heading too
 * @sentence: plain text, translated
 *
 * Returns: (transfer full): an answer with a small page
 */
LanHttpResponse *
lan_web_page_message (guint       status,
                      const char *title,
                      const char *sentence)
{
  g_autofree char *safe_title = escape (title, strlen (title));
  g_autofree char *safe_sentence = escape (sentence, strlen (sentence));
  GString *page = begin_page (safe_title);

  g_string_append_printf (page, "<p>%s</p>\n", safe_sentence);

  return end_page (page, status);
}

/**
 * lan_web_page_not_found:
 * @target: what was asked for
 *
 * Returns: (transfer full): a friendly 404
 */
LanHttpResponse *
lan_web_page_not_found (const char *target)
{
  gsize length = strlen (target);
  g_autofree char *asked = escape (target, lan_text_fit (target, length, TARGET_SHOWN_BYTES));
  g_autofree char *shown = g_strdup_printf ("<code>%s%s</code>", asked, length > TARGET_SHOWN_BYTES ? "…" : "");
  g_autofree char *sentence = g_markup_escape_text (_("There is nothing at %s. Is it spelled right?"), -1);
  g_autofree char *home = g_markup_escape_text (_("To the first page"), -1);
  g_auto(GStrv) around = g_strsplit (sentence, "%s", 2);
  GString *page = begin_page ("Sorry, not found");

  g_string_append_printf (page, "<p>%s%s%s</p>\n<p><a href=\"/\">%s</a></p>\n", around[0], shown,
                          around[1] != NULL ? around[1] : "", home);

  return end_page (page, 404);
}

/* --- Listings --- */

typedef struct
{
  char *name;
  char *shown;
  char *key;
  gboolean folder;
  guint64 size;
  gint64 modified;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry->shown);
  g_free (entry->key);
  g_free (entry);
}

static gint
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *first = *(const Entry *const *) a;
  const Entry *second = *(const Entry *const *) b;

  if (first->folder != second->folder)
    return first->folder ? -1 : 1;

  return strcmp (first->key, second->key);
}

/* What a link leads to, where that lies in the site: what is outside is not served, so its size and date are
 * not told either. */
static gboolean
look_behind_link (int          root,
                  const char  *path,
                  const char  *name,
                  struct stat *info)
{
  g_autofree char *full = g_strconcat (path, name, NULL);
  int fd = lan_beneath_open (root, full, O_PATH, NULL);
  gboolean found = fd >= 0 && fstat (fd, info) == 0;

  if (fd >= 0)
    close (fd);

  return found;
}

static Entry *
read_entry (int         root,
            int         folder,
            const char *path,
            const char *name)
{
  struct stat info;
  Entry *entry;

  /* what is hidden, and what is neither file nor folder, is not served either */
  if (*name == '.' || fstatat (folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
      (S_ISLNK (info.st_mode) && !look_behind_link (root, path, name, &info)) ||
      (!S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode)))
    return NULL;

  entry = g_new0 (Entry, 1);
  entry->name = g_strdup (name);
  entry->shown = lan_text_show_line (name, strlen (name));
  entry->key = g_utf8_collate_key_for_filename (entry->shown, -1);
  entry->folder = S_ISDIR (info.st_mode);
  entry->size = (guint64) info.st_size;
  entry->modified = info.st_mtime;

  return entry;
}

static GPtrArray *
read_entries (int         root,
              int         folder,
              const char *path,
              gboolean   *more)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  int copy = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = copy >= 0 ? fdopendir (copy) : NULL;
  struct dirent *found;

  *more = FALSE;
  while (dir != NULL && !*more && (found = readdir (dir)) != NULL)
    {
      Entry *entry = read_entry (root, folder, path, found->d_name);

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
      *more = entries->len >= LISTING_MAX;
    }

  if (dir != NULL)
    closedir (dir);
  else if (copy >= 0)
    close (copy);
  g_ptr_array_sort (entries, compare_entries);

  return entries;
}

static void
append_entry (GString     *page,
              const Entry *entry)
{
  g_autofree char *encoded = lan_web_path_encode (entry->name);
  g_autofree char *shown = g_markup_escape_text (entry->shown, -1);
  g_autofree char *size = entry->folder ? g_strdup ("") : g_format_size (entry->size);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (entry->modified);
  g_autofree char *modified = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
  const char *slash = entry->folder ? "/" : "";

  g_string_append_printf (page, "<tr><td><a href=\"./%s%s\">%s%s</a></td><td>%s</td><td>%s</td></tr>\n",
                          encoded, slash, shown, slash, size, modified);
}

/**
 * lan_web_page_listing:
 * @root: the site's folder, open
 * @folder: what is listed, open for reading
 * @path: of it in the site, ending in a slash; "" for the top
 *
 * Returns: (transfer full): an answer with what lies in a folder; readable without JavaScript
 */
LanHttpResponse *
lan_web_page_listing (int         root,
                      int         folder,
                      const char *path)
{
  gboolean more;
  g_autoptr(GPtrArray) entries = read_entries (root, folder, path, &more);
  g_autofree char *shown_path = escape (path, strlen (path));
  g_autofree char *title = g_strconcat ("/", shown_path, NULL);
  g_autofree char *name = g_markup_escape_text (C_("column", "Name"), -1);
  g_autofree char *size = g_markup_escape_text (C_("column", "Size"), -1);
  g_autofree char *changed = g_markup_escape_text (C_("column", "Changed"), -1);
  GString *page = begin_page (title);

  g_string_append_printf (page, "<table>\n<tr><th>%s</th><th>%s</th><th>%s</th></tr>\n", name, size, changed);
  if (*path != '\0')
    g_string_append (page, "<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
  for (guint i = 0; i < entries->len; i++)
    append_entry (page, g_ptr_array_index (entries, i));
  g_string_append (page, "</table>\n");

  if (entries->len == 0)
    {
      g_autofree char *sentence = g_markup_escape_text (_("This folder is empty."), -1);

      g_string_append_printf (page, "<p>%s</p>\n", sentence);
    }
  else if (more)
    {
      g_autofree char *sentence = g_strdup_printf (ngettext ("Only the first %d is listed.",
                                                             "Only the first %d are listed.", LISTING_MAX),
                                                   LISTING_MAX);
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      g_string_append_printf (page, "<p>%s</p>\n", escaped);
    }

  return end_page (page, 200);
}
