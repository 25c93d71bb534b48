/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A folder to serve with something secret beside it, and a client as plain as a socket. */

#pragma once

#include <ftw.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <glib.h>
#include <glib/gstdio.h>

#define SECRET "what must not be seen"

/* Long for a machine that answers within a millisecond, short for one that hangs. */
#define ANSWER_SECONDS 20

static inline char *
fixture_path (const char *top,
              const char *name)
{
  return g_build_filename (top, name, NULL);
}

static inline void
fixture_write (const char *top,
               const char *name,
               const char *contents)
{
  g_autofree char *path = fixture_path (top, name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0755);
  if (!g_file_set_contents (path, contents, -1, NULL))
    abort ();
}

static inline void
fixture_link (const char *top,
              const char *name,
              const char *target)
{
  g_autofree char *path = fixture_path (top, name);

  if (symlink (target, path) != 0)
    abort ();
}

static int
fixture_remove_one (const char        *path,
                    const struct stat *info,
                    int                kind,
                    struct FTW        *where)
{
  return remove (path);
}

static inline void
fixture_remove (const char *top)
{
  nftw (top, fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* @bytes goes out, and all that comes back until the end; NULL: nobody there, or no end in time. */
static inline GString *
fixture_exchange (guint16     port,
                  const char *bytes,
                  gsize       length)
{
  const struct timeval patience = { .tv_sec = ANSWER_SECONDS };
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (port) };
  g_autoptr(GString) answer = g_string_new (NULL);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  char buffer[65536];
  gssize got = -1;

  address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0 &&
      send (fd, bytes, length, MSG_NOSIGNAL) == (gssize) length)
    while ((got = recv (fd, buffer, sizeof buffer, 0)) > 0)
      g_string_append_len (answer, buffer, got);
  close (fd);

  return got == 0 ? g_steal_pointer (&answer) : NULL;
}

/* @more: further header lines, each with CR LF. */
static inline char *
fixture_request (guint16     port,
                 const char *method,
                 const char *target,
                 const char *more)
{
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n",
                                              method, target, more);
  GString *answer = fixture_exchange (port, request, strlen (request));

  return answer != NULL ? g_string_free (answer, FALSE) : g_strdup ("");
}

static inline guint
fixture_status (const char *answer)
{
  return g_str_has_prefix (answer, "HTTP/1.1 ") ? (guint) g_ascii_strtoull (answer + 9, NULL, 10) : 0;
}

static inline const char *
fixture_body (const char *answer)
{
  const char *end = strstr (answer, "\r\n\r\n");

  return end != NULL ? end + 4 : "";
}

/* (nullable) */
static inline char *
fixture_field (const char *answer,
               const char *name)
{
  g_autofree char *head = g_strndup (answer, (gsize) (fixture_body (answer) - answer));
  g_auto(GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0 && lines[i][strlen (name)] == ':')
      return g_strstrip (g_strdup (lines[i] + strlen (name) + 1));

  return NULL;
}
