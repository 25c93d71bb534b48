/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <utime.h>

#include "web-fixture.h"
#include "site-fixture.h"
#include "web/encoding.h"
#include "web/ranges.h"

#define TEXT "0123456789abcdefghij"   /* 20 bytes */

/* Small enough to be compressed at once, large enough to go to a thread, and too large. */
#define SMALL_BYTES 5000
#define LARGE_BYTES 400000
#define HUGE_BYTES (LAN_WEB_ENCODING_MAX_BYTES + 1)

static SiteFixture *fixture;
static char *top;

static void
write_text (const char *name,
            gsize       size)
{
  g_autoptr(GString) text = g_string_sized_new (size + 32);

  while (text->len < size)
    g_string_append_printf (text, "line %zu\n", text->len);
  g_string_truncate (text, size);
  fixture_write (top, name, text->str);
}

static void
set_age (const char *name,
         gint64      seconds)
{
  g_autofree char *path = fixture_path (top, name);
  gint64 then = g_get_real_time () / G_USEC_PER_SEC - seconds;

  assert_int_equal (utime (path, &(struct utimbuf) { then, then }), 0);
}

static int
set_up (void **state)
{
  static const char *const copies[] = { ".gz", ".br", ".zst" };

  umask (022);
  top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  fixture_write (top, "text.txt", TEXT);
  write_text ("small.css", SMALL_BYTES);
  write_text ("large.js", LARGE_BYTES);
  write_text ("tiny.css", LAN_WEB_ENCODING_MIN_BYTES - 1);
  write_text ("huge.txt", HUGE_BYTES);
  write_text ("picture.png", SMALL_BYTES);

  fixture_write (top, "all.js", TEXT);
  for (gsize i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      g_autofree char *copy = g_strconcat ("all.js", copies[i], NULL);
      g_autofree char *content = g_strconcat ("this is all.js", copies[i], NULL);

      fixture_write (top, copy, content);
    }
  fixture_write (top, "one.js", TEXT);
  fixture_write (top, "one.js.gz", "this is one.js.gz");
  fixture_write (top, "stale.js", TEXT);
  fixture_write (top, "stale.js.gz", "an older one");
  set_age ("stale.js.gz", 100);
  fixture_write (top, "as-old.js", TEXT);
  fixture_write (top, "as-old.js.gz", "as old");
  set_age ("as-old.js", 100);
  set_age ("as-old.js.gz", 100);
  fixture_write (top, "folder.js", TEXT);
  fixture_write (top, "folder.js.gz/x", "x");
  fixture_write (top, "out.js", TEXT);
  fixture_link (top, "out.js.gz", "/etc/passwd");
  fixture_write (top, "archive.tar.gz", "an archive");
  fixture_write (top, "archive.tar.gz.gz", "twice");
  fixture_write (top, "sub/index.html", "<p>page");
  fixture_write (top, "sub/index.html.gz", "page.gz");

  fixture = site_fixture_new (top);

  return 0;
}

static int
tear_down (void **state)
{
  site_fixture_free (fixture);

  return 0;
}

static void
set_compress (gboolean compress)
{
  LanWebOptions *options = lan_web_options_copy (fixture->options);

  options->compress = compress;
  site_fixture_use (fixture, options);
}

static Got
ask (const char *method,
     const char *target,
     const char *more)
{
  return site_fixture_ask (fixture, method, target, more);
}

/* --- Several parts --- */

/* What a reader makes of a multipart body (RFC 2046 section 5.1), with nothing but its length to go by; written as
 * "type first-last/size content;". */
