/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/web-page.h"

#include <glib/gi18n.h>

#include "node/settings.h"
#include "web/exposure.h"
#include "widgets/addresses-dialog.h"
#include "widgets/exchange-list.h"
#include "widgets/exchange-view.h"
#include "widgets/folder-name.h"
#include "widgets/notice-bar.h"
#include "widgets/port-dialog.h"
#include "widgets/rules-window.h"
#include "widgets/site-options.h"
#include "widgets/window.h"

struct _LanWebPage
{
  AdwBin parent_instance;

  /* owned */
  LanNode *node;
  LanExchangeView *view;          /* in the panel while a row is chosen */
  GtkFileChooserNative *chooser;
  gboolean updating;              /* what is shown changes by itself */
  gboolean switching;             /* … or the person moves the switch */
  gboolean rights_fell;           /* with the folder that is about to be served */

  /* template */
  LanNoticeBar *notice;
  GtkStack *stack;
  AdwActionRow *folder_row;
  GtkSpinButton *port_spin;
  GtkAdjustment *port;
  GtkLabel *folder_label;
  GtkLabel *address_label;
  GtkButton *rules_button;
  GtkLabel *reach_label;
  GtkSwitch *running_switch;
  LanExchangeList *list;
  GtkLabel *forgotten_label;
};

G_DEFINE_FINAL_TYPE (LanWebPage, lan_web_page, ADW_TYPE_BIN)

enum
{
  PROP_NODE = 1,
  PROP_REACH,
  PROP_HTTPS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static LanWebHost *
host_of (LanWebPage *self)
{
  return lan_node_get_web (self->node);
}

static GSettings *
settings_of (LanWebPage *self)
{
  return lan_node_get_settings (self->node);
}

static LanWindow *
window_of (LanWebPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return LAN_IS_WINDOW (root) ? LAN_WINDOW (root) : NULL;
}

static void
toast (LanWebPage *self,
       const char *text)
{
  if (window_of (self) != NULL)
    lan_window_toast (window_of (self), text);
}

/* --- How it is --- */

/* (transfer full): @first, which is taken, and another sentence after it. */
static char *
add_sentence (char       *first,
              const char *second)
{
  g_autofree char *taken = first;

  /* Translators: two sentences, one after the other */
  return g_strdup_printf (_("%1$s %2$s"), taken, second);
}

static char *
dup_who (LanWebPage *self)
{
  LanVisibility *visibility = lan_node_get_visibility (self->node);
  const char *network = visibility != NULL ? lan_visibility_get_network_name (visibility) : NULL;

  if (!lan_web_host_get_shared (host_of (self)))
    return g_strdup (_("Only this computer can open it."));
  if (!lan_web_host_is_reachable (host_of (self)))
    return g_strdup (_("You are hidden on this network, so only this computer can open it."));
  if (lan_web_host_get_options (host_of (self))->networks != NULL)
    return g_strdup (_("Only the allowed networks can open it."));
  if (network == NULL)
    return g_strdup (_("Everyone on this network can open it."));

  return g_strdup_printf (_("Everyone on “%s” can open it."), network);
}

/* That they may read goes without saying; whatever else they may does not. */
static char *
dup_reach (LanWebPage *self)
{
  const LanWebOptions *options = lan_web_host_get_options (host_of (self));
  LanWebRights rights = lan_web_host_get_rights (host_of (self));
  g_autofree char *may = lan_web_options_describe_rights (rights);
  char *sentences;

  if (!lan_web_host_is_running (host_of (self)))
    return g_strdup (_("Stopped. Nobody can open it."));

  sentences = dup_who (self);
  if (options->user != NULL)
    sentences = add_sentence (sentences, _("A password is asked for."));
  if (rights != LAN_WEB_RIGHT_READ)
    sentences = add_sentence (sentences, may);

  return sentences;
}

static void
show_folder (LanWebPage *self)
{
  const char *folder = lan_web_host_get_folder (host_of (self));
  g_autofree char *name = lan_web_host_dup_folder_name (host_of (self));
  g_autofree char *path = folder != NULL ? lan_folder_name_dup (folder) : NULL;
  g_autofree char *subtitle = NULL;

  gtk_label_set_text (self->folder_label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->folder_label), path);
  subtitle = g_markup_escape_text (path != NULL ? path : _("My first page, which comes with Landline"), -1);
  adw_action_row_set_subtitle (self->folder_row, subtitle);
}

