/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "config.h"

#include "web/representation.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/beneath.h"
#include "web/conditions.h"
#include "web/encoding.h"
#include "web/pages.h"
#include "web/ranges.h"
#include "web/types.h"

/* So much is compressed within a millisecond, while the others wait; more in a thread of its own. */
#define INLINE_BYTES (32 * 1024)

/* So many threads at once: each holds a file twice, and more of them than processors make nothing faster. In a crowd
 * the others get the file as it is. */
#define THREADS_MAX 4

static gint n_threads;   /* atomic */

/* What a file is sent as (RFC 9110 section 3.2): one of several that are the same to a reader. */
typedef struct
{
  int fd;                 /* owned */
  struct stat info;
  const char *path;       /* of what was asked for, whose name says the type */
  char *type;
  char *tag;
  LanWebCoding coding;
  gboolean made;          /* the coding is made by us, while sending: */
  LanHttpResponse *kept;  /* it was, the last time (nullable) */
  gboolean varies;        /* who likes other codings gets another one */
  gboolean by_type;       /* who asks for another type gets none */
} Representation;

static void
representation_clear (Representation *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->kept, lan_http_response_unref);
  g_free (self->type);
  g_free (self->tag);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Representation, representation_clear)

static gboolean
has_field (const LanHttpRequest *request,
           const char           *name)
{
  return lan_http_head_get (request->head, request->data, name, NULL, NULL);
}

/**
 * lan_web_representation_is_plain:
 *
 * Returns: whether the answer depends on the target and the codings alone
 */
gboolean
lan_web_representation_is_plain (const LanHttpRequest *request)
{
  static const char *const conditions[] = { "Range", "If-None-Match", "If-Modified-Since", "If-Range", "If-Match",
                                            "If-Unmodified-Since" };

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (has_field (request, conditions[i]))
      return FALSE;

  return TRUE;
}

static char *
type_of (const char *path,
         int         fd)
{
  g_autofree char *beginning = g_malloc (LAN_WEB_TYPE_SNIFF_BYTES);
  gssize length = pread (fd, beginning, LAN_WEB_TYPE_SNIFF_BYTES, 0);

  return lan_web_type_of (path, beginning, (gsize) MAX (length, 0));
}

/* --- Codings --- */

/* "app.js.br" beside "app.js", unless somebody forgot to make it anew: whole seconds, as some tools copy no more of a
 * date. */
static int
open_copy (const LanWebVisit    *visit,
           const Representation *original,
           LanWebCoding          coding,
           struct stat          *info)
{
  g_autofree char *name = g_strconcat (original->path, lan_web_coding_get_suffix (coding), NULL);
  int fd = lan_beneath_open_to_read (visit->root, name, info, NULL);

  if (fd >= 0 && S_ISREG (info->st_mode) && info->st_mtime >= original->info.st_mtime)
    return fd;
  if (fd >= 0)
    close (fd);

  return -1;
}

static gboolean
is_coded_already (const char *path)
{
  for (LanWebCoding coding = LAN_WEB_CODING_GZIP; coding < LAN_WEB_N_CODINGS; coding++)
    if (g_str_has_suffix (path, lan_web_coding_get_suffix (coding)))
      return TRUE;

  return FALSE;
}

/* Looks for all copies: that there are any has to be told to caches, whichever is taken (section 12.5.5). */
static void
choose_copy (const LanWebVisit *visit,
             Representation    *self)
{
  struct stat infos[LAN_WEB_N_CODINGS];
  int fds[LAN_WEB_N_CODINGS];

  if (is_coded_already (self->path))
    return;

  for (LanWebCoding coding = LAN_WEB_CODING_GZIP; coding < LAN_WEB_N_CODINGS; coding++)
    {
      fds[coding] = open_copy (visit, self, coding, &infos[coding]);
      self->varies |= fds[coding] >= 0;
    }

  for (LanWebCodings list = visit->codings; list != 0 && self->coding == LAN_WEB_CODING_NONE;
       list = LAN_WEB_CODINGS_REST (list))
    if (fds[LAN_WEB_CODINGS_FIRST (list)] >= 0)
      self->coding = LAN_WEB_CODINGS_FIRST (list);
  if (self->coding != LAN_WEB_CODING_NONE)
    {
      int original = self->fd;

      self->fd = fds[self->coding];
      self->info = infos[self->coding];
      fds[self->coding] = original;
    }

  for (LanWebCoding coding = LAN_WEB_CODING_GZIP; coding < LAN_WEB_N_CODINGS; coding++)
    if (fds[coding] >= 0)
      close (fds[coding]);
}

