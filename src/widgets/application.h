/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "node/node.h"

G_BEGIN_DECLS

#define LAN_TYPE_APPLICATION (lan_application_get_type ())

G_DECLARE_FINAL_TYPE (LanApplication, lan_application, LAN, APPLICATION, AdwApplication)

int lan_application_main (int          argc,
                          char        *argv[],
                          const char  *commands,
                          gboolean   (*is_command) (const char *name));

G_END_DECLS
