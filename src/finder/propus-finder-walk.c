/* propus-finder-walk.c - the .env files in a folder that a person picked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-places.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "propus-limits.h"

/* What others have put there: large, and not the person's. */
static const char * const passed_by[] = { ".git", ".hg", ".svn", "node_modules" };

typedef struct
{
  char  *path;
  guint  depth;
} Folder;

static void
folder_free (Folder *folder)
{
  g_free (folder->path);
  g_free (folder);
}

static void
push_folder (GQueue     *queue,
             const char *path,
             guint       depth)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->path = g_strdup (path);
  folder->depth = depth;
  g_queue_push_tail (queue, folder);
}

static void
add_skip (GPtrArray  *skips,
          const char *file,
          const char *reason,
          const char *detail)
{
  if (skips->len < PROPUS_LIMIT_FINDS)
    g_ptr_array_add (skips, propus_finder_skip_new (file, reason, detail));
}

static gboolean
is_passed_by (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (passed_by); i++)
    if (g_str_equal (passed_by[i], name))
      return TRUE;

  return g_str_equal (name, ".") || g_str_equal (name, "..");
}

/* A link to a folder is not followed, so there is no way round in circles. */
static gboolean
is_folder (int                  fd,
           const struct dirent *entry)
{
  struct stat info;

  if (entry->d_type != DT_UNKNOWN)
    return entry->d_type == DT_DIR;

  return fstatat (fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR (info.st_mode);
}

static void
read_folder (GQueue       *queue,
             const Folder *folder,
             guint        *n_left,
             GPtrArray    *files,
             GPtrArray    *skips)
{
  int fd = open (folder->path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;

  if (dir == NULL)
    {
      add_skip (skips, folder->path, errno == ENOTDIR ? "not-a-file" : "unreadable", g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return;
    }

  while (*n_left > 0 && (entry = readdir (dir)) != NULL)
    {
      g_autofree char *path = NULL;

      if (is_passed_by (entry->d_name))
        continue;

      (*n_left)--;
      path = g_build_filename (folder->path, entry->d_name, NULL);
      if (!is_folder (fd, entry))
        {
          if (propus_finder_is_env_name (entry->d_name))
            g_ptr_array_add (files, g_steal_pointer (&path));
        }
      else if (folder->depth < PROPUS_LIMIT_FIND_DEPTH)
        {
          push_folder (queue, path, folder->depth + 1);
        }
      else
        {
          add_skip (skips, path, "too-many", NULL);
        }
    }

  closedir (dir);
}

/**
 * propus_finder_walk:
 * @folder: absolute path; a link is followed here, and only here
 * @n_left: (inout): how many names may still be looked at
 * @files: (element-type filename): where to add the .env files
 * @skips: (element-type PropusFinderSkip): where to add what was not looked at
 *
 * Looks for .env files in a folder and those below it, the nearest first. Blocks: for a worker thread.
 */
void
propus_finder_walk (const char *folder,
                    guint      *n_left,
                    GPtrArray  *files,
                    GPtrArray  *skips)
{
  GQueue queue = G_QUEUE_INIT;
  Folder *next;

  push_folder (&queue, folder, 0);
  while (*n_left > 0 && (next = g_queue_pop_head (&queue)) != NULL)
    {
      read_folder (&queue, next, n_left, files, skips);
      folder_free (next);
    }

  if (*n_left == 0)
    add_skip (skips, folder, "too-many", NULL);
  g_queue_clear_full (&queue, (GDestroyNotify) folder_free);
}
