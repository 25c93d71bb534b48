/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/qr-code.h"

#include <glib/gi18n.h>
#include <qrencode.h>

/* ISO/IEC 18004 asks for a margin of four modules: without it phones do not find the corners. */
#define QUIET_ZONE_MODULES 4

/* What a phone reads from an arm's length. */
#define MODULE_PIXELS 6

struct _LanQrCode
{
  GtkWidget parent_instance;

  char *text;
  QRcode *code;
};

G_DEFINE_FINAL_TYPE (LanQrCode, lan_qr_code, GTK_TYPE_WIDGET)

enum
{
  PROP_TEXT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static int
count_modules (LanQrCode *self)
{
  return (self->code != NULL ? self->code->width : 0) + 2 * QUIET_ZONE_MODULES;
}

static void
lan_qr_code_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  int modules = count_modules (LAN_QR_CODE (widget));

  *minimum = modules * 2;
  *natural = modules * MODULE_PIXELS;
}

/* White in dark mode too: many readers do not know inverted codes. Whole pixels keep the edges sharp. */
static void
lan_qr_code_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  LanQrCode *self = LAN_QR_CODE (widget);
  const GdkRGBA white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 };
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int modules = count_modules (self);
  int size = MAX (MIN (width, height) / modules, 1);
  int left = (width - modules * size) / 2, top = (height - modules * size) / 2;

  if (self->code == NULL)
    return;

  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT ((float) left, (float) top, (float) (modules * size), (float) (modules * size)));
  left += QUIET_ZONE_MODULES * size;
  top += QUIET_ZONE_MODULES * size;
  for (int y = 0; y < self->code->width; y++)
    for (int x = 0, end; x < self->code->width; x = end)
      {
        const unsigned char *line = self->code->data + y * self->code->width;

        /* dark modules side by side are one rectangle */
        for (end = x; end < self->code->width && (line[end] & 1) != 0; end++)
          ;
        if (end > x)
          gtk_snapshot_append_color (snapshot, &black,
                                     &GRAPHENE_RECT_INIT ((float) (left + x * size), (float) (top + y * size),
                                                          (float) ((end - x) * size), (float) size));
        else
          end = x + 1;
      }
}

static void
lan_qr_code_finalize (GObject *object)
{
  LanQrCode *self = LAN_QR_CODE (object);

  g_free (self->text);
  g_clear_pointer (&self->code, QRcode_free);

  G_OBJECT_CLASS (lan_qr_code_parent_class)->finalize (object);
}

static void
lan_qr_code_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, LAN_QR_CODE (object)->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_qr_code_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_TEXT:
      lan_qr_code_set_text (LAN_QR_CODE (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_qr_code_class_init (LanQrCodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = lan_qr_code_finalize;
  object_class->get_property = lan_qr_code_get_property;
  object_class->set_property = lan_qr_code_set_property;
  widget_class->measure = lan_qr_code_measure;
  widget_class->snapshot = lan_qr_code_snapshot;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "qrcode");
}

static void
lan_qr_code_init (LanQrCode *self)
{
}

/**
 * lan_qr_code_new:
 *
 * Returns: (transfer none): a QR code, empty until it has a text
 */
GtkWidget *
lan_qr_code_new (void)
{
  return g_object_new (LAN_TYPE_QR_CODE, NULL);
}

const char *
lan_qr_code_get_text (LanQrCode *self)
{
  g_return_val_if_fail (LAN_IS_QR_CODE (self), NULL);

  return self->text;
}

/**
 * lan_qr_code_set_text:
 * @text: (nullable): what a phone reads from it; nothing is drawn if it is too long for a code
 */
void
lan_qr_code_set_text (LanQrCode  *self,
                      const char *text)
{
  g_autofree char *label = NULL;

  g_return_if_fail (LAN_IS_QR_CODE (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL && *text != '\0')
    self->code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

  label = g_strdup_printf (_("QR code: %s"), text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
