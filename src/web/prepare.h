/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/identity.h"
#include "web/site.h"

G_BEGIN_DECLS

/**
 * LanWebPrepared:
 * @site: what is to be served
 * @identity: (nullable): with which certificate; %NULL is plain HTTP
 *
 * What a server needs that may take its time: a folder can be on a network, and a certificate has to be made.
 */
typedef struct
{
  LanWebSite *site;
  LanIdentity *identity;
} LanWebPrepared;

LanWebPrepared *lan_web_prepare        (const char           *folder,
                                        const char           *identity_file,
                                        LanIdentity          *given,
                                        GError              **error);
void            lan_web_prepare_async  (const char           *folder,
                                        const char           *identity_file,
                                        LanIdentity          *given,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
LanWebPrepared *lan_web_prepare_finish (GAsyncResult         *result,
                                        GError              **error);
void            lan_web_prepared_free  (LanWebPrepared       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebPrepared, lan_web_prepared_free)

G_END_DECLS
