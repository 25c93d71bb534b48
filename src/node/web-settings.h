/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "web/options.h"

G_BEGIN_DECLS

LanWebOptions *lan_web_settings_read          (GSettings        *settings);
gboolean       lan_web_settings_is_option     (const char       *key);
void           lan_web_settings_forget_rights (GSettings        *settings);
void           lan_web_settings_turn_off_rule (GSettings        *settings,
                                               const LanWebRule *rule);

G_END_DECLS
