/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "../unit/http-peer.h"
#include "fixture.h"
#include "base/listener.h"
#include "node/settings.h"
#include "widgets/web-page.h"

/* Each control changes what a server that is running answers, from the next request on. */

typedef struct
{
  LanWindow *window;
  GtkWidget *page;
  LanWebHost *host;
  GSettings *settings;
  char *folder;
} World;

static void
write_file (World      *world,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (world->folder, name, NULL);

  assert_true (g_file_set_contents (path, text, -1, NULL));
}

static int
set_up (void **state)
{
  World *world = g_new0 (World, 1);
  LanNode *node;

  world->window = fixture_window_new (TRUE, 360, 700);
  node = lan_window_get_node (world->window);
  world->host = lan_node_get_web (node);
  world->settings = lan_node_get_settings (node);
  world->page = lan_window_get_page (world->window, "web");
  world->folder = g_dir_make_tmp ("landline-XXXXXX", NULL);
  write_file (world, "index.html", "<p>the first page");
  g_settings_set (world->settings, "web-port", "q", lan_listener_next_free_port (8000));
  lan_settings_set_path (world->settings, "web-folder", world->folder);
  lan_window_show_page (world->window, "web");
  gtk_widget_activate_action (world->page, "web.start", NULL);
  wait_until (lan_web_host_is_running (world->host));
  *state = world;

  return 0;
}

static void
remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static int
tear_down (void **state)
{
  World *world = *state;

  fixture_window_free (world->window);
  remove_folder (world->folder);
  g_free (world->folder);
  g_free (world);

  return 0;
}

/* (transfer full): what the running server answers to that request line, with these lines after it */
static char *
ask (World      *world,
     const char *line,
     const char *rest)
{
  g_autofree char *request = g_strdup_printf ("%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s", line,
                                              rest != NULL ? rest : "\r\n");
  GString *answer = g_string_new (NULL);
  int fd = http_peer_connect (lan_web_host_get_port (world->host));

  assert_true (fd >= 0);
  assert_true (http_peer_send (fd, request));
  assert_true (http_peer_receive (fd, answer, NULL));
  close (fd);

  return g_string_free (answer, FALSE);
}

#define PUT_BODY "Content-Length: 2\r\n\r\nhi"

static guint
status_of (World      *world,
           const char *line,
           const char *rest)
{
  g_autofree char *answer = ask (world, line, rest);

  assert_true (g_str_has_prefix (answer, "HTTP/1.1 "));

  return (guint) g_ascii_strtoull (answer + strlen ("HTTP/1.1 "), NULL, 10);
}

static gboolean
answers_with (World      *world,
              const char *line,
              const char *rest,
              const char *words)
{
  g_autofree char *answer = ask (world, line, rest);

  return strstr (answer, words) != NULL;
}

static gboolean
file_holds (const char *path,
            const char *words)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, words) != NULL;
}

/* --- The windows --- */

static GtkWidget *
open_window (World      *world,
             const char *action)
{
  GtkWindow *window;

  gtk_widget_activate_action (world->page, action, NULL);
  wait_until (fixture_other_window (world->window) != NULL);
  window = fixture_other_window (world->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));

  return GTK_WIDGET (window);
}

static void
close_window (World     *world,
              GtkWidget *window)
{
  gtk_window_close (GTK_WINDOW (window));
  wait_until (fixture_other_window (world->window) == NULL);
}

static GtkWidget *
find_row (GtkWidget  *window,
          const char *title,
          GType       type)
{
  GtkWidget *label = fixture_find_words (window, title);

  assert_non_null (label);

  return gtk_widget_get_ancestor (label, type);
}

static void
switch_row (GtkWidget  *window,
            const char *title,
            gboolean    on)
{
  GtkWidget *row = find_row (window, title, ADW_TYPE_ACTION_ROW);
  GtkWidget *widget = fixture_find (row, GTK_TYPE_SWITCH, NULL);

  assert_true (gtk_widget_is_sensitive (widget));
  gtk_switch_set_active (GTK_SWITCH (widget), on);
}

