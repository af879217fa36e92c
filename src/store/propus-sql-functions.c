/* propus-sql-functions.c - what the queries of the history call
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-sql-functions.h"
#include "propus-text-match.h"
#include "propus-text.h"

#include <string.h>

static void
fold_func (sqlite3_context  *context,
           int               n_values,
           sqlite3_value   **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);
  g_autofree char *valid = NULL;

  g_assert (n_values == 1);
  if (text == NULL)
    return;

  valid = propus_text_make_valid (text, sqlite3_value_bytes (values[0]));
  sqlite3_result_text (context, propus_text_fold (valid, -1, NULL), -1, g_free);
}

static void
has_func (sqlite3_context  *context,
          int               n_values,
          sqlite3_value   **values)
{
  const unsigned char *text = sqlite3_value_text (values[0]);
  const unsigned char *word = sqlite3_value_text (values[1]);
  gboolean has;

  g_assert (n_values == 2);
  has = text != NULL && word != NULL &&
        memmem (text, (size_t) sqlite3_value_bytes (values[0]), word, (size_t) sqlite3_value_bytes (values[1])) != NULL;
  sqlite3_result_int (context, has);
}

/**
 * propus_sql_functions_add:
 * @db: a connection
 * @error: return location for a #PropusStoreError
 *
 * Returns: %TRUE when the queries can use them
 */
gboolean
propus_sql_functions_add (sqlite3  *db,
                          GError  **error)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  int code = sqlite3_create_function_v2 (db, "propus_fold", 1, flags, NULL, fold_func, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (db, "propus_has", 2, flags, NULL, has_func, NULL, NULL, NULL);
  return code == SQLITE_OK || propus_sqlite_fail (db, code, error);
}
