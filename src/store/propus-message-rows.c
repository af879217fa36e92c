/* propus-message-rows.c - the tables of messages and of their segments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-message-rows.h"
#include "propus-changes.h"
#include "propus-index-rows.h"
#include "propus-message-tree.h"

#include <string.h>

/* RFC 7464. The first cannot stand anywhere in JSON; the second may, between two tokens, and one is taken off. */
#define PART_BEGIN '\036'
#define PART_END '\n'

/* Of a segment's number, those that count within its message; the queries have the same 20. */
#define SEGMENT_BITS 20

/**
 * propus_message_row_new:
 * @message: what to copy
 *
 * Returns: (transfer full): its row as it is now, without text
 */
PropusMessageRow *
propus_message_row_new (PropusMessage *message)
{
  PropusMessageRow *self = g_new0 (PropusMessageRow, 1);

  self->id = propus_message_get_id (message);
  self->created = propus_message_get_created (message);
  self->thinking_us = propus_message_get_thinking_us (message);
  self->role = propus_message_get_role (message);
  self->state = propus_message_get_state (message);
  self->model = g_strdup (propus_message_get_model (message));
  self->finish_reason = g_strdup (propus_message_get_finish_reason (message));
  self->failure = g_strdup (propus_message_get_failure (message));
  self->failure_detail = g_strdup (propus_message_get_failure_detail (message));
  self->failure_text = g_strdup (propus_message_get_failure_text (message));
  self->usage = g_strdup (propus_message_get_usage (message));
  self->facts = g_strdup (propus_message_get_facts (message));
  self->parent_id = propus_message_get_parent_id (message);
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_attachment_row_free);
  for (guint i = 0; i < propus_message_get_n_attachments (message); i++)
    g_ptr_array_add (self->attachments, propus_attachment_row_new (propus_message_get_attachment (message, i)));
  return self;
}

/**
 * propus_message_row_free:
 * @self: (transfer full): a row
 */
void
propus_message_row_free (PropusMessageRow *self)
{
  g_free (self->model);
  g_free (self->finish_reason);
  g_free (self->failure);
  g_free (self->failure_detail);
  g_free (self->failure_text);
  g_free (self->usage);
  g_free (self->facts);
  g_ptr_array_unref (self->attachments);
  g_free (self);
}

static PropusSegment *
segment_new_empty (gint64 message_id)
{
  PropusSegment *self = g_new0 (PropusSegment, 1);

  self->message_id = message_id;
  self->parts = g_ptr_array_new_with_free_func (g_free);
  self->text = g_string_new (NULL);
  self->thoughts = g_string_new (NULL);
  return self;
}

/**
 * propus_segment_new:
 * @message: what to copy from
 * @first_part: the first raw part to copy
 * @text_offset: where to begin in the text, in bytes
 * @thoughts_offset: where to begin in the thoughts, in bytes
 *
 * Returns: (transfer full): what lies behind these places
 */
PropusSegment *
propus_segment_new (PropusMessage *message,
                    guint          first_part,
                    gsize          text_offset,
                    gsize          thoughts_offset)
{
  PropusSegment *self = segment_new_empty (propus_message_get_id (message));
  gsize text_length = propus_message_get_text_length (message);
  gsize thoughts_length = propus_message_get_thoughts_length (message);

  self->first_part = first_part;
  self->text_offset = text_offset;
  self->thoughts_offset = thoughts_offset;
  for (guint i = first_part; i < propus_message_get_n_raw_parts (message); i++)
    g_ptr_array_add (self->parts, g_strdup (propus_message_get_raw_part (message, i)));
  if (text_offset < text_length)
    g_string_append_len (self->text, propus_message_get_text (message) + text_offset,
                         (gssize) (text_length - text_offset));
  if (thoughts_offset < thoughts_length)
    g_string_append_len (self->thoughts, propus_message_get_thoughts (message) + thoughts_offset,
                         (gssize) (thoughts_length - thoughts_offset));
  return self;
}

/**
 * propus_segment_free:
 * @self: (transfer full): a segment
 */
void
propus_segment_free (PropusSegment *self)
{
  g_ptr_array_unref (self->parts);
  g_string_free (self->text, TRUE);
  g_string_free (self->thoughts, TRUE);
  g_free (self);
}

