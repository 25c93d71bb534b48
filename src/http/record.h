/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "http/parser.h"

G_BEGIN_DECLS

/* Of each body so much is kept for a reader; the rest is counted. */
#define LAN_HTTP_RECORD_BODY_BYTES (64 * 1024)
/* Up to here a record shares the whole content with who serves the same bytes, and keeps it for as long. Of a larger
 * one it has the kept bytes for itself: such are made for one client, and would stay in memory after him. */
#define LAN_HTTP_RECORD_SHARED_BYTES (256 * 1024)

/* While a body arrives there is a record so often: to watch an upload, no more is needed. */
#define LAN_HTTP_RECORD_PROGRESS_US (500 * 1000)

/**
 * LanHttpRecordKind:
 * @LAN_HTTP_RECORD_EXCHANGE: a request, with its answer once there is one
 * @LAN_HTTP_RECORD_MALFORMED: what came was refused for how it was written
 * @LAN_HTTP_RECORD_SILENT: a connection that said nothing (browsers open such ones in advance)
 * @LAN_HTTP_RECORD_TLS: a TLS greeting on a port that speaks plain HTTP
 * @LAN_HTTP_RECORD_HANDSHAKE: TLS was begun, and nothing came of it
 * @LAN_HTTP_RECORD_INCOMPLETE: a request whose rest never came
 * @LAN_HTTP_RECORD_TOO_MANY: a connection closed at once, because there were too many
 * @LAN_HTTP_RECORD_FULL: no connection can be accepted for a while, as the system has no room for it
 * @LAN_HTTP_RECORD_IDLE: nothing came any more: what is told of a connection after its last exchange, whose @id it has,
 *   when its idle deadline closes it. Of the rest only @connection, @closed and @limit count
 */
typedef enum
{
  LAN_HTTP_RECORD_EXCHANGE,
  LAN_HTTP_RECORD_MALFORMED,
  LAN_HTTP_RECORD_SILENT,
  LAN_HTTP_RECORD_TLS,
  LAN_HTTP_RECORD_HANDSHAKE,
  LAN_HTTP_RECORD_INCOMPLETE,
  LAN_HTTP_RECORD_TOO_MANY,
  LAN_HTTP_RECORD_FULL,
  LAN_HTTP_RECORD_IDLE,
} LanHttpRecordKind;

/**
 * LanHttpClose: why a connection ended with an exchange
 * @LAN_HTTP_CLOSE_NOT: it did not, it can be used again
 * @LAN_HTTP_CLOSE_ASKED: the client wanted it so ("Connection: close", or HTTP/1.0)
 * @LAN_HTTP_CLOSE_CLIENT: the client closed it
 * @LAN_HTTP_CLOSE_RESET: the client, or the network, broke it
 * @LAN_HTTP_CLOSE_REFUSED: after a refusal, as where the next message begins is not known
 * @LAN_HTTP_CLOSE_BODY_SIZE: likewise, for %LAN_HTTP_BODY_MAX_BYTES, or what who takes the body allows
 * @LAN_HTTP_CLOSE_HANDSHAKE: there is no way to go on after a failed one
 * @LAN_HTTP_CLOSE_HANDSHAKE_DEADLINE: %LAN_HTTP_HANDSHAKE_DEADLINE_MS
 * @LAN_HTTP_CLOSE_HEAD_DEADLINE: %LAN_HTTP_HEAD_DEADLINE_MS
 * @LAN_HTTP_CLOSE_BODY_DEADLINE: %LAN_HTTP_BODY_DEADLINE_MS
 * @LAN_HTTP_CLOSE_SEND_DEADLINE: the same, of a client that does not read
 * @LAN_HTTP_CLOSE_IDLE_DEADLINE: %LAN_HTTP_IDLE_DEADLINE_MS
 * @LAN_HTTP_CLOSE_REQUESTS: %LAN_HTTP_REQUESTS_MAX
 * @LAN_HTTP_CLOSE_CONNECTIONS: %LAN_HTTP_CONNECTIONS_MAX
 * @LAN_HTTP_CLOSE_CONNECTIONS_PER_ADDRESS: %LAN_HTTP_CONNECTIONS_PER_ADDRESS_MAX
 * @LAN_HTTP_CLOSE_SHRANK: the file became shorter while it was sent
 * @LAN_HTTP_CLOSE_CUT: the answer was to be cut off there
 * @LAN_HTTP_CLOSE_STOPPED: the server was stopped
 */
