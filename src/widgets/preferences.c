/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/preferences.h"
#include "widgets/folder-name.h"

#include <glib/gi18n.h>

#include "node/settings.h"
#include "widgets/port-row.h"
#include "widgets/window.h"

struct _LanPreferences
{
  AdwPreferencesWindow parent_instance;

  LanNode *node;
  GtkFileChooserNative *chooser;

  GtkEditable *name_row;
  LanPortRow *chat_port;
  LanPortRow *web_port;
  LanPortRow *files_port;
  AdwActionRow *folder_row;
  AdwActionRow *web_row;
};

G_DEFINE_FINAL_TYPE (LanPreferences, lan_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* A subtitle is markup, and a folder's name may hold anything. */
static void
set_path (AdwActionRow *row,
          const char   *path)
{
  g_autofree char *shown = lan_folder_name_dup (path);
  g_autofree char *escaped = g_markup_escape_text (shown, -1);

  adw_action_row_set_subtitle (row, escaped);
}

static void
show_folders (LanPreferences *self)
{
  GSettings *settings = lan_node_get_settings (self->node);
  g_autofree char *folder = lan_settings_dup_folder (settings);
  g_autofree char *web = lan_settings_dup_path (settings, "web-folder");

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
say (LanPreferences *self,
     const char     *text)
{
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (text));
}

/* --- Folders --- */

static void
on_folder_known (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr(LanPreferences) self = data;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  if (self->node == NULL)
    return;   /* closed in the meantime */

  if (info == NULL || !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE))
    {
      say (self, _("You may not write in that folder. Choose another."));
      return;
    }

  lan_settings_set_path (lan_node_get_settings (self->node), "download-folder", g_file_peek_path (G_FILE (source)));
  show_folders (self);
}

static void
on_folder_chosen (LanPreferences       *self,
                  int                   response,
                  GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    return;

  if (g_file_peek_path (file) == NULL)
    say (self, _("That folder is not on this computer. Choose another."));
  else
    g_file_query_info_async (file, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                             on_folder_known, g_object_ref (self));
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

/* --- Name --- */

static void
on_name_applied (LanPreferences *self)
{
  GSettings *settings = lan_node_get_settings (self->node);
  g_autofree char *before = lan_settings_dup_name (settings);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  if (*name == '\0')
    {
      say (self, _("Others need a name to see: the one before stays."));
      gtk_editable_set_text (self->name_row, before);
    }
  else if (!g_str_equal (name, before))
    g_settings_set_string (settings, "name", name);
}

/* --- Ports --- */

/* A port that is changed is opened at once; where that fails, its row says so. */
static void
show_problems (LanPreferences *self)
{
  LanWebHost *web = lan_node_get_web (self->node);

  lan_port_row_set_problem (self->chat_port, lan_chat_room_get_problem (lan_node_get_chat (self->node)));
  /* while it runs, what goes wrong is not its port */
  lan_port_row_set_problem (self->web_port, lan_web_host_is_running (web) ? NULL : lan_web_host_get_problem (web));
  lan_port_row_set_problem (self->files_port, lan_files_receiver_get_problem (lan_node_get_receiver (self->node)));
}

static void
follow_ports (LanPreferences *self)
{
  GSettings *settings = lan_node_get_settings (self->node);

  lan_port_row_bind (self->chat_port, settings, "chat-port");
  lan_port_row_bind (self->web_port, settings, "web-port");
  lan_port_row_bind (self->files_port, settings, "files-port");
  g_signal_connect_object (lan_node_get_chat (self->node), "notify::problem", G_CALLBACK (show_problems), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_web (self->node), "changed", G_CALLBACK (show_problems), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_receiver (self->node), "changed", G_CALLBACK (show_problems), self,
                           G_CONNECT_SWAPPED);
  show_problems (self);
}

/* --- GObject --- */

/* What is still being written counts. */
static gboolean
lan_preferences_close_request (GtkWindow *window)
{
  LanPreferences *self = LAN_PREFERENCES (window);

  lan_port_row_commit (self->chat_port);
  lan_port_row_commit (self->web_port);
  lan_port_row_commit (self->files_port);
  on_name_applied (self);

  return GTK_WINDOW_CLASS (lan_preferences_parent_class)->close_request (window);
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
  GTK_WINDOW_CLASS (klass)->close_request = lan_preferences_close_request;

  g_type_ensure (LAN_TYPE_PORT_ROW);
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
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (self->name_row)), LAN_NAME_MAX_CHARS);
  gtk_editable_set_text (self->name_row, name);
  show_folders (self);
  follow_ports (self);

  return self;
}
