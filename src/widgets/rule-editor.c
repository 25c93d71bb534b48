/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/rule-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "http/status.h"
#include "http/syntax.h"
#include "widgets/folder-name.h"
#include "widgets/texts-group.h"

/* A character has at most four bytes. */
#define PATH_MAX_CHARACTERS (LAN_WEB_RULE_PATH_MAX_BYTES / 4)

/* What an answer holds, in the order of the list of choices. */
typedef enum
{
  CONTENT_PAGE,
  CONTENT_TEXT,
  CONTENT_FILE,
} Content;

struct _LanRuleEditor
{
  AdwWindow parent_instance;

  /* owned */
  GtkFileChooserNative *chooser;
  char *file;                  /* (nullable): the one that is chosen */
  gboolean enabled;            /* of the rule that is edited */

  /* template */
  GtkButton *save_button;
  GtkLabel *problem;
  GtkEditable *methods_row;
  GtkEditable *path_row;
  GtkSwitch *once_switch;
  AdwComboRow *action_row;
  AdwActionRow *status_row;
  GtkAdjustment *status;
  GtkAdjustment *delay;
  GtkWidget *cut_row;
  GtkAdjustment *cut;
  GtkWidget *content_group;
  AdwComboRow *content_row;
  GtkWidget *text_row;
  GtkTextView *text_view;
  AdwActionRow *file_row;
  LanTextsGroup *headers_group;
};

G_DEFINE_FINAL_TYPE (LanRuleEditor, lan_rule_editor, ADW_TYPE_WINDOW)

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- What is written --- */

/* (transfer full) (nullable): "get, post" as people write it */
static GStrv
dup_methods (LanRuleEditor *self)
{
  g_auto(GStrv) words = g_strsplit_set (gtk_editable_get_text (self->methods_row), " ,;", -1);
  g_autoptr(GStrvBuilder) methods = g_strv_builder_new ();
  gboolean any = FALSE;

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        g_autofree char *method = g_ascii_strup (words[i], -1);

        g_strv_builder_add (methods, method);
        any = TRUE;
      }

  return any ? g_strv_builder_end (methods) : NULL;
}

