/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"

G_BEGIN_DECLS

/* The connection's side of a pause and of a hold; handler.h has the handler's. */

typedef void (*LanHttpResume) (gpointer         connection,
                               LanHttpResponse *response);

LanHttpPause *lan_http_pause_new    (GMainContext  *context,
                                     gpointer       connection,
                                     LanHttpResume  resume);
LanHttpPause *lan_http_pause_ref    (LanHttpPause  *self);
void          lan_http_pause_detach (LanHttpPause  *self);
LanHttpHold  *lan_http_hold_new     (GMainContext  *context,
                                     gpointer       connection,
                                     LanHttpResume  resume);
LanHttpHold  *lan_http_hold_ref     (LanHttpHold   *self);
void          lan_http_hold_detach  (LanHttpHold   *self);

G_END_DECLS
