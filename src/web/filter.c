/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/filter.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"

/*
 * What is typed above the list of requests:
 *
 *   filter = *( space / term )             all terms must fit
 *   term   = [ "-" ] ( text / key ( ":" / ">" / ">=" / "<" / "<=" ) value )
 *   value  = word / quoted; some take several, between commas
 *   text   = word / quoted                 in the target or anywhere in the messages
 *
 * Large and small letters of ASCII are the same everywhere. The colon, quotation marks, comparisons and space of
 * Chinese keyboards do, too.
 */

typedef enum
{
  TEXT,
  STATUS,
  METHOD,
  PATH,
  CLIENT,
  TYPE,
  KIND,
  RULE,
  SECURE,
  SIZE,
  REQUEST_SIZE,
  DURATION,
  AGE,
  TIME,
} Key;

/* How a key is written, and an example of what it takes. */
static const struct
{
  const char *name;
  Key key;
  gboolean compared;      /* a number, which can be larger or smaller */
  const char *example;
} keys[] = {
  { "status", STATUS, TRUE, "status:404, status:4xx" },
  { "method", METHOD, FALSE, "method:POST" },
  { "path", PATH, FALSE, "path:/api" },
  { "client", CLIENT, FALSE, "client:192.168.1.7, client:10.0.0.0/8" },
  { "type", TYPE, FALSE, "type:json" },
  { "kind", KIND, FALSE, "kind:malformed" },
  { "rule", RULE, FALSE, "rule:any, rule:host" },
  { "secure", SECURE, FALSE, "secure:yes" },
  { "size", SIZE, TRUE, "size>1M, size:1k-2k" },
  { "request-size", REQUEST_SIZE, TRUE, "request-size>1M" },
  { "duration", DURATION, TRUE, "duration>100ms" },
  { "age", AGE, TRUE, "age<5m" },
  { "time", TIME, TRUE, "time>14:30" },
};

static const char *const kinds[] = {
  [LAN_HTTP_RECORD_EXCHANGE] = "exchange",
  [LAN_HTTP_RECORD_MALFORMED] = "malformed",
  [LAN_HTTP_RECORD_SILENT] = "silent",
  [LAN_HTTP_RECORD_TLS] = "tls",
  [LAN_HTTP_RECORD_HANDSHAKE] = "handshake",
  [LAN_HTTP_RECORD_INCOMPLETE] = "incomplete",
  [LAN_HTTP_RECORD_TOO_MANY] = "too-many",
  [LAN_HTTP_RECORD_FULL] = "full",
  NULL,
};

/* Sets are the bits of a number: a rule each, and the last one for none. */
#define NO_RULE 63
G_STATIC_ASSERT (LAN_HTTP_N_RULES <= NO_RULE);

typedef struct
{
  guint64 low;
  guint64 high;
} Range;

typedef struct
{
  LanWebFilterTerm public;
  Key key;
  GArray *ranges;         /* (element-type Range): numbers: in one of them */
  GPtrArray *words;       /* (element-type utf8): one of them */
  GPtrArray *masks;       /* (element-type GInetAddressMask): networks: in one of them */
  LanWebNeedle *needle;
  gboolean anchored;      /* a path from its beginning */
  guint64 bits;           /* kinds, rules, or yes (2) and no (1) */
} Term;

struct _LanWebFilter
{
  gatomicrefcount references;
  GPtrArray *terms;       /* (element-type Term) */
};

/* --- Reading --- */

static void
term_free (gpointer data)
{
  Term *term = data;

  g_free (term->public.error);
  g_clear_pointer (&term->ranges, g_array_unref);
  g_clear_pointer (&term->words, g_ptr_array_unref);
  g_clear_pointer (&term->masks, g_ptr_array_unref);
  g_clear_pointer (&term->needle, lan_web_needle_free);
  g_free (term);
}

static gboolean
is_space (const char *at)
{
  return g_unichar_isspace (g_utf8_get_char (at));
}

/* The sign of ASCII that a character stands for; 0 for all others. */
static char
get_sign (const char *at)
{
  switch (g_utf8_get_char (at))
    {
    case ':': case 0xff1a:
      return ':';
    case '>': case 0xff1e:
      return '>';
    case '<': case 0xff1c:
      return '<';
    case '=': case 0xff1d:
      return '=';
    case '"': case 0x201c: case 0x201d: case 0xff02:
      return '"';
    case ',': case 0xff0c:
      return ',';
    default:
      return 0;
    }
}

