/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/message.h"

G_BEGIN_DECLS

/**
 * LanWebSecret: bytes of a message that are not shown, copied or exported unless asked for
 */
typedef struct
{
  gsize offset;
  gsize length;
} LanWebSecret;

gboolean        lan_web_secrets_is_name (const char           *name,
                                         gsize                 length);
GArray         *lan_web_secrets_find    (const LanHttpMessage *message);
GBytes         *lan_web_secrets_mask    (const LanHttpMessage *message);
LanHttpMessage *lan_web_secrets_open    (GBytes               *bytes,
                                         gboolean              response,
                                         gboolean              reveal);

G_END_DECLS
