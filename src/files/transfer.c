/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/transfer.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/connect.h"
#include "base/endpoint.h"
#include "base/error.h"
#include "base/new-file.h"
#include "base/port-holder.h"
#include "base/text.h"
#include "files/door.h"
#include "files/pace.h"

/* How often progress is told while bytes move: as often as a person can read it. */
#define TICK_MS 100

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
  LanFilesLimits limits;
  gint64 created_us;
  gboolean started;
  gboolean may_listen;     /* an offer opens its port only then */
  guint patience_ms;       /* with a host that refuses */

  LanFilesDoor *door;      /* of LAN_FILES_OFFER while it waits */
  int fd;                  /* of LAN_FILES_RECEIVE while it asks */
  guint hangup_source;     /* … whether they are still there */

  LanFilesState state;
  GError *error;
  GCancellable *cancellable;
  LanFilesProgress progress;

  GMutex worker_lock;
  GCond worker_ended;
  gboolean worker_runs;

  guint tick_source;
  LanFilesPace pace;
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

static gboolean on_tick (gpointer data);

static void
set_state (LanFilesTransfer *self,
           LanFilesState     state)
{
  self->state = state;
  if (state == LAN_FILES_RUNNING)
    {
      lan_files_pace_begin (&self->pace, g_get_monotonic_time ());
      self->tick_source = g_timeout_add (TICK_MS, on_tick, self);
    }
  else
    g_clear_handle_id (&self->tick_source, g_source_remove);
  changed (self);
}

static void
fail (LanFilesTransfer *self,
      GError           *error)
{
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, LAN_FILES_FAILED);
}

static void
close_socket (LanFilesTransfer *self)
{
  g_clear_handle_id (&self->hangup_source, g_source_remove);
  if (self->fd >= 0)
    lan_files_stream_close (self->fd, FALSE);
  self->fd = -1;
}

/* --- The worker: it reads what does not change while it runs, and tells the main context --- */

typedef struct
{
  LanFilesTransfer *self;   /* let go on the main context alone */
  GMainContext *context;
  int fd;                   /* a connection, or -1: it is to be made */
  char *received;
  GError *error;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->self);
  g_main_context_unref (work->context);
  g_free (work->received);
  g_clear_error (&work->error);
  g_free (work);
}

static void
tell (Work           *work,
      GSourceFunc     callback,
      gpointer        data,
      GDestroyNotify  destroy)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, callback, data, destroy);
  g_source_attach (source, work->context);
}

static gboolean
on_connected (gpointer data)
{
  LanFilesTransfer *self = data;

  if (self->state == LAN_FILES_WAITING)
    set_state (self, LAN_FILES_RUNNING);

  return G_SOURCE_REMOVE;
}

