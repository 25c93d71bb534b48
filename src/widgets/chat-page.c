/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/chat-page.h"

#include <glib/gi18n.h>

#include "base/endpoint.h"
#include "widgets/chat-composer.h"
#include "widgets/chat-row.h"
#include "widgets/follower.h"
#include "widgets/notice-bar.h"
#include "widgets/window.h"

/* What a page has in common with the one before: a line or two that tell where one was. */
#define PAGE_OVERLAP_PIXELS 48.0

/* How much is laid out in one frame, which has sixteen milliseconds: a row takes up to one, and as much again for
 * each hundred bytes of the worst text there is. */
#define ROWS_A_FRAME 5
#define BYTES_A_FRAME 800

struct _LanChatPage
{
  AdwBin parent_instance;

  /* owned */
  LanNode *node;
  GActionMap *actions;
  LanFollower *follower;
  GtkSliceListModel *shown;   /* the timeline without its newest, for a few frames */
  guint grow_tick;

  /* template */
  AdwLeaflet *leaflet;
  GtkListBox *people;
  GtkLabel *destination;
  GtkLabel *listen_state;
  LanNoticeBar *notice_bar;
  GtkStack *stack;
  AdwStatusPage *empty;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkRevealer *jump_revealer;
  GtkLabel *dropped;
  AdwBin *composer_place;
};

G_DEFINE_FINAL_TYPE (LanChatPage, lan_chat_page, ADW_TYPE_BIN)

enum
{
  PROP_NODE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- The newest message stays in sight --- */

static void
on_following_changed (LanChatPage *self)
{
  gboolean following = lan_follower_get_following (self->follower);

  gtk_widget_set_visible (GTK_WIDGET (self->jump_revealer), !following);
  gtk_revealer_set_reveal_child (self->jump_revealer, !following);
}

static GListModel *
get_timeline (LanChatPage *self)
{
  return lan_chat_room_get_timeline (lan_node_get_chat (self->node));
}

/* How many rows may be shown in the next frame, if @size are now. */
static guint
next_size (LanChatPage *self,
           guint        size)
{
  GListModel *timeline = get_timeline (self);
  guint end = MIN (size + ROWS_A_FRAME, g_list_model_get_n_items (timeline));
  gsize n_bytes = 0;

  for (guint first = size; size < end; size++)
    {
      g_autoptr(LanChatMessage) message = g_list_model_get_item (timeline, size);

      n_bytes += g_bytes_get_size (lan_chat_message_get_bytes (message));
      if (n_bytes > BYTES_A_FRAME && size > first)
        break;
    }

  return size;
}

static gboolean
on_grow_tick (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       data)
{
  LanChatPage *self = LAN_CHAT_PAGE (widget);
  guint size = next_size (self, gtk_slice_list_model_get_size (self->shown));

  gtk_slice_list_model_set_size (self->shown, size);
  if (size < g_list_model_get_n_items (get_timeline (self)))
    return G_SOURCE_CONTINUE;

  self->grow_tick = 0;

  return G_SOURCE_REMOVE;
}

/* Many at once appear over some frames, so that the window answers in between; all at once where nobody
 * looks. */
static void
on_items_changed (LanChatPage *self,
                  guint        position,
                  guint        removed,
                  guint        added,
                  GListModel  *timeline)
{
  guint n_items = g_list_model_get_n_items (timeline);
  guint size = gtk_slice_list_model_get_size (self->shown);

  gtk_stack_set_visible_child_name (self->stack, n_items > 0 ? "messages" : "empty");
  size = size > removed ? size - removed : 0;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->list)) || next_size (self, size) == n_items)
    {
      gtk_slice_list_model_set_size (self->shown, n_items);
      return;
    }

  gtk_slice_list_model_set_size (self->shown, size);
  if (self->grow_tick == 0)
    self->grow_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_grow_tick, NULL, NULL);
}

/* What we send ourselves we want to see; a beacon only the first time. */
static void
on_sent (LanChatPage *self)
{
  lan_follower_go_to_end (self->follower);
}

/* By so many pages. */
static void
on_scroll (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  LanChatPage *self = LAN_CHAT_PAGE (data);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = MAX (gtk_adjustment_get_page_size (adjustment) - PAGE_OVERLAP_PIXELS, PAGE_OVERLAP_PIXELS);

  lan_follower_note_input (self->follower);
  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_value (adjustment) + g_variant_get_int32 (parameter) * page);
}

static void
on_jump_down (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  LanChatPage *self = LAN_CHAT_PAGE (data);

  lan_follower_go_to_end (self->follower);
  gtk_widget_grab_focus (adw_bin_get_child (self->composer_place));
}

