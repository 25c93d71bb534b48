/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/secrets.h"

#include <string.h>

#include "web/content.h"
#include "web/needle.h"

/* Longer names are nobody's. */
#define NAME_MAX_BYTES 256
/* So much of a compressed content is looked through. */
#define DECODED_MAX_BYTES (4 * 1024 * 1024)

/* What is looked for in, and where its bytes are in the message: the content of a chunked message is in pieces. */
typedef struct
{
  const char *bytes;
  gsize length;
  const LanWebContent *content;   /* (nullable): whose bytes they are */
  gsize offset;                   /* else where they begin */
  GArray *secrets;
} Search;

/* --- Names --- */

static gboolean
is_word (const char *word,
         gsize       length)
{
  static const char *const whole[] = { "key", "pass", "pwd", "apikey" };
  static const char *const endings[] = { "token", "secret" };
  static const char *const parts[] = { "password", "passwd", "passphrase" };
  g_autofree char *small = g_ascii_strdown (word, (gssize) length);

  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    if (strcmp (small, whole[i]) == 0)
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (small, endings[i]))
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (small, parts[i]) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * lan_web_secrets_is_name:
 * @name: (array length=length): of a header field, a parameter or a member of an object
 *
 * Returns: whether what is called so is likely a secret: "X-Api-Key", "access_token", "newPassword", not "monkey"
 */
gboolean
lan_web_secrets_is_name (const char *name,
                         gsize       length)
{
  gsize begin = 0;

  if (length > NAME_MAX_BYTES)
    return FALSE;

  for (gsize i = 0; i <= length; i++)
    {
      gboolean ends = i == length || !g_ascii_isalnum (name[i]);

      if (ends || (i > begin && g_ascii_isupper (name[i]) && g_ascii_islower (name[i - 1])))
        {
          if (is_word (name + begin, i - begin))
            return TRUE;
          begin = ends ? i + 1 : i;
        }
    }

  return FALSE;
}

/* A name as forms and addresses write it: "pass%77ord". */
static gboolean
is_escaped_name (const char *name,
                 gsize       length)
{
  g_autofree char *plain = length <= NAME_MAX_BYTES ? g_uri_unescape_segment (name, name + length, NULL) : NULL;

  return plain != NULL && lan_web_secrets_is_name (plain, strlen (plain));
}

/* --- Places --- */

static void
add_span (Search *search,
          gsize   offset,
          gsize   length)
{
  LanWebSecret secret = { offset, length };

  if (length > 0)
    g_array_append_val (search->secrets, secret);
}

/* From @begin to @end of what is searched. */
static void
add (Search     *search,
     const char *begin,
     const char *end)
{
  gsize from = (gsize) (begin - search->bytes), length = (gsize) (end - begin), offset, piece;

  if (search->content == NULL)
    {
      add_span (search, search->offset + from, length);
      return;
    }
  while (length > 0 && (piece = lan_web_content_locate (search->content, from, &offset)) > 0)
    {
      piece = MIN (piece, length);
      add_span (search, offset, piece);
      from += piece;
      length -= piece;
    }
}

static const char *
find (const char *at,
      const char *end,
      char        wanted)
{
  const char *found = at < end ? memchr (at, wanted, (gsize) (end - at)) : NULL;

  return found != NULL ? found : end;
}

/* "a=1&token=2": the values of those with such a name. */
static void
search_parameters (Search     *search,
                   const char *at,
                   const char *end)
{
  while (at < end)
    {
      const char *next = find (at, end, '&');
      const char *equals = find (at, next, '=');

      if (equals < next && is_escaped_name (at, (gsize) (equals - at)))
        add (search, equals + 1, next);
      at = next < end ? next + 1 : end;
    }
}

