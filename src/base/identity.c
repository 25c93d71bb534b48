/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/identity.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/identity-private.h"

/* Ten years: a certificate that people have come to know is not replaced behind their back. */
#define VALID_SECONDS (10 * 365 * 24 * 60 * 60)

/* Clocks on a network differ; a certificate made just now must not be of tomorrow for anybody. */
#define CLOCK_SKEW_SECONDS (24 * 60 * 60)

/* RFC 5280 section 4.1.2.2: positive, at most 20 bytes; 16 random ones make it unique. */
#define SERIAL_BYTES 16

#define SHA256_BYTES 32

/* Immutable; any thread. GnuTLS allows credentials to be shared by sessions once they are set up. */
struct _LanIdentity
{
  gnutls_certificate_credentials_t credentials;
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
  char *fingerprint;
};

static void
clear (gpointer data)
{
  LanIdentity *self = data;

  if (self->credentials != NULL)
    gnutls_certificate_free_credentials (self->credentials);
  if (self->certificate != NULL)
    gnutls_x509_crt_deinit (self->certificate);
  if (self->key != NULL)
    gnutls_x509_privkey_deinit (self->key);
  g_free (self->fingerprint);
}

LanIdentity *
lan_identity_ref (LanIdentity *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lan_identity_unref (LanIdentity *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static LanIdentity *
new_empty (void)
{
  LanIdentity *self = g_atomic_rc_box_new0 (LanIdentity);

  if (gnutls_x509_crt_init (&self->certificate) < 0 || gnutls_x509_privkey_init (&self->key) < 0 ||
      gnutls_certificate_allocate_credentials (&self->credentials) < 0)
    g_error ("GnuTLS has no memory");

  return self;
}

/**
 * lan_fingerprint_of_der:
 * @der: a certificate
 *
 * Returns: (transfer full): its SHA-256 in 64 upper-case hexadecimal digits, as LocalSend writes it
 */
char *
lan_fingerprint_of_der (gconstpointer der,
                        gsize         length)
{
  static const char digits[] = "0123456789ABCDEF";
  guint8 hash[SHA256_BYTES];
  char *text = g_malloc (2 * SHA256_BYTES + 1);

  gnutls_hash_fast (GNUTLS_DIG_SHA256, der, length, hash);
  for (guint i = 0; i < SHA256_BYTES; i++)
    {
      text[2 * i] = digits[hash[i] >> 4];
      text[2 * i + 1] = digits[hash[i] & 15];
    }
  text[2 * SHA256_BYTES] = '\0';

  return text;
}

/* The last step of both ways to make one: certificate and key are there; do they belong together? */
static int
complete (LanIdentity *self)
{
  gnutls_datum_t der;
  int code = gnutls_certificate_set_x509_key (self->credentials, &self->certificate, 1, self->key);

  if (code < 0)
    return code;
  code = gnutls_x509_crt_export2 (self->certificate, GNUTLS_X509_FMT_DER, &der);
  if (code < 0)
    return code;
  self->fingerprint = lan_fingerprint_of_der (der.data, der.size);
  gnutls_free (der.data);

  return 0;
}

/* --- Self-made --- */

static int
add_name (gnutls_x509_crt_t  certificate,
          const char        *name)
{
  guint8 address[sizeof (struct in6_addr)];

  if (inet_pton (AF_INET, name, address) == 1)
    return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, address, sizeof (struct in_addr),
                                                 GNUTLS_FSAN_APPEND);
  if (inet_pton (AF_INET6, name, address) == 1)
    return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, address, sizeof (struct in6_addr),
                                                 GNUTLS_FSAN_APPEND);

  return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name, (guint) strlen (name),
                                               GNUTLS_FSAN_APPEND);
}

static int
fill (LanIdentity        *self,
      const char         *common_name,
      const char * const *names)
{
  gnutls_x509_crt_t certificate = self->certificate;
  guint8 serial[SERIAL_BYTES];
  time_t now = time (NULL);
  int code;

#define TRY(call) if ((code = (call)) < 0) return code
  TRY (gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial));
  serial[0] &= 0x7f;   /* positive */
  TRY (gnutls_x509_privkey_generate (self->key, GNUTLS_PK_ECDSA,
                                     GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  TRY (gnutls_x509_crt_set_version (certificate, 3));
  TRY (gnutls_x509_crt_set_serial (certificate, serial, sizeof serial));
  TRY (gnutls_x509_crt_set_activation_time (certificate, now - CLOCK_SKEW_SECONDS));
  TRY (gnutls_x509_crt_set_expiration_time (certificate, now + VALID_SECONDS));
  TRY (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                      (guint) strlen (common_name)));
  TRY (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1));
  TRY (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
  TRY (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0));
  TRY (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_CLIENT, 0));
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    TRY (add_name (certificate, names[i]));
  TRY (gnutls_x509_crt_set_key (certificate, self->key));
  TRY (gnutls_x509_crt_sign2 (certificate, certificate, self->key, GNUTLS_DIG_SHA256, 0));
#undef TRY

  return complete (self);
}

/**
 * lan_identity_new:
 * @common_name: who it is of, as others see it; at most 64 bytes (RFC 5280, ub-common-name)
 * @names: (nullable): host names and addresses that it is valid for
 * @error: #LAN_ERROR_FAILED
 *
 * Makes a P-256 key and a certificate signed with it. Takes some milliseconds: call it in a worker.
 *
 * Returns: (transfer full) (nullable): a new identity
 */
