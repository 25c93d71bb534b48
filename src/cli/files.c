/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/port-holder.h"
#include "cli/commands.h"
#include "files/queue.h"

static int port = LAN_FILES_PORT;
static char *folder;
static gboolean accept_all;

static const GOptionEntry port_entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Wait on this port"), "PORT" },
  { NULL },
};

static const GOptionEntry receive_entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Wait on this port"), "PORT" },
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("Put what arrives into this folder"), "FOLDER" },
  { "accept", 0, 0, G_OPTION_ARG_NONE, &accept_all, N_("Take everything without asking"), NULL },
  { NULL },
};

static const GOptionEntry fetch_entries[] = {
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_("Put what arrives into this folder"), "FOLDER" },
  { NULL },
};

/* --- What all of them show --- */

static void
show_progress (LanFilesTransfer *transfer)
{
  g_autofree char *status = lan_files_transfer_dup_status (transfer);
  gboolean over = lan_files_transfer_is_over (transfer);
  const char *path = lan_files_transfer_get_path (transfer);

  if (lan_command_is_json ())
    return;

  /* a line that is written over is for people at a terminal only */
  if (isatty (STDERR_FILENO))
    g_printerr ("\r\033[K%s: %s%s", lan_files_transfer_get_name (transfer), status, over ? "\n" : "");
  else if (over)
    g_printerr ("%s: %s\n", lan_files_transfer_get_name (transfer), status);
  if (over && lan_files_transfer_get_state (transfer) == LAN_FILES_DONE && lan_files_transfer_is_incoming (transfer))
    g_print ("%s\n", path);
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
  show_progress (transfer);
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

static void
start (LanNode          *node,
       LanFilesTransfer *transfer)
{
  lan_files_transfers_add (lan_node_get_transfers (node), transfer);
  lan_files_transfer_start (transfer);
}

static gboolean
check_port (void)
{
  if (port >= 1 && port <= G_MAXUINT16)
    return TRUE;

  lan_command_fail (_("A port is a number from 1 to 65535."));

  return FALSE;
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
  guint n_arguments = g_strv_length (arguments);
  g_autofree char *host = NULL;
  g_autoptr(GError) error = NULL;
  guint16 to_port;

  if (!lan_endpoint_parse (arguments[n_arguments - 1], LAN_FILES_PORT, &host, &to_port, &error))
    {
      lan_command_fail (error->message);
      return;
    }

  arguments[n_arguments - 1] = NULL;   /* the others are the files */
  g_signal_connect (lan_node_get_transfers (node), "changed", G_CALLBACK (on_changed), NULL);
  lan_command_on_interrupt (cancel_all);
  lan_files_queue_send (lan_node_get_transfers (node), (const char *const *) arguments, host, to_port);
}

const LanCommand lan_command_send = {
  .name = "send",
  .usage = "FILE… HOST[:PORT]",
  .summary = N_("Send files over plain TCP to somebody who receives, one connection a file"),
  .examples = "  landline send photo.png 192.168.1.7\n  (there: nc -l 9998 > photo.png)",
  .n_arguments_min = 2,
  .n_arguments_max = -1,
  .run = run_send,
};

/* --- offer FILE --- */

static void
run_offer (LanNode  *node,
           char    **arguments)
{
  g_autoptr(LanFilesTransfer) transfer = NULL;

  if (!check_port ())
    return;

  g_signal_connect (lan_node_get_transfers (node), "changed", G_CALLBACK (on_changed), NULL);
  lan_command_on_interrupt (cancel_all);
  transfer = lan_files_transfer_new_offer (arguments[0], (guint16) port);
  start (node, transfer);
}

const LanCommand lan_command_offer = {
  .name = "offer",
  .usage = "FILE",
  .summary = N_("Wait for the first who connects, and give them a file over plain TCP"),
  .examples = "  landline offer photo.png\n  (there: nc HOST 9998 > photo.png)",
  .entries = port_entries,
  .n_arguments_min = 1,
  .n_arguments_max = 1,
  .run = run_offer,
};

/* --- receive --- */

static LanFilesTransfer *asked;

static void ask_next (LanFilesTransfers *transfers);

static gboolean
on_answer (GObject  *source,
           gpointer  data)
{
  LanFilesTransfers *transfers = data;
  g_autoptr(LanFilesTransfer) transfer = g_steal_pointer (&asked);
  char answer[64];
  gssize got = read (STDIN_FILENO, answer, sizeof answer);

  /* Translators: the first letter of the word for yes, as it is asked for in "Accept? [y/N]" */
  if (got > 0 && g_ascii_tolower (answer[0]) == *_("y"))
    lan_files_transfer_start (transfer);
  else
    lan_files_transfer_decline (transfer);
  ask_next (transfers);

  return G_SOURCE_REMOVE;
}

static void
ask_next (LanFilesTransfers *transfers)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (transfers));

  for (guint i = n_items; i > 0 && asked == NULL; i--)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (transfers), i - 1);
      g_autoptr(GInputStream) input = NULL;
      g_autoptr(GSource) source = NULL;
      g_autofree char *status = NULL;

      if (lan_files_transfer_get_state (transfer) != LAN_FILES_ASKING)
        continue;

      status = lan_files_transfer_dup_status (transfer);
      if (!isatty (STDIN_FILENO))
        {
          g_printerr ("%s %s\n", status, _("Nobody is here to be asked, so it is declined; --accept takes everything."));
          lan_files_transfer_decline (transfer);
          return;
        }

      g_printerr ("%s %s ", status, _("Accept? [y/N]"));
      asked = g_object_ref (transfer);
      input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
      source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);
      g_source_set_callback (source, (GSourceFunc) (void (*) (void)) on_answer, transfers, NULL);
      g_source_attach (source, NULL);
    }
}

