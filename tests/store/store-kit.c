/* store-kit.c - the store's calls, each waited for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "store-kit.h"

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} Wait;

static void
wait_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Wait *wait = user_data;

  wait->result = g_object_ref (result);
  g_main_loop_quit (wait->loop);
}

static void
wait_begin (Wait *wait)
{
  wait->loop = g_main_loop_new (g_main_context_get_thread_default (), FALSE);
  wait->result = NULL;
}

static GAsyncResult *
wait_end (Wait *wait)
{
  g_main_loop_run (wait->loop);
  g_main_loop_unref (wait->loop);
  return wait->result;
}

#define WAIT_FOR(name, ...) \
  Wait wait; \
  g_autoptr(GAsyncResult) result = NULL; \
  \
  wait_begin (&wait); \
  propus_store_##name##_async (__VA_ARGS__, wait_cb, &wait); \
  result = wait_end (&wait); \
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
  WAIT_FOR (set_deleted, store, conversation_id, deleted);
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
