/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "chat/folds.h"

#include <string.h>

/* A sender that was quiet for so long and starts again gets a new fold row. */
#define FOLD_ENDS_US (5 * G_USEC_PER_SEC)

/* How many senders have an open fold at once; the rest, most likely forged, share one more. */
#define FOLDS_MAX 16

/* The key of the shared one: no sender's address. */
#define OTHERS 0

typedef struct
{
  LanChatMessage *message;
  gint64 last_us;
  guint hidden;      /* counted, and not yet shown */
  gboolean grown;    /* since lan_chat_folds_steal_grown() */
} Fold;

struct _LanChatFolds
{
  GHashTable *open;      /* IPv4 address as a number → Fold */
};

static void
fold_free (gpointer data)
{
  Fold *fold = data;

  if (fold->hidden > 0)
    lan_chat_message_add_to_fold (fold->message, fold->hidden);
  g_object_unref (fold->message);
  g_free (fold);
}

static gboolean
has_ended (gpointer key,
           gpointer value,
           gpointer data)
{
  return *(gint64 *) data - ((Fold *) value)->last_us > FOLD_ENDS_US;
}

/**
 * lan_chat_folds_new:
 *
 * What comes too fast for a row of its own is counted here, in one row a sender.
 *
 * Returns: (transfer full): none open yet
 */
LanChatFolds *
lan_chat_folds_new (void)
{
  LanChatFolds *self = g_new0 (LanChatFolds, 1);

  self->open = g_hash_table_new_full (NULL, NULL, NULL, fold_free);

  return self;
}

void
lan_chat_folds_free (LanChatFolds *self)
{
  g_hash_table_unref (self->open);
  g_free (self);
}

/**
 * lan_chat_folds_count:
 *
 * Counts one more of its sender's; shown by lan_chat_folds_show().
 *
 * Returns: (transfer full) (nullable): a new row, if this is the first
 */
LanChatMessage *
lan_chat_folds_count (LanChatFolds      *self,
                      const LanDatagram *datagram)
{
  gint64 now_us = datagram->monotonic_us;
  g_autofree char *sender = NULL;
  guint32 key;
  Fold *fold;

  memcpy (&key, g_inet_address_to_bytes (datagram->source), sizeof key);
  fold = g_hash_table_lookup (self->open, GUINT_TO_POINTER (key));
  if (fold == NULL || has_ended (NULL, fold, &now_us))
    {
      g_hash_table_foreach_remove (self->open, has_ended, &now_us);
      if (g_hash_table_size (self->open) >= FOLDS_MAX)
        key = OTHERS;
      fold = g_hash_table_lookup (self->open, GUINT_TO_POINTER (key));
    }

  if (fold != NULL)
    {
      fold->last_us = now_us;
      fold->hidden++;
      return NULL;
    }

  if (key != OTHERS)
    sender = g_inet_address_to_string (datagram->source);
  fold = g_new0 (Fold, 1);
  fold->message = lan_chat_message_new_fold (sender);
  fold->last_us = now_us;
  fold->hidden = 1;
  g_hash_table_insert (self->open, GUINT_TO_POINTER (key), fold);

  return g_object_ref (fold->message);
}

/**
 * lan_chat_folds_show:
 *
 * Brings the rows up to date: once for many datagrams.
 */
void
lan_chat_folds_show (LanChatFolds *self)
{
  GHashTableIter iter;
  Fold *fold;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &fold))
    if (fold->hidden > 0)
      {
        lan_chat_message_add_to_fold (fold->message, fold->hidden);
        fold->hidden = 0;
        fold->grown = TRUE;
      }
}

/**
 * lan_chat_folds_steal_grown:
 *
 * Returns: (transfer full) (element-type LanChatMessage): the rows that show more than when last asked
 */
GPtrArray *
lan_chat_folds_steal_grown (LanChatFolds *self)
{
  GPtrArray *grown = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  Fold *fold;

  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &fold))
    if (fold->grown)
      {
        g_ptr_array_add (grown, g_object_ref (fold->message));
        fold->grown = FALSE;
      }

  return grown;
}
