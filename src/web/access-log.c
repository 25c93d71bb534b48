/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/access-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/password.h"

/* Lines are gathered for so long: a disk likes few large writes, and who watches the file does not notice. */
#define GATHER_MS 100

/* … or until there are so many. */
#define GATHER_RECORDS 4096

/* What waits for a disk that hangs; more is lost, and said to be. */
#define PENDING_MAX_BYTES (16 * 1024 * 1024)

/* At the end a disk that hangs is waited for no longer than this. */
#define FLUSH_MS 2000

/* What nginx writes for who was gone before there was an answer, and for who gets none on purpose. */
#define STATUS_GONE 499
#define STATUS_DROPPED 444

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
  int fd;
  gboolean troubled;
};

/* --- A line --- */

/* As nginx does: nothing in a request can end the line, or look like another field. */
static void
append_escaped (GString    *line,
                const char *text,
                gsize       length)
{
  if (length == 0)
    g_string_append_c (line, '-');
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];

      if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
        g_string_append_printf (line, "\\x%02X", c);
      else
        g_string_append_c (line, (char) c);
    }
}

/* "10/Oct/2000:13:55:36 -0700", whatever the locale. */
static void
append_time (GString *line,
             gint64   unix_us)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (unix_us / G_USEC_PER_SEC);
  int minutes;

  if (time == NULL)
    time = g_date_time_new_from_unix_utc (0);
  minutes = (int) (g_date_time_get_utc_offset (time) / G_TIME_SPAN_MINUTE);
  g_string_append_printf (line, "%02d/%s/%04d:%02d:%02d:%02d %c%02d%02d", g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time), g_date_time_get_second (time),
                          minutes < 0 ? '-' : '+', ABS (minutes) / 60, ABS (minutes) % 60);
}

/* The request line as it was received. */
static void
append_request (GString             *line,
                const LanHttpRecord *record)
{
  const char *at = (const char *) record->request;
  const char *end = at + record->request_kept;
  const char *to;

  while (at < end && (*at == '\r' || *at == '\n'))
    at++;
  for (to = at; to < end && *to != '\r' && *to != '\n'; to++)
    ;
  append_escaped (line, at, (gsize) (to - at));
}

static void
append_field (GString           *line,
              const LanHttpHead *head,
              const char        *data,
              const char        *name)
{
  const char *value = NULL;
  gsize length = 0;

  lan_http_head_get (head, data, name, &value, &length);
  g_string_append (line, "\"");
  append_escaped (line, value, length);
  g_string_append (line, "\"");
}

/**
 * lan_web_access_log_append:
 * @lines: gets one more, in the Combined format, where the record is of a request
 */
void
lan_web_access_log_append (GString             *lines,
                           const LanHttpRecord *record)
{
  const char *data = (const char *) record->request;
  g_autoptr(LanHttpHead) head = NULL;
  g_autofree char *user = NULL;
  guint status = record->status;

  if (record->request_kept == 0)
    return;
  if (status == 0)
    status = record->closed == LAN_HTTP_CLOSE_CUT ? STATUS_DROPPED : STATUS_GONE;

  head = lan_http_head_new ();
  lan_http_head_rescan (head, data, record->request_kept, LAN_HTTP_SCAN_QUICK);
  user = lan_web_password_dup_user (head, data);
  g_string_append_printf (lines, "%s - ", record->client);
  append_escaped (lines, user, user != NULL ? strlen (user) : 0);
  g_string_append (lines, " [");
  append_time (lines, record->started_us);
  g_string_append (lines, "] \"");
  append_request (lines, record);
  g_string_append_printf (lines, "\" %u %" G_GUINT64_FORMAT " ", status,
                          record->response_size - MIN (record->answer_kept, record->response_size));
  append_field (lines, head, data, "Referer");
  g_string_append (lines, " ");
  append_field (lines, head, data, "User-Agent");
  g_string_append (lines, "\n");
}

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
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autofree char *name = g_filename_display_name (self->path);
  g_autofree char *problem = NULL;
  int code;

  for (guint i = 0; i < records->len; i++)
    lan_web_access_log_append (lines, g_ptr_array_index (records, i));
  code = write_all (self, lines);

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
