/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void     lan_events_enable     (void);
gboolean lan_events_is_enabled (void);
void     lan_events_emit       (const char *event,
                                ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
