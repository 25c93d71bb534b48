/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/epoll-source.h"
#include "http/handler.h"
#include "http/record.h"

G_BEGIN_DECLS

typedef struct _LanHttpConnection LanHttpConnection;

/**
 * LanHttpService:
 *
 * What a connection needs of its server.
 */
typedef struct
{
  LanEpoll *epoll;
  LanHttpHandler handler;
  LanHttpRecorder recorder;
  gpointer data;
  guint64 last_exchange;
  guint64 last_connection;
  void (*closed) (LanHttpConnection *connection,
                  gpointer           server);
  gpointer server;
} LanHttpService;

LanHttpConnection *lan_http_connection_new        (LanHttpService    *service,
                                                   int                fd,
                                                   const char        *client,
                                                   guint16            client_port);
const char        *lan_http_connection_get_client (LanHttpConnection *self);
void               lan_http_connection_check_time (LanHttpConnection *self,
                                                   gint64             now_us);
void               lan_http_connection_close      (LanHttpConnection *self);

G_END_DECLS
