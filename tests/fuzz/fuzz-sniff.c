/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "files/sniff.h"
#include "fuzz.h"

/* The extension that a file's first bytes give is one word, and reading them stays within them. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  /* a copy of exactly this size: one byte too far is found */
  g_autofree guint8 *head = g_memdup2 (data, size);
  const char *extension = lan_files_sniff_extension (head, size);

  if (extension != NULL)
    HOLDS (strpbrk (extension, "/ \n") == NULL);
  return 0;
}
