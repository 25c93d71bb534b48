/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/prepare.h"

/* What is asked of a thread, in memory of its own. */
typedef struct
{
  char *folder;
  char *identity_file;
  LanIdentity *given;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->folder);
  g_free (wanted->identity_file);
  g_clear_pointer (&wanted->given, lan_identity_unref);
  g_free (wanted);
}

void
lan_web_prepared_free (LanWebPrepared *self)
{
  g_clear_pointer (&self->site, lan_web_site_unref);
  g_clear_pointer (&self->identity, lan_identity_unref);
  g_free (self);
}

/**
 * lan_web_prepare:
 * @folder: a path
 * @identity_file: (nullable): where an identity of our own is kept; made there if needed
 * @given: (nullable): else the identity to take
 * @error: as lan_web_site_new() or lan_identity_open()
 *
 * Looks at the folder and opens the identity, at once.
 *
 * Returns: (transfer full) (nullable)
 */
LanWebPrepared *
lan_web_prepare (const char   *folder,
                 const char   *identity_file,
                 LanIdentity  *given,
                 GError      **error)
{
  g_autoptr(LanWebPrepared) self = g_new0 (LanWebPrepared, 1);

  self->site = lan_web_site_new (folder, error);
  if (self->site == NULL)
    return NULL;

  if (identity_file != NULL)
    self->identity = lan_identity_open (identity_file, "Landline", error);
  else if (given != NULL)
    self->identity = lan_identity_ref (given);

  return identity_file == NULL || self->identity != NULL ? g_steal_pointer (&self) : NULL;
}

static void
prepare_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  const Wanted *wanted = data;
  GError *error = NULL;
  LanWebPrepared *prepared = lan_web_prepare (wanted->folder, wanted->identity_file, wanted->given, &error);

  if (prepared != NULL)
    g_task_return_pointer (task, prepared, (GDestroyNotify) lan_web_prepared_free);
  else
    g_task_return_error (task, error);
}

/**
 * lan_web_prepare_async:
 *
 * As lan_web_prepare(), in a thread. The task has no source object, which its thread would drop.
 */
void
lan_web_prepare_async (const char          *folder,
                       const char          *identity_file,
                       LanIdentity         *given,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->folder = g_strdup (folder);
  wanted->identity_file = g_strdup (identity_file);
  wanted->given = given != NULL ? lan_identity_ref (given) : NULL;
  g_task_set_source_tag (task, lan_web_prepare_async);
  g_task_set_task_data (task, wanted, wanted_free);
  g_task_set_return_on_cancel (task, TRUE);   /* a folder that does not answer must not keep anybody waiting */
  g_task_run_in_thread (task, prepare_in_thread);
}

/**
 * lan_web_prepare_finish:
 * @error: as lan_web_prepare(), or #G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable)
 */
LanWebPrepared *
lan_web_prepare_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
