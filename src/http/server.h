/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"
#include "http/limits.h"
#include "http/record.h"

G_BEGIN_DECLS

typedef struct _LanHttpServer LanHttpServer;

LanHttpServer *lan_http_server_new      (guint16               port,
                                         gboolean              loopback_only,
                                         LanHttpHandler        handler,
                                         LanHttpRecorder       recorder,
                                         gpointer              data,
                                         GDestroyNotify        destroy,
                                         GError              **error);
LanHttpServer *lan_http_server_new_full (guint16               port,
                                         gboolean              loopback_only,
                                         const LanHttpLimits  *limits,
                                         LanHttpHandler        handler,
                                         LanHttpRecorder       recorder,
                                         gpointer              data,
                                         GDestroyNotify        destroy,
                                         GError              **error);
guint16        lan_http_server_get_port (LanHttpServer        *self);
void           lan_http_server_stop     (LanHttpServer        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpServer, lan_http_server_stop)

G_END_DECLS
