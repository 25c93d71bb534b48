/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanHttpPiece:
 * @bytes: (nullable): the memory it is of; %NULL: of the response's file
 *
 * One of the pieces of a content.
 */
typedef struct
{
  GBytes *bytes;
  guint64 offset;
  guint64 length;
} LanHttpPiece;

typedef struct _LanHttpResponse LanHttpResponse;

/**
 * LanHttpResponse:
 * @status: 200 to 599
 * @fields: header lines of the handler's, each with CR LF; Date, Content-Length and Connection are the engine's
 * @body: (nullable): the content, where all of it is in memory
 * @fd: a file that the content is read from, at @offset, @length bytes; -1 for none
 * @pieces: (nullable) (element-type LanHttpPiece): the content, where it is of several pieces, @length bytes in all
 * @cut: break the connection off in the middle of the answer, on purpose and without a word
 * @cut_after: bytes of the content that are sent before that; with @status 0 not even a head is
 * @note: (nullable): a translated sentence for the record, on why it is this one
 * @owner: (nullable): of @fd; %NULL: this one
 *
 * An answer as a handler makes it. Once it was given to the engine it is immutable: a handler that keeps a
 * reference can give the same one again.
 */
struct _LanHttpResponse
{
  guint status;
  GString *fields;
  GBytes *body;
  int fd;
  guint64 offset;
  guint64 length;
  GArray *pieces;
  gboolean cut;
  guint64 cut_after;
  char *note;
  LanHttpResponse *owner;
};

LanHttpResponse *lan_http_response_new       (guint            status);
LanHttpResponse *lan_http_response_copy      (LanHttpResponse *self);
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
void             lan_http_response_add_bytes (LanHttpResponse *self,
                                              GBytes          *bytes);
void             lan_http_response_add_file_part (LanHttpResponse *self,
                                                  int              fd,
                                                  guint64          offset,
                                                  guint64          length);
guint64          lan_http_response_get_length (const LanHttpResponse *self);
char            *lan_http_date               (gint64           unix_seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpResponse, lan_http_response_unref)

G_END_DECLS
