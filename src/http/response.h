/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanHttpResponse:
 * @status: 200 to 599
 * @fields: header lines of the handler's, each with CR LF; Date, Content-Length and Connection are the engine's
 * @body: (nullable): the content, or the beginning of it where there is a file
 * @fd: a file that the content is read from, at @offset, @length bytes, those of @body included; -1 for none
 *
 * An answer as a handler makes it. Once it was given to the engine it is immutable: a handler that keeps a
 * reference can give the same one again.
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
LanHttpResponse *lan_http_response_ref       (LanHttpResponse *self);
void             lan_http_response_unref     (LanHttpResponse *self);
void             lan_http_response_add       (LanHttpResponse *self,
                                              const char      *name,
                                              const char      *format,
                                              ...) G_GNUC_PRINTF (3, 4);
void             lan_http_response_set_text  (LanHttpResponse *self,
                                              const char      *content_type,
                                              char            *text);
void             lan_http_response_set_bytes (LanHttpResponse *self,
                                              GBytes          *content);
void             lan_http_response_set_file  (LanHttpResponse *self,
                                              int              fd,
                                              guint64          offset,
                                              guint64          length);
guint64          lan_http_response_get_length (const LanHttpResponse *self);
char            *lan_http_date               (gint64           unix_seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpResponse, lan_http_response_unref)

G_END_DECLS
