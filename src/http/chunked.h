/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/parser.h"

G_BEGIN_DECLS

typedef enum
{
  LAN_HTTP_CHUNKED_SIZE,
  LAN_HTTP_CHUNKED_EXTENSION,
  LAN_HTTP_CHUNKED_SIZE_LF,
  LAN_HTTP_CHUNKED_DATA,
  LAN_HTTP_CHUNKED_DATA_CR,
  LAN_HTTP_CHUNKED_DATA_LF,
  LAN_HTTP_CHUNKED_TRAILER,
  LAN_HTTP_CHUNKED_TRAILER_LINE,
  LAN_HTTP_CHUNKED_TRAILER_LF,
  LAN_HTTP_CHUNKED_END_LF,
  LAN_HTTP_CHUNKED_DONE,
  LAN_HTTP_CHUNKED_BAD,
} LanHttpChunkedState;

/**
 * LanHttpChunked:
 * @left: bytes of the chunk still to come
 * @overhead: bytes of extensions and trailers since the beginning
 *
 * A reader of chunked bodies between two bytes. All zero at the beginning.
 */
typedef struct
{
  LanHttpChunkedState state;
  guint digits;
  guint64 left;
  gsize overhead;
  guint64 body;
} LanHttpChunked;

gsize lan_http_chunked_feed (LanHttpChunked *self,
                             const char     *data,
                             gsize           length,
                             GArray         *parts,
                             gsize           offset);

G_END_DECLS