typedef enum
{
  LAN_HTTP_CLOSE_NOT,
  LAN_HTTP_CLOSE_ASKED,
  LAN_HTTP_CLOSE_CLIENT,
  LAN_HTTP_CLOSE_RESET,
  LAN_HTTP_CLOSE_REFUSED,
  LAN_HTTP_CLOSE_BODY_SIZE,
  LAN_HTTP_CLOSE_HANDSHAKE,
  LAN_HTTP_CLOSE_HANDSHAKE_DEADLINE,
  LAN_HTTP_CLOSE_HEAD_DEADLINE,
  LAN_HTTP_CLOSE_BODY_DEADLINE,
  LAN_HTTP_CLOSE_SEND_DEADLINE,
  LAN_HTTP_CLOSE_IDLE_DEADLINE,
  LAN_HTTP_CLOSE_REQUESTS,
  LAN_HTTP_CLOSE_CONNECTIONS,
  LAN_HTTP_CLOSE_CONNECTIONS_PER_ADDRESS,
  LAN_HTTP_CLOSE_SHRANK,
  LAN_HTTP_CLOSE_CUT,
  LAN_HTTP_CLOSE_STOPPED,
} LanHttpClose;

/**
 * LanHttpRecord:
 * @id: counts up over a server's life; the same in each record of one exchange
 * @connection: likewise of the connection
 * @client: "192.168.1.23", a #GRefString; a dash where nobody was seen
 * @finished: %FALSE in a first record, which is made when the head is complete and the answer takes longer
 *   than a moment; and in those that follow while a body is arriving
 * @has_rule: whether a rule was broken that decided the answer:
 * @rule: which one. lan_http_message_new() on @request names all, with the bytes that break them
 * @problem: (nullable): a translated sentence on what went wrong below HTTP
 * @note: (nullable): a translated sentence of the handler's, on why it answered so
 * @secure: whether it came encrypted; the bytes are those inside
 * @method: (nullable): text safe to show
 * @target: (nullable): text safe to show
 * @status: of the answer; 0 if none was sent
 * @request: the bytes received: head and up to %LAN_HTTP_RECORD_BODY_BYTES of the body, @request_kept in all
 * @request_size: all bytes received for it
 * @request_total: how many it says it has; 0 where it does not say
 * @answer: the bytes sent, without content: interim answers, status line and fields, @answer_kept in all
 * @content: (nullable): the content, or the beginning of it, of which @content_kept bytes count: those that were
 *   sent, up to %LAN_HTTP_RECORD_BODY_BYTES. It may be shared with whoever else serves the same bytes
 * @response_size: all bytes sent for it
 * @accepted_us: wall clock when its connection was accepted, microseconds since 1970
 * @started_us: wall clock at its first byte (or at accept, when none came)
 * @secured_us: from the first byte of the connection to the end of its TLS handshake; 0 if there was none
 * @head_us: from @started_us to the end of its head; -1 if that did not come
 * @body_us: to the end of its body; -1 likewise
 * @answer_us: to the moment when there was an answer to send; -1 likewise
 * @duration_us: to the last byte of the answer, or the end
 * @closed: whether and why the connection ended with it
 * @limit: if that was a limit, its value: bytes, milliseconds, or how many; else 0
 *
 * What went over the wire for one request, exactly. Immutable; any thread. Text and bytes lie in one piece of
 * memory with it: records are made at the rate of requests, in one thread, and freed in another.
 */
typedef struct
{
  gatomicrefcount references;
  guint64 id;
  guint64 connection;
  LanHttpRecordKind kind;
  gboolean finished;
  gboolean has_rule;
  LanHttpRule rule;
  char *problem;
  char *note;
  gboolean secure;
  char *client;
  guint16 client_port;
  const char *method;
  const char *target;
  guint status;
  const guint8 *request;
  gsize request_kept;
  guint64 request_size;
  guint64 request_total;
  const guint8 *answer;
  gsize answer_kept;
  GBytes *content;
  gsize content_kept;
  guint64 response_size;
  gint64 accepted_us;
  gint64 started_us;
  gint64 secured_us;
  gint64 head_us;
  gint64 body_us;
  gint64 answer_us;
  gint64 duration_us;
  LanHttpClose closed;
  guint64 limit;
} LanHttpRecord;

LanHttpRecord *lan_http_record_new          (const char          *method,
                                             const char          *target,
                                             gconstpointer        request,
                                             gsize                request_kept,
                                             gconstpointer        answer,
                                             gsize                answer_kept);
LanHttpRecord *lan_http_record_ref          (LanHttpRecord       *self);
void           lan_http_record_unref        (LanHttpRecord       *self);
LanHttpRecord *lan_http_record_copy_closed  (const LanHttpRecord *self,
                                             LanHttpClose         closed,
                                             guint64              limit);
gsize          lan_http_record_get_kept     (const LanHttpRecord *self);
GBytes        *lan_http_record_dup_request  (LanHttpRecord       *self);
GBytes        *lan_http_record_dup_response (LanHttpRecord       *self);

char          *lan_http_close_describe (LanHttpClose   reason,
                                        guint64        limit);

/* Called in the server's worker; takes no reference. */
typedef void (*LanHttpRecorder) (LanHttpRecord *record,
                                 gpointer       data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpRecord, lan_http_record_unref)

G_END_DECLS
