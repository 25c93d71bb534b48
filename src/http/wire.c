/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/wire.h"

#include <string.h>
#include <sys/socket.h>

/* The most that one TLS record holds (RFC 8446 section 5.1). */
#define RECORD_BYTES 16384

/**
 * lan_http_wire_receive:
 *
 * Takes what is there: of TLS one record, so that an end behind it is told by itself, at the next call.
 *
 * Returns: bytes; 0 at the end; -1 with errno, EAGAIN where nothing is there, and as lan_tls_receive() ECONNABORTED
 *   where TLS ended without its word for that
 */
gssize
lan_http_wire_receive (const LanHttpWire *self,
                       gpointer           buffer,
                       gsize              length)
{
  return self->tls != NULL ? lan_tls_receive (self->tls, buffer, length) : recv (self->fd, buffer, length, 0);
}

/**
 * lan_http_wire_has_received:
 *
 * Returns: whether there is something to receive that epoll does not tell of
 */
gboolean
lan_http_wire_has_received (const LanHttpWire *self)
{
  return self->tls != NULL && lan_tls_has_received (self->tls);
}

/* What fits into one record goes into one, so that a small answer is one packet. */
static gssize
send_encrypted (LanTls             *tls,
                const struct iovec *pieces,
                gsize               n_pieces)
{
  guint8 record[RECORD_BYTES];
  gsize length = 0;

  for (gsize i = 0; i < n_pieces && length < sizeof record; i++)
    {
      gsize taken = MIN (pieces[i].iov_len, sizeof record - length);

      memcpy (record + length, pieces[i].iov_base, taken);
      length += taken;
    }

  return lan_tls_send (tls, record, length);
}

/**
 * lan_http_wire_send:
 * @more: more follows at once
 *
 * Sends what the socket takes of @pieces. After EAGAIN the next call must begin with the same bytes.
 *
 * Returns: bytes; -1 with errno
 */
gssize
lan_http_wire_send (const LanHttpWire  *self,
                    const struct iovec *pieces,
                    gsize               n_pieces,
                    gboolean            more)
{
  struct msghdr message = { .msg_iov = (struct iovec *) pieces, .msg_iovlen = n_pieces };

  if (self->tls != NULL)
    return send_encrypted (self->tls, pieces, n_pieces);

  return sendmsg (self->fd, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

/**
 * lan_http_wire_end:
 * @whole: %FALSE: break off, without the word that TLS has for an end
 *
 * Says that nothing more is sent; the other side may still send.
 */
void
lan_http_wire_end (const LanHttpWire *self,
                   gboolean           whole)
{
  if (self->tls != NULL && whole)
    lan_tls_say_bye (self->tls);
  shutdown (self->fd, SHUT_WR);
}
