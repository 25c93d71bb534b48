/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/record.h"
#include "web/needle.h"

G_BEGIN_DECLS

typedef struct _LanWebFilter LanWebFilter;

/* What is typed into one line; the rest of a longer text is passed over. */
#define LAN_WEB_FILTER_MAX_BYTES 4096

/**
 * LanWebFilterTerm:
 * @offset: of the term in the text, bytes, its minus included
 * @length: likewise
 * @negated: it begins with a minus
 * @error: (nullable): a translated sentence on what is wrong with it and what would be right; such a term is
 *   passed over when rows are matched
 * @error_offset: the bytes that are wrong
 * @error_length: likewise
 */
typedef struct
{
  gsize offset;
  gsize length;
  gboolean negated;
  char *error;
  gsize error_offset;
  gsize error_length;
} LanWebFilterTerm;

/**
 * LanWebFilterRow:
 * @status: 0 if nothing was answered
 * @rule: a #LanHttpRule, or -1 if none was broken
 * @method: (nullable)
 * @target: (nullable)
 * @client: an address
 * @type: (nullable): the media type of the answer
 * @request_size: bytes received
 * @response_size: bytes sent
 * @started_us: wall clock, microseconds since 1970
 * @duration_us: microseconds
 *
 * What a filter looks at, of one exchange.
 */
typedef struct
{
  guint status;
  LanHttpRecordKind kind;
  int rule;
  gboolean secure;
  const char *method;
  const char *target;
  const char *client;
  const char *type;
  guint64 request_size;
  guint64 response_size;
  gint64 started_us;
  gint64 duration_us;
} LanWebFilterRow;

/**
 * LanWebFilterNow:
 * @now_us: wall clock, microseconds since 1970
 * @utc_offset_s: of the clock on the wall, seconds east of Greenwich
 *
 * When a filter is applied: for "age" and "time".
 */
typedef struct
{
  gint64 now_us;
  gint64 utc_offset_s;
} LanWebFilterNow;

/* Whether the bytes of a row's messages hold @needle. Asked only if all else fits. */
typedef gboolean (*LanWebFilterSearch) (const LanWebNeedle *needle,
                                        gpointer            data);

LanWebFilter           *lan_web_filter_new         (const char            *text);
LanWebFilter           *lan_web_filter_ref         (LanWebFilter          *self);
void                    lan_web_filter_unref       (LanWebFilter          *self);
guint                   lan_web_filter_get_n_terms (const LanWebFilter    *self);
const LanWebFilterTerm *lan_web_filter_get_term    (const LanWebFilter    *self,
                                                    guint                  position);
gboolean                lan_web_filter_is_empty    (const LanWebFilter    *self);
gboolean                lan_web_filter_searches    (const LanWebFilter    *self);
gboolean                lan_web_filter_matches     (const LanWebFilter    *self,
                                                    const LanWebFilterRow *row,
                                                    const LanWebFilterNow *now,
                                                    LanWebFilterSearch     search,
                                                    gpointer               data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebFilter, lan_web_filter_unref)

G_END_DECLS
