/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/text.h"
#include "fuzz.h"
#include "web/explain.h"

/* "Name: value" as it comes: what is said of it is one line, safe to show. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *line = (const char *) data;
  const char *colon = size > 0 ? memchr (line, ':', size) : NULL;
  gsize length = colon != NULL ? (gsize) (colon - line) : 0;

  if (colon == NULL)
    return 0;

  (void) lan_web_explain_field (line, length);
  for (int response = 0; response < 2; response++)
    {
      g_autofree char *words = lan_web_explain_value (line, length, colon + 1, size - length - 1, response, 1700000000);

      HOLDS (words == NULL || g_utf8_validate (words, -1, NULL));
      for (const char *p = words; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
        HOLDS (!lan_text_is_unsafe (g_utf8_get_char (p)));
    }

  return 0;
}
