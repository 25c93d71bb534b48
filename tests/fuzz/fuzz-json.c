/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/json.h"
#include "fuzz.h"

#define MAX_BYTES 100000

/* Hostile JSON is read or refused with a sentence, and all text in it is text. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = lan_json_parse ((const char *) data, size, MAX_BYTES, &error);

  HOLDS ((root == NULL) == (error != NULL));
  if (root != NULL)
    {
      g_autofree char *text = json_to_string (root, FALSE);

      HOLDS (g_utf8_validate (text, -1, NULL));
    }

  return 0;
}