static gboolean
likes_gzip (const LanWebVisit *visit)
{
  for (LanWebCodings list = visit->codings; list != 0; list = LAN_WEB_CODINGS_REST (list))
    if (LAN_WEB_CODINGS_FIRST (list) == LAN_WEB_CODING_GZIP)
      return TRUE;

  return FALSE;
}

/* A part of what is only made then has no use: nobody could ask for the rest of the same. */
static void
choose_to_compress (const LanWebVisit *visit,
                    Representation    *self)
{
  g_autofree char *tag = NULL;

  self->varies = TRUE;
  if (!likes_gzip (visit) || has_field (visit->request, "Range"))
    return;

  tag = lan_web_entity_tag (&self->info, lan_web_coding_get_name (LAN_WEB_CODING_GZIP));
  if (!self->by_type)
    self->kept = lan_web_cache_renew (visit->cache, visit->request->target, visit->codings, tag);
  self->made = self->kept != NULL || self->info.st_size <= INLINE_BYTES || g_atomic_int_get (&n_threads) < THREADS_MAX;
  if (self->made)
    self->coding = LAN_WEB_CODING_GZIP;
}

static void
choose (const LanWebVisit *visit,
        Representation    *self)
{
  self->type = type_of (self->path, self->fd);
  choose_copy (visit, self);
  if (self->coding == LAN_WEB_CODING_NONE && visit->options->compress &&
      lan_web_encoding_is_worth (self->type, (guint64) self->info.st_size))
    choose_to_compress (visit, self);
  self->tag = lan_web_entity_tag (&self->info, lan_web_coding_get_name (self->coding));
}

/* --- Fields --- */

static void
add_policy (LanHttpResponse *response)
{
  lan_http_response_add (response, "Cache-Control", "no-cache");
  lan_http_response_add (response, "X-Content-Type-Options", "nosniff");
}

/* Those of 304 too (section 15.4.5). */
static void
add_validators (LanHttpResponse      *response,
                const Representation *self)
{
  g_autofree char *date = lan_http_date (self->info.st_mtime);

  if (!self->made)
    lan_http_response_add (response, "Accept-Ranges", "bytes");
  /* section 8.8.2.1: never later than the answer itself */
  if (self->info.st_mtime <= g_get_real_time () / G_USEC_PER_SEC)
    lan_http_response_add (response, "Last-Modified", "%s", date);
  lan_http_response_add (response, "ETag", "%s", self->tag);
  if (self->varies || self->by_type)
    lan_http_response_add (response, "Vary", "%s%s%s", self->by_type ? "Accept" : "",
                           self->by_type && self->varies ? ", " : "", self->varies ? "Accept-Encoding" : "");
  add_policy (response);
}

static void
add_coding (LanHttpResponse      *response,
            const Representation *self)
{
  if (self->coding != LAN_WEB_CODING_NONE)
    lan_http_response_add (response, "Content-Encoding", "%s", lan_web_coding_get_name (self->coding));
}

/* --- Parts --- */

/* What of it is asked for. Only GET has parts (section 14.2). */
static LanWebRanges
get_ranges (const LanHttpRequest *request,
            const Representation *self,
            GArray               *ranges)
{
  const char *field;
  gsize length;

  if (strcmp (request->method, "GET") != 0 ||
      !lan_http_head_get (request->head, request->data, "Range", &field, &length) ||
      !lan_web_conditions_allow_range (request, self->tag, self->info.st_mtime))
    return LAN_WEB_RANGES_NONE;

  return lan_web_ranges_parse (field, length, (guint64) self->info.st_size, ranges);
}

static char *
describe_range (const LanWebRange *range,
                guint64            size)
{
  return g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, range->offset,
                          range->offset + range->length - 1, size);
}

static void
set_part (LanHttpResponse   *response,
          Representation    *self,
          const LanWebRange *range)
{
  g_autofree char *described = describe_range (range, (guint64) self->info.st_size);

  lan_http_response_add (response, "Content-Type", "%s", self->type);
  lan_http_response_add (response, "Content-Range", "%s", described);
  lan_http_response_set_file (response, g_steal_fd (&self->fd), range->offset, range->length);
}

/* Several, each with a head of its own (section 14.6). The line between them is by chance: nobody can have put it into
 * the file. */
