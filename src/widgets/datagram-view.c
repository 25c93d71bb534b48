/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/datagram-view.h"

#include <glib/gi18n.h>

#include "base/endpoint.h"
#include "widgets/byte-view.h"

/* What a value has at least: the window's least height is taken at the least width. */
#define VALUE_CHARS 20

/* A message looked into: what its datagram's headers said, and its bytes. */
struct _LanDatagramView
{
  AdwBin parent_instance;

  int n_facts;

  /* template */
  GtkGrid *facts;
  GtkToggleButton *hex_button;
  LanByteView *bytes;
};

G_DEFINE_FINAL_TYPE (LanDatagramView, lan_datagram_view, ADW_TYPE_BIN)

static void
add_fact (LanDatagramView *self,
          const char      *name,
          const char      *value)
{
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *value_label = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_widget_set_valign (name_label, GTK_ALIGN_START);
  gtk_widget_add_css_class (name_label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (value_label), VALUE_CHARS);
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_widget_set_can_focus (value_label, FALSE);
  gtk_widget_set_hexpand (value_label, TRUE);
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_grid_attach (self->facts, name_label, 0, self->n_facts, 1, 1);
  gtk_grid_attach (self->facts, value_label, 1, self->n_facts, 1, 1);
  self->n_facts++;
}

static void
add_way (LanDatagramView *self,
         LanChatMessage  *message)
{
  g_autofree char *source = NULL;
  const char *interface = lan_chat_message_get_interface (message);

  if (lan_chat_message_get_kind (message) == LAN_CHAT_SENT)
    {
      g_autofree char *count = g_strdup_printf ("%u", lan_chat_message_get_n_datagrams (message));

      if (lan_chat_message_get_route (message) != NULL)
        add_fact (self, _("Way"), lan_chat_message_get_route (message));
      add_fact (self, _("Datagrams"), count);
      return;
    }

  source = lan_endpoint_format (lan_chat_message_get_sender (message), lan_chat_message_get_sender_port (message));
  add_fact (self, _("Source"), source);
  if (interface != NULL)
    add_fact (self, _("Came In By"), interface);
  add_fact (self, _("Sent To"), lan_chat_message_is_unicast (message) ? _("this computer alone") : _("everyone on the network"));
}

/* Code points, in valid UTF-8: all bytes but those within one (RFC 3629, section 3). NUL is one too. */
static guint
count_characters (const guint8 *bytes,
                  gsize         size)
{
  guint count = 0;

  for (gsize i = 0; i < size; i++)
    count += (bytes[i] & 0xc0) != 0x80;

  return count;
}

static void
add_size (LanDatagramView *self,
          LanChatMessage  *message)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (lan_chat_message_get_bytes (message), &size);
  g_autofree char *bytes = g_strdup_printf (ngettext ("%'u byte", "%'u bytes", (gulong) size), (guint) size);

  add_fact (self, _("Size"), bytes);
  if (lan_chat_message_is_utf8 (message))
    {
      guint length = count_characters (data, size);
      g_autofree char *characters = g_strdup_printf (ngettext ("UTF-8, %'u character", "UTF-8, %'u characters", length),
                                                     length);

      add_fact (self, _("Text"), characters);
    }
  else
    {
      add_fact (self, _("Text"), _("not UTF-8"));
    }
}

static void
on_hex_toggled (LanDatagramView *self)
{
  lan_byte_view_set_hex (self->bytes, gtk_toggle_button_get_active (self->hex_button));
}

static void
lan_datagram_view_class_init (LanDatagramViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LAN_TYPE_BYTE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/datagram-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LanDatagramView, facts);
  gtk_widget_class_bind_template_child (widget_class, LanDatagramView, hex_button);
  gtk_widget_class_bind_template_child (widget_class, LanDatagramView, bytes);
  gtk_widget_class_bind_template_callback (widget_class, on_hex_toggled);
}

static void
lan_datagram_view_init (LanDatagramView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_datagram_view_new:
 * @message: said or heard, no fold
 *
 * Returns: (transfer floating): a view of it, for the Look Inside panel
 */
GtkWidget *
lan_datagram_view_new (LanChatMessage *message)
{
  LanDatagramView *self = g_object_new (LAN_TYPE_DATAGRAM_VIEW, NULL);
  g_autofree char *time = g_date_time_format (lan_chat_message_get_time (message), "%H:%M:%S.%f");

  add_way (self, message);
  add_fact (self, _("Time"), time);
  add_size (self, message);
  lan_byte_view_set_hex (self->bytes, TRUE);
  lan_byte_view_set_bytes (self->bytes, lan_chat_message_get_bytes (message), NULL);

  return GTK_WIDGET (self);
}
