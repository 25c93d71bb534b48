/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "web/conditions.h"

#define MODIFIED 784111777   /* Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110 section 5.6.7 */
#define TAG "\"tag\""

static void
a_date_has_three_forms_and_no_other (void **state)
{
  static const struct { const char *text; gint64 expected; } cases[] = {
    { "Sun, 06 Nov 1994 08:49:37 GMT", MODIFIED },
    { "Sunday, 06-Nov-94 08:49:37 GMT", MODIFIED },
    { "Sun Nov  6 08:49:37 1994", MODIFIED },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Thursday, 01-Jan-70 00:00:00 GMT", 0 },
    { "Tuesday, 31-Dec-69 23:59:59 GMT", G_GINT64_CONSTANT (3155759999) },   /* a year with two digits: 2069 */
    { "Fri, 31 Dec 2100 23:59:59 GMT", G_GINT64_CONSTANT (4133980799) },
    { "Tue, 29 Feb 2000 00:00:00 GMT", 951782400 },
    { "Sat, 31 Dec 2016 23:59:60 GMT", 1483228799 },                         /* a leap second */
  };
  static const char *const wrong[] = {
    "", "yesterday", "0", "784111777", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT ",
    "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Xyz 1994 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Mon, 29 Feb 2001 00:00:00 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 0000 08:49:37 GMT",
    "Sun, -6 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "%n%n%n%n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 seconds = -1;

      if (!lan_web_date_parse (cases[i].text, &seconds) || seconds != cases[i].expected)
        fail_msg ("%s: %" G_GINT64_FORMAT, cases[i].text, seconds);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gint64 seconds;

      if (lan_web_date_parse (wrong[i], &seconds))
        fail_msg ("“%s” was taken for a date", wrong[i]);
    }
}

typedef struct
{
  const char *fields;
  guint status;          /* of the conditions */
  LanWebRange range;     /* of a file of 20 bytes */
  guint64 offset;
  guint64 length;
} Case;

#define NONE LAN_WEB_RANGE_NONE
#define OK LAN_WEB_RANGE_OK
#define NOT_THERE LAN_WEB_RANGE_UNSATISFIABLE

/* What differs by one second or one byte. */
static const Case cases[] = {
  { "", 0, NONE, 0, 0 },
  { "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 0, NONE, 0, 0 },
  { "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 304, NONE, 0, 0 },
  { "If-Modified-Since: Sun, 06 Nov 1994 08:49:38 GMT\r\n", 304, NONE, 0, 0 },
  { "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 412, NONE, 0, 0 },
  { "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 0, NONE, 0, 0 },
  { "If-None-Match: \"tag\"\r\n", 304, NONE, 0, 0 },
  { "If-None-Match: \"tags\"\r\n", 0, NONE, 0, 0 },
  { "If-None-Match: \"a\",W/\"tag\"\r\n", 304, NONE, 0, 0 },
  { "If-Match: \"a\" , \"tag\"\r\n", 0, NONE, 0, 0 },
  { "If-Match: W/\"tag\", \"tag\"\r\n", 0, NONE, 0, 0 },
  { "If-Match: W/\"tag\"\r\n", 412, NONE, 0, 0 },
  /* in the order of RFC 9110 section 13.2.2 */
  { "If-Match: \"no\"\r\nIf-None-Match: \"tag\"\r\n", 412, NONE, 0, 0 },
  { "If-Match: \"tag\"\r\nIf-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 0, NONE, 0, 0 },
  { "If-None-Match: \"no\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 0, NONE, 0, 0 },
  /* ranges */
  { "Range: bytes=0-0\r\n", 0, OK, 0, 1 },
  { "Range: bytes=18-19\r\n", 0, OK, 18, 2 },
  { "Range: bytes=18-20\r\n", 0, OK, 18, 2 },
  { "Range: bytes=19-\r\n", 0, OK, 19, 1 },
  { "Range: bytes=20-\r\n", 0, NOT_THERE, 0, 0 },
  { "Range: bytes=-1\r\n", 0, OK, 19, 1 },
  { "Range: bytes=-19\r\n", 0, OK, 1, 19 },
  { "Range: bytes=-20\r\n", 0, OK, 0, 20 },
  { "Range: bytes=-21\r\n", 0, OK, 0, 20 },
  { "Range: bytes=-0\r\n", 0, NOT_THERE, 0, 0 },
  { "Range: bytes=5-5\r\n", 0, OK, 5, 1 },
  { "Range: bytes=5-4\r\n", 0, NONE, 0, 0 },
  { "Range: bytes=0-18446744073709551616\r\n", 0, OK, 0, 20 },
  { "Range: bytes=18446744073709551616-\r\n", 0, NOT_THERE, 0, 0 },
  { "Range: bytes=0-1\r\nIf-Range: \"tag\"\r\n", 0, OK, 0, 2 },
  { "Range: bytes=0-1\r\nIf-Range: W/\"tag\"\r\n", 0, NONE, 0, 0 },
  /* exactly that date, not a later one (section 13.1.5) */
  { "Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:36 GMT\r\n", 0, NONE, 0, 0 },
  { "Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 0, OK, 0, 2 },
  { "Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:38 GMT\r\n", 0, NONE, 0, 0 },
};

static void
conditions_and_ranges_are_judged_to_the_byte (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autofree char *data = g_strdup_printf ("GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", c->fields);
      g_autoptr(LanHttpHead) head = lan_http_head_scan (data, strlen (data), FALSE);
      LanHttpRequest request = { .method = "GET", .target = "/", .head = head, .data = data };
      guint64 offset = 0, length = 0;
      guint status = lan_web_conditions_check (&request, TAG, MODIFIED);
      LanWebRange range = lan_web_conditions_range (&request, TAG, MODIFIED, 20, &offset, &length);

      if (status != c->status || range != c->range || offset != c->offset || length != c->length)
        fail_msg ("%s%u, %d, %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT, c->fields, status, range, offset, length);
    }
}

static void
nothing_is_a_part_of_an_empty_file_or_of_another_method (void **state)
{
  const char *data = "GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-0\r\n\r\n";
  g_autoptr(LanHttpHead) head = lan_http_head_scan (data, strlen (data), FALSE);
  LanHttpRequest request = { .method = "GET", .target = "/", .head = head, .data = data };
  guint64 offset = 0, length = 0;

  assert_int_equal (lan_web_conditions_range (&request, TAG, MODIFIED, 0, &offset, &length), NOT_THERE);
  request.method = "HEAD";
  assert_int_equal (lan_web_conditions_range (&request, TAG, MODIFIED, 20, &offset, &length), NONE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_date_has_three_forms_and_no_other),
    cmocka_unit_test (conditions_and_ranges_are_judged_to_the_byte),
    cmocka_unit_test (nothing_is_a_part_of_an_empty_file_or_of_another_method),
  };

  return cmocka_run_group_tests_name ("web-conditions", tests, NULL, NULL);
}
