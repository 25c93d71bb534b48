/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/options.h"

#include <glib/gi18n-lib.h>

/**
 * lan_web_options_new:
 *
 * Returns: (transfer full): the safe ones: the folder can be read, and that is all
 */
LanWebOptions *
lan_web_options_new (void)
{
  LanWebOptions *self = g_atomic_rc_box_new0 (LanWebOptions);

  self->rights = LAN_WEB_RIGHT_READ;
  self->upload_max_bytes = LAN_WEB_UPLOAD_MAX_BYTES;
  self->echo_path = g_strdup (LAN_WEB_ECHO_PATH);
  self->rules = g_ptr_array_new ();

  return self;
}

/**
 * lan_web_options_copy:
 *
 * Returns: (transfer full): the same, to be changed before it is shared. Its lists are still shared: replace them
 *   whole
 */
LanWebOptions *
lan_web_options_copy (const LanWebOptions *self)
{
  LanWebOptions *copy = g_atomic_rc_box_new0 (LanWebOptions);

  *copy = *self;
  copy->echo_path = g_strdup (self->echo_path);
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  copy->headers = g_strdupv (self->headers);
  copy->networks = self->networks != NULL ? g_ptr_array_ref (self->networks) : NULL;
  copy->rules = g_ptr_array_ref (self->rules);
  copy->access_log = g_strdup (self->access_log);
  copy->problem = g_strdup (self->problem);

  return copy;
}

LanWebOptions *
lan_web_options_ref (LanWebOptions *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  LanWebOptions *self = data;

  g_free (self->echo_path);
  g_free (self->user);
  g_free (self->password);
  g_strfreev (self->headers);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  g_ptr_array_unref (self->rules);
  g_free (self->access_log);
  g_free (self->problem);
}

void
lan_web_options_unref (LanWebOptions *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * lan_web_options_describe_rights:
 *
 * Returns: (transfer full): what visitors may do and what not, in one translated sentence
 */
char *
lan_web_options_describe_rights (LanWebRights rights)
{
  /* To replace is to upload where something is already. */
  static const char *const sentences[] = {
    N_("Visitors can do nothing."),
    N_("Visitors can read; they cannot upload, replace or delete."),
    N_("Visitors can upload; they cannot read, replace or delete."),
    N_("Visitors can read and upload; they cannot replace or delete."),
    N_("Visitors can do nothing."),
    N_("Visitors can read; they cannot upload, replace or delete."),
    N_("Visitors can upload and replace; they cannot read or delete."),
    N_("Visitors can read, upload and replace; they cannot delete."),
    N_("Visitors can delete; they cannot read, upload or replace."),
    N_("Visitors can read and delete; they cannot upload or replace."),
    N_("Visitors can upload and delete; they cannot read or replace."),
    N_("Visitors can read, upload and delete; they cannot replace."),
    N_("Visitors can delete; they cannot read, upload or replace."),
    N_("Visitors can read and delete; they cannot upload or replace."),
    N_("Visitors can upload, replace and delete; they cannot read."),
    N_("Visitors can read, upload, replace and delete."),
  };

  return g_strdup (_(sentences[rights & (G_N_ELEMENTS (sentences) - 1)]));
}

/**
 * lan_web_options_list_methods:
 *
 * Returns: (transfer full): the methods that visitors may use, for Allow: "GET, HEAD, OPTIONS"
 */
char *
lan_web_options_list_methods (const LanWebOptions *self)
{
  gboolean upload = (self->rights & LAN_WEB_RIGHT_UPLOAD) != 0;
  gboolean delete = (self->rights & LAN_WEB_RIGHT_DELETE) != 0;

  /* who may upload gets the form for it */
  return g_strconcat (upload || (self->rights & LAN_WEB_RIGHT_READ) != 0 ? "GET, HEAD, " : "", "OPTIONS",
                      upload || delete ? ", POST" : "", upload ? ", PUT, MKCOL" : "", delete ? ", DELETE" : "",
                      self->trace ? ", TRACE" : "", NULL);
}
