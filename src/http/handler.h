/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "http/parser.h"
#include "http/response.h"
#include "http/shape.h"

G_BEGIN_DECLS

/**
 * LanHttpRequest:
 * @method: as sent, a token
 * @target: as sent, without white space or controls
 * @head: all fields; see lan_http_head_get(). It has no parts: a handler needs none
 * @data: the bytes @head was scanned from: head->length of them are the head as it was received
 * @client: address of who asks
 * @secure: whether it came encrypted
 * @has_body: whether content follows the head
 * @engine: the connection's own
 *
 * A valid request. Everything in it is borrowed for the time of the call.
 */
typedef struct
{
  const char *method;
  const char *target;
  const LanHttpHead *head;
  const char *data;
  const char *client;
  gboolean secure;
  gboolean has_body;
  gpointer engine;
} LanHttpRequest;

/**
 * LanHttpHandler:
 *
 * Makes the answer to a request, in the server's worker: it must not touch what the main context owns
 * but immutable snapshots, and must not wait for anything slower than a disk. It is called when the head
 * is complete, before a body has come. There are three ways to answer:
 *
 * - Return the answer. A body is then read and passed over, or refused together with the request where the
 *   client waits for leave to send it (Expect: 100-continue).
 * - Call lan_http_request_receive() and return %NULL: the body comes, and the answer is made at its end.
 * - Call lan_http_request_pause() and return %NULL: the answer is given later, from any thread.
 *
 * Returns: (transfer full) (nullable): the answer
 */
typedef LanHttpResponse *(*LanHttpHandler) (const LanHttpRequest *request,
                                            gpointer              data);

/**
 * LanHttpSink: where a body goes
 * @max_bytes: a longer one is answered with 413
 * @receive: gets the content in pieces, in the worker, chunked coding undone. It must not wait: if the pieces come
 *   faster than they can be put away, see lan_http_request_hold()
 * @done: (nullable): makes the answer when all of it was received; as a handler it may pause instead
 * @destroy: (nullable): called once, after @done or when the rest will never come
 */
typedef struct
{
  guint64 max_bytes;
  void (*receive) (const LanHttpRequest *request,
                   const char           *bytes,
                   gsize                 length,
                   gpointer              user_data);
  LanHttpResponse *(*done) (const LanHttpRequest *request,
                            gpointer              user_data);
  GDestroyNotify destroy;
  gpointer user_data;
} LanHttpSink;

typedef struct _LanHttpPause LanHttpPause;
typedef struct _LanHttpHold LanHttpHold;

void          lan_http_request_shape         (const LanHttpRequest *request,
                                              const LanHttpShape   *shape);
void          lan_http_request_receive       (const LanHttpRequest *request,
                                              const LanHttpSink    *sink);
LanHttpPause *lan_http_request_pause         (const LanHttpRequest *request);
void          lan_http_pause_answer          (LanHttpPause         *self,
                                              LanHttpResponse      *response);
GCancellable *lan_http_pause_get_cancellable (LanHttpPause         *self);
LanHttpHold  *lan_http_request_hold          (const LanHttpRequest *request);
void          lan_http_hold_release          (LanHttpHold          *self);

G_END_DECLS