static gboolean
on_over (gpointer data)
{
  Work *work = data;
  LanFilesTransfer *self = work->self;

  if (work->received != NULL)
    {
      g_free (self->path);
      self->path = g_steal_pointer (&work->received);
      g_free (self->name);
      self->name = lan_text_show_name (self->path);
    }

  if (work->error == NULL)
    set_state (self, LAN_FILES_DONE);
  else if (g_error_matches (work->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (self, LAN_FILES_CANCELLED);
  else
    fail (self, g_steal_pointer (&work->error));

  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  Work *work = data;
  LanFilesTransfer *self = work->self;
  gboolean incoming = lan_files_transfer_is_incoming (self);
  gboolean complete = FALSE;

  lan_connect_block_sigpipe ();
  if (work->fd < 0 && (incoming || lan_files_stream_check (self->path, &work->error)))
    work->fd = lan_files_stream_connect (self->host, self->port, self->patience_ms, self->cancellable, &work->error);

  if (work->fd >= 0)
    {
      tell (work, on_connected, g_object_ref (self), g_object_unref);
      if (incoming)
        {
          work->received = lan_files_stream_pull (work->fd, self->folder, &self->limits, &self->progress,
                                                  self->cancellable, &work->error);
          complete = work->received != NULL;
        }
      else
        complete = lan_files_stream_push_patiently (&work->fd, self->host, self->port, self->patience_ms, self->path,
                                                    &self->limits, &self->progress, self->cancellable, &work->error);
      if (work->fd >= 0)
        lan_files_stream_close (work->fd, complete);
    }

  g_mutex_lock (&self->worker_lock);
  self->worker_runs = FALSE;
  g_cond_broadcast (&self->worker_ended);
  g_mutex_unlock (&self->worker_lock);
  tell (work, on_over, work, work_free);   /* and with it the reference */

  return NULL;
}

static void
start_worker (LanFilesTransfer *self,
              int               fd)
{
  Work *work = g_new0 (Work, 1);

  work->self = g_object_ref (self);
  work->context = g_main_context_ref_thread_default ();
  work->fd = fd;
  self->worker_runs = TRUE;
  /* Not a thread of GLib's pool: a dozen that wait for somebody would stop all its async file calls. */
  g_thread_unref (g_thread_new ("landline-file", run, work));
}

/* --- An offer waits --- */

static void
on_visitor (int         fd,
            const char *host,
            guint16     port,
            gpointer    data)
{
  LanFilesTransfer *self = LAN_FILES_TRANSFER (data);

  g_clear_pointer (&self->door, lan_files_door_close);   /* the first who comes gets it, nobody else */
  g_free (self->peer);
  self->peer = lan_endpoint_format (host, port);
  start_worker (self, fd);
  set_state (self, LAN_FILES_RUNNING);
}

static void
on_holder_found (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(LanFilesTransfer) self = LAN_FILES_TRANSFER (data);
  g_autofree char *holder = lan_port_holder_find_finish (result, NULL);

  if (self->state != LAN_FILES_WAITING)
    return;

  if (holder == NULL)
    fail (self, g_error_new (LAN_ERROR, LAN_ERROR_PORT_IN_USE,
                             _("Port %u is used by another program. Offer it on another port."), self->port));
  else
    fail (self, g_error_new (LAN_ERROR, LAN_ERROR_PORT_IN_USE,
                             _("Port %1$u is used by %2$s. Offer it on another port."), self->port, holder));
}

/* Opens or closes the port, as the person and the network allow. */
static void
update_door (LanFilesTransfer *self)
{
  g_autoptr(GError) error = NULL;
  gboolean wanted = self->role == LAN_FILES_OFFER && self->started && self->state == LAN_FILES_WAITING;

  if (self->door != NULL && !(wanted && self->may_listen))
    {
      g_clear_pointer (&self->door, lan_files_door_close);
      changed (self);
    }
  else if (self->door == NULL && wanted && self->may_listen)
    {
      self->door = lan_files_door_open (self->port, on_visitor, self, &error);
      if (self->door != NULL)
        {
          self->port = lan_files_door_get_port (self->door);
          changed (self);
        }
      else if (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE))
        lan_port_holder_find_async (LAN_PORT_TCP, self->port, NULL, on_holder_found, g_object_ref (self));
      else
        fail (self, g_steal_pointer (&error));
    }
}

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  LanFilesTransfer *self = LAN_FILES_TRANSFER (source);
  GError *error = NULL;

  if (self->state != LAN_FILES_WAITING)
    return;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (self, error);
      return;
    }
  self->started = TRUE;
  update_door (self);
}

static void
check_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  GError *error = NULL;

  if (lan_files_stream_check (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Whether there is something to offer: on a network folder that can take long to know. */
static void
check_source (LanFilesTransfer *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, on_checked, NULL);

  g_task_set_source_tag (task, check_source);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, check_in_thread);
}

/* --- Progress --- */

static gboolean
on_tick (gpointer data)
{
  LanFilesTransfer *self = data;

  lan_files_pace_look (&self->pace, g_get_monotonic_time (), self->progress.done);
  changed (self);

  return G_SOURCE_CONTINUE;
}

/**
 * lan_files_transfer_start:
 *
 * Begins; of an incoming one that asks, it is the person's yes. A second call does nothing. An offer opens its
 * port once lan_files_transfer_set_may_listen() allows it.
 */
