/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include "files/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib-unix.h>
#include <linux/sockios.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/connect.h"
#include "base/error.h"
#include "base/new-file.h"
#include "base/text.h"
#include "files/inbox.h"

/* One call moves so much; cancelling is looked at between two. */
#define PIECE_BYTES (1024 * 1024)

/* A reset that comes sooner is no person's no. */
#define NO_ANSWER_MS 500

/* How often a host that refuses is tried again, while there is patience. */
#define RETRY_MS 100

/* How often is asked whether the other side has confirmed the last bytes, which no poll() tells. */
#define CONFIRM_POLL_MS 20

static LanFilesStreamWay first_way = LAN_FILES_STREAM_SENDFILE;

/**
 * lan_files_stream_start_with:
 *
 * For tests: behaves as if the file system refused the ways before @way.
 */
void
lan_files_stream_start_with (LanFilesStreamWay way)
{
  first_way = way;
}

static void
set_idle_error (const LanFilesLimits  *limits,
                GError               **error)
{
  g_set_error (error, LAN_ERROR, LAN_ERROR_TIMED_OUT,
               ngettext ("Nothing moved for %u second, so it was given up. Try again.",
                         "Nothing moved for %u seconds, so it was given up. Try again.",
                         MAX (limits->idle_ms / 1000, 1)),
               MAX (limits->idle_ms / 1000, 1));
}

/* Waits for a socket, for at most the idle timeout; FALSE with an error: cancelled, or nothing came. */
static gboolean
wait_for (int                    socket,
          short                  events,
          const LanFilesLimits  *limits,
          GCancellable          *cancellable,
          GError               **error)
{
  struct pollfd polled[2] = { { .fd = socket, .events = events }, { .fd = -1, .events = POLLIN } };
  int n_ready;

  if (cancellable != NULL)
    polled[1].fd = g_cancellable_get_fd (cancellable);
  do
    n_ready = poll (polled, 2, (int) limits->idle_ms);
  while (n_ready < 0 && errno == EINTR);
  if (polled[1].fd >= 0)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (n_ready == 0)
    {
      set_idle_error (limits, error);
      return FALSE;
    }

  return TRUE;
}

/**
 * lan_files_stream_connect:
 * @host: an address or a name
 * @patience_ms: how long one that refuses is tried again
 * @error: #LAN_ERROR_REFUSED, #LAN_ERROR_UNREACHABLE, #LAN_ERROR_TIMED_OUT, #LAN_ERROR_INVALID_ADDRESS
 *
 * Connects, in a worker: it waits.
 *
 * Returns: a non-blocking socket, or -1
 */
int
lan_files_stream_connect (const char    *host,
                          guint16        port,
                          guint          patience_ms,
                          GCancellable  *cancellable,
                          GError       **error)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) patience_ms * 1000;

  while (TRUE)
    {
      g_autoptr(GError) failure = NULL;
      int fd = lan_connect (host, port, cancellable, &failure);

      if (fd >= 0)
        return fd;
      if (!g_error_matches (failure, LAN_ERROR, LAN_ERROR_REFUSED) || g_get_monotonic_time () > until_us)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return -1;
        }
      g_usleep (RETRY_MS * 1000);
    }
}

/**
 * lan_files_stream_close:
 * @complete: whether all went well; else the other side is told by a RST that it did not, since an ordinary
 *   end would say that the file ends here (RFC 9293 section 3.10.4: SO_LINGER with zero)
 */
void
lan_files_stream_close (int      socket,
                        gboolean complete)
{
  struct linger abort = { .l_onoff = 1, .l_linger = 0 };

  if (!complete)
    setsockopt (socket, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
  close (socket);
}

/* --- Sending --- */

static int
open_source (const char   *path,
             struct stat  *info,
             GError      **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  int code = errno;
  g_autofree char *name = lan_text_show_name (path);
  char byte;

  if (fd < 0 && code == ENOENT)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_FOUND, _("“%s” is not there any more."), name);
  else if (fd < 0 && code == EACCES)
    g_set_error (error, LAN_ERROR, LAN_ERROR_NOT_ALLOWED, _("“%s” may not be read. Change its permissions."), name);
  else if (fd < 0 || fstat (fd, info) != 0)
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("“%1$s” cannot be read: %2$s"), name, g_strerror (code));
  else if (S_ISDIR (info->st_mode))
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED,
                 _("“%s” is a folder; the plain form carries single files. Pack it first (zip, tar)."), name);
  else if (!S_ISREG (info->st_mode))
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("“%s” is not a file."), name);
  else if (info->st_size == 0 && pread (fd, &byte, 1, 0) > 0)
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED,
                 _("“%s” does not tell its size, since the system makes it up as it is read. Send a copy of it."), name);
  else
    return fd;

  if (fd >= 0)
    close (fd);

  return -1;
}

/**
 * lan_files_stream_check:
 * @error: as lan_files_stream_push()
 *
 * Returns: whether @path is a file that can be sent: asked before the other side is bothered
 */
