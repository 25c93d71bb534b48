/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A full disk stops more than us: of each so many bytes are left for the others. */
#define LAN_NEW_FILE_FREE_FLOOR (G_GUINT64_CONSTANT (64) * 1024 * 1024)

/* The disk is asked for its room after every so many bytes. */
#define LAN_NEW_FILE_ROOM_BYTES (16 * 1024 * 1024)

/**
 * LanNewFileWay: how a file is written and gets its name without replacing anything; each for file systems that
 * refuse the one before. Tests ask for a certain one.
 */
typedef enum
{
  LAN_NEW_FILE_UNNAMED,       /* O_TMPFILE, then link: what is killed leaves nothing behind */
  LAN_NEW_FILE_RENAME,        /* a hidden name, then renameat2 (RENAME_NOREPLACE) */
  LAN_NEW_FILE_LINK,          /* … link, then unlink */
  LAN_NEW_FILE_PLACEHOLDER,   /* … an exclusive empty file, then rename over it */
} LanNewFileWay;

typedef struct _LanNewFile LanNewFile;

LanNewFile *lan_new_file_create     (int            folder);
void        lan_new_file_free       (LanNewFile    *self);
int         lan_new_file_get_fd     (LanNewFile    *self);
int         lan_new_file_write      (LanNewFile    *self,
                                     const char    *data,
                                     gsize          length);
int         lan_new_file_sync       (LanNewFile    *self);
int         lan_new_file_name       (LanNewFile    *self,
                                     const char    *name);
int         lan_new_file_name_next  (LanNewFile    *self,
                                     const char    *name,
                                     char         **given);
int         lan_new_file_replace    (LanNewFile    *self,
                                     const char    *name);
guint64     lan_new_file_room_at    (int            fd);
void        lan_new_file_sweep      (int            folder);
void        lan_new_file_start_with (LanNewFileWay  way);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanNewFile, lan_new_file_free)

G_END_DECLS
