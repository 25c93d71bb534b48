/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The field for a port number, and how wide its range is. */
#define LAN_PORT_MIN 1
#define LAN_PORT_MAX G_MAXUINT16

#define LAN_TYPE_PORT_ROW (lan_port_row_get_type ())

G_DECLARE_FINAL_TYPE (LanPortRow, lan_port_row, LAN, PORT_ROW, AdwActionRow)

gboolean lan_port_parse           (const char *text,
                                   guint16    *port);
void     lan_port_row_bind        (LanPortRow *self,
                                   GSettings  *settings,
                                   const char *key);
void     lan_port_row_set_problem (LanPortRow *self,
                                   const char *problem);
void     lan_port_row_commit      (LanPortRow *self);

G_END_DECLS
