/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "base/listener.h"
#include "node/settings.h"
#include "widgets/exchange-view.h"
#include "widgets/network-popover.h"
#include "widgets/port-row.h"
#include "widgets/preferences.h"

static const char *const pages[] = { "chat", "web", "files" };

static const struct
{
  int width;
  int height;
} sizes[] = {
  { 360, 640 },
  { 800, 600 },
  { 1100, 700 },
};

static int
minimum_width (LanWindow *window)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static int
minimum_height (LanWindow *window)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static guint
count_toasts (GtkWidget *root)
{
  guint n = strcmp (G_OBJECT_TYPE_NAME (root), "AdwToastWidget") == 0 ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_toasts (child);

  return n;
}

static void
every_page_fits_every_width_and_names_its_controls (void **state)
{
  for (size_t size = 0; size < G_N_ELEMENTS (sizes); size++)
    for (size_t page = 0; page < G_N_ELEMENTS (pages); page++)
      {
        LanWindow *window = fixture_window_new (TRUE, sizes[size].width, sizes[size].height);

        lan_window_show_page (window, pages[page]);
        gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
        assert_string_equal (lan_window_get_page_name (window), pages[page]);
        assert_in_range (minimum_width (window), 1, 360);
        assert_in_range (minimum_height (window), 1, 600);
        assert_true (fixture_check_names (GTK_WIDGET (window)) > 5);
        fixture_window_free (window);
      }
}

static void
tab_reaches_every_control (void **state)
{
  for (size_t size = 0; size < 2; size++)
    for (size_t page = 0; page < G_N_ELEMENTS (pages); page++)
      {
        LanWindow *window = fixture_window_new (TRUE, sizes[size].width, sizes[size].height);

        fixture_hear (window, "192.168.1.23", "see http://a.example/ and http://b.example/", -1);
        fixture_hear (window, "192.168.1.23", "no link", -1);
        lan_window_show_page (window, pages[page]);
        gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
        fixture_check_keyboard (GTK_WINDOW (window));
        fixture_window_free (window);
      }
}

/* How much of the window is below what is shown at the bottom: the tabs where it is narrow, else the page. */
static double
empty_below (LanWindow *window)
{
  GtkWidget *bar = fixture_find (GTK_WIDGET (window), ADW_TYPE_VIEW_SWITCHER_BAR, NULL);
  GtkWidget *lowest = bar != NULL ? bar : fixture_find (GTK_WIDGET (window), ADW_TYPE_VIEW_STACK, NULL);
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (lowest, GTK_WIDGET (window), &bounds))
    return G_MAXDOUBLE;

  return gtk_widget_get_height (GTK_WIDGET (window)) - (double) (bounds.origin.y + bounds.size.height);
}

static gboolean
is_laid_out (LanWindow *window,
             int        width)
{
  gboolean narrow = fixture_find (GTK_WIDGET (window), ADW_TYPE_VIEW_SWITCHER_BAR, NULL) != NULL;

  /* without a window manager, the window has a border of its own */
  return ABS (gtk_widget_get_width (GTK_WIDGET (window)) - width) < 20 && narrow == (width == 360) &&
         empty_below (window) < 1;
}

static void
a_window_that_is_resized_leaves_no_place_empty (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  static const int widths[] = { 360, 800, 360, 1100 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (window), widths[i], 640);
      wait_until (is_laid_out (window, widths[i]));
    }
  fixture_window_free (window);
}

