/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "widgets/byte-rows.h"

/* Two hundred rows are laid out at once: none may be long, and none may cost much. */

#define SHOWN_MAX 300    /* letters of one row */

static LanByteRows *
make_rows (const char *data,
           gsize       size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GArray) parts = g_array_new (FALSE, FALSE, sizeof (LanBytePart));
  LanBytePart whole = { 0, size, "Body", "Body", LAN_BYTE_BODY };

  g_array_append_val (parts, whole);

  return lan_byte_rows_new (bytes, parts, FALSE);
}

/* All bytes are in the rows, in order. */
static void
check_rows (LanByteRows *rows,
            gsize        size)
{
  gsize offset = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows)); i++)
    {
      g_autoptr(LanByteRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);
      g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (LanByteCell));
      g_autofree char *text = lan_byte_row_dup_text (row, cells);

      assert_int_equal (lan_byte_row_get_offset (row), offset);
      assert_true (lan_byte_row_get_length (row) > 0);
      assert_true (g_utf8_validate (text, -1, NULL));
      assert_in_range (g_utf8_strlen (text, -1), 1, SHOWN_MAX);
      offset += lan_byte_row_get_length (row);
    }
  assert_int_equal (offset, size);
}

static void
bytes_that_are_no_text_are_in_short_rows (void **state)
{
  char data[4096];

  for (guint fill = 0; fill < 256; fill++)
    {
      g_autoptr(LanByteRows) rows = NULL;

      memset (data, (int) fill, sizeof data);
      rows = make_rows (data, sizeof data);
      check_rows (rows, sizeof data);
    }
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(LanByteRows) rows = NULL;
      guint size = (guint) g_random_int_range (1, sizeof data);

      for (guint j = 0; j < size; j++)
        data[j] = (char) g_random_int ();
      rows = make_rows (data, size);
      check_rows (rows, size);
    }
}

static void
text_is_not_cut_early (void **state)
{
  static const char line[] = "汉字一行不应当在中间断开,只有太长才断。\n";
  g_autoptr(LanByteRows) rows = make_rows (line, sizeof line - 1);

  check_rows (rows, sizeof line - 1);
  assert_int_equal (g_list_model_get_n_items (G_LIST_MODEL (rows)), 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (bytes_that_are_no_text_are_in_short_rows),
    cmocka_unit_test (text_is_not_cut_early),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
