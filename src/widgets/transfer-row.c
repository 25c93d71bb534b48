/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/transfer-row.h"

#include <glib/gi18n.h>

#include "files/other-side.h"
#include "files/queue.h"
#include "node/settings.h"
#include "widgets/file-actions.h"
#include "widgets/window.h"

/* What can be done with it, in the order of the buttons. Only those that a row has use for are made: there may be
 * many rows, and a button with its tooltip is dear. */
enum
{
  COPY_OTHER_SIDE,
  AGAIN,
  OPEN,
  SHOW,
  CANCEL,
  N_BUTTONS
};

static const struct
{
  const char *action;
  const char *icon;
  const char *label;
} buttons[N_BUTTONS] = {
  [COPY_OTHER_SIDE] = { "transfer.copy-other-side", "edit-copy-symbolic", N_("Copy the Command") },
  [AGAIN] = { "transfer.again", "view-refresh-symbolic", N_("Try Again") },
  [OPEN] = { "transfer.open", NULL, N_("Open") },
  [SHOW] = { "transfer.show", "folder-symbolic", N_("Show in Folder") },
  [CANCEL] = { "transfer.cancel", "window-close-symbolic", N_("Cancel") },
};

struct _LanTransferRow
{
  GtkListBoxRow parent_instance;

  LanNode *node;
  LanFilesTransfer *transfer;
  LanFilesState state;         /* the one that is shown */
  GCancellable *cancellable;
  gboolean may_open;
  GtkWidget *button[N_BUTTONS];   /* borrowed; NULL until it was needed */

  /* template */
  GtkBox *buttons;
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *peer;
  GtkLabel *other_side;
  GtkLabel *status;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (LanTransferRow, lan_transfer_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  PROP_NODE = 1,
  PROP_TRANSFER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* How long a transfer of unknown size moves its bar by one step. */
#define PULSE_STEP 0.06

/* --- What it shows --- */

static gboolean
is_done (LanTransferRow *self)
{
  return lan_files_transfer_get_state (self->transfer) == LAN_FILES_DONE;
}

static GFile *
dup_file (LanTransferRow *self)
{
  const char *path = lan_files_transfer_get_path (self->transfer);

  return path != NULL ? g_file_new_for_path (path) : NULL;
}

/* An offer that waits: what somebody without Landline types to get it. */
static char *
dup_other_side (LanTransferRow *self)
{
  g_autofree char *own = NULL;
  guint16 port = lan_files_transfer_get_port (self->transfer);

  if (lan_files_transfer_get_role (self->transfer) != LAN_FILES_OFFER || port == 0 ||
      lan_files_transfer_get_state (self->transfer) != LAN_FILES_WAITING)
    return NULL;

  own = lan_interfaces_dup_best_address (lan_node_get_interfaces (self->node));

  return lan_files_other_side_command (LAN_FILES_OFFER, own, port, lan_files_transfer_get_path (self->transfer));
}

/* What came in cannot be asked for again, and what never had somewhere to go neither. */
static gboolean
can_try_again (LanTransferRow *self)
{
  LanFilesState state = lan_files_transfer_get_state (self->transfer);
  LanFilesRole role = lan_files_transfer_get_role (self->transfer);

  return (state == LAN_FILES_FAILED || state == LAN_FILES_CANCELLED) && role != LAN_FILES_RECEIVE &&
         (role == LAN_FILES_OFFER || lan_files_transfer_get_host (self->transfer) != NULL);
}

static GtkWidget *
make_button (guint which)
{
  GtkWidget *button = buttons[which].icon != NULL ? gtk_button_new_from_icon_name (buttons[which].icon)
                                                  : gtk_button_new_with_label (_(buttons[which].label));

  if (buttons[which].icon != NULL)
    {
      gtk_widget_set_tooltip_text (button, _(buttons[which].label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(buttons[which].label), -1);
    }
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), buttons[which].action);

  return button;
}

static void
set_button (LanTransferRow *self,
            guint           which,
            gboolean        wanted)
{
  GtkWidget *before = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), buttons[which].action, wanted);
  if (wanted && self->button[which] == NULL)
    {
      for (guint i = 0; i < which; i++)
        before = self->button[i] != NULL ? self->button[i] : before;
      self->button[which] = make_button (which);
      gtk_box_insert_child_after (self->buttons, self->button[which], before);
    }
  if (self->button[which] != NULL)
    gtk_widget_set_visible (self->button[which], wanted);
}

static void
update_buttons (LanTransferRow *self)
{
  set_button (self, AGAIN, can_try_again (self));
  set_button (self, OPEN, is_done (self) && self->may_open);
  set_button (self, SHOW, is_done (self));
  set_button (self, CANCEL, !lan_files_transfer_is_over (self->transfer));
}

