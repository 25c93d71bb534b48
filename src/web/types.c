/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/types.h"

#include <gio/gio.h>
#include <string.h>

/* Where browsers look for a page's own word on its charset (HTML Standard, "prescan a byte stream"). */
#define META_BYTES 1024

/* What the web is made of, right even where the system's table is missing or says otherwise. */
static const struct
{
  const char *extension;
  const char *type;
} web_types[] = {
  { "html", "text/html" },
  { "htm", "text/html" },
  { "shtml", "text/html" },
  { "xhtml", "application/xhtml+xml" },
  { "css", "text/css" },
  { "js", "text/javascript" },
  { "mjs", "text/javascript" },
  { "cjs", "text/javascript" },
  { "json", "application/json" },
  { "map", "application/json" },
  { "jsonld", "application/ld+json" },
  { "geojson", "application/geo+json" },
  { "webmanifest", "application/manifest+json" },
  { "xml", "application/xml" },
  { "rss", "application/rss+xml" },
  { "atom", "application/atom+xml" },
  { "txt", "text/plain" },
  { "log", "text/plain" },
  { "md", "text/markdown" },
  { "csv", "text/csv" },
  { "vtt", "text/vtt" },
  { "ics", "text/calendar" },
  { "svg", "image/svg+xml" },
  { "png", "image/png" },
  { "apng", "image/apng" },
  { "jpg", "image/jpeg" },
  { "jpeg", "image/jpeg" },
  { "jfif", "image/jpeg" },
  { "gif", "image/gif" },
  { "webp", "image/webp" },
  { "avif", "image/avif" },
  { "jxl", "image/jxl" },
  { "heic", "image/heic" },
  { "bmp", "image/bmp" },
  { "ico", "image/vnd.microsoft.icon" },
  { "woff", "font/woff" },
  { "woff2", "font/woff2" },
  { "ttf", "font/ttf" },
  { "otf", "font/otf" },
  { "eot", "application/vnd.ms-fontobject" },
  { "wasm", "application/wasm" },
  { "pdf", "application/pdf" },
  { "mp3", "audio/mpeg" },
  { "m4a", "audio/mp4" },
  { "weba", "audio/webm" },
  { "ogg", "audio/ogg" },
  { "oga", "audio/ogg" },
  { "opus", "audio/ogg" },
  { "flac", "audio/flac" },
  { "wav", "audio/wav" },
  { "mp4", "video/mp4" },
  { "m4v", "video/mp4" },
  { "mov", "video/quicktime" },
  { "mkv", "video/x-matroska" },
  { "m3u8", "application/vnd.apple.mpegurl" },
  { "mpd", "application/dash+xml" },
  { "webm", "video/webm" },
  { "ogv", "video/ogg" },
  { "zip", "application/zip" },
  { "gz", "application/gzip" },
  { "tar", "application/x-tar" },
};

/* What has two meanings: of pieces of 188 bytes, each of which begins with a "G", it is television (ISO 13818-1). */
static const char *
type_of_ts (const char *beginning,
            gsize       length)
{
  return length > 188 && beginning[0] == 'G' && beginning[188] == 'G' ? "video/mp2t" : "text/plain";
}

static char *
guess (const char *name,
       const char *beginning,
       gsize       length)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *content_type = NULL;
  char *mime;

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (web_types); i++)
    if (g_ascii_strcasecmp (dot + 1, web_types[i].extension) == 0)
      return g_strdup (web_types[i].type);
  if (dot != NULL && g_ascii_strcasecmp (dot, ".ts") == 0)
    return g_strdup (type_of_ts (beginning, length));

  content_type = g_content_type_guess (name, (const guchar *) beginning, length, NULL);
  mime = g_content_type_get_mime_type (content_type);

  return mime != NULL ? mime : g_strdup ("application/octet-stream");
}

/* A page whose beginning is plain ASCII and that names a charset has what follows in that one. */
static gboolean
names_its_charset (const char *type,
                   const char *beginning,
                   gsize       length)
{
  if (strcmp (type, "text/html") != 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((guchar) beginning[i] >= 0x80)
      return FALSE;
  for (gsize i = 0; i + 8 <= MIN (length, META_BYTES); i++)
    if (g_ascii_strncasecmp (beginning + i, "charset=", 8) == 0)
      return TRUE;

  return FALSE;
}

/**
 * lan_web_type_of:
 * @name: of a file, of which only the end matters
 * @beginning: (array length=length): its first %LAN_WEB_TYPE_SNIFF_BYTES, or all if it has fewer
 *
 * Text is said to be UTF-8 only where it is: an old page in GB 18030 says so in its own head, and a charset in
 * the header field would overrule that (HTML Standard, "determining the character encoding").
 *
 * Returns: (transfer full): the value of Content-Type; any thread
 */
char *
lan_web_type_of (const char *name,
                 const char *beginning,
                 gsize       length)
{
  g_autofree char *type = guess (name, beginning, length);
  const char *end;

  if (!g_str_has_prefix (type, "text/"))
    return g_steal_pointer (&type);

  /* the last character may be cut in two */
  if (!g_utf8_validate (beginning, (gssize) length, &end) &&
      (length < LAN_WEB_TYPE_SNIFF_BYTES || beginning + length - end > 3))
    return g_steal_pointer (&type);
  if (names_its_charset (type, beginning, length))
    return g_steal_pointer (&type);

  return g_strconcat (type, "; charset=utf-8", NULL);
}
