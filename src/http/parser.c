/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/parser.h"

#include <string.h>

/* RFC 9110 section 5.6.2 */
static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static gboolean
is_token (const char *data,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!is_token_char (data[i]))
      return FALSE;

  return length > 0;
}

/* RFC 9112 section 3.2 and RFC 3986: no controls, spaces, or bytes beyond ASCII */
static gboolean
is_target (const char *data,
           gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if ((guint8) data[i] <= 0x20 || (guint8) data[i] >= 0x7f || data[i] == '#')
      return FALSE;

  return length > 0;
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
  gsize start = 0;

  while (start < length && (data[start] == '\r' || data[start] == '\n'))
    start++;

  for (gsize i = MAX (*scanned, start); i < length; i++)
    if (data[i] == '\n' && i > start)
      {
        if (i + 1 < length && data[i + 1] == '\n')
          return (gssize) i + 2;
        if (i + 2 < length && data[i + 1] == '\r' && data[i + 2] == '\n')
          return (gssize) i + 3;
        if (i + 2 >= length)
          {
            *scanned = i;
            return -1;
          }
      }

  *scanned = length;

  return -1;
}

/* --- The scan: always yields parts, and says all that is wrong --- */

typedef struct
{
  LanHttpHead *head;
  const char *data;
  gsize length;
  gsize at;
} Scan;

static void
add_part (Scan            *scan,
          LanHttpPartKind  kind,
          gsize            offset,
          gsize            length)
{
  LanHttpPart part = { kind, (guint32) offset, (guint32) length };

  if (length > 0)
    g_array_append_val (scan->head->parts, part);
}

static void
diagnose (Scan        *scan,
          LanHttpRule  rule,
          gsize        offset,
          gsize        length)
{
  LanHttpDiagnosis diagnosis = { rule, (guint32) offset, (guint32) length };

  g_array_append_val (scan->head->diagnoses, diagnosis);
}

/* The line at scan->at: its content's end; @next is where the one after it begins. */
static gsize
line_end (Scan  *scan,
          gsize *next)
{
  const char *lf = memchr (scan->data + scan->at, '\n', scan->length - scan->at);
  gsize end;

  if (lf == NULL)
    {
      *next = scan->length;
      return scan->length;
    }

  end = (gsize) (lf - scan->data);
  *next = end + 1;
  if (end > scan->at && scan->data[end - 1] == '\r')
    return end - 1;

  diagnose (scan, LAN_HTTP_RULE_BARE_LF, end, 1);

  return end;
}

static void
find_bare_cr (Scan  *scan,
              gsize  from,
              gsize  to)
{
  const char *cr = to > from ? memchr (scan->data + from, '\r', to - from) : NULL;

  if (cr != NULL)
    diagnose (scan, LAN_HTTP_RULE_BARE_CR, (gsize) (cr - scan->data), 1);
}

