/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/decode.h"

#include <brotli/decode.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <zstd.h>

/* Nobody means more; each is work that a few bytes can cause. */
#define LAYERS_MAX 3
#define PIECE_BYTES (32 * 1024)
/* The content goes to the libraries in pieces of this size, however it came: what they make of what is wrong depends on
 * how much of it they see at once (libzstd takes a frame that is there whole in another way than its pieces). */
#define FEED_BYTES 4096
/* As much as a decoder may need to remember (RFC 9659 section 3: 8 MiB). */
#define ZSTD_WINDOW_LOG_MAX 23

typedef enum
{
  GZIP,
  DEFLATE,
  BROTLI,
  ZSTD,
} Coding;

static const struct
{
  const char *name;
  Coding coding;
} codings[] = {
  { "gzip", GZIP },
  { "x-gzip", GZIP },       /* RFC 9110 section 8.4.1.3 */
  { "deflate", DEFLATE },
  { "br", BROTLI },
  { "zstd", ZSTD },
};

/* One coding to undo; what comes out goes to the next one. */
typedef struct
{
  Coding coding;
  GConverter *zlib;
  BrotliDecoderState *brotli;
  ZSTD_DStream *zstd;
  guint8 begin[2];          /* of its input: says whether deflate has a head */
  gsize taken;              /* bytes of its input, as far as it matters */
  gsize given;              /* bytes that came out */
  gboolean finished;
  gboolean surplus;         /* what comes now does not count any more */
} Layer;

struct _LanWebDecoder
{
  Layer layers[LAYERS_MAX];
  guint n_layers;
  GByteArray *waiting;      /* of the content, less than a piece */
  gsize limit;
  GByteArray *decoded;
  LanWebDecoded outcome;    /* ALL while nothing is wrong */
};

static gboolean feed_layer (LanWebDecoder *self,
                            guint          which,
                            const guint8  *bytes,
                            gsize          length);

static void
layer_open (Layer *layer)
{
  /* the name means zlib's format (RFC 1950), but many leave its head away, and browsers read both: the low half of
   * the first byte is 8 there, and both bytes together are a multiple of 31 */
  gboolean has_head = (layer->begin[0] & 0xf) == 8 && (layer->begin[0] << 8 | layer->begin[1]) % 31 == 0;

  switch (layer->coding)
    {
    case GZIP:
      layer->zlib = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      break;
    case DEFLATE:
      layer->zlib = G_CONVERTER (g_zlib_decompressor_new (has_head ? G_ZLIB_COMPRESSOR_FORMAT_ZLIB
                                                                   : G_ZLIB_COMPRESSOR_FORMAT_RAW));
      break;
    case BROTLI:
      layer->brotli = BrotliDecoderCreateInstance (NULL, NULL, NULL);
      break;
    case ZSTD:
    default:
      layer->zstd = ZSTD_createDStream ();
      ZSTD_DCtx_setParameter (layer->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX);
      break;
    }
}

static void
layer_clear (Layer *layer)
{
  g_clear_object (&layer->zlib);
  g_clear_pointer (&layer->brotli, BrotliDecoderDestroyInstance);
  g_clear_pointer (&layer->zstd, ZSTD_freeDStream);
}

/* Takes some of *bytes and gives some to @out; FALSE if they are not what they should be. */
static gboolean
layer_step (Layer         *layer,
            const guint8 **bytes,
            gsize         *length,
            guint8        *out,
            gsize         *produced)
{
  gsize available = PIECE_BYTES;

  *produced = 0;
  if (layer->zlib != NULL)
    {
      g_autoptr(GError) error = NULL;
      gsize taken = 0;
      GConverterResult result = g_converter_convert (layer->zlib, *bytes, *length, out, PIECE_BYTES, G_CONVERTER_NO_FLAGS,
                                                     &taken, produced, &error);

      *bytes += taken;
      *length -= taken;
      layer->finished = result == G_CONVERTER_FINISHED;
      if (result == G_CONVERTER_ERROR)
        {
          /* it wants more than there is: no fault */
          if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
            return FALSE;
          *bytes += *length;
          *length = 0;
        }
    }
  else if (layer->brotli != NULL)
    {
      BrotliDecoderResult result = BrotliDecoderDecompressStream (layer->brotli, length, bytes, &available, &out, NULL);

      *produced = PIECE_BYTES - available;
      layer->finished = result == BROTLI_DECODER_RESULT_SUCCESS;
      if (result == BROTLI_DECODER_RESULT_ERROR)
        return FALSE;
    }
  else
    {
      ZSTD_inBuffer from = { *bytes, *length, 0 };
      ZSTD_outBuffer to = { out, PIECE_BYTES, 0 };
      gsize result = ZSTD_decompressStream (layer->zstd, &to, &from);

      *bytes += from.pos;
      *length -= from.pos;
      *produced = to.pos;
      layer->finished = result == 0;
      if (ZSTD_isError (result))
        return FALSE;
    }

  return TRUE;
}

