/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/encoding.h"

#include <string.h>

/* zlib's own middle: a step further costs twice the time for a hundredth of the size. */
#define GZIP_LEVEL 6

static const struct
{
  const char *name;
  const char *suffix;
} codings[LAN_WEB_N_CODINGS] = {
  [LAN_WEB_CODING_NONE] = { NULL, "" },
  [LAN_WEB_CODING_GZIP] = { "gzip", ".gz" },
  [LAN_WEB_CODING_ZSTD] = { "zstd", ".zst" },
  [LAN_WEB_CODING_BROTLI] = { "br", ".br" },
};

/**
 * lan_web_coding_get_name:
 *
 * Returns: (nullable): what Content-Encoding says; %NULL where it says nothing
 */
const char *
lan_web_coding_get_name (LanWebCoding coding)
{
  return codings[coding].name;
}

/**
 * lan_web_coding_get_suffix:
 *
 * Returns: what the name of a file in this coding ends in
 */
const char *
lan_web_coding_get_suffix (LanWebCoding coding)
{
  return codings[coding].suffix;
}

/**
 * lan_web_encoding_is_worth:
 * @type: a media type, with or without parameters
 * @size: of the content
 *
 * Returns: whether it gets smaller, and is neither too small nor too large to try
 */
gboolean
lan_web_encoding_is_worth (const char *type,
                           guint64     size)
{
  static const char *const types[] = {
    "application/json", "application/xml", "application/wasm", "application/rtf", "application/javascript",
    "application/x-javascript", "application/sql", "application/toml", "application/yaml", "application/x-yaml",
    "application/x-shellscript", "image/bmp", "font/ttf", "font/otf",
  };
  gsize length = strcspn (type, "; ");

  if (size < LAN_WEB_ENCODING_MIN_BYTES || size > LAN_WEB_ENCODING_MAX_BYTES)
    return FALSE;
  if (g_str_has_prefix (type, "text/"))
    return TRUE;
  /* RFC 6839: what is built on either */
  if (length > 5 && (strncmp (type + length - 4, "+xml", 4) == 0 || strncmp (type + length - 5, "+json", 5) == 0))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strlen (types[i]) == length && strncmp (type, types[i], length) == 0)
      return TRUE;

  return FALSE;
}

/**
 * lan_web_encoding_gzip:
 *
 * The same content gives the same bytes. A megabyte takes about twenty milliseconds.
 *
 * Returns: (transfer full): it in gzip (RFC 1952)
 */
GBytes *
lan_web_encoding_gzip (gconstpointer content,
                       gsize         size)
{
  g_autoptr(GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, GZIP_LEVEL));
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory, compressor);

  /* memory takes everything */
  g_output_stream_write_all (stream, content, size, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}
