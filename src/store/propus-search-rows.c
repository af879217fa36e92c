/* propus-search-rows.c - looking through the words of the history
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-search-rows.h"
#include "propus-limits.h"

#include <string.h>

/* Of the excerpt, what stands before the first word. */
#define LEAD_CHARS (PROPUS_LIMIT_EXCERPT_CHARS / 4)

/* ?1 is the match, ?2 … ?7 are the filters, the words follow. */
#define FIRST_WORD 10

/**
 * propus_search_request_new:
 * @query: what a person asks for
 *
 * Returns: (transfer full): the same, to be given to the worker
 */
PropusSearchRequest *
propus_search_request_new (const PropusSearchQuery *query)
{
  PropusSearchRequest *self = g_new0 (PropusSearchRequest, 1);

  self->words = propus_text_split_query (query->text);
  self->after = query->after;
  self->before = query->before;
  self->model = g_strdup (query->model);
  self->with_attachment = query->with_attachment;
  self->folder_id = query->folder_id;
  self->without_archived = query->without_archived;
  return self;
}

/**
 * propus_search_request_free:
 * @self: (transfer full): a request
 */
void
propus_search_request_free (PropusSearchRequest *self)
{
  g_strfreev (self->words);
  g_free (self->model);
  g_free (self);
}

/**
 * propus_search_row_free:
 * @self: (transfer full): a row
 */
void
propus_search_row_free (PropusSearchRow *self)
{
  g_clear_pointer (&self->ranges, g_array_unref);
  g_free (self->excerpt);
  g_free (self);
}

/**
 * propus_message_find_free:
 * @self: (transfer full): a find
 */
void
propus_message_find_free (PropusMessageFind *self)
{
  g_array_unref (self->ranges);
  g_free (self);
}

static gboolean
has_filter (const PropusSearchRequest *request)
{
  return request->after != 0 || request->before != 0 || request->model != NULL || request->with_attachment ||
         request->folder_id != 0;
}

static void
add_trigrams (GPtrArray  *trigrams,
              const char *word)
{
  const char *end = word;

  for (guint i = 0; i < 3; i++)
    {
      if (*end == '\0')
        return;
      end = g_utf8_next_char (end);
    }

  for (const char *p = word; ; p = g_utf8_next_char (p), end = g_utf8_next_char (end))
    {
      g_autofree char *trigram = g_strndup (p, (gsize) (end - p));

      if (!g_ptr_array_find_with_equal_func (trigrams, trigram, g_str_equal, NULL))
        g_ptr_array_add (trigrams, g_steal_pointer (&trigram));
      if (*end == '\0')
        return;
    }
}

static void
append_quoted (GString    *match,
               const char *trigram)
{
  g_string_append (match, match->len > 0 ? " AND \"" : "\"");
  for (const char *p = trigram; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *p);
    }
  g_string_append_c (match, '"');
}

/**
 * propus_search_make_match:
 * @words: (array zero-terminated=1): what propus_text_split_query() gave
 *
 * Some of the trigrams of the words, spread over all of them. What has them is only a candidate.
 *
 * Returns: (transfer full) (nullable): a query for FTS5, %NULL when no word is long enough
 */
char *
propus_search_make_match (const char * const *words)
{
  g_autoptr(GPtrArray) trigrams = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) match = g_string_new (NULL);
  guint n_asked;

  for (guint i = 0; words[i] != NULL; i++)
    add_trigrams (trigrams, words[i]);

  n_asked = MIN (trigrams->len, PROPUS_LIMIT_SEARCH_TRIGRAMS);
  for (guint i = 0; i < n_asked; i++)
    append_quoted (match, g_ptr_array_index (trigrams, (guint) ((guint64) i * trigrams->len / n_asked)));

  return match->len > 0 ? g_string_free (g_steal_pointer (&match), FALSE) : NULL;
}

static gsize
go_back (const char *text,
         gsize       from,
         guint       n_chars)
{
  const char *p = text + from;

  while (p > text && n_chars-- > 0)
    p = g_utf8_prev_char (p);
  return (gsize) (p - text);
}

