/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/beneath.h"
#include "web-fixture.h"
#include "served-site.h"

/*
 * A folder is served with every right given away, beside a secret and with links that lead to it. Whatever target is
 * asked for, by whatever method, what lies outside is neither seen nor changed, and neither are hidden files inside.
 *
 * Nothing here leads to the real "/": a test that fails must not do harm.
 */

#define TEN(text) text text text text text text text text text text
#define PAGE "<h1>Welcome back Home</h1>\n"
#define PASSWD "root:x:0:0:" SECRET "\n"

static char *top;
static char *folder;
static SiteFixture *served;
static guint16 port;

/* Every one from the raw socket, so that nothing tidies it up on the way. */
static const char *const escapes[] = {
  "/..", "/../", "/../secret", "/../../secret", "/../../../../../../etc/passwd", "/./../secret", "/.././secret",
  "/sub/../../secret", "/sub/../../../secret", "/sub/./../../secret", "/sub//../../secret", "/sub/..//../secret",
  "//../secret", "///../secret", "//..//secret", "/..//secret", "/../site/../secret", "/../site/index.html",
  "/..;/secret", "/..;a=b/secret", "/.;/../secret", "/..%3b/secret", "/..%00/secret", "/..%00secret", "/%00/../secret",
  "/%2e%2e/secret", "/%2E%2E/secret", "/%2e./secret", "/.%2e/secret", "/%2e%2e/%2e%2e/secret", "/%2e%2e%2fsecret",
  "/%2e%2e%2Fsecret", "/..%2fsecret", "/..%2Fsecret", "/..%2f..%2fsecret", "/%2f../secret", "/%2f..%2fsecret",
  "/%2fetc%2fpasswd", "/%2fetc/passwd", "/sub%2f..%2f..%2fsecret", "/sub/%2e%2e/%2e%2e/secret", "/sub/..%2f../secret",
  "/%252e%252e/secret", "/%252e%252e%252fsecret", "/..%252fsecret", "/%25252e%25252e/secret", "/%2e%252e/secret",
  "/%c0%ae%c0%ae/secret", "/%c0%ae%c0%ae%c0%afsecret", "/..%c0%afsecret", "/..%c1%9csecret", "/%c0%2e%c0%2e/secret",
  "/%e0%80%ae%e0%80%ae/secret", "/%e0%80%ae%e0%80%ae%e0%80%afsecret", "/%f0%80%80%ae%f0%80%80%ae/secret",
  "/%f8%80%80%80%ae%f8%80%80%80%ae/secret", "/%fc%80%80%80%80%ae%fc%80%80%80%80%ae/secret", "/%c0%5c../secret",
  "/%uff0e%uff0e/secret", "/%u002e%u002e/secret", "/%u2215../secret", "/..%u2215secret", "/..%u2216secret",
  "/%ef%bc%8e%ef%bc%8e/secret", "/%ef%bc%8e%ef%bc%8e%ef%bc%8fsecret", "/..%ef%bc%8fsecret", "/%e2%80%a5/secret",
  "/\\../secret", "/..\\secret", "/..\\..\\secret", "\\..\\secret", "/%5c../secret", "/..%5csecret", "/..%5c..%5csecret",
  "/%5c%2e%2e%5csecret", "/sub\\..\\..\\secret", "/sub%5c..%5c..%5csecret", "/..%5C/secret", "/..\\/secret",
  "/C:/secret", "/c:\\secret", "/C%3a%5csecret", "/file:///etc/passwd", "file:///etc/passwd", "file:/etc/passwd",
  "/etc/passwd", "//etc/passwd", "///etc/passwd", "////etc/passwd", "/./etc/passwd", "/%2e/etc/passwd", "etc/passwd",
  "../secret", "..", ".", "./../secret", "secret", "~root/.bashrc", "/~root/.bashrc", "/~/../secret",
  "/proc/self/environ", "/../proc/self/environ", "//proc/self/cwd/secret", "/dev/stdin", "/../dev/zero",
  "/out", "/out/", "/out?x", "/out#x", "/./out", "//out", "/%6fut", "/sub/../out", "/in-folder/../out", "/out-folder",
  "/out-folder/", "/out-folder/secret", "/out-folder/../secret", "/out-folder//secret", "/out-folder/%2e/secret",
  "/out-top", "/out-top/", "/out-top/secret", "/out-top/secrets/secret", "/out-top/site/../secret",
  "/out-top/site/index.html", "/out-root", "/out-root/", "/out-root/etc/passwd", "/out-root/proc/self/root/etc/passwd",
  "/out-passwd", "/out-passwd/", "/list/out", "/list/../list/out", "/out-index/", "/out-index/index.html", "/out-index",
  "/in-folder/../../secret", "/in-folder/../../../secret", "/in/../../secret", "/nowhere/../../secret",
  "/loop/../../secret", "/text.txt/../../secret", "/text.txt/..%2f..%2fsecret", "/index.html/../../secret",
  "/.hidden", "/%2ehidden", "/.%68idden", "/sub/../.hidden", "/.git", "/.git/", "/.git/config", "/%2egit/config",
  "/.git%2fconfig", "/.git/../.hidden", "/sub/.secret", "/sub/%2esecret", "/.", "/./.hidden", "/.hidden/", "/.hidden?x",
  "/..hidden", "/...", "/.../secret", "/..../secret", "/....//secret", "/....//....//secret", "/.../...//secret",
  "/..././secret", "/.../.../secret", "/. ./secret", "/%20../secret", "/..%20/secret", "/..%09/secret", "/..%0a/secret",
  "/..%0d%0a/secret", "/%0a../secret", "/..%7f/secret", "/..%ff/secret", "/%ff../secret", "/..*/secret", "/..?/secret",
  "/?/../secret", "/?../../secret", "/#/../secret", "/#../../secret", "/sub?/../../secret", "/sub#/../../secret",
  "http://localhost/../secret", "http://localhost/%2e%2e/secret", "http://localhost//../secret", "http://../secret",
  "http:///../secret", "http://localhost/out", "http://localhost\\..\\secret", "http://localhost/.hidden",
  "http://localhost:80/../../secret", "HTTP://LOCALHOST/..%2fsecret", "http://%2e%2e/secret", "http://localhost?/../secret",
  "/secret", "/secret/", "/secrets/secret", "/site/../secret", "/site", "/top/secret", "/sub/secret", "/sub/../secret",
  "/%", "/%2", "/%2e%2", "/%%2e%%2e/secret", "/%2e%2e%", "/%zz/../secret", "/%2%65%2%65/secret", "/%%32%65%%32%65/secret",
  "/\xc0\xae\xc0\xae/secret", "/..\xc0\xafsecret", "/\xef\xbc\x8e\xef\xbc\x8e/secret", "/\xff/../../secret",
  "*", "/*/../secret", "/../*", "localhost:80", "//localhost/../secret", "/..//..//..//..//etc//passwd",
  "/out-chain", "/out-chain/", "/out-chain/../secret", "/nowhere-out", "/nowhere-out/", "/nowhere-out/a", "/OUT", "/Out/",
  "/secret.", "/secret%20", "/secret%2e", "/out.", "/out%20", "/out;a", "/out/.", "/out/..", "/out%00.txt", "/.HIDDEN",
  "/.hidden.", "/.hidden%20", "/.hidden;a", "/%2e%68idden", "/sub/%2E%73ecret", "/.git/.", "/.git/new", "/.new", "/.new/",
  "/sub/.new", "/..new", "/%2enew", "/out-folder/new", "/out-top/new", "/out-root/new", "/out-root/etc/new",
  "/out-passwd/new", "/nowhere/new", "/loop/new", "/new/../../new", "/../new", "/%2e%2e/new", "/..%2fnew", "/..%5cnew",
  TEN ("/..") "/secret", TEN (TEN ("/..")) "/secret", TEN (TEN ("/%2e%2e")) "/secret", TEN (TEN ("/a/..")) "/../secret",
  TEN (TEN (TEN ("/a"))) "/secret", "/" TEN (TEN (TEN ("a"))), "/" TEN (TEN (TEN (".."))), TEN (TEN (TEN ("/"))) "../secret",
  "/out-top" TEN ("/site/out-top") "/secret", "/in-folder" TEN ("/../in-folder") "/../../secret",
};

