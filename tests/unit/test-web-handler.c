/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http-peer.h"
#include "http/server.h"
#include "web-fixture.h"
#include "web/echo.h"
#include "web/handler.h"
#include "web/networks.h"
#include "web/password.h"

#define TEXT "0123456789abcdefghij"   /* 20 bytes */

static char *top;
static LanWebSite *site;
static LanHttpServer *server;
static guint16 port;

/* Of the test that runs; the worker has a copy of them while it is asked. */
static LanWebOptions *options;

static GMutex mutex;
static GCond cond;
static LanWebOptions *served;
static guint n_records;
static char *last_note;

static LanHttpResponse *
answer (const LanHttpRequest *request,
        gpointer              data)
{
  g_autoptr(LanWebOptions) these = NULL;

  g_mutex_lock (&mutex);
  these = lan_web_options_ref (served);
  g_mutex_unlock (&mutex);

  return lan_web_handle (site, these, request);
}

static void
record (LanHttpRecord *made,
        gpointer       data)
{
  if (!made->finished)
    return;

  g_mutex_lock (&mutex);
  g_free (last_note);
  last_note = g_strdup (made->note);
  n_records++;
  g_cond_signal (&cond);
  g_mutex_unlock (&mutex);
}

static int
set_up (void **state)
{
  top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  fixture_write (top, "index.html", "<h1>Hello</h1>");
  fixture_write (top, "text.txt", TEXT);
  fixture_write (top, "你.txt", TEXT);
  site = lan_web_site_new (top, NULL);
  server = lan_http_server_new (&(LanHttpServerSettings) { .loopback_only = TRUE, .handler = answer, .recorder = record }, NULL);
  port = lan_http_server_get_port (server);

  return 0;
}

static int
tear_down (void **state)
{
  lan_http_server_stop (server);
  lan_web_site_unref (site);
  fixture_remove (top);
  g_free (top);
  g_free (last_note);

  return 0;
}

static int
begin (void **state)
{
  options = lan_web_options_new ();

  return 0;
}

static int
end (void **state)
{
  g_clear_pointer (&options, lan_web_options_unref);
  g_clear_pointer (&served, lan_web_options_unref);

  return 0;
}

#define assert_status(answer_, status_) \
  G_STMT_START { \
    if (fixture_status (answer_) != (status_)) \
      fail_msg ("%d expected, not: %.300s", (int) (status_), answer_); \
  } G_STMT_END

#define assert_field(answer_, name_, value_) \
  G_STMT_START { \
    g_autofree char *found_ = fixture_field (answer_, name_); \
    if (g_strcmp0 (found_, value_) != 0) \
      fail_msg ("%s is %s in: %.400s", name_, found_, answer_); \
  } G_STMT_END

/* Returns: how many records there were before */
static guint
hand_over (void)
{
  guint before;

  g_mutex_lock (&mutex);
  g_clear_pointer (&served, lan_web_options_unref);
  served = lan_web_options_copy (options);
  before = n_records;
  g_mutex_unlock (&mutex);

  return before;
}

static char *
ask (const char *method,
     const char *target,
     const char *more)
{
  guint before = hand_over ();
  char *got = fixture_request (port, method, target, more);

  g_mutex_lock (&mutex);
  while (n_records == before)
    g_cond_wait (&cond, &mutex);
  g_mutex_unlock (&mutex);

  return got;
}

/* Of the request before, on why it was answered so. */
static char *
dup_note (void)
{
  char *note;

  g_mutex_lock (&mutex);
  note = g_strdup (last_note);
  g_mutex_unlock (&mutex);

  return note;
}

static void
set_rules (const char *text)
{
  g_autoptr(GError) error = NULL;

  g_ptr_array_unref (options->rules);
  options->rules = lan_web_rules_parse (text, &error);
  if (options->rules == NULL)
    fail_msg ("%s", error->message);
}

/* --- Methods --- */

static void
only_reading_is_allowed (void **state)
{
  static const char *const methods[] = { "POST", "PUT", "DELETE", "PATCH", "TRACE" };
  g_autofree char *all = ask ("OPTIONS", "*", "");
  g_autofree char *one = ask ("OPTIONS", "/text.txt", "");

  assert_status (all, 204);
  assert_field (all, "Allow", "GET, HEAD, OPTIONS");
  assert_status (one, 204);
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *got = ask (methods[i], "/text.txt", "");

      assert_status (got, 405);
      assert_field (got, "Allow", "GET, HEAD, OPTIONS");
      assert_non_null (strstr (got, "Visitors can read; they cannot upload, replace or delete."));
    }
}

