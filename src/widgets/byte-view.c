/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/byte-view.h"

#include <glib/gi18n.h>

#include "base/text.h"

/* Tags such as \r are this much of the text's size. */
#define TAG_SCALE 0.8

struct _LanByteView
{
  AdwBin parent_instance;

  GBytes *bytes;
  GArray *parts;
  LanByteRows *rows;         /* NULL while there are no bytes */
  gboolean hex;
  int selected;              /* part, or -1 */

  GtkListView *list;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (LanByteView, lan_byte_view, ADW_TYPE_BIN)

enum
{
  PROP_HEX = 1,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- What a row looks like --- */

/* Text colours with a contrast of at least 4.5 : 1 on the view's background, light and dark. */
static const struct
{
  guint32 light;
  guint32 dark;
  gboolean coloured;
  gboolean bold;
  gboolean underlined;
} looks[] = {
  [LAN_BYTE_PLAIN] = { 0 },
  [LAN_BYTE_START] = { 0x1a5fb4, 0x99c1f1, TRUE, TRUE, FALSE },
  [LAN_BYTE_NAME] = { 0x7b2d8b, 0xdc8add, TRUE, TRUE, FALSE },
  [LAN_BYTE_VALUE] = { 0 },
  [LAN_BYTE_MARK] = { 0x5e5c64, 0xc0bfbc, TRUE, FALSE, FALSE },
  [LAN_BYTE_BODY] = { 0 },
  [LAN_BYTE_BAD] = { 0xa51d2d, 0xff938c, TRUE, FALSE, TRUE },
};

static void
add_attribute (PangoAttrList     *attributes,
               PangoAttribute    *attribute,
               const LanByteCell *cell)
{
  attribute->start_index = cell->start;
  attribute->end_index = cell->start + cell->length;
  pango_attr_list_change (attributes, attribute);
}

static guint16
channel (guint32 rgb,
         guint   shift)
{
  return (guint16) (((rgb >> shift) & 0xff) * 0x101);
}

static void
add_look (PangoAttrList     *attributes,
          LanByteTone        tone,
          gboolean           dark,
          const LanByteCell *cell)
{
  guint32 rgb = dark ? looks[tone].dark : looks[tone].light;

  if (looks[tone].coloured)
    add_attribute (attributes, pango_attr_foreground_new (channel (rgb, 16), channel (rgb, 8), channel (rgb, 0)), cell);
  if (looks[tone].bold)
    add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), cell);
  if (looks[tone].underlined)
    add_attribute (attributes, pango_attr_underline_new (PANGO_UNDERLINE_ERROR), cell);
}

static void
add_tag (PangoAttrList     *attributes,
         gboolean           dark,
         gboolean           hex,
         const LanByteCell *cell)
{
  guint16 grey = dark ? 0xffff : 0x0000;

  add_attribute (attributes, pango_attr_foreground_alpha_new (0xb000), cell);
  if (hex)
    return;

  add_attribute (attributes, pango_attr_scale_new (TAG_SCALE), cell);
  add_attribute (attributes, pango_attr_background_new (grey, grey, grey), cell);
  add_attribute (attributes, pango_attr_background_alpha_new (0x1c00), cell);
}

static void
add_highlight (PangoAttrList     *attributes,
               gboolean           dark,
               const LanByteCell *cell)
{
  guint32 rgb = dark ? 0x1a5fb4 : 0xb9d6fb;

  add_attribute (attributes, pango_attr_background_new (channel (rgb, 16), channel (rgb, 8), channel (rgb, 0)), cell);
  add_attribute (attributes, pango_attr_background_alpha_new (0xffff), cell);
  add_attribute (attributes, pango_attr_foreground_alpha_new (0xffff), cell);
}

