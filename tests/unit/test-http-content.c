/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>

#include "http-world.h"

/* More than sockets of this kind buffer, and than a record keeps. */
#define FILE_BYTES 700001

#define HOUR_US (3600LL * G_USEC_PER_SEC)

static int file = -1;

/* --- Contents of several pieces: "/m100,f5+70" is 100 bytes of memory, and 70 of the file from its sixth on --- */

static guint8
file_byte (guint64 at)
{
  return (guint8) (at * 2654435761u >> 13);
}

static GBytes *
memory_bytes (guint64 length)
{
  return g_bytes_new_take (g_strnfill (length, 'm'), length);
}

static LanHttpResponse *
make_pieces (const char *layout)
{
  LanHttpResponse *response = lan_http_response_new (200);
  g_auto(GStrv) pieces = g_strsplit (layout, ",", -1);
  int fd = -1;

  if (g_str_has_prefix (layout, "whole"))
    lan_http_response_set_bytes (response, memory_bytes (g_ascii_strtoull (layout + 5, NULL, 10)));
  for (guint i = 0; pieces[i] != NULL; i++)
    {
      guint64 offset = 0, length = 0;

      if (sscanf (pieces[i], "m%" G_GUINT64_FORMAT, &length) == 1)
        lan_http_response_add_bytes (response, memory_bytes (length));
      else if (sscanf (pieces[i], "f%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, &offset, &length) == 2)
        lan_http_response_add_file_part (response, fd = fd < 0 ? dup (file) : fd, offset, length);
    }

  return response;
}

static GByteArray *
make_expected (const char *layout)
{
  GByteArray *expected = g_byte_array_new ();
  g_auto(GStrv) pieces = g_strsplit (layout, ",", -1);

  for (guint i = 0; pieces[i] != NULL; i++)
    {
      guint64 offset = 0, length = 0;
      gboolean memory = sscanf (pieces[i], "m%" G_GUINT64_FORMAT, &length) == 1;

      if (!memory)
        sscanf (pieces[i], "f%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, &offset, &length);
      for (guint64 at = offset; at < offset + length; at++)
        g_byte_array_append (expected, (guint8[]) { memory ? 'm' : file_byte (at) }, 1);
    }

  return expected;
}

/* --- What the test's server answers --- */

static void
on_body (const LanHttpRequest *request,
         const char           *bytes,
         gsize                 length,
         gpointer              data)
{
  World *world = data;

  g_string_append_len (world->body, bytes, (gssize) length);
  if (strcmp (request->target, "/each") == 0 || strcmp (request->target, "/refused?held") == 0)
    world->hold = lan_http_request_hold (request);
}

static LanHttpResponse *
on_body_done (const LanHttpRequest *request,
              gpointer              data)
{
  return lan_http_response_new (201);
}

static void
on_sink_destroyed (gpointer data)
{
  ((World *) data)->destroyed++;
}

static LanHttpResponse *
handler (const LanHttpRequest *request,
         gpointer              data)
{
  World *world = data;
  const LanHttpSink sink = { G_MAXUINT64, on_body, on_body_done, on_sink_destroyed, world };
  const char *cut = strstr (request->target, "?cut=");
  LanHttpResponse *response;

  if (g_str_has_prefix (request->target, "/refused"))
    world->pause = lan_http_request_pause (request);
  if (strcmp (request->method, "PUT") == 0)
    {
      lan_http_request_receive (request, &sink);
      if (strcmp (request->target, "/first") == 0)
        world->hold = lan_http_request_hold (request);
      return NULL;
    }

  response = make_pieces (request->target + 1);
  if (cut != NULL)
    {
      response->cut = TRUE;
      response->cut_after = g_ascii_strtoull (cut + 5, NULL, 10);
    }
  if (strcmp (request->target, "/?cut=nothing") == 0)
    response->status = 0;

  return response;
}

/* Sends, and takes what comes until nothing more does; whether the server closed. */
static gboolean
ask (World      *world,
     const char *method,
     const char *target)
{
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\n" HOST "\r\n", method, target);
  gboolean closed;
  gsize before;

  g_string_truncate (world->received, 0);
  world_send (world, request, strlen (request));
  do
    {
      before = world->received->len;
      closed = world_receive (world);
      world_run (world);
    }
  while (world->received->len > before);

  return closed;
}

static gsize
body_at (World *world)
{
  const char *end = strstr (world->received->str, "\r\n\r\n");

  assert_non_null (end);

  return (gsize) (end + 4 - world->received->str);
}

/* What went is in the record, as far as a record keeps it. */
static void
check_record (World        *world,
              LanHttpClose  closed)
{
  LanHttpRecord *record = world_record (world, world->records->len - 1);
  g_autoptr(GBytes) kept = lan_http_record_dup_response (record);
  gsize length = kept != NULL ? g_bytes_get_size (kept) : 0;

  assert_true (record->finished);
  assert_int_equal (record->closed, closed);
  assert_int_equal (record->response_size, world->received->len);
  assert_int_equal (length, world->received->len > 0
                              ? MIN (world->received->len, body_at (world) + LAN_HTTP_RECORD_BODY_BYTES) : 0);
  if (length > 0)
    assert_memory_equal (g_bytes_get_data (kept, NULL), world->received->str, length);
}

/* --- */

/* A page that was made for one client is not in memory for as long as its record, and what is counts. */
static void
a_record_keeps_no_more_than_it_says (void **state)
{
  static const struct { const char *target; gsize content; gsize in_memory; } cases[] = {
    { "/whole70000", 70000, 70000 },
    { "/whole1000000", 1000000, LAN_HTTP_RECORD_BODY_BYTES },
  };
  g_autoptr(World) world = world_new (handler);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const LanHttpRecord *record;

      ask (world, "GET", cases[i].target);
      assert_int_equal (world->received->len - body_at (world), cases[i].content);
      check_record (world, LAN_HTTP_CLOSE_NOT);
      record = world_record (world, world->records->len - 1);
      assert_int_equal (g_bytes_get_size (record->content), cases[i].in_memory);
      assert_int_equal (lan_http_record_get_kept (record),
                        record->request_kept + record->answer_kept + cases[i].in_memory);
    }
}

static const char *const layouts[] = {
  "", "m0", "m5", "f0+5", "f9+0", "m5,f3+7", "f3+7,m5", "m0,f3+0,m7,f0+0", "m5,f3+7,m1,f9+1,m3,f0+700001,m4",
  "m65536,f0+1", "m65535,f5+2,m1", "m70000,f0+70000,m70000", "f0+65536,f65536+65536", "f0+400000,m100,f5+400000,m10,m20",
  "m2000000", "m2000000,f0+2,m2000000",
};

static void
pieces_go_out_in_order (void **state)
{
  g_autoptr(World) world = world_new (handler);

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *target = g_strconcat ("/", layouts[i], NULL);
      g_autofree char *length = NULL;
      g_autoptr(GByteArray) expected = make_expected (layouts[i]);

      length = g_strdup_printf ("\r\nContent-Length: %u\r\n", expected->len);
      assert_false (ask (world, "GET", target));
      assert_non_null (strstr (world->received->str, length));
      assert_int_equal (world->received->len - body_at (world), expected->len);
      assert_memory_equal (world->received->str + body_at (world), expected->data, expected->len);
      check_record (world, LAN_HTTP_CLOSE_NOT);

      assert_false (ask (world, "HEAD", target));
      assert_non_null (strstr (world->received->str, length));
      assert_int_equal (world->received->len, body_at (world));
    }
}

static void
an_answer_is_cut_where_it_is_to_be (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autoptr(GByteArray) expected = make_expected (layouts[i]);
      const gsize cuts[] = { 0, 1, expected->len / 2, expected->len, 1000000000 };

      for (guint j = 0; j < G_N_ELEMENTS (cuts); j++)
        {
          g_autoptr(World) world = world_new (handler);
          g_autofree char *target = g_strdup_printf ("/%s?cut=%zu", layouts[i], cuts[j]);
          g_autofree char *length = g_strdup_printf ("\r\nContent-Length: %u\r\n", expected->len);

          assert_true (ask (world, "GET", target));
          assert_non_null (strstr (world->received->str, length));
          assert_null (strstr (world->received->str, "Connection:"));   /* it comes as a surprise */
          assert_int_equal (world->received->len - body_at (world), MIN (expected->len, cuts[j]));
          assert_memory_equal (world->received->str + body_at (world), expected->data, MIN (expected->len, cuts[j]));
          check_record (world, LAN_HTTP_CLOSE_CUT);
          assert_true (world->closed);
        }
    }
}

