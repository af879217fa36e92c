/* test-prompt-library.c - saved prompts in a real folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt-library.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char                *top;
  char                *path;
  PropusPromptLibrary *library;
  guint                n_loaded;
  GError              *error;
} Fixture;

static void
failed_cb (PropusPromptLibrary *library,
           const GError        *error,
           Fixture             *fixture)
{
  if (fixture->error == NULL)
    fixture->error = g_error_copy (error);
}

static void
loaded_cb (PropusPromptLibrary *library,
           Fixture             *fixture)
{
  fixture->n_loaded++;
}

static void
open_library (Fixture *fixture)
{
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->path);

  g_clear_object (&fixture->library);
  fixture->library = propus_prompt_library_new (folder);
  g_signal_connect (fixture->library, "failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect (fixture->library, "loaded", G_CALLBACK (loaded_cb), fixture);
}

static void
wait_saved (Fixture *fixture)
{
  while (propus_prompt_library_is_busy (fixture->library))
    g_main_context_iteration (NULL, TRUE);
}

static void
load (Fixture *fixture)
{
  guint before = fixture->n_loaded;

  propus_prompt_library_load (fixture->library);
  while (fixture->n_loaded == before && fixture->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  wait_saved (fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->top = g_dir_make_tmp ("propus-prompts-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->top, "data", "prompts", NULL);
  open_library (fixture);
}

static void
remove_all (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  g_chmod (path, 0700);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_clear_object (&fixture->library);
  g_clear_error (&fixture->error);
  remove_all (fixture->top);
  g_free (fixture->top);
  g_free (fixture->path);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->library));
}

static PropusPrompt *
find (Fixture    *fixture,
      const char *title)
{
  for (guint i = 0; i < count (fixture); i++)
    {
      g_autoptr(PropusPrompt) prompt = g_list_model_get_item (G_LIST_MODEL (fixture->library), i);

      if (g_str_equal (propus_prompt_get_title (prompt), title))
        return prompt;   /* the list has it */
    }

  return NULL;
}

static void
put (const char *folder,
     const char *name,
     const char *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
test_starters (Fixture       *fixture,
               gconstpointer  user_data)
{
  guint n;

  load (fixture);
  n = count (fixture);
  g_assert_cmpuint (n, >=, 8);
  g_assert_nonnull (find (fixture, "Translate"));

  /* They are made once, and again only when asked for. */
  while (count (fixture) > 1)
    {
      g_autoptr(PropusPrompt) prompt = g_list_model_get_item (G_LIST_MODEL (fixture->library), 0);

      propus_prompt_library_remove (fixture->library, prompt);
    }
  wait_saved (fixture);
  open_library (fixture);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpuint (propus_prompt_library_add_starters (fixture->library), ==, n - 1);
  g_assert_cmpuint (propus_prompt_library_add_starters (fixture->library), ==, 0);
  g_assert_no_error (fixture->error);
  wait_saved (fixture);
}

static void
test_starter_languages (void)
{
  static const char * const taiwan[] = { "zh_TW.UTF-8", "zh_TW", "zh", "C", NULL };
  static const char * const britain[] = { "en_GB", "en", "zh_TW", "C", NULL };
  static const char * const none[] = { "C", NULL };
  guint variables;

  g_assert_cmpstr (propus_prompt_starters_get (taiwan)->title, ==, "翻譯");
  g_assert_cmpstr (propus_prompt_starters_get (britain)->title, ==, "Translate");
  g_assert_cmpstr (propus_prompt_starters_get (none)->title, ==, "Translate");
  for (const PropusPromptStarter *starter = propus_prompt_starters_get (taiwan); starter->title != NULL; starter++)
    g_assert_true (propus_prompt_find_variable (starter->text, 0, &variables, &variables));
  for (const PropusPromptStarter *starter = propus_prompt_starters_get (none); starter->title != NULL; starter++)
    g_assert_true (propus_prompt_find_variable (starter->text, 0, &variables, &variables));
}

static void
test_kept (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(PropusPrompt) removed = NULL;
  PropusPrompt *prompt;

  g_mkdir_with_parents (fixture->path, 0700);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 0);

  /* Two of the same name are two files; a name from a title is safe. */
  propus_prompt_library_add (fixture->library, "../Twin/\n", "one");
  propus_prompt_library_add (fixture->library, "../Twin/", "two");
  prompt = propus_prompt_library_add (fixture->library, "M", "first");
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("version %u", i);

      prompt = propus_prompt_library_change (fixture->library, prompt, "A", text);
    }
  wait_saved (fixture);
  open_library (fixture);
  load (fixture);
  g_assert_cmpuint (count (fixture), ==, 3);
  g_assert_cmpstr (propus_prompt_get_text (find (fixture, "A")), ==, "version 19");
  g_assert_nonnull (find (fixture, "../Twin/"));

  removed = g_object_ref (find (fixture, "A"));
  propus_prompt_library_remove (fixture->library, removed);
  g_assert_null (find (fixture, "A"));
  propus_prompt_library_restore (fixture->library, removed);
  wait_saved (fixture);
  open_library (fixture);
  load (fixture);
  g_assert_cmpstr (propus_prompt_get_text (find (fixture, "A")), ==, "version 19");
  g_assert_no_error (fixture->error);
}

