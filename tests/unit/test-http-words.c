/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/record.h"
#include "http/status.h"

static void
a_status_has_the_phrase_of_the_standard (void **state)
{
  static const struct { guint status; const char *phrase; } cases[] = {
    { 100, "Continue" }, { 200, "OK" }, { 206, "Partial Content" }, { 301, "Moved Permanently" },
    { 304, "Not Modified" }, { 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
    { 404, "Not Found" }, { 405, "Method Not Allowed" }, { 408, "Request Timeout" }, { 412, "Precondition Failed" },
    { 413, "Content Too Large" }, { 414, "URI Too Long" }, { 416, "Range Not Satisfiable" },
    { 417, "Expectation Failed" }, { 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
    { 501, "Not Implemented" }, { 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" },
    { 0, "" }, { 99, "" }, { 299, "" }, { 600, "" }, { G_MAXUINT, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_string_equal (lan_http_status_phrase (cases[i].status), cases[i].phrase);
}

static void
each_end_of_a_connection_is_told_in_its_own_words (void **state)
{
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  assert_null (lan_http_close_describe (LAN_HTTP_CLOSE_NOT, 0));
  for (guint reason = LAN_HTTP_CLOSE_NOT + 1; reason <= LAN_HTTP_CLOSE_STOPPED; reason++)
    {
      char *sentence = lan_http_close_describe (reason, 1);

      if (sentence == NULL || !g_str_has_suffix (sentence, ".") || !g_hash_table_add (told, sentence))
        fail_msg ("reason %u: %s", reason, sentence);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_status_has_the_phrase_of_the_standard),
    cmocka_unit_test (each_end_of_a_connection_is_told_in_its_own_words),
  };

  return cmocka_run_group_tests_name ("http-words", tests, NULL, NULL);
}
