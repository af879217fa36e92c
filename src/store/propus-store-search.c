/* propus-store-search.c - the calls of the store that look for words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-search-rows.h"
#include "propus-store-private.h"

/* How many steps of SQLite's machine lie between two looks at the cancellables: far less than a millisecond. */
#define STEPS 1000

typedef struct
{
  GCancellable *own;            /* cancelled by a newer one */
  GCancellable *cancellable;    /* the caller's, NULL none */
  PropusSearchRequest *request;
  GPtrArray *rows;              /* of PropusSearchRow */
  GHashTable *conversations;
  gint64 conversation_id;       /* of a find */
  char *word;
  GPtrArray *finds;             /* of PropusMessageFind */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_clear_object (&search->own);
  g_clear_object (&search->cancellable);
  g_clear_pointer (&search->request, propus_search_request_free);
  g_clear_pointer (&search->rows, g_ptr_array_unref);
  g_clear_pointer (&search->conversations, g_hash_table_unref);
  g_clear_pointer (&search->finds, g_ptr_array_unref);
  g_free (search->word);
  g_free (search);
}

/* A newer one takes the place of what @place holds. */
static Search *
search_new (GCancellable **place,
            GCancellable  *cancellable)
{
  Search *search = g_new0 (Search, 1);

  if (*place != NULL)
    g_cancellable_cancel (*place);
  g_clear_object (place);
  *place = g_cancellable_new ();
  search->own = g_object_ref (*place);
  search->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  return search;
}

static int
is_cancelled_cb (void *data)
{
  Search *search = data;

  return g_cancellable_is_cancelled (search->own) || g_cancellable_is_cancelled (search->cancellable);
}

static gboolean
run_search (PropusConnection  *connection,
            gpointer           data,
            GError           **error)
{
  Search *search = data;
  gboolean found = FALSE;

  sqlite3_progress_handler (connection->db, STEPS, is_cancelled_cb, search);
  if (!is_cancelled_cb (search))
    found = search->request != NULL
            ? propus_search_rows_search (connection, search->request, search->rows, search->conversations, error)
            : propus_search_rows_find (connection, search->conversation_id, search->word, search->finds, error);
  sqlite3_progress_handler (connection->db, 0, NULL, NULL);

  if (!is_cancelled_cb (search))
    return found;

  g_clear_error (error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "something else is looked for");
  return FALSE;
}

static const PropusJobType search_type = { .kind = PROPUS_JOB_READ, .run = run_search };

/**
 * propus_store_search_async:
 * @self: a store
 * @query: what is looked for; copied
 * @cancellable: (nullable): ends it
 * @callback: called when it was looked for
 * @user_data: for @callback
 */
void
propus_store_search_async (PropusStore             *self,
                           const PropusSearchQuery *query,
                           GCancellable            *cancellable,
                           GAsyncReadyCallback      callback,
                           gpointer                 user_data)
{
  Search *search;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (query != NULL);

  search = search_new (&self->search, cancellable);
  search->request = propus_search_request_new (query);
  search->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_search_row_free);
  search->conversations = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                 (GDestroyNotify) propus_conversation_row_free);
  propus_store_submit (self, &search_type, search, search_free, propus_store_search_async, callback, user_data);
}

/* All hits of one chat together, where its first one stands. */
static GPtrArray *
group (GPtrArray *rows)
{
  g_autoptr(GHashTable) groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                                        (GDestroyNotify) g_ptr_array_unref);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  GPtrArray *grouped = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      PropusSearchRow *row = g_ptr_array_index (rows, i);
      GPtrArray *members = g_hash_table_lookup (groups, &row->conversation_id);

      if (members == NULL)
        {
          members = g_ptr_array_new ();
          g_hash_table_insert (groups, &row->conversation_id, members);
          g_ptr_array_add (order, members);
        }
      g_ptr_array_add (members, row);
    }

  for (guint i = 0; i < order->len; i++)
    g_ptr_array_extend (grouped, g_ptr_array_index (order, i), NULL, NULL);
  return grouped;
}

static PropusConversation *
get_model (GHashTable *models,
           GHashTable *conversations,
           gint64      id)
{
  PropusConversation *model = g_hash_table_lookup (models, &id);
  PropusConversationRow *row = g_hash_table_lookup (conversations, &id);

  if (model == NULL && row != NULL)
    {
      model = propus_conversation_row_to_model (row);
      g_hash_table_insert (models, &row->id, model);
    }
  return model;
}

/**
 * propus_store_search_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type PropusSearchHit): what was found
 */
GPtrArray *
propus_store_search_finish (PropusStore   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_autoptr(GHashTable) models = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_object_unref);
  g_autoptr(GPtrArray) rows = NULL;
  PropusConversation *last = NULL;
  GPtrArray *hits;
  Search *search;

  if (!propus_store_finish (self, result, propus_store_search_async, error))
    return NULL;

  search = g_task_get_task_data (G_TASK (result));
  rows = group (search->rows);
  hits = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      PropusSearchRow *row = g_ptr_array_index (rows, i);
      PropusConversation *conversation = get_model (models, search->conversations, row->conversation_id);
      PropusSearchHit *hit;

      if (conversation == NULL)
        continue;

      hit = propus_search_hit_new (conversation, row->message_id, row->role, row->created, row->is_shown, row->excerpt,
                                   row->ranges);
      propus_search_hit_set_first (hit, conversation != last);
      g_ptr_array_add (hits, hit);
      last = conversation;
    }
  return hits;
}

/**
 * propus_store_find_async:
 * @self: a store
 * @conversation_id: a stored conversation
 * @text: what is looked for, as one piece; blanks at its ends do not count
 * @cancellable: (nullable): ends it
 * @callback: called when it was looked for
 * @user_data: for @callback
 */
void
propus_store_find_async (PropusStore         *self,
                         gint64               conversation_id,
                         const char          *text,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_auto(GStrv) words = NULL;
  Search *search;

  g_return_if_fail (PROPUS_IS_STORE (self));
  g_return_if_fail (text != NULL);

  search = search_new (&self->find, cancellable);
  search->conversation_id = conversation_id;
  words = propus_text_split_phrase (text);
  search->word = g_strdup (words[0] != NULL ? words[0] : "");
  search->finds = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_message_find_free);
  propus_store_submit (self, &search_type, search, search_free, propus_store_find_async, callback, user_data);
}

/**
 * propus_store_find_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for a #PropusStoreError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type PropusMessageFind): where it stands, oldest first
 */
GPtrArray *
propus_store_find_finish (PropusStore   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  Search *search;

  if (!propus_store_finish (self, result, propus_store_find_async, error))
    return NULL;

  search = g_task_get_task_data (G_TASK (result));
  return g_ptr_array_ref (search->finds);
}