static void
welcome_comes_before_anything (void **state)
{
  LanWindow *window = fixture_window_new (FALSE, 360, 640);
  LanNode *node = lan_window_get_node (window);
  GtkWidget *visible;

  assert_in_range (minimum_width (window), 1, 360);
  assert_true (fixture_check_names (GTK_WIDGET (window)) > 2);
  assert_non_null (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Stay _Hidden"));
  assert_null (fixture_find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW, NULL));
  assert_int_equal (lan_chat_room_get_state (lan_node_get_chat (node)), LAN_CHAT_PAUSED);

  /* no action of the pages behind it works */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "web");
  assert_string_equal (lan_window_get_page_name (window), "chat");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.become-visible", NULL);
  assert_int_equal (lan_visibility_get_state (lan_node_get_visibility (node)), LAN_VISIBILITY_UNANSWERED);

  /* nor does any other that could lead to something being sent */
  {
    g_auto(GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (window));

    for (size_t i = 0; names[i] != NULL; i++)
      if (strcmp (names[i], "show-help-overlay") != 0)
        assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), names[i]));
  }

  visible = fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Be _Visible");
  assert_non_null (visible);
  gtk_widget_activate (visible);
  wait_until (fixture_find (GTK_WIDGET (window), GTK_TYPE_TEXT_VIEW, NULL) != NULL);
  assert_int_equal (lan_visibility_get_state (lan_node_get_visibility (node)), LAN_VISIBILITY_VISIBLE);
  fixture_window_free (window);
}

static void
files_that_come_before_the_answer_wait_for_it (void **state)
{
  LanWindow *window = fixture_window_new (FALSE, 800, 600);
  g_autoptr(GFile) file = g_file_new_for_path ("/nowhere/at all");
  GSList files = { file, NULL };

  lan_window_bring_files (window, &files);
  assert_string_equal (lan_window_get_page_name (window), "chat");
  gtk_widget_activate (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Stay _Hidden"));
  wait_until (g_strcmp0 (lan_window_get_page_name (window), "files") == 0);
  wait_until (count_toasts (GTK_WIDGET (window)) == 1);   /* it is not there, and that is said */
  fixture_window_free (window);
}

static void
staying_hidden_is_said_with_its_remedy (void **state)
{
  LanWindow *window = fixture_window_new (FALSE, 800, 600);
  LanNode *node = lan_window_get_node (window);
  GtkWidget *hidden = fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Stay _Hidden");
  GtkWidget *remedy;

  gtk_widget_activate (hidden);
  wait_until (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Become Visible") != NULL);
  assert_int_equal (lan_chat_room_get_state (lan_node_get_chat (node)), LAN_CHAT_PAUSED);

  remedy = fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Become Visible");
  gtk_widget_activate (remedy);
  wait_until (fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Become Visible") == NULL);
  assert_int_equal (lan_visibility_get_state (lan_node_get_visibility (node)), LAN_VISIBILITY_VISIBLE);
  fixture_window_free (window);
}

static void
there_is_one_toast_at_a_time (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);

  lan_window_toast (window, "first");
  lan_window_toast (window, "second <b>&</b>");
  lan_window_toast (window, "third");
  wait_until (fixture_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "third") != NULL);
  wait_until (count_toasts (GTK_WIDGET (window)) == 1);
  assert_null (fixture_find (GTK_WIDGET (window), GTK_TYPE_LABEL, "second <b>&</b>"));
  fixture_window_free (window);
}

static void
the_panel_opens_and_closes_at_every_width (void **state)
{
  for (size_t size = 0; size < G_N_ELEMENTS (sizes); size++)
    {
      LanWindow *window = fixture_window_new (TRUE, sizes[size].width, sizes[size].height);
      GtkWidget *content = gtk_label_new ("bytes");

      lan_inside_panel_set_content (lan_window_get_inside_panel (window), "A datagram", content);
      lan_window_show_inside (window, TRUE);
      wait_until (gtk_widget_get_mapped (content));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      assert_in_range (minimum_width (window), 1, 360);
      gtk_widget_activate_action (GTK_WIDGET (window), "win.close-inside", NULL);
      wait_until (!gtk_widget_get_mapped (content));

      lan_window_show_inside (window, TRUE);
      lan_window_show_page (window, "web");
      wait_until (!gtk_widget_get_mapped (content));
      fixture_window_free (window);
    }
}

static void
an_exchange_in_the_panel_fits_the_narrow_window (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  GtkWidget *view = GTK_WIDGET (lan_exchange_view_new ());

  lan_inside_panel_set_content (lan_window_get_inside_panel (window), "GET /", view);
  lan_window_show_inside (window, TRUE);
  wait_until (gtk_widget_get_mapped (view));
  assert_in_range (minimum_width (window), 1, 360);
  fixture_window_free (window);
}

static guint16
port_of (LanWindow  *window,
         const char *key)
{
  return lan_settings_get_port (lan_node_get_settings (lan_window_get_node (window)), key);
}

static LanPreferences *
open_preferences (LanWindow *window)
{
  LanPreferences *preferences = lan_preferences_new (GTK_WINDOW (window), lan_window_get_node (window));

  gtk_window_present (GTK_WINDOW (preferences));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));

  return preferences;
}

