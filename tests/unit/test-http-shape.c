/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http-answers.h"
#include "http/fields.h"

#define DELAY_MS 60

static const LanHttpShape *wanted;

static LanHttpResponse *
shaped (const LanHttpRequest *request,
        gpointer              data)
{
  LanHttpShape gone = *wanted;
  LanHttpResponse *response;

  gone.fields = g_strdup (wanted->fields);
  gone.note = g_strdup (wanted->note);
  lan_http_request_shape (request, &gone);
  g_free (gone.fields);
  g_free (gone.note);
  response = world_answer (request, data);
  if (response != NULL && response->status == 200)
    {
      lan_http_response_add (response, "Cache-Control", "no-cache");
      lan_http_response_add (response, "Vary", "Accept-Encoding");
    }

  return response;
}

static World *
world_with (const LanHttpShape *shape)
{
  wanted = shape;

  return world_new (shaped);
}

/* Waits in the way of who has nothing to do: the delay is the loop's. */
static void
wait_for_end_of (World      *world,
                 const char *text)
{
  gint64 deadline_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (!world_receive (world) && strstr (world->received->str, text) == NULL && g_get_monotonic_time () < deadline_us)
    g_main_context_iteration (world->context, TRUE);
}

static void
fields_replace_the_answers_own (void **state)
{
  static const LanHttpShape shape = { .fields = (char *) "X-A: 1\r\ncache-control: max-age=60\r\nVary: Origin\r\n" };
  g_autoptr(World) world = world_with (&shape);

  world_send (world, GET, strlen (GET));
  world_receive (world);
  assert_non_null (strstr (world->received->str, "X-A: 1\r\n"));
  assert_non_null (strstr (world->received->str, "cache-control: max-age=60\r\n"));
  assert_null (strstr (world->received->str, "no-cache"));
  assert_non_null (strstr (world->received->str, "Vary: Accept-Encoding\r\n"));
  assert_non_null (strstr (world->received->str, "Vary: Origin\r\n"));
  assert_non_null (strstr (world->received->str, "\r\n\r\nhello"));
}

/* However the answer is made: later, at the end of a body, or by the engine because of the body. */
static void
every_answer_gets_them (void **state)
{
  static const LanHttpShape shape = { .fields = (char *) "X-A: 1\r\n" };
  static const char *const requests[] = {
    "GET /later HTTP/1.1\r\n" HOST "\r\n", "PUT / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", "POST / HTTP/1.1\r\n" HOST "\r\n",
    "PUT / HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n", "GET /nothing HTTP/1.1\r\n" HOST "\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(World) world = world_with (&shape);

      world_send (world, requests[i], strlen (requests[i]));
      if (world->pause != NULL)
        lan_http_pause_answer (world->pause, lan_http_response_new (202));
      world_run (world);
      world_receive (world);
      if (strstr (world->received->str, "X-A: 1\r\n") == NULL)
        fail_msg ("%s is answered with %s", requests[i], world->received->str);
    }
}

static void
the_next_request_is_not_shaped (void **state)
{
  static const LanHttpShape shape = { .fields = (char *) "X-A: 1\r\n", .note = (char *) "A rule." };
  static const LanHttpShape none = { 0 };
  g_autoptr(World) world = world_with (&shape);

  world_send (world, GET, strlen (GET));
  wanted = &none;
  world_send (world, GET, strlen (GET));
  world_receive (world);
  assert_null (strstr (strstr (world->received->str, "X-A") + 1, "X-A"));
  assert_string_equal (world_record (world, 0)->note, "A rule.");
  assert_null (world_record (world, 1)->note);
}

static void
an_answer_is_kept_back (void **state)
{
  static const LanHttpShape shape = { .delay_ms = DELAY_MS };
  static const char *const requests[] = { GET, "PUT / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc" };
  static const char *const ends[] = { "hello", "abc" };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(World) world = world_with (&shape);
      gint64 begun_us = g_get_monotonic_time ();

      world_send (world, requests[i], strlen (requests[i]));
      world_receive (world);
      assert_int_equal (world->received->len, 0);
      assert_false (world_record (world, 0)->finished);
      wait_for_end_of (world, ends[i]);
      assert_true (g_get_monotonic_time () - begun_us >= DELAY_MS * 1000);
      assert_true (g_str_has_suffix (world->received->str, ends[i]));
      assert_true (world_record (world, 1)->answer_us >= DELAY_MS * 1000);
    }
}

/* Its answer, with the file in it, is not kept for the rest of the time. */
static void
who_goes_meanwhile_is_forgotten (void **state)
{
  static const LanHttpShape shape = { .delay_ms = 60 * 1000 };
  g_autoptr(World) world = world_with (&shape);

  world_send (world, GET, strlen (GET));
  close (g_steal_fd (&world->fd));
  world_run (world);
  assert_true (world->closed);
  assert_false (g_main_context_pending (world->context));
}

static void
a_server_that_stops_waits_for_no_delay (void **state)
{
  static const LanHttpShape shape = { .delay_ms = 60 * 1000 };
  g_autoptr(World) world = world_with (&shape);

  world_send (world, GET, strlen (GET));
  lan_http_connection_close (world->connection);
  assert_true (world->closed);
  assert_int_equal (world_record (world, 1)->closed, LAN_HTTP_CLOSE_STOPPED);
}

static void
an_answer_is_cut_off (void **state)
{
  static const LanHttpShape shape = { .cut = TRUE, .cut_after = 2, .delay_ms = 1 };
  g_autoptr(World) world = world_with (&shape);

  world_send (world, GET, strlen (GET));
  wait_for_end_of (world, "hello");
  assert_true (g_str_has_suffix (world->received->str, "\r\n\r\nhe"));
  assert_non_null (strstr (world->received->str, "Content-Length: 5\r\n"));
  assert_true (world->closed);
  assert_int_equal (world_record (world, world->records->len - 1)->closed, LAN_HTTP_CLOSE_CUT);
}

static void
lines_are_valid_or_not (void **state)
{
  static const char *const valid[] = { "A: b", "A:b", "A:", "X-Y_z: \xe4\xbd\xa0 \t~" };
  static const char *const invalid[] = { "", ":", "A", "A : b", " A: b", "A: b\r\nC: d", "A: b\n", "A: \x01", "A: \x7f", "A b: c",
                                         "(A): b" };

  for (gsize i = 0; i < G_N_ELEMENTS (valid); i++)
    assert_true (lan_http_field_is_valid (valid[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    assert_false (lan_http_field_is_valid (invalid[i]));
  assert_true (lan_http_field_has_name ("Set-Cookie: a", "set-cookie"));
  assert_false (lan_http_field_has_name ("Set-Cookie: a", "Set"));
  assert_false (lan_http_field_has_name ("Set: a", "Set-Cookie"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (fields_replace_the_answers_own),
    cmocka_unit_test (every_answer_gets_them),
    cmocka_unit_test (the_next_request_is_not_shaped),
    cmocka_unit_test (an_answer_is_kept_back),
    cmocka_unit_test (who_goes_meanwhile_is_forgotten),
    cmocka_unit_test (a_server_that_stops_waits_for_no_delay),
    cmocka_unit_test (an_answer_is_cut_off),
    cmocka_unit_test (lines_are_valid_or_not),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
