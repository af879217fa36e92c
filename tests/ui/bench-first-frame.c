/* bench-first-frame.c - how long programs take from exec to their first frame, seen from the X server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_US (20 * G_USEC_PER_SEC)
#define SMALLEST_WINDOW 200

/* usage: bench-first-frame ROUNDS BOUND FLOOR PROGRAM
 *
 * Starts both in turns, as often as ROUNDS says after one round that does not count, and compares the medians. Exits 1
 * when the program takes more than BOUND times as long as the floor. Nothing in the measured programs knows of this:
 * the X server says when a large window was mapped and first drawn into. */

static gboolean
wait_for_event (Display *display,
                gint64   deadline)
{
  struct pollfd fd = { .fd = ConnectionNumber (display), .events = POLLIN };

  while (XPending (display) == 0)
    {
      gint64 left = deadline - g_get_monotonic_time ();

      if (left <= 0 || poll (&fd, 1, (int) (left / 1000) + 1) < 0)
        return FALSE;
    }

  return TRUE;
}

/* Microseconds until something is drawn into a new window, or -1. */
static gint64
measure (Display    *display,
         int         damage_event,
         const char *program)
{
  gint64 began = g_get_monotonic_time ();
  gint64 took = -1;
  pid_t pid = fork ();

  if (pid == 0)
    {
      execl (program, program, (char *) NULL);
      _exit (127);
    }

  while (took < 0 && wait_for_event (display, began + PATIENCE_US))
    {
      XEvent event;

      XNextEvent (display, &event);
      if (event.type == MapNotify)
        {
          XWindowAttributes attributes;

          if (XGetWindowAttributes (display, event.xmap.window, &attributes) && attributes.width >= SMALLEST_WINDOW)
            XDamageCreate (display, event.xmap.window, XDamageReportNonEmpty);
        }
      else if (event.type == damage_event)
        {
          took = g_get_monotonic_time () - began;
        }
    }

  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  while (XPending (display) > 0 || wait_for_event (display, g_get_monotonic_time () + 200000))
    {
      XEvent event;

      XNextEvent (display, &event);
    }

  return took;
}

static int
compare (const void *a,
         const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* A window that has gone between its event and our request is not an error of ours. */
static int
ignore_error (Display     *display,
              XErrorEvent *event)
{
  return 0;
}

int
main (int    argc,
      char **argv)
{
  int rounds = argc == 5 ? atoi (argv[1]) : 0;
  double bound = argc == 5 ? g_ascii_strtod (argv[2], NULL) : 0;
  Display *display = XOpenDisplay (NULL);
  g_autofree gint64 *floor_times = NULL;
  g_autofree gint64 *times = NULL;
  int damage_event;
  int damage_error;
  double ratio;

  if (rounds < 1 || bound <= 0 || display == NULL || !XDamageQueryExtension (display, &damage_event, &damage_error))
    {
      fprintf (stderr, "usage: bench-first-frame ROUNDS BOUND FLOOR PROGRAM, on an X server with DAMAGE\n");
      return 2;
    }

  XSetErrorHandler (ignore_error);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  floor_times = g_new0 (gint64, rounds);
  times = g_new0 (gint64, rounds);

  for (int i = -1; i < rounds; i++)
    {
      gint64 floor_time = measure (display, damage_event, argv[3]);
      gint64 time = measure (display, damage_event, argv[4]);

      if (floor_time < 0 || time < 0)
        {
          printf ("no frame: floor %" G_GINT64_FORMAT ", program %" G_GINT64_FORMAT "\n", floor_time, time);
          return 1;
        }
      if (i >= 0)
        {
          floor_times[i] = floor_time;
          times[i] = time;
        }
    }

  qsort (floor_times, rounds, sizeof *times, compare);
  qsort (times, rounds, sizeof *times, compare);
  ratio = (double) times[rounds / 2] / (double) floor_times[rounds / 2];
  printf ("first frame: floor %.0f ms, program %.0f ms, ratio %.2f, bound %.2f\n",
          floor_times[rounds / 2] / 1000.0, times[rounds / 2] / 1000.0, ratio, bound);

  return ratio <= bound ? 0 : 1;
}
