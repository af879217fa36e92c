/* test-search.c - words are found in every script, at every length, and hostile ones are only words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-search-rows.h"
#include "store-kit.h"

#include <string.h>

#define LAST PROPUS_MESSAGE_PARENT_LAST

static GPtrArray *
search_with (Kit                     *kit,
             const PropusSearchQuery *query)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *hits;
  KIT_WAIT (result, propus_store_search_async (kit->store, query, NULL, kit_cb, &wait))

  hits = propus_store_search_finish (kit->store, result, &error);
  g_assert_no_error (error);
  return hits;
}

static GPtrArray *
search (Kit        *kit,
        const char *text)
{
  const PropusSearchQuery query = { .text = text };

  return search_with (kit, &query);
}

/* The excerpt with the words that were found in brackets. */
static char *
mark (PropusSearchHit *hit)
{
  GString *marked = g_string_new (NULL);
  const char *excerpt = propus_search_hit_get_excerpt (hit);
  const PropusTextRange *ranges;
  guint n_ranges;
  gsize at = 0;

  g_assert_true (g_utf8_validate (excerpt, -1, NULL));
  g_assert_null (strpbrk (excerpt, "\n\r\t"));
  ranges = propus_search_hit_get_ranges (hit, &n_ranges);
  for (guint i = 0; i < n_ranges; i++)
    {
      g_assert_cmpuint (ranges[i].start, >=, at);
      g_assert_cmpuint (ranges[i].start + ranges[i].length, <=, strlen (excerpt));
      g_string_append_len (marked, excerpt + at, (gssize) (ranges[i].start - at));
      g_string_append_printf (marked, "[%.*s]", (int) ranges[i].length, excerpt + ranges[i].start);
      at = ranges[i].start + ranges[i].length;
    }
  g_string_append (marked, excerpt + at);
  return g_string_free (marked, FALSE);
}

/* All hits, "-" for none. */
static void
assert_hits (Kit        *kit,
             const char *text,
             const char *expected)
{
  g_autoptr(GPtrArray) hits = search (kit, text);
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    {
      g_autofree char *marked = mark (hits->pdata[i]);

      g_string_append (all, i > 0 ? "|" : "");
      g_string_append (all, marked);
    }
  g_assert_cmpstr (all->len > 0 ? all->str : "-", ==, expected);
}

static void
test_scripts (Kit           *kit,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "untitled");
  static const char * const texts[] = {
    "量子力學很有趣",
    "Der Säntis ist ÜBER 2500 m hoch",
    "我用Python寫程式，真的",
    "Résumé de l’été",
    "fullwidth ＡＢＣ and ｶﾞｷﾞ",
    "가나다라 마바사",
    "line one\nline two\n\n  three",
    "日本語のテキスト、バグ",
    "Ødegård naïve Straße Łódź",
    "👩‍👩‍👧 family 🎉",
    "Привет, Мир ёлка",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_object_unref (kit_add_message (kit, chat, i % 2 == 0 ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL, LAST, "filler"));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);

      propus_message_append_text (message, texts[i]);
      g_assert_true (kit_add (kit->store, propus_conversation_get_id (chat), message, NULL));
    }

  /* One, two, three characters and more, Chinese first: the index alone finds none of the first two. */
  assert_hits (kit, "量", "[量]子力學很有趣");
  assert_hits (kit, "子力", "量[子力]學很有趣");
  assert_hits (kit, "量子力", "[量子力]學很有趣");
  assert_hits (kit, "量子力學很有趣", "[量子力學很有趣]");
  assert_hits (kit, "量力", "-");
  assert_hits (kit, "趣味", "-");
  assert_hits (kit, "python", "我用[Python]寫程式，真的");
  assert_hits (kit, "用py", "我[用Py]thon寫程式，真的");
  assert_hits (kit, "寫程", "我用Python[寫程]式，真的");
  assert_hits (kit, "程式 我用", "[我用]Python寫[程式]，真的");

  assert_hits (kit, "santis", "Der [Säntis] ist ÜBER 2500 m hoch");
  assert_hits (kit, "SÄN", "Der [Sän]tis ist ÜBER 2500 m hoch");
  assert_hits (kit, "über hoch", "Der Säntis ist [ÜBER] 2500 m [hoch]");
  assert_hits (kit, "resume ete", "[Résumé] de l’[été]");
  assert_hits (kit, "résumé", "[Résumé] de l’été");
  assert_hits (kit, "abc", "fullwidth [ＡＢＣ] and ｶﾞｷﾞ");
  assert_hits (kit, "ガギ", "fullwidth ＡＢＣ and [ｶﾞｷﾞ]");
  assert_hits (kit, "나다", "가[나다]라 마바사");
  assert_hits (kit, "one", "line [one] line two three");
  assert_hits (kit, "バグ", "日本語のテキスト、[バグ]");
  assert_hits (kit, "ハク", "-");
  assert_hits (kit, "odegard naive strasse lodz", "[Ødegård] [naïve] [Straße] [Łódź]");
  assert_hits (kit, "🎉", "👩‍👩‍👧 family [🎉]");
  assert_hits (kit, "мир", "Привет, [Мир] ёлка");
  assert_hits (kit, "елка", "Привет, Мир [ёлка]");
  assert_hits (kit, "hoch filler", "-");
  assert_hits (kit, "", "-");
  assert_hits (kit, "  \n\t ", "-");
}

