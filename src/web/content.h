/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/message.h"
#include "web/decode.h"

G_BEGIN_DECLS

/**
 * LanWebContent:
 * @bytes: what the message carries, without the frame of chunks; still compressed if it came so
 * @pieces: (element-type LanHttpPart): where it is in the message
 * @type: of Content-Type, in small letters, without parameters; "" if there is none
 * @parameters: of Content-Type; "" likewise
 * @coding: of Content-Encoding; "" likewise
 *
 * What is in a message, for a reader.
 */
typedef struct
{
  GBytes *bytes;
  GArray *pieces;
  char *type;
  char *parameters;
  char *coding;
} LanWebContent;

LanWebContent *lan_web_content_new           (const LanHttpMessage *message);
void           lan_web_content_free          (LanWebContent        *self);
gsize          lan_web_content_locate        (const LanWebContent  *self,
                                              gsize                 offset,
                                              gsize                *in_message);
GBytes        *lan_web_content_decode        (const LanWebContent  *self,
                                              gsize                 limit,
                                              LanWebDecoded        *outcome);
char          *lan_web_content_dup_parameter (const LanWebContent  *self,
                                              const char           *name);
char          *lan_web_message_dup_field     (const LanHttpMessage *message,
                                              const char           *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebContent, lan_web_content_free)

G_END_DECLS
