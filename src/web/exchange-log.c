/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/exchange-log.h"

/* What is kept in memory; the oldest go, so many at a time that the list is at rest between. */
#define ROWS_MAX 20000
#define BYTES_MAX (128 * 1024 * 1024)
#define ROWS_DROPPED 2000

/* What may wait for the main context while that is busy: half a second of the fastest load, and what bodies that
 * come with it may take. */
#define PENDING_MAX 65536
#define PENDING_BYTES_MAX (64 * 1024 * 1024)

/* The main context is woken at most once a frame, and then for a part of it: more rows a second than any server
 * here makes. */
#define FRAME_MS 16
#define RECORDS_PER_FRAME 2048

struct _LanWebExchangeLog
{
  GObject parent_instance;

  GPtrArray *rows;         /* LanWebExchange, oldest first */
  GHashTable *open;        /* exchange id → row, while unfinished */
  guint64 bytes;
  guint64 dropped;         /* rows that made room for newer ones */
  GMainContext *context;
  GPtrArray *taken;        /* LanHttpRecord: no longer pending, and a row soon */
  guint taken_at;

  GMutex mutex;            /* guards what follows: any thread */
  GPtrArray *pending;      /* LanHttpRecord */
  guint64 pending_bytes;
  guint64 lost;
  GSource *wake;
};

static void lan_web_exchange_log_list_model_init (GListModelInterface *iface);
static gboolean on_wake (gpointer data);

G_DEFINE_FINAL_TYPE_WITH_CODE (LanWebExchangeLog, lan_web_exchange_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lan_web_exchange_log_list_model_init))

enum
{
  RECORDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GPtrArray *
new_pending (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lan_http_record_unref);
}

static guint64
bytes_of (const LanHttpRecord *record)
{
  return sizeof *record + lan_http_record_get_kept (record);
}

static void
drop_oldest (LanWebExchangeLog *self)
{
  while (self->rows->len > ROWS_MAX || (self->bytes > BYTES_MAX && self->rows->len > 1))
    {
      guint dropped = MIN (ROWS_DROPPED, MAX (self->rows->len / 10, 1));

      for (guint i = 0; i < dropped; i++)
        {
          LanHttpRecord *record = lan_web_exchange_get_record (g_ptr_array_index (self->rows, i));

          self->bytes -= bytes_of (record);
          g_hash_table_remove (self->open, &record->id);
        }
      g_ptr_array_remove_range (self->rows, 0, dropped);
      self->dropped += dropped;
      g_list_model_items_changed (G_LIST_MODEL (self), 0, dropped, 0);
    }
}

static void
update_row (LanWebExchangeLog *self,
            LanWebExchange    *row,
            LanHttpRecord     *record)
{
  self->bytes += bytes_of (record) - bytes_of (lan_web_exchange_get_record (row));
  if (record->finished)
    g_hash_table_remove (self->open, &record->id);
  lan_web_exchange_update (row, record);
}

static LanWebExchange *
append_row (LanWebExchangeLog *self,
            LanHttpRecord     *record)
{
  LanWebExchange *row = lan_web_exchange_new (record);

  g_ptr_array_add (self->rows, row);
  self->bytes += bytes_of (record);
  if (!record->finished)
    g_hash_table_insert (self->open, g_memdup2 (&record->id, sizeof record->id), row);

  return row;
}

/* With the mutex. */
static void
wake_next_frame (LanWebExchangeLog *self)
{
  if (self->wake != NULL)
    return;

  self->wake = g_timeout_source_new (FRAME_MS);
  g_source_set_callback (self->wake, on_wake, g_object_ref (self), g_object_unref);
  g_source_attach (self->wake, self->context);
}

/* The next record; NULL: no more for this frame. */
static LanHttpRecord *
take_record (LanWebExchangeLog *self,
             guint              n_taken)
{
  if (self->taken_at == self->taken->len)
    {
      g_ptr_array_set_size (self->taken, 0);
      self->taken_at = 0;
      g_mutex_lock (&self->mutex);
      if (self->pending->len > 0)
        {
          g_ptr_array_unref (self->taken);
          self->taken = g_steal_pointer (&self->pending);
          self->pending = new_pending ();
          self->pending_bytes = 0;
        }
      g_mutex_unlock (&self->mutex);
    }

  return n_taken < RECORDS_PER_FRAME && self->taken_at < self->taken->len
           ? g_ptr_array_index (self->taken, self->taken_at++) : NULL;
}

static gboolean
on_wake (gpointer data)
{
  LanWebExchangeLog *self = LAN_WEB_EXCHANGE_LOG (data);
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) updates = new_pending ();
  g_autoptr(GHashTable) known = g_hash_table_new (NULL, NULL);   /* rows of this frame: told once */
  guint position = self->rows->len;
  guint n_taken = 0;
  LanHttpRecord *record;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->wake, g_source_unref);
  g_mutex_unlock (&self->mutex);

  while ((record = take_record (self, n_taken)) != NULL)
    {
      LanWebExchange *row = g_hash_table_lookup (self->open, &record->id);

      n_taken++;
      if (row != NULL && !g_hash_table_contains (known, row))
        g_ptr_array_add (updates, lan_http_record_ref (record));   /* when the list is told of what it holds */
      else if (row != NULL)
        update_row (self, row, record);
      else
        {
          row = append_row (self, record);
          g_hash_table_add (known, row);
          g_ptr_array_add (told, g_object_ref (row));
        }
    }

  if (self->rows->len > position)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, self->rows->len - position);
  for (guint i = 0; i < updates->len; i++)
    {
      LanWebExchange *row;

      record = g_ptr_array_index (updates, i);
      row = g_hash_table_lookup (self->open, &record->id);
      if (row == NULL)
        continue;
      if (g_hash_table_add (known, row))
        g_ptr_array_add (told, g_object_ref (row));
      update_row (self, row, record);
    }
  drop_oldest (self);

  if (self->taken_at < self->taken->len)
    {
      g_mutex_lock (&self->mutex);
      wake_next_frame (self);
      g_mutex_unlock (&self->mutex);
    }
  for (guint i = 0; i < told->len; i++)
    g_signal_emit (self, signals[RECORDED], 0, g_ptr_array_index (told, i));

  return G_SOURCE_REMOVE;
}

