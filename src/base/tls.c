/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/tls.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/error.h"
#include "base/identity-private.h"

/* TLS 1.2 is what older phones speak; what is older than that is broken (RFC 8996). */
#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

/* What a session carries here is HTTP/1.1 (RFC 7301), whatever else the other side would like. */
#define PROTOCOL "http/1.1"

struct _LanTls
{
  gnutls_session_t session;
  LanIdentity *identity;            /* (nullable) of this side */
  char *pin;                        /* (nullable) what the other side's fingerprint must be */
  char *peer_fingerprint;           /* (nullable) what it is */
  gboolean interrupted;             /* GnuTLS holds a record that the socket did not take yet */
};

/* --- Who the other side is --- */

static const gnutls_datum_t *
peer_certificate (gnutls_session_t session)
{
  unsigned int n_certificates = 0;
  const gnutls_datum_t *certificates = gnutls_certificate_get_peers (session, &n_certificates);

  return n_certificates > 0 ? certificates : NULL;
}

/* Called in the middle of the handshake, before this side has told anything of its own. There are no
 * authorities on a local network: a certificate is known by its fingerprint or not at all. */
static int
on_certificate (gnutls_session_t session)
{
  LanTls *self = gnutls_session_get_ptr (session);
  const gnutls_datum_t *der = peer_certificate (session);

  g_clear_pointer (&self->peer_fingerprint, g_free);
  if (der != NULL)
    self->peer_fingerprint = lan_fingerprint_of_der (der->data, der->size);

  return self->pin == NULL || g_strcmp0 (self->pin, self->peer_fingerprint) == 0 ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}

/* --- Life --- */

/* Of a client that has nothing to show. */
static gnutls_certificate_credentials_t
nobody (void)
{
  static gsize made;

  if (g_once_init_enter (&made))
    {
      gnutls_certificate_credentials_t credentials;

      if (gnutls_certificate_allocate_credentials (&credentials) < 0)
        g_error ("GnuTLS has no memory");
      g_once_init_leave (&made, (gsize) credentials);
    }

  return (gnutls_certificate_credentials_t) made;
}

static LanTls *
new_session (int           fd,
             unsigned int  role,
             LanIdentity  *identity)
{
  static const gnutls_datum_t protocol = { (unsigned char *) PROTOCOL, sizeof PROTOCOL - 1 };
  LanTls *self = g_new0 (LanTls, 1);

  if (gnutls_init (&self->session, role | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0 ||
      gnutls_priority_set_direct (self->session, PRIORITIES, NULL) < 0)
    g_error ("GnuTLS has no memory, or does not know: %s", PRIORITIES);

  self->identity = identity != NULL ? lan_identity_ref (identity) : NULL;
  gnutls_session_set_ptr (self->session, self);
  gnutls_session_set_verify_function (self->session, on_certificate);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE,
                          identity != NULL ? lan_identity_get_credentials (identity) : nobody ());
  gnutls_alpn_set_protocols (self->session, &protocol, 1, 0);
  gnutls_handshake_set_timeout (self->session, GNUTLS_INDEFINITE_TIMEOUT);   /* whoever drives it has a deadline */
  gnutls_transport_set_int (self->session, fd);

  return self;
}

/**
 * lan_tls_new_server:
 * @fd: a connected, non-blocking socket; stays the caller's, who closes it after lan_tls_free()
 * @identity: what to show
 * @wants_certificate: whether to ask the client for one, and refuse who has none
 *
 * Returns: (transfer full): the server's side of a session, to be driven with lan_tls_handshake()
 */
LanTls *
lan_tls_new_server (int          fd,
                    LanIdentity *identity,
                    gboolean     wants_certificate)
{
  LanTls *self = new_session (fd, GNUTLS_SERVER, identity);

  if (wants_certificate)
    gnutls_certificate_server_set_request (self->session, GNUTLS_CERT_REQUIRE);

  return self;
}

/**
 * lan_tls_new_client:
 * @fd: as lan_tls_new_server()
 * @identity: (nullable): what to show if the server asks
 * @host: (nullable): the server's name, for those that have several (RFC 6066 section 3); not an address
 * @fingerprint: (nullable): the only certificate to accept, as lan_fingerprint_of_der(); %NULL for any
 *
 * Returns: (transfer full): the client's side of a session
 */
LanTls *
lan_tls_new_client (int          fd,
                    LanIdentity *identity,
                    const char  *host,
                    const char  *fingerprint)
{
  LanTls *self = new_session (fd, GNUTLS_CLIENT, identity);

  self->pin = g_strdup (fingerprint);
  if (host != NULL && !g_hostname_is_ip_address (host))
    gnutls_server_name_set (self->session, GNUTLS_NAME_DNS, host, strlen (host));

  return self;
}

void
lan_tls_free (LanTls *self)
{
  gnutls_deinit (self->session);
  g_clear_pointer (&self->identity, lan_identity_unref);
  g_free (self->pin);
  g_free (self->peer_fingerprint);
  g_free (self);
}

/* --- Handshake --- */

