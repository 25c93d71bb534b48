/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guard-page.h"
#include "web/ranges.h"

/* What came of it, written as Content-Range writes it. */
static char *
describe (const char *field,
          gsize       length,
          guint64     size)
{
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (LanWebRange));
  LanWebRanges result = lan_web_ranges_parse (field, length, size, ranges);
  GString *text = g_string_new (NULL);

  if (result == LAN_WEB_RANGES_NONE)
    g_string_append (text, "whole");
  else if (result == LAN_WEB_RANGES_UNSATISFIABLE)
    g_string_append (text, "416");
  for (guint i = 0; i < ranges->len && result == LAN_WEB_RANGES_SOME; i++)
    {
      const LanWebRange *range = &g_array_index (ranges, LanWebRange, i);

      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, i > 0 ? "," : "", range->offset,
                              range->offset + range->length - 1);
    }

  return g_string_free (text, FALSE);
}

/* nginx 1.22 does otherwise where it says so; tests/interop/test-web-nginx.py asks it. */
static const struct
{
  const char *field;
  const char *of_20;      /* bytes */
} cases[] = {
  /* one */
  { "bytes=0-0", "0-0" },
  { "bytes=0-9", "0-9" },
  { "bytes=5-5", "5-5" },
  { "bytes=10-", "10-19" },
  { "bytes=0-", "0-19" },
  { "bytes=19-", "19-19" },
  { "bytes=19-19", "19-19" },
  { "bytes=18-20", "18-19" },
  { "bytes=15-99", "15-19" },
  { "bytes=00000000000000000000000005-0006", "5-6" },
  { "BYTES=1-2", "1-2" },
  { "Bytes=1-2", "1-2" },
  { "bytes=-1", "19-19" },
  { "bytes=-19", "1-19" },
  { "bytes=-20", "0-19" },
  { "bytes=-21", "0-19" },
  /* too large a number is larger than the file (RFC 9110 section 14.1.1: nothing says otherwise) */
  { "bytes=15-9223372036854775807", "15-19" },
  { "bytes=15-9223372036854775808", "15-19" },   /* nginx: 416 */
  { "bytes=15-18446744073709551616", "15-19" },   /* nginx: 416 */
  { "bytes=15-99999999999999999999999999999999999", "15-19" },   /* nginx: 416 */
  { "bytes=-99999999999999999999999999999999999", "0-19" },   /* nginx: 416 */
  /* not there */
  { "bytes=20-", "416" },
  { "bytes=20-20", "416" },
  { "bytes=99-199", "416" },
  { "bytes=18446744073709551616-", "416" },
  { "bytes=-0", "416" },
  { "bytes=20-,30-40,-0", "416" },
  /* several, in the order they were asked for */
  { "bytes=0-1,3-4", "0-1,3-4" },
  { "bytes=0-1, 3-4", "0-1,3-4" },
  { "bytes=0-1 ,3-4", "0-1,3-4" },
  { "bytes=0-1\t,\t3-4", "0-1,3-4" },   /* nginx: 416; white space is tabs too (section 5.6.3) */
  { "bytes=0-0,-1", "0-0,19-19" },
  { "bytes=-1,0-0", "19-19,0-0" },
  { "bytes=15-,0-4", "15-19,0-4" },
  { "bytes=0-4,2-6", "0-4,2-6" },
  { "bytes=0-0,0-0,0-0", "0-0,0-0,0-0" },
  { "bytes=0-9,10-19", "0-9,10-19" },
  { "bytes=0-1,,3-4", "0-1,3-4" },   /* nginx: 416; empty elements are passed over (section 5.6.1.2) */
  { "bytes=,0-1", "0-1" },   /* nginx: 416 */
  { "bytes=0-1,", "0-1" },   /* nginx: 416 */
  { "bytes= 0-1", "0-1" },
  { "bytes=0-1 ", "0-1" },
  /* of several those that are there */
  { "bytes=0-1,20-30", "0-1" },
  { "bytes=20-30,0-1", "0-1" },
  { "bytes=-0,0-1", "0-1" },
  { "bytes=30-,0-1,40-50,3-4", "0-1,3-4" },
  /* more than the file */
  { "bytes=0-,0-", "whole" },
  { "bytes=0-,0-0", "whole" },
  { "bytes=0-9,10-19,0-0", "whole" },
  { "bytes=0-9,5-14,10-19", "whole" },
  { "bytes=-20,-1", "whole" },
  { "bytes=0-9223372036854775807,0-9223372036854775807", "whole" },
  /* no range: ignored or refused, as one likes (section 14.2); the one who wrote it wrongly wanted the file */
  { "bytes=5-4", "whole" },   /* nginx: 416 */
  { "bytes=0-1,5-4", "whole" },   /* nginx: 0-1 */
  { "bytes=5-3,0-1", "whole" },   /* nginx: 0-1 */
  { "bytes=-", "whole" },   /* nginx: 416 */
  { "bytes=--1", "whole" },   /* nginx: 416 */
  { "bytes=a-b", "whole" },   /* nginx: 416 */
  { "bytes=1", "whole" },   /* nginx: 416 */
  { "bytes=1,2", "whole" },   /* nginx: 416 */
  { "bytes=1-2-3", "whole" },   /* nginx: 416 */
  { "bytes=1-2;3-4", "whole" },   /* nginx: 416 */
  { "bytes=+1-2", "whole" },   /* nginx: 416 */
  { "bytes=1-+2", "whole" },   /* nginx: 416 */
  { "bytes=0x1-2", "whole" },   /* nginx: 416 */
  { "bytes=1.0-2", "whole" },   /* nginx: 416 */
  { "bytes=1-2,x", "whole" },   /* nginx: 416 */
  { "bytes=x,1-2", "whole" },   /* nginx: 416 */
  { "bytes=1-2x", "whole" },   /* nginx: 416 */
  { "bytes=0 - 1", "whole" },   /* nginx: 0-1; no white space inside (section 14.1.1) */
  { "bytes=0- 1", "whole" },   /* nginx: 0-1 */
  { "bytes=1-*", "whole" },   /* nginx: 416 */
  { "bytes=*", "whole" },   /* nginx: 416 */
  { "bytes=,", "whole" },   /* nginx: 416 */
  { "bytes= ", "whole" },   /* nginx: 416 */
  { "bytes=\xff-\xff", "whole" },   /* nginx: 416 */
  /* nothing that we know (section 14.2: MUST ignore) */
  { "bytes=", "whole" },
  { "bytes", "whole" },
  { "byte=0-1", "whole" },
  { "bytes =0-1", "whole" },
  { "bytes:0-1", "whole" },
  { "lines=0-1", "whole" },
  { "items=0-5", "whole" },
  { "none", "whole" },
  { "0-1", "whole" },
  { "", "whole" },
  { "=", "whole" },
};

