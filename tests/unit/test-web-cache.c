/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "web/cache.h"

typedef struct
{
  char *folder;
  char *file;
  LanWebCache *cache;
} World;

static void
write_file (const char *file,
            const char *content)
{
  assert_true (g_file_set_contents_full (file, content, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
}

static World *
world_new (void)
{
  World *self = g_new0 (World, 1);

  self->folder = g_dir_make_tmp ("cache-XXXXXX", NULL);
  self->file = g_build_filename (self->folder, "page.html", NULL);
  self->cache = lan_web_cache_new ();
  lan_web_cache_set_patience (self->cache, 0, 0);
  write_file (self->file, "old");

  return self;
}

static void
world_free (World *self)
{
  const char *name;
  GDir *dir = g_dir_open (self->folder, 0, NULL);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (self->folder);
  lan_web_cache_unref (self->cache);
  g_free (self->file);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

/* As a site does: what @target gave those who like @codings is kept with the file at @file. */
static void
put_for (World         *world,
         const char    *target,
         LanWebCodings  codings,
         gboolean       varies,
         const char    *file,
         const char    *content)
{
  g_autoptr(LanHttpResponse) response = lan_http_response_new (200);
  struct stat info;

  assert_int_equal (stat (file, &info), 0);
  lan_http_response_set_bytes (response, g_bytes_new (content, strlen (content)));
  lan_web_cache_put (world->cache, target, codings, &(LanWebAnswer) { file, &info, "\"tag\"", varies, response });
}

static void
put (World      *world,
     const char *target,
     const char *file,
     const char *content)
{
  put_for (world, target, 0, FALSE, file, content);
}

static gboolean
holds_for (World         *world,
           const char    *target,
           LanWebCodings  codings,
           const char    *content)
{
  g_autoptr(LanHttpResponse) response = lan_web_cache_get (world->cache, target, codings);

  if (response == NULL)
    return FALSE;
  assert_int_equal (g_bytes_get_size (response->body), strlen (content));
  assert_memory_equal (g_bytes_get_data (response->body, NULL), content, strlen (content));

  return TRUE;
}

static gboolean
holds (World      *world,
       const char *target,
       const char *content)
{
  return holds_for (world, target, 0, content);
}

static void
an_answer_is_given_again_whatever_the_query (void **state)
{
  g_autoptr(World) world = world_new ();

  assert_false (holds (world, "/page.html", "old"));
  put (world, "/page.html?a=1", world->file, "old");
  assert_true (holds (world, "/page.html", "old"));
  assert_true (holds (world, "/page.html?b=2", "old"));
  assert_false (holds (world, "/page.htm", "old"));
}

#define GZIP LAN_WEB_CODING_GZIP
#define BROTLI_OR_GZIP (LAN_WEB_CODING_BROTLI | LAN_WEB_CODING_GZIP << 2)

static void
what_varies_is_for_who_likes_the_same (void **state)
{
  g_autoptr(World) world = world_new ();

  put_for (world, "/page.html?a=1", GZIP, TRUE, world->file, "in gzip");
  assert_true (holds_for (world, "/page.html?b=2", GZIP, "in gzip"));
  assert_false (holds_for (world, "/page.html", BROTLI_OR_GZIP, ""));
  assert_false (holds_for (world, "/page.html", 0, ""));

  put_for (world, "/page.html", 0, TRUE, world->file, "plain");
  assert_true (holds_for (world, "/page.html", 0, "plain"));
  assert_true (holds_for (world, "/page.html", GZIP, "in gzip"));
  assert_false (holds_for (world, "/page.html", BROTLI_OR_GZIP, ""));

  /* it does not vary any longer */
  put_for (world, "/page.html", GZIP, FALSE, world->file, "for all");
  assert_true (holds_for (world, "/page.html", 0, "for all"));
  assert_true (holds_for (world, "/page.html?", GZIP, "for all"));
  assert_true (holds_for (world, "/page.html", BROTLI_OR_GZIP, "for all"));
}

static void
a_long_address_is_not_kept_but_no_trouble (void **state)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *name = g_strnfill (5000, 'a');
  g_autofree char *target = g_strconcat ("/", name, NULL);
  g_autofree char *query = g_strconcat ("/", name, "?x", NULL);

  put_for (world, target, GZIP, TRUE, world->file, "x");
  put_for (world, query, 0, TRUE, world->file, "x");
  assert_false (holds_for (world, target, GZIP, "x"));
  assert_false (holds_for (world, query, 0, "x"));
  assert_false (holds_for (world, query, GZIP, "x"));
}

static void
what_was_dear_is_kept_while_it_is_the_same (void **state)
{
  g_autoptr(World) world = world_new ();
  g_autoptr(LanHttpResponse) same = NULL;

  put_for (world, "/page.html", GZIP, TRUE, world->file, "in gzip");
  g_usleep (1100 * 1000);
  assert_false (holds_for (world, "/page.html", GZIP, "in gzip"));
  assert_null (lan_web_cache_renew (world->cache, "/page.html", GZIP, "\"another\""));
  assert_null (lan_web_cache_renew (world->cache, "/page.html", 0, "\"tag\""));
  same = lan_web_cache_renew (world->cache, "/page.html", GZIP, "\"tag\"");
  assert_non_null (same);
  assert_true (holds_for (world, "/page.html", GZIP, "in gzip"));
}

static void
only_a_path_is_a_key (void **state)
{
  g_autoptr(World) world = world_new ();

  /* what stands before "?" here is no path, and two such may name two files */
  put (world, "http://a?/page.html", world->file, "old");
  assert_false (holds (world, "http://a?/page.html", "old"));
  assert_false (holds (world, "http://a", "old"));
}

static void
a_file_that_changes_is_seen_at_once (void **state)
{
  static const char *const ways[] = { "written", "replaced", "shorter", "removed", "forbidden", "a link" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr(World) world = world_new ();
      g_autofree char *other = g_build_filename (world->folder, "other", NULL);
      int fd;

      put (world, "/page.html", world->file, "old");
      assert_true (holds (world, "/page.html", "old"));
      switch (i)
        {
        case 0:
          g_usleep (20000);   /* a tick of the kernel's clock, which stamps files */
          fd = open (world->file, O_WRONLY);
          assert_int_equal (write (fd, "new", 3), 3);
          close (fd);
          break;
        case 1:
          write_file (other, "new");
          assert_int_equal (rename (other, world->file), 0);
          break;
        case 2:
          assert_int_equal (truncate (world->file, 1), 0);
          break;
        case 3:
          g_unlink (world->file);
          break;
        case 4:
          g_usleep (20000);
          assert_int_equal (chmod (world->file, 0), 0);
          break;
        default:
          write_file (other, "new");
          g_unlink (world->file);
          assert_int_equal (symlink (other, world->file), 0);
          break;
        }
      if (holds (world, "/page.html", "old"))
        fail_msg ("still there, though the file is %s", ways[i]);
    }
}

static void
what_is_reached_by_a_link_is_not_kept (void **state)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *link = g_build_filename (world->folder, "link.html", NULL);

  assert_int_equal (symlink (world->file, link), 0);
  put (world, "/link.html", link, "old");
  assert_false (holds (world, "/link.html", "old"));
}

static void
what_was_just_written_is_not_kept (void **state)
{
  g_autoptr(World) world = world_new ();

  lan_web_cache_set_patience (world->cache, 3, 0);
  put (world, "/page.html", world->file, "old");
  assert_false (holds (world, "/page.html", "old"));
}

static void
a_look_counts_for_a_blink_and_no_longer (void **state)
{
  g_autoptr(World) world = world_new ();

  lan_web_cache_set_patience (world->cache, 0, 50 * 1000);
  put (world, "/page.html", world->file, "old");
  g_unlink (world->file);
  assert_true (holds (world, "/page.html", "old"));
  g_usleep (60 * 1000);
  assert_false (holds (world, "/page.html", "old"));
}

static void
all_can_be_forgotten_at_once (void **state)
{
  g_autoptr(World) world = world_new ();

  lan_web_cache_set_patience (world->cache, 0, G_USEC_PER_SEC);
  put (world, "/page.html", world->file, "old");
  assert_true (holds (world, "/page.html", "old"));
  lan_web_cache_forget_all (world->cache);
  assert_false (holds (world, "/page.html", "old"));
  put (world, "/page.html", world->file, "old");
  assert_true (holds (world, "/page.html", "old"));
}

static void
trust_ends_after_a_second (void **state)
{
  g_autoptr(World) world = world_new ();

  put (world, "/page.html", world->file, "old");
  g_usleep (1100 * 1000);
  assert_false (holds (world, "/page.html", "old"));
}

static void
memory_is_bounded (void **state)
{
  g_autoptr(World) world = world_new ();
  g_autofree char *large = g_strnfill (LAN_WEB_CACHE_FILE_MAX_BYTES, 'x');
  guint n_kept = 0;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *target = g_strdup_printf ("/%u", i);

      put (world, target, world->file, large);
    }
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *target = g_strdup_printf ("/%u", i);

      n_kept += holds (world, target, large);
    }
  assert_true (n_kept > 0 && n_kept <= 128);   /* of 32 MiB */
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_answer_is_given_again_whatever_the_query),
    cmocka_unit_test (what_varies_is_for_who_likes_the_same),
    cmocka_unit_test (a_long_address_is_not_kept_but_no_trouble),
    cmocka_unit_test (what_was_dear_is_kept_while_it_is_the_same),
    cmocka_unit_test (only_a_path_is_a_key),
    cmocka_unit_test (a_file_that_changes_is_seen_at_once),
    cmocka_unit_test (what_is_reached_by_a_link_is_not_kept),
    cmocka_unit_test (what_was_just_written_is_not_kept),
    cmocka_unit_test (a_look_counts_for_a_blink_and_no_longer),
    cmocka_unit_test (all_can_be_forgotten_at_once),
    cmocka_unit_test (trust_ends_after_a_second),
    cmocka_unit_test (memory_is_bounded),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
