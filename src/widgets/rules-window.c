/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/rules-window.h"

#include <glib/gi18n.h>

#include "http/status.h"
#include "web/rules.h"
#include "widgets/rule-editor.h"

/* Of @edited: the rule is a new one. */
#define NEW_RULE G_MAXUINT

/* The list is the settings' text: each change is written there, and the rows follow what is read from it. So do those
 * of a rule for one request, which turns itself off. */
struct _LanRulesWindow
{
  AdwWindow parent_instance;

  /* owned */
  GSettings *settings;
  GPtrArray *rules;            /* of LanWebRule, as the settings have them */
  GPtrArray *rows;             /* one a rule; the list has them */
  guint edited;                /* the rule that is in the editor */
  gboolean toggling;           /* the rows stay as they are: one of them is what the person holds */

  /* template */
  GtkLabel *problem;
  GtkSwitch *once_switch;
  GtkBox *quick_box;
  AdwPreferencesGroup *group;
  GtkWidget *empty_row;
};

G_DEFINE_FINAL_TYPE (LanRulesWindow, lan_rules_window, ADW_TYPE_WINDOW)

static void load (LanRulesWindow *self);

static LanWebRule *
get_rule (LanRulesWindow *self,
          guint           index)
{
  return g_ptr_array_index (self->rules, index);
}

static void
say (LanRulesWindow *self,
     const char     *problem)
{
  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

/* Writes the rules down; the rows follow. What could not be read again stays as it was. */
static void
keep (LanRulesWindow *self)
{
  g_autofree char *json = lan_web_rules_format (self->rules);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) readable = lan_web_rules_parse (json, &error);

  say (self, readable == NULL ? error->message : NULL);
  if (readable != NULL)
    g_settings_set_string (self->settings, "web-rules", json);
  else
    load (self);
}

static void
focus_rule (LanRulesWindow *self,
            guint           index)
{
  if (index < self->rows->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, index));
}

/* --- A row --- */

static void
on_switched (LanRulesWindow *self,
             GParamSpec     *pspec,
             GtkSwitch      *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (widget), ADW_TYPE_ACTION_ROW);
  guint index;

  if (!g_ptr_array_find (self->rows, row, &index))
    return;

  get_rule (self, index)->enabled = gtk_switch_get_active (widget);
  self->toggling = TRUE;
  keep (self);
  self->toggling = FALSE;
}

static GtkWidget *
make_switch (LanRulesWindow *self,
             gboolean        on,
             const char     *words)
{
  GtkWidget *widget = gtk_switch_new ();
  /* Translators: of a switch; the rule in words */
  g_autofree char *label = g_strdup_printf (_("Rule is on: %s"), words);

  gtk_switch_set_active (GTK_SWITCH (widget), on);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (widget, "notify::active", G_CALLBACK (on_switched), self, G_CONNECT_SWAPPED);

  return widget;
}

static void
add_item (GMenu      *menu,
          const char *label,
          const char *action,
          guint       index)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", index);
  g_menu_append_item (menu, item);
}

static GtkWidget *
make_menu_button (LanRulesWindow *self,
                  guint           index,
                  const char     *words)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr(GMenu) menu = g_menu_new ();
  /* Translators: of a menu; the rule in words */
  g_autofree char *label = g_strdup_printf (_("Menu of the rule: %s"), words);

  add_item (menu, _("_Edit…"), "rules.edit", index);
  if (index > 0)
    add_item (menu, _("Move _Up"), "rules.move-up", index);
  if (index + 1 < self->rules->len)
    add_item (menu, _("Move _Down"), "rules.move-down", index);
  add_item (menu, _("_Remove"), "rules.remove", index);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Edit, Move or Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  return button;
}

static void
add_key (GtkEventController *controller,
         guint               key,
         GdkModifierType     modifiers,
         const char         *action,
         guint               index)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (key, modifiers),
                                                                         gtk_named_action_new (action), "u", index));
}

static GtkWidget *
make_row (LanRulesWindow *self,
          guint           index)
{
  const LanWebRule *rule = get_rule (self, index);
  g_autofree char *words = lan_web_rule_describe (rule);
  GtkWidget *row = adw_action_row_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 4);
  if (rule->once)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), rule->enabled ? _("The next request only")
                                                                     : _("For one request only; switch it on again for the next"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_switch (self, rule->enabled, words));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_menu_button (self, index, words));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "u", index);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "rules.edit");

  add_key (keys, GDK_KEY_Up, GDK_ALT_MASK, "rules.move-up", index);
  add_key (keys, GDK_KEY_Down, GDK_ALT_MASK, "rules.move-down", index);
  add_key (keys, GDK_KEY_Delete, 0, "rules.remove", index);
  gtk_widget_add_controller (row, keys);

  return row;
}

static void
show (LanRulesWindow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < self->rules->len; i++)
    {
      GtkWidget *row = make_row (self, i);

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (self->empty_row, self->rules->len == 0);
}

/* What somebody else wrote into the settings may be no rules at all; then there are none, as for the server. */
static void
load (LanRulesWindow *self)
{
  g_autofree char *json = g_settings_get_string (self->settings, "web-rules");
  GPtrArray *rules = lan_web_rules_parse (json, NULL);

  g_clear_pointer (&self->rules, g_ptr_array_unref);
  self->rules = rules != NULL ? rules : g_ptr_array_new_with_free_func ((GDestroyNotify) lan_web_rule_unref);
  if (!self->toggling)
    show (self);
}

