/* propus-prompt-library.c - the prompts that a person keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt-library.h"

#include "propus-file-name.h"
#include "propus-limits.h"

#include <string.h>

#define EXTENSION "md"

/* Each prompt is a file of its own, so that a person can read, copy and share them without Propus. A file is written
 * whole or not at all, and one job runs at a time, so that of two changes the later one stays. */
struct _PropusPromptLibrary
{
  GObject    parent_instance;

  GFile     *folder;
  GPtrArray *prompts;     /* of PropusPrompt, in order */
  GQueue     jobs;        /* of Job, the first one runs */
  GQueue     failed;      /* of Job, tried again at the end */
  gboolean   loaded;
  gboolean   loading;
};

typedef struct
{
  GFile *folder;
  char  *id;
  char  *content;         /* NULL: the file goes */
} Job;

static void propus_prompt_library_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PropusPromptLibrary, propus_prompt_library, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, propus_prompt_library_list_model_init))

enum { SIGNAL_LOADED, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
job_free (Job *job)
{
  g_object_unref (job->folder);
  g_free (job->id);
  g_free (job->content);
  g_free (job);
}

/* --- the list --- */

static GType
propus_prompt_library_get_item_type (GListModel *list)
{
  return PROPUS_TYPE_PROMPT;
}

static guint
propus_prompt_library_get_n_items (GListModel *list)
{
  return PROPUS_PROMPT_LIBRARY (list)->prompts->len;
}

static gpointer
propus_prompt_library_get_item (GListModel *list,
                                guint       position)
{
  PropusPromptLibrary *self = PROPUS_PROMPT_LIBRARY (list);

  return position < self->prompts->len ? g_object_ref (g_ptr_array_index (self->prompts, position)) : NULL;
}

static void
propus_prompt_library_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = propus_prompt_library_get_item_type;
  iface->get_n_items = propus_prompt_library_get_n_items;
  iface->get_item = propus_prompt_library_get_item;
}

