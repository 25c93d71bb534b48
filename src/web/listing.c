/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/listing.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/crowd.h"
#include "base/text.h"
#include "web/entries.h"
#include "web/pages.h"
#include "web/path.h"

/* More rows than this make a phone's browser slow; the others are on further pages. */
#define LISTING_PAGE_ROWS 1000

/* From so many on, it is quicker to type a piece of a name than to look for it. */
#define LISTING_FILTER_ROWS 10

/* Made at once, each in a thread: a large folder takes a processor for some tenths of a second, and as much memory
 * as entries.c allows. */
#define LISTINGS_AT_ONCE 2

/* Waiting or being made: a class that opens the page at once, and more; each keeps two files open. */
#define LISTINGS_MAX 128

/* Of one address: nobody looks at so many, and who asks again and again leaves room for others. */
#define LISTINGS_OF_ONE_MAX 48

/* Said to who comes when too many wait. */
#define RETRY_AFTER_SECONDS 1

/* What a visitor chose to see, from the query of the address. */
typedef struct
{
  LanWebSort sort;
  gboolean descending;
  guint page;      /* from 1 on */
  char *filter;    /* (nullable) */
} View;

typedef struct
{
  LanHttpPause *pause;
  char *client;
  int root;
  int folder;
  char *path;
  LanWebOptions *options;
  View view;
} Job;

/* --- The address --- */

static const char *const sort_names[] = {
  [LAN_WEB_SORT_NAME] = "name",
  [LAN_WEB_SORT_SIZE] = "size",
  [LAN_WEB_SORT_TIME] = "time",
};

/* What cannot be understood is as if it were not there: a list is shown in any case. */
static void
view_init (View       *self,
           const char *target)
{
  const char *query = strchr (target, '?');
  gssize length = query != NULL ? (gssize) strcspn (query + 1, "#") : 0;
  g_autoptr(GHashTable) words = g_uri_parse_params (query != NULL ? query + 1 : "", length, "&",
                                                    G_URI_PARAMS_WWW_FORM, NULL);
  const char *sort = words != NULL ? g_hash_table_lookup (words, "sort") : NULL;
  const char *page = words != NULL ? g_hash_table_lookup (words, "page") : NULL;
  const char *filter = words != NULL ? g_hash_table_lookup (words, "q") : NULL;
  guint64 number;

  self->sort = LAN_WEB_SORT_NAME;
  for (guint i = 0; i < G_N_ELEMENTS (sort_names); i++)
    if (g_strcmp0 (sort, sort_names[i]) == 0)
      self->sort = i;
  self->descending = words != NULL && g_strcmp0 (g_hash_table_lookup (words, "order"), "desc") == 0;
  self->page = page != NULL && g_ascii_string_to_unsigned (page, 10, 1, G_MAXUINT, &number, NULL) ? (guint) number : 1;
  self->filter = filter != NULL && *filter != '\0' ? lan_text_show_line (filter, strlen (filter)) : NULL;
}

static char *
make_address (const View *view,
              LanWebSort  sort,
              gboolean    descending,
              guint       page)
{
  GString *address = g_string_new (NULL);

  if (sort != LAN_WEB_SORT_NAME || descending)
    g_string_append_printf (address, "&sort=%s&order=%s", sort_names[sort], descending ? "desc" : "asc");
  if (page > 1)
    g_string_append_printf (address, "&page=%u", page);
  if (view->filter != NULL)
    {
      g_string_append (address, "&q=");
      g_string_append_uri_escaped (address, view->filter, NULL, FALSE);
    }

  if (address->len > 0)
    address->str[0] = '?';
  g_string_prepend (address, "./");

  return g_string_free (address, FALSE);
}

/* --- The page --- */

