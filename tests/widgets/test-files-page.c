/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/listener.h"
#include "fixture.h"
#include "widgets/file-actions.h"
#include "widgets/files-page.h"
#include "widgets/send-dialog.h"
#include "widgets/transfer-row.h"

static LanWindow *
files_window_new (void)
{
  LanWindow *window = fixture_window_new (TRUE, 800, 700);

  lan_window_show_page (window, "files");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));

  return window;
}

static LanFilesPage *
page_of (LanWindow *window)
{
  return LAN_FILES_PAGE (lan_window_get_page (window, "files"));
}

static LanFilesTransfers *
transfers_of (LanWindow *window)
{
  return lan_node_get_transfers (lan_window_get_node (window));
}

static gboolean
shows (LanWindow  *window,
       const char *text)
{
  return fixture_find (GTK_WIDGET (window), GTK_TYPE_LABEL, text) != NULL;
}

static GtkWidget *
button_of (LanWindow  *window,
           const char *label)
{
  return fixture_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, label);
}

static GtkWidget *
action_button (GtkWidget  *root,
               const char *action)
{
  if (GTK_IS_ACTIONABLE (root) && gtk_widget_get_mapped (root) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (root)), action) == 0)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = action_button (child, action);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static guint
count_rows (GtkWidget *row)
{
  guint count = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (gtk_widget_get_parent (row)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    count += LAN_IS_TRANSFER_ROW (child);

  return count;
}

static LanSendDialog *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (LAN_IS_SEND_DIALOG (toplevel) && gtk_widget_get_mapped (toplevel))
        return LAN_SEND_DIALOG (toplevel);
    }

  return NULL;
}

static void
close_dialog (void)
{
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  wait_until (find_dialog () == NULL);
}

/* Somebody connects; the returned end is theirs. */
static int
knock (LanWindow  *window,
       const char *host)
{
  int ends[2];
  g_autoptr(LanFilesTransfer) transfer = NULL;

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
  transfer = lan_files_transfer_new_receive (ends[0], host, 40000, g_get_tmp_dir ());
  lan_files_transfers_add (transfers_of (window), transfer);

  return ends[1];
}

static int
minimum_width (LanWindow *window)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static void
an_empty_page_says_what_to_do (void **state)
{
  LanWindow *window = files_window_new ();

  assert_true (shows (window, "Drop files anywhere in this window."));
  assert_true (shows (window, "Off: nobody can send to you."));
  assert_null (button_of (window, "Accept"));
  fixture_window_free (window);
}

static void
one_offer_is_asked_about_at_a_time (void **state)
{
  LanWindow *window = files_window_new ();
  int peers[4];

  for (guint i = 0; i < 3; i++)
    peers[i] = knock (window, "10.0.0.7");
  peers[3] = knock (window, "10.0.0.8");
  wait_until (shows (window, "10.0.0.7:40000 wants to send you something"));
  assert_true (shows (window, "3 more are waiting."));
  assert_in_range (minimum_width (window), 1, 360);
  assert_false (shows (window, "10.0.0.8:40000 wants to send you something"));
  /* a click that was on its way does not accept, nor does Return */
  assert_false (gtk_widget_get_sensitive (button_of (window, "Accept")));
  assert_null (gtk_window_get_default_widget (GTK_WINDOW (window)));
  wait_until (gtk_widget_get_sensitive (button_of (window, "Accept")));

  gtk_widget_activate (button_of (window, "Decline"));   /* keys press a button for 100 ms */
  wait_until (shows (window, "Declined"));
  wait_until (shows (window, "2 more are waiting."));
  assert_false (gtk_widget_get_sensitive (button_of (window, "Block")));
  wait_until (gtk_widget_get_sensitive (button_of (window, "Block")));

  gtk_widget_activate (button_of (window, "Block"));
  wait_until (shows (window, "10.0.0.8:40000 wants to send you something"));
  assert_true (shows (window, "10.0.0.7 is blocked until you switch receiving off."));
  assert_int_equal (lan_files_transfers_count (transfers_of (window), LAN_FILES_CANCELLED), 3);

  close (peers[3]);
  wait_until (button_of (window, "Accept") == NULL);   /* who went away asks no more */
  for (guint i = 0; i < 3; i++)
    close (peers[i]);
  fixture_window_free (window);
}

