/* propus-store-list.c - the chats of the side bar as a window over the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-store-list.h"
#include "propus-limits.h"
#include "propus-list-rows.h"
#include "propus-store-private.h"

/**
 * PropusStoreList:
 *
 * The ids of all chats of a filter in their order, and the objects of those that somebody looks at. A change in the
 * history makes it read the ids anew, which costs an index alone; what is common at both ends of the old and the new
 * list stays, and what lies between comes as one items-changed.
 *
 * An object is found by its id as long as anybody holds it. The newest few hundred are held here, so that scrolling back
 * does not read them again.
 */
struct _PropusStoreList
{
  GObject parent_instance;

  PropusStore *store;
  gulong changed_id;
  PropusListFilter filter;
  guint generation;             /* of the filter: answers to older questions do not count */

  GArray *ids;                  /* of gint64 */
  GHashTable *objects;          /* gint64 → PropusConversation, weak */
  GHashTable *loaded;           /* gint64 of those objects that were read */
  GQueue kept;                  /* PropusConversation, the newest first */
  GHashTable *wanted;           /* gint64 of those to be read */
  guint fetch_source;

  gboolean filled;
  gboolean listing;             /* the ids are being read */
  gboolean list_again;
  gboolean fetching;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PropusStoreList, propus_store_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum { SIGNAL_FILLED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void fetch_soon (PropusStoreList *self);
static void list_ids (PropusStoreList *self);

static gint64
get_id (PropusStoreList *self,
        guint            position)
{
  return g_array_index (self->ids, gint64, position);
}

static void
object_gone_cb (gpointer  user_data,
                GObject  *where_the_object_was)
{
  PropusStoreList *self = user_data;
  GHashTableIter iter;
  gpointer id, object;

  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, &id, &object))
    if (object == where_the_object_was)
      {
        g_hash_table_remove (self->loaded, id);
        g_hash_table_iter_remove (&iter);
        return;
      }
}

static void
remember (PropusStoreList    *self,
          PropusConversation *object)
{
  gint64 id = propus_conversation_get_id (object);

  g_object_weak_ref (G_OBJECT (object), object_gone_cb, self);
  g_hash_table_insert (self->objects, g_memdup2 (&id, sizeof id), object);
}

static void
keep (PropusStoreList    *self,
      PropusConversation *object)
{
  g_queue_push_head (&self->kept, g_object_ref (object));
  if (self->kept.length > PROPUS_STORE_LIST_KEPT)
    g_object_unref (g_queue_pop_tail (&self->kept));
}

static void
forget_all (PropusStoreList *self)
{
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    g_object_weak_unref (object, object_gone_cb, self);
  g_hash_table_remove_all (self->objects);
  g_hash_table_remove_all (self->loaded);
  g_queue_clear_full (&self->kept, g_object_unref);
}

static void
want (PropusStoreList *self,
      gint64           id)
{
  g_hash_table_add (self->wanted, g_memdup2 (&id, sizeof id));
  fetch_soon (self);
}

static GType
propus_store_list_get_item_type (GListModel *model)
{
  return PROPUS_TYPE_CONVERSATION;
}

static guint
propus_store_list_get_n_items (GListModel *model)
{
  return PROPUS_STORE_LIST (model)->ids->len;
}

static gpointer
propus_store_list_get_item (GListModel *model,
                            guint       position)
{
  PropusStoreList *self = PROPUS_STORE_LIST (model);
  PropusConversation *object;
  gint64 id;

  if (position >= self->ids->len)
    return NULL;

  id = get_id (self, position);
  object = g_hash_table_lookup (self->objects, &id);
  if (object != NULL)
    {
      g_object_ref (object);
    }
  else
    {
      object = propus_conversation_new (id);
      propus_conversation_set_updated (object, 0);
      remember (self, object);
      keep (self, object);
    }
  if (!g_hash_table_contains (self->loaded, &id))
    want (self, id);
  return object;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = propus_store_list_get_item_type;
  iface->get_n_items = propus_store_list_get_n_items;
  iface->get_item = propus_store_list_get_item;
}

static void
propus_store_list_dispose (GObject *object)
{
  PropusStoreList *self = PROPUS_STORE_LIST (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_id, self->store);
  g_clear_handle_id (&self->fetch_source, g_source_remove);
  forget_all (self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (propus_store_list_parent_class)->dispose (object);
}

static void
propus_store_list_finalize (GObject *object)
{
  PropusStoreList *self = PROPUS_STORE_LIST (object);

  g_array_unref (self->ids);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->loaded);
  g_hash_table_unref (self->wanted);

  G_OBJECT_CLASS (propus_store_list_parent_class)->finalize (object);
}

