/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/inotify.h>

#include "base/beneath.h"
#include "base/error.h"
#include "web-fixture.h"
#include "served-site.h"

#define PAGE "<h1>Welcome back Home</h1>\n"
#define TEXT "0123456789abcdefghij"   /* 20 bytes */

static char *top;
static char *folder;
static SiteFixture *served;
static guint16 port;

static int
set_up (void **state)
{
  umask (022);
  top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  g_chmod (top, 0755);
  folder = g_build_filename (top, "site", NULL);
  fixture_write (top, "secret", SECRET);
  fixture_write (top, "secrets/secret", SECRET);
  fixture_write (folder, "index.html", PAGE);
  fixture_write (folder, "text.txt", TEXT);
  fixture_write (folder, "empty.txt", "");
  fixture_write (folder, "a b?c#d%e\\f.txt", TEXT);
  fixture_write (folder, "你好.txt", TEXT);
  fixture_write (folder, "\xff\xfe.txt", TEXT);
  fixture_write (folder, ".hidden", SECRET);
  fixture_write (folder, ".git/config", SECRET);
  fixture_write (folder, "sub/page.html", "<p>sub");
  fixture_write (folder, "sub/.secret", SECRET);
  fixture_write (folder, "with space/index.html", "<p>space");
  fixture_write (folder, "list/2.txt", "2");
  fixture_write (folder, "list/10.txt", "10");
  fixture_write (folder, "list/<script>alert('1')&amp;.txt", "x");
  fixture_write (folder, "list/line\nfeed \xe2\x80\xae.txt", "x");
  fixture_write (folder, "list/inner/a", "x");
  fixture_write (folder, "list/.hidden", "x");
  fixture_write (folder, "closed.txt", TEXT);
  fixture_write (folder, "closed-folder/a.txt", TEXT);
  fixture_write (folder, "closed-index/index.html", TEXT);
  fixture_write (folder, "closed-index/other.txt", TEXT);
  fixture_link (folder, "in", "text.txt");
  fixture_link (folder, "in-folder", "sub");
  fixture_link (folder, "sub/up", "../text.txt");
  fixture_link (folder, "nowhere", "nothing");
  fixture_link (folder, "loop", "loop");
  fixture_link (folder, "out", "../secret");
  fixture_link (folder, "out-folder", "../secrets");
  fixture_link (folder, "out-top", "..");
  fixture_link (folder, "out-root", "/");
  fixture_link (folder, "out-passwd", "/etc/passwd");
  fixture_link (folder, "list/out", "../../secret");
  fixture_link (folder, "list/in", "../text.txt");
  fixture_write (folder, "out-index/other.txt", "x");
  fixture_link (folder, "out-index/index.html", "../../secret");

  served = site_fixture_new (g_strdup (folder));
  port = served->port;

  return 0;
}

static int
tear_down (void **state)
{
  site_fixture_free (served);
  fixture_remove (top);
  g_free (folder);
  g_free (top);

  return 0;
}

static char *
get (const char *target)
{
  return fixture_request (port, "GET", target, "");
}

#define assert_status(answer_, status_) \
  G_STMT_START { \
    if (fixture_status (answer_) != (status_)) \
      fail_msg ("%d expected, not: %.300s", (int) (status_), answer_); \
  } G_STMT_END

#define assert_field(answer_, name_, value_) \
  G_STMT_START { \
    g_autofree char *field_ = fixture_field (answer_, name_); \
    if (g_strcmp0 (field_, value_) != 0) \
      fail_msg ("%s: %s expected, not: %s", name_, (const char *) (value_), field_); \
  } G_STMT_END

