/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanFilesPace:
 * @speed: bytes a second, smoothed
 * @looked_us: when it was last looked at, on the monotonic clock
 * @moved_us: when it was last seen to have moved
 * @done: bytes then
 *
 * How fast something moves that is looked at now and then.
 */
typedef struct
{
  double speed;
  gint64 looked_us;
  gint64 moved_us;
  gint64 done;
} LanFilesPace;

void     lan_files_pace_begin        (LanFilesPace       *self,
                                      gint64              now_us);
void     lan_files_pace_look         (LanFilesPace       *self,
                                      gint64              now_us,
                                      gint64              done);
gboolean lan_files_pace_is_stalled   (const LanFilesPace *self);
gint64   lan_files_pace_seconds_left (const LanFilesPace *self,
                                      gint64              left);

G_END_DECLS
