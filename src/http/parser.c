/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/parser.h"

#include <string.h>

#include "http/framing.h"
#include "http/syntax.h"

static gboolean
is_white (char c)
{
  return c == ' ' || c == '\t';
}

/* Where the start line begins: after the empty lines that are passed over. */
static gsize
skip_leading (const char *data,
              gsize       length)
{
  gsize at = 0;

  while (at < MIN (length, LAN_HTTP_LEADING_MAX_BYTES))
    {
      if (data[at] == '\n')
        at++;
      else if (data[at] == '\r' && at + 1 < length && data[at + 1] == '\n')
        at += 2;
      else
        break;
    }

  return at;
}

/**
 * lan_http_find_head_end:
 * @data: what was received of a message so far
 * @length: how much
 * @scanned: (inout): where to go on; 0 at first
 *
 * Finds the empty line that ends a head, once over each byte however they dribble in. Empty lines before
 * the start line are passed over (RFC 9112 section 2.2). A bare LF ends a line here; whether it may is
 * the scan's to say.
 *
 * Returns: the bytes of the head, its empty line included, or -1 if it is not there yet
 */
gssize
lan_http_find_head_end (const char *data,
                        gsize       length,
                        gsize      *scanned)
{
  gsize at = *scanned > 0 ? *scanned : skip_leading (data, length);

  if (at == length)
    return -1;

  while (at < length)
    {
      const char *lf = memchr (data + at, '\n', length - at);

      if (lf == NULL)
        break;

      at = (gsize) (lf - data);
      if (at + 1 < length && data[at + 1] == '\n')
        return (gssize) at + 2;
      if (at + 2 < length && data[at + 1] == '\r' && data[at + 2] == '\n')
        return (gssize) at + 3;
      if (at + 1 == length || (at + 2 == length && data[at + 1] == '\r'))
        {
          *scanned = at;   /* what follows this LF is still to come */
          return -1;
        }
      at++;
    }

  /* A CR at the end may belong to an empty line before the first one, which is to be looked at again. */
  *scanned = length > LAN_HTTP_LEADING_MAX_BYTES + 1 ? length : 0;

  return -1;
}

/**
 * lan_http_is_no_request:
 * @data: what was received so far, without the empty line that ends a head
 * @judged: (inout): where to go on; 0 at first
 *
 * Tells early that no head will come: a control character before the first line end, or a first line
 * that does not end in a version, as HTTP/0.9 and other protocols send it. Who sends that waits for
 * our answer, not we for his empty line.
 *
 * Returns: whether what is there is all that is to be judged
 */
gboolean
lan_http_is_no_request (const char *data,
                        gsize       length,
                        gsize      *judged)
{
  gsize start = skip_leading (data, length);
  gsize end = MAX (*judged, start);
  gsize from;

  if (*judged == G_MAXSIZE)
    return FALSE;   /* the first line was seen, and is one */

  for (; end < length && data[end] != '\n'; end++)
    {
      guint8 c = (guint8) data[end];

      if (c == '\r' && end + 1 == length)
        break;
      if (c == '\r' ? data[end + 1] != '\n' : (c < 0x20 && c != '\t') || c == 0x7f)
        return TRUE;
    }
  *judged = end > LAN_HTTP_LEADING_MAX_BYTES ? end : 0;
  if (end == length || data[end] != '\n')
    return FALSE;

  *judged = G_MAXSIZE;
  while (end > start && (data[end - 1] == '\r' || is_white (data[end - 1])))
    end--;
  from = end;
  while (from > start && !is_white (data[from - 1]))
    from--;

  return end - from < 5 || memcmp (data + from, "HTTP/", 5) != 0;
}

/* --- The scan: always yields parts, and says all that is wrong --- */

typedef struct
{
  LanHttpHead *head;
  const char *data;
  gsize length;
  gsize at;
  gboolean quick;
  gboolean cut;       /* the line at hand has no end: what is not there cannot be wrong */
  gboolean simple;    /* a request without version, which has no more lines to wait for */
  gsize bare_lf;      /* after the first */
  guint n_bare_lf;
  guint n_cr_lf;
} Scan;

static void
add_part (Scan            *scan,
          LanHttpPartKind  kind,
          gsize            offset,
          gsize            length)
{
  LanHttpPart part = { kind, (guint32) offset, (guint32) length };

  if (length > 0 && !scan->quick)
    g_array_append_val (scan->head->parts, part);
}

