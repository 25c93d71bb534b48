/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/window.h"

#include <glib/gi18n.h>

#include "node/events.h"
#include "widgets/chat-page.h"
#include "widgets/files-page.h"
#include "widgets/network-popover.h"
#include "widgets/notice-bar.h"
#include "widgets/web-page.h"
#include "widgets/welcome.h"
#include "widgets/window-drop.h"

/* Long enough to read two lines, short enough not to cover the message entry for long. */
#define TOAST_SECONDS 4

struct _LanWindow
{
  AdwApplicationWindow parent_instance;

  /* owned */
  LanNode *node;
  GSimpleAction *page_action;
  GSimpleAction *visible_action;
  GSimpleAction *become_visible_action;
  AdwToast *toast;               /* the one that is shown */
  GSList *waiting;               /* files that were brought before Welcome was answered */
  gboolean closing;              /* whatever still runs */

  /* template */
  GtkStack *root;
  GtkMenuButton *network_button;
  LanNoticeBar *notice_bar;
  AdwToastOverlay *toasts;
  GtkOverlay *drop_overlay;
  GtkWidget *before_inside;   /* weak: what had the focus when it went into the panel */
  AdwFlap *flap;
  LanInsidePanel *inside_panel;
  AdwViewStack *stack;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  guint switcher_tick;
};

G_DEFINE_FINAL_TYPE (LanWindow, lan_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_NODE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void on_page_action          (GSimpleAction *action,
                                     GVariant      *parameter,
                                     gpointer       data);
static void on_visible_change_state (GSimpleAction *action,
                                     GVariant      *value,
                                     gpointer       data);
static void on_become_visible       (GSimpleAction *action,
                                     GVariant      *parameter,
                                     gpointer       data);

static const GActionEntry actions[] = {
  { "page", on_page_action, "s", "'chat'", NULL, { 0 } },
  { "visible", NULL, NULL, "false", on_visible_change_state, { 0 } },
  { "become-visible", on_become_visible, NULL, NULL, NULL, { 0 } },
};

/* A page is made when it is first wanted: the first frame shows one, and needs no other. */
static const struct
{
  const char *name;
  GType (*get_type) (void);
} pages[] = {
  { "chat", lan_chat_page_get_type },
  { "web", lan_web_page_get_type },
  { "files", lan_files_page_get_type },
};

/* --- Pages --- */

static GtkWidget *
ensure_page (LanWindow  *self,
             const char *name)
{
  AdwBin *place = ADW_BIN (adw_view_stack_get_child_by_name (self->stack, name));

  for (gsize i = 0; i < G_N_ELEMENTS (pages) && adw_bin_get_child (place) == NULL; i++)
    if (g_str_equal (pages[i].name, name) && pages[i].get_type != NULL)
      adw_bin_set_child (place, g_object_new (pages[i].get_type (), "node", self->node, NULL));

  return adw_bin_get_child (place);
}

static gboolean
has_page (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].name, name) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_welcome (LanWindow *self)
{
  return lan_visibility_get_state (lan_node_get_visibility (self->node)) == LAN_VISIBILITY_UNANSWERED;
}

static AdwViewStackPage *
get_tab (LanWindow  *self,
         const char *name)
{
  return adw_view_stack_get_page (self->stack, adw_view_stack_get_child_by_name (self->stack, name));
}

/* A tab gets a dot when something waits on a page that is not seen. */
static void
call_to (LanWindow  *self,
         const char *name)
{
  if (g_strcmp0 (name, lan_window_get_page_name (self)) == 0 ||
      adw_view_stack_page_get_needs_attention (get_tab (self, name)))
    return;

  adw_view_stack_page_set_needs_attention (get_tab (self, name), TRUE);
  lan_events_emit ("attention", "page", "s", name, NULL);
}

static void
on_heard (LanWindow *self)
{
  call_to (self, "chat");
}

static void
on_transfer_changed (LanWindow        *self,
                     LanFilesTransfer *transfer)
{
  if (lan_files_transfer_get_state (transfer) == LAN_FILES_ASKING)
    call_to (self, "files");
}

static void
on_page_changed (LanWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  if (self->node == NULL || name == NULL || is_welcome (self))
    return;

  ensure_page (self, name);
  adw_view_stack_page_set_needs_attention (get_tab (self, name), FALSE);
  lan_window_show_inside (self, FALSE);
  g_simple_action_set_state (self->page_action, g_variant_new_string (name));
  g_settings_set_string (lan_node_get_settings (self->node), "page", name);
  lan_events_emit ("page", "name", "s", name, NULL);
}

