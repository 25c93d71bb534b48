/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/error.h"
#include "chat/target.h"
#include "private-network.h"
#include "wait-until.h"

static void
what_was_written_is_read (void **state)
{
  static const struct { const char *text, *interface, *address; guint port; } cases[] = {
    { "", NULL, NULL, 0 },
    { "interface:wlan0", "wlan0", NULL, 0 },
    { "interface:br-0a:1", "br-0a:1", NULL, 0 },
    { "address:192.168.1.255", NULL, "192.168.1.255", 9999 },
    { "address:192.168.1.255:1", NULL, "192.168.1.255", 1 },
    { "address:192.168.1.255:65535", NULL, "192.168.1.255", 65535 },
    { "address: 192.168.1.255:7 ", NULL, "192.168.1.255", 7 },
  };
  static const char *const wrong[] = { "address:", "address:192.168.1", "address:192.168.1.256", "address:192.168.1.255:0",
                                       "address:192.168.1.255:65536", "address:fe80::1", "address:[::1]:9999",
                                       "address:a.name", "192.168.1.255", "everyone" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(LanChatTarget) target = lan_chat_target_parse (cases[i].text, 9999, &error);
      g_autofree char *address = NULL;

      if (target == NULL)
        fail_msg ("“%s”: %s", cases[i].text, error->message);
      if (target->address != NULL)
        address = g_inet_address_to_string (target->address);
      if (g_strcmp0 (target->interface, cases[i].interface) != 0 || g_strcmp0 (address, cases[i].address) != 0 ||
          target->port != cases[i].port)
        fail_msg ("“%s”: %s, %s, %u", cases[i].text, target->interface, address, target->port);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(LanChatTarget) target = lan_chat_target_parse (wrong[i], 9999, &error);

      if (target != NULL || !g_error_matches (error, LAN_ERROR, LAN_ERROR_INVALID_ADDRESS))
        fail_msg ("“%s” was taken", wrong[i]);
    }
}

static gboolean
has_all_networks (LanInterfaces *interfaces)
{
  g_autoptr(GPtrArray) broadcasts = lan_interfaces_dup_broadcasts (interfaces);

  return broadcasts->len == 3;
}

static void
what_is_odd_is_said_with_what_is_right (void **state)
{
  /* on 10.7.0.2/24 by eth0, 172.16.5.3/20 by eth1 and 10.128.0.1/9 by eth2 */
  static const struct { const char *text, *right, *destination; } cases[] = {
    { "", NULL, "10.7.0.255:9999, 172.16.15.255:9999, 10.255.255.255:9999" },
    { "interface:eth1", NULL, "172.16.15.255:9999" },
    { "interface:eth7", "eth7", "" },
    { "address:10.7.0.255", NULL, "10.7.0.255:9999" },
    { "address:172.16.15.255:7", NULL, "172.16.15.255:7" },
    { "address:10.7.0.3", "10.7.0.255", "10.7.0.3:9999" },
    { "address:172.16.5.255", "172.16.15.255", "172.16.5.255:9999" },   /* as if the network were a /24 */
    { "address:172.16.77.255", "172.16.15.255", "172.16.77.255:9999" },
    { "address:10.99.99.255", "10.7.0.255", "10.99.99.255:9999" },      /* the first bytes are the same */
    { "address:10.200.0.255", "10.255.255.255", "10.200.0.255:9999" },
    { "address:172.16.5.3:1", "172.16.15.255", "172.16.5.3:1" },
    { "address:192.168.1.255", "10.7.0.255", "192.168.1.255:9999" },    /* none is nearer: the first */
    { "address:255.255.255.255", "10.7.0.255", "255.255.255.255:9999" },
    { "address:127.0.0.1", "10.7.0.255", "127.0.0.1:9999" },
    { "address:224.0.0.167", "10.7.0.255", "224.0.0.167:9999" },
  };
  g_autoptr(LanInterfaces) interfaces = NULL;

  private_network_plug ("eth0");
  private_network_run ("addr add 10.7.0.2/24 brd + dev eth0");
  private_network_plug ("eth1");
  private_network_run ("addr add 172.16.5.3/20 brd + dev eth1");
  private_network_plug ("eth2");
  private_network_run ("addr add 10.128.0.1/9 brd + dev eth2");
  interfaces = lan_interfaces_new (NULL);
  wait_until (has_all_networks (interfaces));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LanChatTarget) target = lan_chat_target_parse (cases[i].text, 9999, NULL);
      g_autofree char *warning = lan_chat_target_dup_warning (target, interfaces);
      g_autofree char *destination = lan_chat_target_dup_destination (target, interfaces, 9999);

      if ((warning != NULL) != (cases[i].right != NULL) ||
          (warning != NULL && strstr (warning, cases[i].right) == NULL))
        fail_msg ("“%s”: %s", cases[i].text, warning);
      if (strcmp (destination, cases[i].destination) != 0)
        fail_msg ("“%s”: goes to %s", cases[i].text, destination);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_was_written_is_read),
    cmocka_unit_test (what_is_odd_is_said_with_what_is_right),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests_name ("chat-target", tests, NULL, NULL);
}
