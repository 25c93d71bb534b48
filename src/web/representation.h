/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/stat.h>

#include "web/cache.h"
#include "web/options.h"

#include "http/handler.h"

G_BEGIN_DECLS

/**
 * LanWebVisit:
 * @folder: the path of the site
 * @root: the same, open
 * @codings: those the client would like
 *
 * A GET or HEAD on its way through a site. All of it is borrowed.
 */
typedef struct
{
  const LanHttpRequest *request;
  const LanWebOptions *options;
  LanWebCache *cache;
  const char *folder;
  int root;
  LanWebCodings codings;
} LanWebVisit;

LanHttpResponse *lan_web_representation_answer   (const LanWebVisit *visit,
                                                  int                fd,
                                                  const struct stat *info,
                                                  const char        *path,
                                                  gboolean           by_type);
LanHttpResponse *lan_web_representation_of_error (guint              status,
                                                  int                fd,
                                                  const struct stat *info,
                                                  const char        *path);
gboolean         lan_web_representation_is_plain (const LanHttpRequest *request);

G_END_DECLS
