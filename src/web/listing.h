/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"
#include "web/options.h"

G_BEGIN_DECLS

LanHttpResponse *lan_web_listing_answer (int                   root,
                                         int                   folder,
                                         const char           *path,
                                         const LanWebOptions  *options,
                                         const LanHttpRequest *request);

G_END_DECLS
