/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-node"

#include "node/reporter.h"

#include "node/events.h"

/* What the rooms say, as events: the same for the window's --events and the commands' --json. All of them, the
 * widgets' own too, stand in doc/events.md; a test compares. */

static void
on_said (LanChatRoom    *room,
         LanChatMessage *message)
{
  lan_events_emit ("chat.said",
                   "text", "s", lan_chat_message_get_text (message),
                   "route", "s", lan_chat_message_get_route (message),
                   "datagrams", "i", (gint64) lan_chat_message_get_n_datagrams (message),
                   NULL);
}

static void
on_heard (LanChatRoom    *room,
          LanChatMessage *message)
{
  if (!lan_events_is_enabled ())   /* making the text takes time */
    return;

  lan_events_emit ("chat.heard",
                   "from", "s", lan_chat_message_get_sender (message),
                   "port", "i", (gint64) lan_chat_message_get_sender_port (message),
                   "text", "s", lan_chat_message_get_text (message),
                   "utf8", "b", lan_chat_message_is_utf8 (message),
                   "bytes", "i", (gint64) g_bytes_get_size (lan_chat_message_get_bytes (message)),
                   "interface", "s", lan_chat_message_get_interface (message),
                   "cast", "s", lan_chat_message_is_unicast (message) ? "unicast" : "broadcast",
                   "own_host", "b", lan_chat_message_is_own_host (message),
                   NULL);
}

static void
on_folded (LanChatRoom    *room,
           LanChatMessage *message)
{
  lan_events_emit ("chat.fold",
                   "from", "s", lan_chat_message_get_sender (message),
                   "count", "i", (gint64) lan_chat_message_get_count (message),
                   NULL);
}

static void
on_unanswered (LanChatRoom *room)
{
  lan_events_emit ("chat.unanswered", NULL);
}

static void
on_chat_state (LanChatRoom *room)
{
  lan_events_emit ("chat.state",
                   "state", "s", lan_chat_room_get_state_nick (room),
                   "port", "i", (gint64) lan_chat_room_get_port (room),
                   "problem", "s", lan_chat_room_get_problem (room),
                   NULL);
}

static void
on_chat_target (LanChatRoom *room)
{
  g_autofree char *destination = lan_chat_room_dup_destination (room);

  lan_events_emit ("chat.target",
                   "target", "s", lan_chat_room_get_target (room),
                   "destination", "s", destination,
                   "warning", "s", lan_chat_room_get_warning (room),
                   NULL);
}

static void
on_chat_repeating (LanChatRoom *room)
{
  lan_events_emit ("chat.repeat",
                   "repeating", "b", lan_chat_room_is_repeating (room),
                   "paused", "b", lan_chat_room_is_repeat_paused (room),
                   "text", "s", lan_chat_room_get_repeated (room),
                   NULL);
}

static void
on_chat_dropped (LanChatRoom *room)
{
  lan_events_emit ("chat.lost",
                   "kernel", "i", (gint64) lan_chat_room_get_kernel_drops (room),
                   "queue", "i", (gint64) lan_chat_room_get_queue_drops (room),
                   NULL);
}

static void
on_chat_firewall (LanChatRoom *room)
{
  const LanFirewall *firewall = lan_chat_room_get_firewall (room);

  lan_events_emit ("chat.firewall",
                   "name", "s", firewall != NULL ? firewall->name : NULL,
                   "command", "s", firewall != NULL ? firewall->command : NULL,
                   NULL);
}

static void
on_web_changed (LanWebHost *web)
{
  g_autofree char *address = lan_web_host_dup_address (web);

  lan_events_emit ("web.state",
                   "running", "b", lan_web_host_is_running (web),
                   "shared", "b", lan_web_host_get_shared (web),
                   "reachable", "b", lan_web_host_is_reachable (web),
                   "address", "s", address,
                   "port", "i", (gint64) lan_web_host_get_port (web),
                   "folder", "s", lan_web_host_get_folder (web),
                   "problem", "s", lan_web_host_get_problem (web),
                   "suggested_port", "i", (gint64) lan_web_host_get_suggested_port (web),
                   NULL);
}

