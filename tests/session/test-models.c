/* test-models.c - the models of a session: listed over pages, kept on disk, gone, starred
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "session-kit.h"

#include "propus-limits.h"
#include "propus-model-cache.h"
#include "propus-json.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ORIGIN "https://example.org"

/* --- the file --- */

typedef struct
{
  GPtrArray *models;
  gint64     fetched;
  GError    *error;
  gboolean   done;
} Load;

static void
load_clear (Load *load)
{
  g_clear_pointer (&load->models, g_ptr_array_unref);
  g_clear_error (&load->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Load, load_clear)

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Load *load = user_data;

  load->models = propus_model_cache_load_finish (result, &load->fetched, &load->error);
  load->done = TRUE;
}

static void
load_file (const char *origin,
           Load       *load)
{
  propus_model_cache_load_async (origin, NULL, loaded_cb, load);
  while (!load->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  int *stored = user_data;

  *stored = propus_model_cache_store_finish (result, &error) ? 1 : -1;
}

static int
store_file (const char *origin,
            GPtrArray  *models,
            gint64      fetched)
{
  int stored = 0;

  propus_model_cache_store_async (origin, models, fetched, stored_cb, &stored);
  while (stored == 0)
    g_main_context_iteration (NULL, TRUE);

  return stored;
}

static PropusModelInfo *
new_model (const char *id,
           const char *description)
{
  g_autofree char *name = g_strconcat ("models/", id, NULL);
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "description", description);

  return propus_model_info_parse (object);
}

static void
write_file (const char *text,
            gssize      length)
{
  g_autofree char *path = propus_model_cache_dup_path (ORIGIN);
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

static void
test_file (void)
{
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *path = propus_model_cache_dup_path (ORIGIN);
  g_autofree char *other = propus_model_cache_dup_path ("https://example.org:8443");
  g_auto(Load) none = { NULL, };
  g_auto(Load) load = { NULL, };
  g_auto(Load) foreign = { NULL, };
  g_autoptr(GDir) dir = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint n_files = 0;
  GStatBuf info;

  g_assert_cmpstr (path, !=, other);
  load_file (ORIGIN, &none);
  g_assert_error (none.error, G_FILE_ERROR, G_FILE_ERROR_NOENT);

  g_ptr_array_add (models, new_model ("gemini-a", "A"));
  g_ptr_array_add (models, new_model ("gemini-b-preview", "B"));
  g_assert_cmpint (store_file (ORIGIN, models, now - 60), ==, 1);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  load_file (ORIGIN, &load);
  g_assert_no_error (load.error);
  g_assert_cmpint (load.fetched, ==, now - 60);
  g_assert_cmpuint (load.models->len, ==, 2);
  g_assert_cmpstr (propus_model_info_get_description (load.models->pdata[0]), ==, "A");
  g_assert_cmpint (propus_model_info_get_status (load.models->pdata[1])->stage, ==, PROPUS_MODEL_STAGE_PREVIEW);
  load_file ("https://example.org:8443", &foreign);
  g_assert_error (foreign.error, G_FILE_ERROR, G_FILE_ERROR_NOENT);

  /* Nothing is left of how it was written. */
  g_assert_cmpint (store_file (ORIGIN, models, now), ==, 1);
  dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, 1);
}

static void
test_hostile_files (void)
{
  static const char * const texts[] = {
    "", "{", "[]", "null", "{\"version\":1}", "{\"version\":1,\"origin\":\"" ORIGIN "\",\"models\":{}}",
    "{\"version\":2,\"origin\":\"" ORIGIN "\",\"models\":[]}", "{\"version\":1,\"origin\":\"https://evil.example\",\"models\":[]}",
    "{\"version\":1,\"origin\":\"" ORIGIN "\",\"models\":[]}trailing", "\xff\xfe\x00",
  };
  g_autofree char *deep = g_strnfill (200000, '[');
  g_auto(Load) deep_load = { NULL, };
  g_auto(Load) odd = { NULL, };
  g_auto(Load) pipe_load = { NULL, };
  g_auto(Load) long_load = { NULL, };
  g_autofree char *path = propus_model_cache_dup_path (ORIGIN);
  g_autofree char *blanks = g_strnfill (PROPUS_LIMIT_MODEL_CACHE_BYTES + 1, ' ');

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto(Load) load = { NULL, };

      g_test_message ("text %u", (guint) i);
      write_file (texts[i], -1);
      load_file (ORIGIN, &load);
      g_assert_null (load.models);
      g_assert_nonnull (load.error);
    }

  write_file (deep, -1);
  load_file (ORIGIN, &deep_load);
  g_assert_null (deep_load.models);

  write_file ("{\"version\":1,\"origin\":\"" ORIGIN "\",\"fetched\":99999999999999,\"models\":[7,null,{},{\"name\":\"models/../x\"},"
              "{\"name\":\"models/a\",\"displayName\":[],\"inputTokenLimit\":1e99,\"modelStatus\":[]},{\"name\":\"models/a\"},"
              "{\"name\":\"models/b\",\"supportedGenerationMethods\":[[[]]]}]}", -1);
  load_file (ORIGIN, &odd);
  g_assert_no_error (odd.error);
  g_assert_cmpuint (odd.models->len, ==, 2);
  g_assert_cmpint (odd.fetched, ==, 0);   /* in the future: not believed */

  write_file (blanks, -1);
  load_file (ORIGIN, &long_load);
  g_assert_null (long_load.models);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  load_file (ORIGIN, &pipe_load);
  g_assert_null (pipe_load.models);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Where nothing can be written, nothing else is lost. */
