/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanFilesProgress:
 * @done: bytes so far
 * @size: bytes in all, -1 while unknown
 * @ending: the last byte has moved; what is sent is to be taken yet, what is received to be put on the disk
 *
 * What a worker tells while it moves bytes: written by the worker alone, read by anyone.
 */
typedef struct
{
  _Atomic gint64 done;
  _Atomic gint64 size;
  _Atomic gboolean ending;
} LanFilesProgress;

/**
 * LanFilesLimits:
 * @size: the most bytes taken of one stream
 * @free_floor: bytes that are left free on the disk
 * @idle_ms: a connection on which nothing moves for so long is given up
 */
typedef struct
{
  guint64 size;
  guint64 free_floor;
  guint idle_ms;
} LanFilesLimits;

/* The most that is taken of one stream: a plain stream never says how much it will be. */
#define LAN_FILES_SIZE_LIMIT (G_GUINT64_CONSTANT (1) << 40)

/* One that sends nothing for so long is dead, or somebody's joke. */
#define LAN_FILES_IDLE_MS (60 * 1000)

/* One that takes nothing for so long is given up: the person there is asked first, and may be in the kitchen. */
#define LAN_FILES_ANSWER_MS (10 * 60 * 1000)

/**
 * LanFilesStreamWay: how bytes go from a file into a socket. Tests ask for a certain one.
 */
typedef enum
{
  LAN_FILES_STREAM_SENDFILE,
  LAN_FILES_STREAM_READ,       /* for file systems sendfile() refuses */
} LanFilesStreamWay;

int      lan_files_stream_connect    (const char            *host,
                                      guint16                port,
                                      guint                  patience_ms,
                                      GCancellable          *cancellable,
                                      GError               **error);
gboolean lan_files_stream_check      (const char            *path,
                                      GError               **error);
gboolean lan_files_stream_push       (int                    socket,
                                      const char            *path,
                                      const LanFilesLimits  *limits,
                                      LanFilesProgress      *progress,
                                      GCancellable          *cancellable,
                                      GError               **error);
gboolean lan_files_stream_push_patiently (int                   *socket,
                                          const char            *host,
                                          guint16                port,
                                          guint                  patience_ms,
                                          const char            *path,
                                          const LanFilesLimits  *limits,
                                          LanFilesProgress      *progress,
                                          GCancellable          *cancellable,
                                          GError               **error);
char    *lan_files_stream_pull       (int                    socket,
                                      const char            *folder,
                                      const LanFilesLimits  *limits,
                                      LanFilesProgress      *progress,
                                      GCancellable          *cancellable,
                                      GError               **error);
void     lan_files_stream_close      (int                    socket,
                                      gboolean               complete);
void     lan_files_stream_start_with (LanFilesStreamWay      way);

G_END_DECLS