static void
files_come_with_their_type (void **state)
{
  static const struct
  {
    const char *target;
    const char *type;
    const char *body;
  } table[] = {
    { "/", "text/html; charset=utf-8", PAGE },
    { "/index.html", "text/html; charset=utf-8", PAGE },
    { "/?query", "text/html; charset=utf-8", PAGE },
    { "http://localhost/", "text/html; charset=utf-8", PAGE },
    { "/text.txt", "text/plain; charset=utf-8", TEXT },
    { "/sub/../text.txt", "text/plain; charset=utf-8", TEXT },
    { "/empty.txt", "text/plain; charset=utf-8", "" },
    { "/a%20b%3fc%23d%25e%5cf.txt", "text/plain; charset=utf-8", TEXT },
    { "/%E4%BD%A0%E5%A5%BD.txt", "text/plain; charset=utf-8", TEXT },
    { "/%ff%fe.txt", "text/plain; charset=utf-8", TEXT },
    { "/with%20space/", "text/html; charset=utf-8", "<p>space" },
    { "/in-folder/page.html", "text/html; charset=utf-8", "<p>sub" },
    { "/sub/up", "text/plain; charset=utf-8", TEXT },
  };

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = get (table[i].target);
      g_autofree char *head = fixture_request (port, "HEAD", table[i].target, "");
      g_autofree char *length = g_strdup_printf ("%zu", strlen (table[i].body));

      assert_status (got, 200);
      assert_string_equal (fixture_body (got), table[i].body);
      assert_field (got, "Content-Length", length);
      assert_field (got, "Cache-Control", "no-cache");
      assert_field (got, "Accept-Ranges", "bytes");
      if (strcmp (table[i].target, "/sub/up") != 0)
        assert_field (got, "Content-Type", table[i].type);

      assert_status (head, 200);
      assert_field (head, "Content-Length", length);
      assert_string_equal (fixture_body (head), "");
    }
}

static void
what_is_not_there_is_said_kindly (void **state)
{
  static const char *const targets[] = { "/nothing", "/nothing/", "/sub/nothing", "/.hidden", "/text.txt/", "/text.txt/a",
                                         "/nowhere", "/loop", "/index.html/" };

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *got = get (targets[i]);

      assert_status (got, 404);
      assert_field (got, "Content-Type", "text/html; charset=utf-8");
      assert_field (got, "Cache-Control", "no-cache");
      assert_non_null (strstr (fixture_body (got), "Sorry, not found"));
      assert_non_null (strstr (fixture_body (got), targets[i]));
    }
}

static void
a_wrong_address_is_shown_as_text (void **state)
{
  g_autofree char *script = get ("/%3Cscript%3E<script>alert(1)</script>");
  g_autofree char *long_target = g_strnfill (5000, 'a');
  g_autofree char *target = g_strconcat ("/", long_target, NULL);
  g_autofree char *cut = get (target);

  assert_null (strstr (script, "<script"));
  assert_status (cut, 404);
  assert_true (strlen (fixture_body (cut)) < 2000);
}

static void
what_may_not_be_read_is_forbidden (void **state)
{
  g_autofree char *file = fixture_path (folder, "closed.txt");
  g_autofree char *closed = fixture_path (folder, "closed-folder");
  g_autofree char *index = fixture_path (folder, "closed-index/index.html");
  char *got[4] = { NULL };
  gboolean was_root = geteuid () == 0;

  lan_beneath_set_fallback (*(const gboolean *) *state);
  g_chmod (file, 0);
  g_chmod (closed, 0);
  g_chmod (index, 0);
  if (was_root)
    assert_int_equal (seteuid (65534), 0);   /* of all threads (nptl(7)) */
  got[0] = get ("/closed.txt");
  got[1] = get ("/closed-folder/");
  got[2] = get ("/closed-folder/a.txt");
  got[3] = get ("/closed-index/");
  if (was_root)
    assert_int_equal (seteuid (0), 0);
  g_chmod (file, 0644);
  g_chmod (closed, 0755);
  g_chmod (index, 0644);

  for (gsize i = 0; i < G_N_ELEMENTS (got); i++)
    {
      assert_status (got[i], 403);
      assert_null (strstr (got[i], "other.txt"));
      g_free (got[i]);
    }
}

static void
what_links_out_is_forbidden (void **state)
{
  static const char *const targets[] = { "/out", "/out-folder/secret", "/out-passwd", "/out-index/", "/list/out" };

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *got = get (targets[i]);

      assert_status (got, 403);
    }
}

static void
pipes_and_devices_are_refused_unopened (void **state)
{
  g_autofree char *pipe_path = fixture_path (folder, "pipe");
  g_autofree char *socket_path = fixture_path (folder, "list/pipe");
  g_autofree char *got = NULL;
  g_autofree char *listing = NULL;
  int watch = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  char event[sizeof (struct inotify_event) + NAME_MAX + 1];
  gssize seen;

  assert_int_equal (mkfifo (pipe_path, 0644), 0);
  assert_int_equal (mkfifo (socket_path, 0644), 0);
  assert_true (inotify_add_watch (watch, pipe_path, IN_OPEN) >= 0);
  got = get ("/pipe");
  listing = get ("/list/");
  seen = read (watch, event, sizeof event);
  close (watch);
  g_unlink (pipe_path);
  g_unlink (socket_path);

  assert_status (got, 403);
  assert_null (strstr (listing, "pipe"));
  assert_int_equal (seen, -1);   /* nobody has it open, and nobody had */
}

