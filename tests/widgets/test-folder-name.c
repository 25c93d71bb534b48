/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "widgets/folder-name.h"

static void
a_folder_is_called_by_its_place_in_the_home_folder (void **state)
{
  const char *home = g_get_home_dir ();
  struct { const char *below; const char *shown; } rows[] = {
    { "", "~" },
    { "/Downloads", "~/Downloads" },
    { "/a b/下载", "~/a b/下载" },
    { "/bad\xff", "~/bad\357\277\275" },
  };
  g_autofree char *beside = g_strconcat (home, "-of-another", NULL);
  g_autofree char *beside_shown = lan_folder_name_dup (beside);
  g_autofree char *elsewhere = lan_folder_name_dup ("/srv/www");

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat (home, rows[i].below, NULL);
      g_autofree char *shown = lan_folder_name_dup (path);

      assert_string_equal (shown, rows[i].shown);
    }
  assert_string_equal (beside_shown, beside);
  assert_string_equal (elsewhere, "/srv/www");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_folder_is_called_by_its_place_in_the_home_folder),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
