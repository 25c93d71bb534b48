/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/uio.h>

#include "base/tls.h"

G_BEGIN_DECLS

/**
 * LanHttpWire:
 * @fd: a connected, non-blocking socket
 * @tls: (nullable): what encrypts on it
 *
 * Where the bytes of a connection come from and go to, in the clear or not.
 */
typedef struct
{
  int fd;
  LanTls *tls;
} LanHttpWire;

gssize   lan_http_wire_receive      (const LanHttpWire  *self,
                                     gpointer            buffer,
                                     gsize               length);
gboolean lan_http_wire_has_received (const LanHttpWire  *self);
gssize   lan_http_wire_send         (const LanHttpWire  *self,
                                     const struct iovec *pieces,
                                     gsize               n_pieces,
                                     gboolean            more);
void     lan_http_wire_end          (const LanHttpWire  *self,
                                     gboolean            whole);

G_END_DECLS
