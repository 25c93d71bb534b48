/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "web/har.h"

#define REQUEST "POST /form?a=1%202&token=abc&&c HTTP/1.1\r\nHost: 192.168.1.7:8000\r\nCookie: id=xyz; b=2\r\n" \
                "Authorization: Basic dXNlcjpwYXNz\r\nX-Odd: \"q\\\xff\x01\"\r\n" \
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 19\r\n\r\nname=a&password=xyz"
#define ANSWER "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /next\r\n" \
               "Set-Cookie: s=secret; Path=/; HttpOnly\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 7\r\n\r\n"

/* What each object of the format must have (HAR 1.2), and of which type: s, n, a, o. */
static const struct
{
  const char *path;
  const char *members;
} required[] = {
  { "", "version:s creator:o entries:a" },
  { "creator", "name:s version:s" },
  { "entry", "startedDateTime:s time:n request:o response:o cache:o timings:o connection:s" },
  { "request", "method:s url:s httpVersion:s cookies:a headers:a queryString:a headersSize:n bodySize:n" },
  { "response", "status:n statusText:s httpVersion:s cookies:a headers:a content:o redirectURL:s headersSize:n bodySize:n" },
  { "content", "size:n mimeType:s" },
  { "postData", "mimeType:s params:a text:s" },
  { "timings", "send:n wait:n receive:n" },
  { "pair", "name:s value:s" },
};

static void
check_members (const char *path,
               JsonObject *object)
{
  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    {
      g_auto(GStrv) members = NULL;

      if (strcmp (required[i].path, path) != 0)
        continue;
      members = g_strsplit (required[i].members, " ", -1);
      for (guint j = 0; members[j] != NULL; j++)
        {
          g_auto(GStrv) halves = g_strsplit (members[j], ":", 2);
          JsonNode *node = json_object_get_member (object, halves[0]);
          GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

          if (node == NULL ||
              !(halves[1][0] == 's' ? type == G_TYPE_STRING : halves[1][0] == 'n' ? type == G_TYPE_INT64 || type == G_TYPE_DOUBLE
                : halves[1][0] == 'a' ? JSON_NODE_HOLDS_ARRAY (node) : JSON_NODE_HOLDS_OBJECT (node)))
            fail_msg ("%s has no %s", path, members[j]);
        }
    }
}

static void
check_pairs (JsonObject *object,
             const char *member)
{
  JsonArray *array = json_object_get_array_member (object, member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    check_members ("pair", json_array_get_object_element (array, i));
}

static void
check_entry (JsonObject *entry)
{
  JsonObject *request, *response, *timings;
  double sum;

  check_members ("entry", entry);
  request = json_object_get_object_member (entry, "request");
  response = json_object_get_object_member (entry, "response");
  timings = json_object_get_object_member (entry, "timings");
  check_members ("request", request);
  check_members ("response", response);
  check_members ("timings", timings);
  check_members ("content", json_object_get_object_member (response, "content"));
  if (json_object_has_member (request, "postData"))
    check_members ("postData", json_object_get_object_member (request, "postData"));
  check_pairs (request, "headers");
  check_pairs (request, "cookies");
  check_pairs (request, "queryString");
  check_pairs (response, "headers");
  check_pairs (response, "cookies");

  sum = json_object_get_double_member (timings, "send") + json_object_get_double_member (timings, "wait") +
        json_object_get_double_member (timings, "receive");
  assert_true (ABS (sum - json_object_get_double_member (entry, "time")) < 0.002);
}

static LanHttpRecord *
make_record (const char *request,
             const char *answer,
             const char *content,
             gsize       content_length)
{
  LanHttpRecord *record = lan_http_record_new ("GET", "/", request, strlen (request), answer, strlen (answer));

  record->finished = TRUE;
  record->connection = 7;
  record->client = g_ref_string_new ("10.0.0.7");
  record->request_size = strlen (request);
  record->started_us = G_GINT64_CONSTANT (1700000000123456);
  record->head_us = 100;
  record->body_us = 1500;
  record->answer_us = 2500;
  record->duration_us = 4000;
  record->response_size = strlen (answer) + content_length;
  if (*answer != '\0')
    record->status = 200;
  if (content_length > 0)
    {
      record->content = g_bytes_new (content, content_length);
      record->content_kept = content_length;
    }

  return record;
}

/* As a whole file, as a program reads it. */
static JsonNode *
export (LanHttpRecord **records,
        gsize           n_records,
        gboolean        reveal)
{
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  JsonNode *root;
  JsonObject *log;
  JsonArray *entries;

  assert_true (lan_web_har_write (stream, records, n_records, reveal, NULL, &error));
  assert_true (g_output_stream_close (stream, NULL, &error));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  root = lan_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), g_bytes_get_size (bytes) + 1, &error);
  if (root == NULL)
    fail_msg ("%s\n%.*s", error->message, (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));

  log = json_object_get_object_member (json_node_get_object (root), "log");
  check_members ("", log);
  check_members ("creator", json_object_get_object_member (log, "creator"));
  assert_string_equal (json_object_get_string_member (log, "version"), "1.2");
  entries = json_object_get_array_member (log, "entries");
  for (guint i = 0; i < json_array_get_length (entries); i++)
    check_entry (json_array_get_object_element (entries, i));

  return root;
}