static char *
read_parts (const Got *self)
{
  g_autofree char *type = fixture_field (self->bytes->str, "Content-Type");
  g_autofree char *delimiter = NULL;
  g_autofree char *body = g_strndup (self->body, self->length);
  g_auto(GStrv) parts = NULL;
  GString *read = g_string_new (NULL);

  assert_true (g_str_has_prefix (type, "multipart/byteranges; boundary="));
  delimiter = g_strconcat ("\r\n--", strchr (type, '=') + 1, NULL);
  assert_true (strlen (delimiter) - 4 <= 70);
  /* the first has no line before it */
  assert_true (g_str_has_prefix (body, delimiter + 2));
  parts = g_strsplit (body + strlen (delimiter) - 2, delimiter, -1);
  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *part_type = NULL;
      g_autofree char *range = NULL;
      const char *end = strstr (parts[i], "\r\n\r\n");

      if (parts[i + 1] == NULL)
        {
          assert_string_equal (parts[i], "--\r\n");
          break;
        }
      assert_non_null (end);
      part_type = fixture_field (parts[i] + 2, "Content-Type");
      range = fixture_field (parts[i] + 2, "Content-Range");
      g_string_append_printf (read, "%s %s %s;", part_type, range, end + 4);
    }

  return g_string_free (read, FALSE);
}

#define PART "text/plain; charset=utf-8 bytes "

static void
several_parts_come_each_with_its_own_head (void **state)
{
  static const struct { const char *range; const char *expected; } table[] = {
    { "0-1,3-4", PART "0-1/20 01;" PART "3-4/20 34;" },
    { "-1,0-0", PART "19-19/20 j;" PART "0-0/20 0;" },
    { "0-9,10-19", PART "0-9/20 0123456789;" PART "10-19/20 abcdefghij;" },
    { "0-4,2-6", PART "0-4/20 01234;" PART "2-6/20 23456;" },
    { "0-0,30-40,2-2,50-,4-4", PART "0-0/20 0;" PART "2-2/20 2;" PART "4-4/20 4;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *more = g_strdup_printf ("Range: bytes=%s\r\n", table[i].range);
      g_auto(Got) got = ask ("GET", "/text.txt", more);
      g_autofree char *length = g_strdup_printf ("%zu", got.length);
      g_autofree char *parts = NULL;

      assert_status (&got, 206);
      assert_field (&got, "Content-Length", length);
      assert_field (&got, "Content-Range", NULL);   /* section 15.3.7.2: MUST NOT */
      parts = read_parts (&got);
      assert_string_equal (parts, table[i].expected);
    }
}

static void
one_that_is_left_comes_alone (void **state)
{
  g_auto(Got) got = ask ("GET", "/text.txt", "Range: bytes=30-40, 5-6, 50-\r\n");

  assert_status (&got, 206);
  assert_field (&got, "Content-Range", "bytes 5-6/20");
  assert_content (&got, "56", 2);
}

static void
too_much_is_the_whole (void **state)
{
  static const char *const ranges[] = { "0-,0-", "0-10,5-15,10-19", "0-18,0-18,0-18" };
  g_autoptr(GString) many = g_string_new ("Range: bytes=0-0");

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autofree char *more = g_strdup_printf ("Range: bytes=%s\r\n", ranges[i]);
      g_auto(Got) got = ask ("GET", "/text.txt", more);

      assert_status (&got, 200);
      assert_content (&got, TEXT, 20);
    }

  for (guint i = 1; i <= LAN_WEB_RANGES_MAX; i++)
    g_string_append_printf (many, ",%u-%u", i, i);
  g_string_append (many, "\r\n");
  {
    g_auto(Got) got = ask ("GET", "/large.js", many->str);

    assert_status (&got, 200);
    assert_int_equal (got.length, LARGE_BYTES);
  }
}

static void
as_many_parts_as_allowed_are_sent (void **state)
{
  g_autoptr(GString) many = g_string_new ("Range: bytes=0-0");
  g_autofree char *parts = NULL;
  g_auto(GStrv) list = NULL;

  for (guint i = 1; i < LAN_WEB_RANGES_MAX; i++)
    g_string_append_printf (many, ",%u-%u", 1000 * i, 1000 * i + 499);
  g_string_append (many, "\r\n");
  {
    g_auto(Got) got = ask ("GET", "/large.js", many->str);

    assert_status (&got, 206);
    parts = read_parts (&got);
  }
  list = g_strsplit (parts, ";text/javascript; charset=utf-8 bytes", -1);
  assert_int_equal (g_strv_length (list), LAN_WEB_RANGES_MAX);
}

