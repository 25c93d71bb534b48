/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-files"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "files/transfer.h"

/* How a transfer is told: to people in a line, to programs in a word. */

gboolean
lan_files_transfer_is_incoming (LanFilesTransfer *self)
{
  LanFilesRole role = lan_files_transfer_get_role (self);

  return role == LAN_FILES_RECEIVE || role == LAN_FILES_FETCH;
}

/**
 * lan_files_transfer_get_fraction:
 *
 * Returns: 0 to 1, or -1 where the size is not known
 */
double
lan_files_transfer_get_fraction (LanFilesTransfer *self)
{
  gint64 size = lan_files_transfer_get_size (self);

  if (size < 0)
    return -1;

  return size == 0 ? 1 : (double) lan_files_transfer_get_done (self) / (double) size;
}

/* Above it the time left is told in minutes. */
#define SECONDS_TOLD_MAX 99

/* All bytes have moved, and it is not over. */
static char *
describe_ending (LanFilesTransfer *self)
{
  g_autofree char *done = NULL;

  if (lan_files_transfer_is_incoming (self))
    return g_strdup (_("All is here, and is put on the disk…"));

  done = g_format_size (lan_files_transfer_get_done (self));

  /* Translators: an amount of bytes */
  return g_strdup_printf (_("%s sent; the other side has not taken all of it yet"), done);
}

/* "1.2 GB of 3.0 GB · 84 MB/s · 21 s left" */
static char *
describe_running (LanFilesTransfer *self)
{
  gint64 size = lan_files_transfer_get_size (self);
  gint64 seconds = lan_files_transfer_get_seconds_left (self);
  g_autofree char *done = g_format_size (lan_files_transfer_get_done (self));
  g_autofree char *speed = g_format_size (lan_files_transfer_get_speed (self));
  g_autofree char *all = NULL;

  if (lan_files_transfer_is_ending (self))
    return describe_ending (self);

  if (size < 0 && lan_files_transfer_is_stalled (self))
    /* Translators: bytes so far */
    return g_strdup_printf (_("%s · the other side sends nothing"), done);

  if (size < 0)
    /* Translators: bytes so far, bytes a second */
    return g_strdup_printf (_("%1$s · %2$s/s"), done, speed);

  all = g_format_size ((guint64) size);
  if (lan_files_transfer_is_stalled (self))
    /* Translators: bytes so far, bytes in all */
    return g_strdup_printf (_("%1$s of %2$s · the other side takes nothing"), done, all);

  if (seconds < 0)
    return g_strdup_printf (_("%1$s of %2$s"), done, all);

  if (seconds <= SECONDS_TOLD_MAX)
    /* Translators: bytes so far, bytes in all, bytes a second, seconds */
    return g_strdup_printf (_("%1$s of %2$s · %3$s/s · %4$u s left"), done, all, speed, (guint) seconds);

  return g_strdup_printf (_("%1$s of %2$s · %3$s/s · %4$u min left"), done, all, speed,
                          (guint) MIN ((seconds + 59) / 60, G_MAXUINT));
}

static char *
describe_done (LanFilesTransfer *self)
{
  guint64 done = lan_files_transfer_get_done (self);
  g_autofree char *bytes = g_strdup_printf ("%'" G_GUINT64_FORMAT, done);
  gulong number = (gulong) MIN (done, G_MAXULONG);

  if (lan_files_transfer_is_incoming (self))
    return g_strdup_printf (ngettext ("%s byte; this form cannot tell whether that was all",
                                      "%s bytes; this form cannot tell whether that was all", number), bytes);

  return g_strdup_printf (ngettext ("%s byte sent", "%s bytes sent", number), bytes);
}

static char *
describe_waiting (LanFilesTransfer *self)
{
  if (!lan_files_transfer_was_started (self))
    return g_strdup (_("Waits for its turn"));
  if (lan_files_transfer_get_role (self) != LAN_FILES_OFFER)
    return g_strdup_printf (_("Connecting to %s…"), lan_files_transfer_get_peer (self));
  if (lan_files_transfer_is_paused (self))
    return g_strdup (_("Paused: you are hidden on this network. It goes on when you are visible."));

  return g_strdup_printf (_("Waiting on port %u for the first who fetches it"), lan_files_transfer_get_port (self));
}

/**
 * lan_files_transfer_dup_status:
 *
 * Returns: (transfer full): a translated line on how it is
 */
char *
lan_files_transfer_dup_status (LanFilesTransfer *self)
{
  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);

  switch (lan_files_transfer_get_state (self))
    {
    case LAN_FILES_WAITING:
      return describe_waiting (self);
    case LAN_FILES_ASKING:
      return g_strdup_printf (_("%s wants to send you something. This form does not say what."), lan_files_transfer_get_peer (self));
    case LAN_FILES_RUNNING:
      return describe_running (self);
    case LAN_FILES_DONE:
      return describe_done (self);
    case LAN_FILES_CANCELLED:
      return lan_files_transfer_get_role (self) == LAN_FILES_RECEIVE && !lan_files_transfer_was_started (self) ? g_strdup (_("Declined")) : g_strdup (_("Cancelled"));
    case LAN_FILES_FAILED:
    default:
      return g_strdup (lan_files_transfer_get_error (self)->message);
    }
}

/**
 * lan_files_transfer_get_role_nick:
 *
 * Returns: the role as events name it; not for people
 */
const char *
lan_files_transfer_get_role_nick (LanFilesTransfer *self)
{
  static const char *const nicks[] = { "send", "offer", "receive", "fetch" };

  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return nicks[lan_files_transfer_get_role (self)];
}

/**
 * lan_files_transfer_get_state_nick:
 *
 * Returns: the state as events name it; not for people
 */
const char *
lan_files_transfer_get_state_nick (LanFilesTransfer *self)
{
  static const char *const nicks[] = { "waiting", "asking", "running", "done", "cancelled", "failed" };

  g_return_val_if_fail (LAN_IS_FILES_TRANSFER (self), NULL);
  return nicks[lan_files_transfer_get_state (self)];
}