static PangoAttrList *
attributes_of (LanByteView *self,
               GArray      *cells)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))));

  for (guint i = 0, next; i < cells->len; i = next)
    {
      LanByteCell run = g_array_index (cells, LanByteCell, i);
      guint index = lan_byte_rows_find_part (self->rows, run.offset);

      /* cells that look the same are one run of text */
      for (next = i + 1; next < cells->len; next++)
        {
          const LanByteCell *cell = &g_array_index (cells, LanByteCell, next);

          if (cell->tag != run.tag || cell->start != run.start + run.length ||
              lan_byte_rows_find_part (self->rows, cell->offset) != index)
            break;
          run.length += cell->length;
        }

      add_look (attributes, lan_byte_rows_get_part (self->rows, index)->tone, dark, &run);
      if (run.tag)
        add_tag (attributes, dark, self->hex, &run);
      if ((int) index == self->selected)
        add_highlight (attributes, dark, &run);
    }
  /* no "-" where a long word goes on in the next line: there is none in the bytes */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));

  return attributes;
}

/* The stripe beside a row is its section's: as its first part. */
static LanByteTone
row_tone (LanByteView *self,
          LanByteRow  *row)
{
  guint index = lan_byte_rows_find_part (self->rows, lan_byte_row_get_offset (row));
  const char *section = lan_byte_rows_get_part (self->rows, index)->section;

  while (index > 0 && section != NULL && lan_byte_rows_get_part (self->rows, index - 1)->section == section)
    index--;

  return lan_byte_rows_get_part (self->rows, index)->tone;
}

static void
show_row (LanByteView *self,
          GtkListItem *item)
{
  static const char *const classes[][2] = {
    [LAN_BYTE_PLAIN] = { "byte-plain" },
    [LAN_BYTE_START] = { "byte-start" },
    [LAN_BYTE_NAME] = { "byte-name" },
    [LAN_BYTE_VALUE] = { "byte-name" },
    [LAN_BYTE_MARK] = { "byte-mark" },
    [LAN_BYTE_BODY] = { "byte-body" },
    [LAN_BYTE_BAD] = { "byte-bad" },
  };
  LanByteRow *row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *heading = gtk_widget_get_first_child (box);
  GtkWidget *label = gtk_widget_get_last_child (box);
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (LanByteCell));
  g_autofree char *text = lan_byte_row_dup_text (row, cells);
  g_autoptr(PangoAttrList) attributes = attributes_of (self, cells);

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_widget_set_css_classes (box, (const char **) classes[row_tone (self, row)]);
  gtk_label_set_text (GTK_LABEL (heading), lan_byte_row_get_heading (row));
  gtk_widget_set_visible (heading, lan_byte_row_get_heading (row) != NULL);
}

/* --- Choosing a part --- */

static void
on_pressed (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            GtkListItem     *item)
{
  GtkWidget *label = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  LanByteView *self = LAN_BYTE_VIEW (gtk_widget_get_ancestor (label, LAN_TYPE_BYTE_VIEW));
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (LanByteCell));
  g_autofree char *text = lan_byte_row_dup_text (gtk_list_item_get_item (item), cells);
  int left, top, index, trailing;

  gtk_label_get_layout_offsets (GTK_LABEL (label), &left, &top);
  pango_layout_xy_to_index (gtk_label_get_layout (GTK_LABEL (label)), (int) (x - left) * PANGO_SCALE,
                            (int) (y - top) * PANGO_SCALE, &index, &trailing);

  for (guint i = cells->len; i > 0; i--)
    {
      const LanByteCell *cell = &g_array_index (cells, LanByteCell, i - 1);

      if ((int) cell->start <= index)
        {
          lan_byte_view_select (self, (int) lan_byte_rows_find_part (self->rows, cell->offset));
          return;
        }
    }
}

/* A row that is chosen, by the keyboard as a rule, chooses its first part, unless one in it is chosen already. */
static void
on_row_selected (LanByteView *self)
{
  LanByteRow *row = gtk_single_selection_get_selected_item (self->selection);
  const LanBytePart *part = lan_byte_view_get_selected_part (self);
  gsize offset;

  if (row == NULL)
    return;

  offset = lan_byte_row_get_offset (row);
  if (part != NULL && part->offset < offset + lan_byte_row_get_length (row) && offset < part->offset + part->length)
    return;

  lan_byte_view_select (self, (int) lan_byte_rows_find_part (self->rows, offset));
}

