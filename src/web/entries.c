/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/entries.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/text.h"

/* What a list may take of the memory: some 400,000 names as people give them, with what sorts them. */
#define ENTRIES_MAX_BYTES (64 * 1024 * 1024)

/* So many are read, in some milliseconds, before it is asked again whether anybody still wants them. */
#define STOP_ASK_ENTRIES 4096

/* Names are kept together in pieces of this size. */
#define TEXTS_BYTES (32 * 1024)

/* --- Reading --- */

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

static gboolean
passes (const char *shown,
        const char *folded_filter)
{
  g_autofree char *folded = NULL;

  if (folded_filter == NULL)
    return TRUE;
  folded = g_utf8_casefold (shown, -1);

  return strstr (folded, folded_filter) != NULL;
}

static void
add (LanWebEntries     *self,
     const char        *name,
     const struct stat *info,
     const char        *folded_filter)
{
  g_autofree char *shown = lan_text_show_line (name, strlen (name));
  g_autofree char *key = NULL;
  LanWebEntry entry = { .folder = S_ISDIR (info->st_mode), .modified = info->st_mtime };

  if (!passes (shown, folded_filter))
    {
      self->n_passed_over++;
      return;
    }

  key = g_utf8_collate_key_for_filename (shown, -1);
  entry.name = g_string_chunk_insert (self->texts, name);
  entry.key = g_string_chunk_insert (self->texts, key);
  entry.size = entry.folder ? 0 : (guint64) info->st_size;
  g_array_append_val (self->list, entry);

  self->n_folders += entry.folder;
  self->n_bytes += entry.size;
  self->used_bytes += sizeof entry + strlen (name) + strlen (key) + 2;
  self->incomplete = self->used_bytes >= ENTRIES_MAX_BYTES;
}

/**
 * lan_web_entries_read:
 * @root: the site's folder, open
 * @folder: what is read, open for reading; where it is read from is moved
 * @path: of @folder in the site, ending in a slash; "" for the top
 * @filter: (nullable): what a name has to hold, in any case
 * @stop: asked from time to time whether to give up
 *
 * Reads what a folder holds, but what is hidden, what leads out of the site, and what is neither file nor folder:
 * that is not served. Costs a system call each, so it is for a thread.
 *
 * Returns: (transfer full) (nullable): %NULL where it was given up
 */
LanWebEntries *
lan_web_entries_read (int                root,
                      int                folder,
                      const char        *path,
                      const char        *filter,
                      LanWebEntriesStop  stop,
                      gpointer           data)
{
  g_autoptr(LanWebEntries) self = g_new0 (LanWebEntries, 1);
  g_autofree char *folded_filter = filter != NULL ? g_utf8_casefold (filter, -1) : NULL;
  int copy = fcntl (folder, F_DUPFD_CLOEXEC, 0);
  DIR *dir = copy >= 0 ? fdopendir (copy) : NULL;
  gboolean stopped = FALSE;
  struct dirent *found;

  self->list = g_array_new (FALSE, FALSE, sizeof (LanWebEntry));
  self->texts = g_string_chunk_new (TEXTS_BYTES);

  for (guint n = 1; dir != NULL && !self->incomplete && !stopped && (found = readdir (dir)) != NULL; n++)
    {
      struct stat info;

      stopped = n % STOP_ASK_ENTRIES == 0 && stop (data);
      if (*found->d_name != '.' && fstatat (folder, found->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
          (!S_ISLNK (info.st_mode) || look_behind_link (root, path, found->d_name, &info)) &&
          (S_ISREG (info.st_mode) || S_ISDIR (info.st_mode)))
        add (self, found->d_name, &info, folded_filter);
    }

  if (dir != NULL)
    closedir (dir);
  else if (copy >= 0)
    close (copy);

  return stopped ? NULL : g_steal_pointer (&self);
}

void
lan_web_entries_free (LanWebEntries *self)
{
  g_array_unref (self->list);
  g_string_chunk_free (self->texts);
  g_free (self);
}

/* --- Sorting --- */

typedef struct
{
  LanWebSort sort;
  gboolean descending;
} Order;

/* The number that counts; names decide among equals, and among folders, whose size says nothing. */
static gint64
get_weight (const LanWebEntry *entry,
            LanWebSort         sort)
{
  switch (sort)
    {
    case LAN_WEB_SORT_SIZE:
      return entry->folder ? 0 : (gint64) entry->size;
    case LAN_WEB_SORT_TIME:
      return entry->modified;
    case LAN_WEB_SORT_NAME:
    default:
      return 0;
    }
}

static gint
compare (gconstpointer a,
         gconstpointer b,
         gpointer      data)
{
  const LanWebEntry *first = a;
  const LanWebEntry *second = b;
  const Order *order = data;
  gint64 first_weight = get_weight (first, order->sort);
  gint64 second_weight = get_weight (second, order->sort);
  int by_name;

  if (first->folder != second->folder)
    return first->folder ? -1 : 1;
  if (first_weight != second_weight)
    return (first_weight < second_weight) == order->descending ? 1 : -1;

  by_name = strcmp (first->key, second->key);
  if (by_name == 0)
    by_name = strcmp (first->name, second->name);

  return order->sort == LAN_WEB_SORT_NAME && order->descending ? -by_name : by_name;
}

/**
 * lan_web_entries_sort:
 *
 * Folders come first, in any order.
 */
void
lan_web_entries_sort (LanWebEntries *self,
                      LanWebSort     sort,
                      gboolean       descending)
{
  Order order = { .sort = sort, .descending = descending };

  g_array_sort_with_data (self->list, compare, &order);
}
