/* test-import.c - chats read from what other services write
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "transfer-kit.h"

#include <string.h>

/* What was read is compared as our own export shows it, with the report after it. */
static void
assert_reads_as (GFile      *file,
                 const char *golden)
{
  g_autoptr(PropusTransferReport) report = NULL;
  g_autoptr(GPtrArray) chats = kit_import_good (file, &report);
  g_autofree char *json = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_WITH_SIGNATURES);
  g_autofree char *lines = kit_report_text (report);
  g_autofree char *all = g_strconcat (json, "--\n", lines, NULL);

  kit_assert_same (all, golden);
}

static GFile *
write_data (const char *data,
            const char *name)
{
  g_autofree char *text = kit_data (data);

  return kit_write (name, text, -1);
}

static PropusTransferMessage *
get_turn (GPtrArray *chats,
          guint      chat,
          guint      turn)
{
  return g_ptr_array_index (((PropusTransferChat *) g_ptr_array_index (chats, chat))->messages, turn);
}

static void
test_chatgpt (void)
{
  g_autoptr(GFile) file = write_data ("chatgpt.json", "anything.bin");
  g_autoptr(GPtrArray) chats = kit_import_good (file, NULL);
  PropusTransferChat *chat = g_ptr_array_index (chats, 0);
  g_autofree char *text = propus_transfer_message_dup_text (get_turn (chats, 0, 4));
  g_autofree char *thoughts = propus_transfer_message_dup_thoughts (get_turn (chats, 0, 4));

  g_assert_cmpuint (chats->len, ==, 2);
  g_assert_cmpstr (chat->title, ==, "Primes in Python");
  g_assert_true (chat->pinned);
  g_assert_cmpint (chat->created, ==, 1704067200250000);
  g_assert_cmpint (get_turn (chats, 0, 0)->created, ==, 1704067201500000);
  g_assert_nonnull (strstr (chat->settings, "I am a teacher."));

  /* Two prompts, of which the second has two answers; the tool's steps are one answer, and it is shown. */
  g_assert_cmpuint (chat->messages->len, ==, 5);
  g_assert_cmpint (get_turn (chats, 0, 2)->parent, ==, 0);
  g_assert_cmpint (get_turn (chats, 0, 3)->parent, ==, 3);
  g_assert_cmpint (get_turn (chats, 0, 4)->parent, ==, 3);
  g_assert_cmpint (chat->head, ==, 5);
  g_assert_cmpint (get_turn (chats, 0, 1)->state, ==, PROPUS_MESSAGE_STOPPED);
  g_assert_cmpstr (get_turn (chats, 0, 3)->finish_reason, ==, "MAX_TOKENS");
  g_assert_nonnull (strstr (text, "```python\nprint([n for n"));
  g_assert_nonnull (strstr (text, "````\n[2, 3, 5, 7]\n```\n````"));
  g_assert_nonnull (strstr (text, "These are **2, 3, 5, 7**."));
  g_assert_nonnull (strstr (thoughts, "A sieve will do."));

  chat = g_ptr_array_index (chats, 1);
  g_assert_true (chat->archived);
  g_assert_cmpstr (chat->title, ==, "What is the capital of France, and why?");
  g_assert_cmpint (get_turn (chats, 1, 0)->created, ==, 1704100000000000);

  assert_reads_as (file, "chatgpt.expected");
}

static void
assert_bytes (PropusTransferAttachment *attachment,
              const char               *name,
              const char               *mime,
              const char               *content)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = propus_transfer_attachment_dup_bytes (attachment, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (attachment->name, ==, name);
  g_assert_cmpstr (attachment->mime, ==, mime);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), content, strlen (content));
}

