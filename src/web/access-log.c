/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/access-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/access-lines.h"

/* Lines are gathered for so long: a disk likes few large writes, and who watches the file does not notice. */
#define GATHER_MS 100

/* … or until there are so many. */
#define GATHER_RECORDS 256

/* What waits for a disk that hangs; more is lost, and said to be. */
#define PENDING_MAX_BYTES (16 * 1024 * 1024)

/* At the end a disk that hangs is waited for no longer than this. */
#define FLUSH_MS 2000

/* Memory and file are the thread's, which ends when nobody has a reference any more. */
struct _LanWebAccessLog
{
  gatomicrefcount references;
  char *path;
  LanWebAccessLogTold told;
  gpointer data;
  GDestroyNotify destroy;

  GMutex mutex;
  GCond cond;
  GPtrArray *pending;
  gsize pending_bytes;
  guint lost;
  gboolean ended;
  gboolean hurried;      /* somebody waits for all to be written */
  gboolean busy;

  /* the thread's */
  LanWebAccessLines *lines;
  int fd;
  gboolean troubled;
};

/* --- In the log's thread --- */

static void
tell_trouble (LanWebAccessLog *self,
              const char      *problem)
{
  if (self->troubled == (problem != NULL))
    return;

  self->troubled = problem != NULL;
  self->told (problem, self->data);
}

/* Whoever rotates logs moves the file away, and expects another. */
static gboolean
is_moved (const LanWebAccessLog *self)
{
  struct stat ours, named;

  return fstat (self->fd, &ours) != 0 || stat (self->path, &named) != 0 ||
         ours.st_dev != named.st_dev || ours.st_ino != named.st_ino;
}

/* 0, or an errno. What visitors ask for is nobody else's business: 0600. */
static int
open_file (LanWebAccessLog *self)
{
  struct stat info;

  if (self->fd >= 0 && !is_moved (self))
    return 0;

  if (self->fd >= 0)
    close (self->fd);
  self->fd = open (self->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
  if (self->fd >= 0 && fstat (self->fd, &info) == 0 && (S_ISREG (info.st_mode) || S_ISCHR (info.st_mode)))
    return 0;
  if (self->fd < 0)
    return errno;

  close (self->fd);
  self->fd = -1;

  return EINVAL;
}

static int
write_all (LanWebAccessLog *self,
           const GString   *lines)
{
  int code = open_file (self);

  for (gsize written = 0; code == 0 && written < lines->len; )
    {
      gssize got = write (self->fd, lines->str + written, lines->len - written);

      if (got >= 0)
        written += (gsize) got;
      else if (errno != EINTR)
        code = errno;
    }

  return code;
}

static void
write_records (LanWebAccessLog *self,
               GPtrArray       *records,
               guint            lost)
{
  g_autofree char *name = g_filename_display_name (self->path);
  g_autofree char *problem = NULL;
  int code;

  for (guint i = 0; i < records->len; i++)
    lan_web_access_lines_append (self->lines, g_ptr_array_index (records, i));
  code = write_all (self, self->lines->text);
  g_string_truncate (self->lines->text, 0);

  if (code != 0)
    problem = g_strdup_printf (_("The log “%1$s” cannot be written: %2$s"), name, g_strerror (code));
  else if (lost > 0)
    problem = g_strdup_printf (ngettext ("The log “%2$s” could not be written fast enough: %1$u request is missing in it.",
                                         "The log “%2$s” could not be written fast enough: %1$u requests are missing in it.",
                                         lost), lost, name);
  tell_trouble (self, problem);
}

static void
free_log (LanWebAccessLog *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->destroy != NULL)
    self->destroy (self->data);
  lan_web_access_lines_free (self->lines);
  g_ptr_array_unref (self->pending);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

static GPtrArray *
new_batch (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lan_http_record_unref);
}

static gpointer
run (gpointer data)
{
  LanWebAccessLog *self = data;

  g_mutex_lock (&self->mutex);
  while (self->pending->len > 0 || !self->ended)
    {
      gint64 until_us = g_get_monotonic_time () + GATHER_MS * 1000;
      g_autoptr(GPtrArray) batch = NULL;
      guint lost;

      while (self->pending->len == 0 && !self->ended)
        {
          g_cond_wait (&self->cond, &self->mutex);
          until_us = g_get_monotonic_time () + GATHER_MS * 1000;
        }
      while (self->pending->len < GATHER_RECORDS && !self->ended && !self->hurried &&
             g_cond_wait_until (&self->cond, &self->mutex, until_us))
        ;

      batch = g_steal_pointer (&self->pending);
      lost = self->lost;
      self->pending = new_batch ();
      self->pending_bytes = 0;
      self->lost = 0;
      self->busy = TRUE;
      g_mutex_unlock (&self->mutex);

      if (batch->len > 0)
        write_records (self, batch, lost);

      g_mutex_lock (&self->mutex);
      self->busy = FALSE;
      g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->mutex);
  free_log (self);

  return NULL;
}

/* --- From outside --- */

/**
 * lan_web_access_log_new:
 * @path: of the file, which is added to; made where it is not there, for its owner alone
 * @told: called when it cannot be written, and when it can again
 * @destroy: (nullable): frees @data, in the log's thread
 *
 * Returns: (transfer full): a log in the Combined format, as Apache and nginx write it
 */
LanWebAccessLog *
lan_web_access_log_new (const char          *path,
                        LanWebAccessLogTold  told,
                        gpointer             data,
                        GDestroyNotify       destroy)
{
  LanWebAccessLog *self = g_new0 (LanWebAccessLog, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->path = g_strdup (path);
  self->told = told;
  self->data = data;
  self->destroy = destroy;
  self->pending = new_batch ();
  self->lines = lan_web_access_lines_new ();
  self->fd = -1;
  g_thread_unref (g_thread_new ("landline-log", run, self));

  return self;
}

LanWebAccessLog *
lan_web_access_log_ref (LanWebAccessLog *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

/**
 * lan_web_access_log_unref:
 *
 * From any thread, and waits for nothing: what was added is written all the same.
 */
void
lan_web_access_log_unref (LanWebAccessLog *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * lan_web_access_log_add:
 *
 * Adds a line for a finished request, in a moment. Waits for nothing.
 */
void
lan_web_access_log_add (LanWebAccessLog *self,
                        LanHttpRecord   *record)
{
  gsize bytes = sizeof *record + record->request_kept + record->answer_kept;

  if (!record->finished)
    return;

  g_mutex_lock (&self->mutex);
  if (self->pending_bytes + bytes > PENDING_MAX_BYTES)
    self->lost++;
  else
    {
      g_ptr_array_add (self->pending, lan_http_record_ref (record));
      self->pending_bytes += bytes;
      if (self->pending->len == 1 || self->pending->len == GATHER_RECORDS)
        g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * lan_web_access_log_flush:
 *
 * Waits until all that was added is written, but not for ever.
 */
void
lan_web_access_log_flush (LanWebAccessLog *self)
{
  gint64 until_us = g_get_monotonic_time () + FLUSH_MS * 1000;

  g_mutex_lock (&self->mutex);
  self->hurried = TRUE;
  g_cond_broadcast (&self->cond);
  while ((self->pending->len > 0 || self->busy) && g_cond_wait_until (&self->cond, &self->mutex, until_us))
    ;
  self->hurried = FALSE;
  g_mutex_unlock (&self->mutex);
}
