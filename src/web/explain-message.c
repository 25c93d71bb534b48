/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/explain.h"

#include <string.h>

static const LanHttpPart *
find_part (const LanHttpMessage *message,
           gsize                 offset,
           const LanHttpPart   **name)
{
  *name = NULL;
  for (guint i = 0; i < message->parts->len; i++)
    {
      const LanHttpPart *part = &g_array_index (message->parts, LanHttpPart, i);

      if (part->kind == LAN_HTTP_PART_FIELD_NAME)
        *name = part;
      if (offset >= part->offset && offset - part->offset < part->length)
        return part;
    }

  return NULL;
}

/* Three digits, else 0. */
static guint
read_status (const char *text,
             gsize       length)
{
  if (length != 3 || !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[2]))
    return 0;

  return (guint) (text[0] - '0') * 100 + (guint) (text[1] - '0') * 10 + (guint) (text[2] - '0');
}

/**
 * lan_web_explain_message:
 * @offset: of a byte in the message
 * @now: seconds since 1970
 * @words: (out) (transfer full) (nullable): what this very value says, see lan_web_explain_value()
 *
 * Explains the part that a byte belongs to, as closely as it can: the header field if that is known, else what
 * fields are.
 *
 * Returns: (nullable): %NULL where the message has no parts
 */
const LanWebExplanation *
lan_web_explain_message (const LanHttpMessage  *message,
                         gsize                  offset,
                         gint64                 now,
                         char                 **words)
{
  const char *data = g_bytes_get_data (message->bytes, NULL);
  const LanHttpPart *name, *part = find_part (message, offset, &name);
  const LanWebExplanation *found = NULL;
  const char *text;

  *words = NULL;
  if (part == NULL)
    return NULL;

  text = data + part->offset;
  switch (part->kind)
    {
    case LAN_HTTP_PART_METHOD:
      found = lan_web_explain_method (text, part->length);
      break;
    case LAN_HTTP_PART_STATUS:
      found = lan_web_explain_status (read_status (text, part->length));
      break;
    case LAN_HTTP_PART_FIELD_VALUE:
      if (name != NULL)
        *words = lan_web_explain_value (data + name->offset, name->length, text, part->length, message->head->response, now);
      G_GNUC_FALLTHROUGH;
    case LAN_HTTP_PART_FIELD_NAME:
      if (name != NULL)
        found = lan_web_explain_field (data + name->offset, name->length);
      break;
    default:
      break;
    }

  return found != NULL ? found : lan_web_explain_part (part->kind);
}
