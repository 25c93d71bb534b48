/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/exchange-log.h"

/* What is kept in memory. Then the older half goes at once: GTK 4.8 makes all its row widgets anew where rows above them
 * go (some 90 ms, however many), and must not have to do that all the time. */
#define ROWS_MAX 20000
#define BYTES_MAX (128 * 1024 * 1024)

/* What may wait for the main context while that is busy: half a second of the fastest load, and what bodies that
 * come with it may take. */
#define PENDING_MAX 65536
#define PENDING_BYTES_MAX (64 * 1024 * 1024)

/* The main context is woken at most once a frame, after input and drawing (whose priorities are higher), and then for a
 * part of it: however fast requests come, the window answers. */
#define PRIORITY G_PRIORITY_DEFAULT_IDLE
#define FRAME_MS 16
#define RECORDS_PER_FRAME 1024

struct _LanWebExchangeLog
{
  GObject parent_instance;

  GPtrArray *rows;         /* LanHttpRecord, oldest first */
  guint64 first;           /* number of the first: rows are numbered for ever, whatever goes */
  GHashTable *open;        /* exchange id → number of its row, while unfinished */
  GHashTable *resting;     /* connection → number of its newest row, while it may bring another */
  GHashTable *shown;       /* number → Shown */
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

static void
unref_record (gpointer record)
{
  if (record != NULL)   /* else it was taken */
    lan_http_record_unref (record);
}

static GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func (unref_record);
}

static guint64
bytes_of (const LanHttpRecord *record)
{
  return sizeof *record + lan_http_record_get_kept (record);
}

/* --- Rows as objects: made for who looks at one, and the same as long as somebody holds it --- */

typedef struct
{
  guint64 number;
  LanWebExchangeLog *log;
  LanWebExchange *exchange;   /* not a reference */
} Shown;

static void
on_exchange_gone (gpointer  data,
                  GObject  *where_it_was)
{
  Shown *shown = data;

  shown->exchange = NULL;
  g_hash_table_remove (shown->log->shown, &shown->number);
}

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  if (shown->exchange != NULL)
    g_object_weak_unref (G_OBJECT (shown->exchange), on_exchange_gone, shown);
  g_free (shown);
}

static LanWebExchange *
dup_exchange (LanWebExchangeLog *self,
              guint64            number)
{
  Shown *shown = g_hash_table_lookup (self->shown, &number);

  if (shown != NULL)
    return g_object_ref (shown->exchange);

  shown = g_new0 (Shown, 1);
  shown->number = number;
  shown->log = self;
  shown->exchange = lan_web_exchange_new (g_ptr_array_index (self->rows, number - self->first));
  g_object_weak_ref (G_OBJECT (shown->exchange), on_exchange_gone, shown);
  g_hash_table_insert (self->shown, &shown->number, shown);

  return shown->exchange;
}

/* --- Rows --- */

static gboolean
is_row_gone (gpointer connection,
             gpointer number,
             gpointer log)
{
  return *(guint64 *) number < LAN_WEB_EXCHANGE_LOG (log)->first;
}

/* A key and its value, both numbers, in one piece of memory. */
static void
put_number (GHashTable *table,
            guint64     key,
            guint64     number)
{
  guint64 *known = g_hash_table_lookup (table, &key);
  guint64 *entry;

  if (known != NULL)
    {
      *known = number;
      return;
    }

  entry = g_new (guint64, 2);
  entry[0] = key;
  entry[1] = number;
  g_hash_table_insert (table, entry, &entry[1]);
}

static void
note_rest (LanWebExchangeLog   *self,
           const LanHttpRecord *record,
           guint64              number)
{
  if (record->closed == LAN_HTTP_CLOSE_NOT)
    put_number (self->resting, record->connection, number);
  else
    g_hash_table_remove (self->resting, &record->connection);
}

static void
drop_oldest (LanWebExchangeLog *self)
{
  while (self->rows->len > ROWS_MAX || (self->bytes > BYTES_MAX && self->rows->len > 1))
    {
      guint dropped = self->rows->len / 2;

      for (guint i = 0; i < dropped; i++)
        {
          LanHttpRecord *record = g_ptr_array_index (self->rows, i);

          self->bytes -= bytes_of (record);
          g_hash_table_remove (self->open, &record->id);
        }
      g_ptr_array_remove_range (self->rows, 0, dropped);
      self->dropped += dropped;
      self->first += dropped;
      g_hash_table_foreach_remove (self->resting, is_row_gone, self);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, dropped, 0);
    }
}

/* Both take @record, and return the number of the row. */

static guint64
append_row (LanWebExchangeLog *self,
            LanHttpRecord     *record)
{
  guint64 number = self->first + self->rows->len;

  if (record->finished)
    note_rest (self, record, number);
  else
    put_number (self->open, record->id, number);
  g_ptr_array_add (self->rows, record);
  self->bytes += bytes_of (record);

  return number;
}

