/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "web/copy.h"

/* Reads a request from standard input and prints it as a program that sends it again: curl, requests, socket or
 * fetch; "masked" behind it leaves the secrets out. */
int
main (int    argc,
      char **argv)
{
  static const char *const forms[] = { "curl", "requests", "socket", "fetch" };
  g_autoptr(GByteArray) request = g_byte_array_new ();
  g_autoptr(LanHttpRecord) record = NULL;
  g_autofree char *program = NULL;
  guint8 bytes[4096];
  guint form = 0;
  gssize got;

  while ((got = read (STDIN_FILENO, bytes, sizeof bytes)) > 0)
    g_byte_array_append (request, bytes, (guint) got);
  while (form < G_N_ELEMENTS (forms) && g_strcmp0 (argv[1], forms[form]) != 0)
    form++;
  if (form == G_N_ELEMENTS (forms))
    return 2;

  record = lan_http_record_new (NULL, NULL, request->data, request->len, NULL, 0);
  record->request_size = request->len;
  program = lan_web_copy (record, form, argc < 3);
  if (program != NULL)
    fputs (program, stdout);

  return 0;
}