static void
a_field_says_which_parts (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].field);
      GuardPage page = guard_page_new (MAX (length, 1));
      g_autofree char *found = describe (guard_page_put (&page, cases[i].field, length), length, 20);

      guard_page_free (&page);
      if (strcmp (found, cases[i].of_20) != 0)
        fail_msg ("%s: %s expected, not %s", cases[i].field, cases[i].of_20, found);
    }
}

static void
sizes_have_no_corners (void **state)
{
  static const struct { const char *field; guint64 size; const char *expected; } corners[] = {
    { "bytes=0-0", 0, "416" },
    { "bytes=0-", 0, "416" },
    { "bytes=-0", 0, "416" },
    { "bytes=-1", 0, "whole" },
    { "bytes=0-0", 1, "0-0" },
    { "bytes=1-", 1, "416" },
    { "bytes=-1", 1, "0-0" },
    { "bytes=1099511627775-", G_GUINT64_CONSTANT (1099511627776), "1099511627775-1099511627775" },
    { "bytes=-1", G_GUINT64_CONSTANT (1099511627776), "1099511627775-1099511627775" },
    { "bytes=0-", G_MAXINT64, "0-9223372036854775806" },
    { "bytes=9223372036854775806-9223372036854775806", G_MAXINT64, "9223372036854775806-9223372036854775806" },
    { "bytes=9223372036854775807-", G_MAXINT64, "416" },
    { "bytes=0-9223372036854775806,0-0", G_MAXINT64, "whole" },
    { "bytes=0-9223372036854775805,0-0", G_MAXINT64, "0-9223372036854775805,0-0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      g_autofree char *found = describe (corners[i].field, strlen (corners[i].field), corners[i].size);

      if (strcmp (found, corners[i].expected) != 0)
        fail_msg ("%s of %" G_GUINT64_FORMAT ": %s expected, not %s", corners[i].field, corners[i].size,
                  corners[i].expected, found);
    }
}

static void
more_parts_than_anybody_needs_are_the_whole (void **state)
{
  g_autoptr(GString) field = g_string_new ("bytes=0-0");
  g_autofree char *most = NULL;
  g_autofree char *too_many = NULL;

  for (guint i = 1; i < LAN_WEB_RANGES_MAX; i++)
    g_string_append_printf (field, ",%u-%u", 2 * i, 2 * i);
  most = describe (field->str, field->len, 1000);
  g_string_append (field, ",999-");
  too_many = describe (field->str, field->len, 1000);

  assert_string_not_equal (most, "whole");
  assert_string_equal (too_many, "whole");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_field_says_which_parts),
    cmocka_unit_test (sizes_have_no_corners),
    cmocka_unit_test (more_parts_than_anybody_needs_are_the_whole),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