static void
diagnose (Scan        *scan,
          LanHttpRule  rule,
          gsize        offset,
          gsize        length)
{
  if (!scan->cut)
    lan_http_head_diagnose (scan->head, rule, offset, length);
}

/* The line at scan->at: its content's end; @next is where the one after it begins. */
static gsize
line_end (Scan  *scan,
          gsize *next)
{
  const char *lf = memchr (scan->data + scan->at, '\n', scan->length - scan->at);
  gsize end;

  scan->cut = lf == NULL;
  if (lf == NULL)
    {
      *next = scan->length;
      return scan->length;
    }

  end = (gsize) (lf - scan->data);
  *next = end + 1;
  if (end > scan->at && scan->data[end - 1] == '\r')
    {
      scan->n_cr_lf++;
      return end - 1;
    }

  if (scan->n_bare_lf++ == 0)
    scan->bare_lf = end;
  diagnose (scan, LAN_HTTP_RULE_BARE_LF, end, 1);

  return end;
}

static void
find_bare_cr (Scan  *scan,
              gsize  from,
              gsize  to)
{
  const char *cr = to > from ? memchr (scan->data + from, '\r', to - from) : NULL;

  /* the last byte of what there is may be one whose LF is still to come */
  if (cr != NULL && cr + 1 < scan->data + scan->length)
    lan_http_head_diagnose (scan->head, LAN_HTTP_RULE_BARE_CR, (gsize) (cr - scan->data), 1);
}

/* Between two parts of a start line: exactly one SP (RFC 9112 section 3) */
static gsize
skip_spaces (Scan  *scan,
             gsize  at,
             gsize  end)
{
  gsize from = at;

  while (at < end && is_white (scan->data[at]))
    at++;
  add_part (scan, LAN_HTTP_PART_SPACE, from, at - from);
  if (at - from > 1 || (at > from && scan->data[from] == '\t'))
    diagnose (scan, LAN_HTTP_RULE_START_LINE, from, at - from);

  return at;
}

static gsize
word_end (Scan  *scan,
          gsize  at,
          gsize  end)
{
  while (at < end && !is_white (scan->data[at]))
    at++;

  return at;
}

static void
start_part (Scan            *scan,
            guint            which,
            LanHttpPartKind  kind,
            gsize            from,
            gsize            to)
{
  scan->head->start[which] = (LanHttpPart) { kind, (guint32) from, (guint32) (to - from) };
  add_part (scan, kind, from, to - from);
}

/* RTSP (RFC 7826) and Icecast took over the form of our first line. */
static gboolean
is_other_protocol (const char *version,
                   gsize       length)
{
  return (length == 8 && memcmp (version, "RTSP/", 5) == 0) || (length == 7 && memcmp (version, "ICE/", 4) == 0);
}

static void
check_version (Scan *scan,
               guint which)
{
  const LanHttpPart *part = &scan->head->start[which];
  const char *version = scan->data + part->offset;

  if (is_other_protocol (version, part->length))
    diagnose (scan, LAN_HTTP_RULE_PROTOCOL, part->offset, part->length);
  else if (part->length != 8 || memcmp (version, "HTTP/", 5) != 0 || !g_ascii_isdigit (version[5]) ||
      version[6] != '.' || !g_ascii_isdigit (version[7]))
    diagnose (scan, LAN_HTTP_RULE_VERSION, part->offset, part->length);
  else if (version[5] != '1')
    diagnose (scan, LAN_HTTP_RULE_VERSION_UNKNOWN, part->offset, part->length);
}

/* RFC 9112 section 3.2: no controls, spaces, or bytes beyond ASCII */
static void
check_target (Scan  *scan,
              gsize  from,
              gsize  to)
{
  const char *fragment;

  if (to - from > LAN_HTTP_TARGET_MAX_BYTES)
    {
      lan_http_head_diagnose (scan->head, LAN_HTTP_RULE_TARGET_LENGTH, from, to - from);
      return;
    }

  for (gsize i = from; i < to; i++)
    {
      guint8 c = (guint8) scan->data[i];

      if (c <= 0x20 || c >= 0x7f)
        {
          lan_http_head_diagnose (scan->head, LAN_HTTP_RULE_TARGET, i, 1);
          return;
        }
    }

  fragment = to > from ? memchr (scan->data + from, '#', to - from) : NULL;
  if (fragment != NULL)
    {
      gsize at = (gsize) (fragment - scan->data);

      diagnose (scan, LAN_HTTP_RULE_TARGET_FRAGMENT, at, to - at);
      to = at;
    }
  if (!lan_http_is_plain_uri (scan->data + from, to - from))
    diagnose (scan, LAN_HTTP_RULE_TARGET_ESCAPE, from, to - from);
}

