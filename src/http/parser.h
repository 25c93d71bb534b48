/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Limits of a message head. Each has its own status (RFC 9110 section 15.5.15, RFC 6585 section 5), and a sentence in
 * rules.c that names it. */

/* Room for large cookies; browsers stop at some 8 KiB a field. */
#define LAN_HTTP_HEAD_MAX_BYTES (64 * 1024)
/* Browsers send about 20. */
#define LAN_HTTP_FIELDS_MAX 256
/* RFC 9112 section 3 asks for at least 8000. */
#define LAN_HTTP_TARGET_MAX_BYTES 16384
/* Empty lines before the first one are passed over (RFC 9112 section 2.2); nobody means more than a few. */
#define LAN_HTTP_LEADING_MAX_BYTES 16
/* Of what is wrong in one message so much is named: a head of 64 KiB could hold as many bare LFs. */
#define LAN_HTTP_DIAGNOSES_MAX 256

/**
 * LanHttpPartKind: what a stretch of a message is. The parts of a message tile its bytes.
 */
typedef enum
{
  LAN_HTTP_PART_METHOD,
  LAN_HTTP_PART_TARGET,
  LAN_HTTP_PART_VERSION,
  LAN_HTTP_PART_STATUS,
  LAN_HTTP_PART_REASON,
  LAN_HTTP_PART_SPACE,
  LAN_HTTP_PART_LINE_END,
  LAN_HTTP_PART_FIELD_NAME,
  LAN_HTTP_PART_COLON,
  LAN_HTTP_PART_FIELD_VALUE,
  LAN_HTTP_PART_EMPTY_LINE,
  LAN_HTTP_PART_BODY,
  LAN_HTTP_PART_CHUNK_HEAD,
  LAN_HTTP_PART_CHUNK_DATA,
  LAN_HTTP_PART_CHUNK_END,
  LAN_HTTP_PART_TRAILER,
  LAN_HTTP_PART_JUNK,
} LanHttpPartKind;

typedef struct
{
  LanHttpPartKind kind;
  guint32 offset;
  guint32 length;
} LanHttpPart;

/**
 * LanHttpSeverity: how much it matters
 * @LAN_HTTP_NOTE: allowed, but worth knowing
 * @LAN_HTTP_WARNING: wrong; the standard lets a recipient survive it, and we do
 * @LAN_HTTP_ERROR: refused
 */
typedef enum
{
  LAN_HTTP_NOTE,
  LAN_HTTP_WARNING,
  LAN_HTTP_ERROR,
} LanHttpSeverity;

/**
 * LanHttpRule: what a message can break
 */
typedef enum
{
  LAN_HTTP_RULE_BARE_LF,
  LAN_HTTP_RULE_MIXED_LINE_ENDS,
  LAN_HTTP_RULE_LEADING_EMPTY_LINE,
  LAN_HTTP_RULE_BARE_CR,
  LAN_HTTP_RULE_START_LINE,
  LAN_HTTP_RULE_STATUS_CODE,
  LAN_HTTP_RULE_METHOD,
  LAN_HTTP_RULE_METHOD_UNKNOWN,
  LAN_HTTP_RULE_TARGET,
  LAN_HTTP_RULE_TARGET_FORM,
  LAN_HTTP_RULE_TARGET_FRAGMENT,
  LAN_HTTP_RULE_TARGET_USER,
  LAN_HTTP_RULE_TARGET_ESCAPE,
  LAN_HTTP_RULE_TARGET_LENGTH,
  LAN_HTTP_RULE_VERSION,
  LAN_HTTP_RULE_VERSION_MISSING,
  LAN_HTTP_RULE_VERSION_UNKNOWN,
  LAN_HTTP_RULE_PROTOCOL,
  LAN_HTTP_RULE_FIELD_NAME,
  LAN_HTTP_RULE_FIELD_COLON,
  LAN_HTTP_RULE_FIELD_SPACE,
  LAN_HTTP_RULE_FIELD_VALUE,
  LAN_HTTP_RULE_FIELD_FOLD,
  LAN_HTTP_RULE_FIELD_TWICE,
  LAN_HTTP_RULE_FIELD_COUNT,
  LAN_HTTP_RULE_HEAD_SIZE,
  LAN_HTTP_RULE_HEAD_INCOMPLETE,
  LAN_HTTP_RULE_HOST_MISSING,
  LAN_HTTP_RULE_HOST_TWICE,
  LAN_HTTP_RULE_HOST_INVALID,
  LAN_HTTP_RULE_LENGTH_INVALID,
  LAN_HTTP_RULE_LENGTH_TWICE,
  LAN_HTTP_RULE_LENGTH_AND_CODING,
  LAN_HTTP_RULE_CODING_UNKNOWN,
  LAN_HTTP_RULE_CODING_NOT_LAST,
  LAN_HTTP_RULE_CODING_IN_1_0,
  LAN_HTTP_RULE_EXPECTATION,
  LAN_HTTP_RULE_CHUNK_SIZE,
  LAN_HTTP_RULE_CHUNK_END,
  LAN_HTTP_RULE_CHUNK_EXTENSION,
  LAN_HTTP_RULE_CHUNK_OVERHEAD,
  LAN_HTTP_RULE_TRAILER,
  LAN_HTTP_RULE_TRAILER_FORBIDDEN,
  LAN_HTTP_RULE_BODY_SIZE,
  LAN_HTTP_RULE_BODY_INCOMPLETE,
  LAN_HTTP_RULE_BODY_SURPLUS,
  LAN_HTTP_RULE_TLS,
  LAN_HTTP_N_RULES,
} LanHttpRule;

