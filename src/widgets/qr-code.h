/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAN_TYPE_QR_CODE (lan_qr_code_get_type ())

G_DECLARE_FINAL_TYPE (LanQrCode, lan_qr_code, LAN, QR_CODE, GtkWidget)

GtkWidget  *lan_qr_code_new      (void);
const char *lan_qr_code_get_text (LanQrCode  *self);
void        lan_qr_code_set_text (LanQrCode  *self,
                                  const char *text);

G_END_DECLS
