/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanWebRuleAction: what a rule does with a request
 * @LAN_WEB_RULE_ANSWER: it is answered with @status, @headers and the text or file
 * @LAN_WEB_RULE_CUT: it gets the site's answer, and the connection ends after @cut_after bytes of its content
 * @LAN_WEB_RULE_DROP: the connection ends without an answer
 * @LAN_WEB_RULE_PASS: it gets the site's answer, after the delay
 */
typedef enum
{
  LAN_WEB_RULE_ANSWER,
  LAN_WEB_RULE_CUT,
  LAN_WEB_RULE_DROP,
  LAN_WEB_RULE_PASS,
} LanWebRuleAction;

/**
 * LanWebRule:
 * @enabled: whether it counts
 * @once: the next request only: then it is turned off
 * @methods: (nullable): those it is for; %NULL for any
 * @path: a pattern for the path, without query and decoded: "*" is any run of characters, "?" one
 * @delay_ms: how long an answer takes at least
 * @status: of the answer, 200 to 599
 * @headers: (nullable): lines of it, "Name: value"
 * @text: (nullable): its content
 * @file: (nullable): or a file with it
 * @cut_after: bytes of the site's answer that are sent
 * @used: (atomic): one for the next request only that had its request
 *
 * What is done with some requests instead of answering them from the folder. Of several the first that is
 * enabled and fits decides. Immutable once shared, but for @used.
 */
typedef struct
{
  gboolean enabled;
  gboolean once;
  GStrv methods;
  char *path;
  guint delay_ms;
  LanWebRuleAction action;
  guint status;
  GStrv headers;
  char *text;
  char *file;
  guint64 cut_after;
  gint used;
} LanWebRule;

G_END_DECLS
