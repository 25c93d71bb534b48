/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-widgets"

#include "config.h"

#include "widgets/exchange-view.h"

#include <glib/gi18n.h>

#include "base/endpoint.h"
#include "base/text.h"
#include "http/message.h"
#include "web/copy.h"
#include "web/explain.h"
#include "web/secrets.h"
#include "widgets/byte-view.h"
#include "widgets/http-parts.h"
#include "widgets/window.h"

/* Of a long part so much is repeated below the bytes. */
#define SHOWN_PART_BYTES 300

/* No more than the width of the panel: the height of the notes is asked for before their width is known. */
#define NOTE_CHARACTERS 34

struct _LanExchangeView
{
  AdwBin parent_instance;

  LanWebExchange *exchange;
  LanHttpMessage *message;    /* the one on the screen, */
  GBytes *shown;              /* and its bytes there: with stars for secrets, until they are asked for */
  gboolean reveal;

  /* template */
  GtkToggleButton *response_button;
  GtkLabel *summary;
  GtkStack *stack;
  GtkLabel *nothing;
  LanByteView *bytes;
  GtkWidget *part_box;
  GtkLabel *part_name;
  GtkLabel *part_text;
  GtkLabel *part_meaning;
  GtkWidget *notes_area;
  GtkListBox *notes;
};

G_DEFINE_FINAL_TYPE (LanExchangeView, lan_exchange_view, ADW_TYPE_BIN)

/* --- What is wrong with it --- */

static GtkWidget *
make_row (GtkWidget  *icon,
          const char *text)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NOTE_CHARACTERS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);

  return row;
}

static GtkWidget *
make_note (const char *sentence,
           const char *section,
           gboolean    error,
           gsize       offset)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  g_autofree char *text = section != NULL ? g_strdup_printf ("%s (%s)", sentence, section) : g_strdup (sentence);
  GtkWidget *row = make_row (icon, text);

  gtk_widget_add_css_class (icon, error ? "error" : "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  error ? _("Error") : _("Warning"), -1);
  g_object_set_data (G_OBJECT (row), "offset", GSIZE_TO_POINTER (offset));

  return row;
}

/* How its connection ended, where there is nothing wrong with that. */
static GtkWidget *
make_end_row (const LanHttpRecord *record)
{
  g_autofree char *sentence = lan_http_close_describe (record->closed, record->limit);
  GtkWidget *row = make_row (gtk_image_new_from_icon_name ("dialog-information-symbolic"), sentence);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);

  return row;
}

/* The row that covers and uncovers secrets; it names what a press does. */
static GtkWidget *
make_secrets_row (gboolean reveal)
{
  GtkWidget *row = make_row (gtk_image_new_from_icon_name (reveal ? "view-conceal-symbolic" : "view-reveal-symbolic"),
                             reveal ? _("Cover what is secret with stars again")
                                    : _("Show what is secret, here and in copies"));

  g_object_set_data (G_OBJECT (row), "secrets", row);

  return row;
}

static void show (LanExchangeView *self,
                  gboolean         other);

static void
on_note_activated (LanExchangeView *self,
                   GtkListBoxRow   *row)
{
  if (g_object_get_data (G_OBJECT (row), "secrets") != NULL)
    {
      self->reveal = !self->reveal;
      show (self, TRUE);
      return;
    }

  lan_byte_view_select_offset (self->bytes, GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "offset")));
}

/* How often the message on the screen breaks a rule; @first: where it does first, or -1. */
static guint
count_rule (LanExchangeView *self,
            LanHttpRule      rule,
            int             *first)
{
  guint count = 0;

  *first = -1;
  for (guint i = 0; self->message != NULL && i < self->message->diagnoses->len; i++)
    if (g_array_index (self->message->diagnoses, LanHttpDiagnosis, i).rule == rule && count++ == 0)
      *first = (int) i;

  return count;
}

/* A rule is noted once, where it is broken first: a request of LF alone breaks one with each of its lines. */
static void
add_notes (LanExchangeView *self,
           gboolean         errors)
{
  for (guint i = 0; self->message != NULL && i < self->message->diagnoses->len; i++)
    {
      const LanHttpDiagnosis *diagnosis = &g_array_index (self->message->diagnoses, LanHttpDiagnosis, i);
      int first;
      guint count = count_rule (self, diagnosis->rule, &first);
      const char *section;
      const char *sentence = lan_http_rule_describe (diagnosis->rule, &section);
      g_autofree char *where = NULL;

      if (first != (int) i || lan_http_rule_is_error (diagnosis->rule) != errors)
        continue;

      if (count > 1)
        /* Translators: a section of a standard, and how often a message does not keep to it */
        where = g_strdup_printf (ngettext ("%1$s, %2$u time", "%1$s, %2$u times", count), section, count);
      gtk_list_box_append (self->notes, make_note (sentence, where != NULL ? where : section, errors, diagnosis->offset));
    }
}

static gboolean
has_secrets (LanExchangeView *self)
{
  g_autoptr(GArray) secrets = self->message != NULL ? lan_web_secrets_find (self->message) : NULL;

  return secrets != NULL && secrets->len > 0;
}

