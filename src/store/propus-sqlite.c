/* propus-sqlite.c - SQLite in GLib's manners
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-sqlite.h"
#include "propus-text.h"

#include <errno.h>

G_DEFINE_QUARK (propus-store-error-quark, propus_store_error)

static gboolean
is_no_room (int os_error)
{
  return os_error == ENOSPC || os_error == EDQUOT || os_error == EFBIG;
}

static gboolean
is_no_permission (int os_error)
{
  return os_error == EACCES || os_error == EPERM || os_error == EROFS;
}

static PropusStoreError
translate (int code,
           int os_error)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return PROPUS_STORE_ERROR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return PROPUS_STORE_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return PROPUS_STORE_ERROR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return PROPUS_STORE_ERROR_CORRUPT;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      if (is_no_room (os_error))
        return PROPUS_STORE_ERROR_FULL;
      return is_no_permission (os_error) ? PROPUS_STORE_ERROR_READ_ONLY : PROPUS_STORE_ERROR_FAILED;
    default:
      return PROPUS_STORE_ERROR_FAILED;
    }
}

/* Why the system refused. SQLite keeps that for a statement, but not for the COMMIT, whose writes go to the WAL: there
 * the file itself remembers. */
static int
get_os_error (sqlite3 *db,
              int      code)
{
  sqlite3_file *journal = NULL;
  int os_error = sqlite3_system_errno (db);

  if (os_error == 0 && (code & 0xff) == SQLITE_IOERR)
    sqlite3_file_control (db, "main", SQLITE_FCNTL_LAST_ERRNO, &os_error);
  if (os_error == 0 && (code & 0xff) == SQLITE_IOERR &&
      sqlite3_file_control (db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK &&
      journal != NULL && journal->pMethods != NULL)
    journal->pMethods->xFileControl (journal, SQLITE_FCNTL_LAST_ERRNO, &os_error);

  return os_error;
}

/**
 * propus_sqlite_fail:
 * @db: (nullable): the connection that @code came from
 * @code: what SQLite returned
 * @error: return location for a #PropusStoreError
 *
 * Returns: always %FALSE, for `return propus_sqlite_fail (…)`
 */
gboolean
propus_sqlite_fail (sqlite3  *db,
                    int       code,
                    GError  **error)
{
  int os_error = db != NULL ? get_os_error (db, code) : 0;
  int extended = db != NULL ? sqlite3_extended_errcode (db) : code;

  if ((extended & 0xff) != (code & 0xff))
    extended = code;

  g_set_error (error, PROPUS_STORE_ERROR, translate (code, os_error), "%s (SQLite %d)",
               db != NULL ? sqlite3_errmsg (db) : sqlite3_errstr (code), extended);
  return FALSE;
}

/**
 * propus_sqlite_exec:
 * @db: a connection
 * @sql: statements of the program itself, never made of what a person wrote
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when all were run
 */
gboolean
propus_sqlite_exec (sqlite3     *db,
                    const char  *sql,
                    GError     **error)
{
  int code = sqlite3_exec (db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || propus_sqlite_fail (db, code, error);
}

/**
 * propus_sqlite_prepare:
 * @db: a connection
 * @sql: one statement
 * @error: return location for a #PropusStoreError
 *
 * Returns: (transfer full) (nullable): the statement
 */
sqlite3_stmt *
propus_sqlite_prepare (sqlite3     *db,
                       const char  *sql,
                       GError     **error)
{
  sqlite3_stmt *stmt = NULL;
  int code = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);

  if (code != SQLITE_OK)
    propus_sqlite_fail (db, code, error);
  return stmt;
}

/**
 * propus_sqlite_step:
 * @stmt: a statement
 * @row: (out): whether a row stands ready
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_sqlite_step (sqlite3_stmt  *stmt,
                    gboolean      *row,
                    GError       **error)
{
  int code = sqlite3_step (stmt);

  *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW || code == SQLITE_DONE)
    return TRUE;

  return propus_sqlite_fail (sqlite3_db_handle (stmt), code, error);
}

/**
 * propus_sqlite_run:
 * @stmt: a statement
 * @error: return location for a #PropusStoreError
 *
 * Steps to the end.
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_sqlite_run (sqlite3_stmt  *stmt,
                   GError       **error)
{
  gboolean row = TRUE;

  while (row)
    if (!propus_sqlite_step (stmt, &row, error))
      return FALSE;

  return TRUE;
}

/**
 * propus_sqlite_query_int:
 * @db: a connection
 * @sql: a query for one number
 * @value: (out): the first column of the first row, 0 when there is none
 * @error: return location for a #PropusStoreError
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_sqlite_query_int (sqlite3     *db,
                         const char  *sql,
                         gint64      *value,
                         GError     **error)
{
  g_autoptr(sqlite3_stmt) stmt = propus_sqlite_prepare (db, sql, error);
  gboolean row;

  if (stmt == NULL || !propus_sqlite_step (stmt, &row, error))
    return FALSE;

  *value = row ? sqlite3_column_int64 (stmt, 0) : 0;
  return TRUE;
}

/**
 * propus_sqlite_bind_text:
 * @stmt: a statement
 * @index: the parameter, from 1
 * @text: (nullable): borrowed until the statement has run; %NULL binds NULL
 */
void
propus_sqlite_bind_text (sqlite3_stmt *stmt,
                         int           index,
                         const char   *text)
{
  sqlite3_bind_text (stmt, index, text, -1, SQLITE_STATIC);
}

/**
 * propus_sqlite_dup_text:
 * @stmt: a statement that stands on a row
 * @column: the column, from 0
 *
 * Returns: (transfer full) (nullable): the text, made valid when the file holds bytes that are not; %NULL for NULL
 */
char *
propus_sqlite_dup_text (sqlite3_stmt *stmt,
                        int           column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  if (text == NULL)
    return NULL;

  return propus_text_make_valid (text, sqlite3_column_bytes (stmt, column));
}
