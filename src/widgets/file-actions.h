/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Called on the main context; error is translated, and NULL where it worked. */
typedef void (*LanFileActionDone) (GtkWidget  *widget,
                                   const char *error);

gboolean lan_file_may_open       (const char        *content_type);
void     lan_file_open           (GtkWidget         *widget,
                                  GFile             *file,
                                  LanFileActionDone  done);
void     lan_file_show_in_folder (GtkWidget         *widget,
                                  GFile             *file,
                                  LanFileActionDone  done);

GType    lan_clipboard_find_type (GdkClipboard      *clipboard);

G_END_DECLS
