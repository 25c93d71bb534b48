/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "node/node.h"
#include "node/settings.h"
#include "node/web-settings.h"
#include "wait-until.h"
#include "web-fixture.h"

typedef struct
{
  char *top;
  LanNode *node;
  GSettings *settings;
  LanWebHost *host;
} World;

/* For all tests: GLib looks once. */
static char *data_folder;

static int
make_data_folder (void **state)
{
  data_folder = g_dir_make_tmp ("landline-test-XXXXXX", NULL);

  return g_setenv ("XDG_DATA_HOME", data_folder, TRUE) ? 0 : -1;
}

static int
remove_data_folder (void **state)
{
  fixture_remove (data_folder);
  g_free (data_folder);

  return 0;
}

static int
set_up (void **state)
{
  World *world = g_new0 (World, 1);

  world->top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  fixture_write (world->top, "site/index.html", "hello");
  fixture_write (world->top, "other/index.html", "other");
  world->node = lan_node_new ("web", NULL);
  world->settings = lan_node_get_settings (world->node);
  world->host = lan_node_get_web (world->node);
  g_settings_set (world->settings, "web-port", "q", 38010);
  *state = world;

  return 0;
}

static int
tear_down (void **state)
{
  World *world = *state;
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (world->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (gsize i = 0; keys[i] != NULL; i++)
    g_settings_reset (world->settings, keys[i]);
  g_object_unref (world->node);
  fixture_remove (world->top);
  g_free (world->top);
  g_free (world);

  return 0;
}

static void
start (World *world)
{
  g_autofree char *folder = fixture_path (world->top, "site");

  lan_settings_set_path (world->settings, "web-folder", folder);
  lan_web_host_start_async (world->host, NULL, NULL);
  wait_until (lan_web_host_is_running (world->host));
}

static void
every_setting_is_an_option (void **state)
{
  World *world = *state;
  static const char *const headers[] = { "X-A: 1", NULL };
  static const char *const networks[] = { "10.0.0.0/8", NULL };
  LanWebOptions *options = lan_web_host_get_options (world->host);

  assert_int_equal (options->rights, LAN_WEB_RIGHT_READ);
  assert_int_equal (options->upload_max_bytes, LAN_WEB_UPLOAD_MAX_BYTES);
  assert_false (options->single_page || options->compress || options->cors || options->echo || options->trace);
  assert_null (options->user);
  assert_null (options->networks);
  assert_null (options->headers);
  assert_null (options->access_log);
  assert_null (options->problem);

  g_settings_set_boolean (world->settings, "web-upload", TRUE);
  g_settings_set_boolean (world->settings, "web-delete", TRUE);
  g_settings_set_boolean (world->settings, "web-single-page", TRUE);
  g_settings_set_boolean (world->settings, "web-compress", TRUE);
  g_settings_set_boolean (world->settings, "web-cors", TRUE);
  g_settings_set_boolean (world->settings, "web-echo", TRUE);
  g_settings_set_boolean (world->settings, "web-trace", TRUE);
  g_settings_set_string (world->settings, "web-echo-path", "mirror");
  g_settings_set_string (world->settings, "web-user", "ana");
  g_settings_set_string (world->settings, "web-password", "secret");
  g_settings_set_uint64 (world->settings, "web-upload-limit", 1000);
  g_settings_set_strv (world->settings, "web-headers", headers);
  g_settings_set_strv (world->settings, "web-networks", networks);
  g_settings_set_string (world->settings, "web-rules", "[{}]");
  lan_settings_set_path (world->settings, "web-access-log", "/tmp/\xff.log");

  options = lan_web_host_get_options (world->host);
  assert_int_equal (options->rights, LAN_WEB_RIGHT_READ | LAN_WEB_RIGHT_UPLOAD | LAN_WEB_RIGHT_DELETE);
  assert_true (options->single_page && options->compress && options->cors && options->echo && options->trace);
  assert_string_equal (options->echo_path, "/mirror");
  assert_string_equal (options->user, "ana");
  assert_string_equal (options->password, "secret");
  assert_int_equal (options->upload_max_bytes, 1000);
  assert_string_equal (options->headers[0], "X-A: 1");
  assert_int_equal (options->networks->len, 1);
  assert_int_equal (options->rules->len, 1);
  assert_string_equal (options->access_log, "/tmp/\xff.log");
  assert_null (options->problem);
}

/* Written by a hand: it is told, and nobody gets in who was perhaps to be kept out. */
static void
what_cannot_be_is_told (void **state)
{
  World *world = *state;
  static const char *const networks[] = { "10.0.0/8", NULL };
  static const char *const headers[] = { "Date: now", NULL };

  g_settings_set_string (world->settings, "web-rules", "[{]");
  assert_non_null (strstr (lan_web_host_get_problem (world->host), "JSON"));
  assert_int_equal (lan_web_host_get_options (world->host)->rules->len, 0);
  g_settings_reset (world->settings, "web-rules");
  assert_null (lan_web_host_get_problem (world->host));

  g_settings_set_strv (world->settings, "web-headers", headers);
  assert_non_null (strstr (lan_web_host_get_problem (world->host), "Date"));
  assert_null (lan_web_host_get_options (world->host)->headers);
  g_settings_reset (world->settings, "web-headers");

  g_settings_set_strv (world->settings, "web-networks", networks);
  assert_non_null (strstr (lan_web_host_get_problem (world->host), "10.0.0/8"));
  assert_int_equal (lan_web_host_get_options (world->host)->networks->len, 0);
}

static void
rights_belong_to_the_folder (void **state)
{
  World *world = *state;
  static const char *const keys[] = { "web-upload", "web-replace", "web-delete" };
  g_autofree char *other = fixture_path (world->top, "other");

  start (world);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_set_boolean (world->settings, keys[i], TRUE);
  assert_int_equal (lan_web_host_get_options (world->host)->rights, 15);
  lan_settings_set_path (world->settings, "web-folder", other);
  assert_int_equal (lan_web_host_get_options (world->host)->rights, LAN_WEB_RIGHT_READ);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    assert_false (g_settings_get_boolean (world->settings, keys[i]));

  /* the same again is not another */
  g_settings_set_boolean (world->settings, "web-upload", TRUE);
  lan_settings_set_path (world->settings, "web-folder", other);
  assert_true (g_settings_get_boolean (world->settings, "web-upload"));
}

static guint
ask (World *world)
{
  g_autofree char *answer = fixture_request (38010, "GET", "/", "");

  return fixture_status (answer);
}

static void
a_rule_for_the_next_request_turns_itself_off (void **state)
{
  World *world = *state;
  g_autoptr(GPtrArray) rules = NULL;
  g_autofree char *text = NULL;

  start (world);
  g_settings_set_string (world->settings, "web-rules", "[{\"once\": true, \"status\": 503}, {\"path\": \"/x\"}]");
  assert_int_equal (ask (world), 503);
  /* nobody has turned it off yet, and another setting changes: it had its request all the same */
  g_settings_set_boolean (world->settings, "web-cors", TRUE);
  assert_int_equal (ask (world), 200);
  wait_until (!((LanWebRule *) g_ptr_array_index (lan_web_host_get_options (world->host)->rules, 0))->enabled);
  text = g_settings_get_string (world->settings, "web-rules");
  rules = lan_web_rules_parse (text, NULL);
  assert_int_equal (rules->len, 2);
  assert_false (((LanWebRule *) g_ptr_array_index (rules, 0))->enabled);
  assert_true (((LanWebRule *) g_ptr_array_index (rules, 1))->enabled);

  /* turned on again it has one more */
  g_settings_set_string (world->settings, "web-rules", "[{\"once\": true, \"status\": 503}]");
  assert_int_equal (ask (world), 503);
  assert_int_equal (ask (world), 200);
}

static void
https_is_a_setting (void **state)
{
  World *world = *state;
  g_autofree char *fingerprint = NULL;
  g_autofree char *address = NULL;

  start (world);
  assert_int_equal (ask (world), 200);
  g_settings_set_boolean (world->settings, "web-https", TRUE);
  wait_until (lan_web_host_get_identity (world->host) != NULL);
  assert_int_equal (ask (world), 308);
  address = lan_web_host_dup_address (world->host);
  assert_true (g_str_has_prefix (address, "https://"));
  fingerprint = g_strdup (lan_identity_get_fingerprint (lan_web_host_get_identity (world->host)));

  g_settings_set_boolean (world->settings, "web-https", FALSE);
  wait_until (lan_web_host_get_identity (world->host) == NULL);
  assert_true (lan_web_host_is_running (world->host));
  assert_int_equal (ask (world), 200);

  /* the same again, from the first moment on, and after another folder */
  lan_web_host_stop (world->host);
  g_settings_set_boolean (world->settings, "web-https", TRUE);
  start (world);
  assert_string_equal (lan_identity_get_fingerprint (lan_web_host_get_identity (world->host)), fingerprint);
  lan_settings_set_path (world->settings, "web-folder", world->top);
  assert_int_equal (ask (world), 308);
}

static void
without_a_certificate_nothing_is_said (void **state)
{
  World *world = *state;
  g_autofree char *file = lan_profile_dup_data_file ("web", "identity.pem");

  start (world);
  g_unlink (file);
  g_mkdir_with_parents (file, 0700);   /* a folder in its place */
  g_settings_set_boolean (world->settings, "web-https", TRUE);
  wait_until (!lan_web_host_is_running (world->host));
  assert_non_null (lan_web_host_get_problem (world->host));
  assert_int_equal (ask (world), 0);
}

static void
an_access_log_is_a_setting (void **state)
{
  World *world = *state;
  g_autofree char *path = fixture_path (world->top, "access.log");
  g_autofree char *nowhere = fixture_path (world->top, "nowhere/access.log");
  g_autofree char *text = NULL;

  start (world);
  lan_settings_set_path (world->settings, "web-access-log", path);
  assert_int_equal (ask (world), 200);
  wait_until (g_file_get_contents (path, &text, NULL, NULL) && *text != '\0');
  assert_true (g_str_has_prefix (text, "127.0.0.1 - - ["));
  assert_non_null (strstr (text, "] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n"));

  lan_settings_set_path (world->settings, "web-access-log", nowhere);
  assert_int_equal (ask (world), 200);
  wait_until (lan_web_host_get_problem (world->host) != NULL);
  assert_non_null (strstr (lan_web_host_get_problem (world->host), nowhere));
  assert_true (lan_web_host_is_running (world->host));
  lan_settings_set_path (world->settings, "web-access-log", "");
  assert_null (lan_web_host_get_problem (world->host));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (every_setting_is_an_option, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_cannot_be_is_told, set_up, tear_down),
    cmocka_unit_test_setup_teardown (rights_belong_to_the_folder, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_rule_for_the_next_request_turns_itself_off, set_up, tear_down),
    cmocka_unit_test_setup_teardown (https_is_a_setting, set_up, tear_down),
    cmocka_unit_test_setup_teardown (without_a_certificate_nothing_is_said, set_up, tear_down),
    cmocka_unit_test_setup_teardown (an_access_log_is_a_setting, set_up, tear_down),
  };

  return cmocka_run_group_tests (tests, make_data_folder, remove_data_folder);
}
