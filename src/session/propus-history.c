/* propus-history.c - the chats as a side bar shows them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-history.h"

#include <glib/gi18n.h>

/**
 * PropusHistory:
 *
 * The store as a person sees it: one list of chats at a time, the folders, a search, and deeds on several chats at once.
 */
struct _PropusHistory
{
  GObject          parent_instance;

  PropusStore     *store;
  PropusStoreList *chats;
  GListStore      *folders;
  GHashTable      *objects;          /* id → GWeakRef of the PropusConversation that is about */
  GCancellable    *search;           /* of the one on its way, NULL none */

  guint            listing : 1;      /* folders are being read */
  guint            list_again : 1;
};

G_DEFINE_FINAL_TYPE (PropusHistory, propus_history, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, SIGNAL_FAILED, SIGNAL_DELETING, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- one object a chat --- */

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static PropusConversation *
dup_object (PropusHistory *self,
            gint64         id)
{
  GWeakRef *reference = g_hash_table_lookup (self->objects, &id);

  return reference != NULL ? g_weak_ref_get (reference) : NULL;
}

static void
remember (PropusHistory      *self,
          PropusConversation *conversation)
{
  gint64 id = propus_conversation_get_id (conversation);
  GWeakRef *reference = g_new0 (GWeakRef, 1);
  gint64 *key = g_new (gint64, 1);

  *key = id;
  g_weak_ref_init (reference, conversation);
  g_hash_table_replace (self->objects, key, reference);
  propus_store_list_adopt (self->chats, conversation);
}

/**
 * propus_history_adopt:
 * @conversation: a chat, from a list, a search or the session
 *
 * Returns: (transfer none): the object of this chat that is about, which is @conversation when there is no other;
 *   the caller holds a reference on @conversation, and somebody else on another one
 */
PropusConversation *
propus_history_adopt (PropusHistory      *self,
                      PropusConversation *conversation)
{
  g_autoptr (PropusConversation) known = NULL;

  g_return_val_if_fail (PROPUS_IS_HISTORY (self), NULL);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), NULL);

  if (propus_conversation_get_id (conversation) == 0 || propus_conversation_get_temporary (conversation))
    return conversation;

  known = dup_object (self, propus_conversation_get_id (conversation));
  if (known != NULL)
    return known;   /* somebody else holds it, else it would be gone */

  remember (self, conversation);
  return conversation;
}

static void
id_changed_cb (PropusHistory      *self,
               GParamSpec         *pspec,
               PropusConversation *conversation)
{
  g_assert (PROPUS_IS_HISTORY (self));
  propus_history_adopt (self, conversation);
}

/**
 * propus_history_follow:
 * @conversation: (transfer none): a chat that is open, stored or not
 *
 * Makes it the item of the list from its first row in the store on.
 */