static JsonObject *
get_entry (JsonNode *root,
           guint     position)
{
  JsonObject *log = json_object_get_object_member (json_node_get_object (root), "log");

  return json_array_get_object_element (json_object_get_array_member (log, "entries"), position);
}

static void
assert_pair (JsonObject *object,
             const char *member,
             guint       position,
             const char *name,
             const char *value)
{
  JsonObject *pair = json_array_get_object_element (json_object_get_array_member (object, member), position);

  assert_string_equal (json_object_get_string_member (pair, "name"), name);
  assert_string_equal (json_object_get_string_member (pair, "value"), value);
}

static void
assert_bytes (JsonObject *entry,
              const char *member,
              const char *expected)
{
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (json_object_get_string_member (entry, member), &length);

  assert_int_equal (length, strlen (expected));
  assert_memory_equal (bytes, expected, length);
}

static void
an_exchange_is_all_there (void **state)
{
  g_autoptr(LanHttpRecord) record = make_record (REQUEST, ANSWER, "moved.\n", 7);
  g_autoptr(JsonNode) root = export (&record, 1, TRUE);
  JsonObject *entry = get_entry (root, 0);
  JsonObject *request = json_object_get_object_member (entry, "request");
  JsonObject *response = json_object_get_object_member (entry, "response");

  assert_string_equal (json_object_get_string_member (entry, "startedDateTime"), "2023-11-14T22:13:20.123Z");
  assert_string_equal (json_object_get_string_member (entry, "connection"), "7");
  assert_string_equal (json_object_get_string_member (request, "method"), "POST");
  assert_string_equal (json_object_get_string_member (request, "url"),
                       "http://192.168.1.7:8000/form?a=1%202&token=abc&&c");
  assert_pair (request, "queryString", 0, "a", "1 2");
  assert_pair (request, "queryString", 1, "token", "abc");
  assert_pair (request, "queryString", 2, "c", "");
  assert_pair (request, "cookies", 0, "id", "xyz");
  assert_pair (request, "cookies", 1, "b", "2");
  assert_pair (request, "headers", 0, "Host", "192.168.1.7:8000");
  assert_pair (request, "headers", 3, "X-Odd", "\"q\\\\xff\\x01\"");
  assert_string_equal (json_object_get_string_member (json_object_get_object_member (request, "postData"), "text"),
                       "name=a&password=xyz");
  assert_int_equal (json_object_get_int_member (request, "headersSize"), strlen (REQUEST) - 19);
  assert_int_equal (json_object_get_int_member (request, "bodySize"), 19);

  assert_string_equal (json_object_get_string_member (response, "statusText"), "Found");
  assert_string_equal (json_object_get_string_member (response, "redirectURL"), "/next");
  assert_pair (response, "cookies", 0, "s", "secret");
  assert_string_equal (json_object_get_string_member (json_object_get_object_member (response, "content"), "text"),
                       "moved.\n");
  assert_int_equal (json_object_get_int_member (json_object_get_object_member (response, "content"), "size"), 7);

  /* and exactly, what went over the wire */
  assert_bytes (entry, "_requestBytes", REQUEST);
  assert_bytes (entry, "_responseBytes", ANSWER "moved.\n");
}

