/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "web/conditions.h"

/* A longer value is no line any more, however it is put. */
#define VALUE_MAX_BYTES 4096
/* Nobody reads on; browsers name about ten. */
#define ITEMS_MAX 24

/* In which message a value stands, and when it is read. */
typedef struct
{
  gboolean response;
  gint64 now;
} Place;

/* --- Pieces of values --- */

/* The next item of a list (RFC 9110 section 5.6.1), without space around it; NULL at the end. A separator within
 * a quoted string does not count. */
static char *
next_item (const char **at,
           char         separator)
{
  while (**at != '\0')
    {
      const char *begin = *at, *end = begin;
      gboolean quoted = FALSE;
      g_autofree char *item = NULL;

      for (; *end != '\0' && (quoted || *end != separator); end++)
        {
          if (quoted && *end == '\\' && end[1] != '\0')
            end++;
          else if (*end == '"')
            quoted = !quoted;
        }
      *at = *end == '\0' ? end : end + 1;
      item = g_strstrip (g_strndup (begin, (gsize) (end - begin)));
      if (*item != '\0')
        return g_steal_pointer (&item);
    }

  return NULL;
}

/* The value of the parameter in "text/html; charset=utf-8", without quotes; NULL if it is not there. */
static char *
dup_parameter (const char *value,
               const char *name)
{
  const char *at = value;
  gsize length = strlen (name);
  char *item;

  while ((item = next_item (&at, ';')) != NULL)
    {
      g_autofree char *owned = item;
      char *found;

      if (g_ascii_strncasecmp (owned, name, length) != 0 || owned[length] != '=')
        continue;
      found = g_strdup (owned + length + 1);
      if (found[0] == '"' && strlen (found) >= 2 && g_str_has_suffix (found, "\""))
        {
          memmove (found, found + 1, strlen (found));
          found[strlen (found) - 1] = '\0';
        }
      return found;
    }

  return NULL;
}

static gboolean
parse_number (const char *text,
              guint64    *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, number, NULL);
}

static char *
dup_sentence (const char *words)
{
  g_autofree char *first = g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), 1));
  g_autofree char *large = g_utf8_strup (first, -1);
  g_autofree char *whole = g_strconcat (large, words + strlen (first), NULL);

  return g_strdup_printf (_("%s."), whole);
}

#define MINUTE G_GUINT64_CONSTANT (60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define YEAR (365 * DAY)

/* Whether the unit is fine enough: "90 minutes", but "1 hour". */
static gboolean
is_counted_in (guint64 seconds,
               guint64 unit)
{
  return seconds == unit || seconds >= 2 * unit;
}

static char *
dup_duration (guint64 seconds)
{
  if (is_counted_in (seconds, YEAR))
    return g_strdup_printf (ngettext ("%lu year", "%lu years", (gulong) (seconds / YEAR)), (gulong) (seconds / YEAR));
  if (is_counted_in (seconds, DAY))
    return g_strdup_printf (ngettext ("%lu day", "%lu days", (gulong) (seconds / DAY)), (gulong) (seconds / DAY));
  if (is_counted_in (seconds, HOUR))
    return g_strdup_printf (ngettext ("%lu hour", "%lu hours", (gulong) (seconds / HOUR)), (gulong) (seconds / HOUR));
  if (is_counted_in (seconds, MINUTE))
    return g_strdup_printf (ngettext ("%lu minute", "%lu minutes", (gulong) (seconds / MINUTE)), (gulong) (seconds / MINUTE));

  return g_strdup_printf (ngettext ("%lu second", "%lu seconds", (gulong) seconds), (gulong) seconds);
}

static char *
dup_when (gint64 time,
          gint64 now)
{
  g_autofree char *span = dup_duration ((guint64) ABS (time - now));

  if (ABS (time - now) <= 1)
    return g_strdup (_("just now"));

  return time < now ? g_strdup_printf (_("%s ago"), span) : g_strdup_printf (_("in %s"), span);
}

/* --- Times --- */

