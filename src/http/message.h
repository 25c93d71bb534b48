/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/parser.h"

G_BEGIN_DECLS

/**
 * LanHttpMessage:
 * @bytes: the message as it went over the wire, or the beginning of it
 * @head: what its head says; its offsets are relative to @head_offset
 * @head_offset: where it begins: behind interim answers
 * @parts: (element-type LanHttpPart): tiling all of @bytes
 * @diagnoses: (element-type LanHttpDiagnosis): of head and body
 *
 * A message opened for a reader: made from bytes when somebody looks, never on the way of a request.
 */
typedef struct
{
  GBytes *bytes;
  LanHttpHead *head;
  gsize head_offset;
  GArray *parts;
  GArray *diagnoses;
} LanHttpMessage;

LanHttpMessage *lan_http_message_new  (GBytes         *bytes,
                                       gboolean        response);
void            lan_http_message_free (LanHttpMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanHttpMessage, lan_http_message_free)

G_END_DECLS
