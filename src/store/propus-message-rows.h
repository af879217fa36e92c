/* propus-message-rows.h - the tables of messages and of their segments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-attachment-rows.h"

G_BEGIN_DECLS

/* A message as plain data, for the way between the threads. */
typedef struct
{
  gint64 id;
  gint64 conversation_id;
  gint64 parent_id;     /* 0 none, PROPUS_MESSAGE_PARENT_LAST */
  gint64 created;
  gint64 thinking_us;
  guint version;
  guint n_versions;
  PropusRole role;
  PropusMessageState state;
  char *model;
  char *finish_reason;
  char *failure;
  char *failure_detail;
  char *failure_text;
  char *usage;
  char *facts;
  GPtrArray *attachments;   /* of PropusAttachmentRow */
} PropusMessageRow;

/* What a message got: parts, text and thoughts from some place on. A loaded message has one that holds all. */
typedef struct
{
  gint64 message_id;
  guint first_part;
  gsize text_offset;        /* bytes */
  gsize thoughts_offset;
  GPtrArray *parts;         /* of char* */
  GString *text;
  GString *thoughts;
} PropusSegment;

typedef struct
{
  PropusMessageRow *row;
  PropusSegment *segment;
} PropusStoredMessage;

/* Which messages of a conversation to load; in the order of their ids, which is that of every path. */
typedef struct
{
  gint64 conversation_id;
  gboolean all;         /* also what is not on the displayed branch */
  gboolean backwards;   /* @limit counts from the end, and the newest comes first */
  gint64 after;         /* ids greater than this, 0: all */
  gint64 before;        /* ids less than this, 0: all */
  guint limit;          /* 0: none */
} PropusMessageSelection;

PropusMessageRow    *propus_message_row_new          (PropusMessage *message);
void                 propus_message_row_free         (PropusMessageRow *self);
PropusSegment       *propus_segment_new              (PropusMessage *message, guint first_part, gsize text_offset, gsize thoughts_offset);
void                 propus_segment_free             (PropusSegment *self);
void                 propus_stored_message_free      (PropusStoredMessage *self);
PropusMessage       *propus_stored_message_to_model  (const PropusStoredMessage *self);

/* Worker thread only, within a transaction. */
gboolean propus_message_rows_load   (PropusConnection *connection, const PropusMessageSelection *selection, GPtrArray *messages, GError **error);
gboolean propus_message_rows_insert (PropusConnection *connection, PropusMessageRow *row, PropusSegment *all, GError **error); /* sets id and parent */
gboolean propus_message_rows_update (PropusConnection *connection, const PropusMessageRow *row, GError **error);
gboolean propus_message_rows_append (PropusConnection *connection, const PropusSegment *segment, GError **error);
gboolean propus_message_rows_may_change (PropusConnection *connection, gint64 id, gboolean *exists, GError **error); /* BUSY: it runs elsewhere */
gboolean propus_message_rows_delete (PropusConnection *connection, gint64 id, GError **error);

G_END_DECLS