static void
preferences_show_every_row_in_its_group (void **state)
{
  static const char *const rows[] = { "My Name", "Received Files Go To", "Web Page", "Chat Port", "Web Port", "Files Port" };
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  LanPreferences *preferences = open_preferences (window);

  assert_true (fixture_check_names (GTK_WIDGET (preferences)) >= 3);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *title = fixture_find (GTK_WIDGET (preferences), GTK_TYPE_LABEL, rows[i]);
      GtkWidget *row;

      assert_non_null (title);
      row = gtk_widget_get_ancestor (title, ADW_TYPE_PREFERENCES_ROW);
      assert_non_null (row);
      assert_non_null (gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP));
      assert_non_null (gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_PAGE));
      assert_null (gtk_widget_get_ancestor (gtk_widget_get_parent (row), ADW_TYPE_PREFERENCES_ROW));
    }
  gtk_window_destroy (GTK_WINDOW (preferences));
  fixture_window_free (window);
}

static void
a_port_is_kept_and_what_is_none_is_explained (void **state)
{
  static const char *const no_ports[] = { "0", "65536", "99999999999999999999", "", "-1" };
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  LanPreferences *preferences = open_preferences (window);
  GtkWidget *spin = fixture_find (GTK_WIDGET (preferences), GTK_TYPE_SPIN_BUTTON, NULL);
  AdwActionRow *row = ADW_ACTION_ROW (gtk_widget_get_ancestor (spin, LAN_TYPE_PORT_ROW));

  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), FALSE);   /* as when it is pasted */
  for (size_t i = 0; i < G_N_ELEMENTS (no_ports); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (spin), no_ports[i]);
      gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
      assert_non_null (strstr (adw_action_row_get_subtitle (row), "65535"));
      assert_int_equal (port_of (window, "chat-port"), LAN_CHAT_PORT);
      assert_string_equal (gtk_editable_get_text (GTK_EDITABLE (spin)), "9999");
    }

  gtk_editable_set_text (GTK_EDITABLE (spin), "12345");
  gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
  assert_int_equal (port_of (window, "chat-port"), 12345);
  assert_null (strstr (adw_action_row_get_subtitle (row), "65535"));

  /* and what is still being written when the window closes counts */
  gtk_editable_set_text (GTK_EDITABLE (spin), "12346");
  gtk_window_close (GTK_WINDOW (preferences));
  assert_int_equal (port_of (window, "chat-port"), 12346);
  fixture_window_free (window);
}

static void
an_empty_name_is_explained_and_not_taken (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  GSettings *settings = lan_node_get_settings (lan_window_get_node (window));
  LanPreferences *preferences = open_preferences (window);
  GtkWidget *row = fixture_find (GTK_WIDGET (preferences), ADW_TYPE_ENTRY_ROW, NULL);
  g_autofree char *kept = NULL;
  g_autofree char *taken = NULL;

  gtk_editable_set_text (GTK_EDITABLE (row), "   ");
  g_signal_emit_by_name (row, "apply");
  kept = g_settings_get_string (settings, "name");
  assert_string_equal (kept, "Ana");
  assert_string_equal (gtk_editable_get_text (GTK_EDITABLE (row)), "Ana");
  wait_until (count_toasts (GTK_WIDGET (preferences)) == 1);

  gtk_editable_set_text (GTK_EDITABLE (row), "  Bea  ");
  g_signal_emit_by_name (row, "apply");
  taken = g_settings_get_string (settings, "name");
  assert_string_equal (taken, "Bea");
  gtk_window_destroy (GTK_WINDOW (preferences));
  fixture_window_free (window);
}