static void
test_chatgpt_zip (void)
{
  g_autofree char *text = kit_data ("chatgpt.json");
  const KitMember members[] = {
    { "user.json", "{\"id\":\"user-1\"}", -1 },
    { "chat.html", "<script>x</script>", -1 },
    { "__MACOSX/._conversations.json", "junk", -1 },
    { "conversations.json", text, -1 },
    { "shared_conversations.json", "[{\"mapping\":{}}]", -1 },
    { "user-1/file_00000000abcd-sanitized.png", "PNG bytes", -1 },
    { "../../../../tmp/file-Plan-plan.pdf", "PDF", -1 },
    { "file-Planet-x.pdf", "no", -1 },
    { "/etc/passwd", "root", -1 },
  };
  g_autoptr(GFile) file = kit_write_zip ("export.zip", members, G_N_ELEMENTS (members));
  g_autoptr(PropusTransferReport) report = NULL;
  g_autoptr(GPtrArray) chats = kit_import_good (file, &report);
  g_autofree char *lines = kit_report_text (report);
  GPtrArray *attachments = get_turn (chats, 0, 2)->attachments;

  g_assert_cmpuint (chats->len, ==, 2);
  g_assert_cmpuint (attachments->len, ==, 2);
  assert_bytes (g_ptr_array_index (attachments, 0), "board.png", "image/png", "PNG bytes");
  assert_bytes (g_ptr_array_index (attachments, 1), "../plan.pdf", "application/pdf", "PDF");
  g_assert_nonnull (strstr (lines, "A picture"));
  g_assert_null (strstr (lines, "board.png"));
  g_assert_false (g_file_test ("/tmp/file-Plan-plan.pdf", G_FILE_TEST_EXISTS));
}

/* Large exports are in pieces. */
static void
test_numbered_zip (void)
{
  const KitMember members[] = {
    { "conversations-000.json", "[{\"title\":\"one\",\"mapping\":{\"a\":{\"message\":{\"author\":{\"role\":\"user\"},\"content\":{\"parts\":[\"x\"]}}}}}]", -1 },
    { "conversations-001.json", "{\"conversations\":[{\"title\":\"two\",\"mapping\":{\"a\":{\"message\":{\"author\":{\"role\":\"user\"},\"content\":{\"parts\":[\"x\"]}}}}}]}", -1 },
  };
  g_autoptr(GFile) file = kit_write_zip ("numbered.zip", members, G_N_ELEMENTS (members));
  g_autoptr(GPtrArray) chats = kit_import_good (file, NULL);

  g_assert_cmpuint (chats->len, ==, 2);
  g_assert_cmpstr (((PropusTransferChat *) g_ptr_array_index (chats, 1))->title, ==, "two");
}

static void
test_claude (void)
{
  g_autoptr(GFile) file = write_data ("claude.json", "conversations.json");
  g_autoptr(GPtrArray) chats = kit_import_good (file, NULL);
  PropusTransferChat *chat = g_ptr_array_index (chats, 0);
  GPtrArray *attachments = get_turn (chats, 0, 0)->attachments;
  g_autofree char *text = propus_transfer_message_dup_text (get_turn (chats, 0, 2));

  g_assert_cmpuint (chats->len, ==, 2);
  g_assert_cmpint (chat->created, ==, 1774767995552627);
  g_assert_cmpuint (chat->messages->len, ==, 4);
  g_assert_cmpint (get_turn (chats, 0, 1)->parent, ==, 1);
  g_assert_cmpint (get_turn (chats, 0, 2)->parent, ==, 1);
  g_assert_cmpint (get_turn (chats, 0, 2)->created, ==, 1774761000000000);
  g_assert_cmpint (chat->head, ==, 4);
  g_assert_cmpuint (attachments->len, ==, 2);
  assert_bytes (g_ptr_array_index (attachments, 0), "leaves.txt", "text/plain", "oolong\n茶");
  assert_bytes (g_ptr_array_index (attachments, 1), "Pasted text.txt", "text/plain", "pasted");
  g_assert_nonnull (strstr (text, "```python\nimport time"));
  g_assert_nonnull (strstr (text, "Four minutes."));

  chat = g_ptr_array_index (chats, 1);
  g_assert_cmpstr (chat->title, ==, "Old form");
  g_assert_cmpint (get_turn (chats, 1, 1)->parent, ==, 1);

  assert_reads_as (file, "claude.expected");
}