static char *
explain_date (const char  *value,
              const Place *place)
{
  gint64 time;
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *when = NULL, *clock = NULL;

  if (!lan_web_date_parse (value, &time) || (local = g_date_time_new_from_unix_local (time)) == NULL)
    return NULL;

  when = dup_when (time, place->now);
  clock = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");

  return g_strdup_printf (_("%1$s in your time, %2$s."), clock, when);
}

static char *
explain_expires (const char  *value,
                 const Place *place)
{
  gint64 time;

  /* what is no date is a date in the past (RFC 9111 section 5.3) */
  if (!lan_web_date_parse (value, &time))
    return g_strdup (_("No time: out of date at once."));

  return explain_date (value, place);
}

static char *
explain_seconds (const char  *value,
                 const Place *place)
{
  guint64 seconds;
  g_autofree char *duration = NULL;

  if (!parse_number (value, &seconds))
    return explain_date (value, place);
  duration = dup_duration (seconds);

  return dup_sentence (duration);
}

/* --- What is wanted most --- */

typedef struct
{
  char *what;
  guint q;    /* thousandths */
} Wish;

static void
clear_wish (gpointer data)
{
  g_free (((Wish *) data)->what);
}

/* 0 to 1 with at most three digits behind the point (RFC 9110 section 12.4.2). */
static gboolean
parse_quality (const char *text,
               guint      *q)
{
  guint value, digit = 100;

  if ((text[0] != '0' && text[0] != '1') || (text[1] != '\0' && text[1] != '.') || strlen (text) > 5)
    return FALSE;

  value = text[0] == '1' ? 1000 : 0;
  for (const char *p = text[1] == '.' ? text + 2 : text + 1; *p != '\0'; p++, digit /= 10)
    {
      if (!g_ascii_isdigit (*p))
        return FALSE;
      value += (guint) (*p - '0') * digit;
    }
  *q = value;

  return value <= 1000;
}

static gboolean
add_wish (GArray     *wishes,
          const char *item)
{
  g_autofree char *quality = dup_parameter (item, "q");
  Wish wish = { .q = 1000 };
  guint place = wishes->len;

  if (quality != NULL && !parse_quality (quality, &wish.q))
    return FALSE;

  while (place > 0 && g_array_index (wishes, Wish, place - 1).q < wish.q)
    place--;
  wish.what = g_strstrip (g_strndup (item, strcspn (item, ";")));
  g_array_insert_val (wishes, place, wish);

  return TRUE;
}

/* "de, en (q=0.8)": those from @from on that are wanted as much as the first of them. */
static char *
dup_equals (GArray *wishes,
            guint  *from)
{
  const guint q = g_array_index (wishes, Wish, *from).q;
  GString *names = g_string_new (NULL);

  for (; *from < wishes->len && g_array_index (wishes, Wish, *from).q == q; (*from)++)
    {
      const char *what = g_array_index (wishes, Wish, *from).what;

      if (names->len > 0)
        g_string_append (names, _(", "));
      g_string_append (names, strcmp (what, "*") != 0 && strcmp (what, "*/*") != 0 ? what
                              : wishes->len > 1 ? _("anything else") : _("anything"));
    }
  if (q > 0 && q < 1000)
    g_string_append_printf (names, q % 100 == 0 ? " (q=0.%u)" : q % 10 == 0 ? " (q=0.%02u)" : " (q=0.%03u)",
                            q % 100 == 0 ? q / 100 : q % 10 == 0 ? q / 10 : q);

  return g_string_free (names, FALSE);
}