/* A clock that was wrong (RFC 9110 section 8.8.2.1). */
static void
a_file_from_the_future_has_no_date (void **state)
{
  g_autofree char *path = fixture_path (folder, "text.txt");
  const struct timespec future[2] = { { .tv_sec = 4133980799 }, { .tv_sec = 4133980799 } };
  const struct timespec now[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_NOW } };
  g_autofree char *got = NULL;

  assert_int_equal (utimensat (AT_FDCWD, path, future, 0), 0);
  got = get ("/text.txt");
  assert_int_equal (utimensat (AT_FDCWD, path, now, 0), 0);

  assert_status (got, 200);
  assert_field (got, "Last-Modified", NULL);
}

static void
a_folder_gets_its_slash (void **state)
{
  static const struct
  {
    const char *target;
    const char *location;
  } table[] = {
    { "/sub", "/sub/" },
    { "/sub?a=b&c", "/sub/?a=b&c" },
    { "//sub", "/sub/" },
    { "/with%20space", "/with%20space/" },
    { "/list/inner", "/list/inner/" },
    { "/in-folder", "/in-folder/" },
    { "http://localhost/sub", "/sub/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = get (table[i].target);

      assert_status (got, 301);
      assert_field (got, "Location", table[i].location);
      assert_field (got, "Cache-Control", "no-cache");
    }
}

static void
a_folder_without_a_page_is_listed (void **state)
{
  g_autofree char *got = NULL;
  const char *body;

  lan_beneath_set_fallback (*(const gboolean *) *state);
  got = get ("/list/");
  body = fixture_body (got);

  assert_status (got, 200);
  assert_field (got, "Content-Type", "text/html; charset=utf-8");
  assert_field (got, "Cache-Control", "no-cache");
  assert_non_null (strstr (body, "<bdi>inner</bdi>"));
  assert_null (strstr (body, "<script"));

  /* what is hidden, and what leads out, is not in it */
  assert_null (strstr (body, ".hidden"));
  assert_null (strstr (body, "<bdi>out</bdi>"));
  assert_non_null (strstr (body, "<bdi>in</bdi>"));
}

static void
what_is_known_is_not_sent_again (void **state)
{
  g_autofree char *first = get ("/text.txt");
  g_autofree char *tag = fixture_field (first, "ETag");
  g_autofree char *modified = fixture_field (first, "Last-Modified");
  const struct
  {
    char *more;
    guint status;
  } table[] = {
    { g_strdup_printf ("If-None-Match: %s\r\n", tag), 304 },
    { g_strdup_printf ("If-None-Match: W/%s\r\n", tag), 304 },
    { g_strdup_printf ("If-None-Match: \"a\", %s, \"b\"\r\n", tag), 304 },
    { g_strdup ("If-None-Match: *\r\n"), 304 },
    { g_strdup ("If-None-Match: \"other\"\r\n"), 200 },
    { g_strdup_printf ("If-None-Match: \"other\"\r\nIf-Modified-Since: %s\r\n", modified), 200 },
    { g_strdup_printf ("If-Modified-Since: %s\r\n", modified), 304 },
    { g_strdup ("If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT\r\n"), 304 },
    { g_strdup ("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), 200 },
    { g_strdup ("If-Modified-Since: yesterday\r\n"), 200 },
    { g_strdup_printf ("If-Match: %s\r\n", tag), 200 },
    { g_strdup ("If-Match: *\r\n"), 200 },
    { g_strdup ("If-Match: \"other\"\r\n"), 412 },
    { g_strdup_printf ("If-Match: W/%s\r\n", tag), 412 },
    { g_strdup ("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), 412 },
    { g_strdup_printf ("If-Unmodified-Since: %s\r\n", modified), 200 },
  };

  assert_true (tag != NULL && tag[0] == '"');
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = fixture_request (port, "GET", "/text.txt", table[i].more);

      if (fixture_status (got) != table[i].status)
        fail_msg ("%s%d expected, not: %.200s", table[i].more, table[i].status, got);
      if (table[i].status == 304)
        {
          assert_field (got, "ETag", tag);
          assert_string_equal (fixture_body (got), "");
        }
      g_free (table[i].more);
    }
}

static void
what_is_written_has_another_tag (void **state)
{
  g_autofree char *path = fixture_path (folder, "text.txt");
  g_autofree char *first = get ("/text.txt");
  g_autofree char *tag = fixture_field (first, "ETag");
  g_autofree char *other_tag = NULL;
  g_autofree char *more = g_strdup_printf ("If-None-Match: %s\r\n", tag);
  g_autofree char *second = NULL;
  struct timespec times[2];
  struct stat info;

  /* as many bytes, and the same date */
  assert_int_equal (g_stat (path, &info), 0);
  fixture_write (folder, "text.txt", "ABCDEFGHIJabcdefghij");
  times[0] = info.st_atim;
  times[1] = info.st_mtim;
  assert_int_equal (utimensat (AT_FDCWD, path, times, 0), 0);
  second = fixture_request (port, "GET", "/text.txt", more);
  fixture_write (folder, "text.txt", TEXT);

  assert_status (second, 200);
  other_tag = fixture_field (second, "ETag");
  assert_string_not_equal (tag, other_tag);
}

static void
one_part_can_be_had (void **state)
{
  g_autofree char *first = get ("/text.txt");
  g_autofree char *tag = fixture_field (first, "ETag");
  g_autofree char *modified = fixture_field (first, "Last-Modified");
  g_autofree char *if_tag = g_strdup_printf ("Range: bytes=0-1\r\nIf-Range: %s\r\n", tag);
  g_autofree char *if_weak = g_strdup_printf ("Range: bytes=0-1\r\nIf-Range: W/%s\r\n", tag);
  g_autofree char *if_date = g_strdup_printf ("Range: bytes=0-1\r\nIf-Range: %s\r\n", modified);
  const struct
  {
    const char *more;
    guint status;
    const char *range;
    const char *body;
  } table[] = {
    { "Range: bytes=0-0\r\n", 206, "bytes 0-0/20", "0" },
    { "Range: bytes=0-9\r\n", 206, "bytes 0-9/20", "0123456789" },
    { "range: BYTES=10-\r\n", 206, "bytes 10-19/20", "abcdefghij" },
    { "Range: bytes=19-19\r\n", 206, "bytes 19-19/20", "j" },
    { "Range: bytes=15-99\r\n", 206, "bytes 15-19/20", "fghij" },
    { "Range: bytes=15-99999999999999999999999999\r\n", 206, "bytes 15-19/20", "fghij" },
    { "Range: bytes=-5\r\n", 206, "bytes 15-19/20", "fghij" },
    { "Range: bytes=-99\r\n", 206, "bytes 0-19/20", TEXT },
    { "Range: bytes=20-\r\n", 416, "bytes */20", NULL },
    { "Range: bytes=99999999999999999999999999-\r\n", 416, "bytes */20", NULL },
    { "Range: bytes=-0\r\n", 416, "bytes */20", NULL },
    { "Range: bytes=5-4\r\n", 200, NULL, TEXT },
    { "Range: bytes=-\r\n", 200, NULL, TEXT },
    { "Range: bytes=\r\n", 200, NULL, TEXT },
    { "Range: bytes=a-b\r\n", 200, NULL, TEXT },
    { "Range: bytes=+1-2\r\n", 200, NULL, TEXT },
    { "Range: bytes=1-2-3\r\n", 200, NULL, TEXT },
    { "Range: lines=0-1\r\n", 200, NULL, TEXT },
    { if_tag, 206, "bytes 0-1/20", "01" },
    { if_date, 206, "bytes 0-1/20", "01" },
    { if_weak, 200, NULL, TEXT },
    { "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n", 200, NULL, TEXT },
    { "Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 200, NULL, TEXT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = fixture_request (port, "GET", "/text.txt", table[i].more);

      if (fixture_status (got) != table[i].status)
        fail_msg ("%s%d expected, not: %.200s", table[i].more, table[i].status, got);
      assert_field (got, "Content-Range", table[i].range);
      if (table[i].body != NULL)
        assert_string_equal (fixture_body (got), table[i].body);
    }
}

static void
only_reading_is_allowed (void **state)
{
  static const char *const methods[] = { "POST", "PUT", "DELETE", "PATCH" };
  g_autofree char *allowed = fixture_request (port, "OPTIONS", "/", "");
  g_autofree char *all = fixture_request (port, "OPTIONS", "*", "");

  assert_int_equal (fixture_status (allowed) / 100, 2);
  assert_field (allowed, "Allow", "GET, HEAD, OPTIONS");
  assert_int_equal (fixture_status (all) / 100, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *got = fixture_request (port, methods[i], "/text.txt", "Content-Length: 0\r\n");

      assert_status (got, 405);
      assert_field (got, "Allow", "GET, HEAD, OPTIONS");
    }
}

/* Also not by what the cache has of it, and not whether it is there. */
static void
who_may_not_read_learns_nothing (void **state)
{
  static const char *const targets[] = { "/text.txt", "/index.html", "/nothing.txt", "/.hidden", "/%2e%2e/secret" };
  static const char *const folders[] = { "/", "/nothing/" };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *before = get (targets[i]);
      g_autofree char *got = NULL;

      site_fixture_allow (served, LAN_WEB_RIGHT_UPLOAD);
      got = get (targets[i]);
      site_fixture_allow (served, LAN_WEB_RIGHT_READ);
      assert_status (got, 403);
      assert_null (strstr (got, TEXT));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *got = NULL;

      site_fixture_allow (served, LAN_WEB_RIGHT_UPLOAD);
      got = get (folders[i]);
      site_fixture_allow (served, LAN_WEB_RIGHT_READ);
      assert_status (got, 200);
      assert_null (strstr (got, "text.txt"));
      assert_null (strstr (got, PAGE));
    }
}

static void
the_folder_that_has_the_name_is_served (void **state)
{
  g_autofree char *away = fixture_path (top, "site-old");
  g_autofree char *gone = NULL;
  g_autofree char *anew = NULL;
  g_autofree char *back = NULL;
  g_autofree char *page = fixture_path (folder, "index.html");

  assert_int_equal (g_rename (folder, away), 0);
  gone = get ("/");
  fixture_write (folder, "index.html", "anew");
  anew = get ("/");
  g_unlink (page);
  g_rmdir (folder);
  assert_int_equal (g_rename (away, folder), 0);
  back = get ("/");

  assert_status (gone, 404);
  assert_string_equal (fixture_body (anew), "anew");
  assert_string_equal (fixture_body (back), PAGE);
}

static void
a_folder_that_cannot_be_served_is_named (void **state)
{
  g_autofree char *file = fixture_path (folder, "text.txt");
  g_autofree char *nothing = fixture_path (folder, "nothing");
  g_autofree char *closed = fixture_path (folder, "closed-folder");
  const struct
  {
    const char *path;
    int code;
  } table[] = {
    { nothing, LAN_ERROR_NOT_FOUND },
    { file, LAN_ERROR_NOT_FOUND },
    { closed, LAN_ERROR_NOT_ALLOWED },
  };
  gboolean was_root = geteuid () == 0;

  g_chmod (closed, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *base = g_path_get_basename (table[i].path);
      g_autoptr(GError) error = NULL;
      LanWebSite *site;

      if (was_root)
        assert_int_equal (seteuid (65534), 0);
      site = lan_web_site_new (table[i].path, &error);
      if (was_root)
        assert_int_equal (seteuid (0), 0);

      assert_null (site);
      assert_true (g_error_matches (error, LAN_ERROR, table[i].code));
      assert_non_null (strstr (error->message, base));
    }
  g_chmod (closed, 0755);
}

static const gboolean by_kernel = FALSE, by_hand = TRUE;

#define ON_BOTH(test) \
  { #test " (openat2)", test, NULL, NULL, (void *) &by_kernel }, \
  { #test " (by hand)", test, NULL, NULL, (void *) &by_hand }

int
main (void)
{
  const struct CMUnitTest tests[] = {
    ON_BOTH (files_come_with_their_type),
    ON_BOTH (what_is_not_there_is_said_kindly),
    ON_BOTH (what_may_not_be_read_is_forbidden),
    ON_BOTH (what_links_out_is_forbidden),
    ON_BOTH (a_folder_without_a_page_is_listed),
    cmocka_unit_test (a_wrong_address_is_shown_as_text),
    cmocka_unit_test (pipes_and_devices_are_refused_unopened),
    cmocka_unit_test (a_file_from_the_future_has_no_date),
    cmocka_unit_test (a_folder_gets_its_slash),
    cmocka_unit_test (what_is_known_is_not_sent_again),
    cmocka_unit_test (what_is_written_has_another_tag),
    cmocka_unit_test (one_part_can_be_had),
    cmocka_unit_test (only_reading_is_allowed),
    cmocka_unit_test (who_may_not_read_learns_nothing),
    cmocka_unit_test (the_folder_that_has_the_name_is_served),
    cmocka_unit_test (a_folder_that_cannot_be_served_is_named),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
