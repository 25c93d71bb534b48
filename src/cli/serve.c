/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "node/settings.h"
#include "web/exposure.h"
#include "web/networks.h"

static int port = LAN_WEB_PORT;
static gboolean https;
static char *certificate_file;
static char *key_file;
static gboolean upload, replace, delete, single_page, compress, cors, echo, trace;
static char *upload_limit;
static char *user;
static char *password_file;
static char **headers;
static char **networks;
static char *rules_file;
static char *access_log;
static char *echo_path;

static const GOptionEntry entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Serve on this port"), N_("PORT") },
  { "https", 0, 0, G_OPTION_ARG_NONE, &https, N_("Serve encrypted, with a certificate made for this"), NULL },
  { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_file, N_("Serve encrypted, with this certificate (PEM)"),
    N_("FILE") },
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_file, N_("Its private key, where that is not in the same file"),
    N_("FILE") },
  { "upload", 0, 0, G_OPTION_ARG_NONE, &upload, N_("Visitors can add files and folders"), NULL },
  { "replace", 0, 0, G_OPTION_ARG_NONE, &replace, N_("… and replace files that are there"), NULL },
  { "delete", 0, 0, G_OPTION_ARG_NONE, &delete, N_("Visitors can delete files and folders"), NULL },
  { "upload-limit", 0, 0, G_OPTION_ARG_STRING, &upload_limit, N_("One uploaded file may be so large, such as 500M; else 4.3G"),
    N_("SIZE") },
  { "user", 0, 0, G_OPTION_ARG_STRING, &user, N_("Ask for a name and a password; other users of this computer can see arguments"),
    N_("NAME[:PASSWORD]") },
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("The password is the first line of this file"),
    N_("FILE") },
  { "allow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &networks, N_("Only this network, and this computer, may ask; may be repeated"),
    N_("NETWORK") },
  { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &headers, N_("Add a header line to every answer; may be repeated"),
    N_("“NAME: VALUE”") },
  { "cors", 0, 0, G_OPTION_ARG_NONE, &cors, N_("Scripts of pages from elsewhere may read what is here (CORS)"), NULL },
  { "single-page", 0, 0, G_OPTION_ARG_NONE, &single_page,
    N_("Addresses that are not there get index.html, whose script shows them"), NULL },
  { "compress", 0, 0, G_OPTION_ARG_NONE, &compress, N_("Compress texts while they are sent"), NULL },
  { "echo", 0, 0, G_OPTION_ARG_NONE, &echo, N_("What is sent to /echo comes back"), NULL },
  { "echo-path", 0, 0, G_OPTION_ARG_STRING, &echo_path, N_("… or what is sent to another path"), N_("PATH") },
  { "trace", 0, 0, G_OPTION_ARG_NONE, &trace, N_("Answer TRACE"), NULL },
  { "rules", 0, 0, G_OPTION_ARG_FILENAME, &rules_file,
    N_("Answer some requests by the rules in this file (JSON), which is read again when it changes"), N_("FILE") },
  { "access-log", 0, 0, G_OPTION_ARG_FILENAME, &access_log,
    N_("Add a line for each request to this file, in the Combined format"), N_("FILE") },
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

/* --- How the folder is served --- */

static gboolean
refuse_value (GError     **error,
              const char  *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);

  return FALSE;
}

/* "500M", in steps of a thousand, as sizes are shown. */
static gboolean
read_upload_limit (LanWebOptions  *options,
                   GError        **error)
{
  static const char units[] = "KMGT";
  const char *unit;
  char *end;
  double size;

  if (upload_limit == NULL)
    return TRUE;

  size = g_ascii_strtod (upload_limit, &end);
  unit = *end != '\0' ? strchr (units, g_ascii_toupper (*end)) : NULL;
  for (const char *p = units; unit != NULL && p <= unit; p++)
    size *= 1000;
  if (end == upload_limit || (*end != '\0' && (unit == NULL || end[1] != '\0')) || !(size >= 1 && size < 1e18))
    return refuse_value (error, _("A size is a number, with K, M, G or T behind it where it is large."));

  options->upload_max_bytes = (guint64) size;

  return TRUE;
}

static gboolean
read_rights (LanWebOptions  *options,
             GError        **error)
{
  if (replace && !upload)
    return refuse_value (error, _("To replace is to upload, too: add --upload."));

  options->rights = LAN_WEB_RIGHT_READ | (upload ? LAN_WEB_RIGHT_UPLOAD : 0) | (replace ? LAN_WEB_RIGHT_REPLACE : 0) |
                    (delete ? LAN_WEB_RIGHT_DELETE : 0);

  return read_upload_limit (options, error);
}

static gboolean
read_password (LanWebOptions  *options,
               GError        **error)
{
  const char *colon = user != NULL ? strchr (user, ':') : NULL;
  char *text;

  if (user == NULL && password_file == NULL)
    return TRUE;
  if (user == NULL)
    return refuse_value (error, _("A password needs its name: add --user NAME."));
  if ((colon == NULL) == (password_file == NULL))
    return refuse_value (error, _("A name needs one password: write NAME:PASSWORD, or add --password-file FILE."));

  options->user = colon != NULL ? g_strndup (user, (gsize) (colon - user)) : g_strdup (user);
  if (colon != NULL)
    options->password = g_strdup (colon + 1);
  else if (g_file_get_contents (password_file, &text, NULL, error))
    {
      text[strcspn (text, "\r\n")] = '\0';
      options->password = text;
    }

  return options->password != NULL;
}

