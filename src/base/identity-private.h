/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gnutls/gnutls.h>

#include "base/identity.h"

G_BEGIN_DECLS

/* For base/tls.c, so that nobody else needs GnuTLS. */
gnutls_certificate_credentials_t lan_identity_get_credentials (LanIdentity *self);

G_END_DECLS
