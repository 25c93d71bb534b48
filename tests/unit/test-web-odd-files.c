/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "web-fixture.h"
#include "site-fixture.h"
#include "wait-until.h"

/* Files that change while they are sent, and such as are none. */

/* Sparse, and far more than socket buffers take. */
#define LARGE_BYTES (64 * 1024 * 1024)
#define TIB (G_GUINT64_CONSTANT (1) << 40)

static SiteFixture *
serve (void)
{
  umask (022);

  return site_fixture_new (g_dir_make_tmp ("landline-test-XXXXXX", NULL));
}

/* Of one character, so that what does not belong to it is seen. */
static void
write_large (SiteFixture *site,
             const char  *name,
             char         c)
{
  g_autofree char *path = fixture_path (site->folder, name);
  g_autofree char *block = g_malloc (1024 * 1024);
  FILE *file = fopen (path, "w");

  memset (block, c, 1024 * 1024);
  for (guint i = 0; i < LARGE_BYTES / (1024 * 1024); i++)
    assert_int_equal (fwrite (block, 1024 * 1024, 1, file), 1);
  fclose (file);
}

static void
resize (SiteFixture *site,
        const char  *name,
        guint64      size)
{
  g_autofree char *path = fixture_path (site->folder, name);

  assert_int_equal (truncate (path, (off_t) size), 0);
}

/* A client that reads as it likes. */
typedef struct
{
  int fd;
  guint64 length;       /* as promised */
  guint64 received;     /* of the content */
  guint64 wrong;        /* bytes that are not the expected character */
} Reader;

static void
look (Reader     *self,
      const char *bytes,
      gsize       length,
      char        expected)
{
  for (gsize i = 0; i < length; i++)
    self->wrong += bytes[i] != expected;
  self->received += length;
}