static void
write_row (GtkWidget  *window,
           const char *title,
           const char *text)
{
  GtkWidget *row = find_row (window, title, ADW_TYPE_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "apply");
}

static void
check_window (GtkWidget *window)
{
  int minimum;

  /* what is in it: without a compositor a window has a frame besides */
  gtk_widget_measure (gtk_widget_get_first_child (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  assert_in_range (minimum, 1, 360);
  assert_true (fixture_check_names (window) > 5);
  fixture_check_keyboard (GTK_WINDOW (window));
}

/* --- What visitors may do --- */

static void
visitors_upload_and_delete_once_they_may (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");

  check_window (options);
  assert_true (status_of (world, "PUT /new.txt", PUT_BODY) >= 400);
  switch_row (options, "Upload", TRUE);
  assert_int_equal (status_of (world, "PUT /new.txt", PUT_BODY), 201);
  assert_non_null (fixture_find_words (options, "Visitors can read and upload; they cannot replace or delete."));
  assert_true (status_of (world, "PUT /new.txt", PUT_BODY) >= 400);   /* it is there */
  switch_row (options, "Replace", TRUE);
  assert_in_range (status_of (world, "PUT /new.txt", PUT_BODY), 200, 204);
  assert_true (status_of (world, "DELETE /new.txt", NULL) >= 400);
  switch_row (options, "Delete", TRUE);
  assert_in_range (status_of (world, "DELETE /new.txt", NULL), 200, 204);
  switch_row (options, "Read", FALSE);
  assert_true (status_of (world, "GET /index.html", NULL) >= 400);
  close_window (world, options);
  assert_non_null (fixture_find_words (world->page, "Visitors can upload, replace and delete; they cannot read."));
}

static void
a_largest_upload_is_chosen (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");
  GtkWidget *spin = fixture_find (find_row (options, "Largest Upload", ADW_TYPE_ACTION_ROW), GTK_TYPE_SPIN_BUTTON, NULL);

  assert_false (gtk_widget_is_sensitive (spin));
  switch_row (options, "Upload", TRUE);
  assert_true (gtk_widget_is_sensitive (spin));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 1);
  assert_int_equal (g_settings_get_uint64 (world->settings, "web-upload-limit"), 1 << 20);
  assert_int_equal (status_of (world, "PUT /large", "Content-Length: 1048577\r\n\r\n"), 413);
  wait_until (fixture_find_words (world->page, "The file is too large: it may have up to") != NULL);   /* its row says why */
}

static void
another_folder_is_served_to_be_read (void **state)
{
  World *world = *state;
  g_autofree char *other = g_dir_make_tmp ("landline-XXXXXX", NULL);

  g_settings_set_boolean (world->settings, "web-upload", TRUE);
  assert_non_null (fixture_find_words (world->page, "Visitors can read and upload"));
  lan_web_page_serve (LAN_WEB_PAGE (world->page), other);
  wait_until (fixture_find_words (GTK_WIDGET (world->window), "Visitors can only read it.") != NULL);
  assert_false (g_settings_get_boolean (world->settings, "web-upload"));
  assert_null (fixture_find_words (world->page, "upload"));
  assert_true (status_of (world, "PUT /new.txt", PUT_BODY) >= 400);
  g_rmdir (other);
}

static void
the_first_page_stays_as_it_is (void **state)
{
  World *world = *state;
  GtkWidget *options;

  g_settings_set_boolean (world->settings, "web-upload", TRUE);
  gtk_widget_activate_action (world->page, "web.starter-page", NULL);
  g_settings_set_boolean (world->settings, "web-upload", TRUE);
  wait_until (answers_with (world, "GET /", NULL, "Welcome back Home"));
  assert_int_equal (status_of (world, "PUT /new.txt", PUT_BODY), 405);
  assert_null (fixture_find_words (world->page, "upload"));
  options = open_window (world, "web.show-site-options");
  assert_false (gtk_widget_is_sensitive (find_row (options, "Upload", ADW_TYPE_ACTION_ROW)));
  assert_non_null (fixture_find_words (options, "With a folder of your own"));
}

static void
an_access_log_that_cannot_be_written_is_told (void **state)
{
  World *world = *state;
  g_autofree char *path = g_build_filename (world->folder, "access.log", NULL);
  GtkWidget *options;

  lan_settings_set_path (world->settings, "web-access-log", path);
  assert_int_equal (status_of (world, "GET /", NULL), 200);
  wait_until (file_holds (path, "\"GET / HTTP/1.1\" 200"));
  options = open_window (world, "web.show-site-options");
  assert_non_null (fixture_find_words (options, "access.log"));

  lan_settings_set_path (world->settings, "web-access-log", "/nowhere/access.log");
  assert_int_equal (status_of (world, "GET /", NULL), 200);
  wait_until (fixture_find_words (world->page, "/nowhere/access.log") != NULL);

  gtk_widget_activate (fixture_find (find_row (options, "Access Log", ADW_TYPE_ACTION_ROW), GTK_TYPE_BUTTON, NULL));
  wait_until (fixture_find_words (world->page, "/nowhere/access.log") == NULL);
  assert_non_null (fixture_find_words (options, "Choose a file"));
}

/* --- Who may come in --- */

static void
networks_are_allowed_by_name (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");
  g_auto(GStrv) networks = NULL;

  write_row (options, "Add a network", "the library");
  assert_non_null (fixture_find_words (options, "“the library”"));   /* and why not */
  write_row (options, "Add a network", "10.99.0.0/16");
  networks = g_settings_get_strv (world->settings, "web-networks");
  assert_string_equal (networks[0], "10.99.0.0/16");
  assert_non_null (fixture_find_words (options, "Only these networks"));

  gtk_widget_activate (fixture_find (find_row (options, "10.99.0.0/16", ADW_TYPE_ACTION_ROW), GTK_TYPE_BUTTON, NULL));
  wait_until (fixture_find_words (options, "10.99.0.0/16") == NULL);
}

static void
a_name_and_a_password_belong_together (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");
  GtkWidget *password = fixture_find (options, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL);

  write_row (options, "User Name", "an:a");
  assert_non_null (fixture_find_words (options, "A name has no colon"));
  write_row (options, "User Name", "ana");
  assert_non_null (fixture_find_words (options, "Write a password, too."));
  assert_int_equal (status_of (world, "GET /", NULL), 200);
  gtk_editable_set_text (GTK_EDITABLE (password), "secret");
  g_signal_emit_by_name (password, "apply");
  assert_int_equal (status_of (world, "GET /", NULL), 401);
  assert_int_equal (status_of (world, "GET /", "Authorization: Basic YW5hOnNlY3JldA==\r\n\r\n"), 200);
  assert_non_null (fixture_find_words (world->page, "A password is asked for."));

  gtk_editable_set_text (GTK_EDITABLE (password), "");
  write_row (options, "User Name", "");
  assert_int_equal (status_of (world, "GET /", NULL), 200);
}

/* --- Pages, and what developers want --- */

static void
pages_are_answered_as_chosen (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");
  const char *html = "Accept: text/html\r\n\r\n";
  const char *gzip = "Accept-Encoding: gzip\r\n\r\n";
  g_autofree char *long_text = g_strnfill (10000, 'a');

  write_file (world, "long.txt", long_text);
  assert_int_equal (status_of (world, "GET /view/7", html), 404);
  switch_row (options, "Single-Page App", TRUE);
  assert_true (answers_with (world, "GET /view/7", html, "the first page"));
  assert_false (answers_with (world, "GET /long.txt", gzip, "Content-Encoding: gzip"));
  switch_row (options, "Compress", TRUE);
  assert_true (answers_with (world, "GET /long.txt", gzip, "Content-Encoding: gzip"));
}

static void
developers_have_switches (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");
  const char *origin = "Origin: http://elsewhere.example\r\n\r\n";

  assert_false (answers_with (world, "GET /", origin, "Access-Control-Allow-Origin"));
  switch_row (options, "Open to Other Sites", TRUE);
  assert_true (answers_with (world, "GET /", origin, "Access-Control-Allow-Origin"));

  assert_int_equal (status_of (world, "POST /again", PUT_BODY), 405);
  switch_row (options, "Echo", TRUE);
  write_row (options, "Path of the Echo", "again");
  assert_non_null (fixture_find_words (options, "A path begins with “/”"));
  write_row (options, "Path of the Echo", "/again");
  assert_true (answers_with (world, "POST /again", PUT_BODY, "\r\n\r\nhi"));

  assert_in_range (status_of (world, "TRACE /", NULL), 400, 599);
  switch_row (options, "TRACE", TRUE);
  assert_true (answers_with (world, "TRACE /", NULL, "TRACE / HTTP/1.1"));
}

static void
own_header_fields_are_judged_first (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");

  write_row (options, "Add a field", "no field at all");
  assert_non_null (fixture_find_words (options, "“no field at all” is no header line."));
  write_row (options, "Add a field", "Content-Length: 7");
  assert_non_null (fixture_find_words (options, "Content-Length is set by the server itself."));
  write_row (options, "Add a field", "X-Class: 7b");
  assert_null (fixture_find_words (options, "is set by the server itself"));
  assert_true (answers_with (world, "GET /", NULL, "X-Class: 7b\r\n"));
}

static void
what_is_still_written_counts_when_the_window_closes (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");

  gtk_editable_set_text (GTK_EDITABLE (find_row (options, "Add a field", ADW_TYPE_ENTRY_ROW)), "X-Late: yes");
  close_window (world, options);
  assert_true (answers_with (world, "GET /", NULL, "X-Late: yes\r\n"));
}

static void
what_cannot_be_kept_is_shown_before_it_is_lost (void **state)
{
  World *world = *state;
  GtkWidget *options = open_window (world, "web.show-site-options");

  gtk_editable_set_text (GTK_EDITABLE (find_row (options, "Add a network", ADW_TYPE_ENTRY_ROW)), "the library");
  gtk_editable_set_text (GTK_EDITABLE (find_row (options, "Path of the Echo", ADW_TYPE_ENTRY_ROW)), "/again");
  gtk_window_close (GTK_WINDOW (options));
  wait_until (fixture_find_words (options, "“the library”") != NULL);
  assert_ptr_equal (fixture_other_window (world->window), options);
  close_window (world, options);
  {
    g_autofree char *path = g_settings_get_string (world->settings, "web-echo-path");

    assert_string_equal (path, "/again");
  }
}

/* --- HTTPS --- */

static void
https_has_an_address_and_a_code_to_compare (void **state)
{
  World *world = *state;
  GtkWidget *addresses;

  gtk_widget_activate_action (world->page, "web.https", NULL);
  assert_true (g_settings_get_boolean (world->settings, "web-https"));
  wait_until (lan_web_host_get_identity (world->host) != NULL);
  wait_until (fixture_find_words (world->page, "https://") != NULL);
  assert_int_equal (status_of (world, "GET /", NULL), 308);

  addresses = open_window (world, "web.show-addresses");
  assert_non_null (fixture_find_words (addresses, "Verification Code"));
  {
    const char *fingerprint = lan_identity_get_fingerprint (lan_web_host_get_identity (world->host));
    g_autofree char *begin = g_strndup (fingerprint, 4);

    assert_non_null (fixture_find_words (addresses, begin));
  }
  close_window (world, addresses);

  gtk_widget_activate_action (world->page, "web.https", NULL);
  wait_until (lan_web_host_get_identity (world->host) == NULL);
  wait_until (fixture_find_words (world->page, "http://") != NULL);
  assert_int_equal (status_of (world, "GET /", NULL), 200);
}

/* --- Rules --- */

static void
press (GtkWidget  *window,
       const char *label)
{
  GtkWidget *button = fixture_find (window, GTK_TYPE_BUTTON, label);

  assert_non_null (button);
  assert_true (gtk_widget_activate (button));
}

static void
a_press_answers_the_next_request_only (void **state)
{
  World *world = *state;
  GtkWidget *rules = open_window (world, "web.show-rules");

  assert_non_null (fixture_find_words (rules, "No rules"));
  check_window (rules);
  press (rules, "503");
  wait_until (fixture_find_words (world->page, "1 rule on") != NULL);
  assert_non_null (fixture_find_words (rules, "The next request only"));
  check_window (rules);
  assert_int_equal (status_of (world, "GET /", NULL), 503);
  assert_int_equal (status_of (world, "GET /", NULL), 200);
  wait_until (fixture_find_words (rules, "switch it on again") != NULL);
  assert_null (fixture_find_words (world->page, "1 rule on"));

  press (rules, "503");   /* the same one again */
  wait_until (fixture_find_words (world->page, "1 rule on") != NULL);
  assert_int_equal (status_of (world, "GET /", NULL), 503);
  assert_int_equal (status_of (world, "GET /", NULL), 200);
}

static GtkWidget *
new_rule (GtkWidget *rules)
{
  gtk_widget_activate_action (rules, "rules.add", NULL);
  wait_until (fixture_other_window (rules) != NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture_other_window (rules)));

  return GTK_WIDGET (fixture_other_window (rules));
}

