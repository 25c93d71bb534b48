/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/form.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "http/multipart.h"
#include "http/status.h"
#include "http/syntax.h"
#include "web/arrival.h"
#include "web/pages.h"
#include "web/path.h"
#include "web/store.h"

/* Of a field that is no file: a name, of which browsers may write three bytes for one, and that is encoded twice. */
#define VALUE_MAX_BYTES 4096

/* A form without files has few fields. */
#define ENCODED_MAX_BYTES (64 * 1024)

/* What became of one field. */
typedef struct
{
  const char *field;   /* of those below */
  char *name;          /* as it was sent, safe to show */
  char *path;          /* (nullable): where it is now, as a URL */
  GError *error;       /* (nullable) */
} Result;

/* A form that is sent to a folder. Its fields are done one after the other as they come:
 *
 *   file      (with a file name) is put into the folder; what is there already keeps its name, and the new file gets
 *             another, unless the field "replace" came before it
 *   folder    a folder of this name is made
 *   delete    the file or empty folder of this name, percent-encoded, is deleted
 */
typedef struct
{
  LanWebSite *site;
  LanWebOptions *options;
  char *path;               /* of the folder, as a URL */
  int folder;
  gboolean json;            /* the answer is for a program */
  LanHttpMultipart *parts;
  GString *encoded;         /* (nullable) instead: application/x-www-form-urlencoded */

  const char *field;        /* (nullable) what is arriving */
  char *name;
  LanWebArriving *arriving; /* (nullable) of a file */
  GString *value;           /* of another */
  gboolean replace;
  GPtrArray *results;
  gboolean stopped;         /* what still comes would fail too */
} Form;

static const char field_file[] = "file", field_folder[] = "folder", field_delete[] = "delete",
                  field_replace[] = "replace";

static void
result_free (gpointer data)
{
  Result *result = data;

  g_free (result->name);
  g_free (result->path);
  g_clear_error (&result->error);
  g_free (result);
}

static void
forget_field (Form *self)
{
  self->field = NULL;
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->arriving, lan_web_arriving_free);
  g_string_truncate (self->value, 0);
}

static void
form_free (gpointer data)
{
  Form *self = data;

  forget_field (self);
  g_clear_pointer (&self->parts, lan_http_multipart_free);
  if (self->encoded != NULL)
    g_string_free (self->encoded, TRUE);
  g_string_free (self->value, TRUE);
  g_ptr_array_unref (self->results);
  lan_web_site_unref (self->site);
  lan_web_options_unref (self->options);
  close (self->folder);
  g_free (self->path);
  g_free (self);
}

/* --- The answer --- */

/* The first thing that went wrong; NULL: nothing did. */
static const GError *
first_error (Form *self)
{
  for (guint i = 0; i < self->results->len; i++)
    {
      const Result *result = g_ptr_array_index (self->results, i);

      if (result->error != NULL)
        return result->error;
    }

  return NULL;
}

static void
add_member (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* @results: (nullable) */
static LanHttpResponse *
make_json (const GError    *error,
           const GPtrArray *results)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  LanHttpResponse *response = lan_http_response_new (error != NULL ? (guint) error->code : 200);

  json_builder_begin_object (builder);
  add_member (builder, "error", error != NULL ? error->message : NULL);
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const Result *result = g_ptr_array_index (results, i);

      json_builder_begin_object (builder);
      add_member (builder, "field", result->field);
      add_member (builder, "name", result->name);
      add_member (builder, "path", result->path);
      add_member (builder, "error", result->error != NULL ? result->error->message : NULL);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  lan_http_response_set_text (response, "application/json", json_to_string (root, FALSE));
  lan_http_response_add (response, "Cache-Control", "no-store");
  if (error != NULL)
    response->note = lan_text_show_line (error->message, strlen (error->message));

  return response;
}

static LanHttpResponse *
make_page (const GError *error)
{
  guint status = (guint) error->code;

  return lan_web_page_message (status, lan_http_status_phrase (status), error->message);
}

/* @error: (nullable): what is wrong with the form itself */
static LanHttpResponse *
answer (Form         *self,
        const GError *error)
{
  LanHttpResponse *response;

  if (error == NULL)
    error = first_error (self);
  if (self->json)
    return make_json (error, self->results);
  if (error != NULL)
    return make_page (error);
  if (!lan_web_store_allows (self->options->rights, LAN_WEB_RIGHT_READ, NULL))
    return lan_web_page_message (200, lan_http_status_phrase (200), _("It has arrived."));

  /* so that a reload shows the folder and does not send the form again (RFC 9110 section 15.4.4) */
  response = lan_http_response_new (303);
  lan_http_response_add (response, "Location", "%s", self->path);

  return response;
}

static LanHttpResponse *
answer_fault (Form                  *self,
              LanHttpMultipartFault  fault)
{
  g_autoptr(GError) error = g_error_new_literal (LAN_WEB_REFUSAL, 400, lan_http_multipart_describe (fault, NULL));

  return answer (self, error);
}