static void
on_recorded (LanWebExchangeLog *log,
             LanWebExchange    *exchange)
{
  LanHttpRecord *record = lan_web_exchange_get_record (exchange);
  g_autofree char *problem = lan_web_exchange_dup_problem (exchange);
  g_autofree char *request = g_base64_encode (record->request, record->request_kept);
  g_autofree char *response = NULL;
  g_autoptr(GBytes) sent = record->finished ? lan_http_record_dup_response (record) : NULL;

  if (sent != NULL)
    response = g_base64_encode (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  lan_events_emit ("web.request",
                   "id", "i", (gint64) record->id,
                   "connection", "i", (gint64) record->connection,
                   "client", "s", record->client,
                   "kind", "s", lan_web_exchange_get_kind_nick (exchange),
                   "finished", "b", record->finished,
                   "method", "s", record->method,
                   "target", "s", record->target,
                   "status", "i", (gint64) record->status,
                   "request_size", "i", (gint64) record->request_size,
                   "response_size", "i", (gint64) record->response_size,
                   "duration_us", "i", record->duration_us,
                   "problem", "s", problem,
                   "request", "s", request,
                   "response", "s", response,
                   NULL);
}

static void
on_transfer_changed (LanFilesTransfers *transfers,
                     LanFilesTransfer  *transfer)
{
  const GError *error = lan_files_transfer_get_error (transfer);

  lan_events_emit ("files.transfer",
                   "id", "i", (gint64) lan_files_transfer_get_id (transfer),
                   "role", "s", lan_files_transfer_get_role_nick (transfer),
                   "state", "s", lan_files_transfer_get_state_nick (transfer),
                   "name", "s", lan_files_transfer_get_name (transfer),
                   "peer", "s", lan_files_transfer_get_peer (transfer),
                   "size", "i", lan_files_transfer_get_size (transfer),
                   "done", "i", (gint64) lan_files_transfer_get_done (transfer),
                   "speed", "i", (gint64) lan_files_transfer_get_speed (transfer),
                   "seconds_left", "i", lan_files_transfer_get_seconds_left (transfer),
                   "path", "s", lan_files_transfer_get_path (transfer),
                   "error", "s", error != NULL ? error->message : NULL,
                   NULL);
}

static void
on_receiver_changed (LanFilesReceiver *receiver)
{
  lan_events_emit ("files.receiver",
                   "open", "b", lan_files_receiver_is_open (receiver),
                   "listening", "b", lan_files_receiver_is_listening (receiver),
                   "accept_all", "b", lan_files_receiver_get_accept_all (receiver),
                   "folder", "s", lan_files_receiver_get_folder (receiver),
                   "port", "i", (gint64) lan_files_receiver_get_port (receiver),
                   "problem", "s", lan_files_receiver_get_problem (receiver),
                   NULL);
}

static void
on_visibility_changed (LanVisibility *visibility)
{
  lan_events_emit ("network",
                   "name", "s", lan_visibility_get_network_name (visibility),
                   "state", "s", lan_visibility_get_state_nick (visibility),
                   NULL);
}

/**
 * lan_reporter_attach:
 *
 * Tells what happens in @node as events (lan_events_emit()), for as long as it lives.
 */
void
lan_reporter_attach (LanNode *node)
{
  LanChatRoom *chat = lan_node_get_chat (node);
  LanWebHost *web = lan_node_get_web (node);

  g_signal_connect (chat, "said", G_CALLBACK (on_said), NULL);
  g_signal_connect (chat, "heard", G_CALLBACK (on_heard), NULL);
  g_signal_connect (chat, "folded", G_CALLBACK (on_folded), NULL);
  g_signal_connect (chat, "unanswered", G_CALLBACK (on_unanswered), NULL);
  g_signal_connect (chat, "notify::state", G_CALLBACK (on_chat_state), NULL);
  g_signal_connect (chat, "notify::target", G_CALLBACK (on_chat_target), NULL);
  g_signal_connect (chat, "notify::warning", G_CALLBACK (on_chat_target), NULL);
  g_signal_connect (chat, "notify::repeating", G_CALLBACK (on_chat_repeating), NULL);
  g_signal_connect (chat, "notify::dropped", G_CALLBACK (on_chat_dropped), NULL);
  g_signal_connect (chat, "notify::firewall", G_CALLBACK (on_chat_firewall), NULL);
  g_signal_connect (web, "changed", G_CALLBACK (on_web_changed), NULL);
  /* the log makes objects of its rows only for who follows them all */
  if (lan_events_is_enabled ())
    g_signal_connect (lan_web_host_get_log (web), "recorded", G_CALLBACK (on_recorded), NULL);
  g_signal_connect (lan_node_get_transfers (node), "changed", G_CALLBACK (on_transfer_changed), NULL);
  g_signal_connect (lan_node_get_receiver (node), "changed", G_CALLBACK (on_receiver_changed), NULL);
  if (lan_node_get_visibility (node) != NULL)
    g_signal_connect (lan_node_get_visibility (node), "changed", G_CALLBACK (on_visibility_changed), NULL);
}
