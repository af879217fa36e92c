/* propus-list-rows.h - what a list of chats reads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-conversation-rows.h"
#include "propus-database.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 folder_id;       /* 0: in none, -1: any */
  gboolean archived;
} PropusListFilter;

/* A question of a list and its answer. */
typedef struct
{
  PropusListFilter filter;
  guint generation;       /* the list's own */
  guint limit;            /* > 0: only the first page, with headers */
  GArray *ids;            /* of gint64: to be fetched, or all in their order */
  GPtrArray *rows;        /* of PropusConversationRow */
} PropusListRows;

PropusListRows *propus_list_rows_new  (void);
void            propus_list_rows_free (gpointer self);

extern const PropusJobType propus_list_rows_list_type;   /* the ids of a filter */
extern const PropusJobType propus_list_rows_fetch_type;  /* the headers of some ids */

G_END_DECLS
