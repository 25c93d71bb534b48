/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/files-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/endpoint.h"
#include "files/other-side.h"
#include "widgets/file-actions.h"
#include "widgets/folder-name.h"
#include "widgets/intake.h"
#include "widgets/offer-card.h"
#include "widgets/port-dialog.h"
#include "widgets/send-dialog.h"
#include "widgets/transfer-row.h"
#include "widgets/window.h"

/* So many rows are real: the list is no virtual one, and text that wraps is dear to lay out. */
#define SHOWN_TRANSFERS 50

/* Above what is under way so many are shown that are over, where not all can be. */
#define OVER_BEFORE 5u

/* How often the rows follow what is under way. */
#define ROWS_EVERY_MS 100

struct _LanFilesPage
{
  AdwBin parent_instance;

  /* owned */
  LanNode *node;
  GtkFilter *filter;              /* of what does not ask */
  GListModel *listed;             /* without what asks */
  GListStore *shown;              /* the rows among them */
  guint rows_source;
  guint n_asking;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;
  gboolean updating;

  /* template */
  GtkSwitch *open_switch;
  AdwActionRow *open_row;
  AdwActionRow *accept_all_row;
  GtkSwitch *accept_all_switch;
  GtkLabel *receive_problem;
  LanOfferCard *offer_card;
  AdwActionRow *other_row;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *more;
};

G_DEFINE_FINAL_TYPE (LanFilesPage, lan_files_page, ADW_TYPE_BIN)

enum
{
  PROP_NODE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static LanFilesReceiver *
receiver_of (LanFilesPage *self)
{
  return lan_node_get_receiver (self->node);
}

static LanFilesTransfers *
transfers_of (LanFilesPage *self)
{
  return lan_node_get_transfers (self->node);
}

static void
toast (LanFilesPage *self,
       const char   *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (LAN_IS_WINDOW (root))
    lan_window_toast (LAN_WINDOW (root), text);
}

/* --- Receiving --- */

static char *
dup_open_state (LanFilesPage *self)
{
  g_autofree char *host = NULL;
  g_autofree char *address = NULL;

  if (!lan_files_receiver_is_open (receiver_of (self)))
    return g_strdup (_("Off: nobody can send to you."));
  if (!lan_files_receiver_is_listening (receiver_of (self)))
    return g_strdup (_("Paused: you are hidden on this network."));

  host = lan_interfaces_dup_best_address (lan_node_get_interfaces (self->node));
  address = lan_endpoint_format (host, lan_files_receiver_get_port (receiver_of (self)));

  if (lan_files_receiver_get_accept_all (receiver_of (self)))
    return g_strdup_printf (_("Others can send to %s, over plain TCP."), address);

  return g_strdup_printf (_("Others can send to %s, over plain TCP. You are asked about each file."), address);
}

/* What somebody without Landline types to send us something. */
static char *
dup_other_side (LanFilesPage *self)
{
  g_autofree char *own = lan_interfaces_dup_best_address (lan_node_get_interfaces (self->node));

  return lan_files_other_side_command (LAN_FILES_RECEIVE, own, lan_files_receiver_get_port (receiver_of (self)), NULL);
}

static void
copy_other_side (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  g_autofree char *command = dup_other_side (LAN_FILES_PAGE (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), command);
  toast (LAN_FILES_PAGE (widget), _("Command copied"));
}

static void
show_receiver (LanFilesPage *self)
{
  LanFilesReceiver *receiver = receiver_of (self);
  gboolean open = lan_files_receiver_is_open (receiver);
  g_autofree char *state = dup_open_state (self);
  g_autofree char *escaped = g_markup_escape_text (state, -1);
  g_autofree char *folder = lan_folder_name_dup (lan_files_receiver_get_folder (receiver));
  g_autofree char *accept_text = g_strdup_printf (_("Nobody is asked; all goes to %s"), folder);
  g_autofree char *accept_escaped = g_markup_escape_text (accept_text, -1);
  g_autofree char *other = dup_other_side (self);
  g_autofree char *other_escaped = g_markup_escape_text (other, -1);

  self->updating = TRUE;
  gtk_switch_set_active (self->open_switch, open);
  gtk_switch_set_state (self->open_switch, open);
  gtk_switch_set_active (self->accept_all_switch, lan_files_receiver_get_accept_all (receiver));
  self->updating = FALSE;

  adw_action_row_set_subtitle (self->open_row, escaped);
  adw_action_row_set_subtitle (self->accept_all_row, accept_escaped);
  gtk_widget_set_visible (GTK_WIDGET (self->accept_all_row), open);
  adw_action_row_set_subtitle (self->other_row, other_escaped);
  gtk_widget_set_visible (GTK_WIDGET (self->other_row), lan_files_receiver_is_listening (receiver));
  gtk_label_set_text (self->receive_problem, lan_files_receiver_get_problem (receiver));
  gtk_widget_set_visible (GTK_WIDGET (self->receive_problem), lan_files_receiver_get_problem (receiver) != NULL);
}

static gboolean
on_open_switched (LanFilesPage *self,
                  gboolean      open)
{
  if (self->updating)
    return FALSE;

  lan_files_receiver_set_open (receiver_of (self), open);
  show_receiver (self);   /* the switch goes back where it could not be opened */

  return TRUE;
}

static void
on_accept_all_switched (LanFilesPage *self)
{
  if (!self->updating)
    lan_files_receiver_set_accept_all (receiver_of (self), gtk_switch_get_active (self->accept_all_switch));
}

static void
change_port (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  LanFilesPage *self = LAN_FILES_PAGE (widget);

  gtk_window_present (GTK_WINDOW (lan_port_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                       lan_node_get_settings (self->node), "files-port")));
}

