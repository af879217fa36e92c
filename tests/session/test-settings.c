/* test-settings.c - presets in their file, and settings of chats over a restart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-session-settings.h"
#include "propus-setting-text.h"
#include "session-kit.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char          *folder;
  char          *path;
  GMainLoop     *loop;
  PropusPresets *presets;
  char          *failure;
} Fixture;

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("waited too long");
  return G_SOURCE_REMOVE;
}

static void
failed_cb (PropusPresets *presets,
           const char    *sentence,
           Fixture       *fixture)
{
  g_free (fixture->failure);
  fixture->failure = g_strdup (sentence);
}

static void
changed_cb (PropusPresets *presets,
            Fixture       *fixture)
{
  if (propus_presets_is_loaded (presets) && !propus_presets_is_busy (presets))
    g_main_loop_quit (fixture->loop);
}

static void
wait_idle (Fixture *fixture)
{
  guint patience = g_timeout_add_seconds (30, give_up_cb, NULL);

  if (!propus_presets_is_loaded (fixture->presets) || propus_presets_is_busy (fixture->presets))
    g_main_loop_run (fixture->loop);
  g_source_remove (patience);
}

static void
open_presets (Fixture *fixture)
{
  g_autoptr(GFile) file = g_file_new_for_path (fixture->path);

  g_clear_object (&fixture->presets);
  fixture->presets = propus_presets_new (file);
  g_signal_connect (fixture->presets, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->presets, "failed", G_CALLBACK (failed_cb), fixture);
  propus_presets_load (fixture->presets);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("propus-presets-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "deep", "presets.json", NULL);
  fixture->loop = g_main_loop_new (NULL, FALSE);
  open_presets (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->presets);
  g_main_loop_unref (fixture->loop);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->failure);
}

static void
test_presets (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto(GStrv) names = NULL;
  GStatBuf info;

  /* Before the file has been read, too. */
  propus_presets_set (fixture->presets, "Grüße 你好", "{\"systemInstruction\":\"用中文\",\"future\":[1]}");
  wait_idle (fixture);
  propus_presets_set (fixture->presets, "Second", NULL);
  propus_presets_set (fixture->presets, "Third", "{\"seed\":3}");
  propus_presets_set_default (fixture->presets, "{\"googleSearch\":true}");
  propus_presets_remove (fixture->presets, "Second");
  propus_presets_remove (fixture->presets, "Nobody");
  wait_idle (fixture);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  open_presets (fixture);
  wait_idle (fixture);
  names = propus_presets_dup_names (fixture->presets);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "Grüße 你好");
  g_assert_cmpstr (propus_presets_get (fixture->presets, "Grüße 你好"), ==, "{\"systemInstruction\":\"用中文\",\"future\":[1]}");
  g_assert_null (propus_presets_get (fixture->presets, "Second"));
  g_assert_cmpstr (propus_presets_get_default (fixture->presets), ==, "{\"googleSearch\":true}");
  propus_presets_set_default (fixture->presets, NULL);
  wait_idle (fixture);
  g_assert_null (propus_presets_get_default (fixture->presets));
  g_assert_null (fixture->failure);
}

/* What somebody wrote into it may be all that is left of a long instruction. */
static void
test_damaged (Fixture       *fixture,
              gconstpointer  data)
{
  static const char damaged[] = "{\"presets\":{\"Mine\":{\"systemInstruction\":\"long words\"";
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr(GDir) dir = NULL;
  const char *name;
  gboolean found = FALSE;

  wait_idle (fixture);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, damaged, -1, NULL));
  open_presets (fixture);
  wait_idle (fixture);
  g_assert_nonnull (strstr (fixture->failure, folder));
  propus_presets_set (fixture->presets, "New", "{\"seed\":1}");
  wait_idle (fixture);

  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "presets.json.damaged-"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autofree char *text = NULL;

        g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
        g_assert_cmpstr (text, ==, damaged);
        found = TRUE;
      }
  g_assert_true (found);
}

/* A folder lies where the file should: nothing is lost, and it is said. */
static void
test_unreadable (Fixture       *fixture,
                 gconstpointer  data)
{
  wait_idle (fixture);
  g_assert_cmpint (g_mkdir_with_parents (fixture->path, 0700), ==, 0);
  open_presets (fixture);
  wait_idle (fixture);
  g_assert_nonnull (fixture->failure);
  g_clear_pointer (&fixture->failure, g_free);
  propus_presets_set (fixture->presets, "New", "{\"seed\":1}");
  g_assert_nonnull (fixture->failure);
  g_assert_cmpstr (propus_presets_get (fixture->presets, "New"), ==, "{\"seed\":1}");
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_DIR));
}

/* --- in chats --- */

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  SessionKit *kit = user_data;

  kit->result = propus_history_look_up_finish (PROPUS_HISTORY (object), result);
  session_kit_quit (kit);
}

