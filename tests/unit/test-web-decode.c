/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <gio/gio.h>

#include "web/decode.h"

#define TEXT "Welcome back Home, Welcome back Home"
#define LIMIT 65536

/* What brotli and zstd make of it. */
static const guint8 brotli_text[] = {
  0xa1, 0x18, 0x01, 0xc0, 0x2f, 0x3a, 0x39, 0xd2, 0xcf, 0x23, 0x08, 0xec,
  0x5c, 0xdf, 0xa9, 0x5a, 0x21, 0x55, 0x88, 0x20, 0xe9, 0xd5, 0x9f, 0xd1,
  0xa5, 0x41, 0xfe, 0x39, 0x40
};
static const guint8 zstd_text[] = {
  0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x24, 0xcd, 0x00, 0x00, 0x98, 0x57, 0x65,
  0x6c, 0x63, 0x6f, 0x6d, 0x65, 0x20, 0x62, 0x61, 0x63, 0x6b, 0x20, 0x48,
  0x6f, 0x6d, 0x65, 0x2c, 0x20, 0x01, 0x00, 0x6d, 0x9e, 0x61
};
/* And of four million zeros. */
static const guint8 brotli_bomb[] = {
  0x9f, 0xff, 0x08, 0x3d, 0x00, 0x24, 0x00, 0xe2, 0xb1, 0x40, 0x72, 0x01,
  0x7a, 0x00
};
static const guint8 zstd_bomb[] = {
  0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68, 0x4c, 0x00, 0x00, 0x08, 0x00, 0x01,
  0x00, 0xfc, 0xff, 0x39, 0x10, 0x02, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
  0x10, 0x00, 0x03, 0x48, 0x08, 0x00
};
/* A frame that wants 128 MiB of memory for one byte. */
static const guint8 zstd_window[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x09, 0x00, 0x00, 'x' };

static GBytes *
compress (GZlibCompressorFormat format,
          gconstpointer         bytes,
          gsize                 length)
{
  g_autoptr(GConverter) zlib = G_CONVERTER (g_zlib_compressor_new (format, -1));
  gsize room = length + 1024, taken, size;
  guint8 *compressed = g_malloc (room);

  assert_int_equal (g_converter_convert (zlib, bytes, length, compressed, room, G_CONVERTER_INPUT_AT_END, &taken, &size, NULL),
                    G_CONVERTER_FINISHED);

  return g_bytes_new_take (compressed, size);
}

/* Decoded at once and byte by byte it is the same. */
static GBytes *
decode (const char    *codings,
        GBytes        *bytes,
        gsize          limit,
        LanWebDecoded *outcome)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  LanWebDecoder *decoder = lan_web_decoder_new (codings, limit);
  g_autoptr(GBytes) slow = NULL;
  GBytes *fast = lan_web_decode (codings, data, length, limit, outcome);
  LanWebDecoded slowly;

  for (gsize i = 0; i < length && lan_web_decoder_feed (decoder, data + i, 1);)
    i++;
  slow = lan_web_decoder_end (decoder, &slowly);
  assert_int_equal (slowly, *outcome);
  if (*outcome != LAN_WEB_DECODED_WRONG)
    assert_true (g_bytes_equal (slow, fast));

  return fast;
}

static void
check (const char    *codings,
       GBytes        *bytes,
       LanWebDecoded  expected,
       const char    *text)
{
  LanWebDecoded outcome;
  g_autoptr(GBytes) decoded = decode (codings, bytes, LIMIT, &outcome);
  g_autoptr(GBytes) wanted = g_bytes_new (text, strlen (text));

  if (outcome != expected || !g_bytes_equal (decoded, wanted))
    fail_msg ("%s: %d instead of %d, %" G_GSIZE_FORMAT " bytes", codings, outcome, expected, g_bytes_get_size (decoded));
}

static void
every_coding_is_undone (void **state)
{
  g_autoptr(GBytes) plain = g_bytes_new (TEXT, strlen (TEXT));
  g_autoptr(GBytes) gzip = compress (G_ZLIB_COMPRESSOR_FORMAT_GZIP, TEXT, strlen (TEXT));
  g_autoptr(GBytes) zlib = compress (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, TEXT, strlen (TEXT));
  g_autoptr(GBytes) raw = compress (G_ZLIB_COMPRESSOR_FORMAT_RAW, TEXT, strlen (TEXT));
  g_autoptr(GBytes) brotli = g_bytes_new_static (brotli_text, sizeof brotli_text);
  g_autoptr(GBytes) zstd = g_bytes_new_static (zstd_text, sizeof zstd_text);
  g_autoptr(GBytes) both = compress (G_ZLIB_COMPRESSOR_FORMAT_GZIP, brotli_text, sizeof brotli_text);

  check ("", plain, LAN_WEB_DECODED_ALL, TEXT);
  check ("identity", plain, LAN_WEB_DECODED_ALL, TEXT);
  check ("gzip", gzip, LAN_WEB_DECODED_ALL, TEXT);
  check ("X-GZIP", gzip, LAN_WEB_DECODED_ALL, TEXT);
  check ("deflate", zlib, LAN_WEB_DECODED_ALL, TEXT);
  check ("deflate", raw, LAN_WEB_DECODED_ALL, TEXT);
  check ("br", brotli, LAN_WEB_DECODED_ALL, TEXT);
  check ("zstd", zstd, LAN_WEB_DECODED_ALL, TEXT);
  check (" br ,, gzip", both, LAN_WEB_DECODED_ALL, TEXT);
  check ("compress", plain, LAN_WEB_DECODED_UNKNOWN, "");
  check ("gzip, nothing", gzip, LAN_WEB_DECODED_UNKNOWN, "");
  check ("gzip, gzip, gzip, gzip", gzip, LAN_WEB_DECODED_UNKNOWN, "");
}

