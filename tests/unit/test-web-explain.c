/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "http/status.h"
#include "web/explain-private.h"

/* Two or three sentences fit beside the bytes of a message. */
#define WORDS_MAX 60
#define SENTENCES_MAX 5

/* What names a section that is no RFC's. */
static const char *const standards[] = { "Fetch Standard", "HTML Standard", "ECMA-426", "W3C ", "WICG " };

static const LanWebExplanation *const tables[] = {
  lan_web_request_fields, lan_web_response_fields, lan_web_browser_fields, lan_web_statuses, lan_web_methods,
};

static void
for_each (void (*check) (const LanWebExplanation *explanation))
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const LanWebExplanation *entry = tables[i]; entry->name != NULL; entry++)
      check (entry);
  for (guint kind = 0; kind <= LAN_HTTP_PART_JUNK; kind++)
    check (lan_web_explain_part (kind));
  for (guint topic = 0; topic < LAN_WEB_N_TOPICS; topic++)
    check (lan_web_explain_topic (topic));
}

static const LanWebExplanation *
field (const char *name)
{
  return lan_web_explain_field (name, strlen (name));
}

static void
at_least_eighty_fields_are_explained_once_each (void **state)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_fields = 0;

  for (gsize i = 0; i < 3; i++)
    for (const LanWebExplanation *entry = tables[i]; entry->name != NULL; entry++, n_fields++)
      {
        if (!g_hash_table_add (seen, g_ascii_strdown (entry->name, -1)))
          fail_msg ("%s is explained twice", entry->name);
        assert_ptr_equal (field (entry->name), entry);
      }
  print_message ("# %u fields\n", n_fields);
  assert_true (n_fields >= 80);

  assert_ptr_equal (field ("accept-LANGUAGE"), field ("Accept-Language"));
  assert_null (field ("Accept-"));
  assert_null (field (""));
  assert_null (lan_web_explain_field ("Host\0", 5));
}

/* Names and numbers as the tables of contents of RFC 9110, 9111 and 9112 have them. */
static void
sections_are_those_of_the_standard (void **state)
{
  static const struct { const char *name; const char *section; } contents[] = {
    { "Date", "RFC 9110, 6.6.1" }, { "Trailer", "RFC 9110, 6.6.2" }, { "Host", "RFC 9110, 7.2" },
    { "Connection", "RFC 9110, 7.6.1" }, { "Max-Forwards", "RFC 9110, 7.6.2" }, { "Via", "RFC 9110, 7.6.3" },
    { "Upgrade", "RFC 9110, 7.8" }, { "Content-Type", "RFC 9110, 8.3" }, { "Content-Encoding", "RFC 9110, 8.4" },
    { "Content-Language", "RFC 9110, 8.5" }, { "Content-Length", "RFC 9110, 8.6" },
    { "Content-Location", "RFC 9110, 8.7" }, { "Last-Modified", "RFC 9110, 8.8.2" }, { "ETag", "RFC 9110, 8.8.3" },
    { "Expect", "RFC 9110, 10.1.1" }, { "From", "RFC 9110, 10.1.2" }, { "Referer", "RFC 9110, 10.1.3" },
    { "TE", "RFC 9110, 10.1.4" }, { "User-Agent", "RFC 9110, 10.1.5" }, { "Allow", "RFC 9110, 10.2.1" },
    { "Location", "RFC 9110, 10.2.2" }, { "Retry-After", "RFC 9110, 10.2.3" }, { "Server", "RFC 9110, 10.2.4" },
    { "WWW-Authenticate", "RFC 9110, 11.6.1" }, { "Authorization", "RFC 9110, 11.6.2" },
    { "Authentication-Info", "RFC 9110, 11.6.3" }, { "Proxy-Authenticate", "RFC 9110, 11.7.1" },
    { "Proxy-Authorization", "RFC 9110, 11.7.2" }, { "Proxy-Authentication-Info", "RFC 9110, 11.7.3" },
    { "Accept", "RFC 9110, 12.5.1" }, { "Accept-Charset", "RFC 9110, 12.5.2" },
    { "Accept-Encoding", "RFC 9110, 12.5.3" }, { "Accept-Language", "RFC 9110, 12.5.4" },
    { "Vary", "RFC 9110, 12.5.5" }, { "If-Match", "RFC 9110, 13.1.1" }, { "If-None-Match", "RFC 9110, 13.1.2" },
    { "If-Modified-Since", "RFC 9110, 13.1.3" }, { "If-Unmodified-Since", "RFC 9110, 13.1.4" },
    { "If-Range", "RFC 9110, 13.1.5" }, { "Range", "RFC 9110, 14.2" }, { "Accept-Ranges", "RFC 9110, 14.3" },
    { "Content-Range", "RFC 9110, 14.4" }, { "Age", "RFC 9111, 5.1" }, { "Cache-Control", "RFC 9111, 5.2" },
    { "Expires", "RFC 9111, 5.3" }, { "Pragma", "RFC 9111, 5.4" }, { "Warning", "RFC 9111, 5.5" },
    { "Transfer-Encoding", "RFC 9112, 6.1" },
  };
  static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE" };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      const LanWebExplanation *found = field (contents[i].name);

      assert_non_null (found);
      assert_string_equal (found->section, contents[i].section);
    }
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *section = g_strdup_printf ("RFC 9110, 9.3.%u", i + 1);
      const LanWebExplanation *found = lan_web_explain_method (methods[i], strlen (methods[i]));

      assert_non_null (found);
      assert_string_equal (found->section, section);
    }
  assert_string_equal (lan_web_explain_method ("PATCH", 5)->section, "RFC 5789, 2");
  assert_null (lan_web_explain_method ("get", 3));
}

