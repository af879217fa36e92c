/* bench-first-frame.c - how long programs take from exec to their first frame, seen from the X server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <X11/Xlib.h>
#include <X11/Xutil.h>
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

#define HEADER_HEIGHT 56
#define FILLED_COLOURS 12

/* usage: bench-first-frame ROUNDS FLOOR PROGRAM
 *
 * Starts both in turns, as often as ROUNDS says after one round that does not count, and prints the best time of each in
 * milliseconds: what else the machine does can only make a start slower. The program's first frame counts only when there
 * is something in its header: an empty window would be on the screen sooner, and its content later. Nothing in the
 * measured programs knows of this: the X server says what was drawn. */

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

/* Whether the window's middle is light, as the default style's background is: a window that was mapped but not drawn
 * yet is black. */
static gboolean
is_drawn (Display           *display,
          Window             window,
          XWindowAttributes *attributes)
{
  XImage *image = XGetImage (display, window, attributes->width / 2, attributes->height / 2, 1, 1, AllPlanes, ZPixmap);
  unsigned long pixel;

  if (image == NULL)
    return FALSE;
  pixel = XGetPixel (image, 0, 0);
  XDestroyImage (image);

  return (pixel & 0xffffff) != 0;
}

/* Whether there is something in the header: buttons and letters have many shades. */
static gboolean
is_filled (Display           *display,
           Window             window,
           XWindowAttributes *attributes)
{
  XImage *image = XGetImage (display, window, 40, 16, (unsigned) attributes->width / 2, HEADER_HEIGHT - 32, AllPlanes, ZPixmap);
  g_autoptr(GHashTable) colours = g_hash_table_new (NULL, NULL);

  if (image == NULL)
    return FALSE;
  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++)
      g_hash_table_add (colours, GSIZE_TO_POINTER (XGetPixel (image, x, y)));
  XDestroyImage (image);

  return g_hash_table_size (colours) >= FILLED_COLOURS;
}

static gboolean
is_there (Display  *display,
          Window    window,
          gboolean  with_header)
{
  XWindowAttributes attributes;

  return XGetWindowAttributes (display, window, &attributes) && attributes.map_state == IsViewable &&
         is_drawn (display, window, &attributes) && (!with_header || is_filled (display, window, &attributes));
}

/* Microseconds until the first frame of a new window is there, or -1. */
static gint64
measure (Display    *display,
         int         damage_event,
         const char *program,
         gboolean    with_header)
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
            XDamageCreate (display, event.xmap.window, XDamageReportRawRectangles);
        }
      else if (event.type == damage_event && is_there (display, ((XDamageNotifyEvent *) &event)->drawable, with_header))
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
  int rounds = argc == 4 ? atoi (argv[1]) : 0;
  Display *display = XOpenDisplay (NULL);
  gint64 best_floor = G_MAXINT64;
  gint64 best = G_MAXINT64;
  int damage_event;
  int damage_error;

  if (rounds < 1 || display == NULL || !XDamageQueryExtension (display, &damage_event, &damage_error))
    {
      fprintf (stderr, "usage: bench-first-frame ROUNDS FLOOR PROGRAM, on an X server with DAMAGE\n");
      return 2;
    }

  XSetErrorHandler (ignore_error);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  for (int i = -1; i < rounds; i++)
    {
      gint64 floor_time = measure (display, damage_event, argv[2], FALSE);
      gint64 time = measure (display, damage_event, argv[3], TRUE);

      if (floor_time < 0 || time < 0)
        {
          printf ("no frame: floor %" G_GINT64_FORMAT ", program %" G_GINT64_FORMAT "\n", floor_time, time);
          return 1;
        }
      if (i < 0)
        continue;
      best_floor = MIN (best_floor, floor_time);
      best = MIN (best, time);
    }

  printf ("%.1f %.1f\n", best_floor / 1000.0, best / 1000.0);
  return 0;
}
