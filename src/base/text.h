/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *lan_text_show          (const char *bytes,
                                 gsize       length,
                                 gboolean   *was_utf8);
char    *lan_text_show_line     (const char *bytes,
                                 gsize       length);
char    *lan_text_show_name     (const char *path);
gsize    lan_text_fit           (const char *text,
                                 gsize       length,
                                 gsize       limit);
gboolean lan_text_is_unsafe     (gunichar    character);
gboolean lan_text_has_long_word (const char *text);

G_END_DECLS
