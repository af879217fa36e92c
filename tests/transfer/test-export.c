/* test-export.c - chats written as JSON, Markdown and HTML
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "transfer-kit.h"

#include "propus-transfer-text.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static GPtrArray *
make_chats (void)
{
  GPtrArray *chats = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_chat_unref);
  g_autoptr(GFile) note = kit_write ("note.txt", "a note", -1);
  PropusTransferChat *empty = propus_transfer_chat_new (NULL);

  g_ptr_array_add (chats, kit_make_chat (g_file_peek_path (note)));
  empty->archived = TRUE;
  empty->draft = g_strdup ("only begun");
  g_ptr_array_add (chats, empty);
  return chats;
}

static void
test_goldens (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *json = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  g_autofree char *markdown = kit_export (chats, PROPUS_TRANSFER_MARKDOWN, PROPUS_TRANSFER_DEFAULT);
  g_autofree char *html = kit_export (chats, PROPUS_TRANSFER_HTML, PROPUS_TRANSFER_DEFAULT);
  PropusTransferChat *chat = g_ptr_array_index (chats, 0);
  g_autofree char *other = NULL;

  kit_assert_same (json, "export.json");
  kit_assert_same (markdown, "export.md");
  kit_assert_same (html, "export.html");

  chat->head = 2;
  other = kit_export (chats, PROPUS_TRANSFER_MARKDOWN, PROPUS_TRANSFER_WITH_THOUGHTS);
  kit_assert_same (other, "export-other.md");
  g_clear_pointer (&other, g_free);
  other = kit_export (chats, PROPUS_TRANSFER_HTML, PROPUS_TRANSFER_WITH_THOUGHTS);
  kit_assert_same (other, "export-other.html");
}

static void
assert_round_trip (GPtrArray           *chats,
                   PropusTransferFlags  flags)
{
  g_autofree char *first = kit_export (chats, PROPUS_TRANSFER_JSON, flags);
  g_autoptr(GFile) file = kit_write ("round.json", first, -1);
  g_autoptr(GPtrArray) again = kit_import_good (file, NULL);
  g_autofree char *second = kit_export (again, PROPUS_TRANSFER_JSON, flags);

  g_assert_cmpstr (first, ==, second);
}

static void
test_round_trip (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  PropusTransferChat *chat = g_ptr_array_index (chats, 0);
  PropusTransferMessage *turn = g_ptr_array_index (chat->messages, 1);

  assert_round_trip (chats, PROPUS_TRANSFER_DEFAULT);
  assert_round_trip (chats, PROPUS_TRANSFER_WITH_SIGNATURES);

  /* Ids that are no places, parents after their children, parts that are no JSON. */
  turn->id = 777;
  chat->head = 777;
  g_ptr_array_add (turn->parts, g_strdup ("not JSON \"at all\""));
  g_ptr_array_add (turn->parts, g_strdup ("{\"a\":1} trailing"));
  g_ptr_array_insert (chat->messages, 0, g_ptr_array_steal_index (chat->messages, 1));
  assert_round_trip (chats, PROPUS_TRANSFER_WITH_SIGNATURES);
}