/* Where we are: every folder on the way is a link. */
static void
append_crumbs (LanWebPage *page,
               const char *path)
{
  g_auto(GStrv) names = g_strsplit (path, "/", -1);
  guint n_names = g_strv_length (names);
  guint depth = n_names > 0 ? n_names - 1 : 0;   /* a path ends in a slash */

  lan_web_page_append (page, "<nav aria-label=\"%s\">\n<ol>\n", _("Folder"));
  if (depth == 0)
    lan_web_page_append (page, "<li><h1><svg aria-hidden=\"true\"><use href=\"#home\"/></svg> %s</h1></li>\n",
                         _("Shared folder"));
  else
    {
      lan_web_page_append (page, "<li><a href=\"");
      for (guint i = 0; i < depth; i++)
        lan_web_page_append (page, "../");
      lan_web_page_append (page, "\" aria-label=\"%s\"><svg aria-hidden=\"true\"><use href=\"#home\"/></svg></a></li>\n",
                           _("Shared folder"));
    }
  for (guint i = 0; i < depth; i++)
    {
      g_autofree char *shown = lan_text_show_line (names[i], strlen (names[i]));

      if (i + 1 == depth)
        lan_web_page_append (page, "<li><h1><bdi>%s</bdi></h1></li>\n", shown);
      else
        {
          lan_web_page_append (page, "<li><a href=\"");
          for (guint up = i + 1; up < depth; up++)
            lan_web_page_append (page, "../");
          lan_web_page_append (page, "\"><bdi>%s</bdi></a></li>\n", shown);
        }
    }
  lan_web_page_append (page, "</ol>\n</nav>\n");
}

/* Without JavaScript a browser sends the forms itself; with it, upload.js shows how far each file is. The server reads
 * a form as it comes: whether to replace has to come before the files. */
static void
append_upload (LanWebPage          *page,
               const LanWebOptions *options)
{
  g_autofree char *limit = g_format_size (options->upload_max_bytes);
  g_autofree char *sentence = g_strdup_printf (_("A file may have up to %s."), limit);

  lan_web_page_append (page,
                       "<section class=\"upload card\" aria-label=\"%s\">\n"
                       "<form id=\"upload\" method=\"post\" action=\"./\" enctype=\"multipart/form-data\" "
                       "data-waiting=\"%s\" data-done=\"%s\" data-failed=\"%s\" data-cancelled=\"%s\" data-cancel=\"%s\">",
                       _("Upload"), _("Waiting"), _("Arrived"), _("Failed"), _("Cancelled"), _("Cancel"));
  if ((options->rights & LAN_WEB_RIGHT_REPLACE) != 0)
    lan_web_page_append (page, "<label><input type=\"checkbox\" name=\"replace\" value=\"1\"> %s</label>",
                         _("Replace files of the same name"));
  lan_web_page_append (page,
                       "<input type=\"file\" name=\"file\" aria-label=\"%s\" multiple required><button>%s</button></form>\n",
                       _("Files"), _("Upload"));
  lan_web_page_append (page,
                       "<form method=\"post\" action=\"./\" enctype=\"multipart/form-data\">"
                       "<input type=\"text\" name=\"folder\" placeholder=\"%s\" aria-label=\"%s\" maxlength=\"255\" "
                       "autocomplete=\"off\" required><button>%s</button></form>\n",
                       _("New folder"), _("New folder"), _("Create"));
  lan_web_page_append (page, "<p>%s<span hidden>%s</span></p>\n</section>\n", sentence,
                       _("Files can be dropped on this page."));
}

static void
append_filter (LanWebPage          *page,
               const View          *view,
               const LanWebEntries *entries)
{
  if (view->filter == NULL && entries->list->len < LISTING_FILTER_ROWS)
    return;

  lan_web_page_append (page,
                       "<div class=\"tools\"><form role=\"search\" method=\"get\" action=\"./\">"
                       "<input type=\"search\" name=\"q\" value=\"%s\" aria-label=\"%s\" placeholder=\"%s\">",
                       view->filter != NULL ? view->filter : "", _("Part of a name"), _("Part of a name"));
  if (view->sort != LAN_WEB_SORT_NAME || view->descending)
    lan_web_page_append (page,
                         "<input type=\"hidden\" name=\"sort\" value=\"%s\">"
                         "<input type=\"hidden\" name=\"order\" value=\"%s\">",
                         sort_names[view->sort], view->descending ? "desc" : "asc");
  lan_web_page_append (page, "<button>%s</button>", _("Find"));
  if (view->filter != NULL)
    {
      View all = { 0 };
      g_autofree char *address = make_address (&all, view->sort, view->descending, 1);

      lan_web_page_append (page, "<a href=\"%s\">%s</a>", address, _("Show all"));
    }
  lan_web_page_append (page, "</form></div>\n");
}

