/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/pages.h"

#include <dirent.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "web/path.h"

/* A listing is for people; more rows than this nobody reads, and each costs a system call. */
#define LISTING_MAX 10000

#define HTML_TYPE "text/html; charset=utf-8"

static const char page_head[] =
  "<!DOCTYPE html>\n"
  "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
  "<meta name=\"color-scheme\" content=\"light dark\">\n"
  "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:3rem auto;padding:0 1rem}"
  "table{width:100%;border-collapse:collapse}td{padding:.3rem .5rem;border-top:1px solid #8884;word-break:break-word}"
  "td+td{text-align:right;white-space:nowrap;opacity:.7}</style>\n";

static char *
escape (const char *text)
{
  g_autofree char *shown = lan_text_show_line (text, strlen (text));

  return g_markup_escape_text (shown, -1);
}

/**
 * lan_web_page_message:
 * @title: shown as heading too
 * @sentence: (nullable): plain text
 *
 * Returns: (transfer full): an answer with a small page
 */
LanHttpResponse *
lan_web_page_message (guint       status,
                      const char *title,
                      const char *sentence)
{
  g_autofree char *safe_title = escape (title);
  g_autofree char *safe_sentence = escape (sentence != NULL ? sentence : "");
  LanHttpResponse *response = lan_http_response_new (status);

  lan_http_response_set_text (response, HTML_TYPE,
                              g_strdup_printf ("%s<title>%s</title></head>\n<body><h1>%s</h1>\n<p>%s</p></body></html>\n",
                                               page_head, safe_title, safe_title, safe_sentence));

  return response;
}

typedef struct
{
  char *name;
  gboolean folder;
  guint64 size;
  gint64 modified;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
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

  return g_ascii_strcasecmp (first->name, second->name);
}

static GPtrArray *
read_entries (int       folder,
              gboolean *more)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  int copy = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = copy >= 0 ? fdopendir (copy) : NULL;
  struct dirent *found;

  *more = FALSE;
  while (dir != NULL && (found = readdir (dir)) != NULL)
    {
      struct stat info;
      Entry *entry;

      /* what is hidden, and what is neither file nor folder, is not served either */
      if (found->d_name[0] == '.' || fstatat (folder, found->d_name, &info, 0) != 0 ||
          (!S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode)))
        continue;
      if (entries->len >= LISTING_MAX)
        {
          *more = TRUE;
          break;
        }

      entry = g_new0 (Entry, 1);
      entry->name = g_strdup (found->d_name);
      entry->folder = S_ISDIR (info.st_mode);
      entry->size = (guint64) info.st_size;
      entry->modified = info.st_mtime;
      g_ptr_array_add (entries, entry);
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
  g_autofree char *shown = escape (entry->name);
  g_autofree char *size = entry->folder ? g_strdup ("") : g_format_size (entry->size);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (entry->modified);
  g_autofree char *modified = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
  const char *slash = entry->folder ? "/" : "";

  g_string_append_printf (page, "<tr><td><a href=\"./%s%s\">%s%s</a></td><td>%s</td><td>%s</td></tr>\n",
                          encoded, slash, shown, slash, size, modified);
}

/**
 * lan_web_page_listing:
 * @folder: open, for reading
 * @path: of it in the site, ending in a slash; "" for the top
 *
 * Returns: (transfer full): an answer with what lies in a folder; readable without JavaScript
 */
LanHttpResponse *
lan_web_page_listing (int         folder,
                      const char *path)
{
  gboolean more;
  g_autoptr(GPtrArray) entries = read_entries (folder, &more);
  g_autofree char *title = escape (path);
  GString *page = g_string_new (page_head);
  LanHttpResponse *response = lan_http_response_new (200);

  g_string_append_printf (page, "<title>/%s</title></head>\n<body><h1>/%s</h1>\n<table>\n", title, title);
  if (*path != '\0')
    g_string_append (page, "<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
  for (guint i = 0; i < entries->len; i++)
    append_entry (page, g_ptr_array_index (entries, i));
  g_string_append (page, "</table>\n");
  if (more)
    g_string_append_printf (page, "<p>Only the first %d are listed.</p>\n", LISTING_MAX);
  g_string_append (page, "</body></html>\n");

  lan_http_response_set_text (response, HTML_TYPE, g_string_free (page, FALSE));
  lan_http_response_add (response, "Cache-Control", "no-cache");

  return response;
}