static void
test_round_trip_content (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *json = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_WITH_SIGNATURES);
  g_autoptr(GFile) file = kit_write ("content.json", json, -1);
  g_autoptr(PropusTransferReport) report = NULL;
  g_autoptr(GPtrArray) again = kit_import_good (file, &report);
  g_autofree char *lines = kit_report_text (report);
  PropusTransferChat *before = g_ptr_array_index (chats, 0);
  PropusTransferChat *after = g_ptr_array_index (again, 0);
  PropusTransferMessage *first = g_ptr_array_index (after->messages, 0);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpstr (after->title, ==, before->title);
  g_assert_cmpint (after->title_origin, ==, PROPUS_TITLE_MODEL);
  g_assert_cmpstr (after->folder, ==, "Wörk");
  g_assert_cmpstr (after->settings, ==, before->settings);
  g_assert_cmpint (after->updated, ==, before->updated);
  g_assert_true (after->pinned);
  g_assert_cmpint (after->head, ==, 3);

  for (guint i = 0; i < 3; i++)
    {
      PropusTransferMessage *a = g_ptr_array_index (before->messages, i);
      PropusTransferMessage *b = g_ptr_array_index (after->messages, i);

      g_assert_cmpuint (a->parts->len, ==, b->parts->len);
      for (guint k = 0; k < a->parts->len; k++)
        g_assert_cmpstr (g_ptr_array_index (a->parts, k), ==, g_ptr_array_index (b->parts, k));
      g_assert_cmpstr (a->usage, ==, b->usage);
      g_assert_cmpstr (a->facts, ==, b->facts);
      g_assert_cmpint (a->created, ==, b->created);
      g_assert_cmpint (a->parent, ==, b->parent);
      g_assert_cmpstr (a->failure_text, ==, b->failure_text);
    }

  bytes = propus_transfer_attachment_dup_bytes (g_ptr_array_index (first->attachments, 0), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\0\1\2hello", 8);
  g_assert_nonnull (strstr (lines, "gone.txt"));
  g_assert_cmpuint (report->omissions->len, ==, 1);
}

static void
test_signatures (void)
{
  static const struct { const char *part; const char *without; } cases[] = {
    { "{\"text\":\"a\",\"thoughtSignature\":\"x\"}", "{\"text\":\"a\"}" },
    { "{\"thoughtSignature\":\"x\",\"text\":\"a\"}", "{\"text\":\"a\"}" },
    { "{ \"thoughtSignature\" : \"x\" , \"text\" : \"a\" }", "{ \"text\" : \"a\" }" },
    { "{\"thoughtSignature\":\"x\"}", "{}" },
    { "{\"a\":1 , \"thought_signature\":\"x\", \"b\":[{\"thoughtSignature\":\"y\"},{}]}", "{\"a\":1 , \"b\":[{},{}]}" },
    { "{\"text\":\"\\\"thoughtSignature\\\":\\\"x\\\"\"}", "{\"text\":\"\\\"thoughtSignature\\\":\\\"x\\\"\"}" },
    { "{\"n\":1.50e+3,\"text\":\"\\u00e9\\/\"}", "{\"n\":1.50e+3,\"text\":\"\\u00e9\\/\"}" },
    { "not json", NULL },
    { "[1]", NULL },
    { "{\"a\":1}{\"b\":2}", NULL },
    { "{\"a\":01}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *without = propus_transfer_rewrite_part (cases[i].part, PROPUS_PART_NO_SIGNATURE);

      g_assert_cmpstr (without, ==, cases[i].without);
      g_assert_true (without == NULL || propus_transfer_is_object (without));
    }
}

/* Signatures go unless they are wanted: the search first finds them where they are wanted. */
static void
test_signatures_in_export (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *with = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_WITH_SIGNATURES);
  g_autofree char *without = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);

  g_assert_nonnull (strstr (with, "c2Vj/cmV0+Q=="));
  g_assert_null (strstr (without, "c2Vj"));
  g_assert_null (strstr (without, "thoughtSignature"));
}

static void
add_key (PropusTransferChat *chat,
         const char         *key)
{
  PropusTransferMessage *turn = g_ptr_array_index (chat->messages, 2);
  g_autofree char *text = g_strdup_printf ("my key is %s, keep it", key);
  g_autofree char *code = g_strdup_printf ("{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"k = '%s'\"}}", key);
  g_autofree char *call = g_strdup_printf ("{\"functionCall\":{\"name\":\"f\",\"args\":{\"k\":[\"%s\"]}}}", key);

  propus_transfer_message_add_text (turn, text);
  propus_transfer_message_add_part (turn, code);
  propus_transfer_message_add_part (turn, call);
  g_free (chat->title);
  chat->title = g_strdup (key);
  g_free (chat->draft);
  chat->draft = g_strdup (key);
  g_free (chat->settings);
  chat->settings = g_strdup_printf ("{\"systemInstruction\":\"use %s\"}", key);
  g_free (turn->failure_text);
  turn->failure_text = g_strdup (key);
  propus_transfer_message_attach (turn, propus_transfer_attachment_new (key, "text/plain", NULL, 1));
}

