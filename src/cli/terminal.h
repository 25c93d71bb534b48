/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void lan_terminal_print         (const char *format,
                                 ...) G_GNUC_PRINTF (1, 2);
void lan_terminal_print_path    (const char *path);
void lan_terminal_tell          (const char *format,
                                 ...) G_GNUC_PRINTF (1, 2);
void lan_terminal_show_last     (const char *line);
void lan_terminal_clear_last    (void);
void lan_terminal_ask           (const char *question);

G_END_DECLS
