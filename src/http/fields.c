/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/fields.h"

#include <string.h>

#include "http/syntax.h"

/**
 * lan_http_field_is_valid:
 * @line: without its line end
 *
 * Returns: whether it is a field line that can be sent (RFC 9110 sections 5.1 and 5.5): a CR or LF in it would begin
 *   the next one
 */
gboolean
lan_http_field_is_valid (const char *line)
{
  const char *colon = strchr (line, ':');

  if (colon == NULL || !lan_http_is_token (line, (gsize) (colon - line)))
    return FALSE;
  for (const char *p = colon; *p != '\0'; p++)
    if (((guchar) *p < ' ' && *p != '\t') || *p == 0x7f)
      return FALSE;

  return TRUE;
}

static gsize
name_length (const char *line)
{
  return strcspn (line, ":\r\n");
}

gboolean
lan_http_field_has_name (const char *line,
                         const char *name)
{
  gsize length = name_length (line);

  return strlen (name) == length && g_ascii_strncasecmp (line, name, length) == 0;
}

static const char *
next_line (const char *line)
{
  const char *end = strchr (line, '\n');

  return end != NULL ? end + 1 : line + strlen (line);
}

static gboolean
names_field (const char *lines,
             const char *field)
{
  gsize length = name_length (field);

  for (; *lines != '\0'; lines = next_line (lines))
    if (name_length (lines) == length && g_ascii_strncasecmp (lines, field, length) == 0)
      return TRUE;

  return FALSE;
}

/**
 * lan_http_fields_add:
 * @lines: each with CR LF
 * @over: lines that are to be sent too
 *
 * Adds the lines but for fields that @over has as well, so that none is said twice with two values. Vary may be:
 * each of its values counts (RFC 9110 section 12.5.5).
 */
void
lan_http_fields_add (GString    *fields,
                     const char *lines,
                     const char *over)
{
  for (const char *next; *lines != '\0'; lines = next)
    {
      next = next_line (lines);
      if (lan_http_field_has_name (lines, "Vary") || !names_field (over, lines))
        g_string_append_len (fields, lines, next - lines);
    }
}