/**
 * propus_stored_message_free:
 * @self: (transfer full): a loaded message
 */
void
propus_stored_message_free (PropusStoredMessage *self)
{
  propus_message_row_free (self->row);
  propus_segment_free (self->segment);
  g_free (self);
}

/**
 * propus_stored_message_to_model:
 * @self: a loaded message
 *
 * Returns: (transfer full): the message
 */
PropusMessage *
propus_stored_message_to_model (const PropusStoredMessage *self)
{
  const PropusMessageRow *row = self->row;
  PropusMessage *message = propus_message_new (row->role, row->id);

  propus_message_set_created (message, row->created);
  propus_message_set_parent_id (message, row->parent_id);
  propus_message_set_version (message, row->version, row->n_versions);
  propus_message_set_thinking_us (message, row->thinking_us);
  propus_message_set_model (message, row->model);
  propus_message_set_finish_reason (message, row->finish_reason);
  propus_message_set_failure (message, row->failure, row->failure_detail, row->failure_text);
  propus_message_set_usage (message, row->usage);
  propus_message_set_facts (message, row->facts);
  for (guint i = 0; i < self->segment->parts->len; i++)
    propus_message_add_raw_part (message, g_ptr_array_index (self->segment->parts, i));
  for (guint i = 0; i < row->attachments->len; i++)
    {
      g_autoptr(PropusAttachment) attachment = propus_attachment_row_to_model (g_ptr_array_index (row->attachments, i));

      propus_message_add_attachment (message, attachment);
    }
  propus_message_append_thoughts (message, self->segment->thoughts->str);
  propus_message_append_text (message, self->segment->text->str);
  propus_message_set_state (message, row->state);
  return message;
}

static const char *
get_nick (GType type,
          int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);

  return g_enum_get_value (klass, value)->value_nick;
}

/* A newer Propus may have more states: what is unknown is @otherwise. */
static int
read_nick (sqlite3_stmt *stmt,
           int           column,
           GType         type,
           int           otherwise)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  g_autofree char *nick = propus_sqlite_dup_text (stmt, column);
  GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  return value != NULL ? value->value : otherwise;
}

static gboolean
is_running (PropusMessageState state)
{
  return state == PROPUS_MESSAGE_PENDING || state == PROPUS_MESSAGE_STREAMING;
}

static gboolean
is_own (PropusConnection *connection,
        gint64            writer)
{
  return connection->lock != NULL && writer == propus_writer_lock_get_id (connection->lock);
}

static char *
join_parts (GPtrArray *parts,
            guint      skip)
{
  g_autoptr(GString) joined = NULL;

  for (guint i = skip; i < parts->len; i++)
    {
      if (joined == NULL)
        joined = g_string_new (NULL);
      g_string_append_c (joined, PART_BEGIN);
      g_string_append (joined, g_ptr_array_index (parts, i));
      g_string_append_c (joined, PART_END);
    }

  return joined != NULL ? g_string_free (g_steal_pointer (&joined), FALSE) : NULL;
}

static void
split_parts (const char *joined,
             GPtrArray  *parts)
{
  const char *p = joined;

  while (p != NULL && *p == PART_BEGIN)
    {
      const char *next = strchr (p + 1, PART_BEGIN);
      gsize length = next != NULL ? (gsize) (next - p - 1) : strlen (p + 1);

      if (length > 0 && p[length] == PART_END)
        length--;
      g_ptr_array_add (parts, g_strndup (p + 1, length));
      p = next;
    }
}

