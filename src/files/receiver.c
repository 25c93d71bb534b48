/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/receiver.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/new-file.h"
#include "base/port-holder.h"
#include "files/door.h"
#include "files/inbox.h"

/* What waits for a yes or no: more than a person can answer is nobody who wants an answer. */
#define ASKING_MAX 16

/* One stranger does not fill the list: so many that the person has not said yes to, within a minute. */
#define ASKING_PER_ADDRESS_MAX 3
#define ASKING_MEMORY_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* What runs at once where everything is accepted; each is a thread and an open file. */
#define RUNNING_MAX 64

struct _LanFilesReceiver
{
  GObject parent_instance;

  LanFilesTransfers *transfers;
  gboolean open;           /* the person opened it */
  gboolean may_listen;     /* … and this network may know of us */
  gboolean accept_all;
  guint16 port;
  char *folder;
  GHashTable *blocked;     /* addresses, until it is closed */

  LanFilesLimits limits;

  LanFilesDoor *door;
  char *problem;
  GCancellable *holder_search;
};

G_DEFINE_FINAL_TYPE (LanFilesReceiver, lan_files_receiver, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed (LanFilesReceiver *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* One whose row nags: it asks, or the person did not want it, lately. */
static gboolean
is_unwanted (LanFilesTransfer *transfer)
{
  return lan_files_transfer_get_role (transfer) == LAN_FILES_RECEIVE && !lan_files_transfer_was_started (transfer) &&
         (lan_files_transfer_get_state (transfer) == LAN_FILES_ASKING ||
          lan_files_transfer_get_created_us (transfer) > g_get_monotonic_time () - ASKING_MEMORY_US);
}

static gboolean
may_ask (LanFilesReceiver *self,
         const char       *host)
{
  guint from_host = 0, n_items = g_list_model_get_n_items (G_LIST_MODEL (self->transfers));

  if (lan_files_transfers_count (self->transfers, LAN_FILES_ASKING) >= ASKING_MAX)
    return FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      from_host += is_unwanted (transfer) && g_str_equal (lan_files_transfer_get_host (transfer), host);
    }

  return from_host < ASKING_PER_ADDRESS_MAX;
}

static gboolean
may_enter (LanFilesReceiver *self,
           const char       *host)
{
  if (g_hash_table_contains (self->blocked, host))
    return FALSE;

  return self->accept_all ? lan_files_transfers_count (self->transfers, LAN_FILES_RUNNING) < RUNNING_MAX
                          : may_ask (self, host);
}

static void
on_visitor (int         fd,
            const char *host,
            guint16     port,
            gpointer    data)
{
  LanFilesReceiver *self = LAN_FILES_RECEIVER (data);
  g_autoptr(LanFilesTransfer) transfer = NULL;

  if (!may_enter (self, host))
    {
      g_debug ("%s is turned away", host);
      lan_files_stream_close (fd, FALSE);
      return;
    }

  transfer = lan_files_transfer_new_receive (fd, host, port, self->folder);
  lan_files_transfer_set_limits (transfer, &self->limits);
  if (self->accept_all)
    lan_files_transfer_start (transfer);
  lan_files_transfers_add (self->transfers, transfer);
}

static void
on_holder_found (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *holder = lan_port_holder_find_finish (result, &error);
  LanFilesReceiver *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->holder_search);
  if (holder == NULL)
    return;

  g_free (self->problem);
  self->problem = g_strdup_printf (_("Port %1$u is used by %2$s. Choose another in Preferences."), self->port, holder);
  changed (self);
}

static void
update (LanFilesReceiver *self)
{
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->door, lan_files_door_close);
  g_clear_pointer (&self->problem, g_free);
  g_cancellable_cancel (self->holder_search);
  g_clear_object (&self->holder_search);

  if (self->open && self->may_listen)
    {
      self->door = lan_files_door_open (self->port, on_visitor, self, &error);
      if (self->door == NULL)
        {
          self->open = FALSE;
          self->problem = g_strdup (error->message);
          if (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE))
            {
              self->holder_search = g_cancellable_new ();
              lan_port_holder_find_async (LAN_PORT_TCP, self->port, self->holder_search, on_holder_found, self);
            }
        }
    }

  changed (self);
}

static void
lan_files_receiver_dispose (GObject *object)
{
  LanFilesReceiver *self = LAN_FILES_RECEIVER (object);

  g_cancellable_cancel (self->holder_search);
  g_clear_object (&self->holder_search);
  g_clear_pointer (&self->door, lan_files_door_close);
  g_clear_object (&self->transfers);

  G_OBJECT_CLASS (lan_files_receiver_parent_class)->dispose (object);
}

static void
lan_files_receiver_finalize (GObject *object)
{
  LanFilesReceiver *self = LAN_FILES_RECEIVER (object);

  g_free (self->folder);
  g_free (self->problem);
  g_hash_table_unref (self->blocked);

  G_OBJECT_CLASS (lan_files_receiver_parent_class)->finalize (object);
}

