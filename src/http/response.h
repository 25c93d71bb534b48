/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanHttpResponse:
 * @status: 200 to 599
 * @fields: header lines of the handler's, each with CR LF; Date, Content-Length and Connection are the engine's
 * @body: (nullable): the content, or
 * @fd: a file it is read from, at @offset, @length bytes; -1 for none
 *
 * An answer as a handler makes it.
 */
typedef struct
{
  guint status;
  GString *fields;
  GBytes *body;
  int fd;
  guint64 offset;
  guint64 length;
} LanHttpResponse;

LanHttpResponse *lan_http_response_new       (guint            status);
void             lan_http_response_free      (LanHttpResponse *self);
void             lan_http_response_add       (LanHttpResponse *self,
                                              const char      *name,
                                              const char      *format,
                                              ...) G_GNUC_PRINTF (3, 4);
void             lan_http_response_set_text  (LanHttpResponse *self,
                                              const char      *content_type,
                                              char            *text);
void             lan_http_response_set_file  (LanHttpResponse *self,
                                              int              fd,
                                              guint64          offset,
                                              guint64          length);
guint64          lan_http_response_get_length (const LanHttpResponse *self);
char            *lan_http_date               (gint64           unix_seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpResponse, lan_http_response_free)

G_END_DECLS
