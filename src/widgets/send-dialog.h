/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_SEND_DIALOG (lan_send_dialog_get_type ())

G_DECLARE_FINAL_TYPE (LanSendDialog, lan_send_dialog, LAN, SEND_DIALOG, AdwWindow)

LanSendDialog *lan_send_dialog_new       (GtkWindow         *parent,
                                          LanNode           *node);
void           lan_send_dialog_set_files (LanSendDialog     *self,
                                          const char *const *paths);
void           lan_send_dialog_set_role  (LanSendDialog     *self,
                                          LanFilesRole       role);

G_END_DECLS