/* --- The folder, and what is beside it --- */

static void
make_folder (void)
{
  g_autofree char *root = fixture_path (top, "root");
  g_autofree char *passwd = fixture_path (top, "root/etc/passwd");

  fixture_write (folder, "index.html", PAGE);
  fixture_write (folder, "text.txt", "text");
  fixture_write (folder, ".hidden", SECRET);
  fixture_write (folder, ".git/config", SECRET);
  fixture_write (folder, "sub/page.html", "<p>sub");
  fixture_write (folder, "sub/.secret", SECRET);
  fixture_write (folder, "list/2.txt", "2");
  fixture_write (folder, "out-index/other.txt", "x");
  fixture_link (folder, "in", "text.txt");
  fixture_link (folder, "in-folder", "sub");
  fixture_link (folder, "nowhere", "nothing");
  fixture_link (folder, "nowhere-out", "../new");
  fixture_link (folder, "loop", "loop");
  fixture_link (folder, "out", "../secret");
  fixture_link (folder, "out-chain", "out");
  fixture_link (folder, "out-folder", "../secrets");
  fixture_link (folder, "out-top", "..");
  fixture_link (folder, "out-root", root);
  fixture_link (folder, "out-passwd", passwd);
  fixture_link (folder, "list/out", "../../secret");
  fixture_link (folder, "out-index/index.html", "../../secret");
}

