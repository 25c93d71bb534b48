/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "node/events.h"
#include "node/settings.h"
#include "widgets/offer-notice.h"
#include "widgets/preferences.h"
#include "widgets/window.h"

/* As the subcommands: what was asked for cannot be understood. */
#define EXIT_USAGE 2

struct _LanApplication
{
  AdwApplication parent_instance;

  /* owned */
  char *profile;
  LanNode *node;
  guint signal_sources[2];

  /* weak */
  GtkWindow *preferences;
};

G_DEFINE_FINAL_TYPE (LanApplication, lan_application, ADW_TYPE_APPLICATION)

static LanWindow *
get_window (LanApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    if (LAN_IS_WINDOW (l->data))
      return l->data;

  return NULL;
}

/* Until Welcome is answered, it is all there is. */
static void
on_visibility_changed (LanApplication *self)
{
  LanVisibilityState state = lan_visibility_get_state (lan_node_get_visibility (self->node));
  GAction *preferences = g_action_map_lookup_action (G_ACTION_MAP (self), "preferences");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (preferences), state != LAN_VISIBILITY_UNANSWERED);
}

/* The node comes with the window: what D-Bus started, and nobody asked for a window of, is on no network. */
static LanWindow *
ensure_window (LanApplication *self)
{
  LanWindow *window = get_window (self);
  g_autoptr(GError) error = NULL;

  if (window != NULL)
    return window;

  self->node = lan_node_new (self->profile, &error);
  if (self->node == NULL)
    {
      g_printerr ("landline: %s\n", error->message);
      exit (EXIT_FAILURE);
    }
  g_signal_connect_object (lan_node_get_visibility (self->node), "changed", G_CALLBACK (on_visibility_changed), self,
                           G_CONNECT_SWAPPED);
  on_visibility_changed (self);

  window = lan_window_new (self, self->node);
  lan_offer_notice_attach (G_APPLICATION (self), window);
  if (self->profile != NULL)
    {
      g_autofree char *title = g_strdup_printf ("Landline (%s)", self->profile);

      gtk_window_set_title (GTK_WINDOW (window), title);
    }

  return window;
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  LanApplication *self = LAN_APPLICATION (data);

  adw_show_about_window (GTK_WINDOW (ensure_window (self)),
                         "application-name", "Landline",
                         "application-icon", APP_ID,
                         "version", PACKAGE_VERSION,
                         "comments", _("Talk, serve pages and throw files on your own network"),
                         "developer-name", _("The Landline developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: your name, as it is to stand in the About window */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  LanApplication *self = LAN_APPLICATION (data);

  if (self->preferences == NULL)
    {
      self->preferences = GTK_WINDOW (lan_preferences_new (GTK_WINDOW (get_window (self)), self->node));
      g_object_add_weak_pointer (G_OBJECT (self->preferences), (gpointer *) &self->preferences);
    }
  gtk_window_present (self->preferences);
}

/* The system ends us, or Ctrl+C on the terminal does: as the last window closes, but nothing is asked. */
static gboolean
on_signal (gpointer data)
{
  LanWindow *window = get_window (LAN_APPLICATION (data));

  if (window != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
  g_application_quit (G_APPLICATION (data));

  return G_SOURCE_CONTINUE;
}

static gboolean
on_quit_idle (gpointer data)
{
  LanWindow *window = get_window (LAN_APPLICATION (data));

  /* what belongs to the window goes with it, and with the last window the application ends */
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (G_APPLICATION (data));

  return G_SOURCE_REMOVE;
}

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  /* not from within a key press in the very window that goes */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_quit_idle, g_object_ref (data), g_object_unref);
}

static const GActionEntry actions[] = {
  { "about", on_about, NULL, NULL, NULL, { 0 } },
  { "preferences", on_preferences, NULL, NULL, NULL, { 0 } },
  { "quit", on_quit, NULL, NULL, NULL, { 0 } },
};

static const struct
{
  const char *action;
  const char *keys[2];
} shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "window.close", { "<Control>w" } },
  { "win.page::chat", { "<Control>1" } },
  { "win.page::web", { "<Control>2" } },
  { "win.page::files", { "<Control>3" } },
  { "win.choose-files", { "<Control>o" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

/* --- Dialogs, whoever opens them, as events --- */

static void
tell_dialog (GtkWindow  *dialog,
             const char *state)
{
  const char *title;

  if (LAN_IS_WINDOW (dialog))
    return;

  title = ADW_IS_MESSAGE_DIALOG (dialog) ? adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog))
                                         : gtk_window_get_title (dialog);

  lan_events_emit ("dialog", "state", "s", state, "title", "s", title, NULL);
}

static void
on_dialog_map (GtkWindow *dialog)
{
  tell_dialog (dialog, "shown");
}

static void
on_dialog_unmap (GtkWindow *dialog)
{
  tell_dialog (dialog, "closed");
}

static void
on_toplevels_changed (GListModel *toplevels,
                      guint       position,
                      guint       n_removed,
                      guint       n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (toplevels, i);

      g_signal_connect (window, "map", G_CALLBACK (on_dialog_map), NULL);
      g_signal_connect (window, "unmap", G_CALLBACK (on_dialog_unmap), NULL);
    }
}

/* --- GApplication --- */

