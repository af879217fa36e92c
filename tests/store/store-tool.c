/* store-tool.c - a process that uses a history, for tests that need more than one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "store-kit.h"

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CHUNK_MS 20

/* Prints "ok" or the error, then whether it may be written and what was moved aside. */
static int
run_open (PropusStore *store)
{
  g_autoptr(GError) error = NULL;

  kit_open (store, &error);
  if (error == NULL)
    printf ("open ok\n");
  else
    printf ("open error %d %s\n", error->domain == PROPUS_STORE_ERROR ? error->code : -1, error->message);
  printf ("writable %d\n", propus_store_is_writable (store));
  if (propus_store_get_moved_aside (store) != NULL)
    printf ("aside %s\n", propus_store_get_moved_aside (store));
  fflush (stdout);
  return 0;
}

static int
run_dump (PropusStore *store)
{
  g_autoptr(GEnumClass) states = g_type_class_ref (PROPUS_TYPE_MESSAGE_STATE);
  g_autoptr(GPtrArray) conversations = NULL;
  g_autoptr(GError) error = NULL;

  run_open (store);
  conversations = kit_list (store, &error);
  for (guint i = 0; conversations != NULL && i < conversations->len; i++)
    {
      PropusConversation *conversation = g_ptr_array_index (conversations, i);
      g_autoptr(GPtrArray) messages = kit_load (store, propus_conversation_get_id (conversation), &error);

      printf ("conversation %s\n", propus_conversation_get_title (conversation));
      for (guint j = 0; messages != NULL && j < messages->len; j++)
        {
          PropusMessage *message = g_ptr_array_index (messages, j);

          printf ("message %s %s\n", g_enum_get_value (states, (int) propus_message_get_state (message))->value_nick,
                  propus_message_get_text (message));
        }
    }
  if (error != NULL)
    printf ("error %d %s\n", error->code, error->message);
  return 0;
}

static int
run_write (PropusStore *store,
           const char  *title,
           guint        count)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(GError) error = NULL;

  propus_conversation_set_title (conversation, title);
  for (guint i = 0; i <= count; i++)
    {
      g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
      g_autofree char *text = g_strdup_printf ("%s %u", title, i);

      propus_message_append_text (message, text);
      if (i == 0 ? !kit_save (store, conversation, &error)
                 : !kit_add (store, propus_conversation_get_id (conversation), message, &error))
        {
          printf ("error %d %s\n", error->code, error->message);
          return 1;
        }
    }

  printf ("wrote %u\n", count);
  fflush (stdout);
  return 0;
}

static void
watch_cb (PropusStore *store,
          gint64       id,
          gpointer     user_data)
{
  printf ("changed %" G_GINT64_FORMAT "\n", id);
  fflush (stdout);
}

static int
run_watch (PropusStore *store)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_signal_connect (store, "changed", G_CALLBACK (watch_cb), NULL);
  run_open (store);
  g_main_loop_run (loop);
  return 0;
}

/* Says how far it has come before it is killed: in the file are then some of the chats. */
static int
run_import (PropusStore *store,
            guint        count)
{
  g_autoptr(GPtrArray) chats = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) ids = NULL;

  for (guint i = 0; i < count; i++)
    {
      PropusConversation *chat = propus_conversation_new (0);
      g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);

      propus_conversation_set_title (chat, "imported");
      propus_message_append_text (message, "imported words");
      propus_conversation_append (chat, message);
      g_ptr_array_add (chats, chat);
    }
  run_open (store);
  {
    KIT_WAIT (result, propus_store_import_async (store, chats, NULL, kit_cb, &wait))

    ids = propus_store_import_finish (store, result, NULL);
  }
  printf ("imported %u\n", ids != NULL ? ids->len : 0);
  return ids != NULL ? 0 : 1;
}

static int
run_purge (PropusStore *store)
{
  run_open (store);
  return kit_purge (store, NULL) ? 0 : 1;
}

