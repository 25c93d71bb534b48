/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/port-holder.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "files/queue.h"

static int port = LAN_FILES_PORT;
static char *folder;
static gboolean accept_all;

static const GOptionEntry port_entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Wait on this port"), N_("PORT") },
  { NULL },
};

static const GOptionEntry receive_entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Wait on this port"), N_("PORT") },
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("Put what arrives into this folder"), N_("FOLDER") },
  { "accept", 0, 0, G_OPTION_ARG_NONE, &accept_all, N_("Take everything without asking"), NULL },
  { NULL },
};

static const GOptionEntry fetch_entries[] = {
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("Put what arrives into this folder"), N_("FOLDER") },
  { NULL },
};

/* --- What all of them show --- */

static void
show (LanFilesTransfer *transfer)
{
  g_autofree char *status = lan_files_transfer_dup_status (transfer);
  g_autofree char *line = g_strdup_printf ("%s: %s", lan_files_transfer_get_name (transfer), status);

  if (lan_command_is_json ())
    return;

  if (!lan_files_transfer_is_over (transfer))
    {
      lan_terminal_show_last (line);
      return;
    }

  lan_terminal_tell ("%s", line);
  if (lan_files_transfer_get_state (transfer) == LAN_FILES_DONE && lan_files_transfer_is_incoming (transfer))
    lan_terminal_print_path (lan_files_transfer_get_path (transfer));
}

/* Ends when all are over; well only if all went well. */
static void
end_if_all_over (LanFilesTransfers *transfers)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (transfers));
  int status = LAN_EXIT_OK;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (transfers), i);

      if (!lan_files_transfer_is_over (transfer))
        return;
      if (lan_files_transfer_get_state (transfer) != LAN_FILES_DONE)
        status = LAN_EXIT_FAILED;
    }

  lan_command_end (status);
}

static void
on_changed (LanFilesTransfers *transfers,
            LanFilesTransfer  *transfer)
{
  show (transfer);
  if (lan_files_transfer_is_over (transfer))
    end_if_all_over (transfers);
}

static void
cancel_all (LanNode *node)
{
  LanFilesTransfers *transfers = lan_node_get_transfers (node);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (transfers));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (transfers), i);

      lan_files_transfer_cancel (transfer);
    }
}

static char *
dup_folder (void)
{
  return g_canonicalize_filename (folder != NULL ? folder : ".", NULL);
}

/* --- send FILE… HOST[:PORT] --- */

static void
run_send (LanNode  *node,
          char    **arguments)
{
  LanFilesTransfers *transfers = lan_node_get_transfers (node);
  guint last = g_strv_length (arguments) - 1;
  const char *to = arguments[last];
  g_autofree char *host = NULL;
  g_autoptr(GError) error = NULL;
  guint16 to_port;

  if (!lan_endpoint_parse (to, LAN_FILES_PORT, &host, &to_port, &error))
    {
      lan_command_refuse (error->message);
      return;
    }

  arguments[last] = NULL;   /* the others are what to send */
  g_signal_connect (transfers, "changed", G_CALLBACK (on_changed), NULL);
  lan_command_on_interrupt (cancel_all);
  lan_files_queue_send (transfers, (const char *const *) arguments, host, to_port);
}

const LanCommand lan_command_send = {
  .name = "send",
  .usage = N_("FILE… HOST[:PORT]"),
  .summary = N_("Send files over plain TCP to somebody who receives, one connection a file"),
  .examples = N_("  landline send photo.png 192.168.1.7\n  (there: nc -l 9998 > photo.png)"),
  .n_arguments_min = 2,
  .n_arguments_max = -1,
  .run = run_send,
};

/* --- offer FILE --- */

static void
run_offer (LanNode  *node,
           char    **arguments)
{
  if (!lan_command_check_port (port))
    return;

  g_signal_connect (lan_node_get_transfers (node), "changed", G_CALLBACK (on_changed), NULL);
  lan_command_on_interrupt (cancel_all);
  lan_files_transfers_begin (lan_node_get_transfers (node), lan_files_transfer_new_offer (arguments[0], (guint16) port));
}

const LanCommand lan_command_offer = {
  .name = "offer",
  .usage = N_("FILE"),
  .summary = N_("Wait for the first who connects, and give them a file over plain TCP"),
  .examples = N_("  landline offer photo.png\n  (there: nc HOST 9998 > photo.png)"),
  .entries = port_entries,
  .n_arguments_min = 1,
  .n_arguments_max = 1,
  .run = run_offer,
};

/* --- receive --- */

/* The one that the person at the terminal is asked about. */
static LanFilesTransfer *asked;

static void
ask (void)
{
  g_autofree char *status = lan_files_transfer_dup_status (asked);

  lan_terminal_tell ("%s", status);
  lan_terminal_ask (_("Accept? [y/N]"));
}

