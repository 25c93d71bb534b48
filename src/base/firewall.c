/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-base"

#include "base/firewall.h"

#include <stdio.h>
#include <string.h>

/* What is asked answers at once, or not at all. */
#define CALL_TIMEOUT_MS 2000

#define FIREWALLD_NAME "org.fedoraproject.FirewallD1"
#define FIREWALLD_PATH "/org/fedoraproject/FirewallD1"
#define FIREWALLD_ZONE FIREWALLD_NAME ".zone"

void
lan_firewall_free (LanFirewall *self)
{
  g_free (self->name);
  g_free (self->command);
  g_free (self);
}

static LanFirewall *
lan_firewall_new (const char *name,
                  char       *command)
{
  LanFirewall *self = g_new0 (LanFirewall, 1);

  self->name = g_strdup (name);
  self->command = command;

  return self;
}

/* --- ufw(8) --- */

/* A setting of a file that a shell reads, NAME=value or NAME="value". */
static char *
read_setting (const char *etc,
              const char *file,
              const char *name)
{
  g_autofree char *path = g_build_filename (etc, file, NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &contents, NULL, NULL))
    return NULL;

  lines = g_strsplit (contents, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (g_str_has_prefix (line, name) && line[strlen (name)] == '=')
        return g_strdup (g_strdelimit (line + strlen (name) + 1, "\"'", ' '));
    }

  return NULL;
}

/* "any", "9999", "9000:9999", or several of them, "80,9999". */
static gboolean
has_port (const char *ports,
          guint16     port)
{
  g_auto(GStrv) parts = g_strsplit (ports, ",", -1);

  if (g_str_equal (ports, "any"))
    return TRUE;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      guint first, last;
      int n_read = sscanf (parts[i], "%u%*[:-]%u", &first, &last);

      if ((n_read == 1 && port == first) || (n_read == 2 && port >= first && port <= last))
        return TRUE;
    }

  return FALSE;
}

typedef enum
{
  RULE_OTHER,
  RULE_OPENS,
  RULE_CLOSES,
} Rule;

/* ufw writes each rule as a comment too: "### tuple ### ACTION PROTOCOL PORT TO PORT FROM [APP APP] DIRECTION",
 * in which an interface and a log type are joined by "_". A rule for some senders opens the port for them. */
static Rule
judge_rule (const char *line,
            guint16     udp_port)
{
  static const char prefix[] = "### tuple ### ";
  g_auto(GStrv) fields = NULL;
  const char *direction;
  guint n_fields;

  if (!g_str_has_prefix (line, prefix))
    return RULE_OTHER;

  fields = g_strsplit (line + strlen (prefix), " ", -1);
  for (n_fields = 0; fields[n_fields] != NULL && !g_str_has_prefix (fields[n_fields], "comment=");)
    n_fields++;
  if (n_fields < 7)
    return RULE_OTHER;

  direction = fields[n_fields - 1];
  if (!g_str_has_prefix (direction, "in") || !has_port (fields[2], udp_port) ||
      (!g_str_equal (fields[1], "any") && !g_str_equal (fields[1], "udp")))
    return RULE_OTHER;
  if (g_str_has_prefix (fields[0], "allow") || g_str_has_prefix (fields[0], "limit"))
    return RULE_OPENS;
  if ((g_str_has_prefix (fields[0], "deny") || g_str_has_prefix (fields[0], "reject")) &&
      g_str_equal (direction, "in") && g_str_equal (fields[5], "0.0.0.0/0"))
    return RULE_CLOSES;

  return RULE_OTHER;
}

/* The first rule that matches counts. Only root may read the rules on some systems; then nothing is known. */
static gboolean
ufw_opens (const char *etc,
           guint16     udp_port)
{
  g_autofree char *path = g_build_filename (etc, "ufw", "user.rules", NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &contents, NULL, NULL))
    return FALSE;

  lines = g_strsplit (contents, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      Rule rule = judge_rule (lines[i], udp_port);

      if (rule != RULE_OTHER)
        return rule == RULE_OPENS;
    }

  return FALSE;
}

/**
 * lan_firewall_find_ufw:
 * @etc: "/etc"; tests have their own
 *
 * Reads files: call it in a worker.
 *
 * Returns: (transfer full) (nullable): ufw, if it is on and nothing is seen that opens the port
 */
LanFirewall *
lan_firewall_find_ufw (const char *etc,
                       guint16     udp_port)
{
  g_autofree char *enabled = read_setting (etc, "ufw/ufw.conf", "ENABLED");
  g_autofree char *policy = read_setting (etc, "default/ufw", "DEFAULT_INPUT_POLICY");

  if (enabled == NULL || g_ascii_strcasecmp (g_strstrip (enabled), "yes") != 0)
    return NULL;
  if (policy != NULL && g_ascii_strcasecmp (g_strstrip (policy), "ACCEPT") == 0)
    return NULL;
  if (ufw_opens (etc, udp_port))
    return NULL;

  return lan_firewall_new ("ufw", g_strdup_printf ("sudo ufw allow %u/udp", udp_port));
}

/* --- firewalld(1) --- */

static GVariant *
call (GDBusConnection *bus,
      const char      *name,
      const char      *path,
      const char      *interface,
      const char      *method,
      GVariant        *parameters,
      const char      *reply)
{
  g_autoptr(GError) error = NULL;
  GVariant *result = g_dbus_connection_call_sync (bus, name, path, interface, method, parameters,
                                                  G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                                  CALL_TIMEOUT_MS, NULL, &error);

  if (result == NULL)
    g_debug ("%s: %s", method, error->message);

  return result;
}

