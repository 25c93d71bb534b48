/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "widgets/rule-editor.h"
#include "widgets/rules-window.h"
#include "widgets/site-options.h"

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

/* Without the frame that a window has where there is no compositor. */
static void
check_window (LanWindow *parent,
              GtkWindow *window)
{
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  assert_in_range (minimum_width (gtk_widget_get_first_child (GTK_WIDGET (window))), 1, 360);
  gtk_window_close (window);
  wait_until (fixture_other_window (parent) == NULL);
}

static void
what_the_web_page_opens_fits_a_phone (void **state)
{
  LanWindow *window = fixture_window_new (TRUE, 360, 640);
  LanNode *node = lan_window_get_node (window);
  g_autoptr(LanWebRule) rule = lan_web_rule_new ();

  rule->text = g_strdup ("text");
  check_window (window, GTK_WINDOW (lan_site_options_new (GTK_WINDOW (window), node)));
  check_window (window, GTK_WINDOW (lan_rules_window_new (GTK_WINDOW (window), lan_node_get_settings (node))));
  for (rule->action = LAN_WEB_RULE_ANSWER; rule->action <= LAN_WEB_RULE_PASS; rule->action++)
    check_window (window, GTK_WINDOW (lan_rule_editor_new (GTK_WINDOW (window), rule)));
  fixture_window_free (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_page_fits_a_phone),
    cmocka_unit_test (welcome_fits_a_phone),
    cmocka_unit_test (what_the_web_page_opens_fits_a_phone),
  };

  return cmocka_run_group_tests (tests, fixture_group_setup, NULL);
}
