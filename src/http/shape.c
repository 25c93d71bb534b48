/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/shape.h"

#include "http/fields.h"

void
lan_http_shape_clear (LanHttpShape *self)
{
  g_clear_pointer (&self->fields, g_free);
  g_clear_pointer (&self->note, g_free);
  *self = (LanHttpShape) { 0 };
}

/**
 * lan_http_shape_apply:
 * @response: (transfer full): not changed: others may have it too
 *
 * Returns: (transfer full): what is to be sent of it
 */
LanHttpResponse *
lan_http_shape_apply (const LanHttpShape *self,
                      LanHttpResponse    *response)
{
  g_autoptr(LanHttpResponse) given = response;
  LanHttpResponse *shaped;

  if (self->fields == NULL && !self->cut)
    return g_steal_pointer (&given);

  shaped = lan_http_response_copy (given);
  if (self->fields != NULL)
    {
      g_string_truncate (shaped->fields, 0);
      lan_http_fields_add (shaped->fields, given->fields->str, self->fields);
      g_string_append (shaped->fields, self->fields);
    }
  if (self->cut)
    {
      shaped->cut = TRUE;
      shaped->cut_after = self->cut_after;
    }

  return shaped;
}
