/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/transfer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/text.h"
#include "files/stream.h"

/* How often progress is told while bytes move: as often as a person can read it. */
#define TICK_MS 100

/* The speed shown is a mean over about this time, so that it does not flicker. */
#define SPEED_SMOOTHING_S 2.0

struct _LanFilesTransfer
{
  GObject parent_instance;

  guint id;
  LanFilesRole role;
  char *name;
  char *path;              /* the source; of what was received, the result */
  char *host;
  guint16 port;
  char *peer;
  char *folder;
  guint64 size_limit;
  int fd;                  /* of LAN_FILES_RECEIVE, until it is started or declined */

  LanFilesState state;
  GError *error;
  GCancellable *cancellable;
  LanFilesProgress progress;

  guint tick_source;
  gint64 last_tick_us;
  gint64 last_done;
  double speed;            /* bytes a second */
};

G_DEFINE_FINAL_TYPE (LanFilesTransfer, lan_files_transfer, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed (LanFilesTransfer *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_state (LanFilesTransfer *self,
           LanFilesState     state)
{
  self->state = state;
  changed (self);
}

static void
close_socket (LanFilesTransfer *self)
{
  if (self->fd >= 0)
    lan_files_stream_close (self->fd, FALSE);
  self->fd = -1;
}

/* --- The worker --- */

/* What the worker tells the main context when the other side is there. */
typedef struct
{
  LanFilesTransfer *self;
  char *peer;
} Connected;

static gboolean
on_connected (gpointer data)
{
  Connected *connected = data;

  if (connected->peer != NULL)
    {
      g_free (connected->self->peer);
      connected->self->peer = g_steal_pointer (&connected->peer);
    }
  if (!lan_files_transfer_is_over (connected->self))
    set_state (connected->self, LAN_FILES_RUNNING);

  return G_SOURCE_REMOVE;
}

static void
connected_free (gpointer data)
{
  Connected *connected = data;

  g_object_unref (connected->self);
  g_free (connected->peer);
  g_free (connected);
}

static void
tell_connected (LanFilesTransfer *self,
                GTask            *task,
                char             *peer)
{
  Connected *connected = g_new0 (Connected, 1);

  connected->self = g_object_ref (self);
  connected->peer = peer;
  g_main_context_invoke_full (g_task_get_context (task), G_PRIORITY_DEFAULT, on_connected, connected, connected_free);
}

static gpointer
run (gpointer data)
{
  g_autoptr(GTask) task = data;
  LanFilesTransfer *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean incoming = self->role == LAN_FILES_RECEIVE || self->role == LAN_FILES_FETCH;
  g_autofree char *received = NULL;
  char *peer = NULL;
  GError *error = NULL;
  gboolean complete = FALSE;
  int fd = GPOINTER_TO_INT (g_task_get_task_data (task));

  if (!incoming && !lan_files_stream_check (self->path, &error))
    fd = -1;
  else if (self->role == LAN_FILES_OFFER)
    fd = lan_files_stream_accept (self->port, &peer, cancellable, &error);
  else if (self->role != LAN_FILES_RECEIVE)
    fd = lan_files_stream_connect (self->host, self->port, cancellable, &error);

  if (fd >= 0)
    {
      tell_connected (self, task, peer);
      if (incoming)
        {
          received = lan_files_stream_pull (fd, self->folder, self->size_limit, &self->progress, cancellable, &error);
          complete = received != NULL;
        }
      else
        complete = lan_files_stream_push (fd, self->path, &self->progress, cancellable, &error);
      lan_files_stream_close (fd, complete);
    }

  if (complete)
    g_task_return_pointer (task, g_steal_pointer (&received), g_free);
  else
    g_task_return_error (task, error);

  return NULL;
}

static void
on_finished (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  LanFilesTransfer *self = LAN_FILES_TRANSFER (source);
  g_autoptr(GError) error = NULL;
  g_autofree char *received = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (received != NULL)
    {
      g_autofree char *base = g_path_get_basename (received);

      g_free (self->path);
      self->path = g_steal_pointer (&received);
      g_free (self->name);
      self->name = g_filename_display_name (base);
    }

  if (error == NULL)
    set_state (self, LAN_FILES_DONE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (self, LAN_FILES_CANCELLED);
  else
    {
      self->error = g_steal_pointer (&error);
      set_state (self, LAN_FILES_FAILED);
    }
}

static gboolean
on_tick (gpointer data)
{
  LanFilesTransfer *self = data;
  gint64 now_us = g_get_monotonic_time ();
  double elapsed_s = (double) (now_us - self->last_tick_us) / G_USEC_PER_SEC;
  gint64 done = self->progress.done;
  double weight = MIN (elapsed_s / SPEED_SMOOTHING_S, 1.0);

  if (self->state != LAN_FILES_RUNNING || elapsed_s <= 0)
    {
      self->last_tick_us = now_us;
      return G_SOURCE_CONTINUE;
    }

  if (self->speed == 0)
    weight = 1;
  self->speed += weight * ((double) (done - self->last_done) / elapsed_s - self->speed);
  self->last_done = done;
  self->last_tick_us = now_us;
  changed (self);

  return G_SOURCE_CONTINUE;
}

/**
 * lan_files_transfer_start:
 *
 * Begins; of an incoming one that asks, it is the person's yes. A second call does nothing.
 */
void
lan_files_transfer_start (LanFilesTransfer *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (LAN_IS_FILES_TRANSFER (self));

  if (self->tick_source != 0 || lan_files_transfer_is_over (self))
    return;

  self->state = self->role == LAN_FILES_RECEIVE ? LAN_FILES_RUNNING : LAN_FILES_WAITING;
  self->last_tick_us = g_get_monotonic_time ();
  self->tick_source = g_timeout_add (TICK_MS, on_tick, self);
  task = g_task_new (self, self->cancellable, on_finished, NULL);
  g_task_set_source_tag (task, lan_files_transfer_start);
  g_task_set_task_data (task, GINT_TO_POINTER (g_steal_fd (&self->fd)), NULL);
  /* Not a thread of GLib's pool: a dozen that wait for somebody would stop all its async file calls. */
  g_thread_unref (g_thread_new ("landline-file", run, g_object_ref (task)));
  changed (self);
}

/**
 * lan_files_transfer_decline:
 *
 * The person's no to an incoming one.
 */
void
lan_files_transfer_decline (LanFilesTransfer *self)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self));

  if (self->state != LAN_FILES_ASKING)
    return;

  close_socket (self);
  set_state (self, LAN_FILES_CANCELLED);
}

