/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/beneath.h"
#include "base/error.h"

/* Both ways to walk are held against the same tables; state is whether to walk by hand. */
static const gboolean by_kernel = FALSE, by_hand = TRUE;

static char *top;    /* holds "secret" and the folder "root" */
static int root;

static void
write_file (const char *name,
            const char *contents)
{
  g_autofree char *path = g_build_filename (top, name, NULL);

  assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
make_folder (const char *name)
{
  g_autofree char *path = g_build_filename (top, name, NULL);

  assert_int_equal (g_mkdir (path, 0700), 0);
}

static void
make_link (const char *name,
           const char *target)
{
  g_autofree char *path = g_build_filename (top, name, NULL);

  assert_int_equal (symlink (target, path), 0);
}

static int
set_up (void **state)
{
  g_autofree char *path = NULL;
  g_autofree char *absolute = NULL;

  top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  make_folder ("root");
  make_folder ("root/sub");
  make_folder ("root/sub/deep");
  make_folder ("root/..odd");
  make_folder ("beside");
  write_file ("secret", "secret");
  write_file ("root/page", "page");
  write_file ("root/a b\\c", "page");
  write_file ("root/sub/page", "page");
  write_file ("root/sub/deep/page", "page");
  write_file ("root/..odd/page", "page");
  write_file ("root/\xc0\xae\xc0\xae", "page");

  make_link ("root/in", "sub/page");
  make_link ("root/in-slow", "sub/../sub/./deep//../page");
  make_link ("root/in-folder", "sub");
  make_link ("root/in-folder-slash", "sub/");
  make_link ("root/here", ".");
  make_link ("root/sub/up", "../page");
  make_link ("root/sub/deep/upup", "../../in");
  make_link ("root/file-slash", "page/");
  make_link ("root/nowhere", "nothing");
  make_link ("root/loop", "loop");
  make_link ("root/loop-a", "loop-b");
  make_link ("root/loop-b", "loop-a");

  make_link ("root/out", "../secret");
  make_link ("root/out-folder", "..");
  make_link ("root/out-in", "../root/page");
  make_link ("root/out-beside", "../beside");
  make_link ("root/out-chain", "out");
  make_link ("root/out-late", "sub/deep/../../../secret");
  make_link ("root/sub/out", "../../secret");
  make_link ("root/sub/deep/out", "../../out");
  make_link ("root/absolute", "/etc/passwd");
  make_link ("root/absolute-root", "/");
  make_link ("root/process", "/proc/self/root/etc/passwd");
  absolute = g_build_filename (top, "root", "page", NULL);
  make_link ("root/absolute-in", absolute);

  path = g_build_filename (top, "root", NULL);
  root = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);

  return root >= 0 ? 0 : -1;
}

static int
remove_one (const char        *path,
            const struct stat *info,
            int                kind,
            struct FTW        *where)
{
  return remove (path);
}

static int
tear_down (void **state)
{
  close (root);
  nftw (top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (top);

  return 0;
}

static char *
read_all (int fd)
{
  char buffer[64];
  gssize got = read (fd, buffer, sizeof buffer);

  close (fd);

  return g_strndup (buffer, (gsize) MAX (got, 0));
}

static void
what_lies_beneath_opens (void **state)
{
  static const char *const paths[] = {
    "page", "./page", ".//page", "a b\\c", "sub/page", "sub//page", "sub/./page", "sub/deep/page", "sub/deep/../page",
    "sub/../page", "sub/deep/../../page", "sub/../sub/../page", "..odd/page", "..odd/../page", "\xc0\xae\xc0\xae",
    "in", "in-slow", "in-folder/page", "in-folder-slash/page", "in-folder/../page", "in-folder/deep/../../page",
    "here/page", "here/here/here/page", "here/sub/up", "sub/up", "in-folder/up", "sub/deep/upup",
  };

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *contents = NULL;
      int fd = lan_beneath_open (root, paths[i], O_RDONLY, &error);

      if (fd < 0)
        fail_msg ("“%s”: %s", paths[i], error->message);
      assert_true ((fcntl (fd, F_GETFD) & FD_CLOEXEC) != 0);
      contents = read_all (fd);
      assert_string_equal (contents, "page");
    }
}