static void
test_redact (void)
{
  static const PropusTransferFormat formats[] = { PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_MARKDOWN, PROPUS_TRANSFER_HTML };
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *key = kit_fake_key ();
  PropusTransferMessage *turn = g_ptr_array_index (((PropusTransferChat *) g_ptr_array_index (chats, 0))->messages, 2);
  g_autofree char *picture = g_strdup_printf ("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AIz%s\"}}", "aAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

  add_key (g_ptr_array_index (chats, 0), key);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *open = kit_export (chats, formats[i], PROPUS_TRANSFER_WITH_THOUGHTS);
      g_autofree char *closed = kit_export (chats, formats[i], PROPUS_TRANSFER_WITH_THOUGHTS | PROPUS_TRANSFER_REDACT);

      g_assert_nonnull (strstr (open, key));
      g_assert_null (strstr (closed, key));
      g_assert_null (strstr (closed, key + 4));
      g_assert_nonnull (strstr (closed, "keep it"));
      g_assert_nonnull (strstr (closed, "redacted"));
    }

  /* Pictures are not words. */
  propus_transfer_message_add_part (turn, picture);
  {
    g_autofree char *closed = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_REDACT);

    g_assert_nonnull (strstr (closed, picture));
  }
}

static void
test_file (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *path = kit_path ("out.json");
  g_autofree char *expected = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  g_autofree char *got = NULL;
  g_autoptr(GFile) file = kit_write ("out.json", "before", -1);
  g_autoptr(PropusTransferExport) export = propus_transfer_export_new (file, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  g_autoptr(GError) error = NULL;
  struct stat status;

  for (guint i = 0; i < chats->len; i++)
    g_assert_true (propus_transfer_export_add (export, g_ptr_array_index (chats, i), NULL, NULL));

  g_assert_true (g_file_get_contents (path, &got, NULL, NULL));
  g_assert_cmpstr (got, ==, "before");
  g_clear_pointer (&got, g_free);

  propus_transfer_export_close (export, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &got, NULL, NULL));
  g_assert_cmpstr (got, ==, expected);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (propus_transfer_export_get_report (export)->omissions->len, ==, 1);
}

