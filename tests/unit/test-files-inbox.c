/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

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
  lan_files_inbox_start_with (LAN_FILES_INBOX_RENAME);

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
until_it_is_kept_it_has_no_name (void **state)
{
  g_autoptr(LanFilesInbox) inbox = receive ("hello");
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *path = NULL;
  struct stat info;

  assert_true (g_str_has_prefix (g_dir_read_name (dir), "."));
  assert_null (g_dir_read_name (dir));

  path = lan_files_inbox_keep (inbox, "a.txt", NULL);
  assert_true (g_str_has_suffix (path, "/a.txt"));
  assert_content (path, "hello");
  assert_int_equal (count_files (), 1);
  assert_int_equal (stat (path, &info), 0);
  assert_int_equal (info.st_mode & 0111, 0);   /* nothing is executable */
  assert_int_equal (info.st_nlink, 1);
}

static void
what_is_not_kept_leaves_nothing (void **state)
{
  lan_files_inbox_free (receive ("hello"));
  assert_int_equal (count_files (), 0);
}

static void
nothing_is_replaced_by_any_way (void **state)
{
  static const LanFilesInboxWay ways[] = { LAN_FILES_INBOX_RENAME, LAN_FILES_INBOX_LINK, LAN_FILES_INBOX_PLACEHOLDER };
  static const char *const names[] = { "a.tar.gz", "noext", ".hidden", "b.png" };

  for (gsize way = 0; way < G_N_ELEMENTS (ways); way++)
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *name = g_strdup_printf ("%" G_GSIZE_FORMAT "%s", way, names[i]);
        g_autofree char *first = g_build_filename (folder, name, NULL);
        g_autofree char *second = NULL;
        g_autofree char *third = NULL;
        g_autoptr(LanFilesInbox) one = receive ("one");
        g_autoptr(LanFilesInbox) two = receive ("two");

        assert_true (g_file_set_contents (first, "precious", -1, NULL));
        lan_files_inbox_start_with (ways[way]);
        second = lan_files_inbox_keep (one, name, NULL);
        third = lan_files_inbox_keep (two, name, NULL);
        assert_content (first, "precious");
        assert_content (second, "one");
        assert_content (third, "two");
        assert_non_null (strstr (second, " (1)"));
        assert_non_null (strstr (third, " (2)"));
      }
  assert_int_equal (count_files (), 3 * 3 * 4);   /* and no temporary one */
}

static void
neither_a_link_nor_a_folder_is_followed (void **state)
{
  for (int way = LAN_FILES_INBOX_RENAME; way <= LAN_FILES_INBOX_PLACEHOLDER; way++)
    {
      g_autofree char *link_name = g_strdup_printf ("link%d", way);
      g_autofree char *link_path = g_build_filename (folder, link_name, NULL);
      g_autofree char *target = g_build_filename (folder, "target", NULL);
      g_autofree char *path = NULL;
      g_autoptr(LanFilesInbox) inbox = receive ("new");

      assert_int_equal (symlink (target, link_path), 0);   /* to nowhere */
      lan_files_inbox_start_with ((LanFilesInboxWay) way);
      path = lan_files_inbox_keep (inbox, link_name, NULL);
      assert_true (g_str_has_suffix (path, " (1)"));
      assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
    }
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
what_a_crash_left_is_swept_away (void **state)
{
  g_autofree char *stale = g_build_filename (folder, ".landline-0011223344556677.part", NULL);
  g_autofree char *locked = g_build_filename (folder, ".landline-8899aabbccddeeff.part", NULL);
  g_autofree char *fresh = g_build_filename (folder, ".landline-0123456789abcdef.part", NULL);
  g_autofree char *foreign = g_build_filename (folder, ".other.part", NULL);
  const char *const paths[] = { stale, locked, fresh, foreign };
  struct utimbuf long_ago = { 1000, 1000 };
  int fd;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      assert_true (g_file_set_contents (paths[i], "x", 1, NULL));
      if (paths[i] != fresh)
        utime (paths[i], &long_ago);
    }
  fd = open (locked, O_RDONLY | O_CLOEXEC);
  assert_int_equal (flock (fd, LOCK_EX), 0);

  lan_files_inbox_free (receive ("x"));
  assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
  assert_true (g_file_test (locked, G_FILE_TEST_EXISTS));    /* another Landline receives it */
  assert_true (g_file_test (fresh, G_FILE_TEST_EXISTS));
  assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  close (fd);
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
  g_autoptr(GDir) dir = g_dir_open (inner, 0, NULL);
  g_autofree char *part = g_build_filename (inner, g_dir_read_name (dir), NULL);
  g_autoptr(GError) error = NULL;

  assert_int_equal (g_unlink (part), 0);
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
    TEST (until_it_is_kept_it_has_no_name),
    TEST (what_is_not_kept_leaves_nothing),
    TEST (nothing_is_replaced_by_any_way),
    TEST (neither_a_link_nor_a_folder_is_followed),
    TEST (the_name_is_the_time_and_the_kind),
    TEST (what_a_crash_left_is_swept_away),
    TEST (a_missing_folder_is_made),
    TEST (a_folder_that_is_none_is_said),
    TEST (a_folder_that_vanished_is_said),
    TEST (the_floor_is_kept_free),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