static void
it_can_be_cut_before_its_first_byte (void **state)
{
  g_autoptr(World) world = world_new (handler);

  assert_true (ask (world, "GET", "/?cut=nothing"));
  assert_int_equal (world->received->len, 0);
  check_record (world, LAN_HTTP_CLOSE_CUT);
  assert_int_equal (world_record (world, 0)->status, 0);
  assert_string_equal (world_record (world, 0)->target, "/?cut=nothing");
}

static void
a_file_that_is_too_short_ends_the_connection (void **state)
{
  static const struct
  {
    const char *target;
    gsize arrives;
  } short_ones[] = {
    { "/f0+700001", 1000 },
    { "/m5,f900+200,m7", 105 },
    { "/m5,f2000+200,m7", 5 },
    { "/m100000,f900+200,m7", 100100 },
    { "/m100000,f2000+200,m7", 100000 },
  };

  assert_int_equal (ftruncate (file, 1000), 0);
  for (guint i = 0; i < G_N_ELEMENTS (short_ones); i++)
    {
      g_autoptr(World) world = world_new (handler);

      assert_true (ask (world, "GET", short_ones[i].target));
      assert_int_equal (world->received->len - body_at (world), short_ones[i].arrives);
      check_record (world, LAN_HTTP_CLOSE_SHRANK);
    }
}

