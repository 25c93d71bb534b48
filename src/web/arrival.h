/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"

G_BEGIN_DECLS

/**
 * LanWebArrivalWork: what is done with a body; all in threads that may wait for the disk, never two at once
 * @receive: (nullable): gets the next bytes. May return the answer already, a refusal: then nothing more comes
 * @done: all of it came: returns the answer
 * @destroy: called once, at last; before @done when the client went
 */
typedef struct
{
  LanHttpResponse *(*receive) (const char *bytes,
                               gsize       length,
                               gpointer    data);
  LanHttpResponse *(*done)    (gpointer    data);
  GDestroyNotify destroy;
} LanWebArrivalWork;

gboolean lan_web_arrival_is_busy      (const LanHttpRequest    *request);
gboolean lan_web_arrival_is_announced (const LanHttpRequest    *request,
                                       guint64                 *bytes);
void     lan_web_arrival_begin        (const LanHttpRequest    *request,
                                       guint64                  max_bytes,
                                       const LanWebArrivalWork *work,
                                       gpointer                 data);

G_END_DECLS