gboolean
lan_files_stream_check (const char  *path,
                        GError     **error)
{
  struct stat info;
  int fd = open_source (path, &info, error);

  if (fd >= 0)
    close (fd);

  return fd >= 0;
}

/* TRUE: it stayed as it was when sending began; bytes of two versions in one file are no file. */
static gboolean
is_unchanged (int                 fd,
              const struct stat  *before,
              GError            **error)
{
  struct stat now;

  if (fstat (fd, &now) == 0 && now.st_size == before->st_size &&
      now.st_mtim.tv_sec == before->st_mtim.tv_sec && now.st_mtim.tv_nsec == before->st_mtim.tv_nsec)
    return TRUE;

  g_set_error_literal (error, LAN_ERROR, LAN_ERROR_FAILED,
                       _("The file changed while it was sent, so what arrived is a mixture. Send it again."));

  return FALSE;
}

/* What the other side says meanwhile is none of ours; unread it would turn our end into a RST. */
static gboolean
drain (int        socket,
       gboolean  *ended,
       GError   **error)
{
  char buffer[4096];
  gssize got;

  do
    got = recv (socket, buffer, sizeof buffer, MSG_DONTWAIT);
  while (got > 0 || (got < 0 && errno == EINTR));
  if (got == 0)
    *ended = TRUE;
  else if (errno != EAGAIN)
    {
      lan_connect_set_error (errno, NULL, error);
      return FALSE;
    }

  return TRUE;
}

/* The kernel takes bytes for a peer that is gone, and the peer's for a program that has not asked for them yet:
 * a person may still have to say yes. So sent is what the other side has confirmed and closed after; one that
 * resets did not take it. One that confirms all and does neither, however long, keeps its side open for reasons of
 * its own. */