static void
folders_open_too (void **state)
{
  static const char *const paths[] = { ".", "./", "sub", "sub/", "sub/.", "sub/..", "sub/../", "sub/deep/..", "here",
                                       "here/", "in-folder", "in-folder/", "in-folder-slash", "sub/deep/../.." };

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      int fd = lan_beneath_open (root, paths[i], O_RDONLY | O_DIRECTORY, NULL);

      if (fd < 0)
        fail_msg ("“%s” does not open", paths[i]);
      close (fd);
    }
}

static void
nothing_leads_out (void **state)
{
  g_autofree char *absolute_in = g_build_filename (top, "root", "page", NULL);
  const char *const paths[] = {
    "..", "../", "../secret", "../root/page", "../../etc/passwd", "./../secret", "sub/../../secret", "sub/../..",
    "sub/deep/../../../secret", "here/../secret", "here/here/../secret", "..odd/../../secret", ".//..//secret",
    "/", "/etc/passwd", "//etc/passwd", "/proc/self/cwd", absolute_in,
    "out", "out-folder", "out-folder/", "out-folder/secret", "out-folder/root/page", "out-in", "out-beside",
    "out-beside/", "out-chain", "out-late", "sub/out", "sub/deep/out", "in-folder/out", "in-folder/../out",
    "absolute", "absolute-root", "absolute-root/etc/passwd", "absolute-in", "process",
  };

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GError) error = NULL;
      int fd = lan_beneath_open (root, paths[i], O_RDONLY, &error);

      if (fd >= 0 || !g_error_matches (error, LAN_ERROR, LAN_ERROR_ESCAPES))
        fail_msg ("“%s”: %s", paths[i], fd >= 0 ? "opened" : error->message);
    }
}

/* Said the same way by both: what a server answers hangs on it. */
static void
what_does_not_open_is_said (void **state)
{
  g_autofree char *long_name = g_strnfill (NAME_MAX + 1, 'n');
  g_autofree char *long_path = g_strnfill (PATH_MAX, '/');
  const struct
  {
    const char *path;
    int code;
    int flags;
  } table[] = {
    { "", G_IO_ERROR_NOT_FOUND },
    { "nothing", G_IO_ERROR_NOT_FOUND },
    { "nothing/page", G_IO_ERROR_NOT_FOUND },
    { "nothing/../page", G_IO_ERROR_NOT_FOUND },
    { "sub/nothing", G_IO_ERROR_NOT_FOUND },
    { "nowhere", G_IO_ERROR_NOT_FOUND },
    { "...", G_IO_ERROR_NOT_FOUND },
    { "..%2fsecret", G_IO_ERROR_NOT_FOUND },
    { "..\\secret", G_IO_ERROR_NOT_FOUND },
    { "page/", G_IO_ERROR_NOT_DIRECTORY },
    { "page/.", G_IO_ERROR_NOT_DIRECTORY },
    { "page/..", G_IO_ERROR_NOT_DIRECTORY },
    { "page/../page", G_IO_ERROR_NOT_DIRECTORY },
    { "page/page", G_IO_ERROR_NOT_DIRECTORY },
    { "in/page", G_IO_ERROR_NOT_DIRECTORY },
    { "in/", G_IO_ERROR_NOT_DIRECTORY },
    { "file-slash", G_IO_ERROR_NOT_DIRECTORY },
    { "page", G_IO_ERROR_NOT_DIRECTORY, O_DIRECTORY },
    { "loop", G_IO_ERROR_TOO_MANY_LINKS },
    { "loop/", G_IO_ERROR_TOO_MANY_LINKS },
    { "loop-a", G_IO_ERROR_TOO_MANY_LINKS },
    { "in", G_IO_ERROR_TOO_MANY_LINKS, O_NOFOLLOW },
    { long_name, G_IO_ERROR_FILENAME_TOO_LONG },
    { "sub", G_IO_ERROR_IS_DIRECTORY, O_WRONLY },
  };

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GError) error = NULL;
      int fd = lan_beneath_open (root, table[i].path, table[i].flags, &error);

      if (fd >= 0 || !g_error_matches (error, G_IO_ERROR, table[i].code))
        fail_msg ("“%s”: %s, not %d", table[i].path, fd >= 0 ? "opened" : error->message, table[i].code);
    }

  /* "a/" and two thousand times "./" is no longer a path for the kernel, and not for us */
  long_path[0] = 's';
  assert_int_equal (lan_beneath_open (root, long_path, O_RDONLY, NULL), -1);
}