/* "GET /": HTTP/0.9 knew nothing else (RFC 1945 section 5) */
static gboolean
is_simple_request (Scan *scan)
{
  const LanHttpPart *target = &scan->head->start[1];

  return lan_http_head_is (scan->head, scan->data, 0, "GET") && target->length > 0 &&
         scan->data[target->offset] == '/';
}

/* method SP request-target SP HTTP-version (RFC 9112 section 3) */
static void
scan_request_line (Scan  *scan,
                   gsize  end)
{
  gsize from = scan->at;
  gsize to = word_end (scan, from, end);
  gsize content = end;
  gsize last;

  start_part (scan, 0, LAN_HTTP_PART_METHOD, from, to);
  if (from == to)
    diagnose (scan, LAN_HTTP_RULE_METHOD, from, 0);
  else if (!lan_http_is_token (scan->data + from, to - from))
    lan_http_head_diagnose (scan->head, LAN_HTTP_RULE_METHOD, from, to - from);

  from = skip_spaces (scan, to, end);
  while (content > from && is_white (scan->data[content - 1]))
    content--;
  /* A raw space in the target is wrong, but then the version is still the last word. */
  last = content;
  while (last > from && !is_white (scan->data[last - 1]))
    last--;
  to = last;
  while (to > from && is_white (scan->data[to - 1]))
    to--;
  if (last <= from)
    {
      start_part (scan, 1, LAN_HTTP_PART_TARGET, from, content);
      scan->head->start[2] = (LanHttpPart) { LAN_HTTP_PART_VERSION, (guint32) content, 0 };
      check_target (scan, from, content);
      scan->simple = !scan->cut && content == end && is_simple_request (scan);
      diagnose (scan, scan->simple ? LAN_HTTP_RULE_VERSION_MISSING : LAN_HTTP_RULE_START_LINE, scan->at, end - scan->at);
    }
  else
    {
      start_part (scan, 1, LAN_HTTP_PART_TARGET, from, to);
      check_target (scan, from, to);
      skip_spaces (scan, to, last);
      start_part (scan, 2, LAN_HTTP_PART_VERSION, last, content);
      check_version (scan, 2);
      if (content < end)
        diagnose (scan, LAN_HTTP_RULE_START_LINE, content, end - content);
    }
  add_part (scan, LAN_HTTP_PART_SPACE, content, end - content);
}

/* HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4) */
static void
scan_status_line (Scan  *scan,
                  gsize  end)
{
  const char *data = scan->data;
  gsize from = scan->at;
  gsize to = word_end (scan, from, end);

  start_part (scan, 0, LAN_HTTP_PART_VERSION, from, to);
  check_version (scan, 0);
  from = skip_spaces (scan, to, end);
  to = word_end (scan, from, end);
  start_part (scan, 1, LAN_HTTP_PART_STATUS, from, to);
  if (to - from != 3 || data[from] < '1' || data[from] > '9' || !g_ascii_isdigit (data[from + 1]) ||
      !g_ascii_isdigit (data[from + 2]))
    diagnose (scan, LAN_HTTP_RULE_STATUS_CODE, from, to - from);
  from = to;
  if (from < end)
    {
      add_part (scan, LAN_HTTP_PART_SPACE, from, 1);
      from++;
    }
  start_part (scan, 2, LAN_HTTP_PART_REASON, from, end);
}

static void
check_value (Scan               *scan,
             const LanHttpField *field)
{
  for (gsize i = field->value; i < (gsize) field->value + field->value_length; i++)
    {
      guint8 c = (guint8) scan->data[i];

      /* RFC 9110 section 5.5: NUL, CR and LF are never allowed; other controls neither by the grammar */
      if (c != '\r' && ((c < 0x20 && c != '\t') || c == 0x7f))
        {
          diagnose (scan, LAN_HTTP_RULE_FIELD_VALUE, i, 1);
          return;
        }
    }
}

