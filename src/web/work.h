/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "web/access-log.h"
#include "web/exchange-log.h"
#include "web/options.h"
#include "web/site.h"

G_BEGIN_DECLS

/**
 * LanWebWork: what a host's server needs in its worker: never the host itself, which is the main context's.
 */
typedef struct _LanWebWork LanWebWork;

/**
 * LanWebWorkWatch: what the host is told, on the main context
 * @rule_used: one for the next request only had its request
 * @log_told: the access log cannot be written, or (%NULL) can be again
 */
typedef struct
{
  void (*rule_used) (gpointer    owner,
                     LanWebRule *rule);
  void (*log_told)  (gpointer    owner,
                     const char *problem);
} LanWebWorkWatch;

LanWebWork      *lan_web_work_new    (LanWebExchangeLog      *log,
                                      const LanWebWorkWatch  *watch,
                                      gpointer                owner);
LanWebWork      *lan_web_work_ref    (LanWebWork             *self);
void             lan_web_work_unref  (gpointer                self);
void             lan_web_work_flush  (LanWebWork             *self);
void             lan_web_work_leave  (LanWebWork             *self);
void             lan_web_work_serve  (LanWebWork             *self,
                                      LanWebSite             *site,
                                      LanWebOptions          *options);

LanHttpResponse *lan_web_work_handle (const LanHttpRequest   *request,
                                      gpointer                self);
void             lan_web_work_keep   (LanHttpRecord          *record,
                                      gpointer                self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebWork, lan_web_work_unref)

G_END_DECLS
