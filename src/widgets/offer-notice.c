/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/offer-notice.h"

#include <glib/gi18n.h>

/* Who asks while the person looks elsewhere is told by the desktop: the other side waits. One notice, however many
 * ask; it goes when the person comes, or nobody asks any more. */

#define NOTICE_ID "offer"
#define SHOW_ACTION "show-files"

static void
on_active_changed (LanWindow    *window,
                   GParamSpec   *pspec,
                   GApplication *application)
{
  if (gtk_window_is_active (GTK_WINDOW (window)))
    g_application_withdraw_notification (application, NOTICE_ID);
}

static void
on_transfer_changed (LanWindow         *window,
                     LanFilesTransfer  *transfer,
                     LanFilesTransfers *transfers)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
  g_autoptr(GNotification) notice = NULL;
  g_autofree char *title = NULL;

  if (application == NULL || gtk_window_is_active (GTK_WINDOW (window)))
    return;
  if (lan_files_transfer_get_state (transfer) != LAN_FILES_ASKING)
    {
      if (lan_files_transfer_is_over (transfer) && lan_files_transfers_count (transfers, LAN_FILES_ASKING) == 0)
        g_application_withdraw_notification (application, NOTICE_ID);
      return;
    }

  title = g_strdup_printf (_("%s wants to send you something"), lan_files_transfer_get_host (transfer));
  notice = g_notification_new (title);
  g_notification_set_body (notice, _("Nothing is taken before you say yes."));
  g_notification_set_default_action (notice, "app." SHOW_ACTION);
  g_application_send_notification (application, NOTICE_ID, notice);
}

static void
on_show (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  LanWindow *window = LAN_WINDOW (data);

  lan_window_show_page (window, "files");
  gtk_window_present (GTK_WINDOW (window));
}

/* A notice would outlive the window. */
static void
on_destroyed (LanWindow    *window,
              GApplication *application)
{
  g_application_withdraw_notification (application, NOTICE_ID);
  g_action_map_remove_action (G_ACTION_MAP (application), SHOW_ACTION);
}

/**
 * lan_offer_notice_attach:
 *
 * Has the desktop tell the person of offers that come while @window has not the focus.
 */
void
lan_offer_notice_attach (GApplication *application,
                         LanWindow    *window)
{
  const GActionEntry actions[] = { { SHOW_ACTION, on_show, NULL, NULL, NULL, { 0 } } };

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), window);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (on_active_changed), application);
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroyed), application);
  g_signal_connect_object (lan_node_get_transfers (lan_window_get_node (window)), "changed",
                           G_CALLBACK (on_transfer_changed), window, G_CONNECT_SWAPPED);
}
