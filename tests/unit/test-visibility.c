/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "node/settings.h"
#include "node/visibility.h"
#include "private-network.h"
#include "wait-until.h"

#define HOME "02:00:00:00:00:01"
#define CAFE "02:00:00:00:00:02"

typedef struct
{
  GSettings *settings;
  LanInterfaces *interfaces;
  LanNetwork *network;
  LanVisibility *visibility;
  guint n_changes;
} Fixture;

static void
on_changed (Fixture *fixture)
{
  fixture->n_changes++;
}

/* A person with a card in 192.168.1.0/24, as in every second home; whose it is only its gateway tells. */
static int
set_up (void **state)
{
  static guint number;
  g_autofree char *profile = g_strdup_printf ("visibility_%u", number++);
  Fixture *fixture = g_new0 (Fixture, 1);

  private_network_plug ("eth0");
  private_network_run ("addr add 192.168.1.207/24 brd + dev eth0");
  private_network_run ("route add default via 192.168.1.1 dev eth0");

  fixture->settings = lan_settings_new (profile, NULL);
  fixture->interfaces = lan_interfaces_new (NULL);
  fixture->network = lan_network_new (fixture->interfaces);
  fixture->visibility = lan_visibility_new (fixture->settings, fixture->network);
  g_signal_connect_swapped (fixture->visibility, "changed", G_CALLBACK (on_changed), fixture);
  wait_until (lan_network_is_known (fixture->network));
  *state = fixture;

  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  g_assert_finalize_object (fixture->visibility);
  g_assert_finalize_object (fixture->network);
  g_assert_finalize_object (fixture->interfaces);
  g_object_unref (fixture->settings);
  g_free (fixture);
  private_network_run ("link del eth0");

  return 0;
}

static gboolean
is_in (Fixture    *fixture,
       const char *key,
       const char *hardware)
{
  g_auto(GStrv) networks = g_settings_get_strv (fixture->settings, key);
  g_autofree char *id = g_strconcat ("gateway:", hardware, NULL);

  return g_strv_contains ((const char *const *) networks, id);
}

/* The kernel learned the gateway's address, as it does when the first program asks for something beyond it. */
static void
come_to (Fixture    *fixture,
         const char *hardware)
{
  g_autofree char *neighbour = g_strdup_printf ("neigh replace 192.168.1.1 lladdr %s dev eth0", hardware);
  g_autofree char *id = g_strconcat ("gateway:", hardware, NULL);

  /* the card loses its network and gets one, as in another place */
  private_network_run ("addr flush dev eth0");
  wait_until (lan_network_get_name (fixture->network) == NULL);
  private_network_run ("addr add 192.168.1.207/24 brd + dev eth0");
  private_network_run ("route add default via 192.168.1.1 dev eth0");
  private_network_run (neighbour);
  wait_until (g_strcmp0 (lan_network_get_id (fixture->network), id) == 0);
}

static LanVisibilityState
get_state (Fixture *fixture)
{
  return lan_visibility_get_state (fixture->visibility);
}

static void
before_welcome_is_answered_nothing_else_counts (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *name = NULL;

  assert_int_equal (get_state (fixture), LAN_VISIBILITY_UNANSWERED);
  come_to (fixture, HOME);
  assert_int_equal (get_state (fixture), LAN_VISIBILITY_UNANSWERED);

  lan_visibility_answer_welcome (fixture->visibility, "Ana", TRUE);
  assert_int_equal (get_state (fixture), LAN_VISIBILITY_VISIBLE);
  assert_true (is_in (fixture, "visible-networks", HOME));
  assert_true (g_settings_get_boolean (fixture->settings, "welcome-answered"));
  name = g_settings_get_string (fixture->settings, "name");
  assert_string_equal (name, "Ana");
}

