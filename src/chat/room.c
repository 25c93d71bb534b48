/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "config.h"

#include "chat/room.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "chat/folds.h"
#include "chat/gate.h"
#include "chat/plain-codec.h"
#include "chat/sender.h"
#include "chat/sieve.h"
#include "chat/target.h"
#include "chat/timeline.h"

/* After what silence "nobody answered" is said: broadcast has no receipt, so it is only a calm hint. */
#define UNANSWERED_SECONDS 10

/* How often a growing fold is told of again. */
#define FOLDED_SECONDS 1

struct _LanChatRoom
{
  GObject parent_instance;

  LanInterfaces *interfaces;
  LanChatTimeline *timeline;
  LanChatSieve *sieve;
  LanChatFolds *folds;
  guint folded_source;

  LanChatEar *ear;                 /* the shared port */
  LanChatSender *sender;           /* a port of its own: answers by unicast come here */
  guint64 n_heard;
  guint64 n_dropped;               /* as last told */

  guint16 port;
  gboolean listening;
  gboolean may_listen;

  LanChatGate *gate;

  char *target_text;
  LanChatTarget *target;
  char *warning;

  char *repeated;
  guint repeat_source;
  gboolean repeat_paused;

  LanChatMessage *awaiting;        /* what we sent first, until somebody is heard */
  guint awaiting_source;
  gboolean unanswered;             /* that was said; once is enough */
};

G_DEFINE_FINAL_TYPE (LanChatRoom, lan_chat_room, G_TYPE_OBJECT)

enum
{
  PROP_PORT = 1,
  PROP_LISTENING,
  PROP_STATE,
  PROP_FIREWALL,
  PROP_TARGET,
  PROP_WARNING,
  PROP_REPEATING,
  PROP_DROPPED,
  N_PROPS
};

enum
{
  SAID,
  HEARD,
  FOLDED,
  UNANSWERED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* --- Hearing --- */

static void
stop_awaiting (LanChatRoom *self)
{
  g_clear_handle_id (&self->awaiting_source, g_source_remove);
  g_clear_object (&self->awaiting);
}

static const char *
interface_name (LanChatRoom *self,
                guint        index)
{
  GPtrArray *snapshot = lan_interfaces_get_snapshot (self->interfaces);

  for (guint i = 0; i < snapshot->len; i++)
    if (((LanInterface *) g_ptr_array_index (snapshot, i))->index == index)
      return ((LanInterface *) g_ptr_array_index (snapshot, i))->name;

  return NULL;
}

static gboolean
is_unicast (LanChatRoom       *self,
            const LanDatagram *datagram)
{
  GPtrArray *snapshot = lan_interfaces_get_snapshot (self->interfaces);

  for (guint i = 0; i < snapshot->len; i++)
    if (g_inet_address_equal (((LanInterface *) g_ptr_array_index (snapshot, i))->address, datagram->destination))
      return TRUE;

  return FALSE;
}

static LanChatMessage *
message_of (LanChatRoom       *self,
            const LanDatagram *datagram)
{
  g_autofree char *sender = g_inet_address_to_string (datagram->source);

  return lan_chat_message_new_heard (datagram->bytes, sender, datagram->source_port,
                                     interface_name (self, datagram->interface_index),
                                     is_unicast (self, datagram),
                                     lan_interfaces_has_address (self->interfaces, datagram->source),
                                     datagram->arrived_us);
}

static gboolean
on_folded (gpointer data)
{
  LanChatRoom *self = LAN_CHAT_ROOM (data);
  g_autoptr(GPtrArray) grown = lan_chat_folds_steal_grown (self->folds);

  for (guint i = 0; i < grown->len; i++)
    g_signal_emit (self, signals[FOLDED], 0, g_ptr_array_index (grown, i));
  if (grown->len > 0)
    return G_SOURCE_CONTINUE;

  self->folded_source = 0;

  return G_SOURCE_REMOVE;
}

/* The rows count at once; programs and consoles are told once a second. */
static void
show_folds (LanChatRoom *self)
{
  lan_chat_folds_show (self->folds);
  if (self->folded_source == 0)
    self->folded_source = g_timeout_add_seconds (FOLDED_SECONDS, on_folded, self);
}

static void
update_dropped (LanChatRoom *self)
{
  guint64 n_dropped = lan_chat_room_get_kernel_drops (self) + lan_chat_room_get_queue_drops (self);

  if (self->n_dropped == n_dropped)
    return;

  self->n_dropped = n_dropped;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DROPPED]);
}

