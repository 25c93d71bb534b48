/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "http/record.h"

G_BEGIN_DECLS

void     lan_web_har_begin (GString             *out);
gboolean lan_web_har_add   (GString             *out,
                            LanHttpRecord       *record,
                            gboolean             reveal,
                            gboolean             first);
void     lan_web_har_end   (GString             *out);
gboolean lan_web_har_write (GOutputStream       *stream,
                            LanHttpRecord *const *records,
                            gsize                n_records,
                            gboolean             reveal,
                            GCancellable        *cancellable,
                            GError             **error);

G_END_DECLS
