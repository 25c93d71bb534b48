/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/texts-group.h"

#include <glib/gi18n.h>

#include "web/rules.h"

/* A list of short texts, such as networks or header fields. The first row takes another one; what cannot be kept
 * stays written there, and the reason below the list. */
struct _LanTextsGroup
{
  AdwPreferencesGroup parent_instance;

  LanTextsCheck check;
  GPtrArray *texts;            /* of char *, in order */
  GPtrArray *rows;             /* one a text; the list has them */

  /* template */
  AdwEntryRow *entry;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (LanTextsGroup, lan_texts_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  PROP_ENTRY_TITLE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say (LanTextsGroup *self,
     const char    *problem)
{
  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_edited (LanTextsGroup *self)
{
  say (self, NULL);
}

static void
on_remove (LanTextsGroup *self,
           GtkButton     *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);
  guint index;

  if (!g_ptr_array_find (self->rows, row, &index))
    return;

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));   /* the one that has it goes */
  g_ptr_array_remove_index (self->texts, index);
  g_ptr_array_remove_index (self->rows, index);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_row (LanTextsGroup *self,
         const char    *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf (_("Remove %s"), text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->texts, g_strdup (text));
}

static void
lan_texts_group_finalize (GObject *object)
{
  LanTextsGroup *self = LAN_TEXTS_GROUP (object);

  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (lan_texts_group_parent_class)->finalize (object);
}

static void
lan_texts_group_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  LanTextsGroup *self = LAN_TEXTS_GROUP (object);

  switch (id)
    {
    case PROP_ENTRY_TITLE:
      g_value_set_string (value, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->entry)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_texts_group_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  LanTextsGroup *self = LAN_TEXTS_GROUP (object);

  switch (id)
    {
    case PROP_ENTRY_TITLE:
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lan_texts_group_class_init (LanTextsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = lan_texts_group_finalize;
  object_class->get_property = lan_texts_group_get_property;
  object_class->set_property = lan_texts_group_set_property;

  /**
   * LanTextsGroup:entry-title:
   *
   * What the row that takes another one asks for.
   */
  properties[PROP_ENTRY_TITLE] = g_param_spec_string ("entry-title", NULL, NULL, NULL,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * LanTextsGroup::changed:
   *
   * The person added or removed one.
   */
  signals[CHANGED] = g_signal_new ("changed", LAN_TYPE_TEXTS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/texts-group.ui");
  gtk_widget_class_bind_template_child (widget_class, LanTextsGroup, entry);
  gtk_widget_class_bind_template_child (widget_class, LanTextsGroup, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, lan_texts_group_commit);
}

static void
lan_texts_group_init (LanTextsGroup *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_texts_group_set_check:
 * @check: judges what is added
 */
void
lan_texts_group_set_check (LanTextsGroup *self,
                           LanTextsCheck  check)
{
  g_return_if_fail (LAN_IS_TEXTS_GROUP (self));

  self->check = check;
}

/**
 * lan_texts_group_set_texts:
 * @texts: (nullable) (array zero-terminated=1): all that are in the list; not judged
 */
void
lan_texts_group_set_texts (LanTextsGroup     *self,
                           const char *const *texts)
{
  g_auto(GStrv) before = NULL;

  g_return_if_fail (LAN_IS_TEXTS_GROUP (self));

  before = lan_texts_group_dup_texts (self);
  if (texts != NULL && g_strv_equal ((const char *const *) before, texts))
    return;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->texts, 0);
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    add_row (self, texts[i]);
}

/**
 * lan_texts_group_dup_texts:
 *
 * Returns: (transfer full) (array zero-terminated=1): all that are in the list
 */
char **
lan_texts_group_dup_texts (LanTextsGroup *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (LAN_IS_TEXTS_GROUP (self), NULL);

  for (guint i = 0; i < self->texts->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->texts, i));

  return g_strv_builder_end (builder);
}

/**
 * lan_texts_group_commit:
 *
 * Adds what is still being written.
 *
 * Returns: %FALSE where that cannot be kept; the group says why
 */
gboolean
lan_texts_group_commit (LanTextsGroup *self)
{
  g_autofree char *written = NULL;
  g_autofree char *kept = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (LAN_IS_TEXTS_GROUP (self), FALSE);

  written = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  if (*written == '\0')
    return TRUE;

  kept = self->check (written, &error);
  if (kept == NULL)
    {
      say (self, error->message);
      return FALSE;
    }

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (g_ptr_array_find_with_equal_func (self->texts, kept, g_str_equal, NULL))
    return TRUE;

  add_row (self, kept);
  g_signal_emit (self, signals[CHANGED], 0);

  return TRUE;
}

/**
 * lan_texts_check_field:
 *
 * A #LanTextsCheck for header fields.
 */
char *
lan_texts_check_field (const char  *text,
                       GError     **error)
{
  const char *const lines[] = { text, NULL };

  return lan_web_headers_check (lines, error) ? g_strdup (text) : NULL;
}
