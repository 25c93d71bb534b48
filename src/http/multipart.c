/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "config.h"

#include "http/multipart.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "http/syntax.h"

/* CR LF "--" and a boundary: what ends a part and may not be in one. */
#define DELIMITER_MAX_BYTES (4 + LAN_HTTP_BOUNDARY_MAX_BYTES)

typedef enum
{
  STATE_PREAMBLE,
  STATE_DELIMITER,   /* behind the boundary */
  STATE_PADDING,     /* white space behind it */
  STATE_DASH,        /* one "-" behind it: the last delimiter has two */
  STATE_LF,          /* CR behind it */
  STATE_HEAD,
  STATE_DATA,
  STATE_EPILOGUE,    /* the form is whole; what still comes means nothing */
  STATE_BAD,
} State;

struct _LanHttpMultipart
{
  LanHttpFormEvents events;
  gpointer user_data;

  State state;
  LanHttpMultipartFault fault;
  guint parts;

  char delimiter[DELIMITER_MAX_BYTES + 1];
  gsize delimiter_length;
  gsize matched;       /* bytes of a delimiter that came last */
  gsize matched_from;  /* of them, those before this one came before the part's content */

  GString *line;       /* of a part's header */
  gsize head_bytes;
  guint fields;
  char *name;
  char *filename;
  char *type;
};

/* --- Content-Type and Content-Disposition: a value with parameters --- */

static const char *
skip_space (const char *at,
            const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t'))
    at++;

  return at;
}

/* Browsers write a quote as %22 and line ends as %0D and %0A, and no other character so (HTML, section 4.10.22.8,
 * "multipart/form-data encoding algorithm"). */
static char
undo_percent (const char *at,
              const char *end)
{
  if (end - at < 3)
    return '\0';
  if (strncmp (at, "%22", 3) == 0)
    return '"';
  if (g_ascii_strncasecmp (at, "%0d", 3) == 0)
    return '\r';

  return g_ascii_strncasecmp (at, "%0a", 3) == 0 ? '\n' : '\0';
}

/* Behind the opening quote; NULL where no other ends it. Older programs write a backslash before quotes and
 * backslashes, and browsers write one that is in a name as it is, also at its end: there it escapes nothing. */
static const char *
take_quoted (const char *at,
             const char *end,
             GString    *value)
{
  for (; at < end && *at != '"'; at++)
    {
      char undone = undo_percent (at, end);

      if (undone != '\0')
        {
          g_string_append_c (value, undone);
          at += 2;
          continue;
        }
      if (*at == '\\' && at + 1 < end && (at[1] == '\\' || (at[1] == '"' && at + 2 < end)))
        at++;
      g_string_append_c (value, *at);
    }

  return at < end ? at + 1 : NULL;
}

/* A value that is not quoted: also with the characters of a boundary that no token has, as many write them. */
static const char *
take_plain (const char *at,
            const char *end,
            GString    *value)
{
  while (at < end && *at != ';' && *at != ' ' && *at != '\t' && *at != '"')
    g_string_append_c (value, *at++);

  return value->len > 0 ? at : NULL;
}

/* The next of *( OWS ";" OWS name "=" value ). FALSE: nothing more; @at is @end where all was well. */
static gboolean
next_parameter (const char **at,
                const char  *end,
                const char **name,
                gsize       *name_length,
                GString     *value)
{
  const char *from = skip_space (*at, end);
  const char *to;

  g_string_truncate (value, 0);
  if (from < end && *from != ';')
    return FALSE;
  while (from < end && (*from == ';' || *from == ' ' || *from == '\t'))   /* ";" at the end, or two */
    from++;
  *at = from;
  if (from == end)
    return FALSE;

  for (to = from; to < end && lan_http_is_token_char (*to); to++)
    ;
  *name = from;
  *name_length = (gsize) (to - from);
  if (to == from || to == end || *to != '=')
    return FALSE;

  to++;
  to = to < end && *to == '"' ? take_quoted (to + 1, end, value) : take_plain (to, end, value);
  if (to == NULL)
    return FALSE;
  *at = to;

  return TRUE;
}

/* Whether @word stands at the beginning of a value, before its parameters; *@at is behind it. */
static gboolean
takes_word (const char **at,
            const char  *end,
            const char  *word)
{
  const char *from = skip_space (*at, end);
  const char *to = from;

  while (to < end && *to != ';' && *to != ' ' && *to != '\t')
    to++;
  *at = to;

  return lan_http_text_is (from, (gsize) (to - from), word);
}

