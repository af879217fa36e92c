/* transfer-kit.c - files in and out for the tests of src/transfer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "transfer-kit.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder;

char *
kit_path (const char *name)
{
  if (folder == NULL)
    {
      folder = g_dir_make_tmp ("propus-transfer-XXXXXX", NULL);
      g_assert_nonnull (folder);
    }

  return g_build_filename (folder, name, NULL);
}

static void
remove_all (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_all (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
kit_done (void)
{
  if (folder != NULL)
    remove_all (folder);
  g_clear_pointer (&folder, g_free);
}

GFile *
kit_write (const char *name,
           const void *data,
           gssize      length)
{
  g_autofree char *path = kit_path (name);
  gsize size = length < 0 ? strlen (data) : (gsize) length;
  FILE *stream = fopen (path, "w");

  /* Not g_file_set_contents(): there are thousands of them, and none must outlive a power cut. */
  g_assert_nonnull (stream);
  g_assert_cmpuint (fwrite (data, 1, size, stream), ==, size);
  g_assert_cmpint (fclose (stream), ==, 0);
  return g_file_new_for_path (path);
}

char *
kit_data (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "transfer", "data", name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

GPtrArray *
kit_import (GFile                 *file,
            PropusTransferReport **report,
            GError               **error)
{
  g_autoptr(PropusTransferImport) import = propus_transfer_import_open (file, NULL, error);
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_transfer_chat_unref);
  g_autoptr(GError) local_error = NULL;
  PropusTransferChat *chat;

  if (import == NULL)
    return NULL;

  while ((chat = propus_transfer_import_next (import, NULL, &local_error)) != NULL)
    g_ptr_array_add (chats, chat);
  g_assert_no_error (local_error);
  g_assert_cmpuint (chats->len, ==, propus_transfer_import_get_n_chats (import));
  g_assert_cmpuint (chats->len, >, 0);
  if (report != NULL)
    *report = propus_transfer_report_ref (propus_transfer_import_get_report (import));
  return g_steal_pointer (&chats);
}

GPtrArray *
kit_import_good (GFile                 *file,
                 PropusTransferReport **report)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *chats = kit_import (file, report, &error);

  g_assert_no_error (error);
  return chats;
}

char *
kit_export (GPtrArray            *chats,
            PropusTransferFormat  format,
            PropusTransferFlags   flags)
{
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(PropusTransferExport) export = propus_transfer_export_new_for_stream (stream, format, flags);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < chats->len; i++)
    {
      propus_transfer_export_add (export, g_ptr_array_index (chats, i), NULL, &error);
      g_assert_no_error (error);
    }
  propus_transfer_export_close (export, NULL, &error);
  g_assert_no_error (error);

  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
}

char *
kit_report_text (PropusTransferReport *report)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < report->omissions->len; i++)
    {
      PropusTransferOmission *omission = g_ptr_array_index (report->omissions, i);

      g_string_append_printf (text, "%s | %s | %s\n", omission->chat, omission->item, omission->reason);
    }

  return g_string_free (text, FALSE);
}

void
kit_assert_same (const char *got,
                 const char *golden)
{
  g_autofree char *path = g_build_filename (g_getenv ("PROPUS_SRCDIR"), "tests", "transfer", "data", golden, NULL);
  g_autofree char *expected = NULL;

  /* For whoever changes a format: look at what git says of the files afterwards. */
  if (g_getenv ("PROPUS_WRITE_GOLDEN") != NULL)
    g_file_set_contents (path, got, -1, NULL);

  expected = kit_data (golden);
  g_assert_cmpstr (got, ==, expected);
}

char *
kit_fake_key (void)
{
  return g_strconcat ("AI", "za", "Sy-not-a-key-0123456789abcdefghijk", NULL);
}

GFile *
kit_write_zip (const char      *name,
               const KitMember *members,
               guint            n_members)
{
  g_autofree char *path = kit_path (name);
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  for (guint i = 0; i < n_members; i++)
    {
      struct archive_entry *entry = archive_entry_new ();
      gsize length = members[i].length < 0 ? strlen (members[i].data) : (gsize) members[i].length;

      archive_entry_set_pathname (entry, members[i].name);
      archive_entry_set_size (entry, (la_int64_t) length);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (archive, members[i].data, length), ==, (gssize) length);
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
  return g_file_new_for_path (path);
}

