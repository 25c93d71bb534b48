/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean lan_commands_has   (const char *name);
int      lan_commands_run   (int         argc,
                             char       *argv[]);
int      lan_commands_usage (int         argc,
                             char       *argv[]);

G_END_DECLS
