/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"
#include "web/options.h"

G_BEGIN_DECLS

void             lan_web_rule_shape  (const LanWebRule     *rule,
                                      const LanHttpRequest *request,
                                      const char           *fields);
LanHttpResponse *lan_web_rule_answer (const LanWebRule     *rule,
                                      const LanWebOptions  *options);

G_END_DECLS