static GPtrArray *
read_rules (GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *name = g_filename_display_name (rules_file);
  GPtrArray *rules;
  gsize length;

  if (!g_file_get_contents (rules_file, &text, &length, error))
    return NULL;
  if (strlen (text) != length)
    text[0] = '\0';   /* a NUL is in no JSON */
  rules = lan_web_rules_parse (text, error);
  if (rules == NULL)
    g_prefix_error (error, "%s: ", name);

  return rules;
}

static gboolean
read_echo (LanWebOptions  *options,
           GError        **error)
{
  options->echo = echo || echo_path != NULL;
  if (echo_path == NULL)
    return TRUE;
  if (*echo_path != '/')
    return refuse_value (error, _("The path of echo begins with /."));

  g_free (options->echo_path);
  options->echo_path = g_strdup (echo_path);

  return TRUE;
}

static LanWebOptions *
read_options (GError **error)
{
  g_autoptr(LanWebOptions) options = lan_web_options_new ();

  options->single_page = single_page;
  options->compress = compress;
  options->cors = cors;
  options->trace = trace;
  options->access_log = access_log != NULL ? g_canonicalize_filename (access_log, NULL) : NULL;
  options->headers = g_strdupv (headers);
  if (!read_rights (options, error) || !read_password (options, error) || !read_echo (options, error) ||
      !lan_web_headers_check ((const char *const *) headers, error) ||
      !lan_web_networks_parse ((const char *const *) networks, &options->networks, error))
    return NULL;

  if (rules_file != NULL)
    {
      GPtrArray *rules = read_rules (error);

      if (rules == NULL)
        return NULL;
      g_ptr_array_unref (options->rules);
      options->rules = rules;
    }

  return g_steal_pointer (&options);
}

/* @rules is taken. */
static void
go_on_with_rules (LanWebHost *web,
                  GPtrArray  *rules)
{
  g_autoptr(LanWebOptions) options = lan_web_options_copy (lan_web_host_get_options (web));

  g_ptr_array_unref (options->rules);
  options->rules = rules;
  lan_web_host_set_options (web, options);
}

static void
on_rule_used (LanWebHost *web,
              LanWebRule *rule)
{
  go_on_with_rules (web, lan_web_rules_turn_off (lan_web_host_get_options (web)->rules, rule));
}

/* While an editor writes, what is there may be half: the rules before stay in force until there are others. */
static void
on_rules_changed (LanWebHost        *web,
                  GFile             *file,
                  GFile             *other,
                  GFileMonitorEvent  event)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *rules;

  if (event != G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT && event != G_FILE_MONITOR_EVENT_CREATED &&
      event != G_FILE_MONITOR_EVENT_RENAMED && event != G_FILE_MONITOR_EVENT_MOVED_IN)
    return;

  rules = read_rules (&error);
  if (rules == NULL)
    {
      lan_terminal_tell (_("The rules before stay in force. %s"), error->message);
      return;
    }
  go_on_with_rules (web, rules);
  lan_terminal_tell (ngettext ("%u rule is in force.", "%u rules are in force.", rules->len), rules->len);
}

static void
watch_rules (LanWebHost *web)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (rules_file);
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  if (monitor == NULL)
    return;

  g_signal_connect_object (monitor, "changed", G_CALLBACK (on_rules_changed), web, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (web), "rules-monitor", monitor, g_object_unref);
}

/* Of a server that runs: an access log that cannot be written. */
static void
on_changed (LanWebHost *web)
{
  static char *told;
  const char *problem = lan_web_host_is_running (web) ? lan_web_host_get_problem (web) : told;

  if (problem != NULL && g_strcmp0 (problem, told) != 0)
    lan_terminal_tell ("landline: %s", problem);
  if (problem != told)
    {
      g_free (told);
      told = g_strdup (problem);
    }
}

static void
run (LanNode  *node,
     char    **arguments)
{
  LanWebHost *web = lan_node_get_web (node);
  g_autofree char *folder = g_canonicalize_filename (arguments[0], NULL);
  g_autofree char *exposed = NULL;
  g_autofree char *address = NULL;
  g_autofree char *rights = NULL;
  g_autoptr(LanIdentity) identity = NULL;
  g_autoptr(LanWebOptions) options = NULL;
  g_autoptr(GError) error = NULL;

  if (!lan_command_check_port (port))
    return;
  options = read_options (&error);
  if (options == NULL)
    {
      if (error->domain == G_FILE_ERROR)
        lan_command_fail (error->message);
      else
        lan_command_refuse (error->message);
      return;
    }

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
  lan_web_host_set_options (web, options);
  g_signal_connect (web, "rule-used", G_CALLBACK (on_rule_used), NULL);
  g_signal_connect (lan_web_host_get_log (web), "recorded", G_CALLBACK (on_recorded), NULL);
  if (!lan_web_host_start (web, &error))
    {
      if (lan_web_host_get_suggested_port (web) != 0)
        g_timeout_add (HOLDER_WAIT_MS, give_up, web);
      else
        lan_command_fail (error->message);
      return;
    }

  g_signal_connect (web, "changed", G_CALLBACK (on_changed), NULL);
  if (rules_file != NULL)
    watch_rules (web);

  rights = lan_web_options_describe_rights (options->rights);
  if (!lan_command_is_json ())
    lan_terminal_print ("%s\n", rights);
  if (user != NULL && identity == NULL)
    lan_terminal_tell (_("Careful: whoever is on this network can read the password as it is sent. Add --https."));
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
  .examples = N_("  landline serve .\n  landline serve ~/Public --port 8080\n  landline serve . --https\n"
                 "  landline serve inbox --upload --user ana --password-file secret"),
  .entries = entries,
  .n_arguments_min = 1,
  .n_arguments_max = 1,
  .endless = TRUE,
  .run = run,
};