static void
pieces_that_follow_each_other_are_one_content (void **state)
{
  g_autoptr(GBytes) gzip = compress (G_ZLIB_COMPRESSOR_FORMAT_GZIP, TEXT, strlen (TEXT));
  g_autoptr(GByteArray) twice = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  for (int i = 0; i < 2; i++)
    g_byte_array_append (twice, g_bytes_get_data (gzip, NULL), (guint) g_bytes_get_size (gzip));
  g_byte_array_append (twice, (const guint8 *) "\0\0\0", 3);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&twice));
  check ("gzip", bytes, LAN_WEB_DECODED_ALL, TEXT TEXT);

  g_bytes_unref (bytes);
  twice = g_byte_array_new ();
  for (int i = 0; i < 2; i++)
    g_byte_array_append (twice, zstd_text, sizeof zstd_text);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&twice));
  check ("zstd", bytes, LAN_WEB_DECODED_ALL, TEXT TEXT);
}

/* The answer of the lecture notes' server says gzip and sends text. */
static void
what_says_gzip_and_is_not_is_told (void **state)
{
  static const char *const names[] = { "gzip", "br", "zstd" };
  g_autoptr(GBytes) text = g_bytes_new_static ("<h1>Welcome back Home</h1>", 26);
  g_autoptr(GBytes) greedy = g_bytes_new_static (zstd_window, sizeof zstd_window);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      LanWebDecoded outcome;
      g_autoptr(GBytes) decoded = decode (names[i], text, LIMIT, &outcome);
      g_autofree char *words = lan_web_decoded_describe (outcome, names[i]);

      assert_int_equal (outcome, LAN_WEB_DECODED_WRONG);
      assert_non_null (strstr (words, names[i]));
    }
  check ("zstd", greedy, LAN_WEB_DECODED_WRONG, "");
}

static void
what_is_cut_off_is_shown_as_far_as_it_came (void **state)
{
  g_autoptr(GBytes) gzip = compress (G_ZLIB_COMPRESSOR_FORMAT_GZIP, TEXT, strlen (TEXT));
  const gsize length = g_bytes_get_size (gzip);

  for (gsize cut = 0; cut < length; cut++)
    {
      LanWebDecoded outcome;
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (gzip, 0, cut);
      g_autoptr(GBytes) decoded = decode ("gzip", part, LIMIT, &outcome);

      assert_int_equal (outcome, LAN_WEB_DECODED_PART);
      assert_memory_equal (g_bytes_get_size (decoded) > 0 ? g_bytes_get_data (decoded, NULL) : "", TEXT,
                           g_bytes_get_size (decoded));
    }
}

static void
bombs_are_bounded (void **state)
{
  g_autofree guint8 *zeros = g_malloc0 (4000000);
  g_autoptr(GBytes) gzip = compress (G_ZLIB_COMPRESSOR_FORMAT_GZIP, zeros, 4000000);
  g_autoptr(GBytes) twice = compress (G_ZLIB_COMPRESSOR_FORMAT_GZIP, g_bytes_get_data (gzip, NULL), g_bytes_get_size (gzip));
  g_autoptr(GBytes) brotli = g_bytes_new_static (brotli_bomb, sizeof brotli_bomb);
  g_autoptr(GBytes) zstd = g_bytes_new_static (zstd_bomb, sizeof zstd_bomb);
  const struct { const char *codings; GBytes *bytes; } bombs[] = {
    { "gzip", gzip }, { "gzip, gzip", twice }, { "br", brotli }, { "zstd", zstd },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      LanWebDecoded outcome;
      g_autoptr(GBytes) decoded = decode (bombs[i].codings, bombs[i].bytes, LIMIT, &outcome);
      g_autoptr(GBytes) exactly = NULL;

      assert_int_equal (outcome, LAN_WEB_DECODED_LIMIT);
      assert_int_equal (g_bytes_get_size (decoded), LIMIT);

      exactly = lan_web_decode (bombs[i].codings, g_bytes_get_data (bombs[i].bytes, NULL),
                                g_bytes_get_size (bombs[i].bytes), 4000000, &outcome);
      assert_int_equal (outcome, LAN_WEB_DECODED_ALL);
      assert_int_equal (g_bytes_get_size (exactly), 4000000);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_coding_is_undone),
    cmocka_unit_test (pieces_that_follow_each_other_are_one_content),
    cmocka_unit_test (what_says_gzip_and_is_not_is_told),
    cmocka_unit_test (what_is_cut_off_is_shown_as_far_as_it_came),
    cmocka_unit_test (bombs_are_bounded),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
