/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fixture.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <glib/gi18n.h>

#include "chat/timeline.h"

/* A window over a node of its own, with settings in memory; presented on the display that
 * tests/tools/with-display made. */

/* What AdwApplication does for its windows; a slip in the style sheet is a warning, and fatal here. */
static void
load_resources (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();

  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/io/github/landline_app/Landline/icons");
  gtk_css_provider_load_from_resource (style, "/io/github/landline_app/Landline/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
fixture_group_setup (void **state)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("LANDLINE_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (!gtk_init_check ())
    return 1;

  adw_init ();
  load_resources ();

  return 0;
}

static gboolean
on_wake (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* One turn of the main loop, which ends also where nothing happens. */
void
fixture_iterate (void)
{
  guint source = g_timeout_add (20, on_wake, NULL);
  GSource *found;

  g_main_context_iteration (NULL, TRUE);
  found = g_main_context_find_source_by_id (NULL, source);
  if (found != NULL)
    g_source_destroy (found);
}

LanWindow *
fixture_window_new (gboolean welcome_answered,
                    int      width,
                    int      height)
{
  static guint n_profiles;
  /* settings in memory live as long as the process: each window has a profile of its own */
  g_autofree char *profile = g_strdup_printf ("test_%u", ++n_profiles);
  g_autoptr(GError) error = NULL;
  g_autoptr(LanNode) node = lan_node_new (profile, &error);
  LanWindow *window;

  assert_non_null (node);
  g_settings_set_string (lan_node_get_settings (node), "name", "Ana");
  g_settings_set_int (lan_node_get_settings (node), "window-width", width);
  g_settings_set_int (lan_node_get_settings (node), "window-height", height);
  if (welcome_answered)
    lan_visibility_answer_welcome (lan_node_get_visibility (node), "Ana", FALSE);

  window = g_object_new (LAN_TYPE_WINDOW, "node", node, NULL);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));

  return window;
}

/* Ends it, and proves that nothing held on to it or to its node. */
void
fixture_window_free (LanWindow *window)
{
  LanNode *node = lan_window_get_node (window);

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_object_add_weak_pointer (G_OBJECT (node), (gpointer *) &node);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (window == NULL);
  wait_until (node == NULL);
}

/* As if somebody had sent it. */
void
fixture_hear (LanWindow  *window,
              const char *sender,
              const char *bytes,
              gssize      length)
{
  GListModel *timeline = lan_chat_room_get_timeline (lan_node_get_chat (lan_window_get_node (window)));
  g_autoptr(GBytes) data = g_bytes_new (bytes, length >= 0 ? (gsize) length : strlen (bytes));
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (messages, lan_chat_message_new_heard (data, sender, 12345, "eth0", FALSE, FALSE, g_get_real_time ()));
  lan_chat_timeline_append (LAN_CHAT_TIMELINE (timeline), messages);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));

  return NULL;
}

/* The first widget of that type that is mapped, and whose text is @text if that is given. */
GtkWidget *
fixture_find (GtkWidget  *root,
              GType       type,
              const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (text == NULL || g_strcmp0 (text_of (root), text) == 0))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = fixture_find (child, type, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The first label that is mapped and holds these words. */
GtkWidget *
fixture_find_words (GtkWidget  *root,
                    const char *words)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), words) != NULL)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = fixture_find_words (child, words);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The window that @parent opened, if there is one. */
GtkWindow *
fixture_other_window (gpointer parent)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (window) == parent)
        return window;
    }

  return NULL;
}

static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;

  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY) || has_words (widget) ||
         gtk_widget_get_tooltip_text (widget) != NULL;
}

static gboolean
is_control (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  /* the inner half of a composed control is named by the outer one */
  if (GTK_IS_MENU_BUTTON (parent) || GTK_IS_SPIN_BUTTON (parent) || ADW_IS_ENTRY_ROW (parent))
    return FALSE;

  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_ENTRY (widget) ||
         GTK_IS_TEXT_VIEW (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_LIST_VIEW (widget) ||
         GTK_IS_COLUMN_VIEW (widget) || GTK_IS_DROP_DOWN (widget);
}

/* Counts the mapped controls below @root; fails for one that a screen reader could not name. */
guint
fixture_check_names (GtkWidget *root)
{
  guint n_controls = 0;

  if (!gtk_widget_get_mapped (root))
    return 0;
  if (is_control (root))
    {
      if (!has_name (root))
        {
          GtkWidget *parent = gtk_widget_get_parent (root);

          fail_msg ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (root), parent ? G_OBJECT_TYPE_NAME (parent) : "-");
        }
      n_controls++;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n_controls += fixture_check_names (child);

  return n_controls;
}

/* What Tab goes through, from one widget until it is there again. */
static GHashTable *
tab_through (GtkWindow *window)
{
  GHashTable *reached = g_hash_table_new (NULL, NULL);
  GtkWidget *focus = NULL;

  gtk_window_set_focus (window, NULL);
  for (guint i = 0; i < 200; i++)
    {
      g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (window);
      if (focus == NULL || !g_hash_table_add (reached, focus))
        break;
    }

  return reached;
}

static gboolean
is_reached (GtkWidget  *widget,
            GHashTable *reached)
{
  if (g_hash_table_contains (reached, widget))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_reached (child, reached))
      return TRUE;

  return FALSE;
}

static void
check_reached (GtkWidget  *widget,
               GHashTable *reached)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_can_focus (widget) || !gtk_widget_is_sensitive (widget))
    return;
  /* the window's own buttons have keys of the window manager; of a list, one row has the focus */
  if (GTK_IS_WINDOW_CONTROLS (widget))
    return;
  if (is_control (widget) && (gtk_widget_get_focusable (widget) || GTK_IS_MENU_BUTTON (widget)) &&
      !is_reached (widget, reached))
    {
      const char *text = text_of (widget);

      fail_msg ("Tab does not reach the %s “%s”", G_OBJECT_TYPE_NAME (widget), text != NULL ? text : "");
    }
  if (GTK_IS_LIST_VIEW (widget) || GTK_IS_COLUMN_VIEW (widget))
    return;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_reached (child, reached);
}

/* Fails for a control that cannot be reached by Tab. */
void
fixture_check_keyboard (GtkWindow *window)
{
  g_autoptr(GHashTable) reached = tab_through (window);

  assert_true (g_hash_table_size (reached) > 1);
  check_reached (GTK_WIDGET (window), reached);
}
