/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/chat-dialogs.h"

#include <glib/gi18n.h>

#include "chat/plain-codec.h"
#include "chat/room.h"
#include "chat/target.h"

/* The two questions of the composer's menu; both are an AdwMessageDialog around boxed rows. */

typedef struct
{
  AdwMessageDialog *dialog;
  GtkEditable *entry;
  GtkSpinButton *seconds;
  GtkLabel *problem;
  guint16 port;
  LanChatRepeatFunc on_repeat;
  LanChatTargetFunc on_target;
  GObject *owner;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->owner);
  g_free (question);
}

static AdwMessageDialog *
new_dialog (GtkWindow  *parent,
            const char *heading,
            const char *body,
            const char *ok)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));

  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  adw_message_dialog_add_response (dialog, "cancel", _("_Cancel"));
  adw_message_dialog_add_response (dialog, "ok", ok);
  adw_message_dialog_set_response_appearance (dialog, "ok", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "ok");
  adw_message_dialog_set_close_response (dialog, "cancel");

  return dialog;
}

static GtkWidget *
new_boxed_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");

  return list;
}

static GtkWidget *
new_entry_row (const char *title,
               const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);

  return row;
}

/* --- Repeat --- */

static void
on_repeat_text (Question *question)
{
  guint count = lan_chat_plain_count (gtk_editable_get_text (question->entry));

  adw_message_dialog_set_response_enabled (question->dialog, "ok", count > 0 && count <= LAN_CHAT_DATAGRAMS_MAX);
}

static void
on_repeat_response (Question   *question,
                    const char *response)
{
  if (g_str_equal (response, "ok"))
    question->on_repeat (gtk_editable_get_text (question->entry), gtk_spin_button_get_value (question->seconds),
                         question->owner);
}

/**
 * lan_chat_ask_repeat:
 * @text: what is in the entry already
 * @seconds: the pace it had last time
 * @answer: called with @owner if the person says yes
 *
 * Asks what to repeat, and how fast.
 */
void
lan_chat_ask_repeat (GtkWindow         *parent,
                     const char        *text,
                     double             seconds,
                     LanChatRepeatFunc  answer,
                     GObject           *owner)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *list = new_boxed_list ();
  GtkWidget *entry = new_entry_row (_("Message"), text);
  GtkWidget *pace = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (LAN_CHAT_REPEAT_SECONDS_MIN, LAN_CHAT_REPEAT_SECONDS_MAX, 0.1);

  question->dialog = new_dialog (parent, _("Repeat a Message"), _("It is sent again and again until you stop it."),
                                 _("_Start"));
  question->entry = GTK_EDITABLE (entry);
  question->seconds = GTK_SPIN_BUTTON (spin);
  question->on_repeat = answer;
  question->owner = g_object_ref (owner);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (pace), _("Seconds Between"));
  gtk_spin_button_set_digits (question->seconds, 1);
  gtk_spin_button_set_value (question->seconds, seconds);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Seconds Between"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (pace), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (pace), spin);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  gtk_list_box_append (GTK_LIST_BOX (list), pace);
  adw_message_dialog_set_extra_child (question->dialog, list);

  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_repeat_text), question);
  g_signal_connect_data (question->dialog, "response", G_CALLBACK (on_repeat_response), question,
                         question_free, G_CONNECT_SWAPPED);
  on_repeat_text (question);
  gtk_window_present (GTK_WINDOW (question->dialog));
}

/* --- Address --- */

static void
on_address_text (Question *question)
{
  const char *text = gtk_editable_get_text (question->entry);
  g_autofree char *target = g_strconcat ("address:", text, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(LanChatTarget) parsed = lan_chat_target_parse (target, question->port, &error);

  adw_message_dialog_set_response_enabled (question->dialog, "ok", parsed != NULL);
  gtk_label_set_text (question->problem, parsed == NULL && *text != '\0' ? error->message : "");
  gtk_accessible_update_state (GTK_ACCESSIBLE (question->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               parsed == NULL && *text != '\0' ? GTK_ACCESSIBLE_INVALID_TRUE
                                                               : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_address_response (Question   *question,
                     const char *response)
{
  g_autofree char *target = NULL;

  if (!g_str_equal (response, "ok"))
    return;

  target = g_strconcat ("address:", gtk_editable_get_text (question->entry), NULL);
  question->on_target (target, question->owner);
}

/**
 * lan_chat_ask_address:
 * @address: what it is now, or empty
 * @port: where none is written
 * @answer: called with @owner and a target (#LanChatTarget) that can be parsed, if the person says yes
 *
 * Asks for an address to send to.
 */
void
lan_chat_ask_address (GtkWindow         *parent,
                      const char        *address,
                      guint16            port,
                      LanChatTargetFunc  answer,
                      GObject           *owner)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = new_boxed_list ();
  GtkWidget *entry = new_entry_row (_("Address"), address);
  GtkWidget *problem = gtk_label_new ("");
  g_autofree char *body = g_strdup_printf (_("An address that everyone on a network hears, or that of one computer. "
                                             "Without a port it is %u."), port);

  question->dialog = new_dialog (parent, _("Send to an Address"), body, _("_Send There"));
  question->entry = GTK_EDITABLE (entry);
  question->problem = GTK_LABEL (problem);
  question->port = port;
  question->on_target = answer;
  question->owner = g_object_ref (owner);

  gtk_label_set_wrap (question->problem, TRUE);
  gtk_label_set_xalign (question->problem, 0);
  gtk_widget_add_css_class (problem, "error");
  gtk_widget_add_css_class (problem, "caption");
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), problem);
  adw_message_dialog_set_extra_child (question->dialog, box);

  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_address_text), question);
  g_signal_connect_data (question->dialog, "response", G_CALLBACK (on_address_response), question,
                         question_free, G_CONNECT_SWAPPED);
  on_address_text (question);
  gtk_window_present (GTK_WINDOW (question->dialog));
}