static void
each_network_has_an_answer_of_its_own (void **state)
{
  Fixture *fixture = *state;
  guint n_changes;

  come_to (fixture, HOME);
  lan_visibility_answer_welcome (fixture->visibility, NULL, TRUE);

  /* the same addresses, another gateway: a network nobody was asked about */
  come_to (fixture, CAFE);
  wait_until (get_state (fixture) == LAN_VISIBILITY_NEW);
  assert_string_equal (lan_visibility_get_network_name (fixture->visibility), "192.168.1.0/24");
  lan_visibility_set_visible (fixture->visibility, FALSE);
  assert_int_equal (get_state (fixture), LAN_VISIBILITY_HIDDEN);

  come_to (fixture, HOME);
  wait_until (get_state (fixture) == LAN_VISIBILITY_VISIBLE);
  come_to (fixture, CAFE);
  wait_until (get_state (fixture) == LAN_VISIBILITY_HIDDEN);

  /* one word takes the place of the other */
  lan_visibility_set_visible (fixture->visibility, TRUE);
  assert_true (is_in (fixture, "visible-networks", CAFE) && !is_in (fixture, "hidden-networks", CAFE));
  n_changes = fixture->n_changes;
  lan_visibility_set_visible (fixture->visibility, TRUE);
  assert_int_equal (fixture->n_changes, n_changes);
}

static void
an_answer_holds_when_the_network_can_be_told_later (void **state)
{
  Fixture *fixture = *state;
  guint n_changes;

  wait_until (g_strcmp0 (lan_network_get_name (fixture->network), "192.168.1.0/24") == 0);
  assert_null (lan_network_get_id (fixture->network));
  lan_visibility_answer_welcome (fixture->visibility, NULL, TRUE);
  assert_int_equal (get_state (fixture), LAN_VISIBILITY_VISIBLE);

  n_changes = fixture->n_changes;
  private_network_run ("neigh replace 192.168.1.1 lladdr " HOME " dev eth0");
  wait_until (is_in (fixture, "visible-networks", HOME));
  assert_int_equal (get_state (fixture), LAN_VISIBILITY_VISIBLE);
  assert_int_equal (fixture->n_changes, n_changes);
}

static void
a_network_that_cannot_be_told_is_new_whenever_it_comes (void **state)
{
  Fixture *fixture = *state;

  private_network_run ("route del default");
  wait_until (g_strcmp0 (lan_network_get_name (fixture->network), "192.168.1.0/24") == 0);
  lan_visibility_answer_welcome (fixture->visibility, NULL, TRUE);
  assert_int_equal (get_state (fixture), LAN_VISIBILITY_VISIBLE);

  private_network_run ("addr flush dev eth0");
  wait_until (get_state (fixture) == LAN_VISIBILITY_NEW);
  assert_null (lan_visibility_get_network_name (fixture->visibility));
  private_network_run ("addr add 192.168.1.207/24 brd + dev eth0");
  wait_until (lan_visibility_get_network_name (fixture->visibility) != NULL);
  assert_int_equal (get_state (fixture), LAN_VISIBILITY_NEW);
}

static void
as_many_networks_are_remembered_as_a_traveller_has (void **state)
{
  Fixture *fixture = *state;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) many = NULL;
  g_auto(GStrv) kept = NULL;

  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *id = g_strdup_printf ("gateway:%u", i);

      g_strv_builder_add (builder, id);
    }
  many = g_strv_builder_end (builder);
  g_settings_set_strv (fixture->settings, "visible-networks", (const char *const *) many);

  come_to (fixture, HOME);
  lan_visibility_answer_welcome (fixture->visibility, NULL, TRUE);
  kept = g_settings_get_strv (fixture->settings, "visible-networks");
  assert_int_equal (g_strv_length (kept), 500);
  assert_string_equal (kept[0], "gateway:" HOME);   /* the oldest go */
  assert_string_equal (kept[499], "gateway:498");
}

int
main (void)
{
#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
    TEST (before_welcome_is_answered_nothing_else_counts),
    TEST (each_network_has_an_answer_of_its_own),
    TEST (an_answer_holds_when_the_network_can_be_told_later),
    TEST (a_network_that_cannot_be_told_is_new_whenever_it_comes),
    TEST (as_many_networks_are_remembered_as_a_traveller_has),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests_name ("visibility", tests, NULL, NULL);
}