static PropusStoredMessage *
read_message (PropusConnection *connection,
              sqlite3_stmt     *stmt)
{
  PropusStoredMessage *message = g_new0 (PropusStoredMessage, 1);
  PropusMessageRow *row = g_new0 (PropusMessageRow, 1);
  g_autofree char *text = propus_sqlite_dup_text (stmt, 11);

  row->id = sqlite3_column_int64 (stmt, 0);
  row->role = (PropusRole) read_nick (stmt, 1, PROPUS_TYPE_ROLE, PROPUS_ROLE_MODEL);
  row->state = (PropusMessageState) read_nick (stmt, 2, PROPUS_TYPE_MESSAGE_STATE, PROPUS_MESSAGE_INTERRUPTED);
  row->created = sqlite3_column_int64 (stmt, 4);
  row->model = propus_sqlite_dup_text (stmt, 5);
  row->finish_reason = propus_sqlite_dup_text (stmt, 6);
  row->failure = propus_sqlite_dup_text (stmt, 7);
  row->failure_detail = propus_sqlite_dup_text (stmt, 8);
  row->failure_text = propus_sqlite_dup_text (stmt, 9);
  row->usage = propus_sqlite_dup_text (stmt, 10);
  row->thinking_us = sqlite3_column_int64 (stmt, 12);
  row->conversation_id = sqlite3_column_int64 (stmt, 13);
  row->parent_id = sqlite3_column_int64 (stmt, 14);
  row->n_versions = (guint) MAX (sqlite3_column_int (stmt, 15), 1);
  row->version = MIN ((guint) sqlite3_column_int (stmt, 16), row->n_versions - 1);
  row->facts = propus_sqlite_dup_text (stmt, 17);
  row->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_attachment_row_free);

  /* Only the store that runs a turn knows that it runs. For any other it ended here, or goes on elsewhere; the row is
   * left as it is, so that it does not matter which. */
  if (is_running (row->state) && !is_own (connection, sqlite3_column_int64 (stmt, 3)))
    row->state = PROPUS_MESSAGE_INTERRUPTED;

  message->row = row;
  message->segment = segment_new_empty (row->id);
  g_string_append (message->segment->text, text != NULL ? text : "");
  return message;
}

/* Its versions: those with the same parent and the same role. */
#define VERSIONS_OF_M \
  "(SELECT count(*) FROM messages v WHERE v.parent_id IS m.parent_id AND v.conversation_id = m.conversation_id " \
  "AND v.role = m.role AND v.deleted IS NULL"

/* The nearest one before it that is not deleted. */
#define LIVE_PARENT_OF_M \
  "(WITH RECURSIVE up (id, deleted, parent_id) AS (SELECT id, deleted, parent_id FROM messages WHERE id = m.parent_id " \
  "UNION ALL SELECT p.id, p.deleted, p.parent_id FROM up JOIN messages p ON p.id = up.parent_id " \
  "WHERE up.deleted IS NOT NULL) SELECT id FROM up WHERE deleted IS NULL)"

/* The two kinds of ends are always given, so that each query is one text. */
static const char *
get_query (const PropusMessageSelection *selection)
{
#define QUERY(from, order) \
  "SELECT id, role, state, writer, created, model, finish_reason, failure, failure_detail, failure_text, usage, text, " \
  "thinking_us, conversation_id, " LIVE_PARENT_OF_M ", " VERSIONS_OF_M "), " VERSIONS_OF_M \
  " AND v.id < m.id), facts FROM messages m " from " AND conversation_id = ?1 AND deleted IS NULL AND id > ?2 AND id < ?3 ORDER BY id " order " LIMIT ?4"

  if (selection->all)
    return QUERY ("INDEXED BY messages_by_conversation WHERE 1", "ASC");
  return selection->backwards ? QUERY ("INDEXED BY messages_shown WHERE shown = 1", "DESC")
                              : QUERY ("INDEXED BY messages_shown WHERE shown = 1", "ASC");
#undef QUERY
}

