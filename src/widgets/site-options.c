/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/site-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "node/settings.h"
#include "web/networks.h"
#include "web/options.h"
#include "widgets/folder-name.h"
#include "widgets/texts-group.h"

/* What a largest upload is counted in. */
#define MEBIBYTE (1024 * 1024)

struct _LanSiteOptions
{
  AdwPreferencesWindow parent_instance;

  LanNode *node;
  GtkFileChooserNative *chooser;
  gboolean warned;               /* of what is written and cannot be kept */

  /* template */
  AdwPreferencesGroup *rights_group;
  GtkSwitch *read_switch;
  GtkWidget *upload_row;
  GtkSwitch *upload_switch;
  GtkSwitch *replace_switch;
  GtkWidget *replace_row;
  GtkWidget *delete_row;
  GtkSwitch *delete_switch;
  GtkWidget *limit_row;
  GtkSpinButton *limit_spin;
  GtkAdjustment *limit;
  LanTextsGroup *networks_group;
  GtkEditable *user_row;
  GtkEditable *password_row;
  GtkLabel *password_problem;
  GtkSwitch *single_page_switch;
  GtkSwitch *compress_switch;
  GtkSwitch *cors_switch;
  GtkSwitch *echo_switch;
  GtkEditable *echo_row;
  GtkSwitch *trace_switch;
  AdwActionRow *log_row;
  GtkWidget *log_stop_button;
  LanTextsGroup *headers_group;
};

G_DEFINE_FINAL_TYPE (LanSiteOptions, lan_site_options, ADW_TYPE_PREFERENCES_WINDOW)

static GSettings *
settings_of (LanSiteOptions *self)
{
  return lan_node_get_settings (self->node);
}

/* One toast: what it says is about the last thing done. */
static void
say (LanSiteOptions *self,
     const char     *text)
{
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (text));
}

/* --- What visitors may do --- */

/* What a switch cannot change it does not seem to. */
static void
show_rights (LanSiteOptions *self)
{
  LanWebHost *host = lan_node_get_web (self->node);
  gboolean own = lan_web_host_get_folder (host) != NULL;
  gboolean upload = own && gtk_switch_get_active (self->upload_switch);
  g_autofree char *can = lan_web_options_describe_rights (lan_web_host_get_rights (host));
  g_autofree char *more = g_strdup_printf (_("%1$s %2$s"), can, _("With a folder of your own you can let them do more."));

  adw_preferences_group_set_description (self->rights_group, own ? can : more);
  gtk_widget_set_sensitive (self->upload_row, own);
  gtk_widget_set_sensitive (self->replace_row, upload);
  gtk_widget_set_sensitive (self->delete_row, own);
  gtk_widget_set_sensitive (self->limit_row, upload);
}

static void
show_limit (LanSiteOptions *self)
{
  gtk_adjustment_set_value (self->limit, (double) (g_settings_get_uint64 (settings_of (self), "web-upload-limit") / MEBIBYTE));
}

/* A limit that is no whole number of them stays as it is until another is chosen. */
static void
on_limit_edited (LanSiteOptions *self)
{
  guint64 chosen = (guint64) gtk_adjustment_get_value (self->limit);

  if (self->node != NULL && chosen != g_settings_get_uint64 (settings_of (self), "web-upload-limit") / MEBIBYTE)
    g_settings_set_uint64 (settings_of (self), "web-upload-limit", chosen * MEBIBYTE);
}

/* --- Who may come in --- */

static void
show_networks (LanSiteOptions *self)
{
  g_auto(GStrv) networks = g_settings_get_strv (settings_of (self), "web-networks");

  lan_texts_group_set_texts (self->networks_group, (const char *const *) networks);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->networks_group), *networks == NULL
                                         ? _("Everyone who reaches this computer. Add networks here, and only they may.")
                                         : _("Only these networks and addresses, and this computer itself."));
}

static char *
check_network (const char  *text,
               GError     **error)
{
  const char *const texts[] = { text, NULL };
  g_autoptr(GPtrArray) networks = NULL;

  return lan_web_networks_parse (texts, &networks, error)
           ? g_inet_address_mask_to_string (g_ptr_array_index (networks, 0)) : NULL;
}

static void
on_networks_changed (LanSiteOptions *self)
{
  g_auto(GStrv) networks = lan_texts_group_dup_texts (self->networks_group);

  g_settings_set_strv (settings_of (self), "web-networks", (const char *const *) networks);
}

/* --- Name and password --- */

