/* propus-search-rows.h - looking through the words of the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation-rows.h"

G_BEGIN_DECLS

/* What is looked for, and within what. */
typedef struct
{
  char **words;
  gint64 after;
  gint64 before;
  char *model;
  gboolean with_attachment;
  gint64 folder_id;
  gboolean without_archived;
} PropusSearchRequest;

typedef struct
{
  gint64 conversation_id;
  gint64 message_id;      /* 0: the title */
  gint64 created;
  PropusRole role;
  gboolean is_shown;
  char *excerpt;
  GArray *ranges;
} PropusSearchRow;

PropusSearchRequest *propus_search_request_new  (const PropusSearchQuery *query);
void                 propus_search_request_free (PropusSearchRequest *self);
void                 propus_search_row_free     (PropusSearchRow *self);

/* Worker thread only, within a transaction. @conversations: gint64 → PropusConversationRow, of all that @rows name. */
gboolean propus_search_rows_search (PropusConnection *connection, const PropusSearchRequest *request, GPtrArray *rows, GHashTable *conversations, GError **error);
gboolean propus_search_rows_find   (PropusConnection *connection, gint64 conversation_id, const char *word, GPtrArray *finds, GError **error); /* of PropusMessageFind */
void     propus_message_find_free          (PropusMessageFind *self);

/* Pure: one line of what stands around the first of the words, and where they stand in it. */
char    *propus_search_make_excerpt (const char *text, const char * const *words, GArray **ranges);
/* Pure: what the index is asked, NULL when no word has three characters. */
char    *propus_search_make_match   (const char * const *words);

G_END_DECLS
