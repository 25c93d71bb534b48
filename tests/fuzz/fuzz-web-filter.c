/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "web/filter.h"

static gboolean
search (const LanWebNeedle *needle,
        gpointer            data)
{
  const char *text = data;
  gssize found = lan_web_needle_find (needle, text, strlen (text));

  HOLDS (lan_web_needle_get_length (needle) > 0);
  HOLDS (found < 0 || (gsize) found + lan_web_needle_get_length (needle) <= strlen (text));

  return found >= 0;
}

/* Whatever is typed: terms stand one after another within the text, what is wrong lies within its term, and a filter
 * without a right term lets all through. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const LanWebFilterRow row = { .status = 404, .rule = LAN_HTTP_RULE_HOST_MISSING, .method = "GET", .target = "/a?b=c",
                                .client = "10.0.0.7", .type = "text/html", .response_size = 1500, .duration_us = 1000 };
  const LanWebFilterNow now = { 1700000000000000, 3600 };
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(LanWebFilter) filter = lan_web_filter_new (text);
  gsize end = 0;

  for (guint i = 0; i < lan_web_filter_get_n_terms (filter); i++)
    {
      const LanWebFilterTerm *term = lan_web_filter_get_term (filter, i);

      HOLDS (term->offset >= end && term->length > 0);
      end = term->offset + term->length;
      HOLDS (end <= strlen (text));
      HOLDS (term->error == NULL || (term->error_offset >= term->offset && term->error_offset + term->error_length <= end));
      HOLDS (term->error == NULL || g_utf8_validate (term->error, -1, NULL));
    }
  HOLDS (lan_web_filter_matches (filter, &row, &now, search, text) || !lan_web_filter_is_empty (filter));

  return 0;
}
