/* propus-math-node.c - a formula as a tree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-node.h"

/**
 * propus_math_node_new:
 * @kind: what it is
 *
 * Returns: (transfer full): a node without text and children
 */
PropusMathNode *
propus_math_node_new (PropusMathKind kind)
{
  PropusMathNode *self = g_new0 (PropusMathNode, 1);

  self->kind = kind;

  return self;
}

/**
 * propus_math_node_new_text:
 * @kind: what it is
 * @text: valid UTF-8
 * @length: its length in bytes, -1 when it ends with a NUL
 *
 * Returns: (transfer full): a node with a copy of @text
 */
PropusMathNode *
propus_math_node_new_text (PropusMathKind  kind,
                           const char     *text,
                           gssize          length)
{
  PropusMathNode *self = propus_math_node_new (kind);

  self->text = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);

  return self;
}

/**
 * propus_math_node_add:
 * @self: a node
 * @child: (transfer full) (nullable): what becomes its last child
 */
void
propus_math_node_add (PropusMathNode *self,
                      PropusMathNode *child)
{
  g_return_if_fail (self != NULL);

  if (self->children == NULL)
    self->children = g_ptr_array_new ();
  g_ptr_array_add (self->children, child);
}

/**
 * propus_math_node_get_child:
 * @self: a node
 * @index: which child
 *
 * Returns: (transfer none) (nullable): the child, %NULL when there is none
 */
PropusMathNode *
propus_math_node_get_child (PropusMathNode *self,
                            guint           index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->children != NULL && index < self->children->len ? self->children->pdata[index] : NULL;
}

/**
 * propus_math_node_get_n_children:
 * @self: a node
 *
 * Returns: how many children it has, those left out included
 */
guint
propus_math_node_get_n_children (PropusMathNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->children != NULL ? self->children->len : 0;
}

/**
 * propus_math_node_free:
 * @self: (transfer full): a node
 *
 * Frees the tree. Its depth is bounded by %PROPUS_LIMIT_MATH_DEPTH.
 */
void
propus_math_node_free (PropusMathNode *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < propus_math_node_get_n_children (self); i++)
    g_clear_pointer (&self->children->pdata[i], propus_math_node_free);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->text);
  g_free (self->right);
  g_free (self->aligns);
  g_free (self);
}
