/* propus-key-buffer.c - bytes that are not paged out and not left behind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-buffer.h"

#include <string.h>
#include <sys/mman.h>

struct _PropusKeyBuffer
{
  char  *bytes;
  gsize  length;
};

/**
 * propus_key_buffer_new:
 *
 * Makes a buffer of %PROPUS_KEY_BUFFER_BYTES bytes. Where no memory may be locked it is an ordinary page, as with
 * libsecret.
 *
 * Returns: (transfer full): the buffer
 */
PropusKeyBuffer *
propus_key_buffer_new (void)
{
  PropusKeyBuffer *self = g_new0 (PropusKeyBuffer, 1);

  self->bytes = mmap (NULL, PROPUS_KEY_BUFFER_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (self->bytes == MAP_FAILED)
    g_error ("There is no memory for a key");

  mlock (self->bytes, PROPUS_KEY_BUFFER_BYTES);
  madvise (self->bytes, PROPUS_KEY_BUFFER_BYTES, MADV_DONTDUMP);

  return self;
}

void
propus_key_buffer_free (PropusKeyBuffer *self)
{
  explicit_bzero (self->bytes, PROPUS_KEY_BUFFER_BYTES);
  munmap (self->bytes, PROPUS_KEY_BUFFER_BYTES);
  g_free (self);
}

/**
 * propus_key_buffer_get_bytes:
 * @self: a buffer
 *
 * Returns: (transfer none): all of its %PROPUS_KEY_BUFFER_BYTES bytes, to be read into
 */
char *
propus_key_buffer_get_bytes (PropusKeyBuffer *self)
{
  return self->bytes;
}

gsize
propus_key_buffer_get_length (PropusKeyBuffer *self)
{
  return self->length;
}

void
propus_key_buffer_set_length (PropusKeyBuffer *self,
                              gsize            length)
{
  g_return_if_fail (length <= PROPUS_KEY_BUFFER_BYTES);

  self->length = length;
}

/**
 * propus_key_buffer_swap:
 * @self: a buffer
 * @other: another
 *
 * Exchanges what they hold, without a copy.
 */
void
propus_key_buffer_swap (PropusKeyBuffer *self,
                        PropusKeyBuffer *other)
{
  PropusKeyBuffer kept = *self;

  *self = *other;
  *other = kept;
}
