/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/conditions.h"

#include <stdio.h>
#include <string.h>

#include "http/syntax.h"

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

/* Of two digits: what would be more than 50 years ahead was a century before. */
static int
full_year (int year)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  int latest = g_date_time_get_year (now) + 50;

  return latest - (latest - year) % 100;
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
      year = full_year (year);
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

/* --- Entity tags (RFC 9110 section 8.8.3) --- */

/**
 * lan_web_entity_tag:
 * @info: of a regular file
 * @coding: (nullable): the content coding it is sent in, where that is made of it
 *
 * What is written, replaced, or given an old date has another tag.
 *
 * Returns: (transfer full): a strong validator, with its quotes
 */
char *
lan_web_entity_tag (const struct stat *info,
                    const char        *coding)
{
  return g_strdup_printf ("\"%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x.%lx-%"
                          G_GINT64_MODIFIER "x.%lx%s%s\"",
                          (guint64) info->st_ino, (guint64) info->st_size,
                          (guint64) info->st_mtim.tv_sec, (unsigned long) info->st_mtim.tv_nsec,
                          (guint64) info->st_ctim.tv_sec, (unsigned long) info->st_ctim.tv_nsec,
                          coding != NULL ? "-" : "", coding != NULL ? coding : "");
}

/* Takes one entity tag off a list. FALSE: at its end, or where it is none any longer; what stood before that counts. */
static gboolean
next_tag (const char **at,
          const char  *end,
          gboolean    *weak,
          const char **tag,
          gsize       *length)
{
  const char *from = *at;
  const char *to;

  while (from < end && (*from == ' ' || *from == '\t' || *from == ','))
    from++;
  *weak = end - from >= 2 && from[0] == 'W' && from[1] == '/';
  if (*weak)
    from += 2;
  if (from == end || *from != '"')
    return FALSE;

  /* a comma inside belongs to it; a space does not */
  for (to = from + 1; to < end && *to != '"' && *to != ' ' && *to != '\t'; )
    to++;
  if (to == end || *to != '"')
    return FALSE;
  *tag = from;
  *length = (gsize) (++to - from);

  while (to < end && (*to == ' ' || *to == '\t'))
    to++;
  *at = to;

  return to == end || *to == ',';
}

/* @strongly: W/"…" matches nothing (section 8.8.3.2). Ours are strong, so that a weak one of the same text is one
 * that somebody on the way made weak. */
static gboolean
list_has_tag (const char *list,
              gsize       length,
              const char *tag,
              gboolean    strongly)
{
  const char *end = list + length;
  const char *found;
  gsize found_length;
  gboolean weak;

  while (next_tag (&list, end, &weak, &found, &found_length))
    if (!(weak && strongly) && strlen (tag) == found_length && memcmp (found, tag, found_length) == 0)
      return TRUE;

  return FALSE;
}

/* --- Preconditions (RFC 9110 section 13) --- */

static char *
dup_field (const LanHttpRequest *request,
           const char           *name)
{
  const char *value;
  gsize length;

  return lan_http_head_get (request->head, request->data, name, &value, &length) ? g_strndup (value, length) : NULL;
}

typedef enum
{
  ABSENT,
  HOLDS_NOT,
  HOLDS,
} Answer;

/* Whether one of the tags in all fields of the name is that of what is there: a list may come in several (section
 * 5.3). */
static Answer
has_tag (const LanHttpRequest *request,
         const char           *name,
         const char           *tag,
         gboolean              strongly)
{
  Answer answer = ABSENT;

  for (guint i = 0; i < request->head->fields->len && answer != HOLDS; i++)
    {
      const LanHttpField *field = &g_array_index (request->head->fields, LanHttpField, i);
      const char *value = request->data + field->value;

      if (!lan_http_text_is (request->data + field->name, field->name_length, name))
        continue;
      if (tag != NULL && (lan_http_text_is (value, field->value_length, "*") ||
                          list_has_tag (value, field->value_length, tag, strongly)))
        answer = HOLDS;
      else
        answer = HOLDS_NOT;
    }

  return answer;
}

/* Whether what is there is no younger than a date says. What is no date does not count (section 13.1.3, 13.1.4). */
static Answer
is_as_old (const LanHttpRequest *request,
           const char           *name,
           gint64                modified)
{
  g_autofree char *text = dup_field (request, name);
  gint64 date;

  if (text == NULL || !lan_web_date_parse (text, &date))
    return ABSENT;

  return modified <= date ? HOLDS : HOLDS_NOT;
}

/**
 * lan_web_conditions_check:
 * @tag: (nullable): of the file, with its quotes; %NULL where there is none
 * @modified: of the file, seconds
 *
 * To be asked only where the answer would be a 2xx without it (RFC 9110 section 13.2.1).
 *
 * Returns: 0 to do what was asked for, 304 or 412, in the order of section 13.2.2
 */
guint
lan_web_conditions_check (const LanHttpRequest *request,
                          const char           *tag,
                          gint64                modified)
{
  gboolean read = strcmp (request->method, "GET") == 0 || strcmp (request->method, "HEAD") == 0;
  Answer match = has_tag (request, "If-Match", tag, TRUE);
  Answer none_match;

  if (match == ABSENT && tag != NULL && is_as_old (request, "If-Unmodified-Since", modified) == HOLDS_NOT)
    match = HOLDS_NOT;
  if (match == HOLDS_NOT)
    return 412;

  none_match = has_tag (request, "If-None-Match", tag, FALSE);
  if (none_match == ABSENT && tag != NULL && read)
    none_match = is_as_old (request, "If-Modified-Since", modified);
  if (none_match == HOLDS)
    return read ? 304 : 412;

  return 0;
}

/**
 * lan_web_conditions_allow_range:
 * @tag: of the file, with its quotes
 *
 * Returns: whether a Range field counts: whoever has a part already has one of this very file (RFC 9110 section
 *   13.1.5)
 */
gboolean
lan_web_conditions_allow_range (const LanHttpRequest *request,
                                const char           *tag,
                                gint64                modified)
{
  g_autofree char *before = dup_field (request, "If-Range");
  gint64 date;

  if (before == NULL || strcmp (before, tag) == 0)
    return TRUE;

  return lan_web_date_parse (before, &date) && date == modified;
}
