/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz-http.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput (const uint8_t *bytes,
                        size_t         size)
{
  static const char *const methods[] = { "GET", "HEAD", "CONNECT" };
  const char *data = (const char *) bytes;
  gsize scanned = 0;
  gssize end = lan_http_find_head_end (data, size, &scanned);
  g_autoptr(LanHttpHead) head = lan_http_head_scan (data, end >= 0 ? (gsize) end : size, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      LanHttpFraming framing = lan_http_head_decide_answer (head, data, methods[i]);

      g_assert_cmpint (framing.content_length, >=, -1);
      g_assert_false (framing.keep_alive && !framing.chunked && framing.content_length < 0);
    }
  fuzz_check_message (data, size, TRUE);

  return 0;
}
