/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/message.h"

G_BEGIN_DECLS

/**
 * LanWebExplanation:
 * @name: (nullable): of a field, method or status as it stands in a message ("Host", "404", "4xx" for a class);
 *   lan_web_topic_get_name() and lan_http_part_describe() name topics and parts
 * @section: (nullable): where it is defined: "RFC 9110, 12.5.3" (section 12.5.3), or another standard's name;
 *   %NULL where none defines it
 * @text: not translated: see lan_web_explanation_get_text()
 *
 * What a part of a message is, in two or three plain sentences for somebody who has never seen HTTP.
 */
typedef struct
{
  const char *name;
  const char *section;
  const char *text;
} LanWebExplanation;

/**
 * LanWebTopic: what is more than one part of a message
 */
typedef enum
{
  LAN_WEB_TOPIC_HTTP,
  LAN_WEB_TOPIC_REQUEST,
  LAN_WEB_TOPIC_RESPONSE,
  LAN_WEB_TOPIC_STATELESS,
  LAN_WEB_TOPIC_PERSISTENT,
  LAN_WEB_TOPIC_PIPELINING,
  LAN_WEB_TOPIC_REQUEST_LINE,
  LAN_WEB_TOPIC_STATUS_LINE,
  LAN_WEB_TOPIC_HEADER,
  LAN_WEB_TOPIC_TRAILER,
  LAN_WEB_TOPIC_CHUNKED,
  LAN_WEB_TOPIC_INTERIM,
  LAN_WEB_N_TOPICS,
} LanWebTopic;

const LanWebExplanation *lan_web_explain_field         (const char              *name,
                                                        gsize                    length);
const LanWebExplanation *lan_web_explain_status        (guint                    status);
const LanWebExplanation *lan_web_explain_method        (const char              *method,
                                                        gsize                    length);
const LanWebExplanation *lan_web_explain_part          (LanHttpPartKind          kind);
const LanWebExplanation *lan_web_explain_topic         (LanWebTopic              topic);
const char              *lan_web_topic_get_name        (LanWebTopic              topic);
const char              *lan_web_explanation_get_text  (const LanWebExplanation *self);
char                    *lan_web_explain_value         (const char              *name,
                                                        gsize                    name_length,
                                                        const char              *value,
                                                        gsize                    length,
                                                        gboolean                 response,
                                                        gint64                   now);
const LanWebExplanation *lan_web_explain_message       (const LanHttpMessage    *message,
                                                        gsize                    offset,
                                                        gint64                   now,
                                                        char                   **words);

G_END_DECLS