/* Reads a word or what stands in quotation marks; *at is behind it then. */
static char *
read_value (const char **at,
            gboolean    *open)
{
  GString *value = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (; **at != '\0' && (quoted || !is_space (*at)); *at = g_utf8_next_char (*at))
    {
      if (get_sign (*at) == '"')
        {
          quoted = !quoted;
          continue;
        }
      if (quoted && **at == '\\' && (*at)[1] != '\0')
        (*at)++;
      g_string_append_unichar (value, g_utf8_get_char (*at));
    }
  *open = quoted;

  return g_string_free (value, FALSE);
}

/* --- Values --- */

static gboolean
add_range (Term    *term,
           guint64  low,
           guint64  high)
{
  Range range = { low, high };

  if (term->ranges == NULL)
    term->ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  g_array_append_val (term->ranges, range);

  return low <= high;
}

/* "1.5": a number with at most three digits behind its point, in thousandths; NULL if it is none, else what follows. */
static const char *
parse_thousandths (const char *text,
                   guint64    *thousandths)
{
  guint64 value = 0, unit = 1000;
  const char *p = text;

  for (; g_ascii_isdigit (*p); p++)
    {
      if (value > G_MAXUINT64 / 100000)
        return NULL;
      value = value * 10 + (guint64) (*p - '0') * 1000;
    }
  if (p == text)
    return NULL;
  if (*p == '.' && g_ascii_isdigit (p[1]))
    for (p++; g_ascii_isdigit (*p) && unit > 1; p++)
      value += (guint64) (*p - '0') * (unit /= 10);
  *thousandths = value;

  return p;
}

typedef struct
{
  const char *name;
  guint64 factor;
} Unit;

/* As sizes are shown: k is 1000. */
static const Unit size_units[] = {
  { "", 1 }, { "b", 1 }, { "k", 1000 }, { "kb", 1000 }, { "m", 1000000 }, { "mb", 1000000 }, { "g", 1000000000 },
  { "gb", 1000000000 }, { "ki", 1 << 10 }, { "kib", 1 << 10 }, { "mi", 1 << 20 }, { "mib", 1 << 20 },
  { "gi", 1 << 30 }, { "gib", 1 << 30 },
};

/* In microseconds. */
static const Unit time_units[] = {
  { "us", 1 }, { "ms", 1000 }, { "s", 1000000 }, { "m", 60000000 }, { "min", 60000000 },
  { "h", G_GUINT64_CONSTANT (3600000000) },
};

static gboolean
parse_with_unit (const char *text,
                 const Unit *units,
                 gsize       n_units,
                 guint64    *number)
{
  guint64 thousandths;
  const char *unit = parse_thousandths (text, &thousandths);

  for (gsize i = 0; unit != NULL && i < n_units; i++)
    if (g_ascii_strcasecmp (unit, units[i].name) == 0)
      {
        if (thousandths > G_MAXUINT64 / units[i].factor)
          return FALSE;
        *number = thousandths * units[i].factor / 1000;
        return TRUE;
      }

  return FALSE;
}

/* "14:30" or "14:30:05", in seconds. */
static gboolean
parse_clock (const char *text,
             guint64    *seconds)
{
  static const guint64 limits[] = { 24, 60, 60 };
  g_auto(GStrv) parts = g_strsplit (text, ":", -1);
  guint n_parts = g_strv_length (parts);

  if (n_parts < 2 || n_parts > 3)
    return FALSE;

  *seconds = 0;
  for (guint i = 0; i < 3; i++)
    {
      guint64 part = 0;

      if (i < n_parts && !g_ascii_string_to_unsigned (parts[i], 10, 0, limits[i] - 1, &part, NULL))
        return FALSE;
      *seconds = *seconds * 60 + part;
    }

  return TRUE;
}

