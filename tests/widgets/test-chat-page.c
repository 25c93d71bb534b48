/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "widgets/chat-row.h"

static LanChatRoom *
room_of (LanWindow *window)
{
  return lan_node_get_chat (lan_window_get_node (window));
}

static GtkTextBuffer *
entry_of (LanWindow *window)
{
  GtkWidget *entry = fixture_find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW, NULL);

  return entry != NULL ? gtk_text_view_get_buffer (GTK_TEXT_VIEW (entry)) : NULL;
}

static gboolean
shows (LanWindow  *window,
       const char *text)
{
  return fixture_find (GTK_WIDGET (window), GTK_TYPE_LABEL, text) != NULL;
}

static GtkAdjustment *
adjustment_of (LanWindow *window)
{
  GtkWidget *list = fixture_find (GTK_WIDGET (window), GTK_TYPE_LIST_VIEW, NULL);

  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (gtk_widget_get_parent (list)));
}

static gboolean
is_at_end (LanWindow *window)
{
  GtkAdjustment *adjustment = adjustment_of (window);

  /* laid out, and more than a page */
  return gtk_adjustment_get_value (adjustment) > 0 &&
         gtk_adjustment_get_value (adjustment) >=
           gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1;
}

static void
an_empty_conversation_says_what_to_do (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);

  assert_true (shows (window, "Say hello to everyone"));
  /* a network of loopback alone */
  assert_true (shows (window, "Your message goes to 127.255.255.255, port 9999. Everyone listening there gets it."));
  fixture_window_free (window);
}

static void
what_is_heard_is_shown_as_text (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  GtkWidget *text;

  fixture_hear (window, "192.168.1.23", "<b>来呀</b> & http://a.example/", -1);
  wait_until (shows (window, "<b>来呀</b> & http://a.example/"));
  assert_true (shows (window, "192.168.1.23"));
  assert_false (shows (window, "not UTF-8"));

  text = fixture_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "<b>来呀</b> & http://a.example/");
  assert_true (gtk_label_get_selectable (GTK_LABEL (text)));

  fixture_hear (window, "192.168.1.23", "caf\xe9\0\x1b[31m", 10);
  wait_until (shows (window, "caf\\xe9\\x00\\x1b[31m"));
  assert_true (shows (window, "not UTF-8"));

  fixture_hear (window, "192.168.1.23", "", 0);
  wait_until (shows (window, "Empty datagram"));
  fixture_window_free (window);
}

static void
a_row_is_copied_whole (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  g_autofree char *long_text = g_strnfill (60000, 'x');
  GtkWidget *row;
  GdkContentProvider *provider;
  g_auto(GValue) value = G_VALUE_INIT;

  fixture_hear (window, "192.168.1.23", long_text, -1);
  wait_until (fixture_find (GTK_WIDGET (window), LAN_TYPE_CHAT_ROW, NULL) != NULL);
  row = fixture_find (GTK_WIDGET (window), LAN_TYPE_CHAT_ROW, NULL);
  assert_true (gtk_widget_activate_action (row, "row.copy", NULL));
  provider = gdk_clipboard_get_content (gtk_widget_get_clipboard (row));
  g_value_init (&value, G_TYPE_STRING);
  assert_true (gdk_content_provider_get_value (provider, &value, NULL));
  assert_string_equal (g_value_get_string (&value), long_text);
  fixture_window_free (window);
}

static void
a_message_can_be_looked_into (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  GtkWidget *row;
  int minimum;

  fixture_hear (window, "192.168.1.23", "来呀\0\x1b", 8);
  wait_until (fixture_find (GTK_WIDGET (window), LAN_TYPE_CHAT_ROW, NULL) != NULL);
  row = fixture_find (GTK_WIDGET (window), LAN_TYPE_CHAT_ROW, NULL);
  assert_true (gtk_widget_activate_action (row, "row.look-inside", NULL));
  wait_until (shows (window, "192.168.1.23:12345"));
  assert_true (shows (window, "8 bytes"));
  assert_true (shows (window, "UTF-8, 4 characters"));
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  assert_in_range (minimum, 1, 600);
  fixture_check_names (GTK_WIDGET (window));
  fixture_window_free (window);
}

static void
what_is_said_says_where_it_went (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  GtkWidget *send = fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "_Send");

  assert_false (gtk_widget_is_sensitive (send));
  gtk_text_buffer_set_text (entry_of (window), "hello", -1);
  assert_true (gtk_widget_is_sensitive (send));
  gtk_widget_activate (send);
  wait_until (shows (window, "left by lo to 127.255.255.255:9999"));
  assert_true (shows (window, "You"));
  assert_true (shows (window, "hello"));
  assert_int_equal (gtk_text_buffer_get_char_count (entry_of (window)), 0);
  fixture_window_free (window);
}

static void
a_long_message_is_counted_in_datagrams (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  GtkWidget *send = fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "_Send");
  g_autofree char *two = g_strnfill (1025, 'x');
  g_autofree char *sixty = g_strnfill (60 * 1024, 'x');
  g_autofree char *book = g_strnfill (5 * 1024 * 1024, 'x');

  gtk_text_buffer_set_text (entry_of (window), two, -1);
  wait_until (shows (window, "2 datagrams"));
  gtk_text_buffer_set_text (entry_of (window), sixty, -1);
  wait_until (shows (window, "Too long for a message: send it as a file"));
  assert_false (gtk_widget_is_sensitive (send));

  /* what would hold the window up is not taken, and that is said */
  gtk_text_buffer_set_text (entry_of (window), "", 0);
  gtk_text_buffer_insert_at_cursor (entry_of (window), book, -1);
  assert_int_equal (gtk_text_buffer_get_char_count (entry_of (window)), 0);
  wait_until (shows (window, "Too long for a message: send it as a file"));
  fixture_window_free (window);
}