/* To where one starts on a page: it knows best, else its first widget. Who is there already stays. */
static void
focus_page (LanWindow *self)
{
  GtkWidget *page = lan_window_get_page (self, lan_window_get_page_name (self));
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && gtk_widget_get_mapped (focus) && gtk_widget_is_ancestor (focus, page))
    return;

  if (!gtk_widget_grab_focus (page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
on_page_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  LanWindow *self = LAN_WINDOW (data);

  lan_window_show_page (self, g_variant_get_string (parameter, NULL));
  focus_page (self);
}

/* --- Visibility --- */

static void
update_notice (LanWindow *self)
{
  LanVisibility *visibility = lan_node_get_visibility (self->node);
  const char *network = lan_visibility_get_network_name (visibility);
  g_autofree char *text = NULL;

  switch (lan_visibility_get_state (visibility))
    {
    case LAN_VISIBILITY_NEW:
      if (network != NULL)
        text = g_strdup_printf (_("This network is new: %s. You are hidden here, and what listens is paused."), network);
      else
        text = g_strdup (_("There is no network. You are hidden, and what listens is paused."));
      break;
    case LAN_VISIBILITY_HIDDEN:
      if (network != NULL)
        text = g_strdup_printf (_("You are hidden on “%s”. Nobody can find you or send to you."), network);
      else
        text = g_strdup (_("You are hidden. Nobody can find you or send to you."));
      break;
    case LAN_VISIBILITY_UNANSWERED:
    case LAN_VISIBILITY_LOOKING:
    case LAN_VISIBILITY_VISIBLE:
      break;
    }

  if (text != NULL)
    lan_notice_bar_show (self->notice_bar, text, _("Become Visible"), "win.become-visible");
  else
    lan_notice_bar_hide (self->notice_bar);
}

static void
bring_waiting (LanWindow *self)
{
  g_autoslist(GFile) files = g_steal_pointer (&self->waiting);

  if (files != NULL)
    lan_window_bring_files (self, files);
}

/* Until it is answered, Welcome is all there is: no page, and no action that leads to one. */
static void
update_welcome (LanWindow *self,
                gboolean   asked)
{
  GtkWidget *welcome = gtk_stack_get_child_by_name (self->root, "welcome");
  g_auto(GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self));

  for (gsize i = 0; names[i] != NULL; i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), names[i]);

      if (!g_str_equal (names[i], "show-help-overlay"))
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), !asked);
    }

  if (asked && welcome == NULL)
    {
      welcome = lan_welcome_new (self->node);
      gtk_stack_add_named (self->root, welcome, "welcome");
      gtk_stack_set_visible_child (self->root, welcome);
    }
  else if (!asked && welcome != NULL)
    {
      gtk_stack_set_visible_child_name (self->root, "main");
      gtk_stack_remove (self->root, welcome);
      on_page_changed (self);
      focus_page (self);
      bring_waiting (self);
    }
}

static void
on_visibility_changed (LanWindow *self)
{
  LanVisibilityState state = lan_visibility_get_state (lan_node_get_visibility (self->node));
  gboolean visible = state == LAN_VISIBILITY_VISIBLE;
  gboolean can_choose = state != LAN_VISIBILITY_UNANSWERED && state != LAN_VISIBILITY_LOOKING;

  update_welcome (self, state == LAN_VISIBILITY_UNANSWERED);
  g_simple_action_set_state (self->visible_action, g_variant_new_boolean (visible));
  g_simple_action_set_enabled (self->visible_action, can_choose);
  g_simple_action_set_enabled (self->become_visible_action, can_choose && !visible);
  gtk_menu_button_set_icon_name (self->network_button,
                                 visible ? "network-transmit-receive-symbolic" : "network-offline-symbolic");
  update_notice (self);
}

static void
on_visible_change_state (GSimpleAction *action,
                         GVariant      *value,
                         gpointer       data)
{
  LanWindow *self = LAN_WINDOW (data);

  lan_visibility_set_visible (lan_node_get_visibility (self->node), g_variant_get_boolean (value));
}

static void
on_become_visible (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  LanWindow *self = LAN_WINDOW (data);

  lan_visibility_set_visible (lan_node_get_visibility (self->node), TRUE);
}

/* --- Look Inside --- */

static void
on_close_inside (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  lan_window_show_inside (LAN_WINDOW (widget), FALSE);
}

static gboolean
on_switcher_tick (GtkWidget     *widget,
                  GdkFrameClock *clock,
                  gpointer       data)
{
  LanWindow *self = LAN_WINDOW (widget);

  self->switcher_tick = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->switcher_bar),
                          adw_view_switcher_title_get_title_visible (self->switcher_title));

  return G_SOURCE_REMOVE;
}

/* The tabs are in the header where they fit, else at the bottom. That is found while the window is laid out; a
 * widget that goes in the middle of that leaves its place empty. */
