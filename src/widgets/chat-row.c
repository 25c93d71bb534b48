/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/chat-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/text.h"
#include "widgets/bubble-layout.h"
#include "widgets/datagram-view.h"
#include "widgets/links.h"
#include "widgets/window.h"

/* What a row shows of one message: one and a half datagrams of ours. One may hold 64 KiB or a thousand empty
 * lines; laying that out would hold the window up, and nobody reads it there. Copying gives all of it. */
#define SHOWN_MAX_BYTES 1536
#define SHOWN_MAX_LINES 30

struct _LanChatRow
{
  AdwBin parent_instance;

  /* owned */
  LanChatMessage *message;
  GSignalGroup *signals;
  guint update_tick;

  GtkLabel *fold;          /* made when the row first stands for a fold */

  /* template; few of them: in a storm, making rows is what takes the time */
  GtkWidget *bubble;
  GtkLabel *sender;
  GtkLabel *mark;
  GtkLabel *time;
  GtkLabel *text;
  GtkLabel *note;
};

G_DEFINE_FINAL_TYPE (LanChatRow, lan_chat_row, ADW_TYPE_BIN)

enum
{
  PROP_MESSAGE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Showing --- */

static void
set_align (LanChatRow *self,
           GtkAlign    align)
{
  lan_bubble_layout_set_align (LAN_BUBBLE_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), align);
}

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
add_line (GString    *lines,
          const char *line)
{
  g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
}

/* The text; and where it is not all of it, or none, a line about that. */
static void
show_text (LanChatRow *self,
           GString    *note)
{
  const char *text = lan_chat_message_get_text (self->message);
  gsize length = strlen (text);
  gsize shown = shown_length (text);
  g_autofree char *beginning = g_strndup (text, shown);
  g_autofree char *markup = lan_links_to_markup (beginning);

  gtk_label_set_wrap_mode (self->text, lan_text_has_long_word (beginning) ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
  gtk_label_set_markup (self->text, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->text), length > 0);
  if (length == 0)
    {
      add_line (note, _("Empty datagram"));
    }
  else if (shown < length)
    {
      g_autofree char *size = g_format_size (length - shown);
      /* Translators: below a long message; the size of what is not shown */
      g_autofree char *more = g_strdup_printf (_("… and %s more. Copying the message gives all of it."), size);

      add_line (note, more);
    }
}

static void
show_marks (LanChatRow *self)
{
  g_autoptr(GString) marks = g_string_new (NULL);
  g_autoptr(GString) meaning = g_string_new (NULL);

  if (!lan_chat_message_is_utf8 (self->message))
    {
      g_string_append (marks, _("not UTF-8"));
      add_line (meaning, _("The bytes that are no UTF-8 text are written like \\xe4"));
    }
  if (lan_chat_message_is_own_host (self->message))
    {
      g_string_append_printf (marks, "%s%s", marks->len > 0 ? " · " : "", _("this computer"));
      add_line (meaning, _("Another program on this computer sent it"));
    }
  if (lan_chat_message_get_kind (self->message) == LAN_CHAT_HEARD && lan_chat_message_is_unicast (self->message))
    {
      g_string_append_printf (marks, "%s%s", marks->len > 0 ? " · " : "", _("to you alone"));
      add_line (meaning, _("It was sent to your address, not to everyone"));
    }

  gtk_widget_set_visible (GTK_WIDGET (self->mark), marks->len > 0);
  if (marks->len == 0)
    return;

  gtk_label_set_text (self->mark, marks->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mark), meaning->str);
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

/* Where what we said went, and what became of it. */
static void
show_route (LanChatRow *self,
            GString    *note)
{
  const char *route = lan_chat_message_get_route (self->message);
  guint n_datagrams = lan_chat_message_get_n_datagrams (self->message);

  if (route != NULL)
    add_line (note, route);
  if (route != NULL && n_datagrams > 1)
    {
      g_autofree char *pieces = g_strdup_printf (ngettext ("%u datagram", "%u datagrams", n_datagrams), n_datagrams);

      g_string_append_printf (note, " · %s", pieces);
    }
  if (lan_chat_message_is_unanswered (self->message))
    add_line (note, _("Nobody answered. That is normal: broadcast has no receipt."));
}

