/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "files/queue.h"

/* One connection a file, one after the other: a receiver such as nc takes one at a time, and a thousand
 * files are not a thousand threads. */
typedef struct
{
  GQueue pending;              /* LanFilesTransfer, in their order */
  LanFilesTransfer *running;   /* borrowed: only compared */
} Queue;

static void
queue_free (gpointer  data,
            GClosure *closure)
{
  Queue *queue = data;

  g_queue_clear_full (&queue->pending, g_object_unref);
  g_free (queue);
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
      lan_files_transfer_start (transfer);
    }
}

static void
on_changed (LanFilesTransfer *transfer,
            Queue            *queue)
{
  if (transfer != queue->running || !lan_files_transfer_is_over (transfer))
    return;

  queue->running = NULL;
  start_next (queue);
}

/**
 * lan_files_queue_send:
 * @transfers: where a row for each is added
 * @paths: (array zero-terminated=1): the files
 *
 * Sends files to one host, each when the one before is over, however that ended.
 */
void
lan_files_queue_send (LanFilesTransfers *transfers,
                      const char *const *paths,
                      const char        *host,
                      guint16            port)
{
  Queue *queue;
  GClosure *closure;

  g_return_if_fail (LAN_IS_FILES_TRANSFERS (transfers));

  queue = g_new0 (Queue, 1);
  g_queue_init (&queue->pending);
  closure = g_cclosure_new (G_CALLBACK (on_changed), queue, queue_free);
  g_closure_ref (closure);
  g_closure_sink (closure);

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      LanFilesTransfer *transfer = lan_files_transfer_new_send (paths[i], host, port);

      g_queue_push_tail (&queue->pending, transfer);
      g_signal_connect_closure (transfer, "changed", closure, FALSE);
      lan_files_transfers_add (transfers, transfer);
    }
  start_next (queue);
  g_closure_unref (closure);
}
