/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "fixture.h"
#include "base/listener.h"
#include "node/settings.h"
#include "widgets/byte-view.h"
#include "widgets/exchange-view.h"
#include "widgets/qr-code.h"
#include "widgets/web-page.h"

typedef struct
{
  LanWindow *window;
  GtkWidget *page;
  LanWebHost *host;
  GSettings *settings;
  guint16 port;
} World;

static int
set_up (void **state)
{
  World *world = g_new0 (World, 1);
  LanNode *node;

  world->window = fixture_window_new (TRUE, 1100, 700);
  node = lan_window_get_node (world->window);
  world->host = lan_node_get_web (node);
  world->settings = lan_node_get_settings (node);
  world->page = lan_window_get_page (world->window, "web");
  world->port = lan_listener_next_free_port (8000);
  g_settings_set (world->settings, "web-port", "q", world->port);
  lan_window_show_page (world->window, "web");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (world->window));
  *state = world;

  return 0;
}

static int
tear_down (void **state)
{
  World *world = *state;

  fixture_window_free (world->window);
  g_free (world);

  return 0;
}

/* --- What is on the screen --- */

static gboolean
says (World      *world,
      const char *words)
{
  return fixture_find_words (GTK_WIDGET (world->window), words) != NULL;
}

static guint
count_labels_with (GtkWidget  *root,
                   const char *words)
{
  guint n = GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), words) != NULL ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      n += count_labels_with (child, words);

  return n;
}

static GtkSwitch *
find_switch (World *world)
{
  return GTK_SWITCH (fixture_find (world->page, GTK_TYPE_SWITCH, NULL));
}

static gboolean
is_switch_off (World *world)
{
  return !gtk_switch_get_active (find_switch (world)) && !gtk_switch_get_state (find_switch (world));
}

/* --- The switch --- */

static void
the_switch_starts_and_stops_it (void **state)
{
  World *world = *state;
  g_autofree char *address = lan_web_host_dup_address (world->host);

  assert_true (is_switch_off (world));
  assert_true (says (world, "Put a page on your network."));
  gtk_switch_set_active (find_switch (world), TRUE);
  wait_until (lan_web_host_is_running (world->host));
  assert_true (gtk_switch_get_state (find_switch (world)));
  assert_true (says (world, address));
  assert_true (says (world, "Waiting for the first request."));

  gtk_switch_set_active (find_switch (world), FALSE);
  wait_until (!lan_web_host_is_running (world->host));
  assert_true (is_switch_off (world));
  assert_true (says (world, "Nobody can open it."));
}

static void
a_typed_port_counts_at_once (void **state)
{
  World *world = *state;
  guint16 other = lan_listener_next_free_port (world->port);
  g_autofree char *typed = g_strdup_printf ("%u", other);

  gtk_editable_set_text (GTK_EDITABLE (fixture_find (world->page, GTK_TYPE_SPIN_BUTTON, NULL)), typed);
  gtk_switch_set_active (find_switch (world), TRUE);
  wait_until (lan_web_host_is_running (world->host));
  assert_int_equal (lan_web_host_get_port (world->host), other);
}

static void
a_taken_port_is_named_and_the_next_one_offered (void **state)
{
  World *world = *state;
  g_autoptr(GError) error = NULL;
  g_autoptr(LanListener) holder = lan_listener_new (world->port, FALSE, &error);
  guint16 next = lan_listener_next_free_port (world->port);
  g_autofree char *offer = g_strdup_printf ("Use Port %u", next);
  g_autofree char *sentence = g_strdup_printf ("Port %u is used by test-widgets-we", world->port);   /* as the kernel cuts it */

  assert_null (error);
  gtk_switch_set_active (find_switch (world), TRUE);
  wait_until (says (world, sentence));
  assert_true (is_switch_off (world));
  assert_false (lan_web_host_is_running (world->host));

  gtk_widget_activate (fixture_find (world->page, GTK_TYPE_BUTTON, offer));
  wait_until (lan_web_host_is_running (world->host));
  assert_int_equal (lan_web_host_get_port (world->host), next);
  assert_false (says (world, sentence));
}

static void
a_folder_that_cannot_be_served_is_named (void **state)
{
  World *world = *state;

  lan_settings_set_path (world->settings, "web-folder", "/not/there");
  gtk_switch_set_active (find_switch (world), TRUE);
  wait_until (says (world, "There is no folder “/not/there”."));
  assert_true (is_switch_off (world));

  gtk_widget_activate_action (world->page, "web.starter-page", NULL);
  gtk_switch_set_active (find_switch (world), TRUE);
  wait_until (lan_web_host_is_running (world->host));
  assert_false (says (world, "There is no folder"));
}

/* --- The folder --- */

