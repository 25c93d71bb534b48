/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http-answers.h"
#include "http/message.h"

/*
 * Requests, each with the statuses it is answered with, whether the connection lives on, and the rule it breaks. Each
 * is sent at once, in two pieces cut at every byte, a byte at a time, and broken off at every byte.
 */

typedef struct
{
  const char *bytes;
  gsize length;
  const char *statuses;   /* "200 405"; "100" is the leave to send a body */
  gboolean closes;
  int rule;               /* that is named in a record, or NONE */
} Case;

/* A request too long to be written down: @before, @unit @n times, @after. */
typedef struct
{
  const char *before;
  const char *unit;
  gsize n;
  const char *after;
  const char *statuses;
  gboolean closes;
  int rule;
} LongCase;

#define B(bytes) bytes, sizeof (bytes) - 1
#define KEEPS FALSE
#define CLOSES TRUE
#define RULE(name) LAN_HTTP_RULE_##name
#define NONE -1
/* A request with more fields. */
#define WITH(fields) "GET / HTTP/1.1\r\n" HOST fields "\r\n"
/* One whose body the test's server takes: up to 100 bytes, told by its length or in chunks. */
#define PUT(fields, body) "PUT / HTTP/1.1\r\n" HOST fields "\r\n" body
#define IN_CHUNKS(body) PUT (CHUNKED, body)

#include "http-cases/bodies.h"
#include "http-cases/chunks.h"
#include "http-cases/connections.h"
#include "http-cases/fields.h"
#include "http-cases/limits.h"
#include "http-cases/lines.h"

static const struct
{
  const char *name;
  const Case *cases;
  gsize n;
} tables[] = {
  { "lines", line_cases, G_N_ELEMENTS (line_cases) },
  { "fields", field_cases, G_N_ELEMENTS (field_cases) },
  { "bodies", body_cases, G_N_ELEMENTS (body_cases) },
  { "chunks", chunk_cases, G_N_ELEMENTS (chunk_cases) },
  { "connections", connection_cases, G_N_ELEMENTS (connection_cases) },
};

/* --- Judging --- */

/* Of several that a request breaks, the first decides; of what only deserves a note, any may be meant. */
static gboolean
names_rule (const LanHttpRecord *record,
            int                  rule)
{
  g_autoptr(GBytes) bytes = lan_http_record_dup_request ((LanHttpRecord *) record);
  g_autoptr(LanHttpMessage) message = NULL;

  if (record->has_rule)
    return (int) record->rule == rule;

  message = lan_http_message_new (bytes, FALSE);
  for (guint i = 0; i < message->diagnoses->len; i++)
    if ((int) g_array_index (message->diagnoses, LanHttpDiagnosis, i).rule == rule)
      return TRUE;

  return FALSE;
}

static gboolean
is_rule_told (World *world,
              int    rule)
{
  gboolean told = FALSE;

  for (guint i = 0; i < world->records->len; i++)
    {
      const LanHttpRecord *record = world_record (world, i);

      if (rule == NONE ? record->has_rule : record->finished && names_rule (record, rule))
        told = TRUE;
    }

  return rule == NONE ? !told : told;
}

/* When it comes in pieces, who waits for leave to send his body gets it even where the body is on its way. */
static char *
without_leave (const char *statuses)
{
  g_auto(GStrv) words = g_strsplit (statuses, " ", -1);
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new ();
  g_auto(GStrv) others = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], "100") != 0)
      g_strv_builder_add (kept, words[i]);
  others = g_strv_builder_end (kept);

  return g_strjoinv (" ", others);
}

static void
print_case (const Case *c)
{
  g_autofree char *escaped = g_strescape (c->bytes, NULL);

  print_message ("# %.120s (%zu bytes)\n", escaped, c->length);
}

static gboolean
has_field (const char *head,
           const char *name)
{
  g_autofree char *line = g_strdup_printf ("\r\n%s: ", name);

  return strstr (head, line) != NULL;
}

/* What holds of every answer: a date, unless it is interim (RFC 9110 section 6.6.1); a length, unless there is nothing
 * to measure (section 8.6); what is allowed, where that was the matter (section 15.5.6); and only the last one says that
 * it is (RFC 9112 section 9.6). */