/* All of it is text. Each finds what it stands in and nothing else. */
static void
test_hostile (Kit           *kit,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "untitled");
  static const char * const words[] = {
    "\"quoted\"", "a\"b\"\"c", "NEAR(abc,def)", "foo*", "^caret", "col:on", "folded:abc", "100%", "under_score", "it's",
    "'';DROP", "--comment", "(paren", "paren)", "{brace}", "AND", "OR", "NOT", "-minus", "+plus", "back\\slash", "?1", "$x",
    "@at", "#hash", "[glob]", "\"", "\"\"", "*", "%", "_", "\\", "';--", "\x01\x02\x03", "\x7f\x7f", "a\xcc\x81", "ﬁ", "ß",
    "😀", "\xf0\x9f\x91\xa9\xe2\x80\x8d",
  };
  g_autofree char *plain = NULL;

  g_object_unref (kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "qqqq"));
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s", words[i]);
      g_autoptr(PropusConversation) own = kit_add_conversation (kit, "untitled");
      g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
      g_autoptr(GPtrArray) hits = NULL;
      gboolean found = FALSE;

      propus_message_append_text (message, text);
      g_assert_true (kit_add (kit->store, propus_conversation_get_id (own), message, NULL));
      hits = search (kit, words[i]);
      for (guint j = 0; j < hits->len; j++)
        {
          found |= propus_search_hit_get_message_id (hits->pdata[j]) == propus_message_get_id (message);
          g_assert_cmpstr (propus_search_hit_get_excerpt (hits->pdata[j]), !=, "qqqq");
        }
      g_assert_true (found);
    }

  /* Long, invalid, cut in the middle of a character, and the wildcards of LIKE and GLOB. */
  plain = g_strnfill (10000, 'q');
  assert_hits (kit, plain, "-");
  g_free (plain);
  plain = g_strnfill (100000, '"');
  assert_hits (kit, plain, "-");
  assert_hits (kit, "q\xff\xfeq", "-");
  assert_hits (kit, "q_q", "-");
  assert_hits (kit, "q%q", "-");
  assert_hits (kit, "q*q", "-");
  assert_hits (kit, "q?q", "-");
  assert_hits (kit, "qqq", "[qqq]q");
}

static void
test_long_query (Kit           *kit,
                 gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "untitled");
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(PropusMessage) message = NULL;
  g_autoptr(GPtrArray) hits = NULL;

  for (guint i = 0; text->len < 10000; i++)
    g_string_append_printf (text, "word%u 字%u ", i, i);
  message = kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, text->str);
  hits = search (kit, text->str);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpint (propus_search_hit_get_message_id (hits->pdata[0]), ==, propus_message_get_id (message));
}

static void
test_excerpt (Kit           *kit,
              gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "untitled");
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(PropusMessage) message = NULL;
  g_autoptr(GPtrArray) hits = NULL;
  g_autofree char *marked = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append (text, "字數很多 ");
  g_string_append (text, "Nadel\n\n");
  for (guint i = 0; i < 500; i++)
    g_string_append (text, "ende ");
  message = kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, text->str);
  hits = search (kit, "nadel");
  g_assert_cmpuint (hits->len, ==, 1);
  marked = mark (hits->pdata[0]);
  g_assert_true (g_str_has_prefix (marked, "…"));
  g_assert_true (g_str_has_suffix (marked, "…"));
  g_assert_nonnull (strstr (marked, "[Nadel] ende ende"));
  g_assert_cmpint (g_utf8_strlen (marked, -1), <, 180);
}

