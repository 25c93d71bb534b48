/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/notice-bar.h"

#include "node/events.h"

/* A sentence over the whole width, with at most one button: what AdwBanner is from libadwaita 1.3 on. */
struct _LanNoticeBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (LanNoticeBar, lan_notice_bar, ADW_TYPE_BIN)

static void
lan_notice_bar_class_init (LanNoticeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/notice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, LanNoticeBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, LanNoticeBar, label);
  gtk_widget_class_bind_template_child (widget_class, LanNoticeBar, button);
}

static void
lan_notice_bar_init (LanNoticeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_notice_bar_show:
 * @text: a translated sentence, plain text
 * @button: (nullable): the translated name of the remedy
 * @action: (nullable): a detailed action name, for @button
 *
 * Says it until lan_notice_bar_hide() or something else is to be said.
 */
void
lan_notice_bar_show (LanNoticeBar *self,
                     const char   *text,
                     const char   *button,
                     const char   *action)
{
  g_return_if_fail (LAN_IS_NOTICE_BAR (self));
  g_return_if_fail (text != NULL);

  if (!gtk_revealer_get_reveal_child (self->revealer) || g_strcmp0 (gtk_label_get_text (self->label), text) != 0)
    lan_events_emit ("notice", "text", "s", text, NULL);

  gtk_label_set_text (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
  if (action != NULL)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

void
lan_notice_bar_hide (LanNoticeBar *self)
{
  g_return_if_fail (LAN_IS_NOTICE_BAR (self));

  if (gtk_revealer_get_reveal_child (self->revealer))
    lan_events_emit ("notice", "text", "s", NULL, NULL);

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
