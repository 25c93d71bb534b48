/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/chunked.h"

/* Extensions and trailers mean nothing to us: more than this is only there to keep us busy. */
#define OVERHEAD_MAX_BYTES 16384

/* 16 hexadecimal digits would fill 64 bits; 15 are a petabyte and cannot overflow. */
#define SIZE_MAX_DIGITS 15

static LanHttpPartKind
part_of_state (LanHttpChunkedState state)
{
  switch (state)
    {
    case LAN_HTTP_CHUNKED_SIZE:
    case LAN_HTTP_CHUNKED_EXTENSION:
    case LAN_HTTP_CHUNKED_SIZE_LF:
      return LAN_HTTP_PART_CHUNK_HEAD;
    case LAN_HTTP_CHUNKED_DATA:
      return LAN_HTTP_PART_CHUNK_DATA;
    case LAN_HTTP_CHUNKED_DATA_CR:
    case LAN_HTTP_CHUNKED_DATA_LF:
      return LAN_HTTP_PART_CHUNK_END;
    default:
      return LAN_HTTP_PART_TRAILER;
    }
}

static void
tell_part (GArray          *parts,
           LanHttpPartKind  kind,
           gsize            offset,
           gsize            length)
{
  LanHttpPart part = { kind, (guint32) offset, (guint32) length };
  LanHttpPart *last;

  if (parts == NULL)
    return;

  last = parts->len > 0 ? &g_array_index (parts, LanHttpPart, parts->len - 1) : NULL;
  if (last != NULL && last->kind == kind && last->offset + last->length == offset)
    last->length += (guint32) length;
  else
    g_array_append_val (parts, part);
}

/* One byte of framing: the state after it. chunk-size [ chunk-ext ] CRLF … (RFC 9112 section 7.1). LF alone
 * is not taken for a line end here: who takes it and who does not would disagree on where the body ends. */
static LanHttpChunkedState
step (LanHttpChunked *self,
      char            c)
{
  int digit;

  switch (self->state)
    {
    case LAN_HTTP_CHUNKED_SIZE:
      digit = g_ascii_xdigit_value (c);
      if (digit >= 0)
        {
          self->left = self->left * 16 + (guint64) digit;
          return ++self->digits > SIZE_MAX_DIGITS ? LAN_HTTP_CHUNKED_BAD : LAN_HTTP_CHUNKED_SIZE;
        }
      if (self->digits == 0)
        return LAN_HTTP_CHUNKED_BAD;
      if (c == '\r')
        return LAN_HTTP_CHUNKED_SIZE_LF;
      return c == ';' || c == ' ' || c == '\t' ? LAN_HTTP_CHUNKED_EXTENSION : LAN_HTTP_CHUNKED_BAD;

    case LAN_HTTP_CHUNKED_EXTENSION:
      if (c == '\r')
        return LAN_HTTP_CHUNKED_SIZE_LF;
      return c == '\n' || ++self->overhead > OVERHEAD_MAX_BYTES ? LAN_HTTP_CHUNKED_BAD : LAN_HTTP_CHUNKED_EXTENSION;

    case LAN_HTTP_CHUNKED_SIZE_LF:
      if (c != '\n')
        return LAN_HTTP_CHUNKED_BAD;
      return self->left > 0 ? LAN_HTTP_CHUNKED_DATA : LAN_HTTP_CHUNKED_TRAILER;

    case LAN_HTTP_CHUNKED_DATA_CR:
      return c == '\r' ? LAN_HTTP_CHUNKED_DATA_LF : LAN_HTTP_CHUNKED_BAD;

    case LAN_HTTP_CHUNKED_DATA_LF:
      self->digits = 0;
      return c == '\n' ? LAN_HTTP_CHUNKED_SIZE : LAN_HTTP_CHUNKED_BAD;

    case LAN_HTTP_CHUNKED_TRAILER:
      if (c == '\r')
        return LAN_HTTP_CHUNKED_END_LF;
      /* fall through */
    case LAN_HTTP_CHUNKED_TRAILER_LINE:
      if (c == '\r')
        return LAN_HTTP_CHUNKED_TRAILER_LF;
      return c == '\n' || ++self->overhead > OVERHEAD_MAX_BYTES ? LAN_HTTP_CHUNKED_BAD
                                                                : LAN_HTTP_CHUNKED_TRAILER_LINE;

    case LAN_HTTP_CHUNKED_TRAILER_LF:
      return c == '\n' ? LAN_HTTP_CHUNKED_TRAILER : LAN_HTTP_CHUNKED_BAD;

    case LAN_HTTP_CHUNKED_END_LF:
      return c == '\n' ? LAN_HTTP_CHUNKED_DONE : LAN_HTTP_CHUNKED_BAD;

    default:
      g_return_val_if_reached (LAN_HTTP_CHUNKED_BAD);
    }
}

/**
 * lan_http_chunked_feed:
 * @parts: (nullable) (element-type LanHttpPart): where to tell what the bytes are
 * @offset: of @data in the message, for @parts
 *
 * Reads on in a chunked body (RFC 9112 section 7.1), over as many pieces as it arrives in.
 *
 * Returns: the bytes used: all, unless the body ended (state DONE) or is wrong (BAD) within them
 */
gsize
lan_http_chunked_feed (LanHttpChunked *self,
                       const char     *data,
                       gsize           length,
                       GArray         *parts,
                       gsize           offset)
{
  gsize at = 0;

  while (at < length && self->state != LAN_HTTP_CHUNKED_DONE && self->state != LAN_HTTP_CHUNKED_BAD)
    {
      LanHttpPartKind kind = part_of_state (self->state);
      gsize used = 1;

      if (self->state == LAN_HTTP_CHUNKED_DATA)
        {
          used = (gsize) MIN (self->left, length - at);
          self->left -= used;
          self->body += used;
          if (self->left == 0)
            self->state = LAN_HTTP_CHUNKED_DATA_CR;
        }
      else
        self->state = step (self, data[at]);

      tell_part (parts, kind, offset + at, used);
      at += used;
    }

  return at;
}