/* --- The fields --- */

/* Where a limit is reached the rest would not fare better, and need not be sent. */
static gboolean
is_lasting (const GError *error)
{
  return error->code == 413 || error->code >= 500;
}

/* Takes @given, the name it got, and @error. */
static void
end_field (Form   *self,
           char   *given,
           GError *error)
{
  Result *result = g_new0 (Result, 1);

  result->field = self->field;
  result->name = lan_text_show_line (self->name, strlen (self->name));
  result->error = error;
  if (given != NULL && self->field != field_delete)
    {
      g_autofree char *encoded = lan_web_path_encode (given);

      result->path = g_strconcat (self->path, encoded, self->field == field_folder ? "/" : NULL, NULL);
    }
  if (error == NULL)
    lan_web_site_forget (self->site);
  else
    self->stopped = self->stopped || is_lasting (error);

  g_ptr_array_add (self->results, result);
  g_free (given);
  forget_field (self);
}

static void
begin_file (Form       *self,
            const char *name)
{
  GError *error = NULL;

  if (*name == '\0')
    return;   /* the form was sent without a file chosen */

  self->field = field_file;
  self->name = g_strdup (name);
  if (!lan_web_store_allows (self->options->rights, LAN_WEB_RIGHT_UPLOAD, &error))
    self->stopped = TRUE;   /* before it is sent for nothing */
  else if (lan_web_store_check_name (name, TRUE, &error))
    self->arriving = lan_web_arriving_new (self->folder, self->options, &error);
  if (self->arriving == NULL)
    end_field (self, NULL, error);
}

static void
keep_file (Form *self)
{
  GError *error = NULL;
  char *given = NULL;

  if (self->replace && lan_web_store_allows (self->options->rights, LAN_WEB_RIGHT_REPLACE, NULL))
    {
      g_autofree char *tag = NULL;
      gboolean created;

      if (lan_web_arriving_keep (self->arriving, self->name, NULL, &created, &tag, &error))
        given = g_strdup (self->name);
    }
  else
    given = lan_web_arriving_keep_both (self->arriving, self->name, &error);

  end_field (self, given, error);
}

static void
make_folder (Form *self)
{
  GError *error = NULL;
  gboolean made;

  self->name = g_strdup (self->value->str);
  made = lan_web_store_allows (self->options->rights, LAN_WEB_RIGHT_UPLOAD, &error) &&
         lan_web_store_check_name (self->name, TRUE, &error) &&
         lan_web_store_make_folder (self->folder, self->name, &error);

  end_field (self, made ? g_strdup (self->name) : NULL, error);
}

/* A name that is no valid encoding is taken as it is: somebody typed it. */
static void
delete (Form *self)
{
  GError *error = NULL;

  self->name = g_uri_unescape_string (self->value->str, "/");
  if (self->name == NULL)
    self->name = g_strdup (self->value->str);
  if (lan_web_store_allows (self->options->rights, LAN_WEB_RIGHT_DELETE, &error) &&
      lan_web_store_check_name (self->name, FALSE, &error))
    lan_web_store_delete (self->folder, self->name, &error);

  end_field (self, NULL, error);
}

static const char *
known_field (const char *name)
{
  static const char *const fields[] = { field_folder, field_delete, field_replace };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (name, fields[i]) == 0)
      return fields[i];

  return NULL;
}

static void
add_to_value (Form       *self,
              const char *bytes,
              gsize       length)
{
  if (self->value->len + length <= VALUE_MAX_BYTES)
    g_string_append_len (self->value, bytes, (gssize) length);
  else
    {
      self->name = g_strdup ("");
      end_field (self, NULL, g_error_new_literal (LAN_WEB_REFUSAL, 400, _("A field of the form is too long.")));
    }
}

static void
end_value (Form *self)
{
  if (self->value->len == 0)
    forget_field (self);   /* nothing was typed there */
  else if (self->field == field_folder)
    make_folder (self);
  else if (self->field == field_delete)
    delete (self);
  else
    {
      self->replace = TRUE;
      forget_field (self);
    }
}

/* --- A form with files --- */

static void
on_begin (const LanHttpFormPart *part,
          gpointer               data)
{
  Form *self = data;

  if (self->stopped)
    return;
  if (part->filename != NULL)
    begin_file (self, part->filename);
  else
    self->field = known_field (part->name);
}

static void
on_data (const char *bytes,
         gsize       length,
         gpointer    data)
{
  Form *self = data;
  GError *error = NULL;

  if (self->arriving == NULL && self->field != NULL)
    add_to_value (self, bytes, length);
  else if (self->arriving != NULL && !lan_web_arriving_write (self->arriving, bytes, length, &error))
    end_field (self, NULL, error);
}

static void
on_end (gpointer data)
{
  Form *self = data;

  if (self->arriving != NULL)
    keep_file (self);
  else if (self->field != NULL)
    end_value (self);
}

/* --- One without --- */