static void
test_titles_and_groups (Kit           *kit,
                        gconstpointer  data)
{
  g_autoptr(PropusConversation) first = kit_add_conversation (kit, "About Zürich");
  g_autoptr(PropusConversation) second = kit_add_conversation (kit, "Other");
  g_autoptr(GPtrArray) hits = NULL;
  guint n_first = 0;

  for (guint i = 0; i < 20; i++)
    g_object_unref (kit_add_message (kit, first, PROPUS_ROLE_USER, LAST, "zurich again"));
  g_object_unref (kit_add_message (kit, second, PROPUS_ROLE_MODEL, LAST, "In Zürich"));

  hits = search (kit, "zurich");
  /* The title, the newest five of its chat, then the other. */
  g_assert_cmpuint (hits->len, ==, 7);
  g_assert_cmpint (propus_search_hit_get_message_id (hits->pdata[0]), ==, 0);
  g_assert_cmpstr (propus_search_hit_get_excerpt (hits->pdata[0]), ==, "About Zürich");
  g_assert_true (propus_search_hit_get_conversation (hits->pdata[0]) == propus_search_hit_get_conversation (hits->pdata[5]));
  g_assert_cmpint (propus_search_hit_get_message_id (hits->pdata[1]), >, propus_search_hit_get_message_id (hits->pdata[2]));
  g_assert_cmpint (propus_search_hit_get_role (hits->pdata[6]), ==, PROPUS_ROLE_MODEL);
  for (guint i = 0; i < hits->len; i++)
    n_first += propus_search_hit_is_first (hits->pdata[i]) ? 1 : 0;
  g_assert_cmpuint (n_first, ==, 2);
}

static void
test_filters (Kit           *kit,
              gconstpointer  data)
{
  const gint64 day = G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
  gint64 now = g_get_real_time ();
  g_autoptr(PropusConversation) old = kit_add_conversation (kit, "old");
  g_autoptr(PropusConversation) fresh = kit_add_conversation (kit, "fresh");
  g_autoptr(PropusMessage) old_message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autoptr(PropusMessage) fresh_message = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusFolder) folder = propus_folder_new (0, "f", 0);
  gint64 old_id = propus_conversation_get_id (old);

  propus_message_append_text (old_message, "needle");
  propus_message_set_created (old_message, now - 10 * day);
  propus_message_set_model (old_message, "gemini-a");
  propus_message_set_state (old_message, PROPUS_MESSAGE_COMPLETE);
  g_assert_true (kit_add (kit->store, old_id, old_message, NULL));
  propus_message_append_text (fresh_message, "needle");
  g_assert_true (kit_add (kit->store, propus_conversation_get_id (fresh), fresh_message, NULL));
  {
    g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
    g_autoptr(PropusAttachment) attachment = NULL;
    g_autoptr(PropusMessage) with = propus_message_new (PROPUS_ROLE_USER, 0);
    KIT_WAIT (added, propus_store_add_bytes_async (kit->store, bytes, "text/plain", "x.txt", NULL, kit_cb, &wait))

    attachment = propus_store_add_finish (kit->store, added, NULL);
    propus_message_add_attachment (with, attachment);
    g_assert_true (kit_add (kit->store, propus_conversation_get_id (fresh), with, NULL));
  }
  {
    KIT_WAIT (saved, propus_store_save_folder_async (kit->store, folder, kit_cb, &wait))
    KIT_WAIT (moved, propus_store_move_async (kit->store, &old_id, 1, propus_folder_get_id (folder), kit_cb, &wait))

    g_assert_true (propus_store_save_folder_finish (kit->store, saved, NULL));
    g_assert_true (propus_store_change_finish (kit->store, moved, NULL));
  }

#define ASSERT_ONLY(expected, ...) \
  G_STMT_START { \
    const PropusSearchQuery query = { __VA_ARGS__ }; \
    g_autoptr(GPtrArray) hits = search_with (kit, &query); \
    g_assert_cmpuint (hits->len, ==, 1); \
    g_assert_cmpstr (propus_conversation_get_title (propus_search_hit_get_conversation (hits->pdata[0])), ==, expected); \
  } G_STMT_END

  ASSERT_ONLY ("fresh", .text = "needle", .after = now - day);
  ASSERT_ONLY ("old", .text = "needle", .before = now - day);
  ASSERT_ONLY ("old", .text = "needle", .model = "gemini-a");
  ASSERT_ONLY ("fresh", .text = "needle", .with_attachment = TRUE);
  ASSERT_ONLY ("old", .text = "needle", .folder_id = propus_folder_get_id (folder));
  ASSERT_ONLY ("fresh", .text = "", .with_attachment = TRUE);
  ASSERT_ONLY ("fresh", .text = "ne", .with_attachment = TRUE);
  {
    g_autoptr(GPtrArray) both = search (kit, "needle");

    g_assert_cmpuint (both->len, ==, 2);
  }
  {
    KIT_WAIT (archived, propus_store_set_archived_async (kit->store, &old_id, 1, TRUE, kit_cb, &wait))

    g_assert_true (propus_store_change_finish (kit->store, archived, NULL));
  }
  ASSERT_ONLY ("fresh", .text = "needle", .without_archived = TRUE);
