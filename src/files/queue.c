/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "files/queue.h"

#include "base/error.h"

/* A receiver such as nc in a loop needs a moment between two files. */
#define LISTEN_AGAIN_MS 3000

/* One connection a file, one after the other: a receiver such as nc takes one at a time, and a thousand
 * files are not a thousand threads. */
typedef struct
{
  GQueue pending;              /* LanFilesTransfer, in their order */
  LanFilesTransfer *running;   /* borrowed: only compared */
  gboolean one_went;           /* so somebody was there a moment ago */
} Queue;

static void
queue_clear (Queue *queue)
{
  g_queue_clear_full (&queue->pending, g_object_unref);
}

/* Each transfer holds the queue, so it lasts as long as one of them does. */
static void
queue_release (gpointer  data,
               GClosure *closure)
{
  Queue *queue = data;

  g_rc_box_release_full (queue, (GDestroyNotify) queue_clear);
}

static void
start_next (Queue *queue)
{
  while (queue->running == NULL && !g_queue_is_empty (&queue->pending))
    {
      g_autoptr(LanFilesTransfer) transfer = g_queue_pop_head (&queue->pending);

      if (lan_files_transfer_is_over (transfer))   /* cancelled while it waited */
        continue;
      queue->running = transfer;
      if (queue->one_went)
        lan_files_transfer_set_patience (transfer, LISTEN_AGAIN_MS);
      lan_files_transfer_start (transfer);
    }
}

/* Nobody is there; who waits for an answer does not wait once for each file. */
static gboolean
is_hopeless (const GError *error)
{
  return g_error_matches (error, LAN_ERROR, LAN_ERROR_REFUSED) ||
         g_error_matches (error, LAN_ERROR, LAN_ERROR_UNREACHABLE) ||
         g_error_matches (error, LAN_ERROR, LAN_ERROR_TIMED_OUT) ||
         g_error_matches (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS);
}

static void
on_changed (LanFilesTransfer *transfer,
            Queue            *queue)
{
  const GError *error = lan_files_transfer_get_error (transfer);

  if (transfer != queue->running || !lan_files_transfer_is_over (transfer))
    return;

  queue->running = NULL;
  queue->one_went |= lan_files_transfer_get_state (transfer) == LAN_FILES_DONE;
  while (is_hopeless (error) && !g_queue_is_empty (&queue->pending))
    {
      g_autoptr(LanFilesTransfer) next = g_queue_pop_head (&queue->pending);

      lan_files_transfer_give_up (next, error);
    }
  start_next (queue);
}

/**
 * lan_files_queue_send:
 * @transfers: where a row for each is added
 * @paths: (array zero-terminated=1): the files
 *
 * Sends files to one host, each when the one before is over. When nobody is there, none is tried after the first.
 */
void
lan_files_queue_send (LanFilesTransfers *transfers,
                      const char *const *paths,
                      const char        *host,
                      guint16            port)
{
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  Queue *queue;

  g_return_if_fail (LAN_IS_FILES_TRANSFERS (transfers));

  queue = g_rc_box_new0 (Queue);
  g_queue_init (&queue->pending);

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      LanFilesTransfer *transfer = lan_files_transfer_new_send (paths[i], host, port);

      g_queue_push_tail (&queue->pending, transfer);
      g_signal_connect_data (transfer, "changed", G_CALLBACK (on_changed), g_rc_box_acquire (queue), queue_release, 0);
      g_ptr_array_add (added, g_object_ref (transfer));
    }
  lan_files_transfers_add_all (transfers, added);
  start_next (queue);
  queue_release (queue, NULL);
}
