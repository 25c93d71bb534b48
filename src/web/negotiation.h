/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/parser.h"

G_BEGIN_DECLS

/**
 * LanWebCoding: how content is coded on its way (RFC 9110 section 8.4.1)
 */
typedef enum
{
  LAN_WEB_CODING_NONE,
  LAN_WEB_CODING_GZIP,
  LAN_WEB_CODING_ZSTD,
  LAN_WEB_CODING_BROTLI,
  LAN_WEB_N_CODINGS,
} LanWebCoding;

/* A list of codings that a client would rather have than none: two bits each, the best in the lowest; 0 ends it. So
 * that what requests want alike is equal. */
typedef guint LanWebCodings;

#define LAN_WEB_CODINGS_FIRST(codings) ((LanWebCoding) ((codings) & 3))
#define LAN_WEB_CODINGS_REST(codings) ((codings) >> 2)

LanWebCodings lan_web_negotiate_codings (const LanHttpHead *head,
                                         const char        *data);
gboolean      lan_web_negotiate_html    (const LanHttpHead *head,
                                         const char        *data);

G_END_DECLS
