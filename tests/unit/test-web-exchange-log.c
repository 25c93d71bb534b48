/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "web/exchange-log.h"

#define DEADLINE_SECONDS 20

/* What a list widget knows from the signals alone; it must never be another than what the list holds. */
typedef struct
{
  guint n_items;
  guint n_signals;
  guint n_recorded;
  guint max_added;
  gboolean consistent;
} Seen;

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Seen       *seen)
{
  seen->n_signals++;
  seen->max_added = MAX (seen->max_added, added);
  seen->consistent &= position + removed <= seen->n_items;
  seen->n_items += added - removed;
  seen->consistent &= seen->n_items == g_list_model_get_n_items (model);
}

static void
on_recorded (LanWebExchangeLog *log,
             LanWebExchange    *exchange,
             Seen              *seen)
{
  seen->n_recorded++;
}

static LanWebExchangeLog *
watched_log (Seen *seen)
{
  LanWebExchangeLog *log = lan_web_exchange_log_new ();

  *seen = (Seen) { .consistent = TRUE };
  g_signal_connect (log, "items-changed", G_CALLBACK (on_items_changed), seen);
  g_signal_connect (log, "recorded", G_CALLBACK (on_recorded), seen);

  return log;
}

static LanHttpRecord *
make_record (guint64  id,
             gboolean finished,
             gsize    body)
{
  static const char request[] = "GET / HTTP/1.1\r\n\r\n";
  g_autofree char *bytes = g_strnfill (body, 'b');
  LanHttpRecord *record = lan_http_record_new ("GET", "/", request, sizeof request - 1, bytes, finished ? body : 0);

  record->id = id;
  record->finished = finished;
  record->client = g_ref_string_new ("192.168.1.23");
  record->status = finished ? 200 : 0;
  record->request_size = record->request_kept;
  record->response_size = record->answer_kept;

  return record;
}

static void
add (LanWebExchangeLog *log,
     guint64            id,
     gboolean           finished,
     gsize              body)
{
  g_autoptr(LanHttpRecord) record = make_record (id, finished, body);

  lan_web_exchange_log_add (log, record);
}

static guint
n_rows (LanWebExchangeLog *log)
{
  return g_list_model_get_n_items (G_LIST_MODEL (log));
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Until @seen was told of @n rows, over all. */
static gboolean
wait_for_recorded (Seen *seen,
                   guint n)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, &late);

  while (seen->n_recorded < n && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timeout);

  return !late;
}

static LanHttpRecord *
record_at (LanWebExchangeLog *log,
           guint              position)
{
  g_autoptr(LanWebExchange) row = g_list_model_get_item (G_LIST_MODEL (log), position);

  return lan_web_exchange_get_record (row);
}

static void
a_record_is_a_row (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);

  add (log, 1, TRUE, 10);
  assert_int_equal (n_rows (log), 0);
  assert_true (wait_for_recorded (&seen, 1));
  assert_int_equal (n_rows (log), 1);
  assert_int_equal (record_at (log, 0)->status, 200);
  assert_null (g_list_model_get_item (G_LIST_MODEL (log), 1));
  assert_true (seen.consistent);
}

static void
on_changed (LanWebExchange *exchange,
            guint          *n_changed)
{
  (*n_changed)++;
}

static void
an_exchange_is_one_row_however_often_it_is_told (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);
  g_autoptr(LanWebExchange) row = NULL;
  guint n_changed = 0;

  /* both within a frame */
  add (log, 1, FALSE, 0);
  add (log, 1, TRUE, 10);
  assert_true (wait_for_recorded (&seen, 1));
  assert_int_equal (n_rows (log), 1);
  assert_true (record_at (log, 0)->finished);
  assert_int_equal (seen.n_recorded, 1);

  /* and apart */
  add (log, 2, FALSE, 0);
  assert_true (wait_for_recorded (&seen, 2));
  row = g_list_model_get_item (G_LIST_MODEL (log), 1);
  g_signal_connect (row, "changed", G_CALLBACK (on_changed), &n_changed);
  assert_false (lan_web_exchange_get_record (row)->finished);
  add (log, 3, TRUE, 0);
  add (log, 2, TRUE, 10);
  assert_true (wait_for_recorded (&seen, 4));
  assert_int_equal (n_rows (log), 3);
  assert_int_equal (n_changed, 1);
  assert_true (lan_web_exchange_get_record (row)->finished);
  assert_true (seen.consistent);
}

