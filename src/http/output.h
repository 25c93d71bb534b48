/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/response.h"
#include "http/spares.h"
#include "http/wire.h"

G_BEGIN_DECLS

/**
 * LanHttpOutput:
 * @head: (nullable): interim answers, the status line and the fields; @head_sent bytes of it are sent
 * @content: (nullable): the content, or the beginning of it, as a record keeps it; @content_sent bytes of it are sent
 * @left: bytes of the rest, which is read from
 * @piece: the piece under way, and from those
 * @next: and further ones have in
 * @response: (nullable): which keeps memory and file; or who called keeps
 * @fd: the file
 * @sent: all bytes sent
 *
 * What one side sends in an exchange, and how far it got.
 */
typedef struct
{
  GByteArray *head;
  gsize head_sent;
  GBytes *content;
  gsize content_sent;
  guint64 left;
  LanHttpPiece piece;
  guint next;
  LanHttpResponse *response;
  int fd;
  guint64 sent;
} LanHttpOutput;

typedef enum
{
  LAN_HTTP_SENT,      /* all of it */
  LAN_HTTP_BLOCKED,   /* the socket takes no more now */
  LAN_HTTP_GONE,      /* the client is */
  LAN_HTTP_SHRANK,    /* the file ended before its time */
} LanHttpSendResult;

void              lan_http_output_clear        (LanHttpOutput   *self,
                                                LanHttpSpares   *spares);
gboolean          lan_http_output_is_pending   (LanHttpOutput   *self);
void              lan_http_output_add          (LanHttpOutput   *self,
                                                LanHttpSpares   *spares,
                                                const char      *text);
void              lan_http_output_add_response (LanHttpOutput   *self,
                                                LanHttpSpares   *spares,
                                                LanHttpResponse *response,
                                                const char      *date,
                                                gboolean         head_only,
                                                const char      *connection);
void              lan_http_output_add_request  (LanHttpOutput   *self,
                                                LanHttpSpares   *spares,
                                                GBytes          *bytes,
                                                int              fd,
                                                guint64          offset,
                                                guint64          length);
LanHttpSendResult lan_http_output_send         (LanHttpOutput     *self,
                                                const LanHttpWire *wire,
                                                LanHttpSpares     *spares);

G_END_DECLS
