/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/password.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "web/pages.h"

/* So many addresses are remembered that were wrong lately. */
#define ADDRESSES_MAX 4096

/* Of an IPv6 address so much is the network's; the rest its owner chooses as he likes. */
#define IPV6_NETWORK_BYTES 8

/* All addresses of such a network together may be wrong as often as so many: who takes ever new ones is slowed, and one
 * who guesses does not shut out his neighbours, who are in the same. */
#define NETWORK_ADDRESSES 16

/* --- How often an address may try --- */

/* Tries are saved up over time, and each that is wrong costs one. */
typedef struct
{
  guint addresses;   /* that it is for */
  double left;       /* of what each of them may */
  gint64 at_us;
} Tries;

static GMutex mutex;
static GHashTable *tries;   /* address or network → Tries, of those that have not all */

/* NULL: it has none of its own */
static char *
network_of (const char *client)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (client);

  return address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
           ? g_base64_encode (g_inet_address_to_bytes (address), IPV6_NETWORK_BYTES) : NULL;
}

static void
save_up (Tries *of)
{
  gint64 now_us = g_get_monotonic_time ();

  of->left += (double) (now_us - of->at_us) / G_USEC_PER_SEC / LAN_WEB_PASSWORD_TRY_SECONDS;
  of->at_us = now_us;
}

static gboolean
has_all (gpointer key,
         gpointer value,
         gpointer data)
{
  save_up (value);

  return ((Tries *) value)->left >= LAN_WEB_PASSWORD_TRIES;
}

/* With the lock, as the next. */
static gboolean
has_one (const char *key)
{
  Tries *of = key != NULL && tries != NULL ? g_hash_table_lookup (tries, key) : NULL;

  if (of == NULL)
    return TRUE;
  save_up (of);

  return of->left * of->addresses >= 1;
}

static void
take_one (const char *key,
          guint       addresses)
{
  Tries *of = g_hash_table_lookup (tries, key);

  if (of == NULL)
    {
      if (g_hash_table_size (tries) >= ADDRESSES_MAX)
        g_hash_table_foreach_remove (tries, has_all, NULL);
      if (g_hash_table_size (tries) >= ADDRESSES_MAX)
        g_hash_table_remove_all (tries);
      of = g_new (Tries, 1);
      *of = (Tries) { addresses, LAN_WEB_PASSWORD_TRIES, g_get_monotonic_time () };
      g_hash_table_insert (tries, g_strdup (key), of);
    }
  of->left = MIN (of->left, LAN_WEB_PASSWORD_TRIES) - 1.0 / of->addresses;
}

static gboolean
may_try (const char *client)
{
  g_autofree char *network = network_of (client);
  gboolean may;

  g_mutex_lock (&mutex);
  may = has_one (client) && has_one (network);
  g_mutex_unlock (&mutex);

  return may;
}

static void
count_failure (const char *client)
{
  g_autofree char *network = network_of (client);

  g_mutex_lock (&mutex);
  if (tries == NULL)
    tries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  take_one (client, 1);
  if (network != NULL)
    take_one (network, NETWORK_ADDRESSES);
  g_mutex_unlock (&mutex);
}

/* --- What was said --- */

/* "NAME:PASSWORD" of Basic authentication (RFC 7617); NULL if nothing of the kind was said. */
static char *
dup_credentials (const LanHttpHead *head,
                 const char        *data)
{
  static const char scheme[] = "Basic ";
  g_autofree char *text = NULL;
  g_autofree char *decoded = NULL;
  const char *value;
  gsize length;

  if (!lan_http_head_get (head, data, "Authorization", &value, &length) || length <= strlen (scheme) ||
      g_ascii_strncasecmp (value, scheme, strlen (scheme)) != 0)
    return NULL;

  text = g_strstrip (g_strndup (value + strlen (scheme), length - strlen (scheme)));
  decoded = (char *) g_base64_decode (text, &length);
  if (memchr (decoded, '\0', length) != NULL)
    return NULL;

  return g_strndup (decoded, length);
}

/**
 * lan_web_password_dup_user:
 *
 * Returns: (transfer full) (nullable): the name that a request says in Basic authentication, whether it is right or
 *   not
 */
char *
lan_web_password_dup_user (const LanHttpHead *head,
                           const char        *data)
{
  g_autofree char *credentials = dup_credentials (head, data);
  char *colon = credentials != NULL ? strchr (credentials, ':') : NULL;

  return colon != NULL ? g_strndup (credentials, (gsize) (colon - credentials)) : NULL;
}

/* Keyboards compose "é" in more than one way; RFC 7617 section 2.1 wants it to be one. */
static char *
digest (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, composed != NULL ? composed : text, -1);
}

/* Takes as long wherever the difference is, and tells no length. */
static gboolean
is_same (const char *first,
         const char *second)
{
  g_autofree char *a = digest (first);
  g_autofree char *b = digest (second);
  guint difference = 0;

  for (gsize i = 0; a[i] != '\0'; i++)
    difference |= (guint) (a[i] ^ b[i]);

  return difference == 0;
}

static LanHttpResponse *
ask (void)
{
  LanHttpResponse *response = lan_web_page_message (401, "Unauthorized", _("A name and a password are needed here."));

  lan_http_response_add (response, "WWW-Authenticate", "Basic realm=\"Landline\", charset=\"UTF-8\"");

  return response;
}

static LanHttpResponse *
slow_down (void)
{
  return lan_web_page_come_again (429, "Too many requests",
                                  _("The password was wrong too often. Try again in a moment."),
                                  LAN_WEB_PASSWORD_TRY_SECONDS);
}

/**
 * lan_web_password_check:
 *
 * Asks for the password where there is one. Who was wrong too often is not even heard, or he could try in many
 * connections at once.
 *
 * Returns: (transfer full) (nullable): a refusal; %NULL for who is let in
 */
LanHttpResponse *
lan_web_password_check (const LanWebOptions  *options,
                        const LanHttpRequest *request)
{
  g_autofree char *wanted = NULL;
  g_autofree char *said = NULL;

  if (options->user == NULL && options->password == NULL)
    return NULL;

  said = dup_credentials (request->head, request->data);
  if (said == NULL)
    return ask ();
  if (!may_try (request->client))
    return slow_down ();

  wanted = g_strconcat (options->user != NULL ? options->user : "", ":",
                        options->password != NULL ? options->password : "", NULL);
  if (is_same (said, wanted))
    return NULL;
  count_failure (request->client);

  return ask ();
}
