/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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
 * private_world_set_powers: without them the calling thread may do what a person may, as root or in a user namespace
 * of our own, where everybody has all powers: it opens no port below 1024 and no file that is forbidden.
 */
static inline void
private_world_set_powers (int on)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

  if (syscall (SYS_capget, &header, data) != 0)
    perror ("capget");
  for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
    data[i].effective = on ? data[i].permitted : 0;
  if (syscall (SYS_capset, &header, data) != 0)
    perror ("capset");
}

/*
 * private_world_lend_network: what root has by itself: programs that are started, as ip(8), may change this world's
 * network, and nothing else.
 */
static inline void
private_world_lend_network (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

  if (syscall (SYS_capget, &header, data) != 0)
    perror ("capget");
  data[CAP_TO_INDEX (CAP_NET_ADMIN)].inheritable |= CAP_TO_MASK (CAP_NET_ADMIN);
  if (syscall (SYS_capset, &header, data) != 0 ||
      prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0) != 0)
    perror ("capset");
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
      private_world_lend_network ();
    }
  mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);

  fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  loopback.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl (fd, SIOCSIFFLAGS, &loopback) != 0)
    perror ("lo");
  close (fd);

  return 0;
}
