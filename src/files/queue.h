/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "files/transfers.h"

G_BEGIN_DECLS

void lan_files_queue_send (LanFilesTransfers  *transfers,
                           const char *const  *paths,
                           const char         *host,
                           guint16             port);

G_END_DECLS