static void
copy_line (const char *text,
           gsize       start,
           GArray     *found,
           GString    *line,
           GArray     *ranges)
{
  const char *p = text + start;
  guint next = 0;

  for (guint n = 0; *p != '\0' && n < PROPUS_LIMIT_EXCERPT_CHARS; n++)
    {
      gsize at = (gsize) (p - text);
      gunichar c = g_utf8_get_char (p);
      PropusTextRange *range = next < found->len ? &g_array_index (found, PropusTextRange, next) : NULL;

      if (range != NULL && at == range->start)
        {
          PropusTextRange placed = { line->len, range->length };

          g_string_append_len (line, p, (gssize) range->length);
          g_array_append_val (ranges, placed);
          n += (guint) g_utf8_strlen (p, (gssize) range->length) - 1;
          p += range->length;
          next++;
          continue;
        }

      if (!g_unichar_isspace (c) && !g_unichar_iscntrl (c))
        g_string_append_unichar (line, c);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
      p = g_utf8_next_char (p);
    }

  if (*p != '\0')
    g_string_append (line, "…");
}

/**
 * propus_search_make_excerpt:
 * @text: valid UTF-8
 * @words: (array zero-terminated=1): what is looked for
 * @ranges: (out) (transfer full) (element-type PropusTextRange): where they stand in the result
 *
 * Returns: (transfer full): a line of what stands around the first of them; the beginning when they are not there
 */
char *
propus_search_make_excerpt (const char          *text,
                            const char * const  *words,
                            GArray             **ranges)
{
  g_autoptr(GArray) found = NULL;
  GString *line = g_string_new (NULL);
  gsize start = 0;

  found = words[0] != NULL ? propus_text_find (text, words, PROPUS_LIMIT_RANGES)
                           : g_array_new (FALSE, FALSE, sizeof (PropusTextRange));
  *ranges = g_array_new (FALSE, FALSE, sizeof (PropusTextRange));
  if (found->len > 0)
    start = go_back (text, g_array_index (found, PropusTextRange, 0).start, LEAD_CHARS);
  if (start > 0)
    g_string_append (line, "…");
  copy_line (text, start, found, line, *ranges);
  return g_string_free (line, FALSE);
}

static void
bind_request (sqlite3_stmt              *stmt,
              const PropusSearchRequest *request,
              const char                *match)
{
  if (match != NULL)
    propus_sqlite_bind_text (stmt, 1, match);
  sqlite3_bind_int64 (stmt, 2, request->after);
  sqlite3_bind_int64 (stmt, 3, request->before > 0 ? request->before : G_MAXINT64);
  propus_sqlite_bind_text (stmt, 4, request->model);
  sqlite3_bind_int (stmt, 5, request->with_attachment);
  sqlite3_bind_int64 (stmt, 6, request->folder_id);
  sqlite3_bind_int (stmt, 7, request->without_archived);
  for (int i = 0; request->words[i] != NULL; i++)
    propus_sqlite_bind_text (stmt, FIRST_WORD + i, request->words[i]);
}

static void
append_words (GString                   *sql,
              const PropusSearchRequest *request,
              const char                *column)
{
  for (int i = 0; request->words[i] != NULL; i++)
    g_string_append_printf (sql, " AND propus_has (%s, ?%d)", column, FIRST_WORD + i);
}

#define OF_CONVERSATION \
  " AND c.deleted IS NULL AND (?6 = 0 OR c.folder_id = ?6) AND (?7 = 0 OR c.archived = 0)" \
  " AND (?5 = 0 OR EXISTS (SELECT 1 FROM messages am JOIN attachments a ON a.message_id = am.id" \
  " WHERE am.conversation_id = c.id AND am.deleted IS NULL))"

static PropusSearchRow *
add_row (GPtrArray *rows,
         gint64     conversation_id)
{
  PropusSearchRow *row = g_new0 (PropusSearchRow, 1);

  row->conversation_id = conversation_id;
  g_ptr_array_add (rows, row);
  return row;
}

static void
keep_conversation (GHashTable            *conversations,
                   PropusConversationRow *row)
{
  g_hash_table_insert (conversations, g_memdup2 (&row->id, sizeof row->id), row);
}