static GType
lan_web_exchange_log_get_item_type (GListModel *model)
{
  return LAN_TYPE_WEB_EXCHANGE;
}

static guint
lan_web_exchange_log_get_n_items (GListModel *model)
{
  return LAN_WEB_EXCHANGE_LOG (model)->rows->len;
}

static gpointer
lan_web_exchange_log_get_item (GListModel *model,
                               guint       position)
{
  LanWebExchangeLog *self = LAN_WEB_EXCHANGE_LOG (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position)) : NULL;
}

static void
lan_web_exchange_log_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = lan_web_exchange_log_get_item_type;
  iface->get_n_items = lan_web_exchange_log_get_n_items;
  iface->get_item = lan_web_exchange_log_get_item;
}

static void
lan_web_exchange_log_finalize (GObject *object)
{
  LanWebExchangeLog *self = LAN_WEB_EXCHANGE_LOG (object);

  g_hash_table_unref (self->open);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->taken);
  g_ptr_array_unref (self->pending);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (lan_web_exchange_log_parent_class)->finalize (object);
}

static void
lan_web_exchange_log_class_init (LanWebExchangeLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lan_web_exchange_log_finalize;

  /**
   * LanWebExchangeLog::recorded:
   * @exchange: the row
   *
   * A row is new, or what is known of it is.
   */
  signals[RECORDED] = g_signal_new ("recorded", LAN_TYPE_WEB_EXCHANGE_LOG, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, LAN_TYPE_WEB_EXCHANGE);
}

static void
lan_web_exchange_log_init (LanWebExchangeLog *self)
{
  g_mutex_init (&self->mutex);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->open = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->taken = new_pending ();
  self->pending = new_pending ();
  self->context = g_main_context_ref_thread_default ();
}

/**
 * lan_web_exchange_log_new:
 *
 * Returns: (transfer full): an empty list of #LanWebExchange, oldest first, which keeps what fits
 */
LanWebExchangeLog *
lan_web_exchange_log_new (void)
{
  return g_object_new (LAN_TYPE_WEB_EXCHANGE_LOG, NULL);
}

/**
 * lan_web_exchange_log_add:
 *
 * Takes a record from any thread. It is a row at the next frame; where the main context is so far behind
 * that memory would grow, the unfinished records are left out first, as the finished ones replace them, and
 * then these are lost and counted.
 */
void
lan_web_exchange_log_add (LanWebExchangeLog *self,
                          LanHttpRecord     *record)
{
  guint64 size = bytes_of (record);

  g_mutex_lock (&self->mutex);
  if (self->pending->len < (record->finished ? PENDING_MAX : PENDING_MAX / 2) &&
      self->pending_bytes + size <= PENDING_BYTES_MAX)
    {
      g_ptr_array_add (self->pending, lan_http_record_ref (record));
      self->pending_bytes += size;
    }
  else if (record->finished)
    self->lost++;
  wake_next_frame (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * lan_web_exchange_log_get_dropped:
 *
 * Returns: how many rows are no longer there, because memory is for the newest
 */
guint64
lan_web_exchange_log_get_dropped (LanWebExchangeLog *self)
{
  g_return_val_if_fail (LAN_IS_WEB_EXCHANGE_LOG (self), 0);

  return self->dropped;
}

/**
 * lan_web_exchange_log_get_lost:
 *
 * Returns: how many exchanges never became rows, because more came than could be shown
 */
guint64
lan_web_exchange_log_get_lost (LanWebExchangeLog *self)
{
  guint64 lost;

  g_return_val_if_fail (LAN_IS_WEB_EXCHANGE_LOG (self), 0);

  g_mutex_lock (&self->mutex);
  lost = self->lost;
  g_mutex_unlock (&self->mutex);

  return lost;
}

/**
 * lan_web_exchange_log_clear:
 *
 * Forgets all rows, and what has come and is none yet. What is still under way is a row again when it ends.
 */
void
lan_web_exchange_log_clear (LanWebExchangeLog *self)
{
  guint n_rows;

  g_return_if_fail (LAN_IS_WEB_EXCHANGE_LOG (self));

  g_mutex_lock (&self->mutex);
  g_ptr_array_set_size (self->pending, 0);
  self->pending_bytes = 0;
  self->lost = 0;
  g_mutex_unlock (&self->mutex);

  n_rows = self->rows->len;
  g_ptr_array_set_size (self->taken, 0);
  self->taken_at = 0;
  g_hash_table_remove_all (self->open);
  g_ptr_array_set_size (self->rows, 0);
  self->bytes = 0;
  self->dropped = 0;
  if (n_rows > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_rows, 0);
}
