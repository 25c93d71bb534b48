/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "config.h"

#include "chat/ear.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/port-holder.h"

/* How often a port that cannot be had is tried again. */
#define RETRY_SECONDS 1

/* After how many tries it is asked again who holds it: that reads all of /proc. */
#define TRIES_A_SEARCH 5

struct _LanChatEar
{
  GObject parent_instance;

  guint16 port;
  LanDatagramSocket *socket;
  LanChatState state;
  char *problem;
  guint64 past_kernel_drops;       /* of sockets that were closed */
  guint64 past_queue_drops;

  guint retry_source;
  guint tries;
  GCancellable *holder_search;
};

G_DEFINE_FINAL_TYPE (LanChatEar, lan_chat_ear, G_TYPE_OBJECT)

enum
{
  RECEIVED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void try_to_open (LanChatEar *self);

static void
set_state (LanChatEar   *self,
           LanChatState  state,
           const char   *problem)
{
  if (self->state == state && g_strcmp0 (self->problem, problem) == 0)
    return;

  self->state = state;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_received (LanChatEar *self,
             GPtrArray  *datagrams)
{
  g_signal_emit (self, signals[RECEIVED], 0, datagrams);
}

static gboolean
on_retry (gpointer data)
{
  LanChatEar *self = LAN_CHAT_EAR (data);

  self->retry_source = 0;
  try_to_open (self);

  return G_SOURCE_REMOVE;
}

static void
on_holder_found (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *holder = lan_port_holder_find_finish (result, &error);
  g_autofree char *problem = NULL;
  LanChatEar *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->holder_search);
  if (holder != NULL)
    problem = g_strdup_printf (_("Port %1$u is used by %2$s. You can send; hearing resumes when it is free."),
                               self->port, holder);
  else
    problem = g_strdup_printf (_("Port %u is used by another program. You can send; hearing resumes when it is free."),
                               self->port);
  set_state (self, LAN_CHAT_PORT_HELD, problem);
}

/* Said once the holder is known: a name is worth the few milliseconds. */
static void
search_holder (LanChatEar *self)
{
  if (self->holder_search != NULL)
    return;

  self->holder_search = g_cancellable_new ();
  lan_port_holder_find_async (LAN_PORT_UDP, self->port, self->holder_search, on_holder_found, self);
}

static void
cancel_search (LanChatEar *self)
{
  g_cancellable_cancel (self->holder_search);
  g_clear_object (&self->holder_search);
}

static void
try_to_open (LanChatEar *self)
{
  g_autoptr(GError) error = NULL;

  self->socket = lan_datagram_socket_new (self->port, TRUE, &error);
  if (self->socket != NULL)
    {
      cancel_search (self);
      g_signal_connect_object (self->socket, "received", G_CALLBACK (on_received), self, G_CONNECT_SWAPPED);
      set_state (self, LAN_CHAT_LISTENING, NULL);
      return;
    }

  self->retry_source = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
  if (!g_error_matches (error, LAN_ERROR, LAN_ERROR_PORT_IN_USE))
    set_state (self, LAN_CHAT_FAILED, error->message);
  else if (self->tries++ % TRIES_A_SEARCH == 0)
    search_holder (self);
}

static void
close_socket (LanChatEar *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  cancel_search (self);
  self->tries = 0;

  if (self->socket == NULL)
    return;

  lan_datagram_socket_close (self->socket);
  self->past_kernel_drops += lan_datagram_socket_get_kernel_drops (self->socket);
  self->past_queue_drops += lan_datagram_socket_get_queue_drops (self->socket);
  g_clear_object (&self->socket);
}

static void
lan_chat_ear_dispose (GObject *object)
{
  close_socket (LAN_CHAT_EAR (object));

  G_OBJECT_CLASS (lan_chat_ear_parent_class)->dispose (object);
}

static void
lan_chat_ear_finalize (GObject *object)
{
  g_free (LAN_CHAT_EAR (object)->problem);

  G_OBJECT_CLASS (lan_chat_ear_parent_class)->finalize (object);
}

static void
lan_chat_ear_class_init (LanChatEarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_chat_ear_dispose;
  object_class->finalize = lan_chat_ear_finalize;

  /**
   * LanChatEar::received:
   * @datagrams: (element-type LanDatagram): see #LanDatagramSocket::received
   */
  signals[RECEIVED] = g_signal_new ("received", LAN_TYPE_CHAT_EAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * LanChatEar::changed:
   *
   * The state is another, or its problem.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_CHAT_EAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
lan_chat_ear_init (LanChatEar *self)
{
}

/**
 * lan_chat_ear_new:
 *
 * Hears on a port that it shares with other programs, where they share it too; where one does not, it names
 * that one, and hears as soon as the port is free.
 *
 * Returns: (transfer full): a closed one
 */
LanChatEar *
lan_chat_ear_new (void)
{
  return g_object_new (LAN_TYPE_CHAT_EAR, NULL);
}

/**
 * lan_chat_ear_open:
 *
 * Hears on @port from now on, or from when it can be had.
 */
void
lan_chat_ear_open (LanChatEar *self,
                   guint16     port)
{
  g_return_if_fail (LAN_IS_CHAT_EAR (self));

  close_socket (self);
  self->port = port;
  try_to_open (self);
}

/**
 * lan_chat_ear_close:
 * @paused: what it is called: paused rather than off
 *
 * Frees the port at once.
 */
void
lan_chat_ear_close (LanChatEar *self,
                    gboolean    paused)
{
  g_return_if_fail (LAN_IS_CHAT_EAR (self));

  close_socket (self);
  set_state (self, paused ? LAN_CHAT_PAUSED : LAN_CHAT_OFF, NULL);
}

LanChatState
lan_chat_ear_get_state (LanChatEar *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_EAR (self), LAN_CHAT_OFF);

  return self->state;
}

/**
 * lan_chat_ear_get_problem:
 *
 * Returns: (nullable): a translated sentence on why it cannot hear
 */
const char *
lan_chat_ear_get_problem (LanChatEar *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_EAR (self), NULL);

  return self->problem;
}

/**
 * lan_chat_ear_get_kernel_drops:
 *
 * Returns: datagrams lost because the kernel's buffer was full, whenever it was open
 */
guint64
lan_chat_ear_get_kernel_drops (LanChatEar *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_EAR (self), 0);

  return self->past_kernel_drops + (self->socket != NULL ? lan_datagram_socket_get_kernel_drops (self->socket) : 0);
}

/**
 * lan_chat_ear_get_queue_drops:
 *
 * Returns: datagrams lost because we were too slow, whenever it was open
 */
guint64
lan_chat_ear_get_queue_drops (LanChatEar *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_EAR (self), 0);

  return self->past_queue_drops + (self->socket != NULL ? lan_datagram_socket_get_queue_drops (self->socket) : 0);
}
