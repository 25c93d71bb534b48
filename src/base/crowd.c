/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/crowd.h"

/* With the lock. (nullable): nobody is in from there */
static guint *
find (LanCrowd   *self,
      const char *address)
{
  return self->counts != NULL ? g_hash_table_lookup (self->counts, address) : NULL;
}

/**
 * lan_crowd_look:
 *
 * Returns: whether one more from @address has room
 */
LanCrowdRoom
lan_crowd_look (LanCrowd   *self,
                const char *address)
{
  LanCrowdRoom room = LAN_CROWD_HAS_ROOM;
  const guint *count;

  g_mutex_lock (&self->mutex);
  count = find (self, address);
  if (count != NULL && *count >= self->max_of_one)
    room = LAN_CROWD_FULL_OF_ONE;
  else if (self->n >= self->max)
    room = LAN_CROWD_FULL;
  g_mutex_unlock (&self->mutex);

  return room;
}

/**
 * lan_crowd_enter:
 *
 * One more is in, also where there is no room.
 */
void
lan_crowd_enter (LanCrowd   *self,
                 const char *address)
{
  guint *count;

  g_mutex_lock (&self->mutex);
  if (self->counts == NULL)
    self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  count = find (self, address);
  if (count == NULL)
    {
      count = g_new0 (guint, 1);
      g_hash_table_insert (self->counts, g_strdup (address), count);
    }
  (*count)++;
  self->n++;
  g_mutex_unlock (&self->mutex);
}

/**
 * lan_crowd_leave:
 *
 * One that came in with lan_crowd_enter() is gone.
 */
void
lan_crowd_leave (LanCrowd   *self,
                 const char *address)
{
  guint *count;

  g_mutex_lock (&self->mutex);
  count = find (self, address);
  if (count != NULL)
    {
      self->n--;
      if (--*count == 0)
        g_hash_table_remove (self->counts, address);
    }
  g_mutex_unlock (&self->mutex);
}

void
lan_crowd_clear (LanCrowd *self)
{
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_mutex_clear (&self->mutex);
}
