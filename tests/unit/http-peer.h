/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Nothing here takes long; what does is stuck. */
#define HTTP_PEER_DEADLINE_SECONDS 10

/* A client of the plainest kind: blocking, with a deadline, from any 127.x.y.z. -1 with errno if it cannot connect. */
static inline int
http_peer_connect_from (guint32 own,
                        guint16 port)
{
  const struct timeval deadline = { .tv_sec = HTTP_PEER_DEADLINE_SECONDS };
  struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (own) };
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
  if ((own != INADDR_LOOPBACK && bind (fd, (struct sockaddr *) &here, sizeof here) != 0) ||
      connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

static inline int
http_peer_connect (guint16 port)
{
  return http_peer_connect_from (INADDR_LOOPBACK, port);
}

static inline gboolean
http_peer_send (int         fd,
                const char *text)
{
  return send (fd, text, strlen (text), MSG_NOSIGNAL) == (gssize) strlen (text);
}

/* Reads until @ending has come, or the end; FALSE if neither did in time. */
static inline gboolean
http_peer_receive (int         fd,
                   GString    *received,
                   const char *ending)
{
  char bytes[65536];
  gssize got = 1;

  while (ending == NULL || !g_str_has_suffix (received->str, ending))
    {
      got = recv (fd, bytes, sizeof bytes, 0);
      if (got <= 0)
        break;
      g_string_append_len (received, bytes, got);
    }

  return got > 0 || (got == 0 && ending == NULL);
}
