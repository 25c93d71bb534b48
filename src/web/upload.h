/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "web/site.h"

G_BEGIN_DECLS

LanHttpResponse *lan_web_upload_answer (LanWebSite            *site,
                                        const LanWebOptions   *options,
                                        const LanHttpRequest  *request);

G_END_DECLS
