/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanWebEntry:
 * @name: as it is on disk, any bytes
 * @key: of the name as shown; strcmp() of two sorts them as people do
 * @folder: whether it is one
 * @size: in bytes
 * @modified: in seconds since 1970
 */
typedef struct
{
  const char *name;
  const char *key;
  gboolean folder;
  guint64 size;
  gint64 modified;
} LanWebEntry;

/**
 * LanWebEntries:
 * @list: (element-type LanWebEntry): those that passed the filter
 * @n_folders: how many of them are folders
 * @n_bytes: in all of their files
 * @n_passed_over: those that did not pass it
 * @incomplete: there were more than is held in memory
 *
 * What lies in a folder, as the site serves it.
 */
typedef struct
{
  GArray *list;
  guint n_folders;
  guint64 n_bytes;
  guint n_passed_over;
  gboolean incomplete;

  /*< private >*/
  GStringChunk *texts;
  gsize used_bytes;
} LanWebEntries;

typedef enum
{
  LAN_WEB_SORT_NAME,
  LAN_WEB_SORT_SIZE,
  LAN_WEB_SORT_TIME,
} LanWebSort;

/* Returns: whether to give up; asked from time to time */
typedef gboolean (*LanWebEntriesStop) (gpointer data);

LanWebEntries *lan_web_entries_read (int                root,
                                     int                folder,
                                     const char        *path,
                                     const char        *filter,
                                     LanWebEntriesStop  stop,
                                     gpointer           data);
void           lan_web_entries_free (LanWebEntries     *self);
void           lan_web_entries_sort (LanWebEntries     *self,
                                     LanWebSort         sort,
                                     gboolean           descending);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebEntries, lan_web_entries_free)

G_END_DECLS