static void
on_type_known (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  LanTransferRow *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->may_open = info != NULL && lan_file_may_open (g_file_info_get_content_type (info)) &&
                   !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_EXECUTE);
  update_buttons (self);
}

/* What it is decides whether it may be opened; that is read from the disk, so not here. */
static void
find_type (LanTransferRow *self)
{
  g_autoptr(GFile) file = dup_file (self);

  if (file != NULL)
    g_file_query_info_async (file,
                             G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE "," G_FILE_ATTRIBUTE_ACCESS_CAN_EXECUTE,
                             G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, self->cancellable, on_type_known, self);
}

static void
update_progress (LanTransferRow *self)
{
  double fraction = lan_files_transfer_get_fraction (self->transfer);
  LanFilesState state = lan_files_transfer_get_state (self->transfer);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), state == LAN_FILES_RUNNING);
  if (state != LAN_FILES_RUNNING)
    return;

  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (fraction, 1));
  else
    gtk_progress_bar_pulse (self->progress);
}

static const char *
icon_of (LanFilesTransfer *transfer)
{
  switch (lan_files_transfer_get_state (transfer))
    {
    case LAN_FILES_DONE:
      return "emblem-ok-symbolic";
    case LAN_FILES_FAILED:
      return "dialog-error-symbolic";
    case LAN_FILES_CANCELLED:
      return "process-stop-symbolic";
    case LAN_FILES_WAITING:
    case LAN_FILES_ASKING:
    case LAN_FILES_RUNNING:
    default:
      return lan_files_transfer_is_incoming (transfer) ? "folder-download-symbolic" : "document-send-symbolic";
    }
}

/* NULL: nobody yet */
static char *
dup_peer (LanFilesTransfer *transfer)
{
  const char *peer = lan_files_transfer_get_peer (transfer);

  if (peer == NULL)
    return NULL;

  return g_strdup_printf (lan_files_transfer_is_incoming (transfer) ? _("From %s") : _("To %s"), peer);
}

static void
show (LanTransferRow *self)
{
  LanFilesState state = lan_files_transfer_get_state (self->transfer);
  g_autofree char *status = lan_files_transfer_dup_status (self->transfer);
  g_autofree char *peer = dup_peer (self->transfer);
  g_autofree char *other = dup_other_side (self);
  g_autofree char *label = g_strjoin (", ", lan_files_transfer_get_name (self->transfer), status, peer, NULL);

  gtk_label_set_text (self->name, lan_files_transfer_get_name (self->transfer));
  gtk_label_set_text (self->peer, peer);
  gtk_widget_set_visible (GTK_WIDGET (self->peer), peer != NULL);
  gtk_label_set_text (self->other_side, other);
  gtk_widget_set_visible (GTK_WIDGET (self->other_side), other != NULL);
  set_button (self, COPY_OTHER_SIDE, other != NULL);
  gtk_label_set_text (self->status, status);
  gtk_image_set_from_icon_name (self->icon, icon_of (self->transfer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  update_progress (self);

  if (self->state == state)
    return;

  self->state = state;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "failed");
  if (state == LAN_FILES_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self), "failed");
  if (state == LAN_FILES_DONE)
    find_type (self);
  update_buttons (self);
}

/* --- What it does --- */

static void
toast (GtkWidget  *widget,
       const char *text)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (text != NULL && LAN_IS_WINDOW (root))
    lan_window_toast (LAN_WINDOW (root), text);
}

static void
cancel (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  lan_files_transfer_cancel (LAN_TRANSFER_ROW (widget)->transfer);
}

static void
try_again (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  LanTransferRow *self = LAN_TRANSFER_ROW (widget);
  LanFilesTransfers *transfers = lan_node_get_transfers (self->node);
  const char *paths[] = { lan_files_transfer_get_path (self->transfer), NULL };
  const char *host = lan_files_transfer_get_host (self->transfer);
  guint16 port = lan_files_transfer_get_port (self->transfer);
  g_autofree char *folder = NULL;

  switch (lan_files_transfer_get_role (self->transfer))
    {
    case LAN_FILES_SEND:
      lan_files_queue_send (transfers, paths, host, port);
      break;
    case LAN_FILES_OFFER:
      lan_files_transfers_begin (transfers, lan_files_transfer_new_offer (paths[0], port));
      break;
    case LAN_FILES_FETCH:
      folder = lan_settings_dup_folder (lan_node_get_settings (self->node));
      lan_files_transfers_begin (transfers, lan_files_transfer_new_fetch (host, port, folder));
      break;
    case LAN_FILES_RECEIVE:
    default:
      g_assert_not_reached ();
    }
}

