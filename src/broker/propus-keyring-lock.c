/* propus-keyring-lock.c - one keyring operation at a time for this user
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-keyring-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "propus-install.h"
#include "propus-limits.h"

/* The dismissal's time as text; 20 digits hold every gint64. */
#define STAMP_BYTES 24

/**
 * propus_keyring_lock_acquire:
 *
 * Waits until no other process of this user works with the keyring, for as long as a prompt of theirs is open. Blocks:
 * for worker threads only.
 *
 * Returns: a file descriptor to be given to propus_keyring_lock_release(); -1 where no lock file can be made, which
 *   leaves only the order that a process keeps for itself
 */
int
propus_keyring_lock_acquire (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *dir = propus_install_dup_runtime_dir (&error);
  g_autofree char *path = NULL;
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd;

  if (dir == NULL)
    {
      g_warning ("No lock for the keyring: %s", error->message);
      return -1;
    }

  path = g_build_filename (dir, "keyring.lock", NULL);
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      g_warning ("No lock for the keyring: %s: %s", path, g_strerror (errno));
      return -1;
    }

  while (fcntl (fd, F_OFD_SETLKW, &whole) != 0)
    {
      if (errno == EINTR)
        continue;

      g_warning ("No lock for the keyring: %s: %s", path, g_strerror (errno));
      close (fd);
      return -1;
    }

  return fd;
}

/**
 * propus_keyring_lock_release:
 * @lock_fd: what propus_keyring_lock_acquire() gave
 *
 * Lets the next one go on.
 */
void
propus_keyring_lock_release (int lock_fd)
{
  if (lock_fd >= 0)
    close (lock_fd);
}

/**
 * propus_keyring_lock_get_time:
 *
 * The clock of dismissals. It is the same in every process and goes on while the computer sleeps.
 *
 * Returns: milliseconds since the start of the computer
 */
gint64
propus_keyring_lock_get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);

  return (gint64) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/**
 * propus_keyring_lock_set_dismissed:
 * @lock_fd: what propus_keyring_lock_acquire() gave
 *
 * Writes down that the person dismissed a prompt just now.
 */
void
propus_keyring_lock_set_dismissed (int lock_fd)
{
  char stamp[STAMP_BYTES + 1];

  if (lock_fd < 0)
    return;

  g_snprintf (stamp, sizeof stamp, "%*" G_GINT64_FORMAT, STAMP_BYTES, propus_keyring_lock_get_time ());
  if (pwrite (lock_fd, stamp, STAMP_BYTES, 0) != STAMP_BYTES)
    g_warning ("The lock file of the keyring cannot be written: %s", g_strerror (errno));
}

/**
 * propus_keyring_lock_is_dismissed:
 * @lock_fd: what propus_keyring_lock_acquire() gave
 * @asked_at: propus_keyring_lock_get_time() of when the person's wish came
 *
 * Tells whether the person's last "no" answers this wish too: it came before the "no", or so shortly after that it
 * belongs to the same moment.
 *
 * Returns: %TRUE when there must be no new prompt
 */
gboolean
propus_keyring_lock_is_dismissed (int    lock_fd,
                                  gint64 asked_at)
{
  char stamp[STAMP_BYTES + 1] = "";
  gint64 dismissed_at;

  if (lock_fd < 0 || pread (lock_fd, stamp, STAMP_BYTES, 0) != STAMP_BYTES)
    return FALSE;

  /* A time to come is from before a restart of the computer. */
  dismissed_at = g_ascii_strtoll (stamp, NULL, 10);
  if (dismissed_at <= 0 || dismissed_at > propus_keyring_lock_get_time ())
    return FALSE;

  return asked_at <= dismissed_at + (gint64) PROPUS_KEYRING_GRACE_MS;
}
