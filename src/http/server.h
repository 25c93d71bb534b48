/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/identity.h"
#include "http/handler.h"
#include "http/limits.h"
#include "http/record.h"

G_BEGIN_DECLS

typedef struct _LanHttpServer LanHttpServer;

/**
 * LanHttpServerSettings:
 * @port: where to listen; 0 for any free port
 * @loopback_only: whether only this computer can connect
 * @identity: (nullable): shown to who speaks TLS, which is told by the first byte; plain HTTP is served on the same
 *   port, and a handler sees which it is. %NULL: a TLS greeting is answered with a 400 that says so
 * @limits: (nullable): %NULL for those of http/limits.h
 * @handler: makes the answers, in the worker
 * @recorder: gets a record of everything that came and went, in the worker
 * @data: for both
 * @destroy: (nullable): frees @data, when the server has stopped
 */
typedef struct
{
  guint16 port;
  gboolean loopback_only;
  LanIdentity *identity;
  const LanHttpLimits *limits;
  LanHttpHandler handler;
  LanHttpRecorder recorder;
  gpointer data;
  GDestroyNotify destroy;
} LanHttpServerSettings;

LanHttpServer *lan_http_server_new      (const LanHttpServerSettings  *settings,
                                         GError                      **error);
guint16        lan_http_server_get_port (LanHttpServer                *self);
void           lan_http_server_stop     (LanHttpServer                *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpServer, lan_http_server_stop)

G_END_DECLS