static char *
explain_wishes (const char  *value,
                const Place *place)
{
  g_autoptr(GArray) wishes = g_array_new (FALSE, FALSE, sizeof (Wish));
  g_autofree char *words = NULL;
  const char *at = value;
  char *item;

  g_array_set_clear_func (wishes, clear_wish);
  while ((item = next_item (&at, ',')) != NULL)
    {
      g_autofree char *owned = item;

      if (wishes->len == ITEMS_MAX || !add_wish (wishes, owned))
        return NULL;
    }

  for (guint i = 0; i < wishes->len;)
    {
      gboolean refused = g_array_index (wishes, Wish, i).q == 0;
      g_autofree char *equals = dup_equals (wishes, &i);
      g_autofree char *before = g_steal_pointer (&words);

      if (before == NULL && refused)
        words = g_strdup_printf (_("not %s"), equals);
      else if (before == NULL)
        words = i < wishes->len ? g_strdup_printf (_("first %s"), equals) : g_steal_pointer (&equals);
      else if (refused)
        words = g_strdup_printf (_("%1$s; not %2$s"), before, equals);
      else
        words = g_strdup_printf (_("%1$s, then %2$s"), before, equals);
    }

  return words != NULL ? dup_sentence (words) : NULL;
}

/* --- Lists of words that mean something --- */

/* @response, @request: what a word says there; with %s the duration that is its value. Without one that @bare. */
typedef struct
{
  const char *word;
  const char *response;
  const char *request;
  const char *bare;
} Directive;

static const Directive cache_directives[] = {
  { "max-age", N_("may be used for %s without asking"), N_("no copy older than %s"), NULL },
  { "s-maxage", N_("by shared caches for %s"), NULL, NULL },
  { "no-cache", NULL, NULL, N_("a copy may be used only after asking the server") },
  { "no-store", NULL, NULL, N_("nobody may keep a copy") },
  { "private", NULL, NULL, N_("only the reader’s own browser may keep a copy") },
  { "public", NULL, NULL, N_("any cache may keep a copy") },
  { "must-revalidate", NULL, NULL, N_("once out of date, never used without asking") },
  { "proxy-revalidate", NULL, NULL, N_("once out of date, shared caches must ask") },
  { "must-understand", NULL, NULL, N_("kept only by caches that know the status") },
  { "no-transform", NULL, NULL, N_("nobody on the way may change it") },
  { "immutable", NULL, NULL, N_("it does not change: no need to ask even on reload") },
  { "stale-while-revalidate", N_("for %s more, while a new one is fetched"), NULL, NULL },
  { "stale-if-error", N_("for %s more if the server fails"), N_("out of date by %s is fine if the server fails"), NULL },
  { "max-stale", NULL, N_("out of date by up to %s is fine"), N_("out of date is fine") },
  { "min-fresh", NULL, N_("must stay good for another %s"), NULL },
  { "only-if-cached", NULL, NULL, N_("only if a cache has it") },
};

static const Directive security_directives[] = {
  { "max-age", N_("only by https for the next %s"), NULL, NULL },
  { "includeSubDomains", NULL, NULL, N_("also for all names below this one") },
  { "preload", NULL, NULL, N_("may be built into browsers") },
};

static const Directive cookie_attributes[] = {
  { "Max-Age", N_("kept for %s"), NULL, NULL },
  { "Secure", NULL, NULL, N_("over https only") },
  { "HttpOnly", NULL, NULL, N_("not for scripts") },
  { "SameSite=Strict", NULL, NULL, N_("not with anything other sites start") },
  { "SameSite=Lax", NULL, NULL, N_("from other sites only when a link is followed") },
  { "SameSite=None", NULL, NULL, N_("also with what other sites start") },
  { "Partitioned", NULL, NULL, N_("kept apart for each site that embeds this one") },
};

static char *
dup_directive (const Directive *directive,
               const char      *argument,
               gboolean         response)
{
  const char *with = response ? directive->response : directive->request;
  g_autofree char *duration = NULL;
  g_auto(GStrv) halves = NULL;
  guint64 seconds;

  if (argument == NULL || with == NULL || !parse_number (argument, &seconds))
    return directive->bare != NULL ? g_strdup (_(directive->bare)) : NULL;

  /* not printf: the format is chosen at run time */
  duration = dup_duration (seconds);
  halves = g_strsplit (_(with), "%s", 2);

  return g_strjoinv (duration, halves);
}

