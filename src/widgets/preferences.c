/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/preferences.h"

#include <glib/gi18n.h>

#include "node/settings.h"
#include "widgets/window.h"

struct _LanPreferences
{
  AdwPreferencesWindow parent_instance;

  LanNode *node;
  GtkFileChooserNative *chooser;

  GtkEditable *name_row;
  GtkSpinButton *chat_port;
  GtkSpinButton *web_port;
  GtkSpinButton *files_port;
  AdwActionRow *folder_row;
  AdwActionRow *web_row;
};

G_DEFINE_FINAL_TYPE (LanPreferences, lan_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* A subtitle is markup, and a folder's name may hold anything. */
static void
set_path (AdwActionRow *row,
          const char   *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *escaped = g_markup_escape_text (shown, -1);

  adw_action_row_set_subtitle (row, escaped);
}

static void
show_folders (LanPreferences *self)
{
  GSettings *settings = lan_node_get_settings (self->node);
  g_autofree char *folder = lan_settings_dup_folder (settings);
  g_autofree char *web = g_settings_get_string (settings, "web-folder");

  set_path (self->folder_row, folder);
  if (*web != '\0')
    set_path (self->web_row, web);
  else
    adw_action_row_set_subtitle (self->web_row, _("My first page, which comes with Landline"));
}

/* There it is chosen, and what it would expose is asked about. */
static void
go_to_web (LanPreferences *self)
{
  LanWindow *window = LAN_WINDOW (gtk_window_get_transient_for (GTK_WINDOW (self)));

  lan_window_show_page (window, "web");
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_folder_chosen (LanPreferences       *self,
                  int                   response,
                  GtkFileChooserNative *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      if (g_file_peek_path (file) != NULL)
        g_settings_set_string (lan_node_get_settings (self->node), "download-folder", g_file_peek_path (file));
      show_folders (self);
    }
  g_clear_object (&self->chooser);
}

static void
choose_folder (LanPreferences *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Received Files Go To"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_folder_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_name_applied (LanPreferences *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  g_settings_set_string (lan_node_get_settings (self->node), "name", name);
}

static gboolean
port_to_value (GValue   *value,
               GVariant *variant,
               gpointer  data)
{
  g_value_set_double (value, g_variant_get_uint16 (variant));

  return TRUE;
}

static GVariant *
value_to_port (const GValue       *value,
               const GVariantType *type,
               gpointer            data)
{
  return g_variant_new_uint16 ((guint16) g_value_get_double (value));
}

static void
bind_port (LanPreferences *self,
           const char     *key,
           GtkSpinButton  *spin)
{
  g_settings_bind_with_mapping (lan_node_get_settings (self->node), key, gtk_spin_button_get_adjustment (spin), "value",
                                G_SETTINGS_BIND_DEFAULT, port_to_value, value_to_port, NULL, NULL);
}

static void
lan_preferences_dispose (GObject *object)
{
  LanPreferences *self = LAN_PREFERENCES (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (lan_preferences_parent_class)->dispose (object);
}

static void
lan_preferences_class_init (LanPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lan_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, LanPreferences, name_row);
  gtk_widget_class_bind_template_child (widget_class, LanPreferences, chat_port);
  gtk_widget_class_bind_template_child (widget_class, LanPreferences, web_port);
  gtk_widget_class_bind_template_child (widget_class, LanPreferences, files_port);
  gtk_widget_class_bind_template_child (widget_class, LanPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, LanPreferences, web_row);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder);
  gtk_widget_class_bind_template_callback (widget_class, go_to_web);
  gtk_widget_class_bind_template_callback (widget_class, on_name_applied);
}

static void
lan_preferences_init (LanPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_preferences_new:
 * @parent: a #LanWindow
 *
 * Returns: (transfer none): the window of name, ports and folders
 */
LanPreferences *
lan_preferences_new (GtkWindow *parent,
                     LanNode   *node)
{
  LanPreferences *self = g_object_new (LAN_TYPE_PREFERENCES, "transient-for", parent,
                                       "application", gtk_window_get_application (parent), NULL);
  g_autofree char *name = lan_settings_dup_name (lan_node_get_settings (node));

  self->node = g_object_ref (node);
  gtk_editable_set_text (self->name_row, name);
  bind_port (self, "chat-port", self->chat_port);
  bind_port (self, "web-port", self->web_port);
  bind_port (self, "files-port", self->files_port);
  show_folders (self);

  return self;
}
