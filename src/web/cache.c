/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/cache.h"

#include <string.h>

/* All together. A site's pages fit; of a folder with more, those asked for lately. */
#define BYTES_MAX (32 * 1024 * 1024)
#define ENTRIES_MAX 4096

/* How long a file's name and times vouch for an answer. Then it is found anew from the folder on, as links and
 * rights on the way to it may have changed. */
#define TRUSTED_US G_USEC_PER_SEC

/* How long the last look at a file counts: nobody saves it and asks for it within a blink, but a load test asks a
 * hundred times. */
#define BLINK_US 1000

/* A file that was just written may be written again without its times telling: FAT counts in steps of two
 * seconds. Such a one is read at each request until it has rested. */
#define REST_SECONDS 3

/* An answer, and the file behind it as it was then. */
typedef struct
{
  char *file;
  struct stat info;
  LanHttpResponse *response;
  gint64 found_us;
  gint64 looked_us;
} Entry;

struct _LanWebCache
{
  GMutex mutex;
  GHashTable *entries;   /* target without its query → Entry */
  gsize bytes;
  guint rest_seconds;
  guint blink_us;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->file);
  lan_http_response_unref (entry->response);
  g_free (entry);
}

/**
 * lan_web_cache_new:
 *
 * Answers that were given, for files that are asked for again and again: with it a request costs one lstat(),
 * instead of the walk to the file, which is done anew once a second. A file that changes is seen to within a blink.
 * Any thread.
 *
 * Returns: (transfer full): an empty cache
 */
LanWebCache *
lan_web_cache_new (void)
{
  LanWebCache *self = g_new0 (LanWebCache, 1);

  g_mutex_init (&self->mutex);
  self->rest_seconds = REST_SECONDS;
  self->blink_us = BLINK_US;
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);

  return self;
}

void
lan_web_cache_free (LanWebCache *self)
{
  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* Whether it is the same file with the same content: what an entity tag is made of. */
static gboolean
is_same (const struct stat *a,
         const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size && a->st_mode == b->st_mode &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
         a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* lstat(): a link has another inode than the file it names, so that what is reached by one is never found here. */
static gboolean
is_current (const char        *file,
            const struct stat *info)
{
  struct stat now;

  return lstat (file, &now) == 0 && is_same (&now, info);
}

static gboolean
is_right (LanWebCache *self,
          Entry       *entry)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - entry->found_us >= TRUSTED_US)
    return FALSE;
  if (now_us - entry->looked_us < self->blink_us)
    return TRUE;

  entry->looked_us = now_us;

  return is_current (entry->file, &entry->info);
}

static gsize
bytes_of (const LanHttpResponse *response)
{
  return (gsize) lan_http_response_get_length (response);
}

static void
forget (LanWebCache *self,
        const char  *key,
        const Entry *entry)
{
  self->bytes -= bytes_of (entry->response);
  g_hash_table_remove (self->entries, key);
}

static void
forget_all (LanWebCache *self)
{
  g_hash_table_remove_all (self->entries);
  self->bytes = 0;
}

/* In @buffer where it fits; the query does not choose the file. Only what browsers send: a path. */
static const char *
key_of (const char *target,
        char       *buffer,
        gsize       size)
{
  const char *query = strchr (target, '?');

  if (*target != '/')
    return NULL;
  if (query == NULL)
    return target;
  if ((gsize) (query - target) >= size)
    return NULL;
  memcpy (buffer, target, (gsize) (query - target));
  buffer[query - target] = '\0';

  return buffer;
}

/**
 * lan_web_cache_get:
 *
 * Returns: (transfer full) (nullable): the answer to a GET of @target without conditions
 */
LanHttpResponse *
lan_web_cache_get (LanWebCache *self,
                   const char  *target)
{
  LanHttpResponse *response = NULL;
  char buffer[1024];
  const char *key = key_of (target, buffer, sizeof buffer);
  Entry *entry;

  if (key == NULL)
    return NULL;

  g_mutex_lock (&self->mutex);
  entry = g_hash_table_lookup (self->entries, key);
  if (entry != NULL && is_right (self, entry))
    response = lan_http_response_ref (entry->response);
  else if (entry != NULL)
    forget (self, key, entry);
  g_mutex_unlock (&self->mutex);

  return response;
}

/**
 * lan_web_cache_set_patience:
 * @rest_seconds: for how long a file must not have been written to be kept
 * @blink_us: how long the last look at it counts
 *
 * For tests, which do not wait.
 */
void
lan_web_cache_set_patience (LanWebCache *self,
                            guint        rest_seconds,
                            guint        blink_us)
{
  self->rest_seconds = rest_seconds;
  self->blink_us = blink_us;
}

static gboolean
has_rested (LanWebCache       *self,
            const struct stat *info)
{
  gint64 then = g_get_real_time () / G_USEC_PER_SEC - self->rest_seconds;

  return info->st_mtim.tv_sec <= then && info->st_ctim.tv_sec <= then;
}

/**
 * lan_web_cache_put:
 * @file: the path of the file behind it
 * @info: of the open file
 * @response: the answer to a GET of @target without conditions, its content in memory
 *
 * Keeps an answer, if that can be told to be still right later.
 */
void
lan_web_cache_put (LanWebCache       *self,
                   const char        *target,
                   const char        *file,
                   const struct stat *info,
                   LanHttpResponse   *response)
{
  char buffer[1024];
  const char *key = key_of (target, buffer, sizeof buffer);
  Entry *entry;

  if (key == NULL || !has_rested (self, info) || !is_current (file, info))
    return;

  entry = g_new0 (Entry, 1);
  entry->file = g_strdup (file);
  entry->info = *info;
  entry->response = lan_http_response_ref (response);
  entry->found_us = entry->looked_us = g_get_monotonic_time ();

  g_mutex_lock (&self->mutex);
  if (g_hash_table_lookup (self->entries, key) != NULL)
    forget (self, key, g_hash_table_lookup (self->entries, key));
  if (g_hash_table_size (self->entries) >= ENTRIES_MAX || self->bytes + bytes_of (response) > BYTES_MAX)
    forget_all (self);
  self->bytes += bytes_of (response);
  g_hash_table_insert (self->entries, g_strdup (key), entry);
  g_mutex_unlock (&self->mutex);
}

/**
 * lan_web_cache_forget_all:
 *
 * Nothing is kept any longer.
 */
void
lan_web_cache_forget_all (LanWebCache *self)
{
  g_mutex_lock (&self->mutex);
  forget_all (self);
  g_mutex_unlock (&self->mutex);
}