static void
on_received (LanChatRoom *self,
             GPtrArray   *datagrams)
{
  g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);
  guint16 own_port = lan_chat_sender_get_port (self->sender);
  guint n_heard = 0;
  guint n_folded = 0;
  gboolean from_afar = FALSE;

  for (guint i = 0; i < datagrams->len; i++)
    {
      const LanDatagram *datagram = g_ptr_array_index (datagrams, i);
      LanChatMessage *message = NULL;

      /* our own broadcast comes back to us: it is in the list already, as sent */
      if (datagram->source_port == own_port && lan_interfaces_has_address (self->interfaces, datagram->source))
        continue;

      switch (lan_chat_sieve_pass (self->sieve, datagram))
        {
        case LAN_CHAT_SHOW:
          message = message_of (self, datagram);
          /* an answer to us passes a firewall that keeps broadcasts out */
          from_afar |= !lan_chat_message_is_own_host (message) && !lan_chat_message_is_unicast (message);
          n_heard++;
          break;
        case LAN_CHAT_COUNT:
          message = lan_chat_folds_count (self->folds, datagram);
          n_folded++;
          break;
        case LAN_CHAT_DUPLICATE:
          break;
        }

      if (message != NULL)
        g_ptr_array_add (fresh, message);
    }

  self->n_heard += n_heard + n_folded;
  if (n_heard + n_folded > 0)
    stop_awaiting (self);
  if (n_folded > 0)
    show_folds (self);
  if (from_afar)
    lan_chat_gate_pass (self->gate);

  lan_chat_timeline_append (self->timeline, fresh);
  for (guint i = 0; i < fresh->len; i++)
    if (lan_chat_message_get_kind (g_ptr_array_index (fresh, i)) == LAN_CHAT_HEARD)
      g_signal_emit (self, signals[HEARD], 0, g_ptr_array_index (fresh, i));
  update_dropped (self);
}

static void
on_ear_changed (LanChatRoom *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (lan_chat_room_get_state (self) == LAN_CHAT_LISTENING)
    lan_chat_gate_watch (self->gate, self->port);
  else
    lan_chat_gate_rest (self->gate);
}

static void
on_gate_changed (gpointer data)
{
  LanChatRoom *self = LAN_CHAT_ROOM (data);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIREWALL]);
}

static void
update_ear (LanChatRoom *self)
{
  if (self->listening && self->may_listen)
    lan_chat_ear_open (self->ear, self->port);
  else
    lan_chat_ear_close (self->ear, self->listening);
}

/* --- Saying --- */

static void
update_warning (LanChatRoom *self)
{
  char *warning = lan_chat_target_dup_warning (self->target, self->interfaces);

  if (g_strcmp0 (warning, self->warning) == 0)
    {
      g_free (warning);
      return;
    }

  g_free (self->warning);
  self->warning = warning;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WARNING]);
}

static gboolean
on_unanswered (gpointer data)
{
  LanChatRoom *self = LAN_CHAT_ROOM (data);
  g_autoptr(LanChatMessage) message = g_steal_pointer (&self->awaiting);

  self->awaiting_source = 0;
  self->unanswered = TRUE;
  lan_chat_message_set_unanswered (message, TRUE);
  g_signal_emit (self, signals[UNANSWERED], 0, message);

  return G_SOURCE_REMOVE;
}

