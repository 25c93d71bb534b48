/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/spares.h"

/* Room for most requests. What grew beyond it goes back to the system. */
#define BUFFER_BYTES 2048
#define BUFFER_MAX_BYTES 16384

/**
 * lan_http_spares_take_head:
 *
 * Returns: (transfer full): a head to scan into
 */
LanHttpHead *
lan_http_spares_take_head (LanHttpSpares *self)
{
  LanHttpHead *head = g_steal_pointer (&self->head);

  return head != NULL ? head : lan_http_head_new ();
}

/**
 * lan_http_spares_give_head:
 * @head: (transfer full) (nullable): not needed any longer
 */
void
lan_http_spares_give_head (LanHttpSpares *self,
                           LanHttpHead   *head)
{
  if (self->head == NULL)
    self->head = head;
  else
    g_clear_pointer (&head, lan_http_head_free);
}

/**
 * lan_http_spare_take:
 * @spare: (inout): one of the buffers of #LanHttpSpares
 *
 * Returns: (transfer full): an empty buffer
 */
GByteArray *
lan_http_spare_take (GByteArray **spare)
{
  return *spare != NULL ? g_steal_pointer (spare) : g_byte_array_sized_new (BUFFER_BYTES);
}

/**
 * lan_http_spare_give:
 * @spare: (inout): where it belongs
 * @buffer: (transfer full) (nullable): not needed any longer
 */
void
lan_http_spare_give (GByteArray **spare,
                     GByteArray  *buffer)
{
  if (*spare == NULL && buffer != NULL && buffer->len <= BUFFER_MAX_BYTES)
    *spare = g_byte_array_set_size (buffer, 0);
  else
    g_clear_pointer (&buffer, g_byte_array_unref);
}

void
lan_http_spares_clear (LanHttpSpares *self)
{
  g_clear_pointer (&self->head, lan_http_head_free);
  g_clear_pointer (&self->request, g_byte_array_unref);
  g_clear_pointer (&self->answer, g_byte_array_unref);
  g_clear_pointer (&self->copy, g_free);
}