static guint
count_rules (LanWebPage *self)
{
  GPtrArray *rules = lan_web_host_get_options (host_of (self))->rules;
  guint count = 0;

  for (guint i = 0; i < rules->len; i++)
    if (((LanWebRule *) g_ptr_array_index (rules, i))->enabled)
      count++;

  return count;
}

/* What is not answered from the folder would puzzle whoever forgot the rules. */
static void
show_rules (LanWebPage *self)
{
  guint n_rules = count_rules (self);
  g_autofree char *label = g_strdup_printf (ngettext ("%u rule on", "%u rules on", n_rules), n_rules);

  gtk_button_set_label (self->rules_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->rules_button), n_rules > 0);
}

static void
show_problem (LanWebPage *self)
{
  const char *problem = lan_web_host_get_problem (host_of (self));
  guint16 port = lan_web_host_get_suggested_port (host_of (self));
  g_autofree char *button = NULL;

  if (problem == NULL)
    {
      lan_notice_bar_hide (self->notice);
      return;
    }

  if (port != 0)
    button = g_strdup_printf (_("Use Port %u"), port);
  lan_notice_bar_show (self->notice, problem, button, "web.use-suggested-port");
}

/* The list is bounded: what is missing in it is said under it. */
static char *
dup_forgotten (LanWebExchangeLog *log)
{
  guint64 dropped = lan_web_exchange_log_get_dropped (log);
  guint64 lost = lan_web_exchange_log_get_lost (log);

  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, dropped + lost);

  if (lost > 0)
    return g_strdup_printf (ngettext ("The newest requests are kept: %s other is no longer listed, or came too fast.",
                                      "The newest requests are kept: %s others are no longer listed, or came too fast.",
                                      dropped + lost), number);
  if (dropped > 0)
    return g_strdup_printf (ngettext ("The newest requests are kept: %s older one is no longer listed.",
                                      "The newest requests are kept: %s older ones are no longer listed.", dropped),
                            number);

  return NULL;
}

static void
show_requests (LanWebPage *self)
{
  LanWebExchangeLog *log = lan_web_host_get_log (host_of (self));
  guint n_requests = g_list_model_get_n_items (G_LIST_MODEL (log));
  g_autofree char *forgotten = dup_forgotten (log);
  gboolean running = lan_web_host_is_running (host_of (self));

  gtk_stack_set_visible_child_name (self->stack, n_requests > 0 ? "list" : running ? "waiting" : "stopped");
  gtk_label_set_text (self->forgotten_label, forgotten);
  gtk_widget_set_visible (GTK_WIDGET (self->forgotten_label), forgotten != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "web.clear", n_requests > 0);
}

static void
update (LanWebPage *self)
{
  gboolean running = lan_web_host_is_running (host_of (self));
  g_autofree char *address = lan_web_host_dup_address (host_of (self));
  g_autofree char *reach = dup_reach (self);

  self->updating = TRUE;
  if (!self->switching)
    {
      gtk_switch_set_active (self->running_switch, running || lan_web_host_is_starting (host_of (self)));
      gtk_switch_set_state (self->running_switch, running);
    }
  gtk_adjustment_set_value (self->port, lan_web_host_get_port (host_of (self)));
  self->updating = FALSE;

  show_folder (self);
  show_rules (self);
  show_problem (self);
  show_requests (self);
  gtk_label_set_text (self->address_label, address);
  gtk_label_set_text (self->reach_label, reach);
  gtk_widget_set_sensitive (GTK_WIDGET (self->address_label), running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "web.copy-address", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "web.open", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "web.show-addresses", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "web.starter-page", lan_web_host_get_folder (host_of (self)) != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REACH]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HTTPS]);
}

/* --- Starting and stopping --- */

