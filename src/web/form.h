/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "web/site.h"

G_BEGIN_DECLS

LanHttpResponse *lan_web_form_answer (LanWebSite            *site,
                                      const LanWebOptions   *options,
                                      const LanHttpRequest  *request,
                                      const char            *path,
                                      int                    folder);
LanHttpResponse *lan_web_form_refuse (const LanHttpRequest  *request,
                                      const GError          *error);

G_END_DECLS
