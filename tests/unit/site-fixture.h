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

/* @folder is taken, and removed at the end unless it is the system's own. */
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
  if (!g_str_has_prefix (self->folder, "/proc/"))
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

/* An answer: its content may hold zeros. */
typedef struct
{
  GString *bytes;
  const char *body;
  gsize length;
} Got;

static inline void
got_clear (Got *self)
{
  if (self->bytes != NULL)
    g_string_free (self->bytes, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Got, got_clear)

/* @more: further header lines, each with CR LF. */
static inline Got
site_fixture_ask (SiteFixture *self,
                  const char  *method,
                  const char  *target,
                  const char  *more)
{
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", method, target,
                                              more);
  Got got = { fixture_exchange (self->port, request, strlen (request)) };

  if (got.bytes == NULL)
    fail_msg ("no answer to %s", request);
  got.body = fixture_body (got.bytes->str);
  got.length = got.bytes->len - (gsize) (got.body - got.bytes->str);

  return got;
}

#define assert_status(got, status) \
  G_STMT_START { \
    if (fixture_status ((got)->bytes->str) != (guint) (status)) \
      fail_msg ("%d expected, not: %.400s", (int) (status), (got)->bytes->str); \
  } G_STMT_END

#define assert_field(got, name, expected) \
  G_STMT_START { \
    g_autofree char *field_ = fixture_field ((got)->bytes->str, name); \
    if (g_strcmp0 (field_, expected) != 0) \
      fail_msg ("%s: %s expected, not: %s in %.400s", name, (const char *) (expected), field_, (got)->bytes->str); \
  } G_STMT_END

static inline void
assert_content (const Got  *self,
                const void *content,
                gsize       length)
{
  g_autofree char *said = fixture_field (self->bytes->str, "Content-Length");
  g_autofree char *expected = g_strdup_printf ("%zu", length);

  assert_string_equal (said, expected);
  assert_int_equal (self->length, length);
  assert_memory_equal (self->body, content, length);
}
