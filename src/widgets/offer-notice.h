/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/window.h"

G_BEGIN_DECLS

void lan_offer_notice_attach (GApplication *application,
                              LanWindow    *window);

G_END_DECLS