/* Asks, and reads the beginning of the answer. */
static Reader
begin (SiteFixture *site,
       const char  *target,
       const char  *more,
       char         expected)
{
  const struct timeval patience = { .tv_sec = ANSWER_SECONDS };
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", target, more);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (site->port) };
  Reader self = { socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
  char buffer[4096 + 1];
  g_autofree char *length = NULL;
  gssize got;

  g_atomic_int_set (&site->closed, -1);
  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  setsockopt (self.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  assert_int_equal (connect (self.fd, (struct sockaddr *) &address, sizeof address), 0);
  assert_int_equal (send (self.fd, request, strlen (request), MSG_NOSIGNAL), strlen (request));
  got = recv (self.fd, buffer, 4096, 0);
  assert_true (got > 0);
  buffer[got] = '\0';
  length = fixture_field (buffer, "Content-Length");
  self.length = g_ascii_strtoull (length, NULL, 10);
  look (&self, fixture_body (buffer), (gsize) (buffer + got - fixture_body (buffer)), expected);

  return self;
}

/* The rest, to the end of the content or of the connection. */
static gssize
finish (Reader *self,
        char    expected)
{
  g_autofree char *buffer = g_malloc (65536);
  gssize got = 1;

  while (self->received < self->length && (got = recv (self->fd, buffer, 65536, 0)) > 0)
    look (self, buffer, (gsize) got, expected);

  return got;
}

static void
a_file_that_shrinks_ends_the_connection_and_is_recorded (void **state)
{
  SiteFixture *site = serve ();
  Reader reader;
  gssize got;

  write_large (site, "large.bin", 'a');
  reader = begin (site, "/large.bin", "", 'a');
  assert_int_equal (reader.length, LARGE_BYTES);
  resize (site, "large.bin", 0);
  got = finish (&reader, 'a');
  close (reader.fd);

  /* the end, and not silence; and not what was promised */
  assert_true (got == 0 || errno == ECONNRESET);
  assert_true (reader.received < LARGE_BYTES);
  assert_int_equal (reader.wrong, 0);
  wait_until (g_atomic_int_get (&site->closed) >= 0);
  assert_int_equal (g_atomic_int_get (&site->closed), LAN_HTTP_CLOSE_SHRANK);
  site_fixture_free (site);
}

static void
a_part_of_several_that_is_gone_ends_it_too (void **state)
{
  SiteFixture *site = serve ();
  Reader reader;
  gssize got;

  write_large (site, "large.bin", 'a');
  reader = begin (site, "/large.bin", "Range: bytes=0-33554431,40000000-50000000\r\n", 'a');
  resize (site, "large.bin", 35000000);
  got = finish (&reader, 'a');
  close (reader.fd);

  assert_true (got == 0 || errno == ECONNRESET);
  assert_true (reader.received < reader.length);
  wait_until (g_atomic_int_get (&site->closed) >= 0);
  assert_int_equal (g_atomic_int_get (&site->closed), LAN_HTTP_CLOSE_SHRANK);
  site_fixture_free (site);
}

static void
a_file_that_grows_is_sent_as_long_as_it_was (void **state)
{
  SiteFixture *site = serve ();
  Reader reader;

  write_large (site, "large.bin", 'a');
  reader = begin (site, "/large.bin", "", 'a');
  resize (site, "large.bin", 2 * LARGE_BYTES);
  finish (&reader, 'a');
  close (reader.fd);

  assert_int_equal (reader.length, LARGE_BYTES);
  assert_int_equal (reader.received, LARGE_BYTES);
  assert_int_equal (reader.wrong, 0);
  site_fixture_free (site);
}

static void
a_file_that_is_replaced_is_sent_to_its_end (void **state)
{
  SiteFixture *site = serve ();
  g_autofree char *old = fixture_path (site->folder, "large.bin");
  g_autofree char *new = fixture_path (site->folder, "new.bin");
  Reader reader, next;

  write_large (site, "large.bin", 'a');
  write_large (site, "new.bin", 'b');
  reader = begin (site, "/large.bin", "", 'a');
  assert_int_equal (g_rename (new, old), 0);
  next = begin (site, "/large.bin", "", 'b');
  finish (&reader, 'a');
  finish (&next, 'b');
  close (reader.fd);
  close (next.fd);

  assert_int_equal (reader.received, LARGE_BYTES);
  assert_int_equal (reader.wrong, 0);
  assert_int_equal (next.received, LARGE_BYTES);
  assert_int_equal (next.wrong, 0);
  site_fixture_free (site);
}

static void
a_file_that_is_removed_is_sent_to_its_end (void **state)
{
  SiteFixture *site = serve ();
  g_autofree char *path = fixture_path (site->folder, "large.bin");
  Reader reader;

  write_large (site, "large.bin", 'a');
  reader = begin (site, "/large.bin", "", 'a');
  g_unlink (path);
  finish (&reader, 'a');
  close (reader.fd);

  assert_int_equal (reader.received, LARGE_BYTES);
  assert_int_equal (reader.wrong, 0);
  site_fixture_free (site);
}

static void
a_tebibyte_is_no_trouble (void **state)
{
  static const char zeros[16] = { 0 };
  SiteFixture *site = serve ();
  Reader reader;

  fixture_write (site->folder, "tebibyte.img", "");
  resize (site, "tebibyte.img", TIB);
  {
    g_auto(Got) head = site_fixture_ask (site, "HEAD", "/tebibyte.img", "");
    g_auto(Got) last = site_fixture_ask (site, "GET", "/tebibyte.img", "Range: bytes=-5\r\n");
    g_auto(Got) middle = site_fixture_ask (site, "GET", "/tebibyte.img", "Range: bytes=549755813888-549755813895\r\n");
    g_auto(Got) open_end = site_fixture_ask (site, "GET", "/tebibyte.img", "Range: bytes=1099511627775-\r\n");
    g_auto(Got) behind = site_fixture_ask (site, "GET", "/tebibyte.img", "Range: bytes=1099511627776-\r\n");
    g_auto(Got) both = site_fixture_ask (site, "GET", "/tebibyte.img", "Range: bytes=0-0,1099511627775-\r\n");

    assert_status (&head, 200);
    assert_field (&head, "Content-Length", "1099511627776");
    assert_int_equal (head.length, 0);
    assert_status (&last, 206);
    assert_field (&last, "Content-Range", "bytes 1099511627771-1099511627775/1099511627776");
    assert_content (&last, zeros, 5);
    assert_status (&middle, 206);
    assert_content (&middle, zeros, 8);
    assert_status (&open_end, 206);
    assert_content (&open_end, zeros, 1);
    assert_status (&behind, 416);
    assert_field (&behind, "Content-Range", "bytes */1099511627776");
    assert_status (&both, 206);
    assert_non_null (g_strstr_len (both.body, (gssize) both.length, "bytes 0-0/1099511627776"));
  }

  reader = begin (site, "/tebibyte.img", "", '\0');
  assert_int_equal (reader.length, TIB);
  reader.length = LARGE_BYTES;   /* of it; nobody waits for the rest */
  finish (&reader, '\0');
  close (reader.fd);
  assert_true (reader.received >= LARGE_BYTES);
  assert_int_equal (reader.wrong, 0);
  site_fixture_free (site);
}

static void
what_is_no_file_is_refused (void **state)
{
  SiteFixture *site = serve ();
  g_autofree char *pipe_path = fixture_path (site->folder, "pipe");
  g_autofree char *socket_path = fixture_path (site->folder, "socket");
  g_autofree char *device_path = fixture_path (site->folder, "device");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  static const char *const targets[] = { "/pipe", "/socket", "/device" };
  int listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean has_device = mknod (device_path, S_IFCHR | 0666, makedev (1, 5)) == 0;   /* /dev/zero has no end */

  g_strlcpy (address.sun_path, socket_path, sizeof address.sun_path);
  assert_int_equal (bind (listener, (struct sockaddr *) &address, sizeof address), 0);
  assert_int_equal (mkfifo (pipe_path, 0644), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (targets) - !has_device; i++)
    {
      g_auto(Got) got = site_fixture_ask (site, "GET", targets[i], "");
      g_auto(Got) head = site_fixture_ask (site, "HEAD", targets[i], "");

      assert_status (&got, 403);
      assert_status (&head, 403);
    }
  {
    g_auto(Got) listing = site_fixture_ask (site, "GET", "/", "");

    assert_null (strstr (listing.body, "href=\"./pipe"));
    assert_null (strstr (listing.body, "href=\"./socket"));
    assert_null (strstr (listing.body, "href=\"./device"));
  }
  close (listener);
  site_fixture_free (site);
}

/* The kernel's say that they are empty, or larger than they are. What they say is promised, and what is not kept is
 * seen by the end of the connection. */
static void
files_that_lie_about_their_size_end_in_time (void **state)
{
  SiteFixture *site = site_fixture_new (g_strdup ("/proc/sys/kernel"));

  site->keeps_folder = TRUE;
  {
    g_auto(Got) got = site_fixture_ask (site, "GET", "/ostype", "");
    g_auto(Got) part = site_fixture_ask (site, "GET", "/ostype", "Range: bytes=0-3\r\n");

    assert_status (&got, 200);
    assert_content (&got, "", 0);
    assert_status (&part, 416);
  }
  site_fixture_free (site);
}

/* --- Names --- */

static const char *const names[] = {
  "\xff\xfe.txt", "caf\xe9", "\x80", "a\nb", "a\tb", "\x7f", "%41", "%", "%ff", "a+b&c", "  ", "-", "#x?", "日本語.txt",
  "a;b=c", "\"quoted\"", "it's", "x\\y", "<b>", "a:b", "~", "?", "*", "[1]", "{2}", "|", "^", "`", "a=b", "@", "!$&'()*+,",
  "\xc0\xae\xc0\xae", "\xed\xa0\x80", "\xe2\x80\xae" "exe.txt",
};

/* Follows the links of a list, as a browser does. */
static void
any_name_comes_through_list_and_address (void **state)
{
  SiteFixture *site = serve ();
  g_autoptr(GRegex) link = g_regex_new ("href=\"\\./([^\"/?]+)\"", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_auto(Got) listing = { NULL };
  guint found = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat ("odd/", names[i], NULL);

      fixture_write (site->folder, name, names[i]);
    }
  listing = site_fixture_ask (site, "GET", "/odd/", "");
  assert_status (&listing, 200);
  g_regex_match (link, listing.body, 0, &match);
  while (g_match_info_matches (match))
    {
      g_autofree char *href = g_match_info_fetch (match, 1);
      g_autofree char *target = g_strconcat ("/odd/", href, NULL);
      g_autofree char *name = g_uri_unescape_string (href, NULL);
      g_auto(Got) got = site_fixture_ask (site, "GET", target, "");

      for (const char *c = href; *c != '\0'; c++)
        assert_true (*c > ' ' && *c < 0x7f && strchr ("<>'&?#", *c) == NULL);
      assert_status (&got, 200);
      if (name != NULL)
        assert_string_equal (got.body, name);
      found++;
      g_match_info_next (match, NULL);
    }
  assert_int_equal (found, G_N_ELEMENTS (names));
  site_fixture_free (site);
}

static void
a_folder_of_any_name_gets_its_slash (void **state)
{
  static const struct { const char *name, *target, *location; } table[] = {
    { "caf\xe9/x", "/caf%e9", "/caf%E9/" },
    { "\xff/\xfe/x", "/%ff/%fe?a=1", "/%FF/%FE/?a=1" },
    { "a b/x", "/a%20b", "/a%20b/" },
    { "100%/x", "/100%25", "/100%25/" },
    { "what?/x", "/what%3f", "/what%3F/" },
    { "line\nfeed/x", "/line%0afeed", "/line%0Afeed/" },
    { "\xe4\xbd\xa0/x", "/%E4%BD%A0", "/%E4%BD%A0/" },
  };
  SiteFixture *site = serve ();

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      fixture_write (site->folder, table[i].name, "x");
      {
        g_auto(Got) got = site_fixture_ask (site, "GET", table[i].target, "");

        assert_status (&got, 301);
        assert_field (&got, "Location", table[i].location);
      }
    }
  site_fixture_free (site);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_file_that_shrinks_ends_the_connection_and_is_recorded),
    cmocka_unit_test (a_part_of_several_that_is_gone_ends_it_too),
    cmocka_unit_test (a_file_that_grows_is_sent_as_long_as_it_was),
    cmocka_unit_test (a_file_that_is_replaced_is_sent_to_its_end),
    cmocka_unit_test (a_file_that_is_removed_is_sent_to_its_end),
    cmocka_unit_test (a_tebibyte_is_no_trouble),
    cmocka_unit_test (what_is_no_file_is_refused),
    cmocka_unit_test (files_that_lie_about_their_size_end_in_time),
    cmocka_unit_test (any_name_comes_through_list_and_address),
    cmocka_unit_test (a_folder_of_any_name_gets_its_slash),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
