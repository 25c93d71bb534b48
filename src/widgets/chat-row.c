/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/chat-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "widgets/links.h"

/* What a row shows of one message. A datagram may hold 64 KiB or a thousand empty lines; laying that out
 * would hold the window up, and nobody reads it there. Copying gives all of it. */
#define SHOWN_MAX_BYTES 4000
#define SHOWN_MAX_LINES 30

struct _LanChatRow
{
  AdwBin parent_instance;

  /* owned */
  LanChatMessage *message;
  GSignalGroup *signals;
  guint update_tick;

  /* template */
  GtkWidget *bubble;
  GtkLabel *sender;
  GtkLabel *time;
  GtkWidget *own_host;
  GtkWidget *unicast;
  GtkWidget *not_utf8;
  GtkLabel *text;
  GtkLabel *more;
  GtkLabel *route;
  GtkWidget *unanswered;
  GtkLabel *fold;
};

G_DEFINE_FINAL_TYPE (LanChatRow, lan_chat_row, ADW_TYPE_BIN)

enum
{
  PROP_MESSAGE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Showing --- */

/* The beginning of @text that is shown; its length in bytes. */
static gsize
shown_length (const char *text)
{
  const char *p = text;
  guint lines = 1;

  while (*p != '\0' && p - text < SHOWN_MAX_BYTES)
    {
      if (*p == '\n' && ++lines > SHOWN_MAX_LINES)
        break;
      p = g_utf8_next_char (p);
    }

  return (gsize) (p - text);
}

static void
show_text (LanChatRow *self)
{
  const char *text = lan_chat_message_get_text (self->message);
  gsize length = strlen (text);
  gsize shown = shown_length (text);
  g_autofree char *beginning = g_strndup (text, shown);
  g_autofree char *markup = lan_links_to_markup (beginning);

  gtk_label_set_markup (self->text, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->text), length > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more), shown < length || length == 0);
  if (shown < length)
    {
      g_autofree char *size = g_format_size (length - shown);
      /* Translators: below a long message; the size of what is not shown */
      g_autofree char *more = g_strdup_printf (_("… and %s more. Copying the message gives all of it."), size);

      gtk_label_set_text (self->more, more);
    }
  else
    {
      gtk_label_set_text (self->more, _("Empty datagram"));
    }
}

static char *
dup_time (GDateTime *time)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_year (now) == g_date_time_get_year (time) &&
                   g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (time);

  /* Translators: strftime(3): the time of a message of today, then that of one of another day */
  return g_date_time_format (time, today ? _("%H:%M") : _("%x %H:%M"));
}

static void
show_route (LanChatRow *self)
{
  const char *route = lan_chat_message_get_route (self->message);
  guint n_datagrams = lan_chat_message_get_n_datagrams (self->message);

  gtk_widget_set_visible (GTK_WIDGET (self->route), route != NULL);
  if (route == NULL)
    return;

  if (n_datagrams > 1)
    {
      g_autofree char *pieces = g_strdup_printf (ngettext ("%u datagram", "%u datagrams", n_datagrams), n_datagrams);
      g_autofree char *both = g_strdup_printf ("%s · %s", route, pieces);

      gtk_label_set_text (self->route, both);
    }
  else
    {
      gtk_label_set_text (self->route, route);
    }
}

static void
show_fold (LanChatRow *self)
{
  guint count = lan_chat_message_get_count (self->message);
  g_autofree char *text =
    /* Translators: messages that came too fast to be shown; a number and an address */
    g_strdup_printf (ngettext ("%1$'u more from %2$s", "%1$'u more from %2$s", count), count,
                     lan_chat_message_get_sender (self->message));

  gtk_label_set_text (self->fold, text);
}

