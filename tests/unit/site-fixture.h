/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a served folder answers, byte for byte. Include cmocka and web-fixture.h before. */

#pragma once

#include "served-site.h"

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
