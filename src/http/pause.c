/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-http"

#include "http/pause.h"

struct _LanHttpPause
{
  GMutex mutex;
  GMainContext *context;
  gpointer connection;         /* NULL when it is gone, or was answered */
  LanHttpResume resume;
  LanHttpResponse *response;   /* on its way to the worker */
  gboolean answered;
  GCancellable *cancellable;   /* NULL in a hold */
};

/* What is waited for is no answer but leave to go on; all else is the same. */
struct _LanHttpHold
{
  LanHttpPause pause;
};

static void
clear (gpointer data)
{
  LanHttpPause *self = data;

  g_clear_pointer (&self->response, lan_http_response_unref);
  g_clear_object (&self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
}

static void
release (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear);
}

static void
init (LanHttpPause  *self,
      GMainContext  *context,
      gpointer       connection,
      LanHttpResume  resume)
{
  g_mutex_init (&self->mutex);
  self->context = g_main_context_ref (context);
  self->connection = connection;
  self->resume = resume;
}

/**
 * lan_http_pause_new:
 * @context: the worker's
 * @resume: called in it with the answer, once at most
 *
 * Returns: (transfer full)
 */
LanHttpPause *
lan_http_pause_new (GMainContext  *context,
                    gpointer       connection,
                    LanHttpResume  resume)
{
  LanHttpPause *self = g_atomic_rc_box_new0 (LanHttpPause);

  init (self, context, connection, resume);
  self->cancellable = g_cancellable_new ();

  return self;
}

LanHttpPause *
lan_http_pause_ref (LanHttpPause *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * lan_http_pause_detach:
 * @self: (transfer full)
 *
 * The connection is gone, or has its answer: an answer that still comes is dropped. Worker only.
 */
void
lan_http_pause_detach (LanHttpPause *self)
{
  gboolean answered;

  g_mutex_lock (&self->mutex);
  self->connection = NULL;
  answered = self->answered;
  g_mutex_unlock (&self->mutex);

  if (!answered && self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  release (self);
}

/* In the worker, as detaching is: no lock is needed to use the connection. */
static gboolean
on_answer (gpointer data)
{
  LanHttpPause *self = data;

  if (self->connection != NULL)
    self->resume (g_steal_pointer (&self->connection), g_steal_pointer (&self->response));

  return G_SOURCE_REMOVE;
}

/* Takes both; @response is NULL in a hold. */
static void
settle (LanHttpPause    *self,
        LanHttpResponse *response)
{
  g_mutex_lock (&self->mutex);
  if (self->connection == NULL || self->answered)
    g_clear_pointer (&response, lan_http_response_unref);
  else
    {
      GSource *source = g_idle_source_new ();

      self->answered = TRUE;
      self->response = response;
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, on_answer, lan_http_pause_ref (self), release);
      g_source_attach (source, self->context);
      g_source_unref (source);
    }
  g_mutex_unlock (&self->mutex);

  release (self);
}

/**
 * lan_http_pause_answer:
 * @self: (transfer full): what lan_http_request_pause() gave
 * @response: (transfer full): the answer
 *
 * Answers a paused request, from any thread; who is gone by then gets nothing.
 */
void
lan_http_pause_answer (LanHttpPause    *self,
                       LanHttpResponse *response)
{
  settle (self, response);
}

/**
 * lan_http_pause_get_cancellable:
 *
 * Returns: (transfer none): cancelled, in the worker, when the client goes or the server stops. A client
 *   that only closed its sending side counts as gone here, but gets the answer if one comes
 */
GCancellable *
lan_http_pause_get_cancellable (LanHttpPause *self)
{
  return self->cancellable;
}

/**
 * lan_http_hold_new:
 * @context: the worker's
 * @resume: called in it when the hold is released, once at most and without an answer
 *
 * Returns: (transfer full)
 */
LanHttpHold *
lan_http_hold_new (GMainContext  *context,
                   gpointer       connection,
                   LanHttpResume  resume)
{
  LanHttpHold *self = g_atomic_rc_box_new0 (LanHttpHold);

  init (&self->pause, context, connection, resume);

  return self;
}

LanHttpHold *
lan_http_hold_ref (LanHttpHold *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * lan_http_hold_detach:
 * @self: (transfer full)
 *
 * The connection is gone, or does not read this body any longer. Worker only.
 */
void
lan_http_hold_detach (LanHttpHold *self)
{
  lan_http_pause_detach (&self->pause);
}

/**
 * lan_http_hold_release:
 * @self: (transfer full): what lan_http_request_hold() gave
 *
 * Reading goes on, where there is still something to read; from any thread.
 */
void
lan_http_hold_release (LanHttpHold *self)
{
  settle (&self->pause, NULL);
}