static void
connecting_through_is_refused (void **state)
{
  g_autofree char *got = ask ("CONNECT", "localhost:22", "");

  assert_status (got, 405);
}

/* --- Networks --- */

static void
set_networks (const char *one,
              const char *another)
{
  const char *texts[] = { one, another, NULL };

  assert_true (lan_web_networks_parse (texts, &options->networks, NULL));
}

static void
networks_hold_addresses (void **state)
{
  static const struct { const char *network, *address; gboolean holds; } cases[] = {
    { "192.168.1.0/24", "192.168.1.77", TRUE }, { "192.168.1.0/24", "192.168.2.77", FALSE },
    { "192.168.1.7/24", "192.168.1.77", TRUE }, { " 10.0.0.0/8 ", "10.255.0.1", TRUE }, { "10.0.0.1", "10.0.0.1", TRUE },
    { "10.0.0.1", "10.0.0.2", FALSE }, { "0.0.0.0/0", "1.2.3.4", TRUE }, { "0.0.0.0/0", "2001:db8::1", FALSE },
    { "fd00::/8", "fd12::1", TRUE }, { "fd00::/8", "fe80::1%eth0", FALSE }, { "fe80::/10", "fe80::1%eth0", TRUE },
    { "10.0.0.0/8", "127.0.0.1", TRUE }, { "10.0.0.0/8", "::1", TRUE }, { "10.0.0.0/8", "nonsense", FALSE },
    { "10.0.0.129/25", "10.0.0.128", TRUE }, { "10.0.0.129/25", "10.0.0.127", FALSE },
  };
  static const char *const invalid[] = { "", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "fd00::/129", "/8" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_clear_pointer (&options->networks, g_ptr_array_unref);
      set_networks (cases[i].network, NULL);
      if (lan_web_networks_contain (options->networks, cases[i].address) != cases[i].holds)
        fail_msg ("%s in %s", cases[i].address, cases[i].network);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      const char *texts[] = { "10.0.0.0/8", invalid[i], NULL };
      g_autoptr(GError) error = NULL;
      GPtrArray *networks = NULL;

      assert_false (lan_web_networks_parse (texts, &networks, &error));
      assert_non_null (strstr (error->message, invalid[i]));
    }
}

/* 127.0.0.1 is always let in; that others are not is seen from a host of its own (tests/interop). */
static void
this_computer_is_let_in (void **state)
{
  g_autofree char *got = NULL;

  set_networks ("10.0.0.0/8", NULL);
  got = ask ("GET", "/", "");
  assert_status (got, 200);
}

/* --- Rules --- */

