/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "web/copy.h"

/* tests/interop/test-copy.py runs what is written here; these are the cases that nobody hears. */

static LanHttpRecord *
make_record (const char *request)
{
  LanHttpRecord *record = lan_http_record_new (NULL, NULL, request, strlen (request), "HTTP/1.1 200 OK\r\n\r\n", 19);

  record->request_size = strlen (request);

  return record;
}

static char *
copy (const char     *request,
      LanWebCopyForm  form)
{
  g_autoptr(LanHttpRecord) record = make_record (request);

  return lan_web_copy (record, form, TRUE);
}

static void
programs_are_written_as_a_person_would (void **state)
{
  g_autofree char *curl = copy ("GET /a?b=c HTTP/1.1\r\nHost: x:1\r\nAccept: */*\r\nUser-Agent: it's\r\n\r\n", LAN_WEB_COPY_CURL);
  g_autofree char *fetch = copy ("GET / HTTP/1.1\r\nHost: x:1\r\n\r\n", LAN_WEB_COPY_FETCH);
  g_autofree char *ipv6 = copy ("GET / HTTP/1.1\r\nHost: [fe80::1]:8000\r\n\r\n", LAN_WEB_COPY_SOCKET);
  g_autofree char *no_port = copy ("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n", LAN_WEB_COPY_SOCKET);

  assert_string_equal (curl, "curl --http1.1 -H 'Host: x:1' -H 'Accept: */*' -H $'User-Agent: it\\'s' 'http://x:1/a?b=c'\n");
  assert_string_equal (fetch, "fetch('http://x:1/', {\n  method: 'GET',\n  headers: {},\n  redirect: 'manual'\n})"
                              ".then(response => response.text()).then(console.log)\n");
  assert_non_null (strstr (ipv6, "create_connection(('fe80::1', 8000)"));
  assert_non_null (strstr (no_port, "create_connection(('::1', 80)"));
}

static void
what_came_encrypted_goes_encrypted (void **state)
{
  static const struct { LanWebCopyForm form; const char *sign; } cases[] = {
    { LAN_WEB_COPY_CURL, "'https://x/'" }, { LAN_WEB_COPY_CURL, " -k" }, { LAN_WEB_COPY_REQUESTS, "verify=False" },
    { LAN_WEB_COPY_SOCKET, "wrap_socket" }, { LAN_WEB_COPY_SOCKET, "('x', 443)" }, { LAN_WEB_COPY_FETCH, "'https://x/'" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LanHttpRecord) record = make_record ("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      g_autofree char *program = NULL;

      record->secure = TRUE;
      program = lan_web_copy (record, cases[i].form, TRUE);
      if (strstr (program, cases[i].sign) == NULL)
        fail_msg ("no %s in %s", cases[i].sign, program);
    }
}

static void
only_a_socket_sends_what_is_malformed (void **state)
{
  g_autoptr(LanHttpRecord) malformed = make_record ("GET / HTTP/1.1\r\nHost : x\r\n\r\n");
  g_autoptr(LanHttpRecord) nothing = make_record ("");
  g_autofree char *socket = NULL, *star = NULL;

  malformed->kind = LAN_HTTP_RECORD_MALFORMED;
  socket = lan_web_copy (malformed, LAN_WEB_COPY_SOCKET, TRUE);
  assert_non_null (strstr (socket, "b'Host : x\\r\\n'"));
  assert_null (lan_web_copy (malformed, LAN_WEB_COPY_CURL, TRUE));
  assert_null (lan_web_copy (malformed, LAN_WEB_COPY_REQUESTS, TRUE));
  assert_null (lan_web_copy (malformed, LAN_WEB_COPY_FETCH, TRUE));
  assert_null (lan_web_copy (nothing, LAN_WEB_COPY_SOCKET, TRUE));

  /* no address has such a target */
  assert_null (copy ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", LAN_WEB_COPY_FETCH));
  star = copy ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", LAN_WEB_COPY_CURL);
  assert_non_null (strstr (star, "--request-target '*'"));
}

static void
a_hostile_host_is_no_address (void **state)
{
  static const char *const hosts[] = { "x';id;'", "a b", "user@x", "x/../y", "", "$(id)" };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *request = g_strdup_printf ("GET / HTTP/1.1\r\nHost: %s\r\n\r\n", hosts[i]);
      g_autofree char *program = copy (request, LAN_WEB_COPY_CURL);

      if (!g_str_has_suffix (program, " 'http://localhost/'\n"))
        fail_msg ("%s: %s", hosts[i], program);
    }
}

static void
a_body_that_was_not_kept_is_said (void **state)
{
  g_autoptr(LanHttpRecord) record = make_record ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  g_autofree char *program = NULL;

  record->request_size += 97;
  program = lan_web_copy (record, LAN_WEB_COPY_CURL, TRUE);
  assert_true (g_str_has_prefix (program, "# the body is not complete: 97 bytes of it were not kept\ncurl"));
}

static void
messages_are_copied_as_they_are (void **state)
{
  g_autoptr(LanHttpRecord) record = make_record ("GET / HTTP/1.1\nHost:x\nAuthorization: Basic abc\n\n");
  g_autoptr(GBytes) bytes = lan_web_copy_bytes (record, FALSE, TRUE);
  g_autoptr(GBytes) masked = lan_web_copy_bytes (record, FALSE, FALSE);
  g_autoptr(GBytes) answer = lan_web_copy_bytes (record, TRUE, FALSE);

  assert_int_equal (g_bytes_get_size (bytes), record->request_kept);
  assert_memory_equal (g_bytes_get_data (bytes, NULL), record->request, record->request_kept);
  assert_int_equal (g_bytes_get_size (masked), record->request_kept);
  assert_null (g_strstr_len (g_bytes_get_data (masked, NULL), (gssize) record->request_kept, "abc"));
  assert_int_equal (g_bytes_get_size (answer), 19);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (programs_are_written_as_a_person_would),
    cmocka_unit_test (what_came_encrypted_goes_encrypted),
    cmocka_unit_test (only_a_socket_sends_what_is_malformed),
    cmocka_unit_test (a_hostile_host_is_no_address),
    cmocka_unit_test (a_body_that_was_not_kept_is_said),
    cmocka_unit_test (messages_are_copied_as_they_are),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
