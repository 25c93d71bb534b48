/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "chat/sieve.h"

#include <string.h>

/* Two cards on one network bring every broadcast twice, within a scheduler's moment of each other. */
#define DUPLICATE_WINDOW_US (500 * 1000)

/* From here on the system picks source ports, by chance: Linux's ip_local_port_range, and above it what RFC
 * 6335 calls dynamic. */
#define DYNAMIC_PORT_MIN 32768

/* What one sender may have as rows in a second; a person types no faster, and a list that moves faster
 * cannot be read. Who is faster is only counted, until a whole second was calm. */
#define ROWS_PER_SENDER 20

/* And all together: a thousand forged senders are as unreadable as one. */
#define ROWS_IN_ALL 100

#define SECOND_US G_USEC_PER_SEC

/* How many senders are remembered, whatever is thrown at us. */
#define SENDERS_MAX 8192

typedef struct
{
  gint64 second_us;   /* start of the second counted */
  guint datagrams;    /* in it */
  gboolean fast;      /* the second before it had too many */
} Pace;

struct _LanChatSieve
{
  GQueue shown;             /* LanDatagram, oldest first: the rows of half a second, so never many */
  GHashTable *senders;      /* IPv4 address as a number → Pace */
  gint64 swept_us;          /* when old senders were last forgotten: looking for them takes time */
  gint64 second_us;         /* start of the second whose rows are counted */
  guint rows;
};

static guint32
source_of (const LanDatagram *datagram)
{
  guint32 source;

  memcpy (&source, g_inet_address_to_bytes (datagram->source), sizeof source);

  return source;
}

/* One source is one socket. A computer with two cards sends by each from that card's address, and by the
 * same port; if the system picked that, no other computer has it by chance at the same moment. */
static gboolean
is_one_source (const LanDatagram *a,
               const LanDatagram *b)
{
  return a->source_port == b->source_port && (a->source_port >= DYNAMIC_PORT_MIN || source_of (a) == source_of (b));
}

/* The same text by the same way again was sent again, and is two messages. */
static gboolean
is_same_way (const LanDatagram *a,
             const LanDatagram *b)
{
  return a->interface_index == b->interface_index && source_of (a) == source_of (b);
}

static gboolean
is_duplicate (LanChatSieve      *self,
              const LanDatagram *datagram)
{
  LanDatagram *oldest;

  while ((oldest = g_queue_peek_head (&self->shown)) != NULL &&
         datagram->monotonic_us - oldest->monotonic_us > DUPLICATE_WINDOW_US)
    lan_datagram_unref (g_queue_pop_head (&self->shown));

  /* the newest first: of a beacon it says by which way the last one came */
  for (GList *item = self->shown.tail; item != NULL; item = item->prev)
    if (is_one_source (item->data, datagram) &&
        g_bytes_equal (((LanDatagram *) item->data)->bytes, datagram->bytes))
      return !is_same_way (item->data, datagram);

  return FALSE;
}

static gboolean
is_old (gpointer key,
        gpointer value,
        gpointer data)
{
  return *(gint64 *) data - ((Pace *) value)->second_us >= 2 * SECOND_US;
}

/* What is known of the sender's pace; %NULL where there are too many senders to know them all. */
static Pace *
pace_of (LanChatSieve      *self,
         const LanDatagram *datagram)
{
  gint64 now_us = datagram->monotonic_us;
  gpointer key = GUINT_TO_POINTER (source_of (datagram));
  Pace *pace = g_hash_table_lookup (self->senders, key);

  if (pace != NULL)
    return pace;

  if (g_hash_table_size (self->senders) >= SENDERS_MAX && now_us - self->swept_us >= SECOND_US)
    {
      g_hash_table_foreach_remove (self->senders, is_old, &now_us);
      self->swept_us = now_us;
    }
  if (g_hash_table_size (self->senders) >= SENDERS_MAX)
    return NULL;

  pace = g_new0 (Pace, 1);
  pace->second_us = now_us;
  g_hash_table_insert (self->senders, key, pace);

  return pace;
}

static gboolean
is_too_fast (LanChatSieve      *self,
             const LanDatagram *datagram)
{
  gint64 now_us = datagram->monotonic_us;
  Pace *pace = pace_of (self, datagram);

  if (pace == NULL)
    return TRUE;

  if (now_us - pace->second_us >= SECOND_US)
    *pace = (Pace) {
      .second_us = now_us,
      .fast = pace->datagrams > ROWS_PER_SENDER && now_us - pace->second_us < 2 * SECOND_US,
    };
  pace->datagrams++;

  return pace->fast || pace->datagrams > ROWS_PER_SENDER;
}

static gboolean
take_row (LanChatSieve *self,
          gint64        now_us)
{
  if (now_us - self->second_us >= SECOND_US)
    {
      self->second_us = now_us;
      self->rows = 0;
    }
  if (self->rows >= ROWS_IN_ALL)
    return FALSE;

  self->rows++;

  return TRUE;
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

  self->senders = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_queue_init (&self->shown);

  return self;
}

void
lan_chat_sieve_free (LanChatSieve *self)
{
  g_hash_table_unref (self->senders);
  g_queue_clear_full (&self->shown, (GDestroyNotify) lan_datagram_unref);
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

  if (is_too_fast (self, datagram) || !take_row (self, datagram->monotonic_us))
    return LAN_CHAT_COUNT;

  g_queue_push_tail (&self->shown, lan_datagram_ref ((LanDatagram *) datagram));

  return LAN_CHAT_SHOW;
}
