/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The small grammars of RFC 9110, 9112 and 3986 that the parser is made of. All pure. */

gboolean lan_http_is_token_char (char         c);
gboolean lan_http_is_token      (const char  *text,
                                 gsize        length);
gboolean lan_http_is_authority  (const char  *text,
                                 gsize        length);
gboolean lan_http_is_plain_uri  (const char  *text,
                                 gsize        length);
gboolean lan_http_parse_length  (const char  *text,
                                 gsize        length,
                                 gint64      *number);
gboolean lan_http_text_is       (const char  *text,
                                 gsize        length,
                                 const char  *word);
gboolean lan_http_next_word     (const char **at,
                                 const char  *end,
                                 const char **word,
                                 gsize       *length);

G_END_DECLS
