/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "node/settings.h"
#include "web/exposure.h"

static int port = LAN_WEB_PORT;
static gboolean https;
static char *certificate_file;
static char *key_file;

static const GOptionEntry entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Serve on this port"), N_("PORT") },
  { "https", 0, 0, G_OPTION_ARG_NONE, &https, N_("Serve encrypted, with a certificate made for this"), NULL },
  { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_file, N_("Serve encrypted, with this certificate (PEM)"),
    N_("FILE") },
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_file, N_("Its private key, where that is not in the same file"),
    N_("FILE") },
  { NULL },
};

/* Of requests that are not over: record's id → how many bytes were printed. */
static GHashTable *begun;

/* "Connect from ADDRESS" and the request, as a lecture's server prints them: as far as it came at once, and the rest
 * of its body when it is over. */
static void
print_request (LanWebExchange *exchange)
{
  const LanHttpRecord *record = lan_web_exchange_get_record (exchange);
  const gsize *before = g_hash_table_lookup (begun, &record->id);
  gsize printed = before != NULL ? *before : 0;

  if (before == NULL)
    lan_terminal_print (_("Connect from %s\n"), record->client);
  if (record->request_kept > printed)
    {
      g_autofree char *text = lan_text_show ((const char *) record->request + printed, record->request_kept - printed,
                                             NULL);

      lan_terminal_print ("%s\n", text);
    }

  if (record->finished)
    g_hash_table_remove (begun, &record->id);
  else
    g_hash_table_insert (begun, g_memdup2 (&record->id, sizeof record->id),
                         g_memdup2 (&record->request_kept, sizeof record->request_kept));
}

/* What became of it. Others may have come between its request and this: it is named again. */
static void
print_outcome (LanWebExchange *exchange)
{
  g_autofree char *request = lan_web_exchange_dup_request (exchange);
  g_autofree char *status = lan_web_exchange_dup_status (exchange);
  g_autofree char *size = lan_web_exchange_dup_size (exchange);
  g_autofree char *duration = lan_web_exchange_dup_duration (exchange);
  g_autofree char *problem = lan_web_exchange_dup_problem (exchange);

  if (lan_web_exchange_get_record (exchange)->status != 0)
    lan_terminal_print ("→ %s · %s · %s · %s\n", request, status, size, duration);
  if (problem != NULL)
    lan_terminal_print ("%s\n", problem);
  lan_terminal_print ("\n");
}

static void
on_recorded (LanWebExchangeLog *log,
             LanWebExchange    *exchange)
{
  if (lan_command_is_json ())
    return;

  print_request (exchange);
  if (lan_web_exchange_get_record (exchange)->finished)
    print_outcome (exchange);
}

/* Who holds a taken port is known a moment after the start failed; no longer than this is waited for it. */
#define HOLDER_WAIT_MS 500

static gboolean
give_up (gpointer data)
{
  LanWebHost *web = data;

  lan_terminal_tell (_("Port %1$u is free: add --port %1$u."), lan_web_host_get_suggested_port (web));
  lan_command_fail (lan_web_host_get_problem (web));

  return G_SOURCE_REMOVE;
}

static GBytes *
read_pem (const char  *file,
          GError     **error)
{
  g_autofree char *text = NULL;
  gsize length;

  return g_file_get_contents (file, &text, &length, error) ? g_bytes_new_take (g_steal_pointer (&text), length) : NULL;
}

/* The one given, or the one of our own. */
static LanIdentity *
open_identity (GError **error)
{
  g_autoptr(GBytes) certificate = NULL;
  g_autoptr(GBytes) key = NULL;
  g_autofree char *own = NULL;

  if (certificate_file == NULL)
    {
      own = lan_profile_dup_data_file (NULL, "identity.pem");
      return lan_identity_open (own, "Landline", error);
    }

  certificate = read_pem (certificate_file, error);
  if (certificate != NULL)
    key = key_file != NULL ? read_pem (key_file, error) : g_bytes_ref (certificate);

  return key != NULL ? lan_identity_new_from_pem (certificate, key, error) : NULL;
}

static void
run (LanNode  *node,
     char    **arguments)
{
  LanWebHost *web = lan_node_get_web (node);
  g_autofree char *folder = g_canonicalize_filename (arguments[0], NULL);
  g_autofree char *exposed = NULL;
  g_autofree char *address = NULL;
  g_autoptr(LanIdentity) identity = NULL;
  g_autoptr(GError) error = NULL;

  if (!lan_command_check_port (port))
    return;

  if (key_file != NULL && certificate_file == NULL)
    {
      lan_command_fail (_("A key needs its certificate: add --certificate FILE."));
      return;
    }
  if (https || certificate_file != NULL)
    {
      identity = open_identity (&error);
      if (identity == NULL)
        {
          lan_command_fail (error->message);
          return;
        }
      lan_web_host_set_identity (web, identity);
    }

  begun = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  lan_web_host_set_port (web, (guint16) port);
  lan_web_host_set_folder (web, folder);
  g_signal_connect (lan_web_host_get_log (web), "recorded", G_CALLBACK (on_recorded), NULL);
  if (!lan_web_host_start (web, &error))
    {
      if (lan_web_host_get_suggested_port (web) != 0)
        g_timeout_add (HOLDER_WAIT_MS, give_up, web);
      else
        lan_command_fail (error->message);
      return;
    }

  exposed = lan_web_exposure_dup (folder);
  if (exposed != NULL)
    lan_terminal_tell (_("Careful: whoever can open it can read all that is in %1$s: %2$s."), folder, exposed);
  address = lan_web_host_dup_address (web);
  if (!lan_command_is_json ())
    lan_terminal_print (_("Serving %1$s at %2$s. Ctrl+C ends.\n"), folder, address);
  /* nobody vouches for a certificate of our own: this is what a browser shows of it, to be compared */
  if (identity != NULL && !lan_command_is_json ())
    lan_terminal_print (_("Fingerprint of the certificate (SHA-256): %s\n"), lan_identity_get_fingerprint (identity));
}

const LanCommand lan_command_serve = {
  .name = "serve",
  .usage = N_("FOLDER"),
  .summary = N_("Serve a folder as web pages and print every request, until Ctrl+C"),
  .examples = N_("  landline serve .\n  landline serve ~/Public --port 8080\n  landline serve . --https"),
  .entries = entries,
  .n_arguments_min = 1,
  .n_arguments_max = 1,
  .endless = TRUE,
  .run = run,
};