/* After the end of what is coded: whether another such piece follows (RFC 1952 section 2.2, RFC 8878 section 3.1).
 * Anything else is surplus, which everybody passes over. */
static gboolean
layer_goes_on (Layer        *layer,
               const guint8 *bytes,
               gsize         length)
{
  if (length == 0)
    return FALSE;
  layer->surplus = layer->surplus || (layer->coding != GZIP && layer->coding != ZSTD) || *bytes != layer->begin[0];
  if (layer->surplus)
    return FALSE;

  if (layer->zlib != NULL)
    g_converter_reset (layer->zlib);
  layer->finished = FALSE;

  return TRUE;
}

static gboolean
feed_open_layer (LanWebDecoder *self,
                 guint          which,
                 const guint8  *bytes,
                 gsize          length)
{
  Layer *layer = &self->layers[which];
  g_autofree guint8 *out = g_malloc (PIECE_BYTES);
  gsize produced = 0;

  while (!layer->finished || layer_goes_on (layer, bytes, length))
    {
      if (length == 0 && produced < PIECE_BYTES)
        break;
      if (!layer_step (layer, &bytes, &length, out, &produced))
        {
          self->outcome = LAN_WEB_DECODED_WRONG;
          return FALSE;
        }
      layer->given += produced;
      /* what lies between two codings is bounded, too */
      if (layer->given > self->limit && which + 1 < self->n_layers)
        {
          self->outcome = LAN_WEB_DECODED_LIMIT;
          return FALSE;
        }
      if (produced > 0 && !feed_layer (self, which + 1, out, produced))
        return FALSE;
    }

  return TRUE;
}

/* What @which - 1 gave, or the content itself; behind the last layer it is decoded. */
static gboolean
feed_layer (LanWebDecoder *self,
            guint          which,
            const guint8  *bytes,
            gsize          length)
{
  Layer *layer;

  if (which == self->n_layers)
    {
      gsize room = self->limit - self->decoded->len;

      g_byte_array_append (self->decoded, bytes, (guint) MIN (length, room));
      if (length > room)
        self->outcome = LAN_WEB_DECODED_LIMIT;
      return length <= room;
    }

  /* a byte or two are kept until they can be judged */
  layer = &self->layers[which];
  while (layer->taken < sizeof layer->begin && length > 0)
    {
      layer->begin[layer->taken++] = *bytes++;
      length--;
      if (layer->taken == sizeof layer->begin)
        {
          layer_open (layer);
          if (!feed_open_layer (self, which, layer->begin, sizeof layer->begin))
            return FALSE;
        }
    }

  return length == 0 || feed_open_layer (self, which, bytes, length);
}

/* Of "gzip, br" br was applied last and is undone first. */
static gboolean
add_layer (LanWebDecoder *self,
           const char    *name)
{
  if (*name == '\0' || g_ascii_strcasecmp (name, "identity") == 0)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (codings) && self->n_layers < LAYERS_MAX; i++)
    if (g_ascii_strcasecmp (name, codings[i].name) == 0)
      {
        self->layers[self->n_layers++] = (Layer) { .coding = codings[i].coding };
        return TRUE;
      }

  return FALSE;
}

