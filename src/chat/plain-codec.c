/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "chat/plain-codec.h"

#include <string.h>

#include "base/text.h"

/**
 * lan_chat_plain_split:
 * @text: UTF-8
 *
 * The plain form: a datagram is UTF-8 text and nothing else. What is longer than
 * %LAN_CHAT_DATAGRAM_BYTES becomes several, cut between characters.
 *
 * Returns: (transfer full) (element-type GBytes): the datagrams; none for an empty text
 */
GPtrArray *
lan_chat_plain_split (const char *text)
{
  GPtrArray *datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize left = strlen (text);

  while (left > 0)
    {
      gsize fit = lan_text_fit (text, left, LAN_CHAT_DATAGRAM_BYTES);

      g_ptr_array_add (datagrams, g_bytes_new (text, fit));
      text += fit;
      left -= fit;
    }

  return datagrams;
}

/**
 * lan_chat_plain_count:
 *
 * Returns: how many datagrams @text becomes
 */
guint
lan_chat_plain_count (const char *text)
{
  g_autoptr(GPtrArray) datagrams = lan_chat_plain_split (text);

  return datagrams->len;
}