static void
set_parts (LanHttpResponse *response,
           Representation  *self,
           const GArray    *ranges)
{
  g_autofree char *boundary = g_uuid_string_random ();
  char *end = g_strdup_printf ("\r\n--%s--\r\n", boundary);
  int fd = g_steal_fd (&self->fd);

  lan_http_response_add (response, "Content-Type", "multipart/byteranges; boundary=%s", boundary);
  for (guint i = 0; i < ranges->len; i++)
    {
      const LanWebRange *range = &g_array_index (ranges, LanWebRange, i);
      g_autofree char *described = describe_range (range, (guint64) self->info.st_size);
      char *head = g_strdup_printf ("%s--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n", i > 0 ? "\r\n" : "",
                                    boundary, self->type, described);

      lan_http_response_add_bytes (response, g_bytes_new_take (head, strlen (head)));
      lan_http_response_add_file_part (response, fd, range->offset, range->length);
    }
  lan_http_response_add_bytes (response, g_bytes_new_take (end, strlen (end)));
}

/* --- The whole --- */

/* Reads all of it. NULL: it became shorter. */
static guint8 *
read_all (int   fd,
          gsize size)
{
  g_autofree guint8 *content = g_malloc (MAX (size, 1));
  gsize at = 0;
  gssize got;

  while (at < size && (got = pread (fd, content + at, size - at, (off_t) at)) > 0)
    at += (gsize) got;

  return at == size ? g_steal_pointer (&content) : NULL;
}

/* What is to be compressed, and where to it goes. */
typedef struct
{
  LanHttpPause *pause;
  LanHttpResponse *response;
  int fd;
  struct stat info;
  char *tag;
  LanWebCache *cache;     /* (nullable): not to be kept */
  char *target;
  LanWebCodings codings;
  char *file;
} Compression;

static void
compression_free (gpointer data)
{
  Compression *self = data;

  close (self->fd);
  g_clear_pointer (&self->response, lan_http_response_unref);
  g_clear_pointer (&self->cache, lan_web_cache_unref);
  g_free (self->tag);
  g_free (self->target);
  g_free (self->file);
  g_free (self);
}

/* A file that is written to meanwhile gets the content it had at the beginning, as far as that can be read; kept is
 * only what is still the same file. */
static LanHttpResponse *
compress (Compression *self)
{
  g_autofree guint8 *content = read_all (self->fd, (gsize) self->info.st_size);

  if (content == NULL)
    return lan_web_page_message (503, "Service unavailable", _("The file is being written. Try again in a moment."));

  lan_http_response_set_bytes (self->response, lan_web_encoding_gzip (content, (gsize) self->info.st_size));
  if (self->cache != NULL)
    lan_web_cache_put (self->cache, self->target, self->codings,
                       &(LanWebAnswer) { self->file, &self->info, self->tag, TRUE, self->response });

  return g_steal_pointer (&self->response);
}

static void
compress_in_thread (GTask        *task,
                    gpointer      source,
                    gpointer      data,
                    GCancellable *cancellable)
{
  Compression *self = data;

  /* who is gone by now gets nothing, but the pause has to be answered all the same */
  lan_http_pause_answer (self->pause, g_cancellable_is_cancelled (lan_http_pause_get_cancellable (self->pause))
                                      ? lan_http_response_new (503) : compress (self));
  g_atomic_int_dec_and_test (&n_threads);
  g_task_return_boolean (task, TRUE);
}

/* NULL: it comes later. */
static LanHttpResponse *
answer_compressed (const LanWebVisit *visit,
                   Representation    *self,
                   LanHttpResponse   *response,
                   const char        *file)
{
  Compression *compression = g_new0 (Compression, 1);
  gboolean keep = !self->by_type && lan_web_representation_is_plain (visit->request);
  LanHttpResponse *now = NULL;

  compression->response = response;
  compression->fd = g_steal_fd (&self->fd);
  compression->info = self->info;
  compression->tag = g_strdup (self->tag);
  compression->cache = keep ? lan_web_cache_ref (visit->cache) : NULL;
  compression->target = g_strdup (visit->request->target);
  compression->codings = visit->codings;
  compression->file = g_strdup (file);

  if (self->info.st_size <= INLINE_BYTES)
    {
      now = compress (compression);
      compression_free (compression);
    }
  else
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_atomic_int_inc (&n_threads);
      compression->pause = lan_http_request_pause (visit->request);
      g_task_set_task_data (task, compression, compression_free);
      g_task_run_in_thread (task, compress_in_thread);
    }

  return now;
}