/* A number of this key, in what rows are measured in. */
static gboolean
parse_number (Key         key,
              const char *text,
              guint64    *number)
{
  switch (key)
    {
    case STATUS:
      return g_ascii_string_to_unsigned (text, 10, 100, 999, number, NULL);
    case SIZE:
    case REQUEST_SIZE:
      return parse_with_unit (text, size_units, G_N_ELEMENTS (size_units), number);
    case DURATION:
    case AGE:
      return parse_with_unit (text, time_units, G_N_ELEMENTS (time_units), number);
    case TIME:
    default:
      return parse_clock (text, number);
    }
}

/* "1k-2k", or "404"; sizes and times are never met exactly, so that a single one is no range. */
static gboolean
parse_range (Term       *term,
             const char *text)
{
  const char *dash = strchr (text, '-');
  g_autofree char *begin = g_strndup (text, dash != NULL ? (gsize) (dash - text) : strlen (text));
  guint64 low, high;

  if (term->key == STATUS && strlen (text) == 3 && text[0] >= '1' && text[0] <= '9' &&
      g_ascii_strcasecmp (text + 1, "xx") == 0)
    return add_range (term, (guint64) (text[0] - '0') * 100, (guint64) (text[0] - '0') * 100 + 99);
  if (term->key == STATUS && g_ascii_strcasecmp (text, "none") == 0)
    return add_range (term, 0, 0);
  if (!parse_number (term->key, begin, &low))
    return FALSE;
  if (dash == NULL)
    return term->key == STATUS && add_range (term, low, low);

  if (!parse_number (term->key, dash + 1, &high))
    return FALSE;
  /* over midnight */
  if (term->key == TIME && low > high)
    return add_range (term, low, G_MAXUINT64) && add_range (term, 0, high);

  return add_range (term, low, high);
}

static gboolean
add_comparison (Term       *term,
                const char *sign,
                const char *text)
{
  const gboolean or_equal = sign[1] == '=';
  guint64 number;

  if (!parse_number (term->key, text, &number))
    return FALSE;
  if (sign[0] == '<')
    return (or_equal || number > 0) && add_range (term, term->key == STATUS ? 1 : 0, or_equal ? number : number - 1);

  return add_range (term, or_equal ? number : number + 1, G_MAXUINT64);
}

static guint64
find_rules (const char *text)
{
  g_autoptr(LanWebNeedle) needle = lan_web_needle_new (text);
  guint64 bits = 0;

  for (guint rule = 0; rule < LAN_HTTP_N_RULES; rule++)
    {
      const char *section;
      const char *sentence = lan_http_rule_describe (rule, &section);

      if (lan_web_needle_find (needle, sentence, strlen (sentence)) >= 0 ||
          lan_web_needle_find (needle, section, strlen (section)) >= 0)
        bits |= G_GUINT64_CONSTANT (1) << rule;
    }

  return bits;
}

/* What is wrong with a value, and what would be right. */
static char *
dup_remedy (Key         key,
            const char *value)
{
  g_autofree char *all = NULL;

  switch (key)
    {
    case STATUS:
      return g_strdup_printf (_("“%s” is no status. Write a code (404), a class (4xx), a range (400-499) or “none”."),
                              value);
    case CLIENT:
      return g_strdup_printf (_("“%s” is no address. Write 192.168.1.7, a network such as 10.0.0.0/8, or a beginning "
                                "such as 10.0.*."),
                              value);
    case KIND:
      all = g_strjoinv (", ", (char **) kinds);
      return g_strdup_printf (_("“%1$s” is no kind of request. There are: %2$s."), value, all);
    case RULE:
      return g_strdup_printf (_("No rule mentions “%s”. Write “any”, “none”, or a word of what is said about broken "
                                "rules."),
                              value);
    case SECURE:
      return g_strdup_printf (_("“%s” is neither yes nor no."), value);
    case SIZE:
    case REQUEST_SIZE:
      return g_strdup_printf (_("“%s” is no size here. Write size>1M, size<=500k or a range, size:1k-2k."), value);
    case DURATION:
    case AGE:
      return g_strdup_printf (_("“%s” is no duration here. Write it with a unit, as in duration>100ms, age<5m or "
                                "duration:1s-2s."),
                              value);
    case TIME:
      return g_strdup_printf (_("“%s” is no time here. Write time>14:30, or a range, time:14:30-14:45."), value);
    case TEXT:
    case METHOD:
    case PATH:
    case TYPE:
    default:
      return NULL;
    }
}

