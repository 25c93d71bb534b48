/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/path.h"

#include <string.h>

/* Where the path begins in "http://host/path" (absolute-form, RFC 9112 section 3.2.2). */
static const char *
skip_authority (const char *target)
{
  const char *authority;
  const char *path;

  if (g_ascii_strncasecmp (target, "http://", 7) == 0)
    authority = target + 7;
  else if (g_ascii_strncasecmp (target, "https://", 8) == 0)
    authority = target + 8;
  else
    return target;

  path = authority + strcspn (authority, "/?#");

  return *path == '/' ? path : "/";
}

/* One segment, decoded once. FALSE: a bad escape, a NUL or a slash inside (RFC 3986 section 2.1, 7.3). */
static gboolean
decode_segment (const char *segment,
                gsize       length,
                GString    *decoded)
{
  g_string_truncate (decoded, 0);
  for (gsize i = 0; i < length; i++)
    {
      char c = segment[i];

      if (c == '%')
        {
          int high = i + 2 < length ? g_ascii_xdigit_value (segment[i + 1]) : -1;
          int low = i + 2 < length ? g_ascii_xdigit_value (segment[i + 2]) : -1;

          if (high < 0 || low < 0)
            return FALSE;
          c = (char) (high * 16 + low);
          i += 2;
        }
      if (c == '\0' || c == '/')
        return FALSE;
      g_string_append_c (decoded, c);
    }

  return TRUE;
}

/**
 * lan_web_path_resolve:
 * @target: of a request, as sent
 * @path: (out): the path beneath the folder, without a slash at its beginning; one at its end is kept;
 *   "" is the folder itself
 *
 * Makes a path out of a request target: split at "?" and "/" first, decoded once then, dot segments
 * resolved (RFC 3986 section 5.2.4). What it gives is safe by its form alone; the file is opened with
 * lan_beneath_open() all the same, because of links.
 */
LanWebPath
lan_web_path_resolve (const char  *target,
                      char       **path)
{
  g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) decoded = g_string_new (NULL);
  g_autofree char *joined = NULL;
  gboolean folder = FALSE;
  const char *at = skip_authority (target);
  const char *end = at + strcspn (at, "?#");

  if (*at != '/')
    return LAN_WEB_PATH_BAD;

  for (at++; at <= end; )
    {
      gsize length = MIN (strcspn (at, "/"), (gsize) (end - at));

      if (!decode_segment (at, length, decoded))
        return LAN_WEB_PATH_BAD;

      folder = decoded->len == 0 || strcmp (decoded->str, ".") == 0 || strcmp (decoded->str, "..") == 0;
      if (strcmp (decoded->str, "..") == 0)
        {
          if (segments->len == 0)
            return LAN_WEB_PATH_OUTSIDE;
          g_ptr_array_remove_index (segments, segments->len - 1);
        }
      else if (!folder && decoded->str[0] == '.')
        return LAN_WEB_PATH_HIDDEN;
      else if (!folder)
        g_ptr_array_add (segments, g_strdup (decoded->str));

      at += length + 1;
    }

  g_ptr_array_add (segments, NULL);
  joined = g_strjoinv ("/", (char **) segments->pdata);
  *path = folder && *joined != '\0' ? g_strconcat (joined, "/", NULL) : g_steal_pointer (&joined);

  return LAN_WEB_PATH_OK;
}

/**
 * lan_web_path_encode:
 * @name: a file name, any bytes
 *
 * Returns: (transfer full): the same as a segment of a URL
 */
char *
lan_web_path_encode (const char *name)
{
  return g_uri_escape_bytes ((const guint8 *) name, strlen (name), NULL);
}

/**
 * lan_web_path_to_url:
 * @path: as of lan_web_path_resolve()
 *
 * Returns: (transfer full): the same as a URL on this site, for a Location: "/a%20b/"
 */
char *
lan_web_path_to_url (const char *path)
{
  g_auto(GStrv) segments = g_strsplit (path, "/", -1);
  GString *url = g_string_new (segments[0] == NULL ? "/" : NULL);

  for (gsize i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *encoded = lan_web_path_encode (segments[i]);

      g_string_append_printf (url, "/%s", encoded);
    }

  return g_string_free (url, FALSE);
}
