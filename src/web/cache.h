/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/stat.h>

#include "http/response.h"
#include "web/negotiation.h"

G_BEGIN_DECLS

/* What is larger costs more to send than to open, and would fill the cache. */
#define LAN_WEB_CACHE_FILE_MAX_BYTES (256 * 1024)

typedef struct _LanWebCache LanWebCache;

/**
 * LanWebAnswer:
 * @file: the path of the file behind it
 * @info: of the open file
 * @tag: the entity tag of what is sent
 * @varies: whether it is for who likes the same codings only
 * @response: the answer to a GET without conditions, its content in memory
 */
typedef struct
{
  const char *file;
  const struct stat *info;
  const char *tag;
  gboolean varies;
  LanHttpResponse *response;
} LanWebAnswer;

LanWebCache     *lan_web_cache_new          (void);
LanWebCache     *lan_web_cache_ref          (LanWebCache        *self);
void             lan_web_cache_unref        (LanWebCache        *self);
void             lan_web_cache_set_patience (LanWebCache        *self,
                                             guint               rest_seconds,
                                             guint               blink_us);
LanHttpResponse *lan_web_cache_get          (LanWebCache        *self,
                                             const char         *target,
                                             LanWebCodings       codings);
LanHttpResponse *lan_web_cache_renew        (LanWebCache        *self,
                                             const char         *target,
                                             LanWebCodings       codings,
                                             const char         *tag);
void             lan_web_cache_put          (LanWebCache        *self,
                                             const char         *target,
                                             LanWebCodings       codings,
                                             const LanWebAnswer *answer);
void             lan_web_cache_forget_all   (LanWebCache        *self);

G_END_DECLS