static void
test_chats (SessionKit    *kit,
            gconstpointer  data)
{
  g_autoptr(PropusConversation) conversation = propus_session_new_conversation (kit->session);
  g_autoptr(PropusGenerateSettings) settings = propus_session_dup_settings (kit->session, conversation);
  g_autoptr(PropusGenerateSettings) taken = NULL;
  g_autoptr(PropusGenerateSettings) later = NULL;
  g_autoptr(PropusConversation) again = NULL;
  gint64 id;

  propus_generate_settings_set_switch (settings, PROPUS_SETTING_GOOGLE_SEARCH, TRUE);
  propus_session_set_settings (kit->session, conversation, settings);
  propus_generate_settings_set_text (settings, PROPUS_SETTING_SYSTEM_INSTRUCTION, "Be brief.\n要簡短。");
  propus_generate_settings_set_number (settings, PROPUS_SETTING_THINKING_BUDGET, 512);
  propus_session_set_settings (kit->session, conversation, settings);
  propus_session_send (kit->session, conversation, "Hello practice:pace 0");
  session_kit_wait (kit, propus_session_get_turn (kit->session, conversation));
  id = propus_conversation_get_id (conversation);
  g_assert_cmpint (id, !=, 0);

  taken = propus_session_dup_taken_settings (kit->session, conversation, "gemini-3.8-flash");
  g_assert_cmpuint (propus_generate_settings_count (taken), ==, 2);
  g_assert_false (propus_generate_settings_is_set (taken, PROPUS_SETTING_THINKING_BUDGET));

  session_kit_close (kit);
  session_kit_open (kit);
  propus_history_look_up_async (propus_session_get_history (kit->session), id, found_cb, kit);
  session_kit_run (kit);
  again = kit->result;
  g_assert_nonnull (again);
  later = propus_session_dup_settings (kit->session, again);
  g_assert_cmpuint (propus_generate_settings_count (later), ==, 3);
  g_assert_cmpstr (propus_generate_settings_get_text (later, PROPUS_SETTING_SYSTEM_INSTRUCTION), ==, "Be brief.\n要簡短。");
}

/* New chats, also those that were there before the file had been read. */
static void
test_new_chats (SessionKit    *kit,
                gconstpointer  data)
{
  g_autoptr(PropusConversation) first = NULL;
  g_autoptr(PropusConversation) second = NULL;
  g_autoptr(PropusConversation) temporary = NULL;

  propus_presets_set_default (propus_session_get_presets (kit->session), "{\"codeExecution\":true}");
  session_kit_close (kit);
  kit->session = propus_session_new (TRUE);
  first = propus_session_new_conversation (kit->session);
  g_assert_null (propus_conversation_get_settings (first));
  g_signal_connect_swapped (first, "notify::settings", G_CALLBACK (session_kit_quit), kit);
  propus_session_start (kit->session);
  session_kit_run (kit);
  g_assert_cmpstr (propus_conversation_get_settings (first), ==, "{\"codeExecution\":true}");
  second = propus_session_new_conversation (kit->session);
  temporary = propus_session_new_temporary (kit->session);
  g_assert_cmpstr (propus_conversation_get_settings (second), ==, "{\"codeExecution\":true}");
  g_assert_cmpstr (propus_conversation_get_settings (temporary), ==, "{\"codeExecution\":true}");
  g_signal_handlers_disconnect_by_func (first, session_kit_quit, kit);
  propus_presets_set_default (propus_session_get_presets (kit->session), NULL);
}

/* Whatever is refused is explained. */
static void
test_sentences (void)
{
  for (int i = PROPUS_UNTAKEN_NOT + 1; i <= PROPUS_UNTAKEN_JSON_OR_TOOLS; i++)
    g_assert_nonnull (propus_setting_text_explain ((PropusUntaken) i));
  g_assert_null (propus_setting_text_explain (PROPUS_UNTAKEN_NOT));
}

static void
test_schemas (void)
{
  static const struct { const char *text; const char *wrong; } cases[] = {
    { "", NULL },
    { " \n", NULL },
    { "{}", NULL },
    { "{\"type\": [\"object\", \"null\"],\n \"properties\": {\"pattern\": {\"type\": \"string\"}},\n \"required\": [\"pattern\"]}", NULL },
    { "{\n \"type\": \"object\",\n}", "Line 2: this is not JSON yet." },
    { "{\n \"type\": \"object\"\n \"title\": 1}", "Line 2: this is not JSON yet." },
    { "{\n\n ?", "Line 3: this is not JSON yet." },
    { "{}\n{}", "Line 2: this is not JSON yet." },
    { "[]", "A schema is an object: it stands in braces." },
    { "{\"items\": 1}", "A schema is an object: it stands in braces." },
    { "{\"properties\": {\"a\": {\"pattern\": \"x\"}}}", "The API does not know “pattern” in a schema." },
    { "{\"anyOf\": [{\"type\": \"text\"}]}",
      "A “type” is “string”, “number”, “integer”, “boolean”, “array”, “object” or “null”." },
    { "{\"additionalProperties\": false}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *wrong = propus_schema_check (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (wrong, ==, cases[i].wrong);
    }
}

int
main (int    argc,
      char **argv)
{
  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib leaks the folders of each test. */
  g_autofree char *dir = g_dir_make_tmp ("propus-settings-XXXXXX", NULL);
  const char *names[] = { "presets.json", "history.db", "history.db-wal", "history.db-shm", "history.db.lock" };
  g_autofree char *folder = g_build_filename (dir, "propus", NULL);
  int status;

  g_setenv ("XDG_CONFIG_HOME", dir, TRUE);
  g_setenv ("XDG_DATA_HOME", dir, TRUE);
  g_setenv ("XDG_CACHE_HOME", dir, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/settings/presets", Fixture, NULL, set_up, test_presets, tear_down);
  g_test_add ("/settings/damaged-presets", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/settings/unreadable-presets", Fixture, NULL, set_up, test_unreadable, tear_down);
  g_test_add ("/settings/chats", SessionKit, NULL, session_kit_set_up, test_chats, session_kit_tear_down);
  g_test_add ("/settings/new-chats", SessionKit, NULL, session_kit_set_up, test_new_chats, session_kit_tear_down);
  g_test_add_func ("/settings/sentences", test_sentences);

  g_test_add_func ("/settings/schemas", test_schemas);

  status = g_test_run ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_rmdir (dir);
  return status;
}