void
lan_files_transfer_start (LanFilesTransfer *self)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self));

  if (self->started || lan_files_transfer_is_over (self))
    return;

  if (self->role == LAN_FILES_OFFER)
    {
      check_source (self);
      return;
    }

  self->started = TRUE;
  g_clear_handle_id (&self->hangup_source, g_source_remove);
  start_worker (self, g_steal_fd (&self->fd));
  set_state (self, self->role == LAN_FILES_RECEIVE ? LAN_FILES_RUNNING : LAN_FILES_WAITING);
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

  if (lan_files_transfer_is_over (self))
    return;

  g_cancellable_cancel (self->cancellable);
  if (self->state == LAN_FILES_ASKING)
    lan_files_transfer_decline (self);
  else if (self->state == LAN_FILES_WAITING && (!self->started || self->role == LAN_FILES_OFFER))
    {
      g_clear_pointer (&self->door, lan_files_door_close);
      set_state (self, LAN_FILES_CANCELLED);
    }
}

/**
 * lan_files_transfer_give_up:
 * @error: why
 *
 * Ends one that waits for its turn, and will get none.
 */
void
lan_files_transfer_give_up (LanFilesTransfer *self,
                            const GError     *error)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self));

  if (self->state == LAN_FILES_WAITING && !self->started)
    fail (self, g_error_copy (error));
}

/**
 * lan_files_transfer_wait:
 * @until_us: on the monotonic clock
 *
 * Waits for the worker of one that was cancelled, so that a program that ends leaves no temporary file.
 */
void
lan_files_transfer_wait (LanFilesTransfer *self,
                         gint64            until_us)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self));

  g_mutex_lock (&self->worker_lock);
  while (self->worker_runs && g_cond_wait_until (&self->worker_ended, &self->worker_lock, until_us))
    ;
  g_mutex_unlock (&self->worker_lock);
}

/**
 * lan_files_transfer_set_may_listen:
 * @may_listen: whether this network may know of us; while not, an offer that waits has its port closed
 */
void
lan_files_transfer_set_may_listen (LanFilesTransfer *self,
                                   gboolean          may_listen)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self));

  if (self->may_listen == may_listen)
    return;

  self->may_listen = may_listen;
  update_door (self);
}

/**
 * lan_files_transfer_set_limits:
 * @limits: other ones than the usual; before it starts
 */
void
lan_files_transfer_set_limits (LanFilesTransfer      *self,
                               const LanFilesLimits  *limits)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self) && !self->started);

  self->limits = *limits;
}

/**
 * lan_files_transfer_set_patience:
 * @patience_ms: how long a host that refuses is tried again; before it starts
 */
void
lan_files_transfer_set_patience (LanFilesTransfer *self,
                                 guint             patience_ms)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFER (self) && !self->started);

  self->patience_ms = patience_ms;
}

/* --- What it is called and how it is --- */

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

/**
 * lan_files_transfer_get_host:
 *
 * Returns: (nullable): the other side's address or name; of an offer, %NULL
 */
const char *
lan_files_transfer_get_host (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return self->host;
}

/**
 * lan_files_transfer_get_port:
 *
 * Returns: the other side's port; of an offer, the one it waits on
 */
guint16
lan_files_transfer_get_port (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), 0);
  return self->port;
}

LanFilesState
lan_files_transfer_get_state (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), LAN_FILES_FAILED);
  return self->state;
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
 * lan_files_transfer_get_speed:
 *
 * Returns: bytes a second, of late; 0 when it does not run
 */
guint64
lan_files_transfer_get_speed (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), 0);
  return self->state == LAN_FILES_RUNNING ? (guint64) self->pace.speed : 0;
}

/**
 * lan_files_transfer_get_seconds_left:
 *
 * Returns: how long it will take at the speed of late, or -1 where that cannot be known
 */
gint64
lan_files_transfer_get_seconds_left (LanFilesTransfer *self)
{
  gint64 size;

  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), -1);

  size = self->progress.size;
  if (self->state != LAN_FILES_RUNNING || size < 0)
    return -1;

  return lan_files_pace_seconds_left (&self->pace, size - self->progress.done);
}

/**
 * lan_files_transfer_is_stalled:
 *
 * Returns: whether it runs, but for some seconds nothing has moved
 */
