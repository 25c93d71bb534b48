/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "base/firewall.h"

/* --- ufw: files as it writes them --- */

#define RULES "*filter\n:ufw-user-input - [0:0]\n### RULES ###\n\n"

static const struct
{
  const char *name;
  const char *conf;      /* ufw.conf; NULL: not installed */
  const char *defaults;  /* default/ufw */
  const char *rules;     /* user.rules; NULL: not to be read */
  gboolean closed;
} ufw_cases[] = {
  { "not installed", NULL, NULL, NULL, FALSE },
  { "installed, off", "ENABLED=no\nLOGLEVEL=low\n", "DEFAULT_INPUT_POLICY=\"DROP\"\n", RULES, FALSE },
  { "on", "# comment\nENABLED=yes\n", "DEFAULT_INPUT_POLICY=\"DROP\"\n", RULES, TRUE },
  { "on, rules hidden", "ENABLED=yes\n", "DEFAULT_INPUT_POLICY=\"DROP\"\n", NULL, TRUE },
  { "on, lets all in", "ENABLED=yes\n", "IPV6=yes\nDEFAULT_INPUT_POLICY=\"ACCEPT\"\n", NULL, FALSE },
  { "another port", "ENABLED=yes\n", "", RULES "### tuple ### allow udp 9998 0.0.0.0/0 any 0.0.0.0/0 in\n", TRUE },
  { "TCP", "ENABLED=yes\n", "", RULES "### tuple ### allow tcp 9999 0.0.0.0/0 any 0.0.0.0/0 in\n", TRUE },
  { "outgoing", "ENABLED=yes\n", "", RULES "### tuple ### allow udp 9999 0.0.0.0/0 any 0.0.0.0/0 out\n", TRUE },
  { "routed", "ENABLED=yes\n", "", RULES "### tuple ### route:allow udp 9999 0.0.0.0/0 any 0.0.0.0/0 in\n", TRUE },
  { "opened", "ENABLED=yes\n", "", RULES "### tuple ### allow udp 9999 0.0.0.0/0 any 0.0.0.0/0 in\n", FALSE },
  { "both", "ENABLED=yes\n", "", RULES "### tuple ### allow any 9999 0.0.0.0/0 any 0.0.0.0/0 in comment=61\n", FALSE },
  { "range", "ENABLED=yes\n", "", RULES "### tuple ### allow udp 9000:9999 0.0.0.0/0 any 0.0.0.0/0 in\n", FALSE },
  { "list", "ENABLED=yes\n", "", RULES "### tuple ### limit_log udp 53,9990:9998,9999 0.0.0.0/0 any 0.0.0.0/0 in\n", FALSE },
  { "card", "ENABLED=yes\n", "", RULES "### tuple ### allow udp 9999 0.0.0.0/0 any 192.168.1.0/24 in_eth0\n", FALSE },
  { "everything", "ENABLED=yes\n", "", RULES "### tuple ### allow any any 0.0.0.0/0 any 192.168.1.0/24 in\n", FALSE },
  { "app", "ENABLED=yes\n", "", RULES "### tuple ### allow udp 9999 0.0.0.0/0 any 0.0.0.0/0 Chat - in\n", FALSE },
  { "closed first", "ENABLED=yes\n", "",
    RULES "### tuple ### deny udp 9999 0.0.0.0/0 any 0.0.0.0/0 in\n"
          "### tuple ### allow udp 9999 0.0.0.0/0 any 0.0.0.0/0 in\n", TRUE },
  { "closed for one", "ENABLED=yes\n", "",
    RULES "### tuple ### deny udp 9999 0.0.0.0/0 any 10.0.0.9 in\n"
          "### tuple ### allow udp 9999 0.0.0.0/0 any 0.0.0.0/0 in\n", FALSE },
  { "nonsense", "ENABLED=yes\n", "", "### tuple ### allow\n### tuple ### \n###\n", TRUE },
};