/* bchars, RFC 2046 section 5.1.1 */
static gboolean
is_boundary (const GString *text)
{
  if (text->len == 0 || text->len > LAN_HTTP_BOUNDARY_MAX_BYTES || text->str[text->len - 1] == ' ')
    return FALSE;

  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] == '\0' || (!g_ascii_isalnum (text->str[i]) && strchr ("'()+_,-./:=? ", text->str[i]) == NULL))
      return FALSE;

  return TRUE;
}

static gboolean
take_boundary (LanHttpMultipart *self,
               const char       *content_type,
               gsize             length)
{
  const char *at = content_type, *end = content_type + length, *name;
  g_autoptr(GString) value = g_string_new (NULL);
  gsize name_length;

  if (!takes_word (&at, end, "multipart/form-data"))
    return FALSE;
  while (next_parameter (&at, end, &name, &name_length, value))
    if (lan_http_text_is (name, name_length, "boundary"))
      {
        if (self->delimiter_length > 0 || !is_boundary (value))
          return FALSE;
        self->delimiter_length = 4 + value->len;
        memcpy (self->delimiter, "\r\n--", 4);
        memcpy (self->delimiter + 4, value->str, value->len + 1);
      }

  return at == end && self->delimiter_length > 0;
}

/* --- A part's header --- */

static LanHttpMultipartFault
fail (LanHttpMultipart      *self,
      LanHttpMultipartFault  fault)
{
  self->state = STATE_BAD;
  self->fault = fault;

  return fault;
}

/* What is behind the last slash of either kind: a folder that was chosen brings paths, Internet Explorer brought
 * them always (RFC 7578 section 4.2: only the last part is of use). */
static char *
last_name (const GString *path)
{
  const char *name = path->str;

  for (const char *at = path->str; *at != '\0'; at++)
    if (*at == '/' || *at == '\\')
      name = at + 1;

  return g_strdup (strcmp (name, ".") == 0 || strcmp (name, "..") == 0 ? "" : name);
}

/* "filename*" is not of this form (RFC 7578 section 4.2) and is passed over like anything unknown. */
static gboolean
take_disposition (LanHttpMultipart *self,
                  const char       *at,
                  const char       *end)
{
  g_autoptr(GString) value = g_string_new (NULL);
  const char *name;
  gsize name_length;

  if (self->name != NULL || !takes_word (&at, end, "form-data"))
    return FALSE;

  while (next_parameter (&at, end, &name, &name_length, value))
    if (lan_http_text_is (name, name_length, "name"))
      {
        if (self->name != NULL)
          return FALSE;
        self->name = g_strdup (value->str);
      }
    else if (lan_http_text_is (name, name_length, "filename"))
      {
        if (self->filename != NULL)
          return FALSE;
        self->filename = last_name (value);
      }

  return at == end && self->name != NULL;
}

/* RFC 7578 section 4.7: browsers never code a part, and what is coded would be kept so. */
static gboolean
is_plain_coding (const char *value,
                 gsize       length)
{
  return lan_http_text_is (value, length, "binary") || lan_http_text_is (value, length, "8bit") ||
         lan_http_text_is (value, length, "7bit");
}

static LanHttpMultipartFault
take_field (LanHttpMultipart *self)
{
  const char *line = self->line->str, *end = line + self->line->len;
  const char *colon = memchr (line, ':', self->line->len);
  const char *value;
  gsize name_length;

  if (colon == NULL || !lan_http_is_token (line, (gsize) (colon - line)))
    return LAN_HTTP_MULTIPART_FIELD;
  if (++self->fields > LAN_HTTP_PART_FIELDS_MAX)
    return LAN_HTTP_MULTIPART_HEAD_SIZE;

  name_length = (gsize) (colon - line);
  value = skip_space (colon + 1, end);
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;

  if (lan_http_text_is (line, name_length, "Content-Disposition"))
    return take_disposition (self, value, end) ? LAN_HTTP_MULTIPART_FINE : LAN_HTTP_MULTIPART_DISPOSITION;
  if (lan_http_text_is (line, name_length, "Content-Transfer-Encoding") &&
      !is_plain_coding (value, (gsize) (end - value)))
    return LAN_HTTP_MULTIPART_CODING;
  if (lan_http_text_is (line, name_length, "Content-Type") && self->type == NULL)
    self->type = g_strndup (value, (gsize) (end - value));

  return LAN_HTTP_MULTIPART_FINE;
}

static void
forget_head (LanHttpMultipart *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->filename, g_free);
  g_clear_pointer (&self->type, g_free);
  self->head_bytes = 0;
  self->fields = 0;
}

