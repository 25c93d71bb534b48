/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/links.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a click may open. Everything else (file:, javascript:, an app's own scheme) stays text. */
static const char *const schemes[] = { "http://", "https://", "mailto:" };

/* Longer ones are no addresses that a person wrote, and no tooltip that a person reads. */
#define LINK_MAX_BYTES 2048

/* ASCII alone (RFC 3986): the words after a link in Chinese need no space before them, and a letter that
 * only looks like a Latin one cannot pose as another host. */
static gboolean
is_link_character (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("-._~:/?#[]@!$&'()*+,;=%", c) != NULL);
}

/* The punctuation that ends a sentence is not part of the link in it; a closing bracket is, if the link
 * holds the opening one. */
static gsize
without_punctuation (const char *start,
                     gsize       length)
{
  while (length > 0)
    {
      char last = start[length - 1];

      if (strchr (".,;:!?'*", last) != NULL)
        length--;
      else if (last == ')' && memchr (start, '(', length) == NULL)
        length--;
      else if (last == ']' && memchr (start, '[', length) == NULL)
        length--;
      else
        break;
    }

  return length;
}

/* Where a click would really go: of "http://bank.example@evil.example/" that is evil.example. */
static char *
dup_destination (const char *link)
{
  g_autoptr(GUri) uri = g_uri_parse (link, G_URI_FLAGS_PARSE_RELAXED, NULL);

  if (uri == NULL)
    return NULL;

  if (g_ascii_strcasecmp (g_uri_get_scheme (uri), "mailto") == 0)
    return strchr (g_uri_get_path (uri), '@') != NULL ? g_strdup (g_uri_get_path (uri)) : NULL;

  return g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' ? g_strdup (g_uri_get_host (uri)) : NULL;
}

/* The bytes of the link that starts here, 0 if none does. */
static gsize
link_length (const char *start)
{
  gsize length = 0;
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes) && !known; i++)
    known = g_ascii_strncasecmp (start, schemes[i], strlen (schemes[i])) == 0;
  if (!known)
    return 0;

  while (is_link_character (start[length]))
    length++;

  return length <= LINK_MAX_BYTES ? without_punctuation (start, length) : 0;
}

static gboolean
append_link (GString    *markup,
             const char *start,
             gsize       length)
{
  g_autofree char *link = g_strndup (start, length);
  g_autofree char *destination = dup_destination (link);
  g_autofree char *sentence = NULL;
  g_autofree char *sentence_markup = NULL;
  g_autofree char *tag = NULL;

  if (destination == NULL)
    return FALSE;

  /* Translators: of a link, a host or a mail address, e.g. "Opens example.org" */
  sentence = g_strdup_printf (_("Opens %s"), destination);
  /* escaped twice: GtkLabel takes the attribute for markup once more, in the tooltip */
  sentence_markup = g_markup_escape_text (sentence, -1);
  tag = g_markup_printf_escaped ("<a href=\"%s\" title=\"%s\">%s</a>", link, sentence_markup, link);
  g_string_append (markup, tag);

  return TRUE;
}

/**
 * lan_links_to_markup:
 * @text: text that is safe to show (lan_text_show()), from anyone
 *
 * Pango markup that shows @text as it is, with its http, https and mailto addresses as links that tell
 * where they go. Nothing in @text is taken for markup.
 *
 * Returns: (transfer full): for gtk_label_set_markup()
 */
char *
lan_links_to_markup (const char *text)
{
  g_autoptr(GString) markup = g_string_sized_new (strlen (text) + 64);
  const char *plain = text;   /* start of what was not written yet */
  const char *p = text;

  while (*p != '\0')
    {
      /* not within a word: "xhttp://" is none */
      gboolean may_start = p == text || !g_ascii_isalnum (p[-1]);
      gsize length = may_start ? link_length (p) : 0;
      g_autofree char *before = NULL;

      if (length == 0)
        {
          p++;
          continue;
        }

      before = g_markup_escape_text (plain, p - plain);
      g_string_append (markup, before);
      plain = p;
      if (append_link (markup, p, length))
        plain += length;
      p += length;
    }

  {
    g_autofree char *rest = g_markup_escape_text (plain, -1);

    g_string_append (markup, rest);
  }

  return g_string_free (g_steal_pointer (&markup), FALSE);
}