void
propus_history_follow (PropusHistory      *self,
                       PropusConversation *conversation)
{
  g_return_if_fail (PROPUS_IS_HISTORY (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  if (propus_conversation_get_id (conversation) != 0)
    propus_history_adopt (self, conversation);
  else
    g_signal_connect_object (conversation, "notify::id", G_CALLBACK (id_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
header_loaded_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PropusHistory *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PropusConversation) conversation = propus_store_load_conversation_finish (PROPUS_STORE (object), result, &error);

  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, _("This chat could not be read from the history."));
  if (conversation != NULL)
    g_task_return_pointer (task, g_object_ref (propus_history_adopt (self, conversation)), g_object_unref);
  else
    g_task_return_pointer (task, NULL, NULL);
}

/**
 * propus_history_look_up_async:
 * @id: of a chat, also of one that the view does not list
 *
 * Asks for its one object.
 */
void
propus_history_look_up_async (PropusHistory       *self,
                              gint64               id,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (PropusConversation) known = NULL;

  g_return_if_fail (PROPUS_IS_HISTORY (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_history_look_up_async);
  known = dup_object (self, id);
  if (known != NULL)
    g_task_return_pointer (task, g_steal_pointer (&known), g_object_unref);
  else
    propus_store_load_conversation_async (self->store, id, header_loaded_cb, g_steal_pointer (&task));
}

/**
 * propus_history_look_up_finish:
 *
 * Returns: (transfer full) (nullable): the chat; %NULL: there is none, or "failed" told why
 */
PropusConversation *
propus_history_look_up_finish (PropusHistory *self,
                               GAsyncResult  *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- the view --- */

/**
 * propus_history_get_chats:
 *
 * Returns: (transfer none): the chats of the view, pinned ones first, then newest first
 */
GListModel *
propus_history_get_chats (PropusHistory *self)
{
  g_return_val_if_fail (PROPUS_IS_HISTORY (self), NULL);

  return G_LIST_MODEL (self->chats);
}

/**
 * propus_history_get_folders:
 *
 * Returns: (transfer none): all folders
 */
GListModel *
propus_history_get_folders (PropusHistory *self)
{
  g_return_val_if_fail (PROPUS_IS_HISTORY (self), NULL);

  return G_LIST_MODEL (self->folders);
}

/**
 * propus_history_is_filled:
 *
 * Returns: whether the list has been read, so that an empty one means that there are no chats
 */
gboolean
propus_history_is_filled (PropusHistory *self)
{
  g_return_val_if_fail (PROPUS_IS_HISTORY (self), FALSE);

  return propus_store_list_is_filled (self->chats);
}

void
propus_history_show (PropusHistory *self,
                     gint64         folder_id,
                     gboolean       archived)
{
  g_return_if_fail (PROPUS_IS_HISTORY (self));

  propus_store_list_set_filter (self->chats, folder_id, archived);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gint64
propus_history_get_folder (PropusHistory *self)
{
  g_return_val_if_fail (PROPUS_IS_HISTORY (self), PROPUS_FOLDER_ANY);

  return propus_store_list_get_folder (self->chats);
}

gboolean
propus_history_get_archived (PropusHistory *self)
{
  g_return_val_if_fail (PROPUS_IS_HISTORY (self), FALSE);

  return propus_store_list_get_archived (self->chats);
}

static PropusFolder *
find_folder (PropusHistory *self,
             gint64         folder_id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->folders));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PropusFolder) folder = g_list_model_get_item (G_LIST_MODEL (self->folders), i);

      if (propus_folder_get_id (folder) == folder_id)
        return folder;   /* the list holds it */
    }

  return NULL;
}

/**
 * propus_history_get_folder_name:
 *
 * Returns: (nullable): the name of a folder; %NULL: there is none with this id
 */
const char *
propus_history_get_folder_name (PropusHistory *self,
                                gint64         folder_id)
{
  PropusFolder *folder;

  g_return_val_if_fail (PROPUS_IS_HISTORY (self), NULL);

  folder = find_folder (self, folder_id);
  return folder != NULL ? propus_folder_get_name (folder) : NULL;
}

/**
 * propus_history_find:
 * @position: (out): where the view lists it
 *
 * Returns: whether the view lists the chat
 */
gboolean
propus_history_find (PropusHistory *self,
                     gint64         id,
                     guint         *position)
{
  g_return_val_if_fail (PROPUS_IS_HISTORY (self), FALSE);

  return id != 0 && propus_store_list_find (self->chats, id, position);
}

/* --- folders --- */

static void list_folders (PropusHistory *self);

static void
folders_listed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (PropusHistory) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = propus_store_list_folders_finish (PROPUS_STORE (object), result, &error);

  self->listing = FALSE;
  if (folders == NULL)
    {
      g_debug ("cannot list the folders: %s", error->message);
      return;
    }

  g_list_store_splice (self->folders, 0, g_list_model_get_n_items (G_LIST_MODEL (self->folders)),
                       folders->pdata, folders->len);
  if (propus_history_get_folder (self) > 0 && find_folder (self, propus_history_get_folder (self)) == NULL)
    propus_store_list_set_filter (self->chats, PROPUS_FOLDER_ANY, FALSE);   /* deleted, perhaps in another window */
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->list_again)
    list_folders (self);
}

static void
list_folders (PropusHistory *self)
{
  self->list_again = self->listing;
  if (self->listing)
    return;

  self->listing = TRUE;
  propus_store_list_folders_async (self->store, folders_listed_cb, g_object_ref (self));
}

static void
store_changed_cb (PropusHistory *self,
                  gint64         conversation_id)
{
  g_assert (PROPUS_IS_HISTORY (self));

  if (conversation_id == 0)
    list_folders (self);
}

