/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean lan_web_networks_parse  (const char *const  *texts,
                                  GPtrArray         **networks,
                                  GError            **error);
gboolean lan_web_networks_contain (GPtrArray         *networks,
                                   const char        *client);

G_END_DECLS
