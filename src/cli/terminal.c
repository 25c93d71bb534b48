/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-cli"

#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

/* What a terminal has that does not tell its width. */
#define COLUMNS_DEFAULT 80

/* A terminal obeys control characters in what is printed: file names and peers do not get to write them. */

/* The standard error ends in a line that may be written over. */
static gboolean last_is_open;

static guint
get_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS_DEFAULT;
}

/* Chinese characters take two columns, combining marks none. Returns the bytes that fit. */
static int
fit (const char *text,
     guint       columns)
{
  const char *p;
  guint used = 0;

  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      used += g_unichar_iszerowidth (character) ? 0 : g_unichar_iswide (character) ? 2 : 1;
      if (used > columns)
        break;
    }

  return (int) (p - text);
}

/**
 * lan_terminal_clear_last:
 *
 * Takes away what stands in the terminal's last line: progress, a question, or the "^C" of an impatient person.
 */
void
lan_terminal_clear_last (void)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r\033[K");
  last_is_open = FALSE;
}

static char *format_safely (const char *format,
                            va_list     arguments) G_GNUC_PRINTF (1, 0);

static char *
format_safely (const char *format,
               va_list     arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  return lan_text_show (text, strlen (text), NULL);
}

/**
 * lan_terminal_print:
 *
 * Prints text on the standard output, with controls made visible; line feeds and tabs stay.
 */
void
lan_terminal_print (const char *format,
                    ...)
{
  g_autofree char *safe = NULL;
  va_list arguments;

  va_start (arguments, format);
  safe = format_safely (format, arguments);
  va_end (arguments);

  if (last_is_open && isatty (STDOUT_FILENO))
    lan_terminal_clear_last ();
  g_print ("%s", safe);
}

/**
 * lan_terminal_print_path:
 * @path: (type filename): of a file
 *
 * Prints it as a line on the standard output: as it is where a program reads, which needs every byte.
 */
void
lan_terminal_print_path (const char *path)
{
  if (isatty (STDOUT_FILENO))
    {
      lan_terminal_print ("%s\n", path);
      return;
    }

  puts (path);
  fflush (stdout);
}

/**
 * lan_terminal_tell:
 *
 * Prints a line for the person, on the standard error, with controls made visible.
 */
void
lan_terminal_tell (const char *format,
                   ...)
{
  g_autofree char *safe = NULL;
  va_list arguments;

  va_start (arguments, format);
  safe = format_safely (format, arguments);
  va_end (arguments);

  if (last_is_open)
    lan_terminal_clear_last ();
  g_printerr ("%s\n", safe);
}

/**
 * lan_terminal_show_last:
 * @line: how far it is
 *
 * Shows it in the terminal's last line, over what was shown there before; where there is no terminal, nowhere. Each
 * lan_terminal_tell() and lan_terminal_print() takes its place.
 */
void
lan_terminal_show_last (const char *line)
{
  g_autofree char *safe = NULL;

  if (!isatty (STDERR_FILENO))
    return;

  /* a line that wraps could not be written over */
  safe = lan_text_show_line (line, strlen (line));
  lan_terminal_clear_last ();
  g_printerr ("%.*s", fit (safe, get_columns () - 1), safe);
  last_is_open = TRUE;
}

/**
 * lan_terminal_ask:
 * @question: translated, short
 *
 * Asks it; the answer comes by the standard input.
 */
void
lan_terminal_ask (const char *question)
{
  g_printerr ("%s ", question);
  last_is_open = TRUE;
}