static gboolean
load_rows (PropusConnection              *connection,
           const PropusMessageSelection  *selection,
           GPtrArray                     *messages,
           GError                       **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, get_query (selection), error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, selection->conversation_id);
  sqlite3_bind_int64 (stmt, 2, selection->after);
  sqlite3_bind_int64 (stmt, 3, selection->before > 0 ? selection->before : G_MAXINT64);
  sqlite3_bind_int64 (stmt, 4, selection->limit > 0 ? (gint64) selection->limit : -1);
  while (row)
    {
      if (!propus_sqlite_step (stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (messages, read_message (connection, stmt));
    }

  return TRUE;
}

static void
read_segment (sqlite3_stmt  *stmt,
              PropusSegment *segment)
{
  g_autofree char *parts = propus_sqlite_dup_text (stmt, 1);
  g_autofree char *text = propus_sqlite_dup_text (stmt, 2);
  g_autofree char *thoughts = propus_sqlite_dup_text (stmt, 3);

  split_parts (parts, segment->parts);
  g_string_append (segment->text, text != NULL ? text : "");
  g_string_append (segment->thoughts, thoughts != NULL ? thoughts : "");
}

/**
 * propus_message_rows_load:
 * @connection: the history
 * @selection: which ones
 * @messages: (element-type PropusStoredMessage): gets them
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_rows_load (PropusConnection              *connection,
                          const PropusMessageSelection  *selection,
                          GPtrArray                     *messages,
                          GError                       **error)
{
  g_autoptr(sqlite3_stmt) segments = NULL;
  g_autoptr(sqlite3_stmt) attachments = NULL;
  guint first = messages->len;

  if (!load_rows (connection, selection, messages, error))
    return FALSE;

  segments = propus_sqlite_prepare (connection->db,
                                    "SELECT id, parts, text, thoughts FROM segments "
                                    "WHERE id >= ?1 << 20 AND id < (?1 + 1) << 20 ORDER BY id", error);
  for (guint i = first; segments != NULL && i < messages->len; i++)
    {
      PropusStoredMessage *message = g_ptr_array_index (messages, i);
      gboolean row = TRUE;

      sqlite3_reset (segments);
      sqlite3_bind_int64 (segments, 1, message->row->id);
      while (row)
        {
          if (!propus_sqlite_step (segments, &row, error))
            return FALSE;
          if (row)
            read_segment (segments, message->segment);
        }
      if (!propus_attachment_rows_load (connection, &attachments, message->row->id, message->row->attachments, error))
        return FALSE;
    }

  return segments != NULL;
}

static void
bind_state (PropusConnection       *connection,
            sqlite3_stmt           *stmt,
            const PropusMessageRow *row)
{
  propus_sqlite_bind_text (stmt, 1, get_nick (PROPUS_TYPE_MESSAGE_STATE, (int) row->state));
  if (is_running (row->state))
    sqlite3_bind_int64 (stmt, 2, propus_writer_lock_get_id (connection->lock));
  propus_sqlite_bind_text (stmt, 3, row->model);
  propus_sqlite_bind_text (stmt, 4, row->finish_reason);
  propus_sqlite_bind_text (stmt, 5, row->failure);
  propus_sqlite_bind_text (stmt, 6, row->failure_detail);
  propus_sqlite_bind_text (stmt, 7, row->failure_text);
  propus_sqlite_bind_text (stmt, 8, row->usage);
  sqlite3_bind_int64 (stmt, 9, row->thinking_us);
  propus_sqlite_bind_text (stmt, 10, row->facts);
}

/**
 * propus_message_rows_insert:
 * @connection: the history
 * @row: what to store; gets its id and its parent's
 * @all: what the message has; changed by the call
 * @error: return location for a #PropusStoreError
 *
 * The branch that it ends becomes the displayed one.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_rows_insert (PropusConnection  *connection,
                            PropusMessageRow  *row,
                            PropusSegment     *all,
                            GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean whole = row->role == PROPUS_ROLE_USER;
  gboolean at_end;

  if (!propus_message_tree_find_parent (connection, row->conversation_id, &row->parent_id, &at_end, error))
    return FALSE;

  stmt = propus_sqlite_prepare (connection->db,
                                "INSERT INTO messages (state, writer, model, finish_reason, failure, failure_detail, "
                                "failure_text, usage, thinking_us, facts, conversation_id, role, created, text, parent_id) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, nullif (?15, 0))",
                                error);
  if (stmt == NULL)
    return FALSE;

  bind_state (connection, stmt, row);
  sqlite3_bind_int64 (stmt, 11, row->conversation_id);
  propus_sqlite_bind_text (stmt, 12, get_nick (PROPUS_TYPE_ROLE, (int) row->role));
  sqlite3_bind_int64 (stmt, 13, row->created);
  propus_sqlite_bind_text (stmt, 14, whole ? all->text->str : NULL);
  sqlite3_bind_int64 (stmt, 15, row->parent_id);
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  row->id = sqlite3_last_insert_rowid (connection->db);
  all->message_id = row->id;
  return propus_message_rows_append (connection, all, error) &&
         propus_attachment_rows_attach (connection, row->id, row->attachments, error) &&
         (at_end || propus_message_tree_show (connection, row->conversation_id, row->id, error)) &&
         (is_running (row->state) || propus_index_rows_put (connection, row->id, error)) &&
         propus_changes_touch (connection, row->conversation_id, error);
}

/* What is known of a stored message before it is changed. */
typedef struct
{
  gboolean found;
  gboolean running;
  gint64 conversation_id;
  gint64 next;          /* the number of the next segment */
  gint64 part_end;
  gint64 text_end;
  gint64 thoughts_end;
} Ends;

/* Also refuses to touch a turn that runs in another process. */
static gboolean
find_ends (PropusConnection  *connection,
           gint64             id,
           Ends              *ends,
           GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gint64 writer;
  gboolean row;

  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT m.writer, ifnull (s.id + 1, m.id << 20), ifnull (s.part_end, 0), "
                                "ifnull (s.text_end, length (CAST (ifnull (m.text, '') AS BLOB))), "
                                "ifnull (s.thoughts_end, 0), "
                                "m.conversation_id "
                                "FROM messages m LEFT JOIN segments s ON s.id = (SELECT max (id) FROM segments "
                                "WHERE id >= ?1 << 20 AND id < (?1 + 1) << 20) WHERE m.id = ?1", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  if (!propus_sqlite_step (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      *ends = (Ends) { .found = FALSE };
      return TRUE;
    }

  writer = sqlite3_column_int64 (stmt, 0);
  if (writer != 0 && !is_own (connection, writer) && propus_writer_lock_is_alive (connection->lock, writer))
    {
      g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_BUSY,
                   "message %" G_GINT64_FORMAT " is being written by another window", id);
      return FALSE;
    }

  *ends = (Ends) {
    .found = TRUE,
    .running = writer != 0,
    .next = sqlite3_column_int64 (stmt, 1),
    .part_end = sqlite3_column_int64 (stmt, 2),
    .text_end = sqlite3_column_int64 (stmt, 3),
    .thoughts_end = sqlite3_column_int64 (stmt, 4),
    .conversation_id = sqlite3_column_int64 (stmt, 5),
  };
  return TRUE;
}

static gboolean
find_ends_or_fail (PropusConnection  *connection,
                   gint64             id,
                   Ends              *ends,
                   GError           **error)
{
  if (!find_ends (connection, id, ends, error))
    return FALSE;
  if (ends->found)
    return TRUE;

  g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED, "no message %" G_GINT64_FORMAT, id);
  return FALSE;
}