static guint
count_files (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* Given up, cancelled or without a place: what was there stays, and nothing else does. */
static void
test_given_up (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *folder = kit_path ("given-up");
  g_autofree char *got = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFile) nowhere = g_file_new_for_path ("/proc/nowhere/out.html");
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  PropusTransferExport *export;
  g_autoptr(GError) error = NULL;

  g_mkdir (folder, 0700);
  file = kit_write ("given-up/out.html", "before", -1);
  g_cancellable_cancel (cancelled);

  export = propus_transfer_export_new (file, PROPUS_TRANSFER_HTML, PROPUS_TRANSFER_DEFAULT);
  g_assert_true (propus_transfer_export_add (export, g_ptr_array_index (chats, 0), NULL, NULL));
  g_assert_cmpuint (count_files (folder), ==, 2);
  g_assert_false (propus_transfer_export_close (export, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (export);
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_assert_true (g_file_get_contents (g_file_peek_path (file), &got, NULL, NULL));
  g_assert_cmpstr (got, ==, "before");

  export = propus_transfer_export_new (nowhere, PROPUS_TRANSFER_HTML, PROPUS_TRANSFER_DEFAULT);
  g_assert_false (propus_transfer_export_add (export, g_ptr_array_index (chats, 0), NULL, &error));
  g_assert_nonnull (error);
  g_object_unref (export);
}

/* A full disk: told, and the old file is still there. */
static void
test_disk_full (void)
{
  g_autoptr(GFile) full = g_file_new_for_path ("/dev/full");
  g_autoptr(GFileIOStream) stream = g_file_open_readwrite (full, NULL, NULL);
  g_autoptr(PropusTransferExport) export = NULL;
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autoptr(GError) error = NULL;

  if (stream == NULL)
    {
      g_test_skip ("there is no /dev/full");
      return;
    }

  export = propus_transfer_export_new_for_stream (g_io_stream_get_output_stream (G_IO_STREAM (stream)), PROPUS_TRANSFER_JSON,
                                                  PROPUS_TRANSFER_DEFAULT);
  g_assert_false (propus_transfer_export_add (export, g_ptr_array_index (chats, 0), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

/* An export goes through the same bytes once, however many messages name them. */
static void
test_attachment_once (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *json = NULL;
  const char *data;

  g_ptr_array_add (chats, propus_transfer_chat_ref (g_ptr_array_index (chats, 0)));
  propus_transfer_message_attach (g_ptr_array_index (((PropusTransferChat *) g_ptr_array_index (chats, 0))->messages, 1),
                                  propus_transfer_attachment_new ("again", "", "7214E05E1A136961F9FD565A3CA247E2F7D7F01BC7DA4078456AD3BF2F871655", -1));
  json = kit_export (chats, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  data = strstr (json, "\"data\":\"AAECaGVsbG8=\"");
  g_assert_nonnull (data);
  g_assert_null (strstr (data + 1, "\"data\":\"AAECaGVsbG8=\""));
  assert_round_trip (chats, PROPUS_TRANSFER_DEFAULT);
}

static void
async_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (result);
}

static void
test_async (void)
{
  g_autoptr(GPtrArray) chats = make_chats ();
  g_autofree char *path = kit_path ("async.json");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(PropusTransferExport) export = propus_transfer_export_new (file, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  g_autoptr(PropusTransferImport) import = NULL;
  g_autoptr(PropusTransferChat) chat = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *slot = NULL;
  GAsyncResult *result;

  propus_transfer_export_add_async (export, g_ptr_array_index (chats, 0), NULL, async_cb, &slot);
  result = wait_for (&slot);
  g_assert_true (propus_transfer_export_add_finish (export, result, &error));
  g_object_unref (result);
  propus_transfer_export_close_async (export, NULL, async_cb, &slot);
  result = wait_for (&slot);
  g_assert_true (propus_transfer_export_close_finish (export, result, &error));
  g_object_unref (result);

  propus_transfer_import_open_async (file, NULL, async_cb, &slot);
  result = wait_for (&slot);
  import = propus_transfer_import_open_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (propus_transfer_import_get_origin (import), ==, PROPUS_TRANSFER_FROM_PROPUS);
  g_object_unref (result);

  for (guint i = 0; i < 2; i++)
    {
      propus_transfer_import_next_async (import, NULL, async_cb, &slot);
      result = wait_for (&slot);
      g_clear_pointer (&chat, propus_transfer_chat_unref);
      chat = propus_transfer_import_next_finish (import, result, &error);
      g_assert_no_error (error);
      g_assert_cmpint (chat != NULL, ==, i == 0);
      g_object_unref (result);
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transfer/export/goldens", test_goldens);
  g_test_add_func ("/transfer/export/round-trip", test_round_trip);
  g_test_add_func ("/transfer/export/round-trip-content", test_round_trip_content);
  g_test_add_func ("/transfer/export/signature-of-a-part", test_signatures);
  g_test_add_func ("/transfer/export/signatures", test_signatures_in_export);
  g_test_add_func ("/transfer/case-48/export-holds-no-key", test_redact);
  g_test_add_func ("/transfer/export/file", test_file);
  g_test_add_func ("/transfer/export/given-up", test_given_up);
  g_test_add_func ("/transfer/case-98/export-to-a-full-disk", test_disk_full);
  g_test_add_func ("/transfer/export/attachment-once", test_attachment_once);
  g_test_add_func ("/transfer/async", test_async);
  result = g_test_run ();
  kit_done ();
  return result;
}
