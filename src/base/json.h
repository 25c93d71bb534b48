/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Values within values. What we read has three or four; json-glib calls itself for each, and 100,000 end its stack. */
#define LAN_JSON_DEPTH_MAX 32

JsonNode *lan_json_parse (const char  *text,
                          gsize        length,
                          gsize        max_bytes,
                          GError     **error);

G_END_DECLS
