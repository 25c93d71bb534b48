/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/network.h"

G_BEGIN_DECLS

/**
 * LanVisibilityState:
 * @LAN_VISIBILITY_UNANSWERED: Welcome is open: nothing may be sent, no port opened
 * @LAN_VISIBILITY_LOOKING: hidden for a moment, until it is known which network this is
 * @LAN_VISIBILITY_NEW: hidden, because this network was never seen
 * @LAN_VISIBILITY_HIDDEN: hidden, because the person wants it
 * @LAN_VISIBILITY_VISIBLE: others may know of us
 */
typedef enum
{
  LAN_VISIBILITY_UNANSWERED,
  LAN_VISIBILITY_LOOKING,
  LAN_VISIBILITY_NEW,
  LAN_VISIBILITY_HIDDEN,
  LAN_VISIBILITY_VISIBLE,
} LanVisibilityState;

#define LAN_TYPE_VISIBILITY (lan_visibility_get_type ())

G_DECLARE_FINAL_TYPE (LanVisibility, lan_visibility, LAN, VISIBILITY, GObject)

LanVisibility      *lan_visibility_new              (GSettings     *settings,
                                                     LanNetwork    *network);
LanVisibilityState  lan_visibility_get_state        (LanVisibility *self);
const char         *lan_visibility_get_state_nick   (LanVisibility *self);
const char         *lan_visibility_get_network_name (LanVisibility *self);
void                lan_visibility_set_visible      (LanVisibility *self,
                                                     gboolean       visible);
void                lan_visibility_answer_welcome   (LanVisibility *self,
                                                     const char    *name,
                                                     gboolean       visible);

G_END_DECLS
