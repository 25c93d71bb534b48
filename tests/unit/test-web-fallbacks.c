/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web-fixture.h"
#include "site-fixture.h"

/* What is answered where nothing lies under that name. */

#define INDEX "<h1>The application</h1>\n"
#define ABOUT "<h1>About</h1>\n"
#define LOST "<h1>Lost</h1>\n"
#define HTML "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
#define ANY "Accept: */*\r\n"

static SiteFixture *
serve (void)
{
  char *folder = g_dir_make_tmp ("landline-test-XXXXXX", NULL);

  umask (022);
  g_chmod (folder, 0755);
  fixture_write (folder, "index.html", INDEX);
  fixture_write (folder, "about.html", ABOUT);
  fixture_write (folder, "sub/page.html", ABOUT);
  fixture_write (folder, "docs.html", ABOUT);
  fixture_write (folder, "docs/list.txt", "x");
  fixture_write (folder, "v1.2.html", ABOUT);
  fixture_write (folder, "plain", "plain");
  fixture_write (folder, "plain.html", ABOUT);
  fixture_write (folder, "closed.html", ABOUT);
  fixture_write (folder, "folder.html/x", "x");
  fixture_write (folder, "packed.html", ABOUT);
  fixture_write (folder, "packed.html.gz", "packed.html.gz");
  fixture_write (folder, ".hidden.html", LOST);
  fixture_link (folder, "out.html", "/etc/passwd");

  return site_fixture_new (folder);
}

typedef struct
{
  const char *target;
  const char *more;
  guint status;
  const char *content;   /* NULL: whatever */
} Case;

static void
check (SiteFixture *site,
       const Case  *cases,
       gsize        n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_auto(Got) got = site_fixture_ask (site, "GET", cases[i].target, cases[i].more);
      g_auto(Got) head = site_fixture_ask (site, "HEAD", cases[i].target, cases[i].more);
      g_autofree char *length = fixture_field (got.bytes->str, "Content-Length");

      if (fixture_status (got.bytes->str) != cases[i].status ||
          (cases[i].content != NULL && strcmp (got.body, cases[i].content) != 0))
        fail_msg ("%s: %.400s", cases[i].target, got.bytes->str);
      if (cases[i].status != 304)
        assert_field (&got, "Cache-Control", "no-cache");
      assert_status (&head, cases[i].status);
      assert_field (&head, "Content-Length", length);
      assert_int_equal (head.length, 0);
    }
}

static void
a_page_needs_no_extension_in_its_address (void **state)
{
  static const Case cases[] = {
    { "/about", "", 200, ABOUT },
    { "/about", ANY, 200, ABOUT },
    { "/about?x=1", "", 200, ABOUT },
    { "/about.html", "", 200, ABOUT },
    { "/sub/page", "", 200, ABOUT },
    { "/sub/../about", "", 200, ABOUT },
    { "/v1.2", "", 200, ABOUT },
    { "/index", "", 200, INDEX },
    { "/plain", "", 200, "plain" },
    { "/docs", "", 301, NULL },
    { "/docs/", "", 200, NULL },
    { "/about/", "", 404, NULL },
    { "/about.htm", "", 404, NULL },
    { "/about.html.html", "", 404, NULL },
    { "/folder", "", 404, NULL },
    { "/nothing", "", 404, NULL },
    { "/.hidden", "", 404, NULL },
    { "/out", "", 403, NULL },
  };
  SiteFixture *site = serve ();

  check (site, cases, G_N_ELEMENTS (cases));
  site_fixture_free (site);
}

static void
such_a_page_is_a_file_like_others (void **state)
{
  SiteFixture *site = serve ();
  g_autofree char *closed = fixture_path (site->folder, "closed.html");
  g_auto(Got) got = site_fixture_ask (site, "GET", "/about", "");
  g_autofree char *tag = fixture_field (got.bytes->str, "ETag");
  g_autofree char *known = g_strdup_printf ("If-None-Match: %s\r\n", tag);
  g_auto(Got) again = site_fixture_ask (site, "GET", "/about", known);
  g_auto(Got) part = site_fixture_ask (site, "GET", "/about", "Range: bytes=4-8\r\n");
  g_auto(Got) packed = site_fixture_ask (site, "GET", "/packed", "Accept-Encoding: gzip\r\n");
  gboolean was_root = geteuid () == 0;

  assert_field (&got, "Content-Type", "text/html; charset=utf-8");
  assert_status (&again, 304);
  assert_status (&part, 206);
  assert_content (&part, "About", 5);
  assert_field (&packed, "Content-Encoding", "gzip");
  assert_field (&packed, "Content-Type", "text/html; charset=utf-8");
  assert_string_equal (packed.body, "packed.html.gz");

  g_chmod (closed, 0);
  if (was_root)
    assert_int_equal (seteuid (65534), 0);
  {
    g_auto(Got) refused = site_fixture_ask (site, "GET", "/closed", "");

    if (was_root)
      assert_int_equal (seteuid (0), 0);
    assert_status (&refused, 403);
  }
  site_fixture_free (site);
}

