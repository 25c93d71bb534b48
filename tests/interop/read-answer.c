/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>

#include "http/message.h"

/* Reads an HTTP answer from standard input, as much as comes, and prints what Landline's parser makes of it: a line
 * a part ("Header name 15 12"), a line a diagnosis, and where the body ends. */

static void
print_parts (const LanHttpMessage *message)
{
  guint32 end = 0;

  for (guint i = 0; i < message->parts->len; i++)
    {
      const LanHttpPart *part = &g_array_index (message->parts, LanHttpPart, i);

      g_assert_cmpuint (part->offset, ==, end);
      end += part->length;
      printf ("part %s %u %u\n", lan_http_part_describe (part->kind), part->offset, part->length);
    }
  g_assert_cmpuint (end, ==, g_bytes_get_size (message->bytes));
}

static void
print_diagnoses (const LanHttpMessage *message)
{
  for (guint i = 0; i < message->diagnoses->len; i++)
    {
      const LanHttpDiagnosis *diagnosis = &g_array_index (message->diagnoses, LanHttpDiagnosis, i);

      printf ("diagnosis %u %s\n", diagnosis->offset, lan_http_rule_describe (diagnosis->rule, NULL));
    }
}

int
main (void)
{
  g_autoptr(GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(LanHttpMessage) message = NULL;
  LanHttpFraming framing;

  if (g_output_stream_splice (output, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error) < 0)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
  message = lan_http_message_new (bytes, TRUE);
  print_parts (message);
  print_diagnoses (message);
  framing = lan_http_head_decide_answer (message->head,
                                         (const char *) g_bytes_get_data (bytes, NULL) + message->head_offset, "GET");
  printf ("framing status %u chunked %d length %" G_GINT64_FORMAT " keep-alive %d\n", framing.status, framing.chunked,
          framing.content_length, framing.keep_alive);

  return 0;
}
