/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A folder that is served, with options to change between requests. Include cmocka and web-fixture.h before. */

#pragma once

#include "http/server.h"
#include "web/handler.h"

typedef struct
{
  char *folder;
  LanWebSite *site;
  LanWebOptions *options;    /* (atomic) immutable: see site_fixture_use() */
  GPtrArray *old;            /* those of before, which a request may still have */
  LanHttpServer *server;
  guint16 port;
  gboolean keeps_folder;     /* at the end: it is somebody else's */
  gint closed;               /* LanHttpClose of the last record (atomic) */
} SiteFixture;

static inline LanHttpResponse *
site_fixture_answer (const LanHttpRequest *request,
                     gpointer              data)
{
  SiteFixture *self = data;

  return lan_web_handle (self->site, g_atomic_pointer_get (&self->options), request);
}

static inline void
site_fixture_record (LanHttpRecord *record,
                     gpointer       data)
{
  SiteFixture *self = data;

  if (record->finished)
    g_atomic_int_set (&self->closed, (gint) record->closed);
}

/* @folder is taken, and removed at the end. */
static inline SiteFixture *
site_fixture_new (char *folder)
{
  SiteFixture *self = g_new0 (SiteFixture, 1);
  g_autoptr(GError) error = NULL;

  self->folder = folder;
  self->options = lan_web_options_new ();
  self->old = g_ptr_array_new_with_free_func ((GDestroyNotify) lan_web_options_unref);
  self->site = lan_web_site_new (folder, &error);
  if (self->site != NULL)
    self->server = lan_http_server_new (&(LanHttpServerSettings) {
                                          .loopback_only = TRUE,
                                          .handler = site_fixture_answer,
                                          .recorder = site_fixture_record,
                                          .data = self,
                                        }, &error);
  if (self->server == NULL)
    g_error ("%s", error->message);
  self->port = lan_http_server_get_port (self->server);

  return self;
}

static inline void
site_fixture_free (SiteFixture *self)
{
  lan_http_server_stop (self->server);
  lan_web_site_unref (self->site);
  lan_web_options_unref (self->options);
  g_ptr_array_unref (self->old);
  if (!self->keeps_folder)
    fixture_remove (self->folder);
  g_free (self->folder);
  g_free (self);
}

/* From the next request on; @options is taken. */
static inline void
site_fixture_use (SiteFixture   *self,
                  LanWebOptions *options)
{
  g_ptr_array_add (self->old, self->options);
  g_atomic_pointer_set (&self->options, options);
}

static inline void
site_fixture_allow (SiteFixture  *self,
                    LanWebRights  rights)
{
  LanWebOptions *options = lan_web_options_copy (self->options);

  options->rights = rights;
  site_fixture_use (self, options);
}