/* "no-cache", or "max-age=60" with @argument on the 60. */
static const Directive *
find_directive (const Directive  *table,
                gsize             n_directives,
                const char       *item,
                const char      **argument)
{
  for (gsize i = 0; i < n_directives; i++)
    {
      gsize length = strlen (table[i].word);

      if (g_ascii_strncasecmp (item, table[i].word, length) != 0 || (item[length] != '\0' && item[length] != '='))
        continue;
      *argument = item[length] == '=' ? item + length + 1 : NULL;
      return &table[i];
    }

  return NULL;
}

static char *
explain_directives (const char      *value,
                    char             separator,
                    const Directive *table,
                    gsize            n_directives,
                    gboolean         response)
{
  g_autoptr(GString) words = g_string_new (NULL);
  const char *at = value;
  guint n_items = 0;
  char *item;

  while (n_items++ < ITEMS_MAX && (item = next_item (&at, separator)) != NULL)
    {
      g_autofree char *owned = item, *said = NULL;
      const char *argument;
      const Directive *directive = find_directive (table, n_directives, owned, &argument);

      if (directive != NULL)
        said = dup_directive (directive, argument, response);
      if (said == NULL)
        continue;
      if (words->len > 0)
        g_string_append (words, _("; "));
      g_string_append (words, said);
    }

  return words->len > 0 ? dup_sentence (words->str) : NULL;
}

static char *
explain_cache_control (const char  *value,
                       const Place *place)
{
  return explain_directives (value, ',', cache_directives, G_N_ELEMENTS (cache_directives), place->response);
}

static char *
explain_strict_transport (const char  *value,
                          const Place *place)
{
  return explain_directives (value, ';', security_directives, G_N_ELEMENTS (security_directives), TRUE);
}

static char *
explain_set_cookie (const char  *value,
                    const Place *place)
{
  const char *attributes = strchr (value, ';');

  return attributes != NULL
         ? explain_directives (attributes + 1, ';', cookie_attributes, G_N_ELEMENTS (cookie_attributes), TRUE) : NULL;
}

static char *
explain_cookie (const char  *value,
                const Place *place)
{
  const char *at = value;
  guint n_cookies = 0;
  char *item;

  for (; (item = next_item (&at, ';')) != NULL; n_cookies++)
    g_free (item);

  return g_strdup_printf (ngettext ("%u cookie.", "%u cookies.", n_cookies), n_cookies);
}

static char *
explain_connection (const char  *value,
                    const Place *place)
{
  static const Directive options[] = {
    { "close", NULL, NULL, N_("the connection ends after this answer") },
    { "keep-alive", NULL, NULL, N_("the connection stays open for more requests") },
    { "upgrade", NULL, NULL, N_("on in the protocol named in Upgrade") },
  };

  return explain_directives (value, ',', options, G_N_ELEMENTS (options), place->response);
}

/* --- Parts of files --- */

