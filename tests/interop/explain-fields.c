/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>

#include "web/explain.h"

/* Reads names of header fields from standard input, one a line, and prints those that Landline cannot explain. */
int
main (void)
{
  char line[1024];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      line[strcspn (line, "\n")] = '\0';
      if (lan_web_explain_field (line, strlen (line)) == NULL)
        puts (line);
    }

  return 0;
}
