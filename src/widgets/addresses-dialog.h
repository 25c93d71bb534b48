/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAN_TYPE_ADDRESSES_DIALOG (lan_addresses_dialog_get_type ())

G_DECLARE_FINAL_TYPE (LanAddressesDialog, lan_addresses_dialog, LAN, ADDRESSES_DIALOG, AdwWindow)

LanAddressesDialog *lan_addresses_dialog_new (GtkWindow          *parent,
                                              const char *const  *addresses,
                                               const char         *fingerprint);

G_END_DECLS
