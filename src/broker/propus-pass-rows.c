/* propus-pass-rows.c - passes, in usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-config.h"
#include "propus-pass-rows.h"

#include <glib/gi18n.h>

#include "propus-fault.h"
#include "propus-limits.h"
#include "propus-usage-file-private.h"

#define COLUMNS "id, origin, name, port, digest, key, models, paths, requests, tokens, money, expires, paused, created, " \
  "last_used"

/* The columns of COLUMNS, from 0; their parameters are one more. */
enum
{
  ID, ORIGIN, NAME, PORT, DIGEST, KEY, MODELS, PATHS, CAPS, EXPIRES = CAPS + PROPUS_CAP_N, PAUSED, CREATED, LAST_USED
};

/**
 * propus_pass_row_free:
 * @self: (transfer full): a row
 */
void
propus_pass_row_free (PropusPassRow *self)
{
  g_clear_pointer (&self->pass, propus_pass_unref);
  g_free (self);
}

static gboolean
fail (GError      **error,
      PropusFault   fault,
      const char   *sentence)
{
  g_set_error_literal (error, PROPUS_FAULT, (int) fault, sentence);

  return FALSE;
}

static gboolean
open_file (PropusUsageFile  *file,
           GError          **error)
{
  return propus_usage_file_open (file, PROPUS_SPEND_BUSY_MS, error) != NULL;
}

static sqlite3_stmt *
prepare (PropusUsageFile  *file,
         const char       *sql,
         const char       *first,
         const char       *second,
         GError          **error)
{
  sqlite3_stmt *stmt = propus_usage_file_prepare (file, sql, error);

  if (stmt != NULL && first != NULL)
    sqlite3_bind_text (stmt, 1, first, -1, SQLITE_TRANSIENT);
  if (stmt != NULL && second != NULL)
    sqlite3_bind_text (stmt, 2, second, -1, SQLITE_TRANSIENT);

  return stmt;
}

/* --- reading --- */

