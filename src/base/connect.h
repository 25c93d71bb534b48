/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int      lan_connect               (const char    *host,
                                    guint16        port,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean lan_wait_for_socket       (int            fd,
                                    short          events,
                                    gint64         until_us,
                                    GCancellable  *cancellable,
                                    GError       **error);
void     lan_connect_set_error     (int            code,
                                    const char    *peer,
                                    GError       **error);
void     lan_connect_block_sigpipe (void);

G_END_DECLS