static gboolean
step (GtkWidget *widget,
      GVariant  *arguments,
      gpointer   data)
{
  LanByteView *self = LAN_BYTE_VIEW (widget);
  int to = self->selected + g_variant_get_int32 (arguments);

  if (self->rows == NULL || to < 0 || to >= (int) lan_byte_rows_get_n_parts (self->rows))
    return FALSE;

  lan_byte_view_select (self, to);

  return TRUE;
}

static char *
dup_stretch (LanByteView *self,
             gsize        offset,
             gsize        length)
{
  const char *data = g_bytes_get_data (self->bytes, NULL);
  GString *hex;

  if (!self->hex)
    return lan_text_show (data + offset, length, NULL);

  hex = g_string_sized_new (length * 3);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%s%02x", i > 0 ? " " : "", (guint8) data[offset + i]);

  return g_string_free (hex, FALSE);
}

static void
copy (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  LanByteView *self = LAN_BYTE_VIEW (widget);
  const LanBytePart *part = lan_byte_view_get_selected_part (self);
  g_autofree char *text = NULL;

  if (self->bytes == NULL)
    return;

  text = part != NULL ? dup_stretch (self, part->offset, part->length) : lan_byte_view_dup_text (self);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* --- The list --- */

static void
on_selected_changed (LanByteView *self,
                     GParamSpec  *pspec,
                     GtkListItem *item)
{
  if (gtk_list_item_get_item (item) != NULL)
    show_row (self, item);
}

static void
on_setup (LanByteView *self,
          GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *heading = gtk_label_new (NULL);
  GtkWidget *label = gtk_label_new (NULL);
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_ellipsize (GTK_LABEL (heading), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (heading, "byte-heading");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, "byte-text");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);

  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), item, 0);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (self, "notify::selected", G_CALLBACK (on_selected_changed), item, 0);
}

static void
on_bind (LanByteView *self,
         GtkListItem *item)
{
  show_row (self, item);
}

static void
rebuild (LanByteView *self)
{
  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->rows);
  if (self->bytes == NULL || g_bytes_get_size (self->bytes) == 0)
    return;

  self->rows = lan_byte_rows_new (self->bytes, self->parts, self->hex);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
}

/* Colours are attributes of the text, which CSS does not reach. */
static void
on_dark_changed (LanByteView *self)
{
  rebuild (self);
}

/* --- GObject --- */