/* field-name ":" OWS field-value OWS (RFC 9112 section 5) */
static void
scan_field (Scan  *scan,
            gsize  end)
{
  LanHttpField field = { 0 };
  const char *colon = memchr (scan->data + scan->at, ':', end - scan->at);
  gsize name_end, value, value_end;

  if (colon == NULL)
    {
      add_part (scan, LAN_HTTP_PART_JUNK, scan->at, end - scan->at);
      diagnose (scan, LAN_HTTP_RULE_FIELD_COLON, scan->at, end - scan->at);
      return;
    }

  name_end = (gsize) (colon - scan->data);
  add_part (scan, LAN_HTTP_PART_FIELD_NAME, scan->at, name_end - scan->at);
  add_part (scan, LAN_HTTP_PART_COLON, name_end, 1);
  if (name_end > scan->at && is_white (scan->data[name_end - 1]))
    diagnose (scan, LAN_HTTP_RULE_FIELD_SPACE, scan->at, name_end - scan->at);
  else if (!lan_http_is_token (scan->data + scan->at, name_end - scan->at))
    diagnose (scan, LAN_HTTP_RULE_FIELD_NAME, scan->at, MAX (name_end - scan->at, 1));

  value = name_end + 1;
  while (value < end && is_white (scan->data[value]))
    value++;
  value_end = end;
  while (value_end > value && is_white (scan->data[value_end - 1]))
    value_end--;
  add_part (scan, LAN_HTTP_PART_SPACE, name_end + 1, value - name_end - 1);
  add_part (scan, LAN_HTTP_PART_FIELD_VALUE, value, value_end - value);
  add_part (scan, LAN_HTTP_PART_SPACE, value_end, end - value_end);

  field.name = (guint32) scan->at;
  field.name_length = (guint32) (name_end - scan->at);
  field.value = (guint32) value;
  field.value_length = (guint32) (value_end - value);
  check_value (scan, &field);
  if (scan->head->fields->len < LAN_HTTP_FIELDS_MAX)
    g_array_append_val (scan->head->fields, field);
  else
    diagnose (scan, LAN_HTTP_RULE_FIELD_COUNT, scan->at, end - scan->at);
}

static void
scan_line (Scan  *scan,
           guint  number)
{
  gsize next;
  gsize end = line_end (scan, &next);
  gboolean empty = end == scan->at;

  find_bare_cr (scan, scan->at, end);
  if (number == 0)
    (scan->head->response ? scan_status_line : scan_request_line) (scan, end);
  else if (!empty && is_white (scan->data[scan->at]))
    {
      /* a folded line (RFC 9112 section 5.2), or white space before the first field (section 2.2) */
      add_part (scan, LAN_HTTP_PART_JUNK, scan->at, end - scan->at);
      diagnose (scan, LAN_HTTP_RULE_FIELD_FOLD, scan->at, end - scan->at);
    }
  else if (!empty)
    scan_field (scan, end);

  add_part (scan, empty && number > 0 ? LAN_HTTP_PART_EMPTY_LINE : LAN_HTTP_PART_LINE_END, end, next - end);
  scan->at = next;
}

/* Whether the last line of the head is the empty one that ends it. */
static gboolean
is_whole (Scan  *scan,
          gsize  start)
{
  const char *data = scan->data;
  gsize length = scan->length;

  return length >= start + 2 && data[length - 1] == '\n' &&
         (data[length - 2] == '\n' || (length >= start + 3 && data[length - 2] == '\r' && data[length - 3] == '\n'));
}

/**
 * lan_http_head_rescan:
 * @data: a message head: as found by lan_http_find_head_end(), or what there was of one
 * @length: its bytes; what is beyond %LAN_HTTP_HEAD_MAX_BYTES is diagnosed, but read
 *
 * Reads a head tolerantly: whatever it holds, the parts tile the bytes and all that is wrong is named.
 * Pure: no state but @self, which is overwritten, no I/O; @data need not be kept.
 */