static void
add_model_turn (PropusTransferChat *chat)
{
  PropusTransferMessage *turn = propus_transfer_chat_add (chat, PROPUS_ROLE_MODEL, 1);

  turn->created = 1795380001000001;
  turn->model = g_strdup ("gemini-3-pro");
  turn->finish_reason = g_strdup ("STOP");
  turn->thinking_us = 1500000;
  turn->usage = g_strdup ("{ \"totalTokenCount\": 1e3, \"big\": 12345678901234567890 }");
  turn->facts = g_strdup ("{ \"firstMs\": 12, \"modelVersion\": \"m\" }");
  propus_transfer_message_add_part (turn, "{\"text\":\"Let me see.\",\"thought\":true}");
  propus_transfer_message_add_part (turn, "{\"text\": \"Here is `code`:\\n\\n```\\nopen \"}");
  propus_transfer_message_add_part (turn, "{\"text\":\"fence\",\"thoughtSignature\":\"c2Vj/cmV0+Q==\"}");
  propus_transfer_message_add_part (turn, "{\"thoughtSignature\":\"AAAA\",\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"print('```')\\n\"}}");
  propus_transfer_message_add_part (turn, "{\"codeExecutionResult\":{\"outcome\":\"OUTCOME_OK\",\"output\":\"```\\n\"}}");
  propus_transfer_message_add_part (turn, "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}}");
  propus_transfer_message_add_part (turn, "{\"somethingNew\":{\"a\":[1,2.50,null]}}");
}

/* Two versions of an answer, the second one shown and cut short; a file, bytes, and a file that is gone. */
PropusTransferChat *
kit_make_chat (const char *attachment_path)
{
  PropusTransferChat *chat = propus_transfer_chat_new ("A *title* with <b>tags</b> & \"quotes\"");
  g_autoptr(GBytes) bytes = g_bytes_new_static ("\0\1\2hello", 8);
  PropusTransferMessage *turn;

  chat->created = 1795380000000000;
  chat->updated = 1795390000000001;
  chat->model = g_strdup ("gemini-3-pro");
  chat->title_origin = PROPUS_TITLE_MODEL;
  chat->folder = g_strdup ("Wörk");
  chat->draft = g_strdup ("half a thou");
  chat->settings = g_strdup ("{\"temperature\": 0.50, \"systemInstruction\":\"Be kind.\"}");
  chat->pinned = TRUE;
  chat->head = 3;

  turn = propus_transfer_chat_add (chat, PROPUS_ROLE_USER, 0);
  turn->created = chat->created;
  propus_transfer_message_add_text (turn, "Hello\n<script>alert(1)</script>\t\"日本語\" \001");
  propus_transfer_message_attach (turn, propus_transfer_attachment_new_for_bytes ("bytes.bin", "application/octet-stream", bytes));
  if (attachment_path != NULL)
    propus_transfer_message_attach (turn, propus_transfer_attachment_new_for_path ("no*te.txt", "text/plain", NULL, -1, attachment_path));
  propus_transfer_message_attach (turn, propus_transfer_attachment_new_for_path ("gone.txt", "text/plain",
    "0000000000000000000000000000000000000000000000000000000000000000", 5, "/nonexistent/gone.txt"));

  add_model_turn (chat);

  turn = propus_transfer_chat_add (chat, PROPUS_ROLE_MODEL, 1);
  turn->created = 1795380002000000;
  turn->model = g_strdup ("gemini-3-flash");
  turn->state = PROPUS_MESSAGE_FAILED;
  turn->failure = g_strdup ("quota");
  turn->failure_detail = g_strdup ("per day");
  turn->failure_text = g_strdup ("RESOURCE_EXHAUSTED");
  propus_transfer_message_add_text (turn, "A [link](https://example.com/?a=1&b=2), a [trap](javascript:alert(1)), <img src=x onerror=alert(1)> and\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\nint x;");
  return chat;
}
