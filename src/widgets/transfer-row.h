/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_TRANSFER_ROW (lan_transfer_row_get_type ())

G_DECLARE_FINAL_TYPE (LanTransferRow, lan_transfer_row, LAN, TRANSFER_ROW, GtkListBoxRow)

GtkWidget        *lan_transfer_row_new          (LanNode          *node,
                                                 LanFilesTransfer *transfer);
LanFilesTransfer *lan_transfer_row_get_transfer (LanTransferRow   *self);

G_END_DECLS
