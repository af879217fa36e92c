/* propus-finder-search.c - looks for keys in files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-search.h"

#include <stdint.h>

#include "propus-finder-file.h"
#include "propus-finder-places.h"
#include "propus-finder-scan.h"
#include "propus-limits.h"

typedef struct
{
  GStrv               folders;
  GCancellable       *cancellable;   /* borrowed from the task */
  PropusFinderResult *result;
  GHashTable         *seen;          /* files by device and inode: each is looked at once, under its first name */
} Search;

static void
search_free (Search *search)
{
  g_strfreev (search->folders);
  g_clear_pointer (&search->result, propus_finder_result_free);
  g_hash_table_unref (search->seen);
  g_free (search);
}

/**
 * propus_finder_result_free:
 * @self: (transfer full): what a search found; its keys are wiped
 */
void
propus_finder_result_free (PropusFinderResult *self)
{
  g_ptr_array_unref (self->finds);
  g_ptr_array_unref (self->skips);
  g_free (self);
}

static void
take_skip (Search           *search,
           PropusFinderSkip *skip)
{
  if (skip == NULL)
    return;

  if (search->result->skips->len < PROPUS_LIMIT_FINDS)
    g_ptr_array_add (search->result->skips, skip);
  else
    propus_finder_skip_free (skip);
}

static gboolean
is_first (Search            *search,
          const struct stat *info)
{
  return g_hash_table_add (search->seen, g_strdup_printf ("%ju:%ju", (uintmax_t) info->st_dev, (uintmax_t) info->st_ino));
}

static void
read_database (Search     *search,
               const char *file,
               const char *program)
{
  PropusFinderSkip *skip;
  struct stat info;
  g_autofree char *detail = NULL;

  if (!propus_finder_file_look (file, &info, &skip))
    {
      take_skip (search, skip);
      return;
    }

  if (is_first (search, &info) && !propus_finder_scan_database (file, program, search->result->finds, &detail))
    take_skip (search, propus_finder_skip_new (file, "malformed", detail));
}

static void
read_file (Search           *search,
           const char       *file,
           const char       *program,
           PropusFinderKind  kind)
{
  g_autoptr(PropusFinderBytes) bytes = NULL;
  PropusFinderScan scan = { .file = file, .program = program, .kind = kind, .finds = search->result->finds };
  PropusFinderSkip *skip;
  struct stat info;

  bytes = propus_finder_file_read (file, kind != PROPUS_FINDER_KIND_DCONF, &info, &skip);
  if (bytes == NULL)
    {
      take_skip (search, skip);
      return;
    }

  scan.bytes = bytes->data;
  scan.length = bytes->length;
  if (is_first (search, &info) && !propus_finder_scan_file (&scan) && bytes->length > 0)
    take_skip (search, propus_finder_skip_new (file, "malformed", NULL));
}

static void
look (Search           *search,
      const char       *file,
      const char       *program,
      PropusFinderKind  kind)
{
  if (search->result->finds->len >= PROPUS_LIMIT_FINDS)
    take_skip (search, propus_finder_skip_new (file, "too-many", NULL));
  else if (kind == PROPUS_FINDER_KIND_SQLITE)
    read_database (search, file, program);
  else
    read_file (search, file, program, kind);
}

static void
search_folders (Search *search)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  guint n_left = PROPUS_LIMIT_FIND_FILES;

  for (gsize i = 0; search->folders != NULL && search->folders[i] != NULL; i++)
    propus_finder_walk (search->folders[i], &n_left, files, search->result->skips);

  for (guint i = 0; i < files->len && !g_cancellable_is_cancelled (search->cancellable); i++)
    look (search, files->pdata[i], ".env", PROPUS_FINDER_KIND_ENV);
}

static void
search_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Search *search = task_data;
  g_autoptr(GPtrArray) places = propus_finder_places_list ();

  search->cancellable = cancellable;
  for (guint i = 0; i < places->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const PropusFinderPlace *place = places->pdata[i];

      look (search, place->file, place->program, place->kind);
    }
  search_folders (search);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&search->result), (GDestroyNotify) propus_finder_result_free);
}

/**
 * propus_finder_search_async:
 * @folders: (nullable) (array zero-terminated=1): absolute paths of folders in which to look for .env files, too
 * @cancellable: (nullable): ends the search between two files
 * @callback: called when everything was looked at
 * @user_data: for @callback
 *
 * Looks for keys in the files in which they usually lie, in a thread of its own.
 */
void
propus_finder_search_async (const char * const  *folders,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->folders = g_strdupv ((char **) folders);
  search->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  search->result = g_new0 (PropusFinderResult, 1);
  search->result->finds = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_finder_find_free);
  search->result->skips = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_finder_skip_free);

  g_task_set_source_tag (task, propus_finder_search_async);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  g_task_run_in_thread (task, search_thread);
}

/**
 * propus_finder_search_finish:
 * @error: return location for %G_IO_ERROR_CANCELLED, the only error there is
 *
 * Returns: (transfer full) (nullable): what was found
 */
PropusFinderResult *
propus_finder_search_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
