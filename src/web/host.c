/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/host.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "base/listener.h"
#include "base/port-holder.h"
#include "http/server.h"
#include "web/prepare.h"
#include "web/work.h"

struct _LanWebHost
{
  GObject parent_instance;

  LanInterfaces *interfaces;
  LanWebExchangeLog *log;
  LanHttpServer *server;
  LanWebWork *work;          /* of @server */
  LanWebSite *site;          /* likewise */

  char *folder;              /* NULL: the starter site */
  guint16 port;
  gboolean shared;           /* the person lets the network in */
  char *identity_file;       /* where one of our own is kept, and made if needed; NULL: the one given */
  LanIdentity *given;        /* NULL: plain HTTP */
  LanIdentity *identity;     /* of @server */
  LanWebOptions *options;
  gboolean may_be_reached;   /* … and this network may know of us */

  gboolean starting;
  GCancellable *look;        /* of a look at the folder, to start with it or to go on with it */

  char *problem;
  char *log_problem;
  guint16 suggested_port;
  GCancellable *holder_search;
};

G_DEFINE_FINAL_TYPE (LanWebHost, lan_web_host, G_TYPE_OBJECT)

enum
{
  CHANGED,
  RULE_USED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed (LanWebHost *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_problem (LanWebHost *self,
             const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

static void
stop_looking (LanWebHost *self)
{
  self->starting = FALSE;
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
}

static void
close_server (LanWebHost *self)
{
  g_clear_pointer (&self->server, lan_http_server_stop);
  if (self->work != NULL)
    lan_web_work_leave (self->work);
  g_clear_pointer (&self->work, lan_web_work_unref);
  g_clear_pointer (&self->site, lan_web_site_unref);
  g_clear_pointer (&self->identity, lan_identity_unref);
  g_clear_pointer (&self->log_problem, g_free);
}

static void
lan_web_host_dispose (GObject *object)
{
  LanWebHost *self = LAN_WEB_HOST (object);

  stop_looking (self);
  g_cancellable_cancel (self->holder_search);
  g_clear_object (&self->holder_search);
  g_clear_pointer (&self->server, lan_http_server_stop);
  if (self->work != NULL)
    lan_web_work_flush (self->work);
  close_server (self);
  g_clear_pointer (&self->given, lan_identity_unref);
  g_clear_pointer (&self->options, lan_web_options_unref);
  g_clear_object (&self->interfaces);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (lan_web_host_parent_class)->dispose (object);
}

static void
lan_web_host_finalize (GObject *object)
{
  LanWebHost *self = LAN_WEB_HOST (object);

  g_free (self->folder);
  g_free (self->identity_file);
  g_free (self->problem);

  G_OBJECT_CLASS (lan_web_host_parent_class)->finalize (object);
}

static void
lan_web_host_class_init (LanWebHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_web_host_dispose;
  object_class->finalize = lan_web_host_finalize;

  /**
   * LanWebHost::changed:
   *
   * It runs or stopped, its address, folder, reach or problem is another.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_WEB_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  /**
   * LanWebHost::rule-used:
   * @rule: (type gpointer): one of the options' for the next request only
   *
   * It had its request; whoever keeps the options turns it off there (lan_web_rules_turn_off()).
   */
  signals[RULE_USED] = g_signal_new ("rule-used", LAN_TYPE_WEB_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
lan_web_host_init (LanWebHost *self)
{
  self->log = lan_web_exchange_log_new ();
  self->port = LAN_WEB_PORT;
  self->shared = TRUE;
  self->options = lan_web_options_new ();
}

/**
 * lan_web_host_new:
 *
 * Returns: (transfer full): a web server that is not running
 */
LanWebHost *
lan_web_host_new (LanInterfaces *interfaces)
{
  LanWebHost *self = g_object_new (LAN_TYPE_WEB_HOST, NULL);

  self->interfaces = g_object_ref (interfaces);
  g_signal_connect_object (interfaces, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * lan_web_host_get_log:
 *
 * Returns: (transfer none): everything that came and went, over stops and starts
 */
LanWebExchangeLog *
lan_web_host_get_log (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), NULL);

  return self->log;
}

static const char *
starter_folder (void)
{
  const char *override = g_getenv ("LANDLINE_STARTER_DIR");   /* for runs that are not installed */

  return override != NULL ? override : PKGDATADIR "/starter";
}

static const char *
folder_of (LanWebHost *self)
{
  return self->folder != NULL ? self->folder : starter_folder ();
}

static void
on_holder_found (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *holder = lan_port_holder_find_finish (result, &error);
  g_autofree char *problem = NULL;
  LanWebHost *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->holder_search);
  if (holder == NULL)
    return;

  problem = g_strdup_printf (_("Port %1$u is used by %2$s."), self->port, holder);
  set_problem (self, problem);
  changed (self);
}

static void
explain_taken_port (LanWebHost *self)
{
  self->suggested_port = lan_listener_next_free_port (self->port);
  self->holder_search = g_cancellable_new ();
  lan_port_holder_find_async (LAN_PORT_TCP, self->port, self->holder_search, on_holder_found, self);
}

static void
forget_problem (LanWebHost *self)
{
  g_cancellable_cancel (self->holder_search);
  g_clear_object (&self->holder_search);
  self->suggested_port = 0;
  set_problem (self, NULL);
}

static void
fail (LanWebHost   *self,
      const GError *error)
{
  set_problem (self, error->message);
  if (g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE))
    explain_taken_port (self);
}

static void
on_rule_used (gpointer    host,
              LanWebRule *rule)
{
  g_signal_emit (host, signals[RULE_USED], 0, rule);
}

static void
on_log_told (gpointer    host,
             const char *problem)
{
  LanWebHost *self = host;

  g_free (self->log_problem);
  self->log_problem = g_strdup (problem);
  changed (self);
}

static const LanWebWorkWatch watch = { on_rule_used, on_log_told };

/* A running server, or one that is about to, goes on with @site and with what the options are now. */
static void
serve (LanWebHost *self,
       LanWebSite *site)
{
  g_autoptr(LanWebOptions) options = lan_web_options_copy (self->options);

  options->rights = lan_web_host_get_rights (self);
  options->local_only = !lan_web_host_is_reachable (self);
  options->https_only = self->identity != NULL;
  lan_web_site_ref (site);
  g_clear_pointer (&self->site, lan_web_site_unref);
  self->site = site;
  lan_web_work_serve (self->work, site, options);
}

static gboolean
open_server (LanWebHost   *self,
             LanWebSite   *site,
             LanIdentity  *identity,
             GError      **error)
{
  g_autoptr(GError) failure = NULL;

  self->work = lan_web_work_new (self->log, &watch, self);
  self->identity = identity != NULL ? lan_identity_ref (identity) : NULL;
  serve (self, site);
  self->server = lan_http_server_new (&(LanHttpServerSettings) {
                                        .port = self->port,
                                        .loopback_only = !lan_web_host_is_reachable (self),
                                        .identity = identity,
                                        .handler = lan_web_work_handle,
                                        .recorder = lan_web_work_keep,
                                        .data = lan_web_work_ref (self->work),
                                        .destroy = lan_web_work_unref,
                                      }, &failure);
  if (self->server != NULL)
    return TRUE;

  lan_web_work_unref (self->work);
  close_server (self);
  fail (self, failure);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* --- Looking at the folder, which may take its time where that is on a network, and making a certificate --- */

/* Encrypted or not, and with which certificate, is for a port as a whole. */
static void
go_on_with (LanWebHost     *self,
            LanWebPrepared *found)
{
  if (found->identity == self->identity ||
      (found->identity != NULL && self->identity != NULL &&
       g_str_equal (lan_identity_get_fingerprint (found->identity), lan_identity_get_fingerprint (self->identity))))
    {
      serve (self, found->site);
      return;
    }

  close_server (self);
  open_server (self, found->site, found->identity, NULL);
}

/* Who waits for a look. */
typedef struct
{
  LanWebHost *self;
  GTask *start;
} Waiting;

/* A running server goes on with what was found, one that is to start starts; without a folder none runs. */
static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autofree Waiting *waiting = data;
  g_autoptr(LanWebHost) self = waiting->self;
  g_autoptr(GTask) start = waiting->start;
  GError *error = NULL;
  g_autoptr(LanWebPrepared) found = lan_web_prepare_finish (result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      stop_looking (self);
      if (found == NULL)
        {
          close_server (self);
          fail (self, error);
        }
      else if (self->server != NULL)
        go_on_with (self, found);
      else
        open_server (self, found->site, found->identity, &error);
      changed (self);
    }

  if (start != NULL && error == NULL)
    g_task_return_boolean (start, TRUE);
  else if (start != NULL)
    g_task_return_error (start, g_steal_pointer (&error));
  g_clear_error (&error);
}

/* @start: (transfer full) (nullable): who wants to know when it runs. */
static void
look (LanWebHost *self,
      GTask      *start)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->self = g_object_ref (self);
  waiting->start = start;
  stop_looking (self);
  self->look = g_cancellable_new ();
  self->starting = self->server == NULL;
  lan_web_prepare_async (folder_of (self), self->identity_file, self->given, self->look, on_looked, waiting);
}

/**
 * lan_web_host_start_async:
 * @callback: (nullable): called when it runs or cannot
 *
 * As lan_web_host_start(), without waiting for the disk. lan_web_host_is_starting() until then;
 * lan_web_host_stop() calls it off.
 */
void
lan_web_host_start_async (LanWebHost          *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (LAN_IS_WEB_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, lan_web_host_start_async);
  if (self->server != NULL && self->look == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  forget_problem (self);
  look (self, g_steal_pointer (&task));
  changed (self);
}

/**
 * lan_web_host_start_finish:
 * @error: as of lan_web_host_start(), or #G_IO_ERROR_CANCELLED
 *
 * Returns: whether it runs
 */
gboolean
lan_web_host_start_finish (LanWebHost    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * lan_web_host_start:
 * @error: #LAN_ERROR_PORT_IN_USE, #LAN_ERROR_PORT_PRIVILEGED, or the folder's, as lan_web_site_new()
 *
 * Opens the port and serves the folder. Where it cannot, lan_web_host_get_problem() says why; who holds a
 * taken port is added as soon as it is known. Looks at the folder at once: for programs without a window.
 *
 * Returns: whether it runs
 */
gboolean
lan_web_host_start (LanWebHost  *self,
                    GError     **error)
{
  g_autoptr(LanWebPrepared) found = NULL;
  GError *failure = NULL;

  g_return_val_if_fail (LAN_IS_WEB_HOST (self), FALSE);

  if (self->server != NULL)
    return TRUE;

  stop_looking (self);
  forget_problem (self);
  found = lan_web_prepare (folder_of (self), self->identity_file, self->given, &failure);
  if (found != NULL)
    open_server (self, found->site, found->identity, error);
  else
    {
      fail (self, failure);
      g_propagate_error (error, failure);
    }
  changed (self);

  return self->server != NULL;
}

/**
 * lan_web_host_stop:
 *
 * Closes the port and every connection at once.
 */
void
lan_web_host_stop (LanWebHost *self)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (self->server == NULL && !self->starting)
    return;

  stop_looking (self);
  close_server (self);
  changed (self);
}

gboolean
lan_web_host_is_running (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), FALSE);

  return self->server != NULL;
}

/**
 * lan_web_host_is_starting:
 *
 * Returns: whether lan_web_host_start_async() is under way
 */
gboolean
lan_web_host_is_starting (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), FALSE);

  return self->starting;
}

