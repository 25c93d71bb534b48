/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What must hold whatever the bytes are. g_assert() can be compiled out, and at g_error()'s trap libFuzzer does not keep
 * the input. */
#define HOLDS(condition)                                 \
  G_STMT_START                                           \
  {                                                      \
    if (!(condition))                                    \
      {                                                  \
        g_printerr ("%s does not hold\n", #condition);   \
        abort ();                                        \
      }                                                  \
  }                                                      \
  G_STMT_END
