/* propus-conversation-list.c - the chats of the side bar, newest first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-conversation-list.h"

/* A place in the list. It keeps the values by which it was sorted and found: when the conversation announces a change
 * they are still the old ones, and the order of the sequence holds all the time. */
typedef struct
{
  PropusConversation *conversation;
  GSequenceIter *iter;
  gint64 id;
  gint64 updated;
} Entry;

/**
 * PropusConversationList:
 *
 * Sorted by "updated", newest first; of two with the same time the one with the greater id comes first, and one that
 * is not stored yet before both. A conversation that moves is announced as one change of the rows between its old and
 * its new place: a selection model that searches what was added keeps its selection.
 */
struct _PropusConversationList
{
  GObject parent_instance;

  GSequence *sequence;        /* of Entry, owned */
  GHashTable *entries;        /* PropusConversation → Entry, borrowed */
  GHashTable *by_id;          /* gint64 in Entry → Entry, borrowed */
  guint n_items;
};

static GType
propus_conversation_list_get_item_type (GListModel *model)
{
  return PROPUS_TYPE_CONVERSATION;
}

static guint
propus_conversation_list_get_n_items (GListModel *model)
{
  return PROPUS_CONVERSATION_LIST (model)->n_items;
}

static gpointer
propus_conversation_list_get_item (GListModel *model,
                                   guint       position)
{
  PropusConversationList *self = PROPUS_CONVERSATION_LIST (model);
  Entry *entry;

  if (position >= self->n_items)
    return NULL;

  entry = g_sequence_get (g_sequence_get_iter_at_pos (self->sequence, (int) position));
  return g_object_ref (entry->conversation);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = propus_conversation_list_get_item_type;
  iface->get_n_items = propus_conversation_list_get_n_items;
  iface->get_item = propus_conversation_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PropusConversationList, propus_conversation_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static int
compare_entries (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const Entry *left = a;
  const Entry *right = b;

  if (left->updated != right->updated)
    return left->updated > right->updated ? -1 : 1;
  if (left->id == right->id)
    return 0;
  if (left->id == 0 || right->id == 0)
    return left->id == 0 ? -1 : 1;
  return left->id > right->id ? -1 : 1;
}

static void
index_entry (PropusConversationList *self,
             Entry                  *entry)
{
  if (entry->id != 0)
    g_hash_table_insert (self->by_id, &entry->id, entry);
}

static void
unindex_entry (PropusConversationList *self,
               Entry                  *entry)
{
  if (entry->id != 0 && g_hash_table_lookup (self->by_id, &entry->id) == entry)
    g_hash_table_remove (self->by_id, &entry->id);
}

static void
propus_conversation_list_notify_cb (PropusConversationList *self,
                                    GParamSpec             *pspec,
                                    PropusConversation     *conversation)
{
  Entry *entry = g_hash_table_lookup (self->entries, conversation);
  guint from, to;

  g_assert (PROPUS_IS_CONVERSATION_LIST (self));
  g_assert (entry != NULL);

  from = (guint) g_sequence_iter_get_position (entry->iter);
  unindex_entry (self, entry);
  entry->id = propus_conversation_get_id (conversation);
  entry->updated = propus_conversation_get_updated (conversation);
  index_entry (self, entry);
  g_sequence_sort_changed (entry->iter, compare_entries, NULL);

  to = (guint) g_sequence_iter_get_position (entry->iter);
  if (from != to)
    {
      guint rows = MAX (from, to) - MIN (from, to) + 1;

      g_list_model_items_changed (G_LIST_MODEL (self), MIN (from, to), rows, rows);
    }
}

static Entry *
entry_new (PropusConversationList *self,
           PropusConversation     *conversation)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->conversation = g_object_ref (conversation);
  entry->id = propus_conversation_get_id (conversation);
  entry->updated = propus_conversation_get_updated (conversation);
  g_signal_connect_swapped (conversation, "notify::id", G_CALLBACK (propus_conversation_list_notify_cb), self);
  g_signal_connect_swapped (conversation, "notify::updated", G_CALLBACK (propus_conversation_list_notify_cb), self);
  g_hash_table_insert (self->entries, conversation, entry);
  index_entry (self, entry);
  return entry;
}

static void
entry_drop (PropusConversationList *self,
            Entry                  *entry)
{
  g_signal_handlers_disconnect_by_func (entry->conversation, propus_conversation_list_notify_cb, self);
  g_hash_table_remove (self->entries, entry->conversation);
  unindex_entry (self, entry);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->conversation);
  g_free (entry);
}

static void
drop_all (PropusConversationList *self)
{
  for (GSequenceIter *iter = g_sequence_get_begin_iter (self->sequence);
       !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      Entry *entry = g_sequence_get (iter);

      g_signal_handlers_disconnect_by_func (entry->conversation, propus_conversation_list_notify_cb, self);
    }

  g_hash_table_remove_all (self->by_id);
  g_hash_table_remove_all (self->entries);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->sequence), g_sequence_get_end_iter (self->sequence));
}

static void
propus_conversation_list_finalize (GObject *object)
{
  PropusConversationList *self = PROPUS_CONVERSATION_LIST (object);

  drop_all (self);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->entries);
  g_sequence_free (self->sequence);

  G_OBJECT_CLASS (propus_conversation_list_parent_class)->finalize (object);
}