static void
lan_byte_view_finalize (GObject *object)
{
  LanByteView *self = LAN_BYTE_VIEW (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_object (&self->rows);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (lan_byte_view_parent_class)->finalize (object);
}

static void
lan_byte_view_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  LanByteView *self = LAN_BYTE_VIEW (object);

  switch (id)
    {
    case PROP_HEX:
      g_value_set_boolean (value, self->hex);
      break;
    case PROP_SELECTED:
      g_value_set_int (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_byte_view_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  LanByteView *self = LAN_BYTE_VIEW (object);

  switch (id)
    {
    case PROP_HEX:
      lan_byte_view_set_hex (self, g_value_get_boolean (value));
      break;
    case PROP_SELECTED:
      lan_byte_view_select (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_byte_view_class_init (LanByteViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = lan_byte_view_finalize;
  object_class->get_property = lan_byte_view_get_property;
  object_class->set_property = lan_byte_view_set_property;

  properties[PROP_HEX] = g_param_spec_boolean ("hex", NULL, NULL, FALSE,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SELECTED] = g_param_spec_int ("selected", NULL, NULL, -1, G_MAXINT, -1,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/byte-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LanByteView, list);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);

  gtk_widget_class_install_action (widget_class, "bytes.copy", NULL, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "bytes.copy", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step, "i", 1);
}

static void
lan_byte_view_init (LanByteView *self)
{
  self->selected = -1;
  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_row_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_dark_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lan_byte_view_new:
 *
 * Returns: (transfer none): a list of bytes, as lines or in hex, with named parts. A click or the arrow keys choose
 *   a part; Ctrl+C copies it
 */
LanByteView *
lan_byte_view_new (void)
{
  return g_object_new (LAN_TYPE_BYTE_VIEW, NULL);
}

/**
 * lan_byte_view_set_bytes:
 * @bytes: (nullable): what to show
 * @parts: (nullable) (element-type LanBytePart): tiling @bytes
 */
void
lan_byte_view_set_bytes (LanByteView *self,
                         GBytes      *bytes,
                         GArray      *parts)
{
  g_return_if_fail (LAN_IS_BYTE_VIEW (self));

  if (bytes != NULL)
    g_bytes_ref (bytes);
  if (parts != NULL)
    g_array_ref (parts);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  self->bytes = bytes;
  self->parts = parts;
  self->selected = -1;
  rebuild (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

gboolean
lan_byte_view_get_hex (LanByteView *self)
{
  g_return_val_if_fail (LAN_IS_BYTE_VIEW (self), FALSE);

  return self->hex;
}

/**
 * lan_byte_view_set_hex:
 * @hex: hex with offsets, else lines of text in which what cannot be shown is a tag
 */
void
lan_byte_view_set_hex (LanByteView *self,
                       gboolean     hex)
{
  g_return_if_fail (LAN_IS_BYTE_VIEW (self));

  if (self->hex == hex)
    return;

  self->hex = hex;
  rebuild (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEX]);
}

/**
 * lan_byte_view_get_selected:
 *
 * Returns: the index of the part that is highlighted, or -1
 */
int
lan_byte_view_get_selected (LanByteView *self)
{
  g_return_val_if_fail (LAN_IS_BYTE_VIEW (self), -1);

  return self->selected;
}

/**
 * lan_byte_view_get_selected_part:
 *
 * Returns: (transfer none) (nullable): the part that is highlighted
 */
const LanBytePart *
lan_byte_view_get_selected_part (LanByteView *self)
{
  g_return_val_if_fail (LAN_IS_BYTE_VIEW (self), NULL);

  if (self->rows == NULL || self->selected < 0)
    return NULL;

  return lan_byte_rows_get_part (self->rows, (guint) self->selected);
}

/**
 * lan_byte_view_select:
 * @part: an index, or -1 for none
 *
 * Highlights a part, and brings its beginning into view.
 */
void
lan_byte_view_select (LanByteView *self,
                      int          part)
{
  g_return_if_fail (LAN_IS_BYTE_VIEW (self));

  if (self->selected == part || self->rows == NULL || part >= (int) lan_byte_rows_get_n_parts (self->rows))
    return;

  self->selected = part;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
  if (part >= 0)
    {
      guint row = lan_byte_rows_find (self->rows, lan_byte_view_get_selected_part (self)->offset);

      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", row);
    }
}

/**
 * lan_byte_view_select_offset:
 *
 * Highlights the part that holds the byte at @offset.
 */
void
lan_byte_view_select_offset (LanByteView *self,
                             gsize        offset)
{
  g_return_if_fail (LAN_IS_BYTE_VIEW (self));

  if (self->rows != NULL)
    lan_byte_view_select (self, (int) lan_byte_rows_find_part (self->rows, offset));
}

/**
 * lan_byte_view_dup_text:
 *
 * Returns: (transfer full): all of it as it is shown: text, or hex
 */
char *
lan_byte_view_dup_text (LanByteView *self)
{
  g_return_val_if_fail (LAN_IS_BYTE_VIEW (self), NULL);

  return self->bytes != NULL ? dup_stretch (self, 0, g_bytes_get_size (self->bytes)) : g_strdup ("");
}
