/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/interfaces.h"
#include "private-network.h"
#include "wait-until.h"

static void
the_broadcast_address_is_the_highest_of_the_network (void **state)
{
  static const struct { const char *address; guint prefix_length; const char *expected; } cases[] = {
    { "192.168.2.17", 24, "192.168.2.255" },
    { "192.168.2.255", 24, "192.168.2.255" },
    { "10.1.2.3", 8, "10.255.255.255" },
    { "172.16.5.3", 20, "172.16.15.255" },
    { "172.16.5.3", 12, "172.31.255.255" },
    { "10.0.0.5", 30, "10.0.0.7" },
    { "10.0.0.5", 29, "10.0.0.7" },
    { "128.0.0.1", 1, "255.255.255.255" },
    /* of one or two addresses: RFC 3021; and no network at all */
    { "10.0.0.5", 31, NULL },
    { "10.0.0.5", 32, NULL },
    { "10.0.0.5", 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (cases[i].address);
      g_autoptr(GInetAddress) broadcast = lan_interface_compute_broadcast (address, cases[i].prefix_length);
      g_autofree char *text = broadcast != NULL ? g_inet_address_to_string (broadcast) : NULL;

      if (g_strcmp0 (text, cases[i].expected) != 0)
        fail_msg ("%s/%u: %s", cases[i].address, cases[i].prefix_length, text);
    }
}

static void
only_a_card_with_a_cable_and_a_network_can_broadcast (void **state)
{
  static const struct { guint flags; gboolean has_broadcast, expected; } cases[] = {
    { IFF_UP | IFF_RUNNING | IFF_BROADCAST, TRUE, TRUE },
    { IFF_UP | IFF_RUNNING | IFF_BROADCAST | IFF_MULTICAST, TRUE, TRUE },
    { IFF_UP | IFF_RUNNING | IFF_BROADCAST, FALSE, FALSE },
    { IFF_UP | IFF_BROADCAST, TRUE, FALSE },                  /* no cable */
    { IFF_RUNNING | IFF_BROADCAST, TRUE, FALSE },             /* down */
    { IFF_UP | IFF_RUNNING | IFF_POINTOPOINT, TRUE, FALSE },  /* a VPN */
    { IFF_UP | IFF_RUNNING | IFF_LOOPBACK | IFF_BROADCAST, TRUE, FALSE },
  };
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string ("10.0.0.1");
  g_autoptr(GInetAddress) broadcast = g_inet_address_new_from_string ("10.0.0.255");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LanInterface) card = lan_interface_new ("eth0", 2, cases[i].flags, address, 24,
                                                        cases[i].has_broadcast ? broadcast : NULL);

      if (lan_interface_can_broadcast (card) != cases[i].expected)
        fail_msg ("flags 0x%x", cases[i].flags);
    }
}

static char *
dup_broadcasts (LanInterfaces *interfaces)
{
  g_autoptr(GPtrArray) broadcasts = lan_interfaces_dup_broadcasts (interfaces);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < broadcasts->len; i++)
    {
      const LanInterface *card = g_ptr_array_index (broadcasts, i);
      g_autofree char *address = g_inet_address_to_string (card->broadcast);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", card->name, address);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
speaks_to (LanInterfaces *interfaces,
           const char    *expected)
{
  g_autofree char *found = dup_broadcasts (interfaces);

  return strcmp (found, expected) == 0;
}

static gboolean
has (LanInterfaces *interfaces,
     const char    *text)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (text);

  return lan_interfaces_has_address (interfaces, address);
}

static void
cards_and_cables_and_addresses_are_followed (void **state)
{
  g_autoptr(LanInterfaces) interfaces = lan_interfaces_new (NULL);

  assert_true (speaks_to (interfaces, "lo 127.255.255.255"));

  private_network_plug ("eth0");
  private_network_run ("addr add 10.7.0.2/24 dev eth0");   /* nobody told it the broadcast address */
  wait_until (speaks_to (interfaces, "eth0 10.7.0.255"));

  private_network_run ("addr add 10.7.0.3/24 dev eth0");
  private_network_run ("addr add 10.9.0.1/31 dev eth0");
  private_network_run ("addr add 172.16.5.3/20 brd + dev eth0");
  wait_until (speaks_to (interfaces, "eth0 10.7.0.255, eth0 172.16.15.255"));
  assert_true (has (interfaces, "10.7.0.3"));
  assert_true (has (interfaces, "127.0.0.77"));
  assert_false (has (interfaces, "10.7.0.77"));
  private_network_run ("addr del 172.16.5.3/20 dev eth0");
  wait_until (!has (interfaces, "172.16.5.3"));

  /* two cards in one network are two ways */
  private_network_plug ("eth1");
  private_network_run ("addr add 10.7.0.9/24 brd + dev eth1");
  wait_until (speaks_to (interfaces, "eth0 10.7.0.255, eth1 10.7.0.255"));

  private_network_run ("link set eth0-far down");   /* the cable */
  wait_until (speaks_to (interfaces, "eth1 10.7.0.255"));
  private_network_run ("link set eth1 down");
  wait_until (speaks_to (interfaces, "lo 127.255.255.255"));
  private_network_run ("link set eth0-far up");
  wait_until (speaks_to (interfaces, "eth0 10.7.0.255"));
  private_network_run ("link del eth0");
  private_network_run ("link del eth1");
  wait_until (speaks_to (interfaces, "lo 127.255.255.255"));
}

static gboolean
offers (LanInterfaces *interfaces,
        const char    *expected)
{
  g_auto(GStrv) addresses = lan_interfaces_dup_addresses (interfaces);
  g_autofree char *best = lan_interfaces_dup_best_address (interfaces);
  g_autofree char *found = g_strjoinv (" ", addresses);

  return strcmp (found, expected) == 0 && strcmp (best, addresses[0]) == 0;
}

static void
the_address_that_others_most_likely_reach_comes_first (void **state)
{
  g_autoptr(LanInterfaces) interfaces = lan_interfaces_new (NULL);

  assert_true (offers (interfaces, "127.0.0.1"));

  private_network_plug ("docker0");
  private_network_run ("addr add 172.17.0.1/16 dev docker0");
  wait_until (offers (interfaces, "172.17.0.1"));

  private_network_plug ("eth0");   /* made later, and first all the same; no browser takes its fe80:: */
  private_network_run ("addr add 169.254.7.7/16 dev eth0");
  private_network_run ("addr add fd00::7/64 dev eth0 nodad");
  private_network_run ("addr add 192.168.1.7/24 dev eth0");
  wait_until (offers (interfaces, "192.168.1.7 172.17.0.1 169.254.7.7 fd00::7"));

  private_network_run ("link set eth0 down");
  wait_until (offers (interfaces, "172.17.0.1"));
  private_network_run ("link del eth0");
  private_network_run ("link del docker0");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_broadcast_address_is_the_highest_of_the_network),
    cmocka_unit_test (only_a_card_with_a_cable_and_a_network_can_broadcast),
    cmocka_unit_test (cards_and_cables_and_addresses_are_followed),
    cmocka_unit_test (the_address_that_others_most_likely_reach_comes_first),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests_name ("interfaces", tests, NULL, NULL);
}
