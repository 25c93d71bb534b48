/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanFilesDoor:
 *
 * A TCP port that is open on all interfaces, watched on the main context.
 */
typedef struct _LanFilesDoor LanFilesDoor;

/**
 * LanFilesDoorFunc:
 * @fd: (transfer full): a connection, non-blocking
 * @host: who, "192.168.1.7"
 * @port: their port
 *
 * Somebody came. The door may be closed in here.
 */
typedef void (*LanFilesDoorFunc) (int         fd,
                                  const char *host,
                                  guint16     port,
                                  gpointer    data);

LanFilesDoor *lan_files_door_open     (guint16            port,
                                       LanFilesDoorFunc   func,
                                       gpointer           data,
                                       GError           **error);
void          lan_files_door_close    (LanFilesDoor      *self);
guint16       lan_files_door_get_port (LanFilesDoor      *self);

G_END_DECLS