static void
a_folder_of_any_name_is_served_and_kept (void **state)
{
  World *world = *state;
  g_autofree char *folder = g_build_filename (g_get_tmp_dir (), "\xcd\xf8\xd2\xb3-<b>-XXXXXX", NULL);   /* GB 18030 */
  g_autofree char *kept = NULL;

  assert_non_null (g_mkdtemp (folder));
  lan_web_page_serve (LAN_WEB_PAGE (world->page), folder);
  wait_until (lan_web_host_is_running (world->host));
  assert_string_equal (lan_web_host_get_folder (world->host), folder);
  kept = lan_settings_dup_path (world->settings, "web-folder");
  assert_string_equal (kept, folder);
  assert_true (says (world, "-<b>-"));
  g_rmdir (folder);
}

static void
a_home_is_asked_about_first (void **state)
{
  World *world = *state;

  lan_web_page_serve (LAN_WEB_PAGE (world->page), g_get_home_dir ());
  wait_until (fixture_other_window (world->window) != NULL);
  assert_non_null (fixture_find_words (GTK_WIDGET (fixture_other_window (world->window)), "Serve All of Your Home Folder?"));
  assert_string_equal (adw_message_dialog_get_default_response (ADW_MESSAGE_DIALOG (fixture_other_window (world->window))), "cancel");
  gtk_widget_activate (fixture_find (GTK_WIDGET (fixture_other_window (world->window)), GTK_TYPE_BUTTON, "_Cancel"));
  wait_until (fixture_other_window (world->window) == NULL);
  assert_null (lan_web_host_get_folder (world->host));
  assert_false (lan_web_host_is_running (world->host));

  lan_web_page_serve (LAN_WEB_PAGE (world->page), "/");
  wait_until (fixture_other_window (world->window) != NULL);
  assert_non_null (fixture_find_words (GTK_WIDGET (fixture_other_window (world->window)), "Serve All of This Computer?"));
  assert_non_null (fixture_find_words (GTK_WIDGET (fixture_other_window (world->window)), "etc"));
  gtk_widget_activate (fixture_find (GTK_WIDGET (fixture_other_window (world->window)), GTK_TYPE_BUTTON, "_Serve It All"));
  wait_until (lan_web_host_is_running (world->host));
  assert_string_equal (lan_web_host_get_folder (world->host), "/");
}

/* --- The address --- */

static void
who_can_open_it_is_said_and_chosen (void **state)
{
  World *world = *state;

  gtk_switch_set_active (find_switch (world), TRUE);
  wait_until (lan_web_host_is_running (world->host));
  gtk_widget_activate_action (world->page, "web.reach", "s", "computer");
  wait_until (says (world, "Only this computer can open it."));
  assert_true (says (world, "http://127.0.0.1:"));
  assert_false (lan_web_host_is_reachable (world->host));
  assert_true (lan_web_host_is_running (world->host));
}

static void
phones_scan_the_address (void **state)
{
  World *world = *state;
  g_autofree char *address = NULL;
  GtkWidget *code;

  gtk_switch_set_active (find_switch (world), TRUE);
  wait_until (lan_web_host_is_running (world->host));
  address = lan_web_host_dup_address (world->host);
  gtk_widget_activate_action (world->page, "web.show-addresses", NULL);
  wait_until (fixture_other_window (world->window) != NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture_other_window (world->window)));
  code = fixture_find (GTK_WIDGET (fixture_other_window (world->window)), LAN_TYPE_QR_CODE, NULL);
  assert_string_equal (lan_qr_code_get_text (LAN_QR_CODE (code)), address);
  assert_true (fixture_check_names (GTK_WIDGET (fixture_other_window (world->window))) > 0);
  gtk_window_close (fixture_other_window (world->window));
  wait_until (fixture_other_window (world->window) == NULL);
}

/* --- Requests --- */

static void
record (World      *world,
        guint64     id,
        const char *request,
        const char *response)
{
  g_autofree char *target = g_strdup_printf ("/%" G_GUINT64_FORMAT, id);
  g_autoptr(LanHttpRecord) found = lan_http_record_new ("GET", target, request, strlen (request), response,
                                                        strlen (response));

  found->id = id;
  found->finished = TRUE;
  found->client = g_ref_string_new ("10.77.0.2");
  found->client_port = 4242;
  found->status = 200;
  found->request_size = strlen (request);
  found->response_size = strlen (response);
  lan_web_exchange_log_add (lan_web_host_get_log (world->host), found);
}

static void
select_row (World *world,
            guint  position)
{
  GtkWidget *view = fixture_find (world->page, GTK_TYPE_COLUMN_VIEW, NULL);

  gtk_selection_model_select_item (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)), position, TRUE);
}

