/* propus-model-cache.c - the list of models on disk
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-model-cache.h"

#include "propus-limits.h"
#include "propus-model-list.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_CHARS    32

/* One file for each origin, so that the models of one never stand in the list of another. A file is read as carefully as
 * a reply: it is bounded, and what makes no sense in it is not there. It holds nothing that is secret. */

/* A list that was read. */
typedef struct
{
  GPtrArray *models;
  gint64     fetched;
} Loaded;

/* A list to be written. */
typedef struct
{
  char *path;
  char *text;
} Storing;

static void
loaded_free (Loaded *loaded)
{
  g_clear_pointer (&loaded->models, g_ptr_array_unref);
  g_free (loaded);
}

static void
storing_free (gpointer data)
{
  Storing *storing = data;

  g_free (storing->path);
  g_free (storing->text);
  g_free (storing);
}

/**
 * propus_model_cache_dup_path:
 * @origin: scheme, host and port of an API
 *
 * Returns: (transfer full): the file of its models
 */
char *
propus_model_cache_dup_path (const char *origin)
{
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (origin != NULL, NULL);

  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, origin, -1);
  hash[HASH_CHARS] = '\0';
  name = g_strconcat ("models-", hash, ".json", NULL);

  return g_build_filename (g_get_user_cache_dir (), "propus", name, NULL);
}

static gboolean
fail (GError     **error,
      int          code,
      const char  *path)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", path, g_strerror (code));

  return FALSE;
}

static gboolean
read_all (int          fd,
          const char  *path,
          GString     *text,
          GError     **error)
{
  char buffer[16384];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (error, errno, path);
      if (text->len + (gsize) n > PROPUS_LIMIT_MODEL_CACHE_BYTES)
        return fail (error, EFBIG, path);
      g_string_append_len (text, buffer, n);
    }

  return TRUE;
}

/* A pipe or a device that lies there is not waited for. */
static GString *
read_file (const char  *path,
           GError     **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  g_autoptr(GString) text = g_string_new (NULL);
  struct stat info;
  gboolean read;

  if (fd < 0)
    {
      fail (error, errno, path);
      return NULL;
    }

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    read = read_all (fd, path, text, error);
  else
    read = fail (error, EINVAL, path);
  close (fd);

  return read ? g_steal_pointer (&text) : NULL;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  const char *origin = data;
  g_autofree char *path = propus_model_cache_dup_path (origin);
  GError *error = NULL;
  g_autoptr(GString) text = read_file (path, &error);
  gint64 fetched = 0;
  GPtrArray *models = text != NULL ? propus_model_list_parse (text->str, text->len, origin, &fetched, &error) : NULL;
  Loaded *loaded;

  if (models == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  loaded = g_new0 (Loaded, 1);
  loaded->models = models;
  loaded->fetched = fetched;
  g_task_return_pointer (task, loaded, (GDestroyNotify) loaded_free);
}

/**
 * propus_model_cache_load_async:
 * @origin: whose models
 * @cancellable: (nullable): ends it
 * @callback: called when they are read
 * @user_data: for @callback
 *
 * Reads the list in a thread.
 */
void
propus_model_cache_load_async (const char          *origin,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (origin != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, propus_model_cache_load_async);
  g_task_set_task_data (task, g_strdup (origin), g_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * propus_model_cache_load_finish:
 * @result: what the callback was given
 * @fetched: (out): when the API said so, Unix time in seconds; 0 when that is not known
 * @error: why there is no list; a missing file is %G_FILE_ERROR_NOENT
 *
 * Returns: (transfer full) (nullable) (element-type PropusModelInfo): the models, no id twice
 */
GPtrArray *
propus_model_cache_load_finish (GAsyncResult  *result,
                                gint64        *fetched,
                                GError       **error)
{
  Loaded *loaded;
  GPtrArray *models;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return NULL;

  *fetched = loaded->fetched;
  models = g_steal_pointer (&loaded->models);
  loaded_free (loaded);

  return models;
}

static void
store_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Storing *storing = data;
  g_autofree char *folder = g_path_get_dirname (storing->path);
  gsize length = strlen (storing->text);
  GError *error = NULL;

  if (length > PROPUS_LIMIT_MODEL_CACHE_BYTES)
    fail (&error, EFBIG, storing->path);
  else if (g_mkdir_with_parents (folder, 0700) != 0)
    fail (&error, errno, folder);
  else
    g_file_set_contents_full (storing->path, storing->text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * propus_model_cache_store_async:
 * @origin: whose models
 * @models: (element-type PropusModelInfo): them
 * @fetched: when the API said so, Unix time in seconds
 * @callback: (nullable): called when they are written
 * @user_data: for @callback
 *
 * Writes the list in a thread, in the place of the old one, all or nothing.
 */
void
propus_model_cache_store_async (const char          *origin,
                                GPtrArray           *models,
                                gint64               fetched,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Storing *storing;

  g_return_if_fail (origin != NULL && models != NULL);

  storing = g_new0 (Storing, 1);
  storing->path = propus_model_cache_dup_path (origin);
  storing->text = propus_model_list_to_text (models, origin, fetched);
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_model_cache_store_async);
  g_task_set_task_data (task, storing, storing_free);
  g_task_run_in_thread (task, store_thread);
}

/**
 * propus_model_cache_store_finish:
 * @result: what the callback was given
 * @error: why it was not written
 *
 * Returns: whether it was
 */
gboolean
propus_model_cache_store_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
