/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

static void
explain (const char  *text,
         const char  *at,
         GError     **error)
{
  guint line = 1;
  const char *begin = text;

  for (const char *p = text; p < at; p++)
    if (*p == '\n')
      {
        line++;
        begin = p + 1;
      }

  g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("Line %1$u, character %2$ld: this is not valid JSON."), line,
               g_utf8_strlen (begin, at - begin) + 1);
}

/* The four digits of an escape; 0 if they are none. */
static guint
read_escape (const char *at,
             const char *end)
{
  guint value = 0;

  for (guint i = 0; i < 4; i++)
    {
      if (at + i >= end || !g_ascii_isxdigit (at[i]))
        return 0;
      value = value * 16 + (guint) g_ascii_xdigit_value (at[i]);
    }

  return value;
}

/* Behind the escape whose letter is at @at; NULL: it is none, or of half a character. A NUL would end a string for us
 * and not for others. */
static const char *
skip_escape (const char *at,
             const char *end)
{
  guint value;

  if (at == end)
    return NULL;
  if (*at != 'u')
    return strchr ("\"\\/bfnrt", *at) != NULL && *at != '\0' ? at + 1 : NULL;

  value = read_escape (at + 1, end);
  if (value >= 0xd800 && value < 0xdc00)
    {
      guint low = end - at > 6 && at[5] == '\\' && at[6] == 'u' ? read_escape (at + 7, end) : 0;

      return low >= 0xdc00 && low < 0xe000 ? at + 11 : NULL;
    }

  return value != 0 && (value < 0xdc00 || value >= 0xe000) ? at + 5 : NULL;
}

/* Behind the string that begins at @at; NULL: it has no end, or holds what no string may (RFC 8259 section 7). */
static const char *
skip_string (const char *at,
             const char *end)
{
  at++;
  while (at != NULL && at < end && (guchar) *at >= ' ')
    {
      if (*at == '"')
        return at + 1;
      at = *at == '\\' ? skip_escape (at + 1, end) : at + 1;
    }

  return NULL;
}

/* json-glib reads more than JSON is: comments, other quotes, assignments. A string or a bracket in one of these would
 * be none for whoever counts, so they are refused: outside of strings JSON has these characters and no other. */
static gboolean
is_outside_strings (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("[]{}:,+-. \t\r\n", c) != NULL);
}

/* Where it is too deep or no JSON; NULL where json-glib may see it. All that we read is an object or a list. */
static const char *
find_fault (const char *text,
            gsize       length)
{
  const char *end = text + length;
  const char *last = NULL;   /* the bracket that ends it all */
  guint depth = 0;

  for (const char *at = text; at < end; at++)
    {
      gboolean opens = *at == '[' || *at == '{';

      if (g_ascii_isspace (*at) && is_outside_strings (*at))
        continue;
      if (!is_outside_strings (*at) && *at != '"')
        return at;
      if (depth == 0 && (last != NULL || !opens))
        return at;

      if (*at == '"')
        {
          const char *behind = skip_string (at, end);

          if (behind == NULL)
            return at;
          at = behind - 1;
        }
      else if (opens && ++depth > LAN_JSON_DEPTH_MAX)
        return at;
      else if ((*at == ']' || *at == '}') && --depth == 0)
        last = at;
    }

  return last != NULL ? NULL : end;
}

/**
 * lan_json_parse:
 * @text: from anybody; need not end in NUL
 * @max_bytes: longer ones are not looked at
 * @error: #LAN_ERROR_TOO_LARGE, or #LAN_ERROR_FAILED with the place in its sentence
 *
 * Reads an object or a list in JSON (RFC 8259), which may be hostile.
 *
 * Returns: (transfer full) (nullable): its value
 */
JsonNode *
lan_json_parse (const char  *text,
                gsize        length,
                gsize        max_bytes,
                GError     **error)
{
  g_autoptr(JsonParser) parser = NULL;
  const char *fault;
  JsonNode *root = NULL;

  if (length > max_bytes)
    {
      g_autofree char *limit = g_format_size (max_bytes);

      g_set_error (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("This is longer than %s."), limit);
      return NULL;
    }

  if (!g_utf8_validate_len (text, length, &fault) || (fault = find_fault (text, length)) != NULL)
    {
      explain (text, fault, error);
      return NULL;
    }

  parser = json_parser_new_immutable ();
  if (json_parser_load_from_data (parser, text, (gssize) length, NULL))
    root = json_parser_get_root (parser);
  if (root == NULL)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("Line %1$u, character %2$ld: this is not valid JSON."),
                   MAX (json_parser_get_current_line (parser), 1), (long) json_parser_get_current_pos (parser));
      return NULL;
    }

  return json_node_copy (root);
}
