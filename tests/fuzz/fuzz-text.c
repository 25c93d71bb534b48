/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "base/text.h"
#include "chat/plain-codec.h"
#include "fuzz.h"

/* Whatever arrives, what is shown is valid UTF-8 without controls; and what is said is sent whole. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  gboolean was_utf8 = FALSE;
  g_autofree char *shown = lan_text_show ((const char *) data, size, &was_utf8);
  g_autofree char *line = lan_text_show_line ((const char *) data, size);

  HOLDS (g_utf8_validate (shown, -1, NULL));
  HOLDS (g_utf8_validate (line, -1, NULL));
  HOLDS (strpbrk (line, "\n\r\t\x1b") == NULL);
  for (const char *p = shown; *p != '\0'; p = g_utf8_next_char (p))
    HOLDS (*p == '\n' || *p == '\t' || !lan_text_is_unsafe (g_utf8_get_char (p)));

  if (g_utf8_validate ((const char *) data, (gssize) size, NULL))
    {
      g_autofree char *text = g_strndup ((const char *) data, size);
      g_autoptr(GPtrArray) pieces = lan_chat_plain_split (text);
      g_autoptr(GByteArray) together = g_byte_array_new ();

      HOLDS (was_utf8);
      HOLDS (pieces->len == lan_chat_plain_count (text));
      for (guint i = 0; i < pieces->len; i++)
        {
          gsize length;
          const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (pieces, i), &length);

          HOLDS (length <= LAN_CHAT_DATAGRAM_BYTES);
          HOLDS (g_utf8_validate ((const char *) bytes, (gssize) length, NULL));
          g_byte_array_append (together, bytes, (guint) length);
        }
      HOLDS (together->len == strlen (text));
      HOLDS (together->len == 0 || memcmp (together->data, text, together->len) == 0);
    }
  return 0;
}