static GString *seen;
static guint n_hidden;

/* What lies outside, to the moment of its last change; and how many names inside are hidden. */
static int
look_at (const char        *path,
         const struct stat *info,
         int                kind,
         struct FTW        *where)
{
  g_autofree char *contents = NULL;
  gboolean inside = g_str_has_prefix (path, folder) && (path[strlen (folder)] == '/' || path[strlen (folder)] == '\0');

  if (inside)
    {
      n_hidden += path[where->base] == '.';
      return 0;
    }
  if (kind == FTW_F)
    g_file_get_contents (path, &contents, NULL, NULL);
  g_string_append_printf (seen, "%s %o %" G_GINT64_FORMAT ".%09ld %s\n", path, info->st_mode,
                          (gint64) info->st_mtim.tv_sec, info->st_mtim.tv_nsec, contents != NULL ? contents : "");

  return 0;
}

static char *
look (void)
{
  seen = g_string_new (NULL);
  n_hidden = 0;
  nftw (top, look_at, 16, FTW_PHYS);
  g_string_append_printf (seen, "%u hidden\n", n_hidden);

  return g_string_free (g_steal_pointer (&seen), FALSE);
}

static void
assert_secrets_are_whole (const char *target,
                          const char *method)
{
  static const char *const names[] = { ".hidden", ".git/config", "sub/.secret" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = fixture_path (folder, names[i]);
      g_autofree char *contents = NULL;

      g_file_get_contents (path, &contents, NULL, NULL);
      if (g_strcmp0 (contents, SECRET) != 0)
        fail_msg ("%s %s changed %s", method, target, names[i]);
    }
}

static int
set_up (void **state)
{
  umask (022);
  top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  folder = g_build_filename (top, "site", NULL);
  fixture_write (top, "secret", SECRET);
  fixture_write (top, "secrets/secret", SECRET);
  fixture_write (top, "root/etc/passwd", PASSWD);
  g_mkdir (folder, 0755);
  make_folder ();

  served = site_fixture_new (g_strdup (folder));
  port = served->port;
  site_fixture_allow (served, LAN_WEB_RIGHT_READ | LAN_WEB_RIGHT_UPLOAD | LAN_WEB_RIGHT_REPLACE | LAN_WEB_RIGHT_DELETE);

  return 0;
}

static int
tear_down (void **state)
{
  site_fixture_free (served);
  fixture_remove (top);
  g_free (folder);
  g_free (top);

  return 0;
}

