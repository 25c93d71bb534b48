/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/response.h"

G_BEGIN_DECLS

/**
 * LanHttpOutput:
 * @bytes: heads, and the beginning of the content: what a record keeps
 * @at: how much of it is sent
 * @rest: (nullable): content from memory, sent from @rest_at on
 * @fd: or from a file at @file_at, @file_left bytes; -1 for none
 * @sent: all bytes sent
 *
 * What is to be sent for one exchange, and how far it got.
 */
typedef struct
{
  GByteArray *bytes;
  gsize at;
  GBytes *rest;
  gsize rest_at;
  int fd;
  off_t file_at;
  guint64 file_left;
  gboolean plain;
  guint64 sent;
} LanHttpOutput;

typedef enum
{
  LAN_HTTP_SENT,      /* all of it */
  LAN_HTTP_BLOCKED,   /* the socket takes no more now */
  LAN_HTTP_GONE,      /* the client is */
  LAN_HTTP_SHRANK,    /* the file ended before its time */
} LanHttpSendResult;

void              lan_http_output_init         (LanHttpOutput   *self);
void              lan_http_output_clear        (LanHttpOutput   *self);
gboolean          lan_http_output_is_pending   (LanHttpOutput   *self);
void              lan_http_output_add          (LanHttpOutput   *self,
                                                const char      *text);
gboolean          lan_http_output_add_response (LanHttpOutput   *self,
                                                LanHttpResponse *response,
                                                const char      *date,
                                                gboolean         head_only,
                                                const char      *connection);
LanHttpSendResult lan_http_output_send         (LanHttpOutput   *self,
                                                int              socket_fd);
GBytes           *lan_http_output_steal_bytes  (LanHttpOutput   *self);

G_END_DECLS