static gboolean
add_client (Term       *term,
            const char *value)
{
  if (strchr (value, '/') != NULL)
    {
      GInetAddressMask *mask = g_inet_address_mask_new_from_string (value, NULL);

      if (mask == NULL)
        return FALSE;
      g_ptr_array_add (term->masks, mask);
      return TRUE;
    }

  if (!g_str_has_suffix (value, "*") && !g_hostname_is_ip_address (value))
    return FALSE;
  g_ptr_array_add (term->words, g_strdup (value));

  return TRUE;
}

static gboolean
add_bits (Term       *term,
          const char *value)
{
  static const char *const answers[] = { "no", "yes", NULL };
  guint64 bits = 0;

  if (term->key == RULE && g_ascii_strcasecmp (value, "any") == 0)
    bits = ~(G_GUINT64_CONSTANT (1) << NO_RULE);
  else if (term->key == RULE && g_ascii_strcasecmp (value, "none") == 0)
    bits = G_GUINT64_CONSTANT (1) << NO_RULE;
  else if (term->key == RULE)
    bits = find_rules (value);
  else
    {
      const char *const *words = term->key == KIND ? kinds : answers;

      for (guint i = 0; words[i] != NULL; i++)
        if (g_ascii_strcasecmp (value, words[i]) == 0)
          bits = G_GUINT64_CONSTANT (1) << i;
    }
  term->bits |= bits;

  return bits != 0;
}

/* One of the values between commas. */
static gboolean
add_value (Term       *term,
           const char *value)
{
  switch (term->key)
    {
    case METHOD:
    case TYPE:
      g_ptr_array_add (term->words, g_strdup (value));
      return TRUE;
    case CLIENT:
      return add_client (term, value);
    case KIND:
    case RULE:
    case SECURE:
      return add_bits (term, value);
    default:
      return parse_range (term, value);
    }
}

/* FALSE if there is nothing in it. */
static gboolean
set_value (Term       *term,
           const char *sign,
           const char *value)
{
  g_auto(GStrv) values = g_strsplit (value, ",", -1);
  gboolean compared = sign[0] == '<' || sign[0] == '>', any = FALSE;

  term->words = g_ptr_array_new_with_free_func (g_free);
  term->masks = g_ptr_array_new_with_free_func (g_object_unref);
  if (*value == '\0')
    return FALSE;
  /* which may hold commas */
  if (term->key == PATH || term->key == TEXT)
    {
      term->needle = lan_web_needle_new (value);
      term->anchored = term->key == PATH && value[0] == '/';
      return TRUE;
    }

  for (guint i = 0; values[i] != NULL && term->public.error == NULL; i++)
    {
      if (*values[i] == '\0')
        continue;
      any = TRUE;
      if (!(compared ? add_comparison (term, sign, values[i]) : add_value (term, values[i])))
        term->public.error = dup_remedy (term->key, values[i]);
    }

  return any;
}

/* --- Terms --- */

static char *
dup_unknown (const char *name)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", keys[i].name);

  return g_strdup_printf (_("“%1$s” is nothing to filter by. There are: %2$s. To look for the text itself, put it in "
                            "quotation marks."),
                          name, all->str);
}

/* The key before a sign, at the beginning of a term; FALSE if it is no key but text. *at is behind the sign then. */
static gboolean
read_key (Term        *term,
          const char **at,
          char         sign[3],
          gsize       *which)
{
  const char *end = *at;
  g_autofree char *name = NULL;
  char first;

  while (g_ascii_isalpha (*end) || (end > *at && *end == '-'))
    end++;
  first = get_sign (end);
  if (end == *at || first == 0 || first == '"' || first == ',' || g_str_has_prefix (end, "://"))
    return FALSE;

  name = g_strndup (*at, (gsize) (end - *at));
  for (*which = 0; *which < G_N_ELEMENTS (keys) && g_ascii_strcasecmp (keys[*which].name, name) != 0;)
    (*which)++;
  /* "a=b" is looked for as often as not; with a colon it is a key that was meant */
  if (*which == G_N_ELEMENTS (keys) && first != ':')
    return FALSE;

  *at = g_utf8_next_char (end);
  sign[0] = first;
  sign[1] = sign[2] = '\0';
  if ((first == '<' || first == '>') && get_sign (*at) == '=')
    {
      sign[1] = '=';
      *at = g_utf8_next_char (*at);
    }

  if (*which == G_N_ELEMENTS (keys))
    term->public.error = dup_unknown (name);
  else
    {
      term->key = keys[*which].key;
      if ((first == '<' || first == '>') && !keys[*which].compared)
        term->public.error = g_strdup_printf (_("“%1$s” is not larger or smaller. Write it as in %2$s."),
                                              keys[*which].name, keys[*which].example);
    }

  return TRUE;
}

