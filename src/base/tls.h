/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "base/identity.h"

G_BEGIN_DECLS

typedef struct _LanTls LanTls;

/**
 * LanTlsResult: how far a handshake is
 * @LAN_TLS_DONE: both sides agree: bytes can be sent and received
 * @LAN_TLS_WAITS: for the socket, see lan_tls_get_events()
 * @LAN_TLS_FAILED: it will not succeed; the other side was told why
 */
typedef enum
{
  LAN_TLS_DONE,
  LAN_TLS_WAITS,
  LAN_TLS_FAILED,
} LanTlsResult;

LanTls       *lan_tls_new_server              (int           fd,
                                               LanIdentity  *identity,
                                               gboolean      wants_certificate);
LanTls       *lan_tls_new_client              (int           fd,
                                               LanIdentity  *identity,
                                               const char   *host,
                                               const char   *fingerprint);
void          lan_tls_free                    (LanTls       *self);
LanTlsResult  lan_tls_handshake               (LanTls       *self,
                                               GError      **error);
guint32       lan_tls_get_events              (LanTls       *self);
gssize        lan_tls_receive                 (LanTls       *self,
                                               gpointer      buffer,
                                               gsize         length);
gssize        lan_tls_send                    (LanTls       *self,
                                               gconstpointer data,
                                               gsize         length);
gboolean      lan_tls_has_received            (LanTls       *self);
void          lan_tls_say_bye                 (LanTls       *self);
const char   *lan_tls_get_peer_fingerprint    (LanTls       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanTls, lan_tls_free)

G_END_DECLS
