/* propus-finder-file.c - a file, read with care
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "propus-limits.h"

/**
 * propus_finder_file_look:
 * @file: absolute path; symbolic links are followed
 * @info: (out): what the system says of it
 * @skip: (out): why it is not to be read; %NULL when there is no such file
 *
 * Looks before anything is opened: opening a device can do things, and opening a pipe can take for ever.
 *
 * Returns: whether it is a regular file
 */
gboolean
propus_finder_file_look (const char        *file,
                         struct stat       *info,
                         PropusFinderSkip **skip)
{
  *skip = NULL;
  if (stat (file, info) != 0)
    {
      if (errno != ENOENT && errno != ENOTDIR)
        *skip = propus_finder_skip_new (file, "unreadable", g_strerror (errno));
      return FALSE;
    }

  if (!S_ISREG (info->st_mode))
    *skip = propus_finder_skip_new (file, "not-a-file", NULL);

  return *skip == NULL;
}

static PropusFinderBytes *
read_all (int          fd,
          gsize        size,
          gboolean    *more)
{
  g_autoptr(PropusFinderBytes) bytes = propus_finder_bytes_new (size + 1);
  gssize n;

  do
    {
      n = read (fd, bytes->data + bytes->length, bytes->capacity - bytes->length);
      if (n > 0)
        bytes->length += (gsize) n;
    }
  while (bytes->length < bytes->capacity && (n > 0 || (n < 0 && errno == EINTR)));

  *more = bytes->length > size;
  bytes->data[bytes->length] = '\0';

  return n < 0 ? NULL : g_steal_pointer (&bytes);
}

/**
 * propus_finder_file_read:
 * @file: absolute path; symbolic links are followed
 * @text: whether it must be text
 * @info: (out): what the system says of it
 * @skip: (out): why it was not read; %NULL when there is no such file
 *
 * Reads a regular file of at most %PROPUS_LIMIT_FIND_FILE_BYTES. Blocks: for a worker thread.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
PropusFinderBytes *
propus_finder_file_read (const char        *file,
                         gboolean           text,
                         struct stat       *info,
                         PropusFinderSkip **skip)
{
  g_autoptr(PropusFinderBytes) bytes = NULL;
  gboolean more = FALSE;
  int fd;

  if (!propus_finder_file_look (file, info, skip))
    return NULL;

  fd = open (file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 || fstat (fd, info) != 0)
    {
      *skip = propus_finder_skip_new (file, "unreadable", g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  if (!S_ISREG (info->st_mode))
    *skip = propus_finder_skip_new (file, "not-a-file", NULL);
  else if (info->st_size > (goffset) PROPUS_LIMIT_FIND_FILE_BYTES)
    *skip = propus_finder_skip_new (file, "too-large", NULL);
  else if ((bytes = read_all (fd, (gsize) info->st_size, &more)) == NULL)
    *skip = propus_finder_skip_new (file, "unreadable", g_strerror (errno));
  else if (more)
    *skip = propus_finder_skip_new (file, "unreadable", g_strerror (EAGAIN));   /* it grows while it is read */
  else if (text && memchr (bytes->data, '\0', bytes->length) != NULL)
    *skip = propus_finder_skip_new (file, "binary", NULL);
  close (fd);

  return *skip == NULL ? g_steal_pointer (&bytes) : NULL;
}

/**
 * propus_finder_file_same:
 *
 * Returns: whether it is the same file, and nobody has written to it
 */
gboolean
propus_finder_file_same (const struct stat *a,
                         const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mode == b->st_mode &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}