static guint64
replace_row (LanWebExchangeLog *self,
             guint64            number,
             LanHttpRecord     *record)
{
  LanHttpRecord **row = (LanHttpRecord **) &g_ptr_array_index (self->rows, number - self->first);

  self->bytes += bytes_of (record) - bytes_of (*row);
  lan_http_record_unref (*row);
  *row = record;
  if (record->finished)
    {
      g_hash_table_remove (self->open, &record->id);
      note_rest (self, record, number);
    }

  return number;
}

/* Takes @record, which only says how the connection of a row ended: then the row says so too, if it is still there. */
static void
close_row (LanWebExchangeLog *self,
           LanHttpRecord     *record,
           GArray            *changed)
{
  g_autoptr(LanHttpRecord) end = record;
  const guint64 *known = g_hash_table_lookup (self->resting, &end->connection);
  guint64 number = known != NULL ? *known : 0;
  const LanHttpRecord *row = known != NULL ? g_ptr_array_index (self->rows, number - self->first) : NULL;

  if (row == NULL || row->id != end->id)
    return;

  replace_row (self, number, lan_http_record_copy_closed (row, end->closed, end->limit));
  g_array_append_val (changed, number);
}

/* With the mutex. */
static void
wake_next_frame (LanWebExchangeLog *self)
{
  if (self->wake != NULL)
    return;

  self->wake = g_timeout_source_new (FRAME_MS);
  g_source_set_priority (self->wake, PRIORITY);
  g_source_set_callback (self->wake, on_wake, g_object_ref (self), g_object_unref);
  g_source_attach (self->wake, self->context);
}

/* (transfer full): the next record; NULL: no more for this frame. */
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
          self->pending = new_records ();
          self->pending_bytes = 0;
        }
      g_mutex_unlock (&self->mutex);
    }

  return n_taken < RECORDS_PER_FRAME && self->taken_at < self->taken->len
           ? g_steal_pointer (&g_ptr_array_index (self->taken, self->taken_at++)) : NULL;
}

/* Rows that the list knew already: the objects of those that somebody looks at. */
static void
update_shown (LanWebExchangeLog *self,
              GArray            *numbers)
{
  for (guint i = 0; i < numbers->len; i++)
    {
      guint64 number = g_array_index (numbers, guint64, i);
      Shown *shown = g_hash_table_lookup (self->shown, &number);

      if (shown != NULL)
        lan_web_exchange_update (shown->exchange, g_ptr_array_index (self->rows, number - self->first));
    }
}

/* Whoever follows all exchanges gets an object of each; where nobody does, none is made. */
static void
tell (LanWebExchangeLog *self,
      GArray            *numbers)
{
  if (!g_signal_has_handler_pending (self, signals[RECORDED], 0, FALSE))
    return;

  for (guint i = 0; i < numbers->len; i++)
    {
      g_autoptr(LanWebExchange) exchange = dup_exchange (self, g_array_index (numbers, guint64, i));

      g_signal_emit (self, signals[RECORDED], 0, exchange);
    }
}

static gboolean
on_wake (gpointer data)
{
  LanWebExchangeLog *self = LAN_WEB_EXCHANGE_LOG (data);
  g_autoptr(GArray) appended = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr(GArray) replaced = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr(GArray) closed = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint position = self->rows->len;
  guint n_taken = 0;
  LanHttpRecord *record;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->wake, g_source_unref);
  g_mutex_unlock (&self->mutex);

  while ((record = take_record (self, n_taken++)) != NULL)
    {
      const guint64 *open = g_hash_table_size (self->open) > 0 ? g_hash_table_lookup (self->open, &record->id) : NULL;
      guint64 number;

      if (record->kind == LAN_HTTP_RECORD_IDLE)
        {
          close_row (self, record, closed);
          continue;
        }

      number = open != NULL ? replace_row (self, *open, record) : append_row (self, record);
      if (open == NULL)
        g_array_append_val (appended, number);
      else if (number < self->first + position)   /* else it is new in this frame, and told once */
        g_array_append_val (replaced, number);
    }

  if (appended->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 0, appended->len);
  update_shown (self, replaced);
  update_shown (self, closed);
  tell (self, appended);
  tell (self, replaced);
  drop_oldest (self);

  if (self->taken_at < self->taken->len)
    {
      g_mutex_lock (&self->mutex);
      wake_next_frame (self);
      g_mutex_unlock (&self->mutex);
    }

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

  return position < self->rows->len ? dup_exchange (self, self->first + position) : NULL;
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
  g_hash_table_unref (self->resting);
  g_hash_table_unref (self->shown);
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
  self->rows = new_records ();
  self->open = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->resting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->shown = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, shown_free);
  self->taken = new_records ();
  self->pending = new_records ();
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
  else if (record->finished && record->kind != LAN_HTTP_RECORD_IDLE)
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
  g_hash_table_remove_all (self->resting);
  self->first += n_rows;
  g_ptr_array_set_size (self->rows, 0);
  self->bytes = 0;
  self->dropped = 0;
  if (n_rows > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_rows, 0);
}
