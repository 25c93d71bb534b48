/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/framing.h"

#include <string.h>

#include "http/syntax.h"

/**
 * lan_http_head_diagnose:
 *
 * Notes that @rule is broken by these bytes. When there is no room for another, an error takes the
 * place of the last: what decides is never lost.
 */
void
lan_http_head_diagnose (LanHttpHead *self,
                        LanHttpRule  rule,
                        gsize        offset,
                        gsize        length)
{
  LanHttpDiagnosis diagnosis = { rule, (guint32) offset, (guint32) length };
  LanHttpDiagnosis *last;

  if (self->diagnoses->len < LAN_HTTP_DIAGNOSES_MAX)
    {
      g_array_append_val (self->diagnoses, diagnosis);
      return;
    }

  last = &g_array_index (self->diagnoses, LanHttpDiagnosis, LAN_HTTP_DIAGNOSES_MAX - 1);
  if (lan_http_rule_is_error (rule) && !lan_http_rule_is_error (last->rule))
    *last = diagnosis;
}

typedef enum
{
  FIELD_OTHER,
  FIELD_HOST,
  FIELD_LENGTH,
  FIELD_CODING,
  FIELD_CONNECTION,
  FIELD_EXPECT,
  FIELD_SINGLE,   /* any other of which a request may have one */
} KnownField;

/* Two of them would be read as one or the other (RFC 9110 section 5.3). */
static const char *const singles[] = { "Content-Type", "Content-Range", "Range", "If-Range", "Authorization",
                                       "If-Modified-Since", "If-Unmodified-Since" };

static gboolean
is_single (const char *name,
           gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    if (lan_http_text_is (name, length, singles[i]))
      return TRUE;

  return FALSE;
}

static KnownField
know (const LanHttpField *field,
      const char         *data)
{
  const char *name = data + field->name;

  switch (field->name_length)
    {
    case 4:
      return lan_http_text_is (name, 4, "Host") ? FIELD_HOST : FIELD_OTHER;
    case 6:
      return lan_http_text_is (name, 6, "Expect") ? FIELD_EXPECT : FIELD_OTHER;
    case 10:
      return lan_http_text_is (name, 10, "Connection") ? FIELD_CONNECTION : FIELD_OTHER;
    case 14:
      return lan_http_text_is (name, 14, "Content-Length") ? FIELD_LENGTH : FIELD_OTHER;
    case 17:
      return lan_http_text_is (name, 17, "Transfer-Encoding") ? FIELD_CODING
             : is_single (name, 17)                             ? FIELD_SINGLE
                                                                : FIELD_OTHER;
    case 5:
    case 8:
    case 12:
    case 13:
    case 19:
      return is_single (name, field->name_length) ? FIELD_SINGLE : FIELD_OTHER;
    default:
      return FIELD_OTHER;
    }
}

static void
diagnose_value (LanHttpHead        *self,
                LanHttpRule         rule,
                const LanHttpField *field)
{
  if (field->value_length > 0)
    lan_http_head_diagnose (self, rule, field->value, field->value_length);
  else
    lan_http_head_diagnose (self, rule, field->name, field->name_length);
}

static guint
minor_of (const LanHttpHead *self,
          const char        *data)
{
  const LanHttpPart *version = &self->start[self->response ? 0 : 2];

  return version->length == 8 && data[version->offset + 7] != '0' ? 1 : 0;
}

/* --- Requests --- */

/* "http://host/path": who can be asked for it is another question (RFC 9112 section 3.2.2) */
static gboolean
is_absolute_form (const char *target,
                  gsize       length,
                  gsize      *user_length)
{
  const char *end = target + length;
  const char *at = target;
  const char *authority;
  const char *user;

  if (length == 0 || !g_ascii_isalpha (*at))
    return FALSE;
  while (at < end && (g_ascii_isalnum (*at) || *at == '+' || *at == '-' || *at == '.'))
    at++;
  if (end - at < 3 || memcmp (at, "://", 3) != 0)
    return FALSE;

  authority = at + 3;
  for (at = authority; at < end && *at != '/' && *at != '?' && *at != '#'; at++)
    ;
  user = memrchr (authority, '@', (gsize) (at - authority));
  *user_length = user != NULL ? (gsize) (user - target) : 0;
  if (user != NULL)
    authority = user + 1;

  /* an empty host is not allowed in http (RFC 9110 section 4.2.1) */
  return at > authority && *authority != ':' && lan_http_is_authority (authority, (gsize) (at - authority));
}

/* RFC 9110 section 9.3, PATCH of RFC 5789, and MKCOL of RFC 4918 */
static gboolean
is_known_method (const LanHttpHead *self,
                 const char        *data)
{
  static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE",
                                       "CONNECT", "MKCOL" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (lan_http_head_is (self, data, 0, known[i]))
      return TRUE;

  return FALSE;
}

