/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAN_TYPE_NOTICE_BAR (lan_notice_bar_get_type ())

G_DECLARE_FINAL_TYPE (LanNoticeBar, lan_notice_bar, LAN, NOTICE_BAR, AdwBin)

void lan_notice_bar_show (LanNoticeBar *self,
                          const char   *text,
                          const char   *button,
                          const char   *action);
void lan_notice_bar_hide (LanNoticeBar *self);

G_END_DECLS
