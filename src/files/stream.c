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

#include "base/endpoint.h"
#include "base/error.h"
#include "base/listener.h"
#include "files/inbox.h"

/* One call moves so much; cancelling is looked at between two. */
#define PIECE_BYTES (1024 * 1024)

/* A connection on which nothing moves for so long is dead, or somebody's joke. */
#define IDLE_TIMEOUT_MS (60 * 1000)

/* A host that is there answers a SYN at once, on a LAN. */
#define CONNECT_TIMEOUT_S 15

/* How often is asked whether the other side has confirmed the last bytes. */
#define CONFIRM_POLL_MS 10

/* The free space is looked at after so many bytes. */
#define ROOM_CHECK_BYTES (64 * 1024 * 1024)

static void
set_peer_error (GError **error,
                int      code)
{
  switch (code)
    {
    case ECONNREFUSED:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_REFUSED,
                           _("Nothing listens there. Ask the other side to open its port, and try again."));
      break;
    case ECONNRESET:
    case EPIPE:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_RESET, _("The other side broke the connection."));
      break;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_UNREACHABLE,
                           _("That address cannot be reached. Is it on the same network, and switched on?"));
      break;
    case ETIMEDOUT:
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_TIMED_OUT, _("The other side does not answer."));
      break;
    default:
      g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The connection failed: %s"), g_strerror (code));
    }
}

/* Waits for a socket, for at most the idle timeout; FALSE with an error: cancelled, or nothing came. */
static gboolean
wait_for (int            socket,
          short          events,
          int            timeout_ms,
          GCancellable  *cancellable,
          GError       **error)
{
  struct pollfd polled[2] = { { .fd = socket, .events = events }, { .fd = -1, .events = POLLIN } };
  int n_ready;

  if (cancellable != NULL)
    polled[1].fd = g_cancellable_get_fd (cancellable);
  do
    n_ready = poll (polled, 2, timeout_ms);
  while (n_ready < 0 && errno == EINTR);
  if (polled[1].fd >= 0)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (n_ready == 0)
    {
      g_set_error_literal (error, LAN_ERROR, LAN_ERROR_TIMED_OUT, _("Nothing moved for a minute; it was given up."));
      return FALSE;
    }

  return TRUE;
}

static int
steal_socket_fd (GSocket *socket)
{
  int fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);

  if (fd >= 0)
    g_unix_set_fd_nonblocking (fd, TRUE, NULL);

  return fd;
}

/**
 * lan_files_stream_connect:
 * @host: an address or a name
 * @error: #LAN_ERROR_REFUSED, #LAN_ERROR_UNREACHABLE, #LAN_ERROR_TIMED_OUT, #LAN_ERROR_INVALID_ADDRESS
 *
 * Connects, in a worker: it waits.
 *
 * Returns: a non-blocking socket, or -1
 */
int
lan_files_stream_connect (const char    *host,
                          guint16        port,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) failure = NULL;

  /* the system's proxy is for the web; a file goes to the neighbour directly */
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT_S);
  connection = g_socket_client_connect_to_host (client, host, port, cancellable, &failure);
  if (connection != NULL)
    return steal_socket_fd (g_socket_connection_get_socket (connection));

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (failure->domain == G_RESOLVER_ERROR)
    g_set_error (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS,
                 _("No device is called “%s” here. Try its address, like 192.168.1.7."), host);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    set_peer_error (error, ECONNREFUSED);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    set_peer_error (error, ETIMEDOUT);
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
           g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    set_peer_error (error, EHOSTUNREACH);
  else
    g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The connection failed: %s"), failure->message);

  return -1;
}

/**
 * lan_files_stream_accept:
 * @port: where to wait
 * @peer: (out): who came
 * @error: as lan_listener_new(); or cancelled
 *
 * Opens the port, waits for the first who connects, and closes it again.
 *
 * Returns: a non-blocking socket, or -1
 */