static gboolean
heads_are_right (const char *received,
                 gboolean    closes)
{
  const char *at = received;

  while (*at != '\0')
    {
      const char *end = strstr (at, "\r\n\r\n");
      g_autofree char *head = end != NULL ? g_strndup (at, (gsize) (end + 2 - at)) : NULL;
      guint status = head != NULL && g_str_has_prefix (head, "HTTP/1.1 ") ? (guint) atoi (head + 9) : 0;
      const char *next;

      if (status < 100)
        return FALSE;
      next = strstr (end + 4, "HTTP/1.1 ");
      while (next != NULL && !g_ascii_isdigit (next[9]))
        next = strstr (next + 9, "HTTP/1.1 ");
      if (has_field (head, "Date") == (status < 200) || (status == 405 && !has_field (head, "Allow")) ||
          has_field (head, "Content-Length") == (status < 200 || status == 204 || status == 304) ||
          has_field (head, "Transfer-Encoding") ||
          (strstr (head, "\r\nConnection: close\r\n") != NULL) != (closes && next == NULL))
        return FALSE;
      at = next != NULL ? next : "";
    }

  return TRUE;
}

static gboolean
is_as_told (const Case *c,
            World      *world,
            const char *how,
            gsize       where)
{
  gboolean closed = world_receive (world);
  g_autofree char *exact = statuses_of (world->received->str);
  gboolean is_exact = strstr (c->statuses, "100") != NULL || where == 0;
  g_autofree char *statuses = is_exact ? g_strdup (exact) : without_leave (exact);

  if (strcmp (statuses, c->statuses) == 0 && closed == c->closes && (c->closes || !world->closed) &&
      (world->records->len == 0 || is_rule_told (world, c->rule)) && heads_are_right (world->received->str, closed))
    return TRUE;

  LanHttpRecord *last = world->records->len > 0 ? world_record (world, world->records->len - 1) : NULL;

  print_case (c);
  print_message ("#   %s %zu: %s and %s (%s)\n", how, where, statuses, closed ? "closes" : "keeps",
                 last != NULL && last->has_rule ? lan_http_rule_describe (last->rule, NULL) : "no rule");

  return FALSE;
}

/* In pieces: @first bytes, then @others each. */
static World *
send_case (const Case *c,
           gsize       first,
           gsize       others)
{
  World *world = world_new (world_answer);
  gsize piece = first;

  for (gsize at = 0; at < c->length && !world->closed; at += piece, piece = others)
    if (!world_send (world, c->bytes + at, MIN (piece, c->length - at)))
      break;   /* it was answered and closed before all of it came */

  return world;
}

static guint
count_wrong (const Case *c,
             const char *how,
             gsize       first,
             gsize       others)
{
  g_autoptr(World) world = send_case (c, first, others);

  return is_as_told (c, world, how, first < c->length ? first : 0) ? 0 : 1;
}

/* Where the requests end that are answered, told from when each was seen to be whole. */
static GArray *
find_ends (const Case *c,
           gsize       piece)
{
  g_autoptr(World) world = send_case (c, piece, piece);
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize end = 0;

  for (guint i = 0; i < world->records->len; i++)
    {
      const LanHttpRecord *record = world_record (world, i);

      if (!record->finished)
        continue;
      end += record->request_size;
      g_array_append_val (ends, end);
    }

  return ends;
}

/* The client ends behind @cut bytes: what was whole is answered as ever; for what was not there is no answer or a
 * refusal, and its record says that it was incomplete, or wrong in what came of it. */
static gboolean
is_broken_off (const Case   *c,
               const GArray *ends,
               gsize         cut)
{
  g_autofree char *expected = without_leave (c->statuses);
  g_auto(GStrv) whole = g_strsplit (expected, " ", -1);
  g_autoptr(World) world = world_new (world_answer);
  g_autofree char *exact = NULL;
  g_autofree char *statuses = NULL;
  g_auto(GStrv) got = NULL;
  LanHttpRecord *last;
  guint n_whole = 0;
  gboolean right;

  world_send (world, c->bytes, cut);
  shutdown (world->fd, SHUT_WR);
  world_run (world);
  world_receive (world);
  exact = statuses_of (world->received->str);
  statuses = without_leave (exact);
  got = g_strsplit (statuses, " ", -1);

  while (n_whole < ends->len && g_array_index (ends, gsize, n_whole) <= cut)
    n_whole++;
  right = world->closed && g_strv_length (got) >= MIN (n_whole, g_strv_length (whole)) &&
          g_strv_length (got) <= n_whole + 1 && world->records->len > 0;
  for (guint i = 0; right && got[i] != NULL; i++)
    right = i < n_whole && whole[i] != NULL ? strcmp (got[i], whole[i]) == 0 : got[i][0] >= '4';
  last = world->records->len > 0 ? world_record (world, world->records->len - 1) : NULL;
  right = right && last->finished && last->closed != LAN_HTTP_CLOSE_STOPPED;
  if (right && g_strv_length (got) > n_whole)
    right = last->has_rule || last->kind == LAN_HTTP_RECORD_INCOMPLETE;

  if (!right)
    {
      print_case (c);
      print_message ("#   broken off at %zu: %s, of which %u were whole; %s\n", cut, statuses, n_whole,
                     world->closed ? "closed" : "not closed");
    }

  return right;
}

