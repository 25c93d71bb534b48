/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "files/sniff.h"

#include <string.h>

/* Marks that leave no doubt. GIO knows more, but only where a MIME database is installed. */
static const struct
{
  const char *extension;
  gsize offset;
  const char *mark;
  gsize length;
} marks[] = {
#define MARK(extension, offset, mark) { extension, offset, mark, sizeof mark - 1 }
  MARK ("png", 0, "\x89PNG\r\n\x1a\n"),
  MARK ("jpg", 0, "\xff\xd8\xff"),
  MARK ("gif", 0, "GIF87a"),
  MARK ("gif", 0, "GIF89a"),
  MARK ("pdf", 0, "%PDF-"),
  MARK ("gz", 0, "\x1f\x8b\x08"),
  MARK ("xz", 0, "\xfd" "7zXZ\0"),
  MARK ("zst", 0, "\x28\xb5\x2f\xfd"),
  MARK ("7z", 0, "7z\xbc\xaf\x27\x1c"),
  MARK ("rar", 0, "Rar!\x1a\x07"),
  MARK ("tar", 257, "ustar"),
  MARK ("flac", 0, "fLaC"),
  MARK ("mp3", 0, "ID3"),
  MARK ("deb", 0, "!<arch>\ndebian"),
  MARK ("sqlite", 0, "SQLite format 3\0"),
#undef MARK
};

/* ISO base media (MPEG-4 part 12): the brand after "ftyp" tells what it is for. */
static const char *const brands[][2] = {
  { "M4A ", "m4a" }, { "qt  ", "mov" }, { "heic", "heic" }, { "heix", "heic" }, { "mif1", "heic" }, { "msf1", "heic" },
  { "avif", "avif" }, { "3gp4", "3gp" }, { "3gp5", "3gp" }, { "3gp6", "3gp" },
};

/* What GIO's names of types are written as; types that a click would run have no extension here on purpose. */
static const char *const types[][2] = {
  { "image/webp", "webp" }, { "image/svg+xml", "svg" }, { "image/bmp", "bmp" }, { "image/tiff", "tif" },
  { "application/x-bzip", "bz2" }, { "application/x-bzip2", "bz2" }, { "application/xml", "xml" },
  { "application/json", "json" }, { "application/rtf", "rtf" }, { "application/postscript", "ps" },
  { "application/x-iso9660-image", "iso" }, { "text/html", "html" }, { "application/xhtml+xml", "html" },
  { "audio/mpeg", "mp3" }, { "audio/x-vorbis+ogg", "ogg" }, { "audio/x-opus+ogg", "opus" }, { "audio/ogg", "ogg" },
  { "application/ogg", "ogg" }, { "video/ogg", "ogv" }, { "video/x-theora+ogg", "ogv" }, { "video/mpeg", "mpg" },
  { "font/ttf", "ttf" }, { "font/otf", "otf" },
};

static gboolean
has_mark (const guint8 *head,
          gsize         length,
          gsize         offset,
          const char   *mark,
          gsize         mark_length)
{
  return length >= offset + mark_length && memcmp (head + offset, mark, mark_length) == 0;
}

static gboolean
contains (const guint8 *head,
          gsize         length,
          const char   *word)
{
  return memmem (head, length, word, strlen (word)) != NULL;
}

/* A ZIP archive may be something else in a coat (APPNOTE.TXT: names stand in the local file headers). */
static const char *
sniff_zip (const guint8 *head,
           gsize         length)
{
  static const char *const inside[][2] = {
    /* OpenDocument and EPUB: the first entry is the type, stored */
    { "mimetypeapplication/vnd.oasis.opendocument.text", "odt" },
    { "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods" },
    { "mimetypeapplication/vnd.oasis.opendocument.presentation", "odp" },
    { "mimetypeapplication/epub+zip", "epub" },
    /* Office Open XML: the folder of the main part */
    { "word/", "docx" }, { "xl/", "xlsx" }, { "ppt/", "pptx" },
    { "AndroidManifest.xml", "apk" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (inside); i++)
    if (contains (head, length, inside[i][0]))
      return inside[i][1];

  return "zip";
}

static const char *
sniff_container (const guint8 *head,
                 gsize         length)
{
  if (has_mark (head, length, 0, "PK\3\4", 4) || has_mark (head, length, 0, "PK\5\6", 4))
    return sniff_zip (head, length);

  if (has_mark (head, length, 0, "RIFF", 4))
    {
      if (has_mark (head, length, 8, "WEBP", 4))
        return "webp";
      if (has_mark (head, length, 8, "WAVE", 4))
        return "wav";
      if (has_mark (head, length, 8, "AVI ", 4))
        return "avi";
    }

  if (has_mark (head, length, 4, "ftyp", 4))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (brands); i++)
        if (has_mark (head, length, 8, brands[i][0], 4))
          return brands[i][1];
      return "mp4";
    }

  if (has_mark (head, length, 0, "\x1a\x45\xdf\xa3", 4))   /* EBML; the document type stands near the beginning */
    return contains (head, MIN (length, 64), "webm") ? "webm" : "mkv";

  return NULL;
}

/**
 * lan_files_sniff_extension:
 * @head: the beginning of a file, up to %LAN_FILES_SNIFFED_BYTES of it
 * @length: how many bytes
 *
 * What a file is that came without a name. Pure but for GIO's database of types, which may be missing.
 *
 * Returns: (nullable): a static string such as "png", or %NULL where nothing is certain
 */
const char *
lan_files_sniff_extension (const guint8 *head,
                           gsize         length)
{
  const char *container;
  g_autofree char *type = NULL;
  g_autofree char *plain = NULL;
  gboolean uncertain;

  if (length == 0)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (has_mark (head, length, marks[i].offset, marks[i].mark, marks[i].length))
      return marks[i].extension;

  container = sniff_container (head, length);
  if (container != NULL)
    return container;

  type = g_content_type_guess (NULL, head, length, &uncertain);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_content_type_equals (type, types[i][0]))
      return types[i][1];

  /* Whatever kind of text it is, a program or a launcher too: as text it is only read. */
  plain = g_content_type_from_mime_type ("text/plain");

  return g_content_type_is_a (type, plain) ? "txt" : NULL;
}