static void
start (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  /* a problem shows by "changed" */
  lan_web_host_start_async (host_of (LAN_WEB_PAGE (widget)), NULL, NULL);
}

static gboolean
on_switched (LanWebPage *self,
             gboolean    on)
{
  if (self->updating)
    return FALSE;

  /* Moved once more from in here, a screen reader would hear of the wrong end. */
  self->switching = TRUE;
  if (on)
    {
      gtk_spin_button_update (self->port_spin);   /* what was typed; a switch takes no focus away */
      lan_web_host_start_async (host_of (self), NULL, NULL);
    }
  else
    lan_web_host_stop (host_of (self));
  self->switching = FALSE;

  return on;   /* it is on when it runs, and goes back where that does not work */
}

static void
use_suggested_port (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  LanWebPage *self = LAN_WEB_PAGE (widget);
  guint16 port = lan_web_host_get_suggested_port (host_of (self));

  if (port == 0)
    return;

  g_settings_set (settings_of (self), "web-port", "q", port);
  lan_web_host_start_async (host_of (self), NULL, NULL);
}

static void
on_port_edited (LanWebPage *self)
{
  guint16 port = (guint16) gtk_adjustment_get_value (self->port);

  if (!self->updating && port != lan_web_host_get_port (host_of (self)))
    g_settings_set (settings_of (self), "web-port", "q", port);
}

static void
change_port (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  LanWebPage *self = LAN_WEB_PAGE (widget);

  gtk_window_present (GTK_WINDOW (lan_port_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), settings_of (self),
                                                       "web-port")));
}

/* --- The folder --- */

typedef struct
{
  LanWebPage *self;
  char *folder;
} Confirmation;

static void
confirmation_free (gpointer  data,
                   GClosure *closure)
{
  Confirmation *confirmation = data;

  g_object_unref (confirmation->self);
  g_free (confirmation->folder);
  g_free (confirmation);
}

static void
on_served (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(LanWebPage) self = LAN_WEB_PAGE (data);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (!lan_web_host_start_finish (LAN_WEB_HOST (source), result, NULL))
    return;

  name = lan_web_host_dup_folder_name (LAN_WEB_HOST (source));
  if (self->rights_fell)
    text = g_strdup_printf (_("“%s” is your web page now. Visitors can only read it."), name);
  else
    text = g_strdup_printf (_("“%s” is your web page now."), name);
  toast (self, text);
}

/* Another folder is served to be read only, whatever was allowed with the one before. */
static void
use_folder (LanWebPage *self,
            const char *folder)
{
  LanWebRights before = lan_web_host_get_options (host_of (self))->rights;

  lan_settings_set_path (settings_of (self), "web-folder", folder);
  self->rights_fell = lan_web_host_get_options (host_of (self))->rights != before;
}

static void
serve_now (LanWebPage *self,
           const char *folder)
{
  use_folder (self, folder);
  lan_web_host_set_folder (host_of (self), folder);
  lan_web_host_start_async (host_of (self), on_served, g_object_ref (self));
}

static void
on_exposure_answered (Confirmation *confirmation,
                      const char   *response)
{
  if (g_str_equal (response, "serve"))
    serve_now (confirmation->self, confirmation->folder);
}

static void
confirm_exposure (LanWebPage *self,
                  const char *folder,
                  const char *names)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              g_str_equal (folder, "/") ? _("Serve All of This Computer?")
                                                                        : _("Serve All of Your Home Folder?"),
                                              NULL);
  Confirmation *confirmation = g_new0 (Confirmation, 1);

  confirmation->self = g_object_ref (self);
  confirmation->folder = g_strdup (folder);
  if (*names != '\0')
    adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                    _("Whoever can open the page could read all that is in it: %s. Only hidden files are left out."),
                                    names);
  else
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), _("Whoever can open the page could read all that is in it."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "serve", _("_Serve It All"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "serve", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_exposure_answered), confirmation, confirmation_free,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_folder_chosen (LanWebPage           *self,
                  int                   response,
                  GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    lan_web_page_serve (self, g_file_peek_path (file));
  else if (file != NULL)
    toast (self, _("That is no folder on this computer."));
  g_clear_object (&self->chooser);
}

static void
choose_folder (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  LanWebPage *self = LAN_WEB_PAGE (widget);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Folder to Serve"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Serve"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_folder_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
use_starter_page (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  LanWebPage *self = LAN_WEB_PAGE (widget);

  use_folder (self, "");
  if (self->rights_fell)
    toast (self, _("Visitors can only read your first page."));
}

/* --- The address --- */

static void
copy_address (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  LanWebPage *self = LAN_WEB_PAGE (widget);
  g_autofree char *address = lan_web_host_dup_address (host_of (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), address);
  toast (self, _("Address copied"));
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(LanWebPage) self = data;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, NULL))
    toast (self, _("No browser could be started. Copy the address into one."));
}