static void
a_copy_is_changed_alone (void **state)
{
  static const char layout[] = "m5,f3+70000,m6";
  g_autoptr(LanHttpResponse) original = make_pieces (layout);
  g_autoptr(LanHttpResponse) copy = NULL;
  g_autoptr(LanHttpResponse) second = NULL;
  int fd = original->fd;

  lan_http_response_add (original, "A", "1");
  copy = lan_http_response_copy (original);
  lan_http_response_add (copy, "B", "2");
  second = lan_http_response_copy (copy);
  second->status = 404;
  assert_string_equal (original->fields->str, "A: 1\r\n");
  assert_string_equal (second->fields->str, "A: 1\r\nB: 2\r\n");
  assert_int_equal (copy->status, 200);
  assert_int_equal (lan_http_response_get_length (second), 5 + 70000 + 6);
  assert_int_equal (second->pieces->len, 3);

  /* the file stays open as long as one of them has it */
  g_clear_pointer (&original, lan_http_response_unref);
  g_clear_pointer (&copy, lan_http_response_unref);
  assert_true (fcntl (fd, F_GETFD) >= 0);
  lan_http_response_set_text (second, "text/plain", g_strdup ("other"));
  assert_int_equal (fcntl (fd, F_GETFD), -1);
  assert_int_equal (lan_http_response_get_length (second), 5);
}

/* --- A body that waits --- */

static char *
put (const char *target,
     gsize       length)
{
  g_autofree char *body = g_strnfill (length, 'b');

  return g_strdup_printf ("PUT %s HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n%s", target, length, body);
}

