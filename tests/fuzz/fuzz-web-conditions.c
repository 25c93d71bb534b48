/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"
#include "web/conditions.h"
#include "web/negotiation.h"

#define TAG "\"tag\""
#define MODIFIED 784111777

/* Whatever the fields of a request say: an answer that there is, codings that there are, each once. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GString) text = g_string_new ("GET / HTTP/1.1\r\n");
  g_autoptr(LanHttpHead) head = NULL;
  g_autofree char *bytes = NULL;
  LanHttpRequest request = { .method = "GET", .target = "/" };
  gboolean seen[LAN_WEB_N_CODINGS] = { FALSE };
  guint status, put_status;

  g_string_append_len (text, (const char *) data, (gssize) size);
  g_string_append (text, "\r\n\r\n");
  /* memory of its own, which ends where the head does */
  bytes = g_memdup2 (text->str, text->len);
  head = lan_http_head_scan (bytes, text->len, LAN_HTTP_SCAN_QUICK);
  request.head = head;
  request.data = bytes;

  status = lan_web_conditions_check (&request, TAG, MODIFIED);
  HOLDS (status == 0 || status == 304 || status == 412);
  HOLDS (lan_web_conditions_check (&request, TAG, MODIFIED) == status);
  lan_web_conditions_allow_range (&request, TAG, MODIFIED);
  request.method = "PUT";
  put_status = lan_web_conditions_check (&request, TAG, MODIFIED);
  HOLDS (put_status == 0 || put_status == 412);
  HOLDS (status != 412 || put_status == 412);
  lan_web_conditions_check (&request, NULL, 0);

  for (LanWebCodings list = lan_web_negotiate_codings (head, bytes); list != 0; list = LAN_WEB_CODINGS_REST (list))
    {
      HOLDS (!seen[LAN_WEB_CODINGS_FIRST (list)] && LAN_WEB_CODINGS_FIRST (list) != LAN_WEB_CODING_NONE);
      seen[LAN_WEB_CODINGS_FIRST (list)] = TRUE;
    }
  lan_web_negotiate_html (head, bytes);

  return 0;
}
