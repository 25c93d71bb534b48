/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LanIntakeProblem:
 * @name: what to call it
 * @error: why it cannot be sent
 */
typedef struct
{
  char *name;
  GError *error;
} LanIntakeProblem;

/**
 * LanIntake:
 * @paths: (element-type filename): ordinary files that can be read, %NULL-terminated
 * @problems: (element-type LanIntakeProblem): the others
 */
typedef struct
{
  GPtrArray *paths;
  GPtrArray *problems;
} LanIntake;

void       lan_intake_check_async  (GSList               *files,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              data);
LanIntake *lan_intake_check_finish (GAsyncResult         *result,
                                    GError              **error);
void       lan_intake_free         (LanIntake            *self);

void       lan_intake_keep_async   (GBytes               *bytes,
                                    const char           *extension,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              data);
GFile     *lan_intake_keep_finish  (GAsyncResult         *result,
                                    GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanIntake, lan_intake_free)

G_END_DECLS
