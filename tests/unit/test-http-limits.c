/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "http-served.h"
#include "private-world.h"
#include "web/exchange.h"

/*
 * Each limit strikes, and a person can see that in the log: what struck, its value, and what to do about it.
 */

#define HOST "Host: a\r\n"
#define GET "GET / HTTP/1.1\r\n" HOST "\r\n"

/* More than sockets buffer. */
#define FILE_BYTES (24 * 1024 * 1024)

typedef Served World;

static void
on_body (const LanHttpRequest *request,
         const char           *bytes,
         gsize                 length,
         gpointer              data)
{
}

static LanHttpResponse *
handler (const LanHttpRequest *request,
         gpointer              data)
{
  if (strcmp (request->method, "PUT") == 0)
    {
      lan_http_request_receive (request, &(LanHttpSink) { .max_bytes = 2048, .receive = on_body });
      return NULL;
    }
  if (strcmp (request->method, "DELETE") == 0)
    return lan_http_response_new (405);

  return strcmp (request->target, "/large") == 0 ? served_file (data) : lan_http_response_new (200);
}

static int
set_up (void **state)
{
  static const LanHttpLimits limits = { .connections = 3, .connections_per_address = 2, .requests = 4,
                                        .body_bytes = 1024, .handshake_deadline_ms = 300, .head_deadline_ms = 350,
                                        .body_deadline_ms = 400, .typed_body_ms = 1000, .refused_deadline_ms = 100,
                                        .idle_deadline_ms = 450, .linger_quiet_ms = 100, .linger_max_ms = 1000 };
  World *world = g_new0 (World, 1);

  served_init (world, "test", FILE_BYTES);
  served_start (world, (LanHttpServerSettings) { .limits = &limits, .handler = handler });
  *state = world;

  return 0;
}

static int
tear_down (void **state)
{
  served_clear (*state);
  g_free (*state);

  return 0;
}

typedef struct
{
  const char *begin;
  gsize n_more;            /* so often … */
  const char *more;        /* … this */
  const char *end;
  guint n_records;         /* the last of which tells of the limit */
  const char *status;
  LanHttpRecordKind kind;
  LanHttpClose closed;
  const char *value;       /* in the sentence */
  const char *advice;
} Case;

static const Case cases[] = {
  /* sizes */
  { "GET /", 16 * 1024, "a", " HTTP/1.1\r\n" HOST "\r\n", 1, "414", LAN_HTTP_RECORD_MALFORMED, LAN_HTTP_CLOSE_REFUSED,
    "16 KiB", "POST" },
  { "GET / HTTP/1.1\r\n" HOST, 256, "A: b\r\n", "\r\n", 1, "431", LAN_HTTP_RECORD_MALFORMED, LAN_HTTP_CLOSE_REFUSED,
    "256", "Send fewer" },
  { "GET / HTTP/1.1\r\n" HOST "Cookie: ", 64 * 1024, "a", "", 1, "431", LAN_HTTP_RECORD_MALFORMED,
    LAN_HTTP_CLOSE_REFUSED, "64 KiB", "cookies" },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 1025\r\n\r\n", 1025, "a", "", 1, "413", LAN_HTTP_RECORD_EXCHANGE,
    LAN_HTTP_CLOSE_BODY_SIZE, "1.0\302\240KiB", "Send less" },
  { "PUT / HTTP/1.1\r\n" HOST "Content-Length: 2049\r\n\r\n", 0, "", "", 1, "413", LAN_HTTP_RECORD_EXCHANGE,
    LAN_HTTP_CLOSE_BODY_SIZE, "2.0\302\240KiB", "Send less" },
  { "PUT / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 300, "8\r\n12345678\r\n", "", 1, "413",
    LAN_HTTP_RECORD_EXCHANGE, LAN_HTTP_CLOSE_BODY_SIZE, "2.0\302\240KiB", "Send less" },

  /* how often */
  { "", 5, GET, "", 4, "200", LAN_HTTP_RECORD_EXCHANGE, LAN_HTTP_CLOSE_REQUESTS, "4", "another" },

  /* deadlines */
  { "", 0, "", "", 1, NULL, LAN_HTTP_RECORD_SILENT, LAN_HTTP_CLOSE_IDLE_DEADLINE, "0.45 s", "Browsers" },
  { "GET / HTTP/1.1\r\n", 0, "", "", 1, "408", LAN_HTTP_RECORD_INCOMPLETE, LAN_HTTP_CLOSE_HEAD_DEADLINE, "0.35 s",
    "empty line" },
  { "PUT / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n", 4, "a", "", 1, "408", LAN_HTTP_RECORD_INCOMPLETE,
    LAN_HTTP_CLOSE_BODY_DEADLINE, "0.4 s", "announces more" },
  { "DELETE / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n", 4, "a", "", 1, "405", LAN_HTTP_RECORD_INCOMPLETE,
    LAN_HTTP_CLOSE_BODY_DEADLINE, "0.1 s", "announces more" },
  { "\x16\x03\x01\x02", 0, "", "", 1, NULL, LAN_HTTP_RECORD_HANDSHAKE, LAN_HTTP_CLOSE_HANDSHAKE_DEADLINE, "0.3 s",
    "fell silent" },
};

static void
check_record (LanHttpRecord     *record,
              LanHttpRecordKind  kind,
              LanHttpClose       closed,
              const char        *value,
              const char        *advice)
{
  g_autoptr(LanWebExchange) exchange = NULL;
  g_autofree char *sentence = NULL;

  assert_non_null (record);
  exchange = lan_web_exchange_new (record);
  sentence = lan_web_exchange_dup_problem (exchange);
  assert_int_equal (record->kind, kind);
  assert_int_equal (record->closed, closed);
  assert_non_null (sentence);
  if (strstr (sentence, value) == NULL || strstr (sentence, advice) == NULL)
    fail_msg ("%s", sentence);
}

