/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/cache.h"

#include <stdio.h>
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
  char *tag;
  gboolean varies;
  LanHttpResponse *response;
  gint64 found_us;
  gint64 looked_us;
} Entry;

struct _LanWebCache
{
  GMutex mutex;
  GHashTable *entries;   /* target without its query, and the codings where they matter → Entry */
  gsize bytes;
  guint rest_seconds;
  guint blink_us;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->file);
  g_free (entry->tag);
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
  LanWebCache *self = g_atomic_rc_box_new0 (LanWebCache);

  g_mutex_init (&self->mutex);
  self->rest_seconds = REST_SECONDS;
  self->blink_us = BLINK_US;
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);

  return self;
}

LanWebCache *
lan_web_cache_ref (LanWebCache *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LanWebCache *self = data;

  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->mutex);
}

void
lan_web_cache_unref (LanWebCache *self)
{
  g_atomic_rc_box_release_full (self, clear);
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
          Entry       *entry,
          gint64       now_us)
{
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
        const char  *key)
{
  const Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
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
key_of (const char    *target,
        LanWebCodings  codings,
        char          *buffer,
        gsize          size)
{
  gsize length = strcspn (target, "?");

  if (*target != '/')
    return NULL;
  if (target[length] == '\0' && codings == 0)
    return target;
  if (length > (gsize) G_MAXINT || length + 4 > size)
    return NULL;
  if (codings == 0)
    snprintf (buffer, size, "%.*s", (int) length, target);
  else
    snprintf (buffer, size, "%.*s %02x", (int) length, target, codings);   /* no target has a space */

  return buffer;
}

#define KEY_BYTES 1024

/* The one made for these codings, else one that is right whatever they are. */
static Entry *
look_up (LanWebCache   *self,
         const char    *target,
         LanWebCodings  codings,
         char           buffer[KEY_BYTES],
         const char   **key)
{
  Entry *entry;

  *key = key_of (target, codings, buffer, KEY_BYTES);
  entry = *key != NULL ? g_hash_table_lookup (self->entries, *key) : NULL;
  if (entry != NULL || codings == 0 || *key == NULL)
    return entry;

  *key = key_of (target, 0, buffer, KEY_BYTES);
  entry = g_hash_table_lookup (self->entries, *key);

  return entry != NULL && !entry->varies ? entry : NULL;
}

/**
 * lan_web_cache_get:
 * @codings: those the client would like
 *
 * Returns: (transfer full) (nullable): the answer to a GET of @target without conditions
 */
LanHttpResponse *
lan_web_cache_get (LanWebCache   *self,
                   const char    *target,
                   LanWebCodings  codings)
{
  LanHttpResponse *response = NULL;
  gint64 now_us = g_get_monotonic_time ();
  char buffer[KEY_BYTES];
  const char *key;
  Entry *entry;

  g_mutex_lock (&self->mutex);
  entry = look_up (self, target, codings, buffer, &key);
  if (entry != NULL && now_us - entry->found_us < TRUSTED_US)
    {
      if (is_right (self, entry, now_us))
        response = lan_http_response_ref (entry->response);
      else
        forget (self, key);
    }
  g_mutex_unlock (&self->mutex);

  return response;
}

/**
 * lan_web_cache_renew:
 * @tag: the entity tag of what is to be sent, which was found anew
 *
 * For what costs more than to read it.
 *
 * Returns: (transfer full) (nullable): the answer that was kept, where it is still that one
 */
LanHttpResponse *
lan_web_cache_renew (LanWebCache   *self,
                     const char    *target,
                     LanWebCodings  codings,
                     const char    *tag)
{
  LanHttpResponse *response = NULL;
  char buffer[KEY_BYTES];
  const char *key;
  Entry *entry;

  g_mutex_lock (&self->mutex);
  entry = look_up (self, target, codings, buffer, &key);
  if (entry != NULL && strcmp (entry->tag, tag) == 0)
    {
      entry->found_us = entry->looked_us = g_get_monotonic_time ();
      response = lan_http_response_ref (entry->response);
    }
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
 * @codings: those the client would like
 * @answer: what is kept, if that can be told to be still right later
 */
void
lan_web_cache_put (LanWebCache          *self,
                   const char           *target,
                   LanWebCodings         codings,
                   const LanWebAnswer   *answer)
{
  char own_buffer[KEY_BYTES], buffer[KEY_BYTES];
  const char *own_key = key_of (target, codings, own_buffer, sizeof own_buffer);
  const char *key = answer->varies ? own_key : key_of (target, 0, buffer, sizeof buffer);
  Entry *entry;

  if (own_key == NULL || key == NULL || !has_rested (self, answer->info) || !is_current (answer->file, answer->info))
    return;

  entry = g_new0 (Entry, 1);
  entry->file = g_strdup (answer->file);
  entry->info = *answer->info;
  entry->tag = g_strdup (answer->tag);
  entry->varies = answer->varies;
  entry->response = lan_http_response_ref (answer->response);
  entry->found_us = entry->looked_us = g_get_monotonic_time ();

  g_mutex_lock (&self->mutex);
  /* also where it was made for these codings and is not any longer, which would be found first */
  forget (self, own_key);
  forget (self, key);
  if (g_hash_table_size (self->entries) >= ENTRIES_MAX || self->bytes + bytes_of (entry->response) > BYTES_MAX)
    forget_all (self);
  self->bytes += bytes_of (entry->response);
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