static char *
dup_text (sqlite3_stmt *stmt,
          int           column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static gint64
get_int (sqlite3_stmt *stmt,
         int           column,
         gint64        fallback)
{
  return sqlite3_column_type (stmt, column) == SQLITE_NULL ? fallback : sqlite3_column_int64 (stmt, column);
}

static PropusPass *
read_pass (sqlite3_stmt *stmt)
{
  PropusPass *pass = propus_pass_new ();
  g_autofree char *models = dup_text (stmt, MODELS);

  pass->id = dup_text (stmt, ID);
  pass->origin = dup_text (stmt, ORIGIN);
  pass->name = dup_text (stmt, NAME);
  pass->port = (guint16) sqlite3_column_int (stmt, PORT);
  pass->digest = dup_text (stmt, DIGEST);
  pass->key = dup_text (stmt, KEY);
  g_strfreev (pass->models);
  pass->models = *models != '\0' ? g_strsplit (models, " ", -1) : g_new0 (char *, 1);
  pass->paths = (PropusPassPaths) sqlite3_column_int (stmt, PATHS);
  for (int i = 0; i < PROPUS_CAP_N; i++)
    pass->caps[i] = get_int (stmt, CAPS + i, -1);
  pass->expires = get_int (stmt, EXPIRES, 0);
  pass->paused = sqlite3_column_int (stmt, PAUSED) != 0;
  pass->created = sqlite3_column_int64 (stmt, CREATED);
  pass->last_used = get_int (stmt, LAST_USED, 0);

  return pass;
}

static gboolean
read_sums (PropusUsageFile  *file,
           const char       *id,
           int               from,
           int               to,
           gint64           *sums,
           GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = prepare (file, "SELECT count (*) FILTER (WHERE estimated = 1 OR total > 0), coalesce (sum (total), 0), "
                  "coalesce (sum (cost), 0) FROM request WHERE holder = ?1 AND day BETWEEN ?2 AND ?3", id, NULL, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int (stmt, 2, from);
  sqlite3_bind_int (stmt, 3, to);
  if (!propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;

  for (int i = 0; i < PROPUS_CAP_N; i++)
    sums[i] = sqlite3_column_int64 (stmt, i);

  return TRUE;
}

static PropusPassRow *
read_row (PropusUsageFile  *file,
          sqlite3_stmt     *stmt,
          int               day,
          GError          **error)
{
  g_autoptr(PropusPassRow) row = g_new0 (PropusPassRow, 1);
  int month = day / 100 * 100;

  row->pass = read_pass (stmt);
  if (!read_sums (file, row->pass->id, day, day, row->today, error) ||
      !read_sums (file, row->pass->id, month, month + 99, row->month, error))
    return NULL;

  return g_steal_pointer (&row);
}

/**
 * propus_pass_rows_read:
 * @file: usage.db
 * @origin: the API that the passes are for
 * @day: today, YYYYMMDD
 * @error: return location for a #GIOErrorEnum error
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type PropusPassRow): those that live, the oldest first, none when there is no file;
 *   %NULL with @error set
 */
GPtrArray *
propus_pass_rows_read (PropusUsageFile  *file,
                       const char       *origin,
                       int               day,
                       GError          **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_pass_row_free);
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean read, more;

  if (!propus_usage_file_exists (file))
    return g_steal_pointer (&rows);
  if (!open_file (file, error))
    return NULL;

  stmt = prepare (file, "SELECT " COLUMNS " FROM pass WHERE origin = ?1 AND revoked IS NULL ORDER BY created, name", origin,
                  NULL, error);
  if (stmt == NULL)
    return NULL;

  while ((read = propus_usage_file_step (file, stmt, &more, error)) && more)
    {
      PropusPassRow *row = read_row (file, stmt, day, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }

  return read ? g_steal_pointer (&rows) : NULL;
}

/* Returns: (nullable): the pass, or %NULL with @error set, which may say that there is none. */
static PropusPass *
find_pass (PropusUsageFile  *file,
           const char       *origin,
           const char       *id,
           GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  gboolean row;

  stmt = prepare (file, "SELECT " COLUMNS " FROM pass WHERE origin = ?1 AND id = ?2 AND revoked IS NULL", origin, id,
                  error);
  if (stmt == NULL || !propus_usage_file_step (file, stmt, &row, error))
    return NULL;
  if (row)
    return read_pass (stmt);

  fail (error, PROPUS_FAULT_NO_PASS, _("There is no such pass any more."));

  return NULL;
}

/* --- writing --- */

static void
bind_int (sqlite3_stmt *stmt,
          int           column,
          gboolean      is_set,
          gint64        value)
{
  if (is_set)
    sqlite3_bind_int64 (stmt, column + 1, value);
  else
    sqlite3_bind_null (stmt, column + 1);
}

static void
bind_text (sqlite3_stmt *stmt,
           int           column,
           const char   *text)
{
  sqlite3_bind_text (stmt, column + 1, text, -1, SQLITE_TRANSIENT);
}

static gboolean
write_pass (PropusUsageFile  *file,
            PropusPass       *pass,
            GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autofree char *models = g_strjoinv (" ", pass->models);

  stmt = prepare (file, "INSERT OR REPLACE INTO pass (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                  "?12, ?13, ?14, ?15)", NULL, NULL, error);
  if (stmt == NULL)
    return FALSE;

  bind_text (stmt, ID, pass->id);
  bind_text (stmt, ORIGIN, pass->origin);
  bind_text (stmt, NAME, pass->name);
  bind_int (stmt, PORT, TRUE, pass->port);
  bind_text (stmt, DIGEST, pass->digest);
  bind_text (stmt, KEY, pass->key);
  bind_text (stmt, MODELS, models);
  bind_int (stmt, PATHS, TRUE, pass->paths);
  for (int i = 0; i < PROPUS_CAP_N; i++)
    bind_int (stmt, CAPS + i, pass->caps[i] >= 0, pass->caps[i]);
  bind_int (stmt, EXPIRES, pass->expires != 0, pass->expires);
  bind_int (stmt, PAUSED, TRUE, pass->paused);
  bind_int (stmt, CREATED, TRUE, pass->created);
  bind_int (stmt, LAST_USED, pass->last_used != 0, pass->last_used);

  return propus_usage_file_step (file, stmt, NULL, error);
}

/* "REPLACE" would take another pass with the same name or port out without a word: it must not come to that. */
static gboolean
check_unique (PropusUsageFile  *file,
              PropusPass       *pass,
              GError          **error)
{
  g_autoptr(sqlite3_stmt) names = NULL;
  g_autoptr(sqlite3_stmt) ports = NULL;
  gboolean taken;

  names = prepare (file, "SELECT 1 FROM pass WHERE id <> ?1 AND name = ?2 AND origin = ?3 AND revoked IS NULL", pass->id,
                   pass->name, error);
  if (names == NULL)
    return FALSE;
  sqlite3_bind_text (names, 3, pass->origin, -1, SQLITE_TRANSIENT);
  if (!propus_usage_file_step (file, names, &taken, error))
    return FALSE;
  if (taken)
    return fail (error, PROPUS_FAULT_INVALID, _("There is another pass with this name."));

  ports = prepare (file, "SELECT 1 FROM pass WHERE id <> ?1 AND port = ?2 AND revoked IS NULL", pass->id, NULL, error);
  if (ports == NULL)
    return FALSE;
  sqlite3_bind_int (ports, 2, pass->port);
  if (!propus_usage_file_step (file, ports, &taken, error))
    return FALSE;
  if (!taken)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE, "the port is another pass's");

  return FALSE;
}

static gboolean
insert_locked (PropusUsageFile  *file,
               PropusPass       *pass,
               GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  stmt = prepare (file, "SELECT count (*) FROM pass WHERE origin = ?1 AND revoked IS NULL", pass->origin, NULL, error);
  if (stmt == NULL || !propus_usage_file_step (file, stmt, NULL, error))
    return FALSE;
  if (sqlite3_column_int64 (stmt, 0) >= PROPUS_LIMIT_PASSES)
    return fail (error, PROPUS_FAULT_INVALID, _("There are too many passes already. Revoke one that is not used."));

  return check_unique (file, pass, error) && write_pass (file, pass, error);
}

/**
 * propus_pass_rows_insert:
 * @file: usage.db
 * @pass: a new pass
 * @error: return location for a #PropusFault error, whose message is a sentence for the person, or a #GIOErrorEnum one:
 *   %G_IO_ERROR_ADDRESS_IN_USE when another pass has that port, though nobody listens there now
 *
 * Blocks.
 *
 * Returns: %FALSE with @error set when nothing was written
 */
gboolean
propus_pass_rows_insert (PropusUsageFile  *file,
                         PropusPass       *pass,
                         GError          **error)
{
  return open_file (file, error) && propus_usage_file_begin (file, error) &&
         propus_usage_file_end (file, insert_locked (file, pass, error), error);
}

static gboolean
change_locked (PropusUsageFile  *file,
               const char       *origin,
               const char       *id,
               JsonObject       *changes,
               GError          **error)
{
  g_autoptr(PropusPass) pass = find_pass (file, origin, id, error);

  return pass != NULL && propus_pass_apply (pass, changes, error) && check_unique (file, pass, error) &&
         write_pass (file, pass, error);
}

/**
 * propus_pass_rows_change:
 * @file: usage.db
 * @origin: the API that the pass is for
 * @id: its id
 * @changes: see propus_pass_apply()
 * @error: return location for a #PropusFault or #GIOErrorEnum error
 *
 * Blocks.
 *
 * Returns: %FALSE with @error set when nothing was written
 */
gboolean
propus_pass_rows_change (PropusUsageFile  *file,
                         const char       *origin,
                         const char       *id,
                         JsonObject       *changes,
                         GError          **error)
{
  return open_file (file, error) && propus_usage_file_begin (file, error) &&
         propus_usage_file_end (file, change_locked (file, origin, id, changes, error), error);
}

static gboolean
set_digest_locked (PropusUsageFile  *file,
                   const char       *origin,
                   const char       *id,
                   const char       *digest,
                   GError          **error)
{
  g_autoptr(PropusPass) pass = find_pass (file, origin, id, error);

  if (pass == NULL)
    return FALSE;

  g_free (pass->digest);
  pass->digest = g_strdup (digest);

  return write_pass (file, pass, error);
}

/**
 * propus_pass_rows_set_digest:
 * @file: usage.db
 * @origin: the API that the pass is for
 * @id: its id
 * @digest: of its new token
 * @error: return location for a #PropusFault or #GIOErrorEnum error
 *
 * Blocks.
 *
 * Returns: %FALSE with @error set when nothing was written
 */
gboolean
propus_pass_rows_set_digest (PropusUsageFile  *file,
                             const char       *origin,
                             const char       *id,
                             const char       *digest,
                             GError          **error)
{
  return open_file (file, error) && propus_usage_file_begin (file, error) &&
         propus_usage_file_end (file, set_digest_locked (file, origin, id, digest, error), error);
}

static gboolean
revoke_locked (PropusUsageFile  *file,
               const char       *origin,
               const char       *id,
               gint64            now,
               GError          **error)
{
  g_autoptr(PropusPass) pass = find_pass (file, origin, id, error);
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (pass == NULL)
    return FALSE;

  /* The digest is of no use any more. */
  stmt = prepare (file, "UPDATE pass SET revoked = ?2, digest = '' WHERE id = ?1", id, NULL, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 2, now);

  return propus_usage_file_step (file, stmt, NULL, error);
}

/**
 * propus_pass_rows_revoke:
 * @file: usage.db
 * @origin: the API that the pass is for
 * @id: its id
 * @now: Unix seconds
 * @error: return location for a #PropusFault or #GIOErrorEnum error
 *
 * Blocks.
 *
 * Returns: %FALSE with @error set when the pass still lives, or there is none
 */
gboolean
propus_pass_rows_revoke (PropusUsageFile  *file,
                         const char       *origin,
                         const char       *id,
                         gint64            now,
                         GError          **error)
{
  return open_file (file, error) && propus_usage_file_begin (file, error) &&
         propus_usage_file_end (file, revoke_locked (file, origin, id, now, error), error);
}

/**
 * propus_pass_rows_note_use:
 * @file: usage.db
 * @id: a pass's id
 * @at: when it was last used, Unix milliseconds
 * @error: return location for a #GIOErrorEnum error
 *
 * Blocks.
 *
 * Returns: %FALSE with @error set when nothing was written
 */
gboolean
propus_pass_rows_note_use (PropusUsageFile  *file,
                           const char       *id,
                           gint64            at,
                           GError          **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  if (!open_file (file, error))
    return FALSE;

  stmt = prepare (file, "UPDATE pass SET last_used = max (coalesce (last_used, 0), ?2) WHERE id = ?1", id, NULL, error);
  if (stmt == NULL)
    return FALSE;

  sqlite3_bind_int64 (stmt, 2, at);

  return propus_usage_file_step (file, stmt, NULL, error);
}