/**
 * propus_message_rows_update:
 * @connection: the history
 * @row: what to store
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed, also when there is no such row or another process runs that turn
 */
gboolean
propus_message_rows_update (PropusConnection        *connection,
                            const PropusMessageRow  *row,
                            GError                 **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  Ends ends;

  if (!find_ends_or_fail (connection, row->id, &ends, error))
    return FALSE;

  stmt = propus_sqlite_prepare (connection->db,
                                "UPDATE messages SET state = ?1, writer = ?2, model = ?3, finish_reason = ?4, "
                                "failure = ?5, failure_detail = ?6, failure_text = ?7, usage = ?8, thinking_us = ?9, "
                                "facts = ?10 WHERE id = ?11", error);
  if (stmt == NULL)
    return FALSE;

  bind_state (connection, stmt, row);
  sqlite3_bind_int64 (stmt, 11, row->id);
  if (!propus_sqlite_run (stmt, error))
    return FALSE;

  /* What a running turn says of itself again and again is nobody else's business. */
  if (is_running (row->state) && ends.running)
    return TRUE;

  return (is_running (row->state) || propus_index_rows_put (connection, row->id, error)) &&
         propus_changes_touch (connection, ends.conversation_id, error);
}

static void
bind_tail (sqlite3_stmt  *stmt,
           int            index,
           const GString *string,
           gsize          skip)
{
  propus_sqlite_bind_text (stmt, index, skip < string->len ? string->str + skip : NULL);
}

