/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LAN_ERROR:
 *
 * The error domain of the core. Messages are translated sentences fit for a person: they name the
 * cause and, where there is one, the remedy; window and command line show them as they are.
 */
#define LAN_ERROR (lan_error_quark ())

typedef enum
{
  LAN_ERROR_FAILED,
  LAN_ERROR_INVALID_ADDRESS,
  LAN_ERROR_PORT_IN_USE,
  LAN_ERROR_PORT_PRIVILEGED,
  LAN_ERROR_NO_NETWORK,
  LAN_ERROR_NOT_ALLOWED,
  LAN_ERROR_NOT_FOUND,
  LAN_ERROR_TOO_LARGE,
  LAN_ERROR_DISK_FULL,
  LAN_ERROR_REFUSED,
  LAN_ERROR_RESET,
  LAN_ERROR_UNREACHABLE,
  LAN_ERROR_TIMED_OUT,
  LAN_ERROR_ESCAPES,
} LanError;

GQuark lan_error_quark (void);

G_END_DECLS
