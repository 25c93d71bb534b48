/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into a program (LD_PRELOAD), this measures how well its window answers: the processor time its main
 * thread takes from one poll() of the default main context to the next. SIGUSR1 begins; SIGUSR2 writes one line to
 * the file that DISPATCH_CLOCK names, "DISPATCHES LONGEST_MS OVER_16_MS PERCENTILE_99_MS". */

#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define FRAME_MS 16.0
#define SLOT_MS 0.1
#define N_SLOTS 10000

static volatile sig_atomic_t begin, end;
static gboolean running;
static double started_ms, longest_ms;
static guint n_dispatches, n_long;
static guint slots[N_SLOTS];

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
count (double took_ms)
{
  guint slot = (guint) (took_ms / SLOT_MS);

  n_dispatches++;
  slots[MIN (slot, N_SLOTS - 1)]++;
  longest_ms = MAX (longest_ms, took_ms);
  n_long += took_ms > FRAME_MS;
}

static void
report (void)
{
  const char *path = g_getenv ("DISPATCH_CLOCK");
  g_autofree char *line = NULL;
  guint seen = 0, slot = 0;

  while (slot < N_SLOTS - 1 && (seen += slots[slot]) < n_dispatches * 99 / 100)
    slot++;
  line = g_strdup_printf ("%u %.1f %u %.1f\n", n_dispatches, longest_ms, n_long, (slot + 1) * SLOT_MS);
  g_file_set_contents (path, line, -1, NULL);
}

static gint
clocked_poll (GPollFD *fds,
              guint    n_fds,
              gint     timeout)
{
  gint result;

  if (running)
    count (now_ms () - started_ms);

  if (end)
    {
      end = FALSE;
      running = FALSE;
      report ();
    }

  result = g_poll (fds, n_fds, timeout);

  if (begin)
    {
      begin = FALSE;
      running = TRUE;
      n_dispatches = n_long = 0;
      longest_ms = 0;
      memset (slots, 0, sizeof slots);
    }
  started_ms = now_ms ();

  return result;
}

static void
on_signal (int number)
{
  if (number == SIGUSR1)
    begin = TRUE;
  else
    end = TRUE;
}

__attribute__ ((constructor)) static void
install (void)
{
  if (g_getenv ("DISPATCH_CLOCK") == NULL)
    return;

  signal (SIGUSR1, on_signal);
  signal (SIGUSR2, on_signal);
  g_main_context_set_poll_func (NULL, clocked_poll);
}