static void
lan_files_receiver_class_init (LanFilesReceiverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_files_receiver_dispose;
  object_class->finalize = lan_files_receiver_finalize;

  /**
   * LanFilesReceiver::changed:
   *
   * It opened or closed, or has a problem.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_FILES_RECEIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
lan_files_receiver_init (LanFilesReceiver *self)
{
  self->port = LAN_FILES_PORT;
  self->limits = (LanFilesLimits) { LAN_FILES_SIZE_LIMIT, LAN_NEW_FILE_FREE_FLOOR, LAN_FILES_IDLE_MS };
  self->folder = g_strdup (g_get_home_dir ());
  self->blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * lan_files_receiver_new:
 * @transfers: where what comes is added, asking
 *
 * Returns: (transfer full): a closed door
 */
LanFilesReceiver *
lan_files_receiver_new (LanFilesTransfers *transfers)
{
  LanFilesReceiver *self = g_object_new (LAN_TYPE_FILES_RECEIVER, NULL);

  self->transfers = g_object_ref (transfers);

  return self;
}

/**
 * lan_files_receiver_is_open:
 *
 * Returns: whether the person opened it; see lan_files_receiver_is_listening()
 */
gboolean
lan_files_receiver_is_open (LanFilesReceiver *self)
{
  g_return_val_if_fail (LAN_IS_FILES_RECEIVER (self), FALSE);

  return self->open;
}

/**
 * lan_files_receiver_is_listening:
 *
 * Returns: whether somebody could connect now
 */
gboolean
lan_files_receiver_is_listening (LanFilesReceiver *self)
{
  g_return_val_if_fail (LAN_IS_FILES_RECEIVER (self), FALSE);

  return self->door != NULL;
}

/* @host: (nullable): from whom; %NULL: from all */
static void
decline_all (LanFilesReceiver *self,
             const char       *host)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->transfers));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      if (lan_files_transfer_get_state (transfer) == LAN_FILES_ASKING &&
          (host == NULL || g_str_equal (lan_files_transfer_get_host (transfer), host)))
        lan_files_transfer_decline (transfer);
    }
}

/**
 * lan_files_receiver_block:
 * @host: an address that sent something
 *
 * The person wants nothing from there: what asks is declined, and what comes is turned away unseen, until receiving
 * is closed.
 */
void
lan_files_receiver_block (LanFilesReceiver *self,
                          const char       *host)
{
  g_autofree char *blocked = g_strdup (host);

  g_return_if_fail (LAN_IS_FILES_RECEIVER (self));

  decline_all (self, blocked);
  g_hash_table_add (self->blocked, g_steal_pointer (&blocked));
}

/**
 * lan_files_receiver_set_open:
 *
 * Opens or closes the port; closing declines what asks. Where it cannot be opened, it stays closed and has a problem.
 */
void
lan_files_receiver_set_open (LanFilesReceiver *self,
                             gboolean          open)
{
  g_return_if_fail (LAN_IS_FILES_RECEIVER (self));

  if (self->open == open)
    return;

  self->open = open;
  if (!open)
    {
      /* both were said for this time */
      self->accept_all = FALSE;
      g_hash_table_remove_all (self->blocked);
    }
  update (self);
  if (!open)
    decline_all (self, NULL);
}

void
lan_files_receiver_set_may_listen (LanFilesReceiver *self,
                                   gboolean          may_listen)
{
  g_return_if_fail (LAN_IS_FILES_RECEIVER (self));

  if (self->may_listen == may_listen)
    return;

  self->may_listen = may_listen;
  if (self->open)
    update (self);
}

gboolean
lan_files_receiver_get_accept_all (LanFilesReceiver *self)
{
  g_return_val_if_fail (LAN_IS_FILES_RECEIVER (self), FALSE);

  return self->accept_all;
}

/**
 * lan_files_receiver_set_accept_all:
 * @accept_all: whether the person is not asked, until it is closed
 */
void
lan_files_receiver_set_accept_all (LanFilesReceiver *self,
                                   gboolean          accept_all)
{
  g_return_if_fail (LAN_IS_FILES_RECEIVER (self));

  if (self->accept_all == accept_all)
    return;

  self->accept_all = accept_all;
  changed (self);
}

guint16
lan_files_receiver_get_port (LanFilesReceiver *self)
{
  g_return_val_if_fail (LAN_IS_FILES_RECEIVER (self), 0);

  return self->door != NULL ? lan_files_door_get_port (self->door) : self->port;
}

void
lan_files_receiver_set_port (LanFilesReceiver *self,
                             guint16           port)
{
  g_return_if_fail (LAN_IS_FILES_RECEIVER (self));

  if (self->port == port)
    return;

  self->port = port;
  update (self);
}

/**
 * lan_files_receiver_set_limits:
 * @limits: what is taken from now on
 */
void
lan_files_receiver_set_limits (LanFilesReceiver      *self,
                               const LanFilesLimits  *limits)
{
  g_return_if_fail (LAN_IS_FILES_RECEIVER (self));

  self->limits = *limits;
}

const char *
lan_files_receiver_get_folder (LanFilesReceiver *self)
{
  g_return_val_if_fail (LAN_IS_FILES_RECEIVER (self), NULL);

  return self->folder;
}

static void
sweep_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  lan_files_inbox_sweep (data);
}

/**
 * lan_files_receiver_set_folder:
 * @folder: a path; what comes from now on goes there. What a killed Landline left half there is removed.
 */
void
lan_files_receiver_set_folder (LanFilesReceiver *self,
                               const char       *folder)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (LAN_IS_FILES_RECEIVER (self));

  g_free (self->folder);
  self->folder = g_strdup (folder);

  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, lan_files_receiver_set_folder);
  g_task_set_task_data (task, g_strdup (folder), g_free);
  g_task_run_in_thread (task, sweep_in_thread);
}

/**
 * lan_files_receiver_get_problem:
 *
 * Returns: (nullable): a translated sentence on why it is not open
 */
const char *
lan_files_receiver_get_problem (LanFilesReceiver *self)
{
  g_return_val_if_fail (LAN_IS_FILES_RECEIVER (self), NULL);

  return self->problem;
}