static void
every_status_is_explained (void **state)
{
  /* in the order of RFC 9110 sections 15.2 to 15.6 */
  static const guint codes[][24] = {
    { 100, 101 },
    { 200, 201, 202, 203, 204, 205, 206 },
    { 300, 301, 302, 303, 304, 305, 306, 307, 308 },
    { 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 426 },
    { 500, 501, 502, 503, 504, 505 },
  };
  static const guint others[] = { 429, 431, 511 };

  for (guint class = 0; class < G_N_ELEMENTS (codes); class++)
    for (guint i = 0; codes[class][i] != 0; i++)
      {
        g_autofree char *section = g_strdup_printf ("RFC 9110, 15.%u.%u", class + 2, i + 1);
        g_autofree char *name = g_strdup_printf ("%u", codes[class][i]);
        const LanWebExplanation *found = lan_web_explain_status (codes[class][i]);

        assert_non_null (found);
        assert_string_equal (found->name, name);
        assert_string_equal (found->section, section);
      }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    assert_int_equal (atoi (lan_web_explain_status (others[i])->name), (int) others[i]);

  /* whatever Landline itself answers */
  for (guint status = 100; status < 600; status++)
    if (*lan_http_status_phrase (status) != '\0')
      assert_int_equal (atoi (lan_web_explain_status (status)->name), (int) status);

  assert_string_equal (lan_web_explain_status (299)->name, "2xx");
  assert_string_equal (lan_web_explain_status (199)->name, "1xx");
  assert_string_equal (lan_web_explain_status (599)->name, "5xx");
  assert_null (lan_web_explain_status (99));
  assert_null (lan_web_explain_status (600));
}

static gboolean
is_standard (const char *section)
{
  for (gsize i = 0; i < G_N_ELEMENTS (standards); i++)
    if (g_str_has_prefix (section, standards[i]))
      return TRUE;

  return g_regex_match_simple ("^RFC [1-9][0-9]{3}, ([1-9][0-9]*|[A-Z])(\\.[1-9][0-9]*)*$", section, 0, 0);
}

static void
check_form (const LanWebExplanation *explanation)
{
  g_auto(GStrv) words = g_strsplit (explanation->text, " ", -1);
  guint n_sentences = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_suffix (words[i], ".") || g_str_has_suffix (words[i], ".)") || g_str_has_suffix (words[i], "?"))
      n_sentences++;

  if (explanation->section != NULL && !is_standard (explanation->section))
    fail_msg ("“%s” is no section", explanation->section);
  if (g_strv_length (words) > WORDS_MAX || n_sentences == 0 || n_sentences > SENTENCES_MAX)
    fail_msg ("%u words in %u sentences: %s", g_strv_length (words), n_sentences, explanation->text);
  if (!g_unichar_isupper (g_utf8_get_char (explanation->text)) &&
      !g_str_has_prefix (explanation->text, "“") && !g_ascii_isdigit (explanation->text[0]))
    fail_msg ("not a sentence: %s", explanation->text);
}

static void
texts_are_short_and_say_where_it_stands (void **state)
{
  for_each (check_form);
}

static gboolean
has_chinese (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;

  return FALSE;
}

static void
check_chinese (const LanWebExplanation *explanation)
{
  if (!has_chinese (lan_web_explanation_get_text (explanation)))
    fail_msg ("not translated: %s", explanation->text);
}