static void
add_rule (GtkWidget  *rules,
          const char *path,
          guint       status)
{
  GtkWidget *editor = new_rule (rules);
  GtkWidget *row = find_row (editor, "Status", ADW_TYPE_ACTION_ROW);

  gtk_editable_set_text (GTK_EDITABLE (find_row (editor, "Path, such as", ADW_TYPE_ENTRY_ROW)), path);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (fixture_find (row, GTK_TYPE_SPIN_BUTTON, NULL)), status);
  press (editor, "Add");
  wait_until (fixture_other_window (rules) == NULL);
}

static void
rules_are_written_ordered_and_removed (void **state)
{
  World *world = *state;
  GtkWidget *rules = open_window (world, "web.show-rules");

  add_rule (rules, "/a*", 404);
  add_rule (rules, "/ab*", 500);   /* the newest decides */
  wait_until (fixture_find_words (world->page, "2 rules on") != NULL);
  assert_non_null (fixture_find_words (rules, "/a* → 404 Not Found"));
  assert_int_equal (status_of (world, "GET /abc", NULL), 500);
  assert_int_equal (status_of (world, "GET /a", NULL), 404);

  gtk_widget_activate_action (rules, "rules.move-down", "u", 0);
  assert_int_equal (status_of (world, "GET /abc", NULL), 404);
  gtk_widget_activate_action (rules, "rules.move-up", "u", 1);
  assert_int_equal (status_of (world, "GET /abc", NULL), 500);

  gtk_switch_set_active (GTK_SWITCH (fixture_find (find_row (rules, "/ab* →", ADW_TYPE_ACTION_ROW), GTK_TYPE_SWITCH, NULL)),
                         FALSE);
  assert_int_equal (status_of (world, "GET /abc", NULL), 404);
  gtk_widget_activate_action (rules, "rules.remove", "u", 1);
  assert_null (fixture_find_words (rules, "/a* →"));
  gtk_widget_activate_action (rules, "rules.remove", "u", 0);
  assert_non_null (fixture_find_words (rules, "No rules"));
  assert_null (fixture_find_words (world->page, "rules on"));
}