static void
what_was_accepted_arrives_and_can_be_taken_elsewhere (void **state)
{
  LanWindow *window = files_window_new ();
  int peer = knock (window, "10.0.0.7");
  g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (transfers_of (window)), 0);
  GtkWidget *row;
  g_autoptr(GListModel) controllers = NULL;
  gboolean can_be_dragged = FALSE;

  wait_until (button_of (window, "Accept") != NULL && gtk_widget_get_sensitive (button_of (window, "Accept")));
  assert_int_equal (send (peer, "\x89PNG\r\n\x1a\n...", 11, 0), 11);
  shutdown (peer, SHUT_WR);
  gtk_widget_activate (button_of (window, "Accept"));
  wait_until (shows (window, "11 bytes; this form cannot tell whether that was all"));
  wait_until (button_of (window, "Open") != NULL);
  assert_in_range (minimum_width (window), 1, 360);

  row = fixture_find (GTK_WIDGET (window), LAN_TYPE_TRANSFER_ROW, NULL);
  assert_non_null (action_button (row, "transfer.show"));
  assert_null (action_button (row, "transfer.cancel"));
  controllers = gtk_widget_observe_controllers (row);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      g_autoptr(GdkContentProvider) provider = NULL;

      if (!GTK_IS_DRAG_SOURCE (controller))
        continue;
      g_signal_emit_by_name (controller, "prepare", 1.0, 1.0, &provider);
      assert_non_null (provider);
      can_be_dragged = TRUE;
    }
  assert_true (can_be_dragged);
  close (peer);
  g_unlink (lan_files_transfer_get_path (transfer));
  fixture_window_free (window);
}