static gboolean
insert_segment (PropusConnection     *connection,
                const PropusSegment  *segment,
                const Ends           *ends,
                GError              **error)
{
  /* What is stored already is left out: so a call that is repeated doubles nothing. */
  gsize skip_parts = (gsize) ends->part_end - segment->first_part;
  gsize skip_text = (gsize) ends->text_end - segment->text_offset;
  gsize skip_thoughts = (gsize) ends->thoughts_end - segment->thoughts_offset;
  g_autofree char *parts = NULL;
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (skip_parts >= segment->parts->len && skip_text >= segment->text->len && skip_thoughts >= segment->thoughts->len)
    return TRUE;

  stmt = propus_sqlite_prepare (connection->db,
                                "INSERT INTO segments (id, part_end, text_end, thoughts_end, parts, text, thoughts) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", error);
  if (stmt == NULL)
    return FALSE;

  parts = join_parts (segment->parts, (guint) MIN (skip_parts, segment->parts->len));
  sqlite3_bind_int64 (stmt, 1, ends->next);
  sqlite3_bind_int64 (stmt, 2, MAX (ends->part_end, (gint64) segment->first_part + segment->parts->len));
  sqlite3_bind_int64 (stmt, 3, MAX (ends->text_end, (gint64) (segment->text_offset + segment->text->len)));
  sqlite3_bind_int64 (stmt, 4, MAX (ends->thoughts_end, (gint64) (segment->thoughts_offset + segment->thoughts->len)));
  propus_sqlite_bind_text (stmt, 5, parts);
  bind_tail (stmt, 6, segment->text, skip_text);
  bind_tail (stmt, 7, segment->thoughts, skip_thoughts);
  return propus_sqlite_run (stmt, error);
}

/**
 * propus_message_rows_append:
 * @connection: the history
 * @segment: what came, from the places where it begins
 * @error: return location for a #PropusStoreError
 *
 * Adds what is not stored yet as one row. A segment that begins behind the end of what is stored is refused: one
 * before it was not written, and the caller has to begin there.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_message_rows_append (PropusConnection     *connection,
                            const PropusSegment  *segment,
                            GError              **error)
{
  Ends ends;

  if (!find_ends_or_fail (connection, segment->message_id, &ends, error))
    return FALSE;

  if (segment->first_part > ends.part_end || (gint64) segment->text_offset > ends.text_end ||
      (gint64) segment->thoughts_offset > ends.thoughts_end)
    {
      g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED,
                   "a part of message %" G_GINT64_FORMAT " before this one was not stored", segment->message_id);
      return FALSE;
    }

  if (ends.next >= (segment->message_id + 1) << SEGMENT_BITS)
    {
      g_set_error (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED,
                   "message %" G_GINT64_FORMAT " has too many segments", segment->message_id);
      return FALSE;
    }

  return insert_segment (connection, segment, &ends, error);
}

/**
 * propus_message_rows_may_change:
 * @connection: the history
 * @id: a message
 * @exists: (out): whether it is there
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed, also when another process runs that turn
 */
gboolean
propus_message_rows_may_change (PropusConnection  *connection,
                                gint64             id,
                                gboolean          *exists,
                                GError           **error)
{
  Ends ends;

  if (!find_ends (connection, id, &ends, error))
    return FALSE;

  *exists = ends.found;
  return TRUE;
}

static gboolean
run_with_id (PropusConnection  *connection,
             const char        *sql,
             gint64             id,
             GError           **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, sql, error);

  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, id);
  return propus_sqlite_run (stmt, error);
}

/**
 * propus_message_rows_delete:
 * @connection: the history
 * @id: a message; nothing happens when it is gone
 * @error: return location for a #PropusStoreError
 *
 * What followed it follows its parent.
 *
 * Returns: %FALSE with @error set when it failed, also when another process runs that turn
 */
gboolean
propus_message_rows_delete (PropusConnection  *connection,
                            gint64             id,
                            GError           **error)
{
  Ends ends;

  if (!find_ends (connection, id, &ends, error))
    return FALSE;
  if (!ends.found)
    return TRUE;

  return run_with_id (connection,
                      "UPDATE messages SET parent_id = (SELECT p.parent_id FROM messages p WHERE p.id = ?1) "
                      "WHERE parent_id = ?1", id, error) &&
         propus_index_rows_remove (connection, id, error) &&
         run_with_id (connection, "DELETE FROM messages WHERE id = ?1", id, error) &&
         propus_changes_touch (connection, ends.conversation_id, error);
}