static void
a_taken_port_is_said_at_its_row (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  LanNode *node = lan_window_get_node (window);
  LanPreferences *preferences = open_preferences (window);
  LanPortRow *row = LAN_PORT_ROW (gtk_widget_get_ancestor (
    fixture_find (GTK_WIDGET (preferences), GTK_TYPE_LABEL, "Web Port"), LAN_TYPE_PORT_ROW));
  g_autoptr(LanListener) held = lan_listener_new (0, TRUE, NULL);

  lan_visibility_set_visible (lan_node_get_visibility (node), TRUE);
  assert_true (lan_web_host_start (lan_node_get_web (node), NULL));
  g_settings_set (lan_node_get_settings (node), "web-port", "q", held->port);
  wait_until (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  gtk_window_destroy (GTK_WINDOW (preferences));
  fixture_window_free (window);
}

static gboolean
focus_is_in (LanWindow  *window,
             const char *page)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && gtk_widget_is_ancestor (focus, lan_window_get_page (window, page));
}

static void
the_keys_for_pages_bring_the_focus_and_leave_it (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);

  for (size_t page = 0; page < G_N_ELEMENTS (pages); page++)
    {
      GtkWidget *focus;

      gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", pages[page]);
      wait_until (focus_is_in (window, pages[page]));
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", pages[page]);
      assert_ptr_equal (gtk_window_get_focus (GTK_WINDOW (window)), focus);
    }
  fixture_window_free (window);
}

/* The message dialog over @window, if it is open. */
static AdwMessageDialog *
find_question (LanWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel) && gtk_window_get_transient_for (toplevel) == GTK_WINDOW (window))
        return ADW_MESSAGE_DIALOG (toplevel);
    }

  return NULL;
}

static void
closing_asks_while_a_file_is_on_its_way (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  LanFilesTransfers *transfers = lan_node_get_transfers (lan_window_get_node (window));
  g_autoptr(LanListener) silent = lan_listener_new (0, TRUE, NULL);   /* takes the connection, and reads nothing */
  g_autoptr(GFileIOStream) stream = NULL;
  g_autoptr(GFile) file = g_file_new_tmp (NULL, &stream, NULL);

  assert_true (g_seekable_truncate (G_SEEKABLE (stream), 1 << 30, NULL, NULL));   /* more than any buffer holds */
  lan_files_transfers_begin (transfers, lan_files_transfer_new_send (g_file_peek_path (file), "127.0.0.1", silent->port));
  wait_until (lan_files_transfers_count (transfers, LAN_FILES_RUNNING) == 1);

  gtk_window_close (GTK_WINDOW (window));
  wait_until (find_question (window) != NULL);
  gtk_window_close (GTK_WINDOW (find_question (window)));   /* as Escape does */
  wait_until (find_question (window) == NULL);
  assert_int_equal (lan_files_transfers_count (transfers, LAN_FILES_RUNNING), 1);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (find_question (window) != NULL);
  adw_message_dialog_response (find_question (window), "close");
  wait_until (window == NULL);
  g_file_delete (file, NULL, NULL);
}

/* Everything that takes the focus, in the order of Tab, round once. */
static GPtrArray *
tab_round (LanWindow        *window,
           GtkDirectionType  direction)
{
  GPtrArray *found = g_ptr_array_new ();
  GtkWidget *focus;

  for (guint steps = 0; steps < 100; steps++)
    {
      gtk_widget_child_focus (GTK_WIDGET (window), direction);
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      if (focus == NULL || g_ptr_array_find (found, focus, NULL))
        break;
      g_ptr_array_add (found, focus);
    }

  return found;
}

