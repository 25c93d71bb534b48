/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So much of a file's beginning tells what it is; what is text at first is text at last. */
#define LAN_WEB_TYPE_SNIFF_BYTES 16384

char *lan_web_type_of (const char *name,
                       const char *beginning,
                       gsize       length);

G_END_DECLS
