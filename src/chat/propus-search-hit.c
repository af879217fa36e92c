/* propus-search-hit.c - a place where a search found something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-search-hit.h"

/**
 * PropusSearchHit:
 *
 * A message, or a title, with a line of what stands around the words that were looked for. Main thread only.
 */
struct _PropusSearchHit
{
  GObject parent_instance;

  PropusConversation *conversation;
  gint64 message_id;
  gint64 created;
  PropusRole role;
  gboolean is_shown;
  gboolean is_first;
  char *excerpt;
  GArray *ranges;
};

G_DEFINE_FINAL_TYPE (PropusSearchHit, propus_search_hit, G_TYPE_OBJECT)

static void
propus_search_hit_finalize (GObject *object)
{
  PropusSearchHit *self = PROPUS_SEARCH_HIT (object);

  g_object_unref (self->conversation);
  g_free (self->excerpt);
  g_array_unref (self->ranges);

  G_OBJECT_CLASS (propus_search_hit_parent_class)->finalize (object);
}

static void
propus_search_hit_class_init (PropusSearchHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_search_hit_finalize;
}

static void
propus_search_hit_init (PropusSearchHit *self)
{
}

/**
 * propus_search_hit_new:
 * @conversation: (transfer none): where it was found
 * @message_id: in which message, 0 for the title
 * @role: who said it
 * @created: when, Unix time in microseconds
 * @is_shown: whether the message is on the displayed branch
 * @excerpt: what stands there, one line
 * @ranges: (element-type PropusTextRange): the words in @excerpt
 *
 * Returns: (transfer full): the hit
 */
PropusSearchHit *
propus_search_hit_new (PropusConversation *conversation,
                       gint64              message_id,
                       PropusRole          role,
                       gint64              created,
                       gboolean            is_shown,
                       const char         *excerpt,
                       GArray             *ranges)
{
  PropusSearchHit *self = g_object_new (PROPUS_TYPE_SEARCH_HIT, NULL);

  self->conversation = g_object_ref (conversation);
  self->message_id = message_id;
  self->role = role;
  self->created = created;
  self->is_shown = is_shown;
  self->excerpt = g_strdup (excerpt);
  self->ranges = g_array_ref (ranges);
  return self;
}

/**
 * propus_search_hit_get_conversation:
 * @self: a hit
 *
 * Returns: (transfer none): where it was found; header only
 */
PropusConversation *
propus_search_hit_get_conversation (PropusSearchHit *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), NULL);

  return self->conversation;
}

/**
 * propus_search_hit_get_message_id:
 * @self: a hit
 *
 * Returns: the message, 0 when the title was found
 */
gint64
propus_search_hit_get_message_id (PropusSearchHit *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), 0);

  return self->message_id;
}

/**
 * propus_search_hit_get_role:
 * @self: a hit
 *
 * Returns: who said it
 */
PropusRole
propus_search_hit_get_role (PropusSearchHit *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), PROPUS_ROLE_USER);

  return self->role;
}

/**
 * propus_search_hit_get_created:
 * @self: a hit
 *
 * Returns: when it was said, Unix time in microseconds
 */
gint64
propus_search_hit_get_created (PropusSearchHit *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), 0);

  return self->created;
}

/**
 * propus_search_hit_is_shown:
 * @self: a hit
 *
 * Returns: whether the message is on the displayed branch
 */
gboolean
propus_search_hit_is_shown (PropusSearchHit *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), FALSE);

  return self->is_shown;
}

/**
 * propus_search_hit_get_excerpt:
 * @self: a hit
 *
 * Returns: (transfer none): what stands there, one line; plain text
 */
const char *
propus_search_hit_get_excerpt (PropusSearchHit *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), "");

  return self->excerpt;
}

/**
 * propus_search_hit_get_ranges:
 * @self: a hit
 * @n_ranges: (out): how many
 *
 * Returns: (transfer none) (array length=n_ranges): where the words stand in the excerpt, in bytes
 */
const PropusTextRange *
propus_search_hit_get_ranges (PropusSearchHit *self,
                              guint           *n_ranges)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), NULL);

  *n_ranges = self->ranges->len;
  return (const PropusTextRange *) (gpointer) self->ranges->data;
}

/**
 * propus_search_hit_is_first:
 * @self: a hit
 *
 * Returns: whether it is the first of its conversation in the result
 */
gboolean
propus_search_hit_is_first (PropusSearchHit *self)
{
  g_return_val_if_fail (PROPUS_IS_SEARCH_HIT (self), FALSE);

  return self->is_first;
}

/**
 * propus_search_hit_set_first:
 * @self: a hit
 * @first: whether it is the first of its conversation in the result
 */
void
propus_search_hit_set_first (PropusSearchHit *self,
                             gboolean         first)
{
  g_return_if_fail (PROPUS_IS_SEARCH_HIT (self));

  self->is_first = first;
}