static gboolean
wait_until_taken (int                    socket,
                  const LanFilesLimits  *limits,
                  GCancellable          *cancellable,
                  GError               **error)
{
  gint64 patience_us = (gint64) limits->idle_ms * 1000;
  gint64 deadline_us = g_get_monotonic_time () + patience_us;
  int unsent = 0, before = -1, code = 0;
  socklen_t length = sizeof code;
  gboolean ended = FALSE;

  shutdown (socket, SHUT_WR);
  while (TRUE)
    {
      struct pollfd polled = { .fd = ended ? -1 : socket, .events = POLLIN };

      if (!drain (socket, &ended, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      /* after the other side's end, a reset shows here alone */
      if (getsockopt (socket, SOL_SOCKET, SO_ERROR, &code, &length) == 0 && code != 0)
        {
          lan_connect_set_error (code, NULL, error);
          return FALSE;
        }
      if (ioctl (socket, SIOCOUTQ, &unsent) != 0)
        unsent = 0;
      if (unsent == 0 && ended)
        return TRUE;
      if (unsent != before)
        deadline_us = g_get_monotonic_time () + patience_us;
      before = unsent;
      if (g_get_monotonic_time () > deadline_us)
        {
          if (unsent > 0)
            set_idle_error (limits, error);
          return unsent == 0;
        }
      poll (&polled, 1, CONFIRM_POLL_MS);
    }
}

/* As sendfile(), for sources it refuses. */
static gssize
read_and_send (int    socket,
               int    fd,
               gint64 offset,
               gsize  length)
{
  char buffer[64 * 1024];
  gssize got = pread (fd, buffer, MIN (length, sizeof buffer), offset);

  return got > 0 ? send (socket, buffer, (gsize) got, MSG_NOSIGNAL) : got;
}

static gboolean
send_all (int                    socket,
          int                    fd,
          const LanFilesLimits  *limits,
          LanFilesProgress      *progress,
          GCancellable          *cancellable,
          GError               **error)
{
  LanFilesStreamWay way = first_way;

  while (progress->done < progress->size)
    {
      gsize wanted = (gsize) MIN (PIECE_BYTES, progress->size - progress->done);
      off_t offset = progress->done;
      gssize sent = way == LAN_FILES_STREAM_SENDFILE ? sendfile (socket, fd, &offset, wanted)
                                                     : read_and_send (socket, fd, progress->done, wanted);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (sent > 0)
        progress->done += sent;
      else if (sent == 0)
        {
          g_set_error_literal (error, LAN_ERROR, LAN_ERROR_FAILED,
                               _("The file became shorter while it was sent. Send it again."));
          return FALSE;
        }
      else if (errno == EAGAIN)
        {
          if (!wait_for (socket, POLLOUT, limits, cancellable, error))
            return FALSE;
        }
      else if ((errno == EINVAL || errno == ENOSYS) && way == LAN_FILES_STREAM_SENDFILE)
        way = LAN_FILES_STREAM_READ;
      else if (errno == EIO || errno == ESTALE || errno == EISDIR)
        {
          g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The file cannot be read any more: %s"), g_strerror (errno));
          return FALSE;
        }
      else if (errno != EINTR)
        {
          lan_connect_set_error (errno, NULL, error);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * lan_files_stream_push:
 * @socket: connected, non-blocking
 * @path: a regular file
 * @error: #LAN_ERROR_NOT_FOUND, #LAN_ERROR_NOT_ALLOWED, #LAN_ERROR_RESET, #LAN_ERROR_TIMED_OUT …
 *
 * Sends the bytes of a file, and waits until they are taken. A worker's: it waits, and SIGPIPE must be
 * blocked or ignored there, since sendfile() has no flag for it. A file that changes meanwhile is an error.
 */
gboolean
lan_files_stream_push (int                    socket,
                       const char            *path,
                       const LanFilesLimits  *limits,
                       LanFilesProgress      *progress,
                       GCancellable          *cancellable,
                       GError               **error)
{
  struct stat info;
  int fd = open_source (path, &info, error);
  gboolean sent;

  if (fd < 0)
    return FALSE;

  progress->size = info.st_size;
  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  sent = send_all (socket, fd, limits, progress, cancellable, error) && is_unchanged (fd, &info, error);
  close (fd);
  progress->ending = TRUE;

  return sent && wait_until_taken (socket, limits, cancellable, error);
}

/**
 * lan_files_stream_push_patiently:
 * @socket: (inout): connected; afterwards another one maybe, or -1
 * @patience_ms: as lan_files_stream_connect() was called with
 *
 * As lan_files_stream_push(), to a receiver that took a file before. Such as nc in a loop takes with it, when it
 * ends, who connected a moment too early; that is no answer, and it is tried again.
 */
gboolean
lan_files_stream_push_patiently (int                   *socket,
                                 const char            *host,
                                 guint16                port,
                                 guint                  patience_ms,
                                 const char            *path,
                                 const LanFilesLimits  *limits,
                                 LanFilesProgress      *progress,
                                 GCancellable          *cancellable,
                                 GError               **error)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) MIN (patience_ms, NO_ANSWER_MS) * 1000;

  while (TRUE)
    {
      g_autoptr(GError) failure = NULL;

      if (lan_files_stream_push (*socket, path, limits, progress, cancellable, &failure))
        return TRUE;
      if (!g_error_matches (failure, LAN_ERROR, LAN_ERROR_RESET) || g_get_monotonic_time () > until_us)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }

      lan_files_stream_close (*socket, FALSE);
      progress->done = 0;
      progress->ending = FALSE;
      *socket = lan_files_stream_connect (host, port, patience_ms, cancellable, error);
      if (*socket < 0)
        return FALSE;
    }
}

/* --- Receiving --- */

static gboolean
receive_all (int                    socket,
             LanFilesInbox         *inbox,
             const LanFilesLimits  *limits,
             LanFilesProgress      *progress,
             GCancellable          *cancellable,
             GError               **error)
{
  g_autofree char *buffer = g_malloc (PIECE_BYTES);
  gint64 looked_at = 0;

  while (TRUE)
    {
      gssize got = recv (socket, buffer, PIECE_BYTES, 0);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (got == 0)
        return TRUE;
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0 && errno == EAGAIN)
        {
          if (!wait_for (socket, POLLIN, limits, cancellable, error))
            return FALSE;
          continue;
        }
      if (got < 0)
        {
          lan_connect_set_error (errno, NULL, error);
          return FALSE;
        }

      if ((guint64) (progress->done + got) > limits->size)
        {
          g_autofree char *limit = g_format_size (limits->size);

          g_set_error (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("It is larger than %s, the most that is taken."), limit);
          return FALSE;
        }
      if (!lan_files_inbox_write (inbox, buffer, (gsize) got, error))
        return FALSE;
      progress->done += got;
      if (progress->done - looked_at < LAN_NEW_FILE_ROOM_BYTES)
        continue;
      looked_at = progress->done;
      if (!lan_files_inbox_has_room (inbox, limits->free_floor, error))
        return FALSE;
    }
}

/**
 * lan_files_stream_pull:
 * @socket: connected, non-blocking
 * @folder: where the file goes
 * @error: #LAN_ERROR_RESET, #LAN_ERROR_DISK_FULL, #LAN_ERROR_TOO_LARGE, #LAN_ERROR_TIMED_OUT …
 *
 * Receives until the end of the stream. An end is an end (FIN); a broken connection (RST) is none, and
 * leaves nothing behind. A worker's: it waits.
 *
 * Returns: (transfer full) (nullable): the path of the file
 */
char *
lan_files_stream_pull (int                    socket,
                       const char            *folder,
                       const LanFilesLimits  *limits,
                       LanFilesProgress      *progress,
                       GCancellable          *cancellable,
                       GError               **error)
{
  g_autoptr(LanFilesInbox) inbox = lan_files_inbox_open (folder, error);
  g_autofree char *name = NULL;

  if (inbox == NULL || !lan_files_inbox_has_room (inbox, limits->free_floor, error) ||
      !receive_all (socket, inbox, limits, progress, cancellable, error))
    return NULL;

  progress->ending = TRUE;
  name = lan_files_inbox_make_name (inbox);

  return lan_files_inbox_keep (inbox, name, error);
}
