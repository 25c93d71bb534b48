/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of transfers share: a folder, a peer of plain sockets, and waiting with a deadline. The worker
 * of a transfer is a thread of its own, so the test may block in a read or write of the peer's. */

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "files/receiver.h"
#include "private-world.h"

#define DEADLINE_S 20

static char *folder;

/* --- A folder --- */

static inline int
make_folder (void **state)
{
  alarm (3 * DEADLINE_S);
  folder = g_dir_make_tmp ("landline-test-XXXXXX", NULL);

  return folder != NULL ? 0 : -1;
}

static inline guint
count_files (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static inline int
remove_folder (void **state)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);

  return 0;
}

/* --- Bytes that are not all alike --- */

static inline guint8
byte_at (gsize offset)
{
  return (guint8) (offset * 31 + (offset >> 8) * 7 + (offset >> 16));
}

static inline char *
make_file (const char *name,
           gsize       size)
{
  g_autofree guint8 *bytes = g_malloc (size + 1);
  char *path = g_build_filename (folder, name, NULL);

  for (gsize i = 0; i < size; i++)
    bytes[i] = byte_at (i);
  assert_true (g_file_set_contents (path, (char *) bytes, (gssize) size, NULL));

  return path;
}

static inline gboolean
are_the_bytes (const guint8 *bytes,
               gsize         length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] != byte_at (i))
      return FALSE;

  return TRUE;
}

/* --- The other side --- */

static inline int
peer_listen (guint16 *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  assert_int_equal (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
  assert_int_equal (listen (fd, 8), 0);
  assert_int_equal (getsockname (fd, (struct sockaddr *) &address, &length), 0);
  *port = ntohs (address.sin_port);

  return fd;
}

/* -1 where it is refused */
static inline int
peer_connect (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);

  return -1;
}

static inline void
peer_send (int   fd,
           gsize from,
           gsize size)
{
  guint8 buffer[8192];

  while (size > 0)
    {
      gsize piece = MIN (size, sizeof buffer);

      for (gsize i = 0; i < piece; i++)
        buffer[i] = byte_at (from + i);
      assert_int_equal (send (fd, buffer, piece, MSG_NOSIGNAL), (int) piece);
      from += piece;
      size -= piece;
    }
}

/* All until the end; -1 in @size for a reset. */
static inline guint8 *
peer_read (int     fd,
           gssize *size)
{
  g_autoptr(GByteArray) all = g_byte_array_new ();
  guint8 buffer[65536];
  gssize got;

  while ((got = recv (fd, buffer, sizeof buffer, 0)) > 0)
    g_byte_array_append (all, buffer, (guint) got);
  *size = got < 0 ? -1 : (gssize) all->len;

  return g_byte_array_free (g_steal_pointer (&all), FALSE);
}

static inline void
peer_reset (int fd)
{
  struct linger abort = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
  close (fd);
}

static inline gboolean
was_reset (int fd)
{
  char byte;
  gssize got;

  while ((got = recv (fd, &byte, 1, 0)) > 0)
    ;

  return got < 0 && errno == ECONNRESET;
}

/* --- Waiting --- */

static inline gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                              \
  G_STMT_START                                                             \
  {                                                                        \
    gboolean too_late_ = FALSE;                                            \
    guint source_ = g_timeout_add_seconds (DEADLINE_S, on_deadline, &too_late_); \
                                                                           \
    while (!(condition) && !too_late_)                                     \
      g_main_context_iteration (NULL, TRUE);                               \
    if (too_late_)                                                         \
      fail_msg ("timed out waiting for %s", #condition);                   \
    g_source_remove (source_);                                             \
  }                                                                        \
  G_STMT_END

#define wait_until_state(transfer, expected)                               \
  wait_until (lan_files_transfer_get_state (transfer) == (expected) || lan_files_transfer_is_over (transfer)); \
  assert_int_equal (lan_files_transfer_get_state (transfer), expected)

#define assert_failed(transfer, code)                                      \
  wait_until_state (transfer, LAN_FILES_FAILED);                           \
  assert_true (g_error_matches (lan_files_transfer_get_error (transfer), LAN_ERROR, code))