static void
every_text_is_chinese_for_those_who_read_it (void **state)
{
  for_each (check_chinese);
  assert_string_equal (lan_web_topic_get_name (LAN_WEB_TOPIC_STATELESS), "无状态");
}

/* Where lecture notes commonly err. */
static void
common_errors_are_put_right (void **state)
{
  assert_non_null (strstr (lan_web_explain_status (150)->text, "neither success nor failure"));
  assert_non_null (strstr (lan_web_explain_status (401)->text, "Not authenticated"));
  assert_non_null (strstr (lan_web_explain_status (403)->text, "Not allowed"));
  assert_non_null (strstr (lan_web_explain_method ("OPTIONS", 7)->text, "not ask about speed or performance"));
  assert_non_null (strstr (field ("Content-Encoding")->text, "says gzip and the bytes are not gzip"));
  assert_non_null (strstr (field ("Cache-Control")->text, "no-cache does not mean"));
}

#define NOW 784111777   /* Sun, 06 Nov 1994 08:49:37 GMT */

static const struct
{
  const char *name;
  const char *value;
  gboolean response;
  const char *words;     /* NULL: none */
} values[] = {
  { "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8", FALSE, "First zh-CN, then zh (q=0.9), then en (q=0.8)." },
  { "accept-language", "en;q=0.5, de, fr ; q=0.5", FALSE, "First de, then en, fr (q=0.5)." },
  { "Accept-Language", "*", FALSE, "Anything." },
  { "Accept-Language", "en;q=2", FALSE, NULL },
  { "Accept-Language", "en;q=0.1234", FALSE, NULL },
  { "Accept-Language", "en;q=.5", FALSE, NULL },
  { "Accept-Encoding", "gzip, deflate, br", FALSE, "Gzip, deflate, br." },
  { "Accept-Encoding", "br;q=1.000, *;q=0", FALSE, "First br; not anything else." },
  { "Accept-Encoding", "identity;q=0", FALSE, "Not identity." },
  { "Accept", "text/html,application/xml;q=0.95,*/*;q=0.005", FALSE,
    "First text/html, then application/xml (q=0.95), then anything else (q=0.005)." },
  { "Accept", "", FALSE, NULL },
  { "Accept", ",,", FALSE, NULL },
  { "Cache-Control", "max-age=0", FALSE, "No copy older than 0 seconds." },
  { "Cache-Control", "no-cache", FALSE, "A copy may be used only after asking the server." },
  { "Cache-Control", "public, max-age=3600, immutable", TRUE,
    "Any cache may keep a copy; may be used for 1 hour without asking; it does not change: no need to ask even on reload." },
  { "Cache-Control", "MAX-AGE=\"60\"", TRUE, NULL },
  { "Cache-Control", "no-store, something=1", TRUE, "Nobody may keep a copy." },
  { "Cache-Control", "max-age=-1", TRUE, NULL },
  { "Cache-Control", "max-age=99999999999999999999", TRUE, NULL },
  { "Range", "bytes=0-99", FALSE, "The first 100 bytes." },
  { "Range", "bytes=0-0", FALSE, "The first 1 byte." },
  { "Range", "bytes=100-199", FALSE, "Bytes 100 to 199, 100 in all." },
  { "Range", "bytes=5-5", FALSE, "The one byte 5." },
  { "Range", "bytes=500-", FALSE, "From byte 500 to the end." },
  { "Range", "bytes=-500", FALSE, "The last 500 bytes." },
  { "Range", "Bytes=0-1, -2", FALSE, "The first 2 bytes; the last 2 bytes." },
  { "Range", "bytes=5-2", FALSE, "Not written as a range must be: a server ignores it." },
  { "Range", "bytes=x", FALSE, "Not written as a range must be: a server ignores it." },
  { "Range", "bytes=", FALSE, NULL },
  { "Range", "lines=1-2", FALSE, NULL },
  { "Range", "bytes=0-18446744073709551615", FALSE, "Not written as a range must be: a server ignores it." },
  { "Content-Range", "bytes 100-199/1234", TRUE, "Bytes 100 to 199, 100 in all, of 1234." },
  { "Content-Range", "bytes 0-9/*", TRUE, "The first 10 bytes." },
  { "Content-Range", "bytes */1234", TRUE, "There is no such part; the whole has 1234 bytes." },
  { "Content-Range", "bytes 9-0/10", TRUE, NULL },
  { "Content-Range", "bytes", TRUE, NULL },
  { "Date", "Sun, 06 Nov 1994 08:49:37 GMT", TRUE, "1994-11-06 08:49:37 in your time, just now." },
  { "Date", "Sun, 06 Nov 1994 08:44:37 GMT", TRUE, "1994-11-06 08:44:37 in your time, 5 minutes ago." },
  { "Expires", "Mon, 07 Nov 1994 20:49:37 GMT", TRUE, "1994-11-07 20:49:37 in your time, in 36 hours." },
  { "Expires", "0", TRUE, "No time: out of date at once." },
  { "If-Modified-Since", "yesterday", FALSE, NULL },
  { "Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT", TRUE, "1970-01-01 00:00:00 in your time, 24 years ago." },
  { "Age", "259200", TRUE, "3 days." },
  { "Retry-After", "120", TRUE, "2 minutes." },
  { "Retry-After", "1", TRUE, "1 second." },
  { "Content-Length", "1234567", TRUE, "1.2\302\240MB (1234567 bytes)." },
  { "Content-Length", "x", TRUE, NULL },
  { "Content-Type", "text/html; charset=utf-8", TRUE, "A web page, its letters written in utf-8." },
  { "Content-Type", "TEXT/HTML;charset=\"GB18030\"", TRUE, "A web page, its letters written in GB18030." },
  { "Content-Type", "image/png", TRUE, "A picture." },
  { "Content-Type", "application/problem+json", TRUE, "Data in JSON." },
  { "Content-Type", "text/html; x=\";charset=no\"", TRUE, "A web page." },
  { "Content-Type", "what/ever", TRUE, NULL },
  { "Content-Encoding", "gzip", TRUE, "To be unpacked with gzip before use." },
  { "Transfer-Encoding", "Chunked", TRUE, "In chunks, each with its size in front; size 0 is the end." },
  { "Connection", "Keep-Alive, Upgrade", FALSE,
    "The connection stays open for more requests; on in the protocol named in Upgrade." },
  { "Set-Cookie", "id=1; Max-Age=3600; HttpOnly; SameSite=Lax", TRUE,
    "Kept for 1 hour; not for scripts; from other sites only when a link is followed." },
  { "Set-Cookie", "id=1", TRUE, NULL },
  { "Cookie", "a=1; b=2", FALSE, "2 cookies." },
  { "ETag", "W/\"x\"", TRUE, "A weak tag: the same meaning, perhaps not the same bytes." },
  { "If-None-Match", "\"a\", \"b,c\"", FALSE, "2 versions." },
  { "If-None-Match", "*", FALSE, "Any version." },
  { "Host", "192.168.1.7:8000", FALSE, "Name or address 192.168.1.7, port 8000." },
  { "Host", "[::1]", FALSE, NULL },
  { "Host", "localhost", FALSE, NULL },
  { "Authorization", "Basic dXNlcjpwYXNz", FALSE,
    "Name and password, readable by everybody on the way unless the connection is encrypted." },
  { "Strict-Transport-Security", "max-age=31536000; includeSubDomains", TRUE,
    "Only by https for the next 1 year; also for all names below this one." },
  { "Sec-Fetch-Site", "cross-site", FALSE, "Started by somebody else’s page." },
  { "Sec-Fetch-Dest", "never-heard-of", FALSE, NULL },
  { "X-Unknown", "1", FALSE, NULL },
};