static void
set_single_page (SiteFixture *site,
                 gboolean     single_page)
{
  LanWebOptions *options = lan_web_options_copy (site->options);

  options->single_page = single_page;
  site_fixture_use (site, options);
}

static void
a_single_page_shows_what_it_is_asked_for (void **state)
{
  static const Case cases[] = {
    { "/settings", HTML, 200, INDEX },
    { "/users/42", HTML, 200, INDEX },
    { "/users/42/", HTML, 200, INDEX },
    { "/v1.2/users?x=1.5", HTML, 200, INDEX },
    { "/%e4%bd%a0%e5%a5%bd", HTML, 200, INDEX },
    { "/text.html/inside", HTML, 200, INDEX },
    /* what is there comes first */
    { "/", HTML, 200, INDEX },
    { "/about", HTML, 200, ABOUT },
    { "/plain", HTML, 200, "plain" },
    { "/docs", HTML, 301, NULL },
    { "/docs/list.txt", HTML, 200, "x" },
    /* a file that is missing is missing, and so is what no person goes to */
    { "/app.js", HTML, 404, NULL },
    { "/users/photo.png", HTML, 404, NULL },
    { "/settings", ANY, 404, NULL },
    { "/settings", "", 404, NULL },
    { "/api/users", "Accept: application/json\r\n", 404, NULL },
    /* nor does it show what is refused */
    { "/.hidden", HTML, 404, NULL },
    { "/sub/.git/config", HTML, 404, NULL },
    { "/out", HTML, 403, NULL },
    { "/../settings", HTML, 403, NULL },
    { "/%zz", HTML, 400, NULL },
  };
  SiteFixture *site = serve ();
  g_autofree char *index = fixture_path (site->folder, "index.html");

  set_single_page (site, TRUE);
  check (site, cases, G_N_ELEMENTS (cases));
  {
    g_auto(Got) got = site_fixture_ask (site, "GET", "/settings", HTML);
    g_auto(Got) home = site_fixture_ask (site, "GET", "/", HTML);
    g_autofree char *tag = fixture_field (got.bytes->str, "ETag");
    g_autofree char *known = g_strdup_printf ("%sIf-None-Match: %s\r\n", HTML, tag);
    g_auto(Got) again = site_fixture_ask (site, "GET", "/settings", known);

    assert_field (&got, "Vary", "Accept");
    assert_field (&home, "Vary", NULL);
    assert_status (&again, 304);
    assert_field (&again, "Vary", "Accept");
  }

  fixture_write (site->folder, "index.html.gz", "packed");
  {
    g_auto(Got) got = site_fixture_ask (site, "GET", "/settings", HTML "Accept-Encoding: gzip\r\n");

    assert_field (&got, "Vary", "Accept, Accept-Encoding");
    assert_string_equal (got.body, "packed");
  }

  /* without a page there is nothing to show */
  g_unlink (index);
  {
    g_auto(Got) got = site_fixture_ask (site, "GET", "/settings", HTML);

    assert_status (&got, 404);
  }

  set_single_page (site, FALSE);
  fixture_write (site->folder, "index.html", INDEX);
  {
    g_auto(Got) got = site_fixture_ask (site, "GET", "/settings", HTML);

    assert_status (&got, 404);
  }
  site_fixture_free (site);
}

