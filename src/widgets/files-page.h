/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_FILES_PAGE (lan_files_page_get_type ())

G_DECLARE_FINAL_TYPE (LanFilesPage, lan_files_page, LAN, FILES_PAGE, AdwBin)

void lan_files_page_bring_files   (LanFilesPage *self,
                                   GSList       *files);
void lan_files_page_bring_text    (LanFilesPage *self,
                                   const char   *text);
void lan_files_page_bring_picture (LanFilesPage *self,
                                   GdkTexture   *picture);
void lan_files_page_paste         (LanFilesPage *self);
void lan_files_page_choose        (LanFilesPage *self);

G_END_DECLS
