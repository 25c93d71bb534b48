/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>

#include "base/new-file.h"
#include "http-peer.h"
#include "web-fixture.h"
#include "served-site.h"
#include "web/store.h"

#define READ LAN_WEB_RIGHT_READ
#define UPLOAD LAN_WEB_RIGHT_UPLOAD
#define REPLACE LAN_WEB_RIGHT_REPLACE
#define DELETE LAN_WEB_RIGHT_DELETE
#define ALL (READ | UPLOAD | REPLACE | DELETE)

/* As curl writes it. */
#define MULTIPART "Content-Type: multipart/form-data; boundary=b\r\n"
#define FILE_PART(name, content) \
  "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" name "\"\r\n" \
  "Content-Type: application/octet-stream\r\n\r\n" content "\r\n"
#define FIELD_PART(name, value) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--b--\r\n"

static char *top;
static char *folder;
static SiteFixture *served;
static guint16 port;

static int
set_up (void **state)
{
  umask (022);
  top = g_dir_make_tmp ("landline-test-XXXXXX", NULL);
  g_chmod (top, 0755);
  folder = g_build_filename (top, "site", NULL);
  fixture_write (top, "secret", SECRET);
  fixture_write (top, "secrets/secret", SECRET);
  g_mkdir (folder, 0755);

  served = site_fixture_new (g_strdup (folder));
  port = served->port;
  site_fixture_allow (served, ALL);

  return 0;
}

static int
tear_down (void **state)
{
  site_fixture_free (served);
  lan_web_store_set_floor (0);
  fixture_remove (top);
  g_free (folder);
  g_free (top);

  return 0;
}

static void
allow (LanWebRights rights,
       guint64      max_bytes)
{
  LanWebOptions *options = lan_web_options_copy (served->options);

  options->rights = rights;
  options->upload_max_bytes = max_bytes;
  site_fixture_use (served, options);
}

static char *
ask (const char *method,
     const char *target,
     const char *more,
     const char *body)
{
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s"
                                              "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                              method, target, more, strlen (body), body);
  GString *got = fixture_exchange (port, request, strlen (request));

  return got != NULL ? g_string_free (got, FALSE) : g_strdup ("");
}

static void
expect (guint       status,
        const char *method,
        const char *target,
        const char *more,
        const char *body)
{
  g_autofree char *got = ask (method, target, more, body);

  if (fixture_status (got) != status)
    fail_msg ("%s %s %s: %u expected, not: %.600s", method, target, more, status, got);
}

/* --- What is in the folder, as one text --- */

static gint
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
describe_into (GString    *text,
               const char *path,
               const char *shown)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *one = g_ptr_array_index (names, i);
      g_autofree char *inner = g_build_filename (path, one, NULL);
      g_autofree char *inner_shown = g_strconcat (shown, one, NULL);
      g_autofree char *content = NULL;

      if (g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
        g_string_append_printf (text, "%s→\n", inner_shown);
      else if (g_file_get_contents (inner, &content, NULL, NULL))
        g_string_append_printf (text, "%s=%s\n", inner_shown, content);
      else
        {
          g_autofree char *slashed = g_strconcat (inner_shown, "/", NULL);

          g_string_append_printf (text, "%s\n", slashed);
          describe_into (text, inner, slashed);
        }
    }
}

static char *
describe (void)
{
  GString *text = g_string_new (NULL);

  describe_into (text, folder, "");

  return g_string_free (text, FALSE);
}

#define BEFORE "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere.txt=old\n"

/* Each test begins with the same folder. */
static int
renew (void **state)
{
  fixture_remove (folder);
  fixture_write (folder, "there.txt", "old");
  fixture_write (folder, "full/inner.txt", "inner");
  fixture_link (folder, "in", "full");
  fixture_link (folder, "link", "there.txt");
  fixture_link (folder, "out", "../secret");
  fixture_link (folder, "out-folder", "../secrets");
  {
    g_autofree char *empty = fixture_path (folder, "empty");

    g_mkdir (empty, 0755);
  }
  allow (ALL, LAN_WEB_UPLOAD_MAX_BYTES);
  lan_web_store_set_floor (0);

  return 0;
}

static void
assert_folder (const char *expected)
{
  g_autofree char *is = describe ();

  if (strcmp (is, expected) != 0)
    fail_msg ("the folder holds:\n%s\nnot:\n%s", is, expected);
}

/* --- Rights --- */

typedef struct
{
  const char *method;
  const char *target;
  const char *more;
  const char *body;
  LanWebRights needs;      /* for @status */
  guint status;
  guint otherwise;         /* with a right to change something, but without @needs */
  const char *after;       /* (nullable): what is there where it was allowed; NULL: as before */
} Action;

#define PLACED(file) \
  "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\n" file "out→\nout-folder→\nthere.txt=old\n"