/* Port or reach are others: what runs moves there, with the site it has. */
static void
reopen (LanWebHost *self)
{
  g_autoptr(LanWebSite) site = NULL;
  g_autoptr(LanIdentity) identity = NULL;

  forget_problem (self);
  if (self->server != NULL)
    {
      site = lan_web_site_ref (self->site);
      identity = self->identity != NULL ? lan_identity_ref (self->identity) : NULL;
      close_server (self);
      open_server (self, site, identity, NULL);
    }
  changed (self);
}

/* Folder or certificate are others: what runs goes on with them once they were looked at. */
static void
look_again (LanWebHost *self)
{
  forget_problem (self);
  if (self->server != NULL || self->starting)
    look (self, NULL);
  changed (self);
}

/**
 * lan_web_host_get_folder:
 *
 * Returns: (nullable): the path; %NULL is the starter site
 */
const char *
lan_web_host_get_folder (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), NULL);

  return self->folder;
}

/**
 * lan_web_host_set_folder:
 * @folder: (nullable): a path, or %NULL for the starter site
 *
 * A running server serves the other folder as soon as that was looked at, on the same port and with the
 * connections it has. Where it cannot be served the server stops: nobody should see what was chosen before.
 */
void
lan_web_host_set_folder (LanWebHost *self,
                         const char *folder)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (folder != NULL && *folder == '\0')
    folder = NULL;
  if (g_strcmp0 (self->folder, folder) == 0)
    return;

  g_free (self->folder);
  self->folder = g_strdup (folder);
  look_again (self);
}

