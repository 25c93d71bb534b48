/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bytes that end where memory ends: reading one too many is a crash, not luck. */
typedef struct
{
  char *map;
  gsize size;   /* of the readable part */
} GuardPage;

static inline GuardPage
guard_page_new (gsize size)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  GuardPage self = { .size = (size + page - 1) / page * page };

  self.map = mmap (NULL, self.size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (self.map != MAP_FAILED);
  g_assert_cmpint (mprotect (self.map + self.size, page, PROT_NONE), ==, 0);

  return self;
}

static inline const char *
guard_page_put (GuardPage  *self,
                const char *data,
                gsize       length)
{
  g_assert_cmpuint (length, <=, self->size);

  return memcpy (self->map + self->size - length, data, length);
}

static inline void
guard_page_free (GuardPage *self)
{
  munmap (self->map, self->size + (gsize) sysconf (_SC_PAGESIZE));
}
