/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Some hundred names, looked for when a person selects one: no need to be clever. */
static const LanWebExplanation *
find (const LanWebExplanation *table,
      const char              *name,
      gsize                    length,
      gboolean                 any_case)
{
  for (const LanWebExplanation *entry = table; entry->name != NULL; entry++)
    if (strlen (entry->name) == length &&
        (any_case ? g_ascii_strncasecmp (entry->name, name, length) : strncmp (entry->name, name, length)) == 0)
      return entry;

  return NULL;
}

/**
 * lan_web_explain_field:
 * @name: (array length=length): of a header field; large and small letters are the same
 *
 * Returns: (nullable): what it is for; %NULL if it is not known
 */
const LanWebExplanation *
lan_web_explain_field (const char *name,
                       gsize       length)
{
  const LanWebExplanation *const tables[] = { lan_web_request_fields, lan_web_response_fields, lan_web_browser_fields };
  const LanWebExplanation *found = NULL;

  for (guint i = 0; found == NULL && i < G_N_ELEMENTS (tables); i++)
    found = find (tables[i], name, length, TRUE);

  return found;
}

/**
 * lan_web_explain_status:
 *
 * Returns: (nullable): what a status code says; of an unknown one what its class says, as a client must take it
 *   for x00 of that (RFC 9110 section 15); %NULL outside of 100 to 599
 */
const LanWebExplanation *
lan_web_explain_status (guint status)
{
  char name[] = "000";
  const LanWebExplanation *found;

  if (status < 100 || status > 599)
    return NULL;

  g_snprintf (name, sizeof name, "%u", status);
  found = find (lan_web_statuses, name, 3, FALSE);
  if (found == NULL)
    {
      name[1] = name[2] = 'x';
      found = find (lan_web_statuses, name, 3, FALSE);
    }

  return found;
}

/**
 * lan_web_explain_method:
 * @method: (array length=length): of a request; large and small letters differ (RFC 9110 section 9.1)
 *
 * Returns: (nullable): what it asks for; %NULL if it is not known
 */
const LanWebExplanation *
lan_web_explain_method (const char *method,
                        gsize       length)
{
  return find (lan_web_methods, method, length, FALSE);
}

/**
 * lan_web_explain_part:
 *
 * Returns: what such a part of any message is for
 */
const LanWebExplanation *
lan_web_explain_part (LanHttpPartKind kind)
{
  g_return_val_if_fail ((guint) kind <= LAN_HTTP_PART_JUNK, NULL);

  return &lan_web_parts[kind];
}

const LanWebExplanation *
lan_web_explain_topic (LanWebTopic topic)
{
  g_return_val_if_fail ((guint) topic < LAN_WEB_N_TOPICS, NULL);

  return &lan_web_topics[topic];
}

/**
 * lan_web_topic_get_name:
 *
 * Returns: translated
 */
const char *
lan_web_topic_get_name (LanWebTopic topic)
{
  g_return_val_if_fail ((guint) topic < LAN_WEB_N_TOPICS, NULL);

  return _(lan_web_topics[topic].name);
}

/**
 * lan_web_explanation_get_text:
 *
 * Returns: two or three sentences, translated
 */
const char *
lan_web_explanation_get_text (const LanWebExplanation *self)
{
  return _(self->text);
}
