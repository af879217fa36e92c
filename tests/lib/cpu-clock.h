/* cpu-clock.h - how long the processor worked, for tests of what a thing costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <time.h>

/* Microseconds that this thread has worked: unlike the time on the wall they are the same on a busy machine. */
static inline gint64
cpu_clock_get_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}
