/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/ranges.h"

#include "http/syntax.h"

/* A number that is too large is larger than any file, not an error. FALSE: it is none. */
static gboolean
take_number (const char **at,
             const char  *end,
             guint64     *number)
{
  const char *from = *at;
  guint64 value = 0;

  for (; *at < end && g_ascii_isdigit (**at); (*at)++)
    value = value > G_MAXINT64 / 10 ? G_MAXINT64 : value * 10 + (guint64) (**at - '0');
  *number = MIN (value, G_MAXINT64);

  return *at > from;
}

/* "0-499", "500-", "-500" (RFC 9110 section 14.1.1). FALSE: it is none of them. A part that is not there has no
 * length. */
static gboolean
parse_one (const char  *text,
           const char  *end,
           guint64      size,
           LanWebRange *range)
{
  guint64 first, last;
  gboolean has_first = take_number (&text, end, &first);
  gboolean has_last;

  if (text == end || *text++ != '-')
    return FALSE;
  has_last = take_number (&text, end, &last);
  if (text != end || (!has_first && !has_last) || (has_first && has_last && last < first))
    return FALSE;

  if (!has_first)
    {
      /* the end of an empty file is there, and is all of it; Content-Range has no way to say so */
      if (size == 0 && last > 0)
        return FALSE;
      range->length = MIN (last, size);
      range->offset = size - range->length;
    }
  else
    {
      range->offset = first;
      range->length = first < size ? (has_last ? MIN (last, size - 1) : size - 1) - first + 1 : 0;
    }

  return TRUE;
}

/**
 * lan_web_ranges_parse:
 * @field: the value of a Range field
 * @size: of the file, at most %G_MAXINT64
 * @ranges: (element-type LanWebRange): filled in the order they were asked for
 *
 * What of a file is asked for (RFC 9110 section 14.2). What is no list of byte ranges is ignored, all of it. So is
 * what asks for more than the file, by parts that overlap, and what asks for more than %LAN_WEB_RANGES_MAX: the whole
 * is cheaper then. Of the others those count that are there.
 */
LanWebRanges
lan_web_ranges_parse (const char *field,
                      gsize       length,
                      guint64     size,
                      GArray     *ranges)
{
  static const char unit[] = "bytes=";
  const char *at;
  const char *word;
  guint64 total = 0;
  gboolean any = FALSE;
  gsize word_length;

  g_array_set_size (ranges, 0);
  if (length < sizeof unit - 1 || !lan_http_text_is (field, sizeof unit - 1, unit))
    return LAN_WEB_RANGES_NONE;

  at = field + sizeof unit - 1;
  while (lan_http_next_word (&at, field + length, &word, &word_length))
    {
      LanWebRange range;

      if (word_length == 0)   /* section 5.6.1.2: "0-1,,3-4" is a list of two */
        continue;
      if (!parse_one (word, word + word_length, size, &range))
        return LAN_WEB_RANGES_NONE;

      any = TRUE;
      if (range.length == 0)
        continue;
      if (ranges->len >= LAN_WEB_RANGES_MAX || range.length > size - total)
        return LAN_WEB_RANGES_NONE;
      total += range.length;
      g_array_append_val (ranges, range);
    }

  if (!any)
    return LAN_WEB_RANGES_NONE;

  return ranges->len > 0 ? LAN_WEB_RANGES_SOME : LAN_WEB_RANGES_UNSATISFIABLE;
}
