/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "web/options.h"

static void
nothing_but_reading_is_on_to_begin_with (void **state)
{
  g_autoptr(LanWebOptions) options = lan_web_options_new ();

  assert_int_equal (options->rights, LAN_WEB_RIGHT_READ);
  assert_int_equal (options->upload_max_bytes, LAN_WEB_UPLOAD_MAX_BYTES);
  assert_false (options->single_page || options->compress || options->cors || options->echo || options->trace);
  assert_string_equal (options->echo_path, "/echo");
  assert_null (options->user);
  assert_null (options->password);
  assert_null (options->headers);
  assert_null (options->networks);
  assert_null (options->access_log);
  assert_int_equal (options->rules->len, 0);
}

static void
a_copy_has_a_life_of_its_own (void **state)
{
  LanWebOptions *first = lan_web_options_new ();
  g_autoptr(LanWebOptions) copy = NULL;

  first->user = g_strdup ("ana");
  first->headers = g_strsplit ("A: 1", ",", -1);
  copy = lan_web_options_copy (first);
  lan_web_options_unref (first);
  assert_string_equal (copy->user, "ana");
  assert_string_equal (copy->headers[0], "A: 1");
  assert_string_equal (copy->echo_path, "/echo");
}

/* Each right is on one side of the sentence or the other; to replace without uploading is nothing. */
static void
the_rights_are_one_sentence (void **state)
{
  static const char *const words[] = { "read", "upload", "replace", "delete" };

  for (guint rights = 0; rights < 16; rights++)
    {
      g_autofree char *sentence = lan_web_options_describe_rights (rights);
      char *cannot = strstr (sentence, "cannot");
      guint meant = (rights & LAN_WEB_RIGHT_UPLOAD) != 0 ? rights : rights & ~(guint) LAN_WEB_RIGHT_REPLACE;

      assert_true (g_str_has_suffix (sentence, "."));
      for (guint i = 0; meant != 0 && i < G_N_ELEMENTS (words); i++)
        {
          char *at = strstr (sentence, words[i]);

          assert_non_null (at);
          assert_int_equal ((meant & (1u << i)) != 0, cannot == NULL || at < cannot);
        }
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (nothing_but_reading_is_on_to_begin_with),
    cmocka_unit_test (a_copy_has_a_life_of_its_own),
    cmocka_unit_test (the_rights_are_one_sentence),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