static void
each_limit_has_a_record_and_a_sentence (void **state)
{
  World *world = *state;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr(GString) bytes = g_string_new (c->begin);
      g_autoptr(GString) received = g_string_new (NULL);
      g_autoptr(LanHttpRecord) record = NULL;
      int fd = http_peer_connect (world->port);

      for (gsize j = 0; j < c->n_more; j++)
        g_string_append (bytes, c->more);
      g_string_append (bytes, c->end);
      assert_true (bytes->len == 0 || http_peer_send (fd, bytes->str));
      assert_true (http_peer_receive (fd, received, NULL));
      close (fd);

      if (c->status == NULL)
        assert_int_equal (received->len, 0);
      else
        assert_memory_equal (received->str + strlen ("HTTP/1.1 "), c->status, 3);
      for (guint j = 1; j < c->n_records; j++)
        lan_http_record_unref (served_next_end (world));
      record = served_next_end (world);
      check_record (record, c->kind, c->closed, c->value, c->advice);

      /* who sent too much reads the same sentence, unless it is an answer of its own */
      if (c->closed == LAN_HTTP_CLOSE_REFUSED || c->closed == LAN_HTTP_CLOSE_BODY_SIZE)
        assert_non_null (strstr (received->str, c->value));
      assert_int_equal (g_async_queue_length (world->records), 0);
    }
}

/* It is told already by then: what ended its connection is told behind it. */
static void
so_has_a_connection_that_rests (void **state)
{
  World *world = *state;
  g_autoptr(LanHttpRecord) answered = NULL;
  g_autoptr(LanHttpRecord) end = NULL;
  g_autoptr(GString) received = g_string_new (NULL);
  int fd = http_peer_connect (world->port);

  assert_true (http_peer_send (fd, GET));
  assert_true (http_peer_receive (fd, received, NULL));
  close (fd);

  answered = served_next_end (world);
  assert_int_equal (answered->closed, LAN_HTTP_CLOSE_NOT);
  end = served_next_end (world);
  assert_int_equal (end->kind, LAN_HTTP_RECORD_IDLE);
  assert_int_equal (end->closed, LAN_HTTP_CLOSE_IDLE_DEADLINE);
  assert_int_equal (end->limit, 450);
  assert_int_equal (end->id, answered->id);
  assert_int_equal (end->connection, answered->connection);
}

static void
so_has_a_client_that_does_not_read (void **state)
{
  World *world = *state;
  g_autoptr(LanHttpRecord) record = NULL;
  int fd = http_peer_connect (world->port);

  assert_true (http_peer_send (fd, "GET /large HTTP/1.1\r\n" HOST "\r\n"));
  record = served_next_end (world);
  check_record (record, LAN_HTTP_RECORD_EXCHANGE, LAN_HTTP_CLOSE_SEND_DEADLINE, "0.4 s", "still runs");
  close (fd);
}

static void
so_have_too_many_connections (void **state)
{
  World *world = *state;
  g_autoptr(LanHttpRecord) of_one = NULL;
  g_autoptr(LanHttpRecord) of_all = NULL;
  g_autoptr(GString) received = g_string_new (NULL);
  int fds[5];

  for (guint i = 0; i < 3; i++)
    fds[i] = http_peer_connect_from (INADDR_LOOPBACK + 1, world->port);
  of_one = served_next_end (world);
  check_record (of_one, LAN_HTTP_RECORD_TOO_MANY, LAN_HTTP_CLOSE_CONNECTIONS_PER_ADDRESS, "2", "Close some");
  assert_string_equal (of_one->client, "127.0.0.2");
  assert_true (http_peer_receive (fds[2], received, NULL));
  assert_true (g_str_has_prefix (received->str, "HTTP/1.1 503 "));

  for (guint i = 3; i < 5; i++)
    fds[i] = http_peer_connect_from (INADDR_LOOPBACK + i, world->port);
  of_all = served_next_end (world);
  check_record (of_all, LAN_HTTP_RECORD_TOO_MANY, LAN_HTTP_CLOSE_CONNECTIONS, "3", "Try again");
  assert_string_equal (of_all->client, "127.0.0.5");
  for (guint i = 0; i < 5; i++)
    close (fds[i]);
}

/* The sentences of a head's limits hold their values in words. */
static void
sentences_name_the_constants (void **state)
{
  static const struct
  {
    LanHttpRule rule;
    guint64 value;
    const char *unit;
  } named[] = {
    { LAN_HTTP_RULE_TARGET_LENGTH, LAN_HTTP_TARGET_MAX_BYTES / 1024, " KiB" },
    { LAN_HTTP_RULE_HEAD_SIZE, LAN_HTTP_HEAD_MAX_BYTES / 1024, " KiB" },
    { LAN_HTTP_RULE_FIELD_COUNT, LAN_HTTP_FIELDS_MAX, " header lines" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      g_autofree char *words = g_strdup_printf (" %" G_GUINT64_FORMAT "%s", named[i].value, named[i].unit);

      assert_non_null (strstr (lan_http_rule_describe (named[i].rule, NULL), words));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (each_limit_has_a_record_and_a_sentence, set_up, tear_down),
    cmocka_unit_test_setup_teardown (so_has_a_connection_that_rests, set_up, tear_down),
    cmocka_unit_test_setup_teardown (so_has_a_client_that_does_not_read, set_up, tear_down),
    cmocka_unit_test_setup_teardown (so_have_too_many_connections, set_up, tear_down),
    cmocka_unit_test (sentences_name_the_constants),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests (tests, NULL, NULL);
}
