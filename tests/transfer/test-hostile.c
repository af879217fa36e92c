/* test-hostile.c - files that are broken, huge or made to do harm
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "transfer-kit.h"

#include "propus-limits.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads it and lets the chats go through every export; returns how many there were. */
static guint
swallow (GFile *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) chats = kit_import (file, NULL, &error);

  if (chats == NULL)
    {
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, !=, "");
      return 0;
    }

  for (PropusTransferFormat format = PROPUS_TRANSFER_JSON; format <= PROPUS_TRANSFER_HTML; format++)
    {
      g_autofree char *text = kit_export (chats, format, PROPUS_TRANSFER_WITH_THOUGHTS);

      g_assert_true (g_utf8_validate (text, -1, NULL));
    }

  return chats->len;
}

static void
assert_refused (GFile               *file,
                PropusTransferError  code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) chats = kit_import (file, NULL, &error);

  g_assert_null (chats);
  g_assert_error (error, PROPUS_TRANSFER_ERROR, (int) code);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_wrong_files (void)
{
  static const struct { const char *text; PropusTransferError code; } cases[] = {
    { "", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "\0\0", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "hello", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "42", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "\"mapping\"", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "\211PNG\r\n", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "{}", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "[]", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "[[[]]]", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "[{\"mapping\":[]},{\"chat_messages\":{}},1,null]", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "{\"chats\":[{\"messages\":[]}]}", PROPUS_TRANSFER_ERROR_UNKNOWN },
    { "{\"format\":\"propus-chats\",\"version\":1,\"chats\":[]}", PROPUS_TRANSFER_ERROR_EMPTY },
    { "{\"format\":\"propus-chats\",\"version\":1}", PROPUS_TRANSFER_ERROR_EMPTY },
    { "{\"format\":\"propus-chats\",\"version\":1,\"chats\":{}}", PROPUS_TRANSFER_ERROR_EMPTY },
    { "{\"format\":\"propus-chats\",\"version\":2,\"chats\":[{\"messages\":[]}]}", PROPUS_TRANSFER_ERROR_NEWER },
    { "{\"chats\":[{\"messages\":[]}],\"version\":99999999999999999999,\"format\":\"propus-chats\"}", PROPUS_TRANSFER_ERROR_NEWER },
    { "[{\"mapping\":{}}]", PROPUS_TRANSFER_ERROR_EMPTY },
    { "[{\"chat_messages\":[]}]", PROPUS_TRANSFER_ERROR_EMPTY },
    { "{\"chunkedPrompt\":{}}", PROPUS_TRANSFER_ERROR_EMPTY },
    { "[{\"mapping\":{}}", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[{\"mapping\":{}}]]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[{\"mapping\":{}},]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[{\"mapping\":{,}}]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[{\"mapping\" {}}]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[{\"mapping\":{}}] // x", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[tru]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[\"\\x\"]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[\"\\u12g4\"]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[\"a\nb\"]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[1e]", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "{\"a\":1 \"b\":2}", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "[1}", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "PK\003\004", PROPUS_TRANSFER_ERROR_DAMAGED },
    { "PK\003\004 this is no archive at all, it only begins like one", PROPUS_TRANSFER_ERROR_DAMAGED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GFile) file = kit_write ("wrong", cases[i].text, -1);
      g_autofree char *shown = g_strescape (cases[i].text, NULL);

      g_test_message ("%u: %s", i, shown);
      assert_refused (file, cases[i].code);
    }
}

static void
test_no_files (void)
{
  g_autofree char *fifo = kit_path ("fifo");
  g_autofree char *folder = g_path_get_dirname (fifo);
  g_autofree char *sparse = kit_path ("sparse");
  g_autoptr(GFile) fifo_file = g_file_new_for_path (fifo);
  g_autoptr(GFile) folder_file = g_file_new_for_path (folder);
  g_autoptr(GFile) zero = g_file_new_for_path ("/dev/zero");
  g_autoptr(GFile) sparse_file = g_file_new_for_path (sparse);
  g_autoptr(GFile) absent = g_file_new_for_path ("/nonexistent");
  g_autoptr(GError) error = NULL;
  FILE *stream = fopen (sparse, "w");

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_refused (fifo_file, PROPUS_TRANSFER_ERROR_NO_FILE);
  assert_refused (folder_file, PROPUS_TRANSFER_ERROR_NO_FILE);
  assert_refused (zero, PROPUS_TRANSFER_ERROR_NO_FILE);

  g_assert_cmpint (ftruncate (fileno (stream), (off_t) (PROPUS_LIMIT_IMPORT_FILE_BYTES + 1)), ==, 0);
  fclose (stream);
  assert_refused (sparse_file, PROPUS_TRANSFER_ERROR_TOO_LARGE);

  g_assert_null (kit_import (absent, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static GFile *
write_nested (const char *head,
              const char *open,
              guint       levels,
              const char *tail)
{
  g_autoptr(GString) text = g_string_new (head);

  for (guint i = 0; i < levels; i++)
    g_string_append (text, open);
  g_string_append (text, tail);
  return kit_write ("nested", text->str, (gssize) text->len);
}

static void
test_deep (void)
{
  static const char * const opens[] = { "[", "{\"a\":", "[{\"mapping\":" };

  for (guint i = 0; i < G_N_ELEMENTS (opens); i++)
    {
      g_autoptr(GFile) plain = write_nested ("", opens[i], 1000000, "");
      g_autoptr(GFile) in_chat = write_nested ("{\"format\":\"propus-chats\",\"version\":1,\"chats\":[{\"messages\":[{\"id\":1,\"parts\":[",
                                               opens[i], 1000000, "");

      assert_refused (plain, PROPUS_TRANSFER_ERROR_TOO_DEEP);
      assert_refused (in_chat, PROPUS_TRANSFER_ERROR_TOO_DEEP);
    }
}

/* Deeper than src/wire reads, not deeper than the file may be: that chat is left out. */
static void
test_deep_chat (void)
{
  g_autoptr(GString) text = g_string_new ("[{\"mapping\":{\"a\":{\"message\":{\"author\":{\"role\":\"user\"},\"content\":{\"parts\":[\"x\"]}}}}},{\"mapping\":{},\"x\":");
  g_autoptr(GFile) file = NULL;
  g_autoptr(PropusTransferReport) report = NULL;
  g_autoptr(GPtrArray) chats = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < 100; i++)
    g_string_append_c (text, ']');
  g_string_append (text, "}]");
  file = kit_write ("deep-chat", text->str, -1);
  chats = kit_import_good (file, &report);
  g_assert_cmpuint (chats->len, ==, 1);
  g_assert_cmpuint (report->omissions->len, ==, 1);
}

/* A conversation of 50,000 turns is 50,000 levels deep as a tree. */
static void
test_long_chat (void)
{
  g_autoptr(GString) text = g_string_new ("[{\"title\":\"long\",\"current_node\":\"49999\",\"mapping\":{");
  g_autoptr(GFile) file = NULL;
  g_autoptr(GPtrArray) chats = NULL;
  PropusTransferChat *chat;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, "%s\"%u\":{\"parent\":\"%d\",\"message\":{\"author\":{\"role\":\"%s\"},\"content\":{\"parts\":[\"x\"]}}}",
                            i > 0 ? "," : "", i, (int) i - 1, i % 2 == 0 ? "user" : "assistant");
  g_string_append (text, "}}]");
  file = kit_write ("long.json", text->str, -1);
  chats = kit_import_good (file, NULL);
  chat = g_ptr_array_index (chats, 0);
  g_assert_cmpuint (chat->messages->len, ==, 50000);
  g_assert_cmpint (chat->head, ==, 50000);
}

static void
test_too_many_turns (void)
{
  g_autoptr(GString) text = g_string_new ("[{\"chat_messages\":[{\"sender\":\"human\",\"text\":\"a\"}");
  g_autoptr(GFile) file = NULL;

  for (guint i = 0; i < PROPUS_LIMIT_IMPORT_MESSAGES; i++)
    g_string_append (text, ",{\"sender\":\"human\"}");
  g_string_append (text, "]},{\"chat_messages\":[{\"sender\":\"human\",\"text\":\"a\"}]}]");
  file = kit_write ("many.json", text->str, -1);
  g_assert_cmpuint (swallow (file), ==, 1);
}

static void
test_long_string (void)
{
  g_autofree char *words = g_strnfill (5 * 1024 * 1024, '\\');
  g_autofree char *text = g_strdup_printf ("[{\"name\":\"%s\",\"chat_messages\":[{\"sender\":\"human\",\"text\":\"%s\"}]}]", words, words);
  g_autoptr(GFile) file = kit_write ("string.json", text, -1);
  g_autoptr(GPtrArray) chats = kit_import_good (file, NULL);
  PropusTransferChat *chat = g_ptr_array_index (chats, 0);
  g_autofree char *said = propus_transfer_message_dup_text (g_ptr_array_index (chat->messages, 0));

  g_assert_cmpuint (strlen (said), ==, 5 * 1024 * 1024 / 2);
  g_assert_cmpuint (strlen (chat->title), <=, PROPUS_LIMIT_IMPORT_LABEL_BYTES);
  g_assert_cmpuint (swallow (file), ==, 1);
}

/* Every value of a good file becomes one of another type, one at a time. */
static void
test_wrong_types (void)
{
  static const char * const files[] = { "chatgpt.json", "claude.json", "ai-studio.json", "export.json" };
  static const char * const others[] = { "null", "true", "-1e308", "\"\"", "\"\\ud800\\u0000\"", "[]", "{}", "[[{\"a\":[1]}]]", "{\"id\":{}}" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = kit_data (files[i]);
      g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr(PropusTransferSource) source = propus_transfer_source_new_bytes (bytes);
      g_autoptr(PropusTransferLexer) lexer = propus_transfer_lexer_new (source, NULL);
      PropusToken token;
      guint n = 0;

      while (propus_transfer_lexer_next (lexer, &token, NULL) && token.kind != PROPUS_TOKEN_END)
        {
          g_autoptr(PropusTransferLexer) inner = NULL;
          PropusRange from_here = { token.range.offset, (goffset) strlen (text) - token.range.offset };
          PropusToken first;
          PropusRange value;
          g_autofree char *changed = NULL;
          g_autoptr(GFile) file = NULL;

          if (token.kind == PROPUS_TOKEN_KEY || token.kind == PROPUS_TOKEN_OBJECT_END || token.kind == PROPUS_TOKEN_ARRAY_END)
            continue;

          inner = propus_transfer_lexer_new (source, &from_here);
          g_assert_true (propus_transfer_lexer_next (inner, &first, NULL));
          g_assert_true (propus_transfer_lexer_skip (inner, &first, &value, NULL));
          changed = g_strdup_printf ("%.*s%s%s", (int) value.offset, text, others[n++ % G_N_ELEMENTS (others)],
                                     text + value.offset + value.length);
          file = kit_write ("types.json", changed, -1);
          swallow (file);
        }
      g_assert_cmpuint (n, >, 40);
    }
}

static void
cut (const char *data,
     gsize       length)
{
  for (gsize at = 0; at < length; at += 97)
    {
      g_autoptr(GFile) file = kit_write ("cut", data, (gssize) at);

      g_assert_cmpuint (swallow (file), ==, 0);
    }
}

/* A file that was cut off is an error wherever that was: nothing of it is imported. */
static void
test_cut_off (void)
{
  static const char * const files[] = { "chatgpt.json", "claude.json", "ai-studio.json", "export.json" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = kit_data (files[i]);

      cut (text, strlen (g_strchomp (text)));
    }
}

static void
test_cut_off_zip (void)
{
  g_autofree char *text = kit_data ("chatgpt.json");
  const KitMember members[] = { { "conversations.json", text, -1 }, { "file-Plan-plan.pdf", "PDF", -1 } };
  g_autoptr(GFile) whole = kit_write_zip ("whole.zip", members, G_N_ELEMENTS (members));
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_load_contents (whole, NULL, &data, &length, NULL, NULL));
  for (gsize at = 0; at < length; at += 97)
    {
      g_autoptr(GFile) file = kit_write ("cut.zip", data, (gssize) at);

      /* What lies before the cut may be whole: then it is all there, or nothing is. */
      g_assert_true (swallow (file) % 2 == 0);
    }
}

static void
test_bomb (void)
{
  g_autofree char *zeros = g_malloc0 (300 * 1024 * 1024);
  const KitMember members[] = { { "conversations.json", zeros, 300 * 1024 * 1024 } };
  g_autoptr(GFile) file = kit_write_zip ("bomb.zip", members, 1);
  struct stat status;

  g_assert_cmpint (stat (g_file_peek_path (file), &status), ==, 0);
  g_assert_cmpint (status.st_size, <, 1024 * 1024);
  assert_refused (file, PROPUS_TRANSFER_ERROR_TOO_LARGE);
}

static void
test_names_in_archive (void)
{
  static const char good[] = "[{\"chat_messages\":[{\"sender\":\"human\",\"text\":\"a\",\"files\":[{\"file_name\":\"../../evil\"},"
                             "{\"file_name\":\"\"},{\"file_name\":\"/etc/passwd\"}]}]}]";
  const KitMember members[] = {
    { "../../../conversations.json", good, -1 },
    { "/etc/passwd", "root", -1 },
    { "a/../../../../evil", "evil", -1 },
    { "bad\377name", "x", -1 },
    { "-rf", "x", -1 },
  };
  g_autoptr(GFile) file = kit_write_zip ("names.zip", members, G_N_ELEMENTS (members));

  g_assert_cmpuint (swallow (file), ==, 1);
}

static void
mutate (GRand   *rand,
        char    *data,
        gsize    length,
        guint    n)
{
  static const char interesting[] = "{}[]\",:\\\0nullt-1e9 \377\200PK";

  for (guint i = 0; i < n; i++)
    {
      gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) length);
      gsize from = (gsize) g_rand_int_range (rand, 0, (gint32) length);
      gsize size = (gsize) g_rand_int_range (rand, 1, 40);

      switch (g_rand_int_range (rand, 0, 3))
        {
        case 0:
          data[at] = interesting[g_rand_int_range (rand, 0, sizeof interesting)];
          break;
        case 1:
          data[at] ^= (char) (1 << g_rand_int_range (rand, 0, 8));
          break;
        default:
          memmove (data + at, data + from, MIN (size, length - MAX (at, from)));
          break;
        }
    }
}

/* Two thousand broken files, always the same ones. */
static void
test_mutations (void)
{
  static const char * const files[] = { "chatgpt.json", "claude.json", "ai-studio.json", "export.json", NULL };
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261122);
  g_autofree char *chatgpt = kit_data ("chatgpt.json");
  const KitMember members[] = { { "conversations.json", chatgpt, -1 }, { "file-Plan-plan.pdf", "PDF", -1 } };
  g_autoptr(GFile) zip = kit_write_zip ("mutant.zip", members, G_N_ELEMENTS (members));
  guint survivors = 0;

  for (guint i = 0; i < 2000; i++)
    {
      const char *name = files[i % G_N_ELEMENTS (files)];
      g_autofree char *data = NULL;
      g_autoptr(GFile) file = NULL;
      gsize length;

      if (name != NULL)
        {
          data = kit_data (name);
          length = strlen (data);
        }
      else
        {
          g_assert_true (g_file_load_contents (zip, NULL, &data, &length, NULL, NULL));
        }
      mutate (rand, data, length, (guint) g_rand_int_range (rand, 1, 4));
      file = kit_write ("mutant", data, (gssize) length);
      survivors += swallow (file) > 0 ? 1 : 0;
    }

  /* A test in which nothing gets through the door does not test the rooms behind it. */
  g_test_message ("%u of 2000 were still files with chats", survivors);
  g_assert_cmpuint (survivors, >, 200);
}

