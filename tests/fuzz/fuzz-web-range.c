/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "web/ranges.h"

/* "20 bytes=0-1": the size of a file, and a field. Whatever the field says, what is sent lies in the file, is no more
 * than the file, and comes in a bounded number of parts. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const uint8_t *space = size > 0 ? memchr (data, ' ', size) : NULL;
  g_autofree char *number = g_strndup ((const char *) data, space != NULL ? (size_t) (space - data) : 0);
  guint64 of = MIN (g_ascii_strtoull (number, NULL, 10), G_MAXINT64);
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (LanWebRange));
  g_autofree char *field = NULL;
  guint64 total = 0;
  LanWebRanges result;

  if (space == NULL)
    return 0;

  /* memory of its own, which ends where the field does */
  size -= (size_t) (space + 1 - data);
  field = g_memdup2 (space + 1, size);
  result = lan_web_ranges_parse (field, size, of, ranges);

  HOLDS (ranges->len <= LAN_WEB_RANGES_MAX);
  HOLDS (result != LAN_WEB_RANGES_SOME || ranges->len > 0);
  for (guint i = 0; i < ranges->len; i++)
    {
      const LanWebRange *range = &g_array_index (ranges, LanWebRange, i);

      HOLDS (range->length > 0 && range->offset < of && range->length <= of - range->offset);
      HOLDS (range->length <= of - total);
      total += range->length;
    }

  return 0;
}