/**
 * lan_web_host_dup_folder_name:
 *
 * Returns: (transfer full): what to call it, translated
 */
char *
lan_web_host_dup_folder_name (LanWebHost *self)
{
  g_autofree char *base = NULL;

  g_return_val_if_fail (LAN_IS_WEB_HOST (self), NULL);

  if (self->folder == NULL)
    return g_strdup (_("My first page"));

  base = g_path_get_basename (self->folder);

  return g_filename_display_name (base);
}

guint16
lan_web_host_get_port (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), 0);

  return self->port;
}

void
lan_web_host_set_port (LanWebHost *self,
                       guint16     port)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (self->port == port)
    return;

  self->port = port;
  reopen (self);
}

gboolean
lan_web_host_get_shared (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), FALSE);

  return self->shared;
}

/**
 * lan_web_host_set_shared:
 * @shared: whether this network may open it, or this computer alone
 */
void
lan_web_host_set_shared (LanWebHost *self,
                         gboolean    shared)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (self->shared == shared)
    return;

  self->shared = shared;
  if (self->may_be_reached)
    reopen (self);
  else
    changed (self);
}

/**
 * lan_web_host_set_may_be_reached:
 * @may_be_reached: whether this network may know of us; without it only this computer gets in
 */
void
lan_web_host_set_may_be_reached (LanWebHost *self,
                                 gboolean    may_be_reached)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (self->may_be_reached == may_be_reached)
    return;

  self->may_be_reached = may_be_reached;
  if (self->shared)
    reopen (self);
}