static void
append_caption (LanWebPage          *page,
                const View          *view,
                const LanWebEntries *entries)
{
  guint n = entries->list->len;
  guint n_files = n - entries->n_folders;
  g_autofree char *folders = g_strdup_printf (ngettext ("%'u folder", "%'u folders", entries->n_folders),
                                              entries->n_folders);
  g_autofree char *files = g_strdup_printf (ngettext ("%'u file", "%'u files", n_files), n_files);
  g_autofree char *size = g_format_size (entries->n_bytes);
  g_autofree char *exactly = g_format_size_full (entries->n_bytes, G_FORMAT_SIZE_LONG_FORMAT);

  lan_web_page_append (page, "<caption>");
  if (view->filter != NULL)
    {
      g_autofree char *matched = g_strdup_printf (_("%1$'u of %2$'u names hold “%3$s”"), n, n + entries->n_passed_over,
                                                  view->filter);

      lan_web_page_append (page, "%s · ", matched);
    }
  if (entries->n_folders > 0)
    lan_web_page_append (page, "%s · ", folders);
  lan_web_page_append (page, "%s · <span title=\"%s\">%s</span>", files, exactly, size);
  if (entries->incomplete)
    {
      g_autofree char *sentence = g_strdup_printf (ngettext ("Only the first %'u is listed.",
                                                             "Only the first %'u are listed.", n), n);

      lan_web_page_append (page, " · %s", sentence);
    }
  lan_web_page_append (page, "</caption>\n");
}

/* A column's name, which sorts by it; once more, the other way round. */
static void
append_heading (LanWebPage *page,
                const View *view,
                LanWebSort  sort,
                const char *label)
{
  gboolean chosen = view->sort == sort;
  /* what is largest and newest is what one looks for */
  gboolean descending = chosen ? !view->descending : sort != LAN_WEB_SORT_NAME;
  g_autofree char *address = make_address (view, sort, descending, 1);

  lan_web_page_append (page, "<th scope=\"col\" class=\"%s\"", sort_names[sort]);
  if (chosen)
    lan_web_page_append (page, " aria-sort=\"%s\"", view->descending ? "descending" : "ascending");
  lan_web_page_append (page, "><a href=\"%s\">%s", address, label);
  if (chosen)
    lan_web_page_append (page, " <span aria-hidden=\"true\">%s</span>", view->descending ? "↓" : "↑");
  lan_web_page_append (page, "</a></th>");
}

/* A name goes to and fro percent-encoded: a form could not send bytes that are no UTF-8, nor a line feed. */
static void
append_delete (LanWebPage *page,
               const char *encoded,
               const char *shown)
{
  g_autofree char *label = g_strdup_printf (_("Delete “%s”"), shown);

  lan_web_page_append (page,
                       "<td class=\"delete\"><details><summary title=\"%s\" aria-label=\"%s\"><svg aria-hidden=\"true\">"
                       "<use href=\"#trash\"/></svg></summary><button form=\"delete\" name=\"delete\" value=\"%s\">%s"
                       "</button></details></td>", label, label, encoded, _("Delete for good"));
}

static void
append_row (LanWebPage        *page,
            const LanWebEntry *entry,
            gboolean           deletable)
{
  g_autofree char *encoded = lan_web_path_encode (entry->name);
  g_autofree char *shown = lan_text_show_line (entry->name, strlen (entry->name));
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (entry->modified);
  const char *slash = entry->folder ? "/" : "";
  const char *kind = entry->folder ? "folder" : "file";

  lan_web_page_append (page,
                       "<tr><td class=\"name\"><a class=\"%s\" href=\"./%s%s\"><svg aria-hidden=\"true\">"
                       "<use href=\"#%s\"/></svg><span><bdi>%s</bdi>%s</span></a></td>",
                       kind, encoded, slash, kind, shown, slash);
  if (entry->folder)
    lan_web_page_append (page, "<td class=\"size\"></td>");
  else
    {
      g_autofree char *size = g_format_size (entry->size);
      g_autofree char *exactly = g_format_size_full (entry->size, G_FORMAT_SIZE_LONG_FORMAT);

      lan_web_page_append (page, "<td class=\"size\" title=\"%s\">%s</td>", exactly, size);
    }

  lan_web_page_append (page, "<td class=\"time\">");
  if (time != NULL)
    {
      g_autofree char *exactly = g_date_time_format_iso8601 (time);
      g_autofree char *local = g_date_time_format (time, "%Y-%m-%d %H:%M");

      lan_web_page_append (page, "<time datetime=\"%s\">%s</time>", exactly, local);
    }
  lan_web_page_append (page, "</td>");
  if (deletable)
    append_delete (page, encoded, shown);
  lan_web_page_append (page, "</tr>\n");
}

