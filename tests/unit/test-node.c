/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <json-glib/json-glib.h>

#include "node/events.h"
#include "node/node.h"
#include "node/settings.h"
#include "private-network.h"
#include "wait-until.h"

/* --- What is printed meanwhile --- */

static int printed = -1, before = -1;

static void
catch_output (void)
{
  fflush (stdout);
  before = dup (STDOUT_FILENO);
  printed = open ("/tmp", O_TMPFILE | O_RDWR, 0600);
  assert_true (printed >= 0);
  dup2 (printed, STDOUT_FILENO);
}

static char *
release_output (void)
{
  off_t size;
  char *text;

  fflush (stdout);
  size = lseek (printed, 0, SEEK_END);
  text = g_malloc0 ((gsize) size + 1);
  g_assert_cmpint (pread (printed, text, (gsize) size, 0), ==, size);
  dup2 (before, STDOUT_FILENO);
  close (before);
  close (printed);

  return text;
}

/* The last line of that event, or NULL. */
static JsonObject *
find_event (const char *text,
            const char *event)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  JsonObject *found = NULL;

  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr(JsonNode) node = json_from_string (lines[i], NULL);

      if (node == NULL)
        fail_msg ("no JSON: %s", lines[i]);
      if (strcmp (json_object_get_string_member (json_node_get_object (node), "event"), event) == 0)
        {
          g_clear_pointer (&found, json_object_unref);
          found = json_node_dup_object (node);
        }
    }

  return found;
}

static void
an_event_is_one_line_of_json_whatever_is_in_it (void **state)
{
  g_autofree char *text = NULL;
  g_autoptr(JsonObject) event = NULL;

  catch_output ();
  lan_events_emit ("silent", NULL);
  text = release_output ();
  assert_string_equal (text, "");   /* nobody asked */
  g_free (text);

  lan_events_enable ();
  catch_output ();
  lan_events_emit ("test", "hostile", "s", "\xff\"\\\n\x1b\xe2\x80\xae</script>", "none", "s", NULL,
                   "yes", "b", TRUE, "large", "i", G_MAXINT64, "small", "i", G_MININT64, NULL);
  text = release_output ();
  assert_ptr_equal (strchr (text, '\n'), text + strlen (text) - 1);
  assert_true (g_utf8_validate (text, -1, NULL));
  event = find_event (text, "test");
  assert_non_null (event);
  assert_string_equal (json_object_get_string_member (event, "hostile"), "\xef\xbf\xbd\"\\\n\x1b\xe2\x80\xae</script>");
  assert_true (json_object_get_null_member (event, "none"));
  assert_true (json_object_get_boolean_member (event, "yes"));
  assert_true (json_object_get_int_member (event, "large") == G_MAXINT64);
  assert_true (json_object_get_int_member (event, "small") == G_MININT64);
  assert_true (ABS (json_object_get_double_member (event, "time") - (double) g_get_real_time () / G_USEC_PER_SEC) < 60);
}

/* --- The node --- */

static LanNode *
make_node (const char *profile)
{
  LanNode *node = lan_node_new (profile, NULL);

  assert_non_null (node);
  /* ports that nobody has, here */
  g_settings_set (lan_node_get_settings (node), "chat-port", "q", 39999);
  g_settings_set (lan_node_get_settings (node), "files-port", "q", 39998);
  g_settings_set (lan_node_get_settings (node), "web-port", "q", 38000);

  return node;
}

static gboolean
has_state (LanNode            *node,
           LanVisibilityState  state)
{
  return lan_visibility_get_state (lan_node_get_visibility (node)) == state;
}

static void
nothing_listens_until_the_person_is_visible (void **state)
{
  LanNode *node = make_node ("quiet");
  LanChatRoom *chat = lan_node_get_chat (node);
  LanFilesReceiver *receiver = lan_node_get_receiver (node);
  LanVisibility *visibility = lan_node_get_visibility (node);

  lan_files_receiver_set_open (receiver, TRUE);
  assert_int_equal (lan_chat_room_get_state (chat), LAN_CHAT_PAUSED);
  assert_false (lan_files_receiver_is_listening (receiver));
  assert_false (lan_web_host_is_reachable (lan_node_get_web (node)));

  lan_visibility_answer_welcome (visibility, NULL, FALSE);
  assert_int_equal (lan_chat_room_get_state (chat), LAN_CHAT_PAUSED);
  assert_false (lan_files_receiver_is_listening (receiver));
  assert_false (lan_web_host_is_reachable (lan_node_get_web (node)));

  lan_visibility_set_visible (visibility, TRUE);
  assert_int_equal (lan_chat_room_get_state (chat), LAN_CHAT_LISTENING);
  assert_true (lan_files_receiver_is_listening (receiver));
  assert_true (lan_web_host_is_reachable (lan_node_get_web (node)));

  lan_visibility_set_visible (visibility, FALSE);
  assert_int_equal (lan_chat_room_get_state (chat), LAN_CHAT_PAUSED);
  assert_false (lan_files_receiver_is_listening (receiver));
  assert_false (lan_web_host_is_reachable (lan_node_get_web (node)));

  g_assert_finalize_object (node);
}

static void
another_network_pauses_what_listens (void **state)
{
  LanNode *node = make_node ("traveller");

  wait_until (!has_state (node, LAN_VISIBILITY_LOOKING));
  lan_visibility_answer_welcome (lan_node_get_visibility (node), NULL, TRUE);
  assert_int_equal (lan_chat_room_get_state (lan_node_get_chat (node)), LAN_CHAT_LISTENING);

  private_network_plug ("eth0");
  private_network_run ("addr add 192.168.1.7/24 brd + dev eth0");
  wait_until (has_state (node, LAN_VISIBILITY_NEW));
  assert_int_equal (lan_chat_room_get_state (lan_node_get_chat (node)), LAN_CHAT_PAUSED);

  private_network_run ("link del eth0");
  g_assert_finalize_object (node);
}

