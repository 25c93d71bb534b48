/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/message.h"

/* What must hold of a message whatever its bytes are. */

static inline void
fuzz_check_parts (GArray *parts,
                  gsize   length)
{
  gsize at = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const LanHttpPart *part = &g_array_index (parts, LanHttpPart, i);

      g_assert_cmpuint (part->offset, ==, at);
      g_assert_cmpuint (part->length, >, 0);
      at += part->length;
    }
  g_assert_cmpuint (at, ==, length);
}

static inline void
fuzz_check_diagnoses (GArray *diagnoses,
                      gsize   length)
{
  for (guint i = 0; i < diagnoses->len; i++)
    {
      const LanHttpDiagnosis *diagnosis = &g_array_index (diagnoses, LanHttpDiagnosis, i);

      g_assert_cmpuint (diagnosis->rule, <, LAN_HTTP_N_RULES);
      g_assert_cmpuint ((gsize) diagnosis->offset + diagnosis->length, <=, length);
    }
}

static inline void
fuzz_check_message (const char *data,
                    gsize       length,
                    gboolean    response)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, length);
  g_autoptr(LanHttpMessage) message = lan_http_message_new (bytes, response);

  fuzz_check_parts (message->parts, length);
  fuzz_check_diagnoses (message->diagnoses, length);
}