#undef ASSERT_ONLY
}

/* Only what ended is found, also when it ended with the program; what was deleted is not. */
static void
test_life (Kit           *kit,
           gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "chat");
  gint64 id = propus_conversation_get_id (chat);
  g_autoptr(PropusMessage) answer = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autoptr(PropusMessage) cut = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autoptr(PropusMessage) prompt = NULL;
  g_autoptr(GArray) ids = NULL;

  propus_message_set_state (answer, PROPUS_MESSAGE_STREAMING);
  g_assert_true (kit_add (kit->store, id, answer, NULL));
  kit_stream_chunk (answer, "strea");
  g_assert_true (kit_append (kit->store, answer, 0, 0, 0, NULL));
  kit_stream_chunk (answer, "ming");
  g_assert_true (kit_append (kit->store, answer, 1, 5, 0, NULL));
  assert_hits (kit, "streaming", "-");
  propus_message_set_state (answer, PROPUS_MESSAGE_STOPPED);
  g_assert_true (kit_update (kit->store, answer, NULL));
  assert_hits (kit, "streaming", "[streaming]");
  assert_hits (kit, "am", "stre[am]ing");

  propus_message_set_state (cut, PROPUS_MESSAGE_STREAMING);
  g_assert_true (kit_add (kit->store, id, cut, NULL));
  kit_stream_chunk (cut, "interrupted words");
  g_assert_true (kit_append (kit->store, cut, 0, 0, 0, NULL));
  kit_reopen (kit);
  assert_hits (kit, "interrupted", "[interrupted] words");

  prompt = kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "regrettable");
  {
    KIT_WAIT (result, propus_store_delete_turn_async (kit->store, propus_message_get_id (prompt), kit_cb, &wait))

    ids = propus_store_delete_turn_finish (kit->store, result, NULL);
  }
  assert_hits (kit, "regrettable", "-");
  {
    KIT_WAIT (result, propus_store_undelete_messages_async (kit->store, (const gint64 *) (gpointer) ids->data, ids->len,
                                                            kit_cb, &wait))

    g_assert_true (propus_store_undelete_messages_finish (kit->store, result, NULL));
  }
  assert_hits (kit, "regrettable", "[regrettable]");
  g_assert_true (kit_set_deleted (kit->store, id, TRUE, NULL));
  assert_hits (kit, "regrettable", "-");
  assert_hits (kit, "chat", "-");
  g_assert_true (kit_purge (kit->store, NULL));
  assert_hits (kit, "re", "-");
}

static void
test_other_branch (Kit           *kit,
                   gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "chat");
  g_autoptr(PropusMessage) prompt = kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "p");
  g_autoptr(PropusMessage) first = kit_add_message (kit, chat, PROPUS_ROLE_MODEL, LAST, "alpha one");
  g_autoptr(PropusMessage) second = kit_add_message (kit, chat, PROPUS_ROLE_MODEL, propus_message_get_id (prompt), "alpha two");
  g_autoptr(GPtrArray) hits = search (kit, "alpha");

  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpint (propus_search_hit_get_message_id (hits->pdata[0]), ==, propus_message_get_id (second));
  g_assert_true (propus_search_hit_is_shown (hits->pdata[0]));
  g_assert_false (propus_search_hit_is_shown (hits->pdata[1]));
}

