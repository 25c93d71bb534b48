/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include "cli/commands.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

#include "node/events.h"

static const LanCommand *const commands[] = {
  &lan_command_say,
  &lan_command_listen,
  &lan_command_serve,
  &lan_command_send,
  &lan_command_offer,
  &lan_command_receive,
  &lan_command_fetch,
};

static GMainLoop *loop;
static int exit_status;
static gboolean ended;
static gboolean json;
static void (*interrupted) (LanNode *node);

static const LanCommand *
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];

  return NULL;
}

/**
 * lan_commands_has:
 *
 * Returns: whether @name is a subcommand
 */
gboolean
lan_commands_has (const char *name)
{
  return find (name) != NULL;
}

/**
 * lan_commands_dup_list:
 *
 * Returns: (transfer full): the subcommands with their sentences, for --help
 */
char *
lan_commands_dup_list (void)
{
  g_autoptr(GString) list = g_string_new (_("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (list, "\n  %-8s %s", commands[i]->name, _(commands[i]->summary));
  g_string_append_printf (list, "\n\n%s", _("“landline COMMAND --help” tells more about each."));

  return g_string_free (g_steal_pointer (&list), FALSE);
}

/**
 * lan_command_end:
 *
 * The command is done; the first status counts.
 */
void
lan_command_end (int status)
{
  if (!ended)
    exit_status = status;
  ended = TRUE;
  if (loop != NULL)
    g_main_loop_quit (loop);
}

/**
 * lan_command_fail:
 * @sentence: translated; what went wrong and what helps
 *
 * Says so, and ends with %LAN_EXIT_FAILED.
 */
void
lan_command_fail (const char *sentence)
{
  g_printerr ("landline: %s\n", sentence);
  lan_command_end (LAN_EXIT_FAILED);
}

/**
 * lan_command_is_json:
 *
 * Returns: whether the standard output is for programs (--json), and nothing else may be written there
 */
gboolean
lan_command_is_json (void)
{
  return json;
}

/**
 * lan_command_on_interrupt:
 * @callback: called at Ctrl+C, instead of ending at once with success
 */
void
lan_command_on_interrupt (void (*callback) (LanNode *node))
{
  interrupted = callback;
}

static gboolean
on_signal (gpointer data)
{
  if (interrupted != NULL)
    interrupted (data);
  else
    lan_command_end (LAN_EXIT_OK);

  return G_SOURCE_CONTINUE;
}

static gboolean
parse (const LanCommand   *command,
       int                *argc,
       char             ***argv,
       GError            **error)
{
  const GOptionEntry shared[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print one JSON object a line, for programs"), NULL },
    { NULL },
  };
  g_autofree char *program = g_strdup_printf ("landline %s", command->name);
  g_autofree char *description = g_strdup_printf ("%s\n%s", _("Examples:"), command->examples);
  g_autoptr(GOptionContext) context = g_option_context_new (command->usage);
  int n_arguments;

  g_set_prgname (program);
  g_option_context_set_summary (context, _(command->summary));
  g_option_context_set_description (context, description);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (command->entries != NULL)
    g_option_context_add_main_entries (context, command->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, shared, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  /* "--" ends the options and is no argument */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      (*argv)++;
      (*argc)--;
    }
  n_arguments = *argc - 1;
  if (n_arguments < command->n_arguments_min || (command->n_arguments_max >= 0 && n_arguments > command->n_arguments_max))
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, help);
      return FALSE;
    }

  return TRUE;
}

/**
 * lan_commands_run:
 * @argv: the subcommand's name first
 *
 * Returns: the exit status
 */
int
lan_commands_run (int   argc,
                  char *argv[])
{
  const LanCommand *command = find (argv[0]);
  g_autoptr(GError) error = NULL;
  g_autoptr(LanNode) node = NULL;
  guint sources[2];

  if (!parse (command, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return LAN_EXIT_USAGE;
    }

  if (json)
    lan_events_enable ();
  node = lan_node_new_for_command (&error);
  if (node == NULL)
    {
      g_printerr ("landline: %s\n", error->message);
      return LAN_EXIT_FAILED;
    }

  sources[0] = g_unix_signal_add (SIGINT, on_signal, node);
  sources[1] = g_unix_signal_add (SIGTERM, on_signal, node);
  command->run (node, argv + 1);
  if (!ended)
    {
      loop = g_main_loop_new (NULL, FALSE);
      g_main_loop_run (loop);
      g_clear_pointer (&loop, g_main_loop_unref);
    }
  g_source_remove (sources[0]);
  g_source_remove (sources[1]);

  return exit_status;
}