static void
test_claude_zip (void)
{
  g_autofree char *text = kit_data ("claude.json");
  const KitMember members[] = {
    { "conversations.json", text, -1 },
    { "attachments/f-1.jpg", "JPEG", -1 },
    { "projects.json", "[]", -1 },
  };
  g_autoptr(GFile) file = kit_write_zip ("claude.zip", members, G_N_ELEMENTS (members));
  g_autoptr(GPtrArray) chats = kit_import_good (file, NULL);
  GPtrArray *attachments = get_turn (chats, 0, 0)->attachments;

  g_assert_cmpuint (attachments->len, ==, 3);
  assert_bytes (g_ptr_array_index (attachments, 2), "pot.jpg", "image/jpeg", "JPEG");
}

static void
test_ai_studio (void)
{
  g_autoptr(GFile) file = write_data ("ai-studio.json", "Counting files");
  g_autoptr(GPtrArray) chats = kit_import_good (file, NULL);
  PropusTransferChat *chat = g_ptr_array_index (chats, 0);
  PropusTransferMessage *answer = get_turn (chats, 0, 1);
  g_autofree char *text = propus_transfer_message_dup_text (answer);
  g_autofree char *thoughts = propus_transfer_message_dup_thoughts (answer);

  g_assert_cmpuint (chats->len, ==, 1);
  g_assert_cmpstr (chat->title, ==, "Counting files");
  g_assert_cmpstr (chat->model, ==, "gemini-2.5-pro");
  g_assert_cmpstr (chat->draft, ==, "not sent yet");
  g_assert_cmpstr (chat->settings, ==,
                   "{\"systemInstruction\":\"Answer in one line.\",\"temperature\":0.69999999999999996,\"topP\":0.94999999999999996,"
                   "\"topK\":64,\"maxOutputTokens\":65536}");
  g_assert_cmpuint (chat->messages->len, ==, 4);
  g_assert_cmpuint (get_turn (chats, 0, 0)->attachments->len, ==, 1);
  assert_bytes (g_ptr_array_index (get_turn (chats, 0, 0)->attachments, 0), "Attachment", "text/plain", "hello");
  g_assert_cmpint (get_turn (chats, 0, 0)->created, ==, 1754042400250000);
  g_assert_cmpstr (text, ==, "A greeting.");
  g_assert_cmpstr (thoughts, ==, "**Looking**");
  g_assert_cmpstr (g_ptr_array_index (answer->parts, answer->parts->len - 1), ==,
                   "{\"text\":\"ting.\",\"thoughtSignature\":\"c2lnbmF0dXJl\"}");
  g_assert_cmpint (answer->created, ==, 1754042405000000);
  g_assert_cmpint (get_turn (chats, 0, 3)->state, ==, PROPUS_MESSAGE_FAILED);

  assert_reads_as (file, "ai-studio.expected");
}

/* Google Takeout: prompts without an ending among other things. */
static void
test_ai_studio_zip (void)
{
  g_autofree char *text = kit_data ("ai-studio.json");
  const KitMember members[] = {
    { "Takeout/Drive/Google AI Studio/Counting files", text, -1 },
    { "Takeout/Drive/Google AI Studio/photo", "\377\330\377", -1 },
    { "Takeout/Drive/broken.json", "{\"chunkedPrompt\":", -1 },
  };
  g_autoptr(GFile) file = kit_write_zip ("takeout.zip", members, G_N_ELEMENTS (members));
  g_autoptr(PropusTransferReport) report = NULL;
  g_autoptr(GPtrArray) chats = kit_import_good (file, &report);
  g_autofree char *lines = kit_report_text (report);

  g_assert_cmpuint (chats->len, ==, 1);
  g_assert_cmpstr (((PropusTransferChat *) g_ptr_array_index (chats, 0))->title, ==, "Counting files");
  g_assert_nonnull (strstr (lines, "broken.json"));
}

/* Our own export, packed by somebody. */
static void
test_own_zip (void)
{
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_chat_unref);
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GPtrArray) read = NULL;
  KitMember member = { "My chats.json", NULL, -1 };

  g_ptr_array_add (chats, kit_make_chat (NULL));
  json = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  member.data = json;
  file = kit_write_zip ("own.zip", &member, 1);
  read = kit_import_good (file, NULL);
  again = kit_export (read, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  g_assert_cmpstr (json, ==, again);
}