/**
 * lan_web_decoder_new:
 * @content_encoding: the value of a Content-Encoding field
 * @limit: bytes that may come out: a few compressed ones can mean gigabytes
 *
 * Returns: (transfer full): undoes it piece by piece; lan_web_decoder_end() frees it
 */
LanWebDecoder *
lan_web_decoder_new (const char *content_encoding,
                     gsize       limit)
{
  LanWebDecoder *self = g_new0 (LanWebDecoder, 1);
  g_auto(GStrv) names = g_strsplit (content_encoding, ",", -1);

  self->limit = limit;
  self->waiting = g_byte_array_sized_new (FEED_BYTES);
  self->decoded = g_byte_array_new ();
  for (guint i = g_strv_length (names); i > 0; i--)
    if (!add_layer (self, g_strstrip (names[i - 1])))
      self->outcome = LAN_WEB_DECODED_UNKNOWN;

  return self;
}

static void
feed_waiting (LanWebDecoder *self)
{
  feed_layer (self, 0, self->waiting->data, self->waiting->len);
  g_byte_array_set_size (self->waiting, 0);
}

/**
 * lan_web_decoder_feed:
 *
 * Returns: whether more of it is of use
 */
gboolean
lan_web_decoder_feed (LanWebDecoder *self,
                      gconstpointer  bytes,
                      gsize          length)
{
  const guint8 *from = bytes;

  while (length > 0 && self->outcome == LAN_WEB_DECODED_ALL)
    {
      gsize taken = MIN (length, FEED_BYTES - self->waiting->len);

      g_byte_array_append (self->waiting, from, (guint) taken);
      from += taken;
      length -= taken;
      if (self->waiting->len == FEED_BYTES)
        feed_waiting (self);
    }

  return self->outcome == LAN_WEB_DECODED_ALL;
}

/**
 * lan_web_decoder_end:
 * @outcome: (out): what became of it
 *
 * Returns: (transfer full): what was decoded; @self is freed
 */
GBytes *
lan_web_decoder_end (LanWebDecoder *self,
                     LanWebDecoded *outcome)
{
  GBytes *decoded;

  if (self->outcome == LAN_WEB_DECODED_ALL && self->waiting->len > 0)
    feed_waiting (self);
  decoded = g_byte_array_free_to_bytes (self->decoded);
  for (guint i = 0; i < self->n_layers; i++)
    {
      if (self->outcome == LAN_WEB_DECODED_ALL && !self->layers[i].finished)
        self->outcome = LAN_WEB_DECODED_PART;
      layer_clear (&self->layers[i]);
    }
  *outcome = self->outcome;
  g_byte_array_unref (self->waiting);
  g_free (self);

  return decoded;
}

/**
 * lan_web_decode:
 * @content_encoding: the value of a Content-Encoding field
 *
 * Returns: (transfer full): all at once
 */
GBytes *
lan_web_decode (const char    *content_encoding,
                gconstpointer  bytes,
                gsize          length,
                gsize          limit,
                LanWebDecoded *outcome)
{
  LanWebDecoder *decoder = lan_web_decoder_new (content_encoding, limit);

  lan_web_decoder_feed (decoder, bytes, length);

  return lan_web_decoder_end (decoder, outcome);
}

/**
 * lan_web_decoded_describe:
 * @content_encoding: safe to show
 *
 * Returns: (transfer full) (nullable): a translated sentence on what is wrong; %NULL if nothing is
 */
char *
lan_web_decoded_describe (LanWebDecoded  outcome,
                          const char    *content_encoding)
{
  switch (outcome)
    {
    case LAN_WEB_DECODED_PART:
      return g_strdup_printf (_("The end of what is compressed with %s is missing here."), content_encoding);
    case LAN_WEB_DECODED_LIMIT:
      return g_strdup (_("Only the beginning is unpacked: it is much larger than it looks."));
    case LAN_WEB_DECODED_WRONG:
      return g_strdup_printf (_("The header says %s, but these bytes are not: no receiver can read them."), content_encoding);
    case LAN_WEB_DECODED_UNKNOWN:
      return g_strdup_printf (_("Landline cannot unpack %s."), content_encoding);
    case LAN_WEB_DECODED_ALL:
    default:
      return NULL;
    }
}
