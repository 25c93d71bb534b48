/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include "cli/commands.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "cli/terminal.h"
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
static void (*on_interrupt) (LanNode *node);
static gboolean interrupted;

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
 * lan_commands_explain:
 *
 * Where there is no window: answers --help, and whatever else is no subcommand.
 *
 * Returns: the exit status
 */
int
lan_commands_explain (int   argc,
                      char *argv[])
{
  g_autofree char *list = lan_commands_dup_list ();

  if (argc > 1 && !g_str_equal (argv[1], "--help") && !g_str_equal (argv[1], "-h"))
    {
      lan_terminal_tell (_("landline: “%s” is no command. See “landline --help”."), argv[1]);
      return LAN_EXIT_USAGE;
    }

  g_print ("%s\n\n%s\n", _("Usage: landline COMMAND …"), list);

  return argc > 1 ? LAN_EXIT_OK : LAN_EXIT_USAGE;
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
  lan_terminal_tell ("landline: %s", sentence);
  lan_events_emit ("failed", "problem", "s", sentence, NULL);
  lan_command_end (LAN_EXIT_FAILED);
}

/**
 * lan_command_refuse:
 * @sentence: translated; what cannot be understood and what can
 *
 * Says so, and where to read how it is written, and ends with %LAN_EXIT_USAGE.
 */
void
lan_command_refuse (const char *sentence)
{
  lan_terminal_tell ("landline: %s", sentence);
  lan_terminal_tell (_("See “%s --help”."), g_get_prgname ());
  lan_events_emit ("failed", "problem", "s", sentence, NULL);
  lan_command_end (LAN_EXIT_USAGE);
}

/**
 * lan_command_check_port:
 *
 * Returns: whether @port is one; if not, that was said
 */
gboolean
lan_command_check_port (int port)
{
  if (port >= 1 && port <= G_MAXUINT16)
    return TRUE;

  lan_command_refuse (_("A port is a number from 1 to 65535."));

  return FALSE;
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
  on_interrupt = callback;
}

static void
interrupt (LanNode *node)
{
  lan_terminal_clear_last ();
  /* who asks twice does not want to wait for a tidy end */
  if (interrupted)
    lan_command_end (LAN_EXIT_FAILED);
  else if (on_interrupt != NULL)
    on_interrupt (node);
  else
    lan_command_end (LAN_EXIT_OK);
  interrupted = TRUE;
}

static gboolean
on_signal (gpointer data)
{
  interrupt (data);

  return G_SOURCE_CONTINUE;
}

/* "landline listen | head" */
static gboolean
on_reader_gone (int          fd,
                GIOCondition condition,
                gpointer     data)
{
  interrupt (data);

  return G_SOURCE_REMOVE;
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
  const char *usage = *command->usage != '\0' ? _(command->usage) : "";   /* of "" the translation is the file's header */
  g_autofree char *syntax = g_strchomp (g_strdup_printf ("%s %s", program, usage));
  g_autofree char *description = g_strdup_printf ("%s\n%s\n\n%s", _("Examples:"), _(command->examples),
                                                  _("Exit status: 0 done, 1 failed or cancelled, 2 not understood."));
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
  if (n_arguments < command->n_arguments_min)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("Something is missing. It is written “%s”."), syntax);
  else if (command->n_arguments_max >= 0 && n_arguments > command->n_arguments_max)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("“%1$s” is too much. It is written “%2$s”."),
                 (*argv)[command->n_arguments_max + 1], syntax);
  else
    return TRUE;

  return FALSE;
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
  static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP };

  if (!parse (command, &argc, &argv, &error))
    {
      lan_command_refuse (error->message);
      return LAN_EXIT_USAGE;
    }

  if (json)
    lan_events_enable ();
  node = lan_node_new_for_command (&error);
  if (node == NULL)
    {
      lan_command_fail (error->message);
      return LAN_EXIT_FAILED;
    }

  loop = g_main_loop_new (NULL, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    g_unix_signal_add (ending_signals[i], on_signal, node);
  /* without a reader to print for, what was begun is still ended well */
  signal (SIGPIPE, SIG_IGN);
  if (command->endless)
    g_unix_fd_add (STDOUT_FILENO, G_IO_ERR | G_IO_HUP, on_reader_gone, node);

  command->run (node, argv + 1);
  if (!ended)
    g_main_loop_run (loop);
  g_clear_pointer (&loop, g_main_loop_unref);

  return exit_status;
}