static gsize
skip_spaces (Scan  *scan,
             gsize  at,
             gsize  end)
{
  gsize from = at;

  while (at < end && (scan->data[at] == ' ' || scan->data[at] == '\t'))
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
  while (at < end && scan->data[at] != ' ' && scan->data[at] != '\t')
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

static void
check_version (Scan *scan,
               guint which)
{
  const LanHttpPart *part = &scan->head->start[which];
  const char *version = scan->data + part->offset;

  if (part->length != 8 || memcmp (version, "HTTP/", 5) != 0 || !g_ascii_isdigit (version[5]) ||
      version[6] != '.' || !g_ascii_isdigit (version[7]))
    diagnose (scan, LAN_HTTP_RULE_VERSION, part->offset, part->length);
  else if (version[5] != '1')
    diagnose (scan, LAN_HTTP_RULE_VERSION_UNKNOWN, part->offset, part->length);
}

/* method SP request-target SP HTTP-version (RFC 9112 section 3) */
static void
scan_request_line (Scan  *scan,
                   gsize  end)
{
  gsize from = scan->at;
  gsize to = word_end (scan, from, end);
  gsize last;

  start_part (scan, 0, LAN_HTTP_PART_METHOD, from, to);
  if (!is_token (scan->data + from, to - from))
    diagnose (scan, LAN_HTTP_RULE_METHOD, from, to - from);

  from = skip_spaces (scan, to, end);
  /* A raw space in the target is wrong, but then the version is still the last word. */
  last = end;
  while (last > from && scan->data[last - 1] != ' ' && scan->data[last - 1] != '\t')
    last--;
  to = last;
  while (to > from && (scan->data[to - 1] == ' ' || scan->data[to - 1] == '\t'))
    to--;
  if (last <= from)
    {
      start_part (scan, 1, LAN_HTTP_PART_TARGET, from, end);
      scan->head->start[2] = (LanHttpPart) { LAN_HTTP_PART_VERSION, (guint32) end, 0 };
      diagnose (scan, LAN_HTTP_RULE_START_LINE, scan->at, end - scan->at);
      return;
    }

  start_part (scan, 1, LAN_HTTP_PART_TARGET, from, to);
  if (!is_target (scan->data + from, to - from))
    diagnose (scan, LAN_HTTP_RULE_TARGET, from, to - from);
  if (to - from > LAN_HTTP_TARGET_MAX_BYTES)
    diagnose (scan, LAN_HTTP_RULE_TARGET_LENGTH, from, to - from);
  skip_spaces (scan, to, last);
  start_part (scan, 2, LAN_HTTP_PART_VERSION, last, end);
  check_version (scan, 2);
}

/* HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4) */
static void
scan_status_line (Scan  *scan,
                  gsize  end)
{
  gsize from = scan->at;
  gsize to = word_end (scan, from, end);

  start_part (scan, 0, LAN_HTTP_PART_VERSION, from, to);
  check_version (scan, 0);
  from = skip_spaces (scan, to, end);
  to = word_end (scan, from, end);
  start_part (scan, 1, LAN_HTTP_PART_STATUS, from, to);
  if (to - from != 3 || !g_ascii_isdigit (scan->data[from]) || !g_ascii_isdigit (scan->data[from + 1]) ||
      !g_ascii_isdigit (scan->data[from + 2]))
    diagnose (scan, LAN_HTTP_RULE_START_LINE, scan->at, end - scan->at);
  from = skip_spaces (scan, to, end);
  start_part (scan, 2, LAN_HTTP_PART_REASON, from, end);
}

static void
check_value (Scan               *scan,
             const LanHttpField *field)
{
  for (gsize i = field->value; i < field->value + field->value_length; i++)
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
  if (name_end > scan->at && (scan->data[name_end - 1] == ' ' || scan->data[name_end - 1] == '\t'))
    diagnose (scan, LAN_HTTP_RULE_FIELD_SPACE, scan->at, name_end - scan->at);
  else if (!is_token (scan->data + scan->at, name_end - scan->at))
    diagnose (scan, LAN_HTTP_RULE_FIELD_NAME, scan->at, name_end - scan->at);

  value = name_end + 1;
  while (value < end && (scan->data[value] == ' ' || scan->data[value] == '\t'))
    value++;
  value_end = end;
  while (value_end > value && (scan->data[value_end - 1] == ' ' || scan->data[value_end - 1] == '\t'))
    value_end--;
  add_part (scan, LAN_HTTP_PART_SPACE, name_end + 1, value - name_end - 1);
  add_part (scan, LAN_HTTP_PART_FIELD_VALUE, value, value_end - value);
  add_part (scan, LAN_HTTP_PART_SPACE, value_end, end - value_end);

  field.name = (guint32) scan->at;
  field.name_length = (guint32) (name_end - scan->at);
  field.value = (guint32) value;
  field.value_length = (guint32) (value_end - value);
  check_value (scan, &field);
  g_array_append_val (scan->head->fields, field);
}

static void
scan_line (Scan *scan,
           guint number)
{
  gsize next;
  gsize end = line_end (scan, &next);
  gboolean empty = end == scan->at;

  find_bare_cr (scan, scan->at, end);
  if (number == 0)
    (scan->head->response ? scan_status_line : scan_request_line) (scan, end);
  else if (!empty && (scan->data[scan->at] == ' ' || scan->data[scan->at] == '\t'))
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

/**
 * lan_http_head_scan:
 * @data: a message head: as found by lan_http_find_head_end(), or what there was of one
 * @length: its bytes, at most %LAN_HTTP_HEAD_MAX_BYTES
 * @response: whether it is a response's
 *
 * Reads a head tolerantly: whatever it holds, the parts tile the bytes and all that is wrong is named.
 * Pure: no state, no I/O; @data need not be kept.
 *
 * Returns: (transfer full): what it says
 */
LanHttpHead *
lan_http_head_scan (const char *data,
                    gsize       length,
                    gboolean    response)
{
  LanHttpHead *self = g_new0 (LanHttpHead, 1);
  Scan scan = { self, data, length, 0 };
  guint number = 0;

  self->parts = g_array_new (FALSE, FALSE, sizeof (LanHttpPart));
  self->fields = g_array_new (FALSE, FALSE, sizeof (LanHttpField));
  self->diagnoses = g_array_new (FALSE, FALSE, sizeof (LanHttpDiagnosis));
  self->response = response;
  self->length = length;

  while (scan.at < length && (data[scan.at] == '\r' || data[scan.at] == '\n'))
    scan.at++;
  if (scan.at > 0)
    {
      add_part (&scan, LAN_HTTP_PART_LINE_END, 0, scan.at);
      diagnose (&scan, LAN_HTTP_RULE_LEADING_EMPTY_LINE, 0, scan.at);
    }

  while (scan.at < length)
    scan_line (&scan, number++);

  if (self->fields->len > LAN_HTTP_FIELDS_MAX || length > LAN_HTTP_HEAD_MAX_BYTES)
    diagnose (&scan, LAN_HTTP_RULE_HEAD_SIZE, 0, length);

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

/* --- The decision: strict, made from what the scan found --- */

static gboolean
field_is (const LanHttpField *field,
          const char         *data,
          const char         *name)
{
  return strlen (name) == field->name_length &&
         g_ascii_strncasecmp (data + field->name, name, field->name_length) == 0;
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

/* Whether one of the comma-separated words of a value is @word. */
static gboolean
value_has_word (const char *value,
                gsize       length,
                const char *word)
{
  gsize word_length = strlen (word);
  gsize at = 0;

  while (at < length)
    {
      gsize end = at;
      gsize last;

      while (end < length && value[end] != ',')
        end++;
      while (at < end && (value[at] == ' ' || value[at] == '\t'))
        at++;
      last = end;
      while (last > at && (value[last - 1] == ' ' || value[last - 1] == '\t'))
        last--;
      if (last - at == word_length && g_ascii_strncasecmp (value + at, word, word_length) == 0)
        return TRUE;
      at = end + 1;
    }

  return FALSE;
}

/* uri-host [ ":" port ] (RFC 9110 section 7.2); empty is legal */
static gboolean
is_host_value (const char *value,
               gsize       length)
{
  gsize at = 0;

  if (length > 0 && value[0] == '[')
    {
      while (at < length && value[at] != ']')
        at++;
      if (at == length)
        return FALSE;
      at++;
    }
  else
    for (; at < length && value[at] != ':'; at++)
      if (!g_ascii_isalnum (value[at]) && strchr ("-._~!$&'()*+;=%", value[at]) == NULL)
        return FALSE;

  if (at < length && value[at] != ':')
    return FALSE;
  for (at++; at < length; at++)
    if (!g_ascii_isdigit (value[at]))
      return FALSE;

  return TRUE;
}

static gboolean
parse_length (const char *value,
              gsize       length,
              gint64     *result)
{
  gint64 number = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (value[i]) || number > (G_MAXINT64 - 9) / 10)
        return FALSE;
      number = number * 10 + (value[i] - '0');
    }
  *result = number;

  return length > 0;
}

static void
fail (LanHttpFraming *framing,
      guint           status,
      LanHttpRule     rule)
{
  if (framing->status != 0)
    return;

  framing->status = status;
  framing->rule = rule;
  framing->keep_alive = FALSE;
}

static void
decide_diagnoses (const LanHttpHead *self,
                  LanHttpFraming    *framing)
{
  for (guint i = 0; i < self->diagnoses->len; i++)
    {
      LanHttpRule rule = g_array_index (self->diagnoses, LanHttpDiagnosis, i).rule;

      switch (rule)
        {
        case LAN_HTTP_RULE_BARE_LF:
        case LAN_HTTP_RULE_LEADING_EMPTY_LINE:
          break;   /* RFC 9112 section 2.2 lets us survive these */
        case LAN_HTTP_RULE_TARGET_LENGTH:
          fail (framing, 414, rule);
          break;
        case LAN_HTTP_RULE_VERSION_UNKNOWN:
          fail (framing, 505, rule);
          break;
        case LAN_HTTP_RULE_HEAD_SIZE:
          fail (framing, 431, rule);
          break;
        default:
          fail (framing, 400, rule);
        }
    }
}

static void
decide_host (const LanHttpHead *self,
             const char        *data,
             LanHttpFraming    *framing)
{
  guint n_hosts = 0;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);

      if (!field_is (field, data, "Host"))
        continue;
      if (++n_hosts > 1)
        fail (framing, 400, LAN_HTTP_RULE_HOST_TWICE);
      if (!is_host_value (data + field->value, field->value_length))
        fail (framing, 400, LAN_HTTP_RULE_HOST_INVALID);
    }

  if (n_hosts == 0 && framing->minor >= 1)
    fail (framing, 400, LAN_HTTP_RULE_HOST_MISSING);
}

