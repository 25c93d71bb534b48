/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "files/stream.h"

G_BEGIN_DECLS

/**
 * LanFilesRole: the four roles of the plain form. The bytes of the file, and nothing else, from the first
 * byte of a TCP connection to its end.
 */
typedef enum
{
  LAN_FILES_SEND,      /* connects, and sends */
  LAN_FILES_OFFER,     /* waits for somebody, and sends */
  LAN_FILES_RECEIVE,   /* somebody connected to us, and sends */
  LAN_FILES_FETCH,     /* connects, and receives */
} LanFilesRole;

typedef enum
{
  LAN_FILES_WAITING,   /* for the other side */
  LAN_FILES_ASKING,    /* the person: accept or decline */
  LAN_FILES_RUNNING,
  LAN_FILES_DONE,
  LAN_FILES_CANCELLED,
  LAN_FILES_FAILED,
} LanFilesState;

#define LAN_TYPE_FILES_TRANSFER (lan_files_transfer_get_type ())

G_DECLARE_FINAL_TYPE (LanFilesTransfer, lan_files_transfer, LAN, FILES_TRANSFER, GObject)

LanFilesTransfer *lan_files_transfer_new_send    (const char       *path,
                                                  const char       *host,
                                                  guint16           port);
LanFilesTransfer *lan_files_transfer_new_offer   (const char       *path,
                                                  guint16           port);
LanFilesTransfer *lan_files_transfer_new_receive (int               fd,
                                                  const char       *host,
                                                  guint16           port,
                                                  const char       *folder);
LanFilesTransfer *lan_files_transfer_new_fetch   (const char       *host,
                                                  guint16           port,
                                                  const char       *folder);
LanFilesTransfer *lan_files_transfer_new_failed  (const char       *name,
                                                  GError           *error);

void              lan_files_transfer_start       (LanFilesTransfer *self);
void              lan_files_transfer_decline     (LanFilesTransfer *self);
void              lan_files_transfer_cancel      (LanFilesTransfer *self);
void              lan_files_transfer_give_up     (LanFilesTransfer *self,
                                                  const GError     *error);
void              lan_files_transfer_wait        (LanFilesTransfer *self,
                                                  gint64            until_us);
void              lan_files_transfer_set_may_listen (LanFilesTransfer *self,
                                                     gboolean          may_listen);
void              lan_files_transfer_set_patience (LanFilesTransfer *self,
                                                   guint             patience_ms);
void              lan_files_transfer_set_limits  (LanFilesTransfer *self,
                                                  const LanFilesLimits *limits);

guint             lan_files_transfer_get_id      (LanFilesTransfer *self);
LanFilesRole      lan_files_transfer_get_role    (LanFilesTransfer *self);
const char       *lan_files_transfer_get_role_nick (LanFilesTransfer *self);
gboolean          lan_files_transfer_is_incoming (LanFilesTransfer *self);
const char       *lan_files_transfer_get_name    (LanFilesTransfer *self);
const char       *lan_files_transfer_get_peer    (LanFilesTransfer *self);
const char       *lan_files_transfer_get_host    (LanFilesTransfer *self);
guint16           lan_files_transfer_get_port    (LanFilesTransfer *self);
LanFilesState     lan_files_transfer_get_state   (LanFilesTransfer *self);
const char       *lan_files_transfer_get_state_nick (LanFilesTransfer *self);
gboolean          lan_files_transfer_is_over     (LanFilesTransfer *self);
gboolean          lan_files_transfer_is_stalled  (LanFilesTransfer *self);
gboolean          lan_files_transfer_is_ending   (LanFilesTransfer *self);
gboolean          lan_files_transfer_is_paused   (LanFilesTransfer *self);
gboolean          lan_files_transfer_was_started (LanFilesTransfer *self);
gint64            lan_files_transfer_get_created_us (LanFilesTransfer *self);
gint64            lan_files_transfer_get_size    (LanFilesTransfer *self);
guint64           lan_files_transfer_get_done    (LanFilesTransfer *self);
double            lan_files_transfer_get_fraction (LanFilesTransfer *self);
guint64           lan_files_transfer_get_speed   (LanFilesTransfer *self);
gint64            lan_files_transfer_get_seconds_left (LanFilesTransfer *self);
char             *lan_files_transfer_dup_status  (LanFilesTransfer *self);
const char       *lan_files_transfer_get_path    (LanFilesTransfer *self);
const GError     *lan_files_transfer_get_error   (LanFilesTransfer *self);

G_END_DECLS
