/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/exchange-log.h"

/* What is kept in memory; the oldest go, so many at a time that the list is at rest between. */
#define ROWS_MAX 20000
#define BYTES_MAX (128 * 1024 * 1024)
#define ROWS_DROPPED 2000

/* What may wait for the main context, if that is busy: at 100,000 requests a second some frames. */
#define PENDING_MAX 65536

/* The main context is woken at most once a frame. */
#define FRAME_MS 16

struct _LanWebExchangeLog
{
  GObject parent_instance;

  GPtrArray *rows;         /* LanWebExchange, oldest first */
  GHashTable *open;        /* exchange id → row, while unfinished */
  guint64 bytes;
  GMainContext *context;

  GMutex mutex;            /* guards what follows: any thread */
  GPtrArray *pending;      /* LanHttpRecord */
  GSource *wake;
};

static void lan_web_exchange_log_list_model_init (GListModelInterface *iface);

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
  return g_bytes_get_size (record->request) + (record->response != NULL ? g_bytes_get_size (record->response) : 0);
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

static gboolean
on_wake (gpointer data)
{
  LanWebExchangeLog *self = LAN_WEB_EXCHANGE_LOG (data);
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) known = g_hash_table_new (NULL, NULL);   /* told once, however much is new of it */
  guint position = self->rows->len;

  g_mutex_lock (&self->mutex);
  records = g_steal_pointer (&self->pending);
  self->pending = new_pending ();
  g_clear_pointer (&self->wake, g_source_unref);
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; i < records->len; i++)
    {
      LanHttpRecord *record = g_ptr_array_index (records, i);
      LanWebExchange *row = g_hash_table_lookup (self->open, &record->id);

      if (row != NULL)
        update_row (self, row, record);
      else
        {
          row = lan_web_exchange_new (record);
          g_ptr_array_add (self->rows, row);
          self->bytes += bytes_of (record);
          if (!record->finished)
            g_hash_table_insert (self->open, g_memdup2 (&record->id, sizeof record->id), row);
        }
      if (g_hash_table_add (known, row))
        g_ptr_array_add (told, g_object_ref (row));
    }

  if (self->rows->len > position)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, self->rows->len - position);
  drop_oldest (self);
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
 * that memory would grow, the unfinished records are left out first, as the finished ones replace them.
 */
void
lan_web_exchange_log_add (LanWebExchangeLog *self,
                          LanHttpRecord     *record)
{
  g_mutex_lock (&self->mutex);
  if (self->pending->len < (record->finished ? PENDING_MAX : PENDING_MAX / 2))
    g_ptr_array_add (self->pending, lan_http_record_ref (record));
  if (self->wake == NULL)
    {
      self->wake = g_timeout_source_new (FRAME_MS);
      g_source_set_callback (self->wake, on_wake, g_object_ref (self), g_object_unref);
      g_source_attach (self->wake, self->context);
    }
  g_mutex_unlock (&self->mutex);
}

void
lan_web_exchange_log_clear (LanWebExchangeLog *self)
{
  guint n_rows;

  g_return_if_fail (LAN_IS_WEB_EXCHANGE_LOG (self));

  n_rows = self->rows->len;
  g_hash_table_remove_all (self->open);
  g_ptr_array_set_size (self->rows, 0);
  self->bytes = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_rows, 0);
}
