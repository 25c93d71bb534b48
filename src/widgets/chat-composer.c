/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/chat-composer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/text.h"
#include "chat/plain-codec.h"
#include "widgets/chat-dialogs.h"
#include "widgets/file-actions.h"
#include "widgets/window.h"
#include "widgets/window-drop.h"

/* What the entry takes: more than can be sent, so that it can be shortened; and not so much that laying it out
 * holds the window up for seconds. */
#define ENTRY_MAX_BYTES (2 * LAN_CHAT_DATAGRAMS_MAX * LAN_CHAT_DATAGRAM_BYTES)

struct _LanChatComposer
{
  AdwBin parent_instance;

  /* owned */
  LanNode *node;
  GActionMap *actions;
  gboolean return_pressed;      /* Return went down without Shift, and the input method has it now */

  /* template */
  GtkWidget *repeat_bar;
  GtkLabel *repeat_label;
  GtkWidget *target_bar;
  GtkLabel *target_label;
  GtkButton *correct_button;
  GtkMenuButton *more_button;
  GtkTextView *entry;
  GtkWidget *placeholder;
  GtkLabel *counter;
};

G_DEFINE_FINAL_TYPE (LanChatComposer, lan_chat_composer, ADW_TYPE_BIN)

enum
{
  PROP_NODE = 1,
  N_PROPS
};

enum
{
  SENT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static LanWindow *
get_window (LanChatComposer *self)
{
  return LAN_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
set_action_enabled (LanChatComposer *self,
                    const char      *name,
                    gboolean         enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (self->actions, name)), enabled);
}

/* --- Writing and sending --- */

static char *
dup_text (LanChatComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->entry);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* No hyphens where a long word is broken: they would not be sent. */
static void
whole_words (LanChatComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->entry);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag_by_name (buffer, "whole", &start, &end);
}

static void
on_text_changed (LanChatComposer *self)
{
  g_autofree char *text = dup_text (self);
  guint count = lan_chat_plain_count (text);
  g_autofree char *counted = NULL;

  if (count > LAN_CHAT_DATAGRAMS_MAX)
    counted = g_strdup (_("Too long for a message: send it as a file"));
  else if (count > 1)
    counted = g_strdup_printf (ngettext ("%u datagram", "%u datagrams", count), count);

  gtk_text_view_set_wrap_mode (self->entry, lan_text_has_long_word (text) ? GTK_WRAP_CHAR : GTK_WRAP_WORD_CHAR);
  whole_words (self);
  gtk_widget_set_visible (self->placeholder, *text == '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->counter), counted != NULL);
  gtk_label_set_text (self->counter, counted != NULL ? counted : "");
  set_action_enabled (self, "send", count > 0 && count <= LAN_CHAT_DATAGRAMS_MAX);
}

static void
after_sending (LanChatComposer *self,
               const GError    *error)
{
  if (error != NULL)
    {
      lan_window_toast (get_window (self), error->message);
      return;
    }

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->entry), "", 0);
  g_signal_emit (self, signals[SENT], 0);
}

static void
on_send (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (data);
  g_autofree char *text = dup_text (self);
  g_autoptr(GError) error = NULL;

  lan_chat_room_say (lan_node_get_chat (self->node), text, &error);
  after_sending (self, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Return sends. But an input method has a say first: with one, Return ends the composing of a word. So the
 * key is only noted here, and the line end that the entry would insert for it is what sends. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                LanChatComposer       *self)
{
  gboolean is_return = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;

  self->return_pressed = is_return && (state & GDK_SHIFT_MASK) == 0;

  /* what is written here is short; what one wants to page through are the messages */
  if (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down)
    return gtk_widget_activate_action (GTK_WIDGET (self), "chat.scroll", "i", key == GDK_KEY_Page_Up ? -1 : 1);

  return GDK_EVENT_PROPAGATE;
}

static void
on_key_released (GtkEventControllerKey *controller,
                 guint                  key,
                 guint                  code,
                 GdkModifierType        state,
                 LanChatComposer       *self)
{
  self->return_pressed = FALSE;
}

static gboolean
on_send_idle (gpointer data)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (data);

  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "send", NULL);

  return G_SOURCE_REMOVE;
}

static void
on_insert_text (LanChatComposer *self,
                GtkTextIter     *place,
                const char      *text,
                int              length,
                GtkTextBuffer   *buffer)
{
  /* a character may take four bytes; the count in characters is at hand */
  if (length > ENTRY_MAX_BYTES || gtk_text_buffer_get_char_count (buffer) + length > ENTRY_MAX_BYTES)
    {
      g_signal_stop_emission_by_name (buffer, "insert-text");
      lan_window_toast (get_window (self), _("Too long for a message: send it as a file"));
      return;
    }

  if (!self->return_pressed || length != 1 || *text != '\n')
    return;

  self->return_pressed = FALSE;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  /* not now: the entry is in the middle of an edit and holds an iterator */
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_send_idle, g_object_ref (self), g_object_unref);
}

