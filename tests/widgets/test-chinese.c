/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

/* Run with LANGUAGE=zh_CN: Chinese letters are twice as wide, and the words half as many. */

static int
minimum_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);

  return minimum;
}

static void
every_page_fits_a_phone (void **state)
{
  const char *const pages[] = { "chat", "web", "files" };
  LanWindow *window = fixture_window_new (TRUE, 360, 640);

  for (size_t i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      lan_window_show_page (window, pages[i]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      assert_in_range (minimum_width (GTK_WIDGET (window)), 1, 360);
    }
  fixture_window_free (window);
}

static void
welcome_fits_a_phone (void **state)
{
  LanWindow *window = fixture_window_new (FALSE, 360, 640);

  assert_in_range (minimum_width (GTK_WIDGET (window)), 1, 360);
  fixture_window_free (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_page_fits_a_phone),
    cmocka_unit_test (welcome_fits_a_phone),
  };

  return cmocka_run_group_tests (tests, fixture_group_setup, NULL);
}