/* A chat that cannot be read is named and left out; the others come. */
static void
test_one_bad_chat (void)
{
  static const char json[] =
    "{\"format\":\"propus-chats\",\"version\":1,\"unknown\":[{}],\"chats\":["
    "{\"title\":\"good\",\"messages\":[{\"id\":5,\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]},"
    "  {\"id\":6,\"parent\":5,\"role\":\"system\",\"parts\":[]},{\"id\":9,\"parent\":6,\"role\":\"model\",\"state\":\"streaming\",\"parts\":[]}]},"
    "{\"title\":\"no parent\",\"messages\":[{\"id\":1,\"parent\":2,\"role\":\"user\"}]},"
    "{\"title\":\"twice\",\"messages\":[{\"id\":1,\"role\":\"user\"},{\"id\":1,\"role\":\"user\"}]},"
    "{\"title\":\"no id\",\"messages\":[{\"role\":\"user\"}]},"
    "\"words\",{\"title\":\"also good\",\"messages\":[]}],\"attachments\":[]}";
  g_autoptr(GFile) file = kit_write ("one-bad.json", json, -1);
  g_autoptr(PropusTransferReport) report = NULL;
  g_autoptr(GPtrArray) chats = kit_import_good (file, &report);
  PropusTransferMessage *last = get_turn (chats, 0, 1);

  g_assert_cmpuint (chats->len, ==, 2);
  g_assert_cmpint (last->parent, ==, 1);
  g_assert_cmpint (last->state, ==, PROPUS_MESSAGE_INTERRUPTED);
  g_assert_cmpuint (report->omissions->len, ==, 5);
}

/* The bytes of an attachment are those of its hash, or it is not there. */
static void
test_wrong_attachment (void)
{
  static const char json[] =
    "{\"attachments\":[{\"data\":\"aGVsbG8=\",\"sha256\":\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"},"
    "{\"data\":\"aGVsbG8=\",\"sha256\":\"1cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}],"
    "\"chats\":[{\"messages\":[{\"id\":1,\"role\":\"user\",\"attachments\":["
    "{\"name\":\"right\",\"sha256\":\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\",\"size\":999},"
    "{\"name\":\"wrong\",\"sha256\":\"1cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}]}]}],"
    "\"version\":1,\"format\":\"propus-chats\"}";
  g_autoptr(GFile) file = kit_write ("wrong.json", json, -1);
  g_autoptr(PropusTransferReport) report = NULL;
  g_autoptr(GPtrArray) chats = kit_import_good (file, &report);
  g_autofree char *lines = kit_report_text (report);
  GPtrArray *attachments = get_turn (chats, 0, 0)->attachments;

  assert_bytes (g_ptr_array_index (attachments, 0), "right", "", "hello");
  g_assert_cmpint (((PropusTransferAttachment *) g_ptr_array_index (attachments, 0))->size, ==, 5);
  g_assert_false (propus_transfer_attachment_has_data (g_ptr_array_index (attachments, 1)));
  g_assert_nonnull (strstr (lines, "wrong"));
  g_assert_null (strstr (lines, "right"));
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer/import/chatgpt", test_chatgpt);
  g_test_add_func ("/transfer/import/chatgpt-zip", test_chatgpt_zip);
  g_test_add_func ("/transfer/import/numbered-zip", test_numbered_zip);
  g_test_add_func ("/transfer/import/claude", test_claude);
  g_test_add_func ("/transfer/import/claude-zip", test_claude_zip);
  g_test_add_func ("/transfer/import/ai-studio", test_ai_studio);
  g_test_add_func ("/transfer/import/ai-studio-zip", test_ai_studio_zip);
  g_test_add_func ("/transfer/import/own-zip", test_own_zip);
  g_test_add_func ("/transfer/import/one-bad-chat", test_one_bad_chat);
  g_test_add_func ("/transfer/import/wrong-attachment", test_wrong_attachment);
  result = g_test_run ();
  kit_done ();
  return result;
}