static void
test_trouble (Fixture       *fixture,
              gconstpointer  user_data)
{
  /* A file where the folder should be. */
  g_autofree char *data = g_path_get_dirname (fixture->path);

  put (data, "prompts", "in the way");
  propus_prompt_library_add (fixture->library, "A", "words");
  wait_saved (fixture);
  g_assert_nonnull (fixture->error);
  g_assert_cmpstr (propus_prompt_get_text (find (fixture, "A")), ==, "words");
}

static void
import_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_files (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autofree char *outside = g_build_filename (fixture->top, "outside", NULL);
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) folder = g_file_new_for_path (outside);
  g_autoptr(GAsyncResult) imported = NULL;
  g_autoptr(GAsyncResult) exported = NULL;
  g_autoptr(GAsyncResult) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  g_autofree char *path = g_build_filename (outside, "Named (2).md", NULL);
  static const char * const names[] = { "one.md", "two.txt", "missing.md", "folder" };

  g_mkdir_with_parents (fixture->path, 0700);
  load (fixture);
  put (outside, "one.md", "---\ntitle: Named\nextra: x\n---\nHello {{name}}\n");
  put (outside, "two.txt", "only text");
  {
    g_autofree char *inner = g_build_filename (outside, "folder", NULL);

    put (inner, "inner", "");
  }
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GFile) file = g_file_get_child (folder, names[i]);

      g_list_store_append (files, file);
    }
  propus_prompt_library_import_async (fixture->library, G_LIST_MODEL (files), import_cb, &imported);
  while (imported == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (propus_prompt_library_import_finish (fixture->library, imported, &error), ==, 2);
  g_assert_nonnull (error);
  g_assert_cmpstr (propus_prompt_get_text (find (fixture, "Named")), ==, "Hello {{name}}");
  g_assert_cmpstr (propus_prompt_get_text (find (fixture, "two.txt")), ==, "only text");
  wait_saved (fixture);

  /* Nothing that is there is replaced. */
  propus_prompt_library_export_async (fixture->library, folder, import_cb, &exported);
  while (exported == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (propus_prompt_library_export_finish (fixture->library, exported, NULL), ==, 2);
  propus_prompt_library_export_async (fixture->library, folder, import_cb, &again);
  while (again == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (propus_prompt_library_export_finish (fixture->library, again, NULL), ==, 2);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "---\ntitle: Named\nextra: x\n---\nHello {{name}}\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/prompt-library/starter-languages", test_starter_languages);
  g_test_add ("/prompt-library/starters", Fixture, NULL, set_up, test_starters, tear_down);
  g_test_add ("/prompt-library/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/prompt-library/trouble", Fixture, NULL, set_up, test_trouble, tear_down);
  g_test_add ("/prompt-library/files", Fixture, NULL, set_up, test_files, tear_down);

  return g_test_run ();
}
