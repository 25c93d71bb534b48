/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"
#include "web/rules.h"

/* Rules are read or refused with a sentence; what was read is written and read again as the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rules = lan_web_rules_parse (text, &error);

  HOLDS ((rules == NULL) == (error != NULL));
  if (rules != NULL)
    {
      g_autofree char *written = lan_web_rules_format (rules);
      g_autoptr(GPtrArray) again = lan_web_rules_parse (written, NULL);
      g_autofree char *same = again != NULL ? lan_web_rules_format (again) : NULL;

      HOLDS (g_strcmp0 (written, same) == 0);
      lan_web_rules_find (rules, "GET", text);
    }

  return 0;
}