static const char *
find_password_problem (LanSiteOptions *self)
{
  const char *user = gtk_editable_get_text (self->user_row);
  const char *password = gtk_editable_get_text (self->password_row);

  if (strchr (user, ':') != NULL)
    return _("A name has no colon: browsers send “name:password”. Leave it out.");
  if (*user == '\0' && *password != '\0')
    return _("Write a name, too: browsers ask for both. Until then nobody is asked for the password.");
  if (*user != '\0' && *password == '\0')
    return _("Write a password, too. Until then nobody is asked for one.");

  return NULL;
}

static void
show_password_problem (LanSiteOptions *self)
{
  const char *problem = find_password_problem (self);

  gtk_label_set_text (self->password_problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->password_problem), problem != NULL);
}

/* The eye that shows the password: libadwaita 1.2 gives it no name. */
static void
name_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_tooltip_text (widget) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_widget_get_tooltip_text (widget), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
}

static void
show_password (LanSiteOptions *self)
{
  g_autofree char *user = g_settings_get_string (settings_of (self), "web-user");
  g_autofree char *password = g_settings_get_string (settings_of (self), "web-password");

  gtk_editable_set_text (self->user_row, user);
  gtk_editable_set_text (self->password_row, password);
  show_password_problem (self);
}

/* Both or neither: one alone protects nothing, and half of it kept would say so nowhere. FALSE: not kept. */
static gboolean
on_password_applied (LanSiteOptions *self)
{
  if (find_password_problem (self) != NULL)
    return FALSE;

  g_settings_delay (settings_of (self));
  g_settings_set_string (settings_of (self), "web-user", gtk_editable_get_text (self->user_row));
  g_settings_set_string (settings_of (self), "web-password", gtk_editable_get_text (self->password_row));
  g_settings_apply (settings_of (self));

  return TRUE;
}

/* --- For developers --- */

static void
show_echo (LanSiteOptions *self)
{
  g_autofree char *path = g_settings_get_string (settings_of (self), "web-echo-path");

  gtk_editable_set_text (self->echo_row, path);
}

static void
on_echo_applied (LanSiteOptions *self)
{
  const char *path = gtk_editable_get_text (self->echo_row);

  if (*path == '/' && strpbrk (path, " ?#") == NULL)
    {
      g_settings_set_string (settings_of (self), "web-echo-path", path);
      return;
    }

  say (self, _("A path begins with “/” and has no spaces, “?” or “#”. The one before stays."));
  show_echo (self);
}

static void
show_log (LanSiteOptions *self)
{
  g_autofree char *path = lan_settings_dup_path (settings_of (self), "web-access-log");
  g_autofree char *shown = *path != '\0' ? lan_folder_name_dup (path) : NULL;
  g_autofree char *escaped = shown != NULL ? g_markup_escape_text (shown, -1) : NULL;

  adw_action_row_set_subtitle (self->log_row, escaped != NULL ? escaped
                                                : _("Choose a file, and each request becomes a line of it (Combined format)"));
  gtk_widget_set_visible (self->log_stop_button, escaped != NULL);
}

static void
on_log_chosen (LanSiteOptions       *self,
               int                   response,
               GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || file == NULL)
    return;

  if (g_file_peek_path (file) != NULL)
    lan_settings_set_path (settings_of (self), "web-access-log", g_file_peek_path (file));
  else
    say (self, _("That file is not on this computer. Choose another."));
}

static void
choose_log (LanSiteOptions *self)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Access Log"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _("_Choose"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "access.log");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_log_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
stop_log (LanSiteOptions *self)
{
  lan_settings_set_path (settings_of (self), "web-access-log", "");
  gtk_widget_grab_focus (GTK_WIDGET (self->log_row));   /* the button is gone */
}

static void
show_headers (LanSiteOptions *self)
{
  g_auto(GStrv) headers = g_settings_get_strv (settings_of (self), "web-headers");

  lan_texts_group_set_texts (self->headers_group, (const char *const *) headers);
}

static void
on_headers_changed (LanSiteOptions *self)
{
  g_auto(GStrv) headers = lan_texts_group_dup_texts (self->headers_group);

  g_settings_set_strv (settings_of (self), "web-headers", (const char *const *) headers);
}

/* --- GObject --- */