static void
check_target_form (LanHttpHead *self,
                   const char  *data)
{
  const LanHttpPart *part = &self->start[1];
  const char *target = data + part->offset;
  gsize user_length = 0;
  gboolean fits;

  if (lan_http_head_is (self, data, 0, "CONNECT"))
    fits = part->length > 0 && memchr (target, ':', part->length) != NULL && target[part->length - 1] != ':' &&
           target[0] != ':' && lan_http_is_authority (target, part->length);
  else if (part->length == 1 && target[0] == '*')
    fits = lan_http_head_is (self, data, 0, "OPTIONS");
  else
    fits = (part->length > 0 && target[0] == '/') || is_absolute_form (target, part->length, &user_length);

  if (!fits)
    lan_http_head_diagnose (self, LAN_HTTP_RULE_TARGET_FORM, part->offset, part->length);
  else if (user_length > 0)
    lan_http_head_diagnose (self, LAN_HTTP_RULE_TARGET_USER, part->offset, user_length);
}

static void
check_host (LanHttpHead *self,
            const char  *data)
{
  guint n_hosts = 0;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);

      if (know (field, data) != FIELD_HOST)
        continue;
      if (++n_hosts > 1)
        lan_http_head_diagnose (self, LAN_HTTP_RULE_HOST_TWICE, field->name,
                                field->value + field->value_length - field->name);
      if (!lan_http_is_authority (data + field->value, field->value_length))
        diagnose_value (self, LAN_HTTP_RULE_HOST_INVALID, field);
    }

  if (n_hosts == 0 && minor_of (self, data) >= 1)
    lan_http_head_diagnose (self, LAN_HTTP_RULE_HOST_MISSING, self->start[2].offset, self->start[2].length);
}

static void
check_singles (LanHttpHead *self,
               const char  *data)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);

      if (know (field, data) != FIELD_SINGLE)
        continue;
      for (guint j = 0; j < i; j++)
        {
          const LanHttpField *other = &g_array_index (self->fields, LanHttpField, j);

          if (other->name_length == field->name_length &&
              g_ascii_strncasecmp (data + other->name, data + field->name, field->name_length) == 0)
            {
              lan_http_head_diagnose (self, LAN_HTTP_RULE_FIELD_TWICE, field->name,
                                      field->value + field->value_length - field->name);
              break;
            }
        }
    }
}

static void
check_expectation (LanHttpHead *self,
                   const char  *data)
{
  if (minor_of (self, data) == 0)
    return;   /* RFC 9110 section 10.1.1: not for 1.0, where it means nothing */

  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);

      if (know (field, data) == FIELD_EXPECT &&
          !lan_http_text_is (data + field->value, field->value_length, "100-continue"))
        diagnose_value (self, LAN_HTTP_RULE_EXPECTATION, field);
    }
}

/* --- Both: who reads a length differently than his neighbour can be made to smuggle a request --- */

typedef struct
{
  guint n_codings;
  guint n_chunked;
  gboolean chunked_last;
} Codings;

static void
count_codings (const LanHttpField *field,
               const char         *data,
               Codings            *codings)
{
  const char *at = data + field->value;
  const char *end = at + field->value_length;
  const char *word;
  gsize length;

  while (lan_http_next_word (&at, end, &word, &length))
    {
      codings->n_codings++;
      codings->chunked_last = lan_http_text_is (word, length, "chunked");
      if (codings->chunked_last)
        codings->n_chunked++;
    }

  /* an empty element, or field, behind it: some go by the last one alone */
  if (field->value_length == 0 || end[-1] == ',')
    codings->chunked_last = FALSE;
}

static void
check_codings (LanHttpHead        *self,
               const char         *data,
               const LanHttpField *field,
               const Codings      *codings)
{
  if (minor_of (self, data) == 0)
    diagnose_value (self, LAN_HTTP_RULE_CODING_IN_1_0, field);
  else if (codings->n_codings == 0 || codings->n_chunked > 1 ||
           (codings->n_chunked == 1 && !codings->chunked_last))
    diagnose_value (self, LAN_HTTP_RULE_CODING_NOT_LAST, field);
  else if (codings->n_codings > codings->n_chunked)
    diagnose_value (self, LAN_HTTP_RULE_CODING_UNKNOWN, field);
}

