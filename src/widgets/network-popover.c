/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/network-popover.h"

#include <glib/gi18n.h>

#include "node/settings.h"

/* IPv4: four bytes of eight bits. */
#define BITS 32

struct _LanNetworkPopover
{
  GtkPopover parent_instance;

  /* owned */
  LanNode *node;

  /* template */
  GtkLabel *name;
  GtkLabel *network;
  GtkWidget *visible_switch;
  GtkBox *cards;
};

G_DEFINE_FINAL_TYPE (LanNetworkPopover, lan_network_popover, GTK_TYPE_POPOVER)

/* --- An address with its host bits marked --- */

#define MARK_START "<span weight=\"bold\" underline=\"single\">"
#define MARK_END "</span>"

/**
 * lan_network_popover_dup_decimal:
 * @bytes: an IPv4 address, in network order
 * @prefix_length: the bits that name the network
 *
 * Returns: (transfer full): Pango markup, as "192.168.1.7" with the bytes marked that hold host bits
 */
char *
lan_network_popover_dup_decimal (const guint8 bytes[static 4],
                                 guint        prefix_length)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 4; i++)
    {
      gboolean host = (i + 1) * 8 > prefix_length;

      g_string_append_printf (text, "%s%s%u%s", i > 0 ? "." : "", host ? MARK_START : "", bytes[i],
                              host ? MARK_END : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * lan_network_popover_dup_binary:
 * @bytes: an IPv4 address, in network order
 * @prefix_length: the bits that name the network
 *
 * Returns: (transfer full): Pango markup: the 32 bits, the host's marked
 */
char *
lan_network_popover_dup_binary (const guint8 bytes[static 4],
                                guint        prefix_length)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint bit = 0; bit < BITS; bit++)
    {
      if (bit > 0 && bit % 8 == 0)
        g_string_append_c (text, '.');
      if (bit == prefix_length)
        g_string_append (text, MARK_START);
      g_string_append_c (text, (bytes[bit / 8] >> (7 - bit % 8)) & 1 ? '1' : '0');
    }
  if (prefix_length < BITS)
    g_string_append (text, MARK_END);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- Filling --- */

static GtkWidget *
new_line (const char *markup,
          const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
new_card (const LanInterface *interface)
{
  const guint8 *bytes = g_inet_address_to_bytes (interface->address);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = g_markup_escape_text (interface->name, -1);
  g_autofree char *decimal = lan_network_popover_dup_decimal (bytes, interface->prefix_length);
  g_autofree char *binary = lan_network_popover_dup_binary (bytes, interface->prefix_length);
  g_autofree char *line = NULL;

  gtk_box_append (GTK_BOX (box), new_line (name, "caption-heading"));
  if (interface->broadcast != NULL)
    {
      const guint8 *all = g_inet_address_to_bytes (interface->broadcast);
      g_autofree char *all_decimal = lan_network_popover_dup_decimal (all, interface->prefix_length);
      g_autofree char *all_binary = lan_network_popover_dup_binary (all, interface->prefix_length);
      g_autofree char *lines = g_strdup_printf ("%s\n%s", binary, all_binary);

      line = g_strdup_printf ("%s/%u → %s", decimal, interface->prefix_length, all_decimal);
      gtk_box_append (GTK_BOX (box), new_line (line, "numeric"));
      gtk_box_append (GTK_BOX (box), new_line (lines, "bits"));
    }
  else
    {
      line = g_strdup_printf ("%s/%u", decimal, interface->prefix_length);
      gtk_box_append (GTK_BOX (box), new_line (line, "numeric"));
      gtk_box_append (GTK_BOX (box), new_line (binary, "bits"));
    }

  return box;
}

static void
fill_cards (LanNetworkPopover *self)
{
  GPtrArray *snapshot = lan_interfaces_get_snapshot (lan_node_get_interfaces (self->node));
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, old);

  for (guint i = 0; i < snapshot->len; i++)
    {
      const LanInterface *interface = g_ptr_array_index (snapshot, i);

      if (g_inet_address_get_family (interface->address) == G_SOCKET_FAMILY_IPV4 &&
          !lan_interface_is_loopback (interface))
        gtk_box_append (self->cards, new_card (interface));
    }

  if (gtk_widget_get_first_child (GTK_WIDGET (self->cards)) == NULL)
    gtk_box_append (self->cards, new_line (_("No network card has an address now."), "dim-label"));
}

static void
fill (LanNetworkPopover *self)
{
  g_autofree char *name = lan_settings_dup_name (lan_node_get_settings (self->node));
  const char *network = lan_visibility_get_network_name (lan_node_get_visibility (self->node));
  g_autofree char *text = network != NULL ? g_strdup_printf (_("On the network %s"), network)
                                          : g_strdup (_("Not on a network"));

  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->network, text);
  fill_cards (self);
}

static void
update (LanNetworkPopover *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    fill (self);
}

/* --- GObject --- */

static void
lan_network_popover_show (GtkWidget *widget)
{
  /* first: it takes the size of what it holds then */
  fill (LAN_NETWORK_POPOVER (widget));

  GTK_WIDGET_CLASS (lan_network_popover_parent_class)->show (widget);
}

static void
lan_network_popover_dispose (GObject *object)
{
  g_clear_object (&LAN_NETWORK_POPOVER (object)->node);

  G_OBJECT_CLASS (lan_network_popover_parent_class)->dispose (object);
}

static void
lan_network_popover_class_init (LanNetworkPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lan_network_popover_dispose;
  widget_class->show = lan_network_popover_show;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/network-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, LanNetworkPopover, name);
  gtk_widget_class_bind_template_child (widget_class, LanNetworkPopover, network);
  gtk_widget_class_bind_template_child (widget_class, LanNetworkPopover, visible_switch);
  gtk_widget_class_bind_template_child (widget_class, LanNetworkPopover, cards);
}

static void
lan_network_popover_init (LanNetworkPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_network_popover_new:
 *
 * Returns: (transfer none): who we are on this network, and which addresses that means
 */
GtkWidget *
lan_network_popover_new (LanNode *node)
{
  LanNetworkPopover *self = g_object_new (LAN_TYPE_NETWORK_POPOVER, NULL);

  self->node = g_object_ref (node);
  g_signal_connect_object (lan_node_get_interfaces (node), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_visibility (node), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