/**
 * LanHttpDiagnosis: one rule broken, and the bytes that break it
 */
typedef struct
{
  LanHttpRule rule;
  guint32 offset;
  guint32 length;
} LanHttpDiagnosis;

/* A field, as offsets into the head's bytes. */
typedef struct
{
  guint32 name;
  guint32 name_length;
  guint32 value;
  guint32 value_length;
} LanHttpField;

/* What a scan is for. */
typedef enum
{
  LAN_HTTP_SCAN_REQUEST = 0,
  LAN_HTTP_SCAN_RESPONSE = 1 << 0,
  /* without @parts: a server that answers needs none, who looks at a message later does */
  LAN_HTTP_SCAN_QUICK = 1 << 1,
} LanHttpScanFlags;

/**
 * LanHttpHead:
 * @parts: (element-type LanHttpPart): tiling the head; empty after a quick scan
 * @fields: (element-type LanHttpField): in order
 * @diagnoses: (element-type LanHttpDiagnosis): what is wrong: the start line and the fields in order of
 *   appearance, then what contradicts each other
 * @length: bytes of the head, its empty line included
 * @start: the parts of the start line: method, target, version of a request; version, status, reason of a response
 *
 * A message head as read. Offsets point into the bytes it was scanned from, which are not kept.
 */
typedef struct
{
  GArray *parts;
  GArray *fields;
  GArray *diagnoses;
  gsize length;
  gboolean response;
  LanHttpPart start[3];
} LanHttpHead;

/**
 * LanHttpFraming:
 * @status: 0, or the status a strict server answers with, and closes
 * @rule: the rule behind @status
 * @chunked: the body comes in chunks
 * @content_length: else how long it is; -1 until the end of the connection (responses only)
 * @keep_alive: the connection may be used again
 * @expects_continue: the client waits for 100 (RFC 9110 section 10.1.1)
 * @minor: 0 or 1 of HTTP/1.x
 */
typedef struct
{
  guint status;
  LanHttpRule rule;
  gboolean chunked;
  gint64 content_length;
  gboolean keep_alive;
  gboolean expects_continue;
  guint minor;
} LanHttpFraming;

gssize           lan_http_find_head_end      (const char         *data,
                                              gsize               length,
                                              gsize              *scanned);
gboolean         lan_http_is_no_request      (const char         *data,
                                              gsize               length,
                                              gsize              *judged);

LanHttpHead     *lan_http_head_new           (void);
LanHttpHead     *lan_http_head_scan          (const char         *data,
                                              gsize               length,
                                              gboolean            response);
void             lan_http_head_rescan        (LanHttpHead        *self,
                                              const char         *data,
                                              gsize               length,
                                              LanHttpScanFlags    flags);
void             lan_http_head_free          (LanHttpHead        *self);
LanHttpFraming   lan_http_head_decide        (const LanHttpHead  *self,
                                              const char         *data);
LanHttpFraming   lan_http_head_decide_answer (const LanHttpHead  *self,
                                              const char         *data,
                                              const char         *method);
gboolean         lan_http_head_get           (const LanHttpHead  *self,
                                              const char         *data,
                                              const char         *name,
                                              const char        **value,
                                              gsize              *length);
gboolean         lan_http_head_has_word      (const LanHttpHead  *self,
                                              const char         *data,
                                              const char         *name,
                                              const char         *word);
gboolean         lan_http_head_is            (const LanHttpHead  *self,
                                              const char         *data,
                                              guint               which,
                                              const char         *text);

const char      *lan_http_rule_describe      (LanHttpRule         rule,
                                              const char        **section);
LanHttpSeverity  lan_http_rule_get_severity  (LanHttpRule         rule);
guint            lan_http_rule_get_status    (LanHttpRule         rule);
gboolean         lan_http_rule_is_error      (LanHttpRule         rule);
const char      *lan_http_part_describe      (LanHttpPartKind     kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpHead, lan_http_head_free)

G_END_DECLS