static void
on_title_visible (LanWindow *self)
{
  if (self->switcher_tick == 0)
    self->switcher_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_switcher_tick, NULL, NULL);
}

static void
on_reveal_changed (LanWindow *self)
{
  gboolean open = adw_flap_get_reveal_flap (self->flap);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.close-inside", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.other-pane", open);
  lan_events_emit ("inside", "open", "b", open, NULL);
}

/* --- Keys between the page and the panel: in a long list Tab is no way out (GTK 4.8) --- */

static gboolean
has_focus_inside (LanWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->inside_panel));
}

static void
focus_before_inside (LanWindow *self)
{
  if (self->before_inside == NULL || !gtk_widget_get_mapped (self->before_inside) ||
      !gtk_widget_grab_focus (self->before_inside))
    gtk_widget_child_focus (lan_window_get_page (self, lan_window_get_page_name (self)), GTK_DIR_TAB_FORWARD);
}

static void
on_other_pane (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  LanWindow *self = LAN_WINDOW (widget);

  if (!has_focus_inside (self))
    {
      g_set_weak_pointer (&self->before_inside, gtk_window_get_focus (GTK_WINDOW (self)));
      gtk_widget_child_focus (lan_inside_panel_get_content (self->inside_panel), GTK_DIR_TAB_FORWARD);
    }
  else if (!adw_flap_get_folded (self->flap))   /* else it covers the page */
    focus_before_inside (self);
}

/* --- GObject --- */

static void
on_painted (GdkFrameClock *clock,
            gpointer       data)
{
  lan_events_emit ("window.shown", NULL);
  g_signal_handlers_disconnect_by_func (clock, on_painted, data);
}

static void
lan_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lan_window_parent_class)->realize (widget);

  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (on_painted), NULL);
}

static gboolean
on_close_idle (gpointer data)
{
  gtk_window_close (GTK_WINDOW (data));

  return G_SOURCE_REMOVE;
}

static void
on_close_answered (LanWindow  *self,
                   const char *response)
{
  if (!g_str_equal (response, "close"))
    return;

  /* not from within the answer of the dialog, which goes with the window */
  self->closing = TRUE;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_close_idle, g_object_ref (self), g_object_unref);
}

static void
ask_before_closing (LanWindow *self,
                    guint      n_running)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Stop and Close?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  ngettext ("%u file is still on its way.", "%u files are still on their way.", n_running),
                                  n_running);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Keep Open"),
                                    "close", _("_Stop and Close"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_close_answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
lan_window_close_request (GtkWindow *window)
{
  LanWindow *self = LAN_WINDOW (window);
  GSettings *settings = lan_node_get_settings (self->node);
  guint n_running = lan_files_transfers_count (lan_node_get_transfers (self->node), LAN_FILES_RUNNING);
  int width, height;

  if (n_running > 0 && !self->closing)
    {
      ask_before_closing (self, n_running);
      return GDK_EVENT_STOP;
    }

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));

  return GTK_WINDOW_CLASS (lan_window_parent_class)->close_request (window);
}

static void
lan_window_constructed (GObject *object)
{
  LanWindow *self = LAN_WINDOW (object);
  GSettings *settings = lan_node_get_settings (self->node);
  g_autofree char *page = g_settings_get_string (settings, "page");

  G_OBJECT_CLASS (lan_window_parent_class)->constructed (object);

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  g_signal_connect_object (lan_node_get_visibility (self->node), "changed", G_CALLBACK (on_visibility_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_chat (self->node), "heard", G_CALLBACK (on_heard), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_transfers (self->node), "changed", G_CALLBACK (on_transfer_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->network_button, lan_network_popover_new (self->node));

  if (has_page (page) && g_strcmp0 (page, lan_window_get_page_name (self)) != 0)
    lan_window_show_page (self, page);
  else
    on_page_changed (self);
  on_visibility_changed (self);
  if (!is_welcome (self))
    focus_page (self);
}

static void
lan_window_dispose (GObject *object)
{
  LanWindow *self = LAN_WINDOW (object);

  g_clear_weak_pointer (&self->before_inside);
  g_clear_object (&self->toast);
  g_clear_slist (&self->waiting, g_object_unref);

  G_OBJECT_CLASS (lan_window_parent_class)->dispose (object);

  g_clear_object (&self->node);
}

static void
lan_window_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      g_value_set_object (value, LAN_WINDOW (object)->node);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_window_set_property (GObject      *object,
                         guint         id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      LAN_WINDOW (object)->node = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_window_class_init (LanWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lan_window_constructed;
  object_class->dispose = lan_window_dispose;
  object_class->get_property = lan_window_get_property;
  object_class->set_property = lan_window_set_property;
  widget_class->realize = lan_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = lan_window_close_request;

  properties[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, LAN_TYPE_NODE,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (LAN_TYPE_INSIDE_PANEL);
  g_type_ensure (LAN_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, LanWindow, root);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, network_button);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, drop_overlay);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, inside_panel);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, stack);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, LanWindow, switcher_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_title_visible);
  gtk_widget_class_bind_template_callback (widget_class, on_reveal_changed);

  gtk_widget_class_install_action (widget_class, "win.close-inside", NULL, on_close_inside);
  /* not an accelerator of the application: those come before a popover's own Escape */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.close-inside", NULL);
  gtk_widget_class_install_action (widget_class, "win.other-pane", NULL, on_other_pane);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, 0, "win.other-pane", NULL);
}

