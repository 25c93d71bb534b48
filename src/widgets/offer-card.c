/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/offer-card.h"

#include <glib/gi18n.h>

#include "widgets/window.h"

/* An answer that was meant for another offer, or a click for what was there a moment ago, is none to this one. */
#define ANSWER_AFTER_MS 600

struct _LanOfferCard
{
  GtkBox parent_instance;

  LanNode *node;
  LanFilesTransfer *asking;   /* the one that is asked about */
  guint answer_source;

  /* template */
  GtkLabel *title;
  GtkLabel *more;
};

G_DEFINE_FINAL_TYPE (LanOfferCard, lan_offer_card, GTK_TYPE_BOX)

/* The one that waits longest is asked about; the others are counted. */
static LanFilesTransfer *
find_asking (LanOfferCard *self)
{
  GListModel *transfers = G_LIST_MODEL (lan_node_get_transfers (self->node));

  for (guint i = g_list_model_get_n_items (transfers); i > 0; i--)
    {
      g_autoptr(LanFilesTransfer) transfer = g_list_model_get_item (transfers, i - 1);

      if (lan_files_transfer_get_state (transfer) == LAN_FILES_ASKING)
        return g_steal_pointer (&transfer);
    }

  return NULL;
}

static void
set_may_answer (LanOfferCard *self,
                gboolean      may_answer)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "offer.accept", may_answer);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "offer.decline", may_answer);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "offer.block", may_answer);
}

static gboolean
on_answer_after (gpointer data)
{
  LanOfferCard *self = data;

  self->answer_source = 0;
  set_may_answer (self, TRUE);

  return G_SOURCE_REMOVE;
}

static void
show_other (LanOfferCard *self)
{
  g_autofree char *title = NULL;

  g_clear_handle_id (&self->answer_source, g_source_remove);
  set_may_answer (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), self->asking != NULL);
  if (self->asking == NULL)
    return;

  title = g_strdup_printf (_("%s wants to send you something"), lan_files_transfer_get_peer (self->asking));
  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  self->answer_source = g_timeout_add (ANSWER_AFTER_MS, on_answer_after, self);
}

static void
update (LanOfferCard *self)
{
  guint n_more = lan_files_transfers_count (lan_node_get_transfers (self->node), LAN_FILES_ASKING);
  g_autoptr(LanFilesTransfer) asking = n_more > 0 ? find_asking (self) : NULL;
  g_autofree char *more = NULL;

  n_more -= asking != NULL;
  more = g_strdup_printf (ngettext ("%u more is waiting.", "%u more are waiting.", n_more), n_more);
  gtk_label_set_text (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_more > 0);

  if (g_set_object (&self->asking, asking))
    show_other (self);
}

static void
on_transfer_changed (LanOfferCard     *self,
                     LanFilesTransfer *transfer)
{
  /* progress, many times a second, is none of ours */
  if (transfer == self->asking || lan_files_transfer_get_state (transfer) != LAN_FILES_RUNNING)
    update (self);
}

/* --- The three answers --- */

static void
accept (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  g_autoptr(LanFilesTransfer) asking = g_object_ref (LAN_OFFER_CARD (widget)->asking);

  lan_files_transfer_start (asking);
}

static void
decline (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  g_autoptr(LanFilesTransfer) asking = g_object_ref (LAN_OFFER_CARD (widget)->asking);

  lan_files_transfer_decline (asking);
}

static void
block (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  LanOfferCard *self = LAN_OFFER_CARD (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *host = g_strdup (lan_files_transfer_get_host (self->asking));
  g_autofree char *text = g_strdup_printf (_("%s is blocked until you switch receiving off."), host);

  lan_files_receiver_block (lan_node_get_receiver (self->node), host);
  if (LAN_IS_WINDOW (root))
    lan_window_toast (LAN_WINDOW (root), text);
}

/* --- GObject --- */

static void
lan_offer_card_dispose (GObject *object)
{
  LanOfferCard *self = LAN_OFFER_CARD (object);

  g_clear_handle_id (&self->answer_source, g_source_remove);
  g_clear_object (&self->asking);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (lan_offer_card_parent_class)->dispose (object);
}

static void
lan_offer_card_class_init (LanOfferCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lan_offer_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/offer-card.ui");
  gtk_widget_class_bind_template_child (widget_class, LanOfferCard, title);
  gtk_widget_class_bind_template_child (widget_class, LanOfferCard, more);

  gtk_widget_class_install_action (widget_class, "offer.accept", NULL, accept);
  gtk_widget_class_install_action (widget_class, "offer.decline", NULL, decline);
  gtk_widget_class_install_action (widget_class, "offer.block", NULL, block);
}

static void
lan_offer_card_init (LanOfferCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_offer_card_set_node:
 *
 * Asks the person about what @node's receiver is offered, one at a time; hidden while nobody asks. Set once.
 */
void
lan_offer_card_set_node (LanOfferCard *self,
                         LanNode      *node)
{
  g_return_if_fail (LAN_IS_OFFER_CARD (self) && self->node == NULL);

  self->node = g_object_ref (node);
  g_signal_connect_object (lan_node_get_transfers (node), "changed", G_CALLBACK (on_transfer_changed), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
