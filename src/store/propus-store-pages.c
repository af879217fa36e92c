/* propus-store-pages.c - the calls of the store that read parts of a conversation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-message-rows.h"
#include "propus-message-tree.h"
#include "propus-store-private.h"

/**
 * propus_page_free:
 * @self: (transfer full): a page
 */
void
propus_page_free (PropusPage *self)
{
  g_ptr_array_unref (self->messages);
  g_free (self);
}

typedef struct
{
  gint64 conversation_id;
  gint64 message_id;
  gint64 head;
  guint limit;
  PropusPageKind kind;
  GPtrArray *messages;      /* of PropusStoredMessage */
  gboolean has_earlier;
  gboolean has_later;
} LoadPage;

static LoadPage *
load_page_new (gint64 conversation_id)
{
  LoadPage *load = g_new0 (LoadPage, 1);

  load->conversation_id = conversation_id;
  load->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_stored_message_free);
  return load;
}

static void
load_page_free (gpointer data)
{
  LoadPage *load = data;

  g_ptr_array_unref (load->messages);
  g_free (load);
}

static gint64
get_id (GPtrArray *messages,
        guint      index)
{
  return ((PropusStoredMessage *) g_ptr_array_index (messages, index))->row->id;
}

/* Up to @limit messages before @before (0: the end), put in front of what is there. */
static gboolean
load_before (PropusConnection  *connection,
             LoadPage          *load,
             gint64             before,
             guint              limit,
             GError           **error)
{
  const PropusMessageSelection selection = {
    .conversation_id = load->conversation_id, .before = before, .limit = limit + 1, .backwards = TRUE,
  };
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_stored_message_free);

  if (!propus_message_rows_load (connection, &selection, found, error))
    return FALSE;

  load->has_earlier = found->len > limit;
  if (load->has_earlier)
    g_ptr_array_set_size (found, (int) limit);
  /* The newest came first. */
  while (found->len > 0)
    g_ptr_array_insert (load->messages, 0, g_ptr_array_steal_index (found, 0));
  return TRUE;
}

static gboolean
load_after (PropusConnection  *connection,
            LoadPage          *load,
            gint64             after,
            guint              limit,
            GError           **error)
{
  const PropusMessageSelection selection = {
    .conversation_id = load->conversation_id, .after = after, .limit = limit + 1,
  };

  if (!propus_message_rows_load (connection, &selection, load->messages, error))
    return FALSE;

  load->has_later = load->messages->len > limit;
  if (load->has_later)
    g_ptr_array_set_size (load->messages, (int) limit);
  return TRUE;
}

static gboolean
load_around (PropusConnection  *connection,
             LoadPage          *load,
             GError           **error)
{
  guint half = load->limit / 2;

  if (!load_after (connection, load, load->message_id - 1, half + 1, error))
    return FALSE;
  if (load->messages->len > 0 && get_id (load->messages, 0) == load->message_id)
    return load_before (connection, load, load->message_id, half, error);

  g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED,
               "message %" G_GINT64_FORMAT " is not on the displayed branch", load->message_id);
  return FALSE;
}

static gboolean
run_load_page (PropusConnection  *connection,
               gpointer           data,
               GError           **error)
{
  LoadPage *load = data;

  switch (load->kind)
    {
    case PROPUS_PAGE_BEFORE:
      load->has_later = TRUE;
      return load_before (connection, load, load->message_id, load->limit, error);
    case PROPUS_PAGE_AFTER:
      load->has_earlier = TRUE;
      return load_after (connection, load, load->message_id, load->limit, error);
    case PROPUS_PAGE_AROUND:
      return load_around (connection, load, error);
    case PROPUS_PAGE_END:
    default:
      return load_before (connection, load, 0, load->limit, error);
    }
}

static const PropusJobType load_page_type = { .kind = PROPUS_JOB_READ, .run = run_load_page };

/**
 * propus_store_load_page_async:
 * @self: a store
 * @conversation_id: a stored conversation
 * @kind: which part of its displayed branch
 * @message_id: the message that @kind speaks of
 * @limit: how many messages at most, greater than 0
 * @callback: called when they are read
 * @user_data: for @callback
 */
void
propus_store_load_page_async (PropusStore         *self,
                              gint64               conversation_id,
                              PropusPageKind       kind,
                              gint64               message_id,
                              guint                limit,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  LoadPage *load;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (limit > 0 && limit < G_MAXINT / 2);

  load = load_page_new (conversation_id);
  load->kind = kind;
  load->message_id = message_id;
  load->limit = limit;
  propus_store_submit (self, &load_page_type, load, load_page_free, propus_store_load_page_async, callback, user_data);
}

static GPtrArray *
make_models (GPtrArray *stored)
{
  GPtrArray *messages = g_ptr_array_new_full (stored->len, g_object_unref);

  for (guint i = 0; i < stored->len; i++)
    g_ptr_array_add (messages, propus_stored_message_to_model (g_ptr_array_index (stored, i)));
  return messages;
}

/**
 * propus_store_load_page_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable): the page; a turn that was running is %PROPUS_MESSAGE_INTERRUPTED, unless this very
 *   store runs it
 */
PropusPage *
propus_store_load_page_finish (PropusStore   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  PropusPage *page;
  LoadPage *load;

  if (!propus_store_finish (self, result, propus_store_load_page_async, error))
    return NULL;

  load = g_task_get_task_data (G_TASK (result));
  page = g_new0 (PropusPage, 1);
  page->messages = make_models (load->messages);
  page->has_earlier = load->has_earlier;
  page->has_later = load->has_later;
  return page;
}

static gboolean
run_load_tree (PropusConnection  *connection,
               gpointer           data,
               GError           **error)
{
  LoadPage *load = data;
  const PropusMessageSelection selection = { .conversation_id = load->conversation_id, .all = TRUE };
  const PropusMessageSelection last = {
    .conversation_id = load->conversation_id, .limit = 1, .backwards = TRUE,
  };
  g_autoptr(GPtrArray) end = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_stored_message_free);

  if (!propus_message_rows_load (connection, &selection, load->messages, error) ||
      !propus_message_rows_load (connection, &last, end, error))
    return FALSE;

  load->head = end->len > 0 ? get_id (end, 0) : 0;
  return TRUE;
}

static const PropusJobType load_tree_type = { .kind = PROPUS_JOB_READ, .run = run_load_tree };

/**
 * propus_store_load_tree_async:
 * @self: a store
 * @conversation_id: a stored conversation
 * @callback: called when all its messages are read
 * @user_data: for @callback
 */
void
propus_store_load_tree_async (PropusStore         *self,
                              gint64               conversation_id,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (PROPUS_IS_STORE (self));

  propus_store_submit (self, &load_tree_type, load_page_new (conversation_id), load_page_free,
                       propus_store_load_tree_async, callback, user_data);
}

/**
 * propus_store_load_tree_finish:
 * @self: a store
 * @result: what the callback got
 * @head: (out) (optional): the last message of the displayed branch, 0 when there is none
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type PropusMessage): all versions of everything, parents before children
 */
GPtrArray *
propus_store_load_tree_finish (PropusStore   *self,
                               GAsyncResult  *result,
                               gint64        *head,
                               GError       **error)
{
  LoadPage *load;

  if (!propus_store_finish (self, result, propus_store_load_tree_async, error))
    return NULL;

  load = g_task_get_task_data (G_TASK (result));
  if (head != NULL)
    *head = load->head;
  return make_models (load->messages);
}