/**
 * lan_files_transfer_cancel:
 *
 * Ends it wherever it is; what was received so far is removed, and the other side told.
 */
void
lan_files_transfer_cancel (LanFilesTransfer *self)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self));

  if (self->state == LAN_FILES_ASKING)
    lan_files_transfer_decline (self);
  else
    g_cancellable_cancel (self->cancellable);
}

/* --- What it is called and how it is --- */

/* "1.2 of 3.0 GB · 84 MB/s · 21 s left" */
static char *
describe_running (LanFilesTransfer *self)
{
  gint64 size = self->progress.size;
  g_autofree char *done = g_format_size (lan_files_transfer_get_done (self));
  g_autofree char *speed = g_format_size ((guint64) self->speed);
  g_autofree char *all = NULL;
  guint64 seconds;

  if (size < 0)
    /* Translators: bytes so far, bytes a second */
    return g_strdup_printf (_("%1$s · %2$s/s"), done, speed);

  all = g_format_size ((guint64) size);
  if (self->speed < 1)
    return g_strdup_printf (_("%1$s of %2$s"), done, all);

  seconds = (guint64) ((double) (size - self->progress.done) / self->speed) + 1;
  if (seconds < 100)
    /* Translators: bytes so far, bytes in all, bytes a second, seconds */
    return g_strdup_printf (_("%1$s of %2$s · %3$s/s · %4$u s left"), done, all, speed, (guint) seconds);

  return g_strdup_printf (_("%1$s of %2$s · %3$s/s · %4$u min left"), done, all, speed,
                          (guint) MIN ((seconds + 59) / 60, G_MAXUINT));
}