static void
test_find (Kit           *kit,
           gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "chat");
  g_autoptr(PropusMessage) one = kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "Été, ete and été au lait");
  g_autoptr(PropusMessage) two = kit_add_message (kit, chat, PROPUS_ROLE_MODEL, LAST, "nothing");
  g_autoptr(PropusMessage) three = kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "l’été");
  g_autoptr(GPtrArray) finds = NULL;
  g_autoptr(GPtrArray) phrase = NULL;
  g_autoptr(GPtrArray) nothing = NULL;
  gint64 id = propus_conversation_get_id (chat);
  PropusMessageFind *find;
  PropusTextRange *range;

  {
    KIT_WAIT (result, propus_store_find_async (kit->store, id, "ete", NULL, kit_cb, &wait))

    finds = propus_store_find_finish (kit->store, result, NULL);
  }
  g_assert_cmpuint (finds->len, ==, 2);
  find = finds->pdata[0];
  g_assert_cmpint (find->message_id, ==, propus_message_get_id (one));
  g_assert_cmpuint (find->ranges->len, ==, 3);
  range = &g_array_index (find->ranges, PropusTextRange, 2);
  g_assert_cmpmem (propus_message_get_text (one) + range->start, range->length, "été", strlen ("été"));
  find = finds->pdata[1];
  g_assert_cmpint (find->message_id, ==, propus_message_get_id (three));

  /* One piece, blanks and all. */
  {
    KIT_WAIT (result, propus_store_find_async (kit->store, id, " ETE AU ", NULL, kit_cb, &wait))

    phrase = propus_store_find_finish (kit->store, result, NULL);
  }
  g_assert_cmpuint (phrase->len, ==, 1);
  {
    KIT_WAIT (result, propus_store_find_async (kit->store, id, "  ", NULL, kit_cb, &wait))

    nothing = propus_store_find_finish (kit->store, result, NULL);
  }
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
note_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GPtrArray *codes = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = propus_store_search_finish (PROPUS_STORE (source), result, &error);

  g_assert_true (hits != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_ptr_array_add (codes, g_strdup (hits != NULL ? "found" : "cancelled"));
}

/* Ten letters typed fast: only the last search answers. */
static void
test_newer_ends_older (Kit           *kit,
                       gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "chat");
  g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  const PropusSearchQuery query = { .text = "zz" };

  g_object_unref (kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "fizz buzz"));
  for (guint i = 0; i < 10; i++)
    propus_store_search_async (kit->store, &query, NULL, note_cb, codes);
  for (guint i = 0; i < 500 && codes->len < 10; i++)
    kit_run_for (5);
  g_assert_cmpuint (codes->len, ==, 10);
  g_assert_cmpstr (codes->pdata[8], ==, "cancelled");
  g_assert_cmpstr (codes->pdata[9], ==, "found");

  g_ptr_array_set_size (codes, 0);
  g_cancellable_cancel (cancellable);
  propus_store_search_async (kit->store, &query, cancellable, note_cb, codes);
  kit_run_for (100);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpstr (codes->pdata[0], ==, "cancelled");
}

/* A damaged index costs time, not words. */
static void
test_damaged_index (Kit           *kit,
                    gconstpointer  data)
{
  g_autoptr(PropusConversation) chat = kit_add_conversation (kit, "chat");
  g_autoptr(sqlite3) db = NULL;
  g_autoptr(GError) error = NULL;

  g_object_unref (kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "findable words"));
  assert_hits (kit, "findable", "[findable] words");
  propus_store_close (kit->store);
  g_assert_cmpint (sqlite3_open (kit->path, &db), ==, SQLITE_OK);
  propus_sqlite_exec (db, "UPDATE message_index_data SET block = x'ffffffff' WHERE id > 10", &error);
  g_assert_no_error (error);
  g_clear_pointer (&db, sqlite3_close_v2);

  kit_reopen (kit);
  assert_hits (kit, "findable", "[findable] words");
  g_object_unref (kit_add_message (kit, chat, PROPUS_ROLE_USER, LAST, "more words"));
  assert_hits (kit, "more", "[more] words");
}

static void
test_match (void)
{
  const char * const none[] = { "ab", "量子", NULL };
  const char * const some[] = { "a\"bc", "量子力", NULL };
  g_autofree char *nothing = propus_search_make_match (none);
  g_autofree char *match = propus_search_make_match (some);

  g_assert_null (nothing);
  g_assert_cmpstr (match, ==, "\"a\"\"b\" AND \"\"\"bc\" AND \"量子力\"");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/store/search/" name, Kit, NULL, kit_set_up, function, kit_tear_down)
  ADD ("scripts", test_scripts);
  ADD ("hostile", test_hostile);
  ADD ("long-query", test_long_query);
  ADD ("excerpt", test_excerpt);
  ADD ("titles-and-groups", test_titles_and_groups);
  ADD ("filters", test_filters);
  ADD ("life", test_life);
  ADD ("other-branch", test_other_branch);
  ADD ("find", test_find);
  ADD ("newer-ends-older", test_newer_ends_older);
  ADD ("damaged-index", test_damaged_index);
#undef ADD
  g_test_add_func ("/store/search/match", test_match);

  return g_test_run ();
}
