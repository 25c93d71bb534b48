/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "files/transfers.h"

G_BEGIN_DECLS

#define LAN_TYPE_FILES_RECEIVER (lan_files_receiver_get_type ())

G_DECLARE_FINAL_TYPE (LanFilesReceiver, lan_files_receiver, LAN, FILES_RECEIVER, GObject)

LanFilesReceiver *lan_files_receiver_new             (LanFilesTransfers *transfers);
gboolean          lan_files_receiver_is_open         (LanFilesReceiver  *self);
gboolean          lan_files_receiver_is_listening    (LanFilesReceiver  *self);
void              lan_files_receiver_set_open        (LanFilesReceiver  *self,
                                                      gboolean           open);
void              lan_files_receiver_set_may_listen  (LanFilesReceiver  *self,
                                                      gboolean           may_listen);
gboolean          lan_files_receiver_get_accept_all  (LanFilesReceiver  *self);
void              lan_files_receiver_set_accept_all  (LanFilesReceiver  *self,
                                                      gboolean           accept_all);
void              lan_files_receiver_block           (LanFilesReceiver  *self,
                                                      const char        *host);
guint16           lan_files_receiver_get_port        (LanFilesReceiver  *self);
void              lan_files_receiver_set_port        (LanFilesReceiver  *self,
                                                      guint16            port);
void              lan_files_receiver_set_limits      (LanFilesReceiver  *self,
                                                      const LanFilesLimits *limits);
const char       *lan_files_receiver_get_folder      (LanFilesReceiver  *self);
void              lan_files_receiver_set_folder      (LanFilesReceiver  *self,
                                                      const char        *folder);
const char       *lan_files_receiver_get_problem     (LanFilesReceiver  *self);

G_END_DECLS
