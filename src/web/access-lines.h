/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "http/record.h"

G_BEGIN_DECLS

/**
 * LanWebAccessLines:
 * @text: the lines so far
 *
 * Lines of an access log in the Combined format. What is made anew for none of them is kept beside.
 */
typedef struct
{
  GString *text;
  LanHttpHead *head;
  gint64 second;
  GString *time;
} LanWebAccessLines;

LanWebAccessLines *lan_web_access_lines_new    (void);
void               lan_web_access_lines_free   (LanWebAccessLines   *self);
void               lan_web_access_lines_append (LanWebAccessLines   *self,
                                                const LanHttpRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanWebAccessLines, lan_web_access_lines_free)

G_END_DECLS
