/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guard-page.h"
#include "http/chunked.h"

#define DONE LAN_HTTP_CHUNKED_DONE
#define BAD LAN_HTTP_CHUNKED_BAD

typedef struct
{
  const char *body;
  LanHttpChunkedState end;   /* anything but DONE and BAD: more has to come */
  const char *content;
  int rule;
} Case;

#define MORE LAN_HTTP_CHUNKED_SIZE
#define NONE -1

static const Case cases[] = {
  { "0\r\n\r\n", DONE, "", NONE },
  { "5\r\nhello\r\n0\r\n\r\n", DONE, "hello", NONE },
  { "5\r\nhello\r\n6\r\n world\r\n000\r\n\r\n", DONE, "hello world", NONE },
  { "A\r\n0123456789\r\n0\r\n\r\n", DONE, "0123456789", NONE },
  { "a\r\n0123456789\r\n0\r\n\r\n", DONE, "0123456789", NONE },
  { "00000000000001\r\nx\r\n0\r\n\r\n", DONE, "x", NONE },
  { "2\r\n\r\n\r\n0\r\n\r\n", DONE, "\r\n", NONE },
  { "1\r\nx", MORE, "x", NONE },
  { "5\r\nhel", MORE, "hel", NONE },
  { "0\r\n", MORE, "", NONE },
  { "", MORE, "", NONE },

  /* sizes: 1*HEXDIG, nothing else (RFC 9112 section 7.1) */
  { "\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "x\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "0x5\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "+5\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "-5\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { " 5\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "5_0\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "5,\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "5 \r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5 5\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "ffffffffffffffff\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "10000000000000005\r\nhello\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "fffffffffffffff\r\nx", MORE, "x", NONE },

  /* line ends: CR LF, as LF alone is read differently by others (RFC 9112 erratum 7633) */
  { "5\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "5\r\rhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "5;a\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5\r\nhello\n0\r\n\r\n", BAD, "hello", LAN_HTTP_RULE_CHUNK_END },
  { "5\r\nhello0\r\n\r\n", BAD, "hello", LAN_HTTP_RULE_CHUNK_END },
  { "5\r\nhello world\r\n0\r\n\r\n", BAD, "hello", LAN_HTTP_RULE_CHUNK_END },
  { "5\r\nhello\rx0\r\n\r\n", BAD, "hello", LAN_HTTP_RULE_CHUNK_END },
  { "0\r\n\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },
  { "0\r\n\rx", BAD, "", LAN_HTTP_RULE_TRAILER },

  /* extensions (RFC 9112 section 7.1.1) */
  { "5;a\r\nhello\r\n0;b\r\n\r\n", DONE, "hello", NONE },
  { "5;a=b;c\r\nhello\r\n0\r\n\r\n", DONE, "hello", NONE },
  { "5 ; a = b ; c\r\nhello\r\n0\r\n\r\n", DONE, "hello", NONE },
  { "5;a=\"b;\\\"\\\\ c\"\r\nhello\r\n0\r\n\r\n", DONE, "hello", NONE },
  { "5;a=\"b\" ;c\r\nhello\r\n0\r\n\r\n", DONE, "hello", NONE },
  { "5;\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;;a\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a=\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a b\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a \r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a=b \r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a=\"b\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a=\x01\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_EXTENSION },
  { "5;a\rb\r\nhello\r\n0\r\n\r\n", BAD, "", LAN_HTTP_RULE_CHUNK_SIZE },

  /* trailers (RFC 9112 section 7.1.2, RFC 9110 section 6.5) */
  { "0\r\nA: b\r\n\r\n", DONE, "", NONE },
  { "0\r\nVary: *\r\nContent-Type: text/plain\r\n\r\n", DONE, "", NONE },
  { "0\r\nA:\r\nB:\xe4\xbd\xa0\t\r\n\r\n", DONE, "", NONE },
  { "0\r\nA\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\n: b\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\nA : b\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\n A: b\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\nA: b\r\n c\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\nA: b\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\nA: b\rc\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\nA: \x01\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER },
  { "0\r\ncontent-length: 5\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER_FORBIDDEN },
  { "0\r\nTransfer-Encoding: chunked\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER_FORBIDDEN },
  { "0\r\nA: b\r\nHOST: a\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER_FORBIDDEN },
  { "0\r\nAuthorization: x\r\n\r\n", BAD, "", LAN_HTTP_RULE_TRAILER_FORBIDDEN },
  { "0\r\nHost-Of-Many: a\r\n\r\n", DONE, "", NONE },
  { "0\r\nA-Name-That-Is-Longer-Than-All-That-Are-Forbidden: a\r\n\r\n", DONE, "", NONE },
};

static GuardPage guard;

static gboolean
append (const char *data,
        gsize       length,
        gpointer    text)
{
  g_string_append_len (text, data, (gssize) length);

  return TRUE;
}

/* In pieces of these sizes, and what follows on the connection behind it. */
static void
check (const Case *c,
       gsize       first,
       gsize       others)
{
  g_autofree char *bytes = g_strconcat (c->body, c->end == DONE ? "GET / HTTP/1.1" : "", NULL);
  gsize length = strlen (bytes), at = 0, piece = first, used = 0;
  g_autoptr(GString) content = g_string_new (NULL);
  LanHttpChunked chunked = { 0 };

  while (at < length)
    {
      const char *data = guard_page_put (&guard, bytes + at, MIN (piece, length - at));

      used = lan_http_chunked_read (&chunked, data, MIN (piece, length - at), append, content);
      at += used;
      if (chunked.state == DONE || chunked.state == BAD)
        break;
      assert_int_equal (used, MIN (piece, length - (at - used)));
      piece = others;
    }

  assert_string_equal (content->str, c->content);
  assert_int_equal (chunked.body, content->len);
  if (c->end == DONE || c->end == BAD)
    assert_int_equal (chunked.state, c->end);
  else
    assert_true (chunked.state != DONE && chunked.state != BAD);
  if (c->end == DONE)
    assert_int_equal (at, strlen (c->body));
  if (c->end == BAD)
    assert_int_equal (chunked.rule, c->rule);
}

static void
bodies_are_read_in_whatever_pieces (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check (&cases[i], 1000, 1000);
      check (&cases[i], 1, 1);
      for (gsize cut = 1; cut < strlen (cases[i].body); cut++)
        check (&cases[i], cut, 1000);
    }
}

static void
parts_tile_what_was_used (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (LanHttpPart));
      LanHttpChunked chunked = { 0 };
      gsize length = strlen (cases[i].body);
      const char *data = guard_page_put (&guard, cases[i].body, length);
      gsize used = lan_http_chunked_feed (&chunked, data, length, parts, 100);
      gsize at = 100;

      for (guint j = 0; j < parts->len; j++)
        {
          const LanHttpPart *part = &g_array_index (parts, LanHttpPart, j);

          assert_int_equal (part->offset, at);
          at += part->length;
        }
      assert_int_equal (at, 100 + used);
    }
}

static LanHttpChunked
feed_many (const char *beginning,
           const char *again,
           guint       times)
{
  LanHttpChunked chunked = { 0 };

  lan_http_chunked_feed (&chunked, beginning, strlen (beginning), NULL, 0);
  for (guint i = 0; i < times; i++)
    lan_http_chunked_feed (&chunked, again, strlen (again), NULL, 0);

  return chunked;
}

static void
what_is_beside_the_content_is_bounded (void **state)
{
  LanHttpChunked chunked = feed_many ("0\r\n", "A: b\r\n", 100);

  assert_int_equal (chunked.state, LAN_HTTP_CHUNKED_TRAILER);

  chunked = feed_many ("0\r\n", "A: b\r\n", 100000);
  assert_int_equal (chunked.state, BAD);
  assert_int_equal (chunked.rule, LAN_HTTP_RULE_CHUNK_OVERHEAD);

  chunked = feed_many ("5;a=", "b", 100000);
  assert_int_equal (chunked.state, BAD);
  assert_int_equal (chunked.rule, LAN_HTTP_RULE_CHUNK_OVERHEAD);

  chunked = feed_many ("5", " ", 100000);
  assert_int_equal (chunked.rule, LAN_HTTP_RULE_CHUNK_OVERHEAD);

  /* a signature with each chunk, as some stores send it, is little beside the content */
  chunked = feed_many ("", "40;signature=0123456789012345678901234567890123456789\r\n"
                       "0123456789012345678901234567890123456789012345678901234567890123\r\n", 10000);
  assert_int_equal (chunked.state, LAN_HTTP_CHUNKED_SIZE);
  assert_int_equal (chunked.body, 640000);
}

static int
make_guard (void **state)
{
  guard = guard_page_new (4096);

  return 0;
}

static int
free_guard (void **state)
{
  guard_page_free (&guard);

  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (bodies_are_read_in_whatever_pieces),
    cmocka_unit_test (parts_tile_what_was_used),
    cmocka_unit_test (what_is_beside_the_content_is_bounded),
  };

  return cmocka_run_group_tests (tests, make_guard, free_guard);
}