static LanTlsResult
fail (LanTls  *self,
      int      code,
      GError **error)
{
  /* Best effort: where the socket is full the other side sees the end of the connection instead. */
  gnutls_alert_send_appropriate (self->session, code);

  if (code == GNUTLS_E_CERTIFICATE_ERROR)
    g_set_error_literal (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED,
                         _("The other side is not who it was: its certificate is another."));
  else if (code == GNUTLS_E_NO_CERTIFICATE_FOUND || code == GNUTLS_E_CERTIFICATE_REQUIRED)
    g_set_error_literal (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED, _("The other side shows no certificate."));
  else if (code == GNUTLS_E_PREMATURE_TERMINATION || code == GNUTLS_E_PULL_ERROR || code == GNUTLS_E_PUSH_ERROR)
    g_set_error_literal (error, LAN_ERROR, LAN_ERROR_RESET, _("The other side broke off before an encrypted connection was made."));
  else if (code == GNUTLS_E_DECRYPTION_FAILED)
    /* an alert in the clear, where one that is encrypted belongs: so OpenSSL answers a certificate of TLS 1.3 */
    g_set_error_literal (error, LAN_ERROR, LAN_ERROR_REFUSED,
                         _("The other side ended the handshake, most likely because it does not trust the certificate."));
  else if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
    g_set_error (error, LAN_ERROR, LAN_ERROR_REFUSED, _("The other side refuses an encrypted connection: %s"),
                 gnutls_alert_get_name (gnutls_alert_get (self->session)));
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("No encrypted connection could be made: %s"),
                 gnutls_strerror (code));

  return LAN_TLS_FAILED;
}

/**
 * lan_tls_handshake:
 * @error: #LAN_ERROR_NOT_ALLOWED where the certificate is not the pinned one, or there is none;
 *   #LAN_ERROR_REFUSED, #LAN_ERROR_RESET, #LAN_ERROR_FAILED
 *
 * Goes on as far as the socket allows. It costs a signature, less than a millisecond of P-256.
 */
LanTlsResult
lan_tls_handshake (LanTls  *self,
                   GError **error)
{
  int code;

  do
    code = gnutls_handshake (self->session);
  while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal (code));   /* warnings, interruptions */

  if (code == GNUTLS_E_SUCCESS)
    return LAN_TLS_DONE;
  if (code == GNUTLS_E_AGAIN)
    return LAN_TLS_WAITS;

  return fail (self, code, error);
}

/**
 * lan_tls_get_events:
 *
 * Returns: what to wait for after a call that could not go on: EPOLLIN or EPOLLOUT. Sending may have to
 *   wait for something to arrive, and the other way round.
 */
guint32
lan_tls_get_events (LanTls *self)
{
  return gnutls_record_get_direction (self->session) == 0 ? EPOLLIN : EPOLLOUT;
}

/**
 * lan_tls_get_peer_fingerprint:
 *
 * Returns: (nullable): of the other side's certificate, as lan_fingerprint_of_der(); %NULL where it showed none
 */
const char *
lan_tls_get_peer_fingerprint (LanTls *self)
{
  return self->peer_fingerprint;
}

/* --- Bytes --- */

static gssize
set_errno (gssize code)
{
  if (code >= 0)
    return code;

  switch (code)
    {
    case GNUTLS_E_AGAIN:
    case GNUTLS_E_INTERRUPTED:
      errno = EAGAIN;
      break;
    case GNUTLS_E_PREMATURE_TERMINATION:
      errno = ECONNABORTED;
      break;
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
      errno = ECONNRESET;
      break;
    default:
      errno = EPROTO;
      break;
    }

  return -1;
}

/**
 * lan_tls_receive:
 *
 * As recv(2) on a non-blocking socket. What it leaves is not seen by epoll: ask lan_tls_has_received().
 *
 * Returns: bytes; 0 when the other side said that it ends; -1 with errno: EAGAIN, see lan_tls_get_events();
 *   ECONNABORTED where the connection ended without that word, so that something may be missing; ECONNRESET; EPROTO
 */
gssize
lan_tls_receive (LanTls   *self,
                 gpointer  buffer,
                 gsize     length)
{
  gssize got;

  do
    got = gnutls_record_recv (self->session, buffer, length);
  while (got < 0 && got != GNUTLS_E_AGAIN && got != GNUTLS_E_REHANDSHAKE && !gnutls_error_is_fatal ((int) got));

  /* a client of TLS 1.2 that wants to begin anew: nothing on a local network needs it (CVE-2009-3555) */
  return set_errno (got == GNUTLS_E_REHANDSHAKE ? GNUTLS_E_UNEXPECTED_PACKET : got);
}

/**
 * lan_tls_send:
 *
 * As send(2) on a non-blocking socket. After EAGAIN the next call must begin with the same bytes: some of
 * them are encrypted already.
 *
 * Returns: how many bytes were taken; -1 with errno: EAGAIN, see lan_tls_get_events(); ECONNRESET, EPROTO
 */
gssize
lan_tls_send (LanTls        *self,
              gconstpointer  data,
              gsize          length)
{
  gssize sent;

  do
    sent = self->interrupted ? gnutls_record_send (self->session, NULL, 0)
                             : gnutls_record_send (self->session, data, length);
  while (sent == GNUTLS_E_INTERRUPTED);
  self->interrupted = sent == GNUTLS_E_AGAIN;

  return set_errno (sent);
}

/**
 * lan_tls_has_received:
 *
 * Returns: whether lan_tls_receive() has something without the socket having it: a record is decrypted whole
 */
gboolean
lan_tls_has_received (LanTls *self)
{
  return gnutls_record_check_pending (self->session) > 0;
}

/**
 * lan_tls_say_bye:
 *
 * Says that no more is sent, before the socket is shut down; without waiting for an answer. Only where that
 * fits: a full socket has a peer who does not read.
 */
void
lan_tls_say_bye (LanTls *self)
{
  if (!self->interrupted)
    gnutls_bye (self->session, GNUTLS_SHUT_WR);
}