static void
a_request_is_shown_as_it_went_over_the_wire (void **state)
{
  World *world = *state;
  GtkWidget *response;

  record (world, 1, "GET /1 HTTP/1.1\r\nHost: a\r\nX: \xff\x01 \xe2\x80\xae\r\n\r\nb\tdy",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  wait_until (says (world, "GET /1"));
  assert_true (says (world, "10.77.0.2"));
  assert_true (says (world, "200 OK"));

  select_row (world, 0);
  wait_until (says (world, "Request line"));
  wait_until (says (world, "GET /1 HTTP/1.1\\r\\n"));
  assert_true (says (world, "Host: a\\r\\n"));
  assert_true (says (world, "X: \\xff\\x01 <U+202E>\\r\\n"));
  assert_true (says (world, "Empty line"));
  assert_true (says (world, "b\\tdy"));
  assert_true (says (world, "10.77.0.2:4242"));

  response = fixture_find (GTK_WIDGET (world->window), GTK_TYPE_TOGGLE_BUTTON, "Response");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (response), TRUE);
  wait_until (says (world, "HTTP/1.1 200 OK\\r\\n"));
  assert_true (says (world, "Status line"));
  assert_false (says (world, "Host: a"));

  gtk_widget_activate_action (response, "exchange.copy", NULL);
  wait_until (says (world, "Response copied"));
}

static void
the_part_that_is_selected_is_explained (void **state)
{
  World *world = *state;
  LanByteView *bytes;

  record (world, 1, "GET /1 HTTP/1.1\r\nHost: a\r\nAccept-Language: zh,en;q=0.5\r\n\r\n", "HTTP/1.1 404 Not Found\r\n\r\n");
  wait_until (says (world, "GET /1"));
  select_row (world, 0);
  wait_until (says (world, "Request line"));

  bytes = LAN_BYTE_VIEW (fixture_find (GTK_WIDGET (world->window), LAN_TYPE_BYTE_VIEW, NULL));
  lan_byte_view_select_offset (bytes, 0);
  assert_true (says (world, "Asks for what is at this address."));
  assert_true (says (world, "(RFC 9110, 9.3.1)"));
  lan_byte_view_select_offset (bytes, strlen ("GET /1 HTTP/1.1\r\nHost: a\r\nAccept-Language: "));
  assert_true (says (world, "First zh, then en (q=0.5)."));
  assert_true (says (world, "Which languages the reader prefers."));
  assert_false (says (world, "(RFC 9110, 9.3.1)"));
}

static void
activate_note (World      *world,
               const char *text)
{
  GtkWidget *label = fixture_find (GTK_WIDGET (world->window), GTK_TYPE_LABEL, text);
  GtkWidget *row = gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);

  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
}

static char *copied;

static void
on_text_read (GObject      *clipboard,
              GAsyncResult *result,
              gpointer      data)
{
  copied = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static gboolean
copies_as (World      *world,
           const char *form,
           const char *expected)
{
  GtkWidget *view = gtk_widget_get_ancestor (fixture_find (GTK_WIDGET (world->window), LAN_TYPE_BYTE_VIEW, NULL),
                                             LAN_TYPE_EXCHANGE_VIEW);
  gboolean found;

  assert_true (gtk_widget_activate_action (view, "exchange.copy-as", "s", form));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (view), NULL, on_text_read, NULL);
  wait_until (copied != NULL);
  found = strstr (copied, expected) != NULL;
  g_clear_pointer (&copied, g_free);

  return found;
}

static void
secrets_are_stars_until_they_are_asked_for (void **state)
{
  World *world = *state;

  record (world, 1, "GET /1 HTTP/1.1\r\nHost: a\r\nAuthorization: Basic abc\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n");
  record (world, 2, "GET /2 HTTP/1.1\r\nHost: a\r\nAuthorization: Basic def\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n");
  wait_until (says (world, "GET /2"));
  select_row (world, 0);
  wait_until (says (world, "Authorization: Basic ***\\r\\n"));
  assert_false (says (world, "abc"));
  assert_true (copies_as (world, "curl", "'Authorization: Basic ***'"));

  activate_note (world, "Show what is secret, here and in copies");
  wait_until (says (world, "Authorization: Basic abc\\r\\n"));
  assert_true (copies_as (world, "curl", "'Authorization: Basic abc'"));
  assert_true (copies_as (world, "socket", "b'Authorization: Basic abc\\r\\n'"));

  activate_note (world, "Cover what is secret with stars again");
  wait_until (says (world, "Authorization: Basic ***\\r\\n"));

  /* of another request they are covered again */
  activate_note (world, "Show what is secret, here and in copies");
  select_row (world, 1);
  wait_until (says (world, "GET /2 HTTP/1.1\\r\\n"));
  assert_true (says (world, "Authorization: Basic ***\\r\\n"));
  assert_false (says (world, "def"));
}