/* An address: its parameters, also those behind "#", and the password before an "@". */
static void
search_address (Search     *search,
                const char *at,
                const char *end)
{
  const char *query = find (at, end, '?'), *fragment = find (at, end, '#');
  const char *slashes = g_strstr_len (at, end - at, "//");

  if (slashes != NULL && slashes < query)
    {
      const char *authority = slashes + 2;
      const char *sign = find (authority, MIN (find (authority, end, '/'), query), '@');
      const char *colon = find (authority, sign, ':');

      if (sign < end && *sign == '@' && colon < sign)
        add (search, colon + 1, sign);
    }
  if (query < fragment)
    search_parameters (search, query + 1, fragment);
  if (fragment < end)
    search_parameters (search, fragment + 1, end);
}

static void
search_cookies (Search     *search,
                const char *at,
                const char *end)
{
  while (at < end)
    {
      const char *next = find (at, end, ';');
      const char *equals = find (at, next, '=');

      /* without a name it is all value */
      add (search, equals < next ? equals + 1 : at, next);
      at = next < end ? next + 1 : end;
    }
}

/* The scheme stays: it is no secret, and says what is missing. */
static void
search_credentials (Search     *search,
                    const char *at,
                    const char *end)
{
  const char *space = find (at, end, ' ');

  add (search, space < end ? space + 1 : at, end);
}

static void
search_set_cookie (Search     *search,
                   const char *at,
                   const char *end)
{
  search_cookies (search, at, find (at, end, ';'));
}

/* --- Header --- */

static const struct
{
  const char *name;
  void (*search) (Search     *search,
                  const char *at,
                  const char *end);    /* NULL: no secret, although it sounds like one */
} fields[] = {
  { "Authorization", search_credentials },
  { "Proxy-Authorization", search_credentials },
  { "Cookie", search_cookies },
  { "Set-Cookie", search_set_cookie },
  { "Referer", search_address },
  { "Location", search_address },
  { "Content-Location", search_address },
  { "Sec-WebSocket-Key", NULL },
};

static void
search_field (Search     *search,
              const char *name,
              gsize       name_length,
              const char *at,
              const char *end)
{
  /* a space before the colon is wrong, and no way to be read */
  while (name_length > 0 && (name[name_length - 1] == ' ' || name[name_length - 1] == '\t'))
    name_length--;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strlen (fields[i].name) == name_length && g_ascii_strncasecmp (fields[i].name, name, name_length) == 0)
      {
        if (fields[i].search != NULL)
          fields[i].search (search, at, end);
        return;
      }

  if (lan_web_secrets_is_name (name, name_length))
    add (search, at, end);
}

/* Bytes that fit nowhere, where a secret is named: who knows what they are. */
static void
search_junk (Search     *search,
             const char *at,
             const char *end)
{
  static const char *const signs[] = { "authorization", "cookie", "password", "token", "secret" };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      g_autoptr(LanWebNeedle) needle = lan_web_needle_new (signs[i]);
      gssize found = lan_web_needle_find (needle, at, (gsize) (end - at));

      if (found >= 0)
        {
          add (search, at + found + strlen (signs[i]), end);
          return;
        }
    }
}

/* --- Content --- */

static const char *
skip_space (const char *at,
            const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
    at++;

  return at;
}

/* Behind the closing quotation mark of the string that begins at @at, or the end. */
static const char *
skip_string (const char *at,
             const char *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < end)
      at++;

  return MIN (at + 1, end);
}

/* JSON, also where it is broken or cut off: strings and numbers of a member with such a name, those of whole objects
 * included. */
static void
search_json (Search     *search,
             const char *at,
             const char *end)
{
  gboolean secret = FALSE;       /* within the value of such a member, */
  guint depth = 0, members = 0;  /* which ends with a comma at this depth, or a bracket below it */

  while ((at = skip_space (at, end)) < end)
    {
      const char *begin = at;

      if (*at == '"')
        {
          const char *after = skip_string (at, end), *next = skip_space (after, end);

          at = after;
          if (next < end && *next == ':')
            {
              at = next + 1;
              if (!secret && lan_web_secrets_is_name (begin + 1, (gsize) (after - begin) - 2))
                {
                  secret = TRUE;
                  members = depth;
                }
            }
          else if (secret)
            add (search, begin + 1, after - begin > 1 && after[-1] == '"' ? after - 1 : after);
        }
      else if (*at == '{' || *at == '[' || *at == '}' || *at == ']' || *at == ',')
        {
          at++;
          if (*begin == '{' || *begin == '[')
            depth++;
          else if (*begin != ',' && depth > 0)
            depth--;
          if (depth < members || (*begin == ',' && depth == members))
            secret = FALSE;
        }
      else
        {
          while (at < end && strchr ("{}[],\" \t\r\n", *at) == NULL)
            at++;
          at = MAX (at, begin + 1);
          if (secret && (*begin == '-' || g_ascii_isdigit (*begin)))
            add (search, begin, at);
        }
    }
}