static void
append_table (LanWebPage          *page,
              const View          *view,
              const char          *path,
              const LanWebEntries *entries,
              guint                first,
              guint                end,
              gboolean             deletable)
{
  lan_web_page_append (page, "<div class=\"card\">\n<table>\n");
  append_caption (page, view, entries);
  lan_web_page_append (page, "<thead><tr>");
  append_heading (page, view, LAN_WEB_SORT_NAME, C_("column", "Name"));
  append_heading (page, view, LAN_WEB_SORT_SIZE, C_("column", "Size"));
  append_heading (page, view, LAN_WEB_SORT_TIME, C_("column", "Changed"));
  if (deletable)
    lan_web_page_append (page, "<th class=\"delete\"><span class=\"unseen\">%s</span></th>", _("Delete"));
  lan_web_page_append (page, "</tr></thead>\n<tbody>\n");

  if (*path != '\0')
    {
      lan_web_page_append (page,
                           "<tr><td class=\"name\"><a href=\"../\"><svg aria-hidden=\"true\"><use href=\"#up\"/></svg>"
                           "<span>%s</span></a></td><td class=\"size\"></td><td class=\"time\"></td>",
                           _("One folder up"));
      if (deletable)
        lan_web_page_append (page, "<td class=\"delete\"></td>");
      lan_web_page_append (page, "</tr>\n");
    }
  for (guint i = first; i < end; i++)
    append_row (page, &g_array_index (entries->list, LanWebEntry, i), deletable);
  lan_web_page_append (page, "</tbody>\n</table>\n");

  if (entries->list->len == 0)
    lan_web_page_append (page, "<p class=\"empty\">%s</p>\n",
                         view->filter != NULL ? _("No name holds this.") : _("This folder is empty."));
  lan_web_page_append (page, "</div>\n");
}

static void
append_page_link (LanWebPage *page,
                  const View *view,
                  guint       number,
                  const char *relation,
                  const char *label)
{
  g_autofree char *address = make_address (view, view->sort, view->descending, number);

  lan_web_page_append (page, "<a class=\"button\" rel=\"%s\" href=\"%s\">%s</a>\n", relation, address, label);
}

static void
append_pages (LanWebPage *page,
              const View *view,
              guint       number,
              guint       n_pages)
{
  g_autofree char *where = g_strdup_printf (_("Page %1$'u of %2$'u"), number, n_pages);

  if (n_pages < 2)
    return;

  lan_web_page_append (page, "<nav class=\"pages\" aria-label=\"%s\">\n", _("Pages"));
  if (number > 1)
    {
      append_page_link (page, view, 1, "first", _("First"));
      append_page_link (page, view, number - 1, "prev", _("Previous"));
    }
  lan_web_page_append (page, "<span aria-current=\"page\">%s</span>\n", where);
  if (number < n_pages)
    {
      append_page_link (page, view, number + 1, "next", _("Next"));
      append_page_link (page, view, n_pages, "last", _("Last"));
    }
  lan_web_page_append (page, "</nav>\n");
}

static void
append_list (LanWebPage          *page,
             const View          *view,
             const char          *path,
             const LanWebEntries *entries,
             gboolean             deletable)
{
  guint n = entries->list->len;
  guint n_pages = MAX ((n + LISTING_PAGE_ROWS - 1) / LISTING_PAGE_ROWS, 1);
  guint number = MIN (view->page, n_pages);
  guint first = (number - 1) * LISTING_PAGE_ROWS;

  append_filter (page, view, entries);
  append_pages (page, view, number, n_pages);
  append_table (page, view, path, entries, first, MIN (first + LISTING_PAGE_ROWS, n), deletable);
  append_pages (page, view, number, n_pages);
  if (deletable)
    lan_web_page_append (page, "<form id=\"delete\" method=\"post\" action=\"./\" enctype=\"multipart/form-data\">"
                               "</form>\n");
}

