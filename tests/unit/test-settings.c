/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/listener.h"
#include "node/settings.h"
#include "private-world.h"

static void
a_profile_is_a_part_of_an_application_id (void **state)
{
  static const char *const good[] = { "a", "Work", "2", "_", "a_b_3", "12345678901234567890123456789012" };
  static const char *const bad[] = { "", "a b", "a-b", "a.b", "../a", "a/b", "\xe5\xae\xb6", "a\n",
                                     "123456789012345678901234567890123" };
  g_autofree char *ordinary = lan_profile_dup_app_id (NULL);
  g_autofree char *second = lan_profile_dup_app_id ("2");

  assert_true (lan_profile_is_valid (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *id = lan_profile_dup_app_id (good[i]);

      assert_true (lan_profile_is_valid (good[i]));
      assert_true (g_application_id_is_valid (id));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    if (lan_profile_is_valid (bad[i]))
      fail_msg ("“%s” was taken", bad[i]);

  assert_string_equal (ordinary, "io.github.landline_app.Landline");
  assert_string_equal (second, "io.github.landline_app.Landline.profile_2");
}

static void
a_named_profile_has_ports_of_its_own (void **state)
{
  g_autoptr(LanListener) taken = lan_listener_new (8001, FALSE, NULL);
  g_autoptr(GSettings) ordinary = lan_settings_new (NULL, NULL);
  g_autoptr(GSettings) named = lan_settings_new ("named", NULL);
  g_autoptr(GSettings) again = NULL;

  assert_non_null (taken);
  assert_int_equal (lan_settings_get_port (ordinary, "web-port"), 8000);
  assert_int_equal (lan_settings_get_port (ordinary, "files-port"), 9998);

  /* the ordinary one's are passed over, and what is taken; 9999 would be taken for the chat's, which is everyone's */
  assert_int_equal (lan_settings_get_port (named, "web-port"), 8002);
  assert_int_equal (lan_settings_get_port (named, "files-port"), 10000);
  assert_int_equal (lan_settings_get_port (named, "chat-port"), 9999);

  /* chosen once: what a person set stays */
  g_settings_set (named, "web-port", "q", 8111);
  again = lan_settings_new ("named", NULL);
  assert_int_equal (lan_settings_get_port (again, "web-port"), 8111);
  assert_int_equal (lan_settings_get_port (ordinary, "web-port"), 8000);
}

static void
the_name_is_what_was_chosen_and_never_the_login (void **state)
{
  g_autoptr(GSettings) settings = lan_settings_new ("name", NULL);
  g_autofree char *first = lan_settings_dup_name (settings);
  g_autofree char *chosen = NULL;

  assert_true (*first != '\0');
  assert_string_not_equal (first, g_get_user_name ());
  assert_string_not_equal (first, g_get_host_name ());

  g_settings_set_string (settings, "name", "\xe5\xb0\x8f\xe7\x8e\x8b");
  chosen = lan_settings_dup_name (settings);
  assert_string_equal (chosen, "\xe5\xb0\x8f\xe7\x8e\x8b");
}

static void
files_go_to_the_chosen_folder_or_to_downloads (void **state)
{
  g_autoptr(GSettings) settings = lan_settings_new ("folder", NULL);
  g_autofree char *downloads = lan_settings_dup_folder (settings);
  g_autofree char *chosen = NULL;

  assert_true (g_path_is_absolute (downloads));
  lan_settings_set_path (settings, "download-folder", "/some/\xcd\xf8\xd2\xb3");
  chosen = lan_settings_dup_folder (settings);
  assert_string_equal (chosen, "/some/\xcd\xf8\xd2\xb3");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_profile_is_a_part_of_an_application_id),
    cmocka_unit_test (a_named_profile_has_ports_of_its_own),
    cmocka_unit_test (the_name_is_what_was_chosen_and_never_the_login),
    cmocka_unit_test (files_go_to_the_chosen_folder_or_to_downloads),
  };

  if (private_world_enter () != 0)
    return 1;

  return cmocka_run_group_tests_name ("settings", tests, NULL, NULL);
}