static char *
describe_done (LanFilesTransfer *self)
{
  g_autofree char *size = g_format_size (lan_files_transfer_get_done (self));

  if (lan_files_transfer_is_incoming (self))
    return g_strdup_printf (_("%s received; this form cannot tell whether that was all"), size);

  return g_strdup_printf (_("%s sent"), size);
}

/**
 * lan_files_transfer_dup_status:
 *
 * Returns: (transfer full): a translated line on how it is
 */
char *
lan_files_transfer_dup_status (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);

  switch (self->state)
    {
    case LAN_FILES_WAITING:
      return self->role == LAN_FILES_OFFER ? g_strdup_printf (_("Waiting on port %u for somebody to fetch it"), self->port)
                                           : g_strdup (_("Connecting…"));
    case LAN_FILES_ASKING:
      return g_strdup_printf (_("%s wants to send you something. This form does not say what."), self->peer);
    case LAN_FILES_RUNNING:
      return describe_running (self);
    case LAN_FILES_DONE:
      return describe_done (self);
    case LAN_FILES_CANCELLED:
      return g_strdup (_("Cancelled"));
    case LAN_FILES_FAILED:
    default:
      return g_strdup (self->error->message);
    }
}

guint
lan_files_transfer_get_id (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), 0);
  return self->id;
}

LanFilesRole
lan_files_transfer_get_role (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), LAN_FILES_SEND);
  return self->role;
}

/**
 * lan_files_transfer_get_role_nick:
 *
 * Returns: the role as events name it; not for people
 */
const char *
lan_files_transfer_get_role_nick (LanFilesTransfer *self)
{
  static const char *const nicks[] = { "send", "offer", "receive", "fetch" };

  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return nicks[self->role];
}

gboolean
lan_files_transfer_is_incoming (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), FALSE);
  return self->role == LAN_FILES_RECEIVE || self->role == LAN_FILES_FETCH;
}

/**
 * lan_files_transfer_get_name:
 *
 * Returns: what to call it, translated where nothing has a name yet
 */
const char *
lan_files_transfer_get_name (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return self->name;
}

/**
 * lan_files_transfer_get_peer:
 *
 * Returns: (nullable): "192.168.1.7:9998", as far as it is known
 */
const char *
lan_files_transfer_get_peer (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return self->peer;
}

LanFilesState
lan_files_transfer_get_state (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), LAN_FILES_FAILED);
  return self->state;
}

const char *
lan_files_transfer_get_state_nick (LanFilesTransfer *self)
{
  static const char *const nicks[] = { "waiting", "asking", "running", "done", "cancelled", "failed" };

  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return nicks[self->state];
}

gboolean
lan_files_transfer_is_over (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), TRUE);
  return self->state >= LAN_FILES_DONE;
}

/**
 * lan_files_transfer_get_size:
 *
 * Returns: bytes in all, or -1: a plain stream does not tell
 */
gint64
lan_files_transfer_get_size (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), -1);
  return self->progress.size;
}

guint64
lan_files_transfer_get_done (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), 0);
  return (guint64) self->progress.done;
}

/**
 * lan_files_transfer_get_fraction:
 *
 * Returns: 0 to 1, or -1 where the size is not known
 */
double
lan_files_transfer_get_fraction (LanFilesTransfer *self)
{
  gint64 size;

  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), -1);

  size = self->progress.size;
  if (size < 0)
    return -1;

  return size == 0 ? 1 : (double) self->progress.done / (double) size;
}

/**
 * lan_files_transfer_get_path:
 *
 * Returns: (nullable): the file that is sent, or the one that arrived
 */
const char *
lan_files_transfer_get_path (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return self->path;
}

const GError *
lan_files_transfer_get_error (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return self->error;
}

/* --- GObject --- */

