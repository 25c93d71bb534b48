/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server on a port of its own, the records of what it did, and a file for it to serve. */

#pragma once

#include <fcntl.h>
#include <sys/mman.h>

#include "http-peer.h"
#include "http/server.h"

#define SERVED_WAIT_US (HTTP_PEER_DEADLINE_SECONDS * G_USEC_PER_SEC)

/**
 * Served:
 * @identity: (nullable): with which it speaks TLS, too
 * @file_bytes: of @file, which has a content in which no two stretches are the same
 *
 * The handler's data; more may follow behind it.
 */
typedef struct
{
  LanIdentity *identity;
  LanHttpServer *server;
  guint16 port;
  GAsyncQueue *records;
  int file;
  gsize file_bytes;
} Served;

static inline char *
served_content (gsize length)
{
  guint32 *words = g_malloc (length + sizeof (guint32));

  for (guint i = 0; i <= length / sizeof (guint32); i++)
    words[i] = i * 2654435761u;

  return (char *) words;
}

static inline void
served_record (LanHttpRecord *record,
               gpointer       data)
{
  g_async_queue_push (((Served *) data)->records, lan_http_record_ref (record));
}

/* Of @settings the handler, its limits and so on count; the rest is ours. */
static inline void
served_start (Served                *self,
              LanHttpServerSettings  settings)
{
  GError *error = NULL;

  settings.identity = self->identity;
  settings.recorder = served_record;
  settings.data = self;
  self->server = lan_http_server_new (&settings, &error);
  g_assert_no_error (error);
  self->port = lan_http_server_get_port (self->server);
}

static inline void
served_stop (Served *self)
{
  g_clear_pointer (&self->server, lan_http_server_stop);
}

static inline void
served_init (Served     *self,
             const char *identity,
             gsize       file_bytes)
{
  g_autofree char *content = served_content (file_bytes);

  self->identity = identity != NULL ? lan_identity_new (identity, NULL, NULL) : NULL;
  self->records = g_async_queue_new_full ((GDestroyNotify) lan_http_record_unref);
  self->file = memfd_create ("file", MFD_CLOEXEC);
  self->file_bytes = file_bytes;
  if (pwrite (self->file, content, file_bytes, 0) != (gssize) file_bytes)
    abort ();
}

static inline void
served_clear (Served *self)
{
  served_stop (self);
  g_clear_pointer (&self->identity, lan_identity_unref);
  g_async_queue_unref (self->records);
  close (self->file);
}

static inline LanHttpResponse *
served_file (Served *self)
{
  LanHttpResponse *response = lan_http_response_new (200);

  lan_http_response_set_file (response, fcntl (self->file, F_DUPFD_CLOEXEC, 0), 0, self->file_bytes);

  return response;
}

/* NULL: none came in time */
static inline LanHttpRecord *
served_next_record (Served *self)
{
  return g_async_queue_timeout_pop (self->records, SERVED_WAIT_US);
}

/* The next one that is finished. */
static inline LanHttpRecord *
served_next_end (Served *self)
{
  LanHttpRecord *record;

  while ((record = served_next_record (self)) != NULL && !record->finished)
    lan_http_record_unref (record);

  return record;
}
