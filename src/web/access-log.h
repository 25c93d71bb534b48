/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/record.h"

G_BEGIN_DECLS

typedef struct _LanWebAccessLog LanWebAccessLog;

/* In the log's thread; @problem: (nullable): a translated sentence, or that there is none any more */
typedef void (*LanWebAccessLogTold) (const char *problem,
                                     gpointer    data);

LanWebAccessLog *lan_web_access_log_new    (const char           *path,
                                            LanWebAccessLogTold   told,
                                            gpointer              data,
                                            GDestroyNotify        destroy);
LanWebAccessLog *lan_web_access_log_ref    (LanWebAccessLog      *self);
void             lan_web_access_log_unref  (LanWebAccessLog      *self);
void             lan_web_access_log_add    (LanWebAccessLog      *self,
                                            LanHttpRecord        *record);
void             lan_web_access_log_flush  (LanWebAccessLog      *self);

G_END_DECLS