/* --- Asking --- */

static gboolean
holds_a_secret (const char *got)
{
  return strstr (got, SECRET) != NULL || strstr (got, "root:") != NULL || strstr (got, "PATH=") != NULL;
}

static void
nothing_outside_is_served (void **state)
{
  lan_beneath_set_fallback (*(const gboolean *) *state);
  assert_true (G_N_ELEMENTS (escapes) >= 200);

  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      g_autofree char *got = fixture_request (port, "GET", escapes[i], "");
      guint status = fixture_status (got);

      if (holds_a_secret (got))
        fail_msg ("“%s” got what is outside: %.300s", escapes[i], got);
      /* a query or fragment is none of the path: those get the page itself */
      if (status < 300 && strcmp (fixture_body (got), PAGE) != 0)
        fail_msg ("“%s” got: %.300s", escapes[i], got);
      if (status == 301 && strstr (escapes[i], "sub") == NULL && strstr (escapes[i], "out-index") == NULL)
        fail_msg ("“%s” leads to: %.300s", escapes[i], got);
      if (status >= 500 || status == 0)
        fail_msg ("“%s” got: %.300s", escapes[i], got);
    }
}

/* Upon success there is something else inside than before, which the next target may not find. */
static void
make_anew (void)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = fixture_path (folder, name);

      fixture_remove (path);
    }
  make_folder ();
}

static char *
send_with_body (const char *method,
                const char *target,
                const char *more,
                const char *body)
{
  g_autofree char *fields = g_strdup_printf ("%sContent-Length: %zu\r\n", more, strlen (body));
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n%s",
                                              method, target, fields, body);
  GString *got = fixture_exchange (port, request, strlen (request));

  return got != NULL ? g_string_free (got, FALSE) : g_strdup ("");
}

/* A form with @name for everything that has one. */
static char *
send_form (const char *target,
           const char *name)
{
  g_autofree char *body = g_strdup_printf ("--b\r\nContent-Disposition: form-data; name=\"replace\"\r\n\r\n1\r\n"
                                           "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
                                           "overwritten\r\n"
                                           "--b\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n%s\r\n"
                                           "--b\r\nContent-Disposition: form-data; name=\"delete\"\r\n\r\n%s\r\n--b--\r\n",
                                           name, name, name);

  return send_with_body ("POST", target, "Content-Type: multipart/form-data; boundary=b\r\n", body);
}

static void
nothing_outside_is_changed (void **state)
{
  static const char *const methods[] = { "PUT", "DELETE", "MKCOL", "POST to", "POST of" };
  g_autofree char *before = look ();

  lan_beneath_set_fallback (*(const gboolean *) *state);
  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    for (gsize m = 0; m < G_N_ELEMENTS (methods); m++)
      {
        g_autofree char *got = m == 0   ? send_with_body ("PUT", escapes[i], "", "overwritten")
                               : m <= 2 ? send_with_body (methods[m], escapes[i], "", "")
                               : m == 3 ? send_form (escapes[i], "new")
                                        : send_form ("/", escapes[i]);
        g_autofree char *after = look ();
        guint status = fixture_status (got);

        if (strcmp (before, after) != 0)
          fail_msg ("%s %s changed what is outside, or hidden: %s\n%s\n%.300s", methods[m], escapes[i], before, after, got);
        assert_secrets_are_whole (escapes[i], methods[m]);
        if (status == 0 || status >= 500 || holds_a_secret (got))
          fail_msg ("%s %s got: %.300s", methods[m], escapes[i], got);
        if (status < 400)
          make_anew ();
      }
}

static const gboolean by_kernel = FALSE, by_hand = TRUE;

#define ON_BOTH(test) \
  { #test " (openat2)", test, NULL, NULL, (void *) &by_kernel }, \
  { #test " (by hand)", test, NULL, NULL, (void *) &by_hand }

int
main (void)
{
  const struct CMUnitTest tests[] = {
    ON_BOTH (nothing_outside_is_served),
    ON_BOTH (nothing_outside_is_changed),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