static void
propus_conversation_list_class_init (PropusConversationListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_conversation_list_finalize;
}

static void
propus_conversation_list_init (PropusConversationList *self)
{
  self->sequence = g_sequence_new (entry_free);
  self->entries = g_hash_table_new (NULL, NULL);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
}

/**
 * propus_conversation_list_new:
 *
 * Returns: (transfer full): an empty list
 */
PropusConversationList *
propus_conversation_list_new (void)
{
  return g_object_new (PROPUS_TYPE_CONVERSATION_LIST, NULL);
}

/**
 * propus_conversation_list_fill:
 * @self: a list
 * @conversations: (element-type PropusConversation): what it holds from now on; of two with one id the first counts
 *
 * Replaces all, with one "items-changed". Costs least when @conversations is sorted already.
 */
void
propus_conversation_list_fill (PropusConversationList *self,
                               GPtrArray              *conversations)
{
  g_autoptr(GPtrArray) added = NULL;
  gboolean sorted = TRUE;
  Entry *last = NULL;
  guint removed;

  g_return_if_fail (PROPUS_IS_CONVERSATION_LIST (self));
  g_return_if_fail (conversations != NULL);

  added = g_ptr_array_ref (conversations);
  removed = self->n_items;
  drop_all (self);
  for (guint i = 0; i < added->len; i++)
    {
      PropusConversation *conversation = g_ptr_array_index (added, i);
      gint64 id = propus_conversation_get_id (conversation);
      Entry *entry;

      if (g_hash_table_contains (self->entries, conversation) || g_hash_table_contains (self->by_id, &id))
        continue;

      entry = entry_new (self, conversation);
      entry->iter = g_sequence_append (self->sequence, entry);
      sorted = sorted && (last == NULL || compare_entries (last, entry, NULL) <= 0);
      last = entry;
    }
  if (!sorted)
    g_sequence_sort (self->sequence, compare_entries, NULL);

  self->n_items = (guint) g_sequence_get_length (self->sequence);
  if (removed > 0 || self->n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, removed, self->n_items);
}

/**
 * propus_conversation_list_insert:
 * @self: a list
 * @conversation: (transfer none): put where its "updated" belongs; nothing happens when it, or one with its id, is there
 */
void
propus_conversation_list_insert (PropusConversationList *self,
                                 PropusConversation     *conversation)
{
  Entry *entry;
  gint64 id;

  g_return_if_fail (PROPUS_IS_CONVERSATION_LIST (self));
  g_return_if_fail (PROPUS_IS_CONVERSATION (conversation));

  id = propus_conversation_get_id (conversation);
  if (g_hash_table_contains (self->entries, conversation) || g_hash_table_contains (self->by_id, &id))
    return;

  entry = entry_new (self, conversation);
  entry->iter = g_sequence_insert_sorted (self->sequence, entry, compare_entries, NULL);
  self->n_items++;
  g_list_model_items_changed (G_LIST_MODEL (self), (guint) g_sequence_iter_get_position (entry->iter), 0, 1);
}

/**
 * propus_conversation_list_remove:
 * @self: a list
 * @conversation: what goes
 *
 * Returns: %FALSE when it was not there
 */
gboolean
propus_conversation_list_remove (PropusConversationList *self,
                                 PropusConversation     *conversation)
{
  Entry *entry;
  guint position;

  g_return_val_if_fail (PROPUS_IS_CONVERSATION_LIST (self), FALSE);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), FALSE);

  entry = g_hash_table_lookup (self->entries, conversation);
  if (entry == NULL)
    return FALSE;

  position = (guint) g_sequence_iter_get_position (entry->iter);
  entry_drop (self, entry);
  self->n_items--;
  g_sequence_remove (entry->iter);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  return TRUE;
}

/**
 * propus_conversation_list_find:
 * @self: a list
 * @id: a row of the history
 *
 * Returns: (transfer none) (nullable): the conversation with that id
 */
PropusConversation *
propus_conversation_list_find (PropusConversationList *self,
                               gint64                  id)
{
  Entry *entry;

  g_return_val_if_fail (PROPUS_IS_CONVERSATION_LIST (self), NULL);

  entry = g_hash_table_lookup (self->by_id, &id);
  return entry != NULL ? entry->conversation : NULL;
}

/**
 * propus_conversation_list_get_position:
 * @self: a list
 * @conversation: what to look for
 * @position: (out) (optional): where it stands
 *
 * Returns: %FALSE when it is not there
 */
gboolean
propus_conversation_list_get_position (PropusConversationList *self,
                                       PropusConversation     *conversation,
                                       guint                  *position)
{
  Entry *entry;

  g_return_val_if_fail (PROPUS_IS_CONVERSATION_LIST (self), FALSE);
  g_return_val_if_fail (PROPUS_IS_CONVERSATION (conversation), FALSE);

  entry = g_hash_table_lookup (self->entries, conversation);
  if (entry != NULL && position != NULL)
    *position = (guint) g_sequence_iter_get_position (entry->iter);
  return entry != NULL;
}
