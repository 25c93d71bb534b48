/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanCrowd:
 * @max: in all
 * @max_of_one: of one address, so that nobody takes the place of all others
 *
 * Who is in, by address. To begin with, all but the limits is zero. Any thread.
 */
typedef struct
{
  guint max;
  guint max_of_one;

  /*< private >*/
  GMutex mutex;
  GHashTable *counts;   /* address → guint */
  guint n;
} LanCrowd;

typedef enum
{
  LAN_CROWD_HAS_ROOM,
  LAN_CROWD_FULL_OF_ONE,
  LAN_CROWD_FULL,
} LanCrowdRoom;

LanCrowdRoom lan_crowd_look  (LanCrowd   *self,
                              const char *address);
void         lan_crowd_enter (LanCrowd   *self,
                              const char *address);
void         lan_crowd_leave (LanCrowd   *self,
                              const char *address);
void         lan_crowd_clear (LanCrowd   *self);

G_END_DECLS