static void
on_incoming (LanFilesTransfers *transfers,
             LanFilesTransfer  *transfer)
{
  if (lan_files_transfer_get_state (transfer) == LAN_FILES_ASKING)
    ask_next (transfers);
  else
    show_progress (transfer);
}

static void
run_receive (LanNode  *node,
             char    **arguments)
{
  LanFilesReceiver *receiver = lan_node_get_receiver (node);
  g_autofree char *to = dup_folder ();

  if (!check_port ())
    return;

  g_signal_connect (lan_node_get_transfers (node), "changed", G_CALLBACK (on_incoming), NULL);
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
    g_printerr (_("Waiting on port %1$u; files go to %2$s. Ctrl+C ends.\n"), port, to);
}

const LanCommand lan_command_receive = {
  .name = "receive",
  .usage = "",
  .summary = N_("Wait for files over plain TCP, until Ctrl+C"),
  .examples = "  landline receive\n  landline receive --accept --to ~/Downloads\n  (there: nc -N HOST 9998 < photo.png)",
  .entries = receive_entries,
  .n_arguments_min = 0,
  .n_arguments_max = 0,
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
  g_autoptr(LanFilesTransfer) transfer = NULL;
  guint16 from_port;

  if (!lan_endpoint_parse (arguments[0], LAN_FILES_PORT, &host, &from_port, &error))
    {
      lan_command_fail (error->message);
      return;
    }

  g_signal_connect (lan_node_get_transfers (node), "changed", G_CALLBACK (on_changed), NULL);
  lan_command_on_interrupt (cancel_all);
  transfer = lan_files_transfer_new_fetch (host, from_port, to);
  start (node, transfer);
}

const LanCommand lan_command_fetch = {
  .name = "fetch",
  .usage = "HOST[:PORT]",
  .summary = N_("Get a file over plain TCP from somebody who offers it"),
  .examples = "  landline fetch 192.168.1.7\n  (there: nc -lN 9998 < photo.png)",
  .entries = fetch_entries,
  .n_arguments_min = 1,
  .n_arguments_max = 1,
  .run = run_fetch,
};