static void
insert (PropusPromptLibrary *self,
        PropusPrompt        *prompt)
{
  guint position = 0;

  while (position < self->prompts->len && propus_prompt_compare (g_ptr_array_index (self->prompts, position), prompt) < 0)
    position++;
  g_ptr_array_insert (self->prompts, (int) position, g_object_ref (prompt));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static gboolean
take_out (PropusPromptLibrary *self,
          const char          *id)
{
  for (guint i = 0; i < self->prompts->len; i++)
    if (g_str_equal (propus_prompt_get_id (g_ptr_array_index (self->prompts, i)), id))
      {
        g_ptr_array_remove_index (self->prompts, i);
        g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
        return TRUE;
      }

  return FALSE;
}

/* --- files, in a thread --- */

/* Blocks. Twice is as good as once. */
static gboolean
do_locked_job (Job     *job,
               GError **failure)
{
  g_autofree char *folder = g_file_get_path (job->folder);
  g_autofree char *path = g_build_filename (folder, job->id, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  GError *error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (job->content != NULL)
    g_file_set_contents_full (path, job->content, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error);
  else if (!g_file_delete (file, NULL, &error) && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_clear_error (&error);

  if (error == NULL)
    return TRUE;

  g_propagate_error (failure, error);
  return FALSE;
}

/* One at a time: at the end of the program a thread may still be at the first, and must not come after the last. */
static GMutex job_mutex;
static gboolean is_flushed;

static gboolean
do_job (Job     *job,
        GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&job_mutex);

  return do_locked_job (job, error);
}

static gboolean
do_job_before_flush (Job     *job,
                     GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&job_mutex);

  return is_flushed || do_locked_job (job, error);
}

static void
run_job (GTask        *task,
         gpointer      source_object,
         gpointer      task_data,
         GCancellable *cancellable)
{
  GError *error = NULL;

  if (do_job_before_flush (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void start_job (PropusPromptLibrary *self);

static void
job_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  PropusPromptLibrary *self = PROPUS_PROMPT_LIBRARY (object);
  g_autoptr(GError) error = NULL;
  Job *job = g_queue_pop_head (&self->jobs);

  if (g_task_propagate_boolean (G_TASK (result), &error))
    job_free (job);
  else
    {
      g_queue_push_tail (&self->failed, job);
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    }
  start_job (self);
}

static void
start_job (PropusPromptLibrary *self)
{
  g_autoptr(GTask) task = NULL;

  if (g_queue_is_empty (&self->jobs))
    return;

  task = g_task_new (self, NULL, job_done_cb, NULL);
  g_task_set_task_data (task, g_queue_peek_head (&self->jobs), NULL);
  g_task_run_in_thread (task, run_job);
}

/* What is written now is newer. */
static void
forget_failed (PropusPromptLibrary *self,
               const char          *id)
{
  for (GList *l = self->failed.head; l != NULL;)
    {
      GList *next = l->next;
      Job *job = l->data;

      if (g_str_equal (job->id, id))
        {
          job_free (job);
          g_queue_delete_link (&self->failed, l);
        }
      l = next;
    }
}

static void
queue_job (PropusPromptLibrary *self,
           const char          *id,
           char                *content)
{
  Job *job = g_new (Job, 1);

  *job = (Job) { g_object_ref (self->folder), g_strdup (id), content };
  forget_failed (self, id);
  g_queue_push_tail (&self->jobs, job);
  if (g_queue_get_length (&self->jobs) == 1)
    start_job (self);
}

static void
save (PropusPromptLibrary *self,
      PropusPrompt        *prompt)
{
  queue_job (self, propus_prompt_get_id (prompt), propus_prompt_dup_content (prompt));
}

static PropusPrompt *
read_prompt (const char *path,
             GError    **error)
{
  g_autofree char *id = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *content = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                 G_FILE_QUERY_INFO_NONE, NULL, error);

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR || g_file_info_get_size (info) > PROPUS_LIMIT_SAVED_PROMPT_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s", name);
      return NULL;
    }
  if (!g_file_get_contents (path, &content, NULL, error))
    return NULL;

  if (g_str_has_suffix (name, "." EXTENSION))
    name[strlen (name) - strlen ("." EXTENSION)] = '\0';

  return propus_prompt_parse (id, name, content);
}

/* Returns the prompts in the folder; NULL without an error: there is no such folder. */
static void
read_folder (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autofree char *path = g_file_get_path (task_data);
  g_autoptr(GPtrArray) prompts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GDir) folder = NULL;
  const char *name;
  GError *error = NULL;

  folder = g_dir_open (path, 0, &error);
  if (folder == NULL)
    {
      if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          g_clear_error (&error);
          g_task_return_pointer (task, NULL, NULL);
        }
      else
        {
          g_task_return_error (task, error);
        }
      return;
    }

  while ((name = g_dir_read_name (folder)) != NULL && prompts->len < PROPUS_LIMIT_SAVED_PROMPTS)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      PropusPrompt *prompt = *name != '.' && g_str_has_suffix (name, "." EXTENSION) ? read_prompt (file, NULL) : NULL;

      if (prompt != NULL)
        g_ptr_array_add (prompts, prompt);
    }
  g_task_return_pointer (task, g_steal_pointer (&prompts), (GDestroyNotify) g_ptr_array_unref);
}

static int
compare_cb (gconstpointer a,
            gconstpointer b)
{
  return propus_prompt_compare (*(PropusPrompt **) a, *(PropusPrompt **) b);
}

static void
folder_read_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  PropusPromptLibrary *self = PROPUS_PROMPT_LIBRARY (object);
  g_autoptr(GError) error = NULL;
  GPtrArray *prompts = g_task_propagate_pointer (G_TASK (result), &error);

  self->loading = FALSE;
  if (error != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
      return;
    }

  /* What is being written, or could not be, is newer than what was read. */
  if (prompts != NULL && g_queue_is_empty (&self->jobs) && g_queue_is_empty (&self->failed))
    {
      guint n = self->prompts->len;

      g_ptr_array_sort (prompts, compare_cb);
      g_ptr_array_unref (self->prompts);
      self->prompts = g_ptr_array_ref (prompts);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, n, prompts->len);
    }
  if (prompts == NULL && !self->loaded)
    propus_prompt_library_add_starters (self);
  g_clear_pointer (&prompts, g_ptr_array_unref);
  self->loaded = TRUE;
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

/* --- the object --- */

static void
propus_prompt_library_finalize (GObject *object)
{
  PropusPromptLibrary *self = PROPUS_PROMPT_LIBRARY (object);

  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
  g_queue_clear_full (&self->failed, (GDestroyNotify) job_free);
  g_ptr_array_unref (self->prompts);
  g_clear_object (&self->folder);

  G_OBJECT_CLASS (propus_prompt_library_parent_class)->finalize (object);
}

