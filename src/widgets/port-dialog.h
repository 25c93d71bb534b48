/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *lan_port_dialog_new (GtkWindow  *parent,
                                GSettings  *settings,
                                const char *key);

G_END_DECLS