static void
a_wrong_target_is_warned_about (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  GSettings *settings = lan_node_get_settings (lan_window_get_node (window));

  g_settings_set_string (settings, "chat-target", "address:192.168.1.9:9999");
  wait_until (shows (window, lan_chat_room_get_warning (room_of (window))));
  assert_non_null (strstr (lan_chat_room_get_warning (room_of (window)), "127.255.255.255"));
  gtk_widget_activate (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "To Everyone"));
  wait_until (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "To Everyone") == NULL);
  assert_string_equal (lan_chat_room_get_target (room_of (window)), "");
  fixture_window_free (window);
}

static void
a_repeated_message_can_be_stopped (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  GtkWidget *stop;

  assert_true (lan_chat_room_start_repeating (room_of (window), "beacon", 60, NULL));
  wait_until (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Stop Repeating") != NULL);
  stop = fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Stop Repeating");
  gtk_widget_activate (stop);
  wait_until (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Stop Repeating") == NULL);
  assert_false (lan_chat_room_is_repeating (room_of (window)));
  fixture_window_free (window);
}

static void
hear_many (LanWindow *window,
           guint      first,
           guint      n)
{
  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u%s", i, i % 7 == 0 ? "\nof two lines" : "");

      fixture_hear (window, "192.168.1.23", text, -1);
    }
}

static void
the_list_follows_unless_scrolled_up (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  GtkAdjustment *adjustment;

  hear_many (window, 1, 100);
  wait_until (shows (window, "message 100"));
  wait_until (is_at_end (window));
  hear_many (window, 101, 1);
  wait_until (shows (window, "message 101"));
  wait_until (is_at_end (window));

  /* what one sends comes into sight, wherever the list is */
  adjustment = adjustment_of (window);
  gtk_adjustment_set_value (adjustment, 0);
  gtk_text_buffer_set_text (entry_of (window), "mine", -1);
  gtk_widget_activate (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "_Send"));
  wait_until (shows (window, "mine"));
  wait_until (is_at_end (window));
  fixture_window_free (window);
}

/* A list keeps rows beyond its edges: those are mapped, and not seen. */
static gboolean
is_in_sight (LanWindow  *window,
             const char *text)
{
  GtkWidget *label = fixture_find (GTK_WIDGET (window), GTK_TYPE_LABEL, text);
  GtkWidget *list = fixture_find (GTK_WIDGET (window), GTK_TYPE_LIST_VIEW, NULL);
  graphene_rect_t bounds;

  return label != NULL && gtk_widget_compute_bounds (label, list, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (list);
}

static void
who_reads_above_is_left_there (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  GtkWidget *composer = gtk_widget_get_ancestor (fixture_find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW, NULL),
                                                 g_type_from_name ("LanChatComposer"));

  hear_many (window, 1, 100);
  wait_until (shows (window, "message 100"));
  wait_until (is_at_end (window));
  assert_true (gtk_widget_activate_action (composer, "chat.scroll", "i", -1));
  wait_until (!is_at_end (window) && !is_in_sight (window, "message 100"));

  /* neither what is heard nor a beacon pulls the reader down */
  hear_many (window, 101, 1);
  assert_true (lan_chat_room_start_repeating (room_of (window), "beacon", 60, NULL));
  for (guint i = 0; i < 20; i++)
    fixture_iterate ();
  assert_false (is_at_end (window));
  assert_false (is_in_sight (window, "message 100") || is_in_sight (window, "beacon"));
  lan_chat_room_stop_repeating (room_of (window));
  fixture_window_free (window);
}

static void
five_thousand_rows_are_kept_in_order (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);

  hear_many (window, 1, 5100);
  wait_until (shows (window, "message 5100"));
  wait_until (is_at_end (window));
  fixture_window_free (window);
}

static void
the_switch_is_what_the_room_does (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  GtkWidget *listen = fixture_find (GTK_WIDGET (window), GTK_TYPE_SWITCH, NULL);

  assert_true (gtk_switch_get_active (GTK_SWITCH (listen)));
  assert_true (shows (window, "Paused while you are hidden"));
  gtk_widget_activate (listen);
  wait_until (lan_chat_room_get_state (room_of (window)) == LAN_CHAT_OFF);
  wait_until (shows (window, "Port 9999 is free for others"));
  fixture_window_free (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_empty_conversation_says_what_to_do),
    cmocka_unit_test (what_is_heard_is_shown_as_text),
    cmocka_unit_test (a_row_is_copied_whole),
    cmocka_unit_test (a_message_can_be_looked_into),
    cmocka_unit_test (what_is_said_says_where_it_went),
    cmocka_unit_test (a_long_message_is_counted_in_datagrams),
    cmocka_unit_test (a_wrong_target_is_warned_about),
    cmocka_unit_test (a_repeated_message_can_be_stopped),
    cmocka_unit_test (the_list_follows_unless_scrolled_up),
    cmocka_unit_test (who_reads_above_is_left_there),
    cmocka_unit_test (five_thousand_rows_are_kept_in_order),
    cmocka_unit_test (the_switch_is_what_the_room_does),
  };

  return cmocka_run_group_tests (tests, fixture_group_setup, NULL);
}
