/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/needle.h"

#include <string.h>

/* What is looked for in many bytes, large and small letters of ASCII being the same. A search goes forward by as
 * much as the last byte of a window allows (Horspool 1980): gigabytes of spool are looked through. */
struct _LanWebNeedle
{
  gsize length;
  guint8 *text;           /* in small letters */
  gsize skips[256];
};

/**
 * lan_web_needle_new:
 * @text: not empty
 *
 * Returns: (transfer full): immutable: any thread may search with it
 */
LanWebNeedle *
lan_web_needle_new (const char *text)
{
  LanWebNeedle *self = g_new (LanWebNeedle, 1);

  self->length = strlen (text);
  self->text = (guint8 *) g_ascii_strdown (text, -1);
  g_return_val_if_fail (self->length > 0, self);

  for (guint i = 0; i < G_N_ELEMENTS (self->skips); i++)
    self->skips[i] = self->length;
  for (gsize i = 0; i + 1 < self->length; i++)
    {
      self->skips[self->text[i]] = self->length - 1 - i;
      self->skips[(guint8) g_ascii_toupper ((char) self->text[i])] = self->length - 1 - i;
    }

  return self;
}

void
lan_web_needle_free (LanWebNeedle *self)
{
  g_free (self->text);
  g_free (self);
}

/**
 * lan_web_needle_get_length:
 *
 * Returns: bytes: who searches piece by piece looks again at the last of them but one
 */
gsize
lan_web_needle_get_length (const LanWebNeedle *self)
{
  return self->length;
}

/**
 * lan_web_needle_find:
 * @bytes: (array length=length): anything
 *
 * Returns: where it begins; -1 if it is not there
 */
gssize
lan_web_needle_find (const LanWebNeedle *self,
                     gconstpointer       bytes,
                     gsize               length)
{
  const guint8 *hay = bytes;
  const gsize last = self->length - 1;

  for (gsize at = 0; at + self->length <= length;)
    {
      const guint8 end = hay[at + last];
      gsize i = 0;

      if ((guint8) g_ascii_tolower ((char) end) == self->text[last])
        {
          while (i < last && (guint8) g_ascii_tolower ((char) hay[at + i]) == self->text[i])
            i++;
          if (i == last)
            return (gssize) at;
        }
      at += self->skips[end];
    }

  return -1;
}
