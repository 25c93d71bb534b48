/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/file-actions.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *widget;
  GFile *file;
  LanFileActionDone done;
} Action;

static Action *
action_new (GtkWidget         *widget,
            GFile             *file,
            LanFileActionDone  done)
{
  Action *action = g_new0 (Action, 1);

  action->widget = g_object_ref (widget);
  action->file = g_object_ref (file);
  action->done = done;

  return action;
}

static void
action_end (Action     *action,
            const char *error)
{
  action->done (action->widget, error);
  g_object_unref (action->widget);
  g_object_unref (action->file);
  g_free (action);
}

static GtkWindow *
window_of (Action *action)
{
  GtkRoot *root = gtk_widget_get_root (action->widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/**
 * lan_file_may_open:
 * @content_type: (nullable): of a file that came from the network
 *
 * What runs, or lets somebody else's code run with the rights of a local file, is shown in its folder, never
 * opened: programs, scripts, launchers, packages, pages.
 *
 * Returns: whether to offer opening it
 */
gboolean
lan_file_may_open (const char *content_type)
{
  /* with all that the database of types derives from them, such as every scripting language from the first */
  static const char *const refused[] = {
    "application/x-executable",
    "application/x-pie-executable",
    "application/x-sharedlib",
    "application/x-php",
    "text/x-tcl",
    "application/x-desktop",
    "application/x-core",
    "application/x-object",
    "application/java-archive",
    "application/x-java-archive",
    "application/x-java",
    "application/vnd.appimage",
    "application/vnd.debian.binary-package",
    "application/x-deb",
    "application/x-rpm",
    "application/vnd.flatpak",
    "application/vnd.flatpak.ref",
    "application/vnd.flatpak.repo",
    "application/vnd.snap",
    "application/vnd.android.package-archive",
    "application/vnd.microsoft.portable-executable",
    "application/x-ms-dos-executable",
    "application/x-msdownload",
    "application/x-msi",
    "application/x-bat",
    "application/x-ms-shortcut",
    "application/x-mswinurl",
    "application/xhtml+xml",
    "image/svg+xml",
    "image/svg+xml-compressed",
    "text/html",
  };

  if (content_type == NULL || g_content_type_is_unknown (content_type))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    if (g_content_type_is_a (content_type, refused[i]))
      return FALSE;

  return TRUE;
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  gboolean opened = gtk_show_uri_full_finish (GTK_WINDOW (source), result, NULL);

  action_end (data, opened ? NULL : _("No application here opens this file."));
}

/**
 * lan_file_open:
 * @done: called when that has worked, or not
 *
 * Opens @file in the application that is set for it.
 */
void
lan_file_open (GtkWidget         *widget,
               GFile             *file,
               LanFileActionDone  done)
{
  Action *action = action_new (widget, file, done);
  g_autofree char *uri = g_file_get_uri (file);

  gtk_show_uri_full (window_of (action), uri, GDK_CURRENT_TIME, NULL, on_opened, action);
}

static void
on_folder_opened (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  gboolean opened = gtk_show_uri_full_finish (GTK_WINDOW (source), result, NULL);

  action_end (data, opened ? NULL : _("No file manager could be started."));
}

static void
on_shown (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Action *action = data;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr(GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (reply != NULL || window_of (action) == NULL)
    {
      action_end (action, NULL);
      return;
    }

  /* a file manager that does not know the interface can still open the folder */
  folder = g_file_get_parent (action->file);
  uri = g_file_get_uri (folder);
  gtk_show_uri_full (window_of (action), uri, GDK_CURRENT_TIME, NULL, on_folder_opened, action);
}

static void
on_bus (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  Action *action = data;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, NULL);
  g_autofree char *uri = g_file_get_uri (action->file);
  const char *uris[] = { uri, NULL };

  if (bus == NULL)
    {
      action_end (action, _("No file manager could be started."));
      return;
    }

  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_shown, action);
}

/**
 * lan_file_show_in_folder:
 * @done: called when that has worked, or not
 *
 * Shows @file in the file manager, selected where that can be.
 */
void
lan_file_show_in_folder (GtkWidget         *widget,
                         GFile             *file,
                         LanFileActionDone  done)
{
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus, action_new (widget, file, done));
}

/**
 * lan_clipboard_find_type:
 *
 * Returns: as what a clipboard is sent: %GDK_TYPE_FILE_LIST, %GDK_TYPE_TEXTURE, %G_TYPE_STRING, or
 *   %G_TYPE_INVALID where nothing in it can be
 */
GType
lan_clipboard_find_type (GdkClipboard *clipboard)
{
  /* what another program put there has MIME types only, until they are asked what can be made of them */
  GdkContentFormats *formats =
    gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  const GType wanted[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE, G_TYPE_STRING };
  GType found = G_TYPE_INVALID;

  for (guint i = 0; i < G_N_ELEMENTS (wanted) && found == G_TYPE_INVALID; i++)
    if (gdk_content_formats_contain_gtype (formats, wanted[i]))
      found = wanted[i];
  gdk_content_formats_unref (formats);

  return found;
}
