/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Receivers as lectures write them call recvfrom(1024): what is longer they would cut. */
#define LAN_CHAT_DATAGRAM_BYTES 1024

/* A message of more datagrams than these is a file; all go out at once, and a card drops what it cannot
 * hold without a word. */
#define LAN_CHAT_DATAGRAMS_MAX 32

GPtrArray *lan_chat_plain_split (const char *text);
guint      lan_chat_plain_count (const char *text);

G_END_DECLS