static void
propus_prompt_library_class_init (PropusPromptLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_prompt_library_finalize;

  signals[SIGNAL_LOADED] = g_signal_new ("loaded", PROPUS_TYPE_PROMPT_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", PROPUS_TYPE_PROMPT_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
propus_prompt_library_init (PropusPromptLibrary *self)
{
  self->prompts = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->jobs);
  g_queue_init (&self->failed);
}

/**
 * propus_prompt_library_new:
 * @folder: where the prompts are; it need not exist
 *
 * Returns: (transfer full): a library that is empty until it is loaded
 */
PropusPromptLibrary *
propus_prompt_library_new (GFile *folder)
{
  PropusPromptLibrary *self;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  self = g_object_new (PROPUS_TYPE_PROMPT_LIBRARY, NULL);
  self->folder = g_object_ref (folder);

  return self;
}

static PropusPromptLibrary *library;

/**
 * propus_prompt_library_get_default:
 *
 * Returns: (transfer none): the person's own, loaded or about to be
 */
PropusPromptLibrary *
propus_prompt_library_get_default (void)
{
  if (library == NULL)
    {
      g_autofree char *path = g_build_filename (g_get_user_data_dir (), "propus", "prompts", NULL);
      g_autoptr(GFile) folder = g_file_new_for_path (path);

      library = propus_prompt_library_new (folder);
    }

  return library;
}

/**
 * propus_prompt_library_flush:
 *
 * Writes what the default library has not written yet. For the end of the program, after the main loop; blocks.
 */
void
propus_prompt_library_flush (void)
{
  if (library == NULL)
    return;

  g_mutex_lock (&job_mutex);
  is_flushed = TRUE;
  g_mutex_unlock (&job_mutex);

  /* Those that failed are older than the others. */
  while (!g_queue_is_empty (&library->failed))
    g_queue_push_head (&library->jobs, g_queue_pop_tail (&library->failed));
  for (GList *l = library->jobs.head; l != NULL; l = l->next)
    {
      g_autoptr(GError) error = NULL;

      if (!do_job (l->data, &error))
        g_warning ("A saved prompt could not be written: %s", error->message);
    }
}

/**
 * propus_prompt_library_load:
 * @self: a library
 *
 * Reads the folder, also again: a person may have put files there. "loaded" or "failed" follows.
 */
void
propus_prompt_library_load (PropusPromptLibrary *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_PROMPT_LIBRARY (self));

  if (self->loading)
    return;

  self->loading = TRUE;
  task = g_task_new (self, NULL, folder_read_cb, NULL);
  g_task_set_task_data (task, g_object_ref (self->folder), g_object_unref);
  g_task_run_in_thread (task, read_folder);
}

/**
 * propus_prompt_library_is_loaded:
 * @self: a library
 *
 * Returns: whether the folder has been read
 */
gboolean
propus_prompt_library_is_loaded (PropusPromptLibrary *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT_LIBRARY (self), FALSE);

  return self->loaded;
}

/**
 * propus_prompt_library_is_busy:
 * @self: a library
 *
 * Returns: whether something is not in its file yet
 */
gboolean
propus_prompt_library_is_busy (PropusPromptLibrary *self)
{
  g_return_val_if_fail (PROPUS_IS_PROMPT_LIBRARY (self), FALSE);

  return !g_queue_is_empty (&self->jobs);
}

/* A name that no other file has: programs may write to the same folder at the same time. */
static char *
make_id (const char *title)
{
  g_autofree char *name = propus_file_name_make_safe (title, "", "prompt");
  g_autofree char *both = NULL;

  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  if (strlen (name) > PROPUS_LIMIT_SAVED_PROMPT_NAME)
    *g_utf8_find_prev_char (name, name + PROPUS_LIMIT_SAVED_PROMPT_NAME) = '\0';
  both = g_strdup_printf ("%s-%08x", name, g_random_int ());

  return propus_file_name_make_safe (both, EXTENSION, "prompt");
}

/**
 * propus_prompt_library_add:
 * @self: a library
 * @title: what it is called
 * @text: the prompt
 *
 * Returns: (transfer none): the new prompt, which is being saved
 */
