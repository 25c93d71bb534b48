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

#include "base/new-file.h"

static char *top;
static int folder;

static int
make_folder (void **state)
{
  top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  folder = open (top, O_PATH | O_DIRECTORY | O_CLOEXEC);

  return folder >= 0 ? 0 : -1;
}

static int
remove_folder (void **state)
{
  g_autoptr(GDir) dir = g_dir_open (top, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    unlinkat (folder, name, 0);
  g_rmdir (top);
  close (folder);
  g_clear_pointer (&top, g_free);
  lan_new_file_start_with (LAN_NEW_FILE_UNNAMED);

  return 0;
}

static guint
count_files (void)
{
  g_autoptr(GDir) dir = g_dir_open (top, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static LanNewFile *
create (LanNewFileWay  way,
        const char    *content)
{
  LanNewFile *file;

  lan_new_file_start_with (way);
  file = lan_new_file_create (folder);
  assert_non_null (file);
  assert_int_equal (lan_new_file_write (file, content, strlen (content)), 0);
  assert_int_equal (lan_new_file_sync (file), 0);

  return file;
}

static void
put (const char *name,
     const char *content)
{
  g_autofree char *path = g_build_filename (top, name, NULL);

  assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
assert_content (const char *name,
                const char *expected)
{
  g_autofree char *path = g_build_filename (top, name, NULL);
  g_autofree char *content = NULL;

  assert_true (g_file_get_contents (path, &content, NULL, NULL));
  assert_string_equal (content, expected);
}

static void
until_it_has_its_name_it_is_not_seen (void **state)
{
  for (LanNewFileWay way = LAN_NEW_FILE_UNNAMED; way <= LAN_NEW_FILE_PLACEHOLDER; way++)
    {
      g_autoptr(LanNewFile) file = create (way, "hello");
      g_autoptr(GDir) dir = g_dir_open (top, 0, NULL);
      const char *seen = g_dir_read_name (dir);
      struct stat info;

      if (way == LAN_NEW_FILE_UNNAMED)
        assert_null (seen);
      else
        assert_true (g_str_has_prefix (seen, ".landline-") && g_str_has_suffix (seen, ".part"));
      assert_null (g_dir_read_name (dir));

      assert_int_equal (lan_new_file_name (file, "a.txt"), 0);
      assert_content ("a.txt", "hello");
      assert_int_equal (count_files (), 1);
      assert_int_equal (fstatat (folder, "a.txt", &info, AT_SYMLINK_NOFOLLOW), 0);
      assert_int_equal (info.st_mode & 0111, 0);   /* nothing is executable */
      assert_int_equal (info.st_nlink, 1);
      assert_int_equal (unlinkat (folder, "a.txt", 0), 0);
    }
}

static void
what_gets_no_name_leaves_nothing (void **state)
{
  for (LanNewFileWay way = LAN_NEW_FILE_UNNAMED; way <= LAN_NEW_FILE_PLACEHOLDER; way++)
    {
      lan_new_file_free (create (way, "hello"));
      assert_int_equal (count_files (), 0);
    }
}

static void
nothing_is_replaced_by_any_way (void **state)
{
  static const char *const names[] = { "a.tar.gz", "noext", ".hidden", "b.png" };

  for (LanNewFileWay way = LAN_NEW_FILE_UNNAMED; way <= LAN_NEW_FILE_PLACEHOLDER; way++)
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *name = g_strdup_printf ("%u%s", way, names[i]);
        g_autofree char *second = NULL;
        g_autofree char *third = NULL;
        g_autoptr(LanNewFile) one = create (way, "one");
        g_autoptr(LanNewFile) two = create (way, "two");

        put (name, "precious");
        assert_int_equal (lan_new_file_name (one, name), EEXIST);
        assert_int_equal (lan_new_file_name_next (one, name, &second), 0);
        assert_int_equal (lan_new_file_name_next (two, name, &third), 0);
        assert_content (name, "precious");
        assert_content (second, "one");
        assert_content (third, "two");
        assert_non_null (strstr (second, " (1)"));
        assert_non_null (strstr (third, " (2)"));
        assert_true (!g_str_has_suffix (name, ".gz") || g_str_has_suffix (third, "a (2).tar.gz"));
      }
  assert_int_equal (count_files (), 4 * 3 * 4);   /* and no temporary one */
}

static void
one_can_be_replaced_when_asked (void **state)
{
  for (LanNewFileWay way = LAN_NEW_FILE_UNNAMED; way <= LAN_NEW_FILE_PLACEHOLDER; way++)
    {
      g_autoptr(LanNewFile) there = create (way, "there");
      g_autoptr(LanNewFile) fresh = create (way, "fresh");

      put ("a", "old");
      assert_int_equal (lan_new_file_replace (there, "a"), 0);
      assert_content ("a", "there");
      assert_int_equal (unlinkat (folder, "a", 0), 0);
      assert_int_equal (lan_new_file_replace (fresh, "a"), 0);
      assert_content ("a", "fresh");
      assert_int_equal (count_files (), 1);
    }
}

static void
a_folder_is_not_replaced (void **state)
{
  for (LanNewFileWay way = LAN_NEW_FILE_UNNAMED; way <= LAN_NEW_FILE_PLACEHOLDER; way++)
    {
      LanNewFile *file = create (way, "x");

      assert_int_equal (mkdirat (folder, "a", 0755), 0);
      assert_int_equal (lan_new_file_name (file, "a"), EEXIST);
      assert_int_equal (lan_new_file_replace (file, "a"), EISDIR);
      lan_new_file_free (file);
      assert_int_equal (count_files (), 1);
      assert_int_equal (unlinkat (folder, "a", AT_REMOVEDIR), 0);
    }
}

static void
a_link_is_not_followed (void **state)
{
  for (LanNewFileWay way = LAN_NEW_FILE_UNNAMED; way <= LAN_NEW_FILE_PLACEHOLDER; way++)
    {
      g_autofree char *name = g_strdup_printf ("link%u", way);
      g_autofree char *target = g_build_filename (top, "target", NULL);
      g_autofree char *given = NULL;
      g_autoptr(LanNewFile) file = create (way, "new");

      assert_int_equal (symlinkat (target, folder, name), 0);   /* to nowhere */
      assert_int_equal (lan_new_file_name_next (file, name, &given), 0);
      assert_true (g_str_has_suffix (given, " (1)"));
      assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
    }
}

static void
what_a_crash_left_is_swept_away (void **state)
{
  static const char stale[] = ".landline-0011223344556677.part", locked[] = ".landline-8899aabbccddeeff.part";
  static const char fresh[] = ".landline-0123456789abcdef.part", foreign[] = ".other.part";
  const char *const names[] = { stale, locked, fresh, foreign };
  struct utimbuf long_ago = { 1000, 1000 };
  LanNewFile *file;
  int fd;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (top, names[i], NULL);

      put (names[i], "x");
      if (names[i] != fresh)
        utime (path, &long_ago);
    }
  fd = openat (folder, locked, O_RDONLY | O_CLOEXEC);
  assert_int_equal (flock (fd, LOCK_EX), 0);

  lan_new_file_start_with (LAN_NEW_FILE_RENAME);
  file = lan_new_file_create (folder);
  assert_int_equal (faccessat (folder, stale, F_OK, 0), 0);     /* who creates may be in a hurry */
  assert_int_equal (lan_new_file_sync (file), 0);
  lan_new_file_free (file);
  assert_int_equal (faccessat (folder, stale, F_OK, 0), -1);
  assert_int_equal (faccessat (folder, locked, F_OK, 0), 0);    /* another Landline writes it */
  assert_int_equal (faccessat (folder, fresh, F_OK, 0), 0);
  assert_int_equal (faccessat (folder, foreign, F_OK, 0), 0);
  close (fd);
}

static void
the_room_is_told (void **state)
{
  g_autoptr(LanNewFile) file = create (LAN_NEW_FILE_UNNAMED, "x");

  assert_true (lan_new_file_room_at (lan_new_file_get_fd (file)) > 0);
  assert_true (lan_new_file_room_at (folder) < G_MAXUINT64);
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, make_folder, remove_folder)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (until_it_has_its_name_it_is_not_seen),
    TEST (what_gets_no_name_leaves_nothing),
    TEST (nothing_is_replaced_by_any_way),
    TEST (one_can_be_replaced_when_asked),
    TEST (a_folder_is_not_replaced),
    TEST (a_link_is_not_followed),
    TEST (what_a_crash_left_is_swept_away),
    TEST (the_room_is_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
