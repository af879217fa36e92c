/* propus-finder-database.c - keys in Alpaca's database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finder-scan.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define MOST_TABLES  16
#define MOST_ROWS    1000
#define MOST_STEPS   2000      /* progress callbacks, each after STEP_OPS operations: a second or two */
#define STEP_OPS     10000
#define LONGEST_CELL 65536

typedef struct
{
  const char *file;
  const char *program;
  GPtrArray  *finds;
  guint       steps;
} Reader;

static int
progress_cb (void *data)
{
  Reader *reader = data;

  return ++reader->steps > MOST_STEPS;
}

static gboolean
uses_wal (const char *file)
{
  g_autofree char *journal = g_strconcat (file, "-wal", NULL);

  return access (journal, F_OK) == 0;
}

/* Opens it so that nothing beside it is written: neither a journal nor what a reader of one would leave. */
static sqlite3 *
open_database (const char *file)
{
  g_autofree char *escaped = g_uri_escape_string (file, "/", TRUE);
  g_autofree char *uri = g_strconcat ("file://", escaped, uses_wal (file) ? "?mode=ro" : "?mode=ro&immutable=1", NULL);
  sqlite3 *database = NULL;

  if (sqlite3_open_v2 (uri, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      sqlite3_close (database);
      return NULL;
    }

  /* The file is another program's, and may be anyone's. */
  sqlite3_db_config (database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (database, SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024);
  sqlite3_busy_timeout (database, 250);

  return database;
}

static gboolean
row_is_gemini (sqlite3_stmt *row)
{
  for (int i = 0; i < sqlite3_column_count (row); i++)
    {
      const char *text = sqlite3_column_type (row, i) == SQLITE_TEXT ? (const char *) sqlite3_column_text (row, i) : NULL;
      gsize length = text != NULL ? strlen (text) : 0;

      if (length > 0 && length < 4096 &&
          (propus_finder_contains (text, length, "gemini") || propus_finder_contains (text, length, "generativelanguage")))
        return TRUE;
    }

  return FALSE;
}

/* A cell is a value of its own, or, in newer versions, a JSON object of them. */
static void
read_cell (Reader     *reader,
           const char *column,
           const char *text,
           gboolean    gemini)
{
  PropusFinderScan scan = {
    .file = reader->file, .program = reader->program, .kind = PROPUS_FINDER_KIND_SQLITE, .bytes = text,
    .length = strlen (text), .finds = reader->finds, .first = reader->finds->len,
  };
  const char *value = text;
  gsize length = scan.length;
  gboolean named = gemini && (propus_finder_contains (column, strlen (column), "api") ||
                              propus_finder_contains (column, strlen (column), "key"));

  if (length > LONGEST_CELL)
    return;
  if (propus_finder_value_is_key (&value, &length, named))
    propus_finder_scan_add (&scan, (gsize) (value - text), length, column, strlen (column), PROPUS_FINDER_OTHER_PROGRAM);
  else if (*text == '{')
    (void) propus_finder_scan_json (&scan, 0, scan.length, gemini ? "gemini" : "");
  propus_finder_scan_shapes (&scan, PROPUS_FINDER_OTHER_PROGRAM);
}

static gboolean
read_table (Reader     *reader,
            sqlite3    *database,
            const char *table)
{
  char *sql = sqlite3_mprintf ("SELECT * FROM \"%w\" LIMIT %d", table, MOST_ROWS);
  sqlite3_stmt *row = NULL;
  int result = sqlite3_prepare_v2 (database, sql, -1, &row, NULL);

  sqlite3_free (sql);
  if (result != SQLITE_OK)
    return FALSE;

  while ((result = sqlite3_step (row)) == SQLITE_ROW)
    {
      gboolean gemini = row_is_gemini (row);

      for (int i = 0; i < sqlite3_column_count (row); i++)
        if (sqlite3_column_type (row, i) == SQLITE_TEXT)
          read_cell (reader, sqlite3_column_name (row, i), (const char *) sqlite3_column_text (row, i), gemini);
    }

  sqlite3_finalize (row);
  return result == SQLITE_DONE;
}

/* The tables with settings in them. Chats are not looked at: they are large, and are the person's words. */
static GPtrArray *
list_tables (sqlite3 *database)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *row = NULL;
  int result;

  if (sqlite3_prepare_v2 (database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                    "(name LIKE 'instance%' OR name LIKE 'preference%')", -1, &row, NULL) != SQLITE_OK)
    return NULL;

  while ((result = sqlite3_step (row)) == SQLITE_ROW && tables->len < MOST_TABLES)
    g_ptr_array_add (tables, g_strdup ((const char *) sqlite3_column_text (row, 0)));
  sqlite3_finalize (row);

  return result == SQLITE_DONE || tables->len == MOST_TABLES ? g_steal_pointer (&tables) : NULL;
}

/**
 * propus_finder_scan_database:
 * @file: absolute path of a regular file
 * @program: whose it is
 * @finds: (element-type PropusFinderFind): where to add what is found
 * @detail: (out): why it could not be read
 *
 * Reads the settings in a SQLite database. The file is not changed, and nothing is written beside it.
 *
 * Returns: whether it is one that could be read
 */
gboolean
propus_finder_scan_database (const char  *file,
                             const char  *program,
                             GPtrArray   *finds,
                             char       **detail)
{
  Reader reader = { .file = file, .program = program, .finds = finds };
  sqlite3 *database = open_database (file);
  g_autoptr(GPtrArray) tables = NULL;
  gboolean good;

  if (database == NULL)
    {
      *detail = g_strdup ("SQLite");
      return FALSE;
    }

  sqlite3_progress_handler (database, STEP_OPS, progress_cb, &reader);
  tables = list_tables (database);
  good = tables != NULL;
  for (guint i = 0; good && i < tables->len; i++)
    good = read_table (&reader, database, g_ptr_array_index (tables, i));

  if (!good)
    *detail = g_strdup (sqlite3_errmsg (database));
  sqlite3_close (database);

  return good;
}
