/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/connection.h"
#include "http/exchange.h"
#include "http/output.h"
#include "http/pause.h"

G_BEGIN_DECLS

/* TLS records begin with their content type; 22 is a handshake (RFC 8446 section 5.1). */
#define LAN_HTTP_TLS_HANDSHAKE 22

/* A connection as its two halves see it: connection.c has its life, serving.c what is done with a request. */

/*
 *  accept → GREETING → HANDSHAKE        (where there is an identity to show)
 *     │         │          │
 *     └─────────┴──────────┤
 *            ┌─────────────┼── next request ────────────────┐
 *            ▼             ▼                                │
 *           HEAD ──→ BODY ──→ PAUSED ──→ WRITE ─────────────┤
 *            │ └───────┴────────────────→ ▲                 ▼
 *            └── refused ─────────────────┘         LINGER, or closed
 */
typedef enum
{
  STATE_GREETING,   /* the first byte will tell whether TLS is spoken */
  STATE_HANDSHAKE,
  STATE_HEAD,     /* a head is expected, or arriving */
  STATE_BODY,     /* a body is arriving */
  STATE_PAUSED,   /* the handler answers later */
  STATE_WRITE,    /* the answer goes out */
  STATE_LINGER,   /* what still arrives is dropped, until the other side is quiet */
} State;

struct _LanHttpConnection
{
  LanEpollWatch watch;
  LanHttpService *service;
  GList link;
  LanHttpWire wire;
  guint32 interest;
  guint64 id;
  char *client;             /* GRefString */
  guint16 client_port;
  gint64 accepted_us;
  gint64 greeted_us;        /* monotonic: its first byte, where that began a handshake */
  gint64 secured_us;        /* from then to the end of the handshake */

  State state;
  char *problem;            /* (nullable) below HTTP */
  gboolean eof;             /* the client sends no more */
  gboolean seems_gone;      /* likewise, told while nothing is read: what it sent before is still to come */
  guint n_requests;
  guint64 last_exchange;    /* the one before, that was told as finished */
  gint64 deadline_us;
  gint64 linger_end_us;
  guint64 delivered;        /* of the answer, when it was last looked at */
  guint64 body_mark;        /* bytes of the request when its deadline was set last; 0: not yet */
  LanHttpClose closing;     /* close after the answer, and why */
  gboolean unread;          /* the client may still be sending when it is closed */

  GByteArray *in;           /* (nullable) received in an earlier turn, not yet used */
  const guint8 *data;       /* unused bytes, during a turn */
  gsize length;
  gsize scanned;
  gsize judged;

  LanHttpExchange exchange;
  LanHttpResponse *response;   /* ready, but the body still comes */
  LanHttpSink sink;
  gboolean has_sink;
  LanHttpPause *pause;
  LanHttpHold *hold;           /* no more of the body is read for now */
  LanHttpShape shape;          /* of whatever answer comes */
  gint64 not_before_us;
  GSource *delay;              /* (nullable) until then */
  LanHttpOutput output;
};

/* connection.c */
void     lan_http_connection_turn              (LanHttpConnection *self);
void     lan_http_connection_begin_exchange    (LanHttpConnection *self);
void     lan_http_connection_use               (LanHttpConnection *self,
                                                gsize              length);
void     lan_http_connection_load_unused       (LanHttpConnection *self);

/* serving.c */
gboolean lan_http_connection_read_head         (LanHttpConnection *self);
gboolean lan_http_connection_read_body         (LanHttpConnection *self);
gboolean lan_http_connection_is_refused        (LanHttpConnection *self);
gboolean lan_http_connection_lacks             (LanHttpConnection *self,
                                                gsize              coming);
void     lan_http_connection_refuse_incomplete (LanHttpConnection *self,
                                                guint              status,
                                                LanHttpClose       reason);
void     lan_http_connection_drop_handler      (LanHttpConnection *self);

G_END_DECLS