static void
test_full (void)
{
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *words = g_strnfill (1000, '\\');
  g_autofree char *path = propus_model_cache_dup_path (ORIGIN);

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *id = g_strdup_printf ("m-%u", i);

      g_ptr_array_add (models, new_model (id, words));
    }
  g_assert_cmpint (store_file (ORIGIN, models, 1), ==, -1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* --- a session --- */

static void
wait_for_models (SessionKit *kit)
{
  while (propus_session_is_loading_models (kit->session) || propus_session_get_models_time (kit->session) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_listed (SessionKit    *kit,
             gconstpointer  data)
{
  g_autofree char *model = NULL;

  propus_session_update_models (kit->session);
  wait_for_models (kit);

  /* Practice sends eight at a time. */
  g_assert_cmpuint (g_list_model_get_n_items (propus_session_get_models (kit->session)), >, 8);
  g_assert_null (propus_session_find_model (kit->session, "practice-embedding"));
  g_assert_false (propus_session_is_model_gone (kit->session, "practice-embedding"));
  g_assert_true (propus_session_is_model_gone (kit->session, "practice-2.0-flash"));
  g_assert_false (propus_session_is_model_gone (kit->session, NULL));
  model = propus_session_dup_default_model (kit->session);
  g_assert_cmpstr (model, ==, "gemini-flash-latest");

  g_assert_cmpstr (propus_model_info_get_id (propus_session_find_nearest_model (kit->session, "practice-2.0-flash")), ==,
                   "practice-3.8-flash");
  g_assert_cmpstr (propus_model_info_get_id (propus_session_find_nearest_model (kit->session, "practice-2.0-flash-image")), ==,
                   "practice-3.1-flash-image");
  g_assert_cmpstr (propus_model_info_get_id (propus_session_find_nearest_model (kit->session, "unheard-of")), ==,
                   "gemini-flash-latest");
}

/* What an answer says about its model stays with the model, also in a newer list, until an answer says something else. */
static void
test_learned (SessionKit    *kit,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  const PropusModelStatus *status;

  propus_session_refresh_models (kit->session);
  wait_for_models (kit);
  g_assert_null (propus_model_info_get_status (propus_session_find_model (kit->session, "practice-2.5-flash")));

  propus_conversation_set_model (conversation, "practice-2.5-flash");
  session_kit_wait (kit, propus_session_send (kit->session, conversation, "Hello"));
  status = propus_model_info_get_status (propus_session_find_model (kit->session, "practice-2.5-flash"));
  g_assert_cmpint (status->stage, ==, PROPUS_MODEL_STAGE_DEPRECATED);
  g_assert_cmpint (status->retirement, ==, 1806451200);

  propus_session_refresh_models (kit->session);
  wait_for_models (kit);
  status = propus_model_info_get_status (propus_session_find_model (kit->session, "practice-2.5-flash"));
  g_assert_nonnull (status);
  g_assert_cmpint (status->stage, ==, PROPUS_MODEL_STAGE_DEPRECATED);
  /* It is not what comes in the place of another. */
  g_assert_cmpstr (propus_model_info_get_id (propus_session_find_nearest_model (kit->session, "practice-2.5-flash")), ==,
                   "practice-3.8-flash");
}

/* The API says that there is no such model: the list is asked for again. */
static void
test_not_found (SessionKit    *kit,
                gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  PropusMessage *answer;

  g_assert_cmpint (propus_session_get_models_time (kit->session), ==, 0);
  propus_conversation_set_model (conversation, "practice-2.0-flash");
  answer = session_kit_wait (kit, propus_session_send (kit->session, conversation, "Hello"));
  g_assert_cmpint (propus_failure_kind_from_nick (propus_message_get_failure (answer)), ==, PROPUS_FAILURE_NOT_FOUND);
  wait_for_models (kit);
  g_assert_true (propus_session_is_model_gone (kit->session, "practice-2.0-flash"));
}

static void
test_favorites (SessionKit    *kit,
                gconstpointer  data)
{
  g_assert_false (propus_session_is_favorite_model (kit->session, "m-1"));
  for (guint i = 0; i < PROPUS_LIMIT_FAVORITES + 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("m-%u", i);

      propus_session_set_favorite_model (kit->session, id, TRUE);
      propus_session_set_favorite_model (kit->session, id, TRUE);
    }
  g_assert_false (propus_session_is_favorite_model (kit->session, "m-4"));
  g_assert_true (propus_session_is_favorite_model (kit->session, "m-5"));
  propus_session_set_favorite_model (kit->session, "m-5", FALSE);
  g_assert_false (propus_session_is_favorite_model (kit->session, "m-5"));
  g_assert_true (propus_session_is_favorite_model (kit->session, "m-6"));
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("propus-models-XXXXXX", NULL);
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *cache = g_build_filename (folder, "cache", NULL);

  g_assert_nonnull (folder);
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/models/file", test_file);
  g_test_add_func ("/models/hostile-files", test_hostile_files);
  g_test_add_func ("/models/full", test_full);
  g_test_add ("/models/listed", SessionKit, NULL, session_kit_set_up, test_listed, session_kit_tear_down);
  g_test_add ("/models/learned", SessionKit, NULL, session_kit_set_up, test_learned, session_kit_tear_down);
  g_test_add ("/models/not-found", SessionKit, NULL, session_kit_set_up, test_not_found, session_kit_tear_down);
  g_test_add ("/models/favorites", SessionKit, NULL, session_kit_set_up, test_favorites, session_kit_tear_down);

  return g_test_run ();
}