static void
copy_other_side (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  g_autofree char *command = dup_other_side (LAN_TRANSFER_ROW (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), command);
  toast (widget, _("Command copied"));
}

static void
open_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  g_autoptr(GFile) file = dup_file (LAN_TRANSFER_ROW (widget));

  lan_file_open (widget, file, toast);
}

static void
show_in_folder (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_autoptr(GFile) file = dup_file (LAN_TRANSFER_ROW (widget));

  lan_file_show_in_folder (widget, file, toast);
}

/* A file that is there can be dragged into another application. */
static GdkContentProvider *
on_drag_prepare (LanTransferRow *self,
                 double          x,
                 double          y)
{
  g_autoptr(GFile) file = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  if (!is_done (self))
    return NULL;

  file = dup_file (self);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));

  return gdk_content_provider_new_for_value (&value);
}

static void
on_drag_begin (LanTransferRow *self,
               GdkDrag        *drag)
{
  GtkWidget *icon = gtk_drag_icon_get_for_drag (drag);
  GtkWidget *image = gtk_image_new_from_icon_name ("text-x-generic");

  gtk_image_set_icon_size (GTK_IMAGE (image), GTK_ICON_SIZE_LARGE);
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), image);
}

/* --- GObject --- */

static void
lan_transfer_row_constructed (GObject *object)
{
  LanTransferRow *self = LAN_TRANSFER_ROW (object);

  G_OBJECT_CLASS (lan_transfer_row_parent_class)->constructed (object);

  g_signal_connect_object (self->transfer, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  self->state = LAN_FILES_ASKING;   /* never shown here, so that the first is a change */
  show (self);
}

static void
lan_transfer_row_dispose (GObject *object)
{
  LanTransferRow *self = LAN_TRANSFER_ROW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (lan_transfer_row_parent_class)->dispose (object);
}

static void
lan_transfer_row_finalize (GObject *object)
{
  g_object_unref (LAN_TRANSFER_ROW (object)->cancellable);

  G_OBJECT_CLASS (lan_transfer_row_parent_class)->finalize (object);
}

static void
lan_transfer_row_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      g_value_set_object (value, LAN_TRANSFER_ROW (object)->node);
      break;
    case PROP_TRANSFER:
      g_value_set_object (value, LAN_TRANSFER_ROW (object)->transfer);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_transfer_row_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      LAN_TRANSFER_ROW (object)->node = g_value_dup_object (value);
      break;
    case PROP_TRANSFER:
      LAN_TRANSFER_ROW (object)->transfer = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_transfer_row_class_init (LanTransferRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lan_transfer_row_constructed;
  object_class->dispose = lan_transfer_row_dispose;
  object_class->finalize = lan_transfer_row_finalize;
  object_class->get_property = lan_transfer_row_get_property;
  object_class->set_property = lan_transfer_row_set_property;

  properties[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, LAN_TYPE_NODE,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TRANSFER] = g_param_spec_object ("transfer", NULL, NULL, LAN_TYPE_FILES_TRANSFER,
                                                   G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/transfer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LanTransferRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, LanTransferRow, icon);
  gtk_widget_class_bind_template_child (widget_class, LanTransferRow, name);
  gtk_widget_class_bind_template_child (widget_class, LanTransferRow, peer);
  gtk_widget_class_bind_template_child (widget_class, LanTransferRow, other_side);
  gtk_widget_class_bind_template_child (widget_class, LanTransferRow, status);
  gtk_widget_class_bind_template_child (widget_class, LanTransferRow, progress);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_prepare);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_begin);

  gtk_widget_class_install_action (widget_class, buttons[CANCEL].action, NULL, cancel);
  gtk_widget_class_install_action (widget_class, buttons[AGAIN].action, NULL, try_again);
  gtk_widget_class_install_action (widget_class, buttons[COPY_OTHER_SIDE].action, NULL, copy_other_side);
  gtk_widget_class_install_action (widget_class, buttons[OPEN].action, NULL, open_file);
  gtk_widget_class_install_action (widget_class, buttons[SHOW].action, NULL, show_in_folder);
}

static void
lan_transfer_row_init (LanTransferRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_progress_bar_set_pulse_step (self->progress, PULSE_STEP);
}

/**
 * lan_transfer_row_new:
 *
 * Returns: (transfer none): a row that follows @transfer
 */
GtkWidget *
lan_transfer_row_new (LanNode          *node,
                      LanFilesTransfer *transfer)
{
  return g_object_new (LAN_TYPE_TRANSFER_ROW, "node", node, "transfer", transfer, NULL);
}

LanFilesTransfer *
lan_transfer_row_get_transfer (LanTransferRow *self)
{
  g_return_val_if_fail (LAN_IS_TRANSFER_ROW (self), NULL);

  return self->transfer;
}