static gboolean
is_focus_in (World *world,
             gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (world->window));

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

static void
keys_lead_into_the_panel_and_back (void **state)
{
  World *world = *state;
  LanInsidePanel *panel = lan_window_get_inside_panel (world->window);

  record (world, 1, "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", "");
  wait_until (says (world, "GET /1"));
  gtk_widget_child_focus (fixture_find (world->page, GTK_TYPE_COLUMN_VIEW, NULL), GTK_DIR_TAB_FORWARD);
  select_row (world, 0);
  wait_until (says (world, "Request line"));
  assert_true (is_focus_in (world, world->page));

  gtk_widget_activate_action (GTK_WIDGET (world->window), "win.other-pane", NULL);
  assert_true (is_focus_in (world, panel));
  gtk_widget_activate_action (GTK_WIDGET (world->window), "win.other-pane", NULL);
  assert_true (is_focus_in (world, fixture_find (world->page, GTK_TYPE_COLUMN_VIEW, NULL)));

  gtk_widget_activate_action (GTK_WIDGET (world->window), "win.other-pane", NULL);
  gtk_widget_activate_action (GTK_WIDGET (world->window), "win.close-inside", NULL);
  assert_true (is_focus_in (world, fixture_find (world->page, GTK_TYPE_COLUMN_VIEW, NULL)));
}

static void
a_rule_is_noted_once (void **state)
{
  World *world = *state;

  record (world, 1, "GET /1 HTTP/1.1\nHost: a\nA: b\n\n", "");
  wait_until (says (world, "GET /1"));
  select_row (world, 0);
  wait_until (says (world, "LF alone"));
  assert_int_equal (count_labels_with (GTK_WIDGET (world->window), "LF alone"), 1);
  assert_true (says (world, "(RFC 9112, 2.2, 4 times)"));
}

static void
add_upload (World    *world,
            guint64   received,
            gboolean  finished)
{
  static const char head[] = "PUT /film.mp4 HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n";
  g_autoptr(LanHttpRecord) record = lan_http_record_new ("PUT", "/film.mp4", head, sizeof head - 1, "", 0);

  record->id = 1;
  record->finished = finished;
  record->client = g_ref_string_new ("10.77.0.2");
  record->request_size = received;
  record->request_total = 30000000;
  record->body_us = finished ? 1 : -1;
  record->status = finished ? 201 : 0;
  lan_web_exchange_log_add (lan_web_host_get_log (world->host), record);
}

static void
an_upload_is_watched (void **state)
{
  World *world = *state;

  add_upload (world, 1200000, FALSE);
  wait_until (says (world, "1.2\u00a0MB of 30.0\u00a0MB received"));
  select_row (world, 0);
  wait_until (says (world, "Request line"));
  add_upload (world, 15000000, FALSE);
  wait_until (count_labels_with (GTK_WIDGET (world->window), "15.0\u00a0MB of 30.0\u00a0MB received") == 2);   /* row and view */

  add_upload (world, 30000000, TRUE);
  wait_until (!says (world, "received"));
  assert_true (says (world, "201 Created"));
}

static void
what_the_list_lost_is_said (void **state)
{
  World *world = *state;

  for (guint i = 1; i <= 20001; i++)
    record (world, i, "GET / HTTP/1.1\r\n\r\n", "");
  wait_until (says (world, "older ones are no longer listed."));
  wait_until (says (world, "GET /20001"));   /* the list follows */

  gtk_widget_activate_action (world->page, "web.clear", NULL);
  wait_until (!says (world, "no longer listed"));
  assert_true (says (world, "Put a page on your network."));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (the_switch_starts_and_stops_it, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_typed_port_counts_at_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_taken_port_is_named_and_the_next_one_offered, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_folder_that_cannot_be_served_is_named, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_folder_of_any_name_is_served_and_kept, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_home_is_asked_about_first, set_up, tear_down),
    cmocka_unit_test_setup_teardown (who_can_open_it_is_said_and_chosen, set_up, tear_down),
    cmocka_unit_test_setup_teardown (phones_scan_the_address, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_request_is_shown_as_it_went_over_the_wire, set_up, tear_down),
    cmocka_unit_test_setup_teardown (secrets_are_stars_until_they_are_asked_for, set_up, tear_down),
    cmocka_unit_test_setup_teardown (the_part_that_is_selected_is_explained, set_up, tear_down),
    cmocka_unit_test_setup_teardown (keys_lead_into_the_panel_and_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_rule_is_noted_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_upload_is_watched, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_the_list_lost_is_said, set_up, tear_down),
  };

  return cmocka_run_group_tests (tests, fixture_group_setup, NULL);
}