static void
decide_coding (const LanHttpField *field,
               const char         *data,
               LanHttpFraming     *framing,
               guint              *n_codings)
{
  const char *value = data + field->value;

  if (framing->minor == 0)
    fail (framing, 400, LAN_HTTP_RULE_CODING_IN_1_0);
  else if (field->value_length == 7 && g_ascii_strncasecmp (value, "chunked", 7) == 0)
    framing->chunked = TRUE;
  else if (value_has_word (value, field->value_length, "chunked"))
    fail (framing, 400, LAN_HTTP_RULE_CODING_NOT_LAST);   /* "gzip, chunked": a coding we do not undo */
  else
    fail (framing, 501, LAN_HTTP_RULE_CODING_UNKNOWN);

  if (++*n_codings > 1)
    fail (framing, 400, LAN_HTTP_RULE_CODING_NOT_LAST);
}

/* RFC 9112 section 6: who reads a length differently than his neighbour can be made to smuggle a request */
static void
decide_body (const LanHttpHead *self,
             const char        *data,
             LanHttpFraming    *framing)
{
  guint n_lengths = 0, n_codings = 0;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);

      if (field_is (field, data, "Content-Length"))
        {
          if (++n_lengths > 1)
            fail (framing, 400, LAN_HTTP_RULE_LENGTH_TWICE);
          if (!parse_length (data + field->value, field->value_length, &framing->content_length))
            fail (framing, 400, LAN_HTTP_RULE_LENGTH_INVALID);
        }
      else if (field_is (field, data, "Transfer-Encoding"))
        decide_coding (field, data, framing, &n_codings);
    }

  if (n_lengths > 0 && n_codings > 0)
    fail (framing, 400, LAN_HTTP_RULE_LENGTH_AND_CHUNKED);
  if (self->response && n_lengths == 0 && !framing->chunked)
    framing->content_length = -1;
}

