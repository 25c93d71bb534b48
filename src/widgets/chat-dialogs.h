/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*LanChatRepeatFunc) (const char *text,
                                   double      seconds,
                                   gpointer    owner);
typedef void (*LanChatTargetFunc) (const char *target,
                                   gpointer    owner);

void lan_chat_ask_repeat  (GtkWindow         *parent,
                           const char        *text,
                           double             seconds,
                           LanChatRepeatFunc  answer,
                           GObject           *owner);
void lan_chat_ask_address (GtkWindow         *parent,
                           const char        *address,
                           guint16            port,
                           LanChatTargetFunc  answer,
                           GObject           *owner);

G_END_DECLS
