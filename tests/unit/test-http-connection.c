/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "http-answers.h"

/* --- What goes out --- */

static void
answers_are_exact (void **state)
{
  static const struct
  {
    const char *request;
    const char *answer;   /* DATE stands for the date */
  } exact[] = {
    { GET, "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello" },
    { "HEAD / HTTP/1.1\r\n" HOST "\r\n",
      "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n" },
    { "GET / HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Type: text/plain\r\n"
      "Content-Length: 5\r\nConnection: close\r\n\r\nhello" },
    { "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Type: text/plain\r\n"
      "Content-Length: 5\r\nConnection: keep-alive\r\n\r\nhello" },
    { "GET /none HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 204 No Content\r\nDate: DATE\r\n\r\n" },
    { "GET /same HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 304 Not Modified\r\nDate: DATE\r\n\r\n" },
    { "GET /file HTTP/1.1\r\n" HOST "\r\n", "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Length: 3\r\n\r\nELF" },
    { "PATCH / HTTP/1.1\r\n" HOST "\r\n",
      "HTTP/1.1 405 Method Not Allowed\r\nDate: DATE\r\nAllow: GET, HEAD\r\nContent-Length: 0\r\n\r\n" },
    { "PUT / HTTP/1.1\r\n" HOST CHUNKED "\r\n2;a=b\r\nhi\r\n1\r\n!\r\n0\r\n\r\n",
      "HTTP/1.1 201 Created\r\nDate: DATE\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nhi!" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (exact); i++)
    {
      g_autoptr(World) world = world_new (world_answer);
      const char *date;

      assert_true (world_send (world, exact[i].request, strlen (exact[i].request)));
      world_receive (world);
      date = strstr (world->received->str, "Date: ");
      assert_non_null (date);
      /* RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT" */
      assert_memory_equal (date + 6 + 25, " GMT\r\n", 6);
      g_string_replace (world->received, world->service.date, "DATE", 1);
      assert_string_equal (world->received->str, exact[i].answer);
    }
}

static void
a_body_that_waits_for_leave_gets_it_and_arrives (void **state)
{
  static const char head[] = "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  g_autoptr(World) world = world_new (world_answer);
  g_autoptr(GBytes) response = NULL;
  LanHttpRecord *record;

  assert_true (world_send (world, head, sizeof head - 1));
  world_receive (world);
  assert_string_equal (world->received->str, "HTTP/1.1 100 Continue\r\n\r\n");
  assert_true (world_send (world, "hello", 5));
  world_receive (world);
  assert_non_null (strstr (world->received->str, "201 Created"));
  assert_int_equal (world->destroyed, 1);

  /* the record has both answers, as they went */
  record = world_record (world, 1);
  assert_true (record->finished);
  assert_int_equal (record->response_size, world->received->len);
  response = lan_http_record_dup_response (record);
  assert_int_equal (g_bytes_get_size (response), world->received->len);
  assert_memory_equal (g_bytes_get_data (response, NULL), world->received->str, world->received->len);
}

static void
a_body_that_ends_early_is_told (void **state)
{
  static const char request[] = "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhe";
  g_autoptr(World) world = world_new (world_answer);
  const LanHttpRecord *record;

  world_send (world, request, sizeof request - 1);
  shutdown (world->fd, SHUT_WR);
  world_run (world);
  assert_true (world_receive (world));
  assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 400 "));
  assert_true (world->closed);
  assert_int_equal (world->destroyed, 1);
  record = world_record (world, world->records->len - 1);
  assert_int_equal (record->kind, LAN_HTTP_RECORD_INCOMPLETE);
  assert_int_equal (record->rule, LAN_HTTP_RULE_BODY_INCOMPLETE);
  assert_int_equal (record->closed, LAN_HTTP_CLOSE_CLIENT);
  assert_int_equal (record->body_us, -1);
}

/* nc -N, and every shell pipe */
static void
who_closes_his_side_gets_all_answers (void **state)
{
  g_autoptr(World) world = world_new (world_answer);
  g_autofree char *statuses = NULL;

  send (world->fd, GET GET GET, strlen (GET GET GET), 0);
  shutdown (world->fd, SHUT_WR);
  world_run (world);
  assert_true (world_receive (world));
  statuses = statuses_of (world->received->str);
  assert_string_equal (statuses, "200 200 200");
  assert_true (world->closed);
}

/* --- Answers that come later --- */

#define LATER "GET /later HTTP/1.1\r\n" HOST "\r\n"

static void
an_answer_can_come_later (void **state)
{
  g_autoptr(World) world = world_new (world_answer);
  g_autofree char *statuses = NULL;

  world_send (world, LATER GET, strlen (LATER GET));
  assert_false (world_receive (world));
  assert_int_equal (world->received->len, 0);
  assert_int_equal (world->records->len, 1);
  assert_false (world_record (world, 0)->finished);

  lan_http_pause_answer (world->pause, lan_http_response_new (202));
  world_run (world);
  world_receive (world);
  statuses = statuses_of (world->received->str);
  assert_string_equal (statuses, "202 200");
  assert_int_equal (world_record (world, 1)->id, world_record (world, 0)->id);
  assert_int_equal (world_record (world, 1)->status, 202);
}

static gpointer
answer_from_elsewhere (gpointer pause)
{
  lan_http_pause_answer (pause, lan_http_response_new (202));

  return NULL;
}

static void
it_can_come_from_another_thread (void **state)
{
  g_autoptr(World) world = world_new (world_answer);

  world_send (world, LATER, strlen (LATER));
  g_thread_join (g_thread_new ("answer", answer_from_elsewhere, world->pause));
  world_run (world);
  world_receive (world);
  assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 202 "));
}

static void
who_waits_for_an_answer_can_go (void **state)
{
  g_autoptr(World) world = world_new (world_answer);

  world_send (world, LATER, strlen (LATER));
  close (g_steal_fd (&world->fd));
  world_run (world);
  assert_true (g_cancellable_is_cancelled (lan_http_pause_get_cancellable (world->pause)));
  lan_http_pause_answer (world->pause, lan_http_response_new (202));   /* and nothing happens */
  world_run (world);
  assert_true (world->closed);
}

static void
a_server_that_stops_cancels (void **state)
{
  g_autoptr(World) world = world_new (world_answer);
  g_autoptr(GCancellable) cancellable = NULL;

  world_send (world, LATER, strlen (LATER));
  cancellable = g_object_ref (lan_http_pause_get_cancellable (world->pause));
  lan_http_connection_close (world->connection);
  assert_true (g_cancellable_is_cancelled (cancellable));
  assert_int_equal (world_record (world, 1)->closed, LAN_HTTP_CLOSE_STOPPED);
  lan_http_pause_answer (world->pause, lan_http_response_new (202));
}

/* --- Records --- */

static void
a_record_holds_the_bytes_as_they_went (void **state)
{
  static const char request[] = "\r\nPOST /a%20b HTTP/1.1\r\nHost:  a \r\nX-y: Z\r\ncontent-length: 3\r\n\r\na=b";
  g_autoptr(World) world = world_new (world_answer);
  LanHttpRecord *record;
  g_autoptr(GBytes) bytes = NULL;

  world_send (world, request, sizeof request - 1);
  world_receive (world);
  assert_int_equal (world->records->len, 1);   /* it was over within a moment: no first record */
  record = world_record (world, 0);
  assert_int_equal (record->kind, LAN_HTTP_RECORD_EXCHANGE);
  assert_true (record->finished);
  assert_string_equal (record->client, "10.0.0.1");
  assert_int_equal (record->client_port, 4000);
  assert_string_equal (record->method, "POST");
  assert_string_equal (record->target, "/a%20b");
  assert_int_equal (record->status, 405);
  assert_int_equal (record->closed, LAN_HTTP_CLOSE_NOT);
  bytes = lan_http_record_dup_request (record);
  assert_int_equal (g_bytes_get_size (bytes), sizeof request - 1);
  assert_int_equal (record->request_size, sizeof request - 1);
  assert_memory_equal (g_bytes_get_data (bytes, NULL), request, sizeof request - 1);
  g_bytes_unref (bytes);
  bytes = lan_http_record_dup_response (record);
  assert_int_equal (g_bytes_get_size (bytes), world->received->len);
  assert_int_equal (record->response_size, world->received->len);
  assert_memory_equal (g_bytes_get_data (bytes, NULL), world->received->str, world->received->len);
  assert_true (record->accepted_us <= record->started_us);
  assert_true (record->head_us >= 0 && record->head_us <= record->body_us);
  assert_true (record->body_us <= record->answer_us && record->answer_us <= record->duration_us);
}

static void
of_a_long_body_the_beginning_is_kept (void **state)
{
  const gsize size = 3 * LAN_HTTP_RECORD_BODY_BYTES;
  g_autofree char *body = g_strnfill (size, 'x');
  g_autofree char *head = g_strdup_printf ("POST / HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n", size);
  g_autoptr(World) world = world_new (world_answer);
  const LanHttpRecord *record;

  world_send (world, head, strlen (head));
  for (gsize at = 0; at < size; at += 8192)
    assert_true (world_send (world, body, 8192));
  record = world_record (world, world->records->len - 1);
  assert_int_equal (record->request_size, strlen (head) + size);
  assert_int_equal (record->request_kept, strlen (head) + LAN_HTTP_RECORD_BODY_BYTES);
  assert_int_equal (record->status, 405);
}

static void
what_is_wrong_is_recorded (void **state)
{
  static const struct
  {
    const char *bytes;
    LanHttpRecordKind kind;
    int rule;
  } wrong[] = {
    { "GET / HTTP/1.1\r\n\r\n", LAN_HTTP_RECORD_MALFORMED, LAN_HTTP_RULE_HOST_MISSING },
    { "hello\r\n", LAN_HTTP_RECORD_MALFORMED, LAN_HTTP_RULE_START_LINE },
    { "\x16\x03\x01\x02", LAN_HTTP_RECORD_TLS, LAN_HTTP_RULE_TLS },
    { "BREW / HTTP/1.1\r\n" HOST "\r\n", LAN_HTTP_RECORD_EXCHANGE, LAN_HTTP_RULE_METHOD_UNKNOWN },
    { "PUT / HTTP/1.1\r\n" HOST CHUNKED "\r\nz", LAN_HTTP_RECORD_MALFORMED, LAN_HTTP_RULE_CHUNK_SIZE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(World) world = world_new (world_answer);
      const LanHttpRecord *record;

      world_send (world, wrong[i].bytes, strlen (wrong[i].bytes));
      record = world_record (world, world->records->len - 1);
      assert_true (record->finished);
      assert_int_equal (record->kind, wrong[i].kind);
      assert_true (record->has_rule);
      assert_int_equal (record->rule, wrong[i].rule);
      assert_int_equal (record->request_kept, strlen (wrong[i].bytes));
    }
}

static void
a_connection_that_says_nothing_is_recorded (void **state)
{
  g_autoptr(World) world = world_new (world_answer);

  shutdown (world->fd, SHUT_WR);
  world_run (world);
  assert_true (world->closed);
  assert_int_equal (world->records->len, 1);
  assert_int_equal (world_record (world, 0)->kind, LAN_HTTP_RECORD_SILENT);
  assert_int_equal (world_record (world, 0)->closed, LAN_HTTP_CLOSE_CLIENT);
  assert_int_equal (world_record (world, 0)->request_kept, 0);
}

static void
one_that_said_enough_is_not_recorded_again (void **state)
{
  g_autoptr(World) world = world_new (world_answer);

  world_send (world, GET "\r\n", strlen (GET "\r\n"));
  shutdown (world->fd, SHUT_WR);
  world_run (world);
  assert_true (world->closed);
  assert_int_equal (world->records->len, 1);
}

static void
half_a_head_is_recorded (void **state)
{
  g_autoptr(World) world = world_new (world_answer);

  world_send (world, "GET / HTTP/1.1\r\nHo", 18);
  close (g_steal_fd (&world->fd));
  world_run (world);
  assert_true (world->closed);
  assert_int_equal (world_record (world, 0)->kind, LAN_HTTP_RECORD_INCOMPLETE);
  assert_int_equal (world_record (world, 0)->request_kept, 18);
}

/* --- Deadlines, by a clock that is told --- */

static void
deadlines_strike (void **state)
{
  static const struct
  {
    const char *bytes;
    guint ms;
    const char *statuses;
    LanHttpRecordKind kind;
    LanHttpClose closed;
  } late[] = {
    { "", LAN_HTTP_IDLE_DEADLINE_MS, "", LAN_HTTP_RECORD_SILENT, LAN_HTTP_CLOSE_IDLE_DEADLINE },
    { "GET / HTTP/1.1\r\n", LAN_HTTP_HEAD_DEADLINE_MS, "408", LAN_HTTP_RECORD_INCOMPLETE,
      LAN_HTTP_CLOSE_HEAD_DEADLINE },
    { "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhe", LAN_HTTP_BODY_DEADLINE_MS, "408",
      LAN_HTTP_RECORD_INCOMPLETE, LAN_HTTP_CLOSE_BODY_DEADLINE },
    { "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhe", LAN_HTTP_REFUSED_DEADLINE_MS, "405",
      LAN_HTTP_RECORD_INCOMPLETE, LAN_HTTP_CLOSE_BODY_DEADLINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    {
      g_autoptr(World) world = world_new (world_answer);
      g_autofree char *statuses = NULL;
      gint64 now_us = g_get_monotonic_time ();

      world_send (world, late[i].bytes, strlen (late[i].bytes));
      lan_http_connection_check_time (world->connection, now_us + (late[i].ms - 500) * 1000LL);
      assert_false (world_receive (world));
      assert_int_equal (world->received->len, 0);
      lan_http_connection_check_time (world->connection, now_us + (late[i].ms + 500) * 1000LL);
      world_run (world);
      assert_true (world_receive (world));
      statuses = statuses_of (world->received->str);
      assert_string_equal (statuses, late[i].statuses);
      assert_int_equal (world_record (world, world->records->len - 1)->kind, late[i].kind);
      assert_int_equal (world_record (world, world->records->len - 1)->closed, late[i].closed);
    }
}

static void
a_dribbling_head_has_one_deadline (void **state)
{
  g_autoptr(World) world = world_new (world_answer);
  gint64 now_us = g_get_monotonic_time ();

  for (guint i = 0; i < 20; i++)
    world_send (world, "G", 1);
  lan_http_connection_check_time (world->connection, now_us + (LAN_HTTP_HEAD_DEADLINE_MS + 500) * 1000LL);
  assert_true (world_receive (world));
  assert_true (g_str_has_prefix (world->received->str, "HTTP/1.1 408 "));
}

static void
after_a_refusal_what_still_comes_is_dropped (void **state)
{
  g_autoptr(World) world = world_new (world_answer);
  g_autofree char *statuses = NULL;
  gint64 now_us;

  world_send (world, "GET / HTTP/9.9\r\n\r\n", 18);
  assert_false (world->closed);
  assert_true (world_send (world, GET GET, strlen (GET GET)));
  assert_true (world_receive (world));
  statuses = statuses_of (world->received->str);
  assert_string_equal (statuses, "505");

  now_us = g_get_monotonic_time ();
  lan_http_connection_check_time (world->connection, now_us + (LAN_HTTP_LINGER_QUIET_MS - 500) * 1000LL);
  assert_false (world->closed);
  lan_http_connection_check_time (world->connection, now_us + (LAN_HTTP_LINGER_QUIET_MS + 500) * 1000LL);
  assert_true (world->closed);
  assert_int_equal (world->records->len, 1);
}

static void
a_connection_ends_with_its_last_request (void **state)
{
  g_autoptr(World) world = world_new (world_answer);
  g_autofree char *statuses = NULL;

  world->service.limits.requests = 2;
  world_send (world, GET GET GET, strlen (GET GET GET));
  assert_true (world_receive (world));
  statuses = statuses_of (world->received->str);
  assert_string_equal (statuses, "200 200");
  assert_non_null (strstr (world->received->str, "Connection: close"));
  assert_int_equal (world_record (world, 1)->closed, LAN_HTTP_CLOSE_REQUESTS);
}

static void
limits_of_a_head_are_kept_on_the_way (void **state)
{
  static const struct
  {
    const char *before;
    const char *status;
  } large[] = {
    { "GET /", "414" },
    { "GET / HTTP/1.1\r\n" HOST "A: ", "431" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (large); i++)
    {
      g_autoptr(World) world = world_new (world_answer);
      g_autofree char *statuses = NULL;
      g_autofree char *more = g_strnfill (8192, 'a');

      world_send (world, large[i].before, strlen (large[i].before));
      for (guint j = 0; j < 9 && !world->closed; j++)
        world_send (world, more, 8192);
      assert_true (world_receive (world));
      statuses = statuses_of (world->received->str);
      assert_string_equal (statuses, large[i].status);
    }
}

static void
an_idle_connection_holds_no_buffer (void **state)
{
  g_autoptr(World) world = world_new (world_answer);

  for (guint i = 0; i < 100; i++)
    world_send (world, GET, strlen (GET));
  world_receive (world);
  assert_int_equal (world->records->len, 100);
  assert_non_null (world->service.spares.head);   /* its head went back, too */
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (answers_are_exact),
    cmocka_unit_test (a_body_that_waits_for_leave_gets_it_and_arrives),
    cmocka_unit_test (a_body_that_ends_early_is_told),
    cmocka_unit_test (who_closes_his_side_gets_all_answers),
    cmocka_unit_test (an_answer_can_come_later),
    cmocka_unit_test (it_can_come_from_another_thread),
    cmocka_unit_test (who_waits_for_an_answer_can_go),
    cmocka_unit_test (a_server_that_stops_cancels),
    cmocka_unit_test (a_record_holds_the_bytes_as_they_went),
    cmocka_unit_test (of_a_long_body_the_beginning_is_kept),
    cmocka_unit_test (what_is_wrong_is_recorded),
    cmocka_unit_test (a_connection_that_says_nothing_is_recorded),
    cmocka_unit_test (one_that_said_enough_is_not_recorded_again),
    cmocka_unit_test (half_a_head_is_recorded),
    cmocka_unit_test (deadlines_strike),
    cmocka_unit_test (a_dribbling_head_has_one_deadline),
    cmocka_unit_test (after_a_refusal_what_still_comes_is_dropped),
    cmocka_unit_test (a_connection_ends_with_its_last_request),
    cmocka_unit_test (limits_of_a_head_are_kept_on_the_way),
    cmocka_unit_test (an_idle_connection_holds_no_buffer),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
