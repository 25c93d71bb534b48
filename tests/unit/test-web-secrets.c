/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <gio/gio.h>

#include "web/content.h"
#include "web/secrets.h"

#define LINE "GET / HTTP/1.1\r\nHost: x\r\n"
#define OK "HTTP/1.1 200 OK\r\n"
#define FORM "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
#define JSON "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
#define PARTS "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=\"b b\"\r\n"
#define PART "Content-Disposition: form-data; name=\""

static const struct
{
  const char *message;
  const char *masked;     /* NULL: as it is */
} cases[] = {
  { "", NULL },
  { LINE "Accept: */*\r\n\r\n", NULL },
  { LINE "Authorization: Basic dXNlcjpwYXNz\r\n\r\n", LINE "Authorization: Basic ************\r\n\r\n" },
  { LINE "authorization: opaque\r\n\r\n", LINE "authorization: ******\r\n\r\n" },
  { LINE "Proxy-Authorization:Bearer a b\r\n\r\n", LINE "Proxy-Authorization:Bearer ***\r\n\r\n" },
  { LINE "Cookie: a=1; bb=22; lone\r\n\r\n", LINE "Cookie: a=*; bb=**;*****\r\n\r\n" },
  { OK "Set-Cookie: id=abc; Path=/; HttpOnly\r\n\r\n", OK "Set-Cookie: id=***; Path=/; HttpOnly\r\n\r\n" },
  { LINE "X-Api-Key: abc\r\nX-Monkey: see\r\n\r\n", LINE "X-Api-Key: ***\r\nX-Monkey: see\r\n\r\n" },
  { LINE "Sec-WebSocket-Key: abc\r\n\r\n", NULL },
  { LINE "Referer: http://x/?token=abc&a=1#b\r\n\r\n", LINE "Referer: http://x/?token=***&a=1#b\r\n\r\n" },
  { OK "Location: /#access_token=abc&x=1\r\n\r\n", OK "Location: /#access_token=***&x=1\r\n\r\n" },
  { "GET /a?password=abc&x=1 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a?password=***&x=1 HTTP/1.1\r\nHost: x\r\n\r\n" },
  { "GET /?pass%77ord=a%20b HTTP/1.1\r\nHost: x\r\n\r\n", "GET /?pass%77ord=***** HTTP/1.1\r\nHost: x\r\n\r\n" },
  { "GET http://me:abc@x/?a HTTP/1.1\r\nHost: x\r\n\r\n", "GET http://me:***@x/?a HTTP/1.1\r\nHost: x\r\n\r\n" },
  { "GET /?key HTTP/1.1\r\nHost: x\r\n\r\n", NULL },
  { FORM "Content-Length: 21\r\n\r\nuser=me&newPassword=x", FORM "Content-Length: 21\r\n\r\nuser=me&newPassword=*" },
  { FORM "Transfer-Encoding: chunked\r\n\r\n8\r\nsecret=a\r\n5\r\nbc&d=\r\n0\r\n\r\n",
    FORM "Transfer-Encoding: chunked\r\n\r\n8\r\nsecret=*\r\n5\r\n**&d=\r\n0\r\n\r\n" },
  { JSON "Content-Length: 39\r\n\r\n{\"token\": \"a\\\"b\", \"a\": \"b\", \"key\": -12}",
    JSON "Content-Length: 39\r\n\r\n{\"token\": \"****\", \"a\": \"b\", \"key\": ***}" },
  { JSON "Content-Length: 52\r\n\r\n{\"secrets\": 1, \"secret\": {\"a\": [\"b\", 1]}, \"c\": \"d\"} ",
    JSON "Content-Length: 52\r\n\r\n{\"secrets\": 1, \"secret\": {\"a\": [\"*\", *]}, \"c\": \"d\"} " },
  { JSON "Content-Length: 30\r\n\r\n[{\"password\": \"abc\"}, \"b\", [] ]", JSON "Content-Length: 30\r\n\r\n[{\"password\": \"***\"}, \"b\", [] ]" },
  { JSON "Content-Length: 99\r\n\r\n{\"password\": \"cut of", JSON "Content-Length: 99\r\n\r\n{\"password\": \"******" },
  { JSON "Content-Length: 9\r\n\r\n}]\"\"\",:{\"", NULL },
  { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"token\":\"a\"}",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"token\":\"*\"}" },
  { "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\ntoken=a", NULL },
  { PARTS "Content-Length: 999\r\n\r\n--b b\r\n" PART "a\"\r\n\r\nabc\r\n--b b\r\n" PART "password\"\r\n\r\nabc\r\n--b b--\r\n",
    PARTS "Content-Length: 999\r\n\r\n--b b\r\n" PART "a\"\r\n\r\nabc\r\n--b b\r\n" PART "password\"\r\n\r\n***\r\n--b b--\r\n" },
  { PARTS "Content-Length: 999\r\n\r\n--b b\r\n" PART "token\"\r\n\r\ncut", PARTS "Content-Length: 999\r\n\r\n--b b\r\n" PART "token\"\r\n\r\n***" },
  { LINE "Authorization Basic abc\r\n\r\n", LINE "Authorization**********\r\n\r\n" },
  { LINE "Authorization : Basic abc\r\n\r\n", LINE "Authorization : Basic ***\r\n\r\n" },
};

