/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/content.h"

#include <string.h>

#include "base/text.h"

/**
 * lan_web_message_dup_field:
 *
 * Returns: (transfer full) (nullable): the value of a header field, safe to show; of the last one if there are several
 */
char *
lan_web_message_dup_field (const LanHttpMessage *message,
                           const char           *name)
{
  const char *data = g_bytes_get_data (message->bytes, NULL);
  const char *value;
  gsize length;

  if (data == NULL)   /* a message of no bytes */
    return NULL;

  return lan_http_head_get (message->head, data + message->head_offset, name, &value, &length)
           ? lan_text_show_line (value, length) : NULL;
}

static char *
dup_field (const LanHttpMessage *message,
           const char           *name)
{
  char *value = lan_web_message_dup_field (message, name);

  return value != NULL ? value : g_strdup ("");
}

/**
 * lan_web_content_new:
 *
 * Returns: (transfer full): the content of a message
 */
LanWebContent *
lan_web_content_new (const LanHttpMessage *message)
{
  LanWebContent *self = g_new0 (LanWebContent, 1);
  const guint8 *data = g_bytes_get_data (message->bytes, NULL);
  g_autofree char *type = dup_field (message, "Content-Type");
  const gsize end = strcspn (type, ";");
  GByteArray *bytes = g_byte_array_new ();

  self->pieces = g_array_new (FALSE, FALSE, sizeof (LanHttpPart));
  self->coding = dup_field (message, "Content-Encoding");
  self->parameters = g_strdup (type[end] == ';' ? type + end + 1 : "");
  type[end] = '\0';
  self->type = g_strstrip (g_ascii_strdown (type, -1));

  for (guint i = 0; i < message->parts->len; i++)
    {
      const LanHttpPart *part = &g_array_index (message->parts, LanHttpPart, i);

      if (part->kind != LAN_HTTP_PART_BODY && part->kind != LAN_HTTP_PART_CHUNK_DATA)
        continue;
      g_array_append_val (self->pieces, *part);
      g_byte_array_append (bytes, data + part->offset, part->length);
    }
  self->bytes = g_byte_array_free_to_bytes (bytes);

  return self;
}

void
lan_web_content_free (LanWebContent *self)
{
  g_bytes_unref (self->bytes);
  g_array_unref (self->pieces);
  g_free (self->type);
  g_free (self->parameters);
  g_free (self->coding);
  g_free (self);
}

/**
 * lan_web_content_locate:
 * @offset: in the content
 * @in_message: (out): where that byte is in the message
 *
 * Returns: how many bytes follow each other from there on; 0 behind the end
 */
gsize
lan_web_content_locate (const LanWebContent *self,
                        gsize                offset,
                        gsize               *in_message)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const LanHttpPart *piece = &g_array_index (self->pieces, LanHttpPart, i);

      if (offset < piece->length)
        {
          *in_message = piece->offset + offset;
          return piece->length - offset;
        }
      offset -= piece->length;
    }

  return 0;
}

/**
 * lan_web_content_decode:
 * @limit: bytes that may come out
 * @outcome: (out): what became of it
 *
 * Returns: (transfer full): the content, unpacked
 */
GBytes *
lan_web_content_decode (const LanWebContent *self,
                        gsize                limit,
                        LanWebDecoded       *outcome)
{
  gsize length;
  gconstpointer bytes = g_bytes_get_data (self->bytes, &length);

  return lan_web_decode (self->coding, bytes, length, limit, outcome);
}

/**
 * lan_web_content_dup_parameter:
 * @name: "charset", "boundary"
 *
 * Returns: (transfer full) (nullable): of Content-Type, without quotation marks
 */
char *
lan_web_content_dup_parameter (const LanWebContent *self,
                               const char          *name)
{
  const char *at = self->parameters;

  while (*at != '\0')
    {
      gsize name_length, length;
      gboolean found;

      at += strspn (at, "; \t");
      name_length = strcspn (at, "=;");
      found = name_length == strlen (name) && g_ascii_strncasecmp (at, name, name_length) == 0;
      at += name_length;
      if (*at != '=')
        continue;
      at++;
      if (*at == '"')
        {
          g_autoptr(GString) value = g_string_new (NULL);

          for (at++; *at != '\0' && *at != '"'; at++)
            {
              if (*at == '\\' && at[1] != '\0')
                at++;
              g_string_append_c (value, *at);
            }
          if (found)
            return g_strdup (value->str);
          at += *at == '"';
          continue;
        }
      length = strcspn (at, "; \t");
      if (found)
        return g_strndup (at, length);
      at += length;
    }

  return NULL;
}