static char *
dup_zone (GDBusConnection *bus,
          const char      *interface)
{
  g_autoptr(GVariant) zone = call (bus, FIREWALLD_NAME, FIREWALLD_PATH, FIREWALLD_ZONE, "getZoneOfInterface",
                                   g_variant_new ("(s)", interface), "(s)");
  const char *name = "";

  if (zone == NULL)
    return NULL;

  g_variant_get (zone, "(&s)", &name);
  if (*name == '\0')
    {
      g_clear_pointer (&zone, g_variant_unref);
      zone = call (bus, FIREWALLD_NAME, FIREWALLD_PATH, FIREWALLD_NAME, "getDefaultZone", NULL, "(s)");
      if (zone == NULL)
        return NULL;
      g_variant_get (zone, "(&s)", &name);
    }

  return g_strdup (name);
}

/* firewalld lets polkit ask for a password where the system does not let everyone look at its rules. Nobody
 * shall be asked because of us, so polkit is asked first whether it would. */
static gboolean
may_look (GDBusConnection *bus)
{
  GVariantBuilder subject;
  g_autoptr(GVariant) answer = NULL;
  gboolean authorized = FALSE;

  g_variant_builder_init (&subject, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&subject, "{sv}", "name", g_variant_new_string (g_dbus_connection_get_unique_name (bus)));
  answer = call (bus, "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority",
                 "org.freedesktop.PolicyKit1.Authority", "CheckAuthorization",
                 g_variant_new ("((sa{sv})sa{ss}us)", "system-bus-name", &subject,
                                FIREWALLD_NAME ".config.info", NULL, 0, ""),
                 "((bba{ss}))");
  if (answer != NULL)
    g_variant_get (answer, "((bba{ss}))", &authorized, NULL, NULL);

  return authorized;
}

static gboolean
zone_opens (GDBusConnection *bus,
            const char      *zone,
            guint16          udp_port)
{
  g_autoptr(GVariant) answer = call (bus, FIREWALLD_NAME, FIREWALLD_PATH, FIREWALLD_ZONE, "getZoneSettings2",
                                     g_variant_new ("(s)", zone), "(a{sv})");
  g_autoptr(GVariant) settings = NULL;
  g_autoptr(GVariantIter) ports = NULL;
  const char *target = "";
  const char *port, *protocol;

  if (answer == NULL)
    return FALSE;

  settings = g_variant_get_child_value (answer, 0);
  if (g_variant_lookup (settings, "target", "&s", &target) && g_str_equal (target, "ACCEPT"))
    return TRUE;

  if (g_variant_lookup (settings, "ports", "a(ss)", &ports))
    while (g_variant_iter_next (ports, "(&s&s)", &port, &protocol))
      if (g_str_equal (protocol, "udp") && has_port (port, udp_port))
        return TRUE;

  return FALSE;
}

/**
 * lan_firewall_find_firewalld:
 * @system_bus: where it is, if it runs; it is not started
 * @interfaces: (array zero-terminated=1): the cards that shall hear
 *
 * Waits for answers: call it in a worker.
 *
 * Returns: (transfer full) (nullable): firewalld, if it runs and nothing is seen that opens the port for all of
 *   @interfaces
 */
LanFirewall *
lan_firewall_find_firewalld (GDBusConnection   *system_bus,
                             const char *const *interfaces,
                             guint16            udp_port)
{
  for (gsize i = 0; interfaces[i] != NULL; i++)
    {
      g_autofree char *zone = dup_zone (system_bus, interfaces[i]);

      if (zone == NULL)
        return NULL;
      if (!may_look (system_bus) || !zone_opens (system_bus, zone, udp_port))
        return lan_firewall_new ("firewalld", g_strdup_printf ("sudo firewall-cmd --zone=%s --add-port=%u/udp", zone,
                                                               udp_port));
    }

  return NULL;
}

/* --- Both --- */

typedef struct
{
  char **interfaces;
  guint16 udp_port;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_strfreev (search->interfaces);
  g_free (search);
}

/* Not the connection that others share: that one ends the program when the bus goes. */
static GDBusConnection *
connect_to_system_bus (GCancellable *cancellable)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, cancellable, NULL);

  if (address == NULL)
    return NULL;

  return g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                 NULL, cancellable, NULL);
}

static void
find_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  const Search *search = data;
  g_autoptr(LanFirewall) found = lan_firewall_find_ufw ("/etc", search->udp_port);
  g_autoptr(GDBusConnection) bus = found == NULL ? connect_to_system_bus (cancellable) : NULL;

  if (bus != NULL)
    {
      found = lan_firewall_find_firewalld (bus, (const char *const *) search->interfaces, search->udp_port);
      g_dbus_connection_close_sync (bus, NULL, NULL);
    }

  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) lan_firewall_free);
}

/**
 * lan_firewall_find_async:
 * @interfaces: (array zero-terminated=1): the cards that shall hear
 *
 * Looks in a worker for a firewall that keeps a port from others. Nothing is changed, and nobody is asked for
 * a password; where the rules are hidden from us, a firewall that is on is taken for closed.
 */
void
lan_firewall_find_async (const char *const   *interfaces,
                         guint16              udp_port,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->interfaces = g_strdupv ((char **) interfaces);
  search->udp_port = udp_port;
  g_task_set_source_tag (task, lan_firewall_find_async);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, find_in_thread);
}

/**
 * lan_firewall_find_finish:
 *
 * Returns: (transfer full) (nullable): the firewall; %NULL where there is none, or with @error set
 */
LanFirewall *
lan_firewall_find_finish (GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
