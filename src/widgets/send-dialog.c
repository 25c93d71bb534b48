/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/send-dialog.h"

#include <glib/gi18n.h>

#include "base/endpoint.h"
#include "base/listener.h"
#include "base/text.h"
#include "files/other-side.h"
#include "files/queue.h"
#include "node/settings.h"

/* Names of files listed before it says how many more there are. */
#define LISTED_FILES 3

struct _LanSendDialog
{
  AdwWindow parent_instance;

  LanNode *node;
  char **paths;
  LanFilesRole role;
  GtkFileChooserNative *chooser;

  /* template */
  GtkToggleButton *send_button;
  GtkToggleButton *offer_button;
  GtkToggleButton *fetch_button;
  GtkButton *go_button;
  AdwPreferencesGroup *group;
  AdwActionRow *files_row;
  AdwEntryRow *address_row;
  AdwActionRow *port_row;
  GtkAdjustment *port;
  AdwActionRow *other_row;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (LanSendDialog, lan_send_dialog, ADW_TYPE_WINDOW)

/* The address that was used last is mostly the next one; for as long as the program runs. */
static char *last_address;

static guint
count_files (LanSendDialog *self)
{
  return self->paths != NULL ? g_strv_length (self->paths) : 0;
}

static char *
dup_file_names (LanSendDialog *self)
{
  guint n_files = count_files (self);
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (n_files, LISTED_FILES); i++)
    {
      g_autofree char *name = lan_text_show_name (self->paths[i]);

      g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", name);
    }
  if (n_files > LISTED_FILES)
    {
      g_string_append_c (names, '\n');
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", n_files - LISTED_FILES), n_files - LISTED_FILES);
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* What somebody without Landline types on the other side. */
static char *
dup_other_side (LanSendDialog *self)
{
  g_autofree char *own = lan_interfaces_dup_best_address (lan_node_get_interfaces (self->node));
  g_autofree char *host = NULL;
  gboolean one = self->role != LAN_FILES_FETCH && count_files (self) == 1;
  guint16 port = LAN_FILES_PORT;

  if (self->role == LAN_FILES_OFFER)
    port = (guint16) gtk_adjustment_get_value (self->port);
  else
    lan_endpoint_parse (gtk_editable_get_text (GTK_EDITABLE (self->address_row)), LAN_FILES_PORT, &host, &port, NULL);

  return lan_files_other_side_command (self->role, own, port, one ? self->paths[0] : NULL);
}

static const char *
description_of (LanFilesRole role)
{
  switch (role)
    {
    case LAN_FILES_OFFER:
      return _("Waits for the first who connects, and gives them the file.");
    case LAN_FILES_FETCH:
      return _("Connects to somebody who offers a file, and saves all that comes.");
    case LAN_FILES_SEND:
    case LAN_FILES_RECEIVE:
    default:
      return _("Connects to somebody who receives, once for each file. Plain TCP: not encrypted, and no name goes with it.");
    }
}

static const char *
verb_of (LanFilesRole role)
{
  switch (role)
    {
    case LAN_FILES_OFFER:
      return C_("button", "Offer");
    case LAN_FILES_FETCH:
      return C_("button", "Fetch");
    case LAN_FILES_SEND:
    case LAN_FILES_RECEIVE:
    default:
      return C_("button", "Send");
    }
}

/* What stands in the way, if something does. */
static char *
dup_problem (LanSendDialog *self,
             gboolean       address_given,
             const GError  *address_error)
{
  if (self->role != LAN_FILES_OFFER && address_given && address_error != NULL)
    return g_strdup (address_error->message);
  if (self->role == LAN_FILES_OFFER && count_files (self) > 1)
    return g_strdup (_("One offer is one file. Choose a single one, or pack them first (zip, tar)."));

  return NULL;
}

static void
update (LanSendDialog *self)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address_row));
  gboolean given = *address != '\0', needs_address = self->role != LAN_FILES_OFFER;
  guint n_files = count_files (self);
  g_autofree char *host = NULL;
  g_autoptr(GError) error = NULL;
  guint16 port = LAN_FILES_PORT;
  gboolean valid = lan_endpoint_parse (address, LAN_FILES_PORT, &host, &port, &error);
  g_autofree char *problem = dup_problem (self, given, error);
  g_autofree char *other = dup_other_side (self);
  g_autofree char *escaped = g_markup_escape_text (other, -1);

  adw_preferences_group_set_description (self->group, description_of (self->role));
  gtk_button_set_label (self->go_button, verb_of (self->role));
  gtk_widget_set_visible (GTK_WIDGET (self->files_row), self->role != LAN_FILES_FETCH);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), needs_address);
  gtk_widget_set_visible (GTK_WIDGET (self->port_row), self->role == LAN_FILES_OFFER);
  adw_action_row_set_subtitle (self->other_row, escaped);

  if (needs_address && given && !valid)
    gtk_widget_add_css_class (GTK_WIDGET (self->address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address_row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->address_row), GTK_ACCESSIBLE_STATE_INVALID,
                               given && !valid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "send.go",
                                 problem == NULL && (valid || !needs_address) &&
                                 (n_files > 0 || self->role == LAN_FILES_FETCH));
}