static void
rules_answer (void **state)
{
  g_autofree char *file = fixture_path (top, "text.txt");
  g_autofree char *rules =
    g_strdup_printf ("[{\"path\": \"/teapot\", \"status\": 418, \"headers\": [\"X-Pot: tea\", \"Content-Type: text/x-tea\"],"
                     "  \"text\": \"short\"},"
                     " {\"path\": \"/file\", \"status\": 203, \"file\": \"%s\"}, {\"path\": \"/gone\", \"status\": 200, \"file\": \"/nowhere\"},"
                     " {\"path\": \"/401\", \"status\": 401}, {\"path\": \"/405\", \"status\": 405}, {\"path\": \"/429\", \"status\": 429},"
                     " {\"path\": \"/503\", \"status\": 503, \"headers\": [\"Retry-After: 60\"]}, {\"path\": \"/204\", \"status\": 204},"
                     " {\"path\": \"/folder\", \"status\": 200, \"file\": \"/\"},"
                     " {\"method\": \"POST\", \"path\": \"/text*\", \"status\": 500}]", file);
  g_autofree char *teapot = NULL, *answered = NULL, *gone = NULL, *folder = NULL, *unauthorized = NULL, *method = NULL;
  g_autofree char *many = NULL, *away = NULL, *nothing = NULL, *posted = NULL, *read = NULL, *head = NULL, *odd = NULL;
  g_autofree char *note = NULL, *no_note = NULL;

  set_rules (rules);
  teapot = ask ("GET", "/teapot?query", "");
  assert_status (teapot, 418);
  assert_field (teapot, "X-Pot", "tea");
  assert_field (teapot, "Content-Type", "text/x-tea");
  assert_string_equal (fixture_body (teapot), "short");
  note = dup_note ();
  assert_string_equal (note, "A rule of this site decided: /teapot → 418");
  head = ask ("HEAD", "/teapot", "");
  assert_field (head, "Content-Length", "5");
  odd = ask ("GET", "/./%74eapot", "");
  assert_status (odd, 418);
  answered = ask ("PUT", "/file", "");
  assert_status (answered, 203);
  assert_string_equal (fixture_body (answered), TEXT);
  assert_non_null (strstr (answered, "Content-Type: text/plain"));
  gone = ask ("GET", "/gone", "");
  assert_status (gone, 500);
  folder = ask ("GET", "/folder", "");
  assert_status (folder, 500);
  unauthorized = ask ("GET", "/401", "");
  assert_field (unauthorized, "WWW-Authenticate", "Basic realm=\"Landline\", charset=\"UTF-8\"");
  method = ask ("GET", "/405", "");
  assert_field (method, "Allow", "GET, HEAD, OPTIONS");
  many = ask ("GET", "/429", "");
  assert_field (many, "Retry-After", "5");
  assert_non_null (strstr (many, "A rule of this site answers so."));
  away = ask ("GET", "/503", "");
  assert_field (away, "Retry-After", "60");
  nothing = ask ("GET", "/204", "");
  assert_status (nothing, 204);
  posted = ask ("POST", "/text.txt", "");
  assert_status (posted, 500);
  read = ask ("GET", "/text.txt", "");
  assert_status (read, 200);
  no_note = dup_note ();
  assert_null (no_note);
}

static void
rules_cut_the_connection (void **state)
{
  g_autofree char *cut = NULL, *dropped = NULL, *chinese = NULL;

  set_rules ("[{\"path\": \"/text.txt\", \"action\": \"cut\", \"cut_after\": 7}, {\"path\": \"/drop\", \"action\": \"drop\"},"
             " {\"path\": \"/你*\", \"action\": \"cut\", \"cut_after\": 0}]");
  cut = ask ("GET", "/text.txt", "");
  assert_status (cut, 200);
  assert_field (cut, "Content-Length", "20");
  assert_string_equal (fixture_body (cut), "0123456");
  dropped = ask ("GET", "/drop", "");
  assert_string_equal (dropped, "");
  chinese = ask ("GET", "/%E4%BD%A0.txt", "");
  assert_status (chinese, 200);
  assert_string_equal (fixture_body (chinese), "");
}

static void
rules_delay (void **state)
{
  gint64 begun_us = g_get_monotonic_time ();
  g_autofree char *slow = NULL, *fast = NULL;

  set_rules ("[{\"path\": \"/text.txt\", \"action\": \"pass\", \"delay_ms\": 150}]");
  fast = ask ("GET", "/", "");
  assert_status (fast, 200);
  slow = ask ("GET", "/text.txt", "");
  assert_status (slow, 200);
  assert_true (g_get_monotonic_time () - begun_us >= 150000);
  assert_string_equal (fixture_body (slow), TEXT);
}

static void
the_next_request_only (void **state)
{
  g_autofree char *first = NULL, *second = NULL;

  set_rules ("[{\"once\": true, \"status\": 503}]");
  first = ask ("GET", "/", "");
  second = ask ("GET", "/", "");
  assert_status (first, 503);
  assert_status (second, 200);
}

/* --- Fields for every answer --- */

static void
every_answer_has_own_lines (void **state)
{
  static const char *const targets[] = { "/", "/nothing", "/text.txt", "/rule" };

  options->headers = g_strsplit ("X-Own: 1|Cache-Control: max-age=60", "|", -1);
  set_rules ("[{\"path\": \"/rule\", \"status\": 500, \"headers\": [\"X-Rule: 2\"]}]");
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    for (guint time = 0; time < 2; time++)   /* the second comes from memory */
      {
        g_autofree char *got = ask ("GET", targets[i], "");

        assert_field (got, "X-Own", "1");
        assert_field (got, "Cache-Control", "max-age=60");
        assert_null (strstr (got, "no-cache"));
      }
}

