/* propus-memory-tree.c - all versions of all messages of a chat that is never stored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-memory-tree.h"

struct _PropusMemoryTree
{
  GPtrArray  *messages;    /* of PropusMessage: ids are positions plus one; NULL where one was forgotten */
  GHashTable *removed;     /* PropusMessage, as a set */
};

static void
maybe_unref (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

/**
 * propus_memory_tree_new:
 *
 * Returns: (transfer full): an empty tree
 */
PropusMemoryTree *
propus_memory_tree_new (void)
{
  PropusMemoryTree *self = g_new0 (PropusMemoryTree, 1);

  self->messages = g_ptr_array_new_with_free_func (maybe_unref);
  self->removed = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * propus_memory_tree_free:
 * @self: (transfer full): a tree
 */
void
propus_memory_tree_free (PropusMemoryTree *self)
{
  g_hash_table_unref (self->removed);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

static PropusMessage *
find (PropusMemoryTree *self,
      gint64            id)
{
  return id > 0 && id <= (gint64) self->messages->len ? g_ptr_array_index (self->messages, id - 1) : NULL;
}

static gboolean
is_there (PropusMemoryTree *self,
          PropusMessage    *message)
{
  return message != NULL && !g_hash_table_contains (self->removed, message);
}

/* The nearest message before it that was not removed; NULL: it begins the chat. */
static PropusMessage *
get_parent (PropusMemoryTree *self,
            PropusMessage    *message)
{
  PropusMessage *parent = find (self, propus_message_get_parent_id (message));

  while (parent != NULL && g_hash_table_contains (self->removed, parent))
    parent = find (self, propus_message_get_parent_id (parent));

  return parent;
}

static gboolean
is_version (PropusMessage *message,
            PropusMessage *other)
{
  return propus_message_get_parent_id (message) == propus_message_get_parent_id (other) &&
         propus_message_get_role (message) == propus_message_get_role (other);
}

/**
 * propus_memory_tree_add:
 * @message: (transfer none): a new message; its parent's id is set
 */
void
propus_memory_tree_add (PropusMemoryTree *self,
                        PropusMessage    *message)
{
  g_return_if_fail (propus_message_get_id (message) == 0);

  g_ptr_array_add (self->messages, g_object_ref (message));
  propus_message_set_id (message, self->messages->len);
}

/**
 * propus_memory_tree_forget:
 * @message: a message of the tree that nothing follows
 */
void
propus_memory_tree_forget (PropusMemoryTree *self,
                           PropusMessage    *message)
{
  gint64 id = propus_message_get_id (message);

  g_return_if_fail (find (self, id) == message);

  g_hash_table_remove (self->removed, message);
  g_ptr_array_index (self->messages, id - 1) = NULL;
  g_object_unref (message);
}

/**
 * propus_memory_tree_get_versions:
 *
 * Returns: (transfer full) (element-type PropusMessage): all versions of @message
 */
GPtrArray *
propus_memory_tree_get_versions (PropusMemoryTree *self,
                                 PropusMessage    *message)
{
  GPtrArray *versions = g_ptr_array_new ();

  for (guint i = 0; i < self->messages->len; i++)
    {
      PropusMessage *other = g_ptr_array_index (self->messages, i);

      if (is_there (self, other) && is_version (other, message))
        g_ptr_array_add (versions, other);
    }

  return versions;
}

static PropusMessage *
get_newest_child (PropusMemoryTree *self,
                  PropusMessage    *message)
{
  for (guint i = self->messages->len; i > 0; i--)
    {
      PropusMessage *other = g_ptr_array_index (self->messages, i - 1);

      if (is_there (self, other) && get_parent (self, other) == message)
        return other;
    }

  return NULL;
}

/**
 * propus_memory_tree_get_branch:
 *
 * Returns: (transfer full) (element-type PropusMessage): the branch, oldest first
 */
GPtrArray *
propus_memory_tree_get_branch (PropusMemoryTree *self,
                               PropusMessage    *message)
{
  GPtrArray *branch = g_ptr_array_new_with_free_func (g_object_unref);

  for (PropusMessage *m = message; m != NULL; m = get_parent (self, m))
    g_ptr_array_insert (branch, 0, g_object_ref (m));
  for (PropusMessage *m = get_newest_child (self, message); m != NULL; m = get_newest_child (self, m))
    g_ptr_array_add (branch, g_object_ref (m));

  for (guint i = 0; i < branch->len; i++)
    {
      PropusMessage *m = g_ptr_array_index (branch, i);
      g_autoptr(GPtrArray) versions = propus_memory_tree_get_versions (self, m);
      guint index = 0;

      g_ptr_array_find (versions, m, &index);
      propus_message_set_version (m, index, MAX (versions->len, 1));
    }

  return branch;
}

/**
 * propus_memory_tree_remove:
 * @id: of a message of the tree
 */
void
propus_memory_tree_remove (PropusMemoryTree *self,
                           gint64            id)
{
  PropusMessage *message = find (self, id);

  if (message != NULL)
    g_hash_table_add (self->removed, message);
}

/**
 * propus_memory_tree_restore:
 * @id: of a message that was removed
 */
void
propus_memory_tree_restore (PropusMemoryTree *self,
                            gint64            id)
{
  PropusMessage *message = find (self, id);

  if (message != NULL)
    g_hash_table_remove (self->removed, message);
}

/**
 * propus_memory_tree_get_newest:
 *
 * Returns: (transfer none) (nullable): the message that was added last
 */
PropusMessage *
propus_memory_tree_get_newest (PropusMemoryTree *self)
{
  for (guint i = self->messages->len; i > 0; i--)
    if (is_there (self, g_ptr_array_index (self->messages, i - 1)))
      return g_ptr_array_index (self->messages, i - 1);

  return NULL;
}

/**
 * propus_memory_tree_get_message:
 *
 * Returns: (transfer none) (nullable): the message with this id
 */
PropusMessage *
propus_memory_tree_get_message (PropusMemoryTree *self,
                                gint64            id)
{
  return find (self, id);
}
