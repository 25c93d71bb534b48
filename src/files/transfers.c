/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "files/transfers.h"

/* How long a program that ends waits for its workers to remove what they had begun. */
#define FAREWELL_MS 2000

/* Rows of what is over go, the oldest first, when there are more. */
#define ROWS_MAX 1000

struct _LanFilesTransfers
{
  GObject parent_instance;

  GPtrArray *transfers;   /* newest first */
  gboolean may_listen;
};

static void lan_files_transfers_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LanFilesTransfers, lan_files_transfers, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lan_files_transfers_list_model_init))

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
lan_files_transfers_get_item_type (GListModel *model)
{
  return LAN_TYPE_FILES_TRANSFER;
}

static guint
lan_files_transfers_get_n_items (GListModel *model)
{
  return LAN_FILES_TRANSFERS (model)->transfers->len;
}

static gpointer
lan_files_transfers_get_item (GListModel *model,
                              guint       position)
{
  LanFilesTransfers *self = LAN_FILES_TRANSFERS (model);

  return position < self->transfers->len ? g_object_ref (g_ptr_array_index (self->transfers, position)) : NULL;
}

static void
lan_files_transfers_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = lan_files_transfers_get_item_type;
  iface->get_n_items = lan_files_transfers_get_n_items;
  iface->get_item = lan_files_transfers_get_item;
}

static void
on_changed (LanFilesTransfers *self,
            LanFilesTransfer  *transfer)
{
  g_signal_emit (self, signals[CHANGED], 0, transfer);
}

static void
lan_files_transfers_dispose (GObject *object)
{
  LanFilesTransfers *self = LAN_FILES_TRANSFERS (object);
  gint64 until_us = g_get_monotonic_time () + FAREWELL_MS * 1000;

  for (guint i = 0; i < self->transfers->len; i++)
    lan_files_transfer_cancel (g_ptr_array_index (self->transfers, i));
  for (guint i = 0; i < self->transfers->len; i++)
    lan_files_transfer_wait (g_ptr_array_index (self->transfers, i), until_us);
  g_ptr_array_set_size (self->transfers, 0);

  G_OBJECT_CLASS (lan_files_transfers_parent_class)->dispose (object);
}

static void
lan_files_transfers_finalize (GObject *object)
{
  g_ptr_array_unref (LAN_FILES_TRANSFERS (object)->transfers);

  G_OBJECT_CLASS (lan_files_transfers_parent_class)->finalize (object);
}

static void
lan_files_transfers_class_init (LanFilesTransfersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_files_transfers_dispose;
  object_class->finalize = lan_files_transfers_finalize;

  /**
   * LanFilesTransfers::changed:
   * @transfer: a new one, or one whose state or progress is another
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_FILES_TRANSFERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, LAN_TYPE_FILES_TRANSFER);
}

static void
lan_files_transfers_init (LanFilesTransfers *self)
{
  self->transfers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * lan_files_transfers_new:
 *
 * Returns: (transfer full): an empty list of #LanFilesTransfer, newest first
 */
LanFilesTransfers *
lan_files_transfers_new (void)
{
  return g_object_new (LAN_TYPE_FILES_TRANSFERS, NULL);
}

static void
remove_at (LanFilesTransfers *self,
           guint              position)
{
  g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->transfers, position), self);
  g_ptr_array_remove_index (self->transfers, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/**
 * lan_files_transfers_add_all:
 * @added: (element-type LanFilesTransfer): ones that were just made, in the order in which they are listed
 *
 * Adds them all at once, above the others.
 */
void
lan_files_transfers_add_all (LanFilesTransfers *self,
                             GPtrArray         *added)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFERS (self));

  for (guint i = 0; i < added->len; i++)
    {
      LanFilesTransfer *transfer = g_ptr_array_index (added, i);

      lan_files_transfer_set_may_listen (transfer, self->may_listen);
      g_ptr_array_insert (self->transfers, (int) i, g_object_ref (transfer));
      g_signal_connect_object (transfer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, added->len);
  for (guint i = 0; i < added->len; i++)
    g_signal_emit (self, signals[CHANGED], 0, g_ptr_array_index (added, i));

  for (guint i = self->transfers->len; i > 0 && self->transfers->len > ROWS_MAX; i--)
    if (lan_files_transfer_is_over (g_ptr_array_index (self->transfers, i - 1)))
      remove_at (self, i - 1);
}

/**
 * lan_files_transfers_add:
 * @transfer: one that was just made
 */
void
lan_files_transfers_add (LanFilesTransfers *self,
                         LanFilesTransfer  *transfer)
{
  g_autoptr(GPtrArray) added = g_ptr_array_new ();

  g_ptr_array_add (added, transfer);
  lan_files_transfers_add_all (self, added);
}

/**
 * lan_files_transfers_begin:
 * @transfer: (transfer full): one that was just made
 *
 * Adds and starts it.
 */
void
lan_files_transfers_begin (LanFilesTransfers *self,
                           LanFilesTransfer  *transfer)
{
  lan_files_transfers_add (self, transfer);
  lan_files_transfer_start (transfer);
  g_object_unref (transfer);
}

/**
 * lan_files_transfers_set_may_listen:
 * @may_listen: whether this network may know of us; offers wait until then
 */
void
lan_files_transfers_set_may_listen (LanFilesTransfers *self,
                                    gboolean           may_listen)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFERS (self));

  if (self->may_listen == may_listen)
    return;

  self->may_listen = may_listen;
  for (guint i = 0; i < self->transfers->len; i++)
    {
      g_autoptr(LanFilesTransfer) transfer = g_object_ref (g_ptr_array_index (self->transfers, i));

      lan_files_transfer_set_may_listen (transfer, may_listen);
    }
}

/**
 * lan_files_transfers_clear_over:
 *
 * Forgets the rows of what is over; the files stay.
 */
void
lan_files_transfers_clear_over (LanFilesTransfers *self)
{
  g_return_if_fail (LAN_IS_FILES_TRANSFERS (self));

  for (guint i = self->transfers->len; i > 0; i--)
    if (lan_files_transfer_is_over (g_ptr_array_index (self->transfers, i - 1)))
      remove_at (self, i - 1);
}

guint
lan_files_transfers_count (LanFilesTransfers *self,
                           LanFilesState      state)
{
  guint count = 0;

  g_return_val_if_fail (LAN_IS_FILES_TRANSFERS (self), 0);

  for (guint i = 0; i < self->transfers->len; i++)
    count += lan_files_transfer_get_state (g_ptr_array_index (self->transfers, i)) == state;

  return count;
}
