/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/text.h"

/* Longer than a line in a narrow window. */
#define WORD_MAX_CHARACTERS 64

/**
 * lan_text_is_unsafe:
 * @character: a Unicode scalar value
 *
 * Whether @character would change how the text around it looks instead of being seen itself: C0 and
 * C1 controls, bidirectional controls (Unicode UAX #9, section 2: an override can make "gnp.exe" read
 * "exe.png"), and separators and invisible operators that hide text.
 */
gboolean
lan_text_is_unsafe (gunichar character)
{
  switch (character)
    {
    case 0x061c:            /* Arabic letter mark */
    case 0x200b:            /* zero width space */
    case 0x200e:            /* left-to-right mark */
    case 0x200f:            /* right-to-left mark */
    case 0x2028:            /* line separator */
    case 0x2029:            /* paragraph separator */
    case 0xfeff:            /* byte order mark, zero width no-break space */
      return TRUE;

    default:
      return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
             (character >= 0x202a && character <= 0x202e) ||  /* embeddings and overrides */
             (character >= 0x2060 && character <= 0x206f) ||  /* invisible operators, isolates */
             (character >= 0xe0000 && character <= 0xe007f);  /* tags */
    }
}

/* "\x1b"; not by printf, since a hostile datagram has 65,507 of them */
static void
append_byte (GString *shown,
             guint8   byte)
{
  static const char digits[] = "0123456789abcdef";
  const char escaped[] = { '\\', 'x', digits[byte >> 4], digits[byte & 0xf] };

  g_string_append_len (shown, escaped, sizeof escaped);
}

static void
append_shown (GString  *shown,
              gunichar  character)
{
  if (character < 0x80)
    append_byte (shown, (guint8) character);
  else
    g_string_append_printf (shown, "<U+%04X>", character);
}

static char *
show (const char *bytes,
      gsize       length,
      gboolean    keep_lines,
      gboolean   *was_utf8)
{
  GString *shown = g_string_sized_new (length + 16);
  const char *end = bytes + length;
  gboolean valid = TRUE;

  for (const char *p = bytes; p < end;)
    {
      gunichar character = g_utf8_get_char_validated (p, end - p);

      /* g_utf8_get_char_validated() takes a NUL for the end of the text */
      if (*p == '\0')
        character = 0;

      if (character == (gunichar) -1 || character == (gunichar) -2)
        {
          append_byte (shown, (guint8) *p++);
          valid = FALSE;
          continue;
        }

      if (keep_lines && character == '\r' && p + 1 < end && p[1] == '\n')
        ; /* a line end as Windows and HTTP write it: the LF that follows says it all */
      else if (lan_text_is_unsafe (character) &&
               !(keep_lines && (character == '\n' || character == '\t')))
        append_shown (shown, character);
      else
        g_string_append_unichar (shown, character);

      p = *p == '\0' ? p + 1 : g_utf8_next_char (p);
    }

  if (was_utf8 != NULL)
    *was_utf8 = valid;

  return g_string_free (shown, FALSE);
}

/**
 * lan_text_show:
 * @bytes: (array length=length): bytes from the network
 * @length: how many
 * @was_utf8: (out) (optional): whether they were valid UTF-8 (RFC 3629)
 *
 * Makes text out of whatever arrived: every character that is one stays, every byte that is none and
 * every control becomes visible ("\x1b", "<U+202E>"). Line feeds and tabs stay.
 *
 * Returns: (transfer full): valid UTF-8 without NUL and without controls
 */
char *
lan_text_show (const char *bytes,
               gsize       length,
               gboolean   *was_utf8)
{
  return show (bytes, length, TRUE, was_utf8);
}

/**
 * lan_text_show_line:
 * @bytes: (array length=length): bytes from the network
 * @length: how many
 *
 * As lan_text_show(), for places that hold one line: line feeds and tabs are made visible too.
 *
 * Returns: (transfer full): one line of valid UTF-8
 */
char *
lan_text_show_line (const char *bytes,
                    gsize       length)
{
  return show (bytes, length, FALSE, NULL);
}

static gboolean
is_regional_indicator (gunichar character)
{
  return character >= 0x1f1e6 && character <= 0x1f1ff;   /* two make a flag */
}

static gboolean
extends (gunichar character)
{
  switch (g_unichar_type (character))
    {
    case G_UNICODE_NON_SPACING_MARK:    /* accents, variation selectors */
    case G_UNICODE_ENCLOSING_MARK:      /* keycaps */
    case G_UNICODE_SPACING_MARK:        /* vowel signs of India */
      return TRUE;

    default:
      return character == 0x200c || character == 0x200d ||          /* zero width joiner and non-joiner */
             (character >= 0x1f3fb && character <= 0x1f3ff) ||      /* skin tones */
             (character >= 0x1160 && character <= 0x11ff) ||        /* Hangul vowels and final consonants */
             (character >= 0xe0020 && character <= 0xe007f);        /* tags of flags */
    }
}

/* Whether a reader takes what is before @p and what starts there for two characters: the rules of UAX #29,
 * section 3.1.1, that matter in practice. */
static gboolean
is_between_characters (const char *text,
                       const char *p)
{
  const char *before = g_utf8_prev_char (p);
  gunichar left = g_utf8_get_char (before);
  gunichar right = g_utf8_get_char (p);
  guint n_indicators = 0;

  if (extends (right) || left == 0x200d || (left == '\r' && right == '\n'))
    return FALSE;

  if (!is_regional_indicator (right))
    return TRUE;

  while (is_regional_indicator (g_utf8_get_char (before)))
    {
      n_indicators++;
      if (before == text)
        break;
      before = g_utf8_prev_char (before);
    }

  return n_indicators % 2 == 0;
}

/**
 * lan_text_show_name:
 * @path: (type filename): of a file
 *
 * Returns: (transfer full): what the file is called, as lan_text_show_line() shows it
 */
char *
lan_text_show_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return lan_text_show_line (base, strlen (base));
}

/**
 * lan_text_fit:
 * @text: (array length=length): valid UTF-8
 * @length: its bytes
 * @limit: the most bytes wanted
 *
 * Finds where to cut @text so that no character is cut in two, nor what a reader takes for one: a letter and
 * its accent, an emoji of several code points. Where such a one is longer than half of @limit, it is cut.
 *
 * Returns: the bytes of the longest beginning of @text that is no longer than @limit
 */
gsize
lan_text_fit (const char *text,
              gsize       length,
              gsize       limit)
{
  gsize whole;
  gsize fit;

  if (length <= limit)
    return length;

  /* step back from inside a code point: its later bytes are 10xxxxxx (RFC 3629, section 3) */
  for (whole = limit; whole > 0 && ((guint8) text[whole] & 0xc0) == 0x80;)
    whole--;

  for (fit = whole; fit > limit / 2; fit = (gsize) (g_utf8_prev_char (text + fit) - text))
    if (is_between_characters (text, text + fit))
      return fit;

  return whole;
}

/**
 * lan_text_has_long_word:
 * @text: valid UTF-8
 *
 * A word that is longer than a line has no good place to be broken at. Looking for one all the same takes Pango
 * a time that grows with the square of its length: of 100 KiB, half a minute. So who shows @text breaks it anywhere.
 *
 * Returns: whether there is one
 */
gboolean
lan_text_has_long_word (const char *text)
{
  guint length = 0;

  for (const char *p = text; *p != '\0' && length <= WORD_MAX_CHARACTERS; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      /* between Chinese characters a line may end */
      length = g_unichar_isspace (character) || g_unichar_iswide (character) ? 0 : length + 1;
    }

  return length > WORD_MAX_CHARACTERS;
}
