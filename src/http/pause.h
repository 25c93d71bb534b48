/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"

G_BEGIN_DECLS

/* The connection's side of a pause; handler.h has the handler's. */

typedef void (*LanHttpResume) (gpointer         connection,
                               LanHttpResponse *response);

LanHttpPause *lan_http_pause_new    (GMainContext  *context,
                                     gpointer       connection,
                                     LanHttpResume  resume);
LanHttpPause *lan_http_pause_ref    (LanHttpPause  *self);
void          lan_http_pause_detach (LanHttpPause  *self);

G_END_DECLS
