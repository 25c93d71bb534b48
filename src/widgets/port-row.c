/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/port-row.h"

#include <glib/gi18n.h>

#include "node/settings.h"

/* A port among the settings: what is no port is said, and the one before stays; so does what is wrong with
 * the port that is set. */
struct _LanPortRow
{
  AdwActionRow parent_instance;

  /* owned */
  GSettings *settings;
  char *key;
  char *purpose;                 /* the subtitle while nothing is wrong */
  char *problem;

  /* template */
  GtkSpinButton *spin;
};

G_DEFINE_FINAL_TYPE (LanPortRow, lan_port_row, ADW_TYPE_ACTION_ROW)

/**
 * lan_port_parse:
 * @port: (out): the number
 *
 * Returns: whether @text is a port
 */
gboolean
lan_port_parse (const char *text,
                guint16    *port)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, LAN_PORT_MIN, LAN_PORT_MAX, &value, NULL))
    return FALSE;

  *port = (guint16) value;

  return TRUE;
}

static void
say (LanPortRow *self,
     const char *problem)
{
  const char *text = problem != NULL ? problem : self->purpose;
  g_autofree char *escaped = NULL;

  if (text == NULL)
    return;   /* not bound yet */

  escaped = g_markup_escape_text (text, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static int
on_input (GtkSpinButton *spin,
          double        *value,
          gpointer       data)
{
  LanPortRow *self = LAN_PORT_ROW (gtk_widget_get_ancestor (GTK_WIDGET (spin), LAN_TYPE_PORT_ROW));
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));
  guint16 port;

  if (lan_port_parse (text, &port))
    {
      *value = port;
      say (self, self->problem);
    }
  else
    {
      g_autofree char *problem = g_strdup_printf (_("“%s” is no port. Ports are numbers from 1 to 65535."), text);

      *value = gtk_spin_button_get_value (spin);
      say (self, problem);
    }

  return TRUE;
}

static void
on_value_changed (LanPortRow *self)
{
  guint16 port = (guint16) gtk_spin_button_get_value_as_int (self->spin);

  if (self->settings == NULL || port == lan_settings_get_port (self->settings, self->key))
    return;

  g_settings_set (self->settings, self->key, "q", port);
}

static void
on_setting_changed (LanPortRow *self)
{
  gtk_spin_button_set_value (self->spin, lan_settings_get_port (self->settings, self->key));
}

static void
lan_port_row_finalize (GObject *object)
{
  LanPortRow *self = LAN_PORT_ROW (object);

  g_clear_object (&self->settings);
  g_free (self->key);
  g_free (self->purpose);
  g_free (self->problem);

  G_OBJECT_CLASS (lan_port_row_parent_class)->finalize (object);
}

static void
lan_port_row_class_init (LanPortRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lan_port_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/port-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LanPortRow, spin);
  gtk_widget_class_bind_template_callback (widget_class, on_input);
  gtk_widget_class_bind_template_callback (widget_class, on_value_changed);
}

static void
lan_port_row_init (LanPortRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_port_row_bind:
 * @key: of type "q"
 *
 * Shows and keeps that port. Title and subtitle are set before.
 */
void
lan_port_row_bind (LanPortRow *self,
                   GSettings  *settings,
                   const char *key)
{
  g_autofree char *detailed = g_strconcat ("changed::", key, NULL);

  g_return_if_fail (LAN_IS_PORT_ROW (self));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  self->purpose = g_strdup (adw_action_row_get_subtitle (ADW_ACTION_ROW (self)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);
  g_signal_connect_object (settings, detailed, G_CALLBACK (on_setting_changed), self, G_CONNECT_SWAPPED);
  on_setting_changed (self);
}

/**
 * lan_port_row_set_problem:
 * @problem: (nullable): a translated sentence on why this port cannot be had, plain text
 */
void
lan_port_row_set_problem (LanPortRow *self,
                          const char *problem)
{
  g_return_if_fail (LAN_IS_PORT_ROW (self));

  if (g_strcmp0 (self->problem, problem) == 0)
    return;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  say (self, problem);
}

/**
 * lan_port_row_commit:
 *
 * Takes what is written in the field, as when it loses the focus.
 */
void
lan_port_row_commit (LanPortRow *self)
{
  g_return_if_fail (LAN_IS_PORT_ROW (self));

  gtk_spin_button_update (self->spin);
}
