/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/error.h"

/* Not G_DEFINE_QUARK, whose static is read and written by whichever thread comes: errors are made in workers. */
GQuark
lan_error_quark (void)
{
  static gsize quark;

  if (g_once_init_enter (&quark))
    g_once_init_leave (&quark, g_quark_from_static_string ("lan-error-quark"));

  return (GQuark) quark;
}
