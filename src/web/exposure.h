/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *lan_web_exposure_dup        (const char           *folder);
void  lan_web_exposure_dup_async  (const char           *folder,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
char *lan_web_exposure_dup_finish (GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
