/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/chunked.h"

#include "http/syntax.h"

/* Extensions and trailers mean nothing to us. So much of them is free, enough for any trailer; beyond
 * it they may not be more than the content, or a sender keeps us busy with nothing. */
#define OVERHEAD_FREE_BYTES 16384

/* 16 hexadecimal digits would fill 64 bits; 15 are a million terabytes and cannot overflow. */
#define SIZE_MAX_DIGITS 15

static LanHttpPartKind
part_of_state (LanHttpChunkedState state)
{
  switch (state)
    {
    case LAN_HTTP_CHUNKED_SIZE:
    case LAN_HTTP_CHUNKED_SPACE:
    case LAN_HTTP_CHUNKED_EXTENSION:
    case LAN_HTTP_CHUNKED_EXTENSION_NAME:
    case LAN_HTTP_CHUNKED_EXTENSION_NAMED:
    case LAN_HTTP_CHUNKED_EXTENSION_IS:
    case LAN_HTTP_CHUNKED_EXTENSION_TOKEN:
    case LAN_HTTP_CHUNKED_EXTENSION_QUOTED:
    case LAN_HTTP_CHUNKED_EXTENSION_ESCAPED:
    case LAN_HTTP_CHUNKED_EXTENSION_END:
    case LAN_HTTP_CHUNKED_SIZE_LF:
      return LAN_HTTP_PART_CHUNK_HEAD;
    case LAN_HTTP_CHUNKED_DATA:
      return LAN_HTTP_PART_CHUNK_DATA;
    case LAN_HTTP_CHUNKED_DATA_CR:
    case LAN_HTTP_CHUNKED_DATA_LF:
      return LAN_HTTP_PART_CHUNK_END;
    case LAN_HTTP_CHUNKED_TRAILER:
    case LAN_HTTP_CHUNKED_TRAILER_NAME:
    case LAN_HTTP_CHUNKED_TRAILER_VALUE:
    case LAN_HTTP_CHUNKED_TRAILER_LF:
    case LAN_HTTP_CHUNKED_END_LF:
    case LAN_HTTP_CHUNKED_DONE:
    case LAN_HTTP_CHUNKED_BAD:
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
  LanHttpPart *last = parts->len > 0 ? &g_array_index (parts, LanHttpPart, parts->len - 1) : NULL;

  if (last != NULL && last->kind == kind && last->offset + last->length == offset)
    last->length += (guint32) length;
  else
    g_array_append_val (parts, part);
}

static LanHttpChunkedState
fail (LanHttpChunked *self,
      LanHttpRule     rule)
{
  self->rule = rule;

  return LAN_HTTP_CHUNKED_BAD;
}

static gboolean
is_text (char c)
{
  return c == '\t' || ((guint8) c >= 0x20 && c != 0x7f);
}

static LanHttpChunkedState
step_size (LanHttpChunked *self,
           char            c)
{
  int digit = g_ascii_xdigit_value (c);

  if (digit >= 0 && self->state == LAN_HTTP_CHUNKED_SIZE)
    {
      self->left = self->left * 16 + (guint64) digit;
      return ++self->digits > SIZE_MAX_DIGITS ? fail (self, LAN_HTTP_RULE_CHUNK_SIZE) : LAN_HTTP_CHUNKED_SIZE;
    }
  if (self->digits == 0)
    return fail (self, LAN_HTTP_RULE_CHUNK_SIZE);
  if (c == ';')
    return LAN_HTTP_CHUNKED_EXTENSION;
  if (c == ' ' || c == '\t')   /* white space before ";" only (RFC 9112 section 7.1.1) */
    {
      self->overhead++;
      return LAN_HTTP_CHUNKED_SPACE;
    }
  if (self->state == LAN_HTTP_CHUNKED_SPACE)
    return fail (self, LAN_HTTP_RULE_CHUNK_EXTENSION);

  return c == '\r' ? LAN_HTTP_CHUNKED_SIZE_LF : fail (self, LAN_HTTP_RULE_CHUNK_SIZE);
}

/* What may stand behind a name, a token or the end of a quoted value. */
static LanHttpChunkedState
end_extension (LanHttpChunked      *self,
               char                 c,
               LanHttpChunkedState  after_space)
{
  if (c == '\r')
    return LAN_HTTP_CHUNKED_SIZE_LF;
  if (c == ';')
    return LAN_HTTP_CHUNKED_EXTENSION;
  if (c == ' ' || c == '\t')
    return after_space;

  return fail (self, LAN_HTTP_RULE_CHUNK_EXTENSION);
}

/* *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ), RFC 9112 section 7.1.1 */
static LanHttpChunkedState
step_extension (LanHttpChunked *self,
                char            c)
{
  gboolean space = c == ' ' || c == '\t';

  self->overhead++;

  switch (self->state)
    {
    case LAN_HTTP_CHUNKED_EXTENSION:
      if (space)
        return LAN_HTTP_CHUNKED_EXTENSION;
      if (lan_http_is_token_char (c))
        return LAN_HTTP_CHUNKED_EXTENSION_NAME;
      return fail (self, LAN_HTTP_RULE_CHUNK_EXTENSION);

    case LAN_HTTP_CHUNKED_EXTENSION_NAME:
    case LAN_HTTP_CHUNKED_EXTENSION_NAMED:
      if (c == '=')
        return LAN_HTTP_CHUNKED_EXTENSION_IS;
      if (self->state == LAN_HTTP_CHUNKED_EXTENSION_NAME && lan_http_is_token_char (c))
        return LAN_HTTP_CHUNKED_EXTENSION_NAME;
      if (self->state == LAN_HTTP_CHUNKED_EXTENSION_NAMED && c == '\r')
        return fail (self, LAN_HTTP_RULE_CHUNK_EXTENSION);
      return end_extension (self, c, LAN_HTTP_CHUNKED_EXTENSION_NAMED);

    case LAN_HTTP_CHUNKED_EXTENSION_IS:
      if (space)
        return LAN_HTTP_CHUNKED_EXTENSION_IS;
      if (c == '"')
        return LAN_HTTP_CHUNKED_EXTENSION_QUOTED;
      if (lan_http_is_token_char (c))
        return LAN_HTTP_CHUNKED_EXTENSION_TOKEN;
      return fail (self, LAN_HTTP_RULE_CHUNK_EXTENSION);

    case LAN_HTTP_CHUNKED_EXTENSION_TOKEN:
      if (lan_http_is_token_char (c))
        return LAN_HTTP_CHUNKED_EXTENSION_TOKEN;
      return end_extension (self, c, LAN_HTTP_CHUNKED_SPACE);

    case LAN_HTTP_CHUNKED_EXTENSION_QUOTED:
      if (c == '"')
        return LAN_HTTP_CHUNKED_EXTENSION_END;
      if (c == '\\')
        return LAN_HTTP_CHUNKED_EXTENSION_ESCAPED;
      return is_text (c) ? LAN_HTTP_CHUNKED_EXTENSION_QUOTED : fail (self, LAN_HTTP_RULE_CHUNK_EXTENSION);

    case LAN_HTTP_CHUNKED_EXTENSION_ESCAPED:
      return is_text (c) ? LAN_HTTP_CHUNKED_EXTENSION_QUOTED : fail (self, LAN_HTTP_RULE_CHUNK_EXTENSION);

    default:   /* behind a quoted value */
      return end_extension (self, c, LAN_HTTP_CHUNKED_SPACE);
    }
}

/* What frames or routes the message, or lets somebody in, cannot come after it (RFC 9110 section 6.5.1). */
static gboolean
is_forbidden (const LanHttpChunked *self)
{
  static const char *const names[] = { "Content-Length", "Transfer-Encoding", "Host", "Connection", "Trailer",
                                       "Authorization" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (lan_http_text_is (self->name, self->name_length, names[i]))
      return TRUE;

  return FALSE;
}

static LanHttpChunkedState
add_to_name (LanHttpChunked *self,
             char            c)
{
  if (!lan_http_is_token_char (c))
    return fail (self, LAN_HTTP_RULE_TRAILER);

  if (self->name_length < sizeof self->name)
    self->name[self->name_length++] = c;

  return LAN_HTTP_CHUNKED_TRAILER_NAME;
}

static LanHttpChunkedState
step_trailer (LanHttpChunked *self,
              char            c)
{
  self->overhead++;

  switch (self->state)
    {
    case LAN_HTTP_CHUNKED_TRAILER_NAME:
      if (c != ':')
        return add_to_name (self, c);
      if (is_forbidden (self))
        return fail (self, LAN_HTTP_RULE_TRAILER_FORBIDDEN);
      return LAN_HTTP_CHUNKED_TRAILER_VALUE;

    case LAN_HTTP_CHUNKED_TRAILER_VALUE:
      if (c == '\r')
        return LAN_HTTP_CHUNKED_TRAILER_LF;
      return is_text (c) ? LAN_HTTP_CHUNKED_TRAILER_VALUE : fail (self, LAN_HTTP_RULE_TRAILER);

    case LAN_HTTP_CHUNKED_TRAILER_LF:
      return c == '\n' ? LAN_HTTP_CHUNKED_TRAILER : fail (self, LAN_HTTP_RULE_TRAILER);

    default:   /* at the beginning of a line */
      if (c == '\r')
        return LAN_HTTP_CHUNKED_END_LF;
      self->name_length = 0;
      return add_to_name (self, c);
    }
}

/* One byte of framing: the state after it. chunk-size [ chunk-ext ] CRLF … (RFC 9112 section 7.1). LF alone
 * is not taken for a line end here: who takes it and who does not would disagree on where the body ends. */
static LanHttpChunkedState
step (LanHttpChunked *self,
      char            c)
{
  switch (self->state)
    {
    case LAN_HTTP_CHUNKED_SIZE:
    case LAN_HTTP_CHUNKED_SPACE:
      return step_size (self, c);

    case LAN_HTTP_CHUNKED_EXTENSION:
    case LAN_HTTP_CHUNKED_EXTENSION_NAME:
    case LAN_HTTP_CHUNKED_EXTENSION_NAMED:
    case LAN_HTTP_CHUNKED_EXTENSION_IS:
    case LAN_HTTP_CHUNKED_EXTENSION_TOKEN:
    case LAN_HTTP_CHUNKED_EXTENSION_QUOTED:
    case LAN_HTTP_CHUNKED_EXTENSION_ESCAPED:
    case LAN_HTTP_CHUNKED_EXTENSION_END:
      return step_extension (self, c);

    case LAN_HTTP_CHUNKED_SIZE_LF:
      if (c != '\n')
        return fail (self, LAN_HTTP_RULE_CHUNK_SIZE);
      return self->left > 0 ? LAN_HTTP_CHUNKED_DATA : LAN_HTTP_CHUNKED_TRAILER;

    case LAN_HTTP_CHUNKED_DATA_CR:
      return c == '\r' ? LAN_HTTP_CHUNKED_DATA_LF : fail (self, LAN_HTTP_RULE_CHUNK_END);

    case LAN_HTTP_CHUNKED_DATA_LF:
      self->digits = 0;
      return c == '\n' ? LAN_HTTP_CHUNKED_SIZE : fail (self, LAN_HTTP_RULE_CHUNK_END);

    case LAN_HTTP_CHUNKED_TRAILER:
    case LAN_HTTP_CHUNKED_TRAILER_NAME:
    case LAN_HTTP_CHUNKED_TRAILER_VALUE:
    case LAN_HTTP_CHUNKED_TRAILER_LF:
      return step_trailer (self, c);

    case LAN_HTTP_CHUNKED_END_LF:
      return c == '\n' ? LAN_HTTP_CHUNKED_DONE : fail (self, LAN_HTTP_RULE_TRAILER);

    case LAN_HTTP_CHUNKED_DATA:
    case LAN_HTTP_CHUNKED_DONE:
    case LAN_HTTP_CHUNKED_BAD:
    default:
      g_return_val_if_reached (LAN_HTTP_CHUNKED_BAD);
    }
}

static gsize
feed (LanHttpChunked     *self,
      const char         *data,
      gsize               length,
      GArray             *parts,
      gsize               offset,
      LanHttpChunkedSink  sink,
      gpointer            user_data)
{
  gboolean goes_on = TRUE;
  gsize at = 0;

  while (goes_on && at < length && self->state != LAN_HTTP_CHUNKED_DONE && self->state != LAN_HTTP_CHUNKED_BAD)
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
          if (sink != NULL)
            goes_on = sink (data + at, used, user_data);
        }
      else
        {
          self->state = step (self, data[at]);
          if (self->overhead > OVERHEAD_FREE_BYTES + self->body && self->state != LAN_HTTP_CHUNKED_BAD)
            self->state = fail (self, LAN_HTTP_RULE_CHUNK_OVERHEAD);
        }

      if (parts != NULL)
        tell_part (parts, kind, offset + at, used);
      at += used;
    }

  return at;
}

/**
 * lan_http_chunked_feed:
 * @parts: (nullable) (element-type LanHttpPart): where to tell what the bytes are
 * @offset: of @data in the message, for @parts
 *
 * Reads on in a chunked body (RFC 9112 section 7.1), over as many pieces as it arrives in. Pure: its
 * only state is @self.
 *
 * Returns: the bytes used: all, unless the body ended (state DONE) or is wrong (BAD, at the last of them)
 */
gsize
lan_http_chunked_feed (LanHttpChunked *self,
                       const char     *data,
                       gsize           length,
                       GArray         *parts,
                       gsize           offset)
{
  return feed (self, data, length, parts, offset, NULL, NULL);
}

/**
 * lan_http_chunked_read:
 * @sink: gets the content, piece by piece
 *
 * As lan_http_chunked_feed(), for who wants what the chunks hold.
 *
 * Returns: the bytes used; fewer than there were, too, where @sink stopped it
 */
gsize
lan_http_chunked_read (LanHttpChunked     *self,
                       const char         *data,
                       gsize               length,
                       LanHttpChunkedSink  sink,
                       gpointer            user_data)
{
  return feed (self, data, length, NULL, 0, sink, user_data);
}