/* Only the first message waits, and only while nobody was ever heard: the hint is said once. */
static void
start_awaiting (LanChatRoom    *self,
                LanChatMessage *message)
{
  if (self->awaiting_source != 0 || self->unanswered || self->n_heard > 0 ||
      lan_chat_room_get_state (self) != LAN_CHAT_LISTENING)
    return;

  self->awaiting = g_object_ref (message);
  self->awaiting_source = g_timeout_add_seconds (UNANSWERED_SECONDS, on_unanswered, self);
}

/**
 * lan_chat_room_say:
 * @text: UTF-8, not empty
 * @error: #LAN_ERROR_NO_NETWORK, #LAN_ERROR_UNREACHABLE, #LAN_ERROR_TOO_LARGE: with a sentence to show
 *
 * Sends @text to the target, in as many datagrams as it needs, and adds it to the timeline.
 *
 * Returns: whether it left by one network at least
 */
gboolean
lan_chat_room_say (LanChatRoom  *self,
                   const char   *text,
                   GError      **error)
{
  g_autoptr(GPtrArray) datagrams = NULL;
  g_autoptr(GPtrArray) fresh = NULL;
  g_autoptr(LanChatMessage) message = NULL;
  g_autofree char *route = NULL;

  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), FALSE);
  g_return_val_if_fail (text != NULL && *text != '\0', FALSE);

  datagrams = lan_chat_plain_split (text);
  if (datagrams->len > LAN_CHAT_DATAGRAMS_MAX)
    {
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("Too long for a message: send it as a file"));
      return FALSE;
    }

  route = lan_chat_sender_send (self->sender, datagrams, self->target, self->port, error);
  if (route == NULL)
    return FALSE;

  message = lan_chat_message_new_sent (text, route, datagrams->len);
  fresh = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fresh, g_object_ref (message));
  lan_chat_timeline_append (self->timeline, fresh);
  start_awaiting (self, message);
  g_signal_emit (self, signals[SAID], 0, message);

  return TRUE;
}

static gboolean
on_repeat (gpointer data)
{
  LanChatRoom *self = LAN_CHAT_ROOM (data);
  g_autoptr(GError) error = NULL;

  if (self->repeat_paused)
    return G_SOURCE_CONTINUE;

  /* a network that is gone comes back: the beacon goes on, as the lecture's sender would not */
  if (!lan_chat_room_say (self, self->repeated, &error))
    g_debug ("Not repeated: %s", error->message);

  return G_SOURCE_CONTINUE;
}

/**
 * lan_chat_room_start_repeating:
 * @seconds: the pace, %LAN_CHAT_REPEAT_SECONDS_MIN to %LAN_CHAT_REPEAT_SECONDS_MAX
 * @error: as lan_chat_room_say(), for the first time it is said
 *
 * Says @text now and again and again, until lan_chat_room_stop_repeating().
 *
 * Returns: whether it was said
 */
gboolean
lan_chat_room_start_repeating (LanChatRoom  *self,
                               const char   *text,
                               double        seconds,
                               GError      **error)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), FALSE);

  lan_chat_room_stop_repeating (self);
  if (!lan_chat_room_say (self, text, error))
    return FALSE;

  self->repeated = g_strdup (text);
  self->repeat_paused = FALSE;
  seconds = CLAMP (seconds, LAN_CHAT_REPEAT_SECONDS_MIN, LAN_CHAT_REPEAT_SECONDS_MAX);
  self->repeat_source = g_timeout_add ((guint) (seconds * 1000), on_repeat, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPEATING]);

  return TRUE;
}

void
lan_chat_room_stop_repeating (LanChatRoom *self)
{
  g_return_if_fail (LAN_IS_CHAT_ROOM (self));

  if (self->repeat_source == 0)
    return;

  g_clear_handle_id (&self->repeat_source, g_source_remove);
  g_clear_pointer (&self->repeated, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPEATING]);
}

/* --- GObject --- */

