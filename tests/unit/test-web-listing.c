/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>

#include "http-peer.h"
#include "web-fixture.h"
#include "served-site.h"

/* As many as it takes that a list of them is seen to be under way. */
#define MANY_FILES 20000

/* Rows of a page, as in listing.c */
#define PAGE_ROWS 1000

static char *top;
static char *folder;
static SiteFixture *served;
static guint16 port;

static void
write_aged (const char *name,
            gsize       size,
            gint64      modified)
{
  g_autofree char *contents = g_strnfill (size, 'x');
  g_autofree char *path = fixture_path (folder, name);
  const struct timespec times[] = { { .tv_sec = modified }, { .tv_sec = modified } };

  fixture_write (folder, name, contents);
  if (utimensat (AT_FDCWD, path, times, 0) != 0)
    abort ();
}

static void
write_many (const char *name,
            guint       n_files)
{
  g_autofree char *path = fixture_path (folder, name);
  int fd;

  g_mkdir_with_parents (path, 0755);
  fd = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (guint i = 0; i < n_files; i++)
    {
      char file[32];

      g_snprintf (file, sizeof file, "file %u", i);
      close (openat (fd, file, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    }
  close (fd);
}

static int
set_up (void **state)
{
  /* many files are quickly made where no disk is */
  gboolean memory = g_access ("/dev/shm", W_OK) == 0;
  char *template = g_build_filename (memory ? "/dev/shm" : g_get_tmp_dir (), "landline-test-XXXXXX", NULL);

  umask (022);
  top = g_mkdtemp (template);
  folder = g_build_filename (top, "site", NULL);
  fixture_write (top, "secret", SECRET);
  fixture_write (folder, "index.html", "<h1>Welcome back Home</h1>");
  fixture_write (folder, "names/<script>alert('1')&amp;.txt", "x");
  fixture_write (folder, "names/line\nfeed \xe2\x80\xae.txt", "x");
  fixture_write (folder, "names/\xff\xfe.txt", "x");
  fixture_write (folder, "names/שלום.txt", "x");
  fixture_write (folder, "names/a?b#c%d.txt", "x");
  fixture_write (folder, "names/.hidden", SECRET);
  fixture_write (folder, "names/inner/a", "x");
  fixture_link (folder, "names/out", "../../secret");
  fixture_link (folder, "names/in", "../index.html");
  fixture_link (folder, "names/gone", "nothing");
  fixture_write (folder, "sorted/b folder/x", "x");
  fixture_write (folder, "sorted/a folder/x", "x");
  write_aged ("sorted/10.txt", 30, 1500000000);
  write_aged ("sorted/2.txt", 1000, 1600000000);
  write_aged ("sorted/Zebra.TXT", 30, 1700000000);
  g_mkdir_with_parents (folder, 0755);
  write_many ("pages", 2 * PAGE_ROWS + 1);
  write_many ("many", MANY_FILES);
  write_many ("empty", 0);

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

#define assert_holds(answer_, text_) \
  G_STMT_START { \
    if (strstr (answer_, text_) == NULL) \
      fail_msg ("no “%s” in: %s", text_, strstr (answer_, "<body") != NULL ? strstr (answer_, "<body") : answer_); \
  } G_STMT_END

/* The names in the rows, each with a bar after it. */
static char *
names_of (const char *answer)
{
  GString *names = g_string_new (NULL);
  const char *at = strstr (answer, "<tbody>");

  while (at != NULL && (at = strstr (at, "<bdi>")) != NULL)
    {
      const char *end = strstr (at, "</bdi>");

      g_string_append_len (names, at + 5, end - at - 5);
      g_string_append_c (names, '|');
      at = end;
    }

  return g_string_free (names, FALSE);
}

static void
a_name_is_text_in_the_page_and_bytes_in_the_link (void **state)
{
  static const struct
  {
    const char *link;
    const char *shown;
  } table[] = {
    { "./%3Cscript%3Ealert%28%271%27%29%26amp%3B.txt", "<bdi>&lt;script&gt;alert(&apos;1&apos;)&amp;amp;.txt</bdi>" },
    { "./line%0Afeed%20%E2%80%AE.txt", "<bdi>line\\x0afeed &lt;U+202E&gt;.txt</bdi>" },
    { "./%FF%FE.txt", "<bdi>\\xff\\xfe.txt</bdi>" },
    { "./%D7%A9%D7%9C%D7%95%D7%9D.txt", "<bdi>שלום.txt</bdi>" },
    { "./a%3Fb%23c%25d.txt", "<bdi>a?b#c%d.txt</bdi>" },
    { "./inner/", "<bdi>inner</bdi>/" },
    { "./in", "<bdi>in</bdi>" },
  };
  g_autofree char *got = get ("/names/");

  assert_int_equal (fixture_status (got), 200);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *link = g_strdup_printf ("href=\"%s\"", table[i].link);
      g_autofree char *target = g_strconcat ("/names", table[i].link + 1, NULL);
      g_autofree char *followed = get (target);

      assert_holds (got, link);
      assert_holds (got, table[i].shown);
      assert_int_equal (fixture_status (followed), 200);
    }

  /* what is hidden, leads out or leads nowhere is not there, nor counted */
  assert_null (strstr (got, ".hidden"));
  assert_null (strstr (got, ">out<"));
  assert_null (strstr (got, ">gone<"));
  assert_holds (got, "1 folder · 6 files · ");
  assert_null (strstr (got, "<script"));
  assert_null (strstr (got, "\xe2\x80\xae"));
}

static void
a_list_is_sorted_as_the_address_says (void **state)
{
  static const struct
  {
    const char *query;
    const char *names;
    const char *sorted;   /* the heading that says so */
  } table[] = {
    { "", "a folder|b folder|2.txt|10.txt|Zebra.TXT|", "class=\"name\" aria-sort=\"ascending\"><a href=\"./?sort=name&amp;order=desc\"" },
    { "?sort=name&order=desc", "b folder|a folder|Zebra.TXT|10.txt|2.txt|", "class=\"name\" aria-sort=\"descending\"><a href=\"./\"" },
    { "?sort=size&order=desc", "a folder|b folder|2.txt|10.txt|Zebra.TXT|", "class=\"size\" aria-sort=\"descending\"><a href=\"./?sort=size&amp;order=asc\"" },
    { "?sort=size", "a folder|b folder|10.txt|Zebra.TXT|2.txt|", "class=\"size\" aria-sort=\"ascending\"><a href=\"./?sort=size&amp;order=desc\"" },
    { "?order=asc&sort=time", NULL, "class=\"time\" aria-sort=\"ascending\"><a href=\"./?sort=time&amp;order=desc\"" },
    { "?sort=time&order=desc", NULL, "class=\"time\" aria-sort=\"descending\"><a href=\"./?sort=time&amp;order=asc\"" },
    /* what cannot be understood is as if it were not there */
    { "?sort=colour&order=down&page=-1&x", "a folder|b folder|2.txt|10.txt|Zebra.TXT|", "class=\"name\" aria-sort=\"ascending\"" },
    { "?sort=%", "a folder|b folder|2.txt|10.txt|Zebra.TXT|", "class=\"name\" aria-sort=\"ascending\"" },
    { "?q=%ff%00", "a folder|b folder|2.txt|10.txt|Zebra.TXT|", "class=\"name\" aria-sort=\"ascending\"" },
    { "?page=99999999999999999999", "a folder|b folder|2.txt|10.txt|Zebra.TXT|", "class=\"name\" aria-sort=\"ascending\"" },
    { "?q=.txt", "2.txt|10.txt|Zebra.TXT|", "3 of 5 names hold “.txt”" },
    { "?q=zebra&sort=size", "Zebra.TXT|", "class=\"size\" aria-sort=\"ascending\"><a href=\"./?sort=size&amp;order=desc&amp;q=zebra\"" },
    { "?q=+FOLDER", "a folder|b folder|", "value=\" FOLDER\"" },
    { "?q=%22%3E%3Cb%3E", "", "value=\"&quot;&gt;&lt;b&gt;\"" },
    { "?q=none#fragment", "", "No name holds this." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *target = g_strconcat ("/sorted/", table[i].query, NULL);
      g_autofree char *got = get (target);
      g_autofree char *names = names_of (got);

      if (table[i].names != NULL && strcmp (names, table[i].names) != 0)
        fail_msg ("%s: %s", target, names);
      assert_holds (got, table[i].sorted);
    }
}

static void
a_list_sorted_by_time_has_the_newest_where_it_belongs (void **state)
{
  g_autofree char *oldest_first = get ("/sorted/?sort=time");
  g_autofree char *newest_first = get ("/sorted/?sort=time&order=desc");
  g_autofree char *up = names_of (oldest_first);
  g_autofree char *down = names_of (newest_first);

  assert_true (g_str_has_suffix (up, "|10.txt|2.txt|Zebra.TXT|"));
  assert_true (g_str_has_suffix (down, "|Zebra.TXT|2.txt|10.txt|"));
  assert_holds (newest_first, "<time datetime=\"20");
}

static void
a_row_says_how_much_and_exactly (void **state)
{
  g_autofree char *got = get ("/sorted/");
  g_autofree char *about = g_format_size (1000);
  g_autofree char *exactly = g_format_size_full (1000, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *row = g_strdup_printf ("<td class=\"size\" title=\"%s\">%s</td>", exactly, about);
  g_autofree char *all = g_format_size (1060);
  g_autofree char *sum = g_strdup_printf (">%s</span></caption>", all);

  assert_holds (got, row);
  assert_holds (got, "<caption>2 folders · 3 files · <span title=");
  assert_holds (got, sum);
}

static void
a_long_list_has_pages (void **state)
{
  static const struct
  {
    const char *target;
    guint first;
    guint n;
    const char *holds;
    const char *lacks;
  } table[] = {
    { "/pages/", 0, PAGE_ROWS, "rel=\"next\" href=\"./?page=2\"", "rel=\"prev\"" },
    { "/pages/?page=2", PAGE_ROWS, PAGE_ROWS, "rel=\"prev\" href=\"./\"", "nothing" },
    { "/pages/?page=2&sort=time&order=asc", PAGE_ROWS, PAGE_ROWS, "rel=\"next\" href=\"./?sort=time&amp;order=asc&amp;page=3\"", "nothing" },
    { "/pages/?page=3", 2 * PAGE_ROWS, 1, "Page 3 of 3", "rel=\"next\"" },
    { "/pages/?page=77", 2 * PAGE_ROWS, 1, "Page 3 of 3", "rel=\"next\"" },
    { "/pages/?q=file+20", 20, 12, "12 of 2001 names hold “file 20”", "rel=\"next\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = get (table[i].target);
      g_autofree char *names = names_of (got);
      g_autofree char *first = g_strdup_printf ("file %u|", table[i].first);
      g_auto(GStrv) split = g_strsplit (names, "|", -1);

      if (strstr (table[i].target, "time") == NULL)
        assert_true (g_str_has_prefix (names, first));
      assert_int_equal (g_strv_length (split) - 1, table[i].n);
      assert_holds (got, table[i].holds);
      assert_null (strstr (got, table[i].lacks));
    }
}

static void
every_folder_on_the_way_is_a_link (void **state)
{
  g_autofree char *empty = get ("/empty/");
  g_autofree char *inner = get ("/names/inner/");

  assert_holds (empty, "This folder is empty.");
  assert_holds (empty, "<a href=\"../\" aria-label=\"Shared folder\">");
  assert_holds (empty, "<h1><bdi>empty</bdi></h1>");
  assert_holds (inner, "<a href=\"../../\" aria-label=\"Shared folder\">");
  assert_holds (inner, "<a href=\"../\"><bdi>names</bdi></a>");
  assert_holds (inner, "<title>/names/inner/</title>");
}

/* --- What visitors may do --- */

/* 'sha256-…' of what stands between @begin and @end */
static char *
hash_between (const char *answer,
              const char *begin,
              const char *end)
{
  const char *from = strstr (answer, begin);
  g_autofree char *text = NULL;
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *encoded = NULL;

  if (from == NULL)
    return g_strdup ("nothing");
  from += strlen (begin);
  text = g_strndup (from, (gsize) (strstr (from, end) - from));
  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  encoded = g_base64_encode (digest, length);

  return g_strdup_printf ("'sha256-%s'", encoded);
}

static void
only_what_is_allowed_is_offered (void **state)
{
  const LanWebRights all = LAN_WEB_RIGHT_READ | LAN_WEB_RIGHT_UPLOAD | LAN_WEB_RIGHT_REPLACE | LAN_WEB_RIGHT_DELETE;

  for (LanWebRights rights = 0; rights <= all; rights++)
    {
      g_autofree char *sentence = lan_web_options_describe_rights (rights);
      g_autofree char *policy = NULL;
      g_autofree char *style = NULL;
      g_autofree char *script = NULL;
      g_autofree char *got = NULL;
      gboolean upload = (rights & LAN_WEB_RIGHT_UPLOAD) != 0;

      site_fixture_allow (served, rights);
      got = get ("/sorted/");
      if ((rights & LAN_WEB_RIGHT_READ) == 0 && fixture_status (got) != 200)
        continue;
      assert_int_equal (fixture_status (got), 200);
      assert_holds (got, sentence);
      assert_int_equal (strstr (got, "name=\"file\"") != NULL, upload);
      assert_int_equal (strstr (got, "name=\"folder\"") != NULL, upload);
      assert_int_equal (strstr (got, "name=\"replace\"") != NULL, upload && (rights & LAN_WEB_RIGHT_REPLACE) != 0);
      assert_int_equal (strstr (got, "<script>") != NULL, upload);
      assert_int_equal (strstr (got, "name=\"delete\" value=\"Zebra.TXT\"") != NULL,
                        (rights & LAN_WEB_RIGHT_READ) != 0 && (rights & LAN_WEB_RIGHT_DELETE) != 0);
      assert_int_equal (strstr (got, "<bdi>Zebra.TXT</bdi>") != NULL, (rights & LAN_WEB_RIGHT_READ) != 0);

      /* what runs is known by its hash, and nothing else does */
      policy = fixture_field (got, "Content-Security-Policy");
      style = hash_between (got, "<style>", "</style>");
      script = hash_between (got, "<script>", "</script>");
      assert_null (strstr (policy, "unsafe"));
      assert_non_null (strstr (policy, style));
      assert_int_equal (strstr (policy, script) != NULL, upload);
      assert_int_equal (strstr (policy, "script-src") != NULL, upload);
      assert_true (g_str_has_prefix (policy, "default-src 'none'; "));
    }
  site_fixture_allow (served, LAN_WEB_RIGHT_READ);
}

static void
a_name_to_delete_goes_by_its_bytes (void **state)
{
  g_autofree char *got = NULL;

  site_fixture_allow (served, LAN_WEB_RIGHT_READ | LAN_WEB_RIGHT_DELETE);
  got = get ("/names/");
  assert_holds (got, "value=\"%FF%FE.txt\"");
  assert_holds (got, "value=\"line%0Afeed%20%E2%80%AE.txt\"");
  assert_holds (got, "value=\"a%3Fb%23c%25d.txt\"");
  assert_null (strstr (got, "value=\"..\""));
  site_fixture_allow (served, LAN_WEB_RIGHT_READ);
}

/* --- Large folders --- */

static gboolean
has_something_to_read (int fd)
{
  char byte;

  return recv (fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

static void
others_are_answered_while_a_large_folder_is_read (void **state)
{
  g_autoptr(GString) list = g_string_new (NULL);
  int slow = http_peer_connect (port);
  guint n_answered = 0;

  assert_true (http_peer_send (slow, "GET /many/?sort=size HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  while (!has_something_to_read (slow))
    {
      g_autofree char *got = get ("/");

      assert_int_equal (fixture_status (got), 200);
      n_answered++;
    }

  assert_true (n_answered > 0);
  assert_true (http_peer_receive (slow, list, NULL));
  assert_holds (list->str, "<caption>20000 files · ");
  assert_holds (list->str, "Page 1 of 20");
  close (slow);
}

#define OF_ONE 150

static void
a_crowd_is_answered_or_told_to_come_again (void **state)
{
  int crowd[300];
  guint n_listed = 0, n_refused = 0, n_of_one = 0;

  for (guint i = 0; i < G_N_ELEMENTS (crowd); i++)
    {
      /* most from one address, which leaves room for the others */
      crowd[i] = http_peer_connect_from (INADDR_LOOPBACK + (i < OF_ONE ? 0 : 1 + i % 4), port);
      assert_true (http_peer_send (crowd[i], "GET /pages/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (crowd); i++)
    {
      g_autoptr(GString) got = g_string_new (NULL);
      guint status;

      assert_true (http_peer_receive (crowd[i], got, NULL));
      close (crowd[i]);
      status = fixture_status (got->str);
      assert_true (status == 200 || (status == 503 && strstr (got->str, "Retry-After: ") != NULL));
      n_listed += status == 200;
      n_of_one += status == 200 && i < OF_ONE;
      n_refused += status == 503;
    }

  assert_true (n_listed >= 128);
  assert_true (n_refused > 0);
  assert_true (n_listed - n_of_one >= 80);
}

static void
who_goes_meanwhile_does_not_keep_others_waiting (void **state)
{
  g_autofree char *got = NULL;

  for (guint i = 0; i < 40; i++)
    {
      int fd = http_peer_connect (port);

      assert_true (http_peer_send (fd, "GET /many/ HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      close (fd);
    }

  got = get ("/sorted/");
  assert_int_equal (fixture_status (got), 200);
}

static void
who_only_ended_its_side_gets_the_list (void **state)
{
  g_autoptr(GString) list = g_string_new (NULL);
  int fd = http_peer_connect (port);

  assert_true (http_peer_send (fd, "GET /many/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  assert_int_equal (shutdown (fd, SHUT_WR), 0);
  assert_true (http_peer_receive (fd, list, NULL));
  assert_holds (list->str, "20000 files");
  close (fd);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_name_is_text_in_the_page_and_bytes_in_the_link),
    cmocka_unit_test (a_list_is_sorted_as_the_address_says),
    cmocka_unit_test (a_list_sorted_by_time_has_the_newest_where_it_belongs),
    cmocka_unit_test (a_row_says_how_much_and_exactly),
    cmocka_unit_test (a_long_list_has_pages),
    cmocka_unit_test (every_folder_on_the_way_is_a_link),
    cmocka_unit_test (only_what_is_allowed_is_offered),
    cmocka_unit_test (a_name_to_delete_goes_by_its_bytes),
    cmocka_unit_test (others_are_answered_while_a_large_folder_is_read),
    cmocka_unit_test (a_crowd_is_answered_or_told_to_come_again),
    cmocka_unit_test (who_goes_meanwhile_does_not_keep_others_waiting),
    cmocka_unit_test (who_only_ended_its_side_gets_the_list),
  };

  return cmocka_run_group_tests_name ("web listing", tests, set_up, tear_down);
}
