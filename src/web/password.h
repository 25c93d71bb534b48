/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/handler.h"
#include "web/options.h"

G_BEGIN_DECLS

/* An address may be wrong so often … */
#define LAN_WEB_PASSWORD_TRIES 10
/* … and once more after each such time: a person who mistypes does not notice, a program that guesses makes 86,400
 * a day. */
#define LAN_WEB_PASSWORD_TRY_SECONDS 1

LanHttpResponse *lan_web_password_check    (const LanWebOptions  *options,
                                            const LanHttpRequest *request);
char            *lan_web_password_dup_user (const LanHttpHead    *head,
                                            const char           *data);

G_END_DECLS