static void
decide_connection (const LanHttpHead *self,
                   const char        *data,
                   LanHttpFraming    *framing)
{
  framing->keep_alive = framing->minor >= 1;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);
      const char *value = data + field->value;

      if (field_is (field, data, "Connection"))
        {
          if (value_has_word (value, field->value_length, "close"))
            {
              framing->keep_alive = FALSE;
              return;
            }
          if (value_has_word (value, field->value_length, "keep-alive"))
            framing->keep_alive = TRUE;
        }
    }
}

/**
 * lan_http_head_decide:
 * @data: the bytes it was scanned from
 *
 * What a strict server makes of a head: how its body ends, whether the connection lives, or with what
 * status it is refused (RFC 9110, RFC 9112).
 */
LanHttpFraming
lan_http_head_decide (const LanHttpHead *self,
                      const char        *data)
{
  LanHttpFraming framing = { 0 };
  const LanHttpPart *version = &self->start[self->response ? 0 : 2];
  const char *value;
  gsize length;

  framing.minor = version->length == 8 && data[version->offset + 7] != '0' ? 1 : 0;
  decide_diagnoses (self, &framing);
  if (!self->response)
    decide_host (self, data, &framing);
  decide_body (self, data, &framing);
  if (framing.status != 0)
    return framing;

  decide_connection (self, data, &framing);
  if (!self->response && framing.minor >= 1 && lan_http_head_get (self, data, "Expect", &value, &length))
    {
      framing.expects_continue = length == 12 && g_ascii_strncasecmp (value, "100-continue", 12) == 0;
      if (!framing.expects_continue)
        fail (&framing, 417, LAN_HTTP_RULE_EXPECTATION);
    }

  return framing;
}
