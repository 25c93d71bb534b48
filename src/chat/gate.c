/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "chat/gate.h"

struct _LanChatGate
{
  LanInterfaces *interfaces;
  GSourceOnceFunc changed;
  gpointer data;

  guint16 port;             /* 0 while it rests */
  gboolean passed;          /* whatever the rules look like, they let others through */
  gboolean dismissed;
  GCancellable *search;
  LanFirewall *firewall;
};

static void
set_firewall (LanChatGate *self,
              LanFirewall *firewall)
{
  gboolean changed = firewall != NULL || self->firewall != NULL;

  g_clear_pointer (&self->firewall, lan_firewall_free);
  self->firewall = firewall;
  if (changed)
    self->changed (self->data);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GError) error = NULL;
  LanFirewall *firewall = lan_firewall_find_finish (result, &error);
  LanChatGate *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->search);
  set_firewall (self, firewall);
}

static void
look (LanChatGate *self)
{
  g_autoptr(GPtrArray) networks = lan_interfaces_dup_broadcasts (self->interfaces);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  for (guint i = 0; i < networks->len; i++)
    if (!lan_interface_is_loopback (g_ptr_array_index (networks, i)))
      g_ptr_array_add (names, ((LanInterface *) g_ptr_array_index (networks, i))->name);

  if (self->port == 0 || self->passed || self->dismissed || names->len == 0)
    {
      set_firewall (self, NULL);
      return;
    }

  g_ptr_array_add (names, NULL);
  self->search = g_cancellable_new ();
  lan_firewall_find_async ((const char *const *) names->pdata, self->port, self->search, on_found, self);
}

/* Each network may have rules of its own. */
static void
on_interfaces_changed (LanChatGate *self)
{
  self->passed = FALSE;
  look (self);
}

/**
 * lan_chat_gate_new:
 * @changed: called with @data when lan_chat_gate_get_firewall() says something else
 *
 * Watches whether a firewall on this computer keeps the messages of others from us.
 *
 * Returns: (transfer full): one that rests
 */
LanChatGate *
lan_chat_gate_new (LanInterfaces   *interfaces,
                   GSourceOnceFunc  changed,
                   gpointer         data)
{
  LanChatGate *self = g_new0 (LanChatGate, 1);

  self->interfaces = g_object_ref (interfaces);
  self->changed = changed;
  self->data = data;
  g_signal_connect_swapped (interfaces, "changed", G_CALLBACK (on_interfaces_changed), self);

  return self;
}

void
lan_chat_gate_free (LanChatGate *self)
{
  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_signal_handlers_disconnect_by_data (self->interfaces, self);
  g_object_unref (self->interfaces);
  g_clear_pointer (&self->firewall, lan_firewall_free);
  g_free (self);
}

/**
 * lan_chat_gate_watch:
 *
 * We listen on @port now.
 */
void
lan_chat_gate_watch (LanChatGate *self,
                     guint16      port)
{
  self->port = port;
  look (self);
}

/**
 * lan_chat_gate_rest:
 *
 * We do not listen now: no firewall keeps anything from us.
 */
void
lan_chat_gate_rest (LanChatGate *self)
{
  lan_chat_gate_watch (self, 0);
}

/**
 * lan_chat_gate_pass:
 *
 * A broadcast of another computer came through.
 */
void
lan_chat_gate_pass (LanChatGate *self)
{
  if (self->passed)
    return;

  self->passed = TRUE;
  look (self);
}

/**
 * lan_chat_gate_dismiss:
 *
 * The person knows of it: it is not spoken of again.
 */
void
lan_chat_gate_dismiss (LanChatGate *self)
{
  self->dismissed = TRUE;
  look (self);
}

/**
 * lan_chat_gate_get_firewall:
 *
 * Returns: (nullable): what seems to keep the messages of others from us
 */
const LanFirewall *
lan_chat_gate_get_firewall (const LanChatGate *self)
{
  return self->firewall;
}
