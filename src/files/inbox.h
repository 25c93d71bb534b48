/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _LanFilesInbox LanFilesInbox;

void           lan_files_inbox_sweep      (const char        *folder);
LanFilesInbox *lan_files_inbox_open       (const char        *folder,
                                           GError           **error);
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanFilesInbox, lan_files_inbox_free)

G_END_DECLS