static void
write_file (const char *etc,
            const char *name,
            const char *contents)
{
  g_autofree char *path = g_build_filename (etc, name, NULL);

  g_unlink (path);
  if (contents != NULL)
    assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
ufw_is_named_where_it_keeps_the_port_closed (void **state)
{
  g_autofree char *etc = g_dir_make_tmp ("landline-etc-XXXXXX", NULL);
  static const char *const folders[] = { "ufw", "default" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (etc, folders[i], NULL);

      assert_int_equal (g_mkdir (folder, 0700), 0);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (ufw_cases); i++)
    {
      g_autoptr(LanFirewall) found = NULL;

      write_file (etc, "ufw/ufw.conf", ufw_cases[i].conf);
      write_file (etc, "default/ufw", ufw_cases[i].defaults);
      write_file (etc, "ufw/user.rules", ufw_cases[i].rules);
      found = lan_firewall_find_ufw (etc, 9999);
      if ((found != NULL) != ufw_cases[i].closed)
        fail_msg ("%s: %s", ufw_cases[i].name, found != NULL ? "closed" : "open");
      if (found != NULL)
        assert_string_equal (found->command, "sudo ufw allow 9999/udp");
    }

  write_file (etc, "ufw/ufw.conf", NULL);
  write_file (etc, "default/ufw", NULL);
  write_file (etc, "ufw/user.rules", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (etc, folders[i], NULL);

      g_rmdir (folder);
    }
  g_rmdir (etc);
}

/* --- firewalld: a stand-in on a bus of the test's own --- */

static const char introspection[] =
  "<node>"
  "  <interface name='org.fedoraproject.FirewallD1'>"
  "    <method name='getDefaultZone'><arg type='s' direction='out'/></method>"
  "  </interface>"
  "  <interface name='org.fedoraproject.FirewallD1.zone'>"
  "    <method name='getZoneOfInterface'><arg type='s' direction='in'/><arg type='s' direction='out'/></method>"
  "    <method name='getZoneSettings2'><arg type='s' direction='in'/><arg type='a{sv}' direction='out'/></method>"
  "  </interface>"
  "  <interface name='org.freedesktop.PolicyKit1.Authority'>"
  "    <method name='CheckAuthorization'>"
  "      <arg type='(sa{sv})' direction='in'/><arg type='s' direction='in'/><arg type='a{ss}' direction='in'/>"
  "      <arg type='u' direction='in'/><arg type='s' direction='in'/><arg type='(bba{ss})' direction='out'/>"
  "    </method>"
  "  </interface>"
  "</node>";

typedef struct
{
  const char *zone;       /* of the card; "" for the default one, which is "public" */
  gboolean authorized;
  const char *target;
  const char *ports;      /* of UDP */
  guint n_settings_read;
} StandIn;

static GVariant *
answer (StandIn    *stand_in,
        const char *method,
        GVariant   *parameters)
{
  GVariantBuilder settings, ports;
  guint flags;

  if (g_str_equal (method, "getDefaultZone"))
    return g_variant_new ("(s)", "public");
  if (g_str_equal (method, "getZoneOfInterface"))
    return g_variant_new ("(s)", stand_in->zone);
  if (g_str_equal (method, "CheckAuthorization"))
    {
      g_variant_get_child (parameters, 3, "u", &flags);
      /* a flag would mean that the person may be asked for a password */
      return g_variant_new ("((bba{ss}))", stand_in->authorized && flags == 0, FALSE, NULL);
    }

  stand_in->n_settings_read++;
  g_variant_builder_init (&ports, G_VARIANT_TYPE ("a(ss)"));
  g_variant_builder_add (&ports, "(ss)", "22", "tcp");
  if (stand_in->ports != NULL)
    g_variant_builder_add (&ports, "(ss)", stand_in->ports, "udp");
  g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&settings, "{sv}", "target", g_variant_new_string (stand_in->target));
  g_variant_builder_add (&settings, "{sv}", "ports", g_variant_builder_end (&ports));

  return g_variant_new ("(a{sv})", &settings);
}