static void
values_are_put_into_words (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *words = lan_web_explain_value (values[i].name, strlen (values[i].name), values[i].value,
                                                      strlen (values[i].value), values[i].response, NOW);

      if (g_strcmp0 (words, values[i].words) != 0)
        fail_msg ("%s: %s\nis said: %s\nmeant:   %s", values[i].name, values[i].value, words, values[i].words);
    }
}

static void
hostile_values_stay_bounded_and_safe_to_show (void **state)
{
  g_autofree char *many = g_strnfill (4096, ',');
  g_autofree char *endless = g_strnfill (4097, 'a');
  g_autofree char *controls = lan_web_explain_value ("Accept-Language", 15, "\033[2J\xff\0\xe2\x80\xae", 9, FALSE, NOW);
  g_autofree char *nothing = lan_web_explain_value ("Accept-Language", 15, many, 4096, FALSE, NOW);

  assert_string_equal (controls, "\\x1b[2J\\xff\\x00<U+202E>.");
  assert_null (nothing);
  assert_null (lan_web_explain_value ("ETag", 4, endless, 4097, TRUE, NOW));
}

static void
values_are_chinese_too (void **state)
{
  static const struct { const char *name; const char *value; const char *words; } cases[] = {
    { "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8", "首选 zh-CN,其次 zh (q=0.9),其次 en (q=0.8)。" },
    { "Date", "Sun, 06 Nov 1994 08:44:37 GMT", "本地时间 1994-11-06 08:44:37,5 分钟前。" },
    { "Cache-Control", "max-age=3600", "1 小时内可以直接使用。" },
    { "Range", "bytes=0-99", "前 100 个字节。" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = lan_web_explain_value (cases[i].name, strlen (cases[i].name), cases[i].value,
                                                      strlen (cases[i].value), TRUE, NOW);

      assert_string_equal (words, cases[i].words);
    }
}

/* Each byte of a message has something that explains it; what is known by name is explained by it. */
static void
every_byte_of_a_message_is_explained (void **state)
{
  static const char request[] = "GET /a HTTP/1.1\r\nHost: x:80\r\nX-Mine: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "1\r\na\r\n0\r\nA: b\r\n\r\njunk";
  static const char response[] = "HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:44:37 GMT\r\n\r\nno";
  static const struct { const char *message; const char *at; const char *name; LanHttpPartKind part; const char *words; } cases[] = {
    { request, "GET", "GET", 0, NULL },
    { request, "/a", NULL, LAN_HTTP_PART_TARGET, NULL },
    { request, "Host", "Host", 0, NULL },
    { request, "x:80", "Host", 0, "Name or address x, port 80." },
    { request, "X-Mine", NULL, LAN_HTTP_PART_FIELD_NAME, NULL },
    { request, "1\r\nTransfer", NULL, LAN_HTTP_PART_FIELD_VALUE, NULL },
    { request, "chunked", "Transfer-Encoding", 0, "In chunks, each with its size in front; size 0 is the end." },
    { request, "1\r\na", NULL, LAN_HTTP_PART_CHUNK_HEAD, NULL },
    { request, "junk", NULL, LAN_HTTP_PART_JUNK, NULL },
    { response, "HTTP", NULL, LAN_HTTP_PART_VERSION, NULL },
    { response, "404", "404", 0, NULL },
    { response, "04 ", "404", 0, NULL },
    { response, "Not", NULL, LAN_HTTP_PART_REASON, NULL },
    { response, "Sun", "Date", 0, "1994-11-06 08:44:37 in your time, 5 minutes ago." },
    { response, "no", NULL, LAN_HTTP_PART_BODY, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (cases[i].message, strlen (cases[i].message));
      g_autoptr(LanHttpMessage) message = lan_http_message_new (bytes, cases[i].message == response);
      g_autofree char *words = NULL;
      const LanWebExplanation *found;

      for (gsize offset = 0; offset <= strlen (cases[i].message); offset++)
        {
          g_autofree char *some = NULL;

          found = lan_web_explain_message (message, offset, NOW, &some);
          assert_int_equal (found != NULL, offset < strlen (cases[i].message));
        }
      found = lan_web_explain_message (message, (gsize) (strstr (cases[i].message, cases[i].at) - cases[i].message), NOW,
                                       &words);
      if (g_strcmp0 (found->name, cases[i].name) != 0 ||
          (cases[i].name == NULL && found != lan_web_explain_part (cases[i].part)) || g_strcmp0 (words, cases[i].words) != 0)
        fail_msg ("%s: %s, %s: %s", cases[i].at, found->name, words, found->text);
    }
}

static int
read_chinese (void **state)
{
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("LANDLINE_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  return 0;
}

static int
read_english (void **state)
{
  g_setenv ("LANGUAGE", "en", TRUE);
  setlocale (LC_ALL, "");

  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (at_least_eighty_fields_are_explained_once_each),
    cmocka_unit_test (sections_are_those_of_the_standard),
    cmocka_unit_test (every_status_is_explained),
    cmocka_unit_test (texts_are_short_and_say_where_it_stands),
    cmocka_unit_test (common_errors_are_put_right),
    cmocka_unit_test (values_are_put_into_words),
    cmocka_unit_test (every_byte_of_a_message_is_explained),
    cmocka_unit_test (hostile_values_stay_bounded_and_safe_to_show),
    cmocka_unit_test_setup_teardown (every_text_is_chinese_for_those_who_read_it, read_chinese, read_english),
    cmocka_unit_test_setup_teardown (values_are_chinese_too, read_chinese, read_english),
  };

  g_setenv ("TZ", "UTC", TRUE);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