/**
 * lan_web_host_set_identity:
 * @identity: (nullable): what to show to who speaks HTTPS; who does not is sent there. %NULL for plain HTTP
 *
 * A running server is opened anew with it.
 */
void
lan_web_host_set_identity (LanWebHost  *self,
                           LanIdentity *identity)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (self->given == identity)
    return;

  g_clear_pointer (&self->given, lan_identity_unref);
  self->given = identity != NULL ? lan_identity_ref (identity) : NULL;
  look_again (self);
}

/**
 * lan_web_host_set_identity_file:
 * @path: (nullable): where an identity of our own is kept, or is to be
 *
 * As lan_web_host_set_identity(), with what is in the file: opened, or made, where the main context does not wait. If
 * it cannot be had the server stops: nobody should say in the clear what was to be encrypted.
 */
void
lan_web_host_set_identity_file (LanWebHost *self,
                                const char *path)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (g_strcmp0 (self->identity_file, path) == 0)
    return;

  g_free (self->identity_file);
  self->identity_file = g_strdup (path);
  look_again (self);
}

/**
 * lan_web_host_get_identity:
 *
 * Returns: (transfer none) (nullable): what a running server shows to who speaks HTTPS
 */
LanIdentity *
lan_web_host_get_identity (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), NULL);

  return self->identity;
}

