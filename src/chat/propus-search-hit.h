/* propus-search-hit.h - a place where a search found something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation.h"
#include "propus-text-match.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_SEARCH_HIT (propus_search_hit_get_type ())
/* Never changes. Main thread only. */
G_DECLARE_FINAL_TYPE (PropusSearchHit, propus_search_hit, PROPUS, SEARCH_HIT, GObject)

PropusSearchHit       *propus_search_hit_new              (PropusConversation *conversation, gint64 message_id, PropusRole role, gint64 created, gboolean is_shown,
                                                           const char *excerpt, GArray *ranges);
PropusConversation    *propus_search_hit_get_conversation (PropusSearchHit *self);   /* borrowed; one object for all hits of a chat */
gint64                 propus_search_hit_get_message_id   (PropusSearchHit *self);   /* 0: the title was found */
PropusRole             propus_search_hit_get_role         (PropusSearchHit *self);
gint64                 propus_search_hit_get_created      (PropusSearchHit *self);   /* Unix time, microseconds */
/* FALSE: on another branch than the displayed one: propus_store_show_version_async() before the jump. */
gboolean               propus_search_hit_is_shown         (PropusSearchHit *self);
/* One line without line breaks, cut at both ends with "…"; for a found title, the title. */
const char            *propus_search_hit_get_excerpt      (PropusSearchHit *self);
const PropusTextRange *propus_search_hit_get_ranges       (PropusSearchHit *self, guint *n_ranges);  /* in the excerpt */
gboolean               propus_search_hit_is_first         (PropusSearchHit *self);   /* of its conversation */
void                   propus_search_hit_set_first        (PropusSearchHit *self, gboolean first);

/* What a find in one chat met: the message and where in its text. */
typedef struct
{
  gint64 message_id;
  GArray *ranges;             /* of PropusTextRange */
} PropusMessageFind;

G_END_DECLS
