/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

#include "web/options.h"

G_BEGIN_DECLS

/**
 * LAN_WEB_REFUSAL:
 *
 * What visitors asked for and do not get: the code is the status of the answer, the message a translated sentence that
 * names the cause and, where there is one, the remedy.
 */
#define LAN_WEB_REFUSAL (lan_web_refusal_quark ())

typedef struct _LanWebArriving LanWebArriving;

GQuark          lan_web_refusal_quark      (void);

gboolean        lan_web_store_allows       (LanWebRights         rights,
                                            LanWebRights         wanted,
                                            GError             **error);
gboolean        lan_web_store_check_name   (const char          *name,
                                            gboolean             is_new,
                                            GError             **error);
gboolean        lan_web_store_has_room     (int                  folder,
                                            guint64              bytes,
                                            GError             **error);
gboolean        lan_web_store_look         (int                  folder,
                                            const char          *name,
                                            gboolean            *exists,
                                            struct stat         *info,
                                            GError             **error);
gboolean        lan_web_store_make_folder  (int                  folder,
                                            const char          *name,
                                            GError             **error);
gboolean        lan_web_store_delete       (int                  folder,
                                            const char          *name,
                                            GError             **error);

LanWebArriving *lan_web_arriving_new       (int                  folder,
                                            const LanWebOptions *options,
                                            GError             **error);
void            lan_web_arriving_free      (LanWebArriving      *self);
gboolean        lan_web_arriving_write     (LanWebArriving      *self,
                                            const char          *bytes,
                                            gsize                length,
                                            GError             **error);
gboolean        lan_web_arriving_keep      (LanWebArriving      *self,
                                            const char          *name,
                                            const char          *only_tag,
                                            gboolean            *created,
                                            char               **tag,
                                            GError             **error);
char           *lan_web_arriving_keep_both (LanWebArriving      *self,
                                            const char          *name,
                                            GError             **error);
void            lan_web_store_set_floor    (guint64              bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebArriving, lan_web_arriving_free)

G_END_DECLS