/* Reads the term at *at, which is no space; *at is behind it then. */
static Term *
read_term (const char  *text,
           const char **at)
{
  Term *term = g_new0 (Term, 1);
  const char *begin = *at, *value_begin;
  g_autofree char *value = NULL;
  char sign[3] = "";
  gboolean has_key, open;
  gsize which = 0;

  term->public.negated = **at == '-' && (*at)[1] != '\0' && !is_space (*at + 1);
  if (term->public.negated)
    (*at)++;

  value_begin = *at;
  has_key = read_key (term, at, sign, &which);
  if (term->public.error == NULL)
    value_begin = *at;
  value = read_value (at, &open);
  term->public.offset = (gsize) (begin - text);
  term->public.length = (gsize) (*at - begin);
  term->public.error_offset = (gsize) (value_begin - text);
  term->public.error_length = (gsize) (*at - value_begin);

  if (term->public.error == NULL && open)
    term->public.error = g_strdup (_("The quotation mark is not closed: write another one at the end."));
  if (term->public.error != NULL || set_value (term, sign, value))
    return term;

  term->public.error = has_key ? g_strdup_printf (_("Something is missing behind “%1$s”, as in %2$s."), keys[which].name,
                                                  keys[which].example)
                               : g_strdup (_("There is nothing between the quotation marks."));
  term->public.error_offset = term->public.offset;
  term->public.error_length = term->public.length;

  return term;
}

/**
 * lan_web_filter_new:
 * @text: as typed; up to %LAN_WEB_FILTER_MAX_BYTES of it, and up to what is no UTF-8, are read
 *
 * Returns: (transfer full): a filter: immutable, any thread
 */
LanWebFilter *
lan_web_filter_new (const char *text)
{
  LanWebFilter *self = g_new0 (LanWebFilter, 1);
  g_autofree char *line = NULL;
  const char *at, *end;

  (void) g_utf8_validate (text, -1, &end);
  line = g_strndup (text, lan_text_fit (text, (gsize) (end - text), LAN_WEB_FILTER_MAX_BYTES));

  g_atomic_ref_count_init (&self->references);
  self->terms = g_ptr_array_new_with_free_func (term_free);
  for (at = line; *at != '\0';)
    {
      if (is_space (at))
        at = g_utf8_next_char (at);
      else
        g_ptr_array_add (self->terms, read_term (line, &at));
    }

  return self;
}

LanWebFilter *
lan_web_filter_ref (LanWebFilter *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
lan_web_filter_unref (LanWebFilter *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_ptr_array_unref (self->terms);
  g_free (self);
}

guint
lan_web_filter_get_n_terms (const LanWebFilter *self)
{
  return self->terms->len;
}

/**
 * lan_web_filter_get_term:
 *
 * Returns: (transfer none): where a term stands, for a chip, and what is wrong with it
 */
const LanWebFilterTerm *
lan_web_filter_get_term (const LanWebFilter *self,
                         guint               position)
{
  g_return_val_if_fail (position < self->terms->len, NULL);

  return &((Term *) g_ptr_array_index (self->terms, position))->public;
}

/**
 * lan_web_filter_is_empty:
 *
 * Returns: whether it lets everything through
 */
gboolean
lan_web_filter_is_empty (const LanWebFilter *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    if (lan_web_filter_get_term (self, i)->error == NULL)
      return FALSE;

  return TRUE;
}

/**
 * lan_web_filter_searches:
 *
 * Returns: whether it looks into messages, which takes longer
 */
gboolean
lan_web_filter_searches (const LanWebFilter *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const Term *term = g_ptr_array_index (self->terms, i);

      if (term->key == TEXT && term->public.error == NULL)
        return TRUE;
    }

  return FALSE;
}

