/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "chat/timeline.h"

/* What the list keeps: a day of talk among a class. */
#define ROWS_MAX 5000

/* And in bytes: a datagram may have 64 KiB. Shown, a byte may take four ("\x00"). */
#define BYTES_MAX (16 * 1024 * 1024)

/* Where there are too many, a fifth goes: a list that moves by one row at each message is never at rest. */
#define KEPT(limit) ((limit) / 5 * 4)

struct _LanChatTimeline
{
  GObject parent_instance;

  GPtrArray *messages;   /* oldest first */
  gsize n_bytes;         /* of all */
};

static void lan_chat_timeline_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LanChatTimeline, lan_chat_timeline, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lan_chat_timeline_list_model_init))

static GType
lan_chat_timeline_get_item_type (GListModel *model)
{
  return LAN_TYPE_CHAT_MESSAGE;
}

static guint
lan_chat_timeline_get_n_items (GListModel *model)
{
  return LAN_CHAT_TIMELINE (model)->messages->len;
}

static gpointer
lan_chat_timeline_get_item (GListModel *model,
                            guint       position)
{
  LanChatTimeline *self = LAN_CHAT_TIMELINE (model);

  return position < self->messages->len ? g_object_ref (g_ptr_array_index (self->messages, position)) : NULL;
}

static void
lan_chat_timeline_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = lan_chat_timeline_get_item_type;
  iface->get_n_items = lan_chat_timeline_get_n_items;
  iface->get_item = lan_chat_timeline_get_item;
}

static void
lan_chat_timeline_finalize (GObject *object)
{
  g_ptr_array_unref (LAN_CHAT_TIMELINE (object)->messages);

  G_OBJECT_CLASS (lan_chat_timeline_parent_class)->finalize (object);
}

static void
lan_chat_timeline_class_init (LanChatTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lan_chat_timeline_finalize;
}

static void
lan_chat_timeline_init (LanChatTimeline *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * lan_chat_timeline_new:
 *
 * Returns: (transfer full): an empty list of messages, oldest first, which keeps the newest few thousand
 */
LanChatTimeline *
lan_chat_timeline_new (void)
{
  return g_object_new (LAN_TYPE_CHAT_TIMELINE, NULL);
}

static void
forget_oldest (LanChatTimeline *self)
{
  guint n_rows = 0;

  for (; n_rows < self->messages->len && (self->messages->len - n_rows > KEPT (ROWS_MAX) || self->n_bytes > KEPT (BYTES_MAX));
       n_rows++)
    self->n_bytes -= g_bytes_get_size (lan_chat_message_get_bytes (g_ptr_array_index (self->messages, n_rows)));

  g_ptr_array_remove_range (self->messages, 0, n_rows);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_rows, 0);
}

/**
 * lan_chat_timeline_append:
 * @messages: (element-type LanChatMessage): new ones, in order
 *
 * Adds them in one change, and drops the oldest where there are too many.
 */
void
lan_chat_timeline_append (LanChatTimeline *self,
                          GPtrArray       *messages)
{
  guint position;

  g_return_if_fail (LAN_IS_CHAT_TIMELINE (self));

  if (messages->len == 0)
    return;

  position = self->messages->len;
  for (guint i = 0; i < messages->len; i++)
    {
      LanChatMessage *message = g_ptr_array_index (messages, i);

      g_ptr_array_add (self->messages, g_object_ref (message));
      self->n_bytes += g_bytes_get_size (lan_chat_message_get_bytes (message));
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, messages->len);

  if (self->messages->len > ROWS_MAX || self->n_bytes > BYTES_MAX)
    forget_oldest (self);
}
