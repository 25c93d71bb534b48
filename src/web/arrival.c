/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/arrival.h"

#include "base/crowd.h"
#include "http/syntax.h"

/* Of one body so much waits in memory for the disk, and as much again is being written. Then no more is read. */
#define WAITING_BYTES (128 * 1024)

/* All at once: with the bytes above some 32 MiB. A class that hands in its work at the bell is served. */
#define ARRIVALS_MAX 128

/* Of one address: more than any program sends at a time, and one who begins uploads and does not end them leaves room
 * for all others. */
#define ARRIVALS_OF_ONE_MAX 32

/* A disk does not get faster by more of them. */
#define THREADS_MAX 4

/* A body on its way from the server's worker, which must not wait, to a thread that may. What happens in a thread is
 * one step, and there is one at a time: only steps use @work and @pause. */
typedef struct
{
  LanWebArrivalWork work;
  gpointer data;
  char *client;
  LanHttpPause *pause;    /* (nullable): until it was answered */
  GByteArray *taken;      /* being put away */

  GMutex mutex;
  GByteArray *coming;
  LanHttpHold *hold;
  gboolean answered;      /* what still comes is dropped */
  gboolean whole;
  gboolean over;          /* nothing more comes, whole or not */
  gboolean busy;          /* a step is due or under way */
} Arrival;

static LanCrowd arrivals = { ARRIVALS_MAX, ARRIVALS_OF_ONE_MAX };
static GThreadPool *pool;

/* --- In a thread --- */

static void
arrival_free (Arrival *self)
{
  if (self->pause != NULL)   /* the client is gone */
    lan_http_pause_answer (self->pause, lan_http_response_new (500));
  self->work.destroy (self->data);
  g_byte_array_unref (self->taken);
  g_byte_array_unref (self->coming);
  g_mutex_clear (&self->mutex);
  lan_crowd_leave (&arrivals, self->client);
  g_free (self->client);
  g_free (self);
}

static LanHttpResponse *
put_away (Arrival  *self,
          gboolean  whole)
{
  LanHttpResponse *response = NULL;

  if (self->taken->len > 0 && self->work.receive != NULL)
    response = self->work.receive ((const char *) self->taken->data, self->taken->len, self->data);

  return response == NULL && whole ? self->work.done (self->data) : response;
}

static void
step (gpointer data,
      gpointer unused)
{
  Arrival *self = data;
  LanHttpResponse *response = NULL;
  LanHttpHold *hold;
  GByteArray *taken;
  gboolean whole, last;

  g_mutex_lock (&self->mutex);
  taken = self->coming;
  self->coming = self->taken;
  self->taken = taken;
  hold = g_steal_pointer (&self->hold);
  whole = self->whole;
  last = self->over;
  g_mutex_unlock (&self->mutex);

  if (hold != NULL)
    lan_http_hold_release (hold);   /* the next bytes come while these are put away */
  if (self->pause != NULL && (whole || !last))
    response = put_away (self, whole);
  if (response != NULL)
    lan_http_pause_answer (g_steal_pointer (&self->pause), response);
  g_byte_array_set_size (self->taken, 0);
  if (last)
    {
      arrival_free (self);
      return;
    }

  g_mutex_lock (&self->mutex);
  self->answered = self->pause == NULL;
  self->busy = self->coming->len > 0 || self->over;
  if (self->busy)
    g_thread_pool_push (pool, self, NULL);   /* behind those of others */
  g_mutex_unlock (&self->mutex);
}

/* --- In the server's worker --- */

static void
wake (Arrival *self)
{
  if (g_once_init_enter (&pool))
    {
      GThreadPool *made = g_thread_pool_new (step, NULL, THREADS_MAX, FALSE, NULL);

      g_once_init_leave (&pool, made);
    }

  if (!self->busy)
    g_thread_pool_push (pool, self, NULL);
  self->busy = TRUE;
}

static void
on_receive (const LanHttpRequest *request,
            const char           *bytes,
            gsize                 length,
            gpointer              data)
{
  Arrival *self = data;

  g_mutex_lock (&self->mutex);
  if (!self->answered)
    {
      g_byte_array_append (self->coming, (const guint8 *) bytes, (guint) length);
      if (self->coming->len >= WAITING_BYTES && self->hold == NULL)
        self->hold = lan_http_request_hold (request);
      wake (self);
    }
  g_mutex_unlock (&self->mutex);
}

static LanHttpResponse *
on_done (const LanHttpRequest *request,
         gpointer              data)
{
  Arrival *self = data;

  g_mutex_lock (&self->mutex);
  self->whole = TRUE;
  g_mutex_unlock (&self->mutex);

  return NULL;
}

static void
on_over (gpointer data)
{
  Arrival *self = data;

  g_mutex_lock (&self->mutex);
  self->over = TRUE;
  wake (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * lan_web_arrival_is_busy:
 *
 * Returns: whether so many bodies are on their way, in all or from this client, that another has to wait; to be
 *   answered with 503
 */
gboolean
lan_web_arrival_is_busy (const LanHttpRequest *request)
{
  return lan_crowd_look (&arrivals, request->client) != LAN_CROWD_HAS_ROOM;
}

/**
 * lan_web_arrival_is_announced:
 * @bytes: (out): of the body
 *
 * Returns: whether the request says how long its body is: then much can be told before it comes
 */
gboolean
lan_web_arrival_is_announced (const LanHttpRequest *request,
                              guint64              *bytes)
{
  const char *text;
  gsize length;
  gint64 number;

  if (!lan_http_head_get (request->head, request->data, "Content-Length", &text, &length) ||
      !lan_http_parse_length (text, length, &number))
    return FALSE;
  *bytes = (guint64) number;

  return TRUE;
}

/**
 * lan_web_arrival_begin:
 * @max_bytes: a longer body is answered with 413
 * @data: (transfer full): for @work
 *
 * To be called in a handler that returns %NULL then: the body is received, and what it is for is done in a thread. A
 * client that is faster than the disk has to wait.
 */
void
lan_web_arrival_begin (const LanHttpRequest    *request,
                       guint64                  max_bytes,
                       const LanWebArrivalWork *work,
                       gpointer                 data)
{
  Arrival *self = g_new0 (Arrival, 1);

  self->work = *work;
  self->data = data;
  self->taken = g_byte_array_new ();
  self->coming = g_byte_array_new ();
  g_mutex_init (&self->mutex);
  self->client = g_strdup (request->client);
  lan_crowd_enter (&arrivals, self->client);

  self->pause = lan_http_request_pause (request);
  lan_http_request_receive (request, &(LanHttpSink) {
                              .max_bytes = max_bytes,
                              .receive = on_receive,
                              .done = on_done,
                              .destroy = on_over,
                              .user_data = self,
                            });
}