static void
show_notes (LanExchangeView     *self,
            const LanHttpRecord *record,
            gboolean             response)
{
  GtkWidget *row;
  g_autofree char *problem = lan_web_exchange_dup_problem (self->exchange);
  int first;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->notes))) != NULL)
    gtk_list_box_remove (self->notes, row);

  /* the one that decided stands among the others, with its place, if the scan found it too */
  if (!response && problem != NULL && !(record->has_rule && count_rule (self, record->rule, &first) > 0))
    gtk_list_box_append (self->notes, make_note (problem, NULL, record->kind == LAN_HTTP_RECORD_MALFORMED, 0));
  add_notes (self, TRUE);
  add_notes (self, FALSE);
  if (lan_web_exchange_is_rested (self->exchange))
    gtk_list_box_append (self->notes, make_end_row (record));
  if (has_secrets (self))
    gtk_list_box_append (self->notes, make_secrets_row (self->reveal));

  gtk_widget_set_visible (self->notes_area, gtk_widget_get_first_child (GTK_WIDGET (self->notes)) != NULL);
}

/* --- The bytes --- */

static char *
dup_summary (LanExchangeView     *self,
             const LanHttpRecord *record,
             GBytes              *bytes,
             guint64              size)
{
  g_autofree char *time = lan_web_exchange_dup_time (self->exchange);
  g_autofree char *client = record->client_port != 0 ? lan_endpoint_format (record->client, record->client_port)
                                                     : g_strdup (record->client);
  g_autofree char *all = g_format_size_full (size, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *progress = lan_web_exchange_dup_progress (self->exchange);
  gsize kept = bytes != NULL ? g_bytes_get_size (bytes) : 0;

  if (progress != NULL || kept >= size)
    /* Translators: who, when, how many bytes */
    return g_strdup_printf (_("%1$s · %2$s · %3$s"), client, time, progress != NULL ? progress : all);

  return g_strdup_printf (_("%1$s · %2$s · %3$s, of which the beginning is kept"), client, time, all);
}

static void
show_bytes (LanExchangeView     *self,
            const LanHttpRecord *record,
            GBytes              *bytes,
            gboolean             response)
{
  g_autoptr(GArray) parts = NULL;

  g_clear_pointer (&self->message, lan_http_message_free);
  g_clear_pointer (&self->shown, g_bytes_unref);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      if (response && !record->finished)
        gtk_label_set_text (self->nothing, _("The answer is not complete yet."));
      else
        gtk_label_set_text (self->nothing, response ? _("No answer was sent.") : _("Nothing was received."));
      lan_byte_view_set_bytes (self->bytes, NULL, NULL);
      gtk_stack_set_visible_child_name (self->stack, "nothing");
    }
  else
    {
      /* a TLS greeting has no parts that HTTP could name */
      if (record->kind != LAN_HTTP_RECORD_TLS || response)
        {
          self->message = lan_http_message_new (bytes, response);
          parts = lan_http_parts_new (self->message);
        }
      self->shown = self->message == NULL || self->reveal ? g_bytes_ref (bytes) : lan_web_secrets_mask (self->message);
      lan_byte_view_set_bytes (self->bytes, self->shown, parts);
      gtk_stack_set_visible_child_name (self->stack, "bytes");
    }
}

/* Of an upload there is news twice a second, of which the bytes that are kept are soon no part: then what is chosen
 * among them stays. */
static void
show (LanExchangeView *self,
      gboolean         other)
{
  LanHttpRecord *record = lan_web_exchange_get_record (self->exchange);
  gboolean response = gtk_toggle_button_get_active (self->response_button);
  g_autoptr(GBytes) bytes = response ? lan_http_record_dup_response (record) : lan_http_record_dup_request (record);
  g_autofree char *summary = dup_summary (self, record, bytes, response ? record->response_size : record->request_size);

  gtk_label_set_text (self->summary, summary);
  if (other || self->message == NULL || bytes == NULL || !g_bytes_equal (self->message->bytes, bytes))
    show_bytes (self, record, bytes, response);
  show_notes (self, record, response);
}

static void
on_exchange_changed (LanExchangeView *self)
{
  show (self, FALSE);
}

static void
on_side_toggled (LanExchangeView *self)
{
  if (self->exchange != NULL)
    show (self, TRUE);
}

/* What this value says, then what such a part is and where that stands. */
static char *
dup_meaning (LanExchangeView   *self,
             const LanBytePart *part)
{
  g_autofree char *words = NULL;
  const LanWebExplanation *explanation = lan_web_explain_message (self->message, part->offset,
                                                                  g_get_real_time () / G_USEC_PER_SEC, &words);
  GString *meaning = g_string_new (words);

  if (words != NULL && explanation != NULL)
    g_string_append_c (meaning, '\n');
  if (explanation != NULL)
    g_string_append (meaning, lan_web_explanation_get_text (explanation));
  if (explanation != NULL && explanation->section != NULL)
    g_string_append_printf (meaning, " (%s)", explanation->section);

  return g_string_free (meaning, FALSE);
}