/* Copied files are files, not their paths as text. */
static void
on_paste (GtkTextView     *entry,
          LanChatComposer *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (entry));

  if (lan_clipboard_find_type (clipboard) == GDK_TYPE_FILE_LIST &&
      gtk_widget_activate_action (GTK_WIDGET (self), "win.paste-files", NULL))
    g_signal_stop_emission_by_name (entry, "paste-clipboard");
}

/* --- Repeating --- */

static void
on_repeating_changed (LanChatComposer *self)
{
  LanChatRoom *chat = lan_node_get_chat (self->node);
  gboolean repeating = lan_chat_room_is_repeating (chat);

  if (repeating)
    {
      double seconds = g_settings_get_double (lan_node_get_settings (self->node), "repeat-interval");
      const char *repeated = lan_chat_room_get_repeated (chat);
      g_autofree char *text = lan_chat_room_is_repeat_paused (chat)
                                ? g_strdup_printf (_("Paused while you are hidden: %s"), repeated)
                                : g_strdup_printf (_("Every %1$g s: %2$s"), seconds, repeated);

      g_strdelimit (text, "\n", ' ');
      gtk_label_set_text (self->repeat_label, text);
    }

  gtk_widget_set_visible (self->repeat_bar, repeating);
  set_action_enabled (self, "stop-repeating", repeating);
}

static void
start_repeating (const char *text,
                 double      seconds,
                 gpointer    data)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (data);
  g_autoptr(GError) error = NULL;

  g_settings_set_double (lan_node_get_settings (self->node), "repeat-interval", seconds);
  lan_chat_room_start_repeating (lan_node_get_chat (self->node), text, seconds, &error);
  after_sending (self, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_repeat (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (data);
  g_autofree char *text = dup_text (self);

  lan_chat_ask_repeat (GTK_WINDOW (get_window (self)), text,
                       g_settings_get_double (lan_node_get_settings (self->node), "repeat-interval"),
                       start_repeating, G_OBJECT (self));
}

static void
on_stop_repeating (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (data);

  lan_chat_room_stop_repeating (lan_node_get_chat (self->node));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* --- Where to --- */

static void
set_target (const char *target,
            gpointer    data)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (data);

  g_settings_set_string (lan_node_get_settings (self->node), "chat-target", target);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_target_change_state (GSimpleAction *action,
                        GVariant      *value,
                        gpointer       data)
{
  set_target (g_variant_get_string (value, NULL), data);
}

static void
on_write_address (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (data);
  const char *target = lan_chat_room_get_target (lan_node_get_chat (self->node));

  lan_chat_ask_address (GTK_WINDOW (get_window (self)),
                        g_str_has_prefix (target, "address:") ? target + strlen ("address:") : "",
                        lan_chat_room_get_port (lan_node_get_chat (self->node)), set_target, G_OBJECT (self));
}

static void
append_target (GMenu      *menu,
               const char *label,
               const char *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "composer.target", "s", target);
  g_menu_append_item (menu, item);
}

static GMenuModel *
build_menu (LanChatComposer *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) ways = g_menu_new ();
  g_autoptr(GMenu) targets = g_menu_new ();
  g_autoptr(GMenu) other = g_menu_new ();
  g_autoptr(GMenuItem) file = g_menu_item_new (_("Send _Files…"), "win.choose-files");
  g_autoptr(GPtrArray) networks = lan_interfaces_dup_broadcasts (lan_node_get_interfaces (self->node));
  const char *target = lan_chat_room_get_target (lan_node_get_chat (self->node));

  g_menu_item_set_attribute (file, "hidden-when", "s", "action-missing");
  g_menu_append_item (ways, file);
  g_menu_append (ways, _("_Repeat a Message…"), "composer.repeat");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (ways));

  append_target (targets, _("Everyone"), "");
  for (guint i = 0; i < networks->len; i++)
    {
      LanInterface *network = g_ptr_array_index (networks, i);
      g_autofree char *address = g_inet_address_to_string (network->broadcast);
      g_autofree char *name = g_strdup_printf ("interface:%s", network->name);
      /* Translators: a network interface, and the address that everyone on it hears */
      g_autofree char *label = g_strdup_printf (_("Only %1$s (%2$s)"), network->name, address);

      append_target (targets, label, name);
    }
  if (g_str_has_prefix (target, "address:"))
    append_target (targets, target + strlen ("address:"), target);
  g_menu_append_section (menu, _("Send To"), G_MENU_MODEL (targets));

  g_menu_append (other, _("Another _Address…"), "composer.write-address");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (other));

  return G_MENU_MODEL (menu);
}