static void
a_setting_takes_effect_at_once (void **state)
{
  LanNode *node = make_node ("settings");
  GSettings *settings = lan_node_get_settings (node);
  LanChatRoom *chat = lan_node_get_chat (node);

  lan_visibility_answer_welcome (lan_node_get_visibility (node), NULL, TRUE);
  g_settings_set (settings, "chat-port", "q", 39990);
  assert_int_equal (lan_chat_room_get_port (chat), 39990);
  g_settings_set_boolean (settings, "chat-listening", FALSE);
  assert_int_equal (lan_chat_room_get_state (chat), LAN_CHAT_OFF);
  g_settings_set_boolean (settings, "chat-listening", TRUE);
  assert_int_equal (lan_chat_room_get_state (chat), LAN_CHAT_LISTENING);

  g_settings_set_string (settings, "chat-target", "address:192.168.1.255:7");
  assert_string_equal (lan_chat_room_get_target (chat), "address:192.168.1.255:7");
  g_settings_set_string (settings, "chat-target", "nonsense");   /* written by hand */
  assert_string_equal (lan_chat_room_get_target (chat), "");

  g_settings_set (settings, "web-port", "q", 38001);
  assert_int_equal (lan_web_host_get_port (lan_node_get_web (node)), 38001);
  g_settings_set_boolean (settings, "web-shared", FALSE);
  assert_false (lan_web_host_get_shared (lan_node_get_web (node)));
  lan_settings_set_path (settings, "web-folder", "/some/site");
  assert_string_equal (lan_web_host_get_folder (lan_node_get_web (node)), "/some/site");
  g_settings_set (settings, "files-port", "q", 39991);
  assert_int_equal (lan_files_receiver_get_port (lan_node_get_receiver (node)), 39991);
  lan_settings_set_path (settings, "download-folder", "/some/where");
  assert_string_equal (lan_files_receiver_get_folder (lan_node_get_receiver (node)), "/some/where");

  g_assert_finalize_object (node);
}

static void
what_happens_is_told_as_events (void **state)
{
  LanNode *node;
  g_autofree char *text = NULL;
  g_autoptr(JsonObject) network = NULL;
  g_autoptr(JsonObject) chat = NULL;
  g_autoptr(JsonObject) said = NULL;
  g_autoptr(JsonObject) target = NULL;
  g_autoptr(JsonObject) repeat = NULL;
  g_autoptr(JsonObject) receiver = NULL;
  g_autoptr(JsonObject) web = NULL;

  catch_output ();
  node = make_node ("events");
  lan_visibility_answer_welcome (lan_node_get_visibility (node), NULL, TRUE);
  lan_files_receiver_set_open (lan_node_get_receiver (node), TRUE);
  lan_web_host_set_shared (lan_node_get_web (node), FALSE);
  lan_chat_room_set_target (lan_node_get_chat (node), "address:127.0.0.1:7", NULL);
  lan_chat_room_start_repeating (lan_node_get_chat (node), "hello", 60, NULL);
  g_assert_finalize_object (node);
  text = release_output ();

  network = find_event (text, "network");
  assert_string_equal (json_object_get_string_member (network, "state"), "visible");
  chat = find_event (text, "chat.state");
  assert_string_equal (json_object_get_string_member (chat, "state"), "listening");
  assert_int_equal (json_object_get_int_member (chat, "port"), 39999);
  said = find_event (text, "chat.said");
  assert_string_equal (json_object_get_string_member (said, "text"), "hello");
  target = find_event (text, "chat.target");
  assert_string_equal (json_object_get_string_member (target, "destination"), "127.0.0.1:7");
  assert_non_null (json_object_get_string_member (target, "warning"));
  repeat = find_event (text, "chat.repeat");
  assert_true (json_object_get_boolean_member (repeat, "repeating"));
  receiver = find_event (text, "files.receiver");
  assert_true (json_object_get_boolean_member (receiver, "listening"));
  assert_int_equal (json_object_get_int_member (receiver, "port"), 39998);
  web = find_event (text, "web.state");
  assert_false (json_object_get_boolean_member (web, "shared"));
}

static void
a_command_has_neither_settings_nor_a_welcome (void **state)
{
  LanNode *node = lan_node_new_for_command (NULL);

  assert_null (lan_node_get_settings (node));
  assert_null (lan_node_get_visibility (node));

  lan_chat_room_set_port (lan_node_get_chat (node), 39999);
  lan_chat_room_set_listening (lan_node_get_chat (node), TRUE);
  assert_int_equal (lan_chat_room_get_state (lan_node_get_chat (node)), LAN_CHAT_LISTENING);

  g_assert_finalize_object (node);
}

/* Its output is for programs: what it does not do is not in it. */
static void
a_command_tells_nothing_before_it_does_something (void **state)
{
  LanNode *node;
  g_autofree char *text = NULL;

  catch_output ();
  node = lan_node_new_for_command (NULL);
  text = release_output ();
  g_assert_finalize_object (node);

  assert_string_equal (text, "");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (nothing_listens_until_the_person_is_visible),
    cmocka_unit_test (another_network_pauses_what_listens),
    cmocka_unit_test (a_setting_takes_effect_at_once),
    cmocka_unit_test (a_command_has_neither_settings_nor_a_welcome),
    /* from here on events are told */
    cmocka_unit_test (an_event_is_one_line_of_json_whatever_is_in_it),
    cmocka_unit_test (what_happens_is_told_as_events),
    cmocka_unit_test (a_command_tells_nothing_before_it_does_something),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests_name ("node", tests, NULL, NULL);
}