static void
filled_cb (PropusHistory *self)
{
  g_assert (PROPUS_IS_HISTORY (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- changes --- */

static void
fail (PropusHistory *self,
      const GError  *error)
{
  g_debug ("a change was not saved: %s", error->message);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, _("This change could not be saved in the history."));
}

static void
changed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PropusHistory) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!propus_store_change_finish (PROPUS_STORE (object), result, &error))
    fail (self, error);
}

static const gint64 *
get_ids (GArray *ids)
{
  return (const gint64 *) (gpointer) ids->data;
}

/**
 * propus_history_rename:
 * @title: what the person typed; no title made by a program replaces it
 *
 * Gives a chat another title.
 */
void
propus_history_rename (PropusHistory      *self,
                       PropusConversation *conversation,
                       const char         *title)
{
  g_return_if_fail (PROPUS_IS_HISTORY (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation) && title != NULL);

  propus_conversation_set_title (conversation, title);
  propus_conversation_set_title_origin (conversation, PROPUS_TITLE_USER);
  if (propus_conversation_get_id (conversation) != 0)
    propus_store_rename_async (self->store, propus_conversation_get_id (conversation), title, PROPUS_TITLE_USER,
                               changed_cb, g_object_ref (self));
}

void
propus_history_set_pinned (PropusHistory *self,
                           GArray        *ids,
                           gboolean       pinned)
{
  g_return_if_fail (PROPUS_IS_HISTORY (self) && ids != NULL);

  propus_store_set_pinned_async (self->store, get_ids (ids), ids->len, pinned, changed_cb, g_object_ref (self));
}

void
propus_history_set_archived (PropusHistory *self,
                             GArray        *ids,
                             gboolean       archived)
{
  g_return_if_fail (PROPUS_IS_HISTORY (self) && ids != NULL);

  propus_store_set_archived_async (self->store, get_ids (ids), ids->len, archived, changed_cb, g_object_ref (self));
}

/**
 * propus_history_move:
 * @folder_id: 0: out of all folders
 */
void
propus_history_move (PropusHistory *self,
                     GArray        *ids,
                     gint64         folder_id)
{
  g_return_if_fail (PROPUS_IS_HISTORY (self) && ids != NULL);

  propus_store_move_async (self->store, get_ids (ids), ids->len, folder_id, changed_cb, g_object_ref (self));
}

/**
 * propus_history_set_deleted:
 * @deleted: %FALSE: brings them back
 *
 * Deleted chats are gone for good at the next start.
 */
void
propus_history_set_deleted (PropusHistory *self,
                            GArray        *ids,
                            gboolean       deleted)
{
  g_return_if_fail (PROPUS_IS_HISTORY (self) && ids != NULL);

  if (deleted)
    for (guint i = 0; i < ids->len; i++)
      g_signal_emit (self, signals[SIGNAL_DELETING], 0, get_ids (ids)[i]);
  propus_store_set_all_deleted_async (self->store, get_ids (ids), ids->len, deleted, changed_cb, g_object_ref (self));
}

typedef struct
{
  PropusHistory *self;
  PropusFolder  *folder;
  GArray        *ids;        /* to be moved into it; nullable */
} NewFolder;

static void
new_folder_free (NewFolder *new_folder)
{
  g_object_unref (new_folder->self);
  g_object_unref (new_folder->folder);
  g_clear_pointer (&new_folder->ids, g_array_unref);
  g_free (new_folder);
}

static void
folder_added_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  NewFolder *new_folder = user_data;
  g_autoptr (GError) error = NULL;

  if (!propus_store_save_folder_finish (PROPUS_STORE (object), result, &error))
    fail (new_folder->self, error);
  else if (new_folder->ids != NULL)
    propus_history_move (new_folder->self, new_folder->ids, propus_folder_get_id (new_folder->folder));
  else
    propus_history_show (new_folder->self, propus_folder_get_id (new_folder->folder), FALSE);

  list_folders (new_folder->self);
  new_folder_free (new_folder);
}

/**
 * propus_history_add_folder:
 * @ids: (nullable) (element-type gint64): chats to move into it; %NULL: the new folder is shown
 */
