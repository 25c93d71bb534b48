/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  LAN_PORT_UDP,
  LAN_PORT_TCP,
} LanPortKind;

void  lan_port_holder_find_async  (LanPortKind           kind,
                                   guint16               port,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
char *lan_port_holder_find_finish (GAsyncResult         *result,
                                   GError              **error);
char *lan_port_holder_find        (LanPortKind           kind,
                                   guint16               port);

G_END_DECLS
