/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Header lines that somebody wrote down: "Name: value", each with CR LF where there are several. */

gboolean lan_http_field_is_valid   (const char *line);
gboolean lan_http_field_has_name   (const char *line,
                                    const char *name);
void     lan_http_fields_add       (GString    *fields,
                                    const char *lines,
                                    const char *over);

G_END_DECLS
