/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/error.h"

G_DEFINE_QUARK (lan-error-quark, lan_error)