/* The empty line. Its line end may be that of the next delimiter already: a part without content need not have
 * another (RFC 2046 section 5.1.1, body-part). */
static LanHttpMultipartFault
begin_content (LanHttpMultipart *self)
{
  if (self->name == NULL)
    return fail (self, LAN_HTTP_MULTIPART_DISPOSITION);

  self->state = STATE_DATA;
  self->matched = self->matched_from = 2;
  self->events.begin (&(LanHttpFormPart) { self->name, self->filename, self->type }, self->user_data);
  forget_head (self);

  return LAN_HTTP_MULTIPART_FINE;
}

static LanHttpMultipartFault
read_head_byte (LanHttpMultipart *self,
                char              c)
{
  gboolean after_cr = self->line->len > 0 && self->line->str[self->line->len - 1] == '\r';
  LanHttpMultipartFault fault;

  if (++self->head_bytes > LAN_HTTP_PART_HEAD_MAX_BYTES)
    return fail (self, LAN_HTTP_MULTIPART_HEAD_SIZE);
  if (c != '\n' || !after_cr)
    {
      if (after_cr || ((guint8) c < 0x20 && c != '\r' && c != '\t') || c == 0x7f)
        return fail (self, LAN_HTTP_MULTIPART_FIELD);
      g_string_append_c (self->line, c);
      return LAN_HTTP_MULTIPART_FINE;
    }

  g_string_truncate (self->line, self->line->len - 1);
  if (self->line->len == 0)
    return begin_content (self);
  fault = take_field (self);
  g_string_truncate (self->line, 0);

  return fault == LAN_HTTP_MULTIPART_FINE ? fault : fail (self, fault);
}

/* --- Between the parts --- */

static LanHttpMultipartFault
read_delimiter_byte (LanHttpMultipart *self,
                     char              c)
{
  if (self->state == STATE_LF && c == '\n')
    {
      if (++self->parts > LAN_HTTP_FORM_PARTS_MAX)
        return fail (self, LAN_HTTP_MULTIPART_PARTS);
      self->state = STATE_HEAD;
    }
  else if (self->state == STATE_DASH && c == '-')
    self->state = STATE_EPILOGUE;
  else if (self->state == STATE_DELIMITER && c == '-')
    self->state = STATE_DASH;
  else if ((self->state == STATE_DELIMITER || self->state == STATE_PADDING) && (c == ' ' || c == '\t'))
    self->state = STATE_PADDING;
  else if ((self->state == STATE_DELIMITER || self->state == STATE_PADDING) && c == '\r')
    self->state = STATE_LF;
  else
    return fail (self, LAN_HTTP_MULTIPART_DELIMITER);

  return LAN_HTTP_MULTIPART_FINE;
}

static void
tell_data (LanHttpMultipart *self,
           const char       *data,
           gsize             length)
{
  if (self->state == STATE_DATA && length > 0)
    self->events.data (data, length, self->user_data);
}

static void
found_delimiter (LanHttpMultipart *self)
{
  if (self->state == STATE_DATA)
    self->events.end (self->user_data);
  self->matched = self->matched_from = 0;
  self->state = STATE_DELIMITER;
}

/* What could be a delimiter at the end of the piece before. Its only CR is its first byte: where it turns out to be
 * none, another can begin at the byte that differs and nowhere before. */
static gsize
go_on_matching (LanHttpMultipart *self,
                const char       *data,
                gsize             length)
{
  gsize at = 0;

  while (at < length && self->matched < self->delimiter_length && data[at] == self->delimiter[self->matched])
    {
      self->matched++;
      at++;
    }

  if (self->matched == self->delimiter_length)
    found_delimiter (self);
  else if (at < length)
    {
      tell_data (self, self->delimiter + self->matched_from, self->matched - self->matched_from);
      self->matched = self->matched_from = 0;
    }

  return at;
}

/* Content, or what stands before the first part, up to a delimiter or the beginning of one. */
static gsize
read_content (LanHttpMultipart *self,
              const char       *data,
              gsize             length)
{
  const char *end = data + length, *at = data, *cr;

  if (self->matched > 0)
    return go_on_matching (self, data, length);

  while ((cr = memchr (at, '\r', (gsize) (end - at))) != NULL)
    {
      gsize compared = MIN (self->delimiter_length, (gsize) (end - cr));

      if (memcmp (cr, self->delimiter, compared) == 0)
        {
          tell_data (self, data, (gsize) (cr - data));
          self->matched = compared;
          if (compared == self->delimiter_length)
            found_delimiter (self);
          return (gsize) (cr - data) + compared;
        }
      at = cr + 1;
    }
  tell_data (self, data, length);

  return length;
}

