/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _LanWebNeedle LanWebNeedle;

LanWebNeedle *lan_web_needle_new        (const char         *text);
void          lan_web_needle_free       (LanWebNeedle       *self);
gsize         lan_web_needle_get_length (const LanWebNeedle *self);
gssize        lan_web_needle_find       (const LanWebNeedle *self,
                                         gconstpointer       bytes,
                                         gsize               length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebNeedle, lan_web_needle_free)

G_END_DECLS