static char *
dup_number (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static char *
dup_span (guint64 first,
          guint64 last)
{
  g_autofree char *from = dup_number (first), *to = dup_number (last), *count = dup_number (last - first + 1);

  if (first == 0)
    return g_strdup_printf (ngettext ("the first %s byte", "the first %s bytes", (gulong) (last + 1)), count);
  if (first == last)
    return g_strdup_printf (_("the one byte %s"), from);

  return g_strdup_printf (_("bytes %1$s to %2$s, %3$s in all"), from, to, count);
}

/* "0-99", "500-", "-500" (RFC 9110 section 14.1.2); NULL if it is none. */
static char *
dup_range (const char *range)
{
  const char *dash = strchr (range, '-');
  g_autofree char *begin = dash != NULL ? g_strndup (range, (gsize) (dash - range)) : NULL;
  g_autofree char *number = NULL;
  guint64 first, last;

  if (dash == NULL)
    return NULL;
  if (dash == range && parse_number (dash + 1, &last))
    {
      number = dup_number (last);
      return g_strdup_printf (ngettext ("the last %s byte", "the last %s bytes", (gulong) last), number);
    }
  if (!parse_number (begin, &first))
    return NULL;
  if (dash[1] == '\0')
    {
      number = dup_number (first);
      return g_strdup_printf (_("from byte %s to the end"), number);
    }

  return parse_number (dash + 1, &last) && first <= last ? dup_span (first, last) : NULL;
}

static char *
explain_range (const char  *value,
               const Place *place)
{
  g_autoptr(GString) words = g_string_new (NULL);
  const char *at = value + strlen ("bytes=");
  guint n_items = 0;
  char *item;

  if (g_ascii_strncasecmp (value, "bytes=", strlen ("bytes=")) != 0)
    return NULL;

  while ((item = next_item (&at, ',')) != NULL)
    {
      g_autofree char *owned = item, *range = dup_range (owned);

      if (range == NULL)
        return g_strdup (_("Not written as a range must be: a server ignores it."));
      if (n_items++ < ITEMS_MAX)
        g_string_append_printf (words, "%s%s", words->len > 0 ? _("; ") : "", range);
    }

  return words->len > 0 ? dup_sentence (words->str) : NULL;
}

static char *
explain_content_range (const char  *value,
                       const Place *place)
{
  g_auto(GStrv) halves = NULL;
  g_autofree char *span = NULL, *words = NULL;
  char *dash;
  guint64 first, last;

  if (g_ascii_strncasecmp (value, "bytes ", strlen ("bytes ")) != 0)
    return NULL;
  halves = g_strsplit (value + strlen ("bytes "), "/", 2);
  if (g_strv_length (halves) != 2)
    return NULL;
  if (strcmp (halves[0], "*") == 0)
    return g_strdup_printf (_("There is no such part; the whole has %s bytes."), halves[1]);

  dash = strchr (halves[0], '-');
  if (dash == NULL || !parse_number (dash + 1, &last))
    return NULL;
  *dash = '\0';
  if (!parse_number (halves[0], &first) || first > last)
    return NULL;
  span = dup_span (first, last);
  if (strcmp (halves[1], "*") == 0)
    return dup_sentence (span);
  words = g_strdup_printf (_("%1$s, of %2$s"), span, halves[1]);

  return dup_sentence (words);
}

static char *
explain_length (const char  *value,
                const Place *place)
{
  guint64 number;
  g_autofree char *size = NULL;

  if (!parse_number (value, &number))
    return NULL;
  size = g_format_size_full (number, G_FORMAT_SIZE_LONG_FORMAT);

  return dup_sentence (size);
}

/* --- What it is --- */

static const struct
{
  const char *type;
  const char *name;
} types[] = {
  { "text/html", N_("a web page") },
  { "text/plain", N_("plain text") },
  { "text/css", N_("a style sheet, which says how a page looks") },
  { "text/javascript", N_("a script") },
  { "application/javascript", N_("a script") },
  { "application/json", N_("data in JSON") },
  { "application/xml", N_("data in XML") },
  { "text/xml", N_("data in XML") },
  { "text/csv", N_("a table") },
  { "text/markdown", N_("text in Markdown") },
  { "text/event-stream", N_("messages that come one by one") },
  { "application/pdf", N_("a PDF document") },
  { "application/zip", N_("a ZIP archive") },
  { "application/gzip", N_("something compressed with gzip") },
  { "application/wasm", N_("a program for the browser (WebAssembly)") },
  { "application/x-www-form-urlencoded", N_("the fields of a form, written like a query") },
  { "multipart/form-data", N_("the fields of a form, perhaps with files") },
  { "multipart/byteranges", N_("several parts of a file") },
  { "message/http", N_("a request that was sent back") },
  { "application/octet-stream", N_("bytes of any kind") },
  { "image/", N_("a picture") },
  { "audio/", N_("sound") },
  { "video/", N_("a film") },
  { "font/", N_("letters (a font)") },
};

static char *
explain_type (const char  *value,
              const Place *place)
{
  g_autofree char *type = g_strstrip (g_strndup (value, strcspn (value, ";")));
  g_autofree char *charset = dup_parameter (value, "charset");
  const char *name = NULL;

  for (gsize i = 0; name == NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (types[i].type, "/") ? g_ascii_strncasecmp (type, types[i].type, strlen (types[i].type)) == 0
                                              : g_ascii_strcasecmp (type, types[i].type) == 0)
      name = _(types[i].name);
  if (name == NULL && g_str_has_suffix (type, "+json"))
    name = _("data in JSON");
  else if (name == NULL && g_str_has_suffix (type, "+xml"))
    name = _("data in XML");
  if (name == NULL)
    return NULL;

  if (charset != NULL)
    {
      g_autofree char *words = g_strdup_printf (_("%1$s, its letters written in %2$s"), name, charset);

      return dup_sentence (words);
    }

  return dup_sentence (name);
}

static char *
explain_coding (const char  *value,
                const Place *place)
{
  if (g_ascii_strcasecmp (value, "identity") == 0)
    return g_strdup (_("Not compressed."));

  return g_strdup_printf (_("To be unpacked with %s before use."), value);
}

static char *
explain_transfer (const char  *value,
                  const Place *place)
{
  return g_ascii_strcasecmp (value, "chunked") == 0
         ? g_strdup (_("In chunks, each with its size in front; size 0 is the end.")) : NULL;
}

static char *
explain_tag (const char  *value,
             const Place *place)
{
  return g_str_has_prefix (value, "W/") ? g_strdup (_("A weak tag: the same meaning, perhaps not the same bytes."))
                                        : g_strdup (_("A strong tag: the same in each byte."));
}

static char *
explain_tags (const char  *value,
              const Place *place)
{
  const char *at = value;
  guint n_tags = 0;
  char *item;

  if (strcmp (value, "*") == 0)
    return g_strdup (_("Any version."));
  for (; (item = next_item (&at, ',')) != NULL; n_tags++)
    g_free (item);

  return g_strdup_printf (ngettext ("%u version.", "%u versions.", n_tags), n_tags);
}

/* Either a tag or a date. */
static char *
explain_if_range (const char  *value,
                  const Place *place)
{
  return strchr (value, '"') != NULL ? explain_tag (value, place) : explain_date (value, place);
}

static char *
explain_scheme (const char  *value,
                const Place *place)
{
  if (g_ascii_strncasecmp (value, "Basic", 5) == 0)
    return g_strdup (_("Name and password, readable by everybody on the way unless the connection is encrypted."));
  if (g_ascii_strncasecmp (value, "Bearer", 6) == 0)
    return g_strdup (_("A token: whoever has it counts as its owner."));
  if (g_ascii_strncasecmp (value, "Digest", 6) == 0)
    return g_strdup (_("A checksum over name, password and a number of the server: the password itself is not sent."));

  return NULL;
}

static char *
explain_host (const char  *value,
              const Place *place)
{
  const char *colon = strrchr (value, ':');
  g_autofree char *name = colon != NULL ? g_strndup (value, (gsize) (colon - value)) : NULL;
  guint64 port;

  /* the last colon of "[::1]" is none before a port */
  if (colon == NULL || !parse_number (colon + 1, &port))
    return NULL;

  return g_strdup_printf (_("Name or address %1$s, port %2$s."), name, colon + 1);
}

/* --- Words of browsers --- */

static const struct
{
  const char *field;
  const char *word;
  const char *meaning;
} words_of_browsers[] = {
  { "Sec-Fetch-Site", "none", N_("The reader’s own doing: an address typed, a bookmark, another program.") },
  { "Sec-Fetch-Site", "same-origin", N_("Started by a page of this site.") },
  { "Sec-Fetch-Site", "same-site", N_("Started by a page of a sister site, under the same registered name.") },
  { "Sec-Fetch-Site", "cross-site", N_("Started by somebody else’s page.") },
  { "Sec-Fetch-Mode", "navigate", N_("Somebody opens a page.") },
  { "Sec-Fetch-Mode", "no-cors", N_("A page needs it, a picture or a script for example; its scripts cannot read it.") },
  { "Sec-Fetch-Mode", "cors", N_("A script wants to read it, if the server lets it.") },
  { "Sec-Fetch-Mode", "same-origin", N_("Only if it comes from the page’s own site.") },
  { "Sec-Fetch-Mode", "websocket", N_("A connection that stays open for messages both ways.") },
  { "Sec-Fetch-Dest", "document", N_("To be shown as a page.") },
  { "Sec-Fetch-Dest", "iframe", N_("To be shown as a page within a page.") },
  { "Sec-Fetch-Dest", "image", N_("To be shown as a picture.") },
  { "Sec-Fetch-Dest", "script", N_("To be run as a script.") },
  { "Sec-Fetch-Dest", "style", N_("To be used as a style sheet.") },
  { "Sec-Fetch-Dest", "font", N_("To be used as a font.") },
  { "Sec-Fetch-Dest", "audio", N_("To be played.") },
  { "Sec-Fetch-Dest", "video", N_("To be played.") },
  { "Sec-Fetch-Dest", "empty", N_("For a script of the page.") },
  { "Sec-CH-UA-Mobile", "?0", N_("No.") },
  { "Sec-CH-UA-Mobile", "?1", N_("Yes.") },
};

static char *
explain_word (const char *name,
              const char *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words_of_browsers); i++)
    if (g_ascii_strcasecmp (name, words_of_browsers[i].field) == 0 && strcmp (value, words_of_browsers[i].word) == 0)
      return g_strdup (_(words_of_browsers[i].meaning));

  return NULL;
}