static const Action actions[] = {
  { "PUT", "/new.txt", "", "new", UPLOAD, 201, 403, PLACED ("new.txt=new\n") },
  { "PUT", "/there.txt", "", "new", UPLOAD | REPLACE, 204, 403,
    "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere.txt=new\n" },
  { "PUT", "/full", "", "new", UPLOAD, 409, 403, NULL },
  { "PUT", "/full/", "", "new", UPLOAD, 409, 403, NULL },
  { "PUT", "/", "", "new", UPLOAD, 409, 403, NULL },
  { "PUT", "/nowhere/new.txt", "", "new", UPLOAD, 409, 403, NULL },
  { "PUT", "/there.txt/new.txt", "", "new", UPLOAD, 409, 403, NULL },
  { "PUT", "/link", "", "new", UPLOAD, 409, 403, NULL },
  { "PUT", "/out", "", "new", UPLOAD, 409, 403, NULL },
  { "PUT", "/out-folder/new.txt", "", "new", UPLOAD, 403, 403, NULL },
  { "PUT", "/out-folder/secret", "", "new", UPLOAD, 403, 403, NULL },
  { "PUT", "/empty/new.txt", "", "new", UPLOAD, 201, 403,
    "empty/\nempty/new.txt=new\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere.txt=old\n" },
  { "PUT", "/in/new.txt", "", "new", UPLOAD, 201, 403,
    "empty/\nfull/\nfull/inner.txt=inner\nfull/new.txt=new\nin→\nlink→\nout→\nout-folder→\nthere.txt=old\n" },
  { "MKCOL", "/new", "", "", UPLOAD, 201, 403, PLACED ("new/\n") },
  { "MKCOL", "/new/", "", "", UPLOAD, 201, 403, PLACED ("new/\n") },
  { "MKCOL", "/full/", "", "", UPLOAD, 405, 403, NULL },
  { "MKCOL", "/there.txt", "", "", UPLOAD, 405, 403, NULL },
  { "MKCOL", "/out", "", "", UPLOAD, 405, 403, NULL },
  { "MKCOL", "/", "", "", UPLOAD, 405, 403, NULL },
  { "MKCOL", "/nowhere/new", "", "", UPLOAD, 409, 403, NULL },
  { "MKCOL", "/out-folder/new", "", "", UPLOAD, 403, 403, NULL },
  { "MKCOL", "/new", "", "<x/>", UPLOAD, 415, 403, NULL },
  { "DELETE", "/there.txt", "", "", DELETE, 204, 403,
    "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\n" },
  { "DELETE", "/empty", "", "", DELETE, 204, 403,
    "full/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere.txt=old\n" },
  { "DELETE", "/empty/", "", "", DELETE, 204, 403,
    "full/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere.txt=old\n" },
  { "DELETE", "/full/", "", "", DELETE, 409, 403, NULL },
  { "DELETE", "/there.txt/", "", "", DELETE, 404, 403, NULL },
  { "DELETE", "/nothing", "", "", DELETE, 404, 403, NULL },
  { "DELETE", "/nowhere/nothing", "", "", DELETE, 404, 403, NULL },
  { "DELETE", "/", "", "", DELETE, 403, 403, NULL },
  { "DELETE", "/full/..", "", "", DELETE, 403, 403, NULL },
  { "DELETE", "/out", "", "", DELETE, 204, 403,    /* the link, not what it leads to */
    "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout-folder→\nthere.txt=old\n" },
  { "DELETE", "/out-folder/secret", "", "", DELETE, 403, 403, NULL },
  { "POST", "/", MULTIPART, FILE_PART ("new.txt", "new") END, UPLOAD, 303, 403, PLACED ("new.txt=new\n") },
  { "POST", "/", MULTIPART, FILE_PART ("there.txt", "new") END, UPLOAD, 303, 403,
    "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere (1).txt=new\nthere.txt=old\n" },
  { "POST", "/", MULTIPART, FIELD_PART ("replace", "1") FILE_PART ("there.txt", "new") END, UPLOAD | REPLACE, 303, 0,
    "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere.txt=new\n" },
  { "POST", "/", MULTIPART, FIELD_PART ("folder", "new") END, UPLOAD, 303, 403, PLACED ("new/\n") },
  { "POST", "/", MULTIPART, FIELD_PART ("folder", "full") END, UPLOAD, 409, 403, NULL },
  { "POST", "/", MULTIPART, FIELD_PART ("delete", "there.txt") END, DELETE, 303, 403,
    "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\n" },
  { "POST", "/", MULTIPART, FIELD_PART ("delete", "full") END, DELETE, 409, 403, NULL },
  { "POST", "/", MULTIPART, FIELD_PART ("delete", "nothing") END, DELETE, 404, 403, NULL },
  { "POST", "/", "Content-Type: application/x-www-form-urlencoded\r\n", "folder=new", UPLOAD, 303, 403,
    PLACED ("new/\n") },
  { "POST", "/", "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n", "delete=there%2Etxt", DELETE, 303,
    403, "empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\n" },
  { "POST", "/out-folder/", MULTIPART, FILE_PART ("new.txt", "new") END, 0, 403, 403, NULL },
  { "POST", "/nowhere/", MULTIPART, FILE_PART ("new.txt", "new") END, 0, 404, 404, NULL },
  { "POST", "/there.txt", MULTIPART, FILE_PART ("new.txt", "new") END, 0, 404, 404, NULL },
};

static void
rights_decide (void **state)
{
  for (LanWebRights rights = 0; rights <= ALL; rights++)
    for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
      {
        const Action *action = &actions[i];
        gboolean changes = (rights & (UPLOAD | DELETE)) != 0;
        gboolean allowed = changes && (rights & action->needs) == action->needs;
        guint status = !changes ? 405 : allowed ? action->status : action->otherwise;
        g_autofree char *got = NULL;

        if (status == 303 && (rights & READ) == 0)
          status = 200;
        if (status == 0)   /* a right is missing, and another way is taken */
          continue;

        renew (state);
        allow (rights, LAN_WEB_UPLOAD_MAX_BYTES);
        got = ask (action->method, action->target, action->more, action->body);
        if (fixture_status (got) != status)
          fail_msg ("rights %u, %s %s %s: %u expected, not: %.500s", rights, action->method, action->target, action->body,
                    status, got);
        assert_folder (allowed && action->after != NULL ? action->after : BEFORE);
        if (status == 405)
          {
            g_autofree char *methods = fixture_field (got, "Allow");

            assert_non_null (methods);
            assert_non_null (strstr (methods, "OPTIONS"));
            assert_int_equal (strstr (methods, "PUT") != NULL, (rights & UPLOAD) != 0);
          }
        if (!allowed && status == 403 && action->needs != 0 && action->status < 400)
          assert_non_null (strstr (got, "under Web."));   /* where to turn it on */
      }
  renew (state);
  {
    g_autofree char *secret = fixture_path (top, "secrets/secret");
    g_autofree char *content = NULL;

    assert_true (g_file_get_contents (secret, &content, NULL, NULL));
    assert_string_equal (content, SECRET);
  }
}