static void
lan_application_startup (GApplication *application)
{
  LanApplication *self = LAN_APPLICATION (application);

  G_APPLICATION_CLASS (lan_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "preferences")), FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action, shortcuts[i].keys);
  if (lan_events_is_enabled ())
    g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_toplevels_changed), NULL);
  self->signal_sources[0] = g_unix_signal_add (SIGINT, on_signal, self);
  self->signal_sources[1] = g_unix_signal_add (SIGTERM, on_signal, self);
}

static void
lan_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (LAN_APPLICATION (application))));
}

static void
lan_application_open (GApplication  *application,
                      GFile        **files,
                      int            n_files,
                      const char    *hint)
{
  LanWindow *window = ensure_window (LAN_APPLICATION (application));
  g_autoptr(GSList) list = NULL;

  for (int i = n_files; i > 0; i--)
    list = g_slist_prepend (list, files[i - 1]);
  lan_window_bring_files (window, list);
  gtk_window_present (GTK_WINDOW (window));
}

static void
lan_application_shutdown (GApplication *application)
{
  LanApplication *self = LAN_APPLICATION (application);

  for (gsize i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  g_clear_object (&self->node);

  G_APPLICATION_CLASS (lan_application_parent_class)->shutdown (application);
}

static void
lan_application_finalize (GObject *object)
{
  g_free (LAN_APPLICATION (object)->profile);

  G_OBJECT_CLASS (lan_application_parent_class)->finalize (object);
}

static void
lan_application_class_init (LanApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lan_application_finalize;
  application_class->startup = lan_application_startup;
  application_class->activate = lan_application_activate;
  application_class->open = lan_application_open;
  application_class->shutdown = lan_application_shutdown;
}

static void
lan_application_init (LanApplication *self)
{
}

/* What was asked for on the command line. */
typedef struct
{
  char *profile;
  gboolean events;
  gboolean service;
  gboolean version;
  gboolean (*is_command) (const char *name);
  GPtrArray *files;              /* absolute paths; first the program, as g_application_run() wants it */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->profile);
  g_ptr_array_unref (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* A path from here means nothing to the window that runs already, which may have been started elsewhere. */
static gboolean
take_file (Options     *options,
           const char  *argument,
           GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (argument);
  const char *path = g_file_peek_path (file);

  if (options->is_command (argument))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 _("“%s” is a command, and comes first. See “landline --help”."), argument);
  else if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 _("“%s” is neither a command nor a file. See “landline --help”."), argument);
  else
    {
      g_ptr_array_add (options->files, g_strdup (path));
      return TRUE;
    }

  return FALSE;
}

static gboolean
parse (int          *argc,
       char       ***argv,
       const char   *commands,
       Options      *options,
       GError      **error)
{
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &options->profile, N_("A second Landline with settings and ports of its own"),
      N_("NAME") },
    { "events", 0, 0, G_OPTION_ARG_NONE, &options->events, N_("Print what happens as one JSON object a line"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_("Print the version and end"), NULL },
    /* how D-Bus starts us: the window opens when it is asked for */
    { "gapplication-service", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options->service, NULL, NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("[COMMAND … | FILE…]"));

  g_option_context_set_summary (context, _("Talk, serve pages and throw files on your own network"));
  g_option_context_set_description (context, commands);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  for (int i = 1; i < *argc; i++)
    if (!take_file (options, (*argv)[i], error))
      return FALSE;

  if (!lan_profile_is_valid (options->profile))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("The name of a profile has letters, digits and “_”, at most 32."));
      return FALSE;
    }

  return TRUE;
}

/**
 * lan_application_main:
 * @commands: what the subcommands are, for --help
 * @is_command: whether it is the name of one
 *
 * Runs the window.
 *
 * Returns: the exit status
 */
int
lan_application_main (int          argc,
                      char        *argv[],
                      const char  *commands,
                      gboolean   (*is_command) (const char *name))
{
  g_auto(Options) options = { .is_command = is_command, .files = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(LanApplication) application = NULL;

  g_ptr_array_add (options.files, g_strdup (argv[0]));
  if (!parse (&argc, &argv, commands, &options, &error))
    {
      g_printerr ("landline: %s\n", error->message);
      return EXIT_USAGE;
    }
  if (options.version)
    {
      g_print ("landline %s\n", PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }
  if (options.events)
    lan_events_enable ();

  if (!gtk_init_check ())
    {
      const char *command = g_getenv ("LANDLINE_COMMAND");   /* ./run, where that started us */

      g_printerr (_("There is no display for the window. Two ways on:\n"
                    "  the command line: %1$s serve FOLDER   (%1$s --help names all commands)\n"
                    "  a virtual display: xvfb-run -a %1$s   (on Debian: apt install xvfb xauth)\n"),
                  command != NULL ? command : "landline");
      return EXIT_FAILURE;
    }

  g_set_prgname (APP_ID);   /* Wayland finds the launcher, and with it the icon, by this */
  g_set_application_name ("Landline");
  gtk_window_set_default_icon_name (APP_ID);
  id = lan_profile_dup_app_id (options.profile);
  application = g_object_new (LAN_TYPE_APPLICATION,
                              "application-id", id,
                              "flags", G_APPLICATION_HANDLES_OPEN |
                                       (options.service ? G_APPLICATION_IS_SERVICE : G_APPLICATION_DEFAULT_FLAGS),
                              "resource-base-path", "/io/github/landline_app/Landline",
                              NULL);
  application->profile = g_steal_pointer (&options.profile);

  return g_application_run (G_APPLICATION (application), (int) options.files->len, (char **) options.files->pdata);
}
