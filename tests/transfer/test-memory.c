/* test-memory.c - large files through a small door
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "transfer-kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEGABYTE (1024 * 1024)

/* The most memory that this process ever had, in bytes. */
static gsize
get_peak (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);
  return (gsize) strtoull (line + strlen ("VmHWM:"), NULL, 10) * 1024;
}

/* Sanitizers keep what was freed. */
static gboolean
is_measurable (void)
{
#if defined (__SANITIZE_ADDRESS__)
  g_test_skip ("memory is not measured under AddressSanitizer");
  return FALSE;
#else
  return TRUE;
#endif
}

static void
write_conversations (const char *path,
                     guint       n)
{
  g_autofree char *words = g_strnfill (40000, 'w');
  FILE *stream = fopen (path, "w");

  g_assert_nonnull (stream);
  for (guint i = 0; i < n; i++)
    fprintf (stream, "%s{\"title\":\"%u\",\"mapping\":{\"a\":{\"message\":{\"author\":{\"role\":\"user\"},"
             "\"content\":{\"content_type\":\"text\",\"parts\":[\"%s\"]}}}}}", i == 0 ? "[" : ",\n", i, words);
  fputs ("]", stream);
  g_assert_cmpint (fclose (stream), ==, 0);
}

/* 200 MB of conversations of 40 kB each, one at a time. */
static void
test_import (void)
{
  g_autofree char *path = kit_path ("large.json");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(PropusTransferImport) import = NULL;
  PropusTransferChat *chat;
  gsize before;
  guint n = 0;

  if (!is_measurable ())
    return;

  write_conversations (path, 5000);
  before = get_peak ();
  import = propus_transfer_import_open (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (propus_transfer_import_get_n_chats (import), ==, 5000);
  while ((chat = propus_transfer_import_next (import, NULL, &error)) != NULL)
    {
      n++;
      propus_transfer_chat_unref (chat);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 5000);
  g_test_message ("%zu MB more", (get_peak () - before) / MEGABYTE);
  g_assert_cmpuint (get_peak () - before, <, 20 * MEGABYTE);

  /* What is measured does grow. */
  {
    g_autofree char *waste = g_strnfill (30 * MEGABYTE, 'x');

    g_assert_cmpuint (get_peak () - before, >, 20 * MEGABYTE);
    g_assert_cmpint (waste[0], ==, 'x');
  }
}

static gboolean
count_piece (const guchar  *data,
             gsize          length,
             gpointer       user_data,
             GError       **error)
{
  goffset *size = user_data;

  *size += (goffset) length;
  return TRUE;
}

/* An attachment of 150 MB goes out and comes in again in pieces. */
static void
test_attachment (void)
{
  g_autofree char *path = kit_path ("large.bin");
  g_autofree char *out_path = kit_path ("large-chat.json");
  g_autoptr(GFile) out = g_file_new_for_path (out_path);
  g_autoptr(PropusTransferExport) export = propus_transfer_export_new (out, PROPUS_TRANSFER_JSON, PROPUS_TRANSFER_DEFAULT);
  g_autoptr(PropusTransferChat) chat = propus_transfer_chat_new ("large");
  g_autoptr(PropusTransferImport) import = NULL;
  g_autoptr(PropusTransferChat) again = NULL;
  g_autofree char *piece = g_strnfill (MEGABYTE, 'x');
  g_autoptr(GError) error = NULL;
  PropusTransferMessage *turn;
  FILE *stream = fopen (path, "w");
  goffset size = 0;
  gsize before;

  if (!is_measurable ())
    {
      fclose (stream);
      return;
    }

  for (guint i = 0; i < 150; i++)
    g_assert_cmpuint (fwrite (piece, 1, MEGABYTE, stream), ==, MEGABYTE);
  g_assert_cmpint (fclose (stream), ==, 0);

  before = get_peak ();
  turn = propus_transfer_chat_add (chat, PROPUS_ROLE_USER, 0);
  propus_transfer_message_attach (turn, propus_transfer_attachment_new_for_path ("large.bin", "", NULL, -1, path));
  propus_transfer_export_add (export, chat, NULL, &error);
  g_assert_no_error (error);
  propus_transfer_export_close (export, NULL, &error);
  g_assert_no_error (error);

  import = propus_transfer_import_open (out, NULL, &error);
  g_assert_no_error (error);
  again = propus_transfer_import_next (import, NULL, &error);
  g_assert_no_error (error);
  turn = g_ptr_array_index (again->messages, 0);
  propus_transfer_attachment_read (g_ptr_array_index (turn->attachments, 0), count_piece, &size, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (size, ==, 150 * MEGABYTE);
  g_test_message ("%zu MB more", (get_peak () - before) / MEGABYTE);
  g_assert_cmpuint (get_peak () - before, <, 20 * MEGABYTE);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  /* The second one ends with a waste of memory, after which nothing could be measured. */
  g_test_add_func ("/transfer/memory/attachment", test_attachment);
  g_test_add_func ("/transfer/memory/import", test_import);
  result = g_test_run ();
  kit_done ();
  return result;
}
