/* store-kit.c - the store's calls, each waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-kit.h"

#include <glib/gstdio.h>
#include <string.h>

void
kit_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  KitWait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

void
kit_begin (KitWait *wait)
{
  wait->loop = g_main_loop_new (g_main_context_get_thread_default (), FALSE);
  wait->result = NULL;
}

GAsyncResult *
kit_end (KitWait *wait)
{
  if (wait->result == NULL)
    g_main_loop_run (wait->loop);
  g_main_loop_unref (wait->loop);
  return wait->result;
}

#define WAIT_FOR(name, ...) \
  KIT_WAIT (result, propus_store_##name##_async (__VA_ARGS__, kit_cb, &wait)) \
  return propus_store_##name##_finish (store, result, error)

gboolean
kit_open (PropusStore  *store,
          GError      **error)
{
  WAIT_FOR (open, store);
}

GPtrArray *
kit_list (PropusStore  *store,
          GError      **error)
{
  WAIT_FOR (list_conversations, store);
}

GPtrArray *
kit_load (PropusStore  *store,
          gint64        conversation_id,
          GError      **error)
{
  WAIT_FOR (load_messages, store, conversation_id);
}

gboolean
kit_save (PropusStore         *store,
          PropusConversation  *conversation,
          GError             **error)
{
  WAIT_FOR (save_conversation, store, conversation);
}

gboolean
kit_set_deleted (PropusStore  *store,
                 gint64        conversation_id,
                 gboolean      deleted,
                 GError      **error)
{
  KIT_WAIT (result, propus_store_set_all_deleted_async (store, &conversation_id, 1, deleted, kit_cb, &wait))
  return propus_store_change_finish (store, result, error);
}

gboolean
kit_purge (PropusStore  *store,
           GError      **error)
{
  WAIT_FOR (purge_deleted, store);
}

gboolean
kit_add (PropusStore    *store,
         gint64          conversation_id,
         PropusMessage  *message,
         GError        **error)
{
  WAIT_FOR (add_message, store, conversation_id, message);
}

gboolean
kit_append (PropusStore    *store,
            PropusMessage  *message,
            guint           first_part,
            gsize           text,
            gsize           thoughts,
            GError        **error)
{
  WAIT_FOR (append_segment, store, message, first_part, text, thoughts);
}

gboolean
kit_update (PropusStore    *store,
            PropusMessage  *message,
            GError        **error)
{
  WAIT_FOR (update_message, store, message);
}

gboolean
kit_delete (PropusStore  *store,
            gint64        message_id,
            GError      **error)
{
  WAIT_FOR (delete_message, store, message_id);
}

void
kit_stream_chunk (PropusMessage *message,
                  const char    *text)
{
  g_autofree char *part = g_strdup_printf ("{\"text\":\"%s\"}", text);

  propus_message_add_raw_part (message, part);
  propus_message_append_text (message, text);
}

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

void
kit_run_for (guint ms)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint source = g_timeout_add (ms, stop_cb, loop);

  g_main_loop_run (loop);
  g_source_remove (source);
}

gboolean
kit_run_until (const gboolean *flag)
{
  for (guint i = 0; i < 500 && !*flag; i++)
    kit_run_for (10);
  return *flag;
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (path, name, NULL);

      remove_tree (full);
    }
  g_remove (path);
}

void
kit_set_up (Kit           *kit,
            gconstpointer  data)
{
  kit->folder = g_dir_make_tmp ("propus-store-XXXXXX", NULL);
  kit->path = g_build_filename (kit->folder, "history.db", NULL);
  kit->store = propus_store_new (kit->path);
}

void
kit_tear_down (Kit           *kit,
               gconstpointer  data)
{
  propus_store_close (kit->store);
  g_object_unref (kit->store);
  remove_tree (kit->folder);
  g_free (kit->folder);
  g_free (kit->path);
}

void
kit_reopen (Kit *kit)
{
  propus_store_close (kit->store);
  g_object_unref (kit->store);
  kit->store = propus_store_new (kit->path);
}

PropusConversation *
kit_add_conversation (Kit        *kit,
                      const char *title)
{
  PropusConversation *conversation = propus_conversation_new (0);
  g_autoptr(GError) error = NULL;

  propus_conversation_set_title (conversation, title);
  kit_save (kit->store, conversation, &error);
  g_assert_no_error (error);
  return conversation;
}

PropusMessage *
kit_add_message (Kit                *kit,
                 PropusConversation *conversation,
                 PropusRole          role,
                 gint64              parent_id,
                 const char         *text)
{
  PropusMessage *message = propus_message_new (role, 0);
  g_autoptr(GError) error = NULL;

  propus_message_set_parent_id (message, parent_id);
  if (role == PROPUS_ROLE_MODEL)
    kit_stream_chunk (message, text);
  else
    propus_message_append_text (message, text);
  propus_message_set_state (message, PROPUS_MESSAGE_COMPLETE);
  kit_add (kit->store, propus_conversation_get_id (conversation), message, &error);
  g_assert_no_error (error);
  return message;
}

char *
kit_dup_shown (Kit    *kit,
               gint64  conversation_id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) messages = kit_load (kit->store, conversation_id, &error);
  GString *texts = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++)
    {
      g_string_append (texts, i > 0 ? " " : "");
      g_string_append (texts, propus_message_get_text (g_ptr_array_index (messages, i)));
    }
  return g_string_free (texts, FALSE);
}

guint
kit_count_in_files (Kit        *kit,
                    const char *bytes)
{
  g_autoptr(GDir) dir = g_dir_open (kit->folder, 0, NULL);
  gsize length = strlen (bytes);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (kit->folder, name, NULL);
      g_autofree char *content = NULL;
      gsize size = 0;

      if (!g_file_get_contents (full, &content, &size, NULL))
        continue;
      for (const char *p = content; (p = memmem (p, size - (gsize) (p - content), bytes, length)) != NULL; p++)
        count++;
    }
  return count;
}
