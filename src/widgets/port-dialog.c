/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/port-dialog.h"

#include <glib/gi18n.h>

#include "node/settings.h"
#include "widgets/port-row.h"

typedef struct
{
  GSettings *settings;
  char *key;
  GtkSpinButton *spin;
} Choice;

static void
choice_free (gpointer  data,
             GClosure *closure)
{
  Choice *choice = data;

  g_object_unref (choice->settings);
  g_free (choice->key);
  g_free (choice);
}

/* What is no port cannot be used; the field alone would take the nearest one in silence. */
static void
on_text_changed (GtkEditable      *spin,
                 AdwMessageDialog *dialog)
{
  guint16 port;

  adw_message_dialog_set_response_enabled (dialog, "apply", lan_port_parse (gtk_editable_get_text (spin), &port));
}

static void
on_response (Choice     *choice,
             const char *response)
{
  if (!g_str_equal (response, "apply"))
    return;

  gtk_spin_button_update (choice->spin);
  g_settings_set (choice->settings, choice->key, "q", (guint16) gtk_spin_button_get_value_as_int (choice->spin));
}

/**
 * lan_port_dialog_new:
 * @key: of type "q"
 *
 * Returns: (transfer none): asks for a port number, and keeps it
 */
GtkWidget *
lan_port_dialog_new (GtkWindow  *parent,
                     GSettings  *settings,
                     const char *key)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _("Change the Port"),
                                              _("A number from 1 to 65535. Others must use the same one. Below 1024 a port needs an administrator."));
  GtkWidget *spin = gtk_spin_button_new_with_range (LAN_PORT_MIN, LAN_PORT_MAX, 1);
  Choice *choice = g_new0 (Choice, 1);

  choice->settings = g_object_ref (settings);
  choice->key = g_strdup (key);
  choice->spin = GTK_SPIN_BUTTON (spin);
  gtk_spin_button_set_value (choice->spin, lan_settings_get_port (settings, key));
  gtk_spin_button_set_numeric (choice->spin, TRUE);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 0.5f);
  gtk_widget_set_halign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Port"), -1);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), spin);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "apply", _("_Use This Port"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "apply", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "apply");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (spin, "changed", G_CALLBACK (on_text_changed), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), choice, choice_free, G_CONNECT_SWAPPED);

  return dialog;
}