static gboolean
is_encrypted (LanWebHost *self)
{
  return self->identity_file != NULL || self->given != NULL;
}

/**
 * lan_web_host_get_options:
 *
 * Returns: (transfer none): how the folder is served
 */
LanWebOptions *
lan_web_host_get_options (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), NULL);

  return self->options;
}

/**
 * lan_web_host_get_rights:
 *
 * Returns: what visitors may do with what is served now: the starter site is the program's own and can only be read
 */
LanWebRights
lan_web_host_get_rights (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), 0);

  return self->folder != NULL ? self->options->rights : self->options->rights & LAN_WEB_RIGHT_READ;
}

/**
 * lan_web_host_set_options:
 *
 * For a running server from the next request on. The options must not be changed any more. A rule for the next request
 * only that had it, and is not known to yet, does not get another.
 */
void
lan_web_host_set_options (LanWebHost    *self,
                          LanWebOptions *options)
{
  g_return_if_fail (LAN_IS_WEB_HOST (self));

  if (g_strcmp0 (self->options->access_log, options->access_log) != 0)
    g_clear_pointer (&self->log_problem, g_free);
  lan_web_rules_carry_over (self->options->rules, options->rules);
  lan_web_options_ref (options);
  lan_web_options_unref (self->options);
  self->options = options;
  if (self->server != NULL)
    serve (self, self->site);
  changed (self);
}

/**
 * lan_web_host_is_reachable:
 *
 * Returns: whether other devices can open it (while it runs)
 */
gboolean
lan_web_host_is_reachable (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), FALSE);

  return self->shared && self->may_be_reached;
}

/**
 * lan_web_host_dup_addresses:
 *
 * Returns: (transfer full): URLs to open it by, best first
 */
char **
lan_web_host_dup_addresses (LanWebHost *self)
{
  g_auto(GStrv) addresses = NULL;
  guint16 port;

  g_return_val_if_fail (LAN_IS_WEB_HOST (self), NULL);

  port = self->server != NULL ? lan_http_server_get_port (self->server) : self->port;
  if (lan_web_host_is_reachable (self))
    addresses = lan_interfaces_dup_addresses (self->interfaces);
  else
    addresses = g_strsplit ("127.0.0.1", ",", 1);

  for (gsize i = 0; addresses[i] != NULL; i++)
    {
      g_autofree char *host = g_steal_pointer (&addresses[i]);
      g_autofree char *endpoint = lan_endpoint_format (host, port);

      addresses[i] = g_strconcat (is_encrypted (self) ? "https://" : "http://", endpoint, NULL);
    }

  return g_steal_pointer (&addresses);
}

/**
 * lan_web_host_dup_address:
 *
 * Returns: (transfer full): the first of lan_web_host_dup_addresses()
 */
char *
lan_web_host_dup_address (LanWebHost *self)
{
  g_auto(GStrv) addresses = lan_web_host_dup_addresses (self);

  return g_strdup (addresses[0]);
}

/**
 * lan_web_host_get_problem:
 *
 * Returns: (nullable): a translated sentence on why it does not run, or on what does not go as the options say
 */
const char *
lan_web_host_get_problem (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), NULL);

  if (self->problem != NULL)
    return self->problem;

  return self->log_problem != NULL ? self->log_problem : self->options->problem;
}

/**
 * lan_web_host_get_suggested_port:
 *
 * Returns: where the port was taken, the next one that is free; else 0
 */
guint16
lan_web_host_get_suggested_port (LanWebHost *self)
{
  g_return_val_if_fail (LAN_IS_WEB_HOST (self), 0);

  return self->suggested_port;
}