/* --- Copies beside the file --- */

static void
the_copy_that_is_liked_best_is_sent (void **state)
{
  static const struct
  {
    const char *target;
    const char *accept;
    const char *coding;
    const char *content;
    const char *vary;
  } table[] = {
    { "/all.js", "", NULL, TEXT, "Accept-Encoding" },
    { "/all.js", "Accept-Encoding: gzip\r\n", "gzip", "this is all.js.gz", "Accept-Encoding" },
    { "/all.js", "Accept-Encoding: gzip, deflate, br, zstd\r\n", "br", "this is all.js.br", "Accept-Encoding" },
    { "/all.js", "Accept-Encoding: zstd, gzip\r\n", "zstd", "this is all.js.zst", "Accept-Encoding" },
    { "/all.js", "Accept-Encoding: br;q=0.1, gzip\r\n", "gzip", "this is all.js.gz", "Accept-Encoding" },
    { "/all.js", "Accept-Encoding: identity\r\n", NULL, TEXT, "Accept-Encoding" },
    { "/all.js", "Accept-Encoding: gzip;q=0.5, identity\r\n", NULL, TEXT, "Accept-Encoding" },
    { "/all.js", "Accept-Encoding: deflate\r\n", NULL, TEXT, "Accept-Encoding" },
    { "/one.js", "Accept-Encoding: gzip, deflate, br, zstd\r\n", "gzip", "this is one.js.gz", "Accept-Encoding" },
    { "/one.js", "Accept-Encoding: br\r\n", NULL, TEXT, "Accept-Encoding" },
    { "/one.js", "Accept-Encoding: br, identity;q=0\r\n", NULL, TEXT, "Accept-Encoding" },
    { "/as-old.js", "Accept-Encoding: gzip\r\n", "gzip", "as old", "Accept-Encoding" },
    /* none that counts */
    { "/text.txt", "Accept-Encoding: gzip\r\n", NULL, TEXT, NULL },
    { "/stale.js", "Accept-Encoding: gzip\r\n", NULL, TEXT, NULL },
    { "/folder.js", "Accept-Encoding: gzip\r\n", NULL, TEXT, NULL },
    { "/out.js", "Accept-Encoding: gzip\r\n", NULL, TEXT, NULL },
    /* asked for by its own name it is a file like others */
    { "/one.js.gz", "Accept-Encoding: gzip\r\n", NULL, "this is one.js.gz", NULL },
    { "/archive.tar.gz", "Accept-Encoding: gzip\r\n", NULL, "an archive", NULL },
    /* also behind a folder */
    { "/sub/", "Accept-Encoding: gzip\r\n", "gzip", "page.gz", "Accept-Encoding" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto(Got) got = ask ("GET", table[i].target, table[i].accept);
      g_auto(Got) again = ask ("GET", table[i].target, table[i].accept);
      g_auto(Got) head = ask ("HEAD", table[i].target, table[i].accept);
      g_autofree char *length = g_strdup_printf ("%zu", strlen (table[i].content));

      assert_status (&got, 200);
      assert_field (&got, "Content-Encoding", table[i].coding);
      assert_field (&got, "Vary", table[i].vary);
      assert_content (&got, table[i].content, strlen (table[i].content));
      assert_content (&again, table[i].content, strlen (table[i].content));
      if (g_str_has_suffix (table[i].target, ".js"))
        assert_field (&got, "Content-Type", "text/javascript; charset=utf-8");

      assert_status (&head, 200);
      assert_field (&head, "Content-Encoding", table[i].coding);
      assert_field (&head, "Vary", table[i].vary);
      assert_field (&head, "Content-Length", length);
      assert_int_equal (head.length, 0);
    }
}

/* What one may be told by has to differ, or a part of one is put to a part of another (section 8.8.3.3). */
static void
each_coding_has_its_own_tag (void **state)
{
  static const char *const accepts[] = { "", "Accept-Encoding: gzip\r\n", "Accept-Encoding: br\r\n",
                                         "Accept-Encoding: zstd\r\n" };
  static const char *const contents[] = { TEXT, "this is all.js.gz", "this is all.js.br", "this is all.js.zst" };
  char *tags[G_N_ELEMENTS (accepts)] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (accepts); i++)
    {
      g_auto(Got) got = ask ("GET", "/all.js", accepts[i]);

      tags[i] = fixture_field (got.bytes->str, "ETag");
      assert_true (tags[i] != NULL && tags[i][0] == '"');
    }

  for (gsize i = 0; i < G_N_ELEMENTS (accepts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (accepts); j++)
      {
        g_autofree char *known = g_strdup_printf ("%sIf-None-Match: %s\r\n", accepts[i], tags[j]);
        g_autofree char *rest = g_strdup_printf ("%sRange: bytes=5-\r\nIf-Range: %s\r\n", accepts[i], tags[j]);
        g_auto(Got) not_modified = ask ("GET", "/all.js", known);
        g_auto(Got) part = ask ("GET", "/all.js", rest);

        assert_status (&not_modified, i == j ? 304 : 200);
        assert_field (&not_modified, "ETag", tags[i]);
        assert_field (&not_modified, "Vary", "Accept-Encoding");   /* section 15.4.5 */
        assert_field (&not_modified, "Cache-Control", "no-cache");
        assert_status (&part, i == j ? 206 : 200);
        if (i == j)
          assert_content (&part, contents[i] + 5, strlen (contents[i]) - 5);
        else
          assert_content (&part, contents[i], strlen (contents[i]));
        assert_field (&part, "Content-Encoding", i == 0 ? NULL : i == 1 ? "gzip" : i == 2 ? "br" : "zstd");
      }

  for (gsize i = 0; i < G_N_ELEMENTS (accepts); i++)
    g_free (tags[i]);
}

/* --- Compressed while sending --- */

static GBytes *
decompress (const Got *self)
{
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory, converter);

  assert_true (g_output_stream_write_all (stream, self->body, self->length, NULL, NULL, NULL));
  assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
text_is_compressed_where_that_is_wanted (void **state)
{
  static const char *const targets[] = { "/small.css", "/large.js" };

  set_compress (TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_auto(Got) plain = ask ("GET", targets[i], "");

      assert_status (&plain, 200);
      assert_field (&plain, "Content-Encoding", NULL);
      assert_field (&plain, "Vary", "Accept-Encoding");
      assert_field (&plain, "Accept-Ranges", "bytes");

      /* from a thread, and from memory */
      for (guint turn = 0; turn < 3; turn++)
        {
          g_auto(Got) got = ask ("GET", targets[i], "Accept-Encoding: gzip, br\r\n");
          g_auto(Got) head = ask ("HEAD", targets[i], "Accept-Encoding: gzip, br\r\n");
          g_autofree char *length = g_strdup_printf ("%zu", got.length);
          g_autoptr(GBytes) content = NULL;

          assert_status (&got, 200);
          assert_field (&got, "Content-Encoding", "gzip");
          assert_field (&got, "Vary", "Accept-Encoding");
          assert_field (&got, "Accept-Ranges", NULL);
          assert_field (&got, "Content-Length", length);
          assert_true (got.length < plain.length / 2);
          content = decompress (&got);
          assert_int_equal (g_bytes_get_size (content), plain.length);
          assert_memory_equal (g_bytes_get_data (content, NULL), plain.body, plain.length);

          assert_status (&head, 200);
          assert_field (&head, "Content-Encoding", "gzip");
          assert_field (&head, "Content-Length", length);
        }
    }
  set_compress (FALSE);
}

static void
what_does_not_get_smaller_is_left_alone (void **state)
{
  static const struct { const char *target; const char *vary; const char *coding; } table[] = {
    { "/tiny.css", NULL, NULL },
    { "/huge.txt", NULL, NULL },
    { "/picture.png", NULL, NULL },
    { "/one.js", "Accept-Encoding", "gzip" },       /* there is one already */
    { "/stale.js", NULL, NULL },                    /* too small */
    { "/archive.tar.gz", NULL, NULL },
  };

  set_compress (TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto(Got) got = ask ("GET", table[i].target, "Accept-Encoding: gzip\r\n");

      assert_status (&got, 200);
      assert_field (&got, "Vary", table[i].vary);
      assert_field (&got, "Content-Encoding", table[i].coding);
    }
  set_compress (FALSE);
}

/* Nobody has parts of what is made at that moment only; what may be kept is told by another tag. */
static void
parts_are_of_the_file_and_tags_of_what_is_sent (void **state)
{
  g_autofree char *plain_tag = NULL;
  g_autofree char *tag = NULL;

  set_compress (TRUE);
  {
    g_auto(Got) plain = ask ("GET", "/large.js", "");
    g_auto(Got) got = ask ("GET", "/large.js", "Accept-Encoding: gzip\r\n");
    g_autofree char *known = NULL;
    g_autofree char *other = NULL;
    g_autofree char *rest = NULL;

    plain_tag = fixture_field (plain.bytes->str, "ETag");
    tag = fixture_field (got.bytes->str, "ETag");
    assert_string_not_equal (plain_tag, tag);
    known = g_strdup_printf ("Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", tag);
    other = g_strdup_printf ("Accept-Encoding: gzip\r\nIf-None-Match: %s\r\n", plain_tag);
    rest = g_strdup_printf ("Accept-Encoding: gzip\r\nRange: bytes=5-\r\nIf-Range: %s\r\n", tag);
    {
      g_auto(Got) same = ask ("GET", "/large.js", known);
      g_auto(Got) changed = ask ("GET", "/large.js", other);
      g_auto(Got) part = ask ("GET", "/large.js", "Accept-Encoding: gzip\r\nRange: bytes=5-9\r\n");
      g_auto(Got) whole = ask ("GET", "/large.js", rest);

      assert_status (&same, 304);
      assert_field (&same, "ETag", tag);
      assert_field (&same, "Vary", "Accept-Encoding");
      assert_status (&changed, 200);
      assert_field (&changed, "Content-Encoding", "gzip");

      assert_status (&part, 206);
      assert_field (&part, "Content-Encoding", NULL);
      assert_field (&part, "ETag", plain_tag);
      assert_content (&part, plain.body + 5, 5);

      assert_status (&whole, 200);
      assert_field (&whole, "Content-Encoding", NULL);
      assert_content (&whole, plain.body, plain.length);
    }
  }
  set_compress (FALSE);
}

static void
a_file_that_changes_is_compressed_anew (void **state)
{
  set_compress (TRUE);
  write_text ("changing.txt", LARGE_BYTES);
  for (gsize i = 0; i < 3; i++)
    {
      g_autoptr(GBytes) content = NULL;
      g_auto(Got) got = { NULL };

      write_text ("changing.txt", LARGE_BYTES + i);
      got = ask ("GET", "/changing.txt", "Accept-Encoding: gzip\r\n");
      content = decompress (&got);
      assert_int_equal (g_bytes_get_size (content), LARGE_BYTES + i);
    }
  set_compress (FALSE);
}

/* Whoever goes while it is compressed is missed by nobody, and those after him on a connection are answered in order. */
static void
who_waits_is_answered_in_order (void **state)
{
  static const char pipelined[] = "GET /large.js HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n"
                                  "GET /text.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  g_autoptr(GString) got = NULL;

  set_compress (TRUE);
  got = fixture_exchange (fixture->port, pipelined, sizeof pipelined - 1);
  assert_non_null (got);
  assert_non_null (g_strstr_len (got->str, (gssize) got->len, "Content-Encoding: gzip"));
  assert_memory_equal (got->str + got->len - 20, TEXT, 20);

  for (guint i = 0; i < 20; i++)
    {
      struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (fixture->port) };
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

      address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
      assert_int_equal (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
      assert_int_equal (send (fd, pipelined, sizeof pipelined - 1, MSG_NOSIGNAL), sizeof pipelined - 1);
      close (fd);
    }
  {
    g_auto(Got) after = ask ("GET", "/large.js", "Accept-Encoding: gzip\r\n");

    assert_status (&after, 200);
  }
  set_compress (FALSE);
}

/* More at once than are compressed at once: whatever each gets, it is the file. */
static void
a_crowd_gets_the_file_one_way_or_the_other (void **state)
{
  static const char request[] = "GET /large.js HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n";
  const struct timeval patience = { .tv_sec = ANSWER_SECONDS };
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (fixture->port) };
  g_auto(Got) plain = ask ("GET", "/large.js", "");
  int fds[32];

  set_compress (TRUE);
  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      setsockopt (fds[i], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      assert_int_equal (connect (fds[i], (struct sockaddr *) &address, sizeof address), 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    assert_int_equal (send (fds[i], request, sizeof request - 1, MSG_NOSIGNAL), sizeof request - 1);

  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_auto(Got) got = { g_string_new (NULL) };
      g_autofree char *coding = NULL;
      g_autofree char *tag = NULL;
      char buffer[65536];
      gssize n;

      while ((n = recv (fds[i], buffer, sizeof buffer, 0)) > 0)
        g_string_append_len (got.bytes, buffer, n);
      close (fds[i]);
      got.body = fixture_body (got.bytes->str);
      got.length = got.bytes->len - (gsize) (got.body - got.bytes->str);

      assert_status (&got, 200);
      assert_field (&got, "Vary", "Accept-Encoding");
      coding = fixture_field (got.bytes->str, "Content-Encoding");
      tag = fixture_field (got.bytes->str, "ETag");
      assert_int_equal (strstr (tag, "-gzip") != NULL, coding != NULL);
      if (coding != NULL)
        {
          g_autoptr(GBytes) content = decompress (&got);

          assert_int_equal (g_bytes_get_size (content), plain.length);
          assert_memory_equal (g_bytes_get_data (content, NULL), plain.body, plain.length);
        }
      else
        assert_content (&got, plain.body, plain.length);
    }
  set_compress (FALSE);
}

static void
text_is_what_gets_smaller (void **state)
{
  static const char *const yes[] = { "text/html", "text/css; charset=utf-8", "application/json", "image/svg+xml",
                                     "application/manifest+json", "application/xml", "application/wasm",
                                     "application/ld+json", "text/javascript; charset=utf-8" };
  static const char *const no[] = { "image/png", "application/zip", "video/mp4", "application/octet-stream", "font/woff2",
                                    "application/gzip", "application/jsonx", "+xml", "", "audio/mpeg", "application/pdf" };

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    if (!lan_web_encoding_is_worth (yes[i], LAN_WEB_ENCODING_MIN_BYTES))
      fail_msg ("%s", yes[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    if (lan_web_encoding_is_worth (no[i], LAN_WEB_ENCODING_MIN_BYTES))
      fail_msg ("%s", no[i]);
  assert_false (lan_web_encoding_is_worth ("text/html", LAN_WEB_ENCODING_MIN_BYTES - 1));
  assert_true (lan_web_encoding_is_worth ("text/html", LAN_WEB_ENCODING_MAX_BYTES));
  assert_false (lan_web_encoding_is_worth ("text/html", LAN_WEB_ENCODING_MAX_BYTES + 1));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (several_parts_come_each_with_its_own_head),
    cmocka_unit_test (one_that_is_left_comes_alone),
    cmocka_unit_test (too_much_is_the_whole),
    cmocka_unit_test (as_many_parts_as_allowed_are_sent),
    cmocka_unit_test (the_copy_that_is_liked_best_is_sent),
    cmocka_unit_test (each_coding_has_its_own_tag),
    cmocka_unit_test (text_is_compressed_where_that_is_wanted),
    cmocka_unit_test (what_does_not_get_smaller_is_left_alone),
    cmocka_unit_test (parts_are_of_the_file_and_tags_of_what_is_sent),
    cmocka_unit_test (a_file_that_changes_is_compressed_anew),
    cmocka_unit_test (who_waits_is_answered_in_order),
    cmocka_unit_test (a_crowd_gets_the_file_one_way_or_the_other),
    cmocka_unit_test (text_is_what_gets_smaller),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
