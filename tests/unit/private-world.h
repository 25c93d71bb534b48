/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

static inline void
private_world_write (const char *path,
                     const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0 || write (fd, text, strlen (text)) < 0)
    perror (path);
  close (fd);
}

/*
 * private_world_enter: first in main(): a loopback and mounts of the test's own, so that ports it opens on all
 * interfaces are on none that leads anywhere, and it can mount a disk as small as it needs. As root, or where
 * the system allows user namespaces. 0, or -1 with the reason printed as a failed test.
 */
static inline int
private_world_enter (void)
{
  uid_t uid = geteuid ();
  gid_t gid = getegid ();
  struct ifreq loopback = { .ifr_name = "lo" };
  char map[64];
  int fd;

  if (unshare (CLONE_NEWNET | CLONE_NEWNS) != 0)
    {
      if (unshare (CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0)
        {
          printf ("1..1\nnot ok 1 - no namespaces: run as root or allow user namespaces "
                  "(sysctl kernel.unprivileged_userns_clone=1)\n");
          return -1;
        }
      private_world_write ("/proc/self/setgroups", "deny");
      snprintf (map, sizeof map, "%u %u 1", gid, gid);
      private_world_write ("/proc/self/gid_map", map);
      snprintf (map, sizeof map, "%u %u 1", uid, uid);
      private_world_write ("/proc/self/uid_map", map);
    }
  mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);

  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  loopback.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl (fd, SIOCSIFFLAGS, &loopback) != 0)
    perror ("lo");
  close (fd);

  return 0;
}
