/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fuzz.h"
#include "web/path.h"

/* No request target leads out of the folder or to a hidden file. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *target = g_strndup ((const char *) data, size);
  g_autofree char *path = NULL;

  if (lan_web_path_resolve (target, &path) == LAN_WEB_PATH_OK)
    {
      g_auto(GStrv) names = g_strsplit (path, "/", -1);

      HOLDS (path[0] != '/');
      for (guint i = 0; names[i] != NULL; i++)
        HOLDS (names[i][0] != '.' || strcmp (path, ".") == 0);
    }
  return 0;
}
