/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "landline-web"

#include "web/work.h"

#include "web/handler.h"

/* What is served, and how; swapped whole. */
typedef struct
{
  LanWebSite *site;
  LanWebOptions *options;
  LanWebAccessLog *access_log;   /* (nullable) */
} Serving;

/* Who is told, on the main context, by threads that may outlive him. */
typedef struct
{
  GMainContext *context;
  const LanWebWorkWatch *watch;
  gpointer owner;   /* the main context's; NULL when nobody is to be told any more */
} Ear;

struct _LanWebWork
{
  gatomicrefcount references;
  LanWebExchangeLog *log;
  Ear *ear;
  Serving *now;     /* the worker's own, which may be in a disk that does not answer when all others have left */
  Serving *next;    /* (atomic) to go on with, from the next request on */

  /* the main context's */
  LanWebOptions *options;        /* the last that were given */
  LanWebAccessLog *access_log;   /* (nullable) theirs */
};

static void
serving_free (Serving *serving)
{
  lan_web_site_unref (serving->site);
  lan_web_options_unref (serving->options);
  g_clear_pointer (&serving->access_log, lan_web_access_log_unref);
  g_free (serving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Serving, serving_free)

/* --- Telling the owner --- */

typedef struct
{
  Ear *ear;
  LanWebRule *rule;   /* NULL: it is about the log */
  char *problem;
} News;

static void
ear_clear (gpointer data)
{
  Ear *ear = data;

  g_main_context_unref (ear->context);
}

static void
ear_unref (gpointer ear)
{
  g_atomic_rc_box_release_full (ear, ear_clear);
}

static void
news_free (gpointer data)
{
  News *news = data;

  ear_unref (news->ear);
  g_clear_pointer (&news->rule, lan_web_rule_unref);
  g_free (news->problem);
  g_free (news);
}

static gboolean
on_news (gpointer data)
{
  const News *news = data;
  const Ear *ear = news->ear;

  if (ear->owner != NULL && news->rule != NULL)
    ear->watch->rule_used (ear->owner, news->rule);
  else if (ear->owner != NULL)
    ear->watch->log_told (ear->owner, news->problem);

  return G_SOURCE_REMOVE;
}

/* Always as a source of its own: a main context that nobody runs just now would else be run here. */
static void
tell (Ear        *ear,
      LanWebRule *rule,
      const char *problem)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  News *news = g_new0 (News, 1);

  news->ear = g_atomic_rc_box_acquire (ear);
  news->rule = rule != NULL ? lan_web_rule_ref (rule) : NULL;
  news->problem = g_strdup (problem);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_news, news, news_free);
  g_source_attach (source, ear->context);
}

static void
on_log_told (const char *problem,
             gpointer    ear)
{
  tell (ear, NULL, problem);
}

/**
 * lan_web_work_new:
 * @watch: static
 *
 * Returns: (transfer full): something to be given a site with lan_web_work_serve() before a server has it
 */
LanWebWork *
lan_web_work_new (LanWebExchangeLog     *log,
                  const LanWebWorkWatch *watch,
                  gpointer               owner)
{
  LanWebWork *self = g_new0 (LanWebWork, 1);

  g_atomic_ref_count_init (&self->references);
  self->log = g_object_ref (log);
  self->ear = g_atomic_rc_box_new0 (Ear);
  self->ear->context = g_main_context_ref_thread_default ();
  self->ear->watch = watch;
  self->ear->owner = owner;

  return self;
}

LanWebWork *
lan_web_work_ref (LanWebWork *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
lan_web_work_unref (gpointer data)
{
  LanWebWork *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_pointer (&self->now, serving_free);
  g_clear_pointer (&self->next, serving_free);
  g_clear_pointer (&self->options, lan_web_options_unref);
  g_clear_pointer (&self->access_log, lan_web_access_log_unref);
  ear_unref (self->ear);
  g_object_unref (self->log);
  g_free (self);
}

/**
 * lan_web_work_flush:
 *
 * The program is about to end: waits until the access log is whole, but not for ever.
 */
void
lan_web_work_flush (LanWebWork *self)
{
  if (self->access_log != NULL)
    lan_web_access_log_flush (self->access_log);
}

/**
 * lan_web_work_leave:
 *
 * The server has stopped: nobody is told anything any more. A worker that hangs goes on with what it has when its disk
 * answers.
 */
void
lan_web_work_leave (LanWebWork *self)
{
  self->ear->owner = NULL;
}

static void
follow_access_log (LanWebWork          *self,
                   const LanWebOptions *options)
{
  const char *before = self->options != NULL ? self->options->access_log : NULL;

  if (g_strcmp0 (before, options->access_log) == 0)
    return;

  g_clear_pointer (&self->access_log, lan_web_access_log_unref);
  if (options->access_log != NULL)
    self->access_log = lan_web_access_log_new (options->access_log, on_log_told, g_atomic_rc_box_acquire (self->ear),
                                               ear_unref);
}

/**
 * lan_web_work_serve:
 *
 * What the server serves from the next request on.
 */
void
lan_web_work_serve (LanWebWork    *self,
                    LanWebSite    *site,
                    LanWebOptions *options)
{
  g_autoptr(Serving) unused = NULL;
  Serving *serving = g_new0 (Serving, 1);

  follow_access_log (self, options);
  lan_web_options_ref (options);
  g_clear_pointer (&self->options, lan_web_options_unref);
  self->options = options;

  serving->site = lan_web_site_ref (site);
  serving->options = lan_web_options_ref (options);
  serving->access_log = self->access_log != NULL ? lan_web_access_log_ref (self->access_log) : NULL;
  unused = g_atomic_pointer_exchange (&self->next, serving);
}

/* --- In the server's worker --- */

static Serving *
get_serving (LanWebWork *self)
{
  if (g_atomic_pointer_get (&self->next) != NULL)
    {
      g_clear_pointer (&self->now, serving_free);
      self->now = g_atomic_pointer_exchange (&self->next, NULL);
    }

  return self->now;
}

static void
tell_of_used_rules (LanWebWork *self,
                    GPtrArray  *rules)
{
  for (guint i = 0; i < rules->len; i++)
    {
      LanWebRule *rule = g_ptr_array_index (rules, i);

      if (rule->once && g_atomic_int_compare_and_exchange (&rule->used, 1, 2))
        tell (self->ear, rule, NULL);
    }
}

/**
 * lan_web_work_handle:
 *
 * As #LanHttpHandler.
 */
LanHttpResponse *
lan_web_work_handle (const LanHttpRequest *request,
                     gpointer              data)
{
  LanWebWork *self = data;
  const Serving *serving = get_serving (self);
  LanHttpResponse *response = lan_web_handle (serving->site, serving->options, request);

  tell_of_used_rules (self, serving->options->rules);

  return response;
}

/**
 * lan_web_work_keep:
 *
 * As #LanHttpRecorder.
 */
void
lan_web_work_keep (LanHttpRecord *record,
                   gpointer       data)
{
  LanWebWork *self = data;
  const Serving *serving = get_serving (self);

  lan_web_exchange_log_add (self->log, record);
  if (serving->access_log != NULL)
    lan_web_access_log_add (serving->access_log, record);
}
