/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "web/access-lines.h"

/* Whatever a request is, it is one line of plain characters with its fields apart, or none. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  LanHttpRecord *record = lan_http_record_new ("GET", "/", data, size, NULL, 0);
  g_autoptr(LanWebAccessLines) kept = lan_web_access_lines_new ();
  const GString *lines = kept->text;
  guint quotes = 0;

  record->client = g_ref_string_new ("10.0.0.1");
  record->finished = TRUE;
  lan_web_access_lines_append (kept, record);
  lan_http_record_unref (record);

  HOLDS ((size == 0) == (lines->len == 0));
  for (gsize i = 0; i < lines->len; i++)
    {
      HOLDS ((lines->str[i] >= ' ' && lines->str[i] < 0x7f) || (lines->str[i] == '\n' && i == lines->len - 1));
      quotes += lines->str[i] == '"';
    }
  HOLDS (size == 0 || (quotes == 6 && lines->str[lines->len - 1] == '\n'));

  return 0;
}