/* A part of a form: its name stands in its head, its value behind the empty line. */
static void
search_part (Search     *search,
             const char *at,
             const char *end)
{
  const char *blank = g_strstr_len (at, end - at, "\r\n\r\n");
  const char *name = blank != NULL ? g_strstr_len (at, blank - at, " name=") : NULL;
  gsize length;

  if (name == NULL)
    return;
  name += strlen (" name=");
  if (*name == '"')
    name++;
  length = (gsize) (find (name, find (name, blank, '\r'), ';') - name);
  while (length > 0 && (name[length - 1] == '"' || name[length - 1] == ' '))
    length--;
  if (lan_web_secrets_is_name (name, length))
    add (search, blank + 4, end);
}

static void
search_form (Search     *search,
             const char *boundary,
             const char *at,
             const char *end)
{
  g_autofree char *line = g_strconcat ("--", boundary, NULL);
  const gsize length = strlen (line);
  const char *part = NULL;

  while (at < end)
    {
      const char *next = memmem (at, (gsize) (end - at), line, length);
      const char *part_end = next != NULL ? next : end;

      /* the line end before a boundary belongs to it */
      if (part != NULL)
        search_part (search, part, part_end - part >= 2 && next != NULL ? part_end - 2 : part_end);
      if (next == NULL)
        return;
      part = at = next + length;
    }
}

typedef enum
{
  NOT_SEARCHED,
  FORM_WITH_FILES,
  FORM,
  JSON,
  VAGUE,      /* told from how it begins */
} Kind;

static Kind
get_kind (const char *type)
{
  if (g_str_has_prefix (type, "multipart/"))
    return FORM_WITH_FILES;
  if (g_str_has_suffix (type, "/json") || g_str_has_suffix (type, "+json"))
    return JSON;
  if (strcmp (type, "application/x-www-form-urlencoded") == 0)
    return FORM;

  return *type == '\0' || strcmp (type, "text/plain") == 0 ? VAGUE : NOT_SEARCHED;
}

static void
search_content (Search     *search,
                const char *type,
                const char *boundary)
{
  const Kind kind = get_kind (type);
  const char *begin = search->bytes, *end, *first;

  if (kind == NOT_SEARCHED || search->length == 0)
    return;

  end = begin + search->length;
  first = skip_space (begin, end);
  if (kind == FORM_WITH_FILES && boundary != NULL && *boundary != '\0')
    search_form (search, boundary, begin, end);
  else if (kind == JSON || (kind == VAGUE && first < end && (*first == '{' || *first == '[')))
    search_json (search, begin, end);
  else if (kind != FORM_WITH_FILES)
    search_parameters (search, begin, end);
}

/* Compressed, nothing can be covered within it: if there is a secret in it, or it cannot be unpacked, it is covered
 * as a whole. */
static gboolean
hides_secret (const LanWebContent *content,
              const char          *boundary)
{
  g_autoptr(GArray) secrets = g_array_new (FALSE, FALSE, sizeof (LanWebSecret));
  Search search = { .secrets = secrets };
  LanWebDecoded outcome;
  g_autoptr(GBytes) decoded = lan_web_content_decode (content, DECODED_MAX_BYTES, &outcome);

  search.bytes = g_bytes_get_data (decoded, &search.length);
  search_content (&search, content->type, boundary);

  return secrets->len > 0 ||
         (outcome != LAN_WEB_DECODED_ALL && outcome != LAN_WEB_DECODED_PART && get_kind (content->type) != NOT_SEARCHED);
}

