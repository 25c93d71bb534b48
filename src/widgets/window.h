/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/application.h"

G_BEGIN_DECLS

#define LAN_TYPE_WINDOW (lan_window_get_type ())

G_DECLARE_FINAL_TYPE (LanWindow, lan_window, LAN, WINDOW, AdwApplicationWindow)

LanWindow *lan_window_new (LanApplication *application);

G_END_DECLS
