/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/identity.h"
#include "http/parser.h"
#include "http/record.h"

G_BEGIN_DECLS

typedef struct _LanHttpClient LanHttpClient;

/* Of a server that neither sends nor takes anything. A person may have to decide there first. */
#define LAN_HTTP_PATIENCE_MS 60000

/**
 * LanHttpClientSettings:
 * @host: an address or a name
 * @secure: speak TLS
 * @identity: (nullable): shown to a server that asks who is there
 * @fingerprint: (nullable): the only certificate to accept, see lan_tls_new_client()
 * @patience_ms: without progress; 0 for %LAN_HTTP_PATIENCE_MS
 * @recorder: (nullable): gets a record of each call, in the caller's thread
 * @data: for it
 *
 * Which server, and how it is spoken to.
 */
typedef struct
{
  const char *host;
  guint16 port;
  gboolean secure;
  LanIdentity *identity;
  const char *fingerprint;
  guint patience_ms;
  LanHttpRecorder recorder;
  gpointer data;
} LanHttpClientSettings;

/**
 * LanHttpCall:
 * @request: sent byte for byte as it is: the head, and the body or its beginning
 * @fd: a file with the rest of the body, @length bytes from @offset on, if @length is not 0; stays the caller's
 * @content_max: a longer content is an error, so that a server cannot fill memory or disk
 * @receive: (nullable): gets the content piece by piece, its coding undone; %NULL: it is collected in the answer
 * @user_data: for it
 *
 * One request.
 */
typedef struct
{
  GBytes *request;
  int fd;
  guint64 offset;
  guint64 length;
  guint64 content_max;
  void (*receive) (const char *bytes,
                   gsize       length,
                   gpointer    user_data);
  gpointer user_data;
} LanHttpCall;

/**
 * LanHttpAnswer:
 * @status: 200 to 599; interim answers are passed over, and are in the record
 * @head: its fields, as offsets into
 * @bytes: its status line and fields
 * @content: (nullable): if it was collected
 */
typedef struct
{
  guint status;
  LanHttpHead *head;
  GByteArray *bytes;
  GByteArray *content;
} LanHttpAnswer;

LanHttpClient *lan_http_client_new                  (const LanHttpClientSettings  *settings);
void           lan_http_client_free                 (LanHttpClient                *self);
LanHttpAnswer *lan_http_client_call                 (LanHttpClient                *self,
                                                     const LanHttpCall            *call,
                                                     GCancellable                 *cancellable,
                                                     GError                      **error);
const char    *lan_http_client_get_peer_fingerprint (LanHttpClient                *self);
GBytes        *lan_http_request_new                 (const char                   *method,
                                                     const char                   *target,
                                                     const char                   *host,
                                                     guint16                       port,
                                                     const char                   *fields,
                                                     gint64                        content_length);
void           lan_http_answer_free                 (LanHttpAnswer                *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpClient, lan_http_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpAnswer, lan_http_answer_free)

G_END_DECLS
