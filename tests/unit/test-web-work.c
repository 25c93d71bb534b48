/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/parser.h"
#include "wait-until.h"
#include "web-fixture.h"
#include "web/work.h"

/* Long enough for the log's thread to find that it cannot write. */
#define PATIENCE_US (400 * 1000)

/* What a host is told, and where. */
typedef struct
{
  GThread *main;
  guint told;
  gboolean elsewhere;   /* (atomic) in another thread */
} Owner;

static void
on_rule_used (gpointer    owner,
              LanWebRule *rule)
{
}

static void
on_log_told (gpointer    data,
             const char *problem)
{
  Owner *owner = data;

  owner->told++;
  if (g_thread_self () != owner->main)
    g_atomic_int_set (&owner->elsewhere, TRUE);
}

static const LanWebWorkWatch watch = { on_rule_used, on_log_told };

static LanHttpRecord *
make_record (void)
{
  static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  LanHttpRecord *record = lan_http_record_new ("GET", "/", request, sizeof request - 1, NULL, 0);

  record->client = g_ref_string_new ("127.0.0.1");
  record->finished = TRUE;

  return record;
}

static guint
ask (LanWebWork *work)
{
  static const char data[] = "GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr(LanHttpHead) head = lan_http_head_new ();
  LanHttpResponse *response;
  guint status;

  lan_http_head_rescan (head, data, sizeof data - 1, LAN_HTTP_SCAN_QUICK);
  response = lan_web_work_handle (&(LanHttpRequest) {
                                    .method = "GET",
                                    .target = "/a.txt",
                                    .head = head,
                                    .data = data,
                                    .client = "127.0.0.1",
                                  }, work);
  status = response->status;
  lan_http_response_unref (response);

  return status;
}

/* Everything beside the worker, which is still in a disk that does not answer: see lan_http_server_stop(). */
static void
a_worker_that_hangs_while_all_is_left_goes_on_later (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("work-XXXXXX", NULL);
  g_autofree char *path = fixture_path (folder, "log");
  g_autoptr(GObject) log = G_OBJECT (lan_web_exchange_log_new ());
  g_autoptr(LanHttpRecord) record = make_record ();
  LanWebOptions *options = lan_web_options_new ();
  LanWebSite *site;
  LanWebWork *work, *workers;

  fixture_write (folder, "a.txt", "a");
  options->access_log = g_strdup (path);
  site = lan_web_site_new (folder, NULL);
  work = lan_web_work_new (LAN_WEB_EXCHANGE_LOG (log), &watch, NULL);
  workers = lan_web_work_ref (work);
  lan_web_work_serve (work, site, options);
  lan_web_options_unref (options);
  lan_web_site_unref (site);

  assert_int_equal (ask (workers), 200);
  lan_web_work_leave (work);
  lan_web_work_unref (work);

  assert_int_equal (ask (workers), 200);
  lan_web_work_keep (record, workers);
  lan_web_work_unref (workers);
  fixture_remove (folder);
}

static void
the_owner_is_told_on_the_main_context_only (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("work-XXXXXX", NULL);
  g_autofree char *path = fixture_path (folder, "missing/log");
  g_autoptr(GObject) log = G_OBJECT (lan_web_exchange_log_new ());
  g_autoptr(LanHttpRecord) record = make_record ();
  LanWebOptions *options = lan_web_options_new ();
  LanWebSite *site = lan_web_site_new (folder, NULL);
  Owner owner = { g_thread_self (), 0, FALSE };
  LanWebWork *work = lan_web_work_new (LAN_WEB_EXCHANGE_LOG (log), &watch, &owner);

  options->access_log = g_strdup (path);
  lan_web_work_serve (work, site, options);
  lan_web_work_keep (record, work);

  g_usleep (PATIENCE_US);   /* nobody runs the main context, which the log's thread must not take for its own */
  assert_int_equal (g_atomic_int_get (&owner.elsewhere), FALSE);
  wait_until (owner.told > 0);
  assert_int_equal (owner.elsewhere, FALSE);

  lan_web_work_leave (work);
  lan_web_work_unref (work);
  lan_web_options_unref (options);
  lan_web_site_unref (site);
  fixture_remove (folder);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_worker_that_hangs_while_all_is_left_goes_on_later),
    cmocka_unit_test (the_owner_is_told_on_the_main_context_only),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