static const struct
{
  const char *name;
  char *(*explain) (const char  *value,
                    const Place *place);
} fields[] = {
  { "Accept", explain_wishes },
  { "Accept-Charset", explain_wishes },
  { "Accept-Encoding", explain_wishes },
  { "Accept-Language", explain_wishes },
  { "Access-Control-Max-Age", explain_seconds },
  { "Age", explain_seconds },
  { "Authorization", explain_scheme },
  { "Cache-Control", explain_cache_control },
  { "Connection", explain_connection },
  { "Content-Encoding", explain_coding },
  { "Content-Length", explain_length },
  { "Content-Range", explain_content_range },
  { "Content-Type", explain_type },
  { "Cookie", explain_cookie },
  { "Date", explain_date },
  { "ETag", explain_tag },
  { "Expires", explain_expires },
  { "Host", explain_host },
  { "If-Match", explain_tags },
  { "If-Modified-Since", explain_date },
  { "If-None-Match", explain_tags },
  { "If-Range", explain_if_range },
  { "If-Unmodified-Since", explain_date },
  { "Last-Modified", explain_date },
  { "Proxy-Authenticate", explain_scheme },
  { "Proxy-Authorization", explain_scheme },
  { "Range", explain_range },
  { "Retry-After", explain_seconds },
  { "Set-Cookie", explain_set_cookie },
  { "Strict-Transport-Security", explain_strict_transport },
  { "Transfer-Encoding", explain_transfer },
  { "WWW-Authenticate", explain_scheme },
};

/**
 * lan_web_explain_value:
 * @name: (array length=name_length): of a header field
 * @value: (array length=length): its value as received
 * @response: whether it stands in a response: some words mean something else there
 * @now: seconds since 1970, for what is said relative to it
 *
 * Says in words what this very value means: "First zh-CN, then en (q=0.8)." for a list with q.
 *
 * Returns: (transfer full) (nullable): one line, translated and safe to show; %NULL where the value says it itself,
 *   is not understood, or is endless
 */
char *
lan_web_explain_value (const char *name,
                       gsize       name_length,
                       const char *value,
                       gsize       length,
                       gboolean    response,
                       gint64      now)
{
  const Place place = { response, now };
  g_autofree char *field = g_strndup (name, MIN (name_length, VALUE_MAX_BYTES));
  g_autofree char *text = NULL;

  if (length > VALUE_MAX_BYTES)
    return NULL;

  text = g_strstrip (lan_text_show_line (value, length));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_ascii_strcasecmp (field, fields[i].name) == 0)
      return *text != '\0' ? fields[i].explain (text, &place) : NULL;

  return explain_word (field, text);
}
