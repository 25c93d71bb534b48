/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "http/handler.h"
#include "web/options.h"

G_BEGIN_DECLS

typedef struct _LanWebSite LanWebSite;

LanWebSite      *lan_web_site_new       (const char            *folder,
                                         GError               **error);
LanWebSite      *lan_web_site_ref       (LanWebSite            *self);
void             lan_web_site_unref     (LanWebSite            *self);
int              lan_web_site_open_root (const LanWebSite      *self);
void             lan_web_site_forget    (LanWebSite            *self);
LanHttpResponse *lan_web_site_answer    (LanWebSite            *self,
                                         const LanWebOptions   *options,
                                         const LanHttpRequest  *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebSite, lan_web_site_unref)

G_END_DECLS
