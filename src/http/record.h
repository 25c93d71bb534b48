/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "http/parser.h"

G_BEGIN_DECLS

/* Of each body so much is kept for a reader; the rest is counted. */
#define LAN_HTTP_RECORD_BODY_BYTES (64 * 1024)

/**
 * LanHttpRecordKind:
 * @LAN_HTTP_RECORD_EXCHANGE: a request, with its answer once there is one
 * @LAN_HTTP_RECORD_MALFORMED: what came was refused for how it was written
 * @LAN_HTTP_RECORD_SILENT: a connection that said nothing (browsers open such ones in advance)
 * @LAN_HTTP_RECORD_TLS: a TLS greeting on a port that speaks plain HTTP
 * @LAN_HTTP_RECORD_INCOMPLETE: a request whose rest never came
 * @LAN_HTTP_RECORD_TOO_MANY: a connection closed at once, because there were too many
 */
typedef enum
{
  LAN_HTTP_RECORD_EXCHANGE,
  LAN_HTTP_RECORD_MALFORMED,
  LAN_HTTP_RECORD_SILENT,
  LAN_HTTP_RECORD_TLS,
  LAN_HTTP_RECORD_INCOMPLETE,
  LAN_HTTP_RECORD_TOO_MANY,
} LanHttpRecordKind;

/**
 * LanHttpRecord:
 * @id: counts up over a server's life; the same in each record of one exchange
 * @connection: likewise of the connection
 * @client: "192.168.1.23"
 * @finished: %FALSE in the first record of an exchange, which is made when its head is complete
 * @rule: of @LAN_HTTP_RECORD_MALFORMED: what was broken
 * @method: (nullable): text safe to show
 * @target: (nullable): text safe to show
 * @status: of the answer; 0 if none was sent
 * @request: the bytes received: head and up to %LAN_HTTP_RECORD_BODY_BYTES of the body
 * @request_size: all bytes received for it
 * @response: (nullable): the bytes sent, likewise
 * @response_size: all bytes sent for it
 * @started_us: wall clock at the first byte (or at accept), microseconds since 1970
 * @duration_us: from there to the last byte of the answer
 *
 * What went over the wire for one request, exactly. Immutable; any thread.
 */
typedef struct
{
  guint64 id;
  guint64 connection;
  LanHttpRecordKind kind;
  gboolean finished;
  gboolean has_rule;
  LanHttpRule rule;
  char *client;
  guint16 client_port;
  char *method;
  char *target;
  guint status;
  GBytes *request;
  guint64 request_size;
  GBytes *response;
  guint64 response_size;
  gint64 started_us;
  gint64 duration_us;
} LanHttpRecord;

LanHttpRecord *lan_http_record_new   (void);
LanHttpRecord *lan_http_record_ref   (LanHttpRecord *self);
void           lan_http_record_unref (LanHttpRecord *self);

/* Called in the server's worker; takes no reference. */
typedef void (*LanHttpRecorder) (LanHttpRecord *record,
                                 gpointer       data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpRecord, lan_http_record_unref)

G_END_DECLS