static void
lan_files_transfer_dispose (GObject *object)
{
  LanFilesTransfer *self = LAN_FILES_TRANSFER (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  close_socket (self);

  G_OBJECT_CLASS (lan_files_transfer_parent_class)->dispose (object);
}

static void
lan_files_transfer_finalize (GObject *object)
{
  LanFilesTransfer *self = LAN_FILES_TRANSFER (object);

  g_free (self->name);
  g_free (self->path);
  g_free (self->host);
  g_free (self->peer);
  g_free (self->folder);
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (lan_files_transfer_parent_class)->finalize (object);
}

static void
lan_files_transfer_class_init (LanFilesTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_files_transfer_dispose;
  object_class->finalize = lan_files_transfer_finalize;

  /**
   * LanFilesTransfer::changed:
   *
   * Its state, or while it runs its progress, some times a second.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_FILES_TRANSFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
lan_files_transfer_init (LanFilesTransfer *self)
{
  static guint last_id;

  self->id = ++last_id;
  self->fd = -1;
  self->progress.size = -1;
  self->cancellable = g_cancellable_new ();
}

static LanFilesTransfer *
new_transfer (LanFilesRole  role,
              const char   *path,
              const char   *host,
              guint16       port)
{
  LanFilesTransfer *self = g_object_new (LAN_TYPE_FILES_TRANSFER, NULL);

  self->role = role;
  self->path = g_strdup (path);
  self->host = g_strdup (host);
  self->port = port;
  if (host != NULL)
    self->peer = lan_endpoint_format (host, port);
  if (path != NULL)
    {
      g_autofree char *base = g_path_get_basename (path);

      self->name = lan_text_show_line (base, strlen (base));
    }
  else
    self->name = g_strdup (_("Incoming file"));

  return self;
}

/**
 * lan_files_transfer_new_send:
 *
 * Returns: (transfer full): connects and sends, once lan_files_transfer_start() is called
 */
LanFilesTransfer *
lan_files_transfer_new_send (const char *path,
                             const char *host,
                             guint16     port)
{
  return new_transfer (LAN_FILES_SEND, path, host, port);
}

/**
 * lan_files_transfer_new_offer:
 *
 * Returns: (transfer full): waits on @port for the first who connects, and sends
 */
LanFilesTransfer *
lan_files_transfer_new_offer (const char *path,
                              guint16     port)
{
  return new_transfer (LAN_FILES_OFFER, path, NULL, port);
}

/**
 * lan_files_transfer_new_receive:
 * @fd: (transfer full): a connection that somebody opened
 * @peer: who
 *
 * Returns: (transfer full): asks; lan_files_transfer_start() accepts, lan_files_transfer_decline() does not
 */
LanFilesTransfer *
lan_files_transfer_new_receive (int         fd,
                                const char *peer,
                                const char *folder,
                                guint64     size_limit)
{
  LanFilesTransfer *self = new_transfer (LAN_FILES_RECEIVE, NULL, NULL, 0);

  self->fd = fd;
  self->peer = g_strdup (peer);
  self->folder = g_strdup (folder);
  self->size_limit = size_limit;
  self->state = LAN_FILES_ASKING;

  return self;
}

/**
 * lan_files_transfer_new_fetch:
 *
 * Returns: (transfer full): connects to somebody who offers, and saves until the end
 */
LanFilesTransfer *
lan_files_transfer_new_fetch (const char *host,
                              guint16     port,
                              const char *folder,
                              guint64     size_limit)
{
  LanFilesTransfer *self = new_transfer (LAN_FILES_FETCH, NULL, host, port);

  self->folder = g_strdup (folder);
  self->size_limit = size_limit;

  return self;
}

/**
 * lan_files_transfer_new_failed:
 * @error: (transfer full): why
 *
 * Returns: (transfer full): a row for what cannot even begin, such as a folder
 */
LanFilesTransfer *
lan_files_transfer_new_failed (const char *name,
                               GError     *error)
{
  LanFilesTransfer *self = new_transfer (LAN_FILES_SEND, name, NULL, 0);

  self->state = LAN_FILES_FAILED;
  self->error = error;

  return self;
}