static void
a_rule_is_judged_while_it_is_written (void **state)
{
  World *world = *state;
  GtkWidget *rules = open_window (world, "web.show-rules");
  GtkWidget *editor = new_rule (rules);
  GtkWidget *action = find_row (editor, "Action", ADW_TYPE_COMBO_ROW);
  GtkWidget *path = find_row (editor, "Path, such as", ADW_TYPE_ENTRY_ROW);
  GtkWidget *methods = find_row (editor, "Methods, such as", ADW_TYPE_ENTRY_ROW);

  check_window (editor);
  gtk_editable_set_text (GTK_EDITABLE (path), "api");
  assert_non_null (fixture_find_words (editor, "A path begins with “/”"));
  assert_false (gtk_widget_is_sensitive (fixture_find (editor, GTK_TYPE_BUTTON, "Add")));
  gtk_editable_set_text (GTK_EDITABLE (path), "/api/*");
  gtk_editable_set_text (GTK_EDITABLE (methods), "get p@st");
  assert_non_null (fixture_find_words (editor, "“P@ST” is no method."));
  gtk_editable_set_text (GTK_EDITABLE (methods), "get, post");
  assert_null (fixture_find_words (editor, "is no method"));

  /* a text */
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (editor, "Content", ADW_TYPE_COMBO_ROW)), 1);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture_find (editor, GTK_TYPE_TEXT_VIEW, NULL))),
                            "come again", -1);
  write_row (editor, "Add a field", "Retry-After: 2");
  press (editor, "Add");
  wait_until (fixture_other_window (rules) == NULL);
  assert_non_null (fixture_find_words (rules, "GET, POST /api/* →"));
  assert_true (answers_with (world, "GET /api/x", NULL, "come again"));
  assert_true (answers_with (world, "GET /api/x", NULL, "Retry-After: 2\r\n"));

  /* and no answer at all */
  gtk_widget_activate_action (rules, "rules.edit", "u", 0);
  wait_until (fixture_other_window (rules) != NULL);
  editor = GTK_WIDGET (fixture_other_window (rules));
  gtk_test_widget_wait_for_draw (editor);
  action = find_row (editor, "Action", ADW_TYPE_COMBO_ROW);
  adw_combo_row_set_selected (ADW_COMBO_ROW (action), LAN_WEB_RULE_DROP);
  assert_null (fixture_find_words (editor, "Content"));
  press (editor, "Save");
  wait_until (fixture_other_window (rules) == NULL);
  {
    g_autofree char *answer = ask (world, "GET /api/x", NULL);

    assert_string_equal (answer, "");
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (visitors_upload_and_delete_once_they_may, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_largest_upload_is_chosen, set_up, tear_down),
    cmocka_unit_test_setup_teardown (another_folder_is_served_to_be_read, set_up, tear_down),
    cmocka_unit_test_setup_teardown (the_first_page_stays_as_it_is, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_access_log_that_cannot_be_written_is_told, set_up, tear_down),
    cmocka_unit_test_setup_teardown (networks_are_allowed_by_name, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_name_and_a_password_belong_together, set_up, tear_down),
    cmocka_unit_test_setup_teardown (pages_are_answered_as_chosen, set_up, tear_down),
    cmocka_unit_test_setup_teardown (developers_have_switches, set_up, tear_down),
    cmocka_unit_test_setup_teardown (own_header_fields_are_judged_first, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_is_still_written_counts_when_the_window_closes, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_cannot_be_kept_is_shown_before_it_is_lost, set_up, tear_down),
    cmocka_unit_test_setup_teardown (https_has_an_address_and_a_code_to_compare, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_press_answers_the_next_request_only, set_up, tear_down),
    cmocka_unit_test_setup_teardown (rules_are_written_ordered_and_removed, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_rule_is_judged_while_it_is_written, set_up, tear_down),
  };

  return cmocka_run_group_tests (tests, fixture_group_setup, NULL);
}