static void
on_call (GDBusConnection       *bus,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               data)
{
  g_dbus_method_invocation_return_value (invocation, answer (data, method, parameters));
}

static GDBusConnection *
connect_to (GTestDBus *test_bus)
{
  return g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (test_bus),
                                                 G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                 G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
}

static GDBusConnection *
start_stand_in (GTestDBus *test_bus,
                StandIn   *stand_in)
{
  static const struct { const char *path, *name; guint first, n; } objects[] = {
    { "/org/fedoraproject/FirewallD1", "org.fedoraproject.FirewallD1", 0, 2 },
    { "/org/freedesktop/PolicyKit1/Authority", "org.freedesktop.PolicyKit1", 2, 1 },
  };
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  GDBusConnection *bus = connect_to (test_bus);

  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_autoptr(GVariant) owned = NULL;

      for (guint j = objects[i].first; j < objects[i].first + objects[i].n; j++)
        assert_int_not_equal (g_dbus_connection_register_object (bus, objects[i].path, node->interfaces[j], &vtable,
                                                                 stand_in, NULL, NULL), 0);
      owned = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                           "RequestName", g_variant_new ("(su)", objects[i].name, 0),
                                           G_VARIANT_TYPE ("(u)"), 0, -1, NULL, NULL);
      assert_non_null (owned);
    }

  return bus;
}

typedef struct
{
  GDBusConnection *bus;
  LanFirewall *found;
  gboolean done;
} Question;

static gpointer
ask (gpointer data)
{
  static const char *const interfaces[] = { "eth0", NULL };
  Question *question = data;

  question->found = lan_firewall_find_firewalld (question->bus, interfaces, 9999);
  g_atomic_int_set (&question->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static LanFirewall *
find (GTestDBus *test_bus)
{
  g_autoptr(GDBusConnection) bus = connect_to (test_bus);
  Question question = { .bus = bus };
  GThread *thread = g_thread_new ("ask", ask, &question);

  while (!g_atomic_int_get (&question.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_dbus_connection_close_sync (bus, NULL, NULL);

  return question.found;
}

static void
firewalld_is_named_where_it_keeps_the_port_closed (void **state)
{
  static const struct
  {
    StandIn stand_in;
    const char *command;   /* NULL: open */
  } cases[] = {
    { { "home", TRUE, "default", NULL, 0 }, "sudo firewall-cmd --zone=home --add-port=9999/udp" },
    { { "", TRUE, "default", "9998", 0 }, "sudo firewall-cmd --zone=public --add-port=9999/udp" },
    { { "home", TRUE, "default", "1025-65535", 0 }, NULL },
    { { "home", TRUE, "default", "9999", 0 }, NULL },
    { { "trusted", TRUE, "ACCEPT", NULL, 0 }, NULL },
    { { "home", FALSE, "default", "9999", 0 }, "sudo firewall-cmd --zone=home --add-port=9999/udp" },
  };
  g_autoptr(GTestDBus) test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);

  g_test_dbus_up (test_bus);
  assert_null (find (test_bus));   /* it does not run, and is not started */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      StandIn stand_in = cases[i].stand_in;
      g_autoptr(GDBusConnection) bus = start_stand_in (test_bus, &stand_in);
      g_autoptr(LanFirewall) found = find (test_bus);

      if (cases[i].command == NULL)
        assert_null (found);
      else
        assert_string_equal (found->command, cases[i].command);
      /* where it would ask for a password, it is not asked */
      assert_int_equal (stand_in.n_settings_read, stand_in.authorized);
      g_dbus_connection_close_sync (bus, NULL, NULL);
    }

  g_test_dbus_down (test_bus);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (ufw_is_named_where_it_keeps_the_port_closed),
    cmocka_unit_test (firewalld_is_named_where_it_keeps_the_port_closed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