static void
what_may_not_be_read_is_said (void **state)
{
  g_autofree char *path = g_build_filename (top, "root", "page", NULL);
  g_autofree char *folder = g_build_filename (top, "root", "sub", NULL);
  g_autoptr(GError) error = NULL, folder_error = NULL;
  gboolean was_root = geteuid () == 0;
  int fd, folder_fd;

  lan_beneath_set_fallback (*(const gboolean *) *state);
  assert_int_equal (g_chmod (path, 0), 0);
  assert_int_equal (g_chmod (folder, 0), 0);
  assert_int_equal (g_chmod (top, 0711), 0);
  if (was_root)
    assert_int_equal (seteuid (65534), 0);
  fd = lan_beneath_open (root, "page", O_RDONLY, &error);
  folder_fd = lan_beneath_open (root, "sub/page", O_RDONLY, &folder_error);
  if (was_root)
    assert_int_equal (seteuid (0), 0);
  g_chmod (path, 0600);
  g_chmod (folder, 0700);

  assert_int_equal (fd, -1);
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  assert_int_equal (folder_fd, -1);
  assert_true (g_error_matches (folder_error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
}

static guint
count_descriptors (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static void
no_descriptor_is_left_open (void **state)
{
  static const char *const paths[] = { "sub/deep/../../../secret", "sub/deep/page", "sub/deep/nothing", "loop",
                                       "sub/deep/out", "in-slow", "sub/deep/page/" };
  guint before;

  lan_beneath_set_fallback (*(const gboolean *) *state);
  before = count_descriptors ();
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      int fd = lan_beneath_open (root, paths[i], O_RDONLY, NULL);

      if (fd >= 0)
        close (fd);
    }
  assert_int_equal (count_descriptors (), before);
}

/* Somebody moves the folder we stand in out of the root while we walk back by "..": the stack of descriptors
 * must not follow it out. */
typedef struct
{
  char *inside;
  char *outside;
  gint stop;
} Mover;

static gpointer
move_about (gpointer data)
{
  Mover *mover = data;

  for (guint i = 1; !g_atomic_int_get (&mover->stop); i++)
    {
      (void) !g_rename (mover->inside, mover->outside);
      (void) !g_rename (mover->outside, mover->inside);
      /* at times it rests inside: where something always moves, the kernel opens nothing */
      if (i % 16 == 0)
        g_usleep (50);
    }

  return NULL;
}

static void
a_folder_moved_meanwhile_leads_nowhere (void **state)
{
  Mover mover = { .inside = g_build_filename (top, "root", "sub", "deep", NULL),
                  .outside = g_build_filename (top, "beside", "deep", NULL) };
  g_autoptr(GThread) thread = NULL;
  g_autofree char *escaped = NULL;
  guint n_opened = 0;

  lan_beneath_set_fallback (*(const gboolean *) *state);
  thread = g_thread_new ("mover", move_about, &mover);
  for (guint i = 0; i < 5000 && escaped == NULL; i++)
    {
      int fd = lan_beneath_open (root, "sub/deep/../../secret", O_RDONLY, NULL);

      if (fd >= 0)
        escaped = read_all (fd);
      fd = lan_beneath_open (root, "sub/deep/../page", O_RDONLY, NULL);
      if (fd >= 0)
        {
          n_opened++;
          close (fd);
        }
    }
  g_atomic_int_set (&mover.stop, TRUE);
  g_thread_join (g_steal_pointer (&thread));
  g_free (mover.inside);
  g_free (mover.outside);

  assert_null (escaped);
  assert_true (n_opened > 0);
}

/* A sandbox as they come: openat2() is unknown or forbidden, all else is as ever. */
static gboolean
forbid_openat2 (guint32 code)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | code),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void
a_sandbox_without_openat2_makes_no_difference (void **state)
{
  static const guint32 codes[] = { ENOSYS, EPERM };

  lan_beneath_set_fallback (FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      int status;
      pid_t child = fork ();

      if (child == 0)
        _exit (!forbid_openat2 (codes[i]) ? 1
               : lan_beneath_open (root, "sub/../in", O_RDONLY, NULL) < 0 ? 2
               : lan_beneath_open (root, "sub/../../secret", O_RDONLY, NULL) >= 0 ? 3 : 0);

      assert_true (child > 0);
      assert_int_equal (waitpid (child, &status, 0), child);
      assert_int_equal (status, 0);
    }
}

#define ON_BOTH(test) \
  { #test " (openat2)", test, NULL, NULL, (void *) &by_kernel }, \
  { #test " (by hand)", test, NULL, NULL, (void *) &by_hand }

/* What is opened to be read is a file or a folder; a pipe is not touched. */
static void
only_files_and_folders_are_opened_to_read (void **state)
{
  static const struct { const char *path; int code; mode_t kind; } cases[] = {
    { "read/file", 0, S_IFREG },
    { "read/link", 0, S_IFREG },
    { "read", 0, S_IFDIR },
    { ".", 0, S_IFDIR },
    { "read/pipe", G_IO_ERROR_NOT_REGULAR_FILE, 0 },
    { "read/nothing", G_IO_ERROR_NOT_FOUND, 0 },
    { "read/file/", G_IO_ERROR_NOT_DIRECTORY, 0 },
  };
  g_autofree char *pipe_path = g_build_filename (top, "root/read/pipe", NULL);

  lan_beneath_set_fallback (*(const gboolean *) *state);
  if (g_access (pipe_path, F_OK) != 0)
    {
      make_folder ("root/read");
      write_file ("root/read/file", "x");
      make_link ("root/read/link", "file");
      assert_int_equal (mkfifo (pipe_path, 0600), 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      struct stat info;
      int fd = lan_beneath_open_to_read (root, cases[i].path, &info, &error);

      if (cases[i].code != 0)
        {
          assert_int_equal (fd, -1);
          if (!g_error_matches (error, G_IO_ERROR, cases[i].code))
            fail_msg ("%s: %s", cases[i].path, error->message);
          continue;
        }
      assert_true (fd >= 0);
      assert_int_equal (info.st_mode & S_IFMT, cases[i].kind);
      assert_int_equal (fcntl (fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
      close (fd);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    ON_BOTH (what_lies_beneath_opens),
    ON_BOTH (folders_open_too),
    ON_BOTH (nothing_leads_out),
    ON_BOTH (what_does_not_open_is_said),
    ON_BOTH (what_may_not_be_read_is_said),
    ON_BOTH (only_files_and_folders_are_opened_to_read),
    ON_BOTH (no_descriptor_is_left_open),
    ON_BOTH (a_folder_moved_meanwhile_leads_nowhere),
    cmocka_unit_test (a_sandbox_without_openat2_makes_no_difference),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