/* The bubble or the fold. To be given the child it has is an error to newer versions of libadwaita. */
static void
set_child (LanChatRow *self,
           GtkWidget  *child)
{
  if (adw_bin_get_child (ADW_BIN (self)) != child)
    adw_bin_set_child (ADW_BIN (self), child);
}

static void
show_fold (LanChatRow *self)
{
  guint count = lan_chat_message_get_count (self->message);
  const char *sender = lan_chat_message_get_sender (self->message);
  g_autofree char *text = NULL;

  if (sender != NULL)
    /* Translators: messages that came too fast to be shown; a number and an address */
    text = g_strdup_printf (ngettext ("%1$'u more from %2$s", "%1$'u more from %2$s", count), count, sender);
  else
    /* Translators: as before, but from more senders than can be told one by one */
    text = g_strdup_printf (ngettext ("%'u more from many addresses", "%'u more from many addresses", count), count);

  if (self->fold == NULL)
    {
      self->fold = g_object_ref_sink (GTK_LABEL (gtk_label_new (NULL)));
      gtk_label_set_selectable (self->fold, TRUE);
      gtk_widget_set_can_focus (GTK_WIDGET (self->fold), FALSE);
      gtk_widget_add_css_class (GTK_WIDGET (self->fold), "fold");
    }

  gtk_label_set_text (self->fold, text);
  set_align (self, GTK_ALIGN_CENTER);
  set_child (self, GTK_WIDGET (self->fold));
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
show_bubble (LanChatRow *self)
{
  gboolean sent = lan_chat_message_get_kind (self->message) == LAN_CHAT_SENT;
  const char *sender = lan_chat_message_get_sender (self->message);
  g_autofree char *time = dup_time (lan_chat_message_get_time (self->message));
  g_autoptr(GString) note = g_string_new (NULL);

  set_align (self, sent ? GTK_ALIGN_END : GTK_ALIGN_START);
  if (sent)
    gtk_widget_add_css_class (self->bubble, "sent");
  else
    gtk_widget_remove_css_class (self->bubble, "sent");

  gtk_label_set_text (self->sender, sender != NULL ? sender : _("You"));
  gtk_label_set_text (self->time, time);
  show_marks (self);
  show_text (self, note);
  show_route (self, note);
  gtk_label_set_text (self->note, note->str);
  gtk_widget_set_visible (GTK_WIDGET (self->note), note->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.copy-sender", sender != NULL);
  set_child (self, self->bubble);
}

static void
show_message (LanChatRow *self)
{
  if (lan_chat_message_get_kind (self->message) == LAN_CHAT_FOLD)
    show_fold (self);
  else
    show_bubble (self);
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

static void
look_inside (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  LanChatRow *self = LAN_CHAT_ROW (widget);
  LanWindow *window = LAN_WINDOW (gtk_widget_get_root (widget));
  const char *sender = lan_chat_message_get_sender (self->message);

  lan_inside_panel_set_content (lan_window_get_inside_panel (window), sender != NULL ? sender : _("You"),
                                lan_datagram_view_new (self->message));
  lan_window_show_inside (window, TRUE);
}

/* --- GObject --- */

static void
lan_chat_row_dispose (GObject *object)
{
  LanChatRow *self = LAN_CHAT_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->message);
  g_clear_object (&self->fold);

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

  gtk_widget_class_set_layout_manager_type (widget_class, LAN_TYPE_BUBBLE_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "chatrow");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, bubble);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, sender);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, mark);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, time);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, text);
  gtk_widget_class_bind_template_child (widget_class, LanChatRow, note);

  gtk_widget_class_install_action (widget_class, "row.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "row.copy-sender", NULL, copy);
  gtk_widget_class_install_action (widget_class, "row.look-inside", NULL, look_inside);
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
