/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What must hold whatever the bytes are. g_assert() can be compiled out; this cannot. */
#define HOLDS(condition) \
  G_STMT_START { if (!(condition)) g_error ("%s does not hold", #condition); } G_STMT_END