static void
assert_reached (GtkWidget *root,
                GPtrArray *reached)
{
  gboolean can = GTK_IS_BUTTON (root) || GTK_IS_SWITCH (root) || GTK_IS_TEXT (root) || GTK_IS_TEXT_VIEW (root);

  if (!gtk_widget_get_mapped (root) || !gtk_widget_get_can_focus (root) || GTK_IS_WINDOW_CONTROLS (root) ||
      GTK_IS_SPIN_BUTTON (root))
    return;
  if (can && gtk_widget_get_focusable (root) && gtk_widget_is_sensitive (root) && !g_ptr_array_find (reached, root, NULL))
    fail_msg ("Tab does not come to a %s (%s) in a %s", G_OBJECT_TYPE_NAME (root),
              GTK_IS_BUTTON (root) ? gtk_button_get_label (GTK_BUTTON (root)) : gtk_widget_get_tooltip_text (root),
              G_OBJECT_TYPE_NAME (gtk_widget_get_parent (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    assert_reached (child, reached);
}

static void
tab_comes_to_every_control_both_ways (void **state)
{
  for (size_t page = 0; page < G_N_ELEMENTS (pages); page++)
    {
      LanWindow *window = fixture_window_new (TRUE, 800, 600);
      g_autoptr(GPtrArray) forward = NULL;
      g_autoptr(GPtrArray) backward = NULL;

      gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", pages[page]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      forward = tab_round (window, GTK_DIR_TAB_FORWARD);
      backward = tab_round (window, GTK_DIR_TAB_BACKWARD);
      assert_reached (GTK_WIDGET (window), forward);
      assert_reached (GTK_WIDGET (window), backward);
      fixture_window_free (window);
    }
}

static void
tab_comes_through_a_running_web_page (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 600);
  LanNode *node = lan_window_get_node (window);
  g_autoptr(GPtrArray) reached = NULL;

  g_settings_set (lan_node_get_settings (node), "web-port", "q", lan_listener_next_free_port (20000));
  assert_true (lan_web_host_start (lan_node_get_web (node), NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "web");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  reached = tab_round (window, GTK_DIR_TAB_FORWARD);
  assert_reached (GTK_WIDGET (window), reached);
  fixture_window_free (window);
}

static void
host_bits_are_marked (void **state)
{
  const guint8 address[4] = { 172, 16, 33, 9 };
  const struct
  {
    guint prefix;
    const char *decimal;
    const char *binary;
  } table[] = {
    { 24, "172.16.33.[9]", "10101100.00010000.00100001.[00001001]" },
    { 20, "172.16.[33].[9]", "10101100.00010000.0010[0001.00001001]" },
    { 32, "172.16.33.9", "10101100.00010000.00100001.00001001" },
    { 0, "[172].[16].[33].[9]", "[10101100.00010000.00100001.00001001]" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
    {
      char *(*const functions[]) (const guint8[static 4], guint) = { lan_network_popover_dup_decimal,
                                                                     lan_network_popover_dup_binary };

      for (size_t j = 0; j < 2; j++)
        {
          g_autofree char *markup = functions[j](address, table[i].prefix);
          g_autoptr(GString) plain = g_string_new (markup);

          g_string_replace (plain, "<span weight=\"bold\" underline=\"single\">", "[", 0);
          g_string_replace (plain, "</span>", "]", 0);
          assert_string_equal (plain->str, j == 0 ? table[i].decimal : table[i].binary);
        }
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_page_fits_every_width_and_names_its_controls),
    cmocka_unit_test (tab_reaches_every_control),
    cmocka_unit_test (a_window_that_is_resized_leaves_no_place_empty),
    cmocka_unit_test (welcome_comes_before_anything),
    cmocka_unit_test (files_that_come_before_the_answer_wait_for_it),
    cmocka_unit_test (staying_hidden_is_said_with_its_remedy),
    cmocka_unit_test (there_is_one_toast_at_a_time),
    cmocka_unit_test (the_panel_opens_and_closes_at_every_width),
    cmocka_unit_test (an_exchange_in_the_panel_fits_the_narrow_window),
    cmocka_unit_test (preferences_show_every_row_in_its_group),
    cmocka_unit_test (a_port_is_kept_and_what_is_none_is_explained),
    cmocka_unit_test (an_empty_name_is_explained_and_not_taken),
    cmocka_unit_test (a_taken_port_is_said_at_its_row),
    cmocka_unit_test (the_keys_for_pages_bring_the_focus_and_leave_it),
    cmocka_unit_test (closing_asks_while_a_file_is_on_its_way),
    cmocka_unit_test (tab_comes_to_every_control_both_ways),
    cmocka_unit_test (tab_comes_through_a_running_web_page),
    cmocka_unit_test (host_bits_are_marked),
  };

  return cmocka_run_group_tests (tests, fixture_group_setup, NULL);
}