static void
ask_next (LanFilesTransfers *transfers)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (transfers));

  if (asked != NULL)
    return;

  /* oldest first */
  for (guint i = n_items; i > 0 && asked == NULL; i--)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (transfers), i - 1);

      if (lan_files_transfer_get_state (transfer) == LAN_FILES_ASKING)
        asked = g_steal_pointer (&transfer);
    }
  if (asked != NULL)
    ask ();
}

static gboolean
on_answer (int          fd,
           GIOCondition condition,
           gpointer     data)
{
  LanFilesTransfers *transfers = data;
  g_autoptr(LanFilesTransfer) transfer = g_steal_pointer (&asked);
  char answer[64];
  gssize got = read (fd, answer, sizeof answer);

  if (transfer != NULL)
    {
      /* Translators: the first letter of the word for yes, as it is asked for in "Accept? [y/N]" */
      if (got > 0 && g_ascii_tolower (answer[0]) == *_("y"))
        lan_files_transfer_start (transfer);
      else
        lan_files_transfer_decline (transfer);
      ask_next (transfers);
    }

  return (condition & G_IO_HUP) == 0;
}

static void
decline (LanFilesTransfer *transfer)
{
  g_autofree char *status = lan_files_transfer_dup_status (transfer);

  lan_terminal_tell ("%s %s", status, _("Nobody is here to be asked, so it is declined; --accept takes everything."));
  lan_files_transfer_decline (transfer);
}

static void
on_incoming (LanFilesTransfers *transfers,
             LanFilesTransfer  *transfer)
{
  gboolean asks = lan_files_transfer_get_state (transfer) == LAN_FILES_ASKING;

  if (asks && !isatty (STDIN_FILENO))
    decline (transfer);
  else if (asks)
    ask_next (transfers);
  else if (asked == NULL)
    show (transfer);
  else if (lan_files_transfer_is_over (transfer))
    {
      show (transfer);
      if (transfer != asked)
        {
          ask ();
          return;
        }

      /* who sends did not wait for the answer */
      g_clear_object (&asked);
      ask_next (transfers);
    }
}

static void
run_receive (LanNode  *node,
             char    **arguments)
{
  LanFilesReceiver *receiver = lan_node_get_receiver (node);
  LanFilesTransfers *transfers = lan_node_get_transfers (node);
  g_autofree char *to = dup_folder ();

  if (!lan_command_check_port (port))
    return;

  g_signal_connect (transfers, "changed", G_CALLBACK (on_incoming), NULL);
  if (isatty (STDIN_FILENO) && !accept_all)
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_answer, transfers);
  lan_files_receiver_set_folder (receiver, to);
  lan_files_receiver_set_accept_all (receiver, accept_all);
  lan_files_receiver_set_port (receiver, (guint16) port);
  lan_files_receiver_set_open (receiver, TRUE);
  if (lan_files_receiver_get_problem (receiver) != NULL)
    {
      g_autofree char *holder = lan_port_holder_find (LAN_PORT_TCP, (guint16) port);
      g_autofree char *sentence = NULL;

      if (holder != NULL)
        sentence = g_strdup_printf (_("Port %1$d is used by %2$s. Choose another with --port."), port, holder);
      lan_command_fail (holder != NULL ? sentence : lan_files_receiver_get_problem (receiver));
    }
  else if (!lan_command_is_json ())
    lan_terminal_tell (_("Waiting on port %1$u; files go to %2$s. Ctrl+C ends."), port, to);
}

const LanCommand lan_command_receive = {
  .name = "receive",
  .usage = "",
  .summary = N_("Wait for files over plain TCP, until Ctrl+C"),
  .examples = N_("  landline receive\n  landline receive --accept --to ~/Downloads\n  (there: nc -N HOST 9998 < photo.png)"),
  .entries = receive_entries,
  .n_arguments_min = 0,
  .n_arguments_max = 0,
  .endless = TRUE,
  .run = run_receive,
};

/* --- fetch HOST[:PORT] --- */

static void
run_fetch (LanNode  *node,
           char    **arguments)
{
  g_autofree char *host = NULL;
  g_autofree char *to = dup_folder ();
  g_autoptr(GError) error = NULL;
  guint16 from_port;

  if (!lan_endpoint_parse (arguments[0], LAN_FILES_PORT, &host, &from_port, &error))
    {
      lan_command_refuse (error->message);
      return;
    }

  g_signal_connect (lan_node_get_transfers (node), "changed", G_CALLBACK (on_changed), NULL);
  lan_command_on_interrupt (cancel_all);
  lan_files_transfers_begin (lan_node_get_transfers (node), lan_files_transfer_new_fetch (host, from_port, to));
}

const LanCommand lan_command_fetch = {
  .name = "fetch",
  .usage = N_("HOST[:PORT]"),
  .summary = N_("Get a file over plain TCP from somebody who offers it"),
  .examples = N_("  landline fetch 192.168.1.7\n  (there: nc -lN 9998 < photo.png)"),
  .entries = fetch_entries,
  .n_arguments_min = 1,
  .n_arguments_max = 1,
  .run = run_fetch,
};