static void
rows_come_in_batches_in_order (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);

  for (guint i = 1; i <= 10000; i++)
    add (log, i, TRUE, 0);
  assert_true (wait_for_recorded (&seen, 10000));
  assert_int_equal (n_rows (log), 10000);
  for (guint i = 0; i < 10000; i++)
    assert_int_equal (record_at (log, i)->id, i + 1);
  assert_true (seen.n_signals <= 10);
  /* … and not all in one, so that the window answers between */
  assert_true (seen.max_added <= 4096);
  assert_true (seen.consistent);
}

static gboolean
on_drawing (gpointer data)
{
  guint *n_frames = data;

  return --*n_frames > 0;
}

/* Or a flood of requests would leave the window no time to draw and to answer. */
static void
input_and_drawing_come_first (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);
  guint n_frames = 1000;

  g_idle_add_full (G_PRIORITY_HIGH_IDLE + 20, on_drawing, &n_frames, NULL);   /* as GDK_PRIORITY_REDRAW */
  add (log, 1, TRUE, 0);
  g_usleep (30 * 1000);
  while (n_frames > 0)
    {
      assert_int_equal (seen.n_recorded, 0);
      g_main_context_iteration (NULL, TRUE);
    }
  assert_true (wait_for_recorded (&seen, 1));
}

static void
the_oldest_rows_go (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);

  for (guint i = 1; i <= 50000; i++)
    add (log, i, TRUE, 0);
  assert_true (wait_for_recorded (&seen, 50000));
  assert_true (n_rows (log) <= 20000 && n_rows (log) >= 10000);
  assert_int_equal (record_at (log, n_rows (log) - 1)->id, 50000);
  assert_int_equal (record_at (log, 0)->id, 50000 - n_rows (log) + 1);
  assert_int_equal (lan_web_exchange_log_get_dropped (log), 50000 - n_rows (log));
  assert_int_equal (lan_web_exchange_log_get_lost (log), 0);
  lan_web_exchange_log_clear (log);
  assert_int_equal (lan_web_exchange_log_get_dropped (log), 0);
  assert_true (seen.consistent);
}

static void
large_bodies_go_sooner (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);
  const guint n = 4000;   /* 256 MiB over all */

  for (guint i = 1; i <= n; i++)
    {
      add (log, i, TRUE, 64 * 1024);
      if (i % 500 == 0)
        assert_true (wait_for_recorded (&seen, i));
    }
  assert_true (n_rows (log) <= 2048 && n_rows (log) >= 1000);
  assert_int_equal (record_at (log, n_rows (log) - 1)->id, n);
  assert_true (seen.consistent);
}

static void
what_cannot_wait_is_counted (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);
  guint64 lost;

  /* the main context does nothing meanwhile */
  for (guint i = 1; i <= 2000; i++)
    add (log, i, TRUE, 64 * 1024);
  lost = lan_web_exchange_log_get_lost (log);
  assert_true (lost > 500 && lost < 1500);
  assert_true (wait_for_recorded (&seen, 2000 - (guint) lost));
}

static void
clearing_forgets_what_waits_too (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);

  add (log, 1, FALSE, 0);
  add (log, 2, TRUE, 0);
  assert_true (wait_for_recorded (&seen, 2));
  add (log, 3, TRUE, 0);
  lan_web_exchange_log_clear (log);
  assert_int_equal (n_rows (log), 0);

  /* what was under way ends, and is seen again */
  add (log, 1, TRUE, 0);
  assert_true (wait_for_recorded (&seen, 3));
  assert_int_equal (n_rows (log), 1);
  assert_int_equal (record_at (log, 0)->id, 1);
  assert_true (seen.consistent);
}

static gpointer
add_many (gpointer data)
{
  for (guint i = 1; i <= 5000; i++)
    add (data, i, TRUE, 0);

  return NULL;
}

