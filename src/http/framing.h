/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/parser.h"

G_BEGIN_DECLS

/* The half of the parser that knows what fields mean; only parser.c calls it. */

void lan_http_head_diagnose     (LanHttpHead *self,
                                 LanHttpRule  rule,
                                 gsize        offset,
                                 gsize        length);
void lan_http_head_check_fields (LanHttpHead *self,
                                 const char  *data);

G_END_DECLS
