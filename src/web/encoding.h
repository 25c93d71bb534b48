/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "web/negotiation.h"

G_BEGIN_DECLS

/* What fits into one packet with its head arrives no sooner when it is smaller. */
#define LAN_WEB_ENCODING_MIN_BYTES 1024

/* So much is compressed in a tenth of a second or two, and lies in memory twice meanwhile. Text that is larger is a log
 * or a table; whoever has one compresses it once and lays it beside. */
#define LAN_WEB_ENCODING_MAX_BYTES (8 * 1024 * 1024)

const char *lan_web_coding_get_name   (LanWebCoding  coding);
const char *lan_web_coding_get_suffix (LanWebCoding  coding);
gboolean    lan_web_encoding_is_worth (const char   *type,
                                       guint64       size);
GBytes     *lan_web_encoding_gzip     (gconstpointer content,
                                       gsize         size);

G_END_DECLS
