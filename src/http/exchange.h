/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/chunked.h"
#include "http/output.h"
#include "http/record.h"
#include "http/spares.h"

G_BEGIN_DECLS

/**
 * LanHttpExchange:
 * @id: 0 when there is none under way
 * @head: (nullable): of the request; %NULL until it is complete
 * @request: head, and the beginning of the body
 * @told_us: monotonic clock when the last record was made of it; 0 if none was
 *
 * The exchange a connection is in the middle of.
 */
typedef struct
{
  guint64 id;
  LanHttpRecordKind kind;
  LanHttpHead *head;
  LanHttpFraming framing;
  gboolean has_rule;
  LanHttpRule rule;
  char *problem;
  char *note;
  gint64 told_us;

  LanHttpChunked chunked;
  guint64 body_received;
  guint64 body_limit;       /* set where it was exceeded */
  GByteArray *request;
  guint64 request_size;
  char *method;             /* and the target: in one piece of memory */
  const char *target;
  guint status;

  gint64 started_us;        /* wall clock */
  gint64 started_mono_us;
  gint64 head_us;
  gint64 body_us;
  gint64 answer_us;
} LanHttpExchange;

void           lan_http_exchange_begin  (LanHttpExchange     *self,
                                         guint64              id);
void           lan_http_exchange_clear  (LanHttpExchange     *self,
                                         LanHttpSpares       *spares);
void           lan_http_exchange_keep   (LanHttpExchange     *self,
                                         LanHttpSpares       *spares,
                                         const guint8        *data,
                                         gsize                length);
gint64         lan_http_exchange_since  (LanHttpExchange     *self);
LanHttpRecord *lan_http_exchange_record (LanHttpExchange     *self,
                                         const LanHttpOutput *output);

G_END_DECLS