static void
on_target_changed (LanChatComposer *self)
{
  LanChatRoom *chat = lan_node_get_chat (self->node);
  const char *target = lan_chat_room_get_target (chat);
  const char *warning = lan_chat_room_get_warning (chat);
  GAction *action = g_action_map_lookup_action (self->actions, "target");
  g_autofree char *destination = lan_chat_room_dup_destination (chat);
  g_autofree char *text = NULL;
  g_autoptr(GMenuModel) menu = NULL;

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (target));
  if (warning != NULL)
    text = g_strdup (warning);
  else
    text = g_strdup_printf (_("Goes to %s only"), destination);

  gtk_label_set_text (self->target_label, text);
  if (warning != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->target_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->target_label), "warning");
  gtk_widget_set_visible (GTK_WIDGET (self->correct_button), *target != '\0');
  gtk_widget_set_visible (self->target_bar, *target != '\0');

  menu = build_menu (self);
  gtk_menu_button_set_menu_model (self->more_button, menu);
}

/* --- GObject --- */

static const GActionEntry actions[] = {
  { "send", on_send, NULL, NULL, NULL, { 0 } },
  { "repeat", on_repeat, NULL, NULL, NULL, { 0 } },
  { "stop-repeating", on_stop_repeating, NULL, NULL, NULL, { 0 } },
  { "target", NULL, "s", "''", on_target_change_state, { 0 } },
  { "write-address", on_write_address, NULL, NULL, NULL, { 0 } },
};

/* To where one writes; by Tab to everything in turn. */
static gboolean
lan_chat_composer_focus (GtkWidget        *widget,
                         GtkDirectionType  direction)
{
  return gtk_widget_child_focus (adw_bin_get_child (ADW_BIN (widget)), direction);
}

static gboolean
lan_chat_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (LAN_CHAT_COMPOSER (widget)->entry));
}

static void
lan_chat_composer_constructed (GObject *object)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (object);
  LanChatRoom *chat = lan_node_get_chat (self->node);

  G_OBJECT_CLASS (lan_chat_composer_parent_class)->constructed (object);

  g_signal_connect_object (chat, "notify::repeating", G_CALLBACK (on_repeating_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::target", G_CALLBACK (on_target_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::warning", G_CALLBACK (on_target_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_interfaces (self->node), "changed", G_CALLBACK (on_target_changed), self,
                           G_CONNECT_SWAPPED);
  on_repeating_changed (self);
  on_target_changed (self);
  on_text_changed (self);
}

static void
lan_chat_composer_dispose (GObject *object)
{
  LanChatComposer *self = LAN_CHAT_COMPOSER (object);

  g_clear_object (&self->actions);

  G_OBJECT_CLASS (lan_chat_composer_parent_class)->dispose (object);

  g_clear_object (&self->node);
}

static void
lan_chat_composer_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      g_value_set_object (value, LAN_CHAT_COMPOSER (object)->node);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_composer_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      LAN_CHAT_COMPOSER (object)->node = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_composer_class_init (LanChatComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lan_chat_composer_constructed;
  object_class->dispose = lan_chat_composer_dispose;
  object_class->get_property = lan_chat_composer_get_property;
  object_class->set_property = lan_chat_composer_set_property;
  widget_class->focus = lan_chat_composer_focus;
  widget_class->grab_focus = lan_chat_composer_grab_focus;

  properties[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, LAN_TYPE_NODE,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * LanChatComposer::sent:
   *
   * The person sent something; not: a beacon went on.
   */
  signals[SENT] = g_signal_new ("sent", LAN_TYPE_CHAT_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/chat-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, repeat_bar);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, repeat_label);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, target_bar);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, target_label);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, correct_button);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, more_button);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, entry);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, LanChatComposer, counter);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_key_released);
  gtk_widget_class_bind_template_callback (widget_class, on_paste);
}

static void
lan_chat_composer_init (LanChatComposer *self)
{
  GtkTextBuffer *buffer;
  GSimpleActionGroup *group = g_simple_action_group_new ();

  self->actions = G_ACTION_MAP (group);
  g_action_map_add_action_entries (self->actions, actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "composer", G_ACTION_GROUP (group));
  gtk_widget_init_template (GTK_WIDGET (self));

  buffer = gtk_text_view_get_buffer (self->entry);
  gtk_text_buffer_create_tag (buffer, "whole", "insert-hyphens", FALSE, NULL);
  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (on_insert_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (on_text_changed), self, G_CONNECT_SWAPPED);
  lan_window_drop_capture (GTK_WIDGET (self->entry));
}
