/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/epoll-source.h"
#include "base/identity.h"
#include "http/handler.h"
#include "http/limits.h"
#include "http/record.h"
#include "http/spares.h"

G_BEGIN_DECLS

/* One read: more than most requests, little enough that a fast sender does not starve the others. */
#define LAN_HTTP_READ_BYTES (64 * 1024)

typedef struct _LanHttpConnection LanHttpConnection;

/**
 * LanHttpService:
 * @identity: (nullable): shown to who speaks TLS; %NULL: nobody may
 * @buffer: received into, by one connection at a time: an idle one holds none
 * @spares: buffers that no connection is using
 * @connections: all, each with its own link
 *
 * What the connections of a server share. Used in the worker only.
 */
typedef struct
{
  GMainContext *context;
  LanEpoll *epoll;
  LanIdentity *identity;
  LanHttpLimits limits;
  LanHttpHandler handler;
  LanHttpRecorder recorder;
  gpointer data;

  guint8 *buffer;
  LanHttpSpares spares;
  GQueue connections;
  guint64 last_exchange;
  guint64 last_connection;
  gint64 date_second;
  char *date;

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