static void
records_come_from_other_threads (void **state)
{
  Seen seen;
  LanWebExchangeLog *log = watched_log (&seen);
  GThread *thread = g_thread_new ("records", add_many, log);

  assert_true (wait_for_recorded (&seen, 5000));
  g_thread_join (thread);
  assert_int_equal (n_rows (log), 5000);
  assert_true (seen.consistent);
  g_object_add_weak_pointer (G_OBJECT (log), (gpointer *) &log);
  g_object_unref (log);

  /* a frame may still be due, and holds it until then */
  while (log != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
add_end (LanWebExchangeLog *log,
         guint64            id,
         guint64            connection)
{
  g_autoptr(LanHttpRecord) end = lan_http_record_new (NULL, NULL, NULL, 0, NULL, 0);

  end->kind = LAN_HTTP_RECORD_IDLE;
  end->id = id;
  end->connection = connection;
  end->finished = TRUE;
  end->closed = LAN_HTTP_CLOSE_IDLE_DEADLINE;
  end->limit = 60000;
  lan_web_exchange_log_add (log, end);
}

/* A row says how its connection ended, which is told later and is no row of its own, and nothing wrong. */
static void
a_connection_that_rests_ends_at_its_last_row (void **state)
{
  Seen seen;
  g_autoptr(LanWebExchangeLog) log = watched_log (&seen);
  g_autoptr(LanWebExchange) first = NULL;
  g_autoptr(LanWebExchange) second = NULL;
  g_autofree char *problem = NULL;
  const LanHttpRecord *record;

  add (log, 1, TRUE, 3);
  add (log, 2, TRUE, 3);
  assert_true (wait_for_recorded (&seen, 2));
  first = g_list_model_get_item (G_LIST_MODEL (log), 0);
  second = g_list_model_get_item (G_LIST_MODEL (log), 1);
  assert_false (lan_web_exchange_is_rested (second));

  add_end (log, 1, 0);   /* another one came behind it */
  add_end (log, 2, 7);   /* of a connection that has no row any longer */
  add_end (log, 2, 0);
  add (log, 3, TRUE, 3);
  assert_true (wait_for_recorded (&seen, 3));

  assert_int_equal (n_rows (log), 3);
  assert_false (lan_web_exchange_is_rested (first));
  assert_true (lan_web_exchange_is_rested (second));
  problem = lan_web_exchange_dup_problem (second);
  assert_null (problem);
  record = lan_web_exchange_get_record (second);
  assert_int_equal (record->id, 2);
  assert_int_equal (record->limit, 60000);
  assert_string_equal (record->client, "192.168.1.23");
  assert_memory_equal (record->answer, "bbb", 3);
}

static void
what_is_wrong_is_a_sentence (void **state)
{
  static const struct
  {
    LanHttpRecordKind kind;
    LanHttpClose closed;
    const char *nick;
    const char *words;
  } table[] = {
    { LAN_HTTP_RECORD_EXCHANGE, LAN_HTTP_CLOSE_ASKED, "exchange", NULL },
    { LAN_HTTP_RECORD_EXCHANGE, LAN_HTTP_CLOSE_SHRANK, "exchange", "shorter" },
    { LAN_HTTP_RECORD_EXCHANGE, LAN_HTTP_CLOSE_RESET, "exchange", "Broken off" },
    { LAN_HTTP_RECORD_SILENT, LAN_HTTP_CLOSE_CLIENT, "silent", "without a word" },
    { LAN_HTTP_RECORD_TLS, LAN_HTTP_CLOSE_REFUSED, "tls", "http://" },
    { LAN_HTTP_RECORD_INCOMPLETE, LAN_HTTP_CLOSE_CLIENT, "incomplete", "complete" },
    { LAN_HTTP_RECORD_TOO_MANY, LAN_HTTP_CLOSE_CONNECTIONS, "too-many", NULL },
    { LAN_HTTP_RECORD_FULL, LAN_HTTP_CLOSE_NOT, "full", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(LanHttpRecord) record = make_record (1, TRUE, 0);
      g_autoptr(LanWebExchange) row = NULL;
      g_autofree char *problem = NULL;
      g_autofree char *title = NULL;

      record->kind = table[i].kind;
      record->closed = table[i].closed;
      row = lan_web_exchange_new (record);
      problem = lan_web_exchange_dup_problem (row);
      title = lan_web_exchange_dup_request (row);

      assert_string_equal (lan_web_exchange_get_kind_nick (row), table[i].nick);
      assert_true (*title != '\0');
      if (table[i].words == NULL)
        assert_null (problem);
      else
        assert_non_null (strstr (problem, table[i].words));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_record_is_a_row),
    cmocka_unit_test (an_exchange_is_one_row_however_often_it_is_told),
    cmocka_unit_test (rows_come_in_batches_in_order),
    cmocka_unit_test (input_and_drawing_come_first),
    cmocka_unit_test (the_oldest_rows_go),
    cmocka_unit_test (large_bodies_go_sooner),
    cmocka_unit_test (what_cannot_wait_is_counted),
    cmocka_unit_test (clearing_forgets_what_waits_too),
    cmocka_unit_test (records_come_from_other_threads),
    cmocka_unit_test (a_connection_that_rests_ends_at_its_last_row),
    cmocka_unit_test (what_is_wrong_is_a_sentence),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