/* --- The list --- */

static gboolean
is_listed (gpointer item,
           gpointer data)
{
  return lan_files_transfer_get_state (item) != LAN_FILES_ASKING;
}

static GtkWidget *
make_row (gpointer item,
          gpointer data)
{
  return lan_transfer_row_new (LAN_FILES_PAGE (data)->node, item);
}

static void
show_list (LanFilesPage *self)
{
  guint n_listed = g_list_model_get_n_items (self->listed);
  guint n_hidden = n_listed > SHOWN_TRANSFERS ? n_listed - SHOWN_TRANSFERS : 0;
  g_autofree char *more = g_strdup_printf (ngettext ("and %u more. Clear what is over to see it.",
                                                     "and %u more. Clear what is over to see them.", n_hidden), n_hidden);

  gtk_stack_set_visible_child_name (self->stack, n_listed > 0 ? "list" : "empty");
  gtk_label_set_text (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_hidden > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "files.clear", n_listed > 0);
}

/* Where the rows begin: with what was over last, so that what is under way is in sight, however much there is. */
static guint
first_shown (LanFilesPage *self)
{
  guint n_listed = g_list_model_get_n_items (self->listed);

  for (guint i = 0; n_listed > SHOWN_TRANSFERS && i < n_listed; i++)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (self->listed, i);

      if (!lan_files_transfer_is_over (transfer))
        return MIN (i - MIN (i, OVER_BEFORE), n_listed - SHOWN_TRANSFERS);
    }

  return 0;
}

static gboolean
holds_at (GListModel *model,
          guint       position,
          gpointer    item)
{
  g_autoptr(GObject) there = g_list_model_get_item (model, position);

  return there == item;
}

/* Only what really differs: a row costs milliseconds to make and lay out, and GtkSliceListModel, in GTK 4.8, makes all
 * anew. */
static void
show_rows (LanFilesPage *self)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) wanted = g_hash_table_new (NULL, NULL);
  GListModel *shown = G_LIST_MODEL (self->shown);
  guint first = first_shown (self);
  guint end = MIN (first + SHOWN_TRANSFERS, g_list_model_get_n_items (self->listed));

  for (guint i = first; i < end; i++)
    {
      g_ptr_array_add (rows, g_list_model_get_item (self->listed, i));
      g_hash_table_add (wanted, g_ptr_array_index (rows, i - first));
    }

  for (guint i = g_list_model_get_n_items (shown); i > 0; i--)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (shown, i - 1);

      if (!g_hash_table_contains (wanted, transfer))
        g_list_store_remove (self->shown, i - 1);
    }

  /* what is left stands in the same order in both */
  for (guint i = 0; i < rows->len; )
    {
      guint n_new = 0;

      while (i + n_new < rows->len && !holds_at (shown, i, g_ptr_array_index (rows, i + n_new)))
        n_new++;
      if (n_new > 0)
        g_list_store_splice (self->shown, i, 0, rows->pdata + i, n_new);
      i += n_new + 1;
    }
}

static gboolean
on_rows_due (gpointer data)
{
  LanFilesPage *self = LAN_FILES_PAGE (data);

  self->rows_source = 0;
  show_rows (self);

  return G_SOURCE_REMOVE;
}

static void
on_listed_changed (LanFilesPage *self)
{
  show_rows (self);
  show_list (self);
}

/* What asks is shown above, and becomes a row with the answer. */
static void
on_transfer_changed (LanFilesPage     *self,
                     LanFilesTransfer *transfer)
{
  guint n_asking = lan_files_transfers_count (transfers_of (self), LAN_FILES_ASKING);

  if (n_asking != self->n_asking)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  else if (lan_files_transfer_is_over (transfer) && g_list_model_get_n_items (self->listed) > SHOWN_TRANSFERS)
    {
      /* a thousand can be over in one moment */
      if (self->rows_source == 0)
        self->rows_source = g_timeout_add (ROWS_EVERY_MS, on_rows_due, self);
    }
  self->n_asking = n_asking;
}