gboolean
lan_files_transfer_is_stalled (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), FALSE);
  return self->state == LAN_FILES_RUNNING && lan_files_pace_is_stalled (&self->pace);
}

/**
 * lan_files_transfer_is_ending:
 *
 * Returns: whether it runs, but the last byte has moved: what was sent is to be taken yet, what was received to be
 *   put on the disk
 */
gboolean
lan_files_transfer_is_ending (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), FALSE);
  return self->state == LAN_FILES_RUNNING && self->progress.ending;
}

/**
 * lan_files_transfer_is_paused:
 *
 * Returns: whether it is an offer whose port is closed, because the network may not know of us
 */
gboolean
lan_files_transfer_is_paused (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), FALSE);
  return self->role == LAN_FILES_OFFER && self->state == LAN_FILES_WAITING && !self->may_listen;
}

/**
 * lan_files_transfer_get_created_us:
 *
 * Returns: when it was made, on the monotonic clock
 */
gint64
lan_files_transfer_get_created_us (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), 0);
  return self->created_us;
}

/**
 * lan_files_transfer_was_started:
 *
 * Returns: whether the person wanted it; FALSE of an incoming one that asks, or was declined
 */
gboolean
lan_files_transfer_was_started (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), FALSE);
  return self->started;
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
  g_clear_pointer (&self->door, lan_files_door_close);
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
  g_mutex_clear (&self->worker_lock);
  g_cond_clear (&self->worker_ended);

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
  self->created_us = g_get_monotonic_time ();
  self->limits = (LanFilesLimits) { LAN_FILES_SIZE_LIMIT, LAN_NEW_FILE_FREE_FLOOR, LAN_FILES_IDLE_MS };
  g_mutex_init (&self->worker_lock);
  g_cond_init (&self->worker_ended);
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
  self->name = path != NULL ? lan_text_show_name (path) : g_strdup (_("Incoming file"));
  if (!lan_files_transfer_is_incoming (self))
    self->limits.idle_ms = LAN_FILES_ANSWER_MS;

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

/* Reset while it asks. An ordinary end is none: all of a small file may be here already. */
static gboolean
on_hangup (int          fd,
           GIOCondition condition,
           gpointer     data)
{
  LanFilesTransfer *self = LAN_FILES_TRANSFER (data);
  GError *error = NULL;

  self->hangup_source = 0;
  close_socket (self);
  lan_connect_set_error (ECONNRESET, self->peer, &error);
  fail (self, error);

  return G_SOURCE_REMOVE;
}

/**
 * lan_files_transfer_new_receive:
 * @fd: (transfer full): a connection that somebody opened
 * @host: who
 * @port: their port
 *
 * Returns: (transfer full): asks; lan_files_transfer_start() accepts, lan_files_transfer_decline() does not
 */
LanFilesTransfer *
lan_files_transfer_new_receive (int         fd,
                                const char *host,
                                guint16     port,
                                const char *folder)
{
  LanFilesTransfer *self = new_transfer (LAN_FILES_RECEIVE, NULL, host, port);

  self->fd = fd;
  self->folder = g_strdup (folder);
  self->state = LAN_FILES_ASKING;
  self->hangup_source = g_unix_fd_add (fd, G_IO_ERR | G_IO_HUP, on_hangup, self);

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
                              const char *folder)
{
  LanFilesTransfer *self = new_transfer (LAN_FILES_FETCH, NULL, host, port);

  self->folder = g_strdup (folder);

  return self;
}

/**
 * lan_files_transfer_new_failed:
 * @name: a path, or what else was dropped
 * @error: (transfer full): why
 *
 * Returns: (transfer full): a row for what cannot even begin, such as a folder
 */
LanFilesTransfer *
lan_files_transfer_new_failed (const char *name,
                               GError     *error)
{
  LanFilesTransfer *self = new_transfer (LAN_FILES_SEND, g_path_is_absolute (name) ? name : NULL, NULL, 0);

  if (self->path == NULL)
    {
      g_free (self->name);
      self->name = lan_text_show_line (name, strlen (name));
    }
  self->state = LAN_FILES_FAILED;
  self->error = error;

  return self;
}