static void
a_rule_goes_before (void **state)
{
  g_autofree char *got = NULL;

  options->headers = g_strsplit ("X-Own: all", "|", -1);
  set_rules ("[{\"status\": 500, \"headers\": [\"x-own: rule\"]}]");
  got = ask ("GET", "/", "");
  assert_field (got, "X-Own", "rule");
  assert_null (strstr (got, "all"));
}

/* --- CORS --- */

#define PREFLIGHT "Origin: http://elsewhere\r\nAccess-Control-Request-Method: GET\r\n"

static void
pages_from_elsewhere_may_read (void **state)
{
  g_autofree char *off = ask ("GET", "/text.txt", "Origin: http://elsewhere\r\n");
  g_autofree char *off_before = ask ("OPTIONS", "/", PREFLIGHT);
  g_autofree char *simple = NULL, *before = NULL, *more = NULL, *evil = NULL, *no = NULL, *part = NULL;
  g_autofree char *own = NULL;

  assert_null (strstr (off, "Access-Control"));
  assert_null (strstr (off_before, "Access-Control"));

  options->cors = TRUE;
  options->headers = g_strsplit ("Access-Control-Expose-Headers: X-A", "|", -1);
  own = ask ("GET", "/", "");
  assert_field (own, "Access-Control-Allow-Origin", "*");
  assert_field (own, "Access-Control-Expose-Headers", "X-A");
  assert_null (strstr (own, "Expose-Headers: *"));
  g_clear_pointer (&options->headers, g_strfreev);
  simple = ask ("GET", "/text.txt", "");
  assert_field (simple, "Access-Control-Allow-Origin", "*");
  assert_field (simple, "Access-Control-Expose-Headers", "*");
  part = ask ("GET", "/text.txt", "Origin: http://elsewhere\r\nRange: bytes=0-1\r\n");
  assert_status (part, 206);
  assert_field (part, "Access-Control-Allow-Origin", "*");
  no = ask ("GET", "/nothing", "");
  assert_status (no, 404);
  assert_field (no, "Access-Control-Allow-Origin", "*");

  before = ask ("OPTIONS", "/", PREFLIGHT);
  assert_status (before, 204);
  assert_field (before, "Access-Control-Allow-Origin", "*");
  assert_field (before, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
  assert_null (strstr (before, "Allow-Headers"));
  assert_null (strstr (before, "Private-Network"));
  more = ask ("OPTIONS", "/", PREFLIGHT "Access-Control-Request-Headers: authorization, range, x-y\r\n"
              "Access-Control-Request-Private-Network: true\r\n");
  assert_field (more, "Access-Control-Allow-Headers", "authorization, range, x-y");
  assert_field (more, "Access-Control-Allow-Private-Network", "true");
  evil = ask ("OPTIONS", "/", PREFLIGHT "Access-Control-Request-Headers: a, <b>\r\n");
  assert_status (evil, 204);
  assert_null (strstr (evil, "<b>"));
}

/* --- The password --- */

static char *
ask_as (const char *credentials)
{
  g_autofree char *encoded = g_base64_encode ((const guint8 *) credentials, strlen (credentials));
  g_autofree char *line = g_strdup_printf ("authorization: bAsIc %s\r\n", encoded);

  return ask ("GET", "/text.txt", line);
}

static void
a_password_is_asked_for (void **state)
{
  g_autofree char *without = NULL, *right = NULL, *decomposed = NULL, *options_too = NULL, *no_basic = NULL, *before = NULL;

  options->user = g_strdup ("ana");
  options->password = g_strdup ("caf\xc3\xa9:1");
  options->cors = TRUE;
  without = ask ("GET", "/text.txt", "");
  assert_status (without, 401);
  assert_field (without, "WWW-Authenticate", "Basic realm=\"Landline\", charset=\"UTF-8\"");
  assert_field (without, "Access-Control-Allow-Origin", "*");
  assert_null (strstr (without, TEXT));
  right = ask_as ("ana:caf\xc3\xa9:1");
  assert_status (right, 200);
  decomposed = ask_as ("ana:cafe\xcc\x81:1");
  assert_status (decomposed, 200);
  options_too = ask ("OPTIONS", "*", "");
  assert_status (options_too, 401);
  no_basic = ask ("GET", "/", "Authorization: Bearer YW5hOng=\r\n");
  assert_status (no_basic, 401);
  before = ask ("OPTIONS", "/", PREFLIGHT);   /* which has no credentials (Fetch Standard) */
  assert_status (before, 204);
}

/* The last test of this address: it has no tries left for some seconds. */
static void
who_guesses_is_slowed (void **state)
{
  static const char *const wrong[] = { "ana:", "ana:secre", "ana:secret1", "Ana:secret", ":secret", ":", "ana", "ana:secret\n" };
  g_autofree char *held = NULL, *right = NULL;

  options->user = g_strdup ("ana");
  options->password = g_strdup ("secret");
  for (gsize i = 0; i < LAN_WEB_PASSWORD_TRIES; i++)
    {
      g_autofree char *got = ask_as (wrong[i % G_N_ELEMENTS (wrong)]);

      assert_status (got, 401);
    }
  held = ask_as ("ana:secret");
  assert_status (held, 429);
  assert_field (held, "Retry-After", "1");
  g_usleep (LAN_WEB_PASSWORD_TRY_SECONDS * G_USEC_PER_SEC + 100000);
  right = ask_as ("ana:secret");
  assert_status (right, 200);
}

/* As from an address that this computer does not have. */
static guint
guess_from (const char *client,
            const char *credentials)
{
  g_autofree char *encoded = g_base64_encode ((const guint8 *) credentials, strlen (credentials));
  g_autofree char *data = g_strdup_printf ("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic %s\r\n\r\n", encoded);
  g_autoptr(LanHttpHead) head = lan_http_head_new ();
  LanHttpResponse *response;
  guint status;

  lan_http_head_rescan (head, data, strlen (data), LAN_HTTP_SCAN_QUICK);
  response = lan_web_password_check (options, &(LanHttpRequest) { .head = head, .data = data, .client = client });
  status = response != NULL ? response->status : 200;
  g_clear_pointer (&response, lan_http_response_unref);

  return status;
}

static void
a_neighbour_who_guesses_shuts_nobody_out (void **state)
{
  guint n_heard = 0;

  options->user = g_strdup ("ana");
  options->password = g_strdup ("secret");
  for (gsize i = 0; i < LAN_WEB_PASSWORD_TRIES; i++)
    assert_int_equal (guess_from ("fd00::1", "ana:wrong"), 401);
  assert_int_equal (guess_from ("fd00::1", "ana:secret"), 429);
  assert_int_equal (guess_from ("fd00::2", "ana:secret"), 200);
  assert_int_equal (guess_from ("10.0.0.1", "ana:secret"), 200);

  /* but who takes ever new addresses is slowed, too */
  n_heard = 0;
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *client = g_strdup_printf ("fd00::1:%x", i);

      n_heard += guess_from (client, "ana:wrong") == 401;
    }
  assert_in_range (n_heard, 140, 900);   /* of 160; it saves up meanwhile */
  while (guess_from ("fd00::3", "ana:wrong") != 401)
    ;
  assert_int_equal (guess_from ("fd00::3", "ana:secret"), 429);
  assert_int_equal (guess_from ("fd00:0:0:1::3", "ana:secret"), 200);
}