static void
open_address (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  LanWebPage *self = LAN_WEB_PAGE (widget);
  g_autofree char *address = lan_web_host_dup_address (host_of (self));

  gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (widget)), address, GDK_CURRENT_TIME, NULL, on_opened,
                     g_object_ref (self));
}

static void
show_addresses (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  LanWebHost *host = host_of (LAN_WEB_PAGE (widget));
  LanIdentity *identity = lan_web_host_get_identity (host);
  g_auto(GStrv) addresses = lan_web_host_dup_addresses (host);

  gtk_window_present (GTK_WINDOW (lan_addresses_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                            (const char *const *) addresses,
                                                            identity != NULL ? lan_identity_get_fingerprint (identity) : NULL)));
}

/* --- What else there is to choose --- */

static void
show_site_options (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (lan_site_options_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                        LAN_WEB_PAGE (widget)->node)));
}

static void
show_rules_window (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (lan_rules_window_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                        settings_of (LAN_WEB_PAGE (widget)))));
}

/* --- Requests --- */

static void
clear (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  lan_web_exchange_log_clear (lan_web_host_get_log (host_of (LAN_WEB_PAGE (widget))));
}

/* The panel was closed, or shows something else: the row can be chosen again. */
static void
on_view_unmapped (LanWebPage *self)
{
  lan_exchange_list_unselect (self->list);
}

static void
on_request_selected (LanWebPage *self)
{
  LanWebExchange *exchange = lan_exchange_list_get_selected (self->list);
  LanWindow *window = window_of (self);
  g_autofree char *title = NULL;

  if (exchange == NULL || window == NULL)
    return;

  if (self->view == NULL)
    {
      self->view = g_object_ref_sink (lan_exchange_view_new ());
      g_signal_connect_object (self->view, "unmap", G_CALLBACK (on_view_unmapped), self, G_CONNECT_SWAPPED);
    }
  lan_exchange_view_set_exchange (self->view, exchange);
  title = lan_web_exchange_dup_request (exchange);
  lan_inside_panel_set_content (lan_window_get_inside_panel (window), title, GTK_WIDGET (self->view));
  lan_window_show_inside (window, TRUE);
}

/* --- GObject --- */