/* RFC 9112 section 6 */
static void
check_length (LanHttpHead *self,
              const char  *data)
{
  const LanHttpField *coding = NULL;
  const LanHttpField *content_length = NULL;
  Codings codings = { 0 };
  gint64 number;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);

      switch (know (field, data))
        {
        case FIELD_LENGTH:
          if (content_length != NULL)
            lan_http_head_diagnose (self, LAN_HTTP_RULE_LENGTH_TWICE, field->name,
                                    field->value + field->value_length - field->name);
          if (!lan_http_parse_length (data + field->value, field->value_length, &number))
            diagnose_value (self, LAN_HTTP_RULE_LENGTH_INVALID, field);
          content_length = field;
          break;
        case FIELD_CODING:
          count_codings (field, data, &codings);
          coding = field;
          break;
        case FIELD_OTHER:
        case FIELD_HOST:
        case FIELD_CONNECTION:
        case FIELD_EXPECT:
        case FIELD_SINGLE:
        default:
          break;
        }
    }

  if (content_length != NULL && coding != NULL)
    lan_http_head_diagnose (self, LAN_HTTP_RULE_LENGTH_AND_CODING, content_length->name,
                            content_length->value + content_length->value_length - content_length->name);
  if (coding != NULL)
    check_codings (self, data, coding, &codings);
}

/**
 * lan_http_head_check_fields:
 *
 * The second half of a scan: what the parts of a whole head mean together.
 */
void
lan_http_head_check_fields (LanHttpHead *self,
                            const char  *data)
{
  if (self->response)
    {
      check_length (self, data);
      return;
    }

  if (is_known_method (self, data))
    check_target_form (self, data);
  check_host (self, data);
  check_length (self, data);
  check_singles (self, data);
  check_expectation (self, data);
  if (!is_known_method (self, data))
    lan_http_head_diagnose (self, LAN_HTTP_RULE_METHOD_UNKNOWN, self->start[0].offset, self->start[0].length);
}

/* --- The decision: strict, made from what the scan found --- */

static gboolean
has_error (const LanHttpHead *self,
           LanHttpFraming    *framing)
{
  for (guint i = 0; i < self->diagnoses->len; i++)
    {
      LanHttpRule rule = g_array_index (self->diagnoses, LanHttpDiagnosis, i).rule;

      if (!lan_http_rule_is_error (rule))
        continue;
      framing->status = lan_http_rule_get_status (rule);
      framing->rule = rule;
      return TRUE;
    }

  return FALSE;
}

static LanHttpFraming
decide (const LanHttpHead *self,
        const char        *data)
{
  LanHttpFraming framing = { .minor = minor_of (self, data), .content_length = self->response ? -1 : 0 };
  gboolean asked_to_keep = FALSE;
  gboolean asked_to_close = FALSE;

  if (has_error (self, &framing))
    return framing;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (self->fields, LanHttpField, i);
      const char *at = data + field->value;
      const char *end = at + field->value_length;
      const char *word;
      gsize length;

      switch (know (field, data))
        {
        case FIELD_LENGTH:
          lan_http_parse_length (at, field->value_length, &framing.content_length);
          break;
        case FIELD_CODING:
          framing.chunked = TRUE;   /* any other would be an error */
          break;
        case FIELD_EXPECT:
          framing.expects_continue = framing.minor >= 1;
          break;
        case FIELD_CONNECTION:
          while (lan_http_next_word (&at, end, &word, &length))
            {
              asked_to_close |= lan_http_text_is (word, length, "close");
              asked_to_keep |= lan_http_text_is (word, length, "keep-alive");
            }
          break;
        case FIELD_OTHER:
        case FIELD_HOST:
        case FIELD_SINGLE:
        default:
          break;
        }
    }

  /* RFC 9112 section 9.3 */
  framing.keep_alive = self->start[2].length > 0 && !asked_to_close && (framing.minor >= 1 || asked_to_keep);

  return framing;
}

/**
 * lan_http_head_decide:
 * @data: the bytes it was scanned from
 *
 * What a strict server makes of a head: how its body ends, whether the connection lives, or with what
 * status it is refused: that of the first error among the diagnoses (RFC 9110, RFC 9112).
 */
LanHttpFraming
lan_http_head_decide (const LanHttpHead *self,
                      const char        *data)
{
  return decide (self, data);
}

/**
 * lan_http_head_decide_answer:
 * @self: a response's head
 * @method: of the request it answers
 *
 * As lan_http_head_decide(), with what only the request tells: whether there is a body at all (RFC 9112
 * section 6.3).
 */
LanHttpFraming
lan_http_head_decide_answer (const LanHttpHead *self,
                             const char        *data,
                             const char        *method)
{
  LanHttpFraming framing = decide (self, data);
  const char *status = data + self->start[1].offset;
  gboolean interim = self->start[1].length == 3 && status[0] == '1';

  g_return_val_if_fail (self->response, framing);

  if (interim || strcmp (method, "HEAD") == 0 || lan_http_head_is (self, data, 1, "204") ||
      lan_http_head_is (self, data, 1, "304"))
    {
      framing.chunked = FALSE;
      framing.content_length = 0;
    }
  if (!framing.chunked && framing.content_length < 0)
    framing.keep_alive = FALSE;

  return framing;
}
