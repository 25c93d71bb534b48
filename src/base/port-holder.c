/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "config.h"

#include "base/port-holder.h"

#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* proc(5): the state of a listening socket in /proc/net/tcp. A UDP socket holds its port in any: nc, for one, connects
 * its own to the first who sends. */
#define STATE_TCP_LISTEN 0x0a
#define STATE_ANY 0

static void
collect_inodes (const char *table,
                guint       state,
                guint16     port,
                GHashTable *inodes,
                uid_t      *user)
{
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (table, &contents, NULL, NULL))
    return;

  lines = g_strsplit (contents, "\n", -1);
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      guint local_port, line_state, owner;
      guint64 inode;

      /* sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode */
      if (sscanf (lines[i], " %*d: %*[0-9A-Fa-f]:%x %*s %x %*s %*s %*s %u %*s %" G_GUINT64_FORMAT,
                  &local_port, &line_state, &owner, &inode) == 4 &&
          local_port == port && (state == STATE_ANY || line_state == state))
        {
          g_hash_table_add (inodes, g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", inode));
          *user = owner;
        }
    }
}

/* Programs that are known by what they run. */
static gboolean
is_interpreter (const char *comm)
{
  static const char *const names[] = { "python", "perl", "ruby", "node", "php", "java", "lua", "bash", "sh", "deno",
                                       "bun", "dotnet", "tclsh", "guile" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);

      /* "python3.11" too */
      if (strncmp (comm, names[i], length) == 0 && strspn (comm + length, "0123456789.-") == strlen (comm + length))
        return TRUE;
    }

  return FALSE;
}

/* Whose program it is, where /proc hides which. */
static char *
describe_user (uid_t user)
{
  struct passwd entry, *found = NULL;
  char buffer[4096];

  if (getpwuid_r (user, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return NULL;

  /* Translators: as in "Port 80 is used by a program of user root." */
  return g_strdup_printf (_("a program of user %s"), found->pw_name);
}

/* "python3 (recv.py)": the program, and for an interpreter what it runs. */
static char *
describe_process (const char *pid)
{
  g_autofree char *comm_path = g_build_filename ("/proc", pid, "comm", NULL);
  g_autofree char *cmdline_path = g_build_filename ("/proc", pid, "cmdline", NULL);
  g_autofree char *comm = NULL;
  g_autofree char *cmdline = NULL;
  gsize comm_length = 0, length = 0;

  if (!g_file_get_contents (comm_path, &comm, &comm_length, NULL))
    return NULL;

  g_strchomp (comm);
  if (is_interpreter (comm) && g_file_get_contents (cmdline_path, &cmdline, &length, NULL) && length > 0)
    {
      /* arguments end in NUL; the first one that is no option names the script; code in an argument has no name */
      for (const char *word = cmdline + strlen (cmdline) + 1;
           word < cmdline + length && !g_str_equal (word, "-c") && !g_str_equal (word, "-e");
           word += strlen (word) + 1)
        if (*word != '-' && *word != '\0')
          {
            g_autofree char *base = g_path_get_basename (word);
            g_autofree char *whole = g_strdup_printf ("%s (%s)", comm, base);

            return lan_text_show_line (whole, strlen (whole));
          }
    }

  return lan_text_show_line (comm, strlen (comm));
}

static gboolean
holds_one_of (const char *pid,
              GHashTable *inodes)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (target != NULL && g_hash_table_contains (inodes, target))
        return TRUE;
    }

  return FALSE;
}

/**
 * lan_port_holder_find:
 *
 * Who has a port open on this machine. Reads all of /proc: call it in a worker, or use
 * lan_port_holder_find_async(). Another user's processes show their files only to root.
 *
 * Returns: (transfer full) (nullable): "python3 (recv.py)", or where the system hides the program "a program of
 *   user root"; %NULL where it tells nothing
 */
char *
lan_port_holder_find (LanPortKind kind,
                      guint16     port)
{
  g_autoptr(GHashTable) inodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GDir) proc = NULL;
  const char *name;
  uid_t user = 0;

  if (kind == LAN_PORT_UDP)
    {
      collect_inodes ("/proc/net/udp", STATE_ANY, port, inodes, &user);
      collect_inodes ("/proc/net/udp6", STATE_ANY, port, inodes, &user);
    }
  else
    {
      collect_inodes ("/proc/net/tcp", STATE_TCP_LISTEN, port, inodes, &user);
      collect_inodes ("/proc/net/tcp6", STATE_TCP_LISTEN, port, inodes, &user);
    }

  if (g_hash_table_size (inodes) == 0 || (proc = g_dir_open ("/proc", 0, NULL)) == NULL)
    return NULL;

  while ((name = g_dir_read_name (proc)) != NULL)
    if (g_ascii_isdigit (*name) && holds_one_of (name, inodes))
      return describe_process (name);

  return describe_user (user);
}

static void
find_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  guint packed = GPOINTER_TO_UINT (data);

  g_task_return_pointer (task, lan_port_holder_find ((LanPortKind) (packed >> 16), (guint16) packed), g_free);
}

/**
 * lan_port_holder_find_async:
 *
 * As lan_port_holder_find(), in a worker.
 */
void
lan_port_holder_find_async (LanPortKind          kind,
                            guint16              port,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, lan_port_holder_find_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (((guint) kind << 16) | port), NULL);
  g_task_run_in_thread (task, find_in_thread);
}

char *
lan_port_holder_find_finish (GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
