/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/negotiation.h"

#include <string.h>

#include "http/syntax.h"

/* What a client would like (RFC 9110 section 12). All pure. */

/* A weight in thousandths: "1", "0.5", "0.125" (section 12.4.2). */
static gboolean
parse_weight (const char *text,
              gsize       length,
              guint      *weight)
{
  guint value = 0;

  if (length == 0 || length > 5 || (text[0] != '0' && text[0] != '1') || (length > 1 && text[1] != '.'))
    return FALSE;
  for (gsize i = 2; i < 5; i++)
    {
      if (i < length && !g_ascii_isdigit (text[i]))
        return FALSE;
      value = value * 10 + (guint) (i < length ? text[i] - '0' : 0);
    }
  *weight = (guint) (text[0] - '0') * 1000 + value;

  return *weight <= 1000;
}

static void
strip (const char **text,
       gsize       *length)
{
  while (*length > 0 && ((*text)[0] == ' ' || (*text)[0] == '\t'))
    {
      (*text)++;
      (*length)--;
    }
  while (*length > 0 && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t'))
    (*length)--;
}

/* Cuts "gzip;q=0.5" to its name. FALSE: its weight is none, and it had better not be there. */
static gboolean
take_weight (const char *word,
             gsize      *length,
             guint      *weight)
{
  const char *end = word + *length;
  const char *at = memchr (word, ';', *length);
  gboolean right = TRUE;

  *weight = 1000;
  if (at != NULL)
    {
      *length = (gsize) (at - word);
      strip (&word, length);
    }
  while (at != NULL)
    {
      const char *parameter = at + 1;
      gsize size;

      at = memchr (parameter, ';', (gsize) (end - parameter));
      size = (gsize) ((at != NULL ? at : end) - parameter);
      strip (&parameter, &size);
      if (size >= 2 && g_ascii_strncasecmp (parameter, "q=", 2) == 0)
        right = parse_weight (parameter + 2, size - 2, weight);
    }

  return right;
}

/* --- Codings (section 12.5.3) --- */

static LanWebCoding
coding_of (const char *name,
           gsize       length)
{
  if (lan_http_text_is (name, length, "br"))
    return LAN_WEB_CODING_BROTLI;
  if (lan_http_text_is (name, length, "zstd"))
    return LAN_WEB_CODING_ZSTD;
  if (lan_http_text_is (name, length, "gzip") || lan_http_text_is (name, length, "x-gzip"))
    return LAN_WEB_CODING_GZIP;
  if (lan_http_text_is (name, length, "identity"))
    return LAN_WEB_CODING_NONE;

  return LAN_WEB_N_CODINGS;
}

#define NOT_SAID G_MAXUINT

static void
read_weights (const char *value,
              gsize       length,
              guint       weights[LAN_WEB_N_CODINGS + 1],
              guint      *others)
{
  const char *end = value + length;
  const char *word;
  gsize size;

  while (lan_http_next_word (&value, end, &word, &size))
    {
      guint weight;

      if (!take_weight (word, &size, &weight))
        continue;
      if (lan_http_text_is (word, size, "*"))
        *others = weight;
      else
        weights[coding_of (word, size)] = weight;
    }
}

/* From the heaviest down; what weighs the same in the order of what it saves. Nothing lighter than no coding at all,
 * which weighs nothing where it is not spoken of: then it is only what is left. */
static LanWebCodings
sort (const guint weights[LAN_WEB_N_CODINGS])
{
  LanWebCodings list = 0;
  guint n = 0;

  for (guint limit = G_MAXUINT; n < LAN_WEB_N_CODINGS - 1; )
    {
      guint heaviest = 0;

      for (LanWebCoding i = LAN_WEB_CODING_GZIP; i < LAN_WEB_N_CODINGS; i++)
        if (weights[i] < limit)
          heaviest = MAX (heaviest, weights[i]);
      if (heaviest == 0 || heaviest < weights[LAN_WEB_CODING_NONE])
        break;
      for (LanWebCoding i = LAN_WEB_CODING_BROTLI; i >= LAN_WEB_CODING_GZIP; i--)
        if (weights[i] == heaviest)
          list |= (LanWebCodings) i << (2 * n++);
      limit = heaviest;
    }

  return list;
}

/**
 * lan_web_negotiate_codings:
 * @head: of a request
 * @data: the bytes it was scanned from
 *
 * Returns: the codings it would rather have than none, the best first. To send something as it is is right in any
 *   case: who refuses even that is better served than turned away (RFC 9110 section 12.4.1)
 */
LanWebCodings
lan_web_negotiate_codings (const LanHttpHead *head,
                           const char        *data)
{
  guint weights[LAN_WEB_N_CODINGS + 1] = { NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID, NOT_SAID };
  guint others = NOT_SAID;
  gboolean any = FALSE;

  for (guint i = 0; i < head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (head->fields, LanHttpField, i);

      if (!lan_http_text_is (data + field->name, field->name_length, "Accept-Encoding"))
        continue;
      read_weights (data + field->value, field->value_length, weights, &others);
      any = TRUE;
    }

  if (!any)
    return 0;

  for (guint i = 0; i < LAN_WEB_N_CODINGS; i++)
    if (weights[i] == NOT_SAID)
      weights[i] = others == NOT_SAID ? 0 : others;

  return sort (weights);
}

/* --- Types (section 12.5.1) --- */

/**
 * lan_web_negotiate_html:
 *
 * Returns: whether a page is asked for, by name: browsers do where a person goes somewhere, scripts and tools take
 *   anything
 */
gboolean
lan_web_negotiate_html (const LanHttpHead *head,
                        const char        *data)
{
  for (guint i = 0; i < head->fields->len; i++)
    {
      const LanHttpField *field = &g_array_index (head->fields, LanHttpField, i);
      const char *at = data + field->value;
      const char *end = at + field->value_length;
      const char *word;
      gsize length;
      guint weight;

      if (!lan_http_text_is (data + field->name, field->name_length, "Accept"))
        continue;
      while (lan_http_next_word (&at, end, &word, &length))
        if (take_weight (word, &length, &weight) && weight > 0 && lan_http_text_is (word, length, "text/html"))
          return TRUE;
    }

  return FALSE;
}