/* --- What the room is about --- */

/* Where a message goes, as in "192.168.1.255, port 9999". */
static char *
dup_destination (LanChatPage *self)
{
  LanChatRoom *chat = lan_node_get_chat (self->node);
  const char *target = lan_chat_room_get_target (chat);
  g_autoptr(GPtrArray) networks = lan_interfaces_dup_broadcasts (lan_node_get_interfaces (self->node));
  g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  if (g_str_has_prefix (target, "address:"))
    return lan_chat_room_dup_destination (chat);

  for (guint i = 0; i < networks->len; i++)
    {
      LanInterface *network = g_ptr_array_index (networks, i);

      if (!g_str_has_prefix (target, "interface:") || g_str_equal (target + strlen ("interface:"), network->name))
        g_ptr_array_add (addresses, g_inet_address_to_string (network->broadcast));
    }
  g_ptr_array_add (addresses, NULL);
  joined = g_strjoinv (", ", (char **) addresses->pdata);

  /* Translators: one or several addresses, and the port at each */
  return g_strdup_printf (_("%1$s, port %2$u"), joined, lan_chat_room_get_port (chat));
}

static void
update_destination (LanChatPage *self)
{
  g_autofree char *short_form = lan_chat_room_dup_destination (lan_node_get_chat (self->node));
  g_autofree char *destination = dup_destination (self);
  g_autofree char *text = g_strdup_printf (_("Your message goes to %s. Everyone listening there gets it."), destination);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  gtk_label_set_text (self->destination, short_form);
  adw_status_page_set_description (self->empty, escaped);
}

static char *
dup_listen_state (LanChatRoom *chat)
{
  guint port = lan_chat_room_get_port (chat);

  switch (lan_chat_room_get_state (chat))
    {
    case LAN_CHAT_OFF:
      return g_strdup_printf (_("Port %u is free for others"), port);
    case LAN_CHAT_PAUSED:
      return g_strdup (_("Paused while you are hidden"));
    case LAN_CHAT_LISTENING:
      return g_strdup_printf (_("On port %u"), port);
    case LAN_CHAT_PORT_HELD:
      return g_strdup_printf (_("Waiting for port %u"), port);
    case LAN_CHAT_FAILED:
    default:
      return g_strdup (_("Not possible now"));
    }
}

static void
update_state (LanChatPage *self)
{
  LanChatRoom *chat = lan_node_get_chat (self->node);
  const char *problem = lan_chat_room_get_problem (chat);
  g_autofree char *state = dup_listen_state (chat);

  g_autofree char *firewall = lan_chat_room_dup_firewall_sentence (chat);

  gtk_label_set_text (self->listen_state, state);
  if (problem != NULL)
    lan_notice_bar_show (self->notice_bar, problem, NULL, NULL);
  else if (firewall != NULL)
    lan_notice_bar_show (self->notice_bar, firewall, _("Copy Command"), "chat.copy-command");
  else
    lan_notice_bar_hide (self->notice_bar);
}

static void
on_copy_command (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  LanChatPage *self = LAN_CHAT_PAGE (data);
  LanChatRoom *chat = lan_node_get_chat (self->node);
  const LanFirewall *firewall = lan_chat_room_get_firewall (chat);

  if (firewall == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), firewall->command);
  lan_window_toast (LAN_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                    _("Copied. Paste the command into a terminal."));
  lan_chat_room_dismiss_firewall (chat);
}

static void
update_dropped (LanChatPage *self)
{
  LanChatRoom *chat = lan_node_get_chat (self->node);
  guint64 dropped = lan_chat_room_get_kernel_drops (chat) + lan_chat_room_get_queue_drops (chat);
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, dropped);
  g_autofree char *text = NULL;

  if (dropped == 0)
    return;

  text = g_strdup_printf (ngettext ("%s message was lost: they came faster than this computer could take them.",
                                    "%s messages were lost: they came faster than this computer could take them.",
                                    (gulong) dropped), number);
  gtk_label_set_text (self->dropped, text);
  gtk_widget_set_visible (GTK_WIDGET (self->dropped), TRUE);
}

/* --- The leaflet --- */

static void
on_open (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  LanChatPage *self = LAN_CHAT_PAGE (data);

  adw_leaflet_set_visible_child_name (self->leaflet, "conversation");
  gtk_widget_grab_focus (adw_bin_get_child (self->composer_place));
}

static void
on_back (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  LanChatPage *self = LAN_CHAT_PAGE (data);

  adw_leaflet_set_visible_child_name (self->leaflet, "people");
  gtk_widget_child_focus (GTK_WIDGET (self->people), GTK_DIR_TAB_FORWARD);
}