static void
clear (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  lan_files_transfers_clear_over (transfers_of (LAN_FILES_PAGE (widget)));
}

/* --- Bringing files --- */

static void
present_dialog (LanFilesPage *self,
                LanFilesRole  role,
                char        **paths)
{
  LanSendDialog *dialog = lan_send_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->node);

  lan_send_dialog_set_role (dialog, role);
  if (paths != NULL)
    lan_send_dialog_set_files (dialog, (const char *const *) paths);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  LanFilesPage *self = data;
  g_autoptr(LanIntake) intake = lan_intake_check_finish (result, NULL);

  if (intake == NULL)   /* cancelled: the page is gone */
    return;

  for (guint i = 0; i < intake->problems->len; i++)
    {
      LanIntakeProblem *problem = g_ptr_array_index (intake->problems, i);
      g_autoptr(LanFilesTransfer) failed = lan_files_transfer_new_failed (problem->name, g_error_copy (problem->error));

      lan_files_transfers_add (transfers_of (self), failed);
    }

  if (intake->paths->len > 1)   /* the last is the end */
    present_dialog (self, LAN_FILES_SEND, (char **) intake->paths->pdata);
  else if (intake->problems->len == 1)
    toast (self, ((LanIntakeProblem *) g_ptr_array_index (intake->problems, 0))->error->message);
  else
    toast (self, _("Nothing of that can be sent."));
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  LanFilesPage *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = lan_intake_keep_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (file != NULL)
    {
      GSList files = { file, NULL };

      lan_files_page_bring_files (self, &files);
    }
  else
    toast (self, error->message);
}

static void
encode (GTask        *task,
        gpointer      source,
        gpointer      data,
        GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (data), (GDestroyNotify) g_bytes_unref);
}

static void
on_encoded (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  LanFilesPage *self = data;
  g_autoptr(GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);

  if (bytes != NULL)
    lan_intake_keep_async (bytes, "png", self->cancellable, on_kept, self);
}

static void
on_clipboard_read (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr(LanFilesPage) self = data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value == NULL)
    toast (self, _("What is in the clipboard cannot be read."));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      lan_files_page_bring_files (self, files);
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    lan_files_page_bring_picture (self, g_value_get_object (value));
  else
    lan_files_page_bring_text (self, g_value_get_string (value));
}

static void
paste (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  lan_files_page_paste (LAN_FILES_PAGE (widget));
}

static void
on_files_chosen (LanFilesPage         *self,
                 int                   response,
                 GtkFileChooserNative *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      GSList *files = NULL;

      for (guint i = g_list_model_get_n_items (chosen); i > 0; i--)
        files = g_slist_prepend (files, g_list_model_get_item (chosen, i - 1));
      lan_files_page_bring_files (self, files);
      g_slist_free_full (files, g_object_unref);
    }
  g_clear_object (&self->chooser);
}

static void
choose (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  lan_files_page_choose (LAN_FILES_PAGE (widget));
}

static void
open_dialog (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  const char *role = g_variant_get_string (parameter, NULL);

  present_dialog (LAN_FILES_PAGE (widget),
                  g_str_equal (role, "offer")   ? LAN_FILES_OFFER
                  : g_str_equal (role, "fetch") ? LAN_FILES_FETCH
                                                : LAN_FILES_SEND,
                  NULL);
}

/* --- GObject --- */