static void
lan_chat_room_dispose (GObject *object)
{
  LanChatRoom *self = LAN_CHAT_ROOM (object);

  g_clear_handle_id (&self->repeat_source, g_source_remove);
  g_clear_handle_id (&self->folded_source, g_source_remove);
  stop_awaiting (self);
  if (self->ear != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->ear, self);
      lan_chat_ear_close (self->ear, FALSE);
    }
  g_clear_object (&self->ear);
  g_clear_pointer (&self->gate, lan_chat_gate_free);
  g_clear_pointer (&self->sender, lan_chat_sender_free);
  if (self->interfaces != NULL)
    g_signal_handlers_disconnect_by_data (self->interfaces, self);
  g_clear_object (&self->interfaces);

  G_OBJECT_CLASS (lan_chat_room_parent_class)->dispose (object);
}

static void
lan_chat_room_finalize (GObject *object)
{
  LanChatRoom *self = LAN_CHAT_ROOM (object);

  g_object_unref (self->timeline);
  lan_chat_sieve_free (self->sieve);
  lan_chat_folds_free (self->folds);
  g_free (self->target_text);
  lan_chat_target_free (self->target);
  g_free (self->warning);
  g_free (self->repeated);

  G_OBJECT_CLASS (lan_chat_room_parent_class)->finalize (object);
}

static void
lan_chat_room_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  LanChatRoom *self = LAN_CHAT_ROOM (object);

  switch (id)
    {
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_LISTENING:
      g_value_set_boolean (value, self->listening);
      break;
    case PROP_STATE:
      g_value_set_uint (value, lan_chat_room_get_state (self));
      break;
    case PROP_FIREWALL:
      g_value_set_pointer (value, (gpointer) lan_chat_gate_get_firewall (self->gate));
      break;
    case PROP_TARGET:
      g_value_set_string (value, self->target_text);
      break;
    case PROP_WARNING:
      g_value_set_string (value, self->warning);
      break;
    case PROP_REPEATING:
      g_value_set_boolean (value, self->repeat_source != 0);
      break;
    case PROP_DROPPED:
      g_value_set_uint64 (value, lan_chat_room_get_kernel_drops (self) + lan_chat_room_get_queue_drops (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_room_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  LanChatRoom *self = LAN_CHAT_ROOM (object);

  switch (id)
    {
    case PROP_PORT:
      lan_chat_room_set_port (self, (guint16) g_value_get_uint (value));
      break;
    case PROP_LISTENING:
      lan_chat_room_set_listening (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_room_class_init (LanChatRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = lan_chat_room_dispose;
  object_class->finalize = lan_chat_room_finalize;
  object_class->get_property = lan_chat_room_get_property;
  object_class->set_property = lan_chat_room_set_property;

  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, LAN_CHAT_PORT, writable);
  properties[PROP_LISTENING] = g_param_spec_boolean ("listening", NULL, NULL, FALSE, writable);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, LAN_CHAT_FAILED, 0, readable);
  properties[PROP_FIREWALL] = g_param_spec_pointer ("firewall", NULL, NULL, readable);
  properties[PROP_TARGET] = g_param_spec_string ("target", NULL, NULL, "", readable);
  properties[PROP_WARNING] = g_param_spec_string ("warning", NULL, NULL, NULL, readable);
  properties[PROP_REPEATING] = g_param_spec_boolean ("repeating", NULL, NULL, FALSE, readable);
  properties[PROP_DROPPED] = g_param_spec_uint64 ("dropped", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SAID] = g_signal_new ("said", LAN_TYPE_CHAT_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, LAN_TYPE_CHAT_MESSAGE);
  signals[HEARD] = g_signal_new ("heard", LAN_TYPE_CHAT_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, LAN_TYPE_CHAT_MESSAGE);
  signals[FOLDED] = g_signal_new ("folded", LAN_TYPE_CHAT_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, LAN_TYPE_CHAT_MESSAGE);
  signals[UNANSWERED] = g_signal_new ("unanswered", LAN_TYPE_CHAT_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, LAN_TYPE_CHAT_MESSAGE);
}

static void
lan_chat_room_init (LanChatRoom *self)
{
  self->timeline = lan_chat_timeline_new ();
  self->sieve = lan_chat_sieve_new ();
  self->folds = lan_chat_folds_new ();
  self->ear = lan_chat_ear_new ();
  g_signal_connect_swapped (self->ear, "received", G_CALLBACK (on_received), self);
  g_signal_connect_swapped (self->ear, "changed", G_CALLBACK (on_ear_changed), self);
  self->target_text = g_strdup ("");
  self->target = lan_chat_target_parse ("", LAN_CHAT_PORT, NULL);
}

/**
 * lan_chat_room_new:
 * @interfaces: the machine's network cards
 * @port: %LAN_CHAT_PORT, or another in tests
 *
 * The conversation everyone on the network hears. Nothing is opened and nothing sent until
 * lan_chat_room_set_listening() with lan_chat_room_set_may_listen(), or lan_chat_room_say().
 *
 * Returns: (transfer full): a silent room
 */
LanChatRoom *
lan_chat_room_new (LanInterfaces *interfaces,
                   guint16        port)
{
  LanChatRoom *self = g_object_new (LAN_TYPE_CHAT_ROOM, NULL);

  self->interfaces = g_object_ref (interfaces);
  self->gate = lan_chat_gate_new (interfaces, on_gate_changed, self);
  self->sender = lan_chat_sender_new (interfaces, G_CALLBACK (on_received), self);
  self->port = port;
  g_signal_connect_object (interfaces, "changed", G_CALLBACK (update_warning), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * lan_chat_room_get_timeline:
 *
 * Returns: (transfer none): a list of #LanChatMessage, oldest first
 */
GListModel *
lan_chat_room_get_timeline (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);
  return G_LIST_MODEL (self->timeline);
}

guint16
lan_chat_room_get_port (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), 0);
  return self->port;
}

void
lan_chat_room_set_port (LanChatRoom *self,
                        guint16      port)
{
  g_return_if_fail (LAN_IS_CHAT_ROOM (self) && port != 0);

  if (self->port == port)
    return;

  self->port = port;
  update_ear (self);
  lan_chat_room_set_target (self, self->target_text, NULL);   /* an address without a port means this one */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
}

gboolean
lan_chat_room_get_listening (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), FALSE);
  return self->listening;
}

