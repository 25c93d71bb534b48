/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/conditions.h"

#include <stdio.h>
#include <string.h>

static char *
dup_field (const LanHttpRequest *request,
           const char           *name)
{
  const char *value;
  gsize length;

  return lan_http_head_get (request->head, request->data, name, &value, &length) ? g_strndup (value, length) : NULL;
}

/* --- Dates (RFC 9110 section 5.6.7) --- */

static int
month_of (const char *name)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  for (int i = 0; i < (int) G_N_ELEMENTS (months); i++)
    if (strcmp (name, months[i]) == 0)
      return i + 1;

  return 0;
}

/**
 * lan_web_date_parse:
 * @text: a date in any of the three forms HTTP has had
 * @unix_seconds: (out): what it means
 *
 * Returns: whether it is one
 */
gboolean
lan_web_date_parse (const char *text,
                    gint64     *unix_seconds)
{
  g_autoptr(GDateTime) time = NULL;
  char month[4];
  int year, day, hour, minute, second, end = 0;
  gboolean found;

  /* "Sun, 06 Nov 1994 08:49:37 GMT", as everybody has written it since 1997 */
  found = sscanf (text, "%*3[A-Za-z], %2d %3s %4d %2d:%2d:%2d GMT%n", &day, month, &year, &hour, &minute, &second,
                  &end) == 6 && end > 0;

  /* "Sunday, 06-Nov-94 08:49:37 GMT" */
  if (!found && sscanf (text, "%*9[A-Za-z], %2d-%3s-%2d %2d:%2d:%2d GMT%n", &day, month, &year, &hour, &minute,
                        &second, &end) == 6)
    {
      found = end > 0;
      year += year < 70 ? 2000 : 1900;
    }

  /* "Sun Nov  6 08:49:37 1994" */
  if (!found)
    found = sscanf (text, "%*3[A-Za-z] %3s %2d %2d:%2d:%2d %4d%n", month, &day, &hour, &minute, &second, &year,
                    &end) == 6 && end > 0;

  if (!found || text[end] != '\0')
    return FALSE;
  time = g_date_time_new_utc (year, month_of (month), day, hour, minute, MIN (second, 59));   /* 60: a leap second */
  if (time == NULL)
    return FALSE;

  *unix_seconds = g_date_time_to_unix (time);

  return TRUE;
}

/* --- Preconditions (RFC 9110 section 13) --- */

/* @strongly: W/"…" matches nothing (section 8.8.3.2). Ours are strong, so that a weak one of the same text is one
 * that somebody on the way made weak. */
static gboolean
list_has_tag (const char *list,
              const char *tag,
              gboolean    strongly)
{
  const char *at = list;

  if (strcmp (list, "*") == 0)
    return TRUE;

  while ((at = strstr (at, tag)) != NULL)
    {
      if (!strongly || at - list < 2 || strncmp (at - 2, "W/", 2) != 0)
        return TRUE;
      at += strlen (tag);
    }

  return FALSE;
}

/**
 * lan_web_conditions_check:
 * @tag: of the file, with its quotes
 * @modified: of the file, seconds
 *
 * Returns: 0 to send it, 304 or 412, in the order of RFC 9110 section 13.2.2
 */
guint
lan_web_conditions_check (const LanHttpRequest *request,
                          const char           *tag,
                          gint64                modified)
{
  g_autofree char *match = dup_field (request, "If-Match");
  g_autofree char *none_match = dup_field (request, "If-None-Match");
  g_autofree char *since = NULL;
  gint64 date;

  if (match != NULL)
    {
      if (!list_has_tag (match, tag, TRUE))
        return 412;
    }
  else
    {
      g_autofree char *unmodified = dup_field (request, "If-Unmodified-Since");

      if (unmodified != NULL && lan_web_date_parse (unmodified, &date) && modified > date)
        return 412;
    }

  if (none_match != NULL)
    return list_has_tag (none_match, tag, FALSE) ? 304 : 0;

  since = dup_field (request, "If-Modified-Since");

  return since != NULL && lan_web_date_parse (since, &date) && modified <= date ? 304 : 0;
}

/* --- Ranges (RFC 9110 section 14) --- */

/* A number that is too large is larger than any file, not an error. */
static gboolean
parse_number (const char *text,
              guint64    *number)
{
  if (*text == '\0' || strspn (text, "0123456789") != strlen (text))
    return FALSE;
  *number = MIN (g_ascii_strtoull (text, NULL, 10), G_MAXINT64);

  return TRUE;
}

static gboolean
same_as_before (const LanHttpRequest *request,
                const char           *tag,
                gint64                modified)
{
  g_autofree char *before = dup_field (request, "If-Range");
  gint64 date;

  if (before == NULL || strcmp (before, tag) == 0)
    return TRUE;

  return lan_web_date_parse (before, &date) && date == modified;
}

/**
 * lan_web_conditions_range:
 * @offset: (out): where it begins
 * @length: (out): how many bytes
 *
 * One range of bytes. Several, or what is no range, mean the whole file, as does an If-Range that does not hold.
 */
LanWebRange
lan_web_conditions_range (const LanHttpRequest *request,
                          const char           *tag,
                          gint64                modified,
                          guint64               size,
                          guint64              *offset,
                          guint64              *length)
{
  g_autofree char *range = strcmp (request->method, "GET") == 0 ? dup_field (request, "Range") : NULL;
  guint64 first = 0, last = G_MAXINT64;
  char *from, *to;

  if (range == NULL || g_ascii_strncasecmp (range, "bytes=", 6) != 0 ||
      !same_as_before (request, tag, modified))
    return LAN_WEB_RANGE_NONE;

  from = range + 6;
  to = strchr (from, '-');
  if (to == NULL)
    return LAN_WEB_RANGE_NONE;
  *to++ = '\0';

  if (*from == '\0')
    {
      guint64 count;

      /* "-500": the last 500 */
      if (!parse_number (to, &count))
        return LAN_WEB_RANGE_NONE;
      first = count >= size ? 0 : size - count;
      if (count == 0)
        return LAN_WEB_RANGE_UNSATISFIABLE;
    }
  else if (!parse_number (from, &first) || (*to != '\0' && !parse_number (to, &last)) || last < first)
    return LAN_WEB_RANGE_NONE;

  if (first >= size)
    return LAN_WEB_RANGE_UNSATISFIABLE;

  *offset = first;
  *length = MIN (last, size - 1) - first + 1;

  return LAN_WEB_RANGE_OK;
}
