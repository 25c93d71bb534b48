/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "web/decode.h"

#define LIMIT 100000

/* Whatever comes, what comes out is bounded, and the same in whichever pieces it comes. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const char *const codings[] = { "gzip", "deflate", "br", "zstd", "gzip, br", "zstd, deflate", "", "other" };
  const char *coding = size > 0 ? codings[data[0] % G_N_ELEMENTS (codings)] : "";
  LanWebDecoder *decoder = lan_web_decoder_new (coding, LIMIT);
  LanWebDecoded at_once, in_pieces;
  g_autoptr(GBytes) whole = NULL, pieces = NULL;

  if (size > 0)
    data++, size--;
  whole = lan_web_decode (coding, data, size, LIMIT, &at_once);
  for (size_t i = 0; i < size && lan_web_decoder_feed (decoder, data + i, MIN (7, size - i));)
    i += 7;
  pieces = lan_web_decoder_end (decoder, &in_pieces);

  HOLDS (g_bytes_get_size (whole) <= LIMIT && g_bytes_get_size (pieces) <= LIMIT);
  HOLDS (at_once == in_pieces);
  HOLDS (at_once == LAN_WEB_DECODED_WRONG || g_bytes_equal (whole, pieces));

  return 0;
}