static void
propus_store_list_class_init (PropusStoreListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_store_list_dispose;
  object_class->finalize = propus_store_list_finalize;

  signals[SIGNAL_FILLED] = g_signal_new ("filled", PROPUS_TYPE_STORE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
propus_store_list_init (PropusStoreList *self)
{
  self->filter.folder_id = PROPUS_FOLDER_ANY;
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->objects = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->loaded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->wanted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_queue_init (&self->kept);
}

/* --- headers --- */

/* Brings the object of a row up to date, or makes it. */
static void
take_row (PropusStoreList             *self,
          const PropusConversationRow *row)
{
  g_autoptr(PropusConversation) fresh = propus_conversation_row_to_model (row);
  PropusConversation *object = g_hash_table_lookup (self->objects, &row->id);

  g_hash_table_add (self->loaded, g_memdup2 (&row->id, sizeof row->id));
  if (object != NULL)
    {
      propus_conversation_copy_header (object, fresh);
    }
  else
    {
      remember (self, fresh);
      keep (self, fresh);
    }
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PropusStoreList) self = user_data;
  g_autoptr(GError) error = NULL;
  PropusListRows *rows = g_task_get_task_data (G_TASK (result));

  self->fetching = FALSE;
  if (!propus_store_finish (PROPUS_STORE (source), result, fetch_soon, &error))
    {
      g_debug ("The headers of chats cannot be read: %s", error->message);
      return;
    }

  for (guint i = 0; i < rows->rows->len; i++)
    {
      PropusConversationRow *row = g_ptr_array_index (rows->rows, i);

      if (g_hash_table_contains (self->objects, &row->id))
        take_row (self, row);
    }
  if (g_hash_table_size (self->wanted) > 0)
    fetch_soon (self);
}

static gboolean
fetch_cb (gpointer user_data)
{
  PropusStoreList *self = user_data;
  PropusListRows *rows = propus_list_rows_new ();
  GHashTableIter iter;
  gpointer id;

  self->fetch_source = 0;
  g_hash_table_iter_init (&iter, self->wanted);
  while (rows->ids->len < PROPUS_STORE_LIST_PAGE && g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_array_append_vals (rows->ids, id, 1);
      g_hash_table_iter_remove (&iter);
    }

  self->fetching = TRUE;
  propus_store_submit (self->store, &propus_list_rows_fetch_type, rows, propus_list_rows_free, fetch_soon, fetched_cb,
                       g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* When all items of this moment have been asked for. */
static void
fetch_soon (PropusStoreList *self)
{
  if (self->fetch_source == 0 && !self->fetching && self->store != NULL)
    self->fetch_source = g_idle_add_full (G_PRIORITY_DEFAULT, fetch_cb, self, NULL);
}

/* --- ids --- */

static void
replace_ids (PropusStoreList *self,
             GArray          *ids)
{
  guint n_old = self->ids->len;
  guint n_new = ids->len;
  guint begin = 0, end = 0;

  while (begin < n_old && begin < n_new && get_id (self, begin) == g_array_index (ids, gint64, begin))
    begin++;
  while (end < n_old - begin && end < n_new - begin &&
         get_id (self, n_old - 1 - end) == g_array_index (ids, gint64, n_new - 1 - end))
    end++;

  g_array_unref (self->ids);
  self->ids = g_array_ref (ids);
  if (n_old - begin - end > 0 || n_new - begin - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), begin, n_old - begin - end, n_new - begin - end);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusStoreList) self = user_data;
  g_autoptr(GError) error = NULL;
  PropusListRows *rows = g_task_get_task_data (G_TASK (result));
  gboolean was_filled = self->filled;

  self->listing = FALSE;
  if (!propus_store_finish (PROPUS_STORE (source), result, list_ids, &error))
    {
      g_debug ("The list of chats cannot be read: %s", error->message);
      return;
    }

  if (rows->generation == self->generation)
    {
      for (guint i = 0; i < rows->rows->len; i++)
        take_row (self, g_ptr_array_index (rows->rows, i));
      replace_ids (self, rows->ids);
      self->filled = TRUE;
      if (!was_filled)
        g_signal_emit (self, signals[SIGNAL_FILLED], 0);

      /* The first page is there at once, whatever there is behind it. */
      self->list_again |= rows->limit > 0 && rows->ids->len == rows->limit;
    }
  if (self->list_again)
    list_ids (self);
}

static void
list_ids (PropusStoreList *self)
{
  PropusListRows *rows;

  self->list_again = self->listing;
  if (self->listing || self->store == NULL)
    return;

  rows = propus_list_rows_new ();
  rows->filter = self->filter;
  rows->generation = self->generation;
  rows->limit = self->filled ? 0 : PROPUS_STORE_LIST_PAGE;
  self->listing = TRUE;
  propus_store_submit (self->store, &propus_list_rows_list_type, rows, propus_list_rows_free, list_ids, listed_cb,
                       g_object_ref (self));
}

/* What is held may be old: what is shown is read again at once, the rest when it is looked at. */
static void
changed_cb (PropusStore     *store,
            gint64           id,
            PropusStoreList *self)
{
  GHashTableIter iter;
  gpointer key;

  if (id != 0)
    {
      if (g_hash_table_contains (self->objects, &id))
        want (self, id);
    }
  else
    {
      g_hash_table_iter_init (&iter, self->objects);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        want (self, *(gint64 *) key);
    }

  list_ids (self);
}

/**
 * propus_store_list_new:
 * @store: the history
 *
 * Returns: (transfer full): the list of what is not archived; it fills itself
 */
PropusStoreList *
propus_store_list_new (PropusStore *store)
{
  PropusStoreList *self;

  g_return_val_if_fail (PROPUS_IS_STORE (store), NULL);

  self = g_object_new (PROPUS_TYPE_STORE_LIST, NULL);
  self->store = g_object_ref (store);
  self->changed_id = g_signal_connect (store, "changed", G_CALLBACK (changed_cb), self);
  list_ids (self);
  return self;
}

/**
 * propus_store_list_set_filter:
 * @self: a list
 * @folder_id: the folder whose chats it shows, 0: those in none, %PROPUS_FOLDER_ANY: all
 * @archived: whether it shows what was put away, or what was not
 */
void
propus_store_list_set_filter (PropusStoreList *self,
                              gint64           folder_id,
                              gboolean         archived)
{
  g_return_if_fail (PROPUS_IS_STORE_LIST (self));

  if (self->filter.folder_id == folder_id && self->filter.archived == !!archived)
    return;

  self->filter.folder_id = folder_id;
  self->filter.archived = !!archived;
  self->generation++;
  self->filled = FALSE;
  list_ids (self);
}

/**
 * propus_store_list_get_folder:
 * @self: a list
 *
 * Returns: the folder whose chats it shows, 0 or %PROPUS_FOLDER_ANY
 */
gint64
propus_store_list_get_folder (PropusStoreList *self)
{
  g_return_val_if_fail (PROPUS_IS_STORE_LIST (self), PROPUS_FOLDER_ANY);

  return self->filter.folder_id;
}

/**
 * propus_store_list_get_archived:
 * @self: a list
 *
 * Returns: whether it shows what was put away
 */
gboolean
propus_store_list_get_archived (PropusStoreList *self)
{
  g_return_val_if_fail (PROPUS_IS_STORE_LIST (self), FALSE);

  return self->filter.archived;
}

/**
 * propus_store_list_is_filled:
 * @self: a list
 *
 * Returns: whether the first page of this filter is there
 */
gboolean
propus_store_list_is_filled (PropusStoreList *self)
{
  g_return_val_if_fail (PROPUS_IS_STORE_LIST (self), FALSE);

  return self->filled;
}

/**
 * propus_store_list_is_loaded:
 * @self: a list
 * @position: a place in it
 *
 * Returns: %FALSE while the item there is a placeholder
 */
gboolean
propus_store_list_is_loaded (PropusStoreList *self,
                             guint            position)
{
  gint64 id;

  g_return_val_if_fail (PROPUS_IS_STORE_LIST (self), FALSE);
  g_return_val_if_fail (position < self->ids->len, FALSE);

  id = get_id (self, position);
  return g_hash_table_contains (self->loaded, &id);
}

/**
 * propus_store_list_find:
 * @self: a list
 * @id: a conversation
 * @position: (out) (optional): where it stands
 *
 * Returns: whether it is in the list
 */
gboolean
propus_store_list_find (PropusStoreList *self,
                        gint64           id,
                        guint           *position)
{
  g_return_val_if_fail (PROPUS_IS_STORE_LIST (self), FALSE);

  for (guint i = 0; i < self->ids->len; i++)
    if (get_id (self, i) == id)
      {
        if (position != NULL)
          *position = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * propus_store_list_adopt:
 * @self: a list
 * @conversation: (transfer none): a stored conversation that somebody has made
 *
 * From now on it is the item of its id.
 */
void
propus_store_list_adopt (PropusStoreList    *self,
                         PropusConversation *conversation)
{
  gint64 id;
  PropusConversation *old;
  guint position;

  g_return_if_fail (PROPUS_IS_STORE_LIST (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));
  g_return_if_fail (propus_conversation_get_id (conversation) != 0);

  id = propus_conversation_get_id (conversation);
  old = g_hash_table_lookup (self->objects, &id);
  if (old == conversation)
    return;

  if (old != NULL)
    {
      g_object_weak_unref (G_OBJECT (old), object_gone_cb, self);
      g_hash_table_remove (self->objects, &id);
    }
  remember (self, conversation);
  g_hash_table_add (self->loaded, g_memdup2 (&id, sizeof id));
  if (propus_store_list_find (self, id, &position))
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}