/* Repeats what fails, as the window does. */
static int
run_insist (PropusStore *store,
            const char  *title,
            guint        count)
{
  for (guint i = 0; i < 60; i++)
    {
      if (run_write (store, title, count) == 0)
        return 0;
      kit_run_for (500);
    }

  return 1;
}

/* An answer that streams in, with what arrived and what was stored told as it happens. */
typedef struct
{
  PropusStore *store;
  PropusMessage *message;
  gsize stored_text;
  gsize asked_text;
  guint stored_parts;
  guint asked_parts;
  guint n_chunks;
} Stream;

static void
stream_stored_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Stream *stream = user_data;
  g_autoptr(GError) error = NULL;

  if (!propus_store_append_segment_finish (stream->store, result, &error))
    g_error ("%s", error->message);

  stream->stored_text = stream->asked_text;
  stream->stored_parts = stream->asked_parts;
  printf ("stored %zu %" G_GINT64_FORMAT "\n", stream->stored_text, g_get_monotonic_time ());
  fflush (stdout);
}

static gboolean
stream_flush_cb (gpointer user_data)
{
  Stream *stream = user_data;

  stream->asked_text = propus_message_get_text_length (stream->message);
  stream->asked_parts = propus_message_get_n_raw_parts (stream->message);
  propus_store_append_segment_async (stream->store, stream->message, stream->stored_parts, stream->stored_text, 0,
                                     stream_stored_cb, stream);
  return G_SOURCE_CONTINUE;
}

static gboolean
stream_chunk_cb (gpointer user_data)
{
  Stream *stream = user_data;
  g_autofree char *text = g_strdup_printf ("chunk %u of an answer; ", stream->n_chunks++);

  kit_stream_chunk (stream->message, text);
  printf ("came %zu %" G_GINT64_FORMAT "\n", propus_message_get_text_length (stream->message), g_get_monotonic_time ());
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

static int
run_stream (PropusStore *store)
{
  g_autoptr(PropusConversation) conversation = propus_conversation_new (0);
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Stream stream = { .store = store, .message = message };

  propus_conversation_set_title (conversation, "streamed");
  propus_message_set_state (message, PROPUS_MESSAGE_STREAMING);
  if (!kit_save (store, conversation, NULL) ||
      !kit_add (store, propus_conversation_get_id (conversation), message, NULL))
    return 1;

  g_timeout_add (CHUNK_MS, stream_chunk_cb, &stream);
  g_timeout_add (PROPUS_STORE_FLUSH_MS, stream_flush_cb, &stream);
  g_main_loop_run (loop);
  return 0;
}

int
main (int   argc,
      char *argv[])
{
  const char *command = argc > 2 ? argv[1] : "";
  const char *uid = g_getenv ("STORE_TOOL_UID");
  g_autoptr(PropusStore) store = NULL;
  int status = 2;

  if (uid != NULL)
    {
      unsigned id = (unsigned) atoi (uid);

      if (setgroups (0, NULL) != 0 || setresgid (id, id, id) != 0 || setresuid (id, id, id) != 0)
        return 3;
    }

  if (argc > 2)
    store = propus_store_new (argv[2]);
  if (g_str_equal (command, "open"))
    status = run_open (store);
  else if (g_str_equal (command, "dump"))
    status = run_dump (store);
  else if (g_str_equal (command, "write") && argc == 5)
    status = run_write (store, argv[3], (guint) atoi (argv[4]));
  else if (g_str_equal (command, "insist") && argc == 5)
    status = run_insist (store, argv[3], (guint) atoi (argv[4]));
  else if (g_str_equal (command, "import") && argc == 4)
    status = run_import (store, (guint) atoi (argv[3]));
  else if (g_str_equal (command, "purge"))
    status = run_purge (store);
  else if (g_str_equal (command, "watch"))
    status = run_watch (store);
  else if (g_str_equal (command, "stream"))
    status = run_stream (store);

  if (store != NULL)
    propus_store_close (store);
  return status;
}