static void
what_runs_is_never_opened (void **state)
{
  static const char *const refused[] = {
    "application/x-executable", "application/x-pie-executable", "application/x-sharedlib", "text/x-python",
    "application/x-shellscript", "application/x-desktop", "text/html", "application/xhtml+xml", "image/svg+xml",
    "application/x-ms-dos-executable", "application/vnd.debian.binary-package", "application/octet-stream",
    "application/javascript", "application/x-php",
  };
  static const char *const opened[] = { "image/png", "text/plain", "application/pdf", "application/zip", "video/mp4" };

  assert_false (lan_file_may_open (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    if (lan_file_may_open (refused[i]))
      fail_msg ("%s is opened", refused[i]);
  for (guint i = 0; i < G_N_ELEMENTS (opened); i++)
    if (!lan_file_may_open (opened[i]))
      fail_msg ("%s is not opened", opened[i]);
}

static void
what_cannot_be_sent_is_a_row_that_says_why (void **state)
{
  LanWindow *window = files_window_new ();
  g_autoptr(GFile) folder = g_file_new_for_path (g_get_tmp_dir ());
  g_autoptr(GFile) missing = g_file_new_for_path ("/nowhere/a\nb\xe2\x80\xae" "c\xff");
  g_autoptr(GFile) remote = g_file_new_for_uri ("https://a.example/b.png");
  g_autofree char *name = g_file_get_basename (folder);
  g_autofree char *is_folder = g_strdup_printf ("“%s” is a folder; the plain form carries single files. Pack it first (zip, tar).", name);
  GSList files[] = { { folder, &files[1] }, { missing, &files[2] }, { remote, NULL } };

  lan_files_page_bring_files (page_of (window), files);
  wait_until (shows (window, is_folder));
  wait_until (shows (window, "“a\\x0ab<U+202E>c\\xff” is not there any more."));
  wait_until (shows (window, "“https://a.example/b.png” is a link to a page, not a file. Save it first, or send the link in Chat."));
  assert_true (shows (window, "Nothing of that can be sent."));
  assert_null (find_dialog ());
  assert_null (action_button (GTK_WIDGET (window), "transfer.again"));   /* it had nowhere to go */
  fixture_window_free (window);
}

static void
text_becomes_a_file_and_a_link_does_not (void **state)
{
  LanWindow *window = files_window_new ();

  lan_files_page_bring_text (page_of (window), "来呀\n");
  wait_until (find_dialog () != NULL);
  close_dialog ();
  lan_files_page_bring_text (page_of (window), "https://a.example/");
  wait_until (shows (window, "That is a link, not a file. Save what it leads to first, or send the link in Chat."));
  assert_null (find_dialog ());
  lan_files_page_bring_text (page_of (window), "");
  wait_until (shows (window, "The text is empty."));
  fixture_window_free (window);
}

static void
the_dialog_shows_what_to_type_on_the_other_side (void **state)
{
  LanWindow *window = files_window_new ();
  LanSendDialog *dialog = lan_send_dialog_new (GTK_WINDOW (window), lan_window_get_node (window));
  GtkWidget *root = GTK_WIDGET (dialog), *entry;

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_test_widget_wait_for_draw (root);
  assert_true (fixture_check_names (root) > 4);
  entry = fixture_find (root, ADW_TYPE_ENTRY_ROW, NULL);
  assert_non_null (fixture_find (root, GTK_TYPE_LABEL, "None chosen yet"));
  assert_false (gtk_widget_get_sensitive (action_button (root, "send.go")));

  lan_send_dialog_set_files (dialog, (const char *[]) { "/tmp/a b\xe2\x80\xae.png", NULL });
  assert_non_null (fixture_find (root, GTK_TYPE_LABEL, "a b<U+202E>.png"));
  assert_non_null (fixture_find (root, GTK_TYPE_LABEL, "nc -l 9998 > FILE"));
  lan_send_dialog_set_files (dialog, (const char *[]) { "/tmp/a b.png", NULL });
  gtk_editable_set_text (GTK_EDITABLE (entry), "192.168.1.7:99");
  assert_non_null (fixture_find (root, GTK_TYPE_LABEL, "nc -l 99 > 'a b.png'"));
  assert_true (gtk_widget_get_sensitive (action_button (root, "send.go")));
  gtk_editable_set_text (GTK_EDITABLE (entry), "192.168.1.7:99999");
  assert_false (gtk_widget_get_sensitive (action_button (root, "send.go")));
  assert_true (gtk_widget_has_css_class (entry, "error"));

  lan_send_dialog_set_role (dialog, LAN_FILES_OFFER);
  assert_non_null (fixture_find (root, GTK_TYPE_LABEL, "nc 127.0.0.1 9998 > 'a b.png'"));
  lan_send_dialog_set_files (dialog, (const char *[]) { "/tmp/a", "/tmp/b", NULL });
  assert_false (gtk_widget_get_sensitive (action_button (root, "send.go")));
  lan_send_dialog_set_role (dialog, LAN_FILES_FETCH);
  gtk_editable_set_text (GTK_EDITABLE (entry), "192.168.1.7");
  wait_until (fixture_find (root, GTK_TYPE_LABEL, "nc -lN 9998 < FILE") != NULL);
  assert_true (gtk_widget_get_sensitive (action_button (root, "send.go")));
  close_dialog ();
  fixture_window_free (window);
}

static void
an_offer_is_made_on_a_port_that_is_free (void **state)
{
  LanWindow *window = files_window_new ();
  LanListener *holder = lan_listener_new (LAN_FILES_PORT, FALSE, NULL);
  LanSendDialog *dialog = lan_send_dialog_new (GTK_WINDOW (window), lan_window_get_node (window));

  assert_non_null (holder);
  lan_send_dialog_set_role (dialog, LAN_FILES_OFFER);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  assert_non_null (fixture_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "nc 127.0.0.1 9999 > FILE"));
  lan_listener_free (holder);
  close_dialog ();
  fixture_window_free (window);
}

static void
an_offer_shows_how_to_get_it_and_can_be_made_again (void **state)
{
  LanWindow *window = files_window_new ();
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "landline-offered.txt", NULL);
  g_autofree char *command = NULL;
  LanFilesTransfer *offer = lan_files_transfer_new_offer (path, 0);

  assert_true (g_file_set_contents (path, "hello", 5, NULL));
  lan_files_transfers_set_may_listen (transfers_of (window), TRUE);
  lan_files_transfers_begin (transfers_of (window), g_object_ref (offer));
  wait_until (lan_files_transfer_get_port (offer) != 0);
  command = g_strdup_printf ("nc 127.0.0.1 %u > landline-offered.txt", lan_files_transfer_get_port (offer));
  wait_until (shows (window, command));
  assert_non_null (action_button (GTK_WIDGET (window), "transfer.copy-other-side"));
  assert_null (action_button (GTK_WIDGET (window), "transfer.again"));

  gtk_widget_activate (action_button (GTK_WIDGET (window), "transfer.cancel"));
  wait_until (shows (window, "Cancelled"));
  assert_false (shows (window, command));
  assert_null (action_button (GTK_WIDGET (window), "transfer.copy-other-side"));
  gtk_widget_activate (action_button (GTK_WIDGET (window), "transfer.again"));
  wait_until (shows (window, command));
  g_object_unref (offer);
  g_unlink (path);
  fixture_window_free (window);
}

