/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "files/transfer.h"

G_BEGIN_DECLS

/* The port of the plain form. */
#define LAN_FILES_PORT 9998

#define LAN_TYPE_FILES_TRANSFERS (lan_files_transfers_get_type ())

G_DECLARE_FINAL_TYPE (LanFilesTransfers, lan_files_transfers, LAN, FILES_TRANSFERS, GObject)

LanFilesTransfers *lan_files_transfers_new            (void);
void               lan_files_transfers_add            (LanFilesTransfers *self,
                                                       LanFilesTransfer  *transfer);
void               lan_files_transfers_add_all        (LanFilesTransfers *self,
                                                       GPtrArray         *added);
void               lan_files_transfers_begin          (LanFilesTransfers *self,
                                                       LanFilesTransfer  *transfer);
void               lan_files_transfers_set_may_listen (LanFilesTransfers *self,
                                                       gboolean           may_listen);
void               lan_files_transfers_clear_over     (LanFilesTransfers *self);
guint              lan_files_transfers_count          (LanFilesTransfers *self,
                                                       LanFilesState      state);

G_END_DECLS