static char *
dup_text (LanRuleEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/**
 * lan_rule_editor_dup_rule:
 *
 * Returns: (transfer full): the rule as it is written; valid once it was saved
 */
LanWebRule *
lan_rule_editor_dup_rule (LanRuleEditor *self)
{
  LanWebRule *rule = lan_web_rule_new ();
  g_auto(GStrv) headers = lan_texts_group_dup_texts (self->headers_group);
  guint content = adw_combo_row_get_selected (self->content_row);
  g_autofree char *path = g_strstrip (g_strdup (gtk_editable_get_text (self->path_row)));

  rule->enabled = self->enabled;
  rule->once = gtk_switch_get_active (self->once_switch);
  rule->methods = dup_methods (self);
  g_free (rule->path);
  rule->path = g_strdup (*path != '\0' ? path : "*");
  rule->action = (LanWebRuleAction) adw_combo_row_get_selected (self->action_row);
  rule->delay_ms = (guint) (gtk_adjustment_get_value (self->delay) * 1000 + 0.5);
  if (rule->action == LAN_WEB_RULE_ANSWER)
    {
      rule->status = (guint) gtk_adjustment_get_value (self->status);
      rule->headers = *headers != NULL ? g_steal_pointer (&headers) : NULL;
      rule->text = content == CONTENT_TEXT ? dup_text (self) : NULL;
      rule->file = content == CONTENT_FILE ? g_strdup (self->file) : NULL;
    }
  if (rule->action == LAN_WEB_RULE_CUT)
    rule->cut_after = (guint64) gtk_adjustment_get_value (self->cut);

  return rule;
}

static char *
dup_method_problem (GStrv methods)
{
  for (gsize i = 0; methods != NULL && methods[i] != NULL; i++)
    if (!lan_http_is_token (methods[i], strlen (methods[i])))
      return g_strdup_printf (_("“%s” is no method. Methods are words such as GET or POST, with spaces between them."), methods[i]);

  return NULL;
}

/* (transfer full) (nullable): what stands in the way, and the way around it */
static char *
dup_problem (LanRuleEditor *self)
{
  g_autoptr(LanWebRule) rule = lan_rule_editor_dup_rule (self);

  if (rule->action == LAN_WEB_RULE_ANSWER && adw_combo_row_get_selected (self->content_row) == CONTENT_FILE &&
      self->file == NULL)
    return g_strdup (_("Choose the file that is sent, or another content."));
  if (*rule->path != '/' && *rule->path != '*')
    return g_strdup (_("A path begins with “/”, or with “*” for any beginning: such as /api/* or *.png."));

  return dup_method_problem (rule->methods);
}

static void
update (LanRuleEditor *self)
{
  LanWebRuleAction action = (LanWebRuleAction) adw_combo_row_get_selected (self->action_row);
  guint content = adw_combo_row_get_selected (self->content_row);
  gboolean answers = action == LAN_WEB_RULE_ANSWER;
  g_autofree char *problem = dup_problem (self);

  adw_action_row_set_subtitle (self->status_row, lan_http_status_phrase ((guint) gtk_adjustment_get_value (self->status)));
  gtk_widget_set_visible (GTK_WIDGET (self->status_row), answers);
  gtk_widget_set_visible (self->cut_row, action == LAN_WEB_RULE_CUT);
  gtk_widget_set_visible (self->content_group, answers);
  gtk_widget_set_visible (GTK_WIDGET (self->headers_group), answers);
  gtk_widget_set_visible (self->text_row, content == CONTENT_TEXT);
  gtk_widget_set_visible (GTK_WIDGET (self->file_row), content == CONTENT_FILE);

  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rule.save", problem == NULL);
}

static void
save (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  LanRuleEditor *self = LAN_RULE_EDITOR (widget);

  if (!lan_texts_group_commit (self->headers_group))
    return;   /* it says why */

  g_signal_emit (self, signals[SAVED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- The file --- */

static void
show_file (LanRuleEditor *self)
{
  g_autofree char *name = self->file != NULL ? lan_folder_name_dup (self->file) : NULL;
  g_autofree char *escaped = name != NULL ? g_markup_escape_text (name, -1) : NULL;

  adw_action_row_set_subtitle (self->file_row, escaped != NULL ? escaped : _("None chosen yet"));
}

static void
on_file_chosen (LanRuleEditor        *self,
                int                   response,
                GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || file == NULL || g_file_peek_path (file) == NULL)
    return;

  g_free (self->file);
  self->file = g_file_get_path (file);
  show_file (self);
  update (self);
}

static void
choose_file (LanRuleEditor *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("File to Send"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _("_Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_file_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- GObject --- */

static void
lan_rule_editor_dispose (GObject *object)
{
  LanRuleEditor *self = LAN_RULE_EDITOR (object);

  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (lan_rule_editor_parent_class)->dispose (object);
}

static void
lan_rule_editor_finalize (GObject *object)
{
  g_free (LAN_RULE_EDITOR (object)->file);

  G_OBJECT_CLASS (lan_rule_editor_parent_class)->finalize (object);
}

static void
lan_rule_editor_class_init (LanRuleEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lan_rule_editor_dispose;
  object_class->finalize = lan_rule_editor_finalize;

  /**
   * LanRuleEditor::saved:
   *
   * The person is content with the rule.
   */
  signals[SAVED] = g_signal_new ("saved", LAN_TYPE_RULE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (LAN_TYPE_TEXTS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/rule-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, methods_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, path_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, once_switch);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, action_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, status_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, status);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, delay);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, cut_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, cut);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, content_group);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, content_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, text_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, text_view);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, file_row);
  gtk_widget_class_bind_template_child (widget_class, LanRuleEditor, headers_group);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, choose_file);

  gtk_widget_class_install_action (widget_class, "rule.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
lan_rule_editor_init (LanRuleEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lan_texts_group_set_check (self->headers_group, lan_texts_check_field);
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (self->path_row)), PATH_MAX_CHARACTERS);
}

static void
show (LanRuleEditor    *self,
      const LanWebRule *rule)
{
  g_autofree char *methods = rule->methods != NULL ? g_strjoinv (" ", rule->methods) : NULL;
  Content content = rule->file != NULL ? CONTENT_FILE : rule->text != NULL ? CONTENT_TEXT : CONTENT_PAGE;

  self->enabled = rule->enabled;
  self->file = g_strdup (rule->file);
  gtk_editable_set_text (self->methods_row, methods != NULL ? methods : "");
  gtk_editable_set_text (self->path_row, rule->path);
  gtk_switch_set_active (self->once_switch, rule->once);
  gtk_adjustment_set_value (self->status, rule->status);
  gtk_adjustment_set_value (self->delay, rule->delay_ms / 1000.0);
  gtk_adjustment_set_value (self->cut, (double) rule->cut_after);
  if (rule->text != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), rule->text, -1);
  lan_texts_group_set_texts (self->headers_group, (const char *const *) rule->headers);
  adw_combo_row_set_selected (self->content_row, content);
  adw_combo_row_set_selected (self->action_row, rule->action);
}

/**
 * lan_rule_editor_new:
 * @rule: (nullable): the one to change; %NULL for a new one
 *
 * Returns: (transfer none): asks for which requests a rule is, and what it does with them
 */
LanRuleEditor *
lan_rule_editor_new (GtkWindow        *parent,
                     const LanWebRule *rule)
{
  LanRuleEditor *self = g_object_new (LAN_TYPE_RULE_EDITOR, "transient-for", parent, NULL);
  g_autoptr(LanWebRule) fresh = lan_web_rule_new ();

  gtk_window_set_title (GTK_WINDOW (self), rule != NULL ? _("Edit Rule") : _("New Rule"));
  gtk_button_set_label (self->save_button, rule != NULL ? C_("rule", "Save") : C_("rule", "Add"));
  show (self, rule != NULL ? rule : fresh);
  show_file (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->path_row));   /* what differs most from rule to rule */

  return self;
}
