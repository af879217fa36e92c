/* propus-secret-pipe.c - bytes that must not be paged out, from and into a pipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-secret-pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "propus-limits.h"

/* Whoever hands a key over has written it before the broker starts; this is for one that never closes its end. */
#define PIPE_PATIENCE_MS 5000

/* Two variables of the environment with their names, or what a person typed. */
#define CAPACITY (2 * PROPUS_LIMIT_KEY_INPUT + 64)

/**
 * PropusSecretBuffer:
 *
 * Room for a key on its way from a pipe into a #SecretValue: pages of its own, locked, left out of core dumps, wiped
 * when they go.
 */
struct _PropusSecretBuffer
{
  char  *bytes;
  gsize  length;
};

/**
 * propus_secret_buffer_new:
 *
 * Returns: (transfer full): an empty buffer
 */
PropusSecretBuffer *
propus_secret_buffer_new (void)
{
  PropusSecretBuffer *self = g_new0 (PropusSecretBuffer, 1);
  void *pages = mmap (NULL, CAPACITY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (pages == MAP_FAILED)
    g_error ("No memory for a key");

  /* Both are best effort, as in libsecret: without them a key is only less well kept. */
  (void) mlock (pages, CAPACITY);
  (void) madvise (pages, CAPACITY, MADV_DONTDUMP);
  (void) madvise (pages, CAPACITY, MADV_WIPEONFORK);

  self->bytes = pages;
  return self;
}

/**
 * propus_secret_buffer_free:
 * @self: (transfer full): a buffer; its bytes are wiped
 */
void
propus_secret_buffer_free (PropusSecretBuffer *self)
{
  explicit_bzero (self->bytes, CAPACITY);
  munmap (self->bytes, CAPACITY);
  g_free (self);
}

/**
 * propus_secret_buffer_read:
 * @self: a buffer
 * @fd: a file descriptor that has something to read
 *
 * Reads once. A full buffer counts as the end: nothing longer is a key.
 *
 * Returns: the number of bytes read, 0 at the end, -1 on an error (with errno set)
 */
gssize
propus_secret_buffer_read (PropusSecretBuffer *self,
                           int                 fd)
{
  gssize n;

  g_return_val_if_fail (self != NULL, -1);

  do
    n = read (fd, self->bytes + self->length, CAPACITY - self->length);
  while (n < 0 && errno == EINTR);

  if (n > 0)
    self->length += (gsize) n;

  return n;
}

/**
 * propus_secret_buffer_get:
 * @self: a buffer
 * @length: (out): how many bytes it holds
 *
 * Returns: (array length=length): the bytes, borrowed
 */
const char *
propus_secret_buffer_get (PropusSecretBuffer *self,
                          gsize              *length)
{
  g_return_val_if_fail (self != NULL && length != NULL, NULL);

  *length = self->length;
  return self->bytes;
}

/**
 * propus_secret_pipe_read_all:
 * @buffer: where to
 * @fd: (transfer full): the read end of a pipe; it is closed
 *
 * Reads a pipe to its end. Blocks, at most for seconds: only for the start, before the main loop runs.
 *
 * Returns: whether the end was reached
 */
gboolean
propus_secret_pipe_read_all (PropusSecretBuffer *buffer,
                             int                 fd)
{
  gint64 deadline = g_get_monotonic_time () + PIPE_PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  gssize n = -1;

  for (;;)
    {
      gint64 left = (deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;
      struct pollfd wait = { .fd = fd, .events = POLLIN };
      int ready = poll (&wait, 1, (int) MAX (left, 0));

      if (ready < 0 && errno == EINTR)
        continue;
      if (ready <= 0)
        break;

      n = propus_secret_buffer_read (buffer, fd);
      if (n <= 0)
        break;
    }

  close (fd);
  return n == 0;
}

/**
 * propus_secret_pipe_new_full:
 * @pieces: (array length=n_pieces): what to write, one after the other
 * @lengths: (array length=n_pieces): how many bytes of each
 * @n_pieces: how many pieces
 *
 * Makes a pipe that holds the pieces and then ends. The kernel holds them (less than a pipe's 64 kB); they are written
 * from where they lie, so no copy is made in this process.
 *
 * Returns: the read end, which survives exec, or -1
 */
int
propus_secret_pipe_new_full (const char * const *pieces,
                             const gsize        *lengths,
                             gsize               n_pieces)
{
  int ends[2];
  gboolean written = TRUE;

  if (pipe2 (ends, O_CLOEXEC | O_NONBLOCK) != 0)
    return -1;

  for (gsize i = 0; i < n_pieces && written; i++)
    written = write (ends[1], pieces[i], lengths[i]) == (gssize) lengths[i];

  close (ends[1]);
  if (!written || fcntl (ends[0], F_SETFD, 0) != 0)
    {
      close (ends[0]);
      return -1;
    }

  return ends[0];
}