/**
 * lan_chat_room_set_listening:
 * @listening: what the person wants
 *
 * Off frees the port, for a program that does not share it; sending goes on from a port of its own.
 */
void
lan_chat_room_set_listening (LanChatRoom *self,
                             gboolean     listening)
{
  g_return_if_fail (LAN_IS_CHAT_ROOM (self));

  if (self->listening == listening)
    return;

  self->listening = listening;
  update_ear (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LISTENING]);
}

/**
 * lan_chat_room_set_may_listen:
 * @may_listen: whether this network may hear from us that we are here
 *
 * Where it may not, every port is closed, and a beacon that was begun elsewhere rests.
 */
void
lan_chat_room_set_may_listen (LanChatRoom *self,
                              gboolean     may_listen)
{
  g_return_if_fail (LAN_IS_CHAT_ROOM (self));

  if (self->may_listen == may_listen)
    return;

  self->may_listen = may_listen;
  update_ear (self);
  if (!may_listen)
    lan_chat_sender_close (self->sender);
  if (self->repeat_source != 0)
    {
      self->repeat_paused = !may_listen;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPEATING]);
    }
}

LanChatState
lan_chat_room_get_state (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), LAN_CHAT_OFF);
  return lan_chat_ear_get_state (self->ear);
}

/**
 * lan_chat_room_get_state_nick:
 *
 * Returns: the state as events name it; not for people
 */
const char *
lan_chat_room_get_state_nick (LanChatRoom *self)
{
  static const char *const nicks[] = { "off", "paused", "listening", "port-held", "failed" };

  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);
  return nicks[lan_chat_ear_get_state (self->ear)];
}

/**
 * lan_chat_room_get_problem:
 *
 * Returns: (nullable): a translated sentence on why we cannot hear
 */
