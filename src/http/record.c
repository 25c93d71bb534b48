/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "config.h"

#include "http/record.h"

#include <glib/gi18n-lib.h>

static void
clear (gpointer data)
{
  LanHttpRecord *self = data;

  g_clear_pointer (&self->client, g_ref_string_release);
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

/**
 * lan_http_close_describe:
 *
 * Returns: (nullable): a translated sentence on why the connection ended; %NULL if it did not
 */
const char *
lan_http_close_describe (LanHttpClose reason)
{
  switch (reason)
    {
    case LAN_HTTP_CLOSE_ASKED:
      return _("Closed, as the client asked.");
    case LAN_HTTP_CLOSE_CLIENT:
      return _("Closed by the client.");
    case LAN_HTTP_CLOSE_RESET:
      return _("Broken off by the client or the network.");
    case LAN_HTTP_CLOSE_REFUSED:
      return _("Closed after the refusal.");
    case LAN_HTTP_CLOSE_HEAD_DEADLINE:
      return _("Closed: the header did not arrive in time.");
    case LAN_HTTP_CLOSE_BODY_DEADLINE:
      return _("Closed: the body stopped arriving.");
    case LAN_HTTP_CLOSE_SEND_DEADLINE:
      return _("Closed: the client stopped reading.");
    case LAN_HTTP_CLOSE_IDLE_DEADLINE:
      return _("Closed: nothing came for a while.");
    case LAN_HTTP_CLOSE_REQUESTS:
      return _("Closed: one connection made very many requests.");
    case LAN_HTTP_CLOSE_CONNECTIONS:
      return _("Closed at once: there are too many connections.");
    case LAN_HTTP_CLOSE_CONNECTIONS_PER_ADDRESS:
      return _("Closed at once: there are too many connections from this address.");
    case LAN_HTTP_CLOSE_SHRANK:
      return _("Closed: the file became shorter while it was sent.");
    case LAN_HTTP_CLOSE_STOPPED:
      return _("Closed: the server was stopped.");
    case LAN_HTTP_CLOSE_NOT:
    default:
      return NULL;
    }
}
