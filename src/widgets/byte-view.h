/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "widgets/byte-rows.h"

G_BEGIN_DECLS

#define LAN_TYPE_BYTE_VIEW (lan_byte_view_get_type ())

G_DECLARE_FINAL_TYPE (LanByteView, lan_byte_view, LAN, BYTE_VIEW, AdwBin)

LanByteView       *lan_byte_view_new               (void);
void               lan_byte_view_set_bytes         (LanByteView *self,
                                                    GBytes      *bytes,
                                                    GArray      *parts);
gboolean           lan_byte_view_get_hex           (LanByteView *self);
void               lan_byte_view_set_hex           (LanByteView *self,
                                                    gboolean     hex);
const LanBytePart *lan_byte_view_get_selected_part (LanByteView *self);
int                lan_byte_view_get_selected      (LanByteView *self);
void               lan_byte_view_select            (LanByteView *self,
                                                    int          part);
void               lan_byte_view_select_offset     (LanByteView *self,
                                                    gsize        offset);
char              *lan_byte_view_dup_text          (LanByteView *self);

G_END_DECLS
