/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "web/rules.h"

G_BEGIN_DECLS

#define LAN_TYPE_RULE_EDITOR (lan_rule_editor_get_type ())

G_DECLARE_FINAL_TYPE (LanRuleEditor, lan_rule_editor, LAN, RULE_EDITOR, AdwWindow)

LanRuleEditor *lan_rule_editor_new      (GtkWindow        *parent,
                                         const LanWebRule *rule);
LanWebRule    *lan_rule_editor_dup_rule (LanRuleEditor    *self);

G_END_DECLS
