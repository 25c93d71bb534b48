/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/addresses-dialog.h"

#include <glib/gi18n.h>

#include "widgets/qr-code.h"

/* So many digits of a code are read aloud at a time. */
#define GROUP_DIGITS 4

struct _LanAddressesDialog
{
  AdwWindow parent_instance;

  LanQrCode *code;
  GtkLabel *address;
  GtkListBox *list;
  GtkWidget *code_group;
  AdwActionRow *code_row;
};

G_DEFINE_FINAL_TYPE (LanAddressesDialog, lan_addresses_dialog, ADW_TYPE_WINDOW)

static void
show (LanAddressesDialog *self,
      const char         *address)
{
  lan_qr_code_set_text (self->code, address);
  gtk_label_set_text (self->address, address);
}

static void
on_row_activated (LanAddressesDialog *self,
                  GtkListBoxRow      *row)
{
  show (self, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
}

static void
copy (GtkButton  *button,
      const char *address)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), address);
  gtk_button_set_icon_name (button, "emblem-ok-symbolic");
}

static void
copy_data_free (gpointer  data,
                GClosure *closure)
{
  g_free (data);
}

static void
add_copy_button (AdwActionRow *row,
                 const char   *label,
                 const char   *text)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (copy), g_strdup (text), copy_data_free, 0);
  adw_action_row_add_suffix (row, button);
}

static void
add_address (LanAddressesDialog *self,
             const char         *address)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *label = g_strdup_printf (_("Copy %s"), address);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), address);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  add_copy_button (ADW_ACTION_ROW (row), label, address);
  gtk_list_box_append (self->list, row);
}

static char *
dup_in_groups (const char *digits)
{
  GString *groups = g_string_new (NULL);

  for (gsize i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i % GROUP_DIGITS == 0)
        g_string_append_c (groups, ' ');
      g_string_append_c (groups, digits[i]);
    }

  return g_string_free (groups, FALSE);
}

static void
show_code (LanAddressesDialog *self,
           const char         *fingerprint)
{
  g_autofree char *groups = dup_in_groups (fingerprint);

  adw_action_row_set_subtitle (self->code_row, groups);
  add_copy_button (self->code_row, _("Copy the Verification Code"), fingerprint);
  gtk_widget_set_visible (self->code_group, TRUE);
}

static void
lan_addresses_dialog_class_init (LanAddressesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LAN_TYPE_QR_CODE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/landline_app/Landline/ui/addresses-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LanAddressesDialog, code);
  gtk_widget_class_bind_template_child (widget_class, LanAddressesDialog, address);
  gtk_widget_class_bind_template_child (widget_class, LanAddressesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, LanAddressesDialog, code_group);
  gtk_widget_class_bind_template_child (widget_class, LanAddressesDialog, code_row);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
lan_addresses_dialog_init (LanAddressesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_addresses_dialog_new:
 * @addresses: (array zero-terminated=1): URLs, the best first
 * @fingerprint: (nullable): of the certificate that is shown there
 *
 * Returns: (transfer none): a window with a code for phones, every address to copy, and what to compare
 */
LanAddressesDialog *
lan_addresses_dialog_new (GtkWindow         *parent,
                          const char *const *addresses,
                          const char        *fingerprint)
{
  LanAddressesDialog *self = g_object_new (LAN_TYPE_ADDRESSES_DIALOG, "transient-for", parent, NULL);

  for (gsize i = 0; addresses[i] != NULL; i++)
    add_address (self, addresses[i]);
  if (addresses[0] != NULL)
    show (self, addresses[0]);
  if (fingerprint != NULL)
    show_code (self, fingerprint);

  return self;
}