/* --- Matching --- */

static gboolean
is_in_ranges (const Term *term,
              guint64     number)
{
  for (guint i = 0; i < term->ranges->len; i++)
    {
      const Range *range = &g_array_index (term->ranges, Range, i);

      if (number >= range->low && number <= range->high)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_client (const Term *term,
           const char *client)
{
  for (guint i = 0; i < term->words->len; i++)
    {
      const char *word = g_ptr_array_index (term->words, i);
      gsize length = strlen (word);

      if (word[length - 1] == '*' ? g_ascii_strncasecmp (client, word, length - 1) == 0
                                  : g_ascii_strcasecmp (client, word) == 0)
        return TRUE;
    }
  if (term->masks->len > 0)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (client);

      for (guint i = 0; address != NULL && i < term->masks->len; i++)
        if (g_inet_address_mask_matches (g_ptr_array_index (term->masks, i), address))
          return TRUE;
    }

  return FALSE;
}

/* Whether @text is one of the words, or holds one of them. */
static gboolean
has_word (const Term *term,
          const char *text,
          gboolean    whole)
{
  for (guint i = 0; text != NULL && i < term->words->len; i++)
    {
      const char *word = g_ptr_array_index (term->words, i);

      if (whole ? g_ascii_strcasecmp (text, word) == 0 : strcasestr (text, word) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_needle (const Term *term,
            const char *target)
{
  gssize at = target != NULL ? lan_web_needle_find (term->needle, target, strlen (target)) : -1;

  return term->anchored ? at == 0 : at >= 0;
}

static guint64
get_clock (const LanWebFilterRow *row,
           const LanWebFilterNow *now)
{
  gint64 seconds = (row->started_us / G_USEC_PER_SEC + now->utc_offset_s) % (24 * 3600);

  return (guint64) (seconds < 0 ? seconds + 24 * 3600 : seconds);
}

static gboolean
fits (const Term            *term,
      const LanWebFilterRow *row,
      const LanWebFilterNow *now,
      LanWebFilterSearch     search,
      gpointer               data)
{
  switch (term->key)
    {
    case STATUS:
      return is_in_ranges (term, row->status);
    case METHOD:
      return has_word (term, row->method, TRUE);
    case PATH:
      return has_needle (term, row->target);
    case CLIENT:
      return is_client (term, row->client);
    case TYPE:
      return has_word (term, row->type, FALSE);
    case KIND:
      return (term->bits >> row->kind & 1) != 0;
    case RULE:
      return (term->bits >> (row->rule < 0 ? NO_RULE : row->rule) & 1) != 0;
    case SECURE:
      return (term->bits >> (row->secure ? 1 : 0) & 1) != 0;
    case SIZE:
      return is_in_ranges (term, row->response_size);
    case REQUEST_SIZE:
      return is_in_ranges (term, row->request_size);
    case DURATION:
      return row->duration_us >= 0 && is_in_ranges (term, (guint64) row->duration_us);
    case AGE:
      return is_in_ranges (term, (guint64) MAX (now->now_us - row->started_us, 0));
    case TIME:
      return is_in_ranges (term, get_clock (row, now));
    case TEXT:
    default:
      return has_needle (term, row->target) || (search != NULL && search (term->needle, data));
    }
}

/**
 * lan_web_filter_matches:
 * @search: (nullable): looks into the messages; without it only the target is looked at
 * @data: for it
 *
 * Any thread.
 *
 * Returns: whether the row is to be shown
 */
gboolean
lan_web_filter_matches (const LanWebFilter    *self,
                        const LanWebFilterRow *row,
                        const LanWebFilterNow *now,
                        LanWebFilterSearch     search,
                        gpointer               data)
{
  /* what takes long comes last */
  for (int texts = 0; texts < 2; texts++)
    for (guint i = 0; i < self->terms->len; i++)
      {
        const Term *term = g_ptr_array_index (self->terms, i);

        if (term->public.error == NULL && (term->key == TEXT) == (texts == 1) &&
            fits (term, row, now, search, data) == term->public.negated)
          return FALSE;
      }

  return TRUE;
}