static void
a_site_says_not_found_in_its_own_words (void **state)
{
  static const Case cases[] = {
    { "/nothing", "", 404, LOST },
    { "/nothing/", HTML, 404, LOST },
    { "/sub/nothing.png", "Accept: image/*\r\n", 404, LOST },
    { "/.hidden", "", 404, LOST },
    { "/.hidden.html", "", 404, LOST },
    { "/nothing", "If-None-Match: *\r\n", 404, LOST },
    { "/nothing", "If-Match: \"a\"\r\n", 404, LOST },
    { "/nothing", "If-Modified-Since: Fri, 31 Dec 2100 23:59:59 GMT\r\n", 404, LOST },
    { "/nothing", "Range: bytes=0-1\r\n", 404, LOST },
    { "/nothing", "Range: bytes=1000-\r\n", 404, LOST },
    { "/nothing", "Accept-Encoding: gzip\r\n", 404, LOST },
    { "/404.html", "", 200, LOST },
    { "/404", "", 200, LOST },
    { "/404.html/", "", 404, LOST },
    { "/about", "", 200, ABOUT },
    { "/out", "", 403, NULL },
  };
  SiteFixture *site = serve ();

  fixture_write (site->folder, "404.html", LOST);
  fixture_write (site->folder, "404.html.gz", "packed");
  check (site, cases, G_N_ELEMENTS (cases));
  {
    g_auto(Got) got = site_fixture_ask (site, "GET", "/nothing", "");

    assert_field (&got, "Content-Type", "text/html; charset=utf-8");
    assert_field (&got, "X-Content-Type-Options", "nosniff");
    assert_field (&got, "ETag", NULL);
    assert_field (&got, "Last-Modified", NULL);
    assert_field (&got, "Accept-Ranges", NULL);
    assert_field (&got, "Content-Range", NULL);
  }

  /* what is found later is not hidden by what was said before */
  fixture_write (site->folder, "nothing.html", ABOUT);
  {
    g_auto(Got) got = site_fixture_ask (site, "GET", "/nothing", "");

    assert_status (&got, 200);
  }
  site_fixture_free (site);
}

static void
words_that_cannot_be_read_are_ours (void **state)
{
  static const char *const kinds[] = { "a link out", "a link to itself", "a folder", "a pipe", "closed" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      SiteFixture *site = serve ();
      g_autofree char *path = fixture_path (site->folder, "404.html");
      gboolean was_root = geteuid () == 0;

      if (i == 0)
        fixture_link (site->folder, "404.html", "/etc/passwd");
      else if (i == 1)
        fixture_link (site->folder, "404.html", "404.html");
      else if (i == 2)
        fixture_write (site->folder, "404.html/x", "x");
      else if (i == 3)
        assert_int_equal (mkfifo (path, 0644), 0);
      else
        fixture_write (site->folder, "404.html", LOST);
      if (i == 4)
        g_chmod (path, 0);

      if (was_root)
        assert_int_equal (seteuid (65534), 0);
      {
        g_auto(Got) got = site_fixture_ask (site, "GET", "/nothing", "");

        if (was_root)
          assert_int_equal (seteuid (0), 0);
        assert_status (&got, 404);
        if (strstr (got.body, "Sorry, not found") == NULL || strstr (got.body, "root:") != NULL)
          fail_msg ("%s: %s", kinds[i], got.body);
      }
      site_fixture_free (site);
    }
}

/* Visitors who may only leave something see where, and nothing else: not even whether it is there. */
static void
without_the_right_to_read_there_is_nothing_to_see (void **state)
{
  static const char *const targets[] = { "/about.html", "/about", "/plain", "/docs/list.txt", "/docs", "/nothing",
                                         "/index.html", "/.hidden", "/.hidden/", "/404.html" };
  SiteFixture *site = serve ();
  LanWebOptions *options = lan_web_options_copy (site->options);

  options->rights = LAN_WEB_RIGHT_UPLOAD;
  options->single_page = TRUE;
  fixture_write (site->folder, "404.html", LOST);
  {
    g_auto(Got) before = site_fixture_ask (site, "GET", "/plain", "");

    assert_status (&before, 200);   /* and maybe kept */
  }
  site_fixture_use (site, options);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_auto(Got) got = site_fixture_ask (site, "GET", targets[i], HTML);
      g_auto(Got) head = site_fixture_ask (site, "HEAD", targets[i], HTML);

      assert_status (&got, 403);
      assert_status (&head, 403);
      assert_null (strstr (got.body, LOST));
    }
  {
    g_auto(Got) top = site_fixture_ask (site, "GET", "/", HTML);
    g_auto(Got) docs = site_fixture_ask (site, "GET", "/docs/", HTML);

    assert_status (&top, 200);
    assert_status (&docs, 200);
    assert_null (strstr (top.body, "plain"));
    assert_null (strstr (docs.body, "list.txt"));
    assert_string_not_equal (top.body, INDEX);
  }
  site_fixture_free (site);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_page_needs_no_extension_in_its_address),
    cmocka_unit_test (such_a_page_is_a_file_like_others),
    cmocka_unit_test (a_single_page_shows_what_it_is_asked_for),
    cmocka_unit_test (a_site_says_not_found_in_its_own_words),
    cmocka_unit_test (without_the_right_to_read_there_is_nothing_to_see),
    cmocka_unit_test (words_that_cannot_be_read_are_ours),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
