/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/record.h"

G_BEGIN_DECLS

/**
 * LanWebCopyForm: a program that sends a request again
 * @LAN_WEB_COPY_CURL: a line for a shell that knows $'…' (bash, zsh)
 * @LAN_WEB_COPY_REQUESTS: Python with its requests library
 * @LAN_WEB_COPY_SOCKET: Python with nothing but a socket: every byte as it came
 * @LAN_WEB_COPY_FETCH: JavaScript, as a browser's console takes it
 */
typedef enum
{
  LAN_WEB_COPY_CURL,
  LAN_WEB_COPY_REQUESTS,
  LAN_WEB_COPY_SOCKET,
  LAN_WEB_COPY_FETCH,
} LanWebCopyForm;

char   *lan_web_copy       (LanHttpRecord  *record,
                            LanWebCopyForm  form,
                            gboolean        reveal);
GBytes *lan_web_copy_bytes (LanHttpRecord  *record,
                            gboolean        response,
                            gboolean        reveal);

G_END_DECLS
