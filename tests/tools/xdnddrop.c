/* SPDX-License-Identifier: GPL-3.0-or-later */

/* xdnddrop - drop files on an X11 window by speaking the XDND protocol (version 5).
 *
 *   xdnddrop [--from X,Y] [--steps N] [--cancel] [--hover MS] [--text] [--timeout MS] X,Y FILE|URI…
 *
 * It is the source side of a drag: it takes the XdndSelection, walks down the window tree to the
 * XdndAware window under (X,Y) as a file manager does, sends XdndEnter / XdndPosition… / XdndDrop,
 * hands out text/uri-list when asked, and waits for XdndFinished.  The pointer does not move and no
 * grab is taken, so it needs no window manager and works with any number of windows on the display.
 *
 * One line on stdout says what came of it; exit status:
 *   0 finished (dropped and accepted)   1 the target refused (XdndStatus or XdndFinished said no)
 *   2 no XdndAware window there         3 no answer in time      4 usage / no display
 *
 *   cc xdnddrop.c -o xdnddrop -lX11
 */
#define _GNU_SOURCE
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static Display *dpy;
static Window root, source, target;
static Atom XdndAware, XdndProxy, XdndSelection, XdndEnter, XdndPosition, XdndStatus, XdndLeave,
    XdndDrop, XdndFinished, XdndActionCopy, XdndTypeList, TARGETS, TIMESTAMP, MULTIPLE, uri_list,
    plain_utf8, utf8_string, stamp_atom;
static char *data;          /* the text/uri-list */
static char *data_text;     /* the paths as text */
static int text_only, served;
static Time now;
static int timeout_ms = 5000, settle_ms = 400;
static int version = 5;

static int status_seen, status_accept, finished_seen, finished_accept;
static Atom status_action;