static void
on_role_toggled (LanSendDialog *self)
{
  if (gtk_toggle_button_get_active (self->offer_button))
    self->role = LAN_FILES_OFFER;
  else if (gtk_toggle_button_get_active (self->fetch_button))
    self->role = LAN_FILES_FETCH;
  else
    self->role = LAN_FILES_SEND;

  if (self->node != NULL)
    update (self);
}

/* --- Files --- */

static void
show_files (LanSendDialog *self)
{
  g_autofree char *names = dup_file_names (self);
  g_autofree char *escaped = g_markup_escape_text (names, -1);

  adw_action_row_set_subtitle (self->files_row, count_files (self) > 0 ? escaped : _("None chosen yet"));
}

static void
on_chosen (LanSendDialog        *self,
           int                   response,
           GtkFileChooserNative *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      g_autoptr(GPtrArray) paths = g_ptr_array_new ();

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr(GFile) file = g_list_model_get_item (files, i);

          if (g_file_peek_path (file) != NULL)
            g_ptr_array_add (paths, (char *) g_file_peek_path (file));
        }
      g_ptr_array_add (paths, NULL);
      lan_send_dialog_set_files (self, (const char *const *) paths->pdata);
    }
  g_clear_object (&self->chooser);
}

static void
choose (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  LanSendDialog *self = LAN_SEND_DIALOG (widget);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Choose Files"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _("_Choose"), NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- Off it goes --- */

static void
go (GtkWidget  *widget,
    const char *name,
    GVariant   *parameter)
{
  LanSendDialog *self = LAN_SEND_DIALOG (widget);
  LanFilesTransfers *transfers = lan_node_get_transfers (self->node);
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address_row));
  g_autofree char *host = NULL;
  g_autofree char *folder = NULL;
  guint16 port;

  if (self->role == LAN_FILES_OFFER)
    {
      lan_files_transfers_begin (transfers, lan_files_transfer_new_offer (self->paths[0], (guint16) gtk_adjustment_get_value (self->port)));
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  if (!lan_endpoint_parse (address, LAN_FILES_PORT, &host, &port, NULL))
    return;

  g_free (last_address);
  last_address = g_strdup (address);
  if (self->role == LAN_FILES_FETCH)
    {
      folder = lan_settings_dup_folder (lan_node_get_settings (self->node));
      lan_files_transfers_begin (transfers, lan_files_transfer_new_fetch (host, port, folder));
    }
  else
    lan_files_queue_send (transfers, (const char *const *) self->paths, host, port);
  gtk_window_close (GTK_WINDOW (self));
}

static void
copy_other_side (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  g_autofree char *command = dup_other_side (LAN_SEND_DIALOG (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), command);
}

/* --- GObject --- */

static void
lan_send_dialog_dispose (GObject *object)
{
  LanSendDialog *self = LAN_SEND_DIALOG (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (lan_send_dialog_parent_class)->dispose (object);
}

static void
lan_send_dialog_finalize (GObject *object)
{
  g_strfreev (LAN_SEND_DIALOG (object)->paths);

  G_OBJECT_CLASS (lan_send_dialog_parent_class)->finalize (object);
}

static void
lan_send_dialog_class_init (LanSendDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lan_send_dialog_dispose;
  object_class->finalize = lan_send_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/send-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, send_button);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, offer_button);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, fetch_button);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, go_button);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, group);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, files_row);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, port_row);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, port);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, other_row);
  gtk_widget_class_bind_template_child (widget_class, LanSendDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_role_toggled);
  gtk_widget_class_bind_template_callback (widget_class, update);

  gtk_widget_class_install_action (widget_class, "send.go", NULL, go);
  gtk_widget_class_install_action (widget_class, "send.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "send.copy-other-side", NULL, copy_other_side);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
lan_send_dialog_init (LanSendDialog *self)
{
  self->role = LAN_FILES_SEND;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_send_dialog_new:
 *
 * Returns: (transfer none): asks for an address, and sends, offers or fetches over plain TCP
 */
LanSendDialog *
lan_send_dialog_new (GtkWindow *parent,
                     LanNode   *node)
{
  LanSendDialog *self = g_object_new (LAN_TYPE_SEND_DIALOG, "transient-for", parent, NULL);

  self->node = g_object_ref (node);
  /* 9998, where nothing else waits on it, such as our own receiving */
  gtk_adjustment_set_value (self->port, lan_listener_next_free_port (LAN_FILES_PORT - 1));
  if (last_address != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address_row), last_address);
  show_files (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));   /* what is asked for is what is typed */

  return self;
}

/**
 * lan_send_dialog_set_files:
 * @paths: (array zero-terminated=1): what to send
 */
void
lan_send_dialog_set_files (LanSendDialog     *self,
                           const char *const *paths)
{
  g_return_if_fail (LAN_IS_SEND_DIALOG (self));

  g_strfreev (self->paths);
  self->paths = g_strdupv ((char **) paths);
  show_files (self);
  update (self);
}

/**
 * lan_send_dialog_set_role:
 * @role: %LAN_FILES_SEND, %LAN_FILES_OFFER or %LAN_FILES_FETCH
 */
void
lan_send_dialog_set_role (LanSendDialog *self,
                          LanFilesRole   role)
{
  g_return_if_fail (LAN_IS_SEND_DIALOG (self));

  gtk_toggle_button_set_active (role == LAN_FILES_OFFER   ? self->offer_button
                                : role == LAN_FILES_FETCH ? self->fetch_button
                                                          : self->send_button,
                                TRUE);
}