void
propus_history_add_folder (PropusHistory *self,
                           const char    *name,
                           GArray        *ids)
{
  NewFolder *new_folder;

  g_return_if_fail (PROPUS_IS_HISTORY (self) && name != NULL);

  new_folder = g_new0 (NewFolder, 1);
  new_folder->self = g_object_ref (self);
  new_folder->folder = propus_folder_new (0, name, 0);
  new_folder->ids = ids != NULL ? g_array_ref (ids) : NULL;
  propus_store_save_folder_async (self->store, new_folder->folder, folder_added_cb, new_folder);
}

static void
folder_saved_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PropusHistory) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!propus_store_save_folder_finish (PROPUS_STORE (object), result, &error))
    fail (self, error);
  list_folders (self);
}

void
propus_history_rename_folder (PropusHistory *self,
                              gint64         folder_id,
                              const char    *name)
{
  PropusFolder *folder;

  g_return_if_fail (PROPUS_IS_HISTORY (self) && name != NULL);

  folder = find_folder (self, folder_id);
  if (folder == NULL)
    return;

  propus_folder_set_name (folder, name);
  propus_store_save_folder_async (self->store, folder, folder_saved_cb, g_object_ref (self));
}

static void
folder_deleted_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PropusHistory *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GArray *ids = propus_store_delete_folder_finish (PROPUS_STORE (object), result, &error);

  if (ids == NULL)
    fail (self, error);
  list_folders (self);
  g_task_return_pointer (task, ids, (GDestroyNotify) g_array_unref);
}

void
propus_history_delete_folder_async (PropusHistory       *self,
                                    gint64               folder_id,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PROPUS_IS_HISTORY (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, propus_history_delete_folder_async);
  propus_store_delete_folder_async (self->store, folder_id, folder_deleted_cb, task);
}

/**
 * propus_history_delete_folder_finish:
 *
 * Returns: (transfer full) (nullable) (element-type gint64): the chats that were in the folder
 */
GArray *
propus_history_delete_folder_finish (PropusHistory *self,
                                     GAsyncResult  *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- search --- */

static void
searched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *hits = propus_store_search_finish (PROPUS_STORE (object), result, &error);

  if (hits != NULL)
    g_task_return_pointer (task, hits, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * propus_history_search_async:
 * @query: copied
 *
 * Searches all chats. A search that is on its way ends.
 */
void
propus_history_search_async (PropusHistory           *self,
                             const PropusSearchQuery *query,
                             GAsyncReadyCallback      callback,
                             gpointer                 user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_HISTORY (self) && query != NULL);

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  self->search = g_cancellable_new ();

  task = g_task_new (self, self->search, callback, user_data);
  g_task_set_source_tag (task, propus_history_search_async);
  propus_store_search_async (self->store, query, self->search, searched_cb, g_steal_pointer (&task));
}

/**
 * propus_history_search_finish:
 *
 * Returns: (transfer full) (element-type PropusSearchHit): the places, grouped by chat; %NULL with @error set
 */
GPtrArray *
propus_history_search_finish (PropusHistory  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- life --- */

static void
propus_history_dispose (GObject *object)
{
  PropusHistory *self = PROPUS_HISTORY (object);

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->chats);
  g_clear_object (&self->folders);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (propus_history_parent_class)->dispose (object);
}

static void
propus_history_finalize (GObject *object)
{
  g_hash_table_unref (PROPUS_HISTORY (object)->objects);

  G_OBJECT_CLASS (propus_history_parent_class)->finalize (object);
}

static void
propus_history_class_init (PropusHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_history_dispose;
  object_class->finalize = propus_history_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_DELETING] = g_signal_new ("deleting", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
propus_history_init (PropusHistory *self)
{
  self->folders = g_list_store_new (PROPUS_TYPE_FOLDER);
  self->objects = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, weak_ref_free);
}

/**
 * propus_history_new:
 * @store: (transfer none): what it shows
 *
 * Returns: (transfer full): the history; the list begins to be read at once
 */
PropusHistory *
propus_history_new (PropusStore *store)
{
  PropusHistory *self;

  g_return_val_if_fail (PROPUS_IS_STORE (store), NULL);

  self = g_object_new (PROPUS_TYPE_HISTORY, NULL);
  self->store = g_object_ref (store);
  self->chats = propus_store_list_new (store);
  g_signal_connect_object (self->chats, "filled", G_CALLBACK (filled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  list_folders (self);

  return self;
}