/* Small files are answered from memory; the next time without looking for them. */
static void
take_into_memory (const LanWebVisit    *visit,
                  const Representation *self,
                  LanHttpResponse      *response,
                  const char           *file)
{
  gsize size = (gsize) self->info.st_size;
  guint8 *content = read_all (response->fd, size);
  struct stat after;

  if (content != NULL && fstat (response->fd, &after) == 0 &&
      after.st_mtim.tv_sec == self->info.st_mtim.tv_sec && after.st_mtim.tv_nsec == self->info.st_mtim.tv_nsec)
    {
      lan_http_response_set_bytes (response, g_bytes_new_take (g_steal_pointer (&content), size));
      lan_web_cache_put (visit->cache, visit->request->target, visit->codings,
                         &(LanWebAnswer) { file, &self->info, self->tag, self->varies, response });
    }
  g_free (content);
}

/* (nullable): it comes later. Takes @response. */
static LanHttpResponse *
answer_whole (const LanWebVisit *visit,
              Representation    *self,
              LanHttpResponse   *response)
{
  g_autofree char *file = g_build_filename (visit->folder, self->path, NULL);

  if (self->kept != NULL)
    {
      lan_http_response_unref (response);
      return g_steal_pointer (&self->kept);
    }

  lan_http_response_add (response, "Content-Type", "%s", self->type);
  add_coding (response, self);
  if (self->made)
    return answer_compressed (visit, self, response, file);

  lan_http_response_set_file (response, g_steal_fd (&self->fd), 0, (guint64) self->info.st_size);
  /* a copy is right as long as the original is: that would be two files to look at */
  if (self->info.st_size <= LAN_WEB_CACHE_FILE_MAX_BYTES && self->coding == LAN_WEB_CODING_NONE && !self->by_type &&
      lan_web_representation_is_plain (visit->request))
    take_into_memory (visit, self, response, file);

  return response;
}

/**
 * lan_web_representation_answer:
 * @fd: (transfer full): a regular file, open for reading
 * @info: of it
 * @path: of it beneath the folder
 * @by_type: it is here because a page was asked for: who asks for something else gets another answer
 *
 * What a file is sent as: which of its codings, whether at all (RFC 9110 section 13), and which parts (section 14).
 *
 * Returns: (transfer full) (nullable): the answer; %NULL: it comes later
 */
LanHttpResponse *
lan_web_representation_answer (const LanWebVisit *visit,
                               int                fd,
                               const struct stat *info,
                               const char        *path,
                               gboolean           by_type)
{
  g_auto(Representation) self = { .fd = fd, .info = *info, .path = path, .by_type = by_type };
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (LanWebRange));
  LanWebRanges asked;
  LanHttpResponse *response;
  guint status;

  choose (visit, &self);
  status = lan_web_conditions_check (visit->request, self.tag, self.info.st_mtime);
  asked = status == 0 ? get_ranges (visit->request, &self, ranges) : LAN_WEB_RANGES_NONE;

  if (status == 412)
    return lan_web_page_message (412, "Precondition failed", _("The file is another one by now."));
  if (asked == LAN_WEB_RANGES_UNSATISFIABLE)
    {
      response = lan_web_page_message (416, "Range not satisfiable", _("The file is shorter than that."));
      lan_http_response_add (response, "Content-Range", "bytes */%" G_GUINT64_FORMAT, (guint64) self.info.st_size);
      return response;
    }

  response = lan_http_response_new (status != 0 ? status : asked == LAN_WEB_RANGES_SOME ? 206 : 200);
  add_validators (response, &self);
  if (response->status == 304)
    return response;
  if (response->status == 200)
    return answer_whole (visit, &self, response);

  add_coding (response, &self);
  if (ranges->len == 1)
    set_part (response, &self, &g_array_index (ranges, LanWebRange, 0));
  else
    set_parts (response, &self, ranges);

  return response;
}

/**
 * lan_web_representation_of_error:
 * @fd: (transfer full): a regular file, open for reading
 *
 * Returns: (transfer full): a page of the site's own instead of ours. It has nothing to tell it by later: the next
 *   time something may be there
 */
LanHttpResponse *
lan_web_representation_of_error (guint              status,
                                 int                fd,
                                 const struct stat *info,
                                 const char        *path)
{
  LanHttpResponse *response = lan_http_response_new (status);
  g_autofree char *type = type_of (path, fd);

  lan_http_response_add (response, "Content-Type", "%s", type);
  add_policy (response);
  lan_http_response_set_file (response, fd, 0, (guint64) info->st_size);

  return response;
}
