/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-http.h"

#include <stdint.h>

#include "http/chunked.h"

static gboolean
append (const char *data,
        gsize       length,
        gpointer    content)
{
  g_string_append_len (content, data, (gssize) length);

  return TRUE;
}

/* In pieces of one length: how much of it was the body, and what it held. */
static gsize
read_in_pieces (const char     *data,
                gsize           length,
                gsize           piece,
                LanHttpChunked *chunked,
                GString        *content)
{
  gsize at = 0;

  while (at < length && chunked->state != LAN_HTTP_CHUNKED_DONE && chunked->state != LAN_HTTP_CHUNKED_BAD)
    at += lan_http_chunked_read (chunked, data + at, MIN (piece, length - at), append, content);

  return at;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes,
                        size_t         size)
{
  const char *data = (const char *) bytes;
  gsize piece = size > 0 ? 1 + bytes[size - 1] % 16 : 1;
  LanHttpChunked whole = { 0 }, pieces = { 0 }, parted = { 0 };
  g_autoptr(GString) content = g_string_new (NULL);
  g_autoptr(GString) same = g_string_new (NULL);
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (LanHttpPart));
  gsize used = read_in_pieces (data, size, size, &whole, content);

  g_assert_cmpuint (read_in_pieces (data, size, piece, &pieces, same), ==, used);
  g_assert_cmpuint (lan_http_chunked_feed (&parted, data, size, parts, 0), ==, used);
  g_assert_cmpint (pieces.state, ==, whole.state);
  g_assert_cmpint (parted.state, ==, whole.state);
  g_assert_true (g_string_equal (content, same));
  g_assert_cmpuint (whole.body, ==, content->len);
  fuzz_check_parts (parts, used);
  if (whole.state != LAN_HTTP_CHUNKED_DONE && whole.state != LAN_HTTP_CHUNKED_BAD)
    g_assert_cmpuint (used, ==, size);

  return 0;
}
