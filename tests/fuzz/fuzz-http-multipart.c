/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <string.h>

#include "http/multipart.h"

/* What was read, in one text: whatever the pieces, it is the same. */
typedef struct
{
  GString *text;
  gboolean open;
} Log;

static void
on_begin (const LanHttpFormPart *part,
          gpointer               user_data)
{
  Log *log = user_data;

  HOLDS (!log->open);
  HOLDS (part->filename == NULL || strpbrk (part->filename, "/\\") == NULL);
  HOLDS (g_strcmp0 (part->filename, ".") != 0 && g_strcmp0 (part->filename, "..") != 0);
  log->open = TRUE;
  g_string_append_printf (log->text, "[%s|%s|%s]", part->name, part->filename != NULL ? part->filename : "",
                          part->type != NULL ? part->type : "");
}

static void
on_data (const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  Log *log = user_data;

  HOLDS (log->open && length > 0);
  g_string_append_len (log->text, bytes, (gssize) length);
}

static void
on_end (gpointer user_data)
{
  Log *log = user_data;

  HOLDS (log->open);
  log->open = FALSE;
  g_string_append (log->text, "[end]");
}

static LanHttpMultipartFault
read_in_pieces (const char *type,
                gsize       type_length,
                const char *data,
                gsize       length,
                gsize       piece,
                Log        *log)
{
  static const LanHttpFormEvents events = { on_begin, on_data, on_end };
  g_autoptr(LanHttpMultipart) form = lan_http_multipart_new (type, type_length, &events, log);

  if (form == NULL)
    return LAN_HTTP_MULTIPART_BOUNDARY;

  for (gsize at = 0; at < length; at += MIN (piece, length - at))
    lan_http_multipart_feed (form, data + at, MIN (piece, length - at));

  return lan_http_multipart_finish (form);
}

/* The first line is the Content-Type. */
int
LLVMFuzzerTestOneInput (const uint8_t *bytes,
                        size_t         size)
{
  const char *data = (const char *) bytes;
  const char *end = size > 0 ? memchr (data, '\n', size) : NULL;
  gsize type_length = end != NULL ? (gsize) (end - data) : size;
  const char *body = end != NULL ? end + 1 : data + size;
  gsize length = (gsize) (data + size - body);
  gsize piece = size > 0 ? 1 + bytes[size - 1] % 16 : 1;
  Log whole = { g_string_new (NULL) }, pieces = { g_string_new (NULL) };
  LanHttpMultipartFault fault = read_in_pieces (data, type_length, body, length, MAX (length, 1), &whole);

  HOLDS (read_in_pieces (data, type_length, body, length, piece, &pieces) == fault);
  HOLDS (g_string_equal (whole.text, pieces.text));
  HOLDS (whole.open == pieces.open);
  HOLDS (fault != LAN_HTTP_MULTIPART_FINE || !whole.open);
  g_string_free (whole.text, TRUE);
  g_string_free (pieces.text, TRUE);

  return 0;
}
