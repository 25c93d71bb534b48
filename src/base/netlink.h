/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LanNetlink:
 *
 * An ear on rtnetlink(7), which needs no rights: tells that something changed in what it was opened for,
 * once for all that comes within a tenth of a second.
 */
typedef struct _LanNetlink LanNetlink;

LanNetlink *lan_netlink_new  (guint         groups,
                              GSourceFunc   changed,
                              gpointer      data,
                              GError      **error);
void        lan_netlink_free (LanNetlink   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LanNetlink, lan_netlink_free)

G_END_DECLS
