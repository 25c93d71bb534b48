/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/exchange-list.h"

#include <glib/gi18n.h>

#include "widgets/exchange-cell.h"
#include "widgets/follower.h"

/* Below this width the columns beside the request leave too little of it. */
#define NARROW_PIXELS 560

/* The columns beside the request: what stands in them is that long, in any language but for the status. */
#define TIME_PIXELS 82
#define CLIENT_PIXELS 122
#define STATUS_PIXELS 168
#define NUMBER_PIXELS 82

struct _LanExchangeList
{
  GtkWidget parent_instance;

  gboolean narrow;
  gboolean wants_narrow;
  guint narrow_source;
  LanFollower *follower;
  GtkSingleSelection *selection;

  /* template */
  GtkScrolledWindow *scrolled;
  GtkColumnView *view;
  GtkColumnViewColumn *time;
  GtkColumnViewColumn *client;
  GtkColumnViewColumn *request;
  GtkColumnViewColumn *status;
  GtkColumnViewColumn *size;
  GtkColumnViewColumn *duration;
};

G_DEFINE_FINAL_TYPE (LanExchangeList, lan_exchange_list, GTK_TYPE_WIDGET)

enum
{
  PROP_NARROW = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- Narrow and wide --- */

static gboolean
on_width_changed (gpointer data)
{
  LanExchangeList *self = data;
  const struct
  {
    GtkColumnViewColumn *column;
    int width;
  } others[] = { { self->time, TIME_PIXELS }, { self->client, CLIENT_PIXELS }, { self->status, STATUS_PIXELS },
                 { self->size, NUMBER_PIXELS }, { self->duration, NUMBER_PIXELS } };
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));

  self->narrow_source = 0;
  if (self->narrow == self->wants_narrow)
    return G_SOURCE_REMOVE;

  self->narrow = self->wants_narrow;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      gtk_column_view_column_set_visible (others[i].column, !self->narrow);
      /* GTK 4.8 keeps room for columns that are not visible */
      gtk_column_view_column_set_fixed_width (others[i].column, self->narrow ? 0 : others[i].width);
    }
  gtk_widget_set_visible (header, !self->narrow);   /* one title over one column says nothing */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

static void
lan_exchange_list_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  LanExchangeList *self = LAN_EXCHANGE_LIST (widget);

  self->wants_narrow = width < NARROW_PIXELS;
  /* columns cannot come and go while they are laid out; before the next frame they can */
  if (self->wants_narrow != self->narrow && self->narrow_source == 0)
    self->narrow_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_width_changed, self, NULL);

  gtk_widget_allocate (GTK_WIDGET (self->scrolled), width, height, baseline, NULL);
}

static void
lan_exchange_list_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (LAN_EXCHANGE_LIST (widget)->scrolled), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

/* --- Cells --- */

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  data)
{
  LanExchangeCellKind kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "kind"));
  GtkWidget *cell = lan_exchange_cell_new (kind);

  if (kind == LAN_EXCHANGE_CELL_REQUEST)
    g_object_bind_property (data, "narrow", cell, "narrow", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  data)
{
  lan_exchange_cell_set_exchange (LAN_EXCHANGE_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  data)
{
  lan_exchange_cell_set_exchange (LAN_EXCHANGE_CELL (gtk_list_item_get_child (item)), NULL);
}

static void
set_factory (LanExchangeList     *self,
             GtkColumnViewColumn *column,
             LanExchangeCellKind  kind)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "kind", GUINT_TO_POINTER (kind));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_column_view_column_set_factory (column, factory);
}

static void
on_selection_changed (LanExchangeList *self)
{
  g_signal_emit (self, signals[SELECTED], 0);
}

/* Enter, or a second click: on to the bytes. */
static void
on_activated (LanExchangeList *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.other-pane", NULL);
}

/* --- GObject --- */

static void
lan_exchange_list_dispose (GObject *object)
{
  LanExchangeList *self = LAN_EXCHANGE_LIST (object);

  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_clear_object (&self->follower);
  g_clear_object (&self->selection);
  if (self->scrolled != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->scrolled));
  self->scrolled = NULL;

  G_OBJECT_CLASS (lan_exchange_list_parent_class)->dispose (object);
}

static void
lan_exchange_list_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, LAN_EXCHANGE_LIST (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_exchange_list_class_init (LanExchangeListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lan_exchange_list_dispose;
  object_class->get_property = lan_exchange_list_get_property;
  widget_class->measure = lan_exchange_list_measure;
  widget_class->size_allocate = lan_exchange_list_size_allocate;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * LanExchangeList::selected:
   *
   * Another row was chosen, or none.
   */
  signals[SELECTED] = g_signal_new ("selected", LAN_TYPE_EXCHANGE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/exchange-list.ui");
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, scrolled);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, view);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, time);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, client);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, request);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, status);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, size);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeList, duration);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
lan_exchange_list_init (LanExchangeList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  set_factory (self, self->time, LAN_EXCHANGE_CELL_TIME);
  set_factory (self, self->client, LAN_EXCHANGE_CELL_CLIENT);
  set_factory (self, self->request, LAN_EXCHANGE_CELL_REQUEST);
  set_factory (self, self->status, LAN_EXCHANGE_CELL_STATUS);
  set_factory (self, self->size, LAN_EXCHANGE_CELL_SIZE);
  set_factory (self, self->duration, LAN_EXCHANGE_CELL_DURATION);

  gtk_column_view_column_set_fixed_width (self->time, TIME_PIXELS);
  gtk_column_view_column_set_fixed_width (self->client, CLIENT_PIXELS);
  gtk_column_view_column_set_fixed_width (self->status, STATUS_PIXELS);
  gtk_column_view_column_set_fixed_width (self->size, NUMBER_PIXELS);
  gtk_column_view_column_set_fixed_width (self->duration, NUMBER_PIXELS);

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));

  /* a column view is a header and a list */
  self->follower = lan_follower_new (self->scrolled, GTK_LIST_VIEW (gtk_widget_get_last_child (GTK_WIDGET (self->view))));
}

/**
 * lan_exchange_list_set_log:
 * @log: what to list, as it comes
 */
void
lan_exchange_list_set_log (LanExchangeList   *self,
                           LanWebExchangeLog *log)
{
  g_return_if_fail (LAN_IS_EXCHANGE_LIST (self));

  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (log));
}

/**
 * lan_exchange_list_get_selected:
 *
 * Returns: (transfer none) (nullable): the row that is chosen
 */
LanWebExchange *
lan_exchange_list_get_selected (LanExchangeList *self)
{
  g_return_val_if_fail (LAN_IS_EXCHANGE_LIST (self), NULL);

  return gtk_single_selection_get_selected_item (self->selection);
}

void
lan_exchange_list_unselect (LanExchangeList *self)
{
  g_return_if_fail (LAN_IS_EXCHANGE_LIST (self));

  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}
