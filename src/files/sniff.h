/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* So much of a file's beginning shows its kind; the parts of an office document lie that far apart. */
#define LAN_FILES_SNIFFED_BYTES (16 * 1024)

const char *lan_files_sniff_extension (const guint8 *head,
                                       gsize         length);

G_END_DECLS
