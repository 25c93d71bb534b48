/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "web/secrets.h"

/* Whatever a message is: secrets lie within it, in order; covered, it has the same length and parts, and nothing but
 * secrets has become stars. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const gboolean response = size >= 4 && memcmp (data, "HTTP", 4) == 0;
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(LanHttpMessage) message = lan_http_message_new (bytes, response);
  g_autoptr(GArray) secrets = lan_web_secrets_find (message);
  g_autoptr(GBytes) masked = lan_web_secrets_mask (message);
  const uint8_t *shown = g_bytes_get_data (masked, NULL);
  size_t changed = 0;

  HOLDS (g_bytes_get_size (masked) == size);
  for (size_t i = 0; i < size; i++)
    {
      HOLDS (shown[i] == data[i] || shown[i] == '*');
      changed += shown[i] != data[i];
    }
  for (guint i = 0; i < secrets->len; i++)
    {
      const LanWebSecret *secret = &g_array_index (secrets, LanWebSecret, i);

      HOLDS (secret->length > 0 && secret->offset + secret->length <= size);
      HOLDS (i == 0 || secret->offset >= g_array_index (secrets, LanWebSecret, i - 1).offset);
    }
  HOLDS (changed == 0 || secrets->len > 0);

  return 0;
}
