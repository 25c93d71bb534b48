/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _LanIdentity LanIdentity;

LanIdentity *lan_identity_new             (const char         *common_name,
                                           const char * const *names,
                                           GError            **error);
LanIdentity *lan_identity_new_from_pem    (GBytes             *certificate,
                                           GBytes             *key,
                                           GError            **error);
LanIdentity *lan_identity_open            (const char         *path,
                                           const char         *common_name,
                                           GError            **error);
LanIdentity *lan_identity_ref             (LanIdentity        *self);
void         lan_identity_unref           (LanIdentity        *self);
const char  *lan_identity_get_fingerprint (LanIdentity        *self);
GBytes      *lan_identity_to_pem          (LanIdentity        *self,
                                           GBytes            **key,
                                           GError            **error);

char        *lan_fingerprint_of_der       (gconstpointer       der,
                                           gsize               length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanIdentity, lan_identity_unref)

G_END_DECLS