static void
lan_window_init (LanWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  self->page_action = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "page"));
  self->visible_action = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "visible"));
  self->become_visible_action = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "become-visible"));
  lan_window_drop_attach (self, self->drop_overlay);
  on_reveal_changed (self);
}

/**
 * lan_window_new:
 *
 * Returns: (transfer none): the one window over @node
 */
LanWindow *
lan_window_new (LanApplication *application,
                LanNode        *node)
{
  return g_object_new (LAN_TYPE_WINDOW, "application", application, "node", node, NULL);
}

LanNode *
lan_window_get_node (LanWindow *self)
{
  g_return_val_if_fail (LAN_IS_WINDOW (self), NULL);

  return self->node;
}

/**
 * lan_window_toast:
 * @text: a translated sentence, plain text
 *
 * Says it in passing. One at a time: a queue of toasts would tell old news, and cover the entry below.
 */
void
lan_window_toast (LanWindow  *self,
                  const char *text)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (LAN_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);

  escaped = g_markup_escape_text (text, -1);
  self->toast = adw_toast_new (escaped);
  adw_toast_set_timeout (self->toast, TOAST_SECONDS);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->toast));
  lan_events_emit ("toast", "text", "s", text, NULL);
}

/**
 * lan_window_show_page:
 * @name: "chat", "web" or "files"
 */
void
lan_window_show_page (LanWindow  *self,
                      const char *name)
{
  g_return_if_fail (LAN_IS_WINDOW (self));
  g_return_if_fail (has_page (name));

  adw_view_stack_set_visible_child_name (self->stack, name);
}

const char *
lan_window_get_page_name (LanWindow *self)
{
  g_return_val_if_fail (LAN_IS_WINDOW (self), NULL);

  return adw_view_stack_get_visible_child_name (self->stack);
}

/**
 * lan_window_get_page:
 * @name: "chat", "web" or "files"
 *
 * Returns: (transfer none) (nullable): the page, made now if it was never shown
 */
GtkWidget *
lan_window_get_page (LanWindow  *self,
                     const char *name)
{
  g_return_val_if_fail (LAN_IS_WINDOW (self), NULL);
  g_return_val_if_fail (has_page (name), NULL);

  return ensure_page (self, name);
}

/**
 * lan_window_bring_files:
 * @files: (element-type GFile): what was dropped or named
 *
 * Goes to the page Files, which asks where to send them; as soon as Welcome is answered.
 */
void
lan_window_bring_files (LanWindow *self,
                        GSList    *files)
{
  g_return_if_fail (LAN_IS_WINDOW (self));

  if (is_welcome (self))
    {
      self->waiting = g_slist_concat (self->waiting, g_slist_copy_deep (files, (GCopyFunc) (void (*) (void)) g_object_ref,
                                                                        NULL));
      return;
    }

  lan_events_emit ("brought", "count", "i", (gint64) g_slist_length (files), NULL);
  lan_window_show_page (self, "files");
  lan_files_page_bring_files (LAN_FILES_PAGE (lan_window_get_page (self, "files")), files);
}

/**
 * lan_window_get_inside_panel:
 *
 * Returns: (transfer none): the one panel in which datagrams, exchanges and transfers are looked into
 */
LanInsidePanel *
lan_window_get_inside_panel (LanWindow *self)
{
  g_return_val_if_fail (LAN_IS_WINDOW (self), NULL);

  return self->inside_panel;
}

/**
 * lan_window_show_inside:
 *
 * Opens or closes the panel; going to another page closes it.
 */
void
lan_window_show_inside (LanWindow *self,
                        gboolean   show)
{
  gboolean had_focus;

  g_return_if_fail (LAN_IS_WINDOW (self));

  had_focus = has_focus_inside (self);
  adw_flap_set_reveal_flap (self->flap, show);
  if (!show && had_focus)
    focus_before_inside (self);
}
