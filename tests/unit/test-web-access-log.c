/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web-fixture.h"
#include "web/access-lines.h"
#include "web/access-log.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define LINE "10.0.0.1 - - [26/Nov/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n"

static LanHttpRecord *
make_record (const char *request,
             guint       status,
             guint64     content)
{
  static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
  gsize length = status != 0 ? sizeof head - 1 : 0;
  LanHttpRecord *record = lan_http_record_new ("GET", "/", request, strlen (request), head, length);

  record->client = g_ref_string_new ("10.0.0.1");
  record->finished = TRUE;
  record->status = status;
  record->response_size = length + content;
  record->started_us = G_GINT64_CONSTANT (1795651200) * G_USEC_PER_SEC;

  return record;
}

static char *
line_of (LanHttpRecord *record)
{
  g_autoptr(LanWebAccessLines) lines = lan_web_access_lines_new ();

  lan_web_access_lines_append (lines, record);
  lan_http_record_unref (record);

  return g_strdup (lines->text->str);
}

static void
lines_are_as_nginx_writes_them (void **state)
{
  static const struct { const char *request; guint status; guint64 content; const char *line; } cases[] = {
    { GET, 200, 5, LINE },
    { "\r\nPOST /a?b=\"c\" HTTP/1.0\r\nReferer: http://x/\xe4\r\nUser-Agent: a \"b\" \\c\r\nAuthorization: Basic "
      "YW5hIGI6c2VjcmV0\r\n\r\nbody", 404, 0,
      "10.0.0.1 - ana\x20" "b [26/Nov/2026:00:00:00 +0000] \"POST /a?b=\\x22c\\x22 HTTP/1.0\" 404 0 \"http://x/\\xE4\" "
      "\"a \\x22b\\x22 \\x5Cc\"\n" },
    { "\x16\x03\x01\x02", 400, 30, "10.0.0.1 - - [26/Nov/2026:00:00:00 +0000] \"\\x16\\x03\\x01\\x02\" 400 30 \"-\" \"-\"\n" },
    { "GET /\xff\x1b[2J\t HTTP/1.1\n\n", 400, 1,
      "10.0.0.1 - - [26/Nov/2026:00:00:00 +0000] \"GET /\\xFF\\x1B[2J\\x09 HTTP/1.1\" 400 1 \"-\" \"-\"\n" },
    { GET, 0, 0, "10.0.0.1 - - [26/Nov/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 499 0 \"-\" \"-\"\n" },
    { "", 0, 0, "" },
  };

  g_setenv ("TZ", "UTC", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = line_of (make_record (cases[i].request, cases[i].status, cases[i].content));

      assert_string_equal (line, cases[i].line);
    }
}

static void
who_gets_none_on_purpose_is_told_apart (void **state)
{
  LanHttpRecord *record = make_record (GET, 0, 0);
  g_autofree char *line = NULL;

  record->closed = LAN_HTTP_CLOSE_CUT;
  line = line_of (record);
  assert_non_null (strstr (line, " 444 "));
}

/* --- The file --- */

typedef struct
{
  GMutex mutex;
  GCond cond;
  guint told;
  char *problem;
  gboolean destroyed;
} Told;

static void
on_told (const char *problem,
         gpointer    data)
{
  Told *told = data;

  g_mutex_lock (&told->mutex);
  told->told++;
  g_free (told->problem);
  told->problem = g_strdup (problem);
  g_mutex_unlock (&told->mutex);
}

static void
on_destroyed (gpointer data)
{
  Told *told = data;

  g_mutex_lock (&told->mutex);
  told->destroyed = TRUE;
  g_cond_broadcast (&told->cond);
  g_mutex_unlock (&told->mutex);
}

static void
end_log (LanWebAccessLog *log,
         Told            *told)
{
  lan_web_access_log_unref (log);
  g_mutex_lock (&told->mutex);
  while (!told->destroyed)
    g_cond_wait (&told->cond, &told->mutex);
  g_mutex_unlock (&told->mutex);
  g_free (told->problem);
}

static void
add (LanWebAccessLog *log,
     guint            n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(LanHttpRecord) record = make_record (GET, 200, 5);

      lan_web_access_log_add (log, record);
    }
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint lines = 0;

  g_file_get_contents (path, &text, NULL, NULL);
  for (const char *p = text; p != NULL && *p != '\0'; p += strlen (LINE), lines++)
    if (!g_str_has_prefix (p, LINE))
      fail_msg ("%.200s", p);

  return lines;
}

static void
every_line_is_written (void **state)
{
  g_autofree char *top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  g_autofree char *path = fixture_path (top, "access.log");
  g_autofree char *moved = fixture_path (top, "access.log.1");
  g_autoptr(LanHttpRecord) begun = make_record (GET, 0, 0);
  Told told = { 0 };
  LanWebAccessLog *log = lan_web_access_log_new (path, on_told, &told, on_destroyed);
  struct stat info;

  add (log, 10000);
  begun->finished = FALSE;
  lan_web_access_log_add (log, begun);   /* that one is not over */
  lan_web_access_log_flush (log);
  assert_int_equal (count_lines (path), 10000);
  assert_int_equal (stat (path, &info), 0);
  assert_int_equal (info.st_mode & 07777, 0600);

  /* as logrotate does it */
  assert_int_equal (rename (path, moved), 0);
  add (log, 3);
  lan_web_access_log_flush (log);
  assert_int_equal (count_lines (moved), 10000);
  assert_int_equal (count_lines (path), 3);

  /* what is there is added to, and what was added is written without waiting for it */
  add (log, 2);
  end_log (log, &told);
  assert_int_equal (count_lines (path), 5);
  assert_int_equal (told.told, 0);
  fixture_remove (top);
}

static void
trouble_is_told_once (void **state)
{
  g_autofree char *top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  g_autofree char *folder = fixture_path (top, "later");
  g_autofree char *path = fixture_path (folder, "access.log");
  Told told = { 0 };
  LanWebAccessLog *log = lan_web_access_log_new (path, on_told, &told, on_destroyed);

  for (guint i = 0; i < 3; i++)
    {
      add (log, 1);
      lan_web_access_log_flush (log);
    }
  assert_int_equal (told.told, 1);
  assert_non_null (strstr (told.problem, path));

  g_mkdir (folder, 0700);
  add (log, 1);
  lan_web_access_log_flush (log);
  assert_int_equal (told.told, 2);
  assert_null (told.problem);
  assert_int_equal (count_lines (path), 1);
  end_log (log, &told);
  fixture_remove (top);
}

static void
a_folder_is_no_file (void **state)
{
  g_autofree char *top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  Told told = { 0 };
  LanWebAccessLog *log = lan_web_access_log_new (top, on_told, &told, on_destroyed);

  add (log, 1);
  lan_web_access_log_flush (log);
  assert_non_null (told.problem);
  end_log (log, &told);
  fixture_remove (top);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (lines_are_as_nginx_writes_them),
    cmocka_unit_test (who_gets_none_on_purpose_is_told_apart),
    cmocka_unit_test (every_line_is_written),
    cmocka_unit_test (trouble_is_told_once),
    cmocka_unit_test (a_folder_is_no_file),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