/* @entries: (nullable): who may not read does not see what there is */
static LanHttpResponse *
make_page (const char          *path,
           const LanWebOptions *options,
           const View          *view,
           const LanWebEntries *entries)
{
  gboolean upload = (options->rights & LAN_WEB_RIGHT_UPLOAD) != 0;
  g_autofree char *shown_path = lan_text_show_line (path, strlen (path));
  g_autofree char *title = g_strconcat ("/", shown_path, NULL);
  g_autofree char *rights = lan_web_options_describe_rights (options->rights);
  LanWebPage *page = lan_web_page_begin (title, "listing.css", upload ? "upload.js" : NULL);

  lan_web_page_append_file (page, "listing.svg");
  append_crumbs (page, path);
  lan_web_page_append (page, "<main>\n");
  if (upload)
    append_upload (page, options);
  lan_web_page_append (page, "<div id=\"list\">\n");
  if (entries != NULL)
    append_list (page, view, path, entries, (options->rights & LAN_WEB_RIGHT_DELETE) != 0);
  lan_web_page_append (page, "</div>\n</main>\n<footer>%s</footer>\n", rights);

  return lan_web_page_end (page, 200);
}

/* --- In a thread --- */

static LanHttpResponse *
refuse (void)
{
  return lan_web_page_come_again (503, "Service unavailable", _("Too much is being listed. Try again in a moment."),
                                  RETRY_AFTER_SECONDS);
}

static LanCrowd listings = { LISTINGS_MAX, LISTINGS_OF_ONE_MAX };

static void
job_free (Job *job)
{
  close (job->root);
  close (job->folder);
  lan_crowd_leave (&listings, job->client);
  g_free (job->client);
  g_free (job->path);
  g_free (job->view.filter);
  lan_web_options_unref (job->options);
  g_free (job);
}

static GThreadPool *get_pool (void);

/* Who seems to have gone may only have ended its side, as "nc -N" does: it is served when nobody else waits. */
static gboolean
is_in_vain (gpointer data)
{
  const Job *job = data;

  return g_cancellable_is_cancelled (lan_http_pause_get_cancellable (job->pause)) &&
         g_thread_pool_unprocessed (get_pool ()) > 0;
}

static void
run (gpointer data,
     gpointer user_data)
{
  Job *job = data;
  g_autoptr(LanWebEntries) entries = NULL;
  LanHttpResponse *response;

  if (!is_in_vain (job))
    entries = lan_web_entries_read (job->root, job->folder, job->path, job->view.filter, is_in_vain, job);
  if (entries != NULL)
    {
      lan_web_entries_sort (entries, job->view.sort, job->view.descending);
      response = make_page (job->path, job->options, &job->view, entries);
    }
  else
    response = refuse ();

  lan_http_pause_answer (job->pause, response);
  job_free (job);
}

/* One for all sites, as the processors are. */
static GThreadPool *
get_pool (void)
{
  static gsize pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize) g_thread_pool_new (run, NULL, LISTINGS_AT_ONCE, FALSE, NULL));

  return (GThreadPool *) pool;
}

/**
 * lan_web_listing_answer:
 * @root: the site's folder, open
 * @folder: what is listed, open for reading and not read yet
 * @path: of it in the site, ending in a slash; "" for the top
 * @options: what visitors may do, which the page offers
 * @request: to be answered; its query says how to sort, which page, and what names have to hold
 *
 * Answers with what lies in a folder; usable without JavaScript. It is read in a thread, and the request paused
 * meanwhile. The descriptors stay the caller's.
 *
 * Returns: (transfer full) (nullable): the answer; %NULL: it comes later
 */
LanHttpResponse *
lan_web_listing_answer (int                   root,
                        int                   folder,
                        const char           *path,
                        const LanWebOptions  *options,
                        const LanHttpRequest *request)
{
  View view = { 0 };
  Job *job;
  int root_copy, folder_copy;

  if ((options->rights & LAN_WEB_RIGHT_READ) == 0)
    return make_page (path, options, &view, NULL);
  if (lan_crowd_look (&listings, request->client) != LAN_CROWD_HAS_ROOM)
    return refuse ();

  root_copy = fcntl (root, F_DUPFD_CLOEXEC, 0);
  folder_copy = fcntl (folder, F_DUPFD_CLOEXEC, 0);
  if (root_copy < 0 || folder_copy < 0)
    {
      if (root_copy >= 0)
        close (root_copy);
      return refuse ();
    }

  job = g_new0 (Job, 1);
  job->pause = lan_http_request_pause (request);
  job->client = g_strdup (request->client);
  lan_crowd_enter (&listings, job->client);
  job->root = root_copy;
  job->folder = folder_copy;
  job->path = g_strdup (path);
  job->options = lan_web_options_ref ((LanWebOptions *) options);
  view_init (&job->view, request->target);
  g_thread_pool_push (get_pool (), job, NULL);

  return NULL;
}
