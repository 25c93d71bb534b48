/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/parser.h"

G_BEGIN_DECLS

/**
 * LanHttpSpares:
 * @head: (nullable): for the fields of a request
 * @request: (nullable): for its bytes
 * @answer: (nullable): for the head of an answer
 * @copy: (nullable): for what is read of a file to be sent at once
 *
 * Buffers that one exchange leaves for the next one, on whichever connection: most are over in the turn
 * in which they came, and an idle connection needs none.
 */
typedef struct
{
  LanHttpHead *head;
  GByteArray *request;
  GByteArray *answer;
  guint8 *copy;
} LanHttpSpares;

LanHttpHead *lan_http_spares_take_head (LanHttpSpares  *self);
void         lan_http_spares_give_head (LanHttpSpares  *self,
                                        LanHttpHead    *head);
GByteArray  *lan_http_spare_take       (GByteArray    **spare);
void         lan_http_spare_give       (GByteArray    **spare,
                                        GByteArray     *buffer);
void         lan_http_spares_clear     (LanHttpSpares  *self);

G_END_DECLS
