/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/identity.h"
#include "base/interfaces.h"
#include "web/exchange-log.h"
#include "web/options.h"

G_BEGIN_DECLS

#define LAN_WEB_PORT 8000

#define LAN_TYPE_WEB_HOST (lan_web_host_get_type ())

G_DECLARE_FINAL_TYPE (LanWebHost, lan_web_host, LAN, WEB_HOST, GObject)

LanWebHost        *lan_web_host_new                 (LanInterfaces        *interfaces);
LanWebExchangeLog *lan_web_host_get_log             (LanWebHost           *self);
gboolean           lan_web_host_start               (LanWebHost           *self,
                                                     GError              **error);
void               lan_web_host_start_async         (LanWebHost           *self,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean           lan_web_host_start_finish        (LanWebHost           *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void               lan_web_host_stop                (LanWebHost           *self);
gboolean           lan_web_host_is_running          (LanWebHost           *self);
gboolean           lan_web_host_is_starting         (LanWebHost           *self);
const char        *lan_web_host_get_folder          (LanWebHost           *self);
void               lan_web_host_set_folder          (LanWebHost           *self,
                                                     const char           *folder);
char              *lan_web_host_dup_folder_name     (LanWebHost           *self);
guint16            lan_web_host_get_port            (LanWebHost           *self);
void               lan_web_host_set_port            (LanWebHost           *self,
                                                     guint16               port);
gboolean           lan_web_host_get_shared          (LanWebHost           *self);
void               lan_web_host_set_shared          (LanWebHost           *self,
                                                     gboolean              shared);
void               lan_web_host_set_may_be_reached  (LanWebHost           *self,
                                                     gboolean              may_be_reached);
void               lan_web_host_set_identity        (LanWebHost           *self,
                                                     LanIdentity          *identity);
void               lan_web_host_set_identity_file   (LanWebHost           *self,
                                                     const char           *path);
LanIdentity       *lan_web_host_get_identity        (LanWebHost           *self);
LanWebRights       lan_web_host_get_rights          (LanWebHost           *self);
LanWebOptions     *lan_web_host_get_options         (LanWebHost           *self);
void               lan_web_host_set_options         (LanWebHost           *self,
                                                     LanWebOptions        *options);
gboolean           lan_web_host_is_reachable        (LanWebHost           *self);
char              *lan_web_host_dup_address         (LanWebHost           *self);
char             **lan_web_host_dup_addresses       (LanWebHost           *self);
const char        *lan_web_host_get_problem         (LanWebHost           *self);
guint16            lan_web_host_get_suggested_port  (LanWebHost           *self);

G_END_DECLS
