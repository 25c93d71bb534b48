/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/commands.h"
#include "cli/terminal.h"

static double repeat_seconds = NAN;   /* not asked for */
static char *to_address;
static char *by_interface;

static const GOptionEntry say_entries[] = {
  { "to", 0, 0, G_OPTION_ARG_STRING, &to_address, N_("Send to this address only"), N_("ADDRESS[:PORT]") },
  { "interface", 0, 0, G_OPTION_ARG_STRING, &by_interface, N_("Send by this network interface only"), N_("NAME") },
  { "repeat", 0, 0, G_OPTION_ARG_DOUBLE, &repeat_seconds, N_("Say it again every so many seconds, until Ctrl+C"), N_("SECONDS") },
  { NULL },
};

static void
on_said (LanChatRoom    *chat,
         LanChatMessage *message)
{
  if (!lan_command_is_json ())
    lan_terminal_print ("%s\n", lan_chat_message_get_route (message));
}

static gboolean
set_target (LanChatRoom  *chat,
            GError      **error)
{
  g_autofree char *target = NULL;

  if (to_address != NULL)
    target = g_strconcat ("address:", to_address, NULL);
  else if (by_interface != NULL)
    target = g_strconcat ("interface:", by_interface, NULL);

  return target == NULL || lan_chat_room_set_target (chat, target, error);
}

static gboolean
say (LanChatRoom  *chat,
     const char   *text,
     GError      **error)
{
  if (!isnan (repeat_seconds))
    return lan_chat_room_start_repeating (chat, text, repeat_seconds, error);

  return lan_chat_room_say (chat, text, error);
}

static void
run_say (LanNode  *node,
         char    **arguments)
{
  LanChatRoom *chat = lan_node_get_chat (node);
  g_autofree char *text = g_strjoinv (" ", arguments);
  g_autoptr(GError) error = NULL;

  if (*text == '\0')
    {
      lan_command_refuse (_("There is nothing to say."));
      return;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      lan_command_refuse (_("The text is not UTF-8, which is what everyone here reads."));
      return;
    }
  if (!isnan (repeat_seconds) &&
      !(repeat_seconds >= LAN_CHAT_REPEAT_SECONDS_MIN && repeat_seconds <= LAN_CHAT_REPEAT_SECONDS_MAX))
    {
      lan_command_refuse (_("A message can be repeated every 0.1 to 3600 seconds."));
      return;
    }
  if (!set_target (chat, &error))
    {
      lan_command_refuse (error->message);
      return;
    }

  g_signal_connect (chat, "said", G_CALLBACK (on_said), NULL);
  if (!say (chat, text, &error))
    {
      lan_command_fail (error->message);
      return;
    }

  if (lan_chat_room_get_warning (chat) != NULL)
    lan_terminal_tell ("%s", lan_chat_room_get_warning (chat));
  if (!lan_chat_room_is_repeating (chat))
    lan_command_end (LAN_EXIT_OK);
}

const LanCommand lan_command_say = {
  .name = "say",
  .usage = N_("TEXT"),
  .summary = N_("Say something to everyone on the network (UDP broadcast)"),
  .examples = N_("  landline say hello\n  landline say --repeat 2 来呀,带你去看晴空万里"),
  .entries = say_entries,
  .n_arguments_min = 1,
  .n_arguments_max = -1,
  .endless = TRUE,
  .run = run_say,
};

static int listen_port = LAN_CHAT_PORT;

static const GOptionEntry listen_entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &listen_port, N_("Listen on this port"), N_("PORT") },
  { NULL },
};

/* A message of several lines stays within its own: the next cannot pose as another message. */
static char *
dup_shown (LanChatMessage *message)
{
  const char *text = lan_chat_message_get_text (message);
  g_autoptr(GString) shown = NULL;

  if (*text == '\0')
    return g_strdup (_("(empty datagram)"));

  shown = g_string_new (text);
  g_string_replace (shown, "\n", "\n          ", 0);
  if (!lan_chat_message_is_utf8 (message))
    g_string_append_printf (shown, "  (%s)", _("not UTF-8"));

  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static void
on_heard (LanChatRoom    *chat,
          LanChatMessage *message)
{
  g_autofree char *time = g_date_time_format (lan_chat_message_get_time (message), "%H:%M:%S");
  g_autofree char *shown = dup_shown (message);

  if (!lan_command_is_json ())
    lan_terminal_print ("%s  %s  %s\n", time, lan_chat_message_get_sender (message), shown);
}

static void
on_folded (LanChatRoom    *chat,
           LanChatMessage *message)
{
  const char *sender = lan_chat_message_get_sender (message);
  guint count = lan_chat_message_get_count (message);

  if (lan_command_is_json ())
    return;

  if (sender != NULL)
    lan_terminal_print (_("          %1$'u so far from %2$s come too fast to be shown\n"), count, sender);
  else
    lan_terminal_print (_("          %'u so far from many addresses come too fast to be shown\n"), count);
}

static void
on_state (LanChatRoom *chat)
{
  const char *problem = lan_chat_room_get_problem (chat);

  if (lan_chat_room_get_state (chat) == LAN_CHAT_FAILED)
    lan_command_fail (problem);
  else if (problem != NULL)
    lan_terminal_tell ("%s", problem);
  else if (!lan_command_is_json ())
    lan_terminal_tell (_("Listening on port %u. Ctrl+C ends."), lan_chat_room_get_port (chat));
}

static void
on_firewall (LanChatRoom *chat)
{
  g_autofree char *sentence = lan_chat_room_dup_firewall_sentence (chat);

  if (sentence != NULL)
    g_printerr ("%s\n", sentence);
}

static void
end_listening (LanNode *node)
{
  LanChatRoom *chat = lan_node_get_chat (node);
  guint64 heard = lan_chat_room_get_n_heard (chat);
  guint64 lost = lan_chat_room_get_kernel_drops (chat) + lan_chat_room_get_queue_drops (chat);

  lan_terminal_tell (ngettext ("%lu message heard", "%lu messages heard", (gulong) heard), (gulong) heard);
  if (lost > 0)
    lan_terminal_tell (ngettext ("%lu lost", "%lu lost", (gulong) lost), (gulong) lost);
  lan_command_end (LAN_EXIT_OK);
}

static void
run_listen (LanNode  *node,
            char    **arguments)
{
  LanChatRoom *chat = lan_node_get_chat (node);

  if (!lan_command_check_port (listen_port))
    return;

  g_signal_connect (chat, "heard", G_CALLBACK (on_heard), NULL);
  g_signal_connect (chat, "folded", G_CALLBACK (on_folded), NULL);
  g_signal_connect (chat, "notify::state", G_CALLBACK (on_state), NULL);
  g_signal_connect (chat, "notify::firewall", G_CALLBACK (on_firewall), NULL);
  lan_command_on_interrupt (end_listening);
  lan_chat_room_set_port (chat, (guint16) listen_port);
  lan_chat_room_set_listening (chat, TRUE);
}

const LanCommand lan_command_listen = {
  .name = "listen",
  .usage = "",
  .summary = N_("Print what is said on the network, until Ctrl+C"),
  .examples = N_("  landline listen\n  landline listen --json"),
  .entries = listen_entries,
  .n_arguments_min = 0,
  .n_arguments_max = 0,
  .endless = TRUE,
  .run = run_listen,
};
