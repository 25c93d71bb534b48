/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_SITE_OPTIONS (lan_site_options_get_type ())

G_DECLARE_FINAL_TYPE (LanSiteOptions, lan_site_options, LAN, SITE_OPTIONS, AdwPreferencesWindow)

LanSiteOptions *lan_site_options_new (GtkWindow *parent,
                                      LanNode   *node);

G_END_DECLS
