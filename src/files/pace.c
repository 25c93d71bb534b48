/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "files/pace.h"

/* The speed shown is a mean over about this time, so that it does not flicker. */
#define SMOOTHING_S 2.0

/* What has not moved for so long stands still; shorter, it is the network that breathes. */
#define STALLED_AFTER_US (3 * G_USEC_PER_SEC)

/**
 * lan_files_pace_begin:
 * @now_us: on the monotonic clock
 */
void
lan_files_pace_begin (LanFilesPace *self,
                      gint64        now_us)
{
  *self = (LanFilesPace) { .looked_us = now_us, .moved_us = now_us };
}

/**
 * lan_files_pace_look:
 * @done: bytes so far
 */
void
lan_files_pace_look (LanFilesPace *self,
                     gint64        now_us,
                     gint64        done)
{
  double elapsed_s = (double) (now_us - self->looked_us) / G_USEC_PER_SEC;
  double weight = self->speed > 0 ? MIN (elapsed_s / SMOOTHING_S, 1.0) : 1;

  if (elapsed_s <= 0)
    return;

  self->speed += weight * ((double) (done - self->done) / elapsed_s - self->speed);
  if (done != self->done)
    self->moved_us = now_us;
  self->done = done;
  self->looked_us = now_us;
}

/**
 * lan_files_pace_is_stalled:
 *
 * Returns: whether nothing has moved for some seconds
 */
gboolean
lan_files_pace_is_stalled (const LanFilesPace *self)
{
  return self->looked_us - self->moved_us > STALLED_AFTER_US;
}

/**
 * lan_files_pace_seconds_left:
 * @left: bytes that have to move yet
 *
 * Returns: how long that takes at the speed of late, or -1 where that cannot be known
 */
gint64
lan_files_pace_seconds_left (const LanFilesPace *self,
                             gint64              left)
{
  return self->speed < 1 ? -1 : (gint64) ((double) left / self->speed) + 1;
}
