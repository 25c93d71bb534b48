/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "files/inbox.h"

static char *folder;

static int
make_folder (void **state)
{
  folder = g_dir_make_tmp ("landline-test-XXXXXX", NULL);

  return folder != NULL ? 0 : -1;
}

static int
remove_folder (void **state)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);

  return 0;
}

static guint
count_files (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static LanFilesInbox *
receive (const char *content)
{
  LanFilesInbox *inbox = lan_files_inbox_open (folder, NULL);

  assert_non_null (inbox);
  assert_true (lan_files_inbox_write (inbox, content, strlen (content), NULL));

  return inbox;
}

static void
assert_content (const char *path,
                const char *expected)
{
  g_autofree char *content = NULL;

  assert_true (g_file_get_contents (path, &content, NULL, NULL));
  assert_string_equal (content, expected);
}

static void
until_it_is_kept_it_is_not_seen (void **state)
{
  g_autoptr(LanFilesInbox) inbox = receive ("hello");
  g_autofree char *path = NULL;
  struct stat info;

  assert_int_equal (count_files (), 0);

  path = lan_files_inbox_keep (inbox, "a.txt", NULL);
  assert_true (g_str_has_suffix (path, "/a.txt"));
  assert_content (path, "hello");
  assert_int_equal (count_files (), 1);
  assert_int_equal (stat (path, &info), 0);
  assert_int_equal (info.st_mode & 0111, 0);   /* nothing is executable */
  assert_int_equal (info.st_nlink, 1);
}

static void
nothing_is_replaced (void **state)
{
  g_autofree char *first = g_build_filename (folder, "a.png", NULL);
  g_autofree char *second = NULL;
  g_autoptr(LanFilesInbox) inbox = receive ("one");

  assert_true (g_file_set_contents (first, "precious", -1, NULL));
  second = lan_files_inbox_keep (inbox, "a.png", NULL);
  assert_content (first, "precious");
  assert_true (g_str_has_suffix (second, "/a (1).png"));
  assert_content (second, "one");
}

static void
what_is_not_kept_leaves_nothing (void **state)
{
  lan_files_inbox_free (receive ("hello"));
  assert_int_equal (count_files (), 0);
}

static void
the_name_is_the_time_and_the_kind (void **state)
{
  g_autoptr(LanFilesInbox) picture = receive ("\x89PNG\r\n\x1a\n");
  g_autoptr(LanFilesInbox) nothing = receive ("");
  g_autofree char *png = lan_files_inbox_make_name (picture);
  g_autofree char *plain = lan_files_inbox_make_name (nothing);

  assert_true (g_regex_match_simple ("^Received \\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d\\.\\d\\d\\.png$", png, 0, 0));
  assert_true (g_regex_match_simple ("^Received \\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d\\.\\d\\d$", plain, 0, 0));
}

static void
a_missing_folder_is_made (void **state)
{
  g_autofree char *inner = g_build_filename (folder, "new", "deep", NULL);
  g_autofree char *outer = g_build_filename (folder, "new", NULL);
  g_autoptr(LanFilesInbox) inbox = lan_files_inbox_open (inner, NULL);

  assert_non_null (inbox);
  g_clear_pointer (&inbox, lan_files_inbox_free);
  assert_int_equal (g_rmdir (inner), 0);
  assert_int_equal (g_rmdir (outer), 0);
}

static void
a_folder_that_is_none_is_said (void **state)
{
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *inside = g_build_filename (file, "folder", NULL);
  g_autoptr(GError) error = NULL;

  assert_true (g_file_set_contents (file, "x", 1, NULL));
  assert_null (lan_files_inbox_open (file, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_NOT_FOUND));
  g_clear_error (&error);
  assert_null (lan_files_inbox_open (inside, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_NOT_FOUND));
}

static void
a_folder_that_vanished_is_said (void **state)
{
  g_autofree char *inner = g_build_filename (folder, "gone", NULL);
  g_autoptr(LanFilesInbox) inbox = lan_files_inbox_open (inner, NULL);
  g_autoptr(GError) error = NULL;

  assert_int_equal (g_rmdir (inner), 0);
  assert_null (lan_files_inbox_keep (inbox, "a", &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_NOT_FOUND));
}

static void
the_floor_is_kept_free (void **state)
{
  g_autoptr(LanFilesInbox) inbox = receive ("x");
  g_autoptr(GError) error = NULL;

  assert_true (lan_files_inbox_has_room (inbox, 0, NULL));
  assert_false (lan_files_inbox_has_room (inbox, G_MAXUINT64, &error));
  assert_true (g_error_matches (error, LAN_ERROR, LAN_ERROR_DISK_FULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, make_folder, remove_folder)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (until_it_is_kept_it_is_not_seen),
    TEST (what_is_not_kept_leaves_nothing),
    TEST (nothing_is_replaced),
    TEST (the_name_is_the_time_and_the_kind),
    TEST (a_missing_folder_is_made),
    TEST (a_folder_that_is_none_is_said),
    TEST (a_folder_that_vanished_is_said),
    TEST (the_floor_is_kept_free),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