static void
more_rows_than_anybody_reads_are_counted (void **state)
{
  LanWindow *window = files_window_new ();

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *name = g_strdup_printf ("file %u", i);
      g_autoptr(LanFilesTransfer) failed =
        lan_files_transfer_new_failed (name, g_error_new_literal (LAN_ERROR, LAN_ERROR_FAILED, "so"));

      lan_files_transfers_add (transfers_of (window), failed);
    }
  wait_until (shows (window, "file 249"));
  wait_until (shows (window, "and 200 more. Clear what is over to see them."));
  assert_false (shows (window, "file 199"));
  wait_until (count_rows (fixture_find (GTK_WIDGET (window), LAN_TYPE_TRANSFER_ROW, NULL)) == 50);
  gtk_widget_activate_action (GTK_WIDGET (page_of (window)), "files.clear", NULL);
  wait_until (shows (window, "Drop files anywhere in this window."));
  fixture_window_free (window);
}

/* A batch works its way down the list, and takes the rows that are shown along. */
static void
what_is_under_way_is_among_the_rows_however_many (void **state)
{
  LanWindow *window = files_window_new ();
  LanFilesTransfer *waiting[70];

  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      g_autofree char *path = g_strdup_printf ("/nowhere/waits %u", i);

      waiting[i] = lan_files_transfer_new_offer (path, 9998);
      lan_files_transfers_add (transfers_of (window), waiting[i]);   /* above the others: the last is first */
    }
  wait_until (shows (window, "waits 69"));
  assert_false (shows (window, "waits 19"));

  for (guint i = G_N_ELEMENTS (waiting); i > 12; i--)
    lan_files_transfer_cancel (waiting[i - 1]);
  wait_until (shows (window, "waits 0"));
  assert_true (shows (window, "waits 11"));
  assert_false (shows (window, "waits 69"));
  wait_until (count_rows (fixture_find (GTK_WIDGET (window), LAN_TYPE_TRANSFER_ROW, NULL)) == 50);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      lan_files_transfer_cancel (waiting[i]);
      g_object_unref (waiting[i]);
    }
  wait_until (shows (window, "waits 69"));   /* nothing is under way: from the beginning */
  fixture_window_free (window);
}

static void
a_row_stays_when_another_comes (void **state)
{
  LanWindow *window = files_window_new ();
  GtkWidget *first, *second;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(LanFilesTransfer) failed =
        lan_files_transfer_new_failed (i == 0 ? "a" : "b", g_error_new_literal (LAN_ERROR, LAN_ERROR_FAILED, "so"));

      lan_files_transfers_add (transfers_of (window), failed);
      if (i == 0)
        wait_until ((first = fixture_find (GTK_WIDGET (window), LAN_TYPE_TRANSFER_ROW, NULL)) != NULL);
    }
  wait_until (shows (window, "b"));
  second = fixture_find (GTK_WIDGET (window), LAN_TYPE_TRANSFER_ROW, NULL);
  assert_ptr_not_equal (first, second);
  assert_ptr_equal (gtk_widget_get_next_sibling (second), first);
  fixture_window_free (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_empty_page_says_what_to_do),
    cmocka_unit_test (one_offer_is_asked_about_at_a_time),
    cmocka_unit_test (what_was_accepted_arrives_and_can_be_taken_elsewhere),
    cmocka_unit_test (what_runs_is_never_opened),
    cmocka_unit_test (what_cannot_be_sent_is_a_row_that_says_why),
    cmocka_unit_test (text_becomes_a_file_and_a_link_does_not),
    cmocka_unit_test (the_dialog_shows_what_to_type_on_the_other_side),
    cmocka_unit_test (an_offer_is_made_on_a_port_that_is_free),
    cmocka_unit_test (an_offer_shows_how_to_get_it_and_can_be_made_again),
    cmocka_unit_test (a_row_stays_when_another_comes),
    cmocka_unit_test (more_rows_than_anybody_reads_are_counted),
    cmocka_unit_test (what_is_under_way_is_among_the_rows_however_many),
  };

  return cmocka_run_group_tests (tests, fixture_group_setup, NULL);
}