int
lan_files_stream_accept (guint16        port,
                         char         **peer,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(LanListener) listener = lan_listener_new (port, FALSE, error);
  struct pollfd polled[LAN_LISTENER_SOCKETS_MAX + 1] = { 0 };

  if (listener == NULL)
    return -1;

  for (guint i = 0; i < listener->n_fds; i++)
    polled[i] = (struct pollfd) { .fd = listener->fds[i], .events = POLLIN };
  polled[listener->n_fds] = (struct pollfd) { .fd = g_cancellable_get_fd (cancellable), .events = POLLIN };

  while (!g_cancellable_is_cancelled (cancellable))
    {
      poll (polled, listener->n_fds + 1, -1);
      for (guint i = 0; i < listener->n_fds; i++)
        {
          int fd = accept4 (listener->fds[i], NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

          if (fd >= 0)
            {
              g_autoptr(GSocket) socket = g_socket_new_from_fd (dup (fd), NULL);
              g_autoptr(GSocketAddress) address = g_socket_get_remote_address (socket, NULL);
              g_autofree char *host = g_inet_address_to_string (
                g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));

              *peer = lan_endpoint_format (host, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
              g_cancellable_release_fd (cancellable);
              return fd;
            }
        }
    }
  g_cancellable_release_fd (cancellable);
  g_cancellable_set_error_if_cancelled (cancellable, error);

  return -1;
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
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

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

/* Sent is what the other side's system has confirmed; the kernel takes bytes for a peer that is gone. */
static gboolean
wait_until_confirmed (int            socket,
                      GCancellable  *cancellable,
                      GError       **error)
{
  gint64 deadline_us = g_get_monotonic_time () + IDLE_TIMEOUT_MS * 1000;
  int unsent = 0, before = -1, code = 0;
  socklen_t length = sizeof code;

  shutdown (socket, SHUT_WR);
  while (ioctl (socket, SIOCOUTQ, &unsent) == 0 && unsent > 0)
    {
      if (getsockopt (socket, SOL_SOCKET, SO_ERROR, &code, &length) == 0 && code != 0)
        {
          set_peer_error (error, code);
          return FALSE;
        }
      if (unsent != before)
        deadline_us = g_get_monotonic_time () + IDLE_TIMEOUT_MS * 1000;
      before = unsent;
      if (g_get_monotonic_time () > deadline_us)
        {
          set_peer_error (error, ETIMEDOUT);
          return FALSE;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_usleep (CONFIRM_POLL_MS * 1000);
    }
  if (getsockopt (socket, SOL_SOCKET, SO_ERROR, &code, &length) == 0 && code != 0)
    {
      set_peer_error (error, code);
      return FALSE;
    }

  return TRUE;
}

/**
 * lan_files_stream_push:
 * @socket: connected, non-blocking
 * @path: a regular file
 * @error: #LAN_ERROR_NOT_FOUND, #LAN_ERROR_NOT_ALLOWED, #LAN_ERROR_RESET, #LAN_ERROR_TIMED_OUT …
 *
 * Sends the bytes of a file, and waits until they are confirmed.
 */
gboolean
lan_files_stream_push (int                socket,
                       const char        *path,
                       LanFilesProgress  *progress,
                       GCancellable      *cancellable,
                       GError           **error)
{
  struct stat info;
  int fd = open_source (path, &info, error);
  gboolean moved = TRUE;

  if (fd < 0)
    return FALSE;

  progress->size = info.st_size;
  while (moved && progress->done < progress->size)
    {
      gssize sent = sendfile (socket, fd, NULL, (gsize) MIN (PIECE_BYTES, progress->size - progress->done));

      if (sent > 0)
        {
          progress->done += sent;
          moved = !g_cancellable_set_error_if_cancelled (cancellable, error);
        }
      else if (sent == 0)
        {
          g_set_error_literal (error, LAN_ERROR, LAN_ERROR_FAILED, _("The file became shorter while it was sent."));
          moved = FALSE;
        }
      else if (errno == EAGAIN)
        moved = wait_for (socket, POLLOUT, IDLE_TIMEOUT_MS, cancellable, error);
      else if (errno != EINTR)
        {
          set_peer_error (error, errno);
          moved = FALSE;
        }
    }
  close (fd);

  return moved && wait_until_confirmed (socket, cancellable, error);
}

/* --- Receiving --- */

static gboolean
write_all (int            fd,
           const char    *data,
           gsize          length,
           GError       **error)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          if (errno == ENOSPC || errno == EDQUOT)
            g_set_error_literal (error, LAN_ERROR, LAN_ERROR_DISK_FULL,
                                 _("The disk is full. Make room and try again."));
          else
            g_set_error (error, LAN_ERROR, LAN_ERROR_FAILED, _("The file cannot be written: %s"), g_strerror (errno));
          return FALSE;
        }
      data += written;
      length -= (gsize) written;
    }

  return TRUE;
}

/**
 * lan_files_stream_pull:
 * @socket: connected, non-blocking
 * @folder: where the file goes
 * @size_limit: the most bytes taken
 * @error: #LAN_ERROR_RESET, #LAN_ERROR_DISK_FULL, #LAN_ERROR_TOO_LARGE, #LAN_ERROR_TIMED_OUT …
 *
 * Receives until the end of the stream. An end is an end (FIN); a broken connection (RST) is none, and
 * leaves nothing behind.
 *
 * Returns: (transfer full) (nullable): the path of the file
 */
char *
lan_files_stream_pull (int                socket,
                       const char        *folder,
                       guint64            size_limit,
                       LanFilesProgress  *progress,
                       GCancellable      *cancellable,
                       GError           **error)
{
  g_autoptr(LanFilesInbox) inbox = lan_files_inbox_open (folder, error);
  g_autofree char *buffer = NULL;
  g_autofree char *name = NULL;
  gint64 room_checked = 0;

  if (inbox == NULL || !lan_files_inbox_has_room (inbox, error))
    return NULL;

  buffer = g_malloc (PIECE_BYTES);
  while (TRUE)
    {
      gssize got = recv (socket, buffer, PIECE_BYTES, 0);

      if (got == 0)
        break;
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0 && errno == EAGAIN)
        {
          if (!wait_for (socket, POLLIN, IDLE_TIMEOUT_MS, cancellable, error))
            return NULL;
          continue;
        }
      if (got < 0)
        {
          set_peer_error (error, errno);
          return NULL;
        }

      if ((guint64) (progress->done + got) > size_limit)
        {
          g_autofree char *limit = g_format_size (size_limit);

          g_set_error (error, LAN_ERROR, LAN_ERROR_TOO_LARGE, _("It is larger than %s, the most that is taken."), limit);
          return NULL;
        }
      if (!write_all (lan_files_inbox_get_fd (inbox), buffer, (gsize) got, error))
        return NULL;

      progress->done += got;
      if (progress->done - room_checked >= ROOM_CHECK_BYTES)
        {
          room_checked = progress->done;
          if (!lan_files_inbox_has_room (inbox, error))
            return NULL;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }

  name = lan_files_inbox_make_name (inbox);

  return lan_files_inbox_keep (inbox, name, error);
}