static void
search_body (const LanHttpMessage *message,
             GArray               *secrets)
{
  g_autoptr(LanWebContent) content = lan_web_content_new (message);
  g_autofree char *boundary = lan_web_content_dup_parameter (content, "boundary");
  Search search = { .content = content, .secrets = secrets };

  search.bytes = g_bytes_get_data (content->bytes, &search.length);
  if (search.length == 0)
    return;
  if (*content->coding == '\0' || g_ascii_strcasecmp (content->coding, "identity") == 0)
    search_content (&search, content->type, boundary);
  else if (hides_secret (content, boundary))
    add (&search, search.bytes, search.bytes + search.length);
}

static int
compare_secrets (gconstpointer a,
                 gconstpointer b)
{
  const LanWebSecret *one = a, *other = b;

  return one->offset < other->offset ? -1 : one->offset > other->offset;
}

/**
 * lan_web_secrets_find:
 * @message: either way
 *
 * Finds credentials and cookies; header fields, parameters of addresses, and members of forms and JSON that are
 * called password, token, secret, key and the like.
 *
 * Returns: (transfer full) (element-type LanWebSecret): where they are in its bytes, in order
 */
GArray *
lan_web_secrets_find (const LanHttpMessage *message)
{
  GArray *secrets = g_array_new (FALSE, FALSE, sizeof (LanWebSecret));
  const char *data = g_bytes_get_data (message->bytes, NULL);
  const LanHttpPart *name = NULL;

  for (guint i = 0; i < message->parts->len; i++)
    {
      const LanHttpPart *part = &g_array_index (message->parts, LanHttpPart, i);
      Search search = { data + part->offset, part->length, NULL, part->offset, secrets };
      const char *begin = search.bytes, *end = begin + part->length;

      switch (part->kind)
        {
        case LAN_HTTP_PART_TARGET:
          search_address (&search, begin, end);
          break;
        case LAN_HTTP_PART_FIELD_NAME:
          name = part;
          break;
        case LAN_HTTP_PART_FIELD_VALUE:
          if (name != NULL)
            search_field (&search, data + name->offset, name->length, begin, end);
          break;
        case LAN_HTTP_PART_TRAILER:
        case LAN_HTTP_PART_JUNK:
          search_junk (&search, begin, end);
          break;
        default:
          break;
        }
    }
  search_body (message, secrets);
  g_array_sort (secrets, compare_secrets);

  return secrets;
}

/**
 * lan_web_secrets_mask:
 *
 * Returns: (transfer full): its bytes with a star for each byte of a secret: lengths, and whatever depends on them,
 *   stay true
 */
GBytes *
lan_web_secrets_mask (const LanHttpMessage *message)
{
  g_autoptr(GArray) secrets = lan_web_secrets_find (message);
  gsize length;
  gconstpointer data = g_bytes_get_data (message->bytes, &length);
  char *masked;

  if (secrets->len == 0)
    return g_bytes_ref (message->bytes);

  masked = g_memdup2 (data, length);
  for (guint i = 0; i < secrets->len; i++)
    {
      const LanWebSecret *secret = &g_array_index (secrets, LanWebSecret, i);

      memset (masked + secret->offset, '*', secret->length);
    }

  return g_bytes_new_take (masked, length);
}

/**
 * lan_web_secrets_open:
 * @reveal: with what is secret, else with stars in its place
 *
 * Returns: (transfer full): a message to be shown, copied or exported
 */
LanHttpMessage *
lan_web_secrets_open (GBytes   *bytes,
                      gboolean  response,
                      gboolean  reveal)
{
  LanHttpMessage *message = lan_http_message_new (bytes, response);
  g_autoptr(GBytes) masked = reveal ? NULL : lan_web_secrets_mask (message);

  if (masked == NULL || masked == message->bytes)
    return message;

  lan_http_message_free (message);

  return lan_http_message_new (masked, response);
}