const char *
lan_chat_room_get_problem (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);
  return lan_chat_ear_get_problem (self->ear);
}

/**
 * lan_chat_room_get_firewall:
 *
 * Returns: (transfer none) (nullable): what seems to keep the messages of others from us
 */
const LanFirewall *
lan_chat_room_get_firewall (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);
  return lan_chat_gate_get_firewall (self->gate);
}

/**
 * lan_chat_room_dup_firewall_sentence:
 *
 * Returns: (transfer full) (nullable): the same as a translated sentence, with the command that helps
 */
char *
lan_chat_room_dup_firewall_sentence (LanChatRoom *self)
{
  const LanFirewall *firewall = lan_chat_room_get_firewall (self);

  if (firewall == NULL)
    return NULL;

  /* Translators: the name of a firewall, a port, and a command to type */
  return g_strdup_printf (_("The firewall %1$s seems to keep port %2$u closed. This opens it: %3$s"),
                          firewall->name, self->port, firewall->command);
}

/**
 * lan_chat_room_dismiss_firewall:
 *
 * The person knows of it: it is not spoken of again.
 */
void
lan_chat_room_dismiss_firewall (LanChatRoom *self)
{
  g_return_if_fail (LAN_IS_CHAT_ROOM (self));
  lan_chat_gate_dismiss (self->gate);
}

/**
 * lan_chat_room_get_target:
 *
 * Returns: where to send, as #LanChatTarget writes it
 */
const char *
lan_chat_room_get_target (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);
  return self->target_text;
}

gboolean
lan_chat_room_set_target (LanChatRoom  *self,
                          const char   *text,
                          GError      **error)
{
  LanChatTarget *target;

  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), FALSE);

  target = lan_chat_target_parse (text, self->port, error);
  if (target == NULL)
    return FALSE;

  lan_chat_target_free (self->target);
  self->target = target;
  if (self->target_text != text)
    {
      g_free (self->target_text);
      self->target_text = g_strdup (text);
    }
  update_warning (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TARGET]);

  return TRUE;
}

/**
 * lan_chat_room_get_warning:
 *
 * Returns: (nullable): what is odd about the target, see lan_chat_target_dup_warning()
 */
const char *
lan_chat_room_get_warning (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);
  return self->warning;
}

/**
 * lan_chat_room_dup_destination:
 *
 * Returns: (transfer full): where a message would go now, "192.168.1.255, port 9999" untranslated as
 *   "192.168.1.255:9999", several joined
 */
char *
lan_chat_room_dup_destination (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);

  return lan_chat_target_dup_destination (self->target, self->interfaces, self->port);
}

gboolean
lan_chat_room_is_repeating (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), FALSE);
  return self->repeat_source != 0;
}

/**
 * lan_chat_room_is_repeat_paused:
 *
 * Returns: whether the beacon rests until this network may hear of us (lan_chat_room_set_may_listen())
 */
gboolean
lan_chat_room_is_repeat_paused (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), FALSE);
  return self->repeat_source != 0 && self->repeat_paused;
}

/**
 * lan_chat_room_get_repeated:
 *
 * Returns: (nullable): what is being repeated
 */
const char *
lan_chat_room_get_repeated (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), NULL);
  return self->repeated;
}

/**
 * lan_chat_room_get_kernel_drops:
 *
 * Returns: datagrams lost because the kernel's buffer was full, since the room was made
 */
guint64
lan_chat_room_get_kernel_drops (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), 0);
  return lan_chat_ear_get_kernel_drops (self->ear);
}

/**
 * lan_chat_room_get_queue_drops:
 *
 * Returns: datagrams lost because we were too slow, since the room was made
 */
guint64
lan_chat_room_get_queue_drops (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), 0);
  return lan_chat_ear_get_queue_drops (self->ear);
}

/**
 * lan_chat_room_get_n_heard:
 *
 * Returns: messages heard, folded ones included
 */
guint64
lan_chat_room_get_n_heard (LanChatRoom *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_ROOM (self), 0);
  return self->n_heard;
}