static void
lan_web_page_constructed (GObject *object)
{
  LanWebPage *self = LAN_WEB_PAGE (object);
  LanWebExchangeLog *log = lan_web_host_get_log (host_of (self));

  G_OBJECT_CLASS (lan_web_page_parent_class)->constructed (object);

  lan_exchange_list_set_log (self->list, log);
  g_signal_connect_object (host_of (self), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (log, "items-changed", G_CALLBACK (show_requests), self, G_CONNECT_SWAPPED);
  if (lan_node_get_visibility (self->node) != NULL)
    g_signal_connect_object (lan_node_get_visibility (self->node), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
lan_web_page_dispose (GObject *object)
{
  LanWebPage *self = LAN_WEB_PAGE (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (lan_web_page_parent_class)->dispose (object);

  g_clear_object (&self->node);
}

static void
lan_web_page_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  LanWebPage *self = LAN_WEB_PAGE (object);

  switch (id)
    {
    case PROP_NODE:
      g_value_set_object (value, self->node);
      break;
    case PROP_REACH:
      g_value_set_string (value, lan_web_host_get_shared (host_of (self)) ? "network" : "computer");
      break;
    case PROP_HTTPS:
      g_value_set_boolean (value, g_settings_get_boolean (settings_of (self), "web-https"));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_web_page_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  LanWebPage *self = LAN_WEB_PAGE (object);

  switch (id)
    {
    case PROP_NODE:
      self->node = g_value_dup_object (value);
      break;
    case PROP_REACH:
      g_settings_set_boolean (settings_of (self), "web-shared", g_str_equal (g_value_get_string (value), "network"));
      break;
    case PROP_HTTPS:
      g_settings_set_boolean (settings_of (self), "web-https", g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_web_page_class_init (LanWebPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lan_web_page_constructed;
  object_class->dispose = lan_web_page_dispose;
  object_class->get_property = lan_web_page_get_property;
  object_class->set_property = lan_web_page_set_property;

  properties[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, LAN_TYPE_NODE,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * LanWebPage:reach:
   *
   * Who may open the page: "network" or "computer". The state of the menu's action.
   */
  properties[PROP_REACH] = g_param_spec_string ("reach", NULL, NULL, NULL,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * LanWebPage:https:
   *
   * Whether the page is served encrypted. Likewise.
   */
  properties[PROP_HTTPS] = g_param_spec_boolean ("https", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (LAN_TYPE_EXCHANGE_LIST);
  g_type_ensure (LAN_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/web-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, notice);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, folder_row);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, port_spin);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, port);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, folder_label);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, address_label);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, rules_button);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, reach_label);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, running_switch);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, list);
  gtk_widget_class_bind_template_child (widget_class, LanWebPage, forgotten_label);
  gtk_widget_class_bind_template_callback (widget_class, on_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_port_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_request_selected);

  gtk_widget_class_install_action (widget_class, "web.start", NULL, start);
  gtk_widget_class_install_action (widget_class, "web.use-suggested-port", NULL, use_suggested_port);
  gtk_widget_class_install_action (widget_class, "web.change-port", NULL, change_port);
  gtk_widget_class_install_action (widget_class, "web.choose-folder", NULL, choose_folder);
  gtk_widget_class_install_action (widget_class, "web.starter-page", NULL, use_starter_page);
  gtk_widget_class_install_action (widget_class, "web.copy-address", NULL, copy_address);
  gtk_widget_class_install_action (widget_class, "web.open", NULL, open_address);
  gtk_widget_class_install_action (widget_class, "web.show-addresses", NULL, show_addresses);
  gtk_widget_class_install_action (widget_class, "web.show-site-options", NULL, show_site_options);
  gtk_widget_class_install_action (widget_class, "web.show-rules", NULL, show_rules_window);
  gtk_widget_class_install_action (widget_class, "web.clear", NULL, clear);
  gtk_widget_class_install_property_action (widget_class, "web.reach", "reach");
  gtk_widget_class_install_property_action (widget_class, "web.https", "https");
}

static void
lan_web_page_init (LanWebPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

typedef struct
{
  LanWebPage *self;
  char *folder;
} Check;

static void
on_exposure_known (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  Check *check = data;
  g_autoptr(LanWebPage) self = check->self;
  g_autofree char *folder = check->folder;
  g_autofree char *exposed = lan_web_exposure_dup_finish (result, NULL);

  g_free (check);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;   /* the window is gone */
  if (exposed != NULL)
    confirm_exposure (self, folder, exposed);
  else
    serve_now (self, folder);
}

/**
 * lan_web_page_serve:
 * @folder: a path
 *
 * Makes @folder the web page, and starts it. The whole disk or home is asked about first.
 */
void
lan_web_page_serve (LanWebPage *self,
                    const char *folder)
{
  Check *check;

  g_return_if_fail (LAN_IS_WEB_PAGE (self));
  g_return_if_fail (folder != NULL);

  check = g_new0 (Check, 1);
  check->self = g_object_ref (self);
  check->folder = g_strdup (folder);
  lan_web_exposure_dup_async (folder, NULL, on_exposure_known, check);
}