static void
show_name (LanChatRow *self)
{
  const char *sender = lan_chat_message_get_sender (self->message);
  g_autofree char *name = NULL;

  if (lan_chat_message_get_kind (self->message) == LAN_CHAT_FOLD)
    name = g_strdup (gtk_label_get_text (self->fold));
  else
    /* Translators: what a screen reader calls a message: who, when, what */
    name = g_strdup_printf (_("%1$s, %2$s: %3$s"), sender != NULL ? sender : _("You"), gtk_label_get_text (self->time),
                            gtk_label_get_text (self->text));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_message (LanChatRow *self)
{
  LanChatKind kind = lan_chat_message_get_kind (self->message);
  const char *sender = lan_chat_message_get_sender (self->message);
  g_autofree char *time = dup_time (lan_chat_message_get_time (self->message));
  g_autofree char *exactly = g_date_time_format (lan_chat_message_get_time (self->message), "%c");

  gtk_widget_set_visible (self->bubble, kind != LAN_CHAT_FOLD);
  gtk_widget_set_visible (GTK_WIDGET (self->fold), kind == LAN_CHAT_FOLD);
  if (kind == LAN_CHAT_FOLD)
    {
      show_fold (self);
      show_name (self);
      return;
    }

  gtk_widget_set_halign (self->bubble, kind == LAN_CHAT_SENT ? GTK_ALIGN_END : GTK_ALIGN_START);
  if (kind == LAN_CHAT_SENT)
    gtk_widget_add_css_class (self->bubble, "sent");
  else
    gtk_widget_remove_css_class (self->bubble, "sent");

  gtk_label_set_text (self->sender, sender != NULL ? sender : _("You"));
  gtk_label_set_text (self->time, time);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), exactly);
  gtk_widget_set_visible (self->own_host, lan_chat_message_is_own_host (self->message));
  gtk_widget_set_visible (self->unicast, kind == LAN_CHAT_HEARD && lan_chat_message_is_unicast (self->message));
  gtk_widget_set_visible (self->not_utf8, !lan_chat_message_is_utf8 (self->message));
  show_text (self);
  show_route (self);
  gtk_widget_set_visible (self->unanswered, lan_chat_message_is_unanswered (self->message));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.copy-sender", sender != NULL);
  show_name (self);
}

static gboolean
on_update (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  LanChatRow *self = LAN_CHAT_ROW (widget);

  self->update_tick = 0;
  if (self->message != NULL)
    show_message (self);

  return G_SOURCE_REMOVE;
}

/* In a storm a fold counts thousands a second: once a frame is enough to show it. */
static void
on_message_changed (LanChatRow *self)
{
  if (self->update_tick == 0)
    self->update_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_update, NULL, NULL);
}

/* --- Actions --- */

static void
copy (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  LanChatRow *self = LAN_CHAT_ROW (widget);
  gboolean sender = g_str_equal (name, "row.copy-sender");

  if (self->message != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), sender ? lan_chat_message_get_sender (self->message)
                                                                      : lan_chat_message_get_text (self->message));
}

/* --- GObject --- */

static void
lan_chat_row_dispose (GObject *object)
{
  LanChatRow *self = LAN_CHAT_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (lan_chat_row_parent_class)->dispose (object);
}

static void
lan_chat_row_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MESSAGE:
      g_value_set_object (value, LAN_CHAT_ROW (object)->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_row_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_MESSAGE:
      lan_chat_row_set_message (LAN_CHAT_ROW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_row_class_init (LanChatRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lan_chat_row_dispose;
  object_class->get_property = lan_chat_row_get_property;
  object_class->set_property = lan_chat_row_set_property;

  properties[PROP_MESSAGE] = g_param_spec_object ("message", NULL, NULL, LAN_TYPE_CHAT_MESSAGE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "chatrow");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, bubble);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, sender);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, time);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, own_host);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, unicast);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, not_utf8);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, text);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, more);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, route);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, unanswered);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, fold);

  gtk_widget_class_install_action (widget_class, "row.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "row.copy-sender", NULL, copy);
}

static void
lan_chat_row_init (LanChatRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (LAN_TYPE_CHAT_MESSAGE);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (on_message_changed), self);
}

GtkWidget *
lan_chat_row_new (void)
{
  return g_object_new (LAN_TYPE_CHAT_ROW, NULL);
}

/**
 * lan_chat_row_set_message:
 * @message: (nullable): what to show; %NULL while the row waits to be used again
 */
void
lan_chat_row_set_message (LanChatRow     *self,
                          LanChatMessage *message)
{
  g_return_if_fail (LAN_IS_CHAT_ROW (self));

  if (!g_set_object (&self->message, message))
    return;

  g_signal_group_set_target (self->signals, message);
  if (message != NULL)
    show_message (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}
