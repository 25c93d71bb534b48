/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "web/rules.h"

G_BEGIN_DECLS

/* One uploaded file: a phone's long film, or the image of a system; who wants more says so. That a disk is full is
 * noticed besides. The settings' schema has the same number. */
#define LAN_WEB_UPLOAD_MAX_BYTES (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)

/* Where echo is when it is on. */
#define LAN_WEB_ECHO_PATH "/echo"

/**
 * LanWebRights: what visitors may do
 * @LAN_WEB_RIGHT_READ: see the folder
 * @LAN_WEB_RIGHT_UPLOAD: add files and folders
 * @LAN_WEB_RIGHT_REPLACE: overwrite files that are there; only with the right to upload
 * @LAN_WEB_RIGHT_DELETE: remove files and folders
 */
typedef enum
{
  LAN_WEB_RIGHT_READ = 1 << 0,
  LAN_WEB_RIGHT_UPLOAD = 1 << 1,
  LAN_WEB_RIGHT_REPLACE = 1 << 2,
  LAN_WEB_RIGHT_DELETE = 1 << 3,
} LanWebRights;

/**
 * LanWebOptions:
 * @rights: to begin with, only to read
 * @upload_max_bytes: of one file
 * @single_page: a path without an extension that is not there, and a page is asked for: it is index.html, whose
 *   script knows what to show
 * @compress: compress while sending. Compressed copies beside a file are sent in any case
 * @cors: pages from elsewhere may read what is here
 * @echo: whether a path answers with what it was sent
 * @echo_path: which; "/echo"
 * @trace: whether TRACE is answered
 * @user: (nullable): whoever asks has to say this name
 * @password: (nullable): and this word; where neither is set everybody is let in
 * @headers: (nullable): lines for every answer, "Name: value"
 * @networks: (nullable) (element-type GInetAddressMask): from where one may ask at all; %NULL is from everywhere
 * @rules: (element-type LanWebRule): in order
 * @access_log: (nullable): the path of a log in the Combined format
 * @problem: (nullable): a translated sentence on what was wished and cannot be
 * @local_only: set by the host: only this computer reaches it
 * @https_only: set by the host: who comes unencrypted is sent to HTTPS
 *
 * How a folder is served. Immutable once shared: lan_web_options_copy() makes another.
 */
typedef struct
{
  LanWebRights rights;
  guint64 upload_max_bytes;
  gboolean single_page;
  gboolean compress;
  gboolean cors;
  gboolean echo;
  char *echo_path;
  gboolean trace;
  char *user;
  char *password;
  GStrv headers;
  GPtrArray *networks;
  GPtrArray *rules;
  char *access_log;
  char *problem;
  gboolean local_only;
  gboolean https_only;
} LanWebOptions;

LanWebOptions *lan_web_options_new             (void);
LanWebOptions *lan_web_options_copy            (const LanWebOptions *self);
LanWebOptions *lan_web_options_ref             (LanWebOptions       *self);
void           lan_web_options_unref           (LanWebOptions       *self);
char          *lan_web_options_describe_rights (LanWebRights         rights);
char          *lan_web_options_list_methods    (const LanWebOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebOptions, lan_web_options_unref)

G_END_DECLS
