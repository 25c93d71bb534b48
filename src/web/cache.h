/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/stat.h>

#include "http/response.h"

G_BEGIN_DECLS

/* What is larger costs more to send than to open, and would fill the cache. */
#define LAN_WEB_CACHE_FILE_MAX_BYTES (256 * 1024)

typedef struct _LanWebCache LanWebCache;

LanWebCache     *lan_web_cache_new          (void);
void             lan_web_cache_free         (LanWebCache       *self);
void             lan_web_cache_set_patience (LanWebCache       *self,
                                             guint              rest_seconds,
                                             guint              blink_us);
LanHttpResponse *lan_web_cache_get          (LanWebCache       *self,
                                             const char        *target);
void             lan_web_cache_put          (LanWebCache       *self,
                                             const char        *target,
                                             const char        *file,
                                             const struct stat *info,
                                             LanHttpResponse   *response);
void             lan_web_cache_forget_all   (LanWebCache       *self);

G_END_DECLS
