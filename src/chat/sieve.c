/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "chat/sieve.h"

#include <string.h>

/* Two cards on one network bring every broadcast twice, within a scheduler's moment of each other. */
#define DUPLICATE_WINDOW_US (500 * 1000)

/* What one sender may have as rows in a second; a person types no faster, and a list that moves faster
 * cannot be read. */
#define ROWS_PER_SENDER 20

/* And all together: a thousand forged senders are as unreadable as one. */
#define ROWS_IN_ALL 100

#define SECOND_US G_USEC_PER_SEC

/* How many recent datagrams and senders are remembered, whatever is thrown at us (some 200 bytes each). */
#define REMEMBERED_MAX 8192

typedef struct
{
  gint64 second_us;   /* start of the second counted */
  guint rows;
} Budget;

struct _LanChatSieve
{
  GHashTable *recent;       /* by sender and bytes: the newest of its kind, owned by the queue */
  GQueue order;             /* LanDatagram, oldest first */
  GHashTable *senders;      /* address as host number → Budget */
  Budget all;
};

static guint
datagram_hash (gconstpointer data)
{
  const LanDatagram *datagram = data;
  guint32 source;

  memcpy (&source, g_inet_address_to_bytes (datagram->source), sizeof source);

  return g_bytes_hash (datagram->bytes) ^ source ^ ((guint) datagram->source_port << 16);
}

static gboolean
datagram_equal (gconstpointer a,
                gconstpointer b)
{
  const LanDatagram *first = a;
  const LanDatagram *second = b;

  return first->source_port == second->source_port && g_inet_address_equal (first->source, second->source) &&
         g_bytes_equal (first->bytes, second->bytes);
}

static void
forget_oldest (LanChatSieve *self)
{
  LanDatagram *oldest = g_queue_pop_head (&self->order);

  /* the table may hold a newer one of the same kind by now */
  if (g_hash_table_lookup (self->recent, oldest) == oldest)
    g_hash_table_remove (self->recent, oldest);
  lan_datagram_unref (oldest);
}

static gboolean
is_duplicate (LanChatSieve      *self,
              const LanDatagram *datagram)
{
  LanDatagram *known;
  LanDatagram *kept;

  while (!g_queue_is_empty (&self->order) &&
         (self->order.length >= REMEMBERED_MAX ||
          datagram->monotonic_us - ((LanDatagram *) g_queue_peek_head (&self->order))->monotonic_us >
            DUPLICATE_WINDOW_US))
    forget_oldest (self);

  known = g_hash_table_lookup (self->recent, datagram);
  /* The same text by the same card again was sent again, and is two messages. */
  if (known != NULL && known->interface_index != datagram->interface_index)
    return TRUE;

  kept = lan_datagram_ref ((LanDatagram *) datagram);
  g_hash_table_replace (self->recent, kept, kept);
  g_queue_push_tail (&self->order, kept);

  return FALSE;
}

static gboolean
spend (Budget *budget,
       gint64  now_us,
       guint   limit)
{
  if (now_us - budget->second_us >= SECOND_US)
    *budget = (Budget) { .second_us = now_us };

  if (budget->rows >= limit)
    return FALSE;

  budget->rows++;

  return TRUE;
}

static gboolean
is_old (gpointer key,
        gpointer value,
        gpointer data)
{
  return *(gint64 *) data - ((Budget *) value)->second_us >= SECOND_US;
}

static gboolean
may_be_a_row (LanChatSieve      *self,
              const LanDatagram *datagram)
{
  gint64 now_us = datagram->monotonic_us;
  guint32 source;
  Budget *budget;

  memcpy (&source, g_inet_address_to_bytes (datagram->source), sizeof source);
  budget = g_hash_table_lookup (self->senders, GUINT_TO_POINTER (source));
  if (budget == NULL)
    {
      if (g_hash_table_size (self->senders) >= REMEMBERED_MAX)
        g_hash_table_foreach_remove (self->senders, is_old, &now_us);
      if (g_hash_table_size (self->senders) >= REMEMBERED_MAX)
        return FALSE;

      budget = g_new0 (Budget, 1);
      g_hash_table_insert (self->senders, GUINT_TO_POINTER (source), budget);
    }

  return spend (budget, now_us, ROWS_PER_SENDER) && spend (&self->all, now_us, ROWS_IN_ALL);
}

/**
 * lan_chat_sieve_new:
 *
 * What arrives goes through here before it becomes a message: pure bookkeeping on the datagrams' own
 * times, bounded in memory whatever comes.
 *
 * Returns: (transfer full): an empty one
 */
LanChatSieve *
lan_chat_sieve_new (void)
{
  LanChatSieve *self = g_new0 (LanChatSieve, 1);

  self->recent = g_hash_table_new (datagram_hash, datagram_equal);
  self->senders = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_queue_init (&self->order);

  return self;
}

void
lan_chat_sieve_free (LanChatSieve *self)
{
  g_hash_table_unref (self->recent);
  g_hash_table_unref (self->senders);
  g_queue_clear_full (&self->order, (GDestroyNotify) lan_datagram_unref);
  g_free (self);
}

/**
 * lan_chat_sieve_pass:
 * @datagram: the next one, in the order of arrival
 *
 * Returns: what is to become of it
 */
LanChatVerdict
lan_chat_sieve_pass (LanChatSieve      *self,
                     const LanDatagram *datagram)
{
  if (is_duplicate (self, datagram))
    return LAN_CHAT_DUPLICATE;

  return may_be_a_row (self, datagram) ? LAN_CHAT_SHOW : LAN_CHAT_COUNT;
}