PropusPrompt *
propus_prompt_library_add (PropusPromptLibrary *self,
                           const char          *title,
                           const char          *text)
{
  g_autofree char *id = NULL;
  g_autoptr(PropusPrompt) prompt = NULL;

  g_return_val_if_fail (PROPUS_IS_PROMPT_LIBRARY (self), NULL);
  g_return_val_if_fail (title != NULL && text != NULL, NULL);

  id = make_id (title);
  prompt = propus_prompt_new (id, title, text);
  propus_prompt_library_restore (self, prompt);

  return prompt;   /* the list has it */
}

/**
 * propus_prompt_library_change:
 * @self: a library
 * @prompt: one of its prompts
 * @title: what it is called from now on
 * @text: the prompt
 *
 * Returns: (transfer none): the prompt that takes its place, which is being saved
 */
PropusPrompt *
propus_prompt_library_change (PropusPromptLibrary *self,
                              PropusPrompt        *prompt,
                              const char          *title,
                              const char          *text)
{
  g_autoptr(PropusPrompt) changed = NULL;

  g_return_val_if_fail (PROPUS_IS_PROMPT_LIBRARY (self), NULL);
  g_return_val_if_fail (PROPUS_IS_PROMPT (prompt), NULL);

  changed = propus_prompt_with (prompt, title, text);
  take_out (self, propus_prompt_get_id (prompt));
  propus_prompt_library_restore (self, changed);

  return changed;
}

/**
 * propus_prompt_library_remove:
 * @self: a library
 * @prompt: one of its prompts
 *
 * Takes it out, and its file away. As long as somebody has it, it can be restored.
 */
void
propus_prompt_library_remove (PropusPromptLibrary *self,
                              PropusPrompt        *prompt)
{
  g_autoptr(PropusPrompt) keep = NULL;

  g_return_if_fail (PROPUS_IS_PROMPT_LIBRARY (self));
  g_return_if_fail (PROPUS_IS_PROMPT (prompt));

  keep = g_object_ref (prompt);
  if (take_out (self, propus_prompt_get_id (keep)))
    queue_job (self, propus_prompt_get_id (keep), NULL);
}

/**
 * propus_prompt_library_restore:
 * @self: a library
 * @prompt: what was removed
 *
 * Puts it back, and writes its file.
 */
void
propus_prompt_library_restore (PropusPromptLibrary *self,
                               PropusPrompt        *prompt)
{
  g_return_if_fail (PROPUS_IS_PROMPT_LIBRARY (self));
  g_return_if_fail (PROPUS_IS_PROMPT (prompt));

  insert (self, prompt);
  save (self, prompt);
}

/**
 * propus_prompt_library_add_starters:
 * @self: a library
 *
 * Adds the prompts that come with Propus, in the person's language, as far as no other has the same title.
 *
 * Returns: how many were added
 */
guint
propus_prompt_library_add_starters (PropusPromptLibrary *self)
{
  const PropusPromptStarter *starter = propus_prompt_starters_get (g_get_language_names ());
  guint n = 0;

  g_return_val_if_fail (PROPUS_IS_PROMPT_LIBRARY (self), 0);

  for (; starter->title != NULL; starter++)
    {
      gboolean is_there = FALSE;

      for (guint i = 0; !is_there && i < self->prompts->len; i++)
        is_there = g_str_equal (propus_prompt_get_title (g_ptr_array_index (self->prompts, i)), starter->title);
      if (!is_there)
        {
          propus_prompt_library_add (self, starter->title, starter->text);
          n++;
        }
    }

  return n;
}

/* --- other folders --- */

typedef struct
{
  GPtrArray *prompts;     /* of PropusPrompt */
  GError    *error;       /* the first one; NULL: none */
} Haul;

static void
haul_free (Haul *haul)
{
  g_ptr_array_unref (haul->prompts);
  g_clear_error (&haul->error);
  g_free (haul);
}

static void
read_files (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GListModel *files = task_data;
  Haul *haul = g_new0 (Haul, 1);

  haul->prompts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);
      g_autofree char *path = g_file_get_path (file);
      PropusPrompt *prompt = path != NULL ? read_prompt (path, haul->error == NULL ? &haul->error : NULL) : NULL;

      if (prompt != NULL)
        g_ptr_array_add (haul->prompts, prompt);
    }
  g_task_return_pointer (task, haul, (GDestroyNotify) haul_free);
}

