/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean  lan_endpoint_parse  (const char  *text,
                               guint16      default_port,
                               char       **host,
                               guint16     *port,
                               GError     **error);
char     *lan_endpoint_format (const char  *host,
                               guint16      port);

G_END_DECLS