/* --- What can be done with one --- */

static void
on_saved (LanRulesWindow *self,
          LanRuleEditor  *editor)
{
  LanWebRule *rule = lan_rule_editor_dup_rule (editor);
  guint index = self->edited;

  if (index < self->rules->len)
    g_ptr_array_remove_index (self->rules, index);
  else
    index = 0;   /* the newest one is meant to decide */
  g_ptr_array_insert (self->rules, (int) index, rule);
  keep (self);
  focus_rule (self, index);
}

static void
open_editor (LanRulesWindow *self,
             guint           index)
{
  LanRuleEditor *editor = lan_rule_editor_new (GTK_WINDOW (self), index < self->rules->len ? get_rule (self, index) : NULL);

  self->edited = index;
  g_signal_connect_object (editor, "saved", G_CALLBACK (on_saved), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (editor));
}

static void
add (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  open_editor (LAN_RULES_WINDOW (widget), NEW_RULE);
}

static void
edit (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  open_editor (LAN_RULES_WINDOW (widget), g_variant_get_uint32 (parameter));
}

static void
move (LanRulesWindow *self,
      guint           from,
      guint           to)
{
  LanWebRule *rule;

  if (from >= self->rules->len || to >= self->rules->len)
    return;

  rule = g_ptr_array_steal_index (self->rules, from);
  g_ptr_array_insert (self->rules, (int) to, rule);
  keep (self);
  focus_rule (self, to);
}

static void
move_up (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  guint index = g_variant_get_uint32 (parameter);

  move (LAN_RULES_WINDOW (widget), index, index - 1);
}

static void
move_down (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  guint index = g_variant_get_uint32 (parameter);

  move (LAN_RULES_WINDOW (widget), index, index + 1);
}

static void
remove_rule (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  LanRulesWindow *self = LAN_RULES_WINDOW (widget);
  guint index = g_variant_get_uint32 (parameter);

  if (index >= self->rules->len)
    return;

  g_ptr_array_remove_index (self->rules, index);
  keep (self);
  if (self->rules->len > 0)
    focus_rule (self, MIN (index, self->rules->len - 1));
}

/* --- Statuses at a press --- */

static gboolean
is_quick (const LanWebRule *rule,
          guint             status)
{
  return rule->action == LAN_WEB_RULE_ANSWER && rule->status == status && rule->methods == NULL &&
         g_str_equal (rule->path, "*") && rule->delay_ms == 0 && rule->text == NULL && rule->file == NULL;
}

/* One that was pressed before is used again: presses do not pile up. */
static void
answer_quickly (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  LanRulesWindow *self = LAN_RULES_WINDOW (widget);
  guint status = g_variant_get_uint32 (parameter);
  LanWebRule *rule = NULL;

  for (guint i = 0; rule == NULL && i < self->rules->len; i++)
    if (is_quick (get_rule (self, i), status))
      rule = g_ptr_array_steal_index (self->rules, i);
  if (rule == NULL)
    {
      rule = lan_web_rule_new ();
      rule->status = status;
    }
  rule->enabled = TRUE;
  rule->once = gtk_switch_get_active (self->once_switch);
  g_ptr_array_insert (self->rules, 0, rule);
  keep (self);
}

static void
add_quick_buttons (LanRulesWindow *self)
{
  const guint statuses[] = { 401, 403, 404, 429, 500, 503 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", statuses[i]);
      g_autofree char *whole = g_strdup_printf ("%u %s", statuses[i], lan_http_status_phrase (statuses[i]));
      GtkWidget *button = gtk_button_new_with_label (number);

      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", statuses[i]);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "rules.answer");
      gtk_widget_set_tooltip_text (button, whole);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
      gtk_box_append (self->quick_box, button);
    }
}

/* --- GObject --- */

static void
lan_rules_window_dispose (GObject *object)
{
  LanRulesWindow *self = LAN_RULES_WINDOW (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (lan_rules_window_parent_class)->dispose (object);
}

static void
lan_rules_window_class_init (LanRulesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lan_rules_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/rules-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LanRulesWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, LanRulesWindow, once_switch);
  gtk_widget_class_bind_template_child (widget_class, LanRulesWindow, quick_box);
  gtk_widget_class_bind_template_child (widget_class, LanRulesWindow, group);
  gtk_widget_class_bind_template_child (widget_class, LanRulesWindow, empty_row);

  gtk_widget_class_install_action (widget_class, "rules.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "rules.edit", "u", edit);
  gtk_widget_class_install_action (widget_class, "rules.move-up", "u", move_up);
  gtk_widget_class_install_action (widget_class, "rules.move-down", "u", move_down);
  gtk_widget_class_install_action (widget_class, "rules.remove", "u", remove_rule);
  gtk_widget_class_install_action (widget_class, "rules.answer", "u", answer_quickly);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
lan_rules_window_init (LanRulesWindow *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_quick_buttons (self);
}

/**
 * lan_rules_window_new:
 *
 * Returns: (transfer none): the list of rules by which some requests are not answered from the folder; what is changed
 *   there holds from the next request on
 */
LanRulesWindow *
lan_rules_window_new (GtkWindow *parent,
                      GSettings *settings)
{
  LanRulesWindow *self = g_object_new (LAN_TYPE_RULES_WINDOW, "transient-for", parent, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::web-rules", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);

  return self;
}
