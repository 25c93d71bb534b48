/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Receivers as lectures write them call recvfrom(1024): what is longer they would cut. */
#define LAN_CHAT_DATAGRAM_BYTES 1024

GPtrArray *lan_chat_plain_split (const char *text);
guint      lan_chat_plain_count (const char *text);

G_END_DECLS