/* --- GObject --- */

static const GActionEntry actions[] = {
  { "open", on_open, NULL, NULL, NULL, { 0 } },
  { "back", on_back, NULL, NULL, NULL, { 0 } },
  { "jump-down", on_jump_down, NULL, NULL, NULL, { 0 } },
  { "scroll", on_scroll, "i", NULL, NULL, { 0 } },
  { "copy-command", on_copy_command, NULL, NULL, NULL, { 0 } },
};

/* To where one writes; by Tab to everything in turn. */
static gboolean
lan_chat_page_focus (GtkWidget        *widget,
                     GtkDirectionType  direction)
{
  return gtk_widget_child_focus (adw_bin_get_child (ADW_BIN (widget)), direction);
}

static gboolean
lan_chat_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (adw_bin_get_child (LAN_CHAT_PAGE (widget)->composer_place));
}

static void
follow_room (LanChatPage *self)
{
  LanChatRoom *chat = lan_node_get_chat (self->node);
  GListModel *timeline = get_timeline (self);

  g_signal_connect_object (chat, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::firewall", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::port", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::port", G_CALLBACK (update_destination), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::target", G_CALLBACK (update_destination), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::dropped", G_CALLBACK (update_dropped), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lan_node_get_interfaces (self->node), "changed", G_CALLBACK (update_destination), self,
                           G_CONNECT_SWAPPED);
  /* after the list has heard of it: a row is not scrolled to before it is known */
  g_signal_connect_object (timeline, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update_state (self);
  update_destination (self);
  update_dropped (self);
  on_items_changed (self, 0, 0, 0, timeline);
}

static void
lan_chat_page_constructed (GObject *object)
{
  LanChatPage *self = LAN_CHAT_PAGE (object);
  g_autoptr(GAction) listening = NULL;
  g_autoptr(GtkSelectionModel) rows = NULL;
  GtkWidget *composer;

  G_OBJECT_CLASS (lan_chat_page_parent_class)->constructed (object);

  listening = g_settings_create_action (lan_node_get_settings (self->node), "chat-listening");
  g_action_map_add_action (self->actions, listening);
  composer = g_object_new (LAN_TYPE_CHAT_COMPOSER, "node", self->node, NULL);
  adw_bin_set_child (self->composer_place, composer);
  g_signal_connect_object (composer, "sent", G_CALLBACK (on_sent), self, G_CONNECT_SWAPPED);

  self->shown = gtk_slice_list_model_new (g_object_ref (get_timeline (self)), 0, 0);
  rows = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->shown))));
  gtk_list_view_set_model (self->list, rows);
  self->follower = lan_follower_new (self->scroller, self->list);
  g_signal_connect_object (self->follower, "notify::following", G_CALLBACK (on_following_changed), self, G_CONNECT_SWAPPED);
  follow_room (self);

  adw_leaflet_set_visible_child_name (self->leaflet, "conversation");
  gtk_list_box_select_row (self->people, gtk_list_box_get_row_at_index (self->people, 0));
}

static void
lan_chat_page_dispose (GObject *object)
{
  LanChatPage *self = LAN_CHAT_PAGE (object);

  g_clear_object (&self->actions);
  g_clear_object (&self->follower);
  g_clear_object (&self->shown);

  G_OBJECT_CLASS (lan_chat_page_parent_class)->dispose (object);

  g_clear_object (&self->node);
}

static void
lan_chat_page_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      g_value_set_object (value, LAN_CHAT_PAGE (object)->node);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_page_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_NODE:
      LAN_CHAT_PAGE (object)->node = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_chat_page_class_init (LanChatPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = lan_chat_page_constructed;
  object_class->dispose = lan_chat_page_dispose;
  object_class->get_property = lan_chat_page_get_property;
  object_class->set_property = lan_chat_page_set_property;
  widget_class->focus = lan_chat_page_focus;
  widget_class->grab_focus = lan_chat_page_grab_focus;

  properties[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, LAN_TYPE_NODE,
                                               G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (LAN_TYPE_CHAT_ROW);
  g_type_ensure (LAN_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/chat-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, people);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, destination);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, listen_state);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, empty);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, list);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, jump_revealer);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, dropped);
  gtk_widget_class_bind_template_child (widget_class, LanChatPage, composer_place);
}

static void
lan_chat_page_init (LanChatPage *self)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();

  self->actions = G_ACTION_MAP (group);
  g_action_map_add_action_entries (self->actions, actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "chat", G_ACTION_GROUP (group));
  gtk_widget_init_template (GTK_WIDGET (self));
}
