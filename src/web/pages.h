/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/response.h"

G_BEGIN_DECLS

LanHttpResponse *lan_web_page_message     (guint       status,
                                           const char *title,
                                           const char *sentence);
LanHttpResponse *lan_web_page_come_again  (guint       status,
                                           const char *title,
                                           const char *sentence,
                                           guint       seconds);
LanHttpResponse *lan_web_page_not_found   (const char *target);

/* What all pages are made of */
typedef struct _LanWebPage LanWebPage;

LanWebPage      *lan_web_page_begin       (const char *title,
                                           const char *style,
                                           const char *script);
void             lan_web_page_append      (LanWebPage *self,
                                           const char *format,
                                           ...) G_GNUC_PRINTF (2, 3);
void             lan_web_page_append_file (LanWebPage *self,
                                           const char *name);
LanHttpResponse *lan_web_page_end         (LanWebPage *self,
                                           guint       status);

G_END_DECLS
