/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanFilesProgress:
 * @done: bytes so far
 * @size: bytes in all, -1 while unknown
 *
 * What a worker tells while it moves bytes: written by the worker alone, read by anyone.
 */
typedef struct
{
  _Atomic gint64 done;
  _Atomic gint64 size;
} LanFilesProgress;

int      lan_files_stream_connect (const char        *host,
                                   guint16            port,
                                   GCancellable      *cancellable,
                                   GError           **error);
int      lan_files_stream_accept  (guint16            port,
                                   char             **peer,
                                   GCancellable      *cancellable,
                                   GError           **error);
gboolean lan_files_stream_check   (const char        *path,
                                   GError           **error);
gboolean lan_files_stream_push    (int                socket,
                                   const char        *path,
                                   LanFilesProgress  *progress,
                                   GCancellable      *cancellable,
                                   GError           **error);
char    *lan_files_stream_pull    (int                socket,
                                   const char        *folder,
                                   guint64            size_limit,
                                   LanFilesProgress  *progress,
                                   GCancellable      *cancellable,
                                   GError           **error);
void     lan_files_stream_close   (int                socket,
                                   gboolean           complete);

G_END_DECLS