static long long
ms (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static Atom
atom (const char *s)
{
  return XInternAtom (dpy, s, False);
}

static int
on_error (Display *d, XErrorEvent *e)
{
  char b[200];
  XGetErrorText (d, e->error_code, b, sizeof b);
  fprintf (stderr, "xdnddrop: X error: %s (request %d)\n", b, e->request_code);
  return 0;
}

static void
serve (XSelectionRequestEvent *r)
{
  XEvent a = { 0 };
  Atom prop = r->property ? r->property : r->target;
  a.xselection.type = SelectionNotify;
  a.xselection.requestor = r->requestor;
  a.xselection.selection = r->selection;
  a.xselection.target = r->target;
  a.xselection.time = r->time;
  a.xselection.property = prop;
  if (r->target == TARGETS)
    {
      Atom l[5] = { TARGETS, TIMESTAMP, plain_utf8, utf8_string, uri_list };
      XChangeProperty (dpy, r->requestor, prop, XA_ATOM, 32, PropModeReplace, (void *) l,
                       text_only ? 4 : 5);
    }
  else if (r->target == TIMESTAMP)
    {
      long t = now;
      XChangeProperty (dpy, r->requestor, prop, XA_INTEGER, 32, PropModeReplace, (void *) &t, 1);
    }
  else if (r->target == uri_list && !text_only)
    {
      XChangeProperty (dpy, r->requestor, prop, r->target, 8, PropModeReplace, (void *) data,
                       strlen (data));
      served++;
    }
  else if (r->target == plain_utf8 || r->target == utf8_string)
    {
      XChangeProperty (dpy, r->requestor, prop, r->target, 8, PropModeReplace, (void *) data_text,
                       strlen (data_text));
      served++;
    }
  else
    a.xselection.property = None;
  XSendEvent (dpy, r->requestor, False, 0, &a);
  XFlush (dpy);
}

static void
handle (XEvent *e)
{
  if (e->type == SelectionRequest)
    serve (&e->xselectionrequest);
  else if (e->type == ClientMessage && e->xclient.message_type == XdndStatus)
    {
      status_seen++;
      status_accept = e->xclient.data.l[1] & 1;
      status_action = e->xclient.data.l[4];
    }
  else if (e->type == ClientMessage && e->xclient.message_type == XdndFinished)
    {
      finished_seen = 1;
      finished_accept = version < 5 || (e->xclient.data.l[1] & 1);
    }
}

/* run the event loop until *flag or for wait_ms */
static int
pump (int *flag, int wait_ms)
{
  long long end = ms () + wait_ms;
  for (;;)
    {
      while (XPending (dpy))
        {
          XEvent e;
          XNextEvent (dpy, &e);
          handle (&e);
        }
      if (flag && *flag)
        return 1;
      long long left = end - ms ();
      if (left <= 0)
        return flag ? *flag : 1;
      struct pollfd p = { ConnectionNumber (dpy), POLLIN, 0 };
      poll (&p, 1, left);
    }
}

static int
get_prop (Window w, Atom a, Atom type, unsigned long *out)
{
  Atom t;
  int f;
  unsigned long n, rest;
  unsigned char *p = NULL;
  int ok = XGetWindowProperty (dpy, w, a, 0, 1, False, type, &t, &f, &n, &rest, &p) == Success
           && t != None && n == 1 && f == 32;
  if (ok)
    *out = *(unsigned long *) p;
  if (p)
    XFree (p);
  return ok;
}

/* the XdndAware window under the point, as a drag source finds it */
static Window
find_target (int x, int y, Window *send_to)
{
  Window w = root, child = None;
  int cx, cy;
  while (XTranslateCoordinates (dpy, root, w, x, y, &cx, &cy, &child))
    {
      unsigned long v, proxy;
      if (w != root && get_prop (w, XdndAware, AnyPropertyType, &v))
        {
          version = v < 5 ? (int) v : 5;
          *send_to = w;
          if (get_prop (w, XdndProxy, XA_WINDOW, &proxy))
            *send_to = proxy;
          return w;
        }
      if (!child)
        return None;
      w = child;
    }
  return None;
}

static void
send (Window to, Atom type, long l1, long l2, long l3, long l4)
{
  XEvent e = { 0 };
  e.xclient.type = ClientMessage;
  e.xclient.window = target;
  e.xclient.message_type = type;
  e.xclient.format = 32;
  e.xclient.data.l[0] = source;
  e.xclient.data.l[1] = l1;
  e.xclient.data.l[2] = l2;
  e.xclient.data.l[3] = l3;
  e.xclient.data.l[4] = l4;
  XSendEvent (dpy, to, False, 0, &e);
  XFlush (dpy);
}

static char *
cat (char *s, const char *t)
{
  size_t n = s ? strlen (s) : 0;
  s = realloc (s, n + strlen (t) + 1);
  strcpy (s + n, t);
  return s;
}

static void
add (const char *arg)
{
  char real[PATH_MAX], esc[4];
  if (strstr (arg, "://"))
    data = cat (data, arg);
  else
    {
      if (!realpath (arg, real))
        {
          fprintf (stderr, "xdnddrop: %s: %s\n", arg, strerror (errno));
          exit (4);
        }
      data = cat (data, "file://");
      for (char *c = real; *c; c++)
        if (strchr ("/-_.~", *c) || (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z')
            || (*c >= 'a' && *c <= 'z'))
          data = cat (data, (char[]){ *c, 0 });
        else
          {
            snprintf (esc, sizeof esc, "%%%02X", (unsigned char) *c);
            data = cat (data, esc);
          }
      data_text = cat (data_text, real);
      data_text = cat (data_text, "\n");
    }
  data = cat (data, "\r\n");
}

static Bool
is_stamp (Display *d, XEvent *e, XPointer p)
{
  (void) d, (void) p;
  return e->type == PropertyNotify && e->xproperty.atom == stamp_atom;
}

int
main (int argc, char **argv)
{
  int x = -1, y = -1, fx = -1, fy = -1, steps = 4, cancel = 0, hover = 0, i;
  for (i = 1; i < argc; i++)
    {
      if (!strcmp (argv[i], "--from") && i + 1 < argc)
        sscanf (argv[++i], "%d,%d", &fx, &fy);
      else if (!strcmp (argv[i], "--steps") && i + 1 < argc)
        steps = atoi (argv[++i]);
      else if (!strcmp (argv[i], "--hover") && i + 1 < argc)
        hover = atoi (argv[++i]);
      else if (!strcmp (argv[i], "--timeout") && i + 1 < argc)
        timeout_ms = atoi (argv[++i]);
      else if (!strcmp (argv[i], "--cancel"))
        cancel = 1;
      else if (!strcmp (argv[i], "--text"))
        text_only = 1;
      else
        break;
    }
  if (i + 1 >= argc || sscanf (argv[i], "%d,%d", &x, &y) != 2)
    {
      fprintf (stderr, "usage: xdnddrop [--from X,Y] [--steps N] [--cancel] [--hover MS] [--text]"
                       " [--timeout MS] X,Y FILE|URI…\n");
      return 4;
    }
  data_text = cat (NULL, "");
  for (i++; i < argc; i++)
    add (argv[i]);
  if (!(dpy = XOpenDisplay (NULL)))
    {
      fprintf (stderr, "xdnddrop: no display\n");
      return 4;
    }
  XSetErrorHandler (on_error);
  root = DefaultRootWindow (dpy);
  XdndAware = atom ("XdndAware"), XdndProxy = atom ("XdndProxy");
  XdndSelection = atom ("XdndSelection"), XdndEnter = atom ("XdndEnter");
  XdndPosition = atom ("XdndPosition"), XdndStatus = atom ("XdndStatus");
  XdndLeave = atom ("XdndLeave"), XdndDrop = atom ("XdndDrop");
  XdndFinished = atom ("XdndFinished"), XdndActionCopy = atom ("XdndActionCopy");
  XdndTypeList = atom ("XdndTypeList"), TARGETS = atom ("TARGETS");
  TIMESTAMP = atom ("TIMESTAMP"), MULTIPLE = atom ("MULTIPLE");
  uri_list = atom ("text/uri-list"), plain_utf8 = atom ("text/plain;charset=utf-8");
  utf8_string = atom ("UTF8_STRING"), stamp_atom = atom ("_XDNDDROP_STAMP");

  source = XCreateSimpleWindow (dpy, root, -10, -10, 1, 1, 0, 0, 0);
  XSelectInput (dpy, source, PropertyChangeMask);
  XChangeProperty (dpy, source, stamp_atom, XA_STRING, 8, PropModeReplace, (void *) "x", 1);
  XEvent e;
  XIfEvent (dpy, &e, is_stamp, NULL);
  now = e.xproperty.time;
  XSetSelectionOwner (dpy, XdndSelection, source, now);
  if (XGetSelectionOwner (dpy, XdndSelection) != source)
    {
      printf ("no-selection\n");
      return 3;
    }

  Window to = None;
  target = find_target (x, y, &to);
  if (!target)
    {
      printf ("no-target at %d,%d\n", x, y);
      return 2;
    }
  if (fx < 0)
    fx = x, fy = y - 6;
  Atom types[3] = { text_only ? plain_utf8 : uri_list, text_only ? utf8_string : plain_utf8, None };
  long long t0 = ms ();
  send (to, XdndEnter, (long) version << 24, types[0], types[1], types[2]);
  for (int s = 1; s <= steps; s++)
    {
      int px = fx + (x - fx) * s / steps, py = fy + (y - fy) * s / steps;
      status_seen = 0;
      now += 10;
      send (to, XdndPosition, 0, (px & 0xffffL) << 16 | (py & 0xffffL), now, XdndActionCopy);
      if (!pump (&status_seen, timeout_ms))
        {
          printf ("no-status window=0x%lx after %lld ms\n", target, ms () - t0);
          send (to, XdndLeave, 0, 0, 0, 0);
          return 3;
        }
    }
  /* A target that passes the pointer from one drop zone to the next says «no» and then «yes»
     (GTK 4: leave, then enter), so a source goes by the last answer, not by the first one. */
  if (!status_accept)
    pump (&status_accept, settle_ms);
  if (hover)
    pump (NULL, hover);
  if (cancel)
    {
      send (to, XdndLeave, 0, 0, 0, 0);
      XSync (dpy, False);
      printf ("cancelled accept=%d window=0x%lx\n", status_accept, target);
      return 0;
    }
  if (!status_accept)
    {
      send (to, XdndLeave, 0, 0, 0, 0);
      XSync (dpy, False);
      printf ("refused window=0x%lx\n", target);
      return 1;
    }
  send (to, XdndDrop, 0, now, 0, 0);
  if (!pump (&finished_seen, timeout_ms))
    {
      printf ("no-finished window=0x%lx served=%d\n", target, served);
      return 3;
    }
  char *an = status_action ? XGetAtomName (dpy, status_action) : NULL;
  printf ("finished accept=%d action=%s window=0x%lx served=%d ms=%lld\n", finished_accept,
          an ? an : "none", target, served, ms () - t0);
  return finished_accept ? 0 : 1;
}
