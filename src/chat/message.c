/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-chat"

#include "chat/message.h"

#include <string.h>

#include "base/text.h"

struct _LanChatMessage
{
  GObject parent_instance;

  LanChatKind kind;
  char *sender;
  guint16 sender_port;
  GBytes *bytes;
  char *text;           /* made when first wanted: in a storm most are never looked at */
  gboolean utf8;
  GDateTime *time;
  gboolean unicast;
  gboolean own_host;
  char *interface;
  char *route;
  guint n_datagrams;

  guint count;          /* of a fold */
  gboolean unanswered;  /* of what we sent */
};

G_DEFINE_FINAL_TYPE (LanChatMessage, lan_chat_message, G_TYPE_OBJECT)

enum
{
  PROP_COUNT = 1,
  PROP_UNANSWERED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
lan_chat_message_finalize (GObject *object)
{
  LanChatMessage *self = LAN_CHAT_MESSAGE (object);

  g_free (self->sender);
  g_free (self->text);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_date_time_unref (self->time);
  g_free (self->interface);
  g_free (self->route);

  G_OBJECT_CLASS (lan_chat_message_parent_class)->finalize (object);
}

static void
lan_chat_message_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  LanChatMessage *self = LAN_CHAT_MESSAGE (object);

  switch (id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    case PROP_UNANSWERED:
      g_value_set_boolean (value, self->unanswered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_message_class_init (LanChatMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lan_chat_message_finalize;
  object_class->get_property = lan_chat_message_get_property;

  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNANSWERED] = g_param_spec_boolean ("unanswered", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lan_chat_message_init (LanChatMessage *self)
{
}

/**
 * lan_chat_message_new_sent:
 * @text: what was typed: the bytes that went out, in all datagrams together
 * @route: (nullable): a translated sentence on where it went
 * @n_datagrams: in how many pieces
 *
 * Returns: (transfer full): what we said, now
 */
LanChatMessage *
lan_chat_message_new_sent (const char *text,
                           const char *route,
                           guint       n_datagrams)
{
  LanChatMessage *self = g_object_new (LAN_TYPE_CHAT_MESSAGE, NULL);

  self->kind = LAN_CHAT_SENT;
  self->bytes = g_bytes_new (text, strlen (text));
  self->route = g_strdup (route);
  self->n_datagrams = n_datagrams;
  self->time = g_date_time_new_now_local ();

  return self;
}

/**
 * lan_chat_message_new_heard:
 * @bytes: the datagram's payload
 * @sender: the address it says it comes from; UDP lets anyone write any there
 * @interface: (nullable): the card it came in by
 * @unicast: it came to us alone
 * @own_host: another program on this machine sent it
 * @arrived_us: wall clock, microseconds
 *
 * Returns: (transfer full): what somebody said
 */
LanChatMessage *
lan_chat_message_new_heard (GBytes     *bytes,
                            const char *sender,
                            guint16     sender_port,
                            const char *interface,
                            gboolean    unicast,
                            gboolean    own_host,
                            gint64      arrived_us)
{
  LanChatMessage *self = g_object_new (LAN_TYPE_CHAT_MESSAGE, NULL);
  g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_local (arrived_us / G_USEC_PER_SEC);

  self->kind = LAN_CHAT_HEARD;
  self->bytes = g_bytes_ref (bytes);
  self->sender = g_strdup (sender);
  self->sender_port = sender_port;
  self->interface = g_strdup (interface);
  self->unicast = unicast;
  self->own_host = own_host;
  self->n_datagrams = 1;
  self->time = g_date_time_add (seconds, arrived_us % G_USEC_PER_SEC);

  return self;
}

/**
 * lan_chat_message_new_fold:
 * @sender: (nullable): whose; %NULL for those of many senders
 *
 * Returns: (transfer full): a row that stands for many messages; see lan_chat_message_add_to_fold()
 */
LanChatMessage *
lan_chat_message_new_fold (const char *sender)
{
  LanChatMessage *self = g_object_new (LAN_TYPE_CHAT_MESSAGE, NULL);

  self->kind = LAN_CHAT_FOLD;
  self->sender = g_strdup (sender);
  self->bytes = g_bytes_new (NULL, 0);
  self->time = g_date_time_new_now_local ();

  return self;
}

LanChatKind
lan_chat_message_get_kind (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), LAN_CHAT_SENT);
  return self->kind;
}

/**
 * lan_chat_message_get_sender:
 *
 * Returns: (nullable): "192.168.1.23"; %NULL where we are the sender, and of a fold of many senders
 */
const char *
lan_chat_message_get_sender (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), NULL);
  return self->sender;
}

guint16
lan_chat_message_get_sender_port (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), 0);
  return self->sender_port;
}

static const char *
ensure_text (LanChatMessage *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->bytes, &size);

  if (self->text == NULL)
    self->text = lan_text_show (data, size, &self->utf8);

  return self->text;
}

/**
 * lan_chat_message_get_text:
 *
 * Returns: text safe to show (lan_text_show()), never markup
 */
const char *
lan_chat_message_get_text (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), NULL);
  return ensure_text (self);
}

/**
 * lan_chat_message_get_bytes:
 *
 * Returns: (transfer none): the payload as it was on the wire; nothing of a fold
 */
GBytes *
lan_chat_message_get_bytes (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), NULL);
  return self->bytes;
}

GDateTime *
lan_chat_message_get_time (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), NULL);
  return self->time;
}

gboolean
lan_chat_message_is_utf8 (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), FALSE);
  ensure_text (self);
  return self->utf8;
}

gboolean
lan_chat_message_is_unicast (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), FALSE);
  return self->unicast;
}

gboolean
lan_chat_message_is_own_host (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), FALSE);
  return self->own_host;
}

const char *
lan_chat_message_get_interface (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), NULL);
  return self->interface;
}

/**
 * lan_chat_message_get_route:
 *
 * Returns: (nullable): of what we sent, a translated line: "left by wlan0 to 192.168.1.255:9999"
 */
const char *
lan_chat_message_get_route (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), NULL);
  return self->route;
}

guint
lan_chat_message_get_n_datagrams (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), 0);
  return self->n_datagrams;
}

guint
lan_chat_message_get_count (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), 0);
  return self->count;
}

void
lan_chat_message_add_to_fold (LanChatMessage *self,
                              guint           more)
{
  g_return_if_fail (LAN_IS_CHAT_MESSAGE (self) && self->kind == LAN_CHAT_FOLD);

  self->count += more;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/**
 * lan_chat_message_is_unanswered:
 *
 * Returns: whether some seconds went by after we sent it and nobody was heard
 */
gboolean
lan_chat_message_is_unanswered (LanChatMessage *self)
{
  g_return_val_if_fail (LAN_IS_CHAT_MESSAGE (self), FALSE);
  return self->unanswered;
}

void
lan_chat_message_set_unanswered (LanChatMessage *self,
                                 gboolean        unanswered)
{
  g_return_if_fail (LAN_IS_CHAT_MESSAGE (self));

  if (self->unanswered == unanswered)
    return;

  self->unanswered = unanswered;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNANSWERED]);
}
