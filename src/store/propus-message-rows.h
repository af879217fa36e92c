/* propus-message-rows.h - the tables of messages and of their segments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-connection.h"

G_BEGIN_DECLS

/* A message as plain data, for the way between the threads. */
typedef struct
{
  gint64 id;
  gint64 conversation_id;
  gint64 created;
  gint64 thinking_us;
  PropusRole role;
  PropusMessageState state;
  char *model;
  char *finish_reason;
  char *failure;
  char *failure_detail;
  char *failure_text;
  char *usage;
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

PropusMessageRow    *propus_message_row_new          (PropusMessage *message);
void                 propus_message_row_free         (PropusMessageRow *self);
PropusSegment       *propus_segment_new              (PropusMessage *message, guint first_part, gsize text_offset, gsize thoughts_offset);
void                 propus_segment_free             (PropusSegment *self);
void                 propus_stored_message_free      (PropusStoredMessage *self);
PropusMessage       *propus_stored_message_to_model  (const PropusStoredMessage *self);

/* Worker thread only, within a transaction. */
gboolean propus_message_rows_load   (PropusConnection *connection, gint64 conversation_id, GPtrArray *messages, GError **error);
gboolean propus_message_rows_insert (PropusConnection *connection, const PropusMessageRow *row, PropusSegment *all, gint64 *id, GError **error);
gboolean propus_message_rows_update (PropusConnection *connection, const PropusMessageRow *row, GError **error);
gboolean propus_message_rows_append (PropusConnection *connection, const PropusSegment *segment, GError **error);
gboolean propus_message_rows_delete (PropusConnection *connection, gint64 id, GError **error);

G_END_DECLS
