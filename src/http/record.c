/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/record.h"

static void
clear (gpointer data)
{
  LanHttpRecord *self = data;

  g_free (self->client);
  g_free (self->method);
  g_free (self->target);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_clear_pointer (&self->response, g_bytes_unref);
}

/**
 * lan_http_record_new:
 *
 * Returns: (transfer full): an empty record, to be filled before anybody else sees it
 */
LanHttpRecord *
lan_http_record_new (void)
{
  return g_atomic_rc_box_new0 (LanHttpRecord);
}

LanHttpRecord *
lan_http_record_ref (LanHttpRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
lan_http_record_unref (LanHttpRecord *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