/* Chats by their title; without words, those that the filters leave. */
static gboolean
search_titles (PropusConnection           *connection,
               const PropusSearchRequest  *request,
               GPtrArray                  *rows,
               GHashTable                 *conversations,
               GError                    **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT " PROPUS_CONVERSATION_COLUMNS " FROM conversations c WHERE ?1 IS NULL"
                                         OF_CONVERSATION " AND c.updated >= ?2 AND c.created < ?3 AND (?4 IS NULL OR "
                                         "EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND "
                                         "ifnull (m.model, c.model) = ?4))");
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean has_row = TRUE;

  append_words (sql, request, "c.title_folded");
  g_string_append_printf (sql, " ORDER BY c.updated DESC, c.id DESC LIMIT %u", PROPUS_LIMIT_SEARCH_CHATS);
  stmt = propus_sqlite_prepare (connection->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;

  bind_request (stmt, request, NULL);
  while (has_row)
    {
      PropusConversationRow *conversation;
      PropusSearchRow *row;

      if (!propus_sqlite_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        break;

      conversation = propus_conversation_row_read (stmt);
      keep_conversation (conversations, conversation);
      row = add_row (rows, conversation->id);
      row->created = conversation->updated;
      row->is_shown = TRUE;
      row->excerpt = propus_search_make_excerpt (conversation->title, (const char * const *) request->words, &row->ranges);
    }

  return TRUE;
}

static char *
make_messages_sql (const PropusSearchRequest *request,
                   gboolean                   by_index)
{
  g_autoptr(GString) sql = g_string_new ("SELECT m.id, m.conversation_id, m.role = 'user', m.created, m.shown FROM ");

  g_string_append (sql, by_index ? "message_index i CROSS JOIN message_text t ON t.id = i.rowid "
                                 : "message_text t ");
  g_string_append (sql, "CROSS JOIN messages m ON m.id = t.id CROSS JOIN conversations c ON c.id = m.conversation_id WHERE ");
  g_string_append (sql, by_index ? "message_index MATCH ?1" : "?1 IS NULL");
  append_words (sql, request, "t.folded");
  g_string_append (sql, " AND m.deleted IS NULL AND m.created >= ?2 AND m.created < ?3 "
                        "AND (?4 IS NULL OR ifnull (m.model, c.model) = ?4)" OF_CONVERSATION " ORDER BY ");
  g_string_append (sql, by_index ? "i.rowid DESC" : "t.id DESC");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* Of each chat the newest few, of all messages that have the words the newest thousands. */
static gboolean
step_messages (sqlite3_stmt  *stmt,
               GPtrArray     *rows,
               GError       **error)
{
  g_autoptr(GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n_found = 0;

  for (guint i = 0; i < PROPUS_LIMIT_SEARCH_SCANNED && n_found < PROPUS_LIMIT_SEARCH_MESSAGES; i++)
    {
      PropusSearchRow *row;
      gboolean has_row;
      gint64 id;
      guint count;

      if (!propus_sqlite_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        break;

      id = sqlite3_column_int64 (stmt, 1);
      count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &id));
      if (count == PROPUS_LIMIT_SEARCH_PER_CHAT ||
          (count == 0 && g_hash_table_size (counts) == PROPUS_LIMIT_SEARCH_CHATS))
        continue;

      g_hash_table_insert (counts, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (count + 1));
      row = add_row (rows, id);
      row->message_id = sqlite3_column_int64 (stmt, 0);
      row->role = sqlite3_column_int (stmt, 2) ? PROPUS_ROLE_USER : PROPUS_ROLE_MODEL;
      row->created = sqlite3_column_int64 (stmt, 3);
      row->is_shown = sqlite3_column_int (stmt, 4) != 0;
      n_found++;
    }

  return TRUE;
}

static gboolean
search_messages (PropusConnection           *connection,
                 const PropusSearchRequest  *request,
                 const char                 *match,
                 GPtrArray                  *rows,
                 GError                    **error)
{
  g_autofree char *sql = make_messages_sql (request, match != NULL);
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (connection->db, sql, error);

  if (stmt == NULL)
    return FALSE;

  bind_request (stmt, request, match);
  return step_messages (stmt, rows, error);
}

/* The index may be damaged, or missing in a newer history: the words themselves are there all the same. */
static gboolean
search_messages_somehow (PropusConnection           *connection,
                         const PropusSearchRequest  *request,
                         GPtrArray                  *rows,
                         GError                    **error)
{
  g_autofree char *match = propus_search_make_match ((const char * const *) request->words);
  g_autoptr(GError) local_error = NULL;
  guint n_rows = rows->len;

  if (match == NULL)
    return search_messages (connection, request, NULL, rows, error);
  if (search_messages (connection, request, match, rows, &local_error))
    return TRUE;

  if (sqlite3_errcode (connection->db) == SQLITE_INTERRUPT)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  g_debug ("Searching without the index: %s", local_error->message);
  g_ptr_array_set_size (rows, (int) n_rows);
  return search_messages (connection, request, NULL, rows, error);
}

#define TEXT_OF_M \
  "ifnull (m.text, '') || ifnull ((SELECT group_concat (t, '') FROM (SELECT s.text AS t FROM segments s " \
  "WHERE s.id >= m.id << 20 AND s.id < (m.id + 1) << 20 ORDER BY s.id)), '')"

/* What the rows need besides: what stands there, and the chat. */
static gboolean
complete_rows (PropusConnection           *connection,
               const PropusSearchRequest  *request,
               GPtrArray                  *rows,
               GHashTable                 *conversations,
               GError                    **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = propus_sqlite_prepare (connection->db, "SELECT " TEXT_OF_M " FROM messages m WHERE m.id = ?1", error);
  for (guint i = 0; stmt != NULL && i < rows->len; i++)
    {
      PropusSearchRow *row = g_ptr_array_index (rows, i);
      PropusConversationRow *conversation = NULL;
      g_autofree char *text = NULL;
      gboolean has_row;

      if (row->excerpt != NULL)
        continue;

      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, row->message_id);
      if (!propus_sqlite_step (stmt, &has_row, error))
        return FALSE;
      text = has_row ? propus_sqlite_dup_text (stmt, 0) : NULL;
      row->excerpt = propus_search_make_excerpt (text != NULL ? text : "", (const char * const *) request->words, &row->ranges);

      if (g_hash_table_contains (conversations, &row->conversation_id))
        continue;
      if (!propus_conversation_rows_find (connection, row->conversation_id, &conversation, error))
        return FALSE;
      if (conversation != NULL)
        keep_conversation (conversations, conversation);
    }

  return stmt != NULL;
}

/**
 * propus_search_rows_search:
 * @connection: the history
 * @request: what is looked for
 * @rows: (element-type PropusSearchRow): gets titles, then messages, each newest first
 * @conversations: gets their conversations
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_search_rows_search (PropusConnection           *connection,
                           const PropusSearchRequest  *request,
                           GPtrArray                  *rows,
                           GHashTable                 *conversations,
                           GError                    **error)
{
  gboolean has_words = request->words[0] != NULL;

  if (!has_words && !has_filter (request))
    return TRUE;

  return search_titles (connection, request, rows, conversations, error) &&
         (!has_words || search_messages_somehow (connection, request, rows, error)) &&
         complete_rows (connection, request, rows, conversations, error);
}

/**
 * propus_search_rows_find:
 * @connection: the history
 * @conversation_id: a conversation
 * @word: what is looked for, folded; nothing has ""
 * @finds: (element-type PropusMessageFind): gets where it stands on the displayed branch
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_search_rows_find (PropusConnection  *connection,
                         gint64             conversation_id,
                         const char        *word,
                         GPtrArray         *finds,
                         GError           **error)
{
  const char *words[] = { word, NULL };
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean has_row = TRUE;

  if (*word == '\0')
    return TRUE;

  stmt = propus_sqlite_prepare (connection->db,
                                "SELECT m.id, " TEXT_OF_M " FROM messages m INDEXED BY messages_shown "
                                "CROSS JOIN message_text f ON f.id = m.id WHERE m.conversation_id = ?1 AND m.shown = 1 "
                                "AND m.deleted IS NULL AND propus_has (f.folded, ?2) ORDER BY m.id", error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 1, conversation_id);
  propus_sqlite_bind_text (stmt, 2, word);
  while (has_row)
    {
      g_autofree char *text = NULL;
      PropusMessageFind *find;

      if (!propus_sqlite_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        break;

      text = propus_sqlite_dup_text (stmt, 1);
      find = g_new0 (PropusMessageFind, 1);
      find->message_id = sqlite3_column_int64 (stmt, 0);
      find->ranges = propus_text_find (text != NULL ? text : "", words, PROPUS_LIMIT_RANGES);
      g_ptr_array_add (finds, find);
    }

  return TRUE;
}