/* --- Written down --- */

static void
each_request_has_its_status_its_fate_and_its_rule (void **state)
{
  guint n = 0, wrong = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < tables[t].n; i++, n++)
      wrong += count_wrong (&tables[t].cases[i], tables[t].name, tables[t].cases[i].length, tables[t].cases[i].length);
  print_message ("# %u requests\n", n);
  assert_int_equal (wrong, 0);
  assert_true (n >= 400);
}

static void
so_it_has_when_cut_in_two_anywhere (void **state)
{
  guint wrong = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < tables[t].n; i++)
      for (gsize cut = 1; cut < tables[t].cases[i].length; cut++)
        wrong += count_wrong (&tables[t].cases[i], "cut at", cut, tables[t].cases[i].length);
  assert_int_equal (wrong, 0);
}

static void
so_it_has_a_byte_at_a_time (void **state)
{
  guint wrong = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < tables[t].n; i++)
      wrong += count_wrong (&tables[t].cases[i], "in pieces of", 1, 1);
  assert_int_equal (wrong, 0);
}

static void
broken_off_anywhere_it_is_no_request (void **state)
{
  guint wrong = 0;

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < tables[t].n; i++)
      {
        const Case *c = &tables[t].cases[i];
        g_autoptr(GArray) ends = find_ends (c, 1);

        for (gsize cut = 0; cut < c->length; cut++)
          if (!is_broken_off (c, ends, cut))
            wrong++;
      }
  assert_int_equal (wrong, 0);
}

/* Those of answers, and of messages that end early or late, are not a request's to break. */
static gboolean
is_of_requests (int rule)
{
  return rule != LAN_HTTP_RULE_STATUS_CODE && rule != LAN_HTTP_RULE_HEAD_INCOMPLETE &&
         rule != LAN_HTTP_RULE_BODY_INCOMPLETE && rule != LAN_HTTP_RULE_BODY_SURPLUS;
}

static void
each_rule_is_broken_by_one (void **state)
{
  gboolean broken[LAN_HTTP_N_RULES] = { FALSE };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < tables[t].n; i++)
      if (tables[t].cases[i].rule != NONE)
        broken[tables[t].cases[i].rule] = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (limit_cases); i++)
    if (limit_cases[i].rule != NONE)
      broken[limit_cases[i].rule] = TRUE;
  for (int rule = 0; rule < LAN_HTTP_N_RULES; rule++)
    if (is_of_requests (rule) && !broken[rule])
      fail_msg ("no request breaks this rule: %s", lan_http_rule_describe (rule, NULL));
}

/* --- Too long to be written down --- */

static void
limits_are_exact (void **state)
{
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (limit_cases); i++)
    {
      const LongCase *l = &limit_cases[i];
      g_autoptr(GString) bytes = g_string_new (l->before);
      g_autoptr(GArray) ends = NULL;
      Case c;

      for (gsize j = 0; j < l->n; j++)
        g_string_append (bytes, l->unit);
      g_string_append (bytes, l->after);
      c = (Case) { bytes->str, bytes->len, l->statuses, l->closes, l->rule };
      wrong += count_wrong (&c, "limit", c.length, c.length);
      wrong += count_wrong (&c, "in pieces of", 4096, 4096);
      wrong += count_wrong (&c, "in pieces of", 61, 61);
      for (gsize cut = c.length - 1; cut > 0; cut = cut * 15 / 16)
        wrong += count_wrong (&c, "cut at", cut, c.length);
      ends = find_ends (&c, 61);
      for (gsize cut = c.length - 1; cut > 0; cut = cut * 7 / 8)
        if (!is_broken_off (&c, ends, cut))
          wrong++;
    }
  assert_int_equal (wrong, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_request_has_its_status_its_fate_and_its_rule),
    cmocka_unit_test (so_it_has_when_cut_in_two_anywhere),
    cmocka_unit_test (so_it_has_a_byte_at_a_time),
    cmocka_unit_test (broken_off_anywhere_it_is_no_request),
    cmocka_unit_test (limits_are_exact),
    cmocka_unit_test (each_rule_is_broken_by_one),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