LanIdentity *
lan_identity_new (const char          *common_name,
                  const char * const  *names,
                  GError             **error)
{
  g_autoptr(LanIdentity) self = new_empty ();
  int code = fill (self, common_name, names);

  if (code < 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("No certificate could be made: %s"), gnutls_strerror (code));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* --- Given --- */

static gnutls_datum_t
datum_of (GBytes *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  return (gnutls_datum_t) { .data = (unsigned char *) data, .size = (unsigned int) length };
}

/**
 * lan_identity_new_from_pem:
 * @certificate: of one certificate, with the text around it that PEM allows
 * @key: of its private key, not encrypted
 * @error: #LAN_ERROR_FAILED: a sentence on which of both is not usable and why
 *
 * Returns: (transfer full) (nullable): the identity
 */
LanIdentity *
lan_identity_new_from_pem (GBytes  *certificate,
                           GBytes  *key,
                           GError **error)
{
  g_autoptr(LanIdentity) self = new_empty ();
  gnutls_datum_t certificate_pem = datum_of (certificate);
  gnutls_datum_t key_pem = datum_of (key);
  int code = gnutls_x509_crt_import (self->certificate, &certificate_pem, GNUTLS_X509_FMT_PEM);

  if (code < 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("This is no certificate in PEM form: %s"),
                   gnutls_strerror (code));
      return NULL;
    }

  code = gnutls_x509_privkey_import (self->key, &key_pem, GNUTLS_X509_FMT_PEM);
  if (code < 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED,
                   _("This is no private key in PEM form, or it is locked with a password: %s"), gnutls_strerror (code));
      return NULL;
    }

  code = complete (self);
  if (code < 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("Certificate and private key do not belong together: %s"),
                   gnutls_strerror (code));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * lan_identity_to_pem:
 * @key: (out): its private key: a secret, for a file that only its owner can read
 * @error: #LAN_ERROR_FAILED
 *
 * Returns: (transfer full) (nullable): its certificate; both as lan_identity_new_from_pem() takes them
 */
GBytes *
lan_identity_to_pem (LanIdentity  *self,
                     GBytes      **key,
                     GError      **error)
{
  gnutls_datum_t certificate_pem, key_pem;
  GBytes *bytes;
  int code = gnutls_x509_crt_export2 (self->certificate, GNUTLS_X509_FMT_PEM, &certificate_pem);

  if (code >= 0)
    {
      code = gnutls_x509_privkey_export2_pkcs8 (self->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem);
      if (code < 0)
        gnutls_free (certificate_pem.data);
    }
  if (code < 0)
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The certificate cannot be saved: %s"), gnutls_strerror (code));
      return NULL;
    }

  bytes = g_bytes_new (certificate_pem.data, certificate_pem.size);
  *key = g_bytes_new (key_pem.data, key_pem.size);
  gnutls_memset (key_pem.data, 0, key_pem.size);
  gnutls_free (certificate_pem.data);
  gnutls_free (key_pem.data);

  return bytes;
}

/* --- Kept in a file --- */

static LanIdentity *
read_file (const char  *path,
           GError     **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *pem = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) failure = NULL;
  LanIdentity *self = NULL;
  gsize length;

  if (g_file_get_contents (path, &pem, &length, &failure))
    {
      bytes = g_bytes_new_take (g_steal_pointer (&pem), length);
      self = lan_identity_new_from_pem (bytes, bytes, &failure);   /* each finds its own part */
    }
  if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (failure != NULL)
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED,
                 _("The certificate in “%1$s” cannot be used. Move the file away to get a new one. (%2$s)"), name,
                 failure->message);

  return self;
}

/* Under a name of its own first: whoever else makes one at the same moment must not end up with two. */
static gboolean
write_file (LanIdentity  *self,
            const char   *path,
            GError      **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.%08x", path, g_random_int ());
  g_autoptr(GBytes) key = NULL;
  g_autoptr(GBytes) certificate = lan_identity_to_pem (self, &key, error);
  g_autoptr(GString) both = NULL;
  gboolean written;

  if (certificate == NULL)
    return FALSE;

  both = g_string_new_len (g_bytes_get_data (certificate, NULL), (gssize) g_bytes_get_size (certificate));
  g_string_append_len (both, g_bytes_get_data (key, NULL), (gssize) g_bytes_get_size (key));
  written = g_file_set_contents_full (temporary, both->str, (gssize) both->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                      error);
  gnutls_memset (both->str, 0, both->len);
  if (written && link (temporary, path) != 0 && errno != EEXIST)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s", g_strerror (errno));
      written = FALSE;
    }
  unlink (temporary);

  return written;
}

/**
 * lan_identity_open:
 * @path: of a file with certificate and key, for its owner only; it is made where there is none
 * @common_name: as lan_identity_new()
 * @error: #LAN_ERROR_FAILED: a file that is damaged is never replaced: people may know what was in it
 *
 * Takes some milliseconds and the disk: call it in a worker.
 *
 * Returns: (transfer full) (nullable): the same identity each time
 */
LanIdentity *
lan_identity_open (const char  *path,
                   const char  *common_name,
                   GError     **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(LanIdentity) made = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_name (path);
  LanIdentity *self = read_file (path, &failure);

  if (self != NULL)
    return self;
  if (!g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  g_clear_error (&failure);

  made = lan_identity_new (common_name, NULL, error);
  if (made == NULL)
    return NULL;
  g_mkdir_with_parents (folder, 0700);
  if (!write_file (made, path, &failure))
    {
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The certificate cannot be saved in “%1$s”: %2$s"), name,
                   failure->message);
      return NULL;
    }

  return read_file (path, error);
}

/**
 * lan_identity_get_fingerprint:
 *
 * Returns: of its certificate, as lan_fingerprint_of_der()
 */
const char *
lan_identity_get_fingerprint (LanIdentity *self)
{
  return self->fingerprint;
}

gnutls_certificate_credentials_t
lan_identity_get_credentials (LanIdentity *self)
{
  return self->credentials;
}
