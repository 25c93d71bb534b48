/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/stat.h>

#include "http/handler.h"

G_BEGIN_DECLS

char     *lan_web_entity_tag             (const struct stat    *info,
                                          const char           *coding);
guint     lan_web_conditions_check       (const LanHttpRequest *request,
                                          const char           *tag,
                                          gint64                modified);
gboolean  lan_web_conditions_allow_range (const LanHttpRequest *request,
                                          const char           *tag,
                                          gint64                modified);
gboolean  lan_web_date_parse             (const char           *text,
                                          gint64               *unix_seconds);

G_END_DECLS
