/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/parser.h"

G_BEGIN_DECLS

/* Longer than any name that is looked for among trailers. */
#define LAN_HTTP_CHUNKED_NAME_BYTES 24

typedef enum
{
  LAN_HTTP_CHUNKED_SIZE,
  LAN_HTTP_CHUNKED_SPACE,
  LAN_HTTP_CHUNKED_EXTENSION,         /* behind ";" */
  LAN_HTTP_CHUNKED_EXTENSION_NAME,
  LAN_HTTP_CHUNKED_EXTENSION_NAMED,   /* white space behind a name */
  LAN_HTTP_CHUNKED_EXTENSION_IS,      /* behind "=" */
  LAN_HTTP_CHUNKED_EXTENSION_TOKEN,
  LAN_HTTP_CHUNKED_EXTENSION_QUOTED,
  LAN_HTTP_CHUNKED_EXTENSION_ESCAPED,
  LAN_HTTP_CHUNKED_EXTENSION_END,     /* behind a quoted value, or white space behind a value */
  LAN_HTTP_CHUNKED_SIZE_LF,
  LAN_HTTP_CHUNKED_DATA,
  LAN_HTTP_CHUNKED_DATA_CR,
  LAN_HTTP_CHUNKED_DATA_LF,
  LAN_HTTP_CHUNKED_TRAILER,
  LAN_HTTP_CHUNKED_TRAILER_NAME,
  LAN_HTTP_CHUNKED_TRAILER_VALUE,
  LAN_HTTP_CHUNKED_TRAILER_LF,
  LAN_HTTP_CHUNKED_END_LF,
  LAN_HTTP_CHUNKED_DONE,
  LAN_HTTP_CHUNKED_BAD,
} LanHttpChunkedState;

/**
 * LanHttpChunked:
 * @state: BAD when the body breaks @rule
 * @left: bytes of the chunk still to come
 * @overhead: bytes of extensions and trailers since the beginning
 * @body: bytes of content since the beginning
 * @rule: what was broken
 *
 * A reader of chunked bodies between two bytes. All zero at the beginning.
 */
typedef struct
{
  LanHttpChunkedState state;
  guint digits;
  guint64 left;
  guint64 overhead;
  guint64 body;
  LanHttpRule rule;
  guint name_length;
  char name[LAN_HTTP_CHUNKED_NAME_BYTES];
} LanHttpChunked;

/* Returns: whether to read on */
typedef gboolean (*LanHttpChunkedSink) (const char *data,
                                        gsize       length,
                                        gpointer    user_data);

gsize lan_http_chunked_feed (LanHttpChunked     *self,
                             const char         *data,
                             gsize               length,
                             GArray             *parts,
                             gsize               offset);
gsize lan_http_chunked_read (LanHttpChunked     *self,
                             const char         *data,
                             gsize               length,
                             LanHttpChunkedSink  sink,
                             gpointer            user_data);

G_END_DECLS