/* --- TRACE and echo --- */

static void
trace_tells_no_secrets (void **state)
{
  g_autofree char *got = NULL, *body = NULL, *allowed = NULL;

  options->trace = TRUE;
  got = ask ("TRACE", "/a?b", "X-A:  1 \r\nCookie: secret\r\nAUTHORIZATION: secret\r\nproxy-authorization: secret\r\n"
             "X-Api-Key: secret\r\nX-Z: 2\r\n");
  assert_status (got, 200);
  assert_field (got, "Content-Type", "message/http");
  assert_string_equal (fixture_body (got), "TRACE /a?b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-A:  1 \r\nX-Z: 2\r\n\r\n");
  body = ask ("TRACE", "/", "Content-Length: 1\r\n\r\nx");
  assert_status (body, 400);
  allowed = ask ("OPTIONS", "*", "");
  assert_field (allowed, "Allow", "GET, HEAD, OPTIONS, TRACE");
}

static void
echo_sends_back_what_it_gets (void **state)
{
  static const char head[] = "DELETE /echo?x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-a:  \xff\r\n\r\n";
  g_autofree char *off = ask ("GET", "/echo", "");
  g_autofree char *posted = NULL, *untyped = NULL, *plain = NULL, *of_head = NULL, *other = NULL, *get = NULL, *large = NULL;

  assert_status (off, 404);
  options->echo = TRUE;
  posted = ask ("POST", "/echo", "Content-Type: text/html\r\nContent-Length: 5\r\n\r\n<b>x\xff");
  assert_status (posted, 200);
  assert_field (posted, "Content-Type", "text/html");
  assert_field (posted, "Content-Security-Policy", "sandbox; default-src 'none'");
  assert_field (posted, "X-Content-Type-Options", "nosniff");
  assert_string_equal (fixture_body (posted), "<b>x\xff");
  untyped = ask ("PUT", "/echo", "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  assert_field (untyped, "Content-Type", "application/octet-stream");
  assert_string_equal (fixture_body (untyped), "abc");
  plain = ask ("DELETE", "/echo?x", "X-a:  \xff\r\n");
  assert_status (plain, 200);
  assert_field (plain, "Content-Type", "text/plain; charset=utf-8");
  assert_string_equal (fixture_body (plain), head);
  get = ask ("GET", "/echo", "");
  assert_status (get, 200);
  of_head = ask ("POST", "/echo/head", "Content-Length: 3\r\n\r\nabc");
  assert_string_equal (fixture_body (of_head),
                       "POST /echo/head HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\n");
  other = ask ("GET", "/echoes", "");
  assert_status (other, 404);
  large = ask ("POST", "/echo", "Content-Length: 1048577\r\n\r\n");
  assert_status (large, 413);
}

#define ECHOES_OF_ONE 32

static void
bodies_that_come_back_are_not_too_many (void **state)
{
  int peers[ECHOES_OF_ONE];
  g_autofree char *refused = NULL;
  g_autofree char *again = NULL;

  options->echo = TRUE;
  hand_over ();
  for (guint i = 0; i < ECHOES_OF_ONE; i++)
    {
      g_autoptr(GString) got = g_string_new (NULL);

      peers[i] = http_peer_connect (port);
      assert_true (http_peer_send (peers[i], "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                                             "Connection: close\r\nExpect: 100-continue\r\n\r\n"));
      assert_true (http_peer_receive (peers[i], got, "\r\n\r\n"));   /* it was seen */
    }
  refused = ask ("POST", "/echo", "Content-Length: 2\r\n\r\nxy");
  assert_status (refused, 503);
  assert_field (refused, "Retry-After", "5");

  for (guint i = 0; i < ECHOES_OF_ONE; i++)
    {
      g_autoptr(GString) got = g_string_new (NULL);

      assert_true (http_peer_send (peers[i], "xy"));
      assert_true (http_peer_receive (peers[i], got, NULL));
      assert_true (g_str_has_suffix (got->str, "\r\n\r\nxy"));
      close (peers[i]);
    }
  again = ask ("POST", "/echo", "Content-Length: 2\r\n\r\nxy");
  assert_status (again, 200);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (only_reading_is_allowed, begin, end),
    cmocka_unit_test_setup_teardown (connecting_through_is_refused, begin, end),
    cmocka_unit_test_setup_teardown (networks_hold_addresses, begin, end),
    cmocka_unit_test_setup_teardown (this_computer_is_let_in, begin, end),
    cmocka_unit_test_setup_teardown (rules_answer, begin, end),
    cmocka_unit_test_setup_teardown (rules_cut_the_connection, begin, end),
    cmocka_unit_test_setup_teardown (rules_delay, begin, end),
    cmocka_unit_test_setup_teardown (the_next_request_only, begin, end),
    cmocka_unit_test_setup_teardown (every_answer_has_own_lines, begin, end),
    cmocka_unit_test_setup_teardown (a_rule_goes_before, begin, end),
    cmocka_unit_test_setup_teardown (pages_from_elsewhere_may_read, begin, end),
    cmocka_unit_test_setup_teardown (a_password_is_asked_for, begin, end),
    cmocka_unit_test_setup_teardown (trace_tells_no_secrets, begin, end),
    cmocka_unit_test_setup_teardown (echo_sends_back_what_it_gets, begin, end),
    cmocka_unit_test_setup_teardown (bodies_that_come_back_are_not_too_many, begin, end),
    cmocka_unit_test_setup_teardown (who_guesses_is_slowed, begin, end),
    cmocka_unit_test_setup_teardown (a_neighbour_who_guesses_shuts_nobody_out, begin, end),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
