/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Each request is compared with all of them. */
#define LAN_WEB_RULES_MAX 100
/* All of them as text: they are read and written whole at every change. */
#define LAN_WEB_RULES_MAX_BYTES (1024 * 1024)
/* What a rule answers with stands in the settings; more is better a file. */
#define LAN_WEB_RULE_TEXT_MAX_BYTES (64 * 1024)
#define LAN_WEB_RULE_PATH_MAX_BYTES 1024
/* Longer than anybody waits; a forgotten rule gives its connections back. */
#define LAN_WEB_RULE_DELAY_MAX_MS (5 * 60 * 1000)
/* Own header lines, of a rule as of all answers: a head is to fit into a client's buffer, which often has 8 KiB. */
#define LAN_WEB_HEADERS_MAX 32
#define LAN_WEB_HEADER_MAX_BYTES 4096

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
 * @used: (atomic): 1 where one for the next request only had its request, 2 where that was told
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

LanWebRule *lan_web_rule_new       (void);
LanWebRule *lan_web_rule_copy      (const LanWebRule  *self);
LanWebRule *lan_web_rule_ref       (LanWebRule        *self);
void        lan_web_rule_unref     (LanWebRule        *self);
char       *lan_web_rule_describe  (const LanWebRule  *self);

GPtrArray  *lan_web_rules_parse    (const char        *text,
                                    GError           **error);
char       *lan_web_rules_format   (GPtrArray         *rules);
LanWebRule *lan_web_rules_find     (GPtrArray         *rules,
                                    const char        *method,
                                    const char        *path);
GPtrArray  *lan_web_rules_turn_off (GPtrArray         *rules,
                                    const LanWebRule  *used);
void        lan_web_rules_carry_over (GPtrArray       *before,
                                      GPtrArray       *rules);

gboolean    lan_web_headers_check  (const char *const *lines,
                                    GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebRule, lan_web_rule_unref)

G_END_DECLS
