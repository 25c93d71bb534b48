/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-http.h"

#include <stdint.h>

/* Whether the head's end is found in one go or in two. */
static gssize
find_end (const char *data,
          gsize       length,
          gsize       cut)
{
  gsize scanned = 0;
  gssize end = lan_http_find_head_end (data, cut, &scanned);

  return end >= 0 ? end : lan_http_find_head_end (data, length, &scanned);
}

static void
check_decision (const char *data,
                gsize       length)
{
  g_autoptr(LanHttpHead) head = lan_http_head_scan (data, length, FALSE);
  g_autoptr(LanHttpHead) quick = lan_http_head_new ();
  LanHttpFraming framing = lan_http_head_decide (head, data);

  lan_http_head_rescan (quick, data, length, LAN_HTTP_SCAN_QUICK);
  g_assert_cmpuint (lan_http_head_decide (quick, data).status, ==, framing.status);
  fuzz_check_parts (head->parts, length);
  fuzz_check_diagnoses (head->diagnoses, length);
  if (framing.status != 0)
    g_assert_false (framing.keep_alive);
  else
    g_assert_cmpint (framing.content_length, >=, 0);
  g_assert_false (framing.chunked && framing.content_length != 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes,
                        size_t         size)
{
  const char *data = (const char *) bytes;
  gsize judged = 0, judged_cut = 0;
  gsize cut = size > 0 ? (gsize) bytes[size - 1] % size : 0;
  gssize end = find_end (data, size, 0);
  gboolean no_request = lan_http_is_no_request (data, size, &judged);

  g_assert_cmpint (find_end (data, size, cut), ==, end);
  g_assert_cmpint (lan_http_is_no_request (data, cut, &judged_cut) ||
                   lan_http_is_no_request (data, size, &judged_cut), ==, no_request);
  check_decision (data, end >= 0 ? (gsize) end : size);
  fuzz_check_message (data, size, FALSE);

  return 0;
}
