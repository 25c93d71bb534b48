/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/parser.h"
#include "http/response.h"

G_BEGIN_DECLS

/**
 * LanHttpRequest:
 * @method: as sent, a token
 * @target: as sent, without white space or controls
 * @head: all fields; see lan_http_head_get()
 * @data: the bytes @head was scanned from
 * @client: address of who asks
 *
 * A valid request, whole. Everything in it is borrowed for the time of the call.
 */
typedef struct
{
  const char *method;
  const char *target;
  const LanHttpHead *head;
  const char *data;
  const char *client;
} LanHttpRequest;

/**
 * LanHttpHandler:
 *
 * Makes the answer to a request, in the server's worker: it must not touch what the main context owns
 * but immutable snapshots, and must not wait for anything slower than a disk.
 *
 * Returns: (transfer full): the answer
 */
typedef LanHttpResponse *(*LanHttpHandler) (const LanHttpRequest *request,
                                            gpointer              data);

G_END_DECLS