/* (nullable): what is written and cannot be kept, once all else is. */
static GtkWidget *
commit (LanSiteOptions *self)
{
  GtkWidget *refused = NULL;

  gtk_spin_button_update (self->limit_spin);
  on_echo_applied (self);
  if (!lan_texts_group_commit (self->headers_group))
    refused = GTK_WIDGET (self->headers_group);
  if (!on_password_applied (self))
    refused = GTK_WIDGET (self->user_row);
  if (!lan_texts_group_commit (self->networks_group))
    refused = GTK_WIDGET (self->networks_group);

  return refused;
}

/* What is still being written counts. What cannot be kept is shown once, with the reason, before it is lost. */
static gboolean
lan_site_options_close_request (GtkWindow *window)
{
  LanSiteOptions *self = LAN_SITE_OPTIONS (window);
  GtkWidget *refused = commit (self);

  if (refused != NULL && !self->warned)
    {
      self->warned = TRUE;
      gtk_widget_child_focus (refused, GTK_DIR_TAB_FORWARD);   /* which brings it into view */
      return TRUE;
    }

  return GTK_WINDOW_CLASS (lan_site_options_parent_class)->close_request (window);
}

static void
lan_site_options_dispose (GObject *object)
{
  LanSiteOptions *self = LAN_SITE_OPTIONS (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (lan_site_options_parent_class)->dispose (object);
}

static void
lan_site_options_class_init (LanSiteOptionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lan_site_options_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = lan_site_options_close_request;

  g_type_ensure (LAN_TYPE_TEXTS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/site-options.ui");
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, rights_group);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, read_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, upload_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, upload_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, replace_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, replace_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, delete_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, delete_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, limit_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, limit_spin);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, limit);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, networks_group);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, user_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, password_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, password_problem);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, single_page_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, compress_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, cors_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, echo_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, echo_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, trace_switch);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, log_row);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, log_stop_button);
  gtk_widget_class_bind_template_child (widget_class, LanSiteOptions, headers_group);
  gtk_widget_class_bind_template_callback (widget_class, on_limit_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_networks_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_password_applied);
  gtk_widget_class_bind_template_callback (widget_class, show_password_problem);
  gtk_widget_class_bind_template_callback (widget_class, on_echo_applied);
  gtk_widget_class_bind_template_callback (widget_class, choose_log);
  gtk_widget_class_bind_template_callback (widget_class, stop_log);
  gtk_widget_class_bind_template_callback (widget_class, on_headers_changed);
}

static void
lan_site_options_init (LanSiteOptions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_buttons (GTK_WIDGET (self->password_row));
}

/* What changes elsewhere while the window is open is followed: another folder takes the rights back. */
static void
follow (LanSiteOptions *self)
{
  const struct
  {
    const char *signal;
    void (*show) (LanSiteOptions *self);
  } shown[] = {
    { "changed::web-upload-limit", show_limit },
    { "changed::web-networks", show_networks },
    { "changed::web-echo-path", show_echo },
    { "changed::web-access-log", show_log },
    { "changed::web-headers", show_headers },
  };
  const struct
  {
    const char *key;
    GtkSwitch *widget;
  } switches[] = {
    { "web-read", self->read_switch },
    { "web-upload", self->upload_switch },
    { "web-replace", self->replace_switch },
    { "web-delete", self->delete_switch },
    { "web-single-page", self->single_page_switch },
    { "web-compress", self->compress_switch },
    { "web-cors", self->cors_switch },
    { "web-echo", self->echo_switch },
    { "web-trace", self->trace_switch },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_signal_connect_object (settings_of (self), shown[i].signal, G_CALLBACK (shown[i].show), self, G_CONNECT_SWAPPED);
      shown[i].show (self);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    g_settings_bind (settings_of (self), switches[i].key, switches[i].widget, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (lan_node_get_web (self->node), "changed", G_CALLBACK (show_rights), self, G_CONNECT_SWAPPED);
  show_rights (self);
  g_object_bind_property (self->echo_switch, "active", self->echo_row, "sensitive", G_BINDING_SYNC_CREATE);
  show_password (self);
}

/**
 * lan_site_options_new:
 *
 * Returns: (transfer none): the window of what visitors of the web page may do, and of how it is served; what is
 *   changed there holds from the next request on
 */
LanSiteOptions *
lan_site_options_new (GtkWindow *parent,
                      LanNode   *node)
{
  LanSiteOptions *self = g_object_new (LAN_TYPE_SITE_OPTIONS, "transient-for", parent, NULL);

  self->node = g_object_ref (node);
  lan_texts_group_set_check (self->networks_group, check_network);
  lan_texts_group_set_check (self->headers_group, lan_texts_check_field);
  follow (self);

  return self;
}