static void
secrets_are_nowhere_in_it (void **state)
{
  static const char *const secrets[] = { "xyz", "abc", "dXNlcjpwYXNz", "secret", "eHl6", "YWJj" };
  g_autoptr(LanHttpRecord) record = make_record (REQUEST, ANSWER, "moved.\n", 7);
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(JsonNode) root = export (&record, 1, FALSE);
  JsonObject *entry = get_entry (root, 0);
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (json_object_get_string_member (entry, "_requestBytes"), &length);

  lan_web_har_add (out, record, FALSE, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      if (strstr (out->str, secrets[i]) != NULL)
        fail_msg ("%s is in %s", secrets[i], out->str);
      assert_null (g_strstr_len ((const char *) bytes, (gssize) length, secrets[i]));
    }
  assert_int_equal (length, strlen (REQUEST));
  assert_non_null (strstr (out->str, "password=***"));
}

static void
what_is_odd_is_still_an_archive (void **state)
{
  static const struct { const char *request; const char *answer; const char *content; gsize length; } odd[] = {
    { "GET / HTTP/1.0\r\n\r\n", "", "", 0 },
    { "GET /\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "", 0 },
    { "\x16\x03\x01\xff\"\\", "", "", 0 },
    { "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", "", 0 },
    { "GET http://a/b?%zz=%ff HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200\r\n\r\n", "\xff\0\x01", 3 },
    { "GET / HTTP/1.1\r\nHost: x\r\nCookie: ;=;a\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", "text", 4 },
    { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\"b\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "", 0 },
  };
  LanHttpRecord *records[G_N_ELEMENTS (odd)];
  g_autoptr(JsonNode) root = NULL;
  JsonObject *content;

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    records[i] = make_record (odd[i].request, odd[i].answer, odd[i].content, odd[i].length);
  records[2]->body_us = records[2]->head_us = records[2]->answer_us = -1;
  root = export (records, G_N_ELEMENTS (odd), FALSE);

  assert_int_equal (json_object_get_int_member (json_object_get_object_member (get_entry (root, 0), "response"), "status"), 0);
  assert_string_equal (json_object_get_string_member (json_object_get_object_member (get_entry (root, 4), "request"), "url"),
                       "http://a/b?%zz=%ff");
  content = json_object_get_object_member (json_object_get_object_member (get_entry (root, 4), "response"), "content");
  assert_string_equal (json_object_get_string_member (content, "encoding"), "base64");
  assert_string_equal (json_object_get_string_member (content, "text"), "/wAB");
  content = json_object_get_object_member (json_object_get_object_member (get_entry (root, 6), "request"), "postData");
  assert_string_equal (json_object_get_string_member (content, "text"), "a\"b");

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    lan_http_record_unref (records[i]);
}

static void
what_was_no_request_is_left_out (void **state)
{
  g_autoptr(LanHttpRecord) record = make_record ("", "", "", 0);
  LanHttpRecord *records[] = { record, record };
  g_autoptr(JsonNode) root = NULL;
  JsonObject *log;

  record->kind = LAN_HTTP_RECORD_SILENT;
  root = export (records, 2, FALSE);
  log = json_object_get_object_member (json_node_get_object (root), "log");
  assert_int_equal (json_array_get_length (json_object_get_array_member (log, "entries")), 0);
}

static void
what_was_not_kept_is_said (void **state)
{
  g_autoptr(LanHttpRecord) record = make_record ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "begin", 5);
  g_autoptr(JsonNode) root = NULL;
  JsonObject *content;

  record->response_size += 1000;
  root = export (&record, 1, FALSE);
  content = json_object_get_object_member (json_object_get_object_member (get_entry (root, 0), "response"), "content");
  assert_int_equal (json_object_get_int_member (content, "size"), 1005);
  assert_string_equal (json_object_get_string_member (content, "comment"), "The first 5 of 1005 bytes were kept.");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_exchange_is_all_there),
    cmocka_unit_test (secrets_are_nowhere_in_it),
    cmocka_unit_test (what_is_odd_is_still_an_archive),
    cmocka_unit_test (what_was_no_request_is_left_out),
    cmocka_unit_test (what_was_not_kept_is_said),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
