/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanFilesInboxWay: how a name is given without replacing anything; each for file systems that refuse the
 * one before. Tests ask for a certain one.
 */
typedef enum
{
  LAN_FILES_INBOX_RENAME,        /* renameat2 (RENAME_NOREPLACE) */
  LAN_FILES_INBOX_LINK,          /* link, then unlink */
  LAN_FILES_INBOX_PLACEHOLDER,   /* an exclusive empty file, then rename over it */
} LanFilesInboxWay;

typedef struct _LanFilesInbox LanFilesInbox;

void           lan_files_inbox_sweep      (const char        *folder);
LanFilesInbox *lan_files_inbox_open       (const char        *folder,
                                           GError           **error);
int            lan_files_inbox_get_fd     (LanFilesInbox     *self);
gboolean       lan_files_inbox_has_room   (LanFilesInbox     *self,
                                           guint64            floor,
                                           GError           **error);
gboolean       lan_files_inbox_write      (LanFilesInbox     *self,
                                           const char        *data,
                                           gsize              length,
                                           GError           **error);
char          *lan_files_inbox_make_name  (LanFilesInbox     *self);
char          *lan_files_inbox_keep       (LanFilesInbox     *self,
                                           const char        *name,
                                           GError           **error);
void           lan_files_inbox_set_error  (LanFilesInbox     *self,
                                           int                code,
                                           GError           **error);
void           lan_files_inbox_free       (LanFilesInbox     *self);
void           lan_files_inbox_start_with (LanFilesInboxWay   way);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanFilesInbox, lan_files_inbox_free)

G_END_DECLS
