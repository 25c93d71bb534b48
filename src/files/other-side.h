/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "files/transfer.h"

G_BEGIN_DECLS

char *lan_files_other_side_command (LanFilesRole  role,
                                    const char   *own_address,
                                    guint16       port,
                                    const char   *path);

G_END_DECLS