void
lan_http_head_rescan (LanHttpHead      *self,
                      const char       *data,
                      gsize             length,
                      LanHttpScanFlags  flags)
{
  Scan scan = { .head = self, .data = data, .length = length, .quick = (flags & LAN_HTTP_SCAN_QUICK) != 0 };
  guint number = 0;
  gsize start;

  g_return_if_fail (length <= G_MAXUINT32);

  g_array_set_size (self->parts, 0);
  g_array_set_size (self->fields, 0);
  g_array_set_size (self->diagnoses, 0);
  memset (self->start, 0, sizeof self->start);
  self->response = (flags & LAN_HTTP_SCAN_RESPONSE) != 0;
  self->length = length;

  scan.at = start = skip_leading (data, length);
  if (start > 0)
    {
      add_part (&scan, LAN_HTTP_PART_LINE_END, 0, start);
      diagnose (&scan, LAN_HTTP_RULE_LEADING_EMPTY_LINE, 0, start);
    }

  while (scan.at < length)
    scan_line (&scan, number++);
  scan.cut = FALSE;

  if (scan.n_bare_lf > 0 && scan.n_cr_lf > 0 && !self->response)
    diagnose (&scan, LAN_HTTP_RULE_MIXED_LINE_ENDS, scan.bare_lf, 1);
  if (length > LAN_HTTP_HEAD_MAX_BYTES)
    diagnose (&scan, LAN_HTTP_RULE_HEAD_SIZE, LAN_HTTP_HEAD_MAX_BYTES, length - LAN_HTTP_HEAD_MAX_BYTES);
  else if (scan.simple)
    g_array_set_size (self->fields, 0);   /* it has none: what stands behind it is nobody's */
  else if (!is_whole (&scan, start))
    diagnose (&scan, LAN_HTTP_RULE_HEAD_INCOMPLETE, length, 0);
  else
    lan_http_head_check_fields (self, data);
}

LanHttpHead *
lan_http_head_new (void)
{
  LanHttpHead *self = g_new0 (LanHttpHead, 1);

  self->parts = g_array_new (FALSE, FALSE, sizeof (LanHttpPart));
  self->fields = g_array_new (FALSE, FALSE, sizeof (LanHttpField));
  self->diagnoses = g_array_new (FALSE, FALSE, sizeof (LanHttpDiagnosis));

  return self;
}

/**
 * lan_http_head_scan:
 * @response: whether it is a response's
 *
 * Returns: (transfer full): a head as lan_http_head_rescan() reads it
 */
LanHttpHead *
lan_http_head_scan (const char *data,
                    gsize       length,
                    gboolean    response)
{
  LanHttpHead *self = lan_http_head_new ();

  lan_http_head_rescan (self, data, length, response ? LAN_HTTP_SCAN_RESPONSE : LAN_HTTP_SCAN_REQUEST);

  return self;
}

void
lan_http_head_free (LanHttpHead *self)
{
  g_array_unref (self->parts);
  g_array_unref (self->fields);
  g_array_unref (self->diagnoses);
  g_free (self);
}

static gboolean
field_is (const LanHttpField *field,
          const char         *data,
          const char         *name)
{
  return lan_http_text_is (data + field->name, field->name_length, name);
}

/**
 * lan_http_head_get:
 * @value: (out) (optional): into @data, not NUL-terminated
 *
 * Returns: whether there is a field named @name, without regard to case; the first one counts
 */
gboolean
lan_http_head_get (const LanHttpHead  *self,
                   const char         *data,
                   const char         *name,
                   const char        **value,
                   gsize              *length)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);

      if (field_is (field, data, name))
        {
          if (value != NULL)
            *value = data + field->value;
          if (length != NULL)
            *length = field->value_length;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * lan_http_head_has_word:
 *
 * Returns: whether @word is, without regard to case, an element of a comma-separated list in any of the
 *   fields named @name: "close" in Connection
 */
gboolean
lan_http_head_has_word (const LanHttpHead *self,
                        const char        *data,
                        const char        *name,
                        const char        *word)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);
      const char *at = data + field->value;
      const char *end = at + field->value_length;
      const char *found;
      gsize length;

      if (!field_is (field, data, name))
        continue;
      while (lan_http_next_word (&at, end, &found, &length))
        if (lan_http_text_is (found, length, word))
          return TRUE;
    }

  return FALSE;
}

/**
 * lan_http_head_is:
 * @which: 0 to 2, a part of the start line
 *
 * Returns: whether that part is exactly @text
 */
gboolean
lan_http_head_is (const LanHttpHead *self,
                  const char        *data,
                  guint              which,
                  const char        *text)
{
  return self->start[which].length == strlen (text) &&
         memcmp (data + self->start[which].offset, text, self->start[which].length) == 0;
}
