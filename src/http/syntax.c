/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/syntax.h"

#include <string.h>

enum
{
  TOKEN = 1 << 0,      /* tchar, RFC 9110 section 5.6.2 */
  NAME = 1 << 1,       /* unreserved and sub-delims of a reg-name, RFC 3986 section 3.2.2 */
  URI = 1 << 2,        /* pchar, "/" and "?", RFC 3986 section 3.3 and 3.4 */
};

#define ALPHA (TOKEN | NAME | URI)

static const guint8 classes[256] = {
  ['0' ... '9'] = ALPHA,
  ['A' ... 'Z'] = ALPHA,
  ['a' ... 'z'] = ALPHA,
  ['!'] = ALPHA, ['$'] = ALPHA, ['&'] = ALPHA, ['\''] = ALPHA, ['*'] = ALPHA, ['+'] = ALPHA,
  ['-'] = ALPHA, ['.'] = ALPHA, ['_'] = ALPHA, ['~'] = ALPHA,
  ['('] = NAME | URI, [')'] = NAME | URI, [','] = NAME | URI, [';'] = NAME | URI, ['='] = NAME | URI,
  ['%'] = TOKEN | NAME | URI,
  [':'] = URI, ['@'] = URI, ['/'] = URI, ['?'] = URI,
  ['['] = URI, [']'] = URI,   /* of an address, and in queries of forms everywhere */
  ['#'] = TOKEN, ['^'] = TOKEN, ['`'] = TOKEN, ['|'] = TOKEN,
};

static gboolean
all_are (const char *text,
         gsize       length,
         guint8      wanted)
{
  for (gsize i = 0; i < length; i++)
    if ((classes[(guint8) text[i]] & wanted) == 0)
      return FALSE;

  return TRUE;
}

static gboolean
escapes_are_whole (const char *text,
                   gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == '%' &&
        (i + 2 >= length || !g_ascii_isxdigit (text[i + 1]) || !g_ascii_isxdigit (text[i + 2])))
      return FALSE;

  return TRUE;
}

gboolean
lan_http_is_token_char (char c)
{
  return (classes[(guint8) c] & TOKEN) != 0;
}

/**
 * lan_http_is_token:
 *
 * Returns: whether it is a token (RFC 9110 section 5.6.2): a method, a field name
 */
gboolean
lan_http_is_token (const char *text,
                   gsize       length)
{
  return length > 0 && all_are (text, length, TOKEN);
}

/* "[" IPv6 or future address "]": the characters such an address is written with */
static gsize
literal_length (const char *text,
                gsize       length)
{
  gsize at = 1;

  while (at < length && (g_ascii_isxdigit (text[at]) || text[at] == ':' || text[at] == '.'))
    at++;

  return at > 2 && at < length && text[at] == ']' ? at + 1 : 0;
}

/**
 * lan_http_is_authority:
 *
 * Returns: whether it is host [ ":" port ] without user information (RFC 9110 section 7.2); an empty
 *   host is legal (RFC 9112 section 3.2)
 */
gboolean
lan_http_is_authority (const char *text,
                       gsize       length)
{
  gsize at = 0;

  if (length > 0 && text[0] == '[')
    {
      at = literal_length (text, length);
      if (at == 0)
        return FALSE;
    }
  else
    {
      const char *colon = length > 0 ? memchr (text, ':', length) : NULL;

      at = colon != NULL ? (gsize) (colon - text) : length;
      if (!all_are (text, at, NAME) || !escapes_are_whole (text, at))
        return FALSE;
    }

  if (at == length)
    return TRUE;
  if (text[at] != ':')
    return FALSE;
  for (at++; at < length; at++)
    if (!g_ascii_isdigit (text[at]))
      return FALSE;

  return TRUE;
}

/**
 * lan_http_is_plain_uri:
 *
 * Returns: whether all of it is written as RFC 3986 wants, escapes too. Browsers send some characters
 *   beyond that as they are.
 */
gboolean
lan_http_is_plain_uri (const char *text,
                       gsize       length)
{
  return all_are (text, length, URI) && escapes_are_whole (text, length);
}

/**
 * lan_http_parse_length:
 * @number: (out): what it says
 *
 * Returns: whether it is 1*DIGIT and fits (RFC 9110 section 8.6): no sign, no white space, no base
 */
gboolean
lan_http_parse_length (const char *text,
                       gsize       length,
                       gint64     *number)
{
  gint64 value = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]) || value > (G_MAXINT64 - (text[i] - '0')) / 10)
        return FALSE;
      value = value * 10 + (text[i] - '0');
    }
  *number = value;

  return length > 0;
}

/**
 * lan_http_text_is:
 *
 * Returns: whether it is @word, without regard to case
 */
gboolean
lan_http_text_is (const char *text,
                  gsize       length,
                  const char *word)
{
  return strlen (word) == length && g_ascii_strncasecmp (text, word, length) == 0;
}

/**
 * lan_http_next_word:
 * @at: (inout): where to go on
 * @word: (out): the next element of a comma-separated list, white space around it taken off
 *
 * Returns: whether there was another
 */
gboolean
lan_http_next_word (const char **at,
                    const char  *end,
                    const char **word,
                    gsize       *length)
{
  const char *from = *at;
  const char *to;

  if (from >= end)
    return FALSE;

  to = memchr (from, ',', (gsize) (end - from));
  if (to == NULL)
    to = end;
  *at = to + 1 > end ? end : to + 1;
  while (from < to && (*from == ' ' || *from == '\t'))
    from++;
  while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
    to--;
  *word = from;
  *length = (gsize) (to - from);

  return TRUE;
}