static void
what_may_be_done_is_said (void **state)
{
  static const struct
  {
    LanWebRights rights;
    const char *methods;
  } table[] = {
    { 0, "OPTIONS" },
    { READ, "GET, HEAD, OPTIONS" },
    { READ | REPLACE, "GET, HEAD, OPTIONS" },
    { UPLOAD, "GET, HEAD, OPTIONS, POST, PUT, MKCOL" },
    { DELETE, "OPTIONS, POST, DELETE" },
    { READ | UPLOAD, "GET, HEAD, OPTIONS, POST, PUT, MKCOL" },
    { READ | DELETE, "GET, HEAD, OPTIONS, POST, DELETE" },
    { ALL, "GET, HEAD, OPTIONS, POST, PUT, MKCOL, DELETE" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = NULL;
      g_autofree char *methods = NULL;

      allow (table[i].rights, 1);
      got = fixture_request (port, "OPTIONS", "/", "");
      methods = fixture_field (got, "Allow");
      assert_string_equal (methods, table[i].methods);
    }
}

/* --- Who asks --- */

static void
pages_from_elsewhere_are_refused (void **state)
{
  g_autofree char *own = g_strdup_printf ("localhost:%u", port);
  g_autofree char *name = g_strdup_printf ("%s:%u", g_get_host_name (), port);
  const struct
  {
    const char *host;
    const char *more;
    gboolean allowed;
  } table[] = {
    /* programs say nothing of the kind */
    { own, "", TRUE },
    { "127.0.0.1", "", TRUE },
    { "192.168.1.7:8000", "", TRUE },
    { "[fe80::1]:8000", "", TRUE },
    { "LOCALHOST", "", TRUE },
    { "localhost.", "", TRUE },
    { "pc.local:8000", "", TRUE },
    { "pc.local.", "", TRUE },
    { name, "", TRUE },
    { "", "", TRUE },

    /* a name from elsewhere that leads here */
    { "evil.example", "", FALSE },
    { "evil.example:8000", "", FALSE },
    { "127.0.0.1.evil.example", "", FALSE },
    { "local", "", FALSE },
    { ".local", "", FALSE },
    { "xlocal", "", FALSE },
    { "localhost.evil.example", "", FALSE },
    { "evil.example", "Origin: http://evil.example\r\nSec-Fetch-Site: same-origin\r\n", FALSE },

    /* Fetch Metadata */
    { own, "Sec-Fetch-Site: same-origin\r\n", TRUE },
    { own, "Sec-Fetch-Site: none\r\n", TRUE },
    { own, "Sec-Fetch-Site: same-site\r\n", FALSE },
    { own, "Sec-Fetch-Site: cross-site\r\n", FALSE },
    { own, "Sec-Fetch-Site: whatever\r\n", FALSE },

    /* Origin */
    { "127.0.0.1:8000", "Origin: http://127.0.0.1:8000\r\n", TRUE },
    { "127.0.0.1", "Origin: http://127.0.0.1\r\n", TRUE },
    { "127.0.0.1:80", "Origin: http://127.0.0.1\r\n", TRUE },
    { "127.0.0.1", "Origin: http://127.0.0.1:80\r\n", TRUE },
    { "[::1]:8000", "Origin: http://[::1]:8000\r\n", TRUE },
    { "PC.local", "Origin: http://pc.local\r\n", TRUE },
    { "127.0.0.1:8000", "Origin: HTTP://127.0.0.1:8000\r\nSec-Fetch-Site: same-origin\r\n", TRUE },
    { "127.0.0.1:8000", "Origin: http://127.0.0.1:8001\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://127.0.0.1\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: https://127.0.0.1:8000\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://localhost:8000\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://evil.example\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://127.0.0.1:8000.evil.example\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://127.0.0.1:8000/\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://evil@127.0.0.1:8000\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://127.0.0.1:8000 http://evil.example\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: null\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: file://\r\n", FALSE },
    { "127.0.0.1:8000", "Origin: http://127.0.0.1:8000\r\nSec-Fetch-Site: cross-site\r\n", FALSE },
    { "", "Origin: http://127.0.0.1\r\n", FALSE },
  };
  static const char *const methods[] = { "PUT", "POST", "DELETE", "MKCOL" };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    for (gsize m = 0; m < G_N_ELEMENTS (methods); m++)
      {
        /* nothing is done in either case: the folder's name is in the way, or it is not there */
        g_autofree char *request = g_strdup_printf ("%s /nothing/ HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s"
                                                    "Content-Length: 1\r\n\r\nx", methods[m], table[i].host, table[i].more);
        GString *answered = fixture_exchange (port, request, strlen (request));
        g_autofree char *got = g_string_free (answered, FALSE);

        if ((fixture_status (got) == 403) == table[i].allowed)
          fail_msg ("%s, Host: %s, %s: %.400s", methods[m], table[i].host, table[i].more, got);
      }
  assert_folder (BEFORE);
}

/* --- Names --- */

static void
names_are_checked (void **state)
{
  g_autofree char *longest = g_strnfill (255, 'n');
  g_autofree char *too_long = g_strnfill (256, 'n');
  g_autofree char *longest_target = g_strconcat ("/empty/", longest, NULL);
  g_autofree char *too_long_target = g_strconcat ("/empty/", too_long, NULL);
  const struct
  {
    const char *target;
    guint status;
  } table[] = {
    { longest_target, 201 },
    { too_long_target, 400 },
    { "/empty/a%20b%3F%23%25%5C.txt", 201 },
    { "/empty/%E4%BD%A0%E5%A5%BD.txt", 201 },
    { "/empty/%FF%FE", 201 },
    { "/empty/%3Cscript%3E", 201 },
    { "/empty/%2e", 409 },       /* the folder itself */
    { "/empty/..%2Fthere.txt", 400 },
    { "/empty/..%2F..%2Fsecret", 400 },
    { "/../secret", 403 },
    { "/empty/../../secret", 403 },
    { "/empty/%2e%2e/%2e%2e/secret", 403 },
    { "/.hidden", 403 },
    { "/empty/.hidden", 403 },
    { "/.git/config", 403 },
    { "/%2Ehidden", 403 },
    { "/...", 403 },
    { "/empty/a%00b", 400 },
    { "/empty/a%0Ab", 400 },
    { "/empty/a%0D%0AX:y", 400 },
    { "/empty/a%7F", 400 },
    { "/empty/a%2", 400 },
    { "/empty//d.txt", 201 },
    { "/empty/./e.txt?query#x", 201 },
    { "http://localhost/empty/f.txt", 201 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    expect (table[i].status, "PUT", table[i].target, "", "x");
  {
    g_autofree char *path = fixture_path (top, "secret");
    g_autofree char *content = NULL;

    assert_true (g_file_get_contents (path, &content, NULL, NULL));
    assert_string_equal (content, SECRET);
  }
}

/* Who serves the folder may have made it, with a program. */
static void
what_has_an_odd_name_can_be_deleted (void **state)
{
  fixture_write (folder, "line\nfeed", "x");
  fixture_write (folder, "\x7f\xff", "x");

  expect (204, "DELETE", "/line%0Afeed", "", "");
  expect (303, "POST", "/", MULTIPART, FIELD_PART ("delete", "%7F%FF") END);
  assert_folder (BEFORE);
}

static void
names_in_forms_are_checked (void **state)
{
  expect (303, "POST", "/empty/", MULTIPART, FILE_PART ("../../evil.txt", "x") END);   /* only its last part is used */
  expect (303, "POST", "/empty/", MULTIPART, FILE_PART ("C:\\fakepath\\b.txt", "x") END);
  expect (403, "POST", "/empty/", MULTIPART, FILE_PART (".hidden", "x") END);
  expect (400, "POST", "/empty/", MULTIPART, FILE_PART ("a%0Ab", "x") END);
  expect (400, "POST", "/empty/", MULTIPART, FILE_PART ("..", "x") END);
  expect (400, "POST", "/empty/", MULTIPART, FILE_PART ("", "") END);   /* none was chosen */
  expect (400, "POST", "/empty/", MULTIPART, END);
  expect (400, "POST", "/empty/", MULTIPART, FIELD_PART ("unknown", "x") END);
  expect (400, "POST", "/empty/", MULTIPART, FIELD_PART ("folder", "") END);
  expect (400, "POST", "/empty/", MULTIPART, FIELD_PART ("folder", "a/b") END);
  expect (403, "POST", "/empty/", MULTIPART, FIELD_PART ("folder", "..") END);
  expect (403, "POST", "/empty/", MULTIPART, FIELD_PART ("delete", "..") END);
  expect (403, "POST", "/empty/", MULTIPART, FIELD_PART ("delete", "..%2Fthere.txt") END);
  expect (400, "POST", "/empty/", MULTIPART, FIELD_PART ("delete", "../there.txt") END);
  assert_folder ("empty/\nempty/b.txt=x\nempty/evil.txt=x\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\n"
                 "out-folder→\nthere.txt=old\n");
}

/* --- One file --- */

static char *
tag_of (const char *target)
{
  g_autofree char *got = fixture_request (port, "HEAD", target, "");

  return fixture_field (got, "ETag");
}

static void
conditions_are_kept (void **state)
{
  g_autofree char *tag = tag_of ("/there.txt");
  g_autofree char *match = g_strdup_printf ("If-Match: \"other\", %s\r\n", tag);
  g_autofree char *weak = g_strdup_printf ("If-Match: W/%s\r\n", tag);
  g_autofree char *none = g_strdup_printf ("If-None-Match: %s\r\n", tag);

  expect (412, "PUT", "/there.txt", "If-None-Match: *\r\n", "x");
  expect (412, "PUT", "/there.txt", none, "x");
  expect (412, "PUT", "/there.txt", weak, "x");
  expect (412, "PUT", "/there.txt", "If-Match: \"other\"\r\n", "x");
  expect (412, "PUT", "/there.txt", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "x");
  expect (412, "PUT", "/new.txt", "If-Match: *\r\n", "x");
  expect (412, "DELETE", "/there.txt", "If-Match: \"other\"\r\n", "");
  assert_folder (BEFORE);

  expect (201, "PUT", "/new.txt", "If-None-Match: *\r\n", "new");
  expect (204, "PUT", "/there.txt", match, "newer");
  expect (412, "PUT", "/there.txt", match, "newest");   /* it is another by now */
  expect (204, "PUT", "/there.txt", "If-Match: *\r\nIf-Modified-Since: Sun, 06 Nov 2044 08:49:37 GMT\r\n", "last");
  expect (204, "DELETE", "/there.txt", "If-Unmodified-Since: Sun, 06 Nov 2044 08:49:37 GMT\r\n", "");
  assert_folder ("empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nnew.txt=new\nout→\nout-folder→\n");
}

static void
what_was_put_is_served_at_once (void **state)
{
  g_autofree char *created = ask ("PUT", "/a%20b.txt", "", "one");
  g_autofree char *location = fixture_field (created, "Location");
  g_autofree char *tag = fixture_field (created, "ETag");
  g_autofree char *later = tag_of ("/a%20b.txt");
  g_autofree char *one = fixture_request (port, "GET", "/a%20b.txt", "");
  g_autofree char *replaced = ask ("PUT", "/a%20b.txt", "", "two");
  g_autofree char *two = fixture_request (port, "GET", "/a%20b.txt", "");
  g_autofree char *deleted = ask ("DELETE", "/a%20b.txt", "", "");
  g_autofree char *gone = fixture_request (port, "GET", "/a%20b.txt", "");

  assert_int_equal (fixture_status (created), 201);
  assert_string_equal (location, "/a%20b.txt");
  assert_string_equal (tag, later);
  assert_string_equal (fixture_body (one), "one");
  assert_int_equal (fixture_status (replaced), 204);
  assert_string_equal (fixture_body (two), "two");
  assert_int_equal (fixture_status (deleted), 204);
  assert_int_equal (fixture_status (gone), 404);
}

static void
only_whole_plain_files_are_taken (void **state)
{
  expect (400, "PUT", "/new.txt", "Content-Range: bytes 0-2/3\r\n", "new");
  expect (415, "PUT", "/new.txt", "Content-Encoding: gzip\r\n", "new");
  expect (415, "POST", "/", "", "new");
  expect (415, "POST", "/", "Content-Type: text/plain\r\n", "new");
  expect (415, "POST", "/", "Content-Type: multipart/form-data\r\n", "new");
  assert_folder (BEFORE);
  expect (201, "PUT", "/new.txt", "Content-Encoding: identity\r\n", "new");
}

static void
the_mode_of_what_is_replaced_stays (void **state)
{
  g_autofree char *path = fixture_path (folder, "there.txt");
  struct stat info;

  g_chmod (path, 0600);
  expect (204, "PUT", "/there.txt", "", "new");
  assert_int_equal (stat (path, &info), 0);
  assert_int_equal (info.st_mode & 07777, 0600);
}

static void
folders_that_forbid_it_are_named (void **state)
{
  g_autofree char *full = fixture_path (folder, "full");
  gboolean was_root = geteuid () == 0;
  char *got[5] = { NULL };

  g_chmod (full, 0555);
  if (was_root)
    assert_int_equal (seteuid (65534), 0);   /* of all threads (nptl(7)) */
  got[0] = ask ("PUT", "/full/new.txt", "", "x");
  got[1] = ask ("MKCOL", "/full/new", "", "");
  got[2] = ask ("DELETE", "/full/inner.txt", "", "");
  got[3] = ask ("POST", "/full/", MULTIPART, FILE_PART ("new.txt", "x") END);
  got[4] = ask ("PUT", "/full/inner.txt", "", "x");
  if (was_root)
    assert_int_equal (seteuid (0), 0);
  g_chmod (full, 0755);

  for (gsize i = 0; i < G_N_ELEMENTS (got); i++)
    {
      if (fixture_status (got[i]) != 403 || strstr (got[i], "permissions on the disk") == NULL)
        fail_msg ("%zu: %s", i, got[i]);
      g_free (got[i]);
    }
  assert_folder (BEFORE);
}

/* --- Limits --- */

static void
too_much_is_refused_before_it_comes (void **state)
{
  g_autofree char *got = NULL;

  allow (ALL, 10);
  expect (201, "PUT", "/ten", "", "0123456789");
  expect (413, "PUT", "/eleven", "", "0123456789x");
  got = fixture_request (port, "PUT", "/eleven", "Content-Length: 1000000000\r\nExpect: 100-continue\r\n");
  assert_int_equal (fixture_status (got), 413);

  allow (ALL, LAN_WEB_UPLOAD_MAX_BYTES);
  lan_web_store_set_floor (G_MAXINT64);
  expect (507, "PUT", "/new.txt", "", "x");
  expect (507, "POST", "/", MULTIPART, FILE_PART ("new.txt", "x") END);
  g_clear_pointer (&got, g_free);
  got = fixture_request (port, "PUT", "/new.txt", "Content-Length: 5\r\nExpect: 100-continue\r\n");
  assert_int_equal (fixture_status (got), 507);
  assert_folder ("empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nten=0123456789\nthere.txt=old\n");
}

static void
a_file_that_grows_too_large_leaves_nothing (void **state)
{
  allow (ALL, 10);
  expect (413, "POST", "/", MULTIPART, FILE_PART ("ten", "0123456789") FILE_PART ("eleven", "0123456789x")
          FILE_PART ("more", "x") END);
  assert_folder ("empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nten=0123456789\nthere.txt=old\n");
  {
    static const char request[] = "PUT /eleven HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                                  "Connection: close\r\n\r\n8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n";
    GString *answered = fixture_exchange (port, request, strlen (request));
    g_autofree char *got = g_string_free (answered, FALSE);

    assert_int_equal (fixture_status (got), 413);
  }
  assert_folder ("empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nten=0123456789\nthere.txt=old\n");
}

static void
leave_to_send_is_given (void **state)
{
  int fd = http_peer_connect (port);
  g_autoptr(GString) got = g_string_new (NULL);

  assert_true (http_peer_send (fd, "PUT /new.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nConnection: close\r\n"
                               "Expect: 100-continue\r\n\r\n"));
  assert_true (http_peer_receive (fd, got, "\r\n\r\n"));
  assert_string_equal (got->str, "HTTP/1.1 100 Continue\r\n\r\n");
  assert_true (http_peer_send (fd, "new"));
  assert_true (http_peer_receive (fd, got, NULL));
  assert_non_null (strstr (got->str, "HTTP/1.1 201 Created\r\n"));
  assert_folder (PLACED ("new.txt=new\n"));
  close (fd);
}

/* Many that each go on a little would else fill the disk together. */
static void
a_disk_that_fills_meanwhile_is_noticed_early (void **state)
{
  int fd = http_peer_connect (port);
  g_autoptr(GString) got = g_string_new (NULL);
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');

  assert_true (http_peer_send (fd, "PUT /new.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                                   "Connection: close\r\nExpect: 100-continue\r\n\r\n"));
  assert_true (http_peer_receive (fd, got, "\r\n\r\n"));
  assert_string_equal (got->str, "HTTP/1.1 100 Continue\r\n\r\n");
  lan_web_store_set_floor (G_MAXINT64);
  assert_true (http_peer_send (fd, "100000\r\n"));
  http_peer_send (fd, megabyte);
  http_peer_send (fd, "\r\n0\r\n\r\n");
  assert_true (http_peer_receive (fd, got, "</html>\n"));
  assert_non_null (strstr (got->str, "HTTP/1.1 507 "));
  close (fd);
  assert_folder (BEFORE);
}

/* One connection after the other: a full house is seen when all before were read. */
static guint
ask_until_refused (guint32 from)
{
  guint status = 0;

  for (guint tries = 0; tries < 100 && status != 503; tries++)
    {
      g_autoptr(GString) got = g_string_new (NULL);
      int fd = http_peer_connect_from (from, port);

      assert_true (http_peer_send (fd, "PUT /full/new HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
                                       "Connection: close\r\n\r\nx"));
      assert_true (http_peer_receive (fd, got, NULL));
      close (fd);
      status = fixture_status (got->str);
      if (status == 503)
        assert_non_null (strstr (got->str, "\r\nRetry-After: "));
      else
        g_usleep (10000);
    }

  return status;
}

/* As many as are taken at once, each begun and not ended, and of one address. */
#define UPLOADS 128
#define UPLOADS_OF_ONE 32

static void
more_uploads_than_can_be_held_wait (void **state)
{
  int peers[UPLOADS];

  for (guint i = 0; i < UPLOADS; i++)
    {
      g_autofree char *head = g_strdup_printf ("PUT /empty/%u HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                                               "Connection: close\r\n\r\nx", i);

      peers[i] = http_peer_connect_from (INADDR_LOOPBACK + i / UPLOADS_OF_ONE, port);
      assert_true (http_peer_send (peers[i], head));
      if (i + 1 == UPLOADS_OF_ONE)   /* one address leaves room for others */
        assert_int_equal (ask_until_refused (INADDR_LOOPBACK), 503);
    }
  assert_int_equal (ask_until_refused (INADDR_LOOPBACK + UPLOADS), 503);

  for (guint i = 0; i < UPLOADS; i++)
    {
      g_autoptr(GString) got = g_string_new (NULL);

      assert_true (http_peer_send (peers[i], "y"));
      assert_true (http_peer_receive (peers[i], got, NULL));
      assert_int_equal (fixture_status (got->str), 201);
      close (peers[i]);
    }
  expect (204, "PUT", "/full/inner.txt", "", "x");
}

/* Who sends on after a refusal is not listened to for long. */
static void
what_is_refused_meanwhile_is_not_read_to_its_end (void **state)
{
  static const struct
  {
    LanWebRights rights;
    guint status;
  } table[] = {
    { ALL, 413 },
    { READ | DELETE, 403 },
  };
  g_autofree char *piece = g_strnfill (65536, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      int fd = http_peer_connect (port);
      g_autoptr(GString) got = g_string_new (NULL);
      guint64 sent = 0;
      char byte;

      allow (table[i].rights, 100000);
      assert_true (http_peer_send (fd, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n" MULTIPART
                                   "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"new.txt\"\r\n\r\n"));
      while (sent < 1000000000 && recv (fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && http_peer_send (fd, piece))
        sent += 65536;
      assert_true (sent < 100000000);
      assert_true (http_peer_receive (fd, got, "</html>\n"));
      assert_int_equal (fixture_status (got->str), table[i].status);
      close (fd);
    }
  assert_folder (BEFORE);
}

/* --- Of which only a part comes --- */

static void
who_goes_half_way_leaves_nothing (void **state)
{
  static const char *const requests[] = {
    "PUT /new.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
    "PUT /there.txt HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n" MULTIPART "\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"new.txt\"\r\n\r\nhalf",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      int fd = http_peer_connect (port);

      assert_true (http_peer_send (fd, requests[i]));
      g_usleep (20000);
      assert_folder (BEFORE);   /* nor is it seen meanwhile */
      close (fd);
      expect (404, "DELETE", "/nothing", "", "");
      assert_folder (BEFORE);
    }
}

/* What is still to be done then is done in threads that outlive the server. */
static void
a_server_that_stops_leaves_nothing (void **state)
{
  SiteFixture *other = site_fixture_new (g_strdup (folder));
  g_autofree char *piece = g_strnfill (1000000, 'x');
  int fds[10];

  other->keeps_folder = TRUE;
  site_fixture_allow (other, ALL);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = http_peer_connect (other->port);
      assert_true (http_peer_send (fds[i], "PUT /new.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"));
      assert_true (http_peer_send (fds[i], piece));
    }
  site_fixture_free (other);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  assert_folder (BEFORE);
  expect (201, "PUT", "/new.txt", "", "new");   /* none of them holds a place */
  assert_folder (PLACED ("new.txt=new\n"));
}

static void
what_was_whole_before_a_fault_stays (void **state)
{
  expect (400, "POST", "/", MULTIPART, FILE_PART ("one", "1") "--b\r\nContent-Disposition: form-data; name=\"file\"; "
          "filename=\"two\"\r\n\r\nno end");
  expect (400, "POST", "/", MULTIPART, FILE_PART ("three", "3") "--bad\r\n");
  assert_folder ("empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\none=1\nout→\nout-folder→\nthere.txt=old\nthree=3\n");
}

/* Where the file system cannot do the first. */
static void
every_way_of_keeping_a_file_serves (void **state)
{
  for (LanNewFileWay way = LAN_NEW_FILE_RENAME; way <= LAN_NEW_FILE_PLACEHOLDER; way++)
    {
      guint status = 0;
      int fd;

      renew (state);
      lan_new_file_start_with (way);
      fd = http_peer_connect (port);
      assert_true (http_peer_send (fd, "PUT /empty/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"));
      expect (201, "PUT", "/new.txt", "", "new");
      expect (204, "PUT", "/there.txt", "", "newer");
      expect (412, "PUT", "/there.txt", "If-None-Match: *\r\n", "x");
      expect (303, "POST", "/", MULTIPART, FILE_PART ("there.txt", "form") END);
      close (fd);
      for (guint tries = 0; tries < 200 && status != 204; tries++)   /* until what was begun there is gone */
        {
          g_autofree char *got = ask ("DELETE", "/empty", "", "");

          status = fixture_status (got);
          g_usleep (status != 204 ? 10000 : 0);
        }
      assert_folder ("full/\nfull/inner.txt=inner\nin→\nlink→\nnew.txt=new\nout→\nout-folder→\n"
                     "there (1).txt=form\nthere.txt=newer\n");
    }
  lan_new_file_start_with (LAN_NEW_FILE_UNNAMED);
}

/* Two at once, of which each has sent a half. */
static void
put_two (const char *more,
         guint      *first,
         guint      *second)
{
  int fds[2];
  g_autofree char *head = g_strdup_printf ("PUT /same.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n%s"
                                           "Connection: close\r\n\r\n", more);
  guint *statuses[2] = { first, second };

  for (guint i = 0; i < 2; i++)
    {
      fds[i] = http_peer_connect (port);
      assert_true (http_peer_send (fds[i], head));
      assert_true (http_peer_send (fds[i], i == 0 ? "aa" : "bb"));
    }
  g_usleep (20000);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GString) got = g_string_new (NULL);

      assert_true (http_peer_send (fds[i], i == 0 ? "aa" : "bb"));
      assert_true (http_peer_receive (fds[i], got, NULL));
      *statuses[i] = fixture_status (got->str);
      close (fds[i]);
    }
}

static void
of_two_with_one_name_each_is_whole (void **state)
{
  guint first, second;

  put_two ("", &first, &second);
  assert_int_equal (first, 201);
  assert_int_equal (second, 204);
  expect (204, "DELETE", "/same.txt", "", "");

  put_two ("If-None-Match: *\r\n", &first, &second);
  assert_int_equal (first, 201);
  assert_int_equal (second, 412);
  assert_folder ("empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nsame.txt=aaaa\nthere.txt=old\n");
  expect (204, "DELETE", "/same.txt", "", "");

  allow (READ | UPLOAD, LAN_WEB_UPLOAD_MAX_BYTES);
  put_two ("", &first, &second);
  assert_int_equal (first, 201);
  assert_int_equal (second, 403);
  assert_folder ("empty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nsame.txt=aaaa\nthere.txt=old\n");
}

/* Far more than waits in memory. */
#define LARGE_BYTES (48 * 1024 * 1024 + 7)

static char *
make_large (void)
{
  char *large = g_malloc (LARGE_BYTES + 1);

  for (gsize i = 0; i < LARGE_BYTES; i++)
    large[i] = (char) ('a' + (i * 2654435761u >> 11) % 26);
  large[LARGE_BYTES] = '\0';

  return large;
}

static void
assert_large (const char *name,
              const char *large)
{
  g_autofree char *path = fixture_path (folder, name);
  g_autofree char *content = NULL;
  gsize length;

  assert_true (g_file_get_contents (path, &content, &length, NULL));
  assert_int_equal (length, LARGE_BYTES);
  assert_memory_equal (content, large, length);
}

static void
large_files_arrive_as_they_are (void **state)
{
  g_autofree char *large = make_large ();
  g_autofree char *form = g_strconcat ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"form.bin\"\r\n\r\n",
                                       large, "\r\n" END, NULL);
  GString *chunked = g_string_new ("PUT /chunked.bin HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                                   "Connection: close\r\n\r\n");
  GString *got;

  expect (201, "PUT", "/put.bin", "", large);
  assert_large ("put.bin", large);
  expect (303, "POST", "/", MULTIPART, form);
  assert_large ("form.bin", large);

  for (gsize at = 0; at < LARGE_BYTES; at += 100000)
    {
      gsize piece = MIN (100000, LARGE_BYTES - at);

      g_string_append_printf (chunked, "%zx\r\n", piece);
      g_string_append_len (chunked, large + at, (gssize) piece);
      g_string_append (chunked, "\r\n");
    }
  g_string_append (chunked, "0\r\n\r\n");
  got = fixture_exchange (port, chunked->str, chunked->len);
  assert_non_null (got);
  assert_int_equal (fixture_status (got->str), 201);
  assert_large ("chunked.bin", large);
  g_string_free (chunked, TRUE);
  g_string_free (got, TRUE);
}

/* --- Forms --- */

static void
programs_are_told_what_became_of_each (void **state)
{
  g_autofree char *got = ask ("POST", "/", MULTIPART "Accept: application/json\r\n",
                              FILE_PART ("there.txt", "1") FILE_PART ("a b\\\"<.txt", "2") FILE_PART (".no", "3")
                              FIELD_PART ("folder", "new") FIELD_PART ("delete", "nothing")
                              FILE_PART ("\xff.txt", "4") END);

  assert_int_equal (fixture_status (got), 403);
  assert_non_null (strstr (got, "Content-Type: application/json\r\n"));
  assert_non_null (strstr (fixture_body (got), "\"path\":\"/there%20%281%29.txt\""));
  assert_non_null (strstr (fixture_body (got), "\"path\":\"/a%20b%22%3C.txt\""));
  assert_non_null (strstr (fixture_body (got), "\"path\":\"/new/\""));
  assert_non_null (strstr (fixture_body (got), "\"path\":\"/%FF.txt\""));
  assert_non_null (strstr (fixture_body (got), "There is nothing of this name."));
  assert_folder ("a b\"<.txt=2\nempty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nnew/\nout→\nout-folder→\n"
                 "there (1).txt=1\nthere.txt=old\n\xff.txt=4\n");
}

static void
programs_are_told_why_not (void **state)
{
  g_autofree char *type = ask ("POST", "/", "Accept: application/json\r\n", "x");
  g_autofree char *place = ask ("POST", "/nowhere/", MULTIPART "Accept: application/json\r\n", END);
  g_autofree char *room = NULL;

  lan_web_store_set_floor (G_MAXINT64);
  room = fixture_request (port, "POST", "/", MULTIPART "Accept: text/html, application/json\r\nContent-Length: 1000000\r\n"
                          "Expect: 100-continue\r\n");

  assert_int_equal (fixture_status (type), 415);
  assert_true (g_str_has_prefix (fixture_body (type), "{\"error\":\"Only forms"));
  assert_int_equal (fixture_status (place), 404);
  assert_true (g_str_has_prefix (fixture_body (place), "{\"error\":\"There is no such folder.\""));
  assert_int_equal (fixture_status (room), 507);
  assert_true (g_str_has_prefix (fixture_body (room), "{\"error\":\"There is not enough room"));
}

static void
people_are_led_back_to_the_folder (void **state)
{
  static const struct
  {
    const char *target;
    const char *location;
  } table[] = {
    { "/", "/" },
    { "/empty/", "/empty/" },
    { "/empty", "/empty/" },
    { "/empty/?sort=size", "/empty/" },
    { "//empty//", "/empty/" },          /* and not to a host of that name */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *got = ask ("POST", table[i].target, MULTIPART, FILE_PART ("a", "x") FILE_PART ("b", "y") END);
      g_autofree char *location = fixture_field (got, "Location");

      assert_int_equal (fixture_status (got), 303);
      assert_string_equal (location, table[i].location);
    }
}

static void
forms_without_files_are_read (void **state)
{
  static const char encoded[] = "Content-Type: application/x-www-form-urlencoded\r\n";
  g_autofree char *large = g_strnfill (70000, 'a');

  expect (303, "POST", "/", encoded, "folder=a+b&folder=c%2Bd&unknown=1&folder=");
  expect (303, "POST", "/", encoded, "delete=a%2520b");   /* encoded by the form, and by the browser */
  expect (400, "POST", "/", encoded, "folder=a%2Fb");
  expect (400, "POST", "/", encoded, "folder=%zz");
  expect (400, "POST", "/", encoded, "folder=%00");
  expect (413, "POST", "/", encoded, large);
  assert_folder ("c+d/\nempty/\nfull/\nfull/inner.txt=inner\nin→\nlink→\nout→\nout-folder→\nthere.txt=old\n");
}

#define TEST(name) cmocka_unit_test_setup (name, renew)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (rights_decide),
    TEST (what_may_be_done_is_said),
    TEST (pages_from_elsewhere_are_refused),
    TEST (names_are_checked),
    TEST (what_has_an_odd_name_can_be_deleted),
    TEST (names_in_forms_are_checked),
    TEST (conditions_are_kept),
    TEST (what_was_put_is_served_at_once),
    TEST (only_whole_plain_files_are_taken),
    TEST (the_mode_of_what_is_replaced_stays),
    TEST (folders_that_forbid_it_are_named),
    TEST (too_much_is_refused_before_it_comes),
    TEST (a_file_that_grows_too_large_leaves_nothing),
    TEST (what_is_refused_meanwhile_is_not_read_to_its_end),
    TEST (leave_to_send_is_given),
    TEST (a_disk_that_fills_meanwhile_is_noticed_early),
    TEST (more_uploads_than_can_be_held_wait),
    TEST (who_goes_half_way_leaves_nothing),
    TEST (a_server_that_stops_leaves_nothing),
    TEST (every_way_of_keeping_a_file_serves),
    TEST (what_was_whole_before_a_fault_stays),
    TEST (of_two_with_one_name_each_is_whole),
    TEST (large_files_arrive_as_they_are),
    TEST (programs_are_told_what_became_of_each),
    TEST (programs_are_told_why_not),
    TEST (people_are_led_back_to_the_folder),
    TEST (forms_without_files_are_read),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
