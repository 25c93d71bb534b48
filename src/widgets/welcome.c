/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/welcome.h"

#include <glib/gi18n.h>

#include "node/events.h"
#include "node/settings.h"

/* The first question, asked once, before anything leaves this computer: a page of its own, so that nothing
 * else can be reached while it is open. */
struct _LanWelcome
{
  AdwBin parent_instance;

  /* owned */
  LanNode *node;

  /* template */
  GtkEditable *name_row;
  GtkLabel *sentence;
};

G_DEFINE_FINAL_TYPE (LanWelcome, lan_welcome, ADW_TYPE_BIN)

static char *
dup_name (LanWelcome *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
}

static void
update (LanWelcome *self)
{
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;
  g_autofree char *sentence = NULL;

  if (self->node == NULL)
    return;

  name = dup_name (self);
  address = lan_interfaces_dup_best_address (lan_node_get_interfaces (self->node));
  if (*name == '\0')
    sentence = g_strdup (_("Write the name that others shall see."));
  else if (lan_visibility_get_network_name (lan_node_get_visibility (self->node)) == NULL)
    sentence = g_strdup_printf (_("Others on a network will see: %s, a computer, and its address."), name);
  else
    /* Translators: the person's name and the computer's address */
    sentence = g_strdup_printf (_("Others on this network will see: %1$s, a computer, %2$s."), name, address);

  gtk_label_set_text (self->sentence, sentence);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "welcome.answer", *name != '\0');
}

static void
on_answer (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  LanWelcome *self = LAN_WELCOME (widget);
  g_autofree char *name = dup_name (self);
  gboolean visible = g_variant_get_boolean (parameter);

  lan_events_emit ("welcome", "state", "s", "answered", "visible", "b", visible, NULL);
  lan_visibility_answer_welcome (lan_node_get_visibility (self->node), name, visible);
}

static void
lan_welcome_dispose (GObject *object)
{
  g_clear_object (&LAN_WELCOME (object)->node);

  G_OBJECT_CLASS (lan_welcome_parent_class)->dispose (object);
}

static void
lan_welcome_class_init (LanWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lan_welcome_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, LanWelcome, name_row);
  gtk_widget_class_bind_template_child (widget_class, LanWelcome, sentence);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "welcome.answer", "b", on_answer);
}

static void
lan_welcome_init (LanWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_welcome_new:
 *
 * Returns: (transfer none): the question whether others may know of us, with the name they would see
 */
GtkWidget *
lan_welcome_new (LanNode *node)
{
  LanWelcome *self = g_object_new (LAN_TYPE_WELCOME, NULL);
  g_autofree char *name = lan_settings_dup_name (lan_node_get_settings (node));

  self->node = g_object_ref (node);
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (self->name_row)), LAN_NAME_MAX_CHARS);
  gtk_editable_set_text (self->name_row, name);
  g_signal_connect_object (lan_node_get_interfaces (node), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_visibility (node), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  lan_events_emit ("welcome", "state", "s", "shown", NULL);

  return GTK_WIDGET (self);
}