/* --- */

/**
 * lan_http_multipart_new:
 * @content_type: of the request, @length bytes
 * @events: what to call, with @user_data, while it is fed
 *
 * Reads a form with files (multipart/form-data, RFC 7578 and RFC 2046 section 5.1) over as many pieces as it arrives
 * in. Pure; it holds no more than one part's header.
 *
 * Returns: (transfer full) (nullable): %NULL where it is no such form, or has no valid boundary:
 *   #LAN_HTTP_MULTIPART_BOUNDARY
 */
LanHttpMultipart *
lan_http_multipart_new (const char              *content_type,
                        gsize                    length,
                        const LanHttpFormEvents *events,
                        gpointer                 user_data)
{
  g_autoptr(LanHttpMultipart) self = g_new0 (LanHttpMultipart, 1);

  self->events = *events;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->matched = self->matched_from = 2;   /* the first delimiter needs no line before it */

  return take_boundary (self, content_type, length) ? g_steal_pointer (&self) : NULL;
}

void
lan_http_multipart_free (LanHttpMultipart *self)
{
  forget_head (self);
  g_string_free (self->line, TRUE);
  g_free (self);
}

/**
 * lan_http_multipart_feed:
 *
 * Takes the next bytes of the body. After a fault it takes no more and calls nothing.
 *
 * Returns: #LAN_HTTP_MULTIPART_FINE, or what is wrong
 */
LanHttpMultipartFault
lan_http_multipart_feed (LanHttpMultipart *self,
                         const char       *data,
                         gsize             length)
{
  gsize at = 0;

  while (at < length && self->state != STATE_BAD && self->state != STATE_EPILOGUE)
    if (self->state == STATE_PREAMBLE || self->state == STATE_DATA)
      at += read_content (self, data + at, length - at);
    else if (self->state == STATE_HEAD)
      read_head_byte (self, data[at++]);
    else
      read_delimiter_byte (self, data[at++]);

  return self->fault;
}

/**
 * lan_http_multipart_finish:
 *
 * The body is over.
 *
 * Returns: #LAN_HTTP_MULTIPART_FINE where the form is whole, or what is wrong
 */
LanHttpMultipartFault
lan_http_multipart_finish (LanHttpMultipart *self)
{
  if (self->state != STATE_EPILOGUE && self->state != STATE_BAD)
    fail (self, LAN_HTTP_MULTIPART_INCOMPLETE);

  return self->fault;
}

/**
 * lan_http_multipart_describe:
 * @section: (out) (optional): where it stands, "RFC 7578, 4.2"
 *
 * Returns: a translated sentence on what is wrong
 */
const char *
lan_http_multipart_describe (LanHttpMultipartFault   fault,
                             const char            **section)
{
  static const struct
  {
    const char *sentence;
    const char *section;
  } faults[LAN_HTTP_MULTIPART_N_FAULTS] = {
    [LAN_HTTP_MULTIPART_FINE] = { N_("The form is whole."), "RFC 7578, 4" },
    [LAN_HTTP_MULTIPART_BOUNDARY] = { N_("The form does not say what lies between its parts (boundary)."),
                                      "RFC 2046, 5.1.1" },
    [LAN_HTTP_MULTIPART_DELIMITER] = { N_("Something stands behind the boundary of a part, in its line."),
                                       "RFC 2046, 5.1.1" },
    [LAN_HTTP_MULTIPART_FIELD] = { N_("A header line of a part is not a name, a colon and a value."),
                                   "RFC 2046, 5.1" },
    [LAN_HTTP_MULTIPART_HEAD_SIZE] = { N_("The header of a part is too large."), "RFC 7578, 4.8" },
    [LAN_HTTP_MULTIPART_DISPOSITION] = { N_("A part of the form has no name (Content-Disposition)."),
                                         "RFC 7578, 4.2" },
    [LAN_HTTP_MULTIPART_CODING] = { N_("A part of the form is encoded (Content-Transfer-Encoding)."),
                                    "RFC 7578, 4.7" },
    [LAN_HTTP_MULTIPART_PARTS] = { N_("The form has too many parts."), "RFC 7578, 4.3" },
    [LAN_HTTP_MULTIPART_INCOMPLETE] = { N_("The form ends before its last boundary."), "RFC 2046, 5.1.1" },
  };

  g_return_val_if_fail (fault < LAN_HTTP_MULTIPART_N_FAULTS, NULL);

  if (section != NULL)
    *section = faults[fault].section;

  return _(faults[fault].sentence);
}
