/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/exchange-cell.h"

struct _LanExchangeCell
{
  AdwBin parent_instance;

  LanExchangeCellKind kind;
  LanWebExchange *exchange;
  gboolean narrow;

  GtkLabel *label;
  GtkLabel *second;    /* of the request only */
  const char *tone;    /* the style class that tells how it went */
};

G_DEFINE_FINAL_TYPE (LanExchangeCell, lan_exchange_cell, ADW_TYPE_BIN)

enum
{
  PROP_NARROW = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
class_of (const LanHttpRecord *record)
{
  if (record->kind == LAN_HTTP_RECORD_SILENT)
    return "dim-label";
  if (record->kind != LAN_HTTP_RECORD_EXCHANGE && record->status < 400)
    return "warning";

  switch (record->status / 100)
    {
    case 2:
      return "success";
    case 3:
      return "accent";
    case 4:
      return "warning";
    case 5:
      return "error";
    default:
      return "dim-label";
    }
}

/* "200 OK · 192.168.1.23 · 512 bytes · 1.2 ms": what the other columns say, where there are none */
static char *
dup_second_line (LanExchangeCell *self)
{
  g_autofree char *problem = lan_web_exchange_dup_problem (self->exchange);
  g_autofree char *progress = lan_web_exchange_dup_progress (self->exchange);
  g_autofree char *status = lan_web_exchange_dup_status (self->exchange);
  g_autofree char *size = lan_web_exchange_dup_size (self->exchange);
  g_autofree char *duration = lan_web_exchange_dup_duration (self->exchange);
  const LanHttpRecord *record = lan_web_exchange_get_record (self->exchange);

  if (problem == NULL)
    problem = g_steal_pointer (&progress);
  if (!self->narrow)
    return g_steal_pointer (&problem);
  if (record->status == 0)
    return problem != NULL ? g_strdup_printf ("%s · %s", record->client, problem) : g_strdup (record->client);

  if (problem != NULL)   /* it matters more than all after it, and little fits */
    return g_strjoin (" · ", status, problem, record->client, size, duration, NULL);

  return g_strjoin (" · ", status, record->client, size, duration, NULL);
}

static char *
dup_text (LanExchangeCell *self)
{
  switch (self->kind)
    {
    case LAN_EXCHANGE_CELL_TIME:
      return lan_web_exchange_dup_time (self->exchange);
    case LAN_EXCHANGE_CELL_CLIENT:
      return g_strdup (lan_web_exchange_get_record (self->exchange)->client);
    case LAN_EXCHANGE_CELL_STATUS:
      return lan_web_exchange_dup_status (self->exchange);
    case LAN_EXCHANGE_CELL_SIZE:
      return lan_web_exchange_dup_size (self->exchange);
    case LAN_EXCHANGE_CELL_DURATION:
      return lan_web_exchange_dup_duration (self->exchange);
    case LAN_EXCHANGE_CELL_REQUEST:
    default:
      return lan_web_exchange_dup_request (self->exchange);
    }
}

/* Only where it is another: a list that follows a stream shows hundreds of cells a frame, and a change of class is the
 * dearest part of that. */
static void
set_tone (LanExchangeCell *self,
          GtkLabel        *label,
          const char      *tone)
{
  if (self->tone == tone)
    return;

  if (self->tone != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (label), self->tone);
  gtk_widget_add_css_class (GTK_WIDGET (label), tone);
  self->tone = tone;
}

static void
show (LanExchangeCell *self)
{
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;
  const LanHttpRecord *record;

  if (self->exchange == NULL)
    return;

  record = lan_web_exchange_get_record (self->exchange);
  text = dup_text (self);
  gtk_label_set_text (self->label, text);

  if (self->kind == LAN_EXCHANGE_CELL_STATUS)
    set_tone (self, self->label, class_of (record));
  if (self->second == NULL)
    return;

  second = dup_second_line (self);
  gtk_label_set_text (self->second, second);
  gtk_widget_set_visible (GTK_WIDGET (self->second), second != NULL);
  set_tone (self, self->second, class_of (record));
}

static void
forget (LanExchangeCell *self)
{
  if (self->exchange != NULL)
    g_signal_handlers_disconnect_by_func (self->exchange, show, self);
  g_clear_object (&self->exchange);
}

static void
lan_exchange_cell_dispose (GObject *object)
{
  forget (LAN_EXCHANGE_CELL (object));

  G_OBJECT_CLASS (lan_exchange_cell_parent_class)->dispose (object);
}

static void
lan_exchange_cell_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, LAN_EXCHANGE_CELL (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_exchange_cell_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  LanExchangeCell *self = LAN_EXCHANGE_CELL (object);

  switch (id)
    {
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        return;
      self->narrow = g_value_get_boolean (value);
      show (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_exchange_cell_class_init (LanExchangeCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lan_exchange_cell_dispose;
  object_class->get_property = lan_exchange_cell_get_property;
  object_class->set_property = lan_exchange_cell_set_property;

  /**
   * LanExchangeCell:narrow:
   *
   * The request stands alone, and says in a second line what the other columns would.
   */
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lan_exchange_cell_init (LanExchangeCell *self)
{
}

/* What did not fit is told on demand; what did is not told twice. */
static gboolean
on_query_tooltip (GtkWidget  *label,
                  int         x,
                  int         y,
                  gboolean    keyboard,
                  GtkTooltip *tooltip,
                  gpointer    data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))))
    return FALSE;

  gtk_tooltip_set_text (tooltip, gtk_label_get_text (GTK_LABEL (label)));

  return TRUE;
}

static GtkLabel *
make_label (void)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (label, TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (label), TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);

  return label;
}

/**
 * lan_exchange_cell_new:
 *
 * Returns: (transfer none): a cell of the list of requests
 */
GtkWidget *
lan_exchange_cell_new (LanExchangeCellKind kind)
{
  LanExchangeCell *self = g_object_new (LAN_TYPE_EXCHANGE_CELL, NULL);

  self->kind = kind;
  self->label = make_label ();
  if (kind == LAN_EXCHANGE_CELL_REQUEST)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      self->second = make_label ();
      gtk_widget_add_css_class (GTK_WIDGET (self->second), "caption");
      gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->second));
      adw_bin_set_child (ADW_BIN (self), box);
    }
  else
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
      if (kind != LAN_EXCHANGE_CELL_STATUS)
        gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
      adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
    }

  return GTK_WIDGET (self);
}

/**
 * lan_exchange_cell_set_exchange:
 * @exchange: (nullable): what to show, and to follow
 */
void
lan_exchange_cell_set_exchange (LanExchangeCell *self,
                                LanWebExchange  *exchange)
{
  g_return_if_fail (LAN_IS_EXCHANGE_CELL (self));

  forget (self);
  if (exchange == NULL)
    return;

  self->exchange = g_object_ref (exchange);
  g_signal_connect_object (exchange, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}
