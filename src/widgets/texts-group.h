/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LanTextsCheck:
 * @error: a translated sentence on what is wrong with @text, and what would be right
 *
 * Returns: (transfer full) (nullable): @text as it is kept; %NULL where it cannot be
 */
typedef char *(*LanTextsCheck) (const char  *text,
                                GError     **error);

#define LAN_TYPE_TEXTS_GROUP (lan_texts_group_get_type ())

G_DECLARE_FINAL_TYPE (LanTextsGroup, lan_texts_group, LAN, TEXTS_GROUP, AdwPreferencesGroup)

void      lan_texts_group_set_check (LanTextsGroup      *self,
                                     LanTextsCheck       check);
void      lan_texts_group_set_texts (LanTextsGroup      *self,
                                     const char *const  *texts);
char    **lan_texts_group_dup_texts (LanTextsGroup      *self);
gboolean  lan_texts_group_commit    (LanTextsGroup      *self);

char     *lan_texts_check_field     (const char         *text,
                                     GError            **error);

G_END_DECLS