static void
on_part_selected (LanExchangeView *self)
{
  const LanBytePart *part = lan_byte_view_get_selected_part (self->bytes);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL, *meaning = NULL;
  const char *data;

  gtk_widget_set_visible (self->part_box, part != NULL && part->name != NULL);
  if (part == NULL || part->name == NULL || self->message == NULL)
    return;

  if (part->length == 1)
    /* Translators: the name of a part of a message, and where it is */
    name = g_strdup_printf (_("%1$s · byte %2$u"), part->name, (guint) part->offset);
  else
    /* Translators: likewise, with its first and last byte */
    name = g_strdup_printf (_("%1$s · bytes %2$u to %3$u"), part->name, (guint) part->offset,
                            (guint) (part->offset + part->length - 1));
  gtk_label_set_text (self->part_name, name);

  data = g_bytes_get_data (self->shown, NULL);
  text = lan_text_show_line (data + part->offset, lan_text_fit (data + part->offset, part->length, SHOWN_PART_BYTES));
  gtk_label_set_text (self->part_text, text);

  meaning = dup_meaning (self, part);
  gtk_label_set_text (self->part_meaning, meaning);
}

static void
copy_all (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  LanExchangeView *self = LAN_EXCHANGE_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *text = lan_byte_view_dup_text (self->bytes);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  if (LAN_IS_WINDOW (root))
    lan_window_toast (LAN_WINDOW (root), gtk_toggle_button_get_active (self->response_button) ? _("Response copied")
                                                                                              : _("Request copied"));
}

static void
copy_as (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  static const char *const forms[] = { "curl", "requests", "socket", "fetch" };
  LanExchangeView *self = LAN_EXCHANGE_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *program = NULL;
  guint form = 0;

  while (form < G_N_ELEMENTS (forms) && g_strcmp0 (g_variant_get_string (parameter, NULL), forms[form]) != 0)
    form++;
  g_return_if_fail (form < G_N_ELEMENTS (forms) && self->exchange != NULL);

  program = lan_web_copy (lan_web_exchange_get_record (self->exchange), form, self->reveal);
  if (program != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), program);
  if (LAN_IS_WINDOW (root))
    lan_window_toast (LAN_WINDOW (root), program != NULL ? _("Request copied")
                                         : form == LAN_WEB_COPY_SOCKET ? _("Nothing was received.")
                                         : _("Only a plain socket can send this request"));
}

static void
lan_exchange_view_dispose (GObject *object)
{
  LanExchangeView *self = LAN_EXCHANGE_VIEW (object);

  if (self->exchange != NULL)
    g_signal_handlers_disconnect_by_data (self->exchange, self);
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->message, lan_http_message_free);
  g_clear_pointer (&self->shown, g_bytes_unref);

  G_OBJECT_CLASS (lan_exchange_view_parent_class)->dispose (object);
}

static void
lan_exchange_view_class_init (LanExchangeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lan_exchange_view_dispose;

  g_type_ensure (LAN_TYPE_BYTE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/landline_app/Landline/ui/exchange-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, response_button);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, summary);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, stack);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, nothing);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, bytes);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, part_box);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, part_name);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, part_text);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, part_meaning);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, notes_area);
  gtk_widget_class_bind_template_child (widget_class, LanExchangeView, notes);
  gtk_widget_class_bind_template_callback (widget_class, on_side_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_part_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_note_activated);
  gtk_widget_class_install_action (widget_class, "exchange.copy", NULL, copy_all);
  gtk_widget_class_install_action (widget_class, "exchange.copy-as", "s", copy_as);
}

static void
lan_exchange_view_init (LanExchangeView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * lan_exchange_view_new:
 *
 * Returns: (transfer none): shows a request and its answer byte for byte
 */
LanExchangeView *
lan_exchange_view_new (void)
{
  return g_object_new (LAN_TYPE_EXCHANGE_VIEW, NULL);
}

LanWebExchange *
lan_exchange_view_get_exchange (LanExchangeView *self)
{
  g_return_val_if_fail (LAN_IS_EXCHANGE_VIEW (self), NULL);

  return self->exchange;
}

/**
 * lan_exchange_view_set_exchange:
 *
 * Shows another; what is learnt of it later is followed.
 */
void
lan_exchange_view_set_exchange (LanExchangeView *self,
                                LanWebExchange  *exchange)
{
  g_return_if_fail (LAN_IS_EXCHANGE_VIEW (self));
  g_return_if_fail (LAN_IS_WEB_EXCHANGE (exchange));

  if (self->exchange == exchange)
    return;

  if (self->exchange != NULL)
    g_signal_handlers_disconnect_by_data (self->exchange, self);
  g_set_object (&self->exchange, exchange);
  self->reveal = FALSE;
  g_signal_connect_object (exchange, "changed", G_CALLBACK (on_exchange_changed), self, G_CONNECT_SWAPPED);
  show (self, TRUE);
}