static LanHttpResponse *
read_encoded (Form *self)
{
  g_autofree char *field = NULL;
  g_autofree char *value = NULL;
  g_autoptr(GError) error = NULL;
  GUriParamsIter at;

  g_uri_params_iter_init (&at, self->encoded->str, (gssize) self->encoded->len, "&", G_URI_PARAMS_WWW_FORM);
  while (!self->stopped && g_uri_params_iter_next (&at, &field, &value, &error))
    {
      self->field = known_field (field);
      if (self->field != NULL)
        add_to_value (self, value, strlen (value));
      if (self->field != NULL)
        end_value (self);
      g_clear_pointer (&field, g_free);
      g_clear_pointer (&value, g_free);
    }

  if (error != NULL)
    {
      g_clear_error (&error);
      error = g_error_new_literal (LAN_WEB_REFUSAL, 400, _("The form is not encoded as its type says."));
    }

  return answer (self, error);
}

/* --- In a thread --- */

static LanHttpResponse *
on_form (const char *bytes,
         gsize       length,
         gpointer    data)
{
  Form *self = data;
  LanHttpMultipartFault fault;

  if (self->encoded != NULL)
    {
      g_string_append_len (self->encoded, bytes, (gssize) length);
      return NULL;
    }

  fault = lan_http_multipart_feed (self->parts, bytes, length);
  if (fault != LAN_HTTP_MULTIPART_FINE && !self->stopped)
    return answer_fault (self, fault);

  return self->stopped ? answer (self, NULL) : NULL;
}

static LanHttpResponse *
on_form_done (gpointer data)
{
  Form *self = data;
  LanHttpMultipartFault fault;
  g_autoptr(GError) error = NULL;

  if (self->encoded != NULL)
    return read_encoded (self);

  fault = lan_http_multipart_finish (self->parts);
  if (fault != LAN_HTTP_MULTIPART_FINE)
    return answer_fault (self, fault);
  if (self->results->len == 0)
    error = g_error_new_literal (LAN_WEB_REFUSAL, 400, _("The form holds no file. Choose one."));

  return answer (self, error);
}

/* --- */

static gboolean
take_type (Form                 *self,
           const LanHttpRequest *request)
{
  static const LanHttpFormEvents events = { on_begin, on_data, on_end };
  static const char encoded[] = "application/x-www-form-urlencoded";
  const char *type;
  gsize length;

  if (!lan_http_head_get (request->head, request->data, "Content-Type", &type, &length))
    return FALSE;
  if (length >= strlen (encoded) && lan_http_text_is (type, strlen (encoded), encoded))
    self->encoded = g_string_new (NULL);
  else
    self->parts = lan_http_multipart_new (type, length, &events, self);

  return self->encoded != NULL || self->parts != NULL;
}

static gboolean
wants_json (const LanHttpRequest *request)
{
  return lan_http_head_has_word (request->head, request->data, "Accept", "application/json");
}

/**
 * lan_web_form_refuse:
 * @error: of %LAN_WEB_REFUSAL
 *
 * Returns: (transfer full): a refusal as the sender of a form understands it
 */
LanHttpResponse *
lan_web_form_refuse (const LanHttpRequest *request,
                     const GError         *error)
{
  return wants_json (request) ? make_json (error, NULL) : make_page (error);
}

/**
 * lan_web_form_answer:
 * @path: of the folder it is sent to, as of lan_web_path_resolve(), with its slash
 * @folder: (transfer full): the folder, open
 *
 * Does what a form asks for: see the fields above.
 *
 * Returns: (transfer full) (nullable): a refusal; %NULL: the answer comes later. 303 to the folder, or for who accepts
 *   application/json 200 with what became of each field
 */
LanHttpResponse *
lan_web_form_answer (LanWebSite           *site,
                     const LanWebOptions  *options,
                     const LanHttpRequest *request,
                     const char           *path,
                     int                   folder)
{
  static const LanWebArrivalWork work = { on_form, on_form_done, form_free };
  g_autoptr(GError) error = NULL;
  guint64 announced;
  Form *self = g_new0 (Form, 1);

  self->site = lan_web_site_ref (site);
  self->options = lan_web_options_ref ((LanWebOptions *) options);
  self->path = lan_web_path_to_url (path);
  self->folder = folder;
  self->json = wants_json (request);
  self->value = g_string_new (NULL);
  self->results = g_ptr_array_new_with_free_func (result_free);

  if (!take_type (self, request))
    error = g_error_new_literal (LAN_WEB_REFUSAL, 415,
                                 _("Only forms can be sent to a folder: multipart/form-data with files, or "
                                   "application/x-www-form-urlencoded. To upload one file as it is, use PUT."));
  else if (self->parts != NULL && lan_web_arrival_is_announced (request, &announced))
    lan_web_store_has_room (folder, announced, &error);
  if (error != NULL)
    {
      form_free (self);
      return lan_web_form_refuse (request, error);
    }

  lan_web_arrival_begin (request, self->encoded != NULL ? ENCODED_MAX_BYTES : G_MAXINT64, &work, self);

  return NULL;
}