static void
secrets_are_covered_byte_for_byte (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *masked = cases[i].masked != NULL ? cases[i].masked : cases[i].message;
      g_autoptr(GBytes) bytes = g_bytes_new_static (cases[i].message, strlen (cases[i].message));
      g_autoptr(LanHttpMessage) message = lan_http_message_new (bytes, g_str_has_prefix (cases[i].message, "HTTP"));
      g_autoptr(GBytes) found = lan_web_secrets_mask (message);
      gsize length;
      const char *data = g_bytes_get_data (found, &length);

      if (length != strlen (masked) || memcmp (data, masked, length) != 0)
        fail_msg ("%s\nis shown as\n%.*s", cases[i].message, (int) length, data);
    }
}

static void
names_of_secrets_are_known (void **state)
{
  static const char *const secret[] = { "password", "Password2", "newPassword", "old_passwd", "pwd", "pass", "token",
                                        "access_token", "accesstoken", "X-Auth-Token", "client-secret", "clientSecret",
                                        "key", "api_key", "apikey", "X-API-Key", "publicKey", "passphrase" };
  static const char *const open[] = { "", "monkey", "keyboard", "tokens", "compass", "passenger", "secretary", "bypass",
                                      "Accept", "-", "__" };

  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    if (!lan_web_secrets_is_name (secret[i], strlen (secret[i])))
      fail_msg ("%s is a secret", secret[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    if (lan_web_secrets_is_name (open[i], strlen (open[i])))
      fail_msg ("%s is none", open[i]);
}

static char *
dup_masked (const char *coding,
            const char *json,
            gboolean    compressed)
{
  g_autoptr(GConverter) zlib = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  GByteArray *whole = g_byte_array_new ();
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: %s\r\n\r\n", coding);
  char packed[1024];
  gsize taken, size;
  g_autoptr(GBytes) bytes = NULL, masked = NULL;
  g_autoptr(LanHttpMessage) message = NULL;

  g_converter_convert (zlib, json, strlen (json), packed, sizeof packed, G_CONVERTER_INPUT_AT_END, &taken, &size, NULL);
  g_byte_array_append (whole, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (whole, (const guint8 *) (compressed ? packed : json), (guint) (compressed ? size : strlen (json)));
  bytes = g_byte_array_free_to_bytes (whole);
  message = lan_http_message_new (bytes, TRUE);
  masked = lan_web_secrets_mask (message);

  return g_bytes_equal (masked, bytes) ? g_strdup ("open")
         : g_strndup ((const char *) g_bytes_get_data (masked, NULL) + strlen (head), g_bytes_get_size (masked) - strlen (head));
}

static void
what_is_compressed_is_covered_whole_if_need_be (void **state)
{
  g_autofree char *secret = dup_masked ("gzip", "{\"token\": \"abc\"}", TRUE);
  g_autofree char *harmless = dup_masked ("gzip", "{\"name\": \"abc\"}", TRUE);
  g_autofree char *wrong = dup_masked ("gzip", "{\"name\": \"abc\"}", FALSE);
  g_autofree char *unknown = dup_masked ("pack200", "{\"name\": \"abc\"}", FALSE);

  assert_int_equal (strspn (secret, "*"), strlen (secret));
  assert_string_equal (harmless, "open");
  assert_string_equal (wrong, "***************");
  assert_string_equal (unknown, "***************");
}

static void
a_content_is_what_is_within_its_frame (void **state)
{
  static const char chunked[] = "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML ; a=\"x;charset=no\" ; charset=\"utf-8\"\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
  g_autoptr(GBytes) bytes = g_bytes_new_static (chunked, strlen (chunked));
  g_autoptr(LanHttpMessage) message = lan_http_message_new (bytes, TRUE);
  g_autoptr(LanWebContent) content = lan_web_content_new (message);
  g_autofree char *charset = lan_web_content_dup_parameter (content, "CHARSET");
  gsize at;

  assert_int_equal (g_bytes_get_size (content->bytes), 5);
  assert_memory_equal (g_bytes_get_data (content->bytes, NULL), "abcde", 5);
  assert_string_equal (content->type, "text/html");
  assert_string_equal (charset, "utf-8");
  assert_null (lan_web_content_dup_parameter (content, "boundary"));
  assert_string_equal (content->coding, "");
  assert_int_equal (lan_web_content_locate (content, 4, &at), 1);
  assert_int_equal (chunked[at], 'e');
  assert_int_equal (lan_web_content_locate (content, 1, &at), 2);
  assert_int_equal (lan_web_content_locate (content, 5, &at), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (secrets_are_covered_byte_for_byte),
    cmocka_unit_test (names_of_secrets_are_known),
    cmocka_unit_test (what_is_compressed_is_covered_whole_if_need_be),
    cmocka_unit_test (a_content_is_what_is_within_its_frame),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