/* A file that is written to while it is read: an error, and not the end of the program. */
static void
test_changed (void)
{
  g_autofree char *text = kit_data ("claude.json");
  g_autoptr(GFile) file = kit_write ("changing.json", text, -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusTransferImport) import = propus_transfer_import_open (file, NULL, &error);
  g_autoptr(PropusTransferChat) chat = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (truncate (g_file_peek_path (file), 100), ==, 0);
  chat = propus_transfer_import_next (import, NULL, &error);
  g_assert_null (chat);
  g_assert_error (error, PROPUS_TRANSFER_ERROR, PROPUS_TRANSFER_ERROR_CHANGED);
}

static void
test_cancelled (void)
{
  g_autofree char *text = kit_data ("claude.json");
  g_autoptr(GFile) file = kit_write ("cancelled.json", text, -1);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (propus_transfer_import_open (file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer/hostile/wrong-files", test_wrong_files);
  g_test_add_func ("/transfer/hostile/no-files", test_no_files);
  g_test_add_func ("/transfer/hostile/deep", test_deep);
  g_test_add_func ("/transfer/hostile/deep-chat", test_deep_chat);
  g_test_add_func ("/transfer/hostile/long-chat", test_long_chat);
  g_test_add_func ("/transfer/hostile/too-many-turns", test_too_many_turns);
  g_test_add_func ("/transfer/hostile/long-string", test_long_string);
  g_test_add_func ("/transfer/hostile/wrong-types", test_wrong_types);
  g_test_add_func ("/transfer/hostile/cut-off", test_cut_off);
  g_test_add_func ("/transfer/hostile/cut-off-zip", test_cut_off_zip);
  g_test_add_func ("/transfer/hostile/bomb", test_bomb);
  g_test_add_func ("/transfer/hostile/names-in-archive", test_names_in_archive);
  g_test_add_func ("/transfer/hostile/mutations", test_mutations);
  g_test_add_func ("/transfer/hostile/changed", test_changed);
  g_test_add_func ("/transfer/hostile/cancelled", test_cancelled);
  result = g_test_run ();
  kit_done ();
  return result;
}
