/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/window-drop.h"

#include <glib/gi18n.h>

#include "node/events.h"
#include "widgets/files-page.h"
#include "widgets/web-page.h"

/* What a drop means is the page's: on Web "serve this folder", elsewhere "send this". */

#define SIGN_KEY "lan-drop-sign"

/* --- The sign that says what will happen --- */

static void
show_sign (LanWindow *window)
{
  GtkWidget *sign = g_object_get_data (G_OBJECT (window), SIGN_KEY);
  gboolean web = g_strcmp0 (lan_window_get_page_name (window), "web") == 0;

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (sign), web ? "lan-web-symbolic" : "lan-files-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (sign), web ? _("Serve This Folder") : _("Send This"));
  adw_status_page_set_description (ADW_STATUS_PAGE (sign),
                                   web ? _("Of a file, the folder it is in becomes your web page.")
                                       : _("You are asked where to before anything goes out."));
  gtk_widget_set_visible (sign, TRUE);
}

static void
hide_sign (LanWindow *window)
{
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (window), SIGN_KEY), FALSE);
}

static GtkWidget *
make_sign (void)
{
  GtkWidget *sign = adw_status_page_new ();

  gtk_widget_set_visible (sign, FALSE);
  gtk_widget_set_can_target (sign, FALSE);
  gtk_widget_add_css_class (sign, "drop-sign");
  gtk_widget_add_css_class (sign, "compact");

  return sign;
}

/* --- Dropping on Web --- */

static void
on_type_known (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(LanWindow) window = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autoptr(GFile) folder = NULL;
  GtkWidget *page;

  if (info == NULL)
    {
      lan_window_toast (window, error->message);
      return;
    }

  page = lan_window_get_page (window, "web");
  folder = g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY ? G_FILE (g_object_ref (source))
                                                                     : g_file_get_parent (G_FILE (source));
  if (folder != NULL && page != NULL)
    lan_web_page_serve (LAN_WEB_PAGE (page), g_file_peek_path (folder));
}

static void
serve_first (LanWindow *window,
             GSList    *files)
{
  if (g_file_peek_path (files->data) == NULL)
    {
      lan_window_toast (window, _("That is not on this computer, so it cannot be served from here."));
      return;
    }

  g_file_query_info_async (files->data, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           NULL, on_type_known, g_object_ref (window));
}

/* --- Taking what was dropped --- */

static void
tell (LanWindow *window,
      guint      count)
{
  lan_events_emit ("drop",
                   "page", "s", lan_window_get_page_name (window),
                   "count", "i", (gint64) count,
                   NULL);
}

static LanFilesPage *
go_to_files (LanWindow *window)
{
  lan_window_show_page (window, "files");

  return LAN_FILES_PAGE (lan_window_get_page (window, "files"));
}

static gboolean
take_files (LanWindow *window,
            GSList    *files)
{
  tell (window, g_slist_length (files));
  if (files == NULL)
    return FALSE;

  if (g_strcmp0 (lan_window_get_page_name (window), "web") == 0)
    serve_first (window, files);
  else
    lan_window_bring_files (window, files);

  return TRUE;
}

static gboolean
take (LanWindow    *window,
      const GValue *value)
{
  hide_sign (window);

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      return take_files (window, files);
    }

  tell (window, 1);
  if (g_strcmp0 (lan_window_get_page_name (window), "web") == 0)
    {
      lan_window_toast (window, _("Drop a folder or a file here, and its folder becomes your web page."));
      return FALSE;
    }

  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    lan_files_page_bring_picture (go_to_files (window), g_value_get_object (value));
  else
    lan_files_page_bring_text (go_to_files (window), g_value_get_string (value));

  return TRUE;
}

static gboolean
on_drop (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       data)
{
  GtkRoot *root = gtk_widget_get_root (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));

  return LAN_IS_WINDOW (root) && take (LAN_WINDOW (root), value);
}

static GdkDragAction
on_enter (GtkDropTarget *target,
          double         x,
          double         y,
          gpointer       data)
{
  GtkRoot *root = gtk_widget_get_root (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));

  if (!LAN_IS_WINDOW (root))
    return 0;

  show_sign (LAN_WINDOW (root));

  return GDK_ACTION_COPY;
}

static void
on_leave (GtkDropTarget *target,
          gpointer       data)
{
  GtkRoot *root = gtk_widget_get_root (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));

  if (LAN_IS_WINDOW (root))
    hide_sign (LAN_WINDOW (root));
}

/* What is dragged from this window is not for this window. */
static gboolean
on_accept (GtkDropTarget *target,
           GdkDrop       *drop,
           gpointer       data)
{
  GdkContentFormats *wanted = gtk_drop_target_get_formats (target);

  return gdk_drop_get_drag (drop) == NULL && gdk_content_formats_match (wanted, gdk_drop_get_formats (drop));
}

static void
connect_target (GtkWidget     *widget,
                GtkDropTarget *target)
{
  g_signal_connect (target, "accept", G_CALLBACK (on_accept), NULL);
  g_signal_connect (target, "enter", G_CALLBACK (on_enter), NULL);
  g_signal_connect (target, "leave", G_CALLBACK (on_leave), NULL);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

/* --- Actions that bring files without a pointer --- */

static void
on_choose_files (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  lan_files_page_choose (go_to_files (LAN_WINDOW (data)));
}

static void
on_paste (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  lan_files_page_paste (go_to_files (LAN_WINDOW (data)));
}

/* Wherever the focus is on Files, unless it is where text is written, which is asked first. */
static gboolean
on_paste_keys (GtkWidget *widget,
               GVariant  *arguments,
               gpointer   data)
{
  GtkWidget *page = lan_window_get_page (LAN_WINDOW (widget), "files");

  if (page == NULL || !gtk_widget_get_mapped (page))
    return FALSE;

  lan_files_page_paste (LAN_FILES_PAGE (page));

  return TRUE;
}

static const GActionEntry actions[] = {
  { "choose-files", on_choose_files, NULL, NULL, NULL, { 0 } },
  { "paste-files", on_paste, NULL, NULL, NULL, { 0 } },
};

/**
 * lan_window_drop_attach:
 * @overlay: around what may be dropped upon
 *
 * Lets files, pictures and text be dropped on @window, and adds its actions "choose-files" and "paste-files".
 */
void
lan_window_drop_attach (LanWindow  *window,
                        GtkOverlay *overlay)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE, G_TYPE_STRING };
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkWidget *sign = make_sign ();

  g_return_if_fail (LAN_IS_WINDOW (window));
  g_return_if_fail (GTK_IS_OVERLAY (overlay));

  gtk_overlay_add_overlay (overlay, sign);
  g_object_set_data (G_OBJECT (window), SIGN_KEY, sign);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  connect_target (GTK_WIDGET (overlay), target);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (on_paste_keys, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
}

/**
 * lan_window_drop_capture:
 * @entry: takes text itself
 *
 * An entry takes a file's path as text before the window is asked. This asks the window first: a file is a file.
 */
void
lan_window_drop_capture (GtkWidget *entry)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_return_if_fail (GTK_IS_WIDGET (entry));

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  connect_target (entry, target);
}
