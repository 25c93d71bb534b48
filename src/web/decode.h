/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _LanWebDecoder LanWebDecoder;

/**
 * LanWebDecoded: what became of a content that was said to be coded
 * @LAN_WEB_DECODED_ALL: it is decoded to its end
 * @LAN_WEB_DECODED_PART: what came was right, but its end did not come
 * @LAN_WEB_DECODED_LIMIT: there is more than was asked for
 * @LAN_WEB_DECODED_WRONG: it is not what it says; what came before the fault is decoded
 * @LAN_WEB_DECODED_UNKNOWN: Landline does not know the coding
 */
typedef enum
{
  LAN_WEB_DECODED_ALL,
  LAN_WEB_DECODED_PART,
  LAN_WEB_DECODED_LIMIT,
  LAN_WEB_DECODED_WRONG,
  LAN_WEB_DECODED_UNKNOWN,
} LanWebDecoded;

LanWebDecoder *lan_web_decoder_new      (const char     *content_encoding,
                                         gsize           limit);
gboolean       lan_web_decoder_feed     (LanWebDecoder  *self,
                                         gconstpointer   bytes,
                                         gsize           length);
GBytes        *lan_web_decoder_end      (LanWebDecoder  *self,
                                         LanWebDecoded  *outcome);
char          *lan_web_decoded_describe (LanWebDecoded   outcome,
                                         const char     *content_encoding);
GBytes        *lan_web_decode           (const char     *content_encoding,
                                         gconstpointer   bytes,
                                         gsize           length,
                                         gsize           limit,
                                         LanWebDecoded  *outcome);

G_END_DECLS