/**
 * propus_prompt_library_import_async:
 * @self: a library
 * @files: of GFile
 * @callback: for the result
 * @user_data: for @callback
 *
 * Adds what is in the files, each as one prompt. Nothing that is there is replaced.
 */
void
propus_prompt_library_import_async (PropusPromptLibrary *self,
                                    GListModel          *files,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_PROMPT_LIBRARY (self));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_prompt_library_import_async);
  g_task_set_task_data (task, g_object_ref (files), g_object_unref);
  g_task_run_in_thread (task, read_files);
}

/**
 * propus_prompt_library_import_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (nullable): a place for the first error, which the other files are not stopped by
 *
 * Returns: how many prompts came
 */
int
propus_prompt_library_import_finish (PropusPromptLibrary *self,
                                     GAsyncResult        *result,
                                     GError             **error)
{
  Haul *haul;
  int n;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  haul = g_task_propagate_pointer (G_TASK (result), error);
  if (haul == NULL)
    return 0;

  n = (int) haul->prompts->len;
  for (int i = 0; i < n; i++)
    {
      PropusPrompt *prompt = g_ptr_array_index (haul->prompts, i);
      g_autofree char *id = make_id (propus_prompt_get_title (prompt));
      g_autofree char *content = propus_prompt_dup_content (prompt);
      g_autoptr(PropusPrompt) own = propus_prompt_parse (id, propus_prompt_get_title (prompt), content);

      propus_prompt_library_restore (self, own);
    }
  if (haul->error != NULL)
    g_propagate_error (error, g_steal_pointer (&haul->error));
  haul_free (haul);

  return n;
}

typedef struct
{
  GFile     *folder;
  GPtrArray *prompts;
} Export;

static void
export_free (Export *export)
{
  g_object_unref (export->folder);
  g_ptr_array_unref (export->prompts);
  g_free (export);
}

/* What is in the folder already is not touched: a new file gets a number. */
static gboolean
write_new (GFile         *folder,
           PropusPrompt  *prompt,
           GError       **error)
{
  g_autofree char *content = propus_prompt_dup_content (prompt);

  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *numbered = i == 1 ? g_strdup (propus_prompt_get_title (prompt))
                                         : g_strdup_printf ("%s (%u)", propus_prompt_get_title (prompt), i);
      g_autofree char *name = propus_file_name_make_safe (numbered, EXTENSION, "prompt");
      g_autoptr(GFile) file = g_file_get_child (folder, name);
      g_autoptr(GError) trouble = NULL;
      g_autoptr(GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_NONE, NULL, &trouble);

      if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_EXISTS))
        continue;
      if (stream == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }

      return g_output_stream_write_all (G_OUTPUT_STREAM (stream), content, strlen (content), NULL, NULL, error) &&
             g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
    }

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, propus_prompt_get_title (prompt));
  return FALSE;
}

static void
write_files (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Export *export = task_data;
  GError *error = NULL;

  for (guint i = 0; i < export->prompts->len; i++)
    if (!write_new (export->folder, g_ptr_array_index (export->prompts, i), &error))
      {
        g_task_return_error (task, error);
        return;
      }

  g_task_return_int (task, (gssize) export->prompts->len);
}

/**
 * propus_prompt_library_export_async:
 * @self: a library
 * @folder: where to
 * @callback: for the result
 * @user_data: for @callback
 *
 * Writes each prompt into a file of its own, named after its title.
 */
void
propus_prompt_library_export_async (PropusPromptLibrary *self,
                                    GFile               *folder,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Export *export;

  g_return_if_fail (PROPUS_IS_PROMPT_LIBRARY (self));
  g_return_if_fail (G_IS_FILE (folder));

  export = g_new (Export, 1);
  export->folder = g_object_ref (folder);
  export->prompts = g_ptr_array_copy (self->prompts, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_prompt_library_export_async);
  g_task_set_task_data (task, export, (GDestroyNotify) export_free);
  g_task_run_in_thread (task, write_files);
}

/**
 * propus_prompt_library_export_finish:
 * @self: the library
 * @result: what the callback was given
 * @error: (nullable): a place for an error of GIO
 *
 * Returns: how many files were written; -1 when one could not be
 */
int
propus_prompt_library_export_finish (PropusPromptLibrary *self,
                                     GAsyncResult        *result,
                                     GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}