static void
lan_files_page_constructed (GObject *object)
{
  LanFilesPage *self = LAN_FILES_PAGE (object);
  LanFilesTransfers *transfers = transfers_of (self);

  G_OBJECT_CLASS (lan_files_page_parent_class)->constructed (object);

  self->filter = GTK_FILTER (gtk_custom_filter_new (is_listed, NULL, NULL));
  self->listed = G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (transfers)), g_object_ref (self->filter)));
  self->shown = g_list_store_new (LAN_TYPE_FILES_TRANSFER);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), make_row, self, NULL);

  g_signal_connect_object (self->listed, "items-changed", G_CALLBACK (on_listed_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (transfers, "changed", G_CALLBACK (on_transfer_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (receiver_of (self), "changed", G_CALLBACK (show_receiver), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_interfaces (self->node), "changed", G_CALLBACK (show_receiver), self,
                           G_CONNECT_SWAPPED);
  if (lan_node_get_visibility (self->node) != NULL)
    g_signal_connect_object (lan_node_get_visibility (self->node), "changed", G_CALLBACK (show_receiver), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  lan_offer_card_set_node (self->offer_card, self->node);
  show_receiver (self);
  on_listed_changed (self);
}

static void
lan_files_page_dispose (GObject *object)
{
  LanFilesPage *self = LAN_FILES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_handle_id (&self->rows_source, g_source_remove);

  G_OBJECT_CLASS (lan_files_page_parent_class)->dispose (object);

  g_clear_object (&self->shown);
  g_clear_object (&self->listed);
  g_clear_object (&self->filter);
  g_clear_object (&self->node);
}

static void
lan_files_page_finalize (GObject *object)
{
  g_object_unref (LAN_FILES_PAGE (object)->cancellable);

  G_OBJECT_CLASS (lan_files_page_parent_class)->finalize (object);
}

static void
lan_files_page_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      g_value_set_object (value, LAN_FILES_PAGE (object)->node);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_files_page_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      LAN_FILES_PAGE (object)->node = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_files_page_class_init (LanFilesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lan_files_page_constructed;
  object_class->dispose = lan_files_page_dispose;
  object_class->finalize = lan_files_page_finalize;
  object_class->get_property = lan_files_page_get_property;
  object_class->set_property = lan_files_page_set_property;

  properties[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, LAN_TYPE_NODE,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (LAN_TYPE_OFFER_CARD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/files-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, open_switch);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, open_row);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, accept_all_row);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, accept_all_switch);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, receive_problem);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, offer_card);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, other_row);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, list);
  gtk_widget_class_bind_template_child (widget_class, LanFilesPage, more);
  gtk_widget_class_bind_template_callback (widget_class, on_open_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_accept_all_switched);

  gtk_widget_class_install_action (widget_class, "files.change-port", NULL, change_port);
  gtk_widget_class_install_action (widget_class, "files.copy-other-side", NULL, copy_other_side);
  gtk_widget_class_install_action (widget_class, "files.choose", NULL, choose);
  gtk_widget_class_install_action (widget_class, "files.paste", NULL, paste);
  gtk_widget_class_install_action (widget_class, "files.to-address", "s", open_dialog);
  gtk_widget_class_install_action (widget_class, "files.clear", NULL, clear);
}

static void
lan_files_page_init (LanFilesPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_files_page_bring_files:
 * @files: (element-type GFile): dropped, pasted or chosen
 *
 * Asks where to send what can be sent; what cannot becomes a row that says why.
 */
void
lan_files_page_bring_files (LanFilesPage *self,
                            GSList       *files)
{
  g_return_if_fail (LAN_IS_FILES_PAGE (self));

  if (files != NULL)
    lan_intake_check_async (files, self->cancellable, on_checked, self);
}

/**
 * lan_files_page_bring_text:
 *
 * Sends a text as a file; a link is answered, as there is nothing of it here.
 */
void
lan_files_page_bring_text (LanFilesPage *self,
                           const char   *text)
{
  g_autoptr(GBytes) bytes = NULL;
  gsize length;

  g_return_if_fail (LAN_IS_FILES_PAGE (self));

  length = text != NULL ? strlen (text) : 0;
  if (length == 0)
    toast (self, _("The text is empty."));
  else if ((g_str_has_prefix (text, "http://") || g_str_has_prefix (text, "https://")) && strpbrk (text, " \n") == NULL)
    toast (self, _("That is a link, not a file. Save what it leads to first, or send the link in Chat."));
  else
    {
      bytes = g_bytes_new (text, length);
      lan_intake_keep_async (bytes, "txt", self->cancellable, on_kept, self);
    }
}

/**
 * lan_files_page_bring_picture:
 *
 * Sends a picture as a PNG file.
 */
void
lan_files_page_bring_picture (LanFilesPage *self,
                              GdkTexture   *picture)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (LAN_IS_FILES_PAGE (self));
  g_return_if_fail (GDK_IS_TEXTURE (picture));

  task = g_task_new (NULL, self->cancellable, on_encoded, self);
  g_task_set_source_tag (task, lan_files_page_bring_picture);
  g_task_set_task_data (task, g_object_ref (picture), g_object_unref);
  g_task_run_in_thread (task, encode);
}

/**
 * lan_files_page_paste:
 *
 * Sends what is in the clipboard: files, a picture or text.
 */
void
lan_files_page_paste (LanFilesPage *self)
{
  GdkClipboard *clipboard;
  GType type;

  g_return_if_fail (LAN_IS_FILES_PAGE (self));

  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  type = lan_clipboard_find_type (clipboard);
  if (type == G_TYPE_INVALID)
    toast (self, _("There is nothing in the clipboard that can be sent."));
  else
    gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, self->cancellable, on_clipboard_read,
                                    g_object_ref (self));
}

/**
 * lan_files_page_choose:
 *
 * Lets the person choose files to send.
 */
void
lan_files_page_choose (LanFilesPage *self)
{
  g_return_if_fail (LAN_IS_FILES_PAGE (self));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Files to Send"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_files_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
