/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/endpoint.h"
#include "fuzz.h"

/* What a person may write as an address: what was understood is understood again as it is shown. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *host = NULL;
  guint16 port = 0;

  if (lan_endpoint_parse (text, 9998, &host, &port, NULL))
    {
      g_autofree char *shown = lan_endpoint_format (host, port);
      g_autofree char *again = NULL;
      guint16 port_again = 0;

      HOLDS (port != 0);
      HOLDS (lan_endpoint_parse (shown, 1, &again, &port_again, NULL));
      HOLDS (port == port_again);
      HOLDS (g_ascii_strcasecmp (host, again) == 0);
    }
  return 0;
}