static void
held_nothing_more_is_read (void **state)
{
  static const char chunked[] = "PUT /each HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                                "5\r\nhello\r\n6\r\n world\r\n1\r\n!\r\n0\r\n\r\n" GET;
  static const char *const steps[] = { "hello", "hello world", "hello world!" };
  g_autoptr(World) world = world_new (handler);

  world_send (world, chunked, sizeof chunked - 1);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      world_run (world);
      world_receive (world);
      assert_string_equal (world->body->str, steps[i]);
      assert_int_equal (world->received->len, 0);
      assert_int_equal (world->destroyed, 0);
      lan_http_hold_release (g_steal_pointer (&world->hold));
    }
  world_run (world);
  world_receive (world);
  assert_int_equal (world->destroyed, 1);
  assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 201 "));
  assert_non_null (strstr (world->received->str, "HTTP/1.1 200 "));
}

/* The client cannot even send it all, and nobody cuts it for that. */
static void
a_held_client_has_to_wait (void **state)
{
  const gsize length = 4 * 1024 * 1024;
  g_autoptr(World) world = world_new (handler);
  g_autofree char *request = put ("/each", length);
  gsize whole = strlen (request), sent = 0, before = 0;
  guint n_holds = 0;

  while (world->destroyed == 0)
    {
      gssize n = send (world->fd, request + sent, whole - sent, MSG_NOSIGNAL);

      sent += (gsize) MAX (n, 0);
      world_run (world);
      if (world->hold != NULL)
        {
          n_holds++;
          assert_true (world->body->len - before <= LAN_HTTP_READ_BYTES);
          before = world->body->len;
          lan_http_connection_check_time (world->connection, g_get_monotonic_time () + HOUR_US);
          assert_false (world->closed);
          lan_http_hold_release (g_steal_pointer (&world->hold));
        }
    }
  world_run (world);
  world_receive (world);
  assert_true (n_holds >= length / LAN_HTTP_READ_BYTES);
  assert_int_equal (world->body->len, length);
  assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 201 "));

  /* and its deadlines run again */
  g_free (request);
  request = put ("/", 10);
  world_send (world, request, strlen (request) - 1);
  lan_http_connection_check_time (world->connection, g_get_monotonic_time () + HOUR_US);
  assert_int_equal (world->destroyed, 2);
}

static void
a_body_can_be_held_from_the_beginning (void **state)
{
  static const char head[] = "PUT /first HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  g_autoptr(World) world = world_new (handler);

  world_send (world, head, sizeof head - 1);
  world_receive (world);
  assert_string_equal (world->received->str, "HTTP/1.1 100 Continue\r\n\r\n");
  world_send (world, "hello", 5);
  assert_int_equal (world->body->len, 0);
  lan_http_hold_release (g_steal_pointer (&world->hold));
  world_run (world);
  world_receive (world);
  assert_string_equal (world->body->str, "hello");
  assert_non_null (strstr (world->received->str, "HTTP/1.1 201 "));
}

static void
who_goes_while_held_is_noticed (void **state)
{
  static const char *const targets[] = { "/each", "/first" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(World) world = world_new (handler);
      g_autofree char *request = put (targets[i], 10);
      const LanHttpRecord *record;

      world_send (world, request, strlen (request) - 1);
      close (g_steal_fd (&world->fd));
      world_run (world);
      assert_true (world->closed);
      assert_int_equal (world->destroyed, 1);
      record = world_record (world, world->records->len - 1);
      assert_true (record->finished);
      assert_int_equal (record->kind, LAN_HTTP_RECORD_INCOMPLETE);
      lan_http_hold_release (g_steal_pointer (&world->hold));   /* and nothing happens */
      world_run (world);
    }
}

/* All of it is under way already: he waits for the answer. */
static void
who_has_sent_all_may_close_his_side (void **state)
{
  static const char *const targets[] = { "/each", "/first" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(World) world = world_new (handler);
      g_autofree char *request = put (targets[i], 200000);
      gsize whole = strlen (request), sent = 0;

      while (sent < whole)
        {
          gssize n = send (world->fd, request + sent, whole - sent, MSG_NOSIGNAL);

          sent += (gsize) MAX (n, 0);
          if (sent == whole)
            shutdown (world->fd, SHUT_WR);
          world_run (world);
          assert_false (world->closed);
          if (n < 0 && world->hold != NULL)
            lan_http_hold_release (g_steal_pointer (&world->hold));
        }
      while (world->hold != NULL)
        {
          lan_http_hold_release (g_steal_pointer (&world->hold));
          world_run (world);
        }
      world_receive (world);
      assert_int_equal (world->body->len, 200000);
      assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 201 "));
    }
}

