/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/response.h"

G_BEGIN_DECLS

/**
 * LanHttpShape:
 * @fields: (nullable): header lines, each with CR LF, that the answer gets in place of its own of the same names
 * @delay_ms: so long the answer is kept back at least, from now on
 * @cut: whether the answer is cut off
 * @cut_after: bytes of its content that are sent before that
 * @note: (nullable): a translated sentence for the record
 *
 * What is done to an answer, whoever makes it, now or later.
 */
typedef struct
{
  char *fields;
  guint delay_ms;
  gboolean cut;
  guint64 cut_after;
  char *note;
} LanHttpShape;

void             lan_http_shape_clear (LanHttpShape       *self);
LanHttpResponse *lan_http_shape_apply (const LanHttpShape *self,
                                       LanHttpResponse    *response);

G_END_DECLS