static gpointer
release_elsewhere (gpointer hold)
{
  lan_http_hold_release (hold);

  return NULL;
}

static void
any_thread_may_release (void **state)
{
  g_autoptr(World) world = world_new (handler);
  g_autofree char *request = put ("/each", 10);

  world_send (world, request, strlen (request));
  g_thread_join (g_thread_new ("release", release_elsewhere, g_steal_pointer (&world->hold)));
  world_run (world);
  world_receive (world);
  assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 201 "));

  /* also when the server has stopped, and when it stops between the word and its arrival */
  world_send (world, request, strlen (request));
  lan_http_hold_release (g_steal_pointer (&world->hold));
  lan_http_connection_close (world->connection);
  world_run (world);
  assert_int_equal (world->destroyed, 2);
}

/* The disk is full, say. Who has little left may send it and go on; who has much is told at once. */
static void
a_body_is_refused_on_the_way (void **state)
{
  static const struct
  {
    gsize left;
    gboolean held;
  } rests[] = { { 10, FALSE }, { 10, TRUE }, { LAN_HTTP_BODY_MAX_BYTES, FALSE }, { LAN_HTTP_BODY_MAX_BYTES, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      g_autoptr(World) world = world_new (handler);
      g_autofree char *head = g_strdup_printf ("PUT /refused%s HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n"
                                               "1234567890", rests[i].held ? "?held" : "", 10 + rests[i].left);
      gboolean small = rests[i].left == 10;

      world_send (world, head, strlen (head));
      assert_string_equal (world->body->str, "1234567890");
      lan_http_pause_answer (world->pause, lan_http_response_new (507));
      world_run (world);
      assert_int_equal (world->destroyed, 1);
      assert_int_equal (world_receive (world), !small);
      assert_int_equal (world->received->len > 0, !small);
      if (small)
        {
          world_send (world, "1234567890" GET, strlen ("1234567890" GET));
          world_receive (world);
          assert_non_null (strstr (world->received->str, "HTTP/1.1 200 "));
        }
      assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 507 "));
      assert_string_equal (world->body->str, "1234567890");
      if (rests[i].held)
        lan_http_hold_release (world->hold);
      world_run (world);
    }
}

static int
set_up (void **state)
{
  g_autofree guint8 *content = g_malloc (FILE_BYTES);

  for (guint i = 0; i < FILE_BYTES; i++)
    content[i] = file_byte (i);
  file = memfd_create ("file", MFD_CLOEXEC);

  return pwrite (file, content, FILE_BYTES, 0) == FILE_BYTES ? 0 : -1;
}

static int
tear_down (void **state)
{
  return close (file);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (a_record_keeps_no_more_than_it_says, set_up, tear_down),
    cmocka_unit_test_setup_teardown (pieces_go_out_in_order, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_answer_is_cut_where_it_is_to_be, set_up, tear_down),
    cmocka_unit_test_setup_teardown (it_can_be_cut_before_its_first_byte, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_file_that_is_too_short_ends_the_connection, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_copy_is_changed_alone, set_up, tear_down),
    cmocka_unit_test (held_nothing_more_is_read),
    cmocka_unit_test (a_held_client_has_to_wait),
    cmocka_unit_test (a_body_can_be_held_from_the_beginning),
    cmocka_unit_test (who_goes_while_held_is_noticed),
    cmocka_unit_test (who_has_sent_all_may_close_his_side),
    cmocka_unit_test (any_thread_may_release),
    cmocka_unit_test (a_body_is_refused_on_the_way),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
